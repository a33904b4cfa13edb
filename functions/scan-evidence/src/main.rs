//! Assembles the function.
use scan_evidence::{ScanEvent, handle};

fn main() -> launch::Finished {
    launch::serve_events("scan-evidence", |parts| {
        let (files, scanner, store) = (parts.evidence()?, parts.scanner(), parts.store);
        Ok(move |event: ScanEvent| {
            let (files, store) = (files.clone(), store.clone());
            async move { handle(&store, &files, &scanner, &event).await }
        })
    })
}
