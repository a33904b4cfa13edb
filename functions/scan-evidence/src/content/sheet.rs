//! The judgement of the sheets in a Word document, in which the numbers of its
//! charts stand (ECMA-376 part 1, 18). A sheet with numbers and sums is harmless; one
//! that fetches something, or brings a program along, is not.

use domain::application::evidence::content::Refusal;
use quick_xml::events::Event;

use super::package::{OfficePackage, SHEET, is_text, name_of, relationships, text, walk};
use super::zip;

const MAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

/// The content types of the parts that a sheet may have, without images: the start
/// of each, behind `application/`.
const KINDS: [&str; 6] = [
    "xml",
    "vnd.openxmlformats-package.",
    "vnd.openxmlformats-officedocument.",
    "vnd.ms-office.chart",
    "vnd.ms-excel.person",
    "vnd.ms-excel.threadedcomments",
];

/// What a content type of those kinds may not name: a connection to a database, or
/// what comes from another file.
const FETCHING_KINDS: [&str; 7] = [
    "externallink",
    "connection",
    "querytable",
    "pivot",
    "oleobject",
    "macro",
    "vba",
];

/// The last steps of the relationships that a sheet may have.
const RELATIONSHIPS: &[&str] = &[
    "officeDocument",
    "extended-properties",
    "core-properties",
    "custom-properties",
    "thumbnail",
    "worksheet",
    "styles",
    "theme",
    "sharedStrings",
    "calcChain",
    "sheetMetadata",
    "table",
    "drawing",
    "chart",
    "chartColorStyle",
    "chartStyle",
    "image",
    "printerSettings",
    "customXml",
    "customXmlProps",
    "person",
];

/// What a sum may not have: another file or program (`cmd|'/c calc'!A0`), or a
/// function that fetches or starts something.
const ACTIVE_SUMS: [&str; 8] = [
    "|",
    "WEBSERVICE",
    "FILTERXML",
    "IMAGE(",
    "RTD(",
    "CALL(",
    "REGISTER",
    "EXEC(",
];

/// The most sheets of a document, and the most bytes of all of them unpacked: each
/// chart has one, of some twenty kilobytes.
const MOST_SHEETS: usize = 200;
const MOST_UNPACKED: u64 = 20 * 1024 * 1024;

/// The sheets of a document so far.
#[derive(Default)]
pub(super) struct Sheets {
    count: usize,
    unpacked: u64,
}

impl Sheets {
    /// Judges one more sheet.
    pub(super) fn judge(&mut self, content: &[u8]) -> Result<(), Refusal> {
        let package = OfficePackage::open(content)?;
        let unpacked = package.parts.iter().map(|part| part.unpacked);
        self.count += 1;
        self.unpacked = self.unpacked.saturating_add(unpacked.sum());
        if self.count > MOST_SHEETS || self.unpacked > MOST_UNPACKED {
            return Err(Refusal::Bomb);
        }
        let types = package.types(MAIN, |kind| !is_usual(kind))?;
        for part in &package.parts {
            let name = name_of(part);
            let kind = types.of_part(&name).map_or("", String::as_str);
            // A sheet has no other file in it.
            if zip::is_sheet(name.as_bytes()) || !is_usual(kind) {
                return Err(Refusal::Active);
            }
            let bytes = package.unpacked(part)?;
            if name.ends_with(".rels") {
                relationships(&text(&bytes)?, RELATIONSHIPS, false)?;
            } else if is_text(&name, kind, &bytes) {
                sums(&text(&bytes)?)?;
            }
        }
        Ok(())
    }
}

/// Whether parts of a content type are what a sheet has.
fn is_usual(kind: &str) -> bool {
    let is_known = kind.strip_prefix("application/").is_some_and(|kind| {
        KINDS.iter().any(|start| kind.starts_with(start))
            && !FETCHING_KINDS
                .iter()
                .any(|fetching| kind.contains(fetching))
    });
    kind.is_empty() || kind == "text/xml" || kind.starts_with("image/") || is_known && kind != SHEET
}

/// Judges the sums in a part, and the names that stand for sums.
fn sums(text: &str) -> Result<(), Refusal> {
    let mut sum: Option<String> = None;
    walk(text, |event| {
        match &event {
            Event::Start(element)
                if matches!(
                    element.local_name().as_ref(),
                    "f" | "definedName" | "formula" | "formula1" | "formula2"
                ) =>
            {
                sum = Some(String::new());
            }
            // A link of a sheet to a conversation of programs, or to a database.
            Event::Start(element) | Event::Empty(element)
                if matches!(
                    element.local_name().as_ref(),
                    "ddeLink" | "oleLink" | "oleObject" | "control" | "externalReference"
                ) =>
            {
                return Err(Refusal::Active);
            }
            Event::End(_) => {
                if let Some(sum) = sum.take() {
                    return judge_sum(&sum);
                }
            }
            Event::Text(text) => {
                if let Some(sum) = &mut sum {
                    sum.push_str(text);
                }
            }
            Event::CData(text) => {
                if let Some(sum) = &mut sum {
                    sum.push_str(text);
                }
            }
            Event::GeneralRef(entity) => {
                let letter = entity.resolve_char_ref().map_err(|_| Refusal::Damaged)?;
                if let (Some(sum), Some(letter)) = (&mut sum, letter) {
                    sum.push(letter);
                }
            }
            _ => {}
        }
        Ok(())
    })
}

fn judge_sum(sum: &str) -> Result<(), Refusal> {
    let letters = sum.chars().filter(|letter| !letter.is_whitespace());
    let letters: String = letters.flat_map(char::to_uppercase).collect();
    if ACTIVE_SUMS.iter().any(|active| letters.contains(active)) {
        Err(Refusal::Active)
    } else {
        Ok(())
    }
}
