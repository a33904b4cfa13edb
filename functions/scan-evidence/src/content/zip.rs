//! The zip in which the parts of a Word document are.

use domain::application::evidence::content::Refusal;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use super::bytes::{find, little, rfind};

/// The most that a Word document may become when it is unpacked, in bytes:
/// thirty times a long one with photographs.
const MOST_UNPACKED: u64 = 100 * 1024 * 1024;

/// The most that a part of more than [`FREE_OF_RATIO`] bytes may grow when it
/// is unpacked, in times its packed size. Text shrinks to a tenth, tables to a
/// fiftieth; a bomb is at the format's limit of 1,032 times.
const MOST_TIMES: u64 = 200;

/// The size, in bytes, up to which the ratio of a part is not checked: 1 MiB.
const FREE_OF_RATIO: u64 = 1024 * 1024;

/// The most parts of a Word document.
const MOST_PARTS: usize = 2_000;

/// The central directory of a zip (PKWARE APPNOTE 6.3.10, 4.3.12 and 4.3.16).
pub(super) struct Directory<'a> {
    entries: &'a [u8],
    count: usize,
    /// Whether the directory is where its end record says, and nothing comes
    /// after it.
    exact: bool,
    starts_at: u64,
}

/// An entry of the central directory.
pub(super) struct Part<'a> {
    pub(super) name: &'a [u8],
    flags: u64,
    method: u64,
    packed: u64,
    pub(super) unpacked: u64,
    starts_at: u64,
}

/// Returns the central directory that a program finds by searching from the end
/// of the file.
pub(super) fn directory(content: &[u8]) -> Option<Directory<'_>> {
    // The end record has 22 bytes, and a comment of at most 65,535.
    let from = content.len().saturating_sub(22 + 65_535);
    let mut end = content.len();
    while let Some(found) = content
        .get(from..end)
        .and_then(|tail| rfind(tail, b"PK\x05\x06"))
    {
        let at = from + found;
        let directory = (|| {
            let comment = little(content, at + 20, 2)?;
            let EndRecord {
                at: ends_at,
                count,
                length,
                starts_at,
            } = end_record(content, at)?;
            let count = usize::try_from(count).ok()?;
            let really = ends_at.checked_sub(usize::try_from(length).ok()?)?;
            let entries = content.get(really..ends_at)?;
            let exact = u64::try_from(really).ok()? == starts_at
                && u64::try_from(content.len()).ok()? == u64::try_from(at).ok()? + 22 + comment;
            (count > 0 && entries.starts_with(b"PK\x01\x02")).then_some(Directory {
                entries,
                count,
                exact,
                starts_at,
            })
        })();
        if directory.is_some() {
            return directory;
        }
        end = at;
    }
    None
}

/// The record at the end of a central directory.
struct EndRecord {
    /// The place of the record, where the directory ends.
    at: usize,
    count: u64,
    length: u64,
    starts_at: u64,
}

/// Reads the end record at a place, or the wide one of a zip64 that stands before
/// it (4.3.14 and 4.3.15). Programs that write as they go make a zip64 of every
/// file, however small it is. A number that stands in both records must be one
/// number, because some programs read the narrow one.
fn end_record(content: &[u8], at: usize) -> Option<EndRecord> {
    let narrow = EndRecord {
        at,
        count: little(content, at + 10, 2)?,
        length: little(content, at + 12, 4)?,
        starts_at: little(content, at + 16, 4)?,
    };
    let Some(locator) = at
        .checked_sub(20)
        .filter(|locator| content.get(*locator..*locator + 4) == Some(b"PK\x06\x07"))
    else {
        return Some(narrow);
    };
    let wide_at = usize::try_from(little(content, locator + 8, 8)?).ok()?;
    let size = usize::try_from(little(content, wide_at.checked_add(4)?, 8)?).ok()?;
    let wide = EndRecord {
        at: wide_at,
        count: little(content, wide_at + 32, 8)?,
        length: little(content, wide_at + 40, 8)?,
        starts_at: little(content, wide_at + 48, 8)?,
    };
    let fits = content.get(wide_at..wide_at + 4) == Some(b"PK\x06\x06")
        && wide_at.checked_add(12)?.checked_add(size) == Some(locator)
        && is_or_elsewhere(narrow.count, wide.count, NARROW_COUNT)
        && is_or_elsewhere(narrow.length, wide.length, NARROW)
        && is_or_elsewhere(narrow.starts_at, wide.starts_at, NARROW);
    fits.then_some(wide)
}

/// The numbers that say that the true one stands in a wider field.
const NARROW: u64 = 0xFFFF_FFFF;
const NARROW_COUNT: u64 = 0xFFFF;

const fn is_or_elsewhere(narrow: u64, wide: u64, elsewhere: u64) -> bool {
    narrow == wide || narrow == elsewhere
}

/// Replaces the numbers of an entry that stand in the extra field of a zip64
/// (4.5.3), in the order of that field; `None` if there are two such fields.
fn widened(extra: &[u8], numbers: [u64; 3]) -> Option<[u64; 3]> {
    let mut wide = None;
    let mut rest = extra;
    while !rest.is_empty() {
        let size = usize::try_from(little(rest, 2, 2)?).ok()?;
        let field = rest.get(4..4 + size)?;
        if little(rest, 0, 2)? == 1 && wide.replace(field).is_some() {
            return None;
        }
        rest = rest.get(4 + size..)?;
    }
    let mut wide = wide.unwrap_or_default();
    let mut widened = numbers;
    for number in widened.iter_mut().filter(|number| **number == NARROW) {
        if let Some((first, after)) = wide.split_at_checked(8) {
            *number = little(first, 0, 8)?;
            wide = after;
        }
    }
    Some(widened)
}

impl<'a> Directory<'a> {
    /// Reads the entries of the directory; `None` if it does not hold what it
    /// says.
    pub(super) fn parts(&self) -> Option<Vec<Part<'a>>> {
        let mut parts = Vec::new();
        let mut at = 0;
        while at < self.entries.len() {
            if self.entries.get(at..at + 4) != Some(b"PK\x01\x02") || parts.len() == MOST_PARTS + 1
            {
                return None;
            }
            let number = |offset, length| little(self.entries, at + offset, length);
            let name_length = usize::try_from(number(28, 2)?).ok()?;
            let extra_length = usize::try_from(number(30, 2)?).ok()?;
            let comment_length = usize::try_from(number(32, 2)?).ok()?;
            let extra_at = at + 46 + name_length;
            let extra = self.entries.get(extra_at..extra_at + extra_length)?;
            let narrow = [number(24, 4)?, number(20, 4)?, number(42, 4)?];
            let [unpacked, packed, starts_at] = match narrow.contains(&NARROW) {
                true => widened(extra, narrow)?,
                false => narrow,
            };
            parts.push(Part {
                name: self.entries.get(at + 46..extra_at)?,
                flags: number(8, 2)?,
                method: number(10, 2)?,
                packed,
                unpacked,
                starts_at,
            });
            at = extra_at + extra_length + comment_length;
        }
        (parts.len() == self.count).then_some(parts)
    }

    /// Unpacks a part, which must become as large as it says. Between it and
    /// the next there is no other part, which a program would find that goes
    /// from part to part.
    pub(super) fn unpacked(&self, content: &[u8], part: &Part<'_>) -> Result<Vec<u8>, Refusal> {
        let place = |number: u64| usize::try_from(number).map_err(|_| Refusal::Damaged);
        let at = place(part.starts_at)?;
        let lengths = little(content, at + 26, 2).zip(little(content, at + 28, 2));
        let (name, extra) = lengths.ok_or(Refusal::Damaged)?;
        if little(content, at + 8, 2) != Some(part.method) {
            return Err(Refusal::Polyglot);
        }
        let start = at + 30 + place(name + extra)?;
        let end = start.saturating_add(place(part.packed)?);
        if end > place(self.starts_at)? {
            return Err(Refusal::Bomb);
        }
        let packed = content.get(start..end).ok_or(Refusal::Damaged)?;
        let size = place(part.unpacked)?;
        let unpacked = match part.method {
            0 => packed.to_vec(),
            _ => {
                decompress_to_vec_with_limit(packed, size).map_err(|error| match error.status {
                    TINFLStatus::HasMoreOutput => Refusal::Bomb,
                    _ => Refusal::Damaged,
                })?
            }
        };
        if unpacked.len() == size {
            Ok(unpacked)
        } else {
            Err(Refusal::Damaged)
        }
    }
}

/// Whether a zip is a package of Office's kind.
pub(super) fn is_package(content: &[u8]) -> bool {
    let parts = directory(content).and_then(|directory| directory.parts());
    parts.is_some_and(|parts| {
        parts
            .iter()
            .any(|part| part.name.eq_ignore_ascii_case(b"[Content_Types].xml"))
    })
}

/// Whether a part may be the sheet with the numbers of a chart, by its name.
pub(super) fn is_sheet(name: &[u8]) -> bool {
    name.starts_with(b"word/embeddings/") && name.ends_with(b".xlsx")
}

/// Whether a part of a Word document is a program or another file.
fn brings_along(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let ends = |ending: &[u8]| name.ends_with(ending);
    find(&name, b"vbaproject").is_some()
        || find(&name, b"vbadata").is_some()
        || find(&name, b"/embeddings/").is_some() && !is_sheet(&name)
        || find(&name, b"/activex/").is_some()
        || [
            b".exe".as_slice(),
            b".dll",
            b".js",
            b".vbs",
            b".hta",
            b".bat",
            b".cmd",
            b".ps1",
            b".lnk",
            b".jar",
            b".scr",
            b".com",
            b".htm",
            b".html",
            b".zip",
            b".7z",
            b".rar",
            b".gz",
            b".iso",
            b".docm",
            b".dotm",
            b".xlsm",
            // A part in pieces, which is another for who does not join them
            // (ECMA-376 part 2, annex B).
            b".piece",
        ]
        .into_iter()
        .any(ends)
}

/// Returns the directory of a Word document and its parts, in the order in
/// which they lie, if every program that unpacks them finds the same ones within
/// bounds.
pub(super) fn package(content: &[u8]) -> Result<(Directory<'_>, Vec<Part<'_>>), Refusal> {
    let found = directory(content).ok_or(Refusal::Damaged)?;
    if !found.exact {
        return Err(Refusal::Polyglot);
    }
    let mut parts = found.parts().ok_or(Refusal::Damaged)?;
    if parts.len() > MOST_PARTS {
        return Err(Refusal::Bomb);
    }
    let mut unpacked: u64 = 0;
    for part in &parts {
        if part.flags & 1 != 0 {
            return Err(Refusal::Locked);
        }
        // A part is stored or deflated, as ECMA-376 part 2 allows.
        if !matches!(part.method, 0 | 8) {
            return Err(Refusal::Damaged);
        }
        if part.unpacked > FREE_OF_RATIO && part.unpacked / part.packed.max(1) > MOST_TIMES {
            return Err(Refusal::Bomb);
        }
        unpacked = unpacked.saturating_add(part.unpacked);
        if brings_along(part.name) {
            return Err(Refusal::Active);
        }
        if !is_inside(part.name) {
            return Err(Refusal::Active);
        }
        // The local header, which a program reads that goes from part to part,
        // has to agree with the directory.
        let at = usize::try_from(part.starts_at).map_err(|_| Refusal::Damaged)?;
        let name_at = at.checked_add(30).ok_or(Refusal::Damaged)?;
        if content.get(at..at + 4) != Some(b"PK\x03\x04")
            || content.get(name_at..name_at + part.name.len()) != Some(part.name)
        {
            return Err(Refusal::Polyglot);
        }
    }
    if unpacked > MOST_UNPACKED {
        return Err(Refusal::Bomb);
    }
    let mut names: Vec<Vec<u8>> = parts
        .iter()
        .map(|part| part.name.to_ascii_lowercase())
        .collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Refusal::Polyglot);
    }
    // Overlapping parts make a bomb that no ratio shows (David Fifield, "A
    // better zip bomb", 2019).
    parts.sort_by_key(|part| part.starts_at);
    let starts = parts.iter().map(|part| part.starts_at).skip(1);
    let mut hidden = false;
    let overlaps = parts
        .iter()
        .zip(starts.chain([found.starts_at]))
        .any(|(part, next)| {
            let name = part.name.len() as u64;
            let end = (part.starts_at + 30 + name).saturating_add(part.packed);
            let range = usize::try_from(end).ok().zip(usize::try_from(next).ok());
            let gap = range.and_then(|(end, next)| content.get(end..next));
            hidden |= gap.is_some_and(|gap| find(gap, b"PK\x03\x04").is_some());
            end > next
        });
    match parts.first() {
        Some(first) if first.starts_at != 0 => Err(Refusal::Polyglot),
        _ if overlaps => Err(Refusal::Bomb),
        _ if hidden => Err(Refusal::Polyglot),
        _ => Ok((found, parts)),
    }
}

/// Whether the name of a part stays inside the folder in which it is unpacked.
fn is_inside(name: &[u8]) -> bool {
    !name.starts_with(b"/")
        && !name.contains(&b'\\')
        && !name.contains(&b':')
        && !name.contains(&0)
        && name.split(|byte| *byte == b'/').all(|step| step != b"..")
}
