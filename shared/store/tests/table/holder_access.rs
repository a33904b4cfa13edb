//! Who may see a care record: invited once, accepted once, tried five times in
//! all, ended by one step.

use domain::access::audit::{Actor, AuditLog as _, Audited};
use domain::forms::attribution::Attribution;
use domain::records::holder_access::{
    AccessBasis, AccessEvent, AccessLevel, AccessStep, DETAIL_TRIES, DetailTried, HeldRecord,
    HeldRecordReader as _, HolderAccess, HolderAccessKeeper as _, HolderAccessReader as _,
    HolderInvitationStore as _, HolderInviter as _, HolderTerms, INVITATION_CODE_TRIES,
    INVITATION_CODES, InvitationCodeSet, InvitationCodeTried, RecordPart,
};
use domain::records::retention::{DeletedAccount, ErasureQueue as _};
use domain::values::email_address::EmailAddress;
use domain::values::person_id::PersonId;
use domain::values::phone_number::PhoneNumber;
use futures_util::future::join_all;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use store::Table;
use testkit::Database;

use crate::{at, jo, sam};

#[tokio::test]
async fn an_invitation_is_kept_once_and_found_by_its_address_until_it_is_accepted_once() {
    let table = Database::new().await.table();
    let entry = entry(&table).await;
    let bea = invitation("a1", "bea@example.org");
    assert!(table.invite_holder(&entry, &bea, "hash").await.unwrap());
    assert!(!table.invite_holder(&entry, &bea, "other").await.unwrap());
    let email = bea.terms.email.clone();
    let found = table.invitations_to(&email).await.unwrap();
    assert_eq!(found, [(bea.clone(), None)]);
    assert_eq!(table.access_of(&jo(), &ana()).await.unwrap(), None);
    // Nothing is accepted that is not proven.
    let opened = step(AccessEvent::Opened);
    assert!(!table.accept_invitation(&bea, &jo(), &opened).await.unwrap());
    prove(&table, &bea).await;
    assert!(
        !table
            .accept_invitation(&bea, &sam(), &opened)
            .await
            .unwrap()
    );
    assert!(table.accept_invitation(&bea, &jo(), &opened).await.unwrap());
    assert!(!table.accept_invitation(&bea, &jo(), &opened).await.unwrap());
    assert_eq!(table.invitations_to(&email).await.unwrap(), []);
    let open = table.access_of(&jo(), &ana()).await.unwrap().unwrap();
    assert_eq!(open.account, Some(jo()));
    assert_eq!(open.history, [step(AccessEvent::Invited), opened.clone()]);
    let held = HeldRecord {
        person: ana(),
        access: bea.id.clone(),
        since: opened.by.at,
    };
    let records = table.held_records(&jo()).await.unwrap();
    assert_eq!(records, std::slice::from_ref(&held));
    let accesses = table.accesses_held(&[held]).await.unwrap();
    assert_eq!(accesses, std::slice::from_ref(&open));
    assert_eq!(table.holders_of(&entry).await.unwrap(), [open]);
    assert_eq!(table.access_of(&sam(), &ana()).await.unwrap(), None);
}

#[tokio::test]
async fn a_detail_is_tried_five_times_however_many_come_at_once() {
    let table = Database::new().await.table();
    let bea = kept(&table).await;
    let jo = jo();
    let tries = (0..20).map(|_| table.try_detail(&bea, "wrong", &jo, ("code", now())));
    let tries = join_all(tries).await.into_iter().map(Result::unwrap);
    let left = tries.filter(|tried| matches!(tried, DetailTried::Wrong { left } if *left > 0));
    assert_eq!(left.count(), 4);
    let late = table.try_detail(&bea, "hash", &jo, ("code", now()));
    assert_eq!(late.await.unwrap(), DetailTried::Wrong { left: 0 });
    let entry = entry(&table).await;
    let locked = table.holder(&entry, &bea.id).await.unwrap().unwrap();
    assert_eq!(locked.detail_tries, DETAIL_TRIES);
    // The invitation that is sent again has its tries back.
    let again = step(AccessEvent::Invited);
    let renewed = table.renew_invitation(&entry, &locked, &again, now());
    assert!(renewed.await.unwrap());
    let bea = table.holder(&entry, &bea.id).await.unwrap().unwrap();
    assert_eq!((bea.detail_tries, bea.invited_until), (0, now()));
    prove(&table, &bea).await;
}

#[tokio::test]
async fn a_code_is_set_once_a_press_and_tried_five_times() {
    let table = Database::new().await.table();
    let bea = kept(&table).await;
    let jo = jo();
    let set = async |code: &str, shown, now| {
        let set = table.set_holder_code(&bea, &jo, code, Some(shown), now);
        set.await.unwrap()
    };
    assert_eq!(set("one", now(), now()).await, InvitationCodeSet::No);
    prove(&table, &bea).await;
    let minute = |number: i64| now() + SignedDuration::from_mins(number);
    assert_eq!(set("one", now(), minute(1)).await, InvitationCodeSet::Yes);
    assert_eq!(
        set("two", now(), minute(1)).await,
        InvitationCodeSet::Before
    );
    let tried = async |code: &str, now| {
        let tried = table.try_holder_code(&bea, &jo, code, now);
        tried.await.unwrap()
    };
    let right = InvitationCodeTried::Right;
    assert_eq!(tried("one", minute(2)).await, right);
    assert_ne!(tried("one", minute(11)).await, right, "it has run out");
    for _ in 1..INVITATION_CODE_TRIES {
        tried("two", minute(2)).await;
    }
    assert_ne!(
        tried("one", minute(2)).await,
        right,
        "it was tried too often"
    );
    for number in 2..i64::from(INVITATION_CODES) {
        let (shown, now) = (minute(number - 1), minute(number));
        assert_eq!(set("more", shown, now).await, InvitationCodeSet::Yes);
    }
    let last = minute(i64::from(INVITATION_CODES) - 1);
    assert_eq!(set("more", last, minute(9)).await, InvitationCodeSet::No);
}

#[tokio::test]
async fn a_code_that_was_not_sent_is_taken_back_and_no_other_is() {
    let table = Database::new().await.table();
    let bea = kept(&table).await;
    let jo = jo();
    prove(&table, &bea).await;
    for other in ["another", "code", "code"] {
        let taken = table.take_holder_code_back(&bea, &jo, other);
        taken.await.unwrap();
        let found = table.invitations_to(&bea.terms.email).await.unwrap();
        let sent_at = found[0].1.as_ref().unwrap().code_sent_at;
        assert_eq!(sent_at.is_some(), other == "another", "{other}");
    }
    // All of them are there again.
    let mut shown = None;
    for number in 0..=i64::from(INVITATION_CODES) {
        let now = now() + SignedDuration::from_mins(number);
        let set = table.set_holder_code(&bea, &jo, "new", shown, now);
        let expected = match number < i64::from(INVITATION_CODES) {
            true => InvitationCodeSet::Yes,
            false => InvitationCodeSet::No,
        };
        assert_eq!(set.await.unwrap(), expected, "{number}");
        shown = Some(now);
    }
}

#[tokio::test]
async fn a_secret_of_an_invitation_is_right_under_the_key_that_it_is_kept_under_alone() {
    let database = Database::new().await;
    let [table, other] = ["one", "another"].map(|key| database.table().with_source_key(key));
    let bea = kept(&table).await;
    let jo = jo();
    let tried = other.try_detail(&bea, "hash", &jo, ("code", now()));
    assert_eq!(tried.await.unwrap(), DetailTried::Wrong { left: 4 });
    prove(&table, &bea).await;
    let tried = other.try_holder_code(&bea, &jo, "code", now()).await;
    assert_ne!(tried.unwrap(), InvitationCodeTried::Right);
    let tried = table.try_holder_code(&bea, &jo, "code", now()).await;
    assert_eq!(tried.unwrap(), InvitationCodeTried::Right);
    let stored = database.stored().await;
    for item in &stored {
        let hashes = [&item["detail_hash"]["S"], &item["code_hash"]["S"]];
        assert!(
            !hashes.iter().any(|hash| *hash == "hash" || *hash == "code"),
            "{item}"
        );
    }
}

#[tokio::test]
async fn the_detail_of_an_invitation_from_before_it_had_a_key_is_still_right() {
    let database = Database::new().await;
    let file = include_str!("../stored/v6/holder-access-half-proven.json");
    database.store(serde_json::from_str(file).unwrap()).await;
    let table = database.table().with_source_key("one");
    let (carl, jo) = (invitation("b2", "bea@example.org"), jo());
    let tried = table.try_detail(&carl, "other", &jo, ("code", now()));
    assert_eq!(tried.await.unwrap(), DetailTried::Wrong { left: 2 });
    let tried = table.try_detail(&carl, "hash", &jo, ("code", now()));
    assert_eq!(tried.await.unwrap(), DetailTried::Before);
}

#[tokio::test]
async fn of_two_who_change_an_access_one_is_refused() {
    let table = Database::new().await.table();
    let bea = kept(&table).await;
    let entry = entry(&table).await;
    let (withdrawn, again) = (step(AccessEvent::Withdrawn), step(AccessEvent::Invited));
    let one = table.add_step(&entry, &bea, &withdrawn);
    let other = table.renew_invitation(&entry, &bea, &again, now());
    let (one, other) = tokio::join!(one, other);
    assert_ne!(one.unwrap(), other.unwrap());
}

#[tokio::test]
async fn an_account_that_is_erased_ends_its_access_and_the_history_stays() {
    let table = Database::new().await.table();
    let bea = kept(&table).await;
    prove(&table, &bea).await;
    let opened = step(AccessEvent::Opened);
    assert!(table.accept_invitation(&bea, &jo(), &opened).await.unwrap());
    let deleted = DeletedAccount {
        id: jo(),
        deleted_at: at("2026-05-01T09:00:00Z"),
    };
    for _ in 0..2 {
        table.erase_account(&deleted).await.unwrap();
    }
    assert_eq!(table.held_records(&jo()).await.unwrap(), []);
    assert_eq!(table.access_of(&jo(), &ana()).await.unwrap(), None);
    let entry = entry(&table).await;
    let ended = table.holder(&entry, &bea.id).await.unwrap().unwrap();
    let events: Vec<_> = ended.history.iter().map(|step| step.event).collect();
    let last = AccessEvent::AccountDeleted;
    assert_eq!(events, [AccessEvent::Invited, AccessEvent::Opened, last]);
}

/// Each list has an item before its others that cannot be read, or that leads to
/// one.
#[tokio::test]
async fn one_access_that_cannot_be_read_hides_no_other() {
    let database = Database::new().await;
    let table = database.table();
    keep_two(&table).await;
    let stored = database.stored().await;
    let keys = stored
        .iter()
        .map(|item| [&item["PK"]["S"], &item["SK"]["S"]]);
    let mut keys = keys.map(|key| key.map(|key| key.as_str().unwrap()));
    let is_of_address =
        |key: &[&str; 2]| key[0].starts_with("EMAIL#") && key[1].starts_with("RECORD#");
    let [of_address, _] = keys.find(is_of_address).unwrap();
    let of_jo = format!("ACCOUNT#{}", jo().0);
    let poison = [
        ("CARE-RECORD#ana-doe", "HOLDER#0"),
        (of_jo.as_str(), "RECORD#0"),
        (of_address, "RECORD#0"),
        (of_address, "RECORD#ana-doe#0"),
    ];
    let poison = poison.map(|(partition, sort)| {
        serde_json::json!({
            "PK": {"S": partition}, "SK": {"S": sort}, "expires_at": {"N": "4000000000"},
        })
    });
    database.store(poison.into()).await;
    let entry = entry(&table).await;
    assert_eq!(table.holders_of(&entry).await.unwrap().len(), 2);
    let mut held = table.held_records(&jo()).await.unwrap();
    assert_eq!(held.len(), 1);
    held.push(HeldRecord {
        access: "0".parse().unwrap(),
        ..held[0].clone()
    });
    assert_eq!(table.accesses_held(&held).await.unwrap().len(), 1);
    let email = EmailAddress::parse("bea@example.org").unwrap();
    assert_eq!(table.invitations_to(&email).await.unwrap().len(), 1);
}

/// The list of an account leads to an access that cannot be read, or cannot be
/// read itself.
#[tokio::test]
async fn an_account_whose_access_cannot_be_read_is_erased() {
    for is_list in [true, false] {
        let database = Database::new().await;
        let table = database.table();
        keep_two(&table).await;
        let (partition, sort) = match is_list {
            true => (format!("ACCOUNT#{}", jo().0), "RECORD#ana-doe"),
            false => ("CARE-RECORD#ana-doe".to_owned(), "HOLDER#a1"),
        };
        let poison = serde_json::json!({"PK": {"S": partition}, "SK": {"S": sort}});
        database.store(vec![poison]).await;
        let deleted = DeletedAccount {
            id: jo(),
            deleted_at: at("2026-05-01T09:00:00Z"),
        };
        table.erase_account(&deleted).await.unwrap();
        let left = database.stored_in(&format!("ACCOUNT#{}", jo().0)).await;
        let left = left.iter().map(|item| item["SK"]["S"].as_str().unwrap());
        assert!(
            !left.into_iter().any(|key| key.starts_with("RECORD#")),
            "{is_list}"
        );
    }
}

/// Keeps an access that was accepted, and an invitation that is half proven.
pub(crate) async fn keep_two(table: &Table) {
    let entry = entry(table).await;
    let mut bea = invitation("a1", "bea@example.org");
    bea.terms.withheld = vec![RecordPart::Details, RecordPart::Forms];
    let carl = HolderAccess {
        terms: HolderTerms {
            relation: String::new(),
            basis: AccessBasis::Own,
            ends_on: None,
            ..bea.terms.clone()
        },
        ..invitation("b2", "bea@example.org")
    };
    for holder in [&bea, &carl] {
        assert!(table.invite_holder(&entry, holder, "hash").await.unwrap());
        prove(table, holder).await;
    }
    let opened = step(AccessEvent::Opened);
    assert!(table.accept_invitation(&bea, &jo(), &opened).await.unwrap());
    let jo = jo();
    let tried = table.try_holder_code(&carl, &jo, "wrong", now());
    tried.await.unwrap();
}

async fn kept(table: &Table) -> HolderAccess {
    let entry = entry(table).await;
    let bea = invitation("a1", "bea@example.org");
    assert!(table.invite_holder(&entry, &bea, "hash").await.unwrap());
    bea
}

/// Proves the detail of an invitation as Jo.
async fn prove(table: &Table, invitation: &HolderAccess) {
    let jo = jo();
    let tried = table.try_detail(invitation, "hash", &jo, ("code", now()));
    assert_eq!(tried.await.unwrap(), DetailTried::Right);
    let again = table.try_detail(invitation, "hash", &jo, ("code", now()));
    assert_eq!(again.await.unwrap(), DetailTried::Before);
}

pub(crate) async fn entry(table: &Table) -> Audited<PersonId> {
    let (actor, what) = (Actor::Holder(jo()), "read the care record".to_owned());
    table.audit(ana(), actor, what, now()).await.unwrap()
}

fn ana() -> PersonId {
    PersonId::parse("ana-doe").unwrap()
}

fn now() -> Timestamp {
    at("2026-04-06T09:00:00Z")
}

fn step(event: AccessEvent) -> AccessStep {
    AccessStep {
        event,
        by: Attribution {
            by: jo(),
            name: "Jo Bloggs".to_owned(),
            at: now(),
        },
    }
}

fn invitation(id: &str, email: &str) -> HolderAccess {
    HolderAccess {
        id: id.parse().unwrap(),
        person: ana(),
        terms: HolderTerms {
            first_name: "Bea".to_owned(),
            last_name: "Doe".to_owned(),
            email: EmailAddress::parse(email).unwrap(),
            phone: PhoneNumber::parse("07700 900982").unwrap(),
            relation: "daughter".to_owned(),
            basis: AccessBasis::Consent,
            decided_by: "Ana Doe".to_owned(),
            decided_on: date(2026, 4, 1),
            level: AccessLevel::Everything,
            withheld: Vec::new(),
            ends_on: Some(date(2026, 12, 24)),
        },
        account: None,
        detail_tries: 0,
        invited_until: at("2026-04-20T09:00:00Z"),
        history: vec![step(AccessEvent::Invited)],
    }
}
