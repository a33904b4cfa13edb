#![doc = include_str!("../README.md")]

mod budgets;
mod directory;
mod feedback;
mod guides;
mod open_referral;
mod pages;
mod paper_forms;
mod pictures;
mod privacy;
mod questions;
mod robots;
#[cfg(test)]
mod tests;
mod words;

use axum::extract::FromRef;
use domain::access::session::SessionReader;
use domain::correspondence::feedback::FeedbackStore;
use domain::forms::refused_page::RefusedPageStore;
use domain::records::retention_schedule::Retention;
use web::who::PageState;
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// The store of the portal's own pages.
    pub trait PortalStore: FeedbackStore + RefusedPageStore + SessionReader;
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct Portal<S> {
    site: SiteContext,
    store: S,
    /// The time for which this council keeps each class of record.
    retention: Retention,
}

impl<S: PortalStore> PageState for Portal<S> {
    type Store = S;

    fn store(&self) -> &S {
        &self.store
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}

/// Gives a file that is the same for everybody the site alone.
impl<S> FromRef<Portal<S>> for SiteContext {
    fn from_ref(portal: &Portal<S>) -> Self {
        portal.site.clone()
    }
}

/// Returns the routes of the portal. The caller adds [`web::finish`], as for
/// every function.
pub fn router<S: PortalStore>(site: SiteContext, store: S, retention: Retention) -> RouteTable {
    let refused = RefusedPages::new(&site, &store);
    let assets = web::page::assets::router(&site);
    RouteTable::new()
        .get("/", pages::landing)
        .get("/safeguarding", pages::safeguarding)
        .get("/carers", pages::carers)
        .get("/professionals", pages::professionals)
        .get("/cookies", pages::cookies)
        .get("/privacy", privacy::show)
        .get("/accessibility", pages::accessibility)
        .get(budgets::PAGE, budgets::show)
        .get("/directory", directory::search)
        .get("/directory/{service}", directory::service)
        .get("/help", pages::help)
        .get("/help/contact", pages::contact)
        .get("/help/guides/{guide}", guides::guide)
        .get(paper_forms::PAGE, paper_forms::show)
        .get("/help/questions", questions::questions)
        .post_fields(
            "/help/questions/{question}/helpful",
            &["helpful", "id"],
            questions::tell,
        )
        .get("/help/feedback", feedback::form)
        .post_fields("/help/feedback", &["id", "ease", "comment"], feedback::send)
        .get("/help/feedback/thank-you", feedback::thank_you)
        .get("/robots.txt", robots::robots)
        .get("/.well-known/security.txt", robots::security)
        .with_state(Portal {
            site,
            store,
            retention,
        })
        .merge(open_referral::router())
        .merge(pictures::router())
        .merge(assets)
        .keeping(refused)
}
