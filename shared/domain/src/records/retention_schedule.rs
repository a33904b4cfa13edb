//! The retention schedule, which has one row for each class of personal record.
//! The law asks for such a schedule as a record of processing (UK GDPR,
//! articles 13 and 30).
//!
//! The privacy notice, "Your data" and its download, the page before an account
//! is deleted, and the erasure of an account all follow the schedule. The
//! README of `store` has it as a table, and a test compares the two.

use crate::values::retention_period::{
    ACCOUNT_KEPT, ANONYMOUS_DRAFT_KEPT, BACKUPS_KEPT, CLOSED_STAFF_USER_KEPT, COUNTS_KEPT,
    FEEDBACK_KEPT, Retention, RetentionPeriod, RetentionSetting, SESSION_KEPT, STAFF_SESSION_KEPT,
    UNPROVEN_KEPT,
};

crate::named_enum! {
    /// A class of personal record. Every record about somebody is of one class.
    pub enum RecordClass {
        /// An account's profile and its identity.
        Account = "account",
        /// An identity whose owner has never given the first code.
        UnprovenIdentity = "unproven-identity",
        /// Answers of a visitor without an account.
        AnonymousDraft = "anonymous-draft",
        /// A form that an account keeps, with the files added to it.
        SavedForm = "saved-form",
        /// An application, and the entries of work that is still to be done
        /// with it.
        Application = "application",
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
    /// Somebody about whom staff fill in forms.
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
            Self::SavedForm => ScheduleRow {
                about: Citizen,
                title: "Forms you save, and documents you add to them",
                purpose: "To let you go on where you stopped, on any device, and to show you what support you may be entitled to and what it may cost.",
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
            Self::Document => ScheduleRow {
                about: Citizen,
                title: "Documents you send with them",
                purpose: "To show what you tell us in an application. A photograph can have in it where and when it was taken.",
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
                held_in: const { &[items("SIGN-IN#", "SIGN-IN"), items("EMAIL#", "CODES")] },
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
                        items("TEAM#", ""),
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
                held_in: const { &[items("MEMBER-SESSION#", "SESSION"), items("MEMBER#", "")] },
                kept: always("", STAFF_SESSION_KEPT, " at most"),
                in_download: InDownload::Not("it is no account of a citizen"),
                on_erasure: OnErasure::NotLinked("it is no account of a citizen"),
            },
            Self::StaffCase => ScheduleRow {
                about: CasePerson,
                title: "What staff say of somebody in forms about them",
                purpose: "To assess what somebody needs. No function that is deployed keeps any yet.",
                held_in: const { &[items("STAFF-CASE#", "")] },
                kept: KeptFor::Until("until it is decided for how long"),
                in_download: InDownload::Not("no function that is deployed keeps any"),
                on_erasure: OnErasure::NotLinked("no account leads to a case"),
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
