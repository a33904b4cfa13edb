//! Assembles the function.
use export_to_case_system::{ExportEvent, handle};

fn main() -> launch::Finished {
    launch::serve_events("export-to-case-system", |world| {
        let (files, store) = (world.exchange()?, world.store);
        Ok(move |event: ExportEvent| {
            let (files, store, now) = (files.clone(), store.clone(), world.site.now());
            async move { handle(&store, &files, now, &event).await }
        })
    })
}
