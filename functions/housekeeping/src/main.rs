//! Assembles the function.
use housekeeping::{Ports, keep_house};

fn main() -> launch::Finished {
    launch::serve_events("housekeeping", |world| {
        let (mail, files) = (world.notices()?, world.evidence()?);
        let ports = Ports::new(world.store, mail, files, world.retention);
        Ok(move |event| {
            let (ports, now) = (ports.clone(), world.portal.now());
            async move { keep_house(&ports, now, event).await }
        })
    })
}
