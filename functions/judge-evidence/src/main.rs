//! Assembles the function.
use judge_evidence::{Event, handle};

fn main() -> launch::Finished {
    launch::serve_events("judge-evidence", |world| {
        let (files, scanner, store) = (world.evidence()?, world.scanner(), world.store);
        Ok(move |event: Event| {
            let (files, store) = (files.clone(), store.clone());
            async move { handle(&store, &files, &scanner, &event).await }
        })
    })
}
