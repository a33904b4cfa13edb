//! Files of every kind, as small as they can be.

pub(super) fn pdf_with_stream(object: &str) -> Vec<u8> {
    object_stream("9 0 ", object)
}

pub(super) fn object_stream(header: &str, objects: &str) -> Vec<u8> {
    let packed =
        miniz_oxide::deflate::compress_to_vec_zlib(format!("{header}{objects}").as_bytes(), 6);
    let head = format!(
        "7 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >> stream\n",
        packed.len()
    );
    [
        pdf("").as_slice(),
        head.as_bytes(),
        &packed,
        b"\nendstream endobj\n%%EOF\n",
    ]
    .concat()
}

pub(super) fn pdf(body: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog {body} >>\nendobj\nstartxref\n9\n%%EOF\n")
        .into_bytes()
}

pub(super) fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 11, 8];
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.extend([
        1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0xAB, 0xCD, 0xFF, 0xD9,
    ]);
    file
}

pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend([8, 2, 0, 0, 0, 1, 2, 3, 4]);
    file.extend(b"\0\0\0\x02IDAT\x78\x9c\x01\x02\x03\x04");
    file.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    file
}

pub(super) fn heic(width: u32) -> Vec<u8> {
    let mut file = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    file.extend(32_u32.to_be_bytes());
    file.extend(b"meta\0\0\0\0");
    file.extend(20_u32.to_be_bytes());
    file.extend(b"ispe\0\0\0\0");
    file.extend(width.to_be_bytes());
    file.extend(3_024_u32.to_be_bytes());
    file.extend(b"\0\0\0\x0cmdat\xAA\xBB\xCC\xDD");
    file
}

/// A part of a zip: name, content as stored, the size it claims to unpack to,
/// flags, method.
pub(super) struct Part<'a>(
    pub(super) &'a str,
    pub(super) &'a [u8],
    pub(super) u32,
    pub(super) u16,
    pub(super) u16,
);

pub(super) fn stored(name: &str) -> Part<'_> {
    Part(name, b"<xml/>", 6, 0, 0)
}

pub(super) const CONTENT_TYPES: &str = r#"<Types><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

pub(super) const PACKAGE: &str = r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

pub(super) fn text<'a>(name: &'a str, content: &'a str) -> Part<'a> {
    let size = u32::try_from(content.len()).unwrap();
    Part(name, content.as_bytes(), size, 0, 0)
}

pub(super) fn zip(parts: &[Part<'_>]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for Part(name, content, unpacked, flags, method) in parts {
        let at = u32::try_from(file.len()).unwrap();
        let head = |into: &mut Vec<u8>| {
            into.extend(flags.to_le_bytes());
            into.extend(method.to_le_bytes());
            into.extend([0; 8]);
            into.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
            into.extend(unpacked.to_le_bytes());
            into.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            into.extend([0; 2]);
        };
        file.extend(b"PK\x03\x04\x14\0");
        head(&mut file);
        file.extend(name.as_bytes());
        file.extend(*content);
        directory.extend(b"PK\x01\x02\x14\0\x14\0");
        head(&mut directory);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = u32::try_from(file.len()).unwrap();
    let count = u16::try_from(parts.len()).unwrap();
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    file.extend(at.to_le_bytes());
    file.extend([0; 2]);
    file
}

pub(super) fn docx(more: Vec<Part<'_>>) -> Vec<u8> {
    let mut parts = vec![
        text("[Content_Types].xml", CONTENT_TYPES),
        text("_rels/.rels", PACKAGE),
        stored("word/document.xml"),
    ];
    parts.extend(more);
    zip(&parts)
}

/// Makes a document of which one part's place in the directory leads into the
/// content of another, so that both unpack the same bytes.
pub(super) fn overlapping() -> Vec<u8> {
    let big = vec![b'a'; 4_000];
    let mut file = docx(vec![
        Part("word/a.xml", &big, 4_000, 0, 8),
        Part("word/b.xml", &[], 4_000, 0, 8),
    ]);
    // The header of the last part is copied into the content of the part
    // before, and the entry of the last part is led there.
    let header = file.len()
        - 22
        - 5 * 46
        - "[Content_Types].xml_rels/.relsword/document.xmlword/a.xmlword/b.xml".len()
        - 30
        - 10;
    let copy: Vec<u8> = file[header..header + 40].to_vec();
    let inside = header - 2_000;
    file[inside..inside + 40].copy_from_slice(&copy);
    let entry = file.len() - 22 - 46 - 10;
    file[entry + 42..entry + 46].copy_from_slice(&u32::try_from(inside).unwrap().to_le_bytes());
    file
}

pub(super) fn joined(first: &[u8], second: &[u8]) -> Vec<u8> {
    [first, second].concat()
}

/// Makes a Word document whose parts have these texts instead of the usual, and
/// more.
pub(super) fn docx_of(texts: &[(&str, &str)]) -> Vec<u8> {
    let usual = [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", PACKAGE),
        ("word/document.xml", "<xml/>"),
    ];
    let is_usual = |(name, _): &&(&str, &str)| texts.iter().all(|(other, _)| other != name);
    let parts: Vec<_> = usual
        .iter()
        .filter(is_usual)
        .chain(texts)
        .map(|(name, content)| text(name, content))
        .collect();
    zip(&parts)
}

/// Makes a part that is packed.
pub(super) fn packed<'a>(name: &'a str, packed: &'a [u8], size: usize) -> Part<'a> {
    Part(name, packed, u32::try_from(size).unwrap(), 0, 8)
}

/// Makes a file of Microsoft's older kind with an entry of that name.
pub(super) fn wrapped(entry: &str) -> Vec<u8> {
    let name = entry.bytes().flat_map(|letter| [letter, 0]);
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
        .iter()
        .copied()
        .chain(name)
        .collect()
}

/// Makes a PDF whose stream of objects is packed as it says.
pub(super) fn pdf_packed(head: &str, packed: &[u8]) -> Vec<u8> {
    let head = format!("7 0 obj << /Type /ObjStm {head} >> stream\n");
    let rest = b"\nendstream endobj\n%%EOF\n".as_slice();
    [&pdf(""), head.as_bytes(), packed, rest].concat()
}

/// Returns the names and contents of the files that many programs wrote.
pub(super) fn honest() -> impl Iterator<Item = (String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests-data/honest");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    paths.sort();
    paths.into_iter().map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read(path).unwrap())
    })
}

/// The type of the sheets of charts in the list of a Word document.
pub(super) const SHEET_TYPE: &str = r#"<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>"#;

/// The list of types in a sheet.
pub(super) const SHEET_TYPES: &str = r#"<Types><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;

/// The relationships of a chart.
pub(super) const CHART_RELATIONS: &str = r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/package" Target="../embeddings/Microsoft_Excel_Sheet1.xlsx"/></Relationships>"#;

/// Makes a sheet with these parts.
pub(super) fn sheet_of(texts: &[(&str, &str)]) -> Vec<u8> {
    let package = PACKAGE.replace("word/document.xml", "xl/workbook.xml");
    let usual = [
        ("[Content_Types].xml", SHEET_TYPES),
        ("_rels/.rels", package.as_str()),
        ("xl/workbook.xml", "<workbook/>"),
    ];
    let is_usual = |(name, _): &&(&str, &str)| texts.iter().all(|(other, _)| other != name);
    let parts = usual.iter().filter(is_usual).chain(texts);
    let parts: Vec<_> = parts.map(|(name, content)| text(name, content)).collect();
    zip(&parts)
}

/// Makes a Word document with a chart whose numbers are in this sheet; `types` is
/// how the list of types has it, or empty for the usual way.
pub(super) fn docx_with_chart(sheet: &[u8], types: &str) -> Vec<u8> {
    let known = if types.is_empty() { SHEET_TYPE } else { types };
    let types = CONTENT_TYPES.replace("<Types>", &format!("<Types>{known}"));
    let size = u32::try_from(sheet.len()).unwrap();
    zip(&[
        text("[Content_Types].xml", &types),
        text("_rels/.rels", PACKAGE),
        stored("word/document.xml"),
        stored("word/charts/chart1.xml"),
        text("word/charts/_rels/chart1.xml.rels", CHART_RELATIONS),
        Part(
            "word/embeddings/Microsoft_Excel_Sheet1.xlsx",
            sheet,
            size,
            0,
            0,
        ),
    ])
}

/// Makes a zip64 of a zip: its records and the sizes and places of its parts are in
/// the wide fields. `change` changes the wide record.
pub(super) fn zip64(narrow: &[u8], change: impl Fn(&mut [u8])) -> Vec<u8> {
    let number = |at: usize, length: usize| {
        let bytes = narrow[at..at + length].iter().rev();
        bytes.fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
    };
    let end = narrow.len() - 22;
    let (count, starts_at) = (number(end + 10, 2), number(end + 16, 4));
    let mut file = narrow[..starts_at].to_vec();
    let mut at = starts_at;
    while at < end {
        let name = number(at + 28, 2);
        let mut entry = narrow[at..at + 46 + name].to_vec();
        let sizes: Vec<usize> = [24, 20, 42].map(|field| number(at + field, 4)).to_vec();
        for field in [24, 20, 42] {
            entry[field..field + 4].fill(0xFF);
        }
        entry[30..32].copy_from_slice(&28_u16.to_le_bytes());
        entry.extend([1, 0, 24, 0]);
        for size in sizes {
            entry.extend((size as u64).to_le_bytes());
        }
        file.extend(entry);
        at += 46 + name;
    }
    let length = file.len() - starts_at;
    let wide_at = file.len() as u64;
    let mut record = b"PK\x06\x06".to_vec();
    record.extend(44_u64.to_le_bytes());
    record.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [count, count, length, starts_at] {
        record.extend((number as u64).to_le_bytes());
    }
    change(&mut record);
    file.extend(record);
    file.extend(b"PK\x06\x07\0\0\0\0");
    file.extend(wide_at.to_le_bytes());
    file.extend(1_u32.to_le_bytes());
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([0xFF; 12]);
    file.extend([0; 2]);
    file
}
