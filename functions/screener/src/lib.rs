#![doc = include_str!("../README.md")]

mod result;
mod screenings;
mod start;
#[cfg(test)]
mod tests;

use domain::directory::Directory;
use web::answers::{AnswerHolder as _, AnswerStore, CitizenAnswers, CitizenForm};
use web::journey::JourneySpec;
use web::who::CitizenRequest;
use web::{Failure, RefusedPages, RouteTable, SiteContext};

/// The beginning of the addresses of the pages.
const HOME: &str = "/check-support";

/// Returns the form and the addresses of its pages.
fn spec() -> JourneySpec {
    JourneySpec {
        prefix: HOME,
        form: journey::forms::check_support(),
        result_path: "/check-support/result",
        result_words: "See your result",
        checks_answers: false,
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct Screener<S> {
    site: SiteContext,
    answers: CitizenAnswers<S>,
    directory: Directory,
}

impl<S: AnswerStore> Screener<S> {
    /// Opens the form with this visitor's answers.
    async fn open(mut self, visitor: CitizenRequest) -> Result<(Self, CitizenForm), Failure> {
        let open = self.answers.open(spec().form, visitor).await?.shown()?;
        self.site = open.site.clone();
        Ok((self, open))
    }
}

/// Returns the routes of the screener. The caller adds [`web::finish`], as for
/// every function.
pub fn router<S: AnswerStore>(site: SiteContext, store: S, directory: Directory) -> RouteTable {
    let refused = RefusedPages::new(&site, &store);
    let answers = CitizenAnswers::new(site.clone(), store);
    let questions = web::journey::router(spec(), answers.clone());
    RouteTable::new()
        .get(HOME, start::start)
        .get("/check-support/as-carer", start::as_carer)
        .get("/check-support/result", result::result)
        .post_document("/api/v1/screenings", screenings::screening_create)
        .with_state(Screener {
            site,
            answers,
            directory,
        })
        .merge(questions)
        .keeping(refused)
}
