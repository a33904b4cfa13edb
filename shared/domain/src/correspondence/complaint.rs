//! Complaints about what is done with somebody's personal data (Data
//! Protection Act 2018, section 164A, which the Data (Use and Access) Act 2025,
//! section 103, put there).

use std::fmt;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::access::audit::Subject;
use crate::correspondence::email::Email;
use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::email_address::EmailAddress;
use crate::values::list_page::{ListCursor, ListPage};
use crate::values::london::date_in_london;
use crate::values::reference::Reference;

/// The most characters of a complaint's text: two pages.
pub const LONGEST_COMPLAINT: usize = 4_000;

/// The number of days within which a complaint is acknowledged, from the day
/// after it is received (section 164A(3)).
pub const COMPLAINT_ACKNOWLEDGED_WITHIN_DAYS: i64 = 30;

/// The most complaints an hour with one e-mail address. The limit is needed
/// because anybody can type anybody's address, and each complaint is confirmed
/// by e-mail.
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

impl UnannouncedComplaint {
    /// Returns the notice to the council, which says nothing of who complains
    /// and what about.
    #[must_use]
    pub fn mail(&self) -> Email {
        Email::ComplaintToAnswer {
            reference: self.reference.clone(),
            received_on: date_in_london(self.received_at),
            acknowledge_by: acknowledged_by(self.received_at),
        }
    }
}

/// The outcome of keeping a complaint.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ComplaintReceipt {
    /// The complaint is kept now.
    Now,
    /// The complaint was kept before; holds the kept one. Whatever address is
    /// typed now, the answer goes to the address that was typed then, and the
    /// repetition counts in the hour of that address.
    Before(Box<Complaint>),
    /// The complaint was kept before, and there were [`COMPLAINTS_AN_HOUR`]
    /// with its address within the hour: nobody is written to again.
    BeforeAndTooMany,
    /// The complaint is not kept: there were [`COMPLAINTS_AN_HOUR`] with its
    /// address within the hour.
    TooMany,
}

/// The port that keeps complaints.
pub trait ComplaintStore: Clone + Send + Sync + 'static {
    /// Keeps a complaint and the entry that the council is to be told of it.
    /// MUST change nothing if a complaint with its reference is kept already,
    /// and MUST keep no more than [`COMPLAINTS_AN_HOUR`] with one address.
    fn keep_complaint(
        &self,
        complaint: &Complaint,
    ) -> impl Future<Output = Result<ComplaintReceipt, StoreFault>> + Send;

    /// Reads the complaint with this reference. MUST return none if the
    /// complaint has been kept long enough
    /// ([`crate::values::retention_period::Retention::complaint`]).
    fn read_complaint(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Complaint>, StoreFault>> + Send;

    /// Lists every complaint that this account made, in no order. MUST return
    /// none that others made.
    fn complaints(
        &self,
        account: &AccountId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Complaint>, StoreFault>> + Send;
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
        let mail = complaint.untold().mail();
        let expected = Email::ComplaintToAnswer {
            reference: complaint.reference.clone(),
            received_on: "2026-07-01".parse().unwrap(),
            acknowledge_by: complaint.acknowledged_by(),
        };
        assert_eq!(mail, expected);
    }

    #[test]
    fn a_log_line_says_nothing_of_who_complains_and_of_what() {
        let shown = format!("{:?}", received("2026-11-22T09:00:00Z"));
        for hidden in ["Ada", "example.com", "letter"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}
