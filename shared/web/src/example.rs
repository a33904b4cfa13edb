//! A made-up council for this crate's own tests.

use domain::council::Council;
use jiff::Timestamp;

use crate::Portal;

pub(crate) fn council() -> Council {
    Council {
        name: "Exampleshire County Council".into(),
        service_name: "Adult social care".into(),
        website: "https://www.exampleshire.example".into(),
        telephone: "0300 000 0000".into(),
        text_relay: "18001 0300 000 0000".into(),
        opening_hours: "Monday to Friday, 9am to 5pm".into(),
        emergency_telephone: "0300 000 0001".into(),
        email: "care@exampleshire.example".into(),
        postal_address: vec![
            "Adult Social Care".into(),
            "County Hall".into(),
            "EX1 1AA".into(),
        ],
        brand_colour: "#00437b".into(),
        data_protection_email: "privacy@exampleshire.example".into(),
    }
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_795_305_600).unwrap()
}

pub(crate) fn portal() -> Portal {
    Portal::new(council(), "test", now, || {
        "0123456789abcdefghjkmnpqrs".to_owned()
    })
}
