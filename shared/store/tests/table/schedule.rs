//! Compares the retention schedule with the table: every item belongs to one
//! class, the README says what the schedule says, and erasing an account
//! deletes what the schedule says.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::records::retention::{DeletedAccount, ErasureQueue as _};
use domain::records::retention_schedule::{
    InDownload, KeptFor, OnErasure, RecordClass, RecordPlace, Retention,
};
use serde_json::Value;
use store::Partition;
use testkit::Database;

use crate::{items, jo, monday};

const README: &str = include_str!("../../README.md");

fn keys(item: &Value) -> (&str, &str) {
    let key = |name: &str| item[name]["S"].as_str().unwrap();
    (key("PK"), key("SK"))
}

/// Lists the places of the schedule that are in the table: partition and sort
/// key.
fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    let places = RecordClass::ALL.into_iter();
    let places = places.flat_map(|class| class.row().held_in);
    places.filter_map(|place| match place {
        RecordPlace::Items { partition, sort } => Some((*partition, *sort)),
        RecordPlace::Outside(_) => None,
    })
}

/// Lists the classes with a place that holds these keys.
fn classes(partition_key: &str, sort_key: &str) -> Vec<RecordClass> {
    let mut classes = RecordClass::ALL.to_vec();
    classes.retain(|class| {
        let mut places = class.row().held_in.iter();
        places.any(|place| place.holds(partition_key, sort_key))
    });
    classes
}

async fn stored() -> (Database, Vec<Value>) {
    let database = Database::new().await;
    items::keep_everything(&database.table()).await;
    let stored = database.stored().await;
    (database, stored)
}

#[tokio::test]
async fn every_item_that_is_stored_is_of_one_class_and_every_place_of_the_schedule_is_used() {
    let (_, stored) = stored().await;
    let mut used = BTreeSet::new();
    for item in &stored {
        let (partition_key, sort_key) = keys(item);
        let kind = Partition::holding(partition_key).unwrap();
        if WITHOUT_RECORDS.contains(&kind) {
            continue;
        }
        let classes = classes(partition_key, sort_key);
        assert_eq!(classes.len(), 1, "{partition_key} {sort_key}: {classes:?}");
        assert_eq!(
            RecordClass::of_item(partition_key, sort_key),
            Some(classes[0])
        );
        let places = classes[0].row().held_in.iter().enumerate();
        used.extend(
            places
                .filter(|(_, place)| place.holds(partition_key, sort_key))
                .map(|(place, _)| (classes[0], place)),
        );
    }
    for class in RecordClass::ALL {
        for (number, place) in class.row().held_in.iter().enumerate() {
            let is_used = used.contains(&(class, number));
            let outside = matches!(place, RecordPlace::Outside(_));
            assert!(is_used || outside, "nothing is stored in {place:?}");
        }
    }
}

/// The kinds of partition that hold no record about anybody.
const WITHOUT_RECORDS: [Partition; 6] = [
    Partition::Contract,
    Partition::Import,
    Partition::Notices,
    Partition::Suppliers,
    Partition::Uprating,
    Partition::WarmUp,
];

#[test]
fn every_partition_is_in_the_schedule_and_the_schedule_knows_no_other() {
    let kinds = Partition::ALL.iter();
    let kinds: BTreeSet<&str> = kinds
        .filter(|kind| !WITHOUT_RECORDS.contains(kind))
        .map(|kind| kind.pattern().trim_end_matches('*'))
        .collect();
    let scheduled: BTreeSet<&str> = places().map(|(partition, _)| partition).collect();
    assert_eq!(scheduled, kinds);
}

#[tokio::test]
async fn erasing_an_account_takes_what_the_schedule_says_and_leaves_the_rest() {
    let (database, before) = stored().await;
    let account = DeletedAccount {
        deleted_at: monday(),
        id: jo(),
    };
    database.table().erase_account(&account).await.unwrap();
    let after = database.stored().await;
    let mut seen = BTreeSet::new();
    for item in &before {
        // Staff have ids of their own pool, which look alike in these tests.
        let (partition_key, sort_key) = keys(item);
        if !item.to_string().contains(&jo().0) {
            continue;
        }
        let class = RecordClass::of_item(partition_key, sort_key).unwrap();
        let stays = match class.row().on_erasure {
            OnErasure::Erased => false,
            OnErasure::ErasedUnless(_) => item.get("submitted_in").is_some(),
            OnErasure::Stays(_) | OnErasure::NotLinked(_) => true,
        };
        let there = after
            .iter()
            .any(|one| keys(one) == (partition_key, sort_key));
        // An entry of the queue goes when the file is judged.
        if class != RecordClass::Document || partition_key != "AWAITED" {
            assert_eq!(there, stays, "{class:?}: {partition_key} {sort_key}");
        }
        seen.insert(class);
    }
    for class in [
        RecordClass::Account,
        RecordClass::SavedForm,
        RecordClass::Session,
        RecordClass::Document,
        RecordClass::Application,
        RecordClass::Complaint,
        RecordClass::RecordAccess,
    ] {
        assert!(seen.contains(&class), "{class:?}");
    }
}

/// Writes the schedule as the README has it.
fn schedule() -> String {
    let retention = Retention::default();
    let mut table = String::from(
        "| Class | What | Kept | Set by | In the download | When its account is erased |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for class in RecordClass::ALL {
        let row = class.row();
        let set_by = match row.kept {
            KeptFor::Set { by, .. } => format!("`{}`", by.name()),
            KeptFor::Always { .. } | KeptFor::Until(_) => String::new(),
        };
        let in_download = match row.in_download {
            InDownload::At(staff_user) => format!("`{staff_user}`"),
            InDownload::Not(why) => format!("no: {why}"),
        };
        let on_erasure = match row.on_erasure {
            OnErasure::Erased => "erased".to_owned(),
            OnErasure::ErasedUnless(so) => format!("erased unless {so}"),
            OnErasure::Stays(why) => format!("stays: {why}"),
            OnErasure::NotLinked(why) => format!("not linked to it: {why}"),
        };
        writeln!(
            table,
            "| `{}` | {} | {} | {set_by} | {in_download} | {on_erasure} |",
            class.name(),
            row.title,
            row.kept_in_words(&retention),
        )
        .unwrap();
    }
    table
}

#[test]
fn the_readme_has_the_schedule() {
    let schedule = schedule();
    assert!(
        README.contains(&schedule),
        "the README's table should be:\n{schedule}"
    );
}

/// Returns a key of the README up to its first placeholder: `DRAFT#` of
/// `DRAFT#<visit>`.
fn pattern(cell: &str) -> &str {
    let key = cell.trim().trim_matches('`');
    key.split_once('<').map_or(key, |(fixed, _)| fixed)
}

#[test]
fn the_readme_gives_each_item_its_class_and_each_place_of_the_schedule_its_item() {
    let mut places: BTreeSet<(&str, &str)> = places().collect();
    let table = README.split_once("| What | PK | SK |").unwrap().1;
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    for row in rows {
        let cells: Vec<&str> = row.split('|').collect();
        let (partition, sort) = (pattern(cells[2]), pattern(cells[3]));
        let said = cells[5].trim().trim_matches('`');
        let class = RecordClass::of_item(&format!("{partition}x"), &format!("{sort}x"))
            .or_else(|| RecordClass::of_item(partition, &format!("{sort}x")))
            .or_else(|| RecordClass::of_item(&format!("{partition}x"), sort))
            .or_else(|| RecordClass::of_item(partition, sort));
        let said = Some(said).filter(|said| !said.is_empty());
        assert_eq!(class.map(RecordClass::name), said, "{row}");
        places
            .retain(|(known, of_it)| *known != partition || !(of_it.is_empty() || *of_it == sort));
    }
    assert!(places.is_empty(), "the README has no item in {places:?}");
}
