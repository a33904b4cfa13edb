#![doc = include_str!("../README.md")]

mod ask;
mod sent;
#[cfg(test)]
mod tests;

use domain::correspondence::team_inbox::InboxStore;
use domain::forms::refused_page::RefusedPageStore;
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// The store of the page on which somebody asks to be called back.
    pub trait CallBackStore: InboxStore + RefusedPageStore;
}

/// The address of the page.
const HOME: &str = "/call-back";

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<S> {
    site: SiteContext,
    store: S,
}

/// Returns the routes of calls that somebody asks for. The caller adds
/// [`web::finish`], as for every function.
pub fn router<S: CallBackStore>(site: SiteContext, store: S) -> RouteTable {
    let refused = RefusedPages::new(&site, &store);
    RouteTable::new()
        .get(HOME, ask::show)
        .post_fields(HOME, ask::FIELDS, ask::send)
        .get("/call-back/sent/{reference}", sent::show)
        .with_state(AppState { site, store })
        .keeping(refused)
}
