//! Files: those exchanged with the case system, those sent as evidence, and
//! records that nobody can change.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::application::evidence::Evidence;
use crate::fault::FilesFault;
use crate::values::account_id::AccountId;
use crate::values::saved_id::SavedId;

/// The outcome of writing a file that is written once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WrittenOnce {
    /// The file is written now.
    Now,
    /// The file was there already, and is unchanged.
    Before,
}

/// The name of an acknowledgement that the case system left:
/// `acknowledgements/K7F3MMXT4D.json`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct AcknowledgementName(pub String);

impl fmt::Display for AcknowledgementName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folder into which an acknowledgement is moved once it has been read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AcknowledgementOutcome {
    /// `acknowledgements-read/`: the acknowledgement was applied.
    Read,
    /// `acknowledgements-unusable/`: a person has to look at the
    /// acknowledgement.
    Unusable,
}

impl AcknowledgementOutcome {
    /// Returns the name of the folder.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Read => "acknowledgements-read",
            Self::Unusable => "acknowledgements-unusable",
        }
    }
}

/// The largest acknowledgement that is read, in bytes. A real acknowledgement
/// has 200.
pub const LARGEST_ACKNOWLEDGEMENT: u64 = 16 * 1024;

/// The port to the bucket that the portal and the case system both read and
/// write, and to the bucket of locked records. Names are keys within a bucket;
/// they hold no personal data.
pub trait ExchangeFileStore: Clone + Send + Sync + 'static {
    /// Returns whether there is a file of this name in the exchange bucket.
    fn is_in_exchange(&self, name: &str) -> impl Future<Output = Result<bool, FilesFault>> + Send;

    /// Copies a file of evidence into the exchange bucket. MUST fail, and leave
    /// nothing new under the name, unless the content has the SHA-256 of
    /// `evidence.fingerprint`. MUST have the same result when called again.
    fn copy_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
        name: &str,
    ) -> impl Future<Output = Result<(), FilesFault>> + Send;

    /// Writes a JSON file into the exchange bucket, whole or not at all. MUST
    /// leave a file that is there already as it is.
    fn write_to_exchange(
        &self,
        name: &str,
        json: &[u8],
    ) -> impl Future<Output = Result<WrittenOnce, FilesFault>> + Send;

    /// Writes a JSON file into the bucket of locked records, whose own default
    /// retention locks it. MUST leave a file that is there already as it is.
    fn write_record(
        &self,
        name: &str,
        json: &[u8],
    ) -> impl Future<Output = Result<WrittenOnce, FilesFault>> + Send;

    /// Lists the acknowledgements under `acknowledgements/`, by name, at most
    /// `most` after one.
    fn acknowledgements(
        &self,
        after: Option<&AcknowledgementName>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<AcknowledgementName>, FilesFault>> + Send;

    /// Reads the content of an acknowledgement, or none if it is gone. MUST NOT
    /// read more than [`LARGEST_ACKNOWLEDGEMENT`] and one byte: a longer
    /// content is cut there.
    fn read_acknowledgement(
        &self,
        name: &AcknowledgementName,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, FilesFault>> + Send;

    /// Moves an acknowledgement into the folder of [`AcknowledgementOutcome`], under its own
    /// name, replacing a file of that name. MUST succeed if it is gone already.
    fn settle_acknowledgement(
        &self,
        name: &AcknowledgementName,
        settled: AcknowledgementOutcome,
    ) -> impl Future<Output = Result<(), FilesFault>> + Send;
}

/// The time for which a form to send a file with can be used: an hour, time
/// enough to find a statement and photograph it.
pub const FORM_LIVES: SignedDuration = SignedDuration::from_hours(1);

/// The most bytes that a form takes: 50 MiB. The limit is above
/// [`LARGEST_FILE`], so that somebody who sends a file that is too large comes
/// back to a page that says so, instead of an error of the file storage.
///
/// [`LARGEST_FILE`]: crate::application::evidence::LARGEST_FILE
pub const MOST_SENT: u64 = 50 * 1024 * 1024;

/// A form with which a browser sends one file straight to the file storage,
/// without passing through the portal. The file is its last field, `file`.
#[derive(Clone, Eq, PartialEq)]
pub struct UploadForm {
    /// The address that the form is posted to, as `multipart/form-data`.
    pub address: String,
    /// The hidden fields: name, value.
    pub fields: Vec<(String, String)>,
}

/// Leaves out the fields, which are a permission to write.
impl fmt::Debug for UploadForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UploadForm")
    }
}

/// The port through which people send files and remove them again. The port
/// opens no file.
pub trait FileUploader: Clone + Send + Sync + 'static {
    /// Returns the scheme, host and port that forms are posted to, for the
    /// page's content security policy:
    /// `https://evidence.s3.eu-west-2.amazonaws.com`.
    fn origin(&self) -> String;

    /// Makes a form for one file of evidence, by its id. MUST take nothing but
    /// a file of at most [`MOST_SENT`] bytes for this id and this owner, within
    /// [`FORM_LIVES`] of `now`, and then lead to `back`, a whole address, with
    /// GET. MUST NOT put the owner into an address.
    fn offer_upload(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
        back: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<UploadForm, FilesFault>> + Send;

    /// Deletes a file of evidence, whether it is judged or not. MUST succeed if
    /// it was not there.
    fn remove_upload(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
    ) -> impl Future<Output = Result<(), FilesFault>> + Send;
}

/// A file that somebody sent and that is not judged yet.
#[derive(Clone, Eq, PartialEq)]
pub struct ReceivedFile {
    /// The account of the sender.
    pub account: AccountId,
    /// The saved form that the file was sent for.
    pub saved: SavedId,
    /// The file's name, as the browser gave it: not harmless.
    pub name: String,
    /// The version of the content, which differs for another content under the
    /// same id.
    pub version: String,
    /// The size in bytes.
    pub size: u64,
    /// The content; `None` if there is more than [`LARGEST_FILE`].
    ///
    /// [`LARGEST_FILE`]: crate::application::evidence::LARGEST_FILE
    pub content: Option<Vec<u8>>,
}

/// Leaves out the name and the content.
impl fmt::Debug for ReceivedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// The port that opens files that were sent, to judge them. Only the job that
/// judges files has this port.
pub trait FileReceiver: Clone + Send + Sync + 'static {
    /// Reads the file with this id that is not judged yet, or none if there is
    /// none. MUST NOT read more than [`LARGEST_FILE`] bytes.
    ///
    /// [`LARGEST_FILE`]: crate::application::evidence::LARGEST_FILE
    fn received(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Option<ReceivedFile>, FilesFault>> + Send;

    /// Puts a file where it can be used: the version that was received, and no
    /// other, or what is left of it without traces. MUST have the same result when
    /// called again. Returns whether that version was still there.
    fn keep_clean(
        &self,
        id: &str,
        received: &ReceivedFile,
        without_traces: Option<&[u8]>,
    ) -> impl Future<Output = Result<bool, FilesFault>> + Send;

    /// Deletes the file that was sent under an id and is not judged yet. A
    /// usable file stays. MUST succeed if there is none.
    fn drop_received(&self, id: &str) -> impl Future<Output = Result<(), FilesFault>> + Send;

    /// Deletes a usable file. MUST succeed if there is none.
    fn drop_clean(
        &self,
        id: &str,
        received: &ReceivedFile,
    ) -> impl Future<Output = Result<(), FilesFault>> + Send;

    /// Returns the SHA-256 of a content, 64 lower-case hexadecimal digits.
    fn fingerprint(&self, content: &[u8]) -> String;
}

/// The result of a scan for malware.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scan {
    /// No malware was found.
    Clean,
    /// Malware was found.
    Infected,
    /// The file could not be scanned: it has a password, or the scanner failed.
    Unscannable,
    /// The result will come in an event.
    Later,
}

/// The port that scans files for malware.
pub trait FileScanner: Clone + Send + Sync + 'static {
    /// Scans a file, or returns [`Scan::Later`] if an event will give the
    /// result.
    fn scan(&self, content: &[u8]) -> impl Future<Output = Result<Scan, FilesFault>> + Send;
}
