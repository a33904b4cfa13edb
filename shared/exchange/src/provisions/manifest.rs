//! The manifest of a snapshot: `provisions/<snapshot>/manifest.json`.

use jiff::Timestamp;

use crate::incoming::{CLOCKS_DIFFER, MalformedAt, Versioned, parse, without_mark};
use crate::v1;
pub use crate::v1::provisions::ManifestEntry;
use crate::v1::provisions::SnapshotManifest;

/// The manifest of a snapshot. The manifest is written last, so whoever
/// finds one finds the files that it names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Manifest {
    /// The moment that the snapshot is a picture of.
    pub taken_at: Timestamp,
    /// The length, the rows and the SHA-256 of `provisions.csv`.
    pub provisions: ManifestEntry,
    /// The length, the rows and the SHA-256 of `terms.csv`.
    pub terms: ManifestEntry,
}

/// The reason why a manifest cannot be used. The text holds nothing of its
/// content.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UnusableManifest {
    /// The manifest is not JSON of this format.
    #[error("the manifest does not follow its schema: line {line}, column {column}")]
    Malformed {
        /// The line, from 1; 0 if the fault is in the whole.
        line: usize,
        /// The column, from 1; 0 if the fault is in the whole.
        column: usize,
    },
    /// The format has another name or version.
    #[error("the manifest has a format or version that is not known")]
    UnknownFormat,
    /// The snapshot was taken at a time after now.
    #[error("the manifest says that the snapshot was taken in the future")]
    InTheFuture,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// ```
    /// use exchange::provisions::manifest::Manifest;
    ///
    /// let file = br#"{
    ///   "format": "provisions",
    ///   "version": 1,
    ///   "taken_at": "2026-11-29T22:00:00Z",
    ///   "provisions": { "rows": 3000, "bytes": 701345, "sha256": "9f..." },
    ///   "terms": { "rows": 240, "bytes": 20160, "sha256": "1c..." }
    /// }"#;
    /// let manifest = Manifest::read(file, "2026-11-29T22:01:00Z".parse()?)?;
    /// assert_eq!(manifest.provisions.rows, 3000);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns [`UnusableManifest`] with the reason.
    pub fn read(bytes: &[u8], now: Timestamp) -> Result<Self, UnusableManifest> {
        let bytes = without_mark(bytes);
        let file: Versioned = parse(bytes)?;
        match (file.format.as_str(), file.version) {
            ("provisions", v1::VERSION) => Self::from_v1(parse(bytes)?, now),
            _ => Err(UnusableManifest::UnknownFormat),
        }
    }

    fn from_v1(file: SnapshotManifest, now: Timestamp) -> Result<Self, UnusableManifest> {
        if file.taken_at > now + CLOCKS_DIFFER {
            return Err(UnusableManifest::InTheFuture);
        }
        Ok(Self {
            taken_at: file.taken_at,
            provisions: file.provisions,
            terms: file.terms,
        })
    }
}

impl From<MalformedAt> for UnusableManifest {
    fn from(MalformedAt(line, column): MalformedAt) -> Self {
        Self::Malformed { line, column }
    }
}
