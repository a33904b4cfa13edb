//! Finding out how a spreadsheet has saved a table.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The most bytes of a file: a register of a thousand people has fewer.
pub const LONGEST: usize = 5_000_000;

/// The reason why no row of a file can be read. The words go on a page.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum UnreadableSheet {
    /// The file is empty.
    #[error("The selected file is empty")]
    Empty,
    /// The file is longer than any register.
    #[error("The selected file must be smaller than 5MB")]
    TooLong,
    /// The file is a workbook and not a table.
    #[error(
        "The selected file must be a CSV: in your spreadsheet, choose ‘Save as’ and then ‘CSV’"
    )]
    Workbook,
    /// The bytes are text in no encoding that is known here.
    #[error("The selected file must be saved as ‘CSV UTF-8’")]
    Encoding,
    /// A column that is needed is in no heading.
    #[error(
        "The selected file must have the column ‘{0}’: download the register again and edit that file"
    )]
    Column(&'static str),
    /// A column stands in the heading twice.
    #[error("The selected file has the column ‘{0}’ twice")]
    ColumnTwice(&'static str),
}

/// Reads the bytes of a table as text: UTF-8, UTF-16 with its mark, or else
/// Windows-1252, in which spreadsheets save where nobody chooses.
///
/// ```
/// use exchange::register_sheet::decoding::{UnreadableSheet, text};
///
/// assert_eq!(text(b"\xef\xbb\xbfZo\xc3\xab")?, "Zoë");
/// assert_eq!(text(b"Zo\xeb")?, "Zoë");
/// assert_eq!(text(b"\xff\xfeZ\0o\0\xeb\0")?, "Zoë");
/// assert_eq!(text(b"PK\x03\x04"), Err(UnreadableSheet::Workbook));
/// assert_eq!(text(b"a\0b"), Err(UnreadableSheet::Encoding));
/// # Ok::<(), UnreadableSheet>(())
/// ```
///
/// # Errors
/// Returns [`UnreadableSheet`] with what the person has to do.
pub fn text(bytes: &[u8]) -> Result<String, UnreadableSheet> {
    if bytes.len() > LONGEST {
        return Err(UnreadableSheet::TooLong);
    }
    if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(UnreadableSheet::Workbook);
    }
    let (marked, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (Some(encoding), bytes.get(length..).unwrap_or_default()),
        None => (None, bytes),
    };
    let encodings = match marked {
        Some(encoding) => vec![encoding],
        None => vec![UTF_8, WINDOWS_1252],
    };
    let mut texts = encodings
        .iter()
        .filter_map(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes))
        .filter(|text| !text.chars().any(is_no_text));
    let text = texts.next().ok_or(UnreadableSheet::Encoding)?;
    match text.trim().is_empty() {
        true => Err(UnreadableSheet::Empty),
        false => Ok(text.into_owned()),
    }
}

/// Whether a character is in no table that people write: control characters,
/// among them those that Windows-1252 leaves undefined.
fn is_no_text(character: char) -> bool {
    character.is_control() && !['\t', '\n', '\r'].contains(&character)
}

/// Returns the separator of a table: of comma, semicolon and tab the one that
/// is in its first line most often.
///
/// ```
/// use exchange::register_sheet::decoding::separator;
///
/// assert_eq!(separator("Purchase order;Line;Date\n1,5;2;3"), b';');
/// assert_eq!(separator("Purchase order"), b',');
/// ```
#[must_use]
pub fn separator(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |separator: u8| heading.bytes().filter(|byte| *byte == separator).count();
    let mut best = b',';
    for other in [b';', b'\t'] {
        if count(other) > count(best) {
            best = other;
        }
    }
    best
}
