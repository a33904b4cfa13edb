use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::acknowledgement::{Acknowledgement, RefusalReason, Unusable, read};
use crate::name;

const RECEIVED: &str = include_str!("../../golden/acknowledgements/HCW9RD4PTX.json");
const REFUSED: &str = include_str!("../../golden/acknowledgements/FN6KXG3YC3.json");

fn reference() -> Reference {
    Reference::parse("HCW9RD4PTX").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn read_received(text: &str) -> Result<Acknowledgement, Unusable> {
    let key = name::acknowledgement(&reference());
    read(&key, text.as_bytes(), at("2026-11-22T09:50:00Z"))
}

#[test]
fn received_is_read_with_when() {
    let received = Acknowledgement::Received {
        reference: reference(),
        at: at("2026-11-22T09:45:00Z"),
    };
    assert_eq!(read_received(RECEIVED), Ok(received.clone()));
    assert_eq!(
        read_received(&format!("\u{feff}{RECEIVED}")),
        Ok(received),
        "also with the byte order mark that some systems write"
    );
}

#[test]
fn refused_is_read_with_why() {
    let reference = Reference::parse("FN6KXG3YC3").unwrap();
    let key = name::acknowledgement(&reference);
    for (word, reason) in [
        ("file-missing", RefusalReason::FileMissing),
        ("file-changed", RefusalReason::FileChanged),
        ("not-valid", RefusalReason::NotValid),
    ] {
        let text = REFUSED.replace("file-missing", word);
        assert_eq!(
            read(&key, text.as_bytes(), at("2026-11-22T09:50:00Z")),
            Ok(Acknowledgement::Refused {
                reference: reference.clone(),
                reason
            })
        );
    }
}

#[test]
fn what_does_not_follow_the_format_is_unusable_and_says_nothing_of_its_content() {
    for (text, wanted) in [
        (String::new(), None),
        ("[]".to_owned(), None),
        ("null".to_owned(), None),
        (RECEIVED[..60].to_owned(), None),
        (RECEIVED.replace("outcome", "result"), None),
        (RECEIVED.replace("HCW9RD4PTX", "Doris Smith"), None),
        (RECEIVED.replace("2026-11-22T", "yesterday "), None),
        (RECEIVED.replace("\"received\"", "\"lost\""), None),
        (
            RECEIVED.replace("\"version\": 1", "\"version\": 2"),
            Some(Unusable::UnknownFormat),
        ),
        (
            RECEIVED.replace("\"acknowledgement\"", "\"application\""),
            Some(Unusable::UnknownFormat),
        ),
        (
            RECEIVED.replace("\"received\"", "\"refused\""),
            Some(Unusable::Contradicts),
        ),
        (
            RECEIVED.replace("\"version\"", "\"reason\": \"not-valid\", \"version\""),
            Some(Unusable::Contradicts),
        ),
        (
            RECEIVED.replace("HCW9RD4PTX", "FN6KXG3YC3"),
            Some(Unusable::NameOfAnother),
        ),
        (
            RECEIVED.replace("09:45:00", "09:55:01"),
            Some(Unusable::InTheFuture),
        ),
    ] {
        let fault = read_received(&text).unwrap_err();
        match wanted {
            Some(wanted) => assert_eq!(fault, wanted, "{text}"),
            None => assert!(matches!(fault, Unusable::Malformed { .. }), "{text}"),
        }
        assert!(!format!("{fault} {fault:?}").contains("Doris"));
    }
}

#[test]
fn a_clock_that_is_five_minutes_ahead_is_put_up_with() {
    assert!(read_received(&RECEIVED.replace("09:45:00", "09:55:00")).is_ok());
}

#[test]
fn it_has_to_lie_under_its_own_name() {
    let now = at("2026-11-22T09:50:00Z");
    for key in [
        "HCW9RD4PTX.json",
        "acknowledgements/HCW-9RD-4PTX.json",
        "acknowledgements/HCW9RD4PTX.txt",
        "acknowledgements/../HCW9RD4PTX.json",
    ] {
        assert_eq!(
            read(key, RECEIVED.as_bytes(), now),
            Err(Unusable::NameOfAnother)
        );
    }
}
