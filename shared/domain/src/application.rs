//! Applications: what somebody sends to the council, once.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::account::{AccountId, EmailAddress};
use crate::document::Document;
use crate::draft::{Answers, StoreFault};
use crate::evidence::Evidence;
use crate::notice::Notice;
use crate::reference::Reference;
use crate::saved::SavedId;

crate::named_enum! {
    serde
    /// What is asked of the council.
    pub enum Kind {
        /// Help: an adult's needs, or a carer's. Goes to adult social care.
        RequestForHelp = "request-for-help",
        /// A financial assessment alone. Goes to the charging team.
        FinancialAssessment = "financial-assessment",
    }
}

/// A form that is part of an application, as it was answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Filled {
    /// Which form: `request-help`.
    pub form: String,
    /// Its version.
    pub version: u32,
    /// What was answered.
    pub answers: Answers,
}

/// What the applicant was told before they sent it: a report, word for word,
/// with the rates it rests on, and its fingerprint. Given to the applicant and
/// the council alike.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Told {
    /// Which report: `estimate-costs`.
    pub report: String,
    /// The report.
    pub document: Document,
    /// From when the rates hold that it rests on, if it rests on any.
    pub rates_from: Option<Date>,
    /// SHA-256 of the report's canonical JSON, 64 lower-case hexadecimal digits.
    pub fingerprint: String,
}

/// An application.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Application {
    /// What it is called by both sides.
    pub reference: Reference,
    /// What is asked.
    pub kind: Kind,
    /// Who sent it.
    pub account: AccountId,
    /// The saved form that it was made from: one makes one application.
    pub saved: SavedId,
    /// When it was sent.
    pub submitted_at: Timestamp,
    /// The day by which the council makes contact.
    pub contact_by: Date,
    /// The applicant's first name, last name and e-mail address.
    pub applicant: Applicant,
    /// The forms, the request itself first.
    pub forms: Vec<Filled>,
    /// What they were told.
    pub told: Vec<Told>,
    /// The evidence that was sent with it.
    pub evidence: Vec<Evidence>,
}

/// Who sent an application.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Applicant {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Where the confirmation goes.
    pub email: EmailAddress,
    /// Where a copy goes, if somebody else is applied for and may be written to.
    pub copy_to: Option<EmailAddress>,
}

/// Where an application is with the case system.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Progress {
    /// It is on its way.
    Sent,
    /// The case system said that it has it.
    Received {
        /// When it said so.
        at: Timestamp,
    },
}

/// What became of submitting.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Submitted {
    /// It is submitted now.
    Now,
    /// The saved form was submitted before, in this application.
    Before(Reference),
    /// The saved form is gone.
    Gone,
    /// Nothing is submitted: one of its files was judged or taken out
    /// meanwhile, so that it is no longer as the application says.
    FilesChanged,
}

/// Reads applications.
pub trait ReadApplications: Clone + Send + Sync + 'static {
    /// An application of this account. MUST answer none for another account's.
    fn read_application(
        &self,
        account: &AccountId,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<(Application, Progress)>, StoreFault>> + Send;

    /// Every application of an account, newest first.
    fn applications(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<Vec<(Application, Progress)>, StoreFault>> + Send;
}

/// Keeps applications.
pub trait KeepApplications: ReadApplications {
    /// Submits an application: the application, the note that it is to be
    /// exported, that the case system is to acknowledge it, its
    /// [`Confirmation`]s, the mark on the saved form, and for
    /// each file that is not judged the note that its verdict is awaited, all
    /// or nothing. MUST answer [`Submitted::Before`] to every try but one for
    /// one saved form, and [`Submitted::FilesChanged`] unless every file is
    /// there and in the state that the application says.
    fn submit(
        &self,
        application: &Application,
    ) -> impl Future<Output = Result<Submitted, StoreFault>> + Send;
}

crate::named_enum! {
    /// Whom an e-mail tells that an application was sent.
    pub enum Addressee {
        /// Who sent it.
        Applicant = "applicant",
        /// The person it is for, who agreed to be written to.
        PersonAppliedFor = "person-applied-for",
    }
}

/// An e-mail that is to tell of an application. It is kept with the
/// application, in one transaction, until the mail service took the e-mail: so
/// neither is lost when the mail service fails.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Confirmation {
    /// Which application.
    pub reference: Reference,
    /// When it was sent.
    pub submitted_at: Timestamp,
    /// Whom the e-mail is for.
    pub to: Addressee,
}

impl Application {
    /// The e-mails that tell of it: one to the applicant, one to the person
    /// applied for if they agreed.
    #[must_use]
    pub fn confirmations(&self) -> Vec<Confirmation> {
        let copy = self.applicant.copy_to.as_ref();
        [
            Some(Addressee::Applicant),
            copy.map(|_| Addressee::PersonAppliedFor),
        ]
        .into_iter()
        .flatten()
        .map(|to| Confirmation {
            reference: self.reference.clone(),
            submitted_at: self.submitted_at,
            to,
        })
        .collect()
    }

    /// Its files that were not judged when it was sent: each follows it.
    pub fn late_files(&self) -> impl Iterator<Item = LateFile> {
        let late = self.evidence.iter().filter(|file| !file.state.is_final());
        late.map(|file| LateFile {
            added_at: file.added_at,
            reference: self.reference.clone(),
            id: file.id.clone(),
        })
    }

    /// Where such an e-mail goes, and what it says; nowhere if nobody agreed
    /// to it.
    #[must_use]
    pub fn letter(&self, to: Addressee) -> Option<(EmailAddress, Notice)> {
        let reference = self.reference.clone();
        let contact_by = self.contact_by;
        Some(match to {
            Addressee::Applicant => (
                self.applicant.email.clone(),
                Notice::Applied {
                    reference,
                    contact_by,
                },
            ),
            Addressee::PersonAppliedFor => (
                self.applicant.copy_to.clone()?,
                Notice::AppliedForYou {
                    reference,
                    contact_by,
                },
            ),
        })
    }
}

/// Keeps which applications are still to be told of by e-mail.
pub trait ConfirmApplications: Clone + Send + Sync + 'static {
    /// The e-mails that the mail service has not taken, of applications sent
    /// before an instant, oldest first, at most `most`.
    fn to_confirm(
        &self,
        before: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Confirmation>, StoreFault>> + Send;

    /// Notes that the mail service took it, or that it is given up. MUST
    /// succeed when told again.
    fn confirmed(
        &self,
        confirmation: &Confirmation,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// A file of an application that was sent before the file was judged.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct LateFile {
    /// When it was announced, to the millisecond.
    pub added_at: Timestamp,
    /// The application that it is part of.
    pub reference: Reference,
    /// Its id.
    pub id: String,
}

/// What is to be exported.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ToExport {
    /// An application, with what was judged of its files when it was sent.
    Application(Reference),
    /// What was found out of one of its files after that.
    LateFile(LateFile),
}

impl ToExport {
    /// The application that it is, or is part of.
    #[must_use]
    pub const fn reference(&self) -> &Reference {
        match self {
            Self::Application(reference) | Self::LateFile(LateFile { reference, .. }) => reference,
        }
    }
}

/// What the export to the case system needs of the store.
pub trait ExportApplications: Clone + Send + Sync + 'static {
    /// The application with this reference, whoever sent it.
    fn application_to_export(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<Application>, StoreFault>> + Send;

    /// What was found out of a file after its application was sent; nothing
    /// once that is exported.
    fn late_file_to_export(
        &self,
        file: &LateFile,
    ) -> impl Future<Output = Result<Option<Evidence>, StoreFault>> + Send;

    /// Everything that is to be exported and is not, oldest first, at most
    /// `most`.
    fn to_export(
        &self,
        most: usize,
    ) -> impl Future<Output = Result<Vec<ToExport>, StoreFault>> + Send;

    /// Notes that the files are written. MUST change nothing when told again.
    fn exported(
        &self,
        what: &ToExport,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Notes that the case system said it has it, which is no longer awaited.
    /// MUST change nothing when told again. Answers whether there is such an
    /// application.
    fn received(
        &self,
        reference: &Reference,
        at: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// Knows which applications the case system has not said it has.
pub trait AwaitAcknowledgements: Clone + Send + Sync + 'static {
    /// Those that were sent before an instant, oldest first, at most `most`.
    fn unacknowledged(
        &self,
        before: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Reference>, StoreFault>> + Send;
}
