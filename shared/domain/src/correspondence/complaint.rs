//! Complaints about what is done with somebody's personal data (Data
//! Protection Act 2018, section 164A, which the Data (Use and Access) Act 2025,
//! section 103, put there).

use std::fmt;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::access::audit::Subject;
use crate::access::budget::{
    Budget, BudgetHolder, BudgetPurpose, RequestLimits, by_source_and_in_all,
};
use crate::access::source_address::SourceAddress;
use crate::correspondence::email::Email;
use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::email_address::EmailAddress;
use crate::values::list_page::{EVERY_ITEM, ListCursor, ListPage};
use crate::values::london::date_in_london;
use crate::values::reference::Reference;

/// The most characters of a complaint's text: two pages.
pub const LONGEST_COMPLAINT: usize = 4_000;

/// The number of days within which a complaint is acknowledged, from the day
/// after it is received (section 164A(3)).
pub const COMPLAINT_ACKNOWLEDGED_WITHIN_DAYS: i64 = 30;

/// The most complaints an hour with one e-mail address, or of one account. The
/// limit is needed because anybody can type anybody's address, and each
/// complaint is confirmed by e-mail.
pub const COMPLAINTS_AN_HOUR: u32 = 5;

/// A complaint about what is done with somebody's personal data.
#[derive(Clone, Eq, PartialEq)]
pub struct Complaint {
    /// The reference by which both sides call the complaint.
    pub reference: Reference,
    /// The account of who made the complaint, if they were signed in. Nobody
    /// needs an account to complain.
    pub account: Option<AccountId>,
    /// The name of who complains.
    pub name: String,
    /// The address that the answer goes to.
    pub email: EmailAddress,
    /// The text of the complaint: at most [`LONGEST_COMPLAINT`] characters.
    pub what_happened: String,
    /// The instant at which the complaint was received.
    pub received_at: Timestamp,
    /// The instant at which somebody at the council wrote that the complaint is
    /// being looked into.
    pub acknowledged_at: Option<Timestamp>,
}

/// Leaves out who made the complaint and what they say.
impl fmt::Debug for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Complaint")
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

impl Complaint {
    /// Returns the last day on which the complaint is acknowledged in time. If
    /// that is not a working day, the law gives until the next one; the portal
    /// promises the thirty days all the same.
    #[must_use]
    pub fn acknowledged_by(&self) -> Date {
        acknowledged_by(self.received_at)
    }

    /// Returns whose record the complaint is part of. Somebody who complains
    /// without an account has a record by the complaint alone.
    #[must_use]
    pub fn subject(&self) -> Subject {
        match &self.account {
            Some(account) => Subject::Account(account.clone()),
            None => Subject::Complaint(self.reference.clone()),
        }
    }

    /// Returns the budgets that the complaint is taken from: of who complains,
    /// of the source of the request if that is known, and of everybody.
    ///
    /// People who are signed in have budgets of their own, so that a stranger
    /// who types somebody's address, or sends as many complaints as are taken,
    /// never keeps them from complaining.
    #[must_use]
    pub fn budgets(&self, source: Option<SourceAddress>, limits: &RequestLimits) -> Vec<Budget> {
        let own = self.own_budget();
        let (for_source, in_all) = (limits.complaints_for_source, limits.complaints);
        let others = by_source_and_in_all(own.purpose, source, for_source, in_all);
        std::iter::once(own).chain(others).collect()
    }

    /// Returns the budget of who complains.
    #[must_use]
    pub fn own_budget(&self) -> Budget {
        let (purpose, holder) = match &self.account {
            Some(account) => (
                BudgetPurpose::AccountComplaint,
                BudgetHolder::Account(account.clone()),
            ),
            None => (
                BudgetPurpose::Complaint,
                BudgetHolder::Address(self.email.mailbox()),
            ),
        };
        Budget {
            purpose,
            holder,
            most: COMPLAINTS_AN_HOUR,
        }
    }

    /// Returns the budget that the e-mail is taken from which confirms the
    /// complaint; `None` if it goes to the proven address of an account. What one
    /// source has sent is bounded by its complaints, and by the five of each
    /// mailbox.
    #[must_use]
    pub fn confirmation_budget(&self, limits: &RequestLimits) -> Option<Budget> {
        self.account.is_none().then_some(Budget {
            purpose: BudgetPurpose::ComplaintConfirmation,
            holder: BudgetHolder::Everybody,
            most: limits.unknown_addresses,
        })
    }

    /// Returns the entry that the council is to be told of the complaint.
    #[must_use]
    pub fn untold(&self) -> UnannouncedComplaint {
        UnannouncedComplaint {
            reference: self.reference.clone(),
            received_at: self.received_at,
        }
    }
}

/// Returns the last day on which a complaint that came at an instant is
/// acknowledged in time.
pub(crate) fn acknowledged_by(received_at: Timestamp) -> Date {
    let received = date_in_london(received_at);
    received
        .checked_add(COMPLAINT_ACKNOWLEDGED_WITHIN_DAYS.days())
        .unwrap_or(received)
}

/// An entry that the council is to be told of a complaint. The entry is kept
/// with the complaint, in one transaction, until the mail service takes the
/// e-mail, so that no complaint lies unread because the mail service failed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnannouncedComplaint {
    /// The reference of the complaint.
    pub reference: Reference,
    /// The instant at which the complaint was received.
    pub received_at: Timestamp,
}

/// The most references in an e-mail to the council.
const MOST_REFERENCES: usize = 20;

/// Returns the e-mail which tells the council of complaints, the oldest first:
/// nothing of who complains and what about. `None` if there is no complaint.
#[must_use]
pub fn digest(untold: &[UnannouncedComplaint]) -> Option<Email> {
    let first = untold.first()?;
    let shown = untold.iter().take(MOST_REFERENCES);
    Some(Email::ComplaintsToAnswer {
        how_many: untold.len(),
        references: shown.map(|one| one.reference.clone()).collect(),
        more: untold.len().saturating_sub(MOST_REFERENCES),
        received_on: date_in_london(first.received_at),
        acknowledge_by: acknowledged_by(first.received_at),
    })
}

/// Returns the budget of the e-mails which tell the council of complaints: one
/// an hour, so that nobody fills its mailbox with complaints.
#[must_use]
pub const fn digest_budget() -> Budget {
    Budget {
        purpose: BudgetPurpose::ComplaintDigest,
        holder: BudgetHolder::Everybody,
        most: 1,
    }
}

/// The outcome of keeping a complaint.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ComplaintReceipt {
    /// The complaint is kept now.
    Now,
    /// The complaint was kept before; holds the kept one. Whatever address is
    /// typed now, the answer goes to the address that was typed then, and the
    /// repetition counts in that one's [`Complaint::own_budget`].
    Before(Box<Complaint>),
    /// The complaint was kept before, and its own budget is spent for the hour:
    /// nobody is written to again.
    BeforeAndTooMany,
    /// The complaint is not kept, because this budget is spent for its hour.
    TooMany(Budget),
}

/// The port that keeps complaints.
pub trait ComplaintStore: Clone + Send + Sync + 'static {
    /// Keeps a complaint and the entry that the council is to be told of it,
    /// and takes one from each of the budgets. MUST keep no more than they
    /// have. If a complaint with its reference is kept already, MUST change
    /// nothing but the count of that one's [`Complaint::own_budget`], whether
    /// or not the budgets are spent.
    fn keep_complaint(
        &self,
        complaint: &Complaint,
        budgets: &[Budget],
    ) -> impl Future<Output = Result<ComplaintReceipt, StoreFault>> + Send;

    /// Takes the confirmation of a complaint upon a request for a minute, unless
    /// the complaint is confirmed or another request has taken it. Who keeps a
    /// complaint has taken its confirmation. Returns whether it was taken.
    fn claim_confirmation(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Notes that a complaint is confirmed, so that it is confirmed once.
    fn note_confirmed(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Lets the next request confirm a complaint, because the e-mail was not
    /// taken.
    fn give_up_confirmation(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Reads the complaint with this reference. MUST return none if the
    /// complaint has been kept long enough
    /// ([`crate::records::retention_schedule::Retention::complaint`]).
    fn read_complaint(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Complaint>, StoreFault>> + Send;

    /// Lists the complaints that this account made, at most `most` after a place
    /// in the list, in no order. MUST return none that others made.
    fn complaints_page(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<ListPage<Complaint>, StoreFault>> + Send;

    /// Lists every complaint that this account made and that can be read, in no
    /// order.
    fn complaints(
        &self,
        account: &AccountId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Complaint>, StoreFault>> + Send {
        async move {
            let page = self.complaints_page(account, None, EVERY_ITEM, now).await?;
            Ok(page.items)
        }
    }
}

/// The port that keeps the complaints that the council is to be told of.
pub trait ComplaintQueue: Clone + Send + Sync + 'static {
    /// Lists the complaints to tell the council of that were received before an
    /// instant, oldest first, at most `most` after a place in the list.
    fn complaints_to_tell(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<UnannouncedComplaint>, StoreFault>> + Send;

    /// Notes that the mail service took the e-mail. MUST succeed when called
    /// again.
    fn complaint_told(
        &self,
        untold: &UnannouncedComplaint,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(at: &str) -> Complaint {
        Complaint {
            reference: Reference::of_id("0123456789abcdef0123456789abcdef"),
            account: None,
            name: "Ada Example".to_owned(),
            email: EmailAddress::parse("ada@example.com").unwrap(),
            what_happened: "My letter went to the wrong house.".to_owned(),
            received_at: at.parse().unwrap(),
            acknowledged_at: None,
        }
    }

    #[test]
    fn it_is_acknowledged_within_thirty_days_of_the_day_after() {
        for (at, by) in [
            // The first day is 23 November, the thirtieth 22 December.
            ("2026-11-22T09:00:00Z", "2026-12-22"),
            // This instant is past midnight in London, and the evening before
            // in UTC.
            ("2026-06-30T23:30:00Z", "2026-07-31"),
            ("2028-02-01T12:00:00Z", "2028-03-02"),
        ] {
            assert_eq!(received(at).acknowledged_by().to_string(), by, "{at}");
        }
    }

    #[test]
    fn the_council_is_told_when_it_came_and_by_when_it_is_answered_and_no_more() {
        let complaint = received("2026-06-30T23:30:00Z");
        let mail = digest(&[complaint.untold()]);
        let expected = Email::ComplaintsToAnswer {
            how_many: 1,
            references: vec![complaint.reference.clone()],
            more: 0,
            received_on: "2026-07-01".parse().unwrap(),
            acknowledge_by: complaint.acknowledged_by(),
        };
        assert_eq!(mail, Some(expected));
        assert_eq!(digest(&[]), None);
    }

    #[test]
    fn an_e_mail_to_the_council_has_twenty_references_however_many_complaints_came() {
        let untold = vec![received("2026-06-30T23:30:00Z").untold(); 1_000];
        let Some(Email::ComplaintsToAnswer {
            how_many,
            references,
            more,
            ..
        }) = digest(&untold)
        else {
            panic!("there are complaints");
        };
        assert_eq!((how_many, references.len(), more), (1_000, 20, 980));
    }

    #[test]
    fn who_is_signed_in_shares_no_budget_of_complaints_with_who_is_not() {
        let limits = RequestLimits::default();
        let source = Some(SourceAddress::of("203.0.113.7".parse().unwrap()));
        let without = received("2026-06-30T23:30:00Z");
        let with = Complaint {
            account: Some(AccountId("ada".to_owned())),
            ..without.clone()
        };
        let budgets = |complaint: &Complaint| complaint.budgets(source, &limits);
        assert_eq!((budgets(&with).len(), budgets(&without).len()), (3, 3));
        for own in budgets(&with) {
            assert!(
                budgets(&without)
                    .iter()
                    .all(|other| other.purpose != own.purpose)
            );
        }
        assert!(without.confirmation_budget(&limits).is_some());
        assert_eq!(with.confirmation_budget(&limits), None);
    }

    #[test]
    fn a_log_line_says_nothing_of_who_complains_and_of_what() {
        let shown = format!("{:?}", received("2026-11-22T09:00:00Z"));
        for hidden in ["Ada", "example.com", "letter"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}
