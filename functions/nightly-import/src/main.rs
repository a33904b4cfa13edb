//! Assembles the function.
use nightly_import::{ImportEvent, handle};

fn main() -> launch::Finished {
    launch::serve_events("nightly-import", |parts| {
        let (files, store) = (parts.snapshots()?, parts.store);
        Ok(move |event: ImportEvent| {
            let (files, store) = (files.clone(), store.clone());
            let run = parts.site.clone();
            async move {
                let came_to = handle(&store, &files, run.new_id(), run.now(), &event).await;
                launch::did(came_to, |reply| reply.as_ref().ok())
            }
        })
    })
}
