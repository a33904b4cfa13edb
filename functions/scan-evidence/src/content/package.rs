//! The package of a Word document, or of a sheet in it: its parts, their content types
//! and their relationships (ECMA-376 part 2).

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::application::evidence::content::Refusal;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::bytes::until;
use super::link;
use super::zip::{self, Directory, Part};

/// The content type of a sheet.
pub(super) const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) const TYPES: &str = "[content_types].xml";
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

/// The parts of a package, each unpacked when it is asked for.
pub(super) struct OfficePackage<'a> {
    content: &'a [u8],
    directory: Directory<'a>,
    pub(super) parts: Vec<Part<'a>>,
}

impl<'a> OfficePackage<'a> {
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
    /// Refuses a part of a type that it may not have, whatever the part is called.
    pub(super) fn types(
        &self,
        main_kind: &str,
        refuses: impl Fn(&str) -> bool,
    ) -> Result<Types, Refusal> {
        let types = self.part(TYPES)?;
        if types.len() > MOST_TYPES {
            return Err(Refusal::Bomb);
        }
        let types = Types::of(&types, refuses)?;
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
pub(super) fn is_active(kind: &str) -> bool {
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
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Refusal> {
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

impl Types {
    /// Refuses a sheet whose name here is not the name of a part, letter by
    /// letter: `%78` is a letter too.
    pub(super) fn have_no_sheet_but_in(&self, package: &OfficePackage<'_>) -> Result<(), Refusal> {
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

/// The content types of a package.
pub(super) struct Types {
    by_ending: BTreeMap<String, String>,
    by_name: BTreeMap<String, String>,
}

impl Types {
    fn of(bytes: &[u8], refuses: impl Fn(&str) -> bool) -> Result<Self, Refusal> {
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
            if is_name && refuses(&kind) {
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
