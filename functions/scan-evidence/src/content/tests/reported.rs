//! Files that people sent and that were judged wrongly, each by the number of its
//! report.

use domain::application::evidence::FileType::{Docx, Pdf, Png};
use domain::application::evidence::content::Refusal;

use super::files::{
    CONTENT_TYPES, PACKAGE, honest, joined, pdf, pdf_with_stream, png, stored, text, wrapped, zip,
};
use super::judge;

#[test]
fn pb_42_a_mark_or_blanks_before_a_pdf_do_not_matter_and_another_file_does() {
    for before in [
        b"\xEF\xBB\xBF".as_slice(),
        b"\r\n \0",
        b"\xFE\xFF",
        &[b' '; 1_024],
    ] {
        assert_eq!(judge(&joined(before, &pdf(""))), Ok(Pdf), "{before:?}");
    }
    for before in [b"MZ\x90\0".as_slice(), b"<html>", b"#!/bin/sh\n", b"GIF89a"] {
        assert_eq!(judge(&joined(before, &pdf(""))), Err(Refusal::Kind));
    }
    let late = joined(&[b' '; 1_025], &pdf(""));
    assert_eq!(judge(&late), Err(Refusal::Kind));
}

#[test]
fn pb_44_noughts_line_breaks_and_a_comment_behind_a_pdf_do_not_matter() {
    let comment = [b"%".as_slice(), &[b'x'; 4_096], b"\n"].concat();
    for after in [&[0; 4_096], [b'\n'; 4_096].as_slice(), &comment] {
        assert_eq!(judge(&joined(&pdf(""), after)), Ok(Pdf));
    }
    // What was cut off is damaged all the same.
    let cut = joined(&pdf(""), &[b'x'; 4_096]);
    assert_eq!(judge(&cut), Err(Refusal::Damaged));
}

#[test]
fn pb_45_a_script_in_compressed_objects_is_found() {
    let script = "<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>";
    assert_eq!(judge(&pdf_with_stream(script)), Err(Refusal::Active));
    assert_eq!(judge(&pdf_with_stream("<< /Type /Catalog >>")), Ok(Pdf));
}

#[test]
fn pb_47_the_word_launch_in_a_link_or_in_text_is_no_program() {
    for body in [
        "/A << /S /URI /URI (https://bank.example/Launch/statement) >>",
        "/Title (/Launch of /JavaScript for /EmbeddedFiles)",
        "/Title </S /Launch>",
        "% /S /Launch\n",
    ] {
        assert_eq!(judge(&pdf(body)), Ok(Pdf), "{body}");
    }
    assert_eq!(judge(&pdf("/A << /S /Launch >>")), Err(Refusal::Active));
}

#[test]
fn pb_49_the_main_part_of_a_word_document_is_the_one_that_it_names() {
    let named = |name: &str| {
        let types = CONTENT_TYPES.replace("document.xml", name);
        let package = PACKAGE.replace("document.xml", name);
        zip(&[
            text("[Content_Types].xml", &types),
            text("_rels/.rels", &package),
            stored(&format!("word/{name}")),
        ])
    };
    for name in [
        "document.xml",
        "document2.xml",
        "letter.xml",
        "Document22.xml",
    ] {
        assert_eq!(judge(&named(name)), Ok(Docx), "{name}");
    }
    let absent = zip(&[
        text("[Content_Types].xml", CONTENT_TYPES),
        text("_rels/.rels", PACKAGE),
        stored("word/document2.xml"),
    ]);
    assert_eq!(judge(&absent), Err(Refusal::Damaged));
}

#[test]
fn pb_51_a_word_document_with_a_password_is_said_to_have_one() {
    assert_eq!(judge(&wrapped("EncryptedPackage")), Err(Refusal::Locked));
    assert_eq!(judge(&wrapped("WordDocument")), Err(Refusal::Kind));
}

#[test]
fn pb_52_the_rest_of_a_cropped_screenshot_is_no_hidden_file() {
    let whole = png(1_200, 800);
    for rest in [&whole[whole.len() / 2..], &[0; 16], b"\0\0\xDE\xAD", b"\n"] {
        assert_eq!(judge(&joined(&whole, rest)), Ok(Png), "{rest:?}");
    }
    for rest in [
        b"MZ\x90".as_slice(),
        b"PK\x03\x04",
        b"\0\0%PDF-1.7",
        b" <script>",
    ] {
        assert_eq!(judge(&joined(&whole, rest)), Err(Refusal::Polyglot));
    }
}

#[test]
fn pb_55_a_statement_that_opens_without_a_password_is_taken() {
    let locked = honest().filter(|(name, _)| name.contains("-owner"));
    let taken = locked.map(|(name, content)| assert_eq!(judge(&content), Ok(Pdf), "{name}"));
    assert!(taken.count() >= 20);
    for needed in [
        include_bytes!("../../../tests-data/locked/qpdf-128.pdf").as_slice(),
        include_bytes!("../../../tests-data/locked/qpdf-256.pdf"),
    ] {
        assert_eq!(judge(needed), Err(Refusal::Locked));
    }
}
