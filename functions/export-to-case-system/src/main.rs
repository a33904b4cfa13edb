//! Assembles the function.
use export_to_case_system::{Event, handle};

fn main() -> launch::Finished {
    launch::serve_events("export-to-case-system", |world| {
        let (files, store) = (world.exchange()?, world.store);
        Ok(move |event: Event| {
            let (files, store, now) = (files.clone(), store.clone(), world.portal.now());
            async move { handle(&store, &files, now, &event).await }
        })
    })
}
