//! Requests for information: asked once, answered once, ended once, and each
//! e-mail about them taken on by one.

use domain::access::audit::{Access, AuditLog as _, Audited, Subject};
use domain::application::information_request::{
    AnswerGiven, AnswerSession, AnswerSessionKey, AnswerSessionStore as _, AnswersSent, AskedKind,
    EndedRequest, InformationDesk as _, InformationRequest, InformationRequestReader as _,
    InformationRequestState, InformationRequestStore as _, RequestEnd, RequestNotice, SentAnswers,
    WaitingRequestQueue as _, WorkerQuestion,
};
use domain::values::account_id::AccountId;
use domain::values::information_request::{AskingDesk, InformationRequestKey};
use domain::values::money::Money;
use store::Table;
use testkit::Database;

use crate::{at, jo, monday, new_form, reference, sam, submitted};

#[tokio::test]
async fn a_request_is_kept_once_and_read_as_it_was_asked() {
    let (_, table) = asked().await;
    let entry = entry(&table, &jo()).await;
    let again = InformationRequest {
        questions: Vec::new(),
        ..request(1)
    };
    assert!(!table.ask(&entry, &again).await.unwrap());
    let read = table.information_request(&key(1), monday()).await.unwrap();
    assert_eq!(read, Some(request(1)));
    let reference = key(1).reference;
    let about = table.requests_about(&entry, &reference, monday());
    assert_eq!(about.await.unwrap().items, [request(1)]);
    let jo = jo();
    let to_jo = table.information_requests_to(&jo, None, 9, monday());
    assert_eq!(to_jo.await.unwrap().items, [request(1)]);
    let later = at("2027-04-07T09:00:00Z");
    let late = table.information_request(&key(1), later).await.unwrap();
    assert_eq!(late, None);
}

#[tokio::test]
async fn an_entry_about_somebody_else_reads_and_changes_nothing() {
    let (_, table) = asked().await;
    let entry = entry(&table, &sam()).await;
    let reference = key(1).reference;
    let about = table.requests_about(&entry, &reference, monday());
    assert_eq!(about.await.unwrap().items, []);
    let application = table.application_asked_about(&entry, &reference);
    assert_eq!(application.await.unwrap(), None);
    assert!(!table.ask(&entry, &request(2)).await.unwrap());
    let end = end(RequestEnd::Withdrawn);
    assert!(!table.end_request(&entry, &request(1), &end).await.unwrap());
}

#[tokio::test]
async fn of_two_who_send_answers_the_first_counts_and_nothing_is_typed_after_that() {
    let (_, table) = asked().await;
    let typed = [("answer-1".to_owned(), "My si".to_owned())].into();
    assert!(table.keep_typed_answers(&key(1), &typed).await.unwrap());
    let other = SentAnswers {
        answers: vec![AnswerGiven::NotKnown; 2],
        ..sent()
    };
    for answers in [&sent(), &other] {
        let kept = table.send_answers(&request(1), answers).await.unwrap();
        assert_eq!(kept, AnswersSent::Kept);
    }
    assert!(!table.keep_typed_answers(&key(1), &typed).await.unwrap());
    let read = table.information_request(&key(1), monday()).await.unwrap();
    let read = read.unwrap();
    assert_eq!(
        (read.state(), read.sent),
        (InformationRequestState::Unread, Some(sent()))
    );
    assert_eq!(read.typed, [].into());
    let waiting = table.waiting_requests(None, 9).await.unwrap();
    assert_eq!(waiting.items, []);
}

#[tokio::test]
async fn what_is_answered_is_in_the_list_of_its_desk_until_it_is_read_or_closed() {
    let (_, table) = asked().await;
    let entry = entry(&table, &jo()).await;
    assert!(table.ask(&entry, &request(2)).await.unwrap());
    let listed = async |desk| {
        let page = table.unread_answers(desk, None, 9).await.unwrap();
        page.items.len()
    };
    for number in [1, 2] {
        let kept = table.send_answers(&request(number), &sent()).await;
        assert_eq!(kept.unwrap(), AnswersSent::Kept);
    }
    assert_eq!(listed(AskingDesk::Practice).await, 2);
    assert_eq!(listed(AskingDesk::Finance).await, 0);
    let answered = |number| InformationRequest {
        sent: Some(sent()),
        ..request(number)
    };
    for at in [monday(), at("2026-04-07T09:00:00Z")] {
        let noted = table.note_answers_read(&entry, &answered(1), at).await;
        noted.unwrap();
    }
    assert_eq!(listed(AskingDesk::Practice).await, 1);
    let closed = end(RequestEnd::Closed);
    assert!(
        table
            .end_request(&entry, &answered(2), &closed)
            .await
            .unwrap()
    );
    assert_eq!(listed(AskingDesk::Practice).await, 0);
    let read = table.information_request(&key(1), monday()).await.unwrap();
    assert_eq!(read.unwrap().read_at, Some(monday()));
}

#[tokio::test]
async fn what_is_withdrawn_is_not_answered_and_what_is_answered_is_not_withdrawn() {
    let (_, table) = asked().await;
    let entry = entry(&table, &jo()).await;
    assert!(table.ask(&entry, &request(2)).await.unwrap());
    let typed = [("answer-1".to_owned(), "My si".to_owned())].into();
    assert!(table.keep_typed_answers(&key(1), &typed).await.unwrap());
    let (withdrawn, closed) = (end(RequestEnd::Withdrawn), end(RequestEnd::Closed));
    assert!(
        !table
            .end_request(&entry, &request(1), &closed)
            .await
            .unwrap()
    );
    assert!(
        table
            .end_request(&entry, &request(1), &withdrawn)
            .await
            .unwrap()
    );
    let over = table.send_answers(&request(1), &sent()).await.unwrap();
    assert_eq!(over, AnswersSent::Over);
    assert!(!table.keep_typed_answers(&key(1), &[].into()).await.unwrap());
    let read = table.information_request(&key(1), monday()).await.unwrap();
    let read = read.unwrap();
    assert_eq!((read.typed, read.ended), (typed, Some(withdrawn.clone())));
    let kept = table.send_answers(&request(2), &sent()).await.unwrap();
    assert_eq!(kept, AnswersSent::Kept);
    assert!(
        !table
            .end_request(&entry, &request(2), &withdrawn)
            .await
            .unwrap()
    );
    assert!(
        table
            .end_request(&entry, &request(2), &closed)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn an_email_is_taken_on_by_one_run_at_a_time_and_sent_once() {
    let (_, table) = asked().await;
    let waiting = table.waiting_requests(None, 9).await.unwrap().items;
    let [waiting] = &waiting[..] else {
        panic!("{waiting:?}");
    };
    let notice = RequestNotice::SoonDue;
    let until = at("2026-04-06T09:10:00Z");
    let take = |now| table.take_notice_on(waiting, notice, now, until);
    assert!(take(monday()).await.unwrap());
    assert!(!take(monday()).await.unwrap());
    // The run that took it on was killed.
    assert!(take(at("2026-04-06T09:10:00Z")).await.unwrap());
    table.note_notice(waiting, notice, monday()).await.unwrap();
    assert!(!take(at("2026-04-06T09:30:00Z")).await.unwrap());
    let told = table.waiting_requests(None, 9).await.unwrap().items;
    assert_eq!(told[0].told, [notice]);
    table.forget_waiting(waiting).await.unwrap();
    assert!(!take(monday()).await.unwrap());
    table.note_notice(waiting, notice, monday()).await.unwrap();
    let none = table.waiting_requests(None, 9).await.unwrap().items;
    assert_eq!(none, []);
}

#[tokio::test]
async fn what_was_asked_and_answered_before_is_read() {
    let table = crate::stored_v1::information_requests_of_before().await;
    let jo = jo();
    let read = table.information_requests_to(&jo, None, 9, monday());
    let mut read = read.await.unwrap();
    assert_eq!(read.unreadable, 0);
    read.items.sort_by_key(|request| request.key.clone());
    let unread = InformationRequest {
        sent: Some(sent()),
        ..request(3)
    };
    let waiting = InformationRequest {
        typed: [("answer-1".to_owned(), "My si".to_owned())].into(),
        ..request(1)
    };
    let closed = InformationRequest {
        sent: Some(sent()),
        read_at: Some(monday()),
        ended: Some(end(RequestEnd::Closed)),
        ..request(2)
    };
    assert_eq!(read.items, [waiting, closed, unread]);
    let to_read = table.unread_answers(AskingDesk::Practice, None, 9).await;
    assert_eq!(to_read.unwrap().items[0].key, key(3));
    let to_read = table.unread_answers(AskingDesk::Finance, None, 9).await;
    assert_eq!(to_read.unwrap().items, []);
    let waiting = table.waiting_requests(None, 9).await.unwrap();
    assert_eq!(waiting.items[0].told, RequestNotice::ALL);
    let (key, session) = session();
    let read = table.answer_session(&key, monday()).await.unwrap();
    assert_eq!(read, Some(session));
}

#[tokio::test]
async fn a_session_for_answers_ends_at_its_time() {
    let table = Database::new().await.table();
    let (key, session) = session();
    table.start_answer_session(&key, &session).await.unwrap();
    let read = table.answer_session(&key, monday()).await.unwrap();
    assert_eq!(read.as_ref(), Some(&session));
    let late = table.answer_session(&key, session.until).await.unwrap();
    assert_eq!(late, None);
}

/// Returns the key of the request of a number.
pub(crate) fn key(number: u64) -> InformationRequestKey {
    InformationRequestKey {
        reference: reference(1_000_001),
        id: format!("{number:032x}").parse().unwrap(),
    }
}

fn request(number: u64) -> InformationRequest {
    let question = |kind, words: &str| WorkerQuestion {
        kind,
        words: words.to_owned(),
        why: "To plan your support.".to_owned(),
    };
    InformationRequest {
        key: key(number),
        account: jo(),
        desk: AskingDesk::Practice,
        by: AccountId("priya".to_owned()),
        asked_at: monday(),
        answer_by: "2026-04-20".parse().unwrap(),
        questions: vec![
            question(AskedKind::Words, "Who helps you now?"),
            question(AskedKind::Amount, "What do you pay them?"),
        ],
        typed: [].into(),
        sent: None,
        read_at: None,
        ended: None,
    }
}

fn sent() -> SentAnswers {
    SentAnswers {
        at: monday(),
        answers: vec![
            AnswerGiven::Words("My sister.".to_owned()),
            AnswerGiven::Amount(Money::pence(1_250)),
        ],
    }
}

fn end(how: RequestEnd) -> EndedRequest {
    EndedRequest {
        how,
        by: AccountId("priya".to_owned()),
        at: monday(),
        why: "Found in a letter.".to_owned(),
    }
}

fn session() -> (AnswerSessionKey, AnswerSession) {
    let session = AnswerSession {
        request: key(1),
        until: at("2026-04-06T10:00:00Z"),
    };
    (AnswerSessionKey("9f86".repeat(16)), session)
}

/// Writes the entry that the golden form of items has, about an account.
async fn entry(table: &Table, account: &AccountId) -> Audited {
    let Access {
        actor, what, at, ..
    } = crate::records::access();
    let subject = Subject::Account(account.clone());
    table.audit(subject, actor, what, at).await.unwrap()
}

async fn asked() -> (Database, Table) {
    let database = Database::new().await;
    let table = database.table();
    let form = new_form(1);
    domain::forms::saved_form::SavedFormStore::start_saved_form(&table, &jo(), &form, monday())
        .await
        .unwrap();
    submitted(&table, &form, 1).await;
    let entry = entry(&table, &jo()).await;
    assert!(table.ask(&entry, &request(1)).await.unwrap());
    (database, table)
}

/// Stores requests in every state: one that waits, of which somebody was told
/// and has typed something; one that was answered and closed; and a session.
pub(crate) async fn keep_some(table: &Table) {
    let entry = entry(table, &jo()).await;
    for number in [1, 2, 3] {
        assert!(table.ask(&entry, &request(number)).await.unwrap());
    }
    let typed = [("answer-1".to_owned(), "My si".to_owned())].into();
    assert!(table.keep_typed_answers(&key(1), &typed).await.unwrap());
    for number in [2, 3] {
        let kept = table.send_answers(&request(number), &sent()).await;
        assert_eq!(kept.unwrap(), AnswersSent::Kept);
    }
    let answered = InformationRequest {
        sent: Some(sent()),
        ..request(2)
    };
    table
        .note_answers_read(&entry, &answered, monday())
        .await
        .unwrap();
    let closed = end(RequestEnd::Closed);
    assert!(
        table
            .end_request(&entry, &request(2), &closed)
            .await
            .unwrap()
    );
    let waiting = table.waiting_requests(None, 9).await.unwrap().items;
    for notice in RequestNotice::ALL {
        table
            .note_notice(&waiting[0], notice, monday())
            .await
            .unwrap();
    }
    let until = at("2026-04-06T09:10:00Z");
    let again = table.take_notice_on(&waiting[0], RequestNotice::Due, monday(), until);
    assert!(!again.await.unwrap(), "it was sent");
    let (key, session) = session();
    table.start_answer_session(&key, &session).await.unwrap();
}
