//! What the case system says of a person's record: basic details, who works with
//! the person, and documents. The case system sends it each night, and whoever
//! holds an account for the record sees it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::access::audit::Audited;
use crate::fault::{FilesFault, StoreFault};
use crate::values::account_id::AccountId;
use crate::values::person_id::PersonId;

/// The time for which a link to the bytes of a document opens them: long enough
/// for a slow line, and a page that asks for the next part gets another link.
pub const DOCUMENT_LINK_LIVES: SignedDuration = SignedDuration::from_mins(5);

/// The folder of the exchange in which every document lies.
pub const DOCUMENTS: &str = "documents/";

/// The error of a text that cannot be an id of the case system.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("an id has 1 to 40 letters, digits, hyphens and full stops")]
pub struct NotACaseSystemId;

/// Whether a text can be an id of the case system, which is one part of an
/// address and of a key of the table.
fn is_case_system_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    (1..=40).contains(&text.len())
        && text.bytes().all(fits)
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// The number under which the case system knows a person.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CaseNumber(String);

/// The id of a document, which is unique within the record of its person.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentId(String);

impl CaseNumber {
    /// Returns the number as it came.
    ///
    /// ```
    /// use domain::records::case_record::CaseNumber;
    ///
    /// let number: CaseNumber = "0098765".parse().unwrap();
    /// assert_eq!(number.as_str(), "0098765");
    /// assert!("ASC/1042".parse::<CaseNumber>().is_err());
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DocumentId {
    /// Returns the id as it came.
    ///
    /// ```
    /// use domain::records::case_record::DocumentId;
    ///
    /// let id: DocumentId = "D-2026-17".parse().unwrap();
    /// assert_eq!(id.as_str(), "D-2026-17");
    /// assert!("../plan".parse::<DocumentId>().is_err());
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for CaseNumber {
    type Err = NotACaseSystemId;

    fn from_str(text: &str) -> Result<Self, NotACaseSystemId> {
        match is_case_system_id(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotACaseSystemId),
        }
    }
}

impl std::str::FromStr for DocumentId {
    type Err = NotACaseSystemId;

    fn from_str(text: &str) -> Result<Self, NotACaseSystemId> {
        match is_case_system_id(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotACaseSystemId),
        }
    }
}

impl TryFrom<String> for DocumentId {
    type Error = NotACaseSystemId;

    fn try_from(text: String) -> Result<Self, NotACaseSystemId> {
        text.parse()
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> Self {
        id.0
    }
}

crate::named_enum! {
    serde
    /// The kind of a document in a record.
    pub enum DocumentKind {
        /// An assessment.
        Assessment = "assessment",
        /// A care and support plan.
        Plan = "plan",
        /// A review.
        Review = "review",
        /// Another form.
        Form = "form",
        /// A letter.
        Letter = "letter",
    }
}

crate::named_enum! {
    serde
    /// The type of a document's file.
    pub enum DocumentFileType {
        /// A PDF.
        Pdf = "pdf",
        /// A photograph or scan in JPEG.
        Jpeg = "jpg",
        /// An image in PNG.
        Png = "png",
        /// A document of a word processor.
        Docx = "docx",
    }
}

impl DocumentFileType {
    /// Returns the media type, by which a browser knows what to do with the file.
    ///
    /// ```
    /// use domain::records::case_record::DocumentFileType;
    ///
    /// assert_eq!(DocumentFileType::Pdf.media_type(), "application/pdf");
    /// ```
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// A telephone of a person.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RecordTelephone {
    /// What it is: `Home`.
    pub kind: String,
    /// The number as the case system has it.
    pub number: String,
}

/// Somebody who works with a person. Holds nothing about them that is not of
/// their work.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RecordProfessional {
    /// The name.
    pub name: String,
    /// The role: `Social worker`.
    pub role: String,
    /// The team.
    pub team: String,
    /// The telephone at work; empty where there is none.
    pub telephone: String,
}

/// A document in a record.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RecordDocument {
    /// The id.
    pub id: DocumentId,
    /// The title: `Care and support plan`.
    pub title: String,
    /// The kind.
    pub kind: DocumentKind,
    /// The day of the document.
    pub date: Date,
    /// The type of the file.
    pub file_type: DocumentFileType,
    /// The key of the file in the exchange, which begins with [`DOCUMENTS`].
    pub key: String,
}

/// What the case system says of a person's record.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CaseRecord {
    /// The date of birth, by which it is known that the record is of the person
    /// whose case has its number.
    pub born: Date,
    /// The lines of the address.
    pub address: Vec<String>,
    /// The telephones.
    pub telephones: Vec<RecordTelephone>,
    /// Who works with the person.
    pub professionals: Vec<RecordProfessional>,
    /// The documents, in the order of the case system.
    pub documents: Vec<RecordDocument>,
}

impl CaseRecord {
    /// Finds a document.
    #[must_use]
    pub fn document(&self, id: &DocumentId) -> Option<&RecordDocument> {
        self.documents.iter().find(|document| document.id == *id)
    }
}

/// The documents that an account opened, and when it opened each first.
pub type OpenedDocuments = BTreeMap<DocumentId, Timestamp>;

/// Reads what the case system says of records.
pub trait CaseRecordReader: Clone + Send + Sync + 'static {
    /// Reads what the case system says of a person who is on the record, by the
    /// number of the case.
    fn case_record(
        &self,
        access: &Audited<PersonId>,
        number: &CaseNumber,
    ) -> impl Future<Output = Result<Option<CaseRecord>, StoreFault>> + Send;

    /// Reads which documents of a record an account has opened.
    fn documents_opened(
        &self,
        access: &Audited<PersonId>,
        account: &AccountId,
    ) -> impl Future<Output = Result<OpenedDocuments, StoreFault>> + Send;
}

/// Notes that documents were opened.
pub trait DocumentOpener: CaseRecordReader {
    /// Notes that an account opened a document. MUST keep when it was first.
    fn note_opened(
        &self,
        access: &Audited<PersonId>,
        account: &AccountId,
        document: &DocumentId,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// Keeps what the case system says of records.
pub trait CaseRecordKeeper: Clone + Send + Sync + 'static {
    /// Keeps a record, unless a later snapshot has written it or it says the same
    /// already, by its digest. Returns whether it was written.
    fn keep_case_record(
        &self,
        number: &CaseNumber,
        record: &CaseRecord,
        digest: &str,
        taken_at: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Removes a record that the case system has no more, unless a later snapshot
    /// has written it. Returns whether it was there.
    fn end_case_record(
        &self,
        number: &CaseNumber,
        taken_at: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// Makes links to the bytes of documents.
pub trait DocumentLinks: Clone + Send + Sync + 'static {
    /// Makes a link that opens a document as a file of its title, for
    /// [`DOCUMENT_LINK_LIVES`]. None if there is no such file.
    fn document_link(
        &self,
        document: &RecordDocument,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<String>, FilesFault>> + Send;
}
