//! Applications: what somebody sends to the council, once.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::{AccountId, EmailAddress};
use crate::document::Document;
use crate::draft::{Answers, StoreFault};
use crate::evidence::Evidence;
use crate::reference::Reference;
use crate::saved::SavedId;

/// What is asked of the council.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Help: an adult's needs, or a carer's. Goes to adult social care.
    RequestForHelp,
    /// A financial assessment alone. Goes to the charging team.
    FinancialAssessment,
}

/// A form that is part of an application, as it was answered.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
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
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
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
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
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
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
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
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
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
}

/// Keeps applications.
pub trait KeepApplications: Clone + Send + Sync + 'static {
    /// Submits an application: the application, the note that it is to be
    /// exported, and the mark on the saved form, all or nothing. MUST answer
    /// [`Submitted::Before`] to every try but one for one saved form.
    fn submit(
        &self,
        application: &Application,
    ) -> impl Future<Output = Result<Submitted, StoreFault>> + Send;

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

/// What the export to the case system needs of the store.
pub trait ExportApplications: Clone + Send + Sync + 'static {
    /// The application with this reference, whoever sent it.
    fn application_to_export(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<Application>, StoreFault>> + Send;

    /// Everything that is to be exported and is not, oldest first, at most
    /// `most`.
    fn to_export(
        &self,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Reference>, StoreFault>> + Send;

    /// Notes that the files are written. MUST change nothing when told again.
    fn exported(
        &self,
        reference: &Reference,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Notes that the case system said it has it. MUST change nothing when told
    /// again. Answers whether there is such an application.
    fn received(
        &self,
        reference: &Reference,
        at: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}
