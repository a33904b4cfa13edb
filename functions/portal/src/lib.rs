#![doc = include_str!("../README.md")]

mod directory;
mod feedback;
mod guides;
mod open_referral;
mod pages;
mod pictures;
mod privacy;
mod questions;
mod robots;
#[cfg(test)]
mod tests;
mod words;

use axum::Router;
use axum::routing::get;
use domain::feedback::KeepFeedback;
use domain::retention::Retention;
use web::Portal;

/// Returns the routes of the portal. The caller adds [`web::finish`], as for
/// every function.
pub fn router<S: KeepFeedback>(portal: Portal, store: S, retention: Retention) -> Router {
    let assets = web::assets::router(&portal);
    Router::new()
        .route("/", get(pages::landing))
        .route("/safeguarding", get(pages::safeguarding))
        .route("/carers", get(pages::carers))
        .route("/professionals", get(pages::professionals))
        .route("/cookies", get(pages::cookies))
        .route("/accessibility", get(pages::accessibility))
        .route("/directory", get(directory::search))
        .route("/directory/{service}", get(directory::service))
        .route("/help", get(pages::help))
        .route("/help/contact", get(pages::contact))
        .route("/help/guides/{guide}", get(guides::guide))
        .route("/robots.txt", get(robots::robots))
        .route("/.well-known/security.txt", get(robots::security))
        .with_state(portal.clone())
        .merge(privacy::router(portal.clone(), retention))
        .merge(questions::router(portal.clone(), store.clone()))
        .merge(feedback::router(portal, store))
        .merge(open_referral::router())
        .merge(pictures::router())
        .merge(assets)
}
