//! Assembles the function.
use week_end_unlock::{turn_weeks, turned};
fn main() -> launch::Finished {
    launch::serve_events("week-end-unlock", |parts| {
        let ports = parts.ports();
        Ok(move |event| {
            let (ports, now) = (ports.clone(), parts.site.now());
            async move { launch::did(turn_weeks(&ports, now, event).await, turned) }
        })
    })
}
