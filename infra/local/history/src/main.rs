//! Fills the past of the local stack's day services.

fn main() -> launch::Finished {
    launch::run_once("history", |parts| async move {
        history::fill(&parts.store, parts.site.now()).await
    })
}
