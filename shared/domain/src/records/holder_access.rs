//! Access to a person's care record online: who holds an account for it, on what
//! basis, who decided that and when, from when until when.
//!
//! A practitioner invites the person, or somebody who holds the account on the
//! person's behalf. What happens to the access is a history that only grows, so
//! that it answers who could see the record on any day.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::account::full_name;
use crate::access::audit::Audited;
#[cfg(doc)]
use crate::access::sign_in::CODE_LIVES;
use crate::fault::StoreFault;
use crate::forms::attribution::Attribution;
use crate::values::account_id::AccountId;
use crate::values::email_address::EmailAddress;
use crate::values::id_text::is_slug;
use crate::values::london::date_in_london;
use crate::values::person_id::PersonId;
use crate::values::phone_number::PhoneNumber;
use crate::values::retention_period::RetentionPeriod;

/// The period within which an invitation can be accepted: long enough for a
/// letter in between or a week away.
pub const INVITATION_LIVES: RetentionPeriod = RetentionPeriod::days(14);

/// The most times that the agreed detail of an invitation can be tried.
pub const DETAIL_TRIES: u32 = 5;

/// The most people who see a record or are invited to, at a time.
pub const MOST_HOLDERS: usize = 50;

/// The most codes that are sent to the telephone of an invitation.
pub const INVITATION_CODES: u32 = 5;

/// The most times that one code can be tried.
pub const INVITATION_CODE_TRIES: u32 = 5;

crate::named_enum! {
    /// The legal basis on which somebody may see a care record.
    pub enum AccessBasis {
        /// The record is their own.
        Own = "own",
        /// The person has consented.
        Consent = "consent",
        /// The person cannot decide, and a best-interests decision was made
        /// (Mental Capacity Act 2005, section 4).
        BestInterests = "best-interests",
        /// A registered lasting power of attorney.
        Attorney = "attorney",
        /// A deputy whom the Court of Protection appointed.
        Deputy = "deputy",
        /// An appointee for benefits.
        Appointee = "appointee",
    }
}

crate::named_enum! {
    /// How much of a record somebody may see and do.
    pub enum AccessLevel {
        /// Everything.
        Everything = "everything",
        /// Everything is seen and nothing is done.
        SeeOnly = "see-only",
        /// Messages alone.
        MessagesOnly = "messages-only",
        /// Forms to fill in alone.
        FormsOnly = "forms-only",
    }
}

crate::named_enum! {
    /// A part of a record, which can be kept back from one holder.
    pub enum RecordPart {
        /// Name, date of birth, case number.
        Details = "details",
        /// Who works with the person.
        Professionals = "professionals",
        /// Copies of forms that were signed off.
        Forms = "forms",
        /// Attendance at day services, and what it costs.
        Attendance = "attendance",
    }
}

crate::named_enum! {
    /// Something that happened to an access.
    pub enum AccessEvent {
        /// A practitioner sent the invitation, or sent it again.
        Invited = "invited",
        /// A practitioner withdrew the invitation.
        Withdrawn = "withdrawn",
        /// The holder accepted the invitation.
        Opened = "opened",
        /// A practitioner suspended the access.
        Suspended = "suspended",
        /// A practitioner gave it back.
        GivenBack = "given-back",
        /// A practitioner ended it.
        Deactivated = "deactivated",
        /// The person whose record it is stopped the holder.
        StoppedByPerson = "stopped-by-person",
        /// The holder stopped.
        StoppedByHolder = "stopped-by-holder",
        /// The holder's account was deleted.
        AccountDeleted = "account-deleted",
    }
}

/// The id of an access: 32 lower-case hexadecimal digits.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct HolderAccessId(String);

/// The error of a text that is not the id of an access.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id of an access")]
pub struct NotAHolderAccessId;

impl HolderAccessId {
    /// Returns the id as text, as it stands in an address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads an id as it stands in an address.
impl std::str::FromStr for HolderAccessId {
    type Err = NotAHolderAccessId;

    fn from_str(text: &str) -> Result<Self, NotAHolderAccessId> {
        match is_slug(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotAHolderAccessId),
        }
    }
}

/// What was decided about an access before the invitation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HolderTerms {
    /// The holder's first name.
    pub first_name: String,
    /// The holder's last name; empty for somebody who has one name only.
    pub last_name: String,
    /// The address that the invitation goes to, and that alone can accept it.
    pub email: EmailAddress,
    /// The telephone to which a code goes when the invitation is accepted.
    pub phone: PhoneNumber,
    /// What the holder is to the person: `daughter`. Empty for the person.
    pub relation: String,
    /// The legal basis.
    pub basis: AccessBasis,
    /// Who decided: the person, or whoever decided on their behalf.
    pub decided_by: String,
    /// The day of the decision.
    pub decided_on: Date,
    /// How much the holder sees and does.
    pub level: AccessLevel,
    /// The parts that are kept back from this holder.
    pub withheld: Vec<RecordPart>,
    /// The last day, for a holder on the person's behalf.
    pub ends_on: Option<Date>,
}

impl HolderTerms {
    /// Returns the holder's name as pages say it.
    #[must_use]
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// Whether the holder is shown a part of the record.
    #[must_use]
    pub fn shows(&self, part: RecordPart) -> bool {
        let by_level = match self.level {
            AccessLevel::Everything | AccessLevel::SeeOnly => true,
            // Whom to write to, and nothing about the person.
            AccessLevel::MessagesOnly | AccessLevel::FormsOnly => part == RecordPart::Professionals,
        };
        by_level && !self.withheld.contains(&part)
    }
}

/// A step in the history of an access.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AccessStep {
    /// What happened.
    pub event: AccessEvent,
    /// Who did it, and when.
    pub by: Attribution,
}

/// Where an access stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AccessStanding {
    /// The invitation waits for the holder.
    Invited,
    /// The time of the invitation ran out.
    InvitationExpired,
    /// The agreed detail was wrong too often.
    Locked,
    /// The invitation was withdrawn.
    Withdrawn,
    /// The holder sees the record.
    Open,
    /// The access is suspended.
    Suspended,
    /// The access has ended.
    Ended,
}

/// The access of somebody to a person's care record.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HolderAccess {
    /// The id.
    pub id: HolderAccessId,
    /// The person whose record it is.
    pub person: PersonId,
    /// What was decided before the invitation.
    pub terms: HolderTerms,
    /// The account that accepted the invitation.
    pub account: Option<AccountId>,
    /// The number of times that the agreed detail was tried since the invitation
    /// was last sent.
    pub detail_tries: u32,
    /// The end of the invitation.
    pub invited_until: Timestamp,
    /// What happened, in order. The first step is the invitation.
    pub history: Vec<AccessStep>,
}

impl HolderAccess {
    /// Returns where the access stands at an instant.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> AccessStanding {
        match self.history.last().map(|step| step.event) {
            Some(AccessEvent::Invited) if self.detail_tries >= DETAIL_TRIES => {
                AccessStanding::Locked
            }
            Some(AccessEvent::Invited) if now >= self.invited_until => {
                AccessStanding::InvitationExpired
            }
            Some(AccessEvent::Invited) => AccessStanding::Invited,
            Some(AccessEvent::Withdrawn) => AccessStanding::Withdrawn,
            Some(AccessEvent::Opened | AccessEvent::GivenBack) if self.is_over(now) => {
                AccessStanding::Ended
            }
            Some(AccessEvent::Opened | AccessEvent::GivenBack) => AccessStanding::Open,
            Some(AccessEvent::Suspended) if self.is_over(now) => AccessStanding::Ended,
            Some(AccessEvent::Suspended) => AccessStanding::Suspended,
            Some(
                AccessEvent::Deactivated
                | AccessEvent::StoppedByPerson
                | AccessEvent::StoppedByHolder
                | AccessEvent::AccountDeleted,
            )
            | None => AccessStanding::Ended,
        }
    }

    /// Whether the last day of the access is over.
    fn is_over(&self, now: Timestamp) -> bool {
        let today = date_in_london(now);
        self.terms.ends_on.is_some_and(|last| today > last)
    }

    /// Whether the holder could see the record at an instant, also one long ago.
    #[must_use]
    pub fn could_see(&self, at: Timestamp) -> bool {
        let until_then = self.history.iter().filter(|step| step.by.at <= at);
        let last = until_then.map(|step| step.event).next_back();
        let is_open = matches!(last, Some(AccessEvent::Opened | AccessEvent::GivenBack));
        is_open && !self.is_over(at)
    }

    /// Whether an event can follow where the access stands.
    #[must_use]
    pub fn allows(&self, event: AccessEvent, now: Timestamp) -> bool {
        let standing = self.standing(now);
        match event {
            AccessEvent::Invited => matches!(
                standing,
                AccessStanding::Invited
                    | AccessStanding::InvitationExpired
                    | AccessStanding::Locked
            ),
            AccessEvent::Withdrawn => matches!(
                standing,
                AccessStanding::Invited
                    | AccessStanding::InvitationExpired
                    | AccessStanding::Locked
            ),
            AccessEvent::Opened => standing == AccessStanding::Invited,
            AccessEvent::Suspended => standing == AccessStanding::Open,
            AccessEvent::GivenBack => standing == AccessStanding::Suspended,
            AccessEvent::Deactivated
            | AccessEvent::StoppedByPerson
            | AccessEvent::StoppedByHolder
            | AccessEvent::AccountDeleted => {
                matches!(standing, AccessStanding::Open | AccessStanding::Suspended)
            }
        }
    }
}

/// A record that an account was given access to, as the account's own list has
/// it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HeldRecord {
    /// The person whose record it is.
    pub person: PersonId,
    /// The access.
    pub access: HolderAccessId,
    /// The instant at which the invitation was accepted.
    pub since: Timestamp,
}

/// The outcome of trying the agreed detail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DetailTried {
    /// The detail is right.
    Right,
    /// The account has proven the detail before: another press of the same button
    /// was first. The code that it made stands.
    Before,
    /// The detail is wrong, and can be tried so many more times.
    Wrong {
        /// The number of tries that are left.
        left: u32,
    },
}

/// The outcome of trying a code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvitationCodeTried {
    /// The code is right.
    Right,
    /// The code is wrong, and can be tried so many more times.
    Wrong {
        /// The number of tries that are left.
        left: u32,
    },
}

/// The outcome of setting a code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvitationCodeSet {
    /// The code stands in place of the one before.
    Yes,
    /// A code was set since the page was drawn, and stands.
    Before,
    /// [`INVITATION_CODES`] were sent, or the detail is not proven.
    No,
}

/// The port that lists the records of an account.
pub trait HeldRecordReader: Clone + Send + Sync + 'static {
    /// Lists the records that an account was given access to, whatever became of
    /// the access. MUST be consistent.
    fn held_records(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<Vec<HeldRecord>, StoreFault>> + Send;
}

/// The port by which a holder's request is let in.
pub trait HolderAccessReader: HeldRecordReader {
    /// Reads the access of an account to a person's record. MUST be consistent,
    /// so that an access that was ended opens nothing from that moment.
    fn access_of(
        &self,
        account: &AccountId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Option<HolderAccess>, StoreFault>> + Send;

    /// Reads the accesses to which an account's list leads, in no order.
    fn accesses_held(
        &self,
        held: &[HeldRecord],
    ) -> impl Future<Output = Result<Vec<HolderAccess>, StoreFault>> + Send;
}

/// The port that lists and ends the accesses to a person's record.
pub trait HolderAccessKeeper: Clone + Send + Sync + 'static {
    /// Lists every access to a record that there ever was, oldest invitation
    /// first.
    fn holders_of(
        &self,
        access: &Audited<PersonId>,
    ) -> impl Future<Output = Result<Vec<HolderAccess>, StoreFault>> + Send;

    /// Reads one access to a record.
    fn holder(
        &self,
        access: &Audited<PersonId>,
        id: &HolderAccessId,
    ) -> impl Future<Output = Result<Option<HolderAccess>, StoreFault>> + Send;

    /// Adds a step to the history. MUST change nothing and return false if the
    /// history has another step since `before` was read.
    fn add_step(
        &self,
        access: &Audited<PersonId>,
        before: &HolderAccess,
        step: &AccessStep,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// The port that invites holders.
pub trait HolderInviter: HolderAccessKeeper {
    /// Keeps an invitation, with the hash of the agreed detail. MUST leave one
    /// with this id as it is, and return false.
    fn invite_holder(
        &self,
        access: &Audited<PersonId>,
        invitation: &HolderAccess,
        detail_hash: &str,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Renews an invitation until another instant, with its tries and codes
    /// given back. MUST change nothing and return false as
    /// [`HolderAccessKeeper::add_step`] does.
    fn renew_invitation(
        &self,
        access: &Audited<PersonId>,
        before: &HolderAccess,
        step: &AccessStep,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// The state of accepting an invitation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HolderProof {
    /// The account that has proven the agreed detail.
    pub account: AccountId,
    /// The instant at which a code was last sent, or none if the last could not be
    /// sent.
    pub code_sent_at: Option<Timestamp>,
}

/// The port by which invitations are accepted.
pub trait HolderInvitationStore: Clone + Send + Sync + 'static {
    /// Lists the invitations to an address, whatever became of them, each with
    /// how far it is proven.
    fn invitations_to(
        &self,
        email: &EmailAddress,
    ) -> impl Future<Output = Result<Vec<(HolderAccess, Option<HolderProof>)>, StoreFault>> + Send;

    /// Tries the agreed detail, and keeps the hash of a first code if it is right.
    /// MUST count the try before comparing, so that tries that come at once are
    /// never more than [`DETAIL_TRIES`].
    fn try_detail(
        &self,
        invitation: &HolderAccess,
        detail_hash: &str,
        account: &AccountId,
        code: (&str, Timestamp),
    ) -> impl Future<Output = Result<DetailTried, StoreFault>> + Send;

    /// Keeps the hash of a code in place of the one before, which works for
    /// [`CODE_LIVES`]. `shown` is when the code was sent that the page knew, or none
    /// if the page knew of no code.
    fn set_holder_code(
        &self,
        invitation: &HolderAccess,
        account: &AccountId,
        code_hash: &str,
        shown: Option<Timestamp>,
        now: Timestamp,
    ) -> impl Future<Output = Result<InvitationCodeSet, StoreFault>> + Send;

    /// Takes back a code that was not sent, so that it does not count towards
    /// [`INVITATION_CODES`]. MUST change nothing if another code is in its place.
    fn take_holder_code_back(
        &self,
        invitation: &HolderAccess,
        account: &AccountId,
        code_hash: &str,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Tries a code. MUST count the try before comparing.
    fn try_holder_code(
        &self,
        invitation: &HolderAccess,
        account: &AccountId,
        code_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<InvitationCodeTried, StoreFault>> + Send;

    /// Accepts an invitation for an account that has proven the detail, in one
    /// transaction with the account's own list. MUST return false as
    /// [`HolderAccessKeeper::add_step`] does.
    fn accept_invitation(
        &self,
        invitation: &HolderAccess,
        account: &AccountId,
        step: &AccessStep,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn step(event: AccessEvent, on: &str) -> AccessStep {
        AccessStep {
            event,
            by: Attribution {
                by: AccountId("priya".to_owned()),
                name: "Priya Shah".to_owned(),
                at: at(on),
            },
        }
    }

    fn access(history: Vec<AccessStep>) -> HolderAccess {
        HolderAccess {
            id: "a1".parse().unwrap(),
            person: PersonId::parse("ana-doe").unwrap(),
            terms: HolderTerms {
                first_name: "Bea".to_owned(),
                last_name: "Doe".to_owned(),
                email: EmailAddress::parse("bea@example.org").unwrap(),
                phone: PhoneNumber::parse("07700 900982").unwrap(),
                relation: "daughter".to_owned(),
                basis: AccessBasis::Consent,
                decided_by: "Ana Doe".to_owned(),
                decided_on: date(2026, 11, 1),
                level: AccessLevel::Everything,
                withheld: Vec::new(),
                ends_on: Some(date(2026, 12, 24)),
            },
            account: None,
            detail_tries: 0,
            invited_until: at("2026-11-15T09:00:00Z"),
            history,
        }
    }

    #[test]
    fn an_access_tells_on_which_days_its_holder_could_see_the_record() {
        use AccessEvent::{Deactivated, GivenBack, Invited, Opened, Suspended};
        let access = access(vec![
            step(Invited, "2026-11-01T09:00:00Z"),
            step(Opened, "2026-11-03T09:00:00Z"),
            step(Suspended, "2026-11-10T09:00:00Z"),
            step(GivenBack, "2026-11-12T09:00:00Z"),
            step(Deactivated, "2026-11-20T09:00:00Z"),
        ]);
        for (on, could) in [
            ("2026-11-02T09:00:00Z", false),
            ("2026-11-03T09:00:00Z", true),
            ("2026-11-09T09:00:00Z", true),
            ("2026-11-11T09:00:00Z", false),
            ("2026-11-13T09:00:00Z", true),
            ("2026-11-21T09:00:00Z", false),
        ] {
            assert_eq!(access.could_see(at(on)), could, "{on}");
        }
    }

    #[test]
    fn an_access_ends_by_itself_after_its_last_day() {
        use AccessEvent::{GivenBack, Invited, Opened, Suspended};
        let mut access = access(vec![
            step(Invited, "2026-11-01T09:00:00Z"),
            step(Opened, "2026-11-03T09:00:00Z"),
        ]);
        let (last, next) = (at("2026-12-24T23:59:59Z"), at("2026-12-25T00:00:00Z"));
        assert_eq!(access.standing(last), AccessStanding::Open);
        assert_eq!(access.standing(next), AccessStanding::Ended);
        assert!(access.could_see(last) && !access.could_see(next));
        access.history.push(step(Suspended, "2026-11-10T09:00:00Z"));
        assert!(access.allows(GivenBack, last) && !access.allows(GivenBack, next));
    }

    #[test]
    fn an_invitation_ends_with_its_time_and_with_its_tries() {
        use AccessEvent::{Invited, Opened, Withdrawn};
        let mut access = access(vec![step(Invited, "2026-11-01T09:00:00Z")]);
        let (before, after) = (at("2026-11-15T08:59:59Z"), at("2026-11-15T09:00:00Z"));
        assert!(access.allows(Opened, before) && !access.allows(Opened, after));
        assert_eq!(access.standing(after), AccessStanding::InvitationExpired);
        access.detail_tries = DETAIL_TRIES;
        assert_eq!(access.standing(before), AccessStanding::Locked);
        assert!(access.allows(Invited, before) && access.allows(Withdrawn, before));
        access.history.push(step(Withdrawn, "2026-11-02T09:00:00Z"));
        assert!(!access.allows(Invited, before) && !access.allows(Opened, before));
    }

    #[test]
    fn each_level_shows_its_parts_but_for_those_that_are_kept_back() {
        let shown = |level, withheld| {
            let mut terms = access(Vec::new()).terms;
            (terms.level, terms.withheld) = (level, withheld);
            RecordPart::ALL.map(|part| terms.shows(part))
        };
        for (level, parts) in [
            (AccessLevel::Everything, [true, true, true, true]),
            (AccessLevel::SeeOnly, [true, true, true, true]),
            (AccessLevel::MessagesOnly, [false, true, false, false]),
            (AccessLevel::FormsOnly, [false, true, false, false]),
        ] {
            assert_eq!(shown(level, Vec::new()), parts, "{level:?}");
        }
        let kept_back = shown(AccessLevel::Everything, vec![RecordPart::Forms]);
        assert_eq!(kept_back, [true, true, false, true]);
    }
}
