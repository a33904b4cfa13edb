#![doc = include_str!("../README.md")]

mod result;
mod screenings;
mod start;
#[cfg(test)]
mod tests;

use domain::directory::Directory;
use web::journey::JourneySpec;
use web::visitor::{KeepAnswers, Opened, Visitor};
use web::{Failure, Portal, RouteTable};

/// Where the pages are.
const HOME: &str = "/check-support";

/// The form and where its pages are.
fn spec() -> JourneySpec {
    JourneySpec {
        prefix: HOME,
        form: journey::forms::check_support(),
        result_path: "/check-support/result",
        result_words: "See your result",
        needs_account: false,
    }
}

/// What the handlers share.
#[derive(Clone, Debug)]
struct Screener<S> {
    portal: Portal,
    store: S,
    directory: Directory,
}

impl<S: KeepAnswers> Screener<S> {
    /// The form as this visitor has it.
    async fn open(mut self, visitor: Visitor) -> Result<(Self, Opened), Failure> {
        let opened = visitor.open(&self.store, &self.portal, spec().form).await?;
        self.portal = opened.portal.clone();
        Ok((self, opened))
    }
}

/// The routes of the screener. Whoever serves them puts [`web::finish`] around.
pub fn router<S: KeepAnswers>(portal: Portal, store: S, directory: Directory) -> RouteTable {
    let questions = web::journey::router(spec(), portal.clone(), store.clone());
    RouteTable::new()
        .get(HOME, start::start)
        .get("/check-support/as-carer", start::as_carer)
        .get("/check-support/result", result::result)
        .post_document("/api/v1/screenings", screenings::screening_create)
        .with_state(Screener {
            portal,
            store,
            directory,
        })
        .merge(questions)
}
