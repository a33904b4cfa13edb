//! Evidence: which documents the answers need, and files that were sent.

pub mod content;
pub mod file_name;
#[cfg(test)]
mod hostile;
pub mod planner;

use jiff::{SignedDuration, Timestamp};

use crate::account::AccountId;
use crate::application::LateFile;
use crate::draft::StoreFault;
use crate::saved::SavedId;
use content::Refusal;

/// The largest file, in bytes: 10 MiB, a photograph of a page several times over.
pub const LARGEST_FILE: u64 = 10 * 1024 * 1024;

/// The most files of one application.
pub const MOST_FILES: usize = 20;

/// The most characters of a file's name that are kept.
pub const LONGEST_FILE_NAME: usize = 100;

crate::named_enum! {
    serde
    /// What a file is, by its content.
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
    /// The ending of a name of such a file, without a full stop.
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

    /// As a page says it.
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
    /// Where a file is between the person and the council.
    pub enum FileState {
        /// It may be sent; it is not here yet.
        Expected = "expected",
        /// It is here and being looked through for malware. Nobody can open it.
        Scanning = "scanning",
        /// It can be used.
        Clean = "clean",
        /// Malware was found; it is deleted.
        Infected = "infected",
        /// It could not be looked through. Nobody can open it.
        Unscannable = "unscannable",
        /// It is not what can be used: empty, too large, or of another kind.
        Refused = "refused",
    }
}

impl FileState {
    /// Whether it stays as it is: nothing that is found out later changes it.
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
    /// Its id: 32 lower-case hexadecimal digits.
    pub id: String,
    /// The document it is meant to be: an id of the evidence planner.
    pub document: String,
    /// What the person's file was called, made harmless.
    pub name: String,
    /// What it is, once its content was seen.
    pub file_type: Option<FileType>,
    /// Bytes, once it is here.
    pub size: u64,
    /// SHA-256 of its content, once it is here.
    pub fingerprint: Option<String>,
    /// Where it is.
    pub state: FileState,
    /// Why it cannot be used, where it is [`FileState::Refused`]. What was
    /// judged before reasons were kept has none.
    pub refusal: Option<Refusal>,
    /// When it was announced.
    pub added_at: Timestamp,
}

/// Keeps what is known of files; the files are elsewhere.
pub trait KeepEvidence: Clone + Send + Sync + 'static {
    /// Announces a file of a saved form. MUST refuse more than [`MOST_FILES`]:
    /// answers whether it was taken.
    fn announce_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// The files of a saved form, oldest first. MUST answer none for another
    /// account's.
    fn evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
    ) -> impl Future<Output = Result<Vec<Evidence>, StoreFault>> + Send;

    /// Takes a file out. MUST succeed if it was not there, and MUST refuse one
    /// that was sent with an application.
    fn remove_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps what was found out of a file: its name, kind, size, fingerprint,
    /// state and why it cannot be used. MUST NOT bring back one that was taken
    /// out, nor move it back: a state that is final stays. Where its application
    /// was sent before, MUST also note that this is to be exported, once and
    /// together with it. Answers whether it is there.
    fn judge_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// How long a verdict on a file is waited for, from when the file was
/// announced, once its application was sent: 3 days, so that staff can mend the
/// scanner after a weekend. Then it counts as one that could not be looked
/// through, and the council asks for the document again. Files wait in the
/// bucket for longer than that (`never-judged` in the template).
pub const VERDICT_AWAITED: SignedDuration = SignedDuration::from_hours(3 * 24);

/// A file that is not judged, of an application that was sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Awaited {
    /// Whose.
    pub account: AccountId,
    /// Of which saved form.
    pub saved: SavedId,
    /// The file and the application.
    pub file: LateFile,
}

/// Knows which verdicts are awaited.
pub trait AwaitVerdicts: KeepEvidence {
    /// The files that are not judged, of applications that were sent; those
    /// announced before an instant, oldest first, at most `most`.
    fn awaited(
        &self,
        before: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Awaited>, StoreFault>> + Send;

    /// No verdict comes any more, because what was known of the file is gone.
    /// MUST succeed when told again.
    fn no_longer_awaited(
        &self,
        file: &LateFile,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
