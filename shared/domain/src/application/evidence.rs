//! Evidence: the documents that the answers need, and the files that were sent.

pub mod content;
pub mod file_name;

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::application::DeferredEvidence;
use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::id_text::is_id_text;
use crate::values::list_page::{ListCursor, ListPage};
use crate::values::saved_id::SavedId;
use content::Refusal;

/// The largest file, in bytes: 10 MiB, a photograph of a page several times over.
pub const LARGEST_FILE: u64 = 10 * 1024 * 1024;

/// The most files of one application.
pub const MOST_FILES: usize = 20;

/// The most characters of a file's name that are kept.
pub const LONGEST_FILE_NAME: usize = 100;

/// The id of a file, as it stands in an address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EvidenceId(String);

/// The error of a text that no file can have as its id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id of a file")]
pub struct NotAnEvidenceId;

impl EvidenceId {
    /// Returns the id as text, as [`Evidence::id`] has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads an id that comes from outside: 1 to 64 letters, digits and hyphens.
impl FromStr for EvidenceId {
    type Err = NotAnEvidenceId;

    fn from_str(text: &str) -> Result<Self, NotAnEvidenceId> {
        match is_id_text(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotAnEvidenceId),
        }
    }
}

crate::named_enum! {
    serde
    /// The type of a file, by its content.
    pub enum FileType {
        /// PDF.
        Pdf = "pdf",
        /// JPEG.
        Jpeg = "jpeg",
        /// PNG.
        Png = "png",
        /// HEIC, as telephones take photographs.
        Heic = "heic",
        /// Word, `.docx`.
        Docx = "docx",
    }
}

impl FileType {
    /// Returns the ending of such a file's name, without a full stop.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Heic => "heic",
            Self::Docx => "docx",
        }
    }

    /// Returns the type as a page says it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg => "JPEG photograph",
            Self::Png => "PNG image",
            Self::Heic => "HEIC photograph",
            Self::Docx => "Word document",
        }
    }
}

crate::named_enum! {
    serde
    /// The state of a file between the person and the council.
    pub enum FileState {
        /// The file may be sent and has not arrived yet.
        Expected = "expected",
        /// The file has arrived and is being scanned for malware. Nobody can
        /// open it.
        Scanning = "scanning",
        /// The file can be used.
        Clean = "clean",
        /// Malware was found, and the file is deleted.
        Infected = "infected",
        /// The file could not be scanned. Nobody can open it.
        Unscannable = "unscannable",
        /// The file cannot be used, for example because it is empty, too large
        /// or of another type.
        Refused = "refused",
    }
}

impl FileState {
    /// Whether the state is final, so that no later verdict changes it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Expected | Self::Scanning => false,
            Self::Clean | Self::Infected | Self::Unscannable | Self::Refused => true,
        }
    }
}

/// A file that somebody sends as evidence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Evidence {
    /// The id of the file: 32 lower-case hexadecimal digits.
    pub id: String,
    /// The document that the file is meant to be: an id of the evidence
    /// planner.
    pub document: String,
    /// The name of the person's file, made harmless.
    pub name: String,
    /// The type of the file, once its content was seen.
    pub file_type: Option<FileType>,
    /// The size in bytes, once the file has arrived.
    pub size: u64,
    /// The SHA-256 of the content, once the file has arrived.
    pub fingerprint: Option<String>,
    /// The state of the file.
    pub state: FileState,
    /// The reason why the file cannot be used, if its state is
    /// [`FileState::Refused`]. Files that were judged before reasons were kept
    /// have none.
    pub refusal: Option<Refusal>,
    /// The instant at which the file was announced.
    pub added_at: Timestamp,
}

/// The port that keeps the records of files; the files themselves are
/// elsewhere.
pub trait EvidenceStore: Clone + Send + Sync + 'static {
    /// Announces a file of a saved form. MUST refuse more than [`MOST_FILES`].
    /// Returns whether the file was taken.
    fn announce_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Lists the files of a saved form, oldest first: one page, because a form
    /// has at most [`MOST_FILES`]. MUST return none for another account's form.
    fn evidence_page(
        &self,
        account: &AccountId,
        saved: &SavedId,
    ) -> impl Future<Output = Result<ListPage<Evidence>, StoreFault>> + Send;

    /// Lists the files of every saved form of an account by form, at most `most`
    /// after a place in the list.
    fn evidence_of_account(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<(SavedId, Evidence)>, StoreFault>> + Send;

    /// Lists the files of a saved form that can be read, oldest first.
    fn evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
    ) -> impl Future<Output = Result<Vec<Evidence>, StoreFault>> + Send {
        async { Ok(self.evidence_page(account, saved).await?.items) }
    }

    /// Removes a file. MUST succeed if it was not there, and MUST refuse to
    /// remove one that was sent with an application.
    fn remove_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps the verdict on a file: its name, type, size, fingerprint, state
    /// and the reason why it cannot be used. MUST NOT bring back a file that
    /// was taken out, and MUST NOT change a final state. If the file's
    /// application was sent before, MUST also note that the verdict is to be
    /// exported, once and in the same write. Returns whether the file is there.
    fn record_verdict(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Lists the files of sent applications whose verdict is awaited, of those
    /// announced before an instant, oldest first, at most `most` after a place
    /// in the list.
    fn awaited(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<AwaitedVerdict>, StoreFault>> + Send;

    /// Notes that no verdict is awaited any more, because the record of the
    /// file is gone. MUST succeed when called again.
    fn no_longer_awaited(
        &self,
        file: &DeferredEvidence,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// The time for which a verdict on a file is awaited once its application was
/// sent, from the announcement of the file: 3 days, so that staff can mend the
/// scanner after a weekend. After that the file counts as unscannable, and the
/// council asks for the document again. Files wait in the bucket for longer
/// than that (`never-judged` in the template).
pub const VERDICT_AWAITED: SignedDuration = SignedDuration::from_hours(3 * 24);

/// A file of an application that was sent, whose verdict is awaited.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AwaitedVerdict {
    /// The account of the sender.
    pub account: AccountId,
    /// The saved form that the file was sent for.
    pub saved: SavedId,
    /// The file and the application.
    pub file: DeferredEvidence,
}
