//! Assembles the function.
use housekeeping::{Housekeeping, done, keep_house};
fn main() -> launch::Finished {
    launch::serve_events("housekeeping", |parts| {
        let (identity, mailer, files) = (parts.both_pools()?, parts.mailer()?, parts.evidence()?);
        let ports = parts.ports().with_identity(identity).with_mailer(mailer);
        let rules = (parts.retention, parts.acknowledged_within()?, parts.policy);
        let ours = Housekeeping::new(ports.with_files(files), parts.site.council(), rules);
        Ok(move |event| {
            let (ours, now) = (ours.clone(), parts.site.now());
            async move { launch::did(keep_house(&ours, now, event).await, done) }
        })
    })
}
