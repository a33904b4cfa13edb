//! The seam for a council's own extract: from what its case system writes to
//! the files of a snapshot.
//!
//! A council whose case system cannot write [`provisions.csv`](super) itself
//! implements [`CouncilExtract`] in a program that stands before the portal. It
//! reads the extract, gives a row for each line of a purchase order, and
//! [`snapshot_of`] writes the three files in their order, with a manifest that is
//! right. `tests/mosaic_extract.rs` is a worked example.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::columns;
use crate::canonical::sha256;
use crate::v1::provisions::TERMS;

/// A row of a table by its columns. A column that is not there is empty.
pub type ExtractRow = BTreeMap<String, String>;

/// The rows that an extract comes to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ExtractTables {
    /// The rows of `provisions.csv`, in any order.
    pub provisions: Vec<ExtractRow>,
    /// The rows of `terms.csv`, in any order.
    pub terms: Vec<ExtractRow>,
}

/// The reason why an extract was not read: nothing of it is taken in, since what
/// is missing in a snapshot has ended.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UnreadableExtract {
    /// The extract is not the table that the council agreed.
    #[error("the extract does not have the columns that were agreed")]
    Columns,
    /// A line cannot be read.
    #[error("line {line}: {column} cannot be read")]
    Line {
        /// The line of the extract, from 1.
        line: u64,
        /// The column.
        column: &'static str,
    },
    /// A table would have a column that the format does not have.
    #[error("the format has no column {0}")]
    NoSuchColumn(String),
    /// Two rows have one key.
    #[error("purchase order {0} has the line {1} twice")]
    Twice(String, String),
}

/// Reads a council's own extract.
pub trait CouncilExtract {
    /// Reads the rows of both tables from the bytes of an extract. MUST refuse
    /// the whole extract where a part of it cannot be read.
    ///
    /// # Errors
    /// [`UnreadableExtract`].
    fn tables(&self, extract: &[u8]) -> Result<ExtractTables, UnreadableExtract>;
}

/// The files of a snapshot, to be written in this order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SnapshotBytes {
    /// `provisions.csv`.
    pub provisions: Vec<u8>,
    /// `terms.csv`.
    pub terms: Vec<u8>,
    /// `manifest.json`, which comes last.
    pub manifest: Vec<u8>,
}

/// Makes the files of a snapshot from a council's extract.
///
/// ```
/// use exchange::provisions::council_extract::{
///     CouncilExtract, ExtractTables, UnreadableExtract, snapshot_of,
/// };
///
/// /// The extract of a council that has bought nothing yet.
/// struct Nothing;
///
/// impl CouncilExtract for Nothing {
///     fn tables(&self, _: &[u8]) -> Result<ExtractTables, UnreadableExtract> {
///         Ok(ExtractTables::default())
///     }
/// }
///
/// let made = snapshot_of(&Nothing, b"", "2026-11-29T22:00:00Z".parse()?)?;
/// assert!(made.provisions.starts_with(b"purchase_order,line,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`UnreadableExtract`].
pub fn snapshot_of(
    council: &impl CouncilExtract,
    extract: &[u8],
    taken_at: Timestamp,
) -> Result<SnapshotBytes, UnreadableExtract> {
    let mut tables = council.tables(extract)?;
    let key = |row: &ExtractRow| {
        let of = |name: &str| row.get(name).cloned().unwrap_or_default();
        (of("purchase_order"), of("line"))
    };
    tables.provisions.sort_by_key(key);
    for two in tables.provisions.windows(2) {
        if let [one, other] = two
            && key(one) == key(other)
        {
            let (order, line) = key(one);
            return Err(UnreadableExtract::Twice(order, line));
        }
    }
    let provisions = table(&columns(), &tables.provisions)?;
    let terms = table(&TERMS.map(str::to_owned), &tables.terms)?;
    let entry = |rows: &[ExtractRow], bytes: &[u8]| json!({ "rows": rows.len(), "bytes": bytes.len(), "sha256": sha256(bytes) });
    let manifest = json!({
        "format": "provisions",
        "version": crate::v1::VERSION,
        "taken_at": taken_at.to_string(),
        "provisions": entry(&tables.provisions, &provisions),
        "terms": entry(&tables.terms, &terms),
    });
    Ok(SnapshotBytes {
        provisions,
        terms,
        manifest: manifest.to_string().into_bytes(),
    })
}

fn table(columns: &[String], rows: &[ExtractRow]) -> Result<Vec<u8>, UnreadableExtract> {
    let mut lines = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Nothing fails that is written into memory.
    let full = |_| UnreadableExtract::Columns;
    lines.write_record(columns).map_err(full)?;
    for row in rows {
        if let Some(name) = row.keys().find(|name| !columns.contains(name)) {
            return Err(UnreadableExtract::NoSuchColumn(name.clone()));
        }
        let fields = columns
            .iter()
            .map(|name| row.get(name).map_or("", String::as_str));
        lines.write_record(fields).map_err(full)?;
    }
    lines.into_inner().map_err(|_| UnreadableExtract::Columns)
}
