//! One item that cannot be read hides no other: each list with one among its
//! items.

use attendance::provider_access::{
    GrantKeeper as _, GrantReader as _, ProviderRole, SupplierGrant,
};
use attendance::supplier::SupplierId;
use domain::access::audit::{AuditReader as _, Subject};
use domain::application::evidence::EvidenceStore as _;
use domain::application::{ApplicationReader as _, ConfirmationQueue as _, ExportQueue as _};
use domain::correspondence::complaint::{ComplaintQueue as _, ComplaintStore as _};
use domain::forms::saved_form::{ExpiryWarningQueue as _, SavedFormStore as _};
use domain::records::retention::ErasureQueue as _;
use domain::records::staff_queues::{StaffQueues as _, StaffUserAdmin as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::Table;
use testkit::Database;

use crate::stored_v1::{complaints_of_everybody, database_of_before};
use crate::{jo, monday, new_form};

/// The partition and the sort key of an item that a list comes to before any
/// other, and that cannot be read.
const POISON: &[(&str, &str, &str)] = &[
    ("saved forms", "ACCOUNT#jo", "SAVED#0"),
    ("files", "ACCOUNT#jo", "EVIDENCE#1#0"),
    ("applications", "ACCOUNT#jo", "APPLICATION#0"),
    ("complaints", "ACCOUNT#jo", "COMPLAINT#0"),
    ("accesses", "AUDIT#jo", "0"),
    ("staff users", "MEMBERS", "0"),
    ("undelivered", "UNDELIVERED", EARLY),
    ("all complaints", "COMPLAINTS", EARLY),
    ("all complaints", "COMPLAINTS", "ACKNOWLEDGED#9"),
    ("complaints to tell", "TO-TELL", EARLY),
    ("to confirm", "TO-CONFIRM", EARLY),
    ("to export", "OUTBOX", EARLY),
    ("awaited", "AWAITED", EARLY),
    ("unacknowledged", "UNACKNOWLEDGED", EARLY),
    ("received", "RECEIVED", EARLY),
    ("to erase", "TO-ERASE", "0"),
    ("to warn of", "nobody's", "SAVED#0"),
];

const EARLY: &str = "2020-01-01T00:00:00.000Z#0";

#[tokio::test]
async fn one_item_that_cannot_be_read_hides_no_other_of_its_list() {
    for (list, partition, sort) in POISON {
        let database = database_of_before().await;
        let table = database.table();
        let before = listed(&table, list).await;
        assert!(before.len() > 2, "{list} has items: {before}");
        database.store(vec![unreadable(partition, sort)]).await;
        assert_eq!(listed(&table, list).await, before, "{list}");
    }
}

/// Reads both lists of grants: of a person, and of a supplier.
#[tokio::test]
async fn one_grant_that_cannot_be_read_hides_no_other() {
    let database = Database::new().await;
    let table = database.table();
    for supplier in ["S1", "S2"] {
        let grant = SupplierGrant {
            supplier: SupplierId::parse(supplier).unwrap(),
            to: jo(),
            role: ProviderRole::Staff,
            sees_restricted: false,
            by: jo(),
            at: monday(),
        };
        table.give_grant(&grant).await.unwrap();
    }
    let of_jo = format!("PROVIDER#{}", jo().0);
    let poison = [(of_jo.as_str(), "GRANT#S0"), ("SUPPLIER#S1", "GRANT#0")];
    let poison = poison.map(|(partition, sort)| unreadable(partition, sort));
    database.store(poison.into()).await;
    assert_eq!(table.grants_of(&jo()).await.unwrap().len(), 2);
    let supplier = SupplierId::parse("S1").unwrap();
    assert_eq!(table.granted(&supplier).await.unwrap().len(), 1);
}

/// The item that a list points to can be the one.
#[tokio::test]
async fn one_record_that_cannot_be_read_hides_no_other_of_its_account() {
    for (list, partition, sort) in [
        ("applications", "APPLICATION#000000000H", "APPLICATION"),
        ("complaints", "COMPLAINT#000000000H", "COMPLAINT"),
    ] {
        let database = database_of_before().await;
        let table = database.table();
        let before = listed(&table, list).await;
        let pointer = format!("{sort}#000000000H");
        let items = vec![
            unreadable("ACCOUNT#jo", &pointer),
            unreadable(partition, sort),
        ];
        database.store(items).await;
        assert_eq!(listed(&table, list).await, before, "{list}");
    }
}

#[tokio::test]
async fn an_account_with_a_form_that_cannot_be_read_is_erased() {
    let database = database_of_before().await;
    let table = database.table();
    database
        .store(vec![
            unreadable("ACCOUNT#jo", "SAVED#0"),
            unreadable("ACCOUNT#jo", "EVIDENCE#1#0"),
        ])
        .await;
    let erased = domain::records::retention::DeletedAccount {
        id: jo(),
        deleted_at: monday(),
    };
    table.erase_account(&erased).await.unwrap();
    let left = database.stored_in(&format!("ACCOUNT#{}", jo().0)).await;
    let sort_keys = left.iter().map(|item| item["SK"]["S"].as_str().unwrap());
    let forms: Vec<_> = sort_keys.filter(|key| key.starts_with("SAVED#")).collect();
    assert!(forms.is_empty(), "{forms:?}");
}

/// Returns what a list has, as text.
async fn listed(table: &Table, list: &str) -> String {
    let (jo, now) = (jo(), monday());
    let later = now + SignedDuration::from_hours(2);
    let due = domain::records::retention::saved_form_warned_on(
        domain::records::retention_schedule::Retention::default().saved_form,
        now,
    );
    match list {
        "saved forms" => format!("{:?}", table.saved_forms(&jo, now).await.unwrap()),
        "files" => {
            let files = table.evidence(&jo, &new_form(1).id).await;
            format!("{:?}", files.unwrap())
        }
        "applications" => format!("{:?}", table.applications(&jo).await.unwrap()),
        "complaints" => format!("{:?}", table.complaints(&jo, now).await.unwrap()),
        "accesses" => {
            let subject = Subject::Account(jo);
            format!("{:?}", table.accesses(&subject).await.unwrap())
        }
        "staff users" => format!("{:?}", table.staff_users().await.unwrap()),
        "undelivered" => format!("{:?}", table.undelivered(None, 9, now).await.unwrap().items),
        "all complaints" => format!("{:?}", complaints_of_everybody(table, now).await),
        "complaints to tell" => {
            format!(
                "{:?}",
                table
                    .complaints_to_tell(later, None, 9)
                    .await
                    .unwrap()
                    .items
            )
        }
        "to confirm" => format!(
            "{:?}",
            table.to_confirm(later, None, 9).await.unwrap().items
        ),
        "to export" => format!("{:?}", table.to_export(None, 9).await.unwrap().items),
        "awaited" => format!("{:?}", table.awaited(later, None, 9).await.unwrap().items),
        "unacknowledged" => format!(
            "{:?}",
            table.unacknowledged(later, None, 9).await.unwrap().items
        ),
        "received" => format!(
            "{:?}",
            table.received_before(later, None, 9).await.unwrap().items
        ),
        "to erase" => format!(
            "{:?}",
            table.accounts_to_erase(None, 9).await.unwrap().items
        ),
        "to warn of" => format!("{:?}", table.forms_to_warn_of(due).await.unwrap()),
        other => panic!("{other} is no list"),
    }
}

/// Makes an item of which nothing but its key and its end can be read, due to
/// be warned of on the day of the others.
fn unreadable(partition: &str, sort: &str) -> Value {
    let partition = partition.replace("#jo", &format!("#{}", jo().0));
    let far: Timestamp = "2040-01-01T00:00:00Z".parse().unwrap();
    json!({
        "PK": {"S": partition},
        "SK": {"S": sort},
        "due_on": {"S": "2026-04-27"},
        "expires_at": {"N": far.as_second().to_string()},
    })
}
