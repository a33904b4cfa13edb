//! Imports of snapshots as they are kept: which one is being taken in, what each
//! changed, and those that are held back until two people have released them.

use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::supplier::SupplierId;
use crate::text_id::case_reference;

case_reference! {
    /// The name of a snapshot: its folder below `provisions/`.
    SnapshotName
}

/// The report of an import.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ImportReport {
    /// The number of the import; a later one has a higher number.
    pub version: u32,
    /// The snapshot.
    pub snapshot: SnapshotName,
    /// The SHA-256 of its manifest, by which the snapshot is known again.
    pub manifest: String,
    /// When the snapshot was taken.
    pub taken_at: Timestamp,
    /// When it was taken in.
    pub imported_at: Timestamp,
    /// The rows that were read, those that were refused included.
    pub read: u64,
    /// The rows that are new.
    pub new: u64,
    /// The rows that say something else than before.
    pub changed: u64,
    /// The rows that are not there any more.
    pub ended: u64,
    /// The rows that were refused.
    pub refused: u64,
    /// The provisions that were written or removed.
    pub writes: u64,
    /// The rows that were refused, the first of them.
    pub refused_rows: Vec<RefusedProvision>,
    /// The open registers with lines whose plan was cut below what is recorded.
    pub breaches: Vec<RegisterLines>,
    /// The registers of a week that had ended, with lines that would have
    /// changed: they stay as they are.
    pub missed: Vec<RegisterLines>,
}

impl ImportReport {
    /// Begins the report of an import, of which nothing is read yet.
    #[must_use]
    pub fn begun(
        version: u32,
        (snapshot, manifest): (SnapshotName, String),
        taken_at: Timestamp,
        imported_at: Timestamp,
    ) -> Self {
        Self {
            version,
            snapshot,
            manifest,
            taken_at,
            imported_at,
            read: 0,
            new: 0,
            changed: 0,
            ended: 0,
            refused: 0,
            writes: 0,
            refused_rows: Vec::new(),
            breaches: Vec::new(),
            missed: Vec::new(),
        }
    }
}

/// A number of lines of a register, without saying which.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterLines {
    /// The supplier.
    pub supplier: SupplierId,
    /// The week-ending date.
    pub week_ending: Date,
    /// The number of lines.
    pub lines: u32,
}

/// A row that an import refused, and why. Holds no value of the row.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedProvision {
    /// The name of the file.
    pub file: String,
    /// The line of the file, from 1.
    pub line: u64,
    /// Everything that is wrong with it.
    pub reasons: Vec<String>,
}

/// The most refused rows that a report lists.
pub const MOST_REFUSED_LISTED: usize = 100;

/// The figures of a snapshot that was compared with the last one.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HeldFigures {
    /// The rows.
    pub rows: u64,
    /// The people.
    pub people: u64,
    /// The rows that are new.
    pub new: u64,
    /// The rows that say something else.
    pub changed: u64,
    /// The rows that are gone.
    pub gone: u64,
    /// The rows of the last snapshot.
    pub rows_before: u64,
    /// The people of the last snapshot.
    pub people_before: u64,
    /// The people of the last snapshot who are in no row of this one.
    pub people_gone: u64,
}

/// A snapshot that is held back. Nothing of it was written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HeldSnapshot {
    /// The snapshot.
    pub snapshot: SnapshotName,
    /// The SHA-256 of its manifest: a snapshot that is sent again under the same
    /// name is judged anew.
    pub manifest: String,
    /// Since when it has been held back.
    pub held_at: Timestamp,
    /// Why, in words.
    pub reason: String,
    /// The figures, where the snapshot could be compared with the last one. Only
    /// such a snapshot can be released; any other has to be sent again.
    pub figures: Option<HeldFigures>,
    /// Who released it first.
    pub first: Option<SnapshotRelease>,
    /// Who released it second, after which it is taken in.
    pub second: Option<SnapshotRelease>,
}

/// The release of a snapshot by one person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SnapshotRelease {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

impl HeldSnapshot {
    /// Whether two people have released the snapshot.
    #[must_use]
    pub const fn is_released(&self) -> bool {
        self.first.is_some() && self.second.is_some()
    }

    /// Whether people can release the snapshot: what is not the file that its
    /// manifest is about, or is older than what is known, is not taken in,
    /// whoever says so.
    #[must_use]
    pub const fn can_be_released(&self) -> bool {
        self.figures.is_some()
    }
}

/// The outcome of releasing a snapshot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SnapshotReleased {
    /// One person has released it. Another has to.
    First,
    /// Two people have released it: the next run takes it in.
    Second,
    /// The person has released it before, and another has to.
    SamePerson,
    /// The import is not held back, or can not be released.
    NotHeld,
}

/// The lease of the one run that writes, until an end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImportLease {
    /// The run.
    pub run: String,
    /// The snapshot that the run takes in.
    pub snapshot: SnapshotName,
    /// The instant at which another run may go on with it.
    pub until: Timestamp,
}

/// The place that a run has reached in a snapshot. The next run goes on from it,
/// if the files are still the same.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImportPlace {
    /// The SHA-256 of the manifest.
    pub manifest: String,
    /// The rows that were new, changed or gone, and are written.
    pub rows: u64,
}

/// A snapshot that a run has begun to write and that is not taken in yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnfinishedImport {
    /// The snapshot.
    pub snapshot: SnapshotName,
    /// The instant from which a run may go on with it: until then one is at work,
    /// or was killed.
    pub until: Timestamp,
    /// The rows that were new, changed or gone, and are written; none where no run
    /// has kept a place.
    pub rows: Option<u64>,
}

impl UnfinishedImport {
    /// Whether a run is at work at an instant, as far as anybody knows.
    ///
    /// ```
    /// use attendance::provision_import::{SnapshotName, UnfinishedImport};
    ///
    /// let import = UnfinishedImport {
    ///     snapshot: SnapshotName::parse("2026-11-28").unwrap(),
    ///     until: "2026-11-28T03:15:00Z".parse().unwrap(),
    ///     rows: Some(75),
    /// };
    /// assert!(import.is_at_work("2026-11-28T03:14:00Z".parse().unwrap()));
    /// assert!(!import.is_at_work("2026-11-28T03:15:00Z".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn is_at_work(&self, now: Timestamp) -> bool {
        self.until > now
    }
}

/// The outcome of asking for the lease.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ImportBegun {
    /// The run has the lease.
    Begun,
    /// Another run has it.
    Busy,
    /// A run began to write another snapshot and did not end: that one comes
    /// first.
    Unfinished(SnapshotName),
}

/// Reads what is kept of imports.
pub trait ImportReader: Clone + Send + Sync + 'static {
    /// Lists the reports of imports, the latest first.
    fn import_reports(
        &self,
        most: usize,
    ) -> impl Future<Output = Result<Vec<ImportReport>, StoreFault>> + Send;

    /// Finds the report of an import.
    fn import_report(
        &self,
        version: u32,
    ) -> impl Future<Output = Result<Option<ImportReport>, StoreFault>> + Send;

    /// Finds the snapshot that a run has begun to write, if it is not taken in
    /// yet.
    fn unfinished_import(
        &self,
    ) -> impl Future<Output = Result<Option<UnfinishedImport>, StoreFault>> + Send;

    /// Lists the snapshots that are held back, by name.
    fn held_snapshots(&self) -> impl Future<Output = Result<Vec<HeldSnapshot>, StoreFault>> + Send;

    /// Finds a snapshot that is held back.
    fn held_snapshot(
        &self,
        name: &SnapshotName,
    ) -> impl Future<Output = Result<Option<HeldSnapshot>, StoreFault>> + Send;
}

/// Releases snapshots that are held back.
pub trait ImportReleaser: ImportReader {
    /// Notes that somebody releases the snapshot with this manifest. MUST count
    /// nobody twice.
    fn release_snapshot(
        &self,
        name: &SnapshotName,
        manifest: &str,
        release: &SnapshotRelease,
    ) -> impl Future<Output = Result<SnapshotReleased, StoreFault>> + Send;
}

/// Keeps imports.
pub trait ImportKeeper: ImportReader {
    /// Takes the lease, before anything is written from a snapshot. MUST give it
    /// to one run at a time, and to the snapshot that was begun.
    fn begin_import(
        &self,
        lease: &ImportLease,
        now: Timestamp,
    ) -> impl Future<Output = Result<ImportBegun, StoreFault>> + Send;

    /// Gives the lease back: the snapshot is taken in.
    fn end_import(
        &self,
        lease: &ImportLease,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Reads the place that was reached in the snapshot of the lease; none if no
    /// run has kept one.
    fn import_place(
        &self,
        lease: &ImportLease,
    ) -> impl Future<Output = Result<Option<ImportPlace>, StoreFault>> + Send;

    /// Keeps the place that a run has reached, if it still has the lease.
    fn keep_import_place(
        &self,
        lease: &ImportLease,
        place: &ImportPlace,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Lets another run go on at once with the snapshot, which is not taken in
    /// yet.
    fn pause_import(
        &self,
        lease: &ImportLease,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Holds a snapshot back. One with the same manifest that is held for the
    /// same reason already stays as it is, with who released it. Returns whether
    /// it was not.
    fn hold_snapshot(
        &self,
        held: &HeldSnapshot,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Forgets that a snapshot was held back.
    fn forget_held_snapshot(
        &self,
        name: &SnapshotName,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps the report of an import.
    fn keep_import_report(
        &self,
        report: &ImportReport,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
