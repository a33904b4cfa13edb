//! The files of snapshots, as the case system leaves them, and the marks of the
//! last one.

use std::io::{Read, Seek, Write};

use domain::fault::FilesFault;

use crate::provision_import::SnapshotName;

/// A file of a snapshot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SnapshotFile {
    /// `provisions.csv`.
    Provisions,
    /// `terms.csv`.
    Terms,
    /// `manifest.json`, which is written last.
    Manifest,
}

impl SnapshotFile {
    /// Returns the name of the file in its snapshot's folder.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provisions => "provisions.csv",
            Self::Terms => "terms.csv",
            Self::Manifest => "manifest.json",
        }
    }
}

/// The version of the kept marks, on the condition of which they are replaced.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MarksVersion(pub String);

/// Reads the files of snapshots, and keeps the marks of the last one.
pub trait SnapshotFiles: Clone + Send + Sync + 'static {
    /// A file that was fetched or is being written: a copy of its own, which
    /// nobody changes meanwhile, and which is not held in memory.
    type Copy: Read + Seek + Write + Send + 'static;

    /// Lists the snapshots that have a manifest, by name.
    fn snapshots(&self) -> impl Future<Output = Result<Vec<SnapshotName>, FilesFault>> + Send;

    /// Fetches a file of a snapshot, at most so many bytes of it, and returns
    /// the copy at its beginning. None if there is no such file.
    fn fetch_snapshot_file(
        &self,
        snapshot: &SnapshotName,
        file: SnapshotFile,
        most: u64,
    ) -> impl Future<Output = Result<Option<Self::Copy>, FilesFault>> + Send;

    /// Fetches the marks of the last snapshot, with their version. None before
    /// the first.
    fn fetch_marks(
        &self,
    ) -> impl Future<Output = Result<Option<(Self::Copy, MarksVersion)>, FilesFault>> + Send;

    /// Makes an empty copy to write marks into.
    ///
    /// # Errors
    /// When there is no room.
    fn begin_marks(&self) -> Result<Self::Copy, FilesFault>;

    /// Keeps marks in the place of those of a version, or where there are none.
    /// Returns whether they were kept: no, if somebody has replaced that version
    /// meanwhile.
    fn keep_marks(
        &self,
        marks: Self::Copy,
        instead_of: Option<&MarksVersion>,
    ) -> impl Future<Output = Result<bool, FilesFault>> + Send;
}
