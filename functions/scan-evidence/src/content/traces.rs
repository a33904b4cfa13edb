//! Removal of what a photograph tells beside its picture: where and when it was
//! taken, with which device, by whom, what was cropped away, and pictures or
//! films that lie behind it. How the picture is turned and its colours stay, and
//! not a byte of the picture itself changes.

use domain::application::evidence::FileType;
use domain::application::evidence::content::Refusal;

use super::bytes::{big, little, step};

/// The start of the data of Exif in a JPEG (CIPA DC-008, 4.7.2).
const EXIF: &[u8] = b"Exif\0\0";

/// Returns a file without its traces, or `None` if a file of its type is kept as
/// it is. The file was judged before.
///
/// # Errors
/// [`Refusal::Damaged`] if the traces cannot be found in the file.
pub(crate) fn without_traces(
    content: &[u8],
    file_type: FileType,
) -> Result<Option<Vec<u8>>, Refusal> {
    match file_type {
        FileType::Jpeg => jpeg(content).map(Some),
        FileType::Png => png(content).map(Some),
        FileType::Heic => heic(content).map(Some),
        FileType::Pdf | FileType::Docx => Ok(None),
    }
}

fn jpeg(content: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut kept = vec![0xFF, 0xD8];
    let (mut turned, mut turn_at) = (1, kept.len());
    let mut at = 2;
    loop {
        let marker = match (content.get(at), content.get(at + 1)) {
            (Some(0xFF), Some(0xFF)) => {
                at += 1;
                continue;
            }
            (Some(0xFF), Some(marker)) => *marker,
            _ => return Err(Refusal::Damaged),
        };
        let end = match marker {
            0xD9 => break,
            0x01 | 0xD0..=0xD8 => at + 2,
            _ => step(at + 2, big(content, at + 2, 2).ok_or(Refusal::Damaged)?)?,
        };
        let segment = content.get(at..end).ok_or(Refusal::Damaged)?;
        let data = segment.get(4..).unwrap_or_default();
        if let Some(tiff) = data.strip_prefix(EXIF).filter(|_| marker == 0xE1) {
            turned = orientation(tiff);
        }
        if is_picture(marker, data) {
            kept.extend(segment);
        }
        if marker == 0xE0 && turn_at == 2 {
            turn_at = kept.len();
        }
        at = match marker {
            0xDA => {
                let scan = content.get(end..).unwrap_or_default();
                let length = end_of_scan(scan);
                kept.extend(scan.get(..length).unwrap_or_default());
                end + length
            }
            _ => end,
        };
        if at >= content.len() {
            break;
        }
    }
    kept.extend([0xFF, 0xD9]);
    if turned != 1 {
        let exif = [EXIF, &turn(turned)].concat();
        let length = u16::try_from(exif.len() + 2).map_err(|_| Refusal::Damaged)?;
        let segment = [&[0xFF, 0xE1], length.to_be_bytes().as_slice(), &exif].concat();
        kept.splice(turn_at..turn_at, segment);
    }
    Ok(kept)
}

/// Whether a segment belongs to the picture: anything but comments and what
/// programs add, of which the frame of JFIF and what says how colours are meant
/// stay.
fn is_picture(marker: u8, data: &[u8]) -> bool {
    match marker {
        0xE0 => data.starts_with(b"JFIF\0"),
        0xE2 => data.starts_with(b"ICC_PROFILE\0"),
        0xEE => data.starts_with(b"Adobe"),
        0xE1..=0xEF | 0xFE => false,
        _ => true,
    }
}

/// Returns the length of the data of a scan: up to the next marker that is not
/// part of it (ITU-T T.81, B.1.1.5).
fn end_of_scan(scan: &[u8]) -> usize {
    let is_end =
        |pair: &[u8]| matches!(pair, [0xFF, next] if !matches!(next, 0x00 | 0xD0..=0xD7 | 0xFF));
    scan.windows(2).position(is_end).unwrap_or(scan.len())
}

/// Reads how a picture is turned from the data of Exif: 1 to 8, where 1 is
/// upright (CIPA DC-008, 4.6.5).
fn orientation(tiff: &[u8]) -> u16 {
    let number = |at: usize, length: usize| match tiff.get(..2) {
        Some(b"II") => little(tiff, at, length),
        Some(b"MM") => big(tiff, at, length),
        _ => None,
    };
    let entries = || {
        let directory = usize::try_from(number(4, 4)?).ok()?;
        let entries = usize::try_from(number(directory, 2)?).ok()?;
        let places = (0..entries).map(move |entry| directory + 2 + 12 * entry);
        let mut tags = places.filter(|place| number(*place, 2) == Some(0x0112));
        u16::try_from(number(tags.next()? + 8, 2)?).ok()
    };
    entries()
        .filter(|turned| (1..=8).contains(turned))
        .unwrap_or(1)
}

/// Writes data of Exif that say how a picture is turned and nothing else.
fn turn(turned: u16) -> Vec<u8> {
    let [high, low] = turned.to_be_bytes();
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    tiff.extend([high, low, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// The chunks that belong to the picture, beside the critical ones: how colours
/// and clear places are meant, how large a dot is, and moving pictures.
const PICTURE_CHUNKS: [&[u8; 4]; 15] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD",
    b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

fn png(content: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut kept = content.get(..8).ok_or(Refusal::Damaged)?.to_vec();
    let mut at = 8;
    loop {
        let length = big(content, at, 4).ok_or(Refusal::Damaged)?;
        let end = step(at + 12, length)?;
        let chunk = content.get(at..end).ok_or(Refusal::Damaged)?;
        let name = chunk.get(4..8).ok_or(Refusal::Damaged)?;
        let is_critical = name.first().is_some_and(u8::is_ascii_uppercase);
        if is_critical || PICTURE_CHUNKS.iter().any(|known| known.as_slice() == name) {
            kept.extend(chunk);
        } else if name == b"eXIf" {
            let data = chunk.get(8..chunk.len() - 4).unwrap_or_default();
            match orientation(data) {
                1 => {}
                turned => kept.extend(chunk_of(b"eXIf", &turn(turned))?),
            }
        }
        if name == b"IEND" {
            return Ok(kept);
        }
        at = end;
    }
}

fn chunk_of(name: &[u8; 4], data: &[u8]) -> Result<Vec<u8>, Refusal> {
    let length = u32::try_from(data.len()).map_err(|_| Refusal::Damaged)?;
    let checked = [name.as_slice(), data].concat();
    let sum = checksum(&checked).to_be_bytes();
    Ok([length.to_be_bytes().as_slice(), &checked, &sum].concat())
}

/// Returns the checksum of a chunk (W3C Portable Network Graphics, annex D).
fn checksum(data: &[u8]) -> u32 {
    let sum = data.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
        })
    });
    !sum
}

/// A box of a HEIC file: its name, and where it and its content are.
struct FileBox {
    name: [u8; 4],
    start: usize,
    body: usize,
    end: usize,
}

/// Lists the boxes between two places, one after the other (ISO/IEC 14496-12,
/// 4.2).
fn boxes(content: &[u8], mut from: usize, to: usize) -> Result<Vec<FileBox>, Refusal> {
    let mut found = Vec::new();
    while from < to {
        let name = content.get(from + 4..from + 8).ok_or(Refusal::Damaged)?;
        let name = name.try_into().map_err(|_| Refusal::Damaged)?;
        let (length, body) = match big(content, from, 4).ok_or(Refusal::Damaged)? {
            0 => ((to - from) as u64, from + 8),
            1 => (
                big(content, from + 8, 8).ok_or(Refusal::Damaged)?,
                from + 16,
            ),
            length => (length, from + 8),
        };
        let end = step(from, length)?;
        if body > end || end > to {
            return Err(Refusal::Damaged);
        }
        found.push(FileBox {
            name,
            start: from,
            body,
            end,
        });
        from = end;
    }
    Ok(found)
}

/// Blanks the traces where they are, so that every place that the file names
/// stays the same.
fn heic(content: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut kept = content.to_vec();
    for found in boxes(content, 0, content.len())? {
        match &found.name {
            b"meta" => items(content, &found, &mut kept)?,
            b"moov" => film(content, &found, &mut kept)?,
            b"uuid" | b"udta" => empty(&found, &mut kept),
            _ => {}
        }
    }
    Ok(kept)
}

/// Empties what a film says of itself, in whole and of each track.
fn film(content: &[u8], whole: &FileBox, kept: &mut [u8]) -> Result<(), Refusal> {
    for found in boxes(content, whole.body, whole.end)? {
        match &found.name {
            b"trak" => film(content, &found, kept)?,
            b"udta" | b"meta" | b"uuid" => empty(&found, kept),
            _ => {}
        }
    }
    Ok(())
}

/// Makes a box one that is skipped, with nothing in it.
fn empty(found: &FileBox, kept: &mut [u8]) {
    if let Some(name) = kept.get_mut(found.start + 4..found.start + 8) {
        name.copy_from_slice(b"free");
    }
    if let Some(body) = kept.get_mut(found.body..found.end) {
        body.fill(0);
    }
}

/// Blanks the items of an image that are no pictures: Exif, and texts such as
/// XMP (ISO/IEC 23008-12, annex A).
fn items(content: &[u8], meta: &FileBox, kept: &mut [u8]) -> Result<(), Refusal> {
    let inner = boxes(content, meta.body + 4, meta.end)?;
    let named = |name: &[u8; 4]| inner.iter().find(|found| found.name == *name);
    let (Some(list), Some(places)) = (named(b"iinf"), named(b"iloc")) else {
        // An image without a list of its items names none that are traces.
        return Ok(());
    };
    let traces = traces_in(content, list)?;
    let data = named(b"idat").map_or(0, |data| data.body);
    for extent in extents(content, places)? {
        let Some((_, is_exif)) = traces.iter().find(|(item, _)| *item == extent.item) else {
            continue;
        };
        let start = match extent.method {
            0 => extent.offset,
            1 => step(data, extent.offset as u64)?,
            _ => return Err(Refusal::Damaged),
        };
        // No length means the rest of the file.
        let end = match extent.length {
            0 => kept.len(),
            length => step(start, length as u64)?,
        };
        let blanked = kept.get_mut(start..end).ok_or(Refusal::Damaged)?;
        blanked.fill(if *is_exif { 0 } else { b' ' });
        // Data of Exif in which there is nothing.
        if let Some(header) = blanked.get_mut(4..12).filter(|_| *is_exif) {
            header.copy_from_slice(b"MM\0*\0\0\0\x08");
        }
    }
    Ok(())
}

/// Lists the items that are traces, each with whether it is Exif.
fn traces_in(content: &[u8], list: &FileBox) -> Result<Vec<(u64, bool)>, Refusal> {
    let version = content.get(list.body).ok_or(Refusal::Damaged)?;
    let first = list.body + if *version == 0 { 6 } else { 8 };
    let mut traces = Vec::new();
    for entry in boxes(content, first, list.end)? {
        let version = content.get(entry.body).ok_or(Refusal::Damaged)?;
        let id = if *version >= 3 { 4 } else { 2 };
        let item = big(content, entry.body + 4, id).ok_or(Refusal::Damaged)?;
        let kind = entry.body + 4 + id + 2;
        match content.get(kind..kind + 4) {
            Some(b"Exif") => traces.push((item, true)),
            Some(b"mime" | b"uri ") => traces.push((item, false)),
            _ => {}
        }
    }
    Ok(traces)
}

/// A stretch of bytes of an item.
struct Extent {
    item: u64,
    method: u64,
    offset: usize,
    length: usize,
}

/// Reads numbers one after the other.
struct Numbers<'a> {
    content: &'a [u8],
    at: usize,
}

impl Numbers<'_> {
    fn next(&mut self, length: usize) -> Result<u64, Refusal> {
        let number = big(self.content, self.at, length).ok_or(Refusal::Damaged)?;
        self.at += length;
        Ok(number)
    }

    fn place(&mut self, length: usize) -> Result<usize, Refusal> {
        usize::try_from(self.next(length)?).map_err(|_| Refusal::Damaged)
    }
}

/// Lists where the items of an image are (ISO/IEC 14496-12, 8.11.3).
fn extents(content: &[u8], places: &FileBox) -> Result<Vec<Extent>, Refusal> {
    let mut numbers = Numbers {
        content: content.get(..places.end).ok_or(Refusal::Damaged)?,
        at: places.body,
    };
    let version = numbers.next(1)?;
    numbers.next(3)?;
    let sizes = numbers.place(2)?;
    let size = |shift: usize| sizes >> shift & 0xF;
    let (of_offset, of_length, of_base) = (size(12), size(8), size(4));
    let of_index = if version == 0 { 0 } else { size(0) };
    let of_id = if version == 2 { 4 } else { 2 };
    let count = numbers.next(of_id)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let item = numbers.next(of_id)?;
        let method = if version == 0 {
            0
        } else {
            numbers.next(2)? & 0xF
        };
        numbers.next(2)?;
        let base = numbers.place(of_base)?;
        for _ in 0..numbers.next(2)? {
            numbers.next(of_index)?;
            let offset = step(base, numbers.next(of_offset)?)?;
            let length = numbers.place(of_length)?;
            found.push(Extent {
                item,
                method,
                offset,
                length,
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::bytes::find;
    use crate::content::judge;

    const PLACE: &[u8] = b"GPSLatitude 53.79";

    #[test]
    fn pb_56_a_photograph_says_no_more_where_it_was_taken_and_stays_turned() {
        for turned in 1..=8 {
            let photograph = photograph(turned);
            let cleaned = cleaned(&photograph);
            for trace in [PLACE, b"Telephone X", b"xap", b"ftyp", b"MPF"] {
                assert!(has(&photograph, trace) && !has(&cleaned, trace));
            }
            assert!(has(&cleaned, &PICTURE) && has(&cleaned, b"ICC_PROFILE\0\x01\x01colours"));
            let exif = find(&cleaned, EXIF).map(|at| orientation(&cleaned[at + 6..]));
            assert_eq!(exif, Some(turned).filter(|turned| *turned != 1));
        }
    }

    #[test]
    fn a_screenshot_loses_its_words_and_what_was_cropped_away() {
        let mut screenshot = b"\x89PNG\r\n\x1a\n".to_vec();
        let header = [0, 0, 0, 9, 0, 0, 0, 9, 8, 2, 0, 0, 0];
        let exif = [turn(6).as_slice(), PLACE].concat();
        for (name, data) in [
            (b"IHDR", header.as_slice()),
            (b"gAMA", b"\0\0\xb1\x8f"),
            (b"tEXt", b"Author\0Jo Bloggs"),
            (b"eXIf", &exif),
            (b"IDAT", b"\x78\x9cpicture"),
            (b"tIME", b"\x07\xea\x0b\x16\0\0\0"),
            (b"IEND", b""),
        ] {
            screenshot.extend(chunk_of(name, data).unwrap());
        }
        screenshot.extend(b"\0\0the rest of the larger picture");
        let cleaned = cleaned(&screenshot);
        for trace in [PLACE, b"Jo Bloggs", b"tIME", b"the rest of"] {
            assert!(has(&screenshot, trace) && !has(&cleaned, trace));
        }
        for kept in [b"gAMA".as_slice(), b"\x78\x9cpicture"] {
            assert!(has(&cleaned, kept));
        }
        let at = find(&cleaned, b"eXIf").unwrap();
        assert_eq!(orientation(&cleaned[at + 4..]), 6);
        // The checksum of an empty IEND is in every PNG.
        assert_eq!(checksum(b"IEND"), 0xAE42_6082);
    }

    fn whole_box(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
        [length.as_slice(), name, body].concat()
    }

    /// Makes a HEIC with Exif in the file and XMP in the box of the items.
    fn telephone() -> Vec<u8> {
        let infe = |item: u8, kind: &[u8; 4]| {
            let body = [&[2, 0, 0, 0, 0, item, 0, 0], kind.as_slice(), b"\0"].concat();
            whole_box(b"infe", &body)
        };
        let list = [
            &[0, 0, 0, 0, 0, 3],
            &*infe(1, b"hvc1"),
            &infe(2, b"Exif"),
            &infe(3, b"mime"),
        ];
        let list = whole_box(b"iinf", &list.concat());
        let size = [
            &[0; 4],
            9_u32.to_be_bytes().as_slice(),
            &9_u32.to_be_bytes(),
        ]
        .concat();
        let size = whole_box(b"ispe", &size);
        let xmp = whole_box(b"idat", PLACE);
        let exif = [[0; 4].as_slice(), b"MM\0*\0\0\0\x08", PLACE].concat();
        let film = whole_box(b"moov", &whole_box(b"udta", b"\xa9xyz+53.79"));
        let head = whole_box(b"ftyp", b"heic\0\0\0\0mif1heic");
        let places = |exif_at: usize| {
            let of = |item: u8, method: u8, at: usize, length: usize| {
                let (at, length) = (u32::try_from(at).unwrap(), u32::try_from(length).unwrap());
                let mut place = vec![0, item, 0, method, 0, 0, 0, 1];
                place.extend(at.to_be_bytes());
                place.extend(length.to_be_bytes());
                place
            };
            let all = [
                &[1, 0, 0, 0, 0x44, 0, 0, 3],
                &*of(1, 0, exif_at + exif.len(), 7),
                &of(2, 0, exif_at, exif.len()),
                &of(3, 1, 0, PLACE.len()),
            ];
            let iloc = whole_box(b"iloc", &all.concat());
            let meta = [&[0; 4], &*list, &iloc, &size, &xmp].concat();
            [&*head, &whole_box(b"meta", &meta), &film].concat()
        };
        let before = places(places(0).len() + 8);
        let data = whole_box(b"mdat", &[&exif, b"picture".as_slice()].concat());
        [before, data].concat()
    }

    #[test]
    fn a_telephones_photograph_keeps_its_picture_at_its_place_and_nothing_else() {
        let telephone = telephone();
        let cleaned = cleaned(&telephone);
        assert_eq!(cleaned.len(), telephone.len());
        for trace in [PLACE, b"+53.79"] {
            assert!(has(&telephone, trace) && !has(&cleaned, trace));
        }
        assert_eq!(find(&cleaned, b"picture"), find(&telephone, b"picture"));
    }

    #[test]
    fn photographs_of_many_programs_are_still_what_they_were() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests-data/honest");
        let mut counted = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let is_picture = path
                .extension()
                .is_some_and(|end| ["jpg", "png", "heic"].iter().any(|known| end == *known));
            if !is_picture {
                continue;
            }
            let cleaned = cleaned(&std::fs::read(&path).unwrap());
            for trace in ["GPSL", "xmpmeta", "Photoshop 3.0"] {
                assert!(!has(&cleaned, trace.as_bytes()), "{path:?}: {trace}");
            }
            counted += 1;
        }
        assert!(counted >= 20, "{counted}");
    }

    #[test]
    fn no_photograph_however_broken_stops_the_removal() {
        for (whole, file_type) in [
            (photograph(6), FileType::Jpeg),
            (telephone(), FileType::Heic),
        ] {
            for place in 0..whole.len() {
                drop(without_traces(&whole[..place], file_type));
                for byte in [0, 1, 0x7F, 0xFF] {
                    let mut broken = whole.clone();
                    broken[place] = byte;
                    drop(without_traces(&broken, file_type));
                }
            }
        }
    }

    fn cleaned(content: &[u8]) -> Vec<u8> {
        let file_type = judge(content).unwrap();
        let cleaned = without_traces(content, file_type).unwrap().unwrap();
        assert_eq!(judge(&cleaned), Ok(file_type));
        // Nothing is left to take out.
        let again = without_traces(&cleaned, file_type).unwrap().unwrap();
        assert_eq!(again, cleaned);
        cleaned
    }

    fn has(content: &[u8], what: &[u8]) -> bool {
        find(content, what).is_some()
    }

    fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], length.as_slice(), data].concat()
    }

    const PICTURE: [u8; 25] = [
        0xFF, 0xC0, 0, 11, 8, 0, 9, 0, 9, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0xAB,
        0xFF,
    ];

    fn photograph(turned: u16) -> Vec<u8> {
        let exif = [EXIF, &turn(turned), PLACE].concat();
        let end = [0x00, 0xCD, 0xFF, 0xD0, 0xEE, 0xFF, 0xD9];
        [
            [0xFF, 0xD8].as_slice(),
            &segment(0xE0, b"JFIF\0\x01\x01"),
            &segment(0xE1, &exif),
            &segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", PLACE].concat()),
            &segment(0xE2, b"ICC_PROFILE\0\x01\x01colours"),
            &segment(0xE2, &[b"MPF\0", PLACE].concat()),
            &segment(0xED, &[b"Photoshop 3.0\0", PLACE].concat()),
            &segment(0xFE, b"Telephone X of Jo Bloggs"),
            &PICTURE,
            &end,
            b"\0\0ftypmp42 film",
            PLACE,
        ]
        .concat()
    }
}
