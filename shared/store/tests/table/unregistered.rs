//! Commissioned days that were never on a register.

use attendance::kept_line::read_plan;
use attendance::provision::PersonReference;
use attendance::supplier::DayServiceId;
use attendance::terms::TermsId;
use attendance::unregistered::{
    ProposedSettlement, UnregisteredDays, UnregisteredDaysDesk as _, UnregisteredDaysKeeper as _,
    UnregisteredKey,
};
use domain::values::list_page::BoundedCount;
use jiff::SignedDuration;
use jiff::civil::date;
use store::Table;
use testkit::Database;
use testkit::day_services::{line_key, register_key};

use crate::{jo, monday, sam};

#[tokio::test]
async fn days_without_a_register_are_listed_page_by_page_and_counted() {
    let table = Database::new().await.table();
    for number in 0..5 {
        // Found twice, it is on the list once.
        for _ in 0..2 {
            table.keep_unregistered(&days(number), false).await.unwrap();
        }
    }
    let (mut after, mut found) = (None, Vec::new());
    loop {
        let page = table.unregistered_page(after.as_ref(), 2).await.unwrap();
        assert!(page.items.len() <= 2);
        found.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, (0..5).map(days).collect::<Vec<_>>());
    let (all, some) = (
        table.count_unregistered(10).await.unwrap(),
        table.count_unregistered(3).await.unwrap(),
    );
    assert_eq!(
        (all, some),
        (BoundedCount::Exactly(5), BoundedCount::MoreThan(3))
    );
    let supplier = register_key().supplier;
    assert_eq!(table.unregistered_of(&supplier).await.unwrap().len(), 5);
    let other = attendance::supplier::SupplierId::parse("S1").unwrap();
    assert_eq!(table.unregistered_of(&other).await.unwrap(), []);
}

#[tokio::test]
async fn a_page_and_the_count_take_as_many_requests_with_fifty_weeks_as_with_one() {
    let mut requests = Vec::new();
    for weeks in [1, 50] {
        let database = Database::new().await;
        for number in 0..weeks {
            let kept = database.table();
            kept.keep_unregistered(&days(number), false).await.unwrap();
        }
        let (table, meter) = database.table().metered();
        table.unregistered_page(None, 50).await.unwrap();
        table.count_unregistered(1_000).await.unwrap();
        table
            .unregistered_of(&register_key().supplier)
            .await
            .unwrap();
        requests.push(meter.take().requests);
    }
    assert_eq!(requests, [3, 3]);
}

#[tokio::test]
async fn two_people_settle_days_and_what_was_settled_does_not_come_back_by_a_change() {
    let table = Database::new().await.table();
    let found = days(0);
    let proposed = |by, how: &str| ProposedSettlement {
        by,
        at: monday(),
        how: how.to_owned(),
    };
    let first = proposed(jo(), "Paid by the case system");
    assert!(!table.propose_settlement(&found.key, &first).await.unwrap());
    table.keep_unregistered(&found, false).await.unwrap();
    assert!(table.propose_settlement(&found.key, &first).await.unwrap());
    let second = proposed(sam(), "Taken back");
    assert!(!table.propose_settlement(&found.key, &second).await.unwrap());
    let kept = table.unregistered(&found.key).await.unwrap().unwrap();
    assert_eq!(kept.proposed, Some(first.clone()));
    // What is agreed to is what is proposed.
    let other = ProposedSettlement {
        at: monday() + SignedDuration::from_secs(1),
        ..first.clone()
    };
    assert!(!table.settle_unregistered(&found.key, &other).await.unwrap());
    assert!(table.settle_unregistered(&found.key, &first).await.unwrap());
    assert!(!table.settle_unregistered(&found.key, &first).await.unwrap());
    table.keep_unregistered(&found, true).await.unwrap();
    assert_eq!(table.unregistered(&found.key).await.unwrap(), None);
}

/// Stores one week of a line.
pub(crate) async fn keep_unregistered_days(table: &Table) {
    let found = days(0);
    table.keep_unregistered(&found, false).await.unwrap();
    let proposed = settlement();
    assert!(
        table
            .propose_settlement(&found.key, &proposed)
            .await
            .unwrap()
    );
}

pub(crate) fn settlement() -> ProposedSettlement {
    ProposedSettlement {
        by: jo(),
        at: monday(),
        how: "The case system paid them on 3 April".to_owned(),
    }
}

pub(crate) fn days(number: usize) -> UnregisteredDays {
    UnregisteredDays {
        key: UnregisteredKey {
            register: register_key(),
            line: line_key(number),
        },
        person: PersonReference::parse(&format!("{:07}", 98765 + number)).unwrap(),
        service: DayServiceId::parse("D1").unwrap(),
        terms: TermsId::parse("DC-high").unwrap(),
        planned: read_plan("APS6OB//////").unwrap(),
        found_on: date(2026, 4, 1),
        proposed: None,
    }
}
