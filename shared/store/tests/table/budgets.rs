//! Tests of what may be spent within an hour.

use std::net::IpAddr;

use domain::access::budget::{
    Budget, BudgetHolder, BudgetPurpose, BudgetSpending, BudgetStore as _,
};
use domain::access::source_address::SourceAddress;
use domain::values::email_address::EmailAddress;
use store::Table;
use testkit::Database;

use crate::{at, jo, jos_email, monday, together};

#[tokio::test]
async fn a_budget_is_spent_for_an_hour_from_the_first() {
    let table = Database::new().await.table();
    let budgets = [of_address(5)];
    for minute in ["00", "10", "20", "30", "59"] {
        let now = at(&format!("2026-04-06T09:{minute}:00Z"));
        assert_eq!(
            table.spend(&budgets, now).await.unwrap(),
            BudgetSpending::Taken
        );
    }
    let now = at("2026-04-06T09:59:59Z");
    assert_eq!(
        table.spend(&budgets, now).await.unwrap(),
        BudgetSpending::Spent(of_address(5))
    );
    let now = at("2026-04-06T10:00:00Z");
    assert_eq!(
        table.spend(&budgets, now).await.unwrap(),
        BudgetSpending::Taken
    );
}

#[tokio::test]
async fn all_budgets_are_taken_from_or_none_and_the_spent_one_is_named() {
    let table = Database::new().await.table();
    let (address, source, everybody) =
        (of_address(2), of_source("203.0.113.7", 3), of_everybody(4));
    let all = [everybody.clone(), address.clone(), source.clone()];
    for _ in 0..2 {
        assert_eq!(spend(&table, &all).await, BudgetSpending::Taken);
    }
    for _ in 0..9 {
        assert_eq!(
            spend(&table, &all).await,
            BudgetSpending::Spent(address.clone())
        );
    }
    // One is left to the source, and two to everybody.
    let without_address = [source.clone(), everybody.clone()];
    assert_eq!(spend(&table, &without_address).await, BudgetSpending::Taken);
    assert_eq!(
        spend(&table, &without_address).await,
        BudgetSpending::Spent(source.clone())
    );
    let another = of_source("203.0.113.8", 3);
    let of_another = [another.clone(), everybody.clone()];
    assert_eq!(spend(&table, &of_another).await, BudgetSpending::Taken);
    for _ in 0..9 {
        let spent = spend(&table, &of_another).await;
        assert_eq!(spent, BudgetSpending::Spent(everybody.clone()));
    }
    // What was refused for everybody's sake was given back.
    for _ in 0..2 {
        let own = std::slice::from_ref(&another);
        assert_eq!(spend(&table, own).await, BudgetSpending::Taken);
    }
    let own = std::slice::from_ref(&another);
    let spent = BudgetSpending::Spent(another.clone());
    assert_eq!(spend(&table, own).await, spent);
}

#[tokio::test]
async fn budgets_of_two_purposes_or_two_holders_are_never_one() {
    let table = Database::new().await.table();
    let mut budgets = Vec::new();
    for purpose in BudgetPurpose::ALL {
        for holder in [
            BudgetHolder::Address(jos_email()),
            BudgetHolder::Address(EmailAddress::parse("sam@example.org").unwrap()),
            BudgetHolder::Account(jo()),
            source("203.0.113.7"),
            source("203.0.113.8"),
            BudgetHolder::Everybody,
        ] {
            let most = 1;
            budgets.push(Budget {
                purpose,
                holder,
                most,
            });
        }
    }
    for budget in &budgets {
        let taken = spend(&table, std::slice::from_ref(budget)).await;
        assert_eq!(taken, BudgetSpending::Taken, "{budget:?}");
    }
}

#[tokio::test]
async fn of_fifty_at_once_five_take() {
    let table = Database::new().await.table();
    let tasks = (0..50).map(|_| {
        let table = table.clone();
        async move { spend(&table, &[of_address(5)]).await == BudgetSpending::Taken }
    });
    let taken = together(tasks).await;
    assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 5);
}

#[tokio::test]
async fn what_is_given_back_can_be_spent_again_and_no_more_than_that() {
    let table = Database::new().await.table();
    let budgets = [of_address(1), of_everybody(1)];
    table.give_back(&budgets, monday()).await.unwrap();
    for _ in 0..3 {
        assert_eq!(spend(&table, &budgets).await, BudgetSpending::Taken);
        table.give_back(&budgets, monday()).await.unwrap();
    }
    table.give_back(&budgets, monday()).await.unwrap();
    assert_eq!(spend(&table, &budgets).await, BudgetSpending::Taken);
    assert_eq!(
        spend(&table, &budgets).await,
        BudgetSpending::Spent(of_address(1))
    );
    // What was taken in one hour is not given back to the next.
    let later = at("2026-04-06T10:30:00Z");
    assert_eq!(
        table.spend(&budgets, later).await.unwrap(),
        BudgetSpending::Taken
    );
    table.give_back(&budgets, monday()).await.unwrap();
    assert_eq!(
        table.spend(&[of_everybody(1)], later).await.unwrap(),
        BudgetSpending::Spent(of_everybody(1))
    );
}

#[tokio::test]
async fn a_source_is_stored_as_a_hash_under_the_key_and_expires_after_an_hour() {
    let database = Database::new().await;
    let budget = [of_source("203.0.113.7", 9)];
    for key in ["one", "another"] {
        let table = database.table().with_source_key(key);
        assert_eq!(spend(&table, &budget).await, BudgetSpending::Taken);
    }
    let stored = database.stored().await;
    assert_eq!(stored.len(), 2, "{stored:?}");
    for item in &stored {
        assert!(!item.to_string().contains("203.0.113"), "{item}");
        assert_eq!(item["expires_at"]["N"], "1775469600");
    }
    // printf 203.0.113.7 | openssl dgst -sha256 -hmac one
    let hash = "e339d5a5f9c4c15a58ce77d8f3e56cfdb67c9bdece6f432a6e1e7138600d934c";
    assert!(
        stored
            .iter()
            .any(|item| item["PK"]["S"] == format!("BUDGET#SOURCE#{hash}"))
    );
}

async fn spend(table: &Table, budgets: &[Budget]) -> BudgetSpending {
    table.spend(budgets, monday()).await.unwrap()
}

fn of_address(most: u32) -> Budget {
    budget(BudgetHolder::Address(jos_email()), most)
}

fn of_source(address: &str, most: u32) -> Budget {
    budget(source(address), most)
}

pub(crate) fn of_everybody(most: u32) -> Budget {
    budget(BudgetHolder::Everybody, most)
}

fn budget(holder: BudgetHolder, most: u32) -> Budget {
    Budget {
        purpose: BudgetPurpose::NewPasswordCode,
        holder,
        most,
    }
}

fn source(address: &str) -> BudgetHolder {
    let address: IpAddr = address.parse().unwrap();
    BudgetHolder::Source(SourceAddress::of(address))
}
