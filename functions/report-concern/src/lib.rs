#![doc = include_str!("../README.md")]

mod send;
mod sent;
mod start;
#[cfg(test)]
mod tests;

use domain::correspondence::team_inbox::InboxStore;
use domain::forms::refused_page::RefusedPageStore;
use web::answers::{AnswerHolder as _, VisitorAnswerStore, VisitorAnswers, VisitorForm};
use web::journey::JourneySpec;
use web::who::CitizenRequest;
use web::{Failure, RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// The store of the pages on which a concern is written and sent.
    pub trait ConcernPageStore: InboxStore + RefusedPageStore + VisitorAnswerStore;
}

/// The beginning of the addresses of the pages.
const HOME: &str = "/report-concern";
/// The page on which the concern is sent.
const SUBMIT: &str = "/report-concern/submit";

/// Returns the form and the addresses of its pages.
fn spec() -> JourneySpec {
    JourneySpec {
        prefix: HOME,
        form: journey::forms::report_concern(),
        result_path: SUBMIT,
        result_words: "Continue",
        checks_answers: true,
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<S> {
    store: S,
    answers: VisitorAnswers<S>,
}

impl<S: ConcernPageStore> AppState<S> {
    /// Opens the form with the answers of this visit.
    async fn open(&self, visitor: CitizenRequest) -> Result<VisitorForm, Failure> {
        self.answers.open(spec().form, visitor).await?.shown()
    }
}

/// Returns the routes of concerns. The caller adds [`web::finish`], as for every
/// function.
pub fn router<S: ConcernPageStore>(site: SiteContext, store: S) -> RouteTable {
    let refused = RefusedPages::new(&site, &store);
    let answers = VisitorAnswers::new(site.leaving_at_once(), store.clone());
    let questions = web::journey::router(spec(), answers.clone());
    RouteTable::new()
        .get(HOME, start::show)
        .get(SUBMIT, send::ask)
        .post_fields(SUBMIT, &["id"], send::send)
        .get("/report-concern/sent/{reference}", sent::show)
        .with_state(AppState { store, answers })
        .merge(questions)
        .keeping(refused)
}
