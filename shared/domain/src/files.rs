//! Files: what is exchanged with the case system, and records that nobody can
//! change.

use std::fmt;

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
