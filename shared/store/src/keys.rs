//! Where each item is. The README has the same as a table.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::account::{AccountId, EmailAddress};
use domain::application::{Confirmation, LateFile};
use domain::complaint::Untold;
use domain::digits::hex;
use domain::member::MemberSessionKey;
use domain::oversight::Undelivered;
use domain::reference::Reference;
use domain::retention::DeletedAccount;
use domain::saved::SavedId;
use domain::session::SessionKey;
use domain::sign_in::SignInKey;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::read::Item;

/// The partition key's attribute.
pub(crate) const PK: &str = "PK";
/// The sort key's attribute.
pub(crate) const SK: &str = "SK";

/// The partition of what is to be exported.
pub(crate) const OUTBOX: &str = "OUTBOX";
/// The partition of the files that are not judged, of applications that were
/// sent.
pub(crate) const AWAITED: &str = "AWAITED";
/// The partition of the e-mails that are to tell of an application.
pub(crate) const TO_CONFIRM: &str = "TO-CONFIRM";
/// The partition of the complaints that the council is to be told of.
pub(crate) const TO_TELL: &str = "TO-TELL";
/// The partition of the applications that the case system has.
pub(crate) const RECEIVED: &str = "RECEIVED";
/// The partition of the applications that the case system has not said it has.
pub(crate) const UNACKNOWLEDGED: &str = "UNACKNOWLEDGED";
/// The partition of the accounts that are to be erased.
pub(crate) const TO_ERASE: &str = "TO-ERASE";

/// The partition of the applications whose e-mails come back.
pub(crate) const UNDELIVERED: &str = "UNDELIVERED";
/// The partition of what finds every complaint.
pub(crate) const COMPLAINTS: &str = "COMPLAINTS";
/// The partition of everybody who was invited.
pub(crate) const MEMBERS: &str = "MEMBERS";

/// What the sort keys within an account's partition start with.
pub(crate) const APPLICATION: &str = "APPLICATION#";
pub(crate) const COMPLAINT: &str = "COMPLAINT#";
pub(crate) const EVIDENCE: &str = "EVIDENCE#";
pub(crate) const SAVED: &str = "SAVED#";
pub(crate) const SESSION: &str = "SESSION#";

fn place(partition: impl Into<String>, sort: impl Into<String>) -> Item {
    [
        (PK.to_owned(), AttributeValue::S(partition.into())),
        (SK.to_owned(), AttributeValue::S(sort.into())),
    ]
    .into()
}

/// The partition of everything that an account has.
pub(crate) fn of_account(account: &AccountId) -> String {
    format!("ACCOUNT#{}", account.0)
}

/// The partition of who looked at a record.
pub(crate) fn audit_of(record: &AccountId) -> String {
    format!("AUDIT#{}", record.0)
}

pub(crate) fn draft(visit: &str, form: &str) -> Item {
    place(format!("DRAFT#{visit}"), format!("FORM#{form}"))
}

pub(crate) fn feedback(id: &str) -> Item {
    place(format!("FEEDBACK#{id}"), "FEEDBACK")
}

/// What is said of one answer is in one partition, where it can be counted.
pub(crate) fn opinion(question: &str, id: &str) -> Item {
    place(format!("OPINION#{question}"), id)
}

pub(crate) fn account(id: &AccountId) -> Item {
    place(of_account(id), "PROFILE")
}

pub(crate) fn to_erase(deleted: &DeletedAccount) -> Item {
    place(TO_ERASE, dated(deleted.deleted_at, &deleted.id.0))
}

pub(crate) fn session(key: &SessionKey) -> Item {
    place(format!("{SESSION}{}", key.0), "SESSION")
}

/// What finds a session when its account signs out everywhere.
pub(crate) fn session_of(account: &AccountId, key: &SessionKey) -> Item {
    place(of_account(account), format!("{SESSION}{}", key.0))
}

pub(crate) fn member(id: &AccountId) -> Item {
    place(MEMBERS, &id.0)
}

/// The partition of what a member has besides.
pub(crate) fn of_member(id: &AccountId) -> String {
    format!("MEMBER#{}", id.0)
}

pub(crate) fn member_session(key: &MemberSessionKey) -> Item {
    place(format!("MEMBER-{SESSION}{}", key.0), "SESSION")
}

/// What finds a session when all of a member's are ended.
pub(crate) fn member_session_of(member: &AccountId, key: &MemberSessionKey) -> Item {
    place(of_member(member), format!("{SESSION}{}", key.0))
}

/// Where the codes of a member's app are counted that were tried.
pub(crate) fn app_tries(member: &AccountId) -> Item {
    place(of_member(member), "APP-TRIES")
}

pub(crate) fn sign_in(key: &SignInKey) -> Item {
    place(format!("SIGN-IN#{}", key.0), "SIGN-IN")
}

/// Where the codes are counted that an address was sent.
pub(crate) fn codes(email: &EmailAddress) -> Item {
    place(format!("EMAIL#{}", sha256(&[email.as_str()])), "CODES")
}

pub(crate) fn saved(account: &AccountId, id: &SavedId) -> Item {
    place(of_account(account), format!("{SAVED}{}", id.0))
}

/// What finds a saved form.
pub(crate) fn reference(reference: &Reference) -> Item {
    place(format!("REFERENCE#{}", reference.plain()), "SAVED")
}

/// What the sort keys of a saved form's evidence start with.
pub(crate) fn evidence_of(saved: &SavedId) -> String {
    format!("{EVIDENCE}{}#", saved.0)
}

pub(crate) fn evidence(account: &AccountId, saved: &SavedId, id: &str) -> Item {
    place(of_account(account), format!("{}{id}", evidence_of(saved)))
}

pub(crate) fn application(reference: &Reference) -> Item {
    place(format!("{APPLICATION}{}", reference.plain()), "APPLICATION")
}

/// What finds an application from its account.
pub(crate) fn application_of(account: &AccountId, reference: &Reference) -> Item {
    place(
        of_account(account),
        format!("{APPLICATION}{}", reference.plain()),
    )
}

pub(crate) fn outbox(submitted_at: Timestamp, reference: &Reference) -> Item {
    place(OUTBOX, dated(submitted_at, reference.plain()))
}

pub(crate) fn unacknowledged(submitted_at: Timestamp, reference: &Reference) -> Item {
    place(UNACKNOWLEDGED, dated(submitted_at, reference.plain()))
}

pub(crate) fn late_outbox(file: &LateFile) -> Item {
    place(OUTBOX, late(file))
}

pub(crate) fn awaited(file: &LateFile) -> Item {
    place(AWAITED, late(file))
}

fn late(file: &LateFile) -> String {
    let id = format!("{}#{}", file.reference.plain(), file.id);
    dated(file.added_at, &id)
}

pub(crate) fn received(at: Timestamp, reference: &Reference) -> Item {
    place(RECEIVED, dated(at, reference.plain()))
}

pub(crate) fn to_confirm(confirmation: &Confirmation) -> Item {
    let id = format!(
        "{}#{}",
        confirmation.reference.plain(),
        confirmation.to.name()
    );
    place(TO_CONFIRM, dated(confirmation.submitted_at, &id))
}

pub(crate) fn complaint(reference: &Reference) -> Item {
    place(format!("{COMPLAINT}{}", reference.plain()), "COMPLAINT")
}

/// What finds a complaint from the account of who made it.
pub(crate) fn complaint_of(account: &AccountId, reference: &Reference) -> Item {
    place(
        of_account(account),
        format!("{COMPLAINT}{}", reference.plain()),
    )
}

/// What finds a complaint among all of them.
pub(crate) fn complaint_at(at: Timestamp, reference: &Reference) -> Item {
    place(COMPLAINTS, dated(at, reference.plain()))
}

pub(crate) fn undelivered(undelivered: &Undelivered) -> Item {
    let whose = if undelivered.is_copy { "#copy" } else { "" };
    let which = format!("{}{whose}", undelivered.reference.plain());
    place(UNDELIVERED, dated(undelivered.bounced_at, &which))
}

pub(crate) fn to_tell(complaint: &Untold) -> Item {
    place(
        TO_TELL,
        dated(complaint.received_at, complaint.reference.plain()),
    )
}

/// Where the complaints are counted that were made with an address.
pub(crate) fn complaints_with(email: &EmailAddress) -> Item {
    place(format!("EMAIL#{}", sha256(&[email.as_str()])), "COMPLAINTS")
}

pub(crate) fn message(id: &str) -> Item {
    place(format!("MESSAGE#{id}"), "ATTEMPT")
}

/// The same access is noted once, however often it is told: its id is what it
/// is.
pub(crate) fn access(record: &AccountId, at: Timestamp, who: &str, what: &str) -> Item {
    let id = sha256(&[who, what]);
    place(
        audit_of(record),
        dated(at, id.get(..16).unwrap_or_default()),
    )
}

/// Sorts by time: every instant has as many digits.
fn dated(at: Timestamp, id: &str) -> String {
    format!("{}#{id}", sortable(at))
}

/// An instant whose text sorts by time: milliseconds, always written out.
pub(crate) fn sortable(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// In lower-case hexadecimal digits; the parts are told apart.
fn sha256(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            hash.update([0]);
        }
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}
