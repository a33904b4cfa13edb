//! Assembles the function.
use housekeeping::{Housekeeping, done, keep_house};
fn main() -> launch::Finished {
    launch::serve_events("housekeeping", |world| {
        let (identity, mailer, files) = (world.identity()?, world.mailer()?, world.evidence()?);
        let ports = world.ports().with_identity(identity).with_mailer(mailer);
        let (council, within) = (world.site.council(), world.acknowledged_within()?);
        let ours = Housekeeping::new(ports.with_files(files), council, world.retention, within);
        Ok(move |event| {
            let (ours, now) = (ours.clone(), world.site.now());
            async move { launch::did(keep_house(&ours, now, event).await, done) }
        })
    })
}
