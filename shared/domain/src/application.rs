//! Applications, each of which somebody sends to the council once.

pub mod evidence;
pub mod files;
pub mod information_request;
pub mod self_assessment;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::account::full_name;
use crate::application::evidence::Evidence;
use crate::correspondence::email::Email;
use crate::document::Document;
use crate::fault::StoreFault;
use crate::forms::draft::Answers;
use crate::values::account_id::AccountId;
use crate::values::calendar::working_days_after;
use crate::values::email_address::EmailAddress;
use crate::values::list_page::{EVERY_ITEM, ListCursor, ListPage};
use crate::values::reference::Reference;
use crate::values::saved_id::SavedId;

/// The number of working days within which the council makes contact with
/// somebody who applied.
pub const CONTACT_WITHIN_WORKING_DAYS: u32 = 7;

/// Returns the day by which the council makes contact with somebody who applied
/// on a day in London.
///
/// ```
/// use domain::application::contact_by;
/// use jiff::civil::date;
///
/// // Seven working days from a Monday, and from Christmas Eve.
/// assert_eq!(contact_by(date(2026, 11, 23)), date(2026, 12, 2));
/// assert_eq!(contact_by(date(2026, 12, 24)), date(2027, 1, 7));
/// ```
#[must_use]
pub fn contact_by(applied_on: Date) -> Date {
    working_days_after(applied_on, CONTACT_WITHIN_WORKING_DAYS)
}

crate::named_enum! {
    serde
    /// The kind of request to the council.
    pub enum ApplicationKind {
        /// A request for help with an adult's or a carer's needs. Goes to adult
        /// social care.
        RequestForHelp = "request-for-help",
        /// A request for a financial assessment alone. Goes to the charging
        /// team.
        FinancialAssessment = "financial-assessment",
        /// What an adult or a carer says of their own needs. Goes to a team of
        /// practitioners.
        NeedsSelfAssessment = "needs-self-assessment",
    }
}

/// A completed form that is part of an application.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CompletedForm {
    /// The name of the form: `request-help`.
    pub form: String,
    /// The version of the form.
    pub version: u32,
    /// The answers.
    pub answers: Answers,
}

/// A report that the applicant saw before they sent the application, word for
/// word, with the rates that the report rests on, and its fingerprint.
/// Applicant and council are given the same report.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReportSnapshot {
    /// The name of the report: `estimate-costs`.
    pub report: String,
    /// The text of the report.
    pub document: Document,
    /// The first day of the rates that the report rests on, if it rests on any.
    pub rates_from: Option<Date>,
    /// SHA-256 of the report's canonical JSON, 64 lower-case hexadecimal digits.
    pub fingerprint: String,
}

/// An application to the council.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Application {
    /// The reference by which both sides call the application.
    pub reference: Reference,
    /// The kind of request.
    pub kind: ApplicationKind,
    /// The account of the sender.
    pub account: AccountId,
    /// The saved form that the application was made from; a saved form makes
    /// one application.
    pub saved: SavedId,
    /// The instant at which the application was sent.
    pub submitted_at: Timestamp,
    /// The day by which the council makes contact.
    pub contact_by: Date,
    /// The applicant's first name, last name and e-mail address.
    pub applicant: Applicant,
    /// The forms, the request itself first.
    pub forms: Vec<CompletedForm>,
    /// The reports that the applicant saw.
    pub told: Vec<ReportSnapshot>,
    /// The evidence that was sent with the application.
    pub evidence: Vec<Evidence>,
}

/// The sender of an application.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Applicant {
    /// First name.
    pub first_name: String,
    /// Last name; empty if the sender has one name.
    pub last_name: String,
    /// The address that the confirmation goes to.
    pub email: EmailAddress,
    /// The address for a copy of the confirmation, if the application is for
    /// somebody else who may be written to.
    pub copy_to: Option<EmailAddress>,
}

impl Applicant {
    /// Returns the first and last name.
    #[must_use]
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }
}

/// The progress of an application towards the case system.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Progress {
    /// The application is on its way.
    Sent,
    /// The case system has acknowledged the application.
    Received {
        /// The instant of the acknowledgement.
        at: Timestamp,
    },
}

/// The outcome of submitting an application.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Submitted {
    /// The application is submitted now.
    Now,
    /// The saved form was submitted before, in this application.
    Before(Reference),
    /// The saved form is gone.
    Gone,
    /// Nothing is submitted: a file was judged or taken out meanwhile, and is
    /// no longer as the application says.
    FilesChanged,
}

/// The port that reads applications.
pub trait ApplicationReader: Clone + Send + Sync + 'static {
    /// Reads an application of this account, with its progress. MUST return
    /// none for another account's application.
    fn read_application(
        &self,
        account: &AccountId,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<(Application, Progress)>, StoreFault>> + Send;

    /// Lists applications of an account with their progress, at most `most`
    /// after a place in the list. The newest of the page are first.
    fn applications_page(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<(Application, Progress)>, StoreFault>> + Send;

    /// Lists every application of an account that can be read, newest first,
    /// with its progress.
    fn applications(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<Vec<(Application, Progress)>, StoreFault>> + Send {
        async {
            let page = self.applications_page(account, None, EVERY_ITEM).await?;
            Ok(page.items)
        }
    }
}

/// The port that submits applications.
pub trait ApplicationStore: ApplicationReader {
    /// Submits an application: keeps, all or nothing, the application, the
    /// entries that it is to be exported and that the case system is to
    /// acknowledge it, its [`Confirmation`]s, the mark on the saved form, and
    /// for each file that is not judged the entry that its verdict is awaited.
    /// MUST return [`Submitted::Before`] to every try but one for one saved
    /// form, and [`Submitted::FilesChanged`] unless every file is there and in
    /// the state that the application says.
    fn submit(
        &self,
        application: &Application,
    ) -> impl Future<Output = Result<Submitted, StoreFault>> + Send;
}

crate::named_enum! {
    /// The addressee of an e-mail that confirms an application.
    pub enum Addressee {
        /// The sender of the application.
        Applicant = "applicant",
        /// The person whom the application is for, who agreed to be written to.
        PersonAppliedFor = "person-applied-for",
    }
}

/// A confirmation of an application that is to be sent by e-mail. The
/// confirmation is kept with the application, in one transaction, until the
/// mail service takes the e-mail, so that a fault of the mail service loses
/// neither.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Confirmation {
    /// The reference of the application.
    pub reference: Reference,
    /// The instant at which the application was sent.
    pub submitted_at: Timestamp,
    /// The addressee of the e-mail.
    pub to: Addressee,
}

impl Application {
    /// Returns the confirmations of the application: one to the applicant and,
    /// if they agreed, one to the person applied for.
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

    /// Lists the files that were not judged when the application was sent. Each
    /// is exported after the application.
    pub fn deferred_evidence_files(&self) -> impl Iterator<Item = DeferredEvidence> {
        let late = self.evidence.iter().filter(|file| !file.state.is_final());
        late.map(|file| DeferredEvidence {
            added_at: file.added_at,
            reference: self.reference.clone(),
            id: file.id.clone(),
        })
    }

    /// Returns the address and the notice of a confirmation, or `None` if
    /// nobody agreed to be written to.
    #[must_use]
    pub fn letter(&self, to: Addressee) -> Option<(EmailAddress, Email)> {
        let reference = self.reference.clone();
        let contact_by = self.contact_by;
        Some(match to {
            Addressee::Applicant => (
                self.applicant.email.clone(),
                Email::Applied {
                    reference,
                    contact_by,
                },
            ),
            Addressee::PersonAppliedFor => (
                self.applicant.copy_to.clone()?,
                Email::AppliedForYou {
                    reference,
                    contact_by,
                },
            ),
        })
    }
}

/// The port that keeps the confirmations that are to be sent.
pub trait ConfirmationQueue: Clone + Send + Sync + 'static {
    /// Lists the confirmations that are not sent, of applications sent before
    /// an instant, oldest first, at most `most` after a place in the list.
    fn to_confirm(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<Confirmation>, StoreFault>> + Send;

    /// Notes that the mail service took a confirmation, or that the e-mail is
    /// given up. MUST succeed when called again.
    fn confirmed(
        &self,
        confirmation: &Confirmation,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// A file of an application that was sent before the file was judged.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DeferredEvidence {
    /// The instant at which the file was announced, to the millisecond.
    pub added_at: Timestamp,
    /// The application that the file is part of.
    pub reference: Reference,
    /// The id of the file.
    pub id: String,
}

/// A part of an application that is to be exported.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ToExport {
    /// An application, with the verdicts on its files when it was sent.
    Application(Reference),
    /// A verdict on one of its files after that.
    DeferredEvidence(DeferredEvidence),
}

impl ToExport {
    /// Returns the reference of the application, or of the application that the
    /// file is part of.
    #[must_use]
    pub const fn reference(&self) -> &Reference {
        match self {
            Self::Application(reference)
            | Self::DeferredEvidence(DeferredEvidence { reference, .. }) => reference,
        }
    }
}

/// The port through which applications are exported to the case system.
pub trait ExportQueue: Clone + Send + Sync + 'static {
    /// Reads the application with this reference, whoever sent it.
    fn application_to_export(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<Application>, StoreFault>> + Send;

    /// Reads the verdict on a file after its application was sent, or none once
    /// the verdict is exported.
    fn deferred_evidence_to_export(
        &self,
        file: &DeferredEvidence,
    ) -> impl Future<Output = Result<Option<Evidence>, StoreFault>> + Send;

    /// Lists what is still to be exported, oldest first, at most `most` after a
    /// place in the list.
    fn to_export(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<ToExport>, StoreFault>> + Send;

    /// Notes that the export is written. MUST change nothing when called again.
    fn exported(
        &self,
        what: &ToExport,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Notes that the case system has acknowledged an application, which no
    /// longer awaits that. MUST change nothing when called again. Returns
    /// whether there is such an application.
    fn received(
        &self,
        reference: &Reference,
        at: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Lists the applications without an acknowledgement that were sent before
    /// an instant, oldest first, at most `most` after a place in the list.
    fn unacknowledged(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<Reference>, StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_is_made_within_seven_working_days_over_every_awkward_end() {
        for (applied, by) in [
            // An ordinary Monday.
            ("2026-11-23", "2026-12-02"),
            // A Sunday: Monday is the first day.
            ("2026-11-22", "2026-12-01"),
            // A Friday evening.
            ("2026-11-27", "2026-12-08"),
            // Over Christmas Day, Boxing Day in lieu, and New Year.
            ("2026-12-22", "2027-01-05"),
            ("2026-12-24", "2027-01-07"),
            ("2027-12-23", "2028-01-06"),
            // Over Easter.
            ("2026-04-01", "2026-04-14"),
            // Over 29 February.
            ("2028-02-25", "2028-03-07"),
            // Over the clock change.
            ("2026-03-27", "2026-04-09"),
        ] {
            let applied: Date = applied.parse().unwrap();
            assert_eq!(contact_by(applied).to_string(), by, "{applied}");
        }
    }
}
