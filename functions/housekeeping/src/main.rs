//! Assembles the function.
use housekeeping::{Decided, Ports, done, keep_house};
fn main() -> launch::Finished {
    launch::serve_events("housekeeping", |world| {
        let (identity, mail) = (world.identity()?, world.notices()?);
        let within = world.acknowledged_within()?;
        let ours = Decided::new(world.portal.council(), world.retention, within);
        let ports = Ports::new(world.store.clone(), identity, mail, world.evidence()?, ours);
        Ok(move |event| {
            let (ports, now) = (ports.clone(), world.portal.now());
            async move { launch::did(keep_house(&ports, now, event).await, done) }
        })
    })
}
