//! Assembles the function.
use nightly_import::{ImportEvent, done, handle, run_by};

fn main() -> launch::Finished {
    launch::serve_events("nightly-import", |parts| {
        let (files, store) = (parts.snapshots()?, parts.store);
        Ok(move |event: ImportEvent| {
            let (files, store) = (files.clone(), store.clone());
            let site = parts.site.clone();
            let run = run_by(site.new_id(), move || site.now());
            async move { launch::did(handle(&store, &files, &run, &event).await, done) }
        })
    })
}
