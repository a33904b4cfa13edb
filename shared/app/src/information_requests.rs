//! The use cases of requests for information: staff ask whoever sent an
//! application, who answers once. What staff do is in the audit before it is
//! done.

use domain::access::account::AccountReader;
use domain::access::audit::{Actor, Audited, Subject};
use domain::access::staff_user::StaffUser;
use domain::application::information_request::{
    EndedRequest, InformationDesk, InformationRequest, InformationRequestState, MOST_OPEN_REQUESTS,
    MOST_REQUESTS, RequestEnd, RequestNotice, WaitingRequest, WaitingRequestQueue, WorkerQuestion,
    may_ask,
};
use domain::application::{Application, Progress};
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::fault::StoreFault;
use domain::values::information_request::{AskingDesk, InformationRequestKey};
use domain::values::london::date_in_london;
use domain::values::reference::Reference;
use futures_util::future::try_join;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::outage::Outage;

/// The time within which whoever takes an e-mail on has sent it.
const IN_HAND: SignedDuration = SignedDuration::from_mins(10);

/// An application that staff look at, with what was asked about it.
#[derive(Clone, Debug)]
pub struct ApplicationAskedAbout {
    /// The application.
    pub application: Application,
    /// Where it is on its way to the case system.
    pub progress: Progress,
    /// The requests, the newest first.
    pub requests: Vec<InformationRequest>,
    /// How many requests cannot be read.
    pub unreadable: usize,
}

impl ApplicationAskedAbout {
    /// Returns the request with this key.
    #[must_use]
    pub fn request(&self, key: &InformationRequestKey) -> Option<&InformationRequest> {
        self.requests.iter().find(|request| request.key == *key)
    }

    /// Whether as much is asked as may be.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let open = |request: &&InformationRequest| request.state() == InformationRequestState::Open;
        let open = self.requests.iter().filter(open).count();
        open >= MOST_OPEN_REQUESTS || self.requests.len() >= MOST_REQUESTS
    }
}

/// A request as staff have written it.
#[derive(Clone, Debug)]
pub struct NewInformationRequest {
    /// The application, and the id with which the page was shown.
    pub key: InformationRequestKey,
    /// The day by which an answer is asked for.
    pub answer_by: Date,
    /// The questions.
    pub questions: Vec<WorkerQuestion>,
}

/// The outcome of asking.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InformationAsked {
    /// The request is kept, now or by the same button before.
    Kept,
    /// As much is asked about the application as may be, and nothing was kept.
    TooMany,
}

/// Reads an application and what was asked about it, as staff of a desk. Returns
/// none for what the desk may not see.
///
/// # Errors
/// When the store does not answer.
pub async fn look_up(
    store: &impl InformationDesk,
    (staff, desk): (&StaffUser, AskingDesk),
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<ApplicationAskedAbout>, StoreFault> {
    let what = format!(
        "read application {} and what was asked about it",
        reference.plain()
    );
    let found = audited(store, (staff, desk), reference, what, now).await?;
    match found {
        Some(entry) => asked_about(store, &entry, reference, now).await,
        None => Ok(None),
    }
}

/// Asks whoever sent an application, and tells them by e-mail that there are
/// questions. An e-mail that the mail service does not take is sent by the next
/// run of the job. Returns none for an application that the desk may not see.
///
/// # Errors
/// When the store does not answer.
pub async fn ask(
    store: &(impl InformationDesk + WaitingRequestQueue + AccountReader + DeliveryLog),
    mailer: &impl Mailer,
    (staff, desk): (&StaffUser, AskingDesk),
    new: NewInformationRequest,
    now: Timestamp,
) -> Result<Option<InformationAsked>, StoreFault> {
    let reference = new.key.reference.clone();
    let what = format!(
        "asked for information about application {}",
        reference.plain()
    );
    let Some(entry) = audited(store, (staff, desk), &reference, what, now).await? else {
        return Ok(None);
    };
    let Some(about) = asked_about(store, &entry, &reference, now).await? else {
        return Ok(None);
    };
    if about.request(&new.key).is_some() {
        return Ok(Some(InformationAsked::Kept));
    }
    if about.is_full() {
        return Ok(Some(InformationAsked::TooMany));
    }
    let request = InformationRequest {
        key: new.key,
        account: about.application.account,
        desk,
        by: staff.id.clone(),
        asked_at: now,
        answer_by: new.answer_by,
        questions: new.questions,
        typed: Default::default(),
        sent: None,
        read_at: None,
        ended: None,
    };
    if store.ask(&entry, &request).await? {
        let waiting = WaitingRequest {
            key: request.key,
            account: request.account,
            desk,
            answer_by: request.answer_by,
            told: Vec::new(),
        };
        let told = tell(store, mailer, &waiting, RequestNotice::Asked, now).await;
        if let Err(outage) = told {
            outage.note();
        }
    }
    Ok(Some(InformationAsked::Kept))
}

/// Notes that staff have read the answers of a request that they looked up.
///
/// # Errors
/// When the store does not answer.
pub async fn note_read(
    store: &impl InformationDesk,
    staff: &StaffUser,
    request: &InformationRequest,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if request.state() != InformationRequestState::Unread {
        return Ok(());
    }
    let subject = Subject::Account(request.account.clone());
    let what = format!(
        "read the answers about application {}",
        request.key.reference.plain()
    );
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    store.note_answers_read(&entry, request, now).await
}

/// Withdraws a request that is open, or closes one that is answered. The first
/// end stands. Returns none for a request that the desk may not see, and whether
/// it is ended in that way.
///
/// # Errors
/// When the store does not answer.
pub async fn end(
    store: &impl InformationDesk,
    (staff, desk): (&StaffUser, AskingDesk),
    key: &InformationRequestKey,
    (how, why): (RequestEnd, &str),
    now: Timestamp,
) -> Result<Option<bool>, StoreFault> {
    let what = format!(
        "{} a request for information about application {}",
        how.name(),
        key.reference.plain()
    );
    let Some(entry) = audited(store, (staff, desk), &key.reference, what, now).await? else {
        return Ok(None);
    };
    let about = asked_about(store, &entry, &key.reference, now).await?;
    let Some(request) = about.as_ref().and_then(|about| about.request(key)) else {
        return Ok(None);
    };
    if let Some(before) = &request.ended {
        return Ok(Some(before.how == how));
    }
    let end = EndedRequest {
        how,
        by: staff.id.clone(),
        at: now,
        why: why.to_owned(),
    };
    store.end_request(&entry, request, &end).await.map(Some)
}

/// Sends the e-mail that is due about a request, if nobody has. Returns whether
/// one was sent.
///
/// # Errors
/// When the store or the mail service does not answer.
pub async fn remind(
    store: &(impl WaitingRequestQueue + AccountReader + DeliveryLog),
    mailer: &impl Mailer,
    waiting: &WaitingRequest,
    now: Timestamp,
) -> Result<bool, Outage> {
    match waiting.due_notice(date_in_london(now)) {
        Some(notice) => tell(store, mailer, waiting, notice, now).await,
        None => Ok(false),
    }
}

/// Takes an e-mail on, sends it and notes it. An account that is gone has nobody
/// to be told.
async fn tell(
    store: &(impl WaitingRequestQueue + AccountReader + DeliveryLog),
    mailer: &impl Mailer,
    waiting: &WaitingRequest,
    notice: RequestNotice,
    now: Timestamp,
) -> Result<bool, Outage> {
    let account = store.read_account(&waiting.account);
    let taken = store.take_notice_on(waiting, notice, now, now + IN_HAND);
    let (account, is_taken) = try_join(account, taken).await?;
    let Some(account) = account else {
        store.forget_waiting(waiting).await?;
        return Ok(false);
    };
    if !is_taken {
        return Ok(false);
    }
    let mail = email(waiting, notice);
    let noted = store.note_notice(waiting, notice, now);
    crate::email::send_waiting(store, mailer, &account.email, &mail, now, noted).await?;
    Ok(true)
}

fn email(waiting: &WaitingRequest, notice: RequestNotice) -> Email {
    let (reference, asked_by) = (waiting.key.reference.clone(), waiting.desk);
    let answer_by = waiting.answer_by;
    match notice {
        RequestNotice::Asked => Email::QuestionsAsked {
            reference,
            asked_by,
            answer_by,
        },
        RequestNotice::SoonDue | RequestNotice::Due => Email::QuestionsDue {
            reference,
            asked_by,
            answer_by,
        },
    }
}

/// Writes an entry about an application that the desk may see.
async fn audited(
    store: &impl InformationDesk,
    (staff, desk): (&StaffUser, AskingDesk),
    reference: &Reference,
    what: String,
    now: Timestamp,
) -> Result<Option<Audited>, StoreFault> {
    match store.sender_of(reference).await? {
        Some((account, kind)) if may_ask(desk, kind) => {
            let subject = Subject::Account(account);
            let entry = store.audit(subject, Actor::from(staff), what, now).await?;
            Ok(Some(entry))
        }
        _ => Ok(None),
    }
}

async fn asked_about(
    store: &impl InformationDesk,
    entry: &Audited,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<ApplicationAskedAbout>, StoreFault> {
    let application = store.application_asked_about(entry, reference);
    let requests = store.requests_about(entry, reference, now);
    let (application, requests) = try_join(application, requests).await?;
    Ok(
        application.map(|(application, progress)| ApplicationAskedAbout {
            application,
            progress,
            requests: requests.items,
            unreadable: requests.unreadable,
        }),
    )
}
