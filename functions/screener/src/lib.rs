#![doc = include_str!("../README.md")]

mod result;
mod screenings;
mod start;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{get, post};
use domain::directory::Directory;
use web::journey::JourneySpec;
use web::visitor::{KeepAnswers, Opened, Visitor};
use web::{Failure, Portal};

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
pub fn router<S: KeepAnswers>(portal: Portal, store: S, directory: Directory) -> Router {
    let questions = web::journey::router(spec(), portal.clone(), store.clone());
    Router::new()
        .route(HOME, get(start::start::<S>))
        .route("/check-support/as-carer", get(start::as_carer::<S>))
        .route("/check-support/result", get(result::result::<S>))
        .route(
            "/api/v1/screenings",
            post(screenings::screening_create::<S>),
        )
        .with_state(Screener {
            portal,
            store,
            directory,
        })
        .merge(questions)
}
