//! The judgement of a file by its content alone: its type, or the reason why it
//! is refused before anybody opens it. Neither its name nor the type that a
//! browser gave is believed.

mod bytes;
mod image;
mod link;
mod package;
mod pdf;
mod sheet;
#[cfg(test)]
mod tests;
mod traces;
mod word;
mod zip;

use domain::application::evidence::content::Refusal;
use domain::application::evidence::{FileType, LARGEST_FILE};

use bytes::{find, until};
pub(crate) use traces::without_traces;

/// The start of a file of Microsoft's older kind, in which a Word document with
/// a password is wrapped (MS-OFFCRYPTO, 2.3.4).
const WRAPPED: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The name of the encrypted document in it, in UTF-16.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// Judges a file by its content, and returns its type.
///
/// # Errors
/// The [`Refusal`] says why the file cannot be used.
pub(crate) fn judge(content: &[u8]) -> Result<FileType, Refusal> {
    if content.is_empty() {
        return Err(Refusal::Empty);
    }
    if content.len() as u64 > LARGEST_FILE {
        return Err(Refusal::TooLarge);
    }
    if content.starts_with(WRAPPED) && find(content, ENCRYPTED).is_some() {
        return Err(Refusal::Locked);
    }
    let file_type = kind(content).ok_or(Refusal::Kind)?;
    match file_type {
        FileType::Pdf => pdf::judge(content),
        FileType::Jpeg => image::jpeg(content),
        FileType::Png => image::png(content),
        FileType::Heic => image::heic(content),
        FileType::Docx => word::judge(content),
    }?;
    if file_type != FileType::Docx && zip::directory(content).is_some() {
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
    if content.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(FileType::Jpeg)
    } else if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(FileType::Png)
    } else if content.get(4..8) == Some(b"ftyp") && image::is_heic(content) {
        Some(FileType::Heic)
    } else if content.starts_with(b"PK\x03\x04") && zip::is_package(content) {
        Some(FileType::Docx)
    } else if pdf::is_pdf(content) {
        Some(FileType::Pdf)
    } else {
        None
    }
}
