//! Assembles the function.
use housekeeping::{Ports, keep_house};

fn main() -> launch::Finished {
    launch::serve_events("housekeeping", |world| {
        let (files, mail) = (world.evidence()?, world.notices()?);
        let (store, retention) = (world.store, world.retention);
        let ports = Ports {
            store,
            mail,
            files,
            retention,
        };
        Ok(move |event| {
            let (ports, now) = (ports.clone(), world.portal.now());
            async move { keep_house(&ports, now, event).await }
        })
    })
}
