//! The key of each item. The README lists the keys in a table.

use attendance::adjustment_proposal::{AdjustmentId, AdjustmentProposal};
use attendance::kept_register::RegisterKey;
use attendance::provider_request::{ProviderRequest, RequestId};
use attendance::provision::LineKey;
use attendance::provision_import::SnapshotName;
use attendance::register_export::{LockedVersionKey, WaitingVersion};
use attendance::supplier::SupplierId;
use attendance::terms::TermsId;
use attendance::unregistered::UnregisteredKey;
use attendance::week::FinancialYear;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::access::audit::{MessageSubject, StaffUserId, Subject, SupplierSubject};
use domain::access::budget::{Budget, BudgetHolder, BudgetPurpose};
use domain::access::session::SessionKey;
use domain::access::sign_in::SignInKey;
use domain::access::staff_user::StaffSessionKey;
use domain::application::information_request::AnswerSessionKey;
use domain::application::{Confirmation, DeferredEvidence};
use domain::correspondence::complaint::UnannouncedComplaint;
use domain::correspondence::team_inbox::{TeamInbox, UntoldInboxMessage};
use domain::forms::refused_page::RefusedPageKey;
use domain::forms::staff_case::{CaseKey, TeamId};
use domain::records::assessment_desk::AssessmentList;
use domain::records::case_record::CaseNumber;
use domain::records::holder_access::HolderAccessId;
use domain::records::retention::DeletedAccount;
use domain::records::staff_queues::Undelivered;
use domain::values::account_id::AccountId;
use domain::values::digits::hex;
use domain::values::email_address::EmailAddress;
use domain::values::information_request::{AskingDesk, InformationRequestKey};
use domain::values::person_id::PersonId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::SourceKey;
use crate::item::Item;

/// The partition key's attribute.
pub(crate) const PK: &str = "PK";
/// The sort key's attribute.
pub(crate) const SK: &str = "SK";

/// Declares [`Partition`] from one list, so that no list of the kinds and no
/// list of their patterns can leave one out.
macro_rules! partitions {
    ($($(#[$doc:meta])+ $name:ident = $pattern:literal,)+) => {
        /// A kind of partition of the table.
        ///
        /// Every key is made from one of these, so no other partition can be
        /// written or given to a role: `dynamodb:LeadingKeys` in
        /// `infra/template.yaml` lists patterns of these and no others.
        #[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
        pub enum Partition {
            $($(#[$doc])+ $name,)+
        }

        impl Partition {
            /// All kinds, in the order of the patterns.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Returns the pattern by which IAM knows the keys of this kind
            /// (`dynamodb:LeadingKeys` with `StringLike`): `ACCOUNT#*` where
            /// there is a partition for each account, `OUTBOX` where there is a
            /// single one.
            #[must_use]
            pub const fn pattern(self) -> &'static str {
                match self {
                    $(Self::$name => $pattern,)+
                }
            }
        }
    };
}

partitions! {
    /// The records of an account.
    Account = "ACCOUNT#*",
    /// The session of somebody who gave a code for one request for information.
    AnswerSession = "ANSWER-SESSION#*",
    /// An application.
    Application = "APPLICATION#*",
    /// The list of financial assessments, the open ones and the finished ones.
    Assessments = "ASSESSMENTS",
    /// The audit of a record.
    Audit = "AUDIT#*",
    /// The list of files of sent applications that await a verdict.
    Awaited = "AWAITED",
    /// The counters of an account, of a source of requests, and of everybody;
    /// and those of an address that are not in [`Self::Email`].
    Budget = "BUDGET#*",
    /// A call that somebody asked for.
    CallBack = "CALL-BACK#*",
    /// The list of calls that were asked for, those to make and those made.
    CallBacks = "CALL-BACKS",
    /// The list of calls of which their team has not been told yet.
    CallBacksToTell = "CALL-BACKS-TO-TELL",
    /// What is kept of a person's care record online: who may see it.
    CareRecord = "CARE-RECORD#*",
    /// What the case system says of the record of a person, by the case's number.
    CaseRecord = "CASE-SYSTEM#*",
    /// A complaint.
    Complaint = "COMPLAINT#*",
    /// The list of pointers to all complaints.
    Complaints = "COMPLAINTS",
    /// A concern that an adult is at risk.
    Concern = "CONCERN#*",
    /// The list of concerns, those that wait and those that are dealt with.
    Concerns = "CONCERNS",
    /// The list of concerns of which the safeguarding team has not been told yet.
    ConcernsToTell = "CONCERNS-TO-TELL",
    /// The terms of a contract for day services.
    Contract = "CONTRACT#*",
    /// The answers of somebody who is not signed in.
    Draft = "DRAFT#*",
    /// The counters of an e-mail address, and the list of what was sent to it.
    Email = "EMAIL#*",
    /// Feedback about the portal.
    Feedback = "FEEDBACK#*",
    /// What is known of the nightly imports: the last one, their reports, and
    /// those that are held back.
    Import = "IMPORT",
    /// A staff user's pointers to sessions and the counter of app codes.
    StaffUser = "MEMBER#*",
    /// A staff user's session.
    StaffSession = "MEMBER-SESSION#*",
    /// The list of profiles of everybody who was invited.
    Members = "MEMBERS",
    /// An attempt to send e-mail.
    Message = "MESSAGE#*",
    /// The list of messages of finance to every provider.
    Notices = "NOTICES",
    /// The opinions on one answer of the help pages.
    Opinion = "OPINION#*",
    /// The list of applications and later files that are to be exported.
    Outbox = "OUTBOX",
    /// The suppliers that somebody was granted.
    Provider = "PROVIDER#*",
    /// The list of requests for information whose answers nobody has read.
    QuestionsAnswered = "QUESTIONS-ANSWERED",
    /// The list of requests for information that wait for answers.
    QuestionsWaiting = "QUESTIONS-WAITING",
    /// The list of applications that the case system has acknowledged.
    Received = "RECEIVED",
    /// The pointer from a reference to its saved form.
    Reference = "REFERENCE#*",
    /// A page that says what is wrong with a form that was posted.
    RefusedPage = "REFUSED#*",
    /// The register of a supplier and a week.
    Register = "REGISTER#*",
    /// The list of locked registers that are to be exported.
    RegisterOutbox = "REGISTER-OUTBOX",
    /// The list of locked registers that the case system has not acknowledged.
    RegisterUnacknowledged = "REGISTER-UNACKNOWLEDGED",
    /// The session of somebody with an account.
    Session = "SESSION#*",
    /// A sign-in.
    SignIn = "SIGN-IN#*",
    /// The case of a person: the forms that staff fill in about them, and the
    /// team that works on it.
    StaffCase = "STAFF-CASE#*",
    /// What is commissioned from a supplier, and who was granted it.
    Supplier = "SUPPLIER#*",
    /// The list of all suppliers.
    Suppliers = "SUPPLIERS",
    /// The list of who is in a team.
    Team = "TEAM#*",
    /// The list of adjustments of registers that wait for a second person.
    ToApprove = "TO-APPROVE",
    /// The list of confirmations of applications that are to be sent.
    ToConfirm = "TO-CONFIRM",
    /// The list of accounts that are to be erased.
    ToErase = "TO-ERASE",
    /// The list of what providers asked of finance.
    ToFinance = "TO-FINANCE",
    /// The list of complaints that the council has not been told of yet.
    ToTell = "TO-TELL",
    /// The list of applications that the case system has not acknowledged.
    Unacknowledged = "UNACKNOWLEDGED",
    /// The list of applications whose e-mails came back.
    Undelivered = "UNDELIVERED",
    /// The list of commissioned days that were never on a register.
    Unregistered = "UNREGISTERED",
    /// The report of what new amounts of the law change in the county.
    Uprating = "UPRATING",
    /// An empty partition: a read of it opens the connection, and nothing is
    /// written to it.
    WarmUp = "WARM-UP",
}

impl Partition {
    /// Finds the kind of a partition key, or `None` if no kind has such keys.
    /// `MEMBER#jo` is of [`Self::StaffUser`], `MEMBERS` is [`Self::Members`].
    #[must_use]
    pub fn holding(key: &str) -> Option<Self> {
        let mut kinds = Self::ALL.iter().copied();
        kinds.find(|kind| match kind.pattern().ends_with('*') {
            true => kind.whose(key).is_some(),
            false => key == kind.pattern(),
        })
    }

    /// Makes the key of one of the many partitions of this kind.
    fn of(self, whose: &str) -> PartitionKey {
        PartitionKey(format!("{}{whose}", self.beginning()))
    }

    /// Reads the owner's part of a key of this kind, the reverse of
    /// [`Self::of`].
    pub(crate) fn whose(self, key: &str) -> Option<&str> {
        key.strip_prefix(self.beginning())
    }

    pub(crate) fn beginning(self) -> &'static str {
        self.pattern().trim_end_matches('*')
    }

    /// Makes the key of the single partition of this kind.
    pub(crate) fn only(self) -> PartitionKey {
        PartitionKey(self.pattern().to_owned())
    }
}

/// The key of a partition, which [`Partition`] alone makes.
#[derive(Clone, Debug)]
pub(crate) struct PartitionKey(String);

impl From<PartitionKey> for AttributeValue {
    fn from(key: PartitionKey) -> Self {
        Self::S(key.0)
    }
}

/// The sort key of the profile of an account.
pub(crate) const PROFILE: &str = "PROFILE";
/// The prefix of the sort keys of applications within an account's partition.
pub(crate) const APPLICATION: &str = "APPLICATION#";
/// The sort key of what became of an application.
pub(crate) const PROGRESS: &str = "PROGRESS";
pub(crate) const COMPLAINT: &str = "COMPLAINT#";
pub(crate) const EVIDENCE: &str = "EVIDENCE#";
/// The prefix of the sort keys of requests for information, beside their
/// application and in the account of whoever is asked.
pub(crate) const INFORMATION_REQUEST: &str = "QUESTIONS#";
pub(crate) const SAVED: &str = "SAVED#";
/// The prefix of the sort keys of e-mails that were sent to an address.
pub(crate) const SENT: &str = "SENT#";
pub(crate) const SESSION: &str = "SESSION#";

fn place(partition: PartitionKey, sort: impl Into<String>) -> Item {
    [
        (PK.to_owned(), partition.into()),
        (SK.to_owned(), AttributeValue::S(sort.into())),
    ]
    .into()
}

/// Returns the partition of everything that an account has.
pub(crate) fn of_account(account: &AccountId) -> PartitionKey {
    Partition::Account.of(&account.0)
}

/// Returns the partition of the audit of a record. An account's id and a
/// reference are never alike; the id of a person could be either.
pub(crate) fn audit_of(subject: &Subject) -> PartitionKey {
    match subject {
        Subject::Account(id) | Subject::StaffUser(StaffUserId(id)) => Partition::Audit.of(&id.0),
        Subject::Complaint(reference) => Partition::Audit.of(reference.plain()),
        Subject::Person(id) => Partition::Audit.of(&format!("PERSON#{}", id.as_str())),
        Subject::Snapshot(name) => Partition::Audit.of(&format!("SNAPSHOT#{name}")),
        Subject::Supplier(SupplierSubject(id)) => Partition::Audit.of(&format!("SUPPLIER#{id}")),
        Subject::EveryProvider => Partition::Audit.of("EVERY-PROVIDER"),
        Subject::Message(MessageSubject(reference)) => {
            Partition::Audit.of(&format!("MESSAGE#{}", reference.plain()))
        }
    }
}

pub(crate) fn draft(visit: &str, form: &str) -> Item {
    place(Partition::Draft.of(visit), format!("FORM#{form}"))
}

pub(crate) fn refused_page(RefusedPageKey(key): &RefusedPageKey) -> Item {
    place(Partition::RefusedPage.of(key), "PAGE")
}

pub(crate) fn feedback(id: &str) -> Item {
    place(Partition::Feedback.of(id), "FEEDBACK")
}

/// Returns the key of an opinion. The opinions on one answer are in one
/// partition, where they can be counted.
pub(crate) fn opinion(question: &str, id: &str) -> Item {
    place(Partition::Opinion.of(question), id)
}

pub(crate) fn account(id: &AccountId) -> Item {
    place(of_account(id), PROFILE)
}

pub(crate) fn to_erase(deleted: &DeletedAccount) -> Item {
    place(
        Partition::ToErase.only(),
        dated(deleted.deleted_at, &deleted.id.0),
    )
}

pub(crate) fn session(key: &SessionKey) -> Item {
    place(Partition::Session.of(&key.0), "SESSION")
}

/// Returns the key of the pointer to a session, by which its account signs out
/// everywhere.
pub(crate) fn session_of(account: &AccountId, key: &SessionKey) -> Item {
    place(of_account(account), format!("{SESSION}{}", key.0))
}

pub(crate) fn staff_user(id: &AccountId) -> Item {
    place(Partition::Members.only(), &id.0)
}

/// Returns the partition of a staff user's pointers to sessions and counter of
/// app codes.
pub(crate) fn of_staff_user(id: &AccountId) -> PartitionKey {
    Partition::StaffUser.of(&id.0)
}

pub(crate) fn staff_session(key: &StaffSessionKey) -> Item {
    place(Partition::StaffSession.of(&key.0), "SESSION")
}

/// Returns the key of the pointer to a staff user's session, by which all of
/// them are ended.
pub(crate) fn staff_session_of(staff_user: &AccountId, key: &StaffSessionKey) -> Item {
    place(of_staff_user(staff_user), format!("{SESSION}{}", key.0))
}

/// Returns the key of the counter of the app codes that a staff user tried.
pub(crate) fn app_tries(staff_user: &AccountId) -> Item {
    place(of_staff_user(staff_user), "APP-TRIES")
}

/// Returns the partition of a person's case.
pub(crate) fn of_case(person: &PersonId) -> PartitionKey {
    Partition::StaffCase.of(person.as_str())
}

/// Returns the key of the team that works on a case.
pub(crate) fn case_team(person: &PersonId) -> Item {
    place(of_case(person), "TEAM")
}

/// Returns the key of whom a case is about, and of where the case stands.
pub(crate) fn case_person(person: &PersonId) -> Item {
    place(of_case(person), CASE_PERSON)
}

/// The sort key of whom a case is about.
pub(crate) const CASE_PERSON: &str = "PERSON";

/// The beginning of the sort keys of the versions of forms in a case.
pub(crate) const CASE_FORM: &str = "FORM#";

/// The beginning of the sort keys of the self-assessments that are in a case.
pub(crate) const SELF_ASSESSMENT: &str = "SELF-ASSESSMENT#";

/// Returns the key of a self-assessment in a case. They sort by when they were
/// sent.
pub(crate) fn self_assessment(person: &PersonId, at: Timestamp, reference: &Reference) -> Item {
    let sort = format!("{SELF_ASSESSMENT}{}", dated(at, reference.plain()));
    place(of_case(person), sort)
}

/// The beginning of the sort keys of a team's work list.
pub(crate) const WORK: &str = "WORK#";

/// Returns the partition of a team.
pub(crate) fn of_team(team: &TeamId) -> PartitionKey {
    Partition::Team.of(&team.0)
}

/// Returns the key of a case in the work list of its team. The day comes first,
/// so that the list is in the order of what is due; without one a case is last.
pub(crate) fn in_work_list(team: &TeamId, due: Option<Date>, person: &PersonId) -> Item {
    let day = due.map_or_else(|| "none".to_owned(), |due| due.to_string());
    place(of_team(team), format!("{WORK}{day}#{}", person.as_str()))
}

/// The beginning of the sort keys of the accesses to a care record.
pub(crate) const HOLDER: &str = "HOLDER#";

/// The beginning of the sort keys of care records, within the partition of an
/// account that sees them and of an address that was invited to them.
pub(crate) const RECORD: &str = "RECORD#";

/// Returns the partition of a person's care record.
pub(crate) fn of_care_record(person: &PersonId) -> PartitionKey {
    Partition::CareRecord.of(person.as_str())
}

/// Returns the key of an access to a care record.
pub(crate) fn holder_access(person: &PersonId, id: &HolderAccessId) -> Item {
    place(of_care_record(person), format!("{HOLDER}{}", id.as_str()))
}

/// Returns the key of which documents of a care record an account opened.
pub(crate) fn opened_documents(person: &PersonId, account: &AccountId) -> Item {
    place(of_care_record(person), format!("OPENED#{}", account.0))
}

/// Returns the key of what the case system says of a record.
pub(crate) fn case_record(number: &CaseNumber) -> Item {
    place(Partition::CaseRecord.of(number.as_str()), "RECORD")
}

/// Returns the key by which an account's access to a care record is found. The
/// latest one is.
pub(crate) fn held_record(account: &AccountId, person: &PersonId) -> Item {
    place(of_account(account), format!("{RECORD}{}", person.as_str()))
}

/// Returns the key by which an invitation is found from its address.
pub(crate) fn record_invitation(
    email: &EmailAddress,
    person: &PersonId,
    id: &HolderAccessId,
) -> Item {
    let record = format!("{RECORD}{}#{}", person.as_str(), id.as_str());
    place(of_address(email), record)
}

/// Returns the beginning of the sort keys of a form's versions in a case.
pub(crate) fn case_forms(form: &str) -> String {
    format!("{CASE_FORM}{form}#")
}

/// Returns the key of a version of a form in a case. Version numbers have
/// equally many digits, so that they sort.
pub(crate) fn case_form(case: &CaseKey, version: u32) -> Item {
    place(
        of_case(&case.person),
        format!("{}{version:010}", case_forms(&case.form)),
    )
}

/// Returns the key of the record that somebody is in a team.
pub(crate) fn in_team(team: &TeamId, staff: &AccountId) -> Item {
    place(of_team(team), format!("STAFF#{}", staff.0))
}

/// The beginning of the sort key of what says in which team a staff user is.
pub(crate) const TEAM: &str = "TEAM#";

/// Returns the key of the pointer to a staff user's entry in a team, by which all
/// of them are deleted with the staff user.
pub(crate) fn team_of_staff_user(staff: &AccountId, team: &TeamId) -> Item {
    place(of_staff_user(staff), format!("{TEAM}{}", team.0))
}

pub(crate) fn sign_in(key: &SignInKey) -> Item {
    place(Partition::SignIn.of(&key.0), "SIGN-IN")
}

/// Returns the partition of an e-mail address: its counters, and the list of the
/// e-mails that were sent to it.
pub(crate) fn of_address(email: &EmailAddress) -> PartitionKey {
    Partition::Email.of(&sha256(&[email.as_str()]))
}

/// Returns the key of the counter of a budget. A source is known by a keyed
/// hash.
pub(crate) fn budget(budget: &Budget, source_key: &SourceKey) -> Item {
    let (purpose, holder) = (budget.purpose, &budget.holder);
    let of = |kind: &str, whose: &str| Partition::Budget.of(&format!("{kind}#{whose}"));
    let partition = match (purpose, holder) {
        (BudgetPurpose::SignInCode | BudgetPurpose::Complaint, BudgetHolder::Address(email)) => {
            of_address(email)
        }
        (_, BudgetHolder::Address(email)) => of("ADDRESS", &sha256(&[email.as_str()])),
        (_, BudgetHolder::Account(id)) => of("ACCOUNT", &id.0),
        (_, BudgetHolder::Source(source)) => of("SOURCE", &source_key.hash(*source)),
        (_, BudgetHolder::Everybody) => Partition::Budget.of("EVERYBODY"),
    };
    place(partition, purpose.name())
}

pub(crate) fn saved(account: &AccountId, id: &SavedId) -> Item {
    place(of_account(account), format!("{SAVED}{}", id.0))
}

/// Returns the key of the pointer from a reference to its saved form.
pub(crate) fn reference(reference: &Reference) -> Item {
    place(Partition::Reference.of(reference.plain()), "SAVED")
}

/// Returns the prefix of the sort keys of a saved form's evidence.
pub(crate) fn evidence_of(saved: &SavedId) -> String {
    format!("{EVIDENCE}{}#", saved.0)
}

pub(crate) fn evidence(account: &AccountId, saved: &SavedId, id: &str) -> Item {
    place(of_account(account), format!("{}{id}", evidence_of(saved)))
}

pub(crate) fn application(reference: &Reference) -> Item {
    place(Partition::Application.of(reference.plain()), "APPLICATION")
}

/// Returns the key of what became of an application, beside the application.
pub(crate) fn progress(reference: &Reference) -> Item {
    place(Partition::Application.of(reference.plain()), PROGRESS)
}

/// Returns the key of the pointer from an account to its application.
pub(crate) fn application_of(account: &AccountId, reference: &Reference) -> Item {
    place(
        of_account(account),
        format!("{APPLICATION}{}", reference.plain()),
    )
}

/// Returns the partition of an application.
pub(crate) fn of_application(reference: &Reference) -> PartitionKey {
    Partition::Application.of(reference.plain())
}

/// Returns the key of a request for information.
pub(crate) fn information_request(key: &InformationRequestKey) -> Item {
    place(
        of_application(&key.reference),
        format!("{INFORMATION_REQUEST}{}", key.id.as_str()),
    )
}

/// Returns the key of the pointer from an account to a request for information.
pub(crate) fn information_request_to(account: &AccountId, key: &InformationRequestKey) -> Item {
    let (reference, id) = (key.reference.plain(), key.id.as_str());
    place(
        of_account(account),
        format!("{INFORMATION_REQUEST}{reference}#{id}"),
    )
}

/// Returns the key of a request for information in the list of those that wait
/// for answers, which is in the order of their days.
pub(crate) fn waiting_request(key: &InformationRequestKey, answer_by: Date) -> Item {
    let (reference, id) = (key.reference.plain(), key.id.as_str());
    place(
        Partition::QuestionsWaiting.only(),
        format!("{answer_by}#{reference}#{id}"),
    )
}

/// Returns the key of a request for information in the list of those whose
/// answers nobody has read. The desk comes first: each reads its own.
pub(crate) fn unread_answers(
    desk: AskingDesk,
    sent_at: Timestamp,
    key: &InformationRequestKey,
) -> Item {
    let id = format!("{}#{}", key.reference.plain(), key.id.as_str());
    let sort = format!("{}#{}", desk.name(), dated(sent_at, &id));
    place(Partition::QuestionsAnswered.only(), sort)
}

/// Returns the key of the session that a code opens for one request.
pub(crate) fn answer_session(key: &AnswerSessionKey) -> Item {
    place(Partition::AnswerSession.of(&key.0), "SESSION")
}

pub(crate) fn outbox(submitted_at: Timestamp, reference: &Reference) -> Item {
    place(
        Partition::Outbox.only(),
        dated(submitted_at, reference.plain()),
    )
}

pub(crate) fn unacknowledged(submitted_at: Timestamp, reference: &Reference) -> Item {
    place(
        Partition::Unacknowledged.only(),
        dated(submitted_at, reference.plain()),
    )
}

pub(crate) fn late_outbox(file: &DeferredEvidence) -> Item {
    place(Partition::Outbox.only(), late(file))
}

pub(crate) fn awaited(file: &DeferredEvidence) -> Item {
    place(Partition::Awaited.only(), late(file))
}

fn late(file: &DeferredEvidence) -> String {
    let id = format!("{}#{}", file.reference.plain(), file.id);
    dated(file.added_at, &id)
}

pub(crate) fn received(at: Timestamp, reference: &Reference) -> Item {
    place(Partition::Received.only(), dated(at, reference.plain()))
}

pub(crate) fn to_confirm(confirmation: &Confirmation) -> Item {
    let id = format!(
        "{}#{}",
        confirmation.reference.plain(),
        confirmation.to.name()
    );
    place(
        Partition::ToConfirm.only(),
        dated(confirmation.submitted_at, &id),
    )
}

pub(crate) fn complaint(reference: &Reference) -> Item {
    place(Partition::Complaint.of(reference.plain()), "COMPLAINT")
}

/// Returns the key of the pointer to a complaint from the account of who made
/// it.
pub(crate) fn complaint_of(account: &AccountId, reference: &Reference) -> Item {
    place(
        of_account(account),
        format!("{COMPLAINT}{}", reference.plain()),
    )
}

/// The prefix of the sort keys of finished assessments. The open ones have an
/// instant first.
pub(crate) const FINISHED: &str = "FINISHED#";

/// Returns the key of a financial assessment in one of the lists of these.
pub(crate) fn assessment(list: AssessmentList, at: Timestamp, reference: &Reference) -> Item {
    let dated = dated(at, reference.plain());
    let sort = match list {
        AssessmentList::Open => dated,
        AssessmentList::Finished => format!("{FINISHED}{dated}"),
    };
    place(Partition::Assessments.only(), sort)
}

/// The prefix of the sort keys of acknowledged complaints. Those to acknowledge
/// have an instant first.
pub(crate) const ACKNOWLEDGED: &str = "ACKNOWLEDGED#";
/// The text that sorts after every instant of this era.
pub(crate) const LATEST: &str = ":";

/// Returns the key of an acknowledged complaint in the list of these.
pub(crate) fn complaint_acknowledged(at: Timestamp, reference: &Reference) -> Item {
    let sort = format!("{ACKNOWLEDGED}{}", dated(at, reference.plain()));
    place(Partition::Complaints.only(), sort)
}

/// Returns the key of a complaint in the list of those to acknowledge.
pub(crate) fn complaint_at(at: Timestamp, reference: &Reference) -> Item {
    place(Partition::Complaints.only(), dated(at, reference.plain()))
}

pub(crate) fn undelivered(undelivered: &Undelivered) -> Item {
    let whose = if undelivered.is_copy { "#copy" } else { "" };
    let which = format!("{}{whose}", undelivered.reference.plain());
    place(
        Partition::Undelivered.only(),
        dated(undelivered.bounced_at, &which),
    )
}

pub(crate) fn to_tell(complaint: &UnannouncedComplaint) -> Item {
    place(
        Partition::ToTell.only(),
        dated(complaint.received_at, complaint.reference.plain()),
    )
}

/// Returns the key of a message to a team.
pub(crate) fn inbox_message(inbox: TeamInbox, reference: &Reference) -> Item {
    let partition = match inbox {
        TeamInbox::Concerns => Partition::Concern,
        TeamInbox::CallBacks => Partition::CallBack,
    };
    place(partition.of(reference.plain()), "MESSAGE")
}

/// Returns the partition of the lists of an inbox.
pub(crate) fn of_inbox(inbox: TeamInbox) -> PartitionKey {
    match inbox {
        TeamInbox::Concerns => Partition::Concerns.only(),
        TeamInbox::CallBacks => Partition::CallBacks.only(),
    }
}

/// Returns the key of a message in the list of those that wait.
pub(crate) fn open_message(inbox: TeamInbox, at: Timestamp, reference: &Reference) -> Item {
    place(of_inbox(inbox), dated(at, reference.plain()))
}

/// The prefix of the sort keys of messages that are dealt with. Those that wait
/// have an instant first.
pub(crate) const DONE: &str = "DONE#";

/// Returns the key of a message in the list of those that are dealt with.
pub(crate) fn done_message(inbox: TeamInbox, at: Timestamp, reference: &Reference) -> Item {
    let sort = format!("{DONE}{}", dated(at, reference.plain()));
    place(of_inbox(inbox), sort)
}

/// Returns the partition of the messages of an inbox of which its team has not
/// been told yet.
pub(crate) const fn inbox_to_tell(inbox: TeamInbox) -> Partition {
    match inbox {
        TeamInbox::Concerns => Partition::ConcernsToTell,
        TeamInbox::CallBacks => Partition::CallBacksToTell,
    }
}

pub(crate) fn to_tell_team(message: &UntoldInboxMessage) -> Item {
    place(
        inbox_to_tell(message.inbox).only(),
        dated(message.sent_at, message.reference.plain()),
    )
}

/// The prefix of the sort keys of lines, within a register and within a
/// supplier's partition.
pub(crate) const LINE: &str = "LINE#";
/// The prefix of the sort keys of grants within a supplier's partition, and of
/// suppliers within that of somebody who was granted them.
pub(crate) const GRANT: &str = "GRANT#";

/// Returns the partition of a register.
pub(crate) fn of_register(key: &RegisterKey) -> PartitionKey {
    Partition::Register.of(&format!("{}#{}", key.supplier, key.week.ending()))
}

/// Returns the key of what is kept of a register as a whole.
pub(crate) fn register_head(key: &RegisterKey) -> Item {
    place(of_register(key), "HEAD")
}

/// Returns the key of a line of a register. A reference of the case system has
/// no `#`.
pub(crate) fn register_line(key: &RegisterKey, line: &LineKey) -> Item {
    place(of_register(key), line_sort(line))
}

/// Returns the key of a locked version of a register. Version numbers have
/// equally many digits, so that they sort.
pub(crate) fn register_version(key: &RegisterKey, number: u32) -> Item {
    place(of_register(key), format!("VERSION#{number:010}"))
}

/// The prefix of the sort keys of adjustments within a register.
pub(crate) const ADJUSTMENT: &str = "ADJUSTMENT#";

/// Returns the key of an adjustment of a register.
pub(crate) fn adjustment(key: &RegisterKey, id: &AdjustmentId) -> Item {
    place(of_register(key), format!("{ADJUSTMENT}{id}"))
}

/// Returns the key of an adjustment in the list of those that wait.
pub(crate) fn waiting_adjustment(proposal: &AdjustmentProposal) -> Item {
    let RegisterKey { supplier, week } = &proposal.register;
    let what = format!("{supplier}#{}#{}", week.ending(), proposal.id);
    place(Partition::ToApprove.only(), dated(proposal.by.at, &what))
}

/// The prefix of the sort keys of what became of locked versions.
pub(crate) const DELIVERY: &str = "DELIVERY#";

/// Returns the key of what became of a locked version at the case system.
pub(crate) fn register_delivery(version: &LockedVersionKey) -> Item {
    let LockedVersionKey { register, number } = version;
    place(of_register(register), format!("{DELIVERY}{number:010}"))
}

/// Returns the key of a locked version in the list of those to be exported.
pub(crate) fn register_outbox(waiting: &WaitingVersion) -> Item {
    place(Partition::RegisterOutbox.only(), waiting_sort(waiting))
}

/// Returns the key of a locked version in the list of those without an
/// acknowledgement.
pub(crate) fn register_unacknowledged(waiting: &WaitingVersion) -> Item {
    let list = Partition::RegisterUnacknowledged.only();
    place(list, waiting_sort(waiting))
}

/// Returns the sort key of a locked version in a list:
/// `<locked_at>#<supplier>#<week-ending date>#<number>`.
fn waiting_sort(waiting: &WaitingVersion) -> String {
    let LockedVersionKey { register, number } = &waiting.version;
    let RegisterKey { supplier, week } = register;
    let version = format!("{supplier}#{}#{number}", week.ending());
    dated(waiting.locked_at, &version)
}

/// Returns the key of commissioned days without a register:
/// `<supplier>#<order>#<line>#<week-ending date>`.
pub(crate) fn unregistered(key: &UnregisteredKey) -> Item {
    let UnregisteredKey { register, line } = key;
    let RegisterKey { supplier, week } = register;
    let sort = format!("{supplier}#{}#{}#{}", line.order, line.line, week.ending());
    place(Partition::Unregistered.only(), sort)
}

/// Returns the sort key of a line.
fn line_sort(line: &LineKey) -> String {
    format!("{LINE}{}#{}", line.order, line.line)
}

/// Whether an attribute is part of the key.
pub(crate) fn is_key(name: &str) -> bool {
    [PK, SK].contains(&name)
}

/// Returns the partition of a supplier.
pub(crate) fn of_supplier(supplier: &SupplierId) -> PartitionKey {
    Partition::Supplier.of(supplier.as_str())
}

/// Returns the key of a provision of a supplier.
pub(crate) fn provision(supplier: &SupplierId, line: &LineKey) -> Item {
    place(of_supplier(supplier), line_sort(line))
}

/// Returns the key of what the last import changed for a supplier.
pub(crate) fn night_difference(supplier: &SupplierId) -> Item {
    place(of_supplier(supplier), "NIGHT")
}

/// Returns the key of the non-payment weeks of a supplier in a financial year.
pub(crate) fn non_payment_year(supplier: &SupplierId, year: FinancialYear) -> Item {
    place(
        of_supplier(supplier),
        format!("NON-PAYMENT#{}", year.begins_in()),
    )
}

/// Returns the key of a supplier in the list of all.
pub(crate) fn supplier(id: &SupplierId) -> Item {
    place(Partition::Suppliers.only(), id.as_str())
}

/// Returns the key of a grant in the partition of its supplier.
pub(crate) fn grant_in_supplier(supplier: &SupplierId, to: &AccountId) -> Item {
    place(of_supplier(supplier), format!("{GRANT}{}", to.0))
}

/// Returns the partition of what somebody was granted.
pub(crate) fn of_provider(account: &AccountId) -> PartitionKey {
    Partition::Provider.of(&account.0)
}

/// Returns the key of a grant in the partition of who has it.
pub(crate) fn grant_of_provider(account: &AccountId, supplier: &SupplierId) -> Item {
    place(of_provider(account), format!("{GRANT}{supplier}"))
}

/// Returns the key of a message of finance to every provider.
pub(crate) fn provider_message(id: &str) -> Item {
    place(Partition::Notices.only(), id)
}

/// The prefix of the sort keys of requests within a supplier's partition.
pub(crate) const REQUEST: &str = "REQUEST#";

/// Returns the key of what a supplier asked of finance.
pub(crate) fn provider_request(supplier: &SupplierId, id: &RequestId) -> Item {
    place(of_supplier(supplier), format!("{REQUEST}{id}"))
}

/// Returns the key of a request in the list of those that are open.
pub(crate) fn open_request(request: &ProviderRequest) -> Item {
    let id = format!("{}#{}", request.supplier, request.id);
    place(Partition::ToFinance.only(), dated(request.at, &id))
}

/// Returns the key of the terms of a contract.
pub(crate) fn contract(terms: &TermsId) -> Item {
    place(Partition::Contract.of(terms.as_str()), "TERMS")
}

/// Returns the key of what the reasons of an absence pay and bill in a contract.
pub(crate) fn effects(terms: &TermsId) -> Item {
    place(Partition::Contract.of(terms.as_str()), "EFFECTS")
}

/// Returns the key of which import was the last.
pub(crate) fn last_import() -> Item {
    place(Partition::Import.only(), "LAST")
}

/// The prefix of the sort keys of reports of imports.
pub(crate) const REPORT: &str = "REPORT#";
/// The prefix of the sort keys of snapshots that are held back.
pub(crate) const HELD: &str = "HELD#";

/// Returns the key of the lease of the run that writes what a snapshot says.
pub(crate) fn import_lease() -> Item {
    place(Partition::Import.only(), "LEASE")
}

/// Returns the key of which snapshots of records were taken in, and of the lease
/// of the run that writes what one says.
pub(crate) fn record_imports() -> Item {
    place(Partition::Import.only(), "RECORDS")
}

/// Returns the key of the report of an import. Version numbers have equally
/// many digits, so that they sort.
pub(crate) fn import_report(version: u32) -> Item {
    place(Partition::Import.only(), format!("{REPORT}{version:010}"))
}

/// Returns the key of a snapshot that is held back.
pub(crate) fn held_snapshot(name: &SnapshotName) -> Item {
    place(Partition::Import.only(), format!("{HELD}{name}"))
}

/// Returns the key of the report of what new amounts change.
pub(crate) fn county_report() -> Item {
    place(Partition::Uprating.only(), "REPORT")
}

/// Returns the key that is read to open the connection; no such item exists.
pub(crate) fn warm_up() -> Item {
    place(Partition::WarmUp.only(), "WARM-UP")
}

/// Returns the key of an e-mail in the list of its address.
pub(crate) fn email_to(address: &EmailAddress, sent_at: Timestamp, message: &str) -> Item {
    place(
        of_address(address),
        format!("{SENT}{}", dated(sent_at, message)),
    )
}

pub(crate) fn message(id: &str) -> Item {
    place(Partition::Message.of(id), "ATTEMPT")
}

/// Returns the key of an entry of the audit, made of what the entry says, so
/// that an entry that is written again is kept once.
pub(crate) fn access(subject: &Subject, at: Timestamp, who: &str, what: &str) -> Item {
    let id = sha256(&[who, what]);
    place(
        audit_of(subject),
        dated(at, id.get(..16).unwrap_or_default()),
    )
}

/// Returns a sort key that sorts by time: every instant has the same number of
/// digits.
fn dated(at: Timestamp, id: &str) -> String {
    format!("{}#{id}", sortable(at))
}

/// Returns the text of an instant, which sorts by time: milliseconds are always
/// written out.
pub(crate) fn sortable(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The text that sorts before every instant, those before year 0 included.
pub(crate) const EARLIEST: &str = "-";

/// Returns the first digits of the hash of an item's key, by which a log line
/// names an item: a key can hold the id of a person.
pub(crate) fn hash(item: &Item) -> String {
    let part = |name| item.get(name).and_then(|value| value.as_s().ok());
    let parts = [part(PK), part(SK)].map(|part| part.map_or("", String::as_str));
    let mut hash = sha256(&parts);
    hash.truncate(16);
    hash
}

/// Returns the SHA-256 hash of the parts, with a zero byte between them, in
/// lower-case hexadecimal digits.
fn sha256(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            hash.update([0]);
        }
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_key_is_of_the_kind_that_it_was_made_of_and_of_no_other() {
        for kind in Partition::ALL {
            let key = match kind.pattern().ends_with('*') {
                true => kind.of("whose"),
                false => kind.only(),
            };
            assert_eq!(Partition::holding(&key.0), Some(*kind), "{}", key.0);
        }
    }

    #[test]
    fn a_key_like_none_of_ours_is_of_no_kind() {
        for key in ["MEMBERSHIP", "OUTBOX#1", "WARM-UP-2", "account#jo", ""] {
            assert_eq!(Partition::holding(key), None, "{key}");
        }
    }

    #[test]
    fn patterns_are_told_apart_and_in_order() {
        let patterns: Vec<_> = Partition::ALL.iter().map(|kind| kind.pattern()).collect();
        let distinct: BTreeSet<_> = patterns.iter().collect();
        assert_eq!(distinct.len(), patterns.len());
        for (one, other) in patterns.iter().zip(patterns.iter().skip(1)) {
            assert!(
                one.trim_end_matches('*') < other.trim_end_matches('*'),
                "{one} comes after {other}"
            );
        }
    }
}
