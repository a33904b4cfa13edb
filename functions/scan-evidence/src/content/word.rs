//! The judgement of a Word document by what its package says of its parts: their
//! content types and relationships (ECMA-376 part 2), whatever they are called.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::application::evidence::content::Refusal;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::bytes::until;
use super::link;
use super::sheet::{SHEET, Sheets};
use super::zip::{self, Directory, Part};

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

/// The most bytes of a part that is text: a book of a thousand pages has about
/// a third of it.
const MOST_TEXT: usize = 48 * 1024 * 1024;

/// The most bytes of the list of content types: two thousand parts have a
/// fifth of it.
const MOST_TYPES: usize = 1024 * 1024;

/// The most elements within one another.
const DEEPEST: usize = 1_000;

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
    let package = Package::open(content)?;
    let types = package.types(MAIN)?;
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

impl Types {
    /// Refuses a sheet whose name here is not the name of a part, letter by
    /// letter: `%78` is a letter too.
    fn have_no_sheet_but_in(&self, package: &Package<'_>) -> Result<(), Refusal> {
        let sheets = self.by_name.iter().filter(|(_, kind)| *kind == SHEET);
        let mut names = sheets.map(|(name, _)| name);
        let is_there =
            |name: &String| zip::is_sheet(name.as_bytes()) && package.find(name).is_some();
        if names.all(is_there) {
            Ok(())
        } else {
            Err(Refusal::Active)
        }
    }
}

/// The parts of a package, each unpacked when it is asked for.
pub(super) struct Package<'a> {
    content: &'a [u8],
    directory: Directory<'a>,
    pub(super) parts: Vec<Part<'a>>,
}

impl<'a> Package<'a> {
    /// Opens the package of a Word document, or of a sheet in it.
    pub(super) fn open(content: &'a [u8]) -> Result<Self, Refusal> {
        let (directory, parts) = zip::package(content)?;
        Ok(Self {
            content,
            directory,
            parts,
        })
    }

    /// Reads the content types, and checks that of the main part.
    pub(super) fn types(&self, main_kind: &str) -> Result<Types, Refusal> {
        let types = self.part(TYPES)?;
        if types.len() > MOST_TYPES {
            return Err(Refusal::Bomb);
        }
        let types = Types::of(&types)?;
        let main = main_part(&self.part("_rels/.rels")?)?;
        if types.of_part(&main).is_none_or(|kind| kind != main_kind) {
            return Err(Refusal::Kind);
        }
        if self.find(&main).is_none() {
            return Err(Refusal::Damaged);
        }
        Ok(types)
    }

    fn find(&self, name: &str) -> Option<&Part<'a>> {
        self.parts.iter().find(|part| name_of(part) == name)
    }

    pub(super) fn unpacked(&self, part: &Part<'_>) -> Result<Vec<u8>, Refusal> {
        self.directory.unpacked(self.content, part)
    }

    /// Unpacks a part that every Word document has.
    fn part(&self, name: &str) -> Result<Vec<u8>, Refusal> {
        self.unpacked(self.find(name).ok_or(Refusal::Kind)?)
    }
}

/// Returns the name of a part as programs compare names.
pub(super) fn name_of(part: &Part<'_>) -> String {
    String::from_utf8_lossy(part.name).to_lowercase()
}

/// Whether parts of a content type are programs or other files. An image is
/// neither, whatever its type is called.
fn is_active(kind: &str) -> bool {
    !kind.starts_with("image/") && ACTIVE_TYPES.iter().any(|active| kind.contains(active))
}

/// Whether a part is XML: by its name, by its content type or by its start.
pub(super) fn is_text(name: &str, kind: &str, bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    [".xml", ".vml"].iter().any(|ending| name.ends_with(ending))
        || kind.contains("xml") && !kind.starts_with("image/")
        || start.trim_ascii_start().starts_with(b"<")
        || [b"\xFF\xFE<\0", b"\xFE\xFF\0<"]
            .iter()
            .any(|mark| bytes.starts_with(*mark))
}

/// Returns a part as text: UTF-8, UTF-16 with its mark, or a Latin alphabet
/// that it declares. In another encoding the same bytes could say something else.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    if bytes.len() > MOST_TEXT {
        return Err(Refusal::Bomb);
    }
    let wide = |number: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks::<2>().0.iter().skip(1);
        char::decode_utf16(units.map(|pair| number(*pair)))
            .collect::<Result<String, _>>()
            .map_err(|_| Refusal::Damaged)
    };
    let declares = |names: &[&str]| {
        let head = String::from_utf8_lossy(until(bytes, 200)).to_lowercase();
        let declared = head
            .split_once("encoding=")
            .map(|(_, after)| after.to_owned());
        declared.map(|name| {
            let name = name.trim_start_matches(['"', '\'', ' ']);
            names.iter().any(|known| name.starts_with(known))
        })
    };
    let text = match bytes {
        [0xFF, 0xFE, ..] => Cow::Owned(wide(u16::from_le_bytes)?),
        [0xFE, 0xFF, ..] => Cow::Owned(wide(u16::from_be_bytes)?),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) if declares(&UTF_8).unwrap_or(true) || declares(&LATIN) == Some(true) => {
                Cow::Borrowed(text)
            }
            Err(_) if declares(&LATIN) == Some(true) => {
                Cow::Owned(bytes.iter().copied().map(char::from).collect())
            }
            _ => return Err(Refusal::Damaged),
        },
    };
    if text.contains('\0') {
        return Err(Refusal::Damaged);
    }
    Ok(match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('\u{FEFF}')),
        owned => owned,
    })
}

const UTF_8: [&str; 5] = ["utf-8", "utf8", "utf-16", "us-ascii", "ascii"];
const LATIN: [&str; 2] = ["iso-8859-1", "windows-1252"];

/// Walks through the elements and texts of a part. A part that declares
/// entities can name files of the machine that opens it, or grow without end.
pub(super) fn walk(
    text: &str,
    mut each: impl FnMut(Event<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event().map_err(|_| Refusal::Damaged)?;
        match &event {
            Event::Eof => return Ok(()),
            Event::DocType(_) => return Err(Refusal::Active),
            Event::Start(_) if depth == DEEPEST => return Err(Refusal::Damaged),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        each(event)?;
    }
}

/// Returns the value of an attribute, whatever its prefix is. Two of one name
/// and not of one value would be read differently by another program.
fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Refusal> {
    let mut found: Option<String> = None;
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Refusal::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = unescape(&attribute.value).map_err(|_| Refusal::Damaged)?;
            if found.as_ref().is_some_and(|found| *found != value) {
                return Err(Refusal::Damaged);
            }
            found = Some(value.into_owned());
        }
    }
    Ok(found)
}

/// The content types of a package.
pub(super) struct Types {
    by_ending: BTreeMap<String, String>,
    by_name: BTreeMap<String, String>,
}

impl Types {
    fn of(bytes: &[u8]) -> Result<Self, Refusal> {
        let (mut by_ending, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        walk(&text(bytes)?, |event| {
            let (Event::Start(element) | Event::Empty(element)) = event else {
                return Ok(());
            };
            let Some(kind) = attribute(&element, "ContentType")? else {
                return Ok(());
            };
            let kind = kind.to_lowercase();
            let is_name = element.local_name().as_ref() == "Override";
            let (of, known) = if is_name {
                (attribute(&element, "PartName")?, &mut by_name)
            } else {
                (attribute(&element, "Extension")?, &mut by_ending)
            };
            // A part may have another name in the package than here: `%64` is
            // a letter too.
            if is_name && kind != SHEET && is_active(&kind) {
                return Err(Refusal::Active);
            }
            let of = of
                .unwrap_or_default()
                .trim_start_matches('/')
                .to_lowercase();
            match known.insert(of, kind.clone()) {
                Some(before) if before != kind => Err(Refusal::Damaged),
                _ => Ok(()),
            }
        })?;
        Ok(Self { by_ending, by_name })
    }

    pub(super) fn of_part(&self, name: &str) -> Option<&String> {
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
        {
            let target = attribute(&element, "Target")?;
            if main.is_some() && main != target {
                return Err(Refusal::Damaged);
            }
            main = target;
        }
        Ok(())
    })?;
    let main = main.ok_or(Refusal::Kind)?.to_lowercase();
    Ok(main
        .trim_start_matches("./")
        .trim_start_matches('/')
        .to_owned())
}

/// Judges relationships: each is of a known kind, and leads to another part or is a
/// link. That of a chart to the sheet with its numbers is one.
pub(super) fn relationships(text: &str, known: &[&str], of_chart: bool) -> Result<(), Refusal> {
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
        let fits = match mode.trim().to_lowercase().as_str() {
            "external" => match kind {
                "hyperlink" => link::is_harmless(target.as_bytes()),
                "attachedTemplate" => link::is_own_template(target.trim()),
                _ => false,
            },
            "" | "internal" => {
                let is_sheet = of_chart && kind == "package" && target.ends_with(".xlsx");
                (is_sheet || known.contains(&kind))
                    && !target.contains("://")
                    && !target.contains('\\')
            }
            _ => false,
        };
        if fits { Ok(()) } else { Err(Refusal::Active) }
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
