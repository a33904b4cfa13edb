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
use web::form::Posted;
use web::journey::JourneySpec;
use web::meant::MeantFor;
use web::visitor::{KeepAnswers, Opened, Visitor};
use web::{Failure, Portal, RouteTable};

/// The routes of the calculator under a council's charging policy. Whoever
/// serves them puts [`web::finish`] around.
pub fn router<S: KeepAnswers>(portal: Portal, store: S, policy: Policy) -> RouteTable {
    let desk = Desk {
        portal: portal.clone(),
        store: store.clone(),
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
        .with_state(desk)
        .merge(web::journey::router(spec(), portal, store))
}

const START: &str = "/estimate-costs";
const RESULT: &str = "/estimate-costs/result";

fn spec() -> JourneySpec {
    JourneySpec {
        prefix: START,
        form: journey::forms::estimate_costs(),
        result_path: RESULT,
        result_words: "See your result",
        needs_account: false,
    }
}

/// What every page of the calculator needs.
#[derive(Clone, Debug)]
struct Desk<S> {
    portal: Portal,
    store: S,
    policy: Policy,
}

impl<S: KeepAnswers> Desk<S> {
    /// The form as this visitor has it.
    async fn open(mut self, visitor: Visitor) -> Result<(Self, Opened), Failure> {
        let opened = visitor.open(&self.store, &self.portal, spec().form).await?;
        self.portal = opened.portal.clone();
        Ok((self, opened))
    }

    /// The form that a page was drawn for, as this visitor has it.
    async fn open_meant(
        mut self,
        visitor: Visitor,
        posted: &Posted,
    ) -> Result<(Self, Opened), Failure> {
        let meant = MeantFor::of(posted);
        let opened = visitor
            .open_meant(&self.store, &self.portal, spec().form, meant)
            .await?;
        if !opened.shows() {
            return Err(Failure::SIGNED_OUT);
        }
        self.portal = opened.portal.clone();
        Ok((self, opened))
    }

    /// Works out the estimate that the answers make.
    fn estimate(&self, journey: &Journey<'_>) -> Result<Estimate, NoReport> {
        estimate_costs::estimate(journey, self.portal.today(), &self.policy)
    }
}
