//! What anybody can send to a team of the council without an account: a concern
//! that an adult is at risk of abuse or neglect (Care Act 2014, section 42), and
//! a request to be called back.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::audit::{AuditLog, Audited, MessageSubject};
use crate::access::budget::{Budget, BudgetPurpose, RequestLimits, by_source_and_in_all};
use crate::access::source_address::SourceAddress;
use crate::correspondence::email::Email;
use crate::council::{Council, TeamContact};
use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::calendar::working_days_after;
use crate::values::list_page::{BoundedCount, ListCursor, ListPage};
use crate::values::london::date_in_london;
use crate::values::reference::Reference;

/// The number of working days within which a team reads what it was sent.
pub const READ_WITHIN_WORKING_DAYS: u32 = 1;

/// The most references in one e-mail to a team.
const MOST_REFERENCES: usize = 20;

crate::named_enum! {
    /// An inbox of a team.
    pub enum TeamInbox {
        /// Concerns that an adult is at risk.
        Concerns = "concerns",
        /// Calls that people ask for.
        CallBacks = "call-backs",
    }
}

impl TeamInbox {
    /// Returns the team that reads the inbox.
    #[must_use]
    pub const fn team(self, council: &Council) -> &TeamContact {
        match self {
            Self::Concerns => &council.safeguarding_team,
            Self::CallBacks => &council.call_back_team,
        }
    }

    /// Returns the word for a message of the inbox: `concern`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Concerns => "concern",
            Self::CallBacks => "call-back",
        }
    }

    /// Returns the budgets that a message is taken from: of the source of the
    /// request if that is known, and of everybody.
    #[must_use]
    pub fn budgets(self, source: Option<SourceAddress>, limits: &RequestLimits) -> Vec<Budget> {
        let purpose = match self {
            Self::Concerns => BudgetPurpose::Concern,
            Self::CallBacks => BudgetPurpose::CallBack,
        };
        let (for_source, in_all) = (limits.messages_for_source, limits.messages);
        by_source_and_in_all(purpose, source, for_source, in_all)
    }

    /// Writes the e-mail which says that messages wait in the inbox; `None` if
    /// there are none. It says nothing of who sent them and about whom.
    #[must_use]
    pub fn digest(self, untold: &[UntoldInboxMessage]) -> Option<Email> {
        if untold.is_empty() {
            return None;
        }
        let references = untold.iter().take(MOST_REFERENCES);
        let references: Vec<Reference> = references.map(|one| one.reference.clone()).collect();
        let (how_many, more) = (untold.len(), untold.len() - references.len());
        Some(match self {
            Self::Concerns => Email::ConcernsToRead {
                how_many,
                references,
                more,
            },
            Self::CallBacks => Email::CallBacksToMake {
                how_many,
                references,
                more,
            },
        })
    }
}

/// Returns the day by which a team reads what was sent at an instant.
///
/// ```
/// use domain::correspondence::team_inbox::read_by;
/// use jiff::civil::date;
///
/// // A Friday evening.
/// let sent = "2026-11-20T21:00:00Z".parse()?;
/// assert_eq!(read_by(sent), date(2026, 11, 23));
/// # Ok::<(), jiff::Error>(())
/// ```
#[must_use]
pub fn read_by(sent_at: Timestamp) -> Date {
    working_days_after(date_in_london(sent_at), READ_WITHIN_WORKING_DAYS)
}

/// A question and its answer, as the sender saw both before they sent them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InboxLine {
    /// The question in short.
    pub label: String,
    /// The lines of the answer.
    pub words: Vec<String>,
}

/// A message to a team.
#[derive(Clone, Eq, PartialEq)]
pub struct InboxMessage {
    /// The inbox.
    pub inbox: TeamInbox,
    /// The reference by which both sides call the message.
    pub reference: Reference,
    /// The instant at which the message was sent.
    pub sent_at: Timestamp,
    /// Whether the sender said that somebody is in danger now.
    pub is_urgent: bool,
    /// The mark of the visit from which the message was sent, so that its sender
    /// alone is shown a copy.
    pub visit: String,
    /// The questions and answers, word for word as they were confirmed.
    pub lines: Vec<InboxLine>,
    /// The person who noted that the message is dealt with, and the instant.
    pub done: Option<InboxDone>,
}

/// The note that a message is dealt with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InboxDone {
    /// The staff user.
    pub by: AccountId,
    /// The instant.
    pub at: Timestamp,
}

/// Leaves out what the message says.
impl fmt::Debug for InboxMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboxMessage")
            .field("inbox", &self.inbox)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

impl InboxMessage {
    /// Returns the message as the list of its inbox shows it.
    #[must_use]
    pub fn listed(&self) -> ListedInboxMessage {
        ListedInboxMessage {
            reference: self.reference.clone(),
            sent_at: self.sent_at,
            is_urgent: self.is_urgent,
            done_at: self.done.as_ref().map(|done| done.at),
        }
    }

    /// Returns the entry that a team is to be told of the message.
    #[must_use]
    pub fn untold(&self) -> UntoldInboxMessage {
        UntoldInboxMessage {
            inbox: self.inbox,
            reference: self.reference.clone(),
            sent_at: self.sent_at,
        }
    }
}

/// A message as a list shows it: nothing of who sent it and about whom.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedInboxMessage {
    /// The reference.
    pub reference: Reference,
    /// The instant at which the message was sent.
    pub sent_at: Timestamp,
    /// Whether the sender said that somebody is in danger now.
    pub is_urgent: bool,
    /// The instant at which somebody noted that the message is dealt with.
    pub done_at: Option<Timestamp>,
}

/// A message that its team has not been told of yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UntoldInboxMessage {
    /// The inbox.
    pub inbox: TeamInbox,
    /// The reference.
    pub reference: Reference,
    /// The instant at which the message was sent.
    pub sent_at: Timestamp,
}

/// The lists of an inbox.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InboxList {
    /// Messages that nobody has dealt with, the oldest first.
    Open,
    /// Messages that are dealt with, the newest first.
    Done,
}

/// The outcome of sending a message.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use]
pub enum InboxReceipt {
    /// The message is kept, since now or since it was sent before.
    Kept,
    /// The message is not kept, because this budget is spent for its hour.
    TooMany(Budget),
}

/// The port that keeps messages to teams.
pub trait InboxStore: Clone + Send + Sync + 'static {
    /// Keeps a message with the entry that its team is to be told of it, and
    /// takes one from each of the budgets. MUST do and take nothing,
    /// successfully, if a message with its reference was kept before, whether
    /// or not the budgets are spent.
    fn keep_message(
        &self,
        message: &InboxMessage,
        budgets: &[Budget],
    ) -> impl Future<Output = Result<InboxReceipt, StoreFault>> + Send;

    /// Reads a message for its sender. MUST return none if it has been kept long
    /// enough.
    fn read_message(
        &self,
        inbox: TeamInbox,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<InboxMessage>, StoreFault>> + Send;
}

/// The port that keeps the messages that teams are to be told of.
pub trait InboxQueue: Clone + Send + Sync + 'static {
    /// Lists the messages of an inbox of which its team is to be told that were
    /// sent before an instant, oldest first, at most `most` after a place in the
    /// list.
    fn messages_to_tell(
        &self,
        inbox: TeamInbox,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<UntoldInboxMessage>, StoreFault>> + Send;

    /// Notes that the mail service took the e-mail. MUST succeed when called
    /// again.
    fn message_told(
        &self,
        untold: &UntoldInboxMessage,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// The port through which a team works on its inbox.
pub trait InboxDesk: AuditLog {
    /// Lists messages of an inbox that are kept, at most `most` after a place in
    /// the list. Says nothing of who sent them.
    fn inbox_page(
        &self,
        inbox: TeamInbox,
        which: InboxList,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<ListPage<ListedInboxMessage>, StoreFault>> + Send;

    /// Counts the messages that nobody has dealt with, up to `most`.
    fn count_open_messages(
        &self,
        inbox: TeamInbox,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<BoundedCount, StoreFault>> + Send;

    /// Reads the message of the inbox that the entry is about. MUST return none
    /// if it has been kept long enough.
    fn look_up_message(
        &self,
        access: &Audited<MessageSubject>,
        inbox: TeamInbox,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<InboxMessage>, StoreFault>> + Send;

    /// Notes that the message of the entry is dealt with. MUST keep the first
    /// note, and succeed if there is no such message.
    fn finish_message(
        &self,
        access: &Audited<MessageSubject>,
        inbox: TeamInbox,
        by: &AccountId,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(line: &str) -> InboxMessage {
        InboxMessage {
            inbox: TeamInbox::Concerns,
            reference: Reference::of_id("0123456789abcdef0123456789abcdef"),
            sent_at: "2026-12-24T18:00:00Z".parse().unwrap(),
            is_urgent: true,
            visit: "9f86d081884c7d65".to_owned(),
            lines: vec![InboxLine {
                label: "What happened".to_owned(),
                words: vec![line.to_owned()],
            }],
            done: None,
        }
    }

    #[test]
    fn what_is_sent_on_christmas_eve_is_read_on_the_next_working_day() {
        let by = read_by(message("").sent_at);
        // Christmas Day is a Friday, and its Monday stands in for Boxing Day.
        assert_eq!(by.to_string(), "2026-12-29");
    }

    #[test]
    fn a_team_is_told_that_messages_wait_and_nothing_that_they_say() {
        let untold = vec![message("Her son hits her").untold(); 25];
        let told = TeamInbox::Concerns.digest(&untold);
        let Some(Email::ConcernsToRead {
            how_many,
            references,
            more,
        }) = &told
        else {
            panic!("there are messages");
        };
        assert_eq!((*how_many, references.len(), *more), (25, 20, 5));
        assert!(!format!("{told:?}").contains("son"));
        assert_eq!(TeamInbox::Concerns.digest(&[]), None);
    }

    #[test]
    fn a_log_line_says_nothing_of_what_a_message_says() {
        let shown = format!("{:?}", message("Her son hits her"));
        assert!(!shown.contains("son") && !shown.contains("9f86"), "{shown}");
    }
}
