#![doc = include_str!("../README.md")]

mod estimates;
mod no_estimate;
mod result;
mod start;
#[cfg(test)]
mod tests;
mod what_if;

use charging::policy::Policy;
use journey::estimate_costs::{self, Estimate};
use journey::journey::Journey;
use journey::no_report::NoReport;
use web::answers::{AnswerHolder as _, AnswerStore, CitizenAnswers, CitizenForm};
use web::http::form::PostedForm;
use web::journey::JourneySpec;
use web::who::CitizenRequest;
use web::{Failure, RefusedPages, RouteTable, SiteContext};

/// Returns the routes of the calculator under a council's charging policy. The
/// caller adds [`web::finish`], as for every function.
pub fn router<S: AnswerStore>(site: SiteContext, store: S, policy: Policy) -> RouteTable {
    let refused = RefusedPages::new(&site, &store);
    let answers = CitizenAnswers::new(site.clone(), store);
    let state = AppState {
        site,
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
        .keeping(refused)
}

const START: &str = "/estimate-costs";
const RESULT: &str = "/estimate-costs/result";

fn spec() -> JourneySpec {
    JourneySpec {
        prefix: START,
        form: journey::forms::estimate_costs(),
        result_path: RESULT,
        result_words: "See your result",
        checks_answers: false,
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<S> {
    site: SiteContext,
    answers: CitizenAnswers<S>,
    policy: Policy,
}

impl<S: AnswerStore> AppState<S> {
    /// Opens the form with this visitor's answers.
    async fn open(mut self, visitor: CitizenRequest) -> Result<(Self, CitizenForm), Failure> {
        let open = self.answers.open(spec().form, visitor).await?.shown()?;
        self.site = open.site.clone();
        Ok((self, open))
    }

    /// Opens the form that a page was drawn for, with this visitor's answers.
    async fn open_to_change(
        mut self,
        visitor: CitizenRequest,
        posted: &PostedForm,
    ) -> Result<(Self, CitizenForm), Failure> {
        let open = self.answers.open_to_change(spec().form, visitor, posted);
        let open = open.await?.shown()?;
        self.site = open.site.clone();
        Ok((self, open))
    }

    /// Works out the estimate that the answers make.
    fn estimate(&self, journey: &Journey<'_>) -> Result<Estimate, NoReport> {
        estimate_costs::estimate(journey, self.site.today(), &self.policy)
    }
}
