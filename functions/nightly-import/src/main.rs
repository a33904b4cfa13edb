//! Assembles the function.
use nightly_import::{ImportEvent, done, handle};

fn main() -> launch::Finished {
    launch::serve_events("nightly-import", |parts| {
        let (files, store) = (parts.snapshots()?, parts.store);
        Ok(move |event: ImportEvent| {
            let (files, store) = (files.clone(), store.clone());
            let (id, now) = (parts.site.new_id(), parts.site.now());
            async move { launch::did(handle(&store, &files, id, now, &event).await, done) }
        })
    })
}
