//! The judgement of an image by its frame, before anything of it is decoded.

use domain::application::evidence::content::Refusal;

use super::bytes::{big, find, step};

/// The most pixels of an image: more than a telephone camera of 108 million
/// takes, and 480 MB for the program that opens it.
const MOST_PIXELS: u64 = 120_000_000;

pub(super) fn jpeg(content: &[u8]) -> Result<(), Refusal> {
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

pub(super) fn png(content: &[u8]) -> Result<(), Refusal> {
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
            return rest(content.get(next..).unwrap_or_default());
        }
        at = next;
    }
}

/// The starts of files that a program would find behind an image.
const OTHER_STARTS: [&[u8]; 12] = [
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"<",
    b"PK",
    b"%PDF",
    b"%!",
    b"Rar!",
    b"7z\xBC",
    b"\xD0\xCF\x11\xE0",
    b"\x1F\x8B",
    b"\xCA\xFE\xBA\xBE",
];

/// Judges what comes behind the end of an image. A screenshot that was cropped
/// may have a rest of the larger one there, and noughts; both are taken as they
/// are. Another file is not.
fn rest(rest: &[u8]) -> Result<(), Refusal> {
    let rest = rest.trim_ascii_start();
    let start = rest
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(rest.len());
    let rest = rest.get(start..).unwrap_or_default();
    if OTHER_STARTS.iter().any(|other| rest.starts_with(other)) {
        Err(Refusal::Polyglot)
    } else {
        Ok(())
    }
}

/// The brands of HEIC (ISO/IEC 23008-12, annex B).
const HEIC_BRANDS: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"];

pub(super) fn is_heic(content: &[u8]) -> bool {
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

pub(super) fn heic(content: &[u8]) -> Result<(), Refusal> {
    // A HEIC file is made of boxes of a length and a name, one after the other
    // up to the end of the file (ISO/IEC 14496-12, 4.2).
    let mut at = 0;
    let mut described: &[u8] = &[];
    while at < content.len() {
        let length = big(content, at, 4).ok_or(Refusal::Damaged)?;
        let name = content.get(at + 4..at + 8).ok_or(Refusal::Damaged)?;
        let is_meta = name == b"meta";
        let start = at;
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
        if is_meta {
            described = content.get(start..at).ok_or(Refusal::Damaged)?;
        }
    }
    // The `ispe` boxes have the size of each image of the file (ISO/IEC
    // 23008-12, 6.5.3).
    let mut from = 0;
    while let Some(found) = described
        .get(from..)
        .and_then(|rest| find(rest, b"ispe\0\0\0\0"))
    {
        let place = from + found;
        if let (Some(width), Some(height)) =
            (big(described, place + 8, 4), big(described, place + 12, 4))
        {
            pixels(width, height)?;
        }
        from = place + 4;
    }
    if at == content.len() && !described.is_empty() {
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
