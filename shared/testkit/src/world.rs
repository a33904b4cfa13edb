//! What a function is assembled from in a test.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::council::Council;
use jiff::Timestamp;
use web::Portal;

use crate::store::InMemoryDrafts;

/// 22 November 2026, 9am in London: the hour at which every test begins.
const BEGINNING: i64 = 1_795_338_000;

/// One council, one clock, one store.
#[derive(Clone, Debug)]
pub struct World {
    seconds: Arc<AtomicI64>,
    portal: Portal,
    store: InMemoryDrafts,
}

impl Default for World {
    fn default() -> Self {
        let seconds = Arc::new(AtomicI64::new(BEGINNING));
        let clock = Arc::clone(&seconds);
        let made = AtomicU64::new(0);
        let portal = Portal::new(
            council(),
            "test",
            move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap_or_default(),
            move || format!("{:026}", made.fetch_add(1, Ordering::SeqCst)),
        );
        Self {
            seconds,
            portal,
            store: InMemoryDrafts::default(),
        }
    }
}

impl World {
    /// What every page knows.
    #[must_use]
    pub fn portal(&self) -> Portal {
        self.portal.clone()
    }

    /// The store, shared with every other holder of it.
    #[must_use]
    pub fn store(&self) -> InMemoryDrafts {
        self.store.clone()
    }

    /// Moves the clock on.
    pub fn pass_hours(&self, hours: i64) {
        self.seconds.fetch_add(hours * 3600, Ordering::SeqCst);
    }
}

/// A made-up council; its telephone numbers are from the range that Ofcom
/// keeps for drama.
#[must_use]
pub fn council() -> Council {
    Council {
        name: "Exampleshire County Council".to_owned(),
        service_name: "Adult social care".to_owned(),
        website: "https://www.exampleshire.example".to_owned(),
        telephone: "01632 960 001".to_owned(),
        text_relay: "18001 01632 960 001".to_owned(),
        opening_hours: "Monday to Friday, 9am to 5pm".to_owned(),
        emergency_telephone: "01632 960 002".to_owned(),
        email: "care@exampleshire.example".to_owned(),
        postal_address: vec![
            "Adult Social Care".to_owned(),
            "County Hall".to_owned(),
            "EX1 1AA".to_owned(),
        ],
        brand_colour: "#00437b".to_owned(),
        data_protection_email: "privacy@exampleshire.example".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_begin_on_22_november_2026_and_the_clock_can_be_moved() {
        let world = World::default();
        assert_eq!(world.portal().today().to_string(), "2026-11-22");
        world.pass_hours(15);
        assert_eq!(world.portal().today().to_string(), "2026-11-23");
    }

    #[test]
    fn no_id_is_made_twice() {
        let portal = World::default().portal();
        assert_ne!(portal.new_id(), portal.new_id());
    }
}
