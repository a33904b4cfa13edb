//! The judgement of a Word document by what its package says of its parts: their
//! content types and relationships (ECMA-376 part 2), whatever they are called.

use std::collections::BTreeMap;

use domain::application::evidence::content::Refusal;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::link;
use super::zip;

const TYPES: &str = "[content_types].xml";
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

/// Parts of the content types of programs and other files.
const ACTIVE_TYPES: &[&str] = &[
    "macroenabled",
    "vba",
    "oleobject",
    "activex",
    "html",
    "rfc822",
    "msdownload",
    "javascript",
    "ms-package",
    "spreadsheetml.sheet",
    "msword",
    "rtf",
    "shockwave",
    "x-ms",
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
    let (directory, parts) = zip::package(content)?;
    let mut unpacked: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for part in &parts {
        let name = String::from_utf8_lossy(part.name).to_lowercase();
        let bytes = directory.unpacked(content, part)?;
        let is_text = name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with(".vml");
        if is_text || starts_as_xml(&bytes) && !name.ends_with(".svg") {
            unpacked.insert(name, bytes);
        }
    }
    let types = Types::of(unpacked.get(TYPES).ok_or(Refusal::Kind)?)?;
    let names = parts
        .iter()
        .map(|part| String::from_utf8_lossy(part.name).to_lowercase());
    let kinds: Vec<_> = names.map(|name| types.of_part(&name)).collect();
    if kinds
        .iter()
        .flatten()
        .any(|kind| ACTIVE_TYPES.iter().any(|active| kind.contains(active)))
    {
        return Err(Refusal::Active);
    }
    let main = main_part(unpacked.get("_rels/.rels").ok_or(Refusal::Kind)?)?;
    if types.of_part(&main).is_none_or(|kind| kind != MAIN) {
        return Err(Refusal::Kind);
    }
    for (name, bytes) in &unpacked {
        let text = text(bytes)?;
        if name.ends_with(".rels") {
            relationships(&text)?;
        } else if name != TYPES {
            fields(&text)?;
        }
    }
    Ok(())
}

/// Whether a part with no ending of XML begins as XML does.
fn starts_as_xml(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<?xml")
        || bytes.trim_ascii_start().starts_with(b"<!DOCTYPE")
}

/// Returns a part as text: UTF-8, or UTF-16 with its mark.
fn text(bytes: &[u8]) -> Result<String, Refusal> {
    let wide = |number: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|pair| number(*pair))
            .collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    let head: String = text.chars().take(200).collect();
    let declared = head
        .split_once("encoding=")
        .map(|(_, after)| after.to_lowercase());
    let known = declared.is_none_or(|name| {
        let name = name.trim_start_matches(['"', '\'', ' ']);
        [
            "utf-8",
            "utf8",
            "utf-16",
            "us-ascii",
            "ascii",
            "iso-8859-1",
            "windows-1252",
        ]
        .iter()
        .any(|known| name.starts_with(known))
    });
    // In another encoding the same bytes could say something else.
    if known && !text.contains('\0') {
        Ok(text.trim_start_matches('\u{FEFF}').to_owned())
    } else {
        Err(Refusal::Damaged)
    }
}

/// Walks through the elements and texts of a part. A part that declares
/// entities can name files of the machine that opens it, or grow without end.
fn walk(text: &str, mut each: impl FnMut(Event<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| Refusal::Damaged)? {
            Event::Eof => return Ok(()),
            Event::DocType(_) => return Err(Refusal::Active),
            event => each(event)?,
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Refusal> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Refusal::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            return unescape(&attribute.value)
                .map(|value| Some(value.into_owned()))
                .map_err(|_| Refusal::Damaged);
        }
    }
    Ok(None)
}

/// The content types of a package.
struct Types {
    by_ending: BTreeMap<String, String>,
    by_name: BTreeMap<String, String>,
}

impl Types {
    fn of(bytes: &[u8]) -> Result<Self, Refusal> {
        let (mut by_ending, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        walk(&text(bytes)?, |event| {
            if let Event::Start(element) | Event::Empty(element) = event
                && let Some(kind) = attribute(&element, "ContentType")?
            {
                let kind = kind.to_lowercase();
                if let Some(ending) = attribute(&element, "Extension")? {
                    by_ending.insert(ending.to_lowercase(), kind);
                } else if let Some(name) = attribute(&element, "PartName")? {
                    by_name.insert(name.trim_start_matches('/').to_lowercase(), kind);
                }
            }
            Ok(())
        })?;
        Ok(Self { by_ending, by_name })
    }

    fn of_part(&self, name: &str) -> Option<&String> {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        self.by_name
            .get(name)
            .or_else(|| self.by_ending.get(ending))
    }
}

/// Returns the name of the part that the package says is the document.
fn main_part(bytes: &[u8]) -> Result<String, Refusal> {
    let mut main = None;
    walk(&text(bytes)?, |event| {
        if let Event::Start(element) | Event::Empty(element) = event
            && attribute(&element, "Type")?.is_some_and(|kind| kind.ends_with("/officeDocument"))
            && main.is_none()
        {
            main = attribute(&element, "Target")?;
        }
        Ok(())
    })?;
    let main = main.ok_or(Refusal::Kind)?.to_lowercase();
    Ok(main
        .trim_start_matches("./")
        .trim_start_matches('/')
        .to_owned())
}

fn relationships(text: &str) -> Result<(), Refusal> {
    walk(text, |event| {
        let (Event::Start(element) | Event::Empty(element)) = event else {
            return Ok(());
        };
        let Some(kind) = attribute(&element, "Type")? else {
            return Ok(());
        };
        let kind = kind.rsplit('/').next().unwrap_or_default();
        let target = attribute(&element, "Target")?.unwrap_or_default();
        let mode = attribute(&element, "TargetMode")?.unwrap_or_default();
        let outside = mode.eq_ignore_ascii_case("external");
        let fits = if outside {
            kind == "hyperlink" && link::is_harmless(target.as_bytes())
        } else {
            !target.contains("://") && !target.contains('\\')
        };
        if RELATIONSHIPS.contains(&kind) && fits {
            Ok(())
        } else {
            Err(Refusal::Active)
        }
    })
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
                            !field.has_result && field.instruction.trim().is_empty()
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

fn instruction(text: &str) -> Result<(), Refusal> {
    let mut words = text.split_whitespace();
    let name = words
        .next()
        .unwrap_or_default()
        .trim_matches('"')
        .to_uppercase();
    let target = words
        .next()
        .unwrap_or_default()
        .trim_matches(['"', '\u{201C}', '\u{201D}']);
    let fetches = ACTIVE_FIELDS.contains(&name.as_str())
        || name == "INCLUDEPICTURE"
            && !(target.contains("://") && link::is_harmless(target.as_bytes()));
    if fetches {
        Err(Refusal::Active)
    } else {
        Ok(())
    }
}
