//! Invited people: each code of an app counts once, and the number of tries is
//! limited.

use domain::access::audit::{Actor, AuditLog as _, Audited, StaffUserId};
use domain::access::budget::Budget;
use domain::access::sign_in::{
    CODE_TRIES, CodeAttempt, Purpose, SignIn, SignInKey, SignInStore as _,
};
use domain::access::staff_user::{
    APP_TRIES_AN_HOUR, AppSecret, Role, StaffSession, StaffSessionKey, StaffSessionReader as _,
    StaffUser, StaffUserStore as _,
};
use domain::forms::staff_case::{CaseTeamReader as _, CaseTeamStore as _, TeamId};
use domain::records::retention::ClosedStaffEraser as _;
use domain::records::staff_queues::{ListedStaffUser, StaffUserAdmin as _};
use domain::values::account_id::AccountId;
use domain::values::phone_number::PhoneNumber;
use jiff::{SignedDuration, Timestamp};
use store::Table;
use testkit::Database;

use crate::sign_ins::{key, sign_in};
use crate::{jo, jos_email, monday, sam, together};

#[tokio::test]
async fn a_member_is_kept_with_the_telephone_and_app_that_they_have() {
    let table = Database::new().await.table();
    assert_eq!(table.read_staff_user(&jo()).await.unwrap(), None);
    let entry = entry(&table).await;
    table.keep_staff_user(&entry, &staff_user()).await.unwrap();
    table.set_phone(&jo(), Some(&phone())).await.unwrap();
    table.add_app(&jo(), &secret(), 0).await.unwrap();
    table.close_access_of(&entry, monday()).await.unwrap();
    // Closing the access takes away what they sign in with.
    let closed = StaffUser {
        closed_at: Some(monday()),
        ..staff_user()
    };
    assert_eq!(
        table.look_up_staff_user(&entry).await.unwrap(),
        Some(closed)
    );
    table.keep_staff_user(&entry, &staff_user()).await.unwrap();
    let reopened = table.read_staff_user(&jo()).await.unwrap();
    assert_eq!(reopened, Some(staff_user()));
    table.set_phone(&jo(), Some(&phone())).await.unwrap();
    table.add_app(&jo(), &secret(), 0).await.unwrap();
    // A second invitation, for other work, leaves the telephone and app.
    let again = StaffUser {
        role: Role::Practitioner,
        invited_at: monday() + SignedDuration::from_hours(24),
        ..staff_user()
    };
    table.keep_staff_user(&entry, &again).await.unwrap();
    let opened = StaffUser {
        role: Role::Practitioner,
        phone: Some(phone()),
        app: Some(secret()),
        ..staff_user()
    };
    let listed = ListedStaffUser::from(&opened);
    assert_eq!(table.staff_users().await.unwrap(), [listed]);
    assert_eq!(table.read_staff_user(&jo()).await.unwrap(), Some(opened));
    table.remove_phone(&entry).await.unwrap();
    let without = table.read_staff_user(&jo()).await.unwrap().unwrap();
    assert_eq!((without.phone, without.app), (None, None));
}

#[tokio::test]
async fn a_member_who_is_closed_can_be_forgotten_and_one_who_is_open_again_cannot() {
    let table = Database::new().await.table();
    let entry = entry(&table).await;
    table.keep_staff_user(&entry, &staff_user()).await.unwrap();
    assert_eq!(table.closed_staff_users().await.unwrap(), []);
    table.close_access_of(&entry, monday()).await.unwrap();
    // Before, closing left the telephone.
    table.set_phone(&jo(), Some(&phone())).await.unwrap();
    let [closed] = <[_; 1]>::try_from(table.closed_staff_users().await.unwrap()).unwrap();
    assert!(closed.has_factors && closed.closed_at == monday());
    table.remove_factors_of_closed(&jo()).await.unwrap();
    let left = table.read_staff_user(&jo()).await.unwrap().unwrap();
    assert_eq!((left.phone, left.app), (None, None));

    table.keep_staff_user(&entry, &staff_user()).await.unwrap();
    table.set_phone(&jo(), Some(&phone())).await.unwrap();
    table.remove_factors_of_closed(&jo()).await.unwrap();
    table.forget_staff_user(&closed).await.unwrap();
    let open = table.read_staff_user(&jo()).await.unwrap().unwrap();
    assert_eq!(open.phone, Some(phone()));
    table.close_access_of(&entry, monday()).await.unwrap();
    for _ in 0..2 {
        table.forget_staff_user(&closed).await.unwrap();
        assert_eq!(table.read_staff_user(&jo()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_member_who_is_forgotten_is_in_no_team_any_more_and_one_who_is_open_again_still_is() {
    let database = Database::new().await;
    let table = database.table();
    let entry = entry(&table).await;
    let teams = ["north", "south"].map(|team| TeamId(team.to_owned()));
    table.keep_staff_user(&entry, &staff_user()).await.unwrap();
    for team in &teams {
        table.join_team(team, &jo()).await.unwrap();
        table.join_team(team, &sam()).await.unwrap();
    }
    table.leave_team(&teams[1], &sam()).await.unwrap();
    table.close_access_of(&entry, monday()).await.unwrap();
    let [closed] = <[_; 1]>::try_from(table.closed_staff_users().await.unwrap()).unwrap();
    table.keep_staff_user(&entry, &staff_user()).await.unwrap();
    table.forget_staff_user(&closed).await.unwrap();
    assert!(table.is_in_team(&teams[0], &jo()).await.unwrap());
    table.close_access_of(&entry, monday()).await.unwrap();
    for _ in 0..2 {
        table.forget_staff_user(&closed).await.unwrap();
    }
    for team in &teams {
        assert!(!table.is_in_team(team, &jo()).await.unwrap());
    }
    assert!(table.is_in_team(&teams[0], &sam()).await.unwrap());
    // Nothing but what is on the record says that Jo was here.
    let stored = database.stored().await;
    let left = stored
        .iter()
        .filter(|item| item.to_string().contains(&jo().0));
    let left: Vec<_> = left
        .filter(|item| !item["PK"].to_string().contains("AUDIT#"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn the_page_of_a_change_is_noted_to_one_of_fifty_and_to_none_after_it() {
    let database = Database::new().await;
    let table = database.table();
    let entry = entry(&table).await;
    table.keep_staff_user(&entry, &staff_user()).await.unwrap();
    let noted = together((0..50).map(|_| {
        let table = database.table();
        async move {
            let entry = super::staff_users::entry(&table).await;
            table.note_page(&entry, "page").await.unwrap()
        }
    }))
    .await;
    assert_eq!(noted.iter().filter(|noted| **noted).count(), 1);
    assert!(!table.note_page(&entry, "page").await.unwrap());
    assert!(table.note_page(&entry, "another").await.unwrap());
    let kept = table.read_staff_user(&jo()).await.unwrap();
    assert_eq!(kept, Some(staff_user()));
}

#[tokio::test]
async fn what_is_set_for_nobody_makes_nobody() {
    let table = Database::new().await.table();
    table.set_phone(&jo(), Some(&phone())).await.unwrap();
    table.add_app(&jo(), &secret(), 0).await.unwrap();
    let entry = entry(&table).await;
    table.close_access_of(&entry, monday()).await.unwrap();
    table.remove_phone(&entry).await.unwrap();
    table
        .touch_staff_session(&session_key(1), monday())
        .await
        .unwrap();
    assert_eq!(table.read_staff_user(&jo()).await.unwrap(), None);
    let session = table.read_staff_session(&session_key(1)).await.unwrap();
    assert_eq!(session, None);
}

#[tokio::test]
async fn a_session_is_touched_and_ended_and_does_not_come_back() {
    let table = Database::new().await.table();
    for number in 0..3 {
        table
            .start_staff_session(&session_key(number), &session())
            .await
            .unwrap();
    }
    let later = monday() + SignedDuration::from_mins(5);
    let (first, second) = (session_key(0), session_key(1));
    table.touch_staff_session(&first, later).await.unwrap();
    let read = table.read_staff_session(&first).await.unwrap().unwrap();
    assert_eq!(read.seen_at, later);
    table.end_staff_session(&first).await.unwrap();
    table.end_staff_session(&first).await.unwrap();
    table.touch_staff_session(&first, later).await.unwrap();
    assert_eq!(table.read_staff_session(&first).await.unwrap(), None);
    assert!(table.read_staff_session(&second).await.unwrap().is_some());
    table.end_staff_sessions(&jo()).await.unwrap();
    for number in 0..3 {
        let read = table.read_staff_session(&session_key(number)).await;
        assert_eq!(read.unwrap(), None);
    }
}

#[tokio::test]
async fn of_fifty_right_codes_of_one_step_exactly_one_wins() {
    let table = with_app(50).await;
    let tried = together((0..50).map(|number| {
        let table = table.clone();
        async move {
            let proof = format!("proof {number}");
            table
                .try_app_code(&key(number), &jo(), ("code", Some(7)), &proof, monday())
                .await
                .ok()
        }
    }))
    .await;
    // So many tries at once meet at one counter, and a try that gives up is not
    // a sign-in.
    let right = tried
        .iter()
        .filter(|tried| **tried == Some(CodeAttempt::Right));
    assert_eq!(right.count(), 1, "{tried:?}");
    let mut proofs = 0;
    for number in 0..50 {
        let proof = format!("proof {number}");
        let taken = table.take_proof(&key(number), &proof, monday()).await;
        proofs += usize::from(taken.unwrap().is_some());
    }
    assert_eq!(proofs, 1);
}

#[tokio::test]
async fn a_code_counts_once_and_none_before_it_counts_after_it() {
    let table = with_app(6).await;
    assert_eq!(
        attempt(&table, &key(0), Some(7), monday()).await,
        CodeAttempt::Right
    );
    for (number, step) in [(1, 7), (2, 6)] {
        let tried = attempt(&table, &key(number), Some(step), monday()).await;
        assert_eq!(tried, CodeAttempt::Wrong { left: 4 }, "{step}");
        assert_eq!(
            table
                .take_proof(&key(number), "proof", monday())
                .await
                .unwrap(),
            None
        );
    }
    assert_eq!(
        attempt(&table, &key(3), Some(8), monday()).await,
        CodeAttempt::Right
    );
    let taken = table.take_proof(&key(3), "proof", monday()).await.unwrap();
    assert_eq!(taken, Some(jos_email()));
    // Another app counts its own steps.
    table.add_app(&jo(), &secret(), 0).await.unwrap();
    assert_eq!(
        attempt(&table, &key(4), Some(1), monday()).await,
        CodeAttempt::Right
    );
    // Without an app no code is right.
    table.remove_app(&jo()).await.unwrap();
    let tried = attempt(&table, &key(5), Some(9), monday()).await;
    assert_eq!(tried, CodeAttempt::Wrong { left: 4 });
}

#[tokio::test]
async fn five_codes_of_an_app_are_tried_in_a_sign_in_and_ten_within_an_hour() {
    let table = with_app(4).await;
    for number in 0..u64::from(APP_TRIES_AN_HOUR / CODE_TRIES) {
        for left in (0..CODE_TRIES).rev() {
            let tried = attempt(&table, &key(number), None, monday()).await;
            assert_eq!(tried, CodeAttempt::Wrong { left });
        }
        for _ in 0..100 {
            let tried = attempt(&table, &key(number), Some(7), monday()).await;
            assert_eq!(tried, CodeAttempt::NoCode);
        }
    }
    for _ in 0..100 {
        assert_eq!(
            attempt(&table, &key(2), Some(7), monday()).await,
            CodeAttempt::NoCode
        );
    }
    // An hour later, in a new sign-in.
    let later = monday() + SignedDuration::from_hours(1);
    let fresh = SignIn {
        started_at: later,
        ..invited()
    };
    table.start_sign_in(&key(9), &fresh).await.unwrap();
    assert_eq!(
        attempt(&table, &key(9), Some(7), later).await,
        CodeAttempt::Right
    );
}

#[tokio::test]
async fn a_code_of_an_app_is_late_when_its_sign_in_is() {
    let table = with_app(100).await;
    let late = monday() + SignedDuration::from_mins(15);
    for number in 0..100 {
        let tried = attempt(&table, &key(number), Some(7), late).await;
        assert_eq!(tried, CodeAttempt::NoCode);
    }
    let nobody = AccountId("nobody".to_owned());
    let tried = table
        .try_app_code(&key(0), &nobody, ("code", Some(7)), "proof", monday())
        .await;
    assert_ne!(tried.unwrap(), CodeAttempt::Right);
}

#[tokio::test]
async fn another_telephone_voids_the_code_that_was_sent() {
    let table = with_app(1).await;
    table
        .set_code(
            &key(0),
            &jos_email(),
            "right",
            &[Budget::of_sign_in_codes(&jos_email())],
            monday(),
        )
        .await
        .unwrap();
    table
        .set_sign_in_phone(&key(0), &phone(), monday())
        .await
        .unwrap();
    let tried = table.try_code(&key(0), "right", "proof", monday()).await;
    assert_eq!(tried.unwrap(), CodeAttempt::NoCode);
    let read = table
        .read_sign_in(&key(0), monday())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read.phone, Some(phone()));
}

pub(crate) fn staff_user() -> StaffUser {
    StaffUser {
        id: jo(),
        first_name: "Jo".to_owned(),
        last_name: "Bloggs".to_owned(),
        email: jos_email(),
        role: Role::Finance,
        invited_at: monday(),
        phone: None,
        app: None,
        closed_at: None,
    }
}

pub(crate) fn phone() -> PhoneNumber {
    PhoneNumber::parse("07700 900 982").unwrap()
}

pub(crate) fn secret() -> AppSecret {
    AppSecret::parse("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap()
}

pub(crate) fn session_key(number: u64) -> StaffSessionKey {
    StaffSessionKey(format!("{number:064x}"))
}

pub(crate) fn session() -> StaffSession {
    StaffSession {
        staff_user: jo(),
        signed_in_at: monday(),
        seen_at: monday(),
    }
}

pub(crate) fn invited() -> SignIn {
    SignIn {
        purpose: Purpose::Invited {
            continuation: "continuation".to_owned(),
            staff_user: jo(),
        },
        names: None,
        ..sign_in()
    }
}

/// Makes the audit entry that Jo is invited.
pub(crate) async fn entry(table: &Table) -> Audited<StaffUserId> {
    let (subject, actor) = (StaffUserId(jo()), Actor::Job("invite".to_owned()));
    let what = "invited as finance".to_owned();
    table.audit(subject, actor, what, monday()).await.unwrap()
}

/// Stores an invited person with an app, and so many sign-ins that wait for its
/// code.
async fn with_app(sign_ins: u64) -> Table {
    let table = Database::new().await.table();
    let entry = entry(&table).await;
    table.keep_staff_user(&entry, &staff_user()).await.unwrap();
    table.add_app(&jo(), &secret(), 0).await.unwrap();
    for number in 0..sign_ins {
        table.start_sign_in(&key(number), &invited()).await.unwrap();
    }
    table
}

async fn attempt(table: &Table, key: &SignInKey, step: Option<u64>, now: Timestamp) -> CodeAttempt {
    table
        .try_app_code(key, &jo(), ("code", step), "proof", now)
        .await
        .unwrap()
}
