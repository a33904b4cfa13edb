//! Looking through a whole snapshot before anything is written from it.

use std::io::{self, BufReader, Read};

use domain::values::digits::hex;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::manifest::{Manifest, ManifestEntry};
use super::row_mark::Marks;
use super::side_by_side::{RowSide, SideBySide};
use super::suspicion::{NotSurveyed, Suspicion};
use super::table::ProvisionTable;

/// The limits of change from one snapshot to the next: beyond them, two people
/// have to look at the snapshot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MassChangeGuard {
    /// The most lines that may be gone, in hundredths of those that were there.
    pub lines_gone: u8,
    /// The most people that may be gone, in hundredths of those that were there.
    pub people_gone: u8,
    /// The number that may always be gone, however few were there.
    pub always: u64,
}

/// The counts of a snapshot compared with the last one.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Survey {
    /// The rows.
    pub rows: u64,
    /// The people.
    pub people: u64,
    /// The rows whose key the last snapshot did not have.
    pub new: u64,
    /// The rows that say something else than in the last snapshot.
    pub changed: u64,
    /// The rows of the last snapshot whose key is in none of this one.
    pub gone: u64,
    /// The rows of the last snapshot.
    pub rows_before: u64,
    /// The people of the last snapshot.
    pub people_before: u64,
    /// The people of the last snapshot who are in no row of this one.
    pub people_gone: u64,
}

/// Tells whether a snapshot comes after the one that was imported last: the
/// same one again is nothing to do.
///
/// ```
/// use exchange::provisions::manifest::{Manifest, ManifestEntry};
/// use exchange::provisions::survey::is_new;
/// use exchange::provisions::suspicion::Suspicion;
///
/// let entry = ManifestEntry { rows: 1, bytes: 1, sha256: String::new() };
/// let manifest = Manifest {
///     taken_at: "2026-11-29T22:00:00Z".parse()?,
///     provisions: entry.clone(),
///     terms: entry,
/// };
/// assert_eq!(is_new(&manifest, None), Ok(true));
/// assert_eq!(is_new(&manifest, Some("2026-11-29T22:00:00Z".parse()?)), Ok(false));
/// assert_eq!(is_new(&manifest, Some("2026-11-30T22:00:00Z".parse()?)), Err(Suspicion::Older));
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// # Errors
/// Returns [`Suspicion::Older`] for an older one.
pub fn is_new(manifest: &Manifest, imported: Option<Timestamp>) -> Result<bool, Suspicion> {
    match imported {
        Some(last) if manifest.taken_at < last => Err(Suspicion::Older),
        Some(last) => Ok(manifest.taken_at > last),
        None => Ok(true),
    }
}

/// Looks through `provisions.csv` and compares it with the marks of the last
/// snapshot. Writes nothing and keeps no row in memory.
///
/// ```
/// use exchange::provisions::columns;
/// use exchange::provisions::manifest::ManifestEntry;
/// use exchange::provisions::row_mark::Marks;
/// use exchange::provisions::survey::survey;
/// use exchange::provisions::suspicion::{NotSurveyed, Suspicion};
///
/// let file = columns().join(",") + "\r\n";
/// let said = ManifestEntry { rows: 3000, bytes: 701_345, sha256: "9f...".to_owned() };
/// assert!(matches!(
///     survey(file.as_bytes(), &said, Marks::new(&b""[..])),
///     Err(NotSurveyed::Suspicious(Suspicion::Length { said: 701_345, .. }))
/// ));
/// ```
///
/// # Errors
/// Returns [`NotSurveyed`] where the file is not what its manifest says.
pub fn survey(
    provisions: impl Read,
    said: &ManifestEntry,
    last: Marks<impl io::BufRead>,
) -> Result<Survey, NotSurveyed> {
    let mut hashed = Hashed::new(provisions);
    let counted = count(&mut hashed, last);
    io::copy(&mut hashed, &mut io::sink()).map_err(NotSurveyed::Fetch)?;
    let counted = match counted {
        Err(fetch @ (NotSurveyed::Fetch(_) | NotSurveyed::Marks(_))) => return Err(fetch),
        counted => counted,
    };
    let found = hashed.bytes;
    if found != said.bytes {
        let said = said.bytes;
        return Err(Suspicion::Length { said, found }.into());
    }
    if hex(&hashed.hash.finalize()) != said.sha256 {
        return Err(Suspicion::Checksum.into());
    }
    let survey = counted?;
    if survey.rows == 0 {
        return Err(Suspicion::Empty.into());
    }
    if survey.rows != said.rows {
        let (said, found) = (said.rows, survey.rows);
        return Err(Suspicion::RowCount { said, found }.into());
    }
    Ok(survey)
}

fn count(from: impl Read, last: Marks<impl io::BufRead>) -> Result<Survey, NotSurveyed> {
    let mut survey = Survey::default();
    let (mut people, mut before) = (Vec::new(), Vec::new());
    let mut sides = SideBySide::new(ProvisionTable::open(BufReader::new(from))?, last);
    while let Some(side) = sides.step()? {
        let (old, new) = match &side {
            RowSide::New { mark, .. } => (None, Some(mark)),
            RowSide::Both { before, mark, .. } => (Some(before), Some(mark)),
            RowSide::Gone(before) => (Some(before), None),
        };
        people.extend(new.map(|mark| mark.person));
        before.extend(old.map(|mark| mark.person));
        match (old, new) {
            (None, _) => survey.new += 1,
            (_, None) => survey.gone += 1,
            (Some(old), Some(new)) => survey.changed += u64::from(old.content != new.content),
        }
    }
    survey.rows = people.len() as u64;
    survey.rows_before = before.len() as u64;
    for list in [&mut people, &mut before] {
        list.sort_unstable();
        list.dedup();
    }
    survey.people = people.len() as u64;
    survey.people_before = before.len() as u64;
    let gone = before
        .iter()
        .filter(|old| people.binary_search(old).is_err());
    survey.people_gone = gone.count() as u64;
    Ok(survey)
}

impl Survey {
    /// Judges how much is gone.
    ///
    /// ```
    /// use exchange::provisions::survey::{MassChangeGuard, Survey};
    /// use exchange::provisions::suspicion::Suspicion;
    ///
    /// let guard = MassChangeGuard { lines_gone: 10, people_gone: 10, always: 3 };
    /// let mut survey = Survey { rows_before: 3000, people_before: 2800, ..Survey::default() };
    /// survey.gone = 300;
    /// assert_eq!(survey.judge(&guard), Ok(()));
    /// survey.gone = 301;
    /// assert_eq!(
    ///     survey.judge(&guard),
    ///     Err(Suspicion::LinesGone { gone: 301, before: 3000 })
    /// );
    /// ```
    ///
    /// # Errors
    /// Returns [`Suspicion`] where more is gone than the guard lets pass.
    pub fn judge(&self, guard: &MassChangeGuard) -> Result<(), Suspicion> {
        let too_many = |gone: u64, before: u64, hundredths: u8| {
            gone > guard.always
                && gone.saturating_mul(100) > before.saturating_mul(hundredths.into())
        };
        if too_many(self.people_gone, self.people_before, guard.people_gone) {
            let (gone, before) = (self.people_gone, self.people_before);
            return Err(Suspicion::PeopleGone { gone, before });
        }
        if too_many(self.gone, self.rows_before, guard.lines_gone) {
            let (gone, before) = (self.gone, self.rows_before);
            return Err(Suspicion::LinesGone { gone, before });
        }
        Ok(())
    }
}

/// A reader that counts and hashes what passes through it.
struct Hashed<R> {
    from: R,
    hash: Sha256,
    bytes: u64,
}

impl<R> Hashed<R> {
    fn new(from: R) -> Self {
        Self {
            from,
            hash: Sha256::new(),
            bytes: 0,
        }
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.hash.update(into.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }
}
