//! Requests for information: what staff ask whoever sent an application, and
//! what is answered.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::access::audit::{AuditLog, Audited};
use crate::application::{Application, ApplicationKind, Progress};
use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::calendar::in_words;
use crate::values::information_request::{AskingDesk, InformationRequestKey};
use crate::values::list_page::{ListCursor, ListPage};
use crate::values::money::Money;
use crate::values::reference::Reference;

/// The most questions of one request.
pub const MOST_QUESTIONS: usize = 5;
/// The most requests about one application that are open at the same time.
pub const MOST_OPEN_REQUESTS: usize = 5;
/// The most requests about one application in all.
pub const MOST_REQUESTS: usize = 50;
/// The most characters of a question.
pub const LONGEST_QUESTION: usize = 300;
/// The most characters of why something is asked, and of why a request ended.
pub const LONGEST_REASON: usize = 500;
/// The most characters of an answer in words.
pub const LONGEST_ANSWER: usize = 2_000;
/// The most days within which an answer is asked for.
pub const ANSWERED_WITHIN_DAYS: i32 = 90;
/// The number of days before the last one at which somebody is reminded.
pub const REMINDED_DAYS_BEFORE: i32 = 3;
/// The time for which a code opens the questions of one request.
pub const ANSWER_SESSION_LIVES: SignedDuration = SignedDuration::from_hours(1);

crate::named_enum! {
    /// The kind of answer that a question asks for.
    pub enum AskedKind {
        /// Words.
        Words = "words",
        /// An amount of money.
        Amount = "amount",
        /// A date.
        Date = "date",
        /// Yes or no.
        YesNo = "yes_no",
    }
}

impl AskedKind {
    /// Returns the kind as staff choose it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Words => "Words",
            Self::Amount => "An amount of money",
            Self::Date => "A date",
            Self::YesNo => "Yes or no",
        }
    }
}

/// Whether a part of the council may ask about an application of this kind.
/// Finance staff see financial assessments alone.
#[must_use]
pub const fn may_ask(desk: AskingDesk, kind: ApplicationKind) -> bool {
    match desk {
        AskingDesk::Practice => true,
        AskingDesk::Finance => matches!(kind, ApplicationKind::FinancialAssessment),
    }
}

/// A question of a request, in the words of whoever asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WorkerQuestion {
    /// The kind of answer.
    pub kind: AskedKind,
    /// The question.
    pub words: String,
    /// Why it is asked.
    pub why: String,
}

/// The answer to a question of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AnswerGiven {
    /// Words.
    Words(String),
    /// An amount of money.
    Amount(Money),
    /// A date.
    Date(Date),
    /// Yes or no.
    YesNo(bool),
    /// The person does not know, or does not have what is asked for.
    NotKnown,
}

impl AnswerGiven {
    /// Says the answer in words.
    ///
    /// ```
    /// use domain::application::information_request::AnswerGiven;
    ///
    /// assert_eq!(AnswerGiven::YesNo(true).in_words(), "Yes");
    /// ```
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Amount(amount) => amount.to_string(),
            Self::Date(date) => in_words(*date),
            Self::YesNo(true) => "Yes".to_owned(),
            Self::YesNo(false) => "No".to_owned(),
            Self::NotKnown => "I do not know".to_owned(),
        }
    }
}

/// What somebody has typed and not sent: field and text.
pub type TypedAnswers = BTreeMap<String, String>;

/// The answers of a request, as they were sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SentAnswers {
    /// The instant at which they were sent.
    pub at: Timestamp,
    /// The answers, in the order of the questions.
    pub answers: Vec<AnswerGiven>,
}

crate::named_enum! {
    /// How a request ended.
    pub enum RequestEnd {
        /// The request was taken back before it was answered.
        Withdrawn = "withdrawn",
        /// The request was answered, and nothing more is to be done with it.
        Closed = "closed",
    }
}

/// The end of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EndedRequest {
    /// How it ended.
    pub how: RequestEnd,
    /// Who ended it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub why: String,
}

/// The state of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InformationRequestState {
    /// The request waits for its answers.
    Open,
    /// The answers are there, and nobody has read them.
    Unread,
    /// The answers were read.
    Read,
    /// The request was taken back.
    Withdrawn,
    /// The request is done with.
    Closed,
}

impl InformationRequestState {
    /// Returns the state as staff see it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Waiting for answers",
            Self::Unread => "Answered, not read yet",
            Self::Read => "Answered",
            Self::Withdrawn => "Withdrawn",
            Self::Closed => "Closed",
        }
    }
}

/// A request for information about an application.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InformationRequest {
    /// The application, and the id of the request.
    pub key: InformationRequestKey,
    /// The account of whoever sent the application and is asked.
    pub account: AccountId,
    /// The part of the council that asks.
    pub desk: AskingDesk,
    /// Who asks.
    pub by: AccountId,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// The day by which an answer is asked for.
    pub answer_by: Date,
    /// The questions.
    pub questions: Vec<WorkerQuestion>,
    /// What was typed and not sent.
    pub typed: TypedAnswers,
    /// The answers, once they are sent.
    pub sent: Option<SentAnswers>,
    /// The instant at which staff first read the answers.
    pub read_at: Option<Timestamp>,
    /// The end.
    pub ended: Option<EndedRequest>,
}

impl InformationRequest {
    /// Returns where the request stands.
    #[must_use]
    pub fn state(&self) -> InformationRequestState {
        match (&self.ended, &self.sent, self.read_at) {
            (Some(end), ..) if end.how == RequestEnd::Withdrawn => {
                InformationRequestState::Withdrawn
            }
            (Some(_), ..) => InformationRequestState::Closed,
            (None, None, _) => InformationRequestState::Open,
            (None, Some(_), None) => InformationRequestState::Unread,
            (None, Some(_), Some(_)) => InformationRequestState::Read,
        }
    }

    /// Returns how staff can end the request now: an open one is withdrawn, an
    /// answered one is closed.
    #[must_use]
    pub fn can_end(&self) -> Option<RequestEnd> {
        match self.state() {
            InformationRequestState::Open => Some(RequestEnd::Withdrawn),
            InformationRequestState::Unread | InformationRequestState::Read => {
                Some(RequestEnd::Closed)
            }
            InformationRequestState::Withdrawn | InformationRequestState::Closed => None,
        }
    }
}

/// The outcome of sending answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AnswersSent {
    /// The answers are kept, now or by the same button before.
    Kept,
    /// The request was withdrawn meanwhile, and nothing was sent.
    Over,
}

/// The port that reads requests for information, for whoever is asked.
pub trait InformationRequestReader: Clone + Send + Sync + 'static {
    /// Reads a request that is kept.
    fn information_request(
        &self,
        key: &InformationRequestKey,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<InformationRequest>, StoreFault>> + Send;

    /// Finds the request about an application that waits for answers, the one to
    /// be answered first if there are several.
    fn first_open_request(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<InformationRequest>, StoreFault>> + Send;

    /// Lists the requests to an account, at most `most` after a place in the
    /// list. The newest of the page are first.
    fn information_requests_to(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<ListPage<InformationRequest>, StoreFault>> + Send;
}

/// The port that keeps what is answered.
pub trait InformationRequestStore: InformationRequestReader {
    /// Keeps what was typed, in place of what was typed before. Returns whether
    /// the request is open; MUST keep nothing otherwise.
    fn keep_typed_answers(
        &self,
        key: &InformationRequestKey,
        typed: &TypedAnswers,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Sends the answers of an open request, once: MUST keep the first.
    fn send_answers(
        &self,
        request: &InformationRequest,
        sent: &SentAnswers,
    ) -> impl Future<Output = Result<AnswersSent, StoreFault>> + Send;
}

/// A request whose answers nobody has read, as the list of them has it: nothing
/// of what was asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnreadAnswers {
    /// The application, and the id of the request.
    pub key: InformationRequestKey,
    /// When the answers were sent.
    pub sent_at: Timestamp,
}

/// The port through which staff ask about applications. Each read and change of
/// somebody's record takes an entry of the audit.
pub trait InformationDesk: AuditLog {
    /// Finds whose the application with this reference is, and its kind, for an
    /// entry of the audit.
    fn sender_of(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<(AccountId, ApplicationKind)>, StoreFault>> + Send;

    /// Reads the application. MUST return none if the entry is about somebody
    /// else.
    fn application_asked_about(
        &self,
        access: &Audited,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<(Application, Progress)>, StoreFault>> + Send;

    /// Lists the requests about an application, the newest first. MUST leave out
    /// those to anybody else than the subject of the entry.
    fn requests_about(
        &self,
        access: &Audited,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<ListPage<InformationRequest>, StoreFault>> + Send;

    /// Keeps a request and lists it among those to remind of. Returns whether it
    /// was kept now; MUST keep a request that comes again once.
    fn ask(
        &self,
        access: &Audited,
        request: &InformationRequest,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Lists the requests of a desk whose answers nobody has read, the oldest
    /// first, at most `most` after a place in the list. Says nothing of who was
    /// asked.
    fn unread_answers(
        &self,
        desk: AskingDesk,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<UnreadAnswers>, StoreFault>> + Send;

    /// Notes that staff have read the answers, and takes the request off the
    /// list of those to read. MUST keep the first time.
    fn note_answers_read(
        &self,
        access: &Audited,
        request: &InformationRequest,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Ends a request. Returns whether it could be ended so: MUST withdraw only
    /// what is open, and close only what is answered, and MUST keep the first
    /// end.
    fn end_request(
        &self,
        access: &Audited,
        request: &InformationRequest,
        end: &EndedRequest,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

crate::named_enum! {
    /// An e-mail about a request that waits for its answers. Each is sent once.
    pub enum RequestNotice {
        /// That there are questions.
        Asked = "told_at",
        /// That the last day is near.
        SoonDue = "reminded_at",
        /// That today is the last day.
        Due = "reminded_on_the_day_at",
    }
}

/// A request that waits for its answers, as the list of them has it: nothing of
/// what is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WaitingRequest {
    /// The application, and the id of the request.
    pub key: InformationRequestKey,
    /// The account of whoever is asked.
    pub account: AccountId,
    /// The part of the council that asks.
    pub desk: AskingDesk,
    /// The day by which an answer is asked for.
    pub answer_by: Date,
    /// The e-mails that were sent.
    pub told: Vec<RequestNotice>,
}

impl WaitingRequest {
    /// Returns the e-mail that is due on a day, if one is: of those that were
    /// missed only the last is sent.
    ///
    /// ```
    /// # use domain::application::information_request::{RequestNotice, WaitingRequest};
    /// # use domain::values::account_id::AccountId;
    /// # use domain::values::information_request::{AskingDesk, InformationRequestKey};
    /// # use domain::values::reference::Reference;
    /// use jiff::civil::date;
    ///
    /// # let key = InformationRequestKey { reference: Reference::parse("K7F-3MM-XT4F").unwrap(), id: "a".parse().unwrap() };
    /// let waiting = WaitingRequest {
    ///     key,
    ///     account: AccountId("jo".to_owned()),
    ///     desk: AskingDesk::Practice,
    ///     answer_by: date(2026, 12, 10),
    ///     told: vec![RequestNotice::Asked],
    /// };
    /// assert_eq!(waiting.due_notice(date(2026, 12, 6)), None);
    /// assert_eq!(waiting.due_notice(date(2026, 12, 7)), Some(RequestNotice::SoonDue));
    /// assert_eq!(waiting.due_notice(date(2026, 12, 10)), Some(RequestNotice::Due));
    /// ```
    #[must_use]
    pub fn due_notice(&self, today: Date) -> Option<RequestNotice> {
        let days_left = self
            .answer_by
            .since(today)
            .map_or(0, |left| left.get_days());
        let due = match days_left {
            ..=0 => RequestNotice::Due,
            left if left <= REMINDED_DAYS_BEFORE => RequestNotice::SoonDue,
            _ => RequestNotice::Asked,
        };
        (!self.told.contains(&due)).then_some(due)
    }
}

/// The port of the job that tells people of what they are asked.
pub trait WaitingRequestQueue: Clone + Send + Sync + 'static {
    /// Lists the requests that wait for answers, what is due first on top, at
    /// most `most` after a place in the list.
    fn waiting_requests(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<WaitingRequest>, StoreFault>> + Send;

    /// Takes an e-mail on before it is sent, until an instant: of two runs that
    /// come to the same request one sends it. Returns whether it was taken on;
    /// MUST refuse if it was sent, if another run is at it, or if the request no
    /// longer waits.
    fn take_notice_on(
        &self,
        waiting: &WaitingRequest,
        notice: RequestNotice,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Notes that the e-mail was sent.
    fn note_notice(
        &self,
        waiting: &WaitingRequest,
        notice: RequestNotice,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Takes a request off the list, because nobody is left to be told.
    fn forget_waiting(
        &self,
        waiting: &WaitingRequest,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// The key of the session that a code opens: a one-way hash of its cookie's
/// value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AnswerSessionKey(pub String);

/// The session of somebody who gave a code for the questions of one request. It
/// reaches that request and nothing else.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AnswerSession {
    /// The request.
    pub request: InformationRequestKey,
    /// The instant at which it ends.
    pub until: Timestamp,
}

/// The port that keeps the sessions of people who gave a code for one request.
pub trait AnswerSessionStore: Clone + Send + Sync + 'static {
    /// Starts a session.
    fn start_answer_session(
        &self,
        key: &AnswerSessionKey,
        session: &AnswerSession,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Reads a session that has not ended.
    fn answer_session(
        &self,
        key: &AnswerSessionKey,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<AnswerSession>, StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn waiting(told: &[RequestNotice]) -> WaitingRequest {
        WaitingRequest {
            key: InformationRequestKey {
                reference: Reference::parse("K7F-3MM-XT4F").unwrap(),
                id: "a".parse().unwrap(),
            },
            account: AccountId("jo".to_owned()),
            desk: AskingDesk::Practice,
            answer_by: date(2026, 12, 10),
            told: told.to_vec(),
        }
    }

    #[test]
    fn somebody_is_told_and_reminded_once_before_and_once_on_the_last_day() {
        use RequestNotice::{Asked, Due, SoonDue};
        let on = |day, told: &[RequestNotice]| waiting(told).due_notice(date(2026, 12, day));
        assert_eq!(on(1, &[]), Some(Asked));
        assert_eq!(on(1, &[Asked]), None);
        assert_eq!(on(7, &[Asked]), Some(SoonDue));
        assert_eq!(on(9, &[Asked, SoonDue]), None);
        assert_eq!(on(10, &[Asked, SoonDue]), Some(Due));
        assert_eq!(on(20, &[Asked]), Some(Due));
        assert_eq!(on(20, &[Asked, SoonDue, Due]), None);
    }

    #[test]
    fn finance_staff_ask_about_financial_assessments_alone() {
        for kind in ApplicationKind::ALL {
            let is_financial = kind == ApplicationKind::FinancialAssessment;
            assert_eq!(may_ask(AskingDesk::Finance, kind), is_financial, "{kind:?}");
            assert!(may_ask(AskingDesk::Practice, kind), "{kind:?}");
        }
    }
}
