//! Records of what the portal did: e-mails, accesses, complaints, what an
//! erased account leaves, and the capacity that requests use.

use domain::access::account::AccountStore as _;
use domain::access::audit::{Access, Actor, AuditLog as _, AuditReader as _, StaffUserId, Subject};
use domain::access::budget::{Budget, BudgetHolder, BudgetPurpose};
use domain::access::session::{SessionReader as _, SessionStore as _};
use domain::access::source_address::SourceAddress;
use domain::access::staff_user::Role;
use domain::application::evidence::EvidenceStore as _;
use domain::application::{ApplicationReader as _, ApplicationStore as _};
use domain::correspondence::complaint::{
    COMPLAINTS_AN_HOUR, Complaint, ComplaintQueue as _, ComplaintReceipt, ComplaintStore as _,
};
use domain::correspondence::email::{DeliveryLog as _, DeliveryStatus, EmailDelivery};
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::county_report::KeptCountyReport;
use domain::records::retention::ErasureQueue as _;
use domain::records::staff_queues::{ComplaintList, StaffQueues as _};
use domain::values::email_address::EmailAddress;
use domain::values::list_page::BoundedCount;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::Table;
use testkit::Database;

use crate::evidence::file;
use crate::{
    application, jo, jos_email, monday, new_form, people, reference, sam, submitted, together,
};

#[tokio::test]
async fn a_bounce_stands_with_the_application_whichever_is_told_first() {
    for bounce_first in [false, true] {
        let database = Database::new().await;
        let table = database.table();
        table
            .start_saved_form(&jo(), &new_form(1), monday())
            .await
            .unwrap();
        submitted(&table, &new_form(1), 1).await;
        let message = attempt().message;
        for is_bounce in [bounce_first, !bounce_first] {
            if is_bounce {
                // The delivery is told twice; nothing is kept of the second
                // time.
                for hour in [1, 2] {
                    table
                        .note_delivery(&message, DeliveryStatus::Bounced, after(hour))
                        .await
                        .unwrap();
                }
            } else {
                table.keep_delivery(&attempt()).await.unwrap();
            }
        }
        let stored = database.stored().await;
        let bounced_at = json!({ "S": "2026-04-06T10:00:00Z" });
        assert_eq!(found(&stored, "MESSAGE#")["bounced_at"], bounced_at);
        let mut progress = stored.iter();
        let progress = progress.find(|item| item["SK"]["S"] == "PROGRESS");
        assert_eq!(progress.unwrap()["mail_bounced_at"], bounced_at);
    }
}

#[tokio::test]
async fn a_delivery_or_a_complaint_is_noted_with_the_message_alone() {
    let database = Database::new().await;
    let table = database.table();
    let attempt = EmailDelivery {
        about: None,
        ..attempt()
    };
    table.keep_delivery(&attempt).await.unwrap();
    for delivery in [
        DeliveryStatus::Delivered,
        DeliveryStatus::Complained,
        DeliveryStatus::Bounced,
    ] {
        table
            .note_delivery(&attempt.message, delivery, after(1))
            .await
            .unwrap();
    }
    let stored = database.stored().await;
    assert_eq!(stored.len(), 1);
    for name in ["delivered_at", "complained_at", "bounced_at", "sent_at"] {
        assert!(stored[0].get(name).is_some(), "{name}");
    }
}

#[tokio::test]
async fn accesses_are_listed_newest_first_and_each_once() {
    let table = Database::new().await.table();
    let later = Access {
        at: after(1),
        ..access()
    };
    let other = Access {
        what: "read a saved form".to_owned(),
        ..access()
    };
    for one in [&access(), &later, &other, &access()] {
        table.note_access(one).await.unwrap();
    }
    let jo = Subject::Account(jo());
    let accesses = table.accesses(&jo).await.unwrap();
    assert_eq!(accesses.len(), 3);
    assert_eq!(accesses[0], later);
    assert!(accesses.contains(&other) && accesses.contains(&access()));
    let sam = Subject::Account(sam());
    assert!(table.accesses(&sam).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_access_is_read_as_it_was_noted_whoever_it_was_and_of_whom() {
    let table = Database::new().await.table();
    for subject in [
        Subject::Account(jo()),
        Subject::Complaint(reference(77)),
        Subject::StaffUser(StaffUserId(sam())),
    ] {
        for actor in [
            access().actor,
            access_of_before().actor,
            Actor::Job("housekeeping".to_owned()),
        ] {
            let noted = Access {
                subject: subject.clone(),
                actor,
                ..access()
            };
            table.note_access(&noted).await.unwrap();
            let accesses = table.accesses(&subject).await.unwrap();
            assert!(accesses.contains(&noted), "{noted:?}");
        }
    }
}

#[tokio::test]
async fn an_entry_about_somebody_else_opens_no_record() {
    let database = Database::new().await;
    let table = database.table();
    table
        .start_saved_form(&jo(), &new_form(1), monday())
        .await
        .unwrap();
    submitted(&table, &new_form(1), 1).await;
    let sent = application(&new_form(1), 1).reference;
    table
        .keep_complaint(&complaint(), &of_address(&jos_email()))
        .await
        .unwrap();
    let complained = complaint().reference;
    for (subject, opens) in [
        (Subject::Account(sam()), false),
        (Subject::Complaint(complained.clone()), false),
        (Subject::StaffUser(StaffUserId(jo())), false),
        (Subject::Account(jo()), true),
    ] {
        let (actor, what) = (access().actor, "read an application".to_owned());
        let entry = table.audit(subject.clone(), actor, what, monday()).await;
        let entry = entry.unwrap();
        let found = table.look_up(&entry, &sent).await.unwrap();
        assert_eq!(found.is_some(), opens, "{subject:?}");
        let found = table.look_up_complaint(&entry, &complained, monday()).await;
        assert_eq!(found.unwrap().is_some(), opens, "{subject:?}");
        table
            .acknowledge_complaint(&entry, &complained, after(1))
            .await
            .unwrap();
        let kept = table.read_complaint(&complained, after(1)).await.unwrap();
        let acknowledged = kept.unwrap().acknowledged_at.is_some();
        assert_eq!(acknowledged, opens, "{subject:?}");
    }
}

#[tokio::test]
async fn the_lists_of_complaints_are_pages_that_cost_the_same_however_many_there_are() {
    let database = Database::new().await;
    let table = database.table();
    // The oldest are acknowledged.
    for number in 0..3 {
        acknowledge_one(&table, 1_000 + number).await;
    }
    let mut costs = Vec::new();
    for many in [0, 1_200_u64] {
        let more: Vec<Value> = (0..many).map(listed).collect();
        database.store(more).await;
        let (metered, meter) = table.metered();
        let open = metered
            .count_open_complaints(1_000, monday())
            .await
            .unwrap();
        let expected = match many {
            0 => BoundedCount::Exactly(0),
            _ => BoundedCount::MoreThan(1_000),
        };
        assert_eq!(open, expected);
        // A thousand entries are some 130 kilobytes, which is 33 units.
        let used = meter.take();
        assert!(used.requests == 1 && used.read_tenths <= 350, "{used:?}");
        let (mut after, mut seen) = (None, Vec::new());
        for _ in 0..2 {
            let page = metered.complaints_list(ComplaintList::Open, after.as_ref(), 50, monday());
            let page = page.await.unwrap();
            let used = meter.take();
            assert!(used.requests == 1 && used.read_tenths <= 20, "{used:?}");
            seen.extend(page.items.into_iter().map(|one| one.reference));
            after = page.next;
        }
        let distinct: std::collections::BTreeSet<_> =
            seen.iter().map(|reference| reference.plain()).collect();
        costs.push(distinct.len());
        let page = metered.complaints_list(ComplaintList::Acknowledged, None, 2, monday());
        let page = page.await.unwrap();
        assert_eq!((page.items.len(), page.next.is_some()), (2, true));
    }
    assert_eq!(costs, [0, 100]);
}

/// Makes the entry of a complaint in the list of those to acknowledge.
fn listed(number: u64) -> Value {
    let received_at = monday() + SignedDuration::from_secs(i64::try_from(number).unwrap());
    let reference = reference(number);
    json!({
        "PK": {"S": "COMPLAINTS"},
        "SK": {"S": format!("{received_at:.3}#{}", reference.plain())},
        "reference": {"S": reference.plain()},
        "received_at": {"S": received_at.to_string()},
        "expires_at": {"N": "1965200400"},
    })
}

#[tokio::test]
async fn a_complaint_is_kept_once_and_found_by_who_made_it_for_six_years() {
    let table = Database::new().await.table();
    let kept = table
        .keep_complaint(&complaint(), &of_address(&jos_email()))
        .await
        .unwrap();
    assert_eq!(kept, ComplaintReceipt::Now);
    let other = Complaint {
        what_happened: "Something else.".to_owned(),
        ..complaint()
    };
    let kept = table
        .keep_complaint(&other, &of_address(&jos_email()))
        .await
        .unwrap();
    assert!(matches!(kept, ComplaintReceipt::Before(_)), "{kept:?}");
    let anonymous = Complaint {
        reference: reference(78),
        account: None,
        ..complaint()
    };
    table
        .keep_complaint(&anonymous, &of_address(&jos_email()))
        .await
        .unwrap();
    let read = table
        .read_complaint(&reference(77), monday())
        .await
        .unwrap();
    assert_eq!(read, Some(complaint()));
    let read = table
        .read_complaint(&reference(78), monday())
        .await
        .unwrap();
    assert_eq!(read, Some(anonymous));
    let mine = table.complaints(&jo(), monday()).await.unwrap();
    assert_eq!(mine, [complaint()]);
    assert!(table.complaints(&sam(), monday()).await.unwrap().is_empty());
    let seven_years = after(7 * 366 * 24);
    let read = table.read_complaint(&reference(77), seven_years).await;
    assert_eq!(read.unwrap(), None);
    assert!(
        table
            .complaints(&jo(), seven_years)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn of_fifty_complaints_at_the_same_time_with_one_address_five_are_kept() {
    let database = Database::new().await;
    let kept = together((0..50).map(|number| {
        let table = database.table();
        let complaint = Complaint {
            reference: reference(100 + number),
            ..complaint()
        };
        async move {
            table
                .keep_complaint(&complaint, &of_address(&jos_email()))
                .await
                .unwrap()
        }
    }))
    .await;
    let [spent] = of_address(&jos_email());
    let count = |taken| kept.iter().filter(|one| **one == taken).count();
    assert_eq!(
        (
            count(ComplaintReceipt::Now),
            count(ComplaintReceipt::TooMany(spent))
        ),
        (5, 45)
    );
    let table = database.table();
    assert_eq!(table.complaints(&jo(), monday()).await.unwrap().len(), 5);
    let untold = table
        .complaints_to_tell(after(1), None, 99)
        .await
        .unwrap()
        .items;
    assert_eq!(untold.len(), 5, "what is not kept is not told");
    // An hour later there is room again.
    let later = Complaint {
        reference: reference(200),
        received_at: after(1),
        ..complaint()
    };
    assert_eq!(
        table
            .keep_complaint(&later, &of_address(&jos_email()))
            .await
            .unwrap(),
        ComplaintReceipt::Now
    );
}

#[tokio::test]
async fn of_fifty_complaints_at_the_same_time_as_many_are_kept_as_the_source_and_all_have() {
    let database = Database::new().await;
    let source = BudgetHolder::Source(SourceAddress::of("203.0.113.7".parse().unwrap()));
    let budget = |holder, most| Budget {
        purpose: BudgetPurpose::Complaint,
        holder,
        most,
    };
    let (of_source, in_all) = (budget(source, 10), budget(BudgetHolder::Everybody, 14));
    let send = |numbers: std::ops::Range<u64>, budgets: &[Budget]| {
        let tasks = numbers.map(|number| {
            let (table, budgets) = (database.table(), budgets.to_vec());
            let complaint = Complaint {
                reference: reference(number),
                ..complaint()
            };
            async move { table.keep_complaint(&complaint, &budgets).await.unwrap() }
        });
        together(tasks.collect::<Vec<_>>())
    };
    let kept = |taken: Vec<ComplaintReceipt>, spent: &Budget| {
        let refused = ComplaintReceipt::TooMany(spent.clone());
        let refused = taken.iter().filter(|one| **one == refused).count();
        let now = taken.iter().filter(|one| **one == ComplaintReceipt::Now);
        assert_eq!(now.clone().count() + refused, taken.len());
        now.count()
    };
    let both = [of_source.clone(), in_all.clone()];
    assert_eq!(kept(send(100..150, &both).await, &of_source), 10);
    // What is refused for the source takes nothing of what all have.
    let others = std::slice::from_ref(&in_all);
    assert_eq!(kept(send(200..250, others).await, &in_all), 4);
    let table = database.table();
    let untold = table
        .complaints_to_tell(after(1), None, 99)
        .await
        .unwrap()
        .items;
    assert_eq!(untold.len(), 14);
    // What was kept is not refused when it comes again.
    let again = Complaint {
        reference: untold[0].reference.clone(),
        ..complaint()
    };
    let again = table.keep_complaint(&again, &both).await.unwrap();
    assert!(matches!(again, ComplaintReceipt::Before(_)), "{again:?}");
}

#[tokio::test]
async fn the_council_is_told_of_each_complaint_oldest_first_until_it_is_noted() {
    let table = Database::new().await.table();
    let complaints = [2, 0, 1].map(|hour| Complaint {
        reference: reference(77 + u64::try_from(hour).unwrap()),
        received_at: after(hour),
        ..complaint()
    });
    for complaint in &complaints {
        table
            .keep_complaint(complaint, &of_address(&jos_email()))
            .await
            .unwrap();
    }
    assert!(
        table
            .complaints_to_tell(monday(), None, 9)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let untold = table
        .complaints_to_tell(after(9), None, 9)
        .await
        .unwrap()
        .items;
    let expected = [1, 2, 0].map(|place: usize| complaints[place].untold());
    assert_eq!(untold, expected);
    assert_eq!(
        table
            .complaints_to_tell(after(9), None, 1)
            .await
            .unwrap()
            .items
            .len(),
        1
    );
    for _ in 0..2 {
        table.complaint_told(&untold[0]).await.unwrap();
        let left = table
            .complaints_to_tell(after(9), None, 9)
            .await
            .unwrap()
            .items;
        assert_eq!(left, untold[1..]);
    }
}

#[tokio::test]
async fn an_erased_account_leaves_its_applications_and_nothing_else() {
    let database = Database::new().await;
    let table = database.table();
    table.keep_account(&people::account()).await.unwrap();
    table
        .start_session(&people::key(1), &people::session())
        .await
        .unwrap();
    for number in [1, 2] {
        let form = new_form(number);
        table
            .start_saved_form(&jo(), &form, monday())
            .await
            .unwrap();
        let announced = table
            .announce_evidence(&jo(), &form.id, &file(number))
            .await;
        assert!(announced.unwrap());
    }
    let mut sent = application(&new_form(1), 1);
    sent.evidence = vec![file(1)];
    table.submit(&sent).await.unwrap();
    table.delete_account(&jo(), monday()).await.unwrap();
    for _ in 0..2 {
        table
            .erase_account(&people::deleted(jo(), 0))
            .await
            .unwrap();
        assert!(
            table
                .accounts_to_erase(None, 9)
                .await
                .unwrap()
                .items
                .is_empty()
        );
    }
    assert_eq!(table.read_session(&people::key(1)).await.unwrap(), None);
    assert_eq!(table.applications(&jo()).await.unwrap().len(), 1);
    // The application, what became of it, the pointer to it, its file, and an
    // entry in each of four queues: to be judged, exported, acknowledged and
    // confirmed.
    assert_eq!(database.stored().await.len(), 8);
}

#[tokio::test]
async fn a_metered_table_says_what_its_requests_use() {
    let (table, meter) = Database::new().await.table().metered();
    table.keep_account(&people::account()).await.unwrap();
    table
        .start_saved_form(&jo(), &new_form(1), monday())
        .await
        .unwrap();
    let used = meter.take();
    assert_eq!(used.requests, 2);
    // One item and its entry in the index, then two in a transaction, which count
    // twice, and the index, which does not: 1 + 1 + 2 * 2 + 1.
    assert_eq!(used.write_tenths, 70);
    assert_eq!((used.read_tenths, used.refused_tenths), (0, 0));
    table.saved_forms(&jo(), monday()).await.unwrap();
    let used = meter.take();
    assert_eq!(
        (used.requests, used.read_tenths, used.write_tenths),
        (1, 10, 0)
    );
    assert_eq!(meter.take().requests, 0);
    // Starting that form again is a transaction of two that is refused.
    table
        .start_saved_form(&jo(), &new_form(1), monday())
        .await
        .unwrap();
    let used = meter.take();
    assert_eq!(
        (used.requests, used.write_tenths, used.refused_tenths),
        (1, 0, 40)
    );
}

pub(crate) fn attempt() -> EmailDelivery {
    EmailDelivery {
        message: "0102018f-1".to_owned(),
        kind: "applied",
        about: Some(application(&new_form(1), 1).reference),
        sent_at: monday(),
    }
}

pub(crate) fn county_report() -> KeptCountyReport {
    KeptCountyReport {
        made_at: monday(),
        body: r#"{"version":1}"#.to_owned(),
    }
}

pub(crate) fn access() -> Access {
    Access {
        subject: Subject::Account(jo()),
        actor: Actor::Staff {
            id: sam(),
            role: Role::Finance,
        },
        what: "read an application".to_owned(),
        at: monday(),
    }
}

/// An access as it was noted before the id of the person who looked was kept.
pub(crate) fn access_of_before() -> Access {
    Access {
        actor: Actor::FinanceEmail("practitioner@council.example".to_owned()),
        ..access()
    }
}

pub(crate) fn complaint() -> Complaint {
    Complaint {
        reference: reference(77),
        account: Some(jo()),
        name: "Jo Bloggs".to_owned(),
        email: jos_email(),
        what_happened: "My letter went to the wrong house.".to_owned(),
        received_at: monday(),
        acknowledged_at: None,
    }
}

/// Keeps a complaint of somebody without an account, and acknowledges it.
pub(crate) async fn acknowledge_one(table: &Table, number: u64) {
    let complaint = Complaint {
        reference: reference(number),
        account: None,
        email: EmailAddress::parse(&format!("n{number}@example.org")).unwrap(),
        ..complaint()
    };
    table
        .keep_complaint(&complaint, &of_address(&complaint.email))
        .await
        .unwrap();
    let what = format!("acknowledged complaint {}", complaint.reference.plain());
    let entry = table.audit(complaint.subject(), access().actor, what, monday());
    let entry = entry.await.unwrap();
    let acknowledged = table.acknowledge_complaint(&entry, &complaint.reference, monday());
    acknowledged.await.unwrap();
}

/// Returns the budget of complaints with an address.
pub(crate) fn of_address(email: &EmailAddress) -> [Budget; 1] {
    [Budget {
        purpose: BudgetPurpose::Complaint,
        holder: BudgetHolder::Address(email.clone()),
        most: COMPLAINTS_AN_HOUR,
    }]
}

fn after(hours: i64) -> Timestamp {
    monday() + SignedDuration::from_hours(hours)
}

fn found<'a>(stored: &'a [Value], partition: &str) -> &'a Value {
    let mut items = stored.iter();
    items
        .find(|item| item["PK"]["S"].as_str().unwrap().starts_with(partition))
        .unwrap()
}
