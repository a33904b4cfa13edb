#![doc = include_str!("../README.md")]

mod budgets;
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

use domain::correspondence::feedback::FeedbackStore;
use domain::forms::refused_page::RefusedPageStore;
use domain::records::retention_schedule::Retention;
use web::{RefusedPages, RouteTable, SiteContext};

/// Returns the routes of the portal. The caller adds [`web::finish`], as for
/// every function.
pub fn router<S: FeedbackStore + RefusedPageStore>(
    site: SiteContext,
    store: S,
    retention: Retention,
) -> RouteTable {
    let refused = RefusedPages::new(&site, &store);
    let assets = web::page::assets::router(&site);
    RouteTable::new()
        .get("/", pages::landing)
        .get("/safeguarding", pages::safeguarding)
        .get("/carers", pages::carers)
        .get("/professionals", pages::professionals)
        .get("/cookies", pages::cookies)
        .get("/accessibility", pages::accessibility)
        .get(budgets::PAGE, budgets::show)
        .get("/directory", directory::search)
        .get("/directory/{service}", directory::service)
        .get("/help", pages::help)
        .get("/help/contact", pages::contact)
        .get("/help/guides/{guide}", guides::guide)
        .get("/robots.txt", robots::robots)
        .get("/.well-known/security.txt", robots::security)
        .with_state(site.clone())
        .merge(privacy::router(site.clone(), retention))
        .merge(questions::router(site.clone(), store.clone()))
        .merge(feedback::router(site, store))
        .merge(open_referral::router())
        .merge(pictures::router())
        .merge(assets)
        .keeping(refused)
}
