//! The judgement of a file by its content alone: its type, or the reason why it
//! is refused before anybody opens it. Neither its name nor the type that a
//! browser gave is believed.
//!
//! Encrypted PDF files are taken: banks send statements that open without a
//! password and are encrypted all the same, and telling the two apart needs the
//! key. A file that cannot be opened cannot be scanned for malware either, so
//! it ends as [`super::FileState::Unscannable`] and nobody opens it.

use super::{FileType, LARGEST_FILE};

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

/// The most pixels of an image: the largest telephone cameras have 200
/// million.
const MOST_PIXELS: u64 = 250_000_000;

crate::named_enum! {
    serde
    /// The reason why a file cannot be used.
    #[derive(thiserror::Error)]
    pub enum Refusal {
        /// The file is empty.
        #[error("the file is empty")]
        Empty = "empty",
        /// The file is larger than [`LARGEST_FILE`].
        #[error("the file is too large")]
        TooLarge = "too-large",
        /// The file is of no type of [`FileType`].
        #[error("the file is of a kind that cannot be used")]
        Kind = "kind",
        /// The file begins as one type and does not go on or end as that type.
        #[error("the file is damaged or not whole")]
        Damaged = "damaged",
        /// The file is of two types at once: another program would see another
        /// file.
        #[error("the file is two files in one")]
        Polyglot = "polyglot",
        /// The file would fill the memory of the program that opens it.
        #[error("the file unpacks to far more than it says")]
        Bomb = "bomb",
        /// The file has a password or is encrypted.
        #[error("the file has a password")]
        Locked = "locked",
        /// The file brings programs or other files along.
        #[error("the file has programs or other files in it")]
        Active = "active",
    }
}

/// Judges a file by its content, and returns its type.
///
/// # Errors
/// The [`Refusal`] says why the file cannot be used.
pub fn judge(content: &[u8]) -> Result<FileType, Refusal> {
    if content.is_empty() {
        return Err(Refusal::Empty);
    }
    if size(content) > LARGEST_FILE {
        return Err(Refusal::TooLarge);
    }
    let file_type = kind(content).ok_or(Refusal::Kind)?;
    match file_type {
        FileType::Pdf => pdf(content),
        FileType::Jpeg => jpeg(content),
        FileType::Png => png(content),
        FileType::Heic => heic(content),
        FileType::Docx => docx(content),
    }?;
    if file_type != FileType::Docx && zip_directory(content).is_some() {
        return Err(Refusal::Polyglot);
    }
    // Programs that read PDF look for its start in the first 1,024 bytes (ISO
    // 32000-1, annex H, note 13).
    if file_type != FileType::Pdf && find(until(content, 1024), b"%PDF-").is_some() {
        return Err(Refusal::Polyglot);
    }
    Ok(file_type)
}

/// Returns the type that the first bytes say.
fn kind(content: &[u8]) -> Option<FileType> {
    if content.starts_with(b"%PDF-") {
        Some(FileType::Pdf)
    } else if content.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(FileType::Jpeg)
    } else if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(FileType::Png)
    } else if content.get(4..8) == Some(b"ftyp") && is_heic(content) {
        Some(FileType::Heic)
    } else if content.starts_with(b"PK\x03\x04") && is_docx(content) {
        Some(FileType::Docx)
    } else {
        None
    }
}

// ---- PDF -------------------------------------------------------------------

/// The names in a PDF that start a program or bring another file along (ISO
/// 32000-1, 7.11.4, 12.6.4 and 13.7).
const ACTIVE: [&[u8]; 6] = [
    b"/JavaScript",
    b"/Launch",
    b"/EmbeddedFile",
    b"/EmbeddedFiles",
    b"/RichMedia",
    b"/XFA",
];

fn pdf(content: &[u8]) -> Result<(), Refusal> {
    // The last line is within the last 1,024 bytes (ISO 32000-1, 7.5.5 and
    // annex H, note 18).
    let end = content.get(content.len().saturating_sub(1024)..);
    if find(end.unwrap_or_default(), b"%%EOF").is_none() {
        return Err(Refusal::Damaged);
    }
    if find(content, b"startxref").is_none() {
        return Err(Refusal::Damaged);
    }
    let has_name = |name: &&[u8]| {
        let mut from = 0;
        while let Some(at) = content.get(from..).and_then(|rest| find(rest, name)) {
            let after = content.get(from + at + name.len());
            if after.is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
                return true;
            }
            from += at + name.len();
        }
        false
    };
    if ACTIVE.iter().any(has_name) || has_escaped_active_name(content) {
        return Err(Refusal::Active);
    }
    Ok(())
}

/// Whether one of [`ACTIVE`] is written with `#xx` for some of its letters,
/// which only a program does that has something to hide.
fn has_escaped_active_name(content: &[u8]) -> bool {
    content
        .split(|byte| *byte == b'/')
        .skip(1)
        .filter(|name| until(name, 40).contains(&b'#'))
        .any(|name| {
            let mut plain = vec![b'/'];
            let mut bytes = until(name, 40).iter().copied();
            while let Some(byte) = bytes.next() {
                let byte = match byte {
                    b'#' => match (bytes.next().and_then(hex), bytes.next().and_then(hex)) {
                        (Some(high), Some(low)) => high * 16 + low,
                        _ => break,
                    },
                    byte => byte,
                };
                if !byte.is_ascii_alphanumeric() {
                    break;
                }
                plain.push(byte);
            }
            ACTIVE.contains(&plain.as_slice())
        })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

// ---- Images ----------------------------------------------------------------

fn jpeg(content: &[u8]) -> Result<(), Refusal> {
    // A JPEG is made of segments of a marker, a length and as many bytes, up to
    // the start of the scan (ITU-T T.81, B.1).
    let mut at = 2;
    let mut framed = false;
    loop {
        let marker = match (content.get(at), content.get(at + 1)) {
            (Some(0xFF), Some(marker)) => *marker,
            _ => return Err(Refusal::Damaged),
        };
        match marker {
            0xFF => at += 1,
            0xD8 | 0x01 | 0xD0..=0xD7 => at += 2,
            0xD9 | 0x00 => return Err(Refusal::Damaged),
            0xDA => break,
            _ => {
                let length = big(content, at + 2, 2).ok_or(Refusal::Damaged)?;
                let is_frame =
                    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC);
                if is_frame {
                    framed = true;
                    let height = big(content, at + 5, 2).ok_or(Refusal::Damaged)?;
                    let width = big(content, at + 7, 2).ok_or(Refusal::Damaged)?;
                    pixels(width, height)?;
                }
                if length < 2 {
                    return Err(Refusal::Damaged);
                }
                at = step(at + 2, length)?;
            }
        }
    }
    let scan = content.get(at..).unwrap_or_default();
    if framed && find(scan, &[0xFF, 0xD9]).is_some() {
        Ok(())
    } else {
        Err(Refusal::Damaged)
    }
}

fn png(content: &[u8]) -> Result<(), Refusal> {
    // A PNG is made of chunks of a length, a name, data and a checksum (W3C
    // Portable Network Graphics, 5.3).
    let mut at = 8;
    loop {
        let length = big(content, at, 4).ok_or(Refusal::Damaged)?;
        let name = content.get(at + 4..at + 8).ok_or(Refusal::Damaged)?;
        if at == 8 {
            if name != b"IHDR" || length != 13 {
                return Err(Refusal::Damaged);
            }
            let width = big(content, at + 8, 4).ok_or(Refusal::Damaged)?;
            let height = big(content, at + 12, 4).ok_or(Refusal::Damaged)?;
            pixels(width, height)?;
        }
        let next = step(at + 12, length)?;
        if next > content.len() {
            return Err(Refusal::Damaged);
        }
        if name == b"IEND" {
            // Nothing may come after the end of an image.
            return if next == content.len() {
                Ok(())
            } else {
                Err(Refusal::Polyglot)
            };
        }
        at = next;
    }
}

/// The brands of HEIC (ISO/IEC 23008-12, annex B).
const HEIC_BRANDS: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"];

fn is_heic(content: &[u8]) -> bool {
    let Some(length) = big(content, 0, 4).and_then(|length| usize::try_from(length).ok()) else {
        return false;
    };
    if !(16..=256).contains(&length) || length % 4 != 0 {
        return false;
    }
    let major = content.get(8..12).unwrap_or_default();
    let compatible = content.get(16..length).unwrap_or_default();
    // The major brand of a photograph may be that of images in general.
    let image = HEIC_BRANDS.contains(&major) || matches!(major, b"mif1" | b"msf1");
    image
        && (HEIC_BRANDS.contains(&major)
            || compatible
                .chunks(4)
                .any(|brand| HEIC_BRANDS.contains(&brand)))
}

fn heic(content: &[u8]) -> Result<(), Refusal> {
    // A HEIC file is made of boxes of a length and a name, one after the other
    // up to the end of the file (ISO/IEC 14496-12, 4.2).
    let mut at = 0;
    let mut described = false;
    while at < content.len() {
        let length = big(content, at, 4).ok_or(Refusal::Damaged)?;
        let name = content.get(at + 4..at + 8).ok_or(Refusal::Damaged)?;
        described |= name == b"meta";
        at = match length {
            0 => content.len(),
            1 => {
                let length = big(content, at + 8, 8).ok_or(Refusal::Damaged)?;
                if length < 16 {
                    return Err(Refusal::Damaged);
                }
                step(at, length)?
            }
            2..=7 => return Err(Refusal::Damaged),
            length => step(at, length)?,
        };
    }
    // The `ispe` boxes have the size of each image of the file (ISO/IEC
    // 23008-12, 6.5.3).
    let mut from = 0;
    while let Some(found) = content.get(from..).and_then(|rest| find(rest, b"ispe")) {
        let place = from + found;
        if let (Some(width), Some(height)) =
            (big(content, place + 8, 4), big(content, place + 12, 4))
            && big(content, place.saturating_sub(4), 4) == Some(20)
        {
            pixels(width, height)?;
        }
        from = place + 4;
    }
    if at == content.len() && described {
        Ok(())
    } else {
        Err(Refusal::Damaged)
    }
}

fn pixels(width: u64, height: u64) -> Result<(), Refusal> {
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged);
    }
    match width.checked_mul(height) {
        Some(pixels) if pixels <= MOST_PIXELS => Ok(()),
        _ => Err(Refusal::Bomb),
    }
}

// ---- Word ------------------------------------------------------------------

/// The central directory of a zip (PKWARE APPNOTE 6.3.10, 4.3.12 and 4.3.16).
struct Directory<'a> {
    entries: &'a [u8],
    count: usize,
    /// Whether the directory is where its end record says, and nothing comes
    /// after it.
    exact: bool,
    starts_at: u64,
}

/// An entry of the central directory.
struct Part<'a> {
    name: &'a [u8],
    flags: u64,
    method: u64,
    packed: u64,
    unpacked: u64,
    starts_at: u64,
}

/// Returns the central directory that a program finds by searching from the end
/// of the file.
fn zip_directory(content: &[u8]) -> Option<Directory<'_>> {
    // The end record has 22 bytes, and a comment of at most 65,535.
    let from = content.len().saturating_sub(22 + 65_535);
    let mut end = content.len();
    while let Some(found) = content
        .get(from..end)
        .and_then(|tail| rfind(tail, b"PK\x05\x06"))
    {
        let at = from + found;
        let directory = (|| {
            let length = little(content, at + 12, 4)?;
            let starts_at = little(content, at + 16, 4)?;
            let comment = little(content, at + 20, 2)?;
            let count = usize::try_from(little(content, at + 10, 2)?).ok()?;
            let really = at.checked_sub(usize::try_from(length).ok()?)?;
            let entries = content.get(really..at)?;
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

impl<'a> Directory<'a> {
    /// Reads the entries of the directory; `None` if it does not hold what it
    /// says.
    fn parts(&self) -> Option<Vec<Part<'a>>> {
        let mut parts = Vec::new();
        let mut at = 0;
        while at < self.entries.len() {
            if self.entries.get(at..at + 4) != Some(b"PK\x01\x02") || parts.len() == MOST_PARTS + 1
            {
                return None;
            }
            let number = |offset, length| little(self.entries, at + offset, length);
            let name_length = usize::try_from(number(28, 2)?).ok()?;
            let rest = usize::try_from(number(30, 2)? + number(32, 2)?).ok()?;
            parts.push(Part {
                name: self.entries.get(at + 46..at + 46 + name_length)?,
                flags: number(8, 2)?,
                method: number(10, 2)?,
                packed: number(20, 4)?,
                unpacked: number(24, 4)?,
                starts_at: number(42, 4)?,
            });
            at += 46 + name_length + rest;
        }
        (parts.len() == self.count).then_some(parts)
    }
}

fn is_docx(content: &[u8]) -> bool {
    let Some(parts) = zip_directory(content).and_then(|directory| directory.parts()) else {
        return false;
    };
    let has = |name: &[u8]| parts.iter().any(|part| part.name == name);
    has(b"[Content_Types].xml") && has(b"word/document.xml")
}

/// Whether a part of a Word document is a program or another file.
fn brings_along(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let ends = |ending: &[u8]| name.ends_with(ending);
    find(&name, b"vba").is_some()
        || find(&name, b"/embeddings/").is_some()
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
        ]
        .into_iter()
        .any(ends)
}

fn docx(content: &[u8]) -> Result<(), Refusal> {
    let directory = zip_directory(content).ok_or(Refusal::Damaged)?;
    if !directory.exact {
        return Err(Refusal::Polyglot);
    }
    let mut parts = directory.parts().ok_or(Refusal::Damaged)?;
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
        unpacked += part.unpacked;
        if brings_along(part.name) {
            return Err(Refusal::Active);
        }
        if !is_inside(part.name) {
            return Err(Refusal::Active);
        }
        // The local header, which a program reads that goes from part to part,
        // has to agree with the directory.
        let at = usize::try_from(part.starts_at).map_err(|_| Refusal::Damaged)?;
        let name_at = at + 30;
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
    let overlaps = parts
        .iter()
        .zip(starts.chain([directory.starts_at]))
        .any(|(part, next)| {
            let name = part.name.len() as u64;
            part.starts_at + 30 + name + part.packed > next
        });
    match parts.first() {
        Some(first) if first.starts_at != 0 => Err(Refusal::Polyglot),
        _ if overlaps => Err(Refusal::Bomb),
        _ => Ok(()),
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

// ---- Bytes -----------------------------------------------------------------

fn size(content: &[u8]) -> u64 {
    content.len() as u64
}

fn until(content: &[u8], most: usize) -> &[u8] {
    content.get(..most).unwrap_or(content)
}

fn find(content: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0;
    loop {
        let found = content
            .get(from..)?
            .iter()
            .position(|byte| *byte == first)?;
        if content.get(from + found..)?.starts_with(what) {
            return Some(from + found);
        }
        from += found + 1;
    }
}

fn rfind(content: &[u8], what: &[u8]) -> Option<usize> {
    content
        .windows(what.len())
        .rposition(|window| window == what)
}

/// Reads a number of some bytes, the most significant first.
fn big(content: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = content.get(at..at.checked_add(length)?)?;
    Some(
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}

/// Reads a number of some bytes, the least significant first.
fn little(content: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = content.get(at..at.checked_add(length)?)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}

/// Returns the place a number of bytes further on.
fn step(at: usize, length: u64) -> Result<usize, Refusal> {
    usize::try_from(length)
        .ok()
        .and_then(|length| at.checked_add(length))
        .ok_or(Refusal::Damaged)
}
