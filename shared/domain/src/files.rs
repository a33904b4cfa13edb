//! Files: what is exchanged with the case system, and records that nobody can
//! change.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::account::AccountId;
use crate::evidence::Evidence;
use crate::saved::SavedId;

/// The place where files are kept did not answer as it should. Says nothing
/// about the person.
#[derive(Debug, thiserror::Error)]
#[error("the files failed to {operation}")]
pub struct FilesFault {
    /// What was asked: `copy evidence`.
    pub operation: &'static str,
    /// What was said, for the log only.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// What became of writing something that is written once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WrittenOnce {
    /// It is written now.
    Now,
    /// It was there already, and is as it was.
    Before,
}

/// An acknowledgement that the case system left, by the name under which it
/// lies: `acknowledgements/K7F3MMXT4D.json`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct AcknowledgementName(pub String);

impl fmt::Display for AcknowledgementName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an acknowledgement is put when it has been looked at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Settled {
    /// `acknowledgements-read/`: it was taken up.
    Read,
    /// `acknowledgements-unusable/`: a person has to look at it.
    Unusable,
}

impl Settled {
    /// The folder.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Read => "acknowledgements-read",
            Self::Unusable => "acknowledgements-unusable",
        }
    }
}

/// The largest acknowledgement that is read, in bytes. A real one has 200.
pub const LARGEST_ACKNOWLEDGEMENT: u64 = 16 * 1024;

/// What the export needs of the bucket that both sides read and write, and of
/// the bucket of locked records. Names are keys within a bucket; they hold no
/// personal data.
pub trait ExchangeFiles: Clone + Send + Sync + 'static {
    /// Whether something lies under this name in the exchange bucket.
    fn is_in_exchange(&self, name: &str) -> impl Future<Output = Result<bool, FilesFault>> + Send;

    /// Copies a file of evidence into the exchange bucket. MUST fail, and leave
    /// nothing under the name that was not there, unless the content has the
    /// SHA-256 of `evidence.fingerprint`. MUST end the same when done again.
    fn copy_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
        name: &str,
    ) -> impl Future<Output = Result<(), FilesFault>> + Send;

    /// Writes a JSON file into the exchange bucket, whole or not at all. MUST
    /// leave what is there already as it is.
    fn write_to_exchange(
        &self,
        name: &str,
        json: &[u8],
    ) -> impl Future<Output = Result<WrittenOnce, FilesFault>> + Send;

    /// Writes a JSON file into the bucket of locked records, whose own default
    /// retention locks it. MUST leave what is there already as it is.
    fn write_record(
        &self,
        name: &str,
        json: &[u8],
    ) -> impl Future<Output = Result<WrittenOnce, FilesFault>> + Send;

    /// What lies under `acknowledgements/`, by name, at most `most`.
    fn acknowledgements(
        &self,
        most: usize,
    ) -> impl Future<Output = Result<Vec<AcknowledgementName>, FilesFault>> + Send;

    /// An acknowledgement's content; none if it is gone. MUST NOT read more
    /// than [`LARGEST_ACKNOWLEDGEMENT`] and one byte: what is longer comes back
    /// cut there.
    fn read_acknowledgement(
        &self,
        name: &AcknowledgementName,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, FilesFault>> + Send;

    /// Moves an acknowledgement into the folder of [`Settled`], under its own
    /// name there, over what is there. MUST succeed if it is gone already.
    fn settle_acknowledgement(
        &self,
        name: &AcknowledgementName,
        settled: Settled,
    ) -> impl Future<Output = Result<(), FilesFault>> + Send;
}

/// For how long a form to send a file with can be used: an hour, time enough to
/// find a statement and photograph it.
pub const FORM_LIVES: SignedDuration = SignedDuration::from_hours(1);

/// The most bytes that a form takes: 50 MiB. More than [`LARGEST_FILE`], so that
/// whoever sends a file that is too large comes back to a page that says so,
/// and not to an error of the place where files are kept.
///
/// [`LARGEST_FILE`]: crate::evidence::LARGEST_FILE
pub const MOST_SENT: u64 = 50 * 1024 * 1024;

/// A form with which a browser sends one file straight to where files are kept,
/// without passing through the portal. The file is its last field, `file`.
#[derive(Clone, Eq, PartialEq)]
pub struct UploadForm {
    /// Where it is posted to, as `multipart/form-data`.
    pub address: String,
    /// Its hidden fields: name, value.
    pub fields: Vec<(String, String)>,
}

/// Without the fields: they are a permission to write.
impl fmt::Debug for UploadForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UploadForm")
    }
}

/// Lets people send files, and take them away again. It opens none.
pub trait UploadFiles: Clone + Send + Sync + 'static {
    /// Scheme, host and port that forms are posted to, for the page's content
    /// security policy: `https://evidence.s3.eu-west-2.amazonaws.com`.
    fn origin(&self) -> String;

    /// A form for one file of evidence, by its id. MUST take nothing but a file
    /// of at most [`MOST_SENT`] bytes for this id and this owner, within
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

    /// Deletes a file of evidence, wherever it has got to. MUST succeed if it
    /// was not there.
    fn remove_upload(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
    ) -> impl Future<Output = Result<(), FilesFault>> + Send;
}

/// A file that somebody sent and nobody has looked at.
#[derive(Clone, Eq, PartialEq)]
pub struct Received {
    /// Whose.
    pub account: AccountId,
    /// Of which saved form.
    pub saved: SavedId,
    /// What it was called, as the browser said: not harmless.
    pub name: String,
    /// Which content: another for another content under the same id.
    pub version: String,
    /// Bytes.
    pub size: u64,
    /// The content; none if there is more than [`LARGEST_FILE`].
    ///
    /// [`LARGEST_FILE`]: crate::evidence::LARGEST_FILE
    pub content: Option<Vec<u8>>,
}

/// Without name and content.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// Opens files that were sent, once, to judge them. Only the job that does so
/// has this.
pub trait ReceiveFiles: Clone + Send + Sync + 'static {
    /// The file with this id that is not judged yet; none if there is none.
    /// MUST NOT read more than [`LARGEST_FILE`] bytes.
    ///
    /// [`LARGEST_FILE`]: crate::evidence::LARGEST_FILE
    fn received(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Option<Received>, FilesFault>> + Send;

    /// Puts a file where it can be used: the version that was received, and no
    /// other. MUST end the same when done again. Answers whether that version
    /// was still there.
    fn keep_clean(
        &self,
        id: &str,
        received: &Received,
    ) -> impl Future<Output = Result<bool, FilesFault>> + Send;

    /// Deletes what was sent under an id and is not judged yet. What can be
    /// used stays. MUST succeed if there is nothing.
    fn drop_received(&self, id: &str) -> impl Future<Output = Result<(), FilesFault>> + Send;

    /// Deletes a file that could be used. MUST succeed if there is none.
    fn drop_clean(
        &self,
        id: &str,
        received: &Received,
    ) -> impl Future<Output = Result<(), FilesFault>> + Send;

    /// SHA-256 of a content, 64 lower-case hexadecimal digits.
    fn fingerprint(&self, content: &[u8]) -> String;
}

/// What looking for malware found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scan {
    /// Nothing.
    Clean,
    /// Malware.
    Infected,
    /// It could not be looked through: it has a password, or the scanner failed.
    Unscannable,
    /// An event will say.
    Later,
}

/// Looks for malware.
pub trait ScanFiles: Clone + Send + Sync + 'static {
    /// Looks through a file, or says that an event will tell.
    fn scan(&self, content: &[u8]) -> impl Future<Output = Result<Scan, FilesFault>> + Send;
}
