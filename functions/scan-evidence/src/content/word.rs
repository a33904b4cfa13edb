//! The judgement of a Word document by what its package says of its parts: their
//! content types and relationships (ECMA-376 part 2), whatever they are called.

use domain::application::evidence::content::Refusal;
use quick_xml::events::Event;

use super::package::{
    OfficePackage, SHEET, TYPES, attribute, is_active, is_text, name_of, relationships, text, walk,
};
use super::sheet::Sheets;
use super::{link, zip};

const MAIN: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

/// The last steps of the relationships that a document may have (ECMA-376 part
/// 1, 15, and MS-DOCX): text, pictures and how they look. A relationship that
/// is not here brings another file or a program along, or nobody knows what.
const RELATIONSHIPS: &[&str] = &[
    "officeDocument",
    "extended-properties",
    "core-properties",
    "custom-properties",
    "thumbnail",
    "styles",
    "settings",
    "webSettings",
    "fontTable",
    "theme",
    "themeOverride",
    "numbering",
    "footnotes",
    "endnotes",
    "header",
    "footer",
    "image",
    "hyperlink",
    "comments",
    "commentsExtended",
    "commentsIds",
    "commentsExtensible",
    "people",
    "customXml",
    "customXmlProps",
    "glossaryDocument",
    "stylesWithEffects",
    "chart",
    "chartColorStyle",
    "chartStyle",
    "chartUserShapes",
    "chartEx",
    "diagramData",
    "diagramLayout",
    "diagramQuickStyle",
    "diagramColors",
    "diagramDrawing",
    "font",
    "hdphoto",
    "printerSettings",
    "documenttasks",
    "classificationlabels",
    "origin",
    "signature",
    "certificate",
    "bibliography",
];

/// The fields that fetch something or start a program (ECMA-376 part 1,
/// 17.16.5).
const ACTIVE_FIELDS: [&str; 8] = [
    "DDE",
    "DDEAUTO",
    "LINK",
    "IMPORT",
    "INCLUDETEXT",
    "INCLUDE",
    "DATABASE",
    "RD",
];

pub(super) fn judge(content: &[u8]) -> Result<(), Refusal> {
    let package = OfficePackage::open(content)?;
    let types = package.types(MAIN, |kind| kind != SHEET && is_active(kind))?;
    types.have_no_sheet_but_in(&package)?;
    let mut sheets = Sheets::default();
    // One part after the other: what is unpacked is let go at once.
    for part in &package.parts {
        let name = name_of(part);
        let kind = types.of_part(&name).map_or("", String::as_str);
        if zip::is_sheet(name.as_bytes()) {
            if kind != SHEET {
                return Err(Refusal::Active);
            }
            sheets.judge(&package.unpacked(part)?)?;
            continue;
        }
        if is_active(kind) {
            return Err(Refusal::Active);
        }
        let bytes = package.unpacked(part)?;
        if name.ends_with(".rels") {
            let of_chart = name.starts_with("word/charts/_rels/");
            relationships(&text(&bytes)?, RELATIONSHIPS, of_chart)?;
        } else if name != TYPES && kind != "image/svg+xml" && is_text(&name, kind, &bytes) {
            fields(&text(&bytes)?)?;
        }
    }
    Ok(())
}

/// A field that is open: its instruction so far, and whether its result began.
#[derive(Default)]
struct Field {
    instruction: String,
    has_result: bool,
}

fn fields(text: &str) -> Result<(), Refusal> {
    let mut open: Vec<Field> = Vec::new();
    let mut in_instruction = false;
    walk(text, |event| match event {
        Event::Start(element) | Event::Empty(element) => {
            let name = element.local_name();
            match name.as_ref() {
                "fldSimple" => {
                    instruction(&attribute(&element, "instr")?.unwrap_or_default())?;
                }
                "instrText" | "delInstrText" => in_instruction = true,
                // A film in a page of another site.
                "webVideoPr" => return Err(Refusal::Active),
                "imagedata" | "fill" | "stroke" | "image" => {
                    let source = attribute(&element, "src")?.unwrap_or_default();
                    if source.contains(':') || source.contains('\\') {
                        return Err(Refusal::Active);
                    }
                }
                "fldChar" => match attribute(&element, "fldCharType")?
                    .unwrap_or_default()
                    .as_str()
                {
                    "begin" => {
                        // A field whose own name is made by another field.
                        if open.last().is_some_and(|field| {
                            let name = field.instruction.trim_start();
                            !field.has_result && name.chars().all(char::is_alphanumeric)
                        }) {
                            return Err(Refusal::Active);
                        }
                        open.push(Field::default());
                    }
                    "separate" => {
                        if let Some(field) = open.last_mut() {
                            field.has_result = true;
                        }
                    }
                    _ => {
                        if let Some(field) = open.pop() {
                            instruction(&field.instruction)?;
                        }
                    }
                },
                _ => {}
            }
            Ok(())
        }
        Event::End(element) => {
            if matches!(element.local_name().as_ref(), "instrText" | "delInstrText") {
                in_instruction = false;
            }
            Ok(())
        }
        Event::Text(text) if in_instruction => {
            if let Some(field) = open.last_mut() {
                field.instruction.push_str(&text);
            }
            Ok(())
        }
        Event::CData(text) if in_instruction => {
            if let Some(field) = open.last_mut() {
                field.instruction.push_str(&text);
            }
            Ok(())
        }
        Event::GeneralRef(entity) if in_instruction => {
            let letter = entity.resolve_char_ref().map_err(|_| Refusal::Damaged)?;
            if let (Some(field), Some(letter)) = (open.last_mut(), letter) {
                field.instruction.push(letter);
            }
            Ok(())
        }
        _ => Ok(()),
    })?;
    open.iter()
        .try_for_each(|field| instruction(&field.instruction))
}

/// Judges the instruction of a field: its name, and the place to which it leads.
fn instruction(text: &str) -> Result<(), Refusal> {
    let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '=');
    let end = text.find(|letter: char| !letter.is_alphanumeric());
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let words = words_of(rest);
    let is_well = match name.to_uppercase().as_str() {
        // With the switch \d the picture is not in the document: Word fetches it.
        "INCLUDEPICTURE" => {
            let target = words.iter().find(|word| !word.starts_with('\\'));
            let is_kept = !words.iter().any(|word| word.eq_ignore_ascii_case("\\d"));
            is_kept
                && target.is_some_and(|target| {
                    target.contains("://") && link::is_harmless(target.as_bytes())
                })
        }
        "HYPERLINK" => link_of(&words).is_none_or(|link| link::is_harmless(link.as_bytes())),
        name => !ACTIVE_FIELDS.contains(&name),
    };
    if is_well {
        Ok(())
    } else {
        Err(Refusal::Active)
    }
}

/// Returns the words of an instruction, without quotation marks.
fn words_of(text: &str) -> Vec<String> {
    let is_mark = |letter: char| matches!(letter, '"' | '\u{201C}' | '\u{201D}');
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = if is_mark(first) {
            let inside = rest.get(first.len_utf8()..).unwrap_or_default();
            inside.split_once(is_mark).unwrap_or((inside, ""))
        } else {
            let ends = |letter: char| letter.is_whitespace() || is_mark(letter);
            rest.split_at(rest.find(ends).unwrap_or(rest.len()))
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

/// Returns where a HYPERLINK leads outside of its document: the first word that
/// is no switch, and not what a switch takes.
fn link_of(words: &[String]) -> Option<&String> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.to_lowercase().as_str() {
            "\\l" | "\\o" | "\\t" => {
                words.next();
            }
            "\\m" | "\\n" | "\\h" | "\\*" => {}
            _ => return Some(word),
        }
    }
    None
}
