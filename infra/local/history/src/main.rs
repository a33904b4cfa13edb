//! Gives the day services of the local stack a past: eight weeks of each
//! supplier with their exceptions, submitted by the provider, but for the last
//! week of two suppliers, which is late. One of those has a breach to mend.
//!
//! Run again it changes nothing: a week that has its register is left alone.

mod weeks;

fn main() -> launch::Finished {
    launch::run_once("history", |parts| async move {
        weeks::fill(&parts.store, parts.site.now()).await
    })
}
