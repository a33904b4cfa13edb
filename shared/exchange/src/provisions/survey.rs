//! Looking through a whole snapshot before anything is written from it. What
//! makes one suspicious is in [`super::suspicion`].

use std::io::{self, BufReader, Read};

use domain::values::digits::hex;
use sha2::{Digest as _, Sha256};

use super::manifest::ManifestEntry;
use super::row_mark::Marks;
use super::side_by_side::{RowSide, SideBySide};
use super::suspicion::{MassChangeGuard, NotSurveyed, Suspicion};
use super::table::ProvisionTable;

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
    let sha256 = hex(&hashed.hash.finalize());
    Suspicion::check_bytes(said, hashed.bytes, &sha256)?;
    let survey = counted?;
    Suspicion::check_rows(said, survey.rows)?;
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
    /// use exchange::provisions::survey::Survey;
    /// use exchange::provisions::suspicion::{MassChangeGuard, Suspicion};
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
        guard.check_people(self.people_gone, self.people_before)?;
        guard.check_lines(self.gone, self.rows_before)
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
