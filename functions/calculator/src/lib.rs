#![doc = include_str!("../README.md")]

mod estimates;
mod no_estimate;
mod result;
mod start;
#[cfg(test)]
mod tests;
mod what_if;

use domain::charging::policy::Policy;
use journey::estimate_costs::{self, Estimate};
use journey::journey::Journey;
use journey::report::NoReport;
use web::answers::{AnswerHolder as _, CitizenAnswers, CitizenForm, KeepAnswers};
use web::form::Posted;
use web::journey::JourneySpec;
use web::who::CitizenRequest;
use web::{Failure, Portal, RouteTable};

/// Returns the routes of the calculator under a council's charging policy. The
/// caller adds [`web::finish`], as for every function.
pub fn router<S: KeepAnswers>(portal: Portal, store: S, policy: Policy) -> RouteTable {
    let answers = CitizenAnswers::new(portal.clone(), store);
    let state = AppState {
        portal,
        answers: answers.clone(),
        policy,
    };
    RouteTable::new()
        .get(START, start::show)
        .get(RESULT, result::show)
        .get(what_if::LIST, what_if::list)
        .get(what_if::CHANGE, what_if::ask)
        .post_questions(what_if::CHANGE, what_if::compare)
        .post_questions(what_if::KEEP, what_if::keep)
        .post_document("/api/v1/estimates", estimates::create)
        .with_state(state)
        .merge(web::journey::router(spec(), answers))
}

const START: &str = "/estimate-costs";
const RESULT: &str = "/estimate-costs/result";

fn spec() -> JourneySpec {
    JourneySpec {
        prefix: START,
        form: journey::forms::estimate_costs(),
        result_path: RESULT,
        result_words: "See your result",
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<S> {
    portal: Portal,
    answers: CitizenAnswers<S>,
    policy: Policy,
}

impl<S: KeepAnswers> AppState<S> {
    /// Opens the form with this visitor's answers.
    async fn open(mut self, visitor: CitizenRequest) -> Result<(Self, CitizenForm), Failure> {
        let open = self.answers.open(spec().form, visitor).await?.shown()?;
        self.portal = open.portal.clone();
        Ok((self, open))
    }

    /// Opens the form that a page was drawn for, with this visitor's answers.
    async fn open_to_change(
        mut self,
        visitor: CitizenRequest,
        posted: &Posted,
    ) -> Result<(Self, CitizenForm), Failure> {
        let open = self.answers.open_to_change(spec().form, visitor, posted);
        let open = open.await?.shown()?;
        self.portal = open.portal.clone();
        Ok((self, open))
    }

    /// Works out the estimate that the answers make.
    fn estimate(&self, journey: &Journey<'_>) -> Result<Estimate, NoReport> {
        estimate_costs::estimate(journey, self.portal.today(), &self.policy)
    }
}
