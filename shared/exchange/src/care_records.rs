//! What the case system says each night of the records of people:
//! `records/<snapshot>/`, a full picture of one moment, one line a person.
//!
//! A snapshot is looked through whole before anything is written from it, beside
//! the file of the last one: what is new, changed or gone is found by comparing
//! the two, line by line.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use domain::records::case_record::{
    CaseNumber, CaseRecord, DOCUMENTS, DocumentFileType, DocumentId, RecordDocument,
    RecordProfessional, RecordTelephone,
};
use jiff::Timestamp;

use crate::canonical::sha256;
use crate::incoming::{CLOCKS_DIFFER, MalformedAt, Versioned, parse, without_mark};
use crate::provisions::manifest::{ManifestEntry, UnusableManifest};
use crate::provisions::suspicion::{MassChangeGuard, Suspicion};
use crate::v1;
use crate::v1::records::{
    CareRecordRow, CareRecordsFile, DocumentRow, NumberedRow, ProfessionalRow, TelephoneRow,
};

/// The manifest of a snapshot of records, which is written last.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecordsManifest {
    /// The moment that the snapshot is a picture of.
    pub taken_at: Timestamp,
    /// The length, the lines and the SHA-256 of `records.jsonl`.
    pub records: ManifestEntry,
}

impl RecordsManifest {
    /// Reads a manifest.
    ///
    /// ```
    /// use exchange::care_records::RecordsManifest;
    ///
    /// let file = br#"{
    ///   "format": "records",
    ///   "version": 1,
    ///   "taken_at": "2026-11-29T22:00:00Z",
    ///   "records": { "rows": 8200, "bytes": 9012345, "sha256": "9f..." }
    /// }"#;
    /// let manifest = RecordsManifest::read(file, "2026-11-29T22:01:00Z".parse()?)?;
    /// assert_eq!(manifest.records.rows, 8200);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns [`UnusableManifest`] with the reason.
    pub fn read(bytes: &[u8], now: Timestamp) -> Result<Self, UnusableManifest> {
        let bytes = without_mark(bytes);
        let file: Versioned = parse(bytes)?;
        match (file.format.as_str(), file.version) {
            ("records", v1::VERSION) => Self::from_v1(parse(bytes)?, now),
            _ => Err(UnusableManifest::UnknownFormat),
        }
    }

    fn from_v1(file: CareRecordsFile, now: Timestamp) -> Result<Self, UnusableManifest> {
        if file.taken_at > now + CLOCKS_DIFFER {
            return Err(UnusableManifest::InTheFuture);
        }
        Ok(Self {
            taken_at: file.taken_at,
            records: file.records,
        })
    }
}

/// The reason why one record is refused. The text holds no value of the record.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RecordFault {
    /// The line does not follow the schema from this column on.
    #[error("the line does not follow its schema: column {0}")]
    Malformed(usize),
    /// The address has too many or too long lines.
    #[error("the address has more than 8 lines, or one that is empty or longer than 100 letters")]
    Address,
    /// A telephone has no kind or number, or too long ones; or there are too many.
    #[error("telephones are more than 6, or one has no kind or number, or too long ones")]
    Telephone,
    /// A professional has no name, or too long words; or there are too many.
    #[error("professionals are more than 40, or one has no name, or too long words")]
    Professional,
    /// A document has an id that is none, or that another document has.
    #[error("a document has an id that is none or is another’s")]
    DocumentId,
    /// A document has no title, or too long a title; or there are too many.
    #[error("documents are more than 400, or one has no title or one of more than 200 letters")]
    DocumentTitle,
    /// A document lies in another folder, or has another type.
    #[error("a document’s key is not in documents/, or does not end in .pdf, .jpg, .png or .docx")]
    DocumentKey,
}

/// A line of `records.jsonl`, whose number is read and nothing else yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecordLine<'a> {
    /// The line of the file, from 1.
    pub line: u64,
    /// The number of the person.
    pub number: CaseNumber,
    bytes: &'a [u8],
}

/// A record that differs from the last snapshot, or is in both as it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RecordChange<'a> {
    /// The last snapshot did not have the record.
    New(RecordLine<'a>),
    /// The record says something else.
    Changed(RecordLine<'a>),
    /// The record says the same.
    Same(RecordLine<'a>),
    /// The record is in no line any more.
    Gone(CaseNumber),
}

/// Reads the lines of `records.jsonl`, in the order of their numbers.
///
/// ```
/// use exchange::care_records::record_lines;
///
/// let file = b"{\"person\":\"0042\"}\n{\"person\":\"0099\"}\n";
/// let lines = record_lines(file)?;
/// assert_eq!(lines[1].number.as_str(), "0099");
/// assert_eq!(lines[1].line, 2);
/// let twice = b"{\"person\":\"0042\"}\n{\"person\":\"0042\"}\n";
/// assert!(record_lines(twice).is_err());
/// # Ok::<(), exchange::provisions::suspicion::Suspicion>(())
/// ```
///
/// # Errors
/// Returns [`Suspicion`] where a line has no number, or is not after the one
/// above it.
pub fn record_lines(file: &[u8]) -> Result<Vec<RecordLine<'_>>, Suspicion> {
    let file = without_mark(file);
    let file = file.strip_suffix(b"\n").unwrap_or(file);
    if file.is_empty() {
        return Err(Suspicion::Empty);
    }
    let mut lines: Vec<RecordLine<'_>> = Vec::new();
    for (line, bytes) in (1..).zip(file.split(|byte| *byte == b'\n')) {
        let bytes = bytes.trim_ascii();
        let row: Result<NumberedRow, MalformedAt> = parse(bytes);
        let row = row.map_err(|_| Suspicion::Row { line })?;
        let number = row.person.parse().map_err(|_| Suspicion::Row { line })?;
        if lines.last().is_some_and(|last| last.number >= number) {
            return Err(Suspicion::RecordOrder { line });
        }
        lines.push(RecordLine {
            line,
            number,
            bytes,
        });
    }
    Ok(lines)
}

/// Reads the lines of `records.jsonl` if the file is what its manifest says.
///
/// ```
/// use exchange::care_records::record_lines_as_said;
/// use exchange::provisions::manifest::ManifestEntry;
/// use exchange::provisions::suspicion::Suspicion;
///
/// let said = ManifestEntry { rows: 1, bytes: 400, sha256: "9f...".to_owned() };
/// assert_eq!(
///     record_lines_as_said(b"{\"person\":\"0042\"}\n", &said),
///     Err(Suspicion::Length { said: 400, found: 18 })
/// );
/// ```
///
/// # Errors
/// Returns [`Suspicion`] where it is not.
pub fn record_lines_as_said<'a>(
    file: &'a [u8],
    said: &ManifestEntry,
) -> Result<Vec<RecordLine<'a>>, Suspicion> {
    let length = u64::try_from(file.len()).unwrap_or(u64::MAX);
    Suspicion::check_bytes(said, length, &sha256(file))?;
    let lines = record_lines(file)?;
    let found = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    Suspicion::check_rows(said, found)?;
    Ok(lines)
}

/// Compares the lines of a snapshot with those of the last one, in the order of
/// their numbers.
///
/// ```
/// use exchange::care_records::{RecordChange, record_changes, record_lines};
///
/// let last = record_lines(b"{\"person\":\"1\"}\n{\"person\":\"2\"}\n")?;
/// let lines = record_lines(b"{\"person\":\"2\"}\n{\"person\":\"3\"}\n")?;
/// let changes = record_changes(&last, lines);
/// assert!(matches!(
///     &changes[..],
///     [RecordChange::Gone(_), RecordChange::Same(_), RecordChange::New(_)]
/// ));
/// # Ok::<(), exchange::provisions::suspicion::Suspicion>(())
/// ```
#[must_use]
pub fn record_changes<'a>(
    last: &[RecordLine<'_>],
    lines: Vec<RecordLine<'a>>,
) -> Vec<RecordChange<'a>> {
    let mut last = last.iter().peekable();
    let mut changes = Vec::with_capacity(lines.len());
    for line in lines {
        while let Some(gone) = last.next_if(|before| before.number < line.number) {
            changes.push(RecordChange::Gone(gone.number.clone()));
        }
        let before = last.next_if(|before| before.number.cmp(&line.number) == Ordering::Equal);
        changes.push(match before {
            None => RecordChange::New(line),
            Some(before) if before.bytes == line.bytes => RecordChange::Same(line),
            Some(_) => RecordChange::Changed(line),
        });
    }
    changes.extend(last.map(|gone| RecordChange::Gone(gone.number.clone())));
    changes
}

/// Judges how many people are gone since the last snapshot.
///
/// ```
/// use exchange::care_records::judge_records;
/// use exchange::provisions::suspicion::MassChangeGuard;
///
/// let guard = MassChangeGuard { lines_gone: 10, people_gone: 10, always: 20 };
/// assert_eq!(judge_records(20, 30, &guard), Ok(()));
/// assert!(judge_records(301, 3000, &guard).is_err());
/// ```
///
/// # Errors
/// Returns [`Suspicion`] where more are gone than the guard lets pass.
pub const fn judge_records(
    gone: u64,
    before: u64,
    guard: &MassChangeGuard,
) -> Result<(), Suspicion> {
    guard.check_people(gone, before)
}

impl RecordLine<'_> {
    /// Returns the digest of the line, by which a record that says the same is
    /// known: the first 32 digits of its SHA-256.
    ///
    /// ```
    /// use exchange::care_records::record_lines;
    ///
    /// let lines = record_lines(b"{\"person\":\"0042\"}\n{\"person\":\"0099\"}\n")?;
    /// assert_eq!(lines[0].digest().len(), 32);
    /// assert_ne!(lines[0].digest(), lines[1].digest());
    /// # Ok::<(), exchange::provisions::suspicion::Suspicion>(())
    /// ```
    #[must_use]
    pub fn digest(&self) -> String {
        let mut digest = sha256(self.bytes);
        digest.truncate(32);
        digest
    }

    /// Reads the record, or everything that is wrong with it.
    ///
    /// ```
    /// use exchange::care_records::{RecordFault, record_lines};
    ///
    /// let file = br#"{"person":"0042","born":"1948-03-27","address":["1 High Street"],"telephones":[],"professionals":[],"documents":[]}"#;
    /// let record = record_lines(file)?[0].read().unwrap();
    /// assert_eq!(record.address, ["1 High Street"]);
    /// let cut = br#"{"person":"0042","born":"27/03/1948"}"#;
    /// assert!(matches!(record_lines(cut)?[0].read().unwrap_err()[..], [RecordFault::Malformed(_)]));
    /// # Ok::<(), exchange::provisions::suspicion::Suspicion>(())
    /// ```
    ///
    /// # Errors
    /// Returns every [`RecordFault`].
    pub fn read(&self) -> Result<CaseRecord, Vec<RecordFault>> {
        let row: Result<CareRecordRow, MalformedAt> = parse(self.bytes);
        let row = row.map_err(|MalformedAt(_, column)| vec![RecordFault::Malformed(column)])?;
        let mut faults = Vec::new();
        let mut check = |is_right: bool, fault| {
            if !is_right {
                faults.push(fault);
            }
        };
        let line = |text: &String| is_words(text, 100);
        let address = row.address.len() <= 8 && row.address.iter().all(line);
        check(address, RecordFault::Address);
        let telephone = |of: &TelephoneRow| is_words(&of.kind, 40) && is_words(&of.number, 40);
        let telephones = row.telephones.len() <= 6 && row.telephones.iter().all(telephone);
        check(telephones, RecordFault::Telephone);
        let professionals =
            row.professionals.len() <= 40 && row.professionals.iter().all(is_professional);
        check(professionals, RecordFault::Professional);
        let mut ids = BTreeSet::new();
        let one = |document: &DocumentRow| {
            let id: Result<DocumentId, _> = document.id.parse();
            id.is_ok_and(|id| ids.insert(id))
        };
        check(row.documents.iter().all(one), RecordFault::DocumentId);
        let titled = |document: &DocumentRow| is_words(&document.title, 200);
        let titles = row.documents.len() <= 400 && row.documents.iter().all(titled);
        check(titles, RecordFault::DocumentTitle);
        let keyed = |document: &DocumentRow| file_type(&document.key).is_some();
        check(row.documents.iter().all(keyed), RecordFault::DocumentKey);
        match faults.is_empty() {
            true => Ok(row.into_record()),
            false => Err(faults),
        }
    }
}

impl CareRecordRow {
    /// Makes the record of a row that is right; a document that is not is left
    /// out.
    fn into_record(self) -> CaseRecord {
        let documents = self.documents.into_iter().filter_map(|row| {
            let DocumentRow {
                id,
                title,
                kind,
                date,
                key,
            } = row;
            Some(RecordDocument {
                id: id.parse().ok()?,
                title,
                kind,
                date,
                file_type: file_type(&key)?,
                key,
            })
        });
        let telephones = self.telephones.into_iter();
        let professionals = self.professionals.into_iter();
        CaseRecord {
            born: self.born,
            address: self.address,
            telephones: telephones
                .map(|TelephoneRow { kind, number }| RecordTelephone { kind, number })
                .collect(),
            professionals: professionals.map(professional).collect(),
            documents: documents.collect(),
        }
    }
}

fn professional(row: ProfessionalRow) -> RecordProfessional {
    let ProfessionalRow {
        name,
        role,
        team,
        telephone,
    } = row;
    RecordProfessional {
        name,
        role,
        team,
        telephone: telephone.unwrap_or_default(),
    }
}

fn is_professional(row: &ProfessionalRow) -> bool {
    let short = [&row.role, &row.team];
    let telephone = row.telephone.as_deref().unwrap_or_default();
    is_words(&row.name, 100)
        && short.iter().all(|words| is_short(words, 100))
        && is_short(telephone, 40)
}

/// Whether a text is something, of one line, and not too long.
fn is_words(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && is_short(text, most)
}

fn is_short(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

/// Returns the type of a document's file by its key. None where the key is not
/// one of the folder of documents: no other file of the exchange can be named.
fn file_type(key: &str) -> Option<DocumentFileType> {
    let path = key.strip_prefix(DOCUMENTS)?;
    let fits = |part: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        !part.starts_with('.') && !part.is_empty() && part.bytes().all(is_letter)
    };
    let (_, ending) = path.rsplit_once('.')?;
    let is_key = key.len() <= 200 && path.split('/').all(fits);
    DocumentFileType::named(ending).filter(|_| is_key)
}
