//! The retention schedule: how long each class of personal record is kept, what
//! of that a council may set, and one row for each class. The law asks for such
//! a schedule as a record of processing (UK GDPR, articles 13 and 30).
//!
//! The privacy notice, "Your data" and its download, the page before an account
//! is deleted, and the erasure of an account all follow the schedule. The
//! README of `store` has it as a table, and a test compares the two.

use serde::Deserialize;

use crate::values::retention_period::RetentionPeriod;

/// The period for which a visitor's answers are kept after their last change.
pub const ANONYMOUS_DRAFT_KEPT: RetentionPeriod = RetentionPeriod::hours(24);

/// The period for which a page is kept that says what is wrong with a form: long
/// enough to put it right after a break, and to go back to it.
pub const REFUSED_PAGE_KEPT: RetentionPeriod = RetentionPeriod::hours(1);

/// The period for which a request for information is kept after it was asked:
/// as long as an application is, unless the council decides otherwise for that
/// ([`Retention::application`]).
pub const INFORMATION_REQUEST_KEPT: RetentionPeriod = RetentionPeriod::days(365);

/// The time before the deletion of a saved form at which its owner is warned by
/// e-mail.
pub const SAVED_FORM_WARNED_BEFORE: RetentionPeriod = RetentionPeriod::days(7);

/// The period for which feedback is kept: long enough to compare a year with
/// the one before it, and no longer.
pub const FEEDBACK_KEPT: RetentionPeriod = RetentionPeriod::days(365);

/// The period for which a concern is kept that somebody sent to the safeguarding
/// team: long enough to show when it was sent and who read it. The team keeps
/// its own record of what it did.
pub const CONCERN_KEPT: RetentionPeriod = RetentionPeriod::days(365);

/// The period for which it is kept that somebody asked to be called back: long
/// enough to show that they asked and that somebody called.
pub const CALL_BACK_KEPT: RetentionPeriod = RetentionPeriod::days(90);

/// The period for which an identity is kept whose owner has never given the
/// first code, from when the identity was made or changed. Somebody who comes
/// back within a week signs in and is asked for their name; later they make
/// their account again and have lost nothing. A longer period would have no
/// purpose, and the address may be somebody else's, mistyped.
pub const UNPROVEN_KEPT: RetentionPeriod = RetentionPeriod::days(7);

/// The period for which an account is kept that nobody signs in to: long enough
/// for somebody who is assessed again every year and misses one, and no longer
/// than an application is kept after it was received.
pub const ACCOUNT_KEPT: RetentionPeriod = RetentionPeriod::days(2 * 365);

/// The time before the end of an account that nobody signs in to at which its
/// owner is warned by e-mail.
pub const ACCOUNT_WARNED_BEFORE: RetentionPeriod = RetentionPeriod::days(28);

/// The period for which a staff user is kept whose access is closed: as long as an
/// entry of the audit, which says by the staff user's id who looked at a record
/// ([`Retention::audit`]).
pub const CLOSED_STAFF_USER_KEPT: RetentionPeriod = RetentionPeriod::days(6 * 366);

/// The period for which an access to a care record is kept after it ended: the six
/// years within which somebody may still bring a claim (Limitation Act 1980,
/// section 2), because it shows who could see the record on a day.
pub const HOLDER_ACCESS_KEPT: RetentionPeriod = RetentionPeriod::days(6 * 366);

/// The period for which a register is kept after its week: the six years in
/// which money can be claimed (Limitation Act 1980, section 5) after the
/// financial year of the week has ended.
pub const REGISTER_KEPT: RetentionPeriod = RetentionPeriod::days(7 * 366);

/// The period for which a session is kept after it has ended: the forms that
/// were open in it are found again after the next sign-in.
pub const SESSION_KEPT: RetentionPeriod = RetentionPeriod::days(7);

/// The longest period for which a staff user's session is kept: as long as it
/// lasts ([`crate::access::session::WHOLE`]).
pub const STAFF_SESSION_KEPT: RetentionPeriod = RetentionPeriod::hours(12);

/// The period of the counters that limit something an hour: codes sent to an
/// address, complaints made with one. The period is longer than a sign-in takes
/// ([`crate::access::sign_in::SIGN_IN_LIVES`]).
pub const COUNTS_KEPT: RetentionPeriod = RetentionPeriod::hours(1);

/// The period for which a saved form's belongings (the pointer by its reference
/// and the records of its files) are kept longer than the form. Every answer
/// extends the expiry of the form; the expiry of the belongings is then
/// extended at most once a week.
pub const BELONGINGS_KEPT_LONGER: RetentionPeriod = RetentionPeriod::days(7);

/// The time within which the table deletes expired items, as a rule. Nobody can
/// read them meanwhile.
pub const EXPIRED_DELETED_WITHIN: RetentionPeriod = RetentionPeriod::days(2);

/// The time within which the files of a deleted form or account are erased: the
/// morning after the next.
pub const FILES_ERASED_WITHIN: RetentionPeriod = RetentionPeriod::days(2);

/// The period for which the table can be restored to an earlier state:
/// DynamoDB's longest.
pub const BACKUPS_KEPT: RetentionPeriod = RetentionPeriod::days(35);

crate::named_enum! {
    /// A setting of a period by the council. The name is the deployment's
    /// parameter; after a full stop, the member of that parameter's JSON.
    pub enum RetentionSetting {
        /// [`Retention::saved_form`].
        SavedForm = "SavedFormDays",
        /// [`Retention::application`].
        Application = "Retention.application",
        /// [`Retention::attempt`].
        EmailAttempt = "Retention.attempt",
        /// [`Retention::audit`].
        RecordAccess = "Retention.audit",
        /// [`Retention::complaint`].
        Complaint = "Retention.complaint",
        /// [`Retention::told_record`].
        ToldRecord = "RecordsKeptDays",
        /// [`Retention::exchange_copy`].
        ExchangeCopy = "ExchangeKeptDays",
        /// [`Retention::log`].
        Log = "LogRetentionDays",
    }
}

/// The periods for which the council keeps each class that it may set. A change
/// holds for applications at the next run of the job, and for the other classes
/// for records that are kept from then on.
///
/// Some periods are members of one setting in JSON, in which an absent member
/// has its default; the others are set where the records they hold for are
/// deployed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Saved forms, from their last change.
    #[serde(skip)]
    pub saved_form: RetentionPeriod,
    /// Applications, from when the case system acknowledged them. The record is
    /// kept there; this copy is for the applicant to look at. One year, which
    /// covers a review of the assessment (Care Act 2014, section 27; Care and
    /// Support Statutory Guidance 13.32: at least every 12 months).
    pub application: RetentionPeriod,
    /// Attempts to send e-mail, from sending: 90 days, like log lines.
    pub attempt: RetentionPeriod,
    /// Entries of the audit, from the act: 6 years, within which somebody may
    /// still bring a claim (Limitation Act 1980, section 2).
    pub audit: RetentionPeriod,
    /// Complaints about personal data, from receiving: 6 years, for the reason
    /// of [`Retention::audit`].
    pub complaint: RetentionPeriod,
    /// Locked records of what applicants were told, from when they were
    /// recorded: 7 years. Charges can be recovered for 6 (Care Act 2014,
    /// section 69(3)), after the year they were for.
    #[serde(skip)]
    pub told_record: RetentionPeriod,
    /// The copies for the case system, from when they were written.
    #[serde(skip)]
    pub exchange_copy: RetentionPeriod,
    /// Log lines, which hold no answers.
    #[serde(skip)]
    pub log: RetentionPeriod,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            saved_form: RetentionPeriod::days(28),
            application: RetentionPeriod::days(365),
            attempt: RetentionPeriod::days(90),
            audit: RetentionPeriod::days(6 * 366),
            complaint: RetentionPeriod::days(6 * 366),
            told_record: RetentionPeriod::days(7 * 365 + 2),
            exchange_copy: RetentionPeriod::days(90),
            log: RetentionPeriod::days(90),
        }
    }
}

impl Retention {
    /// Returns the period of a setting.
    ///
    /// ```
    /// use domain::records::retention_schedule::{Retention, RetentionSetting};
    ///
    /// let kept = Retention::default().of(RetentionSetting::SavedForm);
    /// assert_eq!(kept.to_string(), "28 days");
    /// ```
    #[must_use]
    pub const fn of(&self, setting: RetentionSetting) -> RetentionPeriod {
        match setting {
            RetentionSetting::SavedForm => self.saved_form,
            RetentionSetting::Application => self.application,
            RetentionSetting::EmailAttempt => self.attempt,
            RetentionSetting::RecordAccess => self.audit,
            RetentionSetting::Complaint => self.complaint,
            RetentionSetting::ToldRecord => self.told_record,
            RetentionSetting::ExchangeCopy => self.exchange_copy,
            RetentionSetting::Log => self.log,
        }
    }
}

crate::named_enum! {
    /// A class of personal record. Every record about somebody is of one class.
    pub enum RecordClass {
        /// An account's profile and its identity.
        Account = "account",
        /// An identity whose owner has never given the first code.
        UnprovenIdentity = "unproven-identity",
        /// Answers of a visitor without an account.
        AnonymousDraft = "anonymous-draft",
        /// A page that says what is wrong with a form, with what was typed.
        RefusedPage = "refused-page",
        /// A form that an account keeps, with the files added to it.
        SavedForm = "saved-form",
        /// An application, and the entries of work that is still to be done
        /// with it.
        Application = "application",
        /// A request for information about an application, and its answers.
        InformationRequest = "information-request",
        /// A file of evidence and its record.
        Document = "document",
        /// The files from which the case system takes an application in.
        ExchangeCopy = "exchange-copy",
        /// A locked record of what an applicant was told.
        ToldRecord = "told-record",
        /// An attempt to send an e-mail, and its delivery.
        EmailAttempt = "email-attempt",
        /// An entry of the audit.
        RecordAccess = "record-access",
        /// A complaint about personal data.
        Complaint = "complaint",
        /// A concern that an adult is at risk, which somebody sent without an
        /// account.
        Concern = "concern",
        /// A call that somebody asked for without an account.
        CallBack = "call-back",
        /// Feedback about the portal, and opinions about its answers.
        Feedback = "feedback",
        /// A sign-in that is under way.
        SignIn = "sign-in",
        /// A count of what was asked for within an hour.
        RequestCount = "request-count",
        /// A session of an account.
        Session = "session",
        /// A log line.
        Log = "log",
        /// A backup of the table.
        Backup = "backup",
        /// The account of a staff user, who was invited.
        StaffUser = "staff-user",
        /// A session of a staff user.
        StaffSession = "staff-session",
        /// The case of a person: what staff said of them in forms.
        StaffCase = "staff-case",
        /// Who may see a person's care record online, who decided that and when.
        HolderAccess = "holder-access",
        /// That an account was given access to a care record.
        HeldRecord = "held-record",
        /// Attendance at day services: what is commissioned, registers, and what
        /// providers asked of finance.
        Attendance = "attendance",
    }
}

/// The person whom a record is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DataSubject {
    /// Somebody who uses the portal. The privacy notice tells them of the
    /// class.
    Citizen,
    /// A staff user, who was invited to work with the portal.
    StaffUser,
    /// Somebody about whom staff fill in forms, or whose attendance a provider
    /// confirms.
    CasePerson,
}

/// The place where records of a class are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RecordPlace {
    /// Items of the table.
    Items {
        /// The partition key, or the prefix of all keys if it ends in `#`.
        partition: &'static str,
        /// The sort key, or the prefix of all keys if it ends in `#`; any sort
        /// key if empty.
        sort: &'static str,
    },
    /// A place outside the table: `the bucket of locked records`.
    Outside(&'static str),
}

/// The time for which records of a class are kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeptFor {
    /// The records are kept until something happens: `until you delete your
    /// account`.
    Until(&'static str),
    /// The records are kept for the same period in every deployment.
    Always {
        /// The words before the period: `about `.
        before: &'static str,
        /// The period.
        period: RetentionPeriod,
        /// The words after the period: from when, and what else is to be said.
        after: &'static str,
    },
    /// The records are kept for a period that the council sets.
    Set {
        /// The setting of the period.
        by: RetentionSetting,
        /// The words after the period: from when, and what else is to be said.
        after: &'static str,
    },
}

/// Whether somebody who downloads their data gets records of a class.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InDownload {
    /// The records are this member of the file: a JSON pointer, in which `*` is
    /// every element of an array.
    At(&'static str),
    /// The records are left out, for this reason.
    Not(&'static str),
}

/// The treatment of records of a class when their account is erased.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OnErasure {
    /// The records are erased with the account.
    Erased,
    /// The records are erased with the account unless this is so.
    ErasedUnless(&'static str),
    /// The records stay for their time, for this reason.
    Stays(&'static str),
    /// Nothing leads from the account to the records, for this reason.
    NotLinked(&'static str),
}

/// A row of the schedule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ScheduleRow {
    /// The person whom the records are about.
    pub about: DataSubject,
    /// The name of the class, as a page says it to the person whom the records
    /// are about.
    pub title: &'static str,
    /// The purpose of the records.
    pub purpose: &'static str,
    /// The places where the records are.
    pub held_in: &'static [RecordPlace],
    /// The time for which the records are kept.
    pub kept: KeptFor,
    /// Whether the records are in the file that somebody downloads.
    pub in_download: InDownload,
    /// Whether erasing their account erases them.
    pub on_erasure: OnErasure,
}

const fn items(partition: &'static str, sort: &'static str) -> RecordPlace {
    RecordPlace::Items { partition, sort }
}

const fn always(before: &'static str, period: RetentionPeriod, after: &'static str) -> KeptFor {
    KeptFor::Always {
        before,
        period,
        after,
    }
}

const fn set(by: RetentionSetting, after: &'static str) -> KeptFor {
    KeptFor::Set { by, after }
}

impl RecordClass {
    /// Returns the row of the class.
    #[must_use]
    pub const fn row(self) -> ScheduleRow {
        use DataSubject::{CasePerson, Citizen, StaffUser};
        use RecordPlace::Outside;
        match self {
            Self::Account => ScheduleRow {
                about: Citizen,
                title: "Your name and email address",
                purpose: "To sign you in with a code, and to write to you about what you saved and sent.",
                held_in: const {
                    &[
                        items("ACCOUNT#", "PROFILE"),
                        items("TO-ERASE", ""),
                        Outside("the identities of citizens"),
                    ]
                },
                kept: always(
                    "",
                    ACCOUNT_KEPT,
                    " after you last signed in, or until you delete your account. We email you before",
                ),
                in_download: InDownload::At("/account"),
                on_erasure: OnErasure::Erased,
            },
            Self::UnprovenIdentity => ScheduleRow {
                about: Citizen,
                title: "Your email address, if you never enter the first code that we email to you",
                purpose: "To make your account as soon as you enter the code.",
                held_in: const { &[Outside("the identities of citizens")] },
                kept: always("about ", UNPROVEN_KEPT, ""),
                in_download: InDownload::Not("there is no account yet"),
                on_erasure: OnErasure::NotLinked("there is no account yet"),
            },
            Self::AnonymousDraft => ScheduleRow {
                about: Citizen,
                title: "Answers you give without signing in",
                purpose: "To show you what support you may be entitled to and what it may cost.",
                held_in: const { &[items("DRAFT#", "FORM#")] },
                kept: always(
                    "",
                    ANONYMOUS_DRAFT_KEPT,
                    " after your last change, or until you clear them",
                ),
                in_download: InDownload::Not("nobody can tell whose they are"),
                on_erasure: OnErasure::NotLinked("nobody can tell whose they are"),
            },
            Self::RefusedPage => ScheduleRow {
                about: Citizen,
                title: "What you entered, if there was a mistake in it",
                purpose: "To show you the page again with the mistake marked. Only your browser can open it.",
                held_in: const { &[items("REFUSED#", "PAGE")] },
                kept: always("", REFUSED_PAGE_KEPT, ""),
                in_download: InDownload::Not("only your browser can open it"),
                on_erasure: OnErasure::NotLinked("only your browser leads to it"),
            },
            Self::SavedForm => ScheduleRow {
                about: Citizen,
                title: "Forms you save, and documents you add to them",
                purpose: "To let you go on where you stopped, on any device, and to show you what support you may be entitled to and what it may cost. When rates change, to tell you, and to count without names what that changes.",
                held_in: const { &[items("ACCOUNT#", "SAVED#"), items("REFERENCE#", "SAVED")] },
                kept: set(
                    RetentionSetting::SavedForm,
                    " after you last changed the form",
                ),
                in_download: InDownload::At("/saved_forms"),
                on_erasure: OnErasure::Erased,
            },
            Self::Application => ScheduleRow {
                about: Citizen,
                title: "Applications you send",
                purpose: "To help. They go to adult social care, or to the team that works out what people pay, and into our case system.",
                held_in: const {
                    &[
                        items("APPLICATION#", "APPLICATION"),
                        items("APPLICATION#", "PROGRESS"),
                        items("ACCOUNT#", "APPLICATION#"),
                        items("OUTBOX", ""),
                        items("TO-CONFIRM", ""),
                        items("UNACKNOWLEDGED", ""),
                        items("RECEIVED", ""),
                        items("ASSESSMENTS", ""),
                    ]
                },
                kept: set(
                    RetentionSetting::Application,
                    " after adult social care received them. Adult social care keeps them in its own records for longer",
                ),
                in_download: InDownload::At("/applications"),
                on_erasure: OnErasure::Stays(
                    "deleting an account does not withdraw an application",
                ),
            },
            Self::InformationRequest => ScheduleRow {
                about: Citizen,
                title: "Questions that we ask you about an application, and your answers",
                purpose: "To find out what we need to know to help you.",
                held_in: const {
                    &[
                        items("APPLICATION#", "QUESTIONS#"),
                        items("ACCOUNT#", "QUESTIONS#"),
                        items("QUESTIONS-WAITING", ""),
                        items("QUESTIONS-ANSWERED", ""),
                    ]
                },
                kept: always("", INFORMATION_REQUEST_KEPT, " after we asked"),
                in_download: InDownload::At("/questions_we_asked"),
                on_erasure: OnErasure::Stays(
                    "deleting an account does not withdraw an application",
                ),
            },
            Self::Document => ScheduleRow {
                about: Citizen,
                title: "Documents you send with them",
                purpose: "To show what you tell us in an application. We take where and when it was taken out of a photograph.",
                held_in: const {
                    &[
                        items("ACCOUNT#", "EVIDENCE#"),
                        items("AWAITED", ""),
                        Outside("the bucket of evidence"),
                    ]
                },
                kept: KeptFor::Until(
                    "until their form is deleted, or until adult social care received them, if that is later. Adult social care keeps them in its own records for longer",
                ),
                in_download: InDownload::At("/applications/*/application/evidence"),
                on_erasure: OnErasure::ErasedUnless("it was sent with an application"),
            },
            Self::ExchangeCopy => ScheduleRow {
                about: Citizen,
                title: "The files from which adult social care takes your application in",
                purpose: "To bring what you send us into our case system.",
                held_in: const { &[Outside("the bucket of the exchange with the case system")] },
                kept: set(RetentionSetting::ExchangeCopy, ""),
                in_download: InDownload::Not("they hold what your applications hold"),
                on_erasure: OnErasure::Stays(
                    "deleting an account does not withdraw an application",
                ),
            },
            Self::ToldRecord => ScheduleRow {
                about: Citizen,
                title: "What you were told before you applied, in a copy that nobody can change",
                purpose: "To be able to show what it was, if you or we ask about a charge later.",
                held_in: const { &[Outside("the bucket of locked records")] },
                kept: set(RetentionSetting::ToldRecord, " after you applied"),
                in_download: InDownload::At("/applications/*/application/told"),
                on_erasure: OnErasure::Stays("nobody can delete it before its time"),
            },
            Self::EmailAttempt => ScheduleRow {
                about: Citizen,
                title: "That we sent you an email, and when",
                purpose: "To know whether our emails arrive.",
                held_in: const {
                    &[
                        items("MESSAGE#", "ATTEMPT"),
                        items("EMAIL#", "SENT#"),
                        items("UNDELIVERED", ""),
                    ]
                },
                kept: set(RetentionSetting::EmailAttempt, ""),
                in_download: InDownload::At("/emails"),
                on_erasure: OnErasure::Stays(
                    "it is kept under a number made from your address, without your name",
                ),
            },
            Self::RecordAccess => ScheduleRow {
                about: Citizen,
                title: "Which of our staff looked at your record",
                purpose: "To be able to show who looked at it, and why.",
                held_in: const { &[items("AUDIT#", "")] },
                kept: set(RetentionSetting::RecordAccess, ""),
                in_download: InDownload::At("/who_looked_at_your_record"),
                on_erasure: OnErasure::Stays("it can be asked for after the account is gone"),
            },
            Self::Complaint => ScheduleRow {
                about: Citizen,
                title: "Complaints about your data",
                purpose: "To look into them and to answer you.",
                held_in: const {
                    &[
                        items("COMPLAINT#", "COMPLAINT"),
                        items("ACCOUNT#", "COMPLAINT#"),
                        items("COMPLAINTS", ""),
                        items("TO-TELL", ""),
                        items("EMAIL#", "COMPLAINTS"),
                    ]
                },
                kept: set(RetentionSetting::Complaint, ""),
                in_download: InDownload::At("/complaints"),
                on_erasure: OnErasure::Stays("it is answered after the account is gone"),
            },
            Self::Concern => ScheduleRow {
                about: Citizen,
                title: "Concerns about abuse or neglect that somebody sends us",
                purpose: "To find out whether an adult is at risk and to protect them. Only the safeguarding team reads them here, and each reading is recorded.",
                held_in: const {
                    &[
                        items("CONCERN#", "MESSAGE"),
                        items("CONCERNS", ""),
                        items("CONCERNS-TO-TELL", ""),
                    ]
                },
                kept: always(
                    "",
                    CONCERN_KEPT,
                    ". The safeguarding team keeps its own records for longer",
                ),
                in_download: InDownload::Not("nobody needs an account to send one"),
                on_erasure: OnErasure::NotLinked("nobody needs an account to send one"),
            },
            Self::CallBack => ScheduleRow {
                about: Citizen,
                title: "That you asked us to call you back",
                purpose: "To call you. We keep your name, your number, and what it is about in a few words.",
                held_in: const {
                    &[
                        items("CALL-BACK#", "MESSAGE"),
                        items("CALL-BACKS", ""),
                        items("CALL-BACKS-TO-TELL", ""),
                    ]
                },
                kept: always("", CALL_BACK_KEPT, ""),
                in_download: InDownload::Not("nobody needs an account to ask"),
                on_erasure: OnErasure::NotLinked("nobody needs an account to ask"),
            },
            Self::Feedback => ScheduleRow {
                about: Citizen,
                title: "Feedback that you send us, and whether you found an answer helpful",
                purpose: "To make the portal better. Please do not write about your own situation.",
                held_in: const { &[items("FEEDBACK#", "FEEDBACK"), items("OPINION#", "")] },
                kept: always("", FEEDBACK_KEPT, ""),
                in_download: InDownload::Not("it carries no name"),
                on_erasure: OnErasure::NotLinked("it carries no name"),
            },
            Self::SignIn => ScheduleRow {
                about: Citizen,
                title: "The steps of signing in, and how many codes we sent to your address",
                purpose: "To hold the steps together while you wait for a code, and to send no more codes than somebody needs.",
                held_in: const {
                    &[
                        items("SIGN-IN#", "SIGN-IN"),
                        items("EMAIL#", "CODES"),
                        items("ANSWER-SESSION#", "SESSION"),
                    ]
                },
                kept: always("", COUNTS_KEPT, " at most"),
                in_download: InDownload::Not("they are over when you are signed in"),
                on_erasure: OnErasure::NotLinked("only your browser leads to them"),
            },
            Self::RequestCount => ScheduleRow {
                about: Citizen,
                title: "How often something was asked for with your email address or from your internet connection",
                purpose: "To send no more emails and take no more complaints than anybody needs, so that nobody can misuse them. The number of your internet connection is kept in a form that nobody can read.",
                held_in: const { &[items("BUDGET#", "")] },
                kept: always("", COUNTS_KEPT, ""),
                in_download: InDownload::Not("they are over within the hour"),
                on_erasure: OnErasure::NotLinked("it is kept without your name and your address"),
            },
            Self::Session => ScheduleRow {
                about: Citizen,
                title: "That you are signed in on a device, and which form was open",
                purpose: "To keep you signed in, and to find the form again after the next sign-in.",
                held_in: const { &[items("SESSION#", "SESSION"), items("ACCOUNT#", "SESSION#")] },
                kept: always("", SESSION_KEPT, " after it ended"),
                in_download: InDownload::At("/sessions"),
                on_erasure: OnErasure::Erased,
            },
            Self::Log => ScheduleRow {
                about: Citizen,
                title: "A record of each page request: which kind of page, when, and whether it worked",
                purpose: "To keep the portal working and safe. It holds none of your answers.",
                held_in: const { &[Outside("the logs")] },
                kept: set(RetentionSetting::Log, ""),
                in_download: InDownload::Not("it does not say whose request it was"),
                on_erasure: OnErasure::NotLinked("it does not say whose request it was"),
            },
            Self::Backup => ScheduleRow {
                about: Citizen,
                title: "Encrypted backups of all of this",
                purpose: "To get it back after a disaster, and for nothing else.",
                held_in: const { &[Outside("the backups of the table")] },
                kept: always("another ", BACKUPS_KEPT, ""),
                in_download: InDownload::Not("they hold what is listed here"),
                on_erasure: OnErasure::Stays("nothing can be taken out of a backup"),
            },
            Self::StaffUser => ScheduleRow {
                about: StaffUser,
                title: "Your name, email address, role and telephone number",
                purpose: "To let you sign in and work with the portal.",
                held_in: const {
                    &[
                        items("MEMBERS", ""),
                        items("TEAM#", "STAFF#"),
                        items("MEMBER#", "TEAM#"),
                        items("PROVIDER#", ""),
                        items("SUPPLIER#", "GRANT#"),
                        Outside("the identities of people who were invited"),
                    ]
                },
                kept: always("", CLOSED_STAFF_USER_KEPT, " after your access is closed"),
                in_download: InDownload::Not("it is no account of a citizen"),
                on_erasure: OnErasure::NotLinked("it is no account of a citizen"),
            },
            Self::StaffSession => ScheduleRow {
                about: StaffUser,
                title: "That you are signed in",
                purpose: "To keep you signed in, and to let nobody try codes without end.",
                held_in: const {
                    &[
                        items("MEMBER-SESSION#", "SESSION"),
                        items("MEMBER#", "SESSION#"),
                        items("MEMBER#", "APP-TRIES"),
                    ]
                },
                kept: always("", STAFF_SESSION_KEPT, " at most"),
                in_download: InDownload::Not("it is no account of a citizen"),
                on_erasure: OnErasure::NotLinked("it is no account of a citizen"),
            },
            Self::StaffCase => ScheduleRow {
                about: CasePerson,
                title: "What staff say of somebody in forms about them",
                purpose: "To assess what somebody needs, and to plan and review their care.",
                held_in: const {
                    &[
                        items("STAFF-CASE#", ""),
                        items("TEAM#", "WORK#"),
                        items("CASE-SYSTEM#", ""),
                    ]
                },
                kept: KeptFor::Until("until it is decided for how long"),
                in_download: InDownload::Not("it is the council’s own record of somebody"),
                on_erasure: OnErasure::NotLinked("it is the council’s own record of somebody"),
            },
            Self::HolderAccess => ScheduleRow {
                about: CasePerson,
                title: "Who may see somebody’s care record online, and who decided it",
                purpose: "To let them in, and to show later who could see the record on a day.",
                held_in: const {
                    &[
                        items("CARE-RECORD#", "HOLDER#"),
                        items("CARE-RECORD#", "OPENED#"),
                        items("EMAIL#", "RECORD#"),
                    ]
                },
                kept: always(
                    "",
                    HOLDER_ACCESS_KEPT,
                    " after the access ended or the invitation ran out",
                ),
                in_download: InDownload::Not(
                    "it is about the person whose record it is, who sees it there",
                ),
                on_erasure: OnErasure::NotLinked(
                    "it is about the person whose record it is, who sees it there",
                ),
            },
            Self::HeldRecord => ScheduleRow {
                about: Citizen,
                title: "Which care records you were given access to, and since when",
                purpose: "To show you the records that you may see.",
                held_in: const { &[items("ACCOUNT#", "RECORD#")] },
                kept: KeptFor::Until("until you delete your account"),
                in_download: InDownload::At("/care_records"),
                on_erasure: OnErasure::Erased,
            },
            Self::Attendance => ScheduleRow {
                about: CasePerson,
                title: "Attendance at day services",
                purpose: "To pay day services for what somebody received, and to bill the person.",
                held_in: const {
                    &[
                        items("REGISTER#", ""),
                        items("REGISTER-OUTBOX", ""),
                        items("REGISTER-UNACKNOWLEDGED", ""),
                        items("SUPPLIER#", "LINE#"),
                        items("SUPPLIER#", "NIGHT"),
                        items("SUPPLIER#", "NON-PAYMENT#"),
                        items("SUPPLIER#", "REQUEST#"),
                        items("TO-APPROVE", ""),
                        items("TO-FINANCE", ""),
                        items("UNREGISTERED", ""),
                    ]
                },
                kept: always("", REGISTER_KEPT, " after the week"),
                in_download: InDownload::Not("no account leads to it"),
                on_erasure: OnErasure::NotLinked("no account leads to it"),
            },
        }
    }
}

impl ScheduleRow {
    /// Says for how long records of the class are kept, in words that go on
    /// after "How long:".
    #[must_use]
    pub fn kept_in_words(&self, retention: &Retention) -> String {
        match self.kept {
            KeptFor::Until(event) => event.to_owned(),
            KeptFor::Always {
                before,
                period,
                after,
            } => format!("{before}{period}{after}"),
            KeptFor::Set { by, after } => format!("{}{after}", retention.of(by)),
        }
    }
}

impl RecordPlace {
    /// Tells whether an item of the table with these keys is in this place.
    #[must_use]
    pub fn holds(self, partition_key: &str, sort_key: &str) -> bool {
        let fits = |key: &str, pattern: &str| match pattern.ends_with('#') {
            true => key.starts_with(pattern),
            false => key == pattern,
        };
        match self {
            Self::Items { partition, sort } => {
                fits(partition_key, partition) && (sort.is_empty() || fits(sort_key, sort))
            }
            Self::Outside(_) => false,
        }
    }
}

impl RecordClass {
    /// Finds the class of an item of the table by its keys; `None` if no class
    /// has such a place.
    #[must_use]
    pub fn of_item(partition_key: &str, sort_key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| {
            let places = class.row().held_in.iter();
            places
                .into_iter()
                .any(|place| place.holds(partition_key, sort_key))
        })
    }

    /// Lists the classes that are about citizens, who are told of each.
    pub fn of_citizens() -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(|class| class.row().about == DataSubject::Citizen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_council_sets_what_differs_and_the_rest_has_its_default() {
        let set: Retention = serde_json::from_str(r#"{"application": 730}"#).unwrap();
        assert_eq!(set.application.whole_days(), 730);
        assert_eq!(set.attempt, Retention::default().attempt);
        assert_eq!(
            serde_json::from_str::<Retention>("{}").unwrap(),
            Retention::default()
        );
    }

    #[test]
    fn a_class_that_does_not_exist_and_days_that_cannot_be_are_refused() {
        for setting in [
            r#"{"applications": 730}"#,
            r#"{"application": 0}"#,
            r#"{"application": -1}"#,
            r#"{"audit": 36601}"#,
            r#"{"audit": "never"}"#,
            r#"{"saved_form": 30}"#,
        ] {
            assert!(
                serde_json::from_str::<Retention>(setting).is_err(),
                "{setting}"
            );
        }
    }

    /// A class may be left out only if nothing leads from somebody to its
    /// records, or if it is a copy outside of the table.
    #[test]
    fn every_class_that_is_found_by_an_account_is_in_the_download() {
        let left_out = RecordClass::of_citizens().filter(|class| {
            let row = class.row();
            let is_outside = |place: &RecordPlace| matches!(place, RecordPlace::Outside(_));
            matches!(row.in_download, InDownload::Not(_))
                && !matches!(row.on_erasure, OnErasure::NotLinked(_))
                && !row.held_in.iter().all(is_outside)
        });
        assert_eq!(left_out.collect::<Vec<_>>(), []);
    }
}
