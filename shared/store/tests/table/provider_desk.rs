//! What finance tells providers, and what providers ask of finance.

use attendance::provider_message::{
    ProviderMessage, ProviderMessageKeeper as _, ProviderMessageKind, ProviderMessageReader as _,
};
use attendance::provider_request::{
    ProviderRequest, ProviderRequestQueue as _, ProviderRequestReader as _,
    ProviderRequestStore as _, RequestId, RequestMade, RequestSettled, RequestSettler,
    RequestSubject,
};
use domain::access::budget::{Budget, BudgetHolder, BudgetPurpose};
use jiff::ToSpan as _;
use jiff::civil::date;
use store::Table;
use testkit::{Database, day_services};

use crate::{jo, monday};

#[tokio::test]
async fn a_request_that_comes_again_is_kept_once_and_counts_once() {
    let table = Database::new().await.table();
    let budgets = [of_account(2)];
    for _ in 0..3 {
        let made = table.keep_request(&missing(1), &budgets).await.unwrap();
        assert_eq!(made, RequestMade::Kept);
    }
    let second = table.keep_request(&missing(2), &budgets).await.unwrap();
    assert_eq!(second, RequestMade::Kept);
    let third = table.keep_request(&missing(3), &budgets).await.unwrap();
    assert_eq!(third, RequestMade::TooMany(of_account(2)));
    let again = table.keep_request(&missing(1), &budgets).await.unwrap();
    assert_eq!(again, RequestMade::Kept, "it is there");
    let supplier = missing(1).supplier;
    let kept = table.requests_of(&supplier, monday()).await.unwrap();
    assert_eq!(kept, [missing(2), missing(1)]);
}

#[tokio::test]
async fn a_request_is_settled_once_and_leaves_the_list_of_those_that_are_open() {
    let table = Database::new().await.table();
    for number in [1, 2] {
        table.keep_request(&missing(number), &[]).await.unwrap();
    }
    let open = table.open_requests(None, 1).await.unwrap();
    assert_eq!(open.items[0].id, missing(1).id);
    let rest = table.open_requests(open.next.as_ref(), 9).await.unwrap();
    assert_eq!(rest.items[0].id, missing(2).id);
    let answers = [settled("They start on Monday"), settled("No")];
    let done = table
        .settle_request(&missing(1), &answers[0])
        .await
        .unwrap();
    let again = table
        .settle_request(&missing(1), &answers[1])
        .await
        .unwrap();
    assert_eq!((done, again), (true, false));
    let open = table.open_requests(None, 9).await.unwrap();
    assert_eq!(open.items.len(), 1);
    let (supplier, id) = (missing(1).supplier, missing(1).id);
    let kept = table.request(&supplier, &id, monday()).await.unwrap();
    assert_eq!(kept.unwrap().settled, Some(answers[0].clone()));
    let later = monday() + (8 * 366 * 24).hours();
    assert_eq!(table.request(&supplier, &id, later).await.unwrap(), None);
}

#[tokio::test]
async fn a_message_is_kept_under_its_id_and_read_with_its_days() {
    let table = Database::new().await.table();
    let message = message();
    for _ in 0..2 {
        table.keep_provider_message(&message).await.unwrap();
    }
    let kept = table.provider_messages().await.unwrap();
    assert_eq!(kept, std::slice::from_ref(&message));
    let ended = ProviderMessage {
        ends: None,
        ended_at: Some(monday()),
        ..message
    };
    table.keep_provider_message(&ended).await.unwrap();
    assert_eq!(table.provider_messages().await.unwrap(), [ended]);
}

/// Stores one item of every kind.
pub(crate) async fn keep_provider_desk(table: &Table) {
    table.keep_provider_message(&message()).await.unwrap();
    for number in [1, 2] {
        table.keep_request(&missing(number), &[]).await.unwrap();
    }
    let answer = settled("They start on Monday");
    let done = table.settle_request(&missing(2), &answer).await;
    assert!(done.unwrap());
}

fn message() -> ProviderMessage {
    ProviderMessage {
        id: "6d1b2f0c9a8e4d37".to_owned(),
        kind: ProviderMessageKind::Warning,
        words: "Submit by Tuesday: Monday is a bank holiday".to_owned(),
        starts: date(2026, 4, 1),
        ends: Some(date(2026, 4, 7)),
        ended_at: None,
    }
}

fn missing(number: u8) -> ProviderRequest {
    ProviderRequest {
        id: RequestId::parse(&format!("00000000000000a{number}")).unwrap(),
        supplier: day_services::willow_grove().supplier.id,
        by: jo(),
        at: monday() + i64::from(number).seconds(),
        about: RequestSubject::PersonMissing {
            who: "Ana Doe".to_owned(),
            details: "Since Monday".to_owned(),
        },
        settled: None,
    }
}

fn settled(answer: &str) -> RequestSettled {
    RequestSettled {
        by: RequestSettler::Finance(jo().0),
        at: monday(),
        answer: answer.to_owned(),
    }
}

fn of_account(most: u32) -> Budget {
    Budget {
        purpose: BudgetPurpose::ProviderRequest,
        holder: BudgetHolder::Account(jo()),
        most,
    }
}
