//! Requests for information: each beside its application, a pointer in the
//! account of whoever is asked, and an entry in the list of those that wait for
//! answers. Beside them the sessions that a code opens.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::access::audit::{Audited, Subject};
use domain::application::information_request::{
    AnswerGiven, AnswerSession, AnswerSessionKey, AnswerSessionStore, AnswersSent, AskedKind,
    EndedRequest, InformationDesk, InformationRequest, InformationRequestReader,
    InformationRequestState, InformationRequestStore, MOST_REQUESTS, RequestEnd, RequestNotice,
    SentAnswers, TypedAnswers, UnreadAnswers, WaitingRequest, WaitingRequestQueue, WorkerQuestion,
};
use domain::application::{Application, ApplicationKind, Progress};
use domain::fault::StoreFault;
use domain::records::retention_schedule::INFORMATION_REQUEST_KEPT;
use domain::values::account_id::AccountId;
use domain::values::information_request::{AskingDesk, InformationRequestKey};
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::money::Money;
use domain::values::reference::Reference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::attributes::{
    ACCOUNT, ANSWER_BY, ANSWERS, AT, BODY, BY, DESK, ENDED, KIND, READ_AT, REFERENCE, REQUEST,
    SENT_AT, TYPED, UNTIL, WARNING_UNTIL,
};
use crate::keys::{PK, Partition, SK};
use crate::read::{
    Attributes as _, Item, List, Order, SortKeys, Unreadable, opened, unless_unreadable,
};
use crate::write::{AllWritten, Write, Written};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

/// A question as it is stored.
#[derive(Deserialize, Serialize)]
struct StoredQuestion {
    kind: String,
    words: String,
    why: String,
}

/// An answer as it is stored.
#[derive(Deserialize, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
enum StoredAnswer {
    Words(String),
    Amount(Money),
    Date(Date),
    YesNo(bool),
    NotKnown,
}

/// The end of a request as it is stored.
#[derive(Deserialize, Serialize)]
struct StoredEnd {
    how: String,
    by: String,
    at: Timestamp,
    why: String,
}

impl InformationRequestReader for Table {
    async fn information_request(
        &self,
        key: &InformationRequestKey,
        now: Timestamp,
    ) -> Result<Option<InformationRequest>, StoreFault> {
        const OPERATION: &str = "read a request for information";
        let found = self.read(OPERATION, keys::information_request(key)).await?;
        found
            .filter(|item| item.is_current(now))
            .map(|item| opened(OPERATION, &item, request(&item)))
            .transpose()
    }

    async fn first_open_request(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<Option<InformationRequest>, StoreFault> {
        let operation = "find a request for information that is open";
        let page = self.requests_of(operation, reference, now).await?;
        let requests = page.items.into_iter();
        let open = requests.filter(|request| request.state() == InformationRequestState::Open);
        Ok(open.min_by_key(|request| (request.answer_by, request.asked_at, request.key.clone())))
    }

    async fn information_requests_to(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> Result<ListPage<InformationRequest>, StoreFault> {
        const OPERATION: &str = "list requests for information to an account";
        let list = List {
            partition: keys::of_account(account),
            keys: SortKeys::Starting(keys::INFORMATION_REQUEST.to_owned()),
            order: Order::Descending,
        };
        let mut pointers = self.page(OPERATION, &list, after, most).await?;
        pointers.items.retain(|item| item.is_current(now));
        let pointers = pointers.read(OPERATION, |pointer| {
            let key = sort_key(pointer.sort_after(keys::INFORMATION_REQUEST)?)?;
            Ok(keys::information_request(&key))
        });
        let mut page = self.page_of(OPERATION, pointers, request).await?;
        page.items.retain(|request| request.account == *account);
        page.items
            .sort_by_key(|request| std::cmp::Reverse((request.asked_at, request.key.clone())));
        Ok(page)
    }
}

impl InformationRequestStore for Table {
    async fn keep_typed_answers(
        &self,
        key: &InformationRequestKey,
        typed: &TypedAnswers,
    ) -> Result<bool, StoreFault> {
        let typed = typed
            .iter()
            .map(|(name, value)| (name.clone(), text(value)));
        let write = Write::update(keys::information_request(key))
            .set(TYPED, AttributeValue::M(typed.collect()))
            .if_there()
            .if_without(SENT_AT)
            .if_without(ENDED);
        let written = self.write("keep typed answers", write).await?;
        Ok(matches!(written, Written::Done(_)))
    }

    /// Writes the answers and moves the request from the list of those that wait to
    /// that of those to read, in one transaction.
    async fn send_answers(
        &self,
        request: &InformationRequest,
        sent: &SentAnswers,
    ) -> Result<AnswersSent, StoreFault> {
        const OPERATION: &str = "send answers";
        let answers: Vec<_> = sent.answers.iter().map(stored_answer).collect();
        let answers = serde_json::to_string(&answers);
        let answers = answers.map_err(|source| fault(OPERATION, source))?;
        let mut unread = keys::unread_answers(request.desk, sent.at, &request.key);
        let ends = INFORMATION_REQUEST_KEPT.after(request.asked_at).as_second();
        unread.insert(EXPIRES_AT.to_owned(), number(ends));
        let writes = vec![
            Write::update(keys::information_request(&request.key))
                .set(SENT_AT, text(sent.at.to_string()))
                .set(ANSWERS, text(answers))
                .remove(TYPED)
                .if_there()
                .if_without(SENT_AT)
                .if_without(ENDED),
            Write::delete(keys::waiting_request(&request.key, request.answer_by)),
            Write::put(unread),
        ];
        Ok(match self.write_all(OPERATION, writes).await?.refusals() {
            None => AnswersSent::Kept,
            Some([Some(there), ..]) if there.contains_key(SENT_AT) => AnswersSent::Kept,
            Some(_) => AnswersSent::Over,
        })
    }
}

impl InformationDesk for Table {
    async fn sender_of(
        &self,
        reference: &Reference,
    ) -> Result<Option<(AccountId, ApplicationKind)>, StoreFault> {
        const OPERATION: &str = "find whose an application is";
        let found = self.read(OPERATION, keys::application(reference)).await?;
        let read = |item: &Item| {
            let kind = ApplicationKind::named(item.text(KIND)?).ok_or(Unreadable(KIND))?;
            Ok((AccountId(item.text(ACCOUNT)?.to_owned()), kind))
        };
        found
            .map(|item| opened(OPERATION, &item, read(&item)))
            .transpose()
    }

    async fn application_asked_about(
        &self,
        access: &Audited,
        reference: &Reference,
    ) -> Result<Option<(Application, Progress)>, StoreFault> {
        const OPERATION: &str = "look up an application to ask about";
        let found = self.stored_application(OPERATION, reference).await?;
        let found = found
            .map(|stored| opened(OPERATION, &stored.application, stored.read()))
            .transpose()?;
        Ok(found.filter(|(application, _)| is_of(access, &application.account)))
    }

    async fn requests_about(
        &self,
        access: &Audited,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<ListPage<InformationRequest>, StoreFault> {
        let operation = "list requests for information about an application";
        let mut page = self.requests_of(operation, reference, now).await?;
        page.items.retain(|request| is_of(access, &request.account));
        page.items
            .sort_by_key(|request| std::cmp::Reverse((request.asked_at, request.key.clone())));
        Ok(page)
    }

    async fn ask(
        &self,
        access: &Audited,
        request: &InformationRequest,
    ) -> Result<bool, StoreFault> {
        const OPERATION: &str = "ask for information";
        if !is_of(access, &request.account) {
            return Ok(false);
        }
        let item = new_item(request).map_err(|source| fault(OPERATION, source))?;
        let expires = item.get(EXPIRES_AT).cloned();
        let mut pointer = keys::information_request_to(&request.account, &request.key);
        let mut waiting = keys::waiting_request(&request.key, request.answer_by);
        waiting.insert(ACCOUNT.to_owned(), text(&request.account.0));
        waiting.insert(DESK.to_owned(), text(request.desk.name()));
        for item in [&mut pointer, &mut waiting] {
            item.extend(expires.clone().map(|end| (EXPIRES_AT.to_owned(), end)));
        }
        let writes = vec![
            Write::put(item).if_not_there(),
            Write::put(pointer),
            Write::put(waiting),
        ];
        let written = self.write_all(OPERATION, writes).await?;
        Ok(matches!(written, AllWritten::Done))
    }

    async fn unread_answers(
        &self,
        desk: AskingDesk,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<UnreadAnswers>, StoreFault> {
        const OPERATION: &str = "list answers that nobody has read";
        let prefix = format!("{}#", desk.name());
        let list = List {
            partition: Partition::QuestionsAnswered.only(),
            keys: SortKeys::Starting(prefix.clone()),
            order: Order::Ascending,
        };
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, |item| unread(item, &prefix)))
    }

    async fn note_answers_read(
        &self,
        _: &Audited,
        request: &InformationRequest,
        at: Timestamp,
    ) -> Result<(), StoreFault> {
        const OPERATION: &str = "note that answers were read";
        let Some(sent) = &request.sent else {
            return Ok(());
        };
        let writes = vec![
            Write::update(keys::information_request(&request.key))
                .set(READ_AT, text(at.to_string()))
                .if_has(SENT_AT)
                .if_without(READ_AT),
            Write::delete(keys::unread_answers(request.desk, sent.at, &request.key)),
        ];
        // The writes are refused if the answers were read before.
        self.write_all(OPERATION, writes).await.map(drop)
    }

    /// Writes the end and takes the request off the list of those that wait, in
    /// one transaction.
    async fn end_request(
        &self,
        access: &Audited,
        request: &InformationRequest,
        end: &EndedRequest,
    ) -> Result<bool, StoreFault> {
        const OPERATION: &str = "end a request for information";
        if !is_of(access, &request.account) {
            return Ok(false);
        }
        let stored = StoredEnd {
            how: end.how.name().to_owned(),
            by: end.by.0.clone(),
            at: end.at,
            why: end.why.clone(),
        };
        let stored = serde_json::to_string(&stored).map_err(|source| fault(OPERATION, source))?;
        let ended = Write::update(keys::information_request(&request.key))
            .set(ENDED, text(stored))
            .if_there()
            .if_without(ENDED);
        let ended = match end.how {
            RequestEnd::Withdrawn => ended.if_without(SENT_AT),
            RequestEnd::Closed => ended.if_has(SENT_AT),
        };
        let mut writes = vec![
            ended,
            Write::delete(keys::waiting_request(&request.key, request.answer_by)),
        ];
        writes.extend(
            request.sent.as_ref().map(|sent| {
                Write::delete(keys::unread_answers(request.desk, sent.at, &request.key))
            }),
        );
        let written = self.write_all(OPERATION, writes).await?;
        Ok(matches!(written, AllWritten::Done))
    }
}

impl WaitingRequestQueue for Table {
    async fn waiting_requests(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<WaitingRequest>, StoreFault> {
        const OPERATION: &str = "list requests that wait for answers";
        let list = List {
            partition: Partition::QuestionsWaiting.only(),
            keys: SortKeys::All,
            order: Order::Ascending,
        };
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, waiting))
    }

    async fn take_notice_on(
        &self,
        waiting: &WaitingRequest,
        notice: RequestNotice,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreFault> {
        let taken = Write::update(keys::waiting_request(&waiting.key, waiting.answer_by))
            .set(WARNING_UNTIL, number(until.as_second()))
            .if_there()
            .if_without(notice.name())
            .if_without(WARNING_UNTIL)
            .or()
            .if_there()
            .if_without(notice.name())
            .if_at_most(WARNING_UNTIL, now.as_second());
        let refused = self.write_once("take an e-mail about questions on", taken);
        Ok(refused.await?.is_none())
    }

    async fn note_notice(
        &self,
        waiting: &WaitingRequest,
        notice: RequestNotice,
        at: Timestamp,
    ) -> Result<(), StoreFault> {
        let noted = Write::update(keys::waiting_request(&waiting.key, waiting.answer_by))
            .set_once(notice.name(), text(at.to_string()))
            .remove(WARNING_UNTIL)
            .if_there();
        // The write is refused if the questions were answered meanwhile.
        self.write("note an e-mail about questions", noted)
            .await
            .map(drop)
    }

    async fn forget_waiting(&self, waiting: &WaitingRequest) -> Result<(), StoreFault> {
        let key = keys::waiting_request(&waiting.key, waiting.answer_by);
        self.write("wait for answers no longer", Write::delete(key))
            .await
            .map(drop)
    }
}

impl AnswerSessionStore for Table {
    async fn start_answer_session(
        &self,
        key: &AnswerSessionKey,
        session: &AnswerSession,
    ) -> Result<(), StoreFault> {
        let mut item = keys::answer_session(key);
        let of = &session.request;
        item.extend([
            (REFERENCE.to_owned(), text(of.reference.plain())),
            (REQUEST.to_owned(), text(of.id.as_str())),
            (UNTIL.to_owned(), text(session.until.to_string())),
            (EXPIRES_AT.to_owned(), number(session.until.as_second())),
        ]);
        self.write("start a session for answers", Write::put(item))
            .await
            .map(drop)
    }

    async fn answer_session(
        &self,
        key: &AnswerSessionKey,
        now: Timestamp,
    ) -> Result<Option<AnswerSession>, StoreFault> {
        const OPERATION: &str = "read a session for answers";
        let found = self.read(OPERATION, keys::answer_session(key)).await?;
        let found = found.filter(|item| item.is_current(now));
        // Who has a session that cannot be read asks for another code.
        let session = found.and_then(|item| unless_unreadable(OPERATION, &item, session(&item)));
        Ok(session.filter(|session| now < session.until))
    }
}

impl Table {
    /// Lists the requests about an application that are kept.
    async fn requests_of(
        &self,
        operation: &'static str,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<ListPage<InformationRequest>, StoreFault> {
        let list = List {
            partition: keys::of_application(reference),
            keys: SortKeys::Starting(keys::INFORMATION_REQUEST.to_owned()),
            order: Order::Ascending,
        };
        // One more than there can be: a page that is full may have another.
        let most = MOST_REQUESTS + 1;
        let mut page = self.page(operation, &list, None, most).await?;
        page.items.retain(|item| item.is_current(now));
        Ok(page.read(operation, request))
    }
}

fn is_of(access: &Audited, account: &AccountId) -> bool {
    matches!(access.subject(), Subject::Account(subject) if subject == account)
}

fn new_item(request: &InformationRequest) -> Result<Item, serde_json::Error> {
    let InformationRequest {
        key,
        account,
        desk,
        by,
        asked_at,
        answer_by,
        questions,
        // Nothing is typed, sent, read or ended of a request that is new.
        typed: _,
        sent: _,
        read_at: _,
        ended: _,
    } = request;
    let questions = questions.iter().map(|question| StoredQuestion {
        kind: question.kind.name().to_owned(),
        words: question.words.clone(),
        why: question.why.clone(),
    });
    let questions: Vec<_> = questions.collect();
    let ends = INFORMATION_REQUEST_KEPT.after(*asked_at).as_second();
    let mut item = keys::information_request(key);
    item.extend([
        (ACCOUNT.to_owned(), text(&account.0)),
        (DESK.to_owned(), text(desk.name())),
        (BY.to_owned(), text(&by.0)),
        (AT.to_owned(), text(asked_at.to_string())),
        (ANSWER_BY.to_owned(), text(answer_by.to_string())),
        (BODY.to_owned(), text(serde_json::to_string(&questions)?)),
        (EXPIRES_AT.to_owned(), number(ends)),
    ]);
    Ok(item)
}

fn stored_answer(answer: &AnswerGiven) -> StoredAnswer {
    match answer {
        AnswerGiven::Words(words) => StoredAnswer::Words(words.clone()),
        AnswerGiven::Amount(amount) => StoredAnswer::Amount(*amount),
        AnswerGiven::Date(date) => StoredAnswer::Date(*date),
        AnswerGiven::YesNo(yes) => StoredAnswer::YesNo(*yes),
        AnswerGiven::NotKnown => StoredAnswer::NotKnown,
    }
}

fn given(stored: StoredAnswer) -> AnswerGiven {
    match stored {
        StoredAnswer::Words(words) => AnswerGiven::Words(words),
        StoredAnswer::Amount(amount) => AnswerGiven::Amount(amount),
        StoredAnswer::Date(date) => AnswerGiven::Date(date),
        StoredAnswer::YesNo(yes) => AnswerGiven::YesNo(yes),
        StoredAnswer::NotKnown => AnswerGiven::NotKnown,
    }
}

fn request(item: &Item) -> Result<InformationRequest, Unreadable> {
    let reference = Partition::Application.whose(item.text(PK)?);
    let reference = Reference::parse(reference.unwrap_or_default());
    let id = item.sort_after(keys::INFORMATION_REQUEST)?.parse();
    Ok(InformationRequest {
        key: InformationRequestKey {
            reference: reference.map_err(|_| Unreadable(PK))?,
            id: id.map_err(|_| Unreadable(SK))?,
        },
        account: AccountId(item.text(ACCOUNT)?.to_owned()),
        desk: AskingDesk::named(item.text(DESK)?).ok_or(Unreadable(DESK))?,
        by: AccountId(item.text(BY)?.to_owned()),
        asked_at: item.instant(AT)?,
        answer_by: day(item)?,
        questions: questions(item.text(BODY)?)?,
        typed: typed(item)?,
        sent: sent(item)?,
        read_at: item.instant_of(READ_AT)?,
        ended: item.text_of(ENDED).map(ended).transpose()?,
    })
}

fn day(item: &Item) -> Result<Date, Unreadable> {
    let day = item.text(ANSWER_BY)?.parse();
    day.map_err(|_| Unreadable(ANSWER_BY))
}

fn questions(body: &str) -> Result<Vec<WorkerQuestion>, Unreadable> {
    let stored: Vec<StoredQuestion> = serde_json::from_str(body).map_err(|_| Unreadable(BODY))?;
    let each = stored.into_iter().map(|question| {
        Ok(WorkerQuestion {
            kind: AskedKind::named(&question.kind).ok_or(Unreadable(BODY))?,
            words: question.words,
            why: question.why,
        })
    });
    each.collect()
}

fn typed(item: &Item) -> Result<TypedAnswers, Unreadable> {
    let Some(typed) = item.get(TYPED) else {
        return Ok(TypedAnswers::new());
    };
    let typed = typed.as_m().map_err(|_| Unreadable(TYPED))?;
    let each = typed.iter().map(|(name, value)| {
        let value = value.as_s().map_err(|_| Unreadable(TYPED))?;
        Ok((name.clone(), value.clone()))
    });
    each.collect()
}

fn sent(item: &Item) -> Result<Option<SentAnswers>, Unreadable> {
    let Some(at) = item.instant_of(SENT_AT)? else {
        return Ok(None);
    };
    let answers: Vec<StoredAnswer> =
        serde_json::from_str(item.text(ANSWERS)?).map_err(|_| Unreadable(ANSWERS))?;
    Ok(Some(SentAnswers {
        at,
        answers: answers.into_iter().map(given).collect(),
    }))
}

fn ended(stored: &str) -> Result<EndedRequest, Unreadable> {
    let stored: StoredEnd = serde_json::from_str(stored).map_err(|_| Unreadable(ENDED))?;
    Ok(EndedRequest {
        how: RequestEnd::named(&stored.how).ok_or(Unreadable(ENDED))?,
        by: AccountId(stored.by),
        at: stored.at,
        why: stored.why,
    })
}

/// Reads a request's reference and id out of the last two parts of a sort key.
fn sort_key(sort: &str) -> Result<InformationRequestKey, Unreadable> {
    let (reference, id) = sort.split_once('#').ok_or(Unreadable(SK))?;
    Ok(InformationRequestKey {
        reference: Reference::parse(reference).map_err(|_| Unreadable(SK))?,
        id: id.parse().map_err(|_| Unreadable(SK))?,
    })
}

fn waiting(item: &Item) -> Result<WaitingRequest, Unreadable> {
    let (day, rest) = item.text(SK)?.split_once('#').ok_or(Unreadable(SK))?;
    let told = RequestNotice::ALL.iter().copied();
    Ok(WaitingRequest {
        key: sort_key(rest)?,
        account: AccountId(item.text(ACCOUNT)?.to_owned()),
        desk: AskingDesk::named(item.text(DESK)?).ok_or(Unreadable(DESK))?,
        answer_by: day.parse().map_err(|_| Unreadable(SK))?,
        told: told
            .filter(|notice| item.contains_key(notice.name()))
            .collect(),
    })
}

fn unread(item: &Item, prefix: &str) -> Result<UnreadAnswers, Unreadable> {
    let (sent_at, rest) = item
        .sort_after(prefix)?
        .split_once('#')
        .ok_or(Unreadable(SK))?;
    Ok(UnreadAnswers {
        key: sort_key(rest)?,
        sent_at: sent_at.parse().map_err(|_| Unreadable(SK))?,
    })
}

fn session(item: &Item) -> Result<AnswerSession, Unreadable> {
    let id = item.text(REQUEST)?.parse();
    Ok(AnswerSession {
        request: InformationRequestKey {
            reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
            id: id.map_err(|_| Unreadable(REQUEST))?,
        },
        until: item.instant(UNTIL)?,
    })
}
