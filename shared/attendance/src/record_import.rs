//! Imports of care records as they are kept. They are told of, held back and
//! released as those of provisions are, beside which they have a lease and a last
//! import of their own.

use domain::fault::{FilesFault, StoreFault};
use jiff::Timestamp;

use crate::provision_import::{ImportBegun, ImportLease, ImportReport, SnapshotName};

/// The most characters of a name under which something is held back.
const LONGEST: usize = 40;

impl SnapshotName {
    /// Returns the name under which a snapshot of records is held back, beside
    /// those of provisions: `records.2026-11-29`.
    ///
    /// ```
    /// use attendance::provision_import::SnapshotName;
    ///
    /// let name = SnapshotName::parse("2026-11-29")?;
    /// assert_eq!(name.of_records().as_str(), "records.2026-11-29");
    /// # Ok::<(), attendance::text_id::NotACaseReference>(())
    /// ```
    #[must_use]
    pub fn of_records(&self) -> Self {
        let mut name = format!("records.{self}");
        name.truncate(LONGEST);
        Self::parse(&name).unwrap_or_else(|_| self.clone())
    }
}

/// A file of a snapshot of records.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RecordFile {
    /// `records.jsonl`.
    Records,
    /// `manifest.json`, which is written last.
    Manifest,
}

impl RecordFile {
    /// Returns the name of the file in its snapshot's folder.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Records => "records.jsonl",
            Self::Manifest => "manifest.json",
        }
    }
}

/// The snapshots of records that were taken in.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RecordImports {
    /// The report of the last one; none before the first.
    pub last: Option<ImportReport>,
    /// The SHA-256 of the last one's `records.jsonl`, with which the next one is
    /// compared.
    pub records: String,
    /// The SHA-256 of each manifest that was taken in, the latest last.
    pub known: Vec<String>,
}

/// Reads the files of snapshots of records.
pub trait RecordSnapshotFiles: Clone + Send + Sync + 'static {
    /// Lists the snapshots that have a manifest, by name.
    fn record_snapshots(
        &self,
    ) -> impl Future<Output = Result<Vec<SnapshotName>, FilesFault>> + Send;

    /// Fetches a file of a snapshot, at most so many bytes of it. None if there is
    /// no such file.
    fn fetch_record_file(
        &self,
        snapshot: &SnapshotName,
        file: RecordFile,
        most: u64,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, FilesFault>> + Send;
}

/// Keeps imports of records.
pub trait RecordImportKeeper: Clone + Send + Sync + 'static {
    /// Reads which snapshots were taken in.
    fn record_imports(&self) -> impl Future<Output = Result<RecordImports, StoreFault>> + Send;

    /// Takes the lease, before anything is written from a snapshot with this
    /// manifest. MUST give it to one run at a time, and to the snapshot that was
    /// begun, with the manifest that it had.
    fn begin_record_import(
        &self,
        lease: &ImportLease,
        manifest: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<ImportBegun, StoreFault>> + Send;

    /// Says that the snapshot of the lease is the last one, and gives the lease
    /// back. Returns false, and changes nothing, for a run that has lost it.
    fn end_record_import(
        &self,
        lease: &ImportLease,
        imports: &RecordImports,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}
