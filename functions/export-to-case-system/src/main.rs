//! Assembles the function.
use export_to_case_system::{ExportEvent, handle};

fn main() -> launch::Finished {
    launch::serve_events("export-to-case-system", |parts| {
        let (files, store) = (parts.exchange()?, parts.store);
        Ok(move |event: ExportEvent| {
            let (files, store, now) = (files.clone(), store.clone(), parts.site.now());
            async move { handle(&store, &files, now, &event).await }
        })
    })
}
