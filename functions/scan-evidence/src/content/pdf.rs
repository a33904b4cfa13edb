//! The judgement of a PDF by every object that any program could find in it:
//! wherever `obj` stands, in whichever revision, and in every object stream.
//! What the last cross-reference table says is not believed.

mod key;
mod lexer;
mod packing;

use std::borrow::Cow;
use std::collections::BTreeSet;

use domain::application::evidence::content::Refusal;

use super::bytes::{find, rfind, until};
use super::link;
use key::{Cipher, Key, Lock};
use lexer::{Lexer, Text, Token, is_blank};
use packing::{Packing, Predictor};

/// The most work for one file, in bytes that are read, inflated or decrypted:
/// twelve times the largest file.
const MOST_WORK: usize = 128 * 1024 * 1024;

/// The most bytes of a stream of objects: programs put some hundreds of objects
/// into each.
const MOST_INFLATED: usize = 48 * 1024 * 1024;

/// The most numbers of objects that are kept for comparing: links and actions
/// that stand by themselves.
const MOST_KEPT: usize = 500_000;

/// The most encryption dictionaries, and the most places that name one. A file
/// has one, named once in each of its trailers.
const MOST_LOCKS: usize = 16;

/// The most bytes of a name (ISO 32000-1, annex C).
const LONGEST_NAME: usize = 127;

/// The number of an object before whose `obj` no number could be read. A
/// program may read one there, and then any other may refer to it.
const UNKNOWN: i64 = -1;

/// The most dictionaries and arrays within one another.
const DEEPEST: usize = 100;

/// The names that start a program, send something or bring another file along
/// (ISO 32000-1, 7.11.4, 12.6.4, 12.7.8 and 13), wherever they stand.
const ACTIVE: [&[u8]; 11] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"GoToR",
    b"GoToE",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"RichMedia",
    b"RichMediaExecute",
    b"XFA",
];

/// The names that make a PDF active as the kind of an action or of an
/// annotation.
const ACTIVE_KINDS: [&[u8]; 11] = [
    b"Rendition",
    b"Movie",
    b"Sound",
    b"Hide",
    b"SetOCGState",
    b"Trans",
    b"Thread",
    b"GoTo3DView",
    b"Screen",
    b"3D",
    b"FileAttachment",
];

/// The named actions that a button may have (ISO 32000-1, table 211): it turns pages,
/// or opens the window from which somebody prints. None of them sends, fetches or
/// starts anything.
const HARMLESS_NAMES: [&[u8]; 7] = [
    b"NextPage",
    b"PrevPage",
    b"FirstPage",
    b"LastPage",
    b"GoBack",
    b"GoForward",
    b"Print",
];

/// The kinds of text that programs other than readers of PDF begin with.
const OTHER_STARTS: [&[u8]; 9] = [
    b"MZ", b"#!", b"PK", b"GIF8", b"BM", b"{\\rtf", b"Rar!", b"7z", b"%!",
];

/// Whether a reader of PDF finds a PDF here: its start is within the first 1,024
/// bytes (ISO 32000-1, annex H, note 13), and nothing but blanks, a byte order
/// mark or lines of text (a printer's or a mail program's) stands before it.
pub(super) fn is_pdf(content: &[u8]) -> bool {
    let Some(start) = find(until(content, 1024 + 5), b"%PDF-") else {
        return false;
    };
    let before: Vec<u8> = until(content, start)
        .iter()
        .copied()
        .skip_while(|byte| is_blank(*byte) || matches!(byte, 0xEF | 0xBB | 0xBF | 0xFE | 0xFF))
        .collect();
    let is_text = |byte: &u8| is_blank(*byte) || *byte == 0x1B || byte.is_ascii_graphic();
    before.iter().all(is_text)
        && !before.contains(&b'<')
        && !OTHER_STARTS.iter().any(|other| before.starts_with(other))
}

pub(super) fn judge(content: &[u8]) -> Result<(), Refusal> {
    if !is_whole(content) {
        return Err(Refusal::Damaged);
    }
    let mut reading = Reading::new(content);
    reading.read_all()?;
    if reading.locks.is_empty() {
        return reading.finish();
    }
    let mut decrypted = Reading {
        key: Some(reading.key()?),
        work: reading.work,
        ..Reading::new(content)
    };
    decrypted.read_all()?;
    decrypted.finish()
}

/// Whether a PDF has its end (ISO 32000-1, 7.5.5 and annex H, note 18), apart
/// from blanks, noughts and comments behind it.
fn is_whole(content: &[u8]) -> bool {
    let Some(end) = rfind(content, b"%%EOF") else {
        return false;
    };
    let mut rest = Lexer::new(content, end);
    rest.skip_blanks();
    content.len() - rest.at.min(content.len()) <= 1024 && find(content, b"startxref").is_some()
}

/// The facts about a dictionary that the judgement needs.
#[derive(Debug, Default)]
struct Facts {
    entries: usize,
    action: Option<Action>,
    is_typed: bool,
    is_objects: bool,
    is_references: bool,
    named: bool,
    /// Whether a named action does something else than turn pages or print, or
    /// has two names.
    named_otherwise: bool,
    next: bool,
    own_actions: bool,
    attached: bool,
    /// Whether there is a file or another place under `F`.
    external: bool,
    /// Whether what stands under `F` is no number, which it is in an annotation.
    file: bool,
    page: bool,
    count: Option<i64>,
    first: Option<i64>,
    counted: (bool, bool),
    length: Option<i64>,
    /// Whether what says where the objects of a stream are is there twice, so
    /// that programs read different ones.
    ambiguous: bool,
    packing: Packing,
    predictor: Predictor,
    parameters: bool,
    encrypt: Option<Encrypt>,
    id: Option<Vec<u8>>,
    lock: Lock,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Action {
    Other,
    GoTo,
    /// Empties the fields of a form.
    Reset,
    Named,
    Uri,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Encrypt {
    Reference(i64),
    Direct(Box<Lock>),
}

/// A value in a dictionary.
enum Value<'a> {
    Name(&'a [u8]),
    Text(Text<'a>),
    Number(i64),
    Reference(i64),
    Dictionary(Box<Facts>),
    False,
    Other,
}

enum Frame<'t> {
    Dictionary(Box<Facts>, Option<Cow<'t, [u8]>>),
    Array(Option<Cow<'t, [u8]>>),
}

/// The object that is read: its number and generation, and whether it is in a
/// stream of objects, where strings are not encrypted by themselves.
#[derive(Clone, Copy)]
struct Place {
    id: (i64, i64),
    in_stream: bool,
}

struct Reading<'a> {
    content: &'a [u8],
    key: Option<Key>,
    work: usize,
    /// The reason that counts unless the file turns out to be encrypted.
    unclear: Option<Refusal>,
    locks: Vec<(Encrypt, Vec<u8>)>,
    found_locks: Vec<(i64, Lock)>,
    /// The objects that open by themselves, and that are actions which must not.
    opened: BTreeSet<i64>,
    not_to_open: BTreeSet<i64>,
    /// The objects that are asked for as a link, and that are a link which leads
    /// astray.
    linked: BTreeSet<i64>,
    astray: BTreeSet<i64>,
    /// The objects that are asked for as the kind of an action, and that are the
    /// name of one which must not open by itself.
    kinds: BTreeSet<i64>,
    kind_names: BTreeSet<i64>,
}

impl<'a> Reading<'a> {
    const fn new(content: &'a [u8]) -> Self {
        Self {
            content,
            key: None,
            work: 0,
            unclear: None,
            locks: Vec::new(),
            found_locks: Vec::new(),
            opened: BTreeSet::new(),
            not_to_open: BTreeSet::new(),
            linked: BTreeSet::new(),
            astray: BTreeSet::new(),
            kinds: BTreeSet::new(),
            kind_names: BTreeSet::new(),
        }
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.work = self.work.saturating_add(bytes);
        if self.work > MOST_WORK {
            Err(Refusal::Bomb)
        } else {
            Ok(())
        }
    }

    fn finish(&self) -> Result<(), Refusal> {
        let meets = |one: &BTreeSet<i64>, other: &BTreeSet<i64>| {
            let any = |one: &BTreeSet<i64>, other: &BTreeSet<i64>| {
                one.contains(&UNKNOWN) && !other.is_empty()
            };
            !one.is_disjoint(other) || any(one, other) || any(other, one)
        };
        if meets(&self.opened, &self.not_to_open)
            || meets(&self.linked, &self.astray)
            || meets(&self.kinds, &self.kind_names)
        {
            return Err(Refusal::Active);
        }
        self.unclear.map_or(Ok(()), Err)
    }

    /// Returns the key with which the empty password opens the file. Whichever
    /// encryption dictionary a program finds, it has to have the same key.
    fn key(&self) -> Result<Key, Refusal> {
        let mut keys = Vec::new();
        for (encrypt, id) in &self.locks {
            // A trailer without the id of the file repeats one that has it.
            let repeats = |(other, full): &(Encrypt, Vec<u8>)| other == encrypt && !full.is_empty();
            if id.is_empty() && self.locks.iter().any(repeats) {
                continue;
            }
            match encrypt {
                Encrypt::Direct(lock) => keys.push(lock.open(id)),
                Encrypt::Reference(number) => {
                    let found = self.found_locks.iter().filter(|(found, _)| found == number);
                    let before = keys.len();
                    keys.extend(found.map(|(_, lock)| lock.open(id)));
                    if keys.len() == before {
                        return Err(Refusal::Locked);
                    }
                }
            }
        }
        let keys: Option<Vec<Key>> = keys.into_iter().collect();
        let mut keys = keys.ok_or(Refusal::Locked)?.into_iter();
        let key = keys.next().ok_or(Refusal::Locked)?;
        if keys.all(|other| other == key) {
            Ok(key)
        } else {
            Err(Refusal::Damaged)
        }
    }

    /// Notes what an encryption dictionary is, or which is named.
    fn note_locks(&mut self, facts: &Facts, number: i64, is_trailer: bool) -> Result<(), Refusal> {
        if let Some(encrypt) = &facts.encrypt
            && (is_trailer || facts.is_references)
        {
            let named = (encrypt.clone(), facts.id.clone().unwrap_or_default());
            if !self.locks.contains(&named) {
                self.locks.push(named);
            }
        }
        let is_lock =
            facts.lock.standard && !facts.lock.user.is_empty() && !facts.lock.owner.is_empty();
        if is_lock {
            let found = (number, facts.lock.clone());
            if !self.found_locks.contains(&found) {
                self.found_locks.push(found);
            }
        }
        if self.locks.len().max(self.found_locks.len()) > MOST_LOCKS {
            return Err(Refusal::Damaged);
        }
        Ok(())
    }

    fn read_all(&mut self) -> Result<(), Refusal> {
        let content = self.content;
        for (word, is_object) in [(b"obj".as_slice(), true), (b"trailer", false)] {
            let mut from = 0;
            while let Some(found) = content.get(from..).and_then(|rest| find(rest, word)) {
                let at = from + found;
                from = at + word.len();
                let before = at.checked_sub(1).and_then(|before| content.get(before));
                if before.is_some_and(u8::is_ascii_alphabetic) {
                    continue;
                }
                let id = if is_object {
                    self.id_before(at)
                } else {
                    (UNKNOWN, 0)
                };
                self.object(from, id, !is_object)?;
            }
        }
        Ok(())
    }

    /// Reads the two numbers before `obj`; an object without them has a number
    /// that nothing refers to.
    fn id_before(&self, at: usize) -> (i64, i64) {
        let start = at.saturating_sub(40);
        let words = self.content.get(start..at).unwrap_or_default();
        let mut numbers = words
            .rsplit(|byte| is_blank(*byte))
            .filter(|word| !word.is_empty())
            .map(|word| {
                let digits = word.iter().rposition(|byte| !byte.is_ascii_digit());
                let digits = word
                    .get(digits.map_or(0, |at| at + 1)..)
                    .unwrap_or_default();
                std::str::from_utf8(digits)
                    .ok()
                    .and_then(|digits| digits.parse().ok())
            });
        match (numbers.next().flatten(), numbers.next().flatten()) {
            (Some(generation), Some(number)) => (number, generation),
            _ => (UNKNOWN, 0),
        }
    }

    fn object(&mut self, at: usize, id: (i64, i64), is_trailer: bool) -> Result<(), Refusal> {
        let content = self.content;
        let mut lexer = Lexer::new(content, at);
        let place = Place {
            id,
            in_stream: false,
        };
        let Some(facts) = self.value(&mut lexer, place)? else {
            return Ok(());
        };
        self.note_locks(&facts, id.0, is_trailer)?;
        let end = lexer.at;
        lexer.skip_blanks();
        self.spend(lexer.at - end)?;
        let rest = content.get(lexer.at..).unwrap_or_default();
        let Some(rest) = rest.strip_prefix(b"stream") else {
            return Ok(());
        };
        if facts.external {
            return Err(Refusal::Active);
        }
        if facts.is_objects || facts.counted == (true, true) {
            let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
            let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            if let Err(refusal) = self.objects(&facts, rest, id) {
                if self.key.is_some() || matches!(refusal, Refusal::Active | Refusal::Bomb) {
                    return Err(refusal);
                }
                self.unclear = Some(refusal);
            }
        }
        Ok(())
    }

    /// Reads the objects of an object stream (ISO 32000-1, 7.5.7). One that
    /// cannot be read may hide anything.
    fn objects(&mut self, facts: &Facts, rest: &[u8], id: (i64, i64)) -> Result<(), Refusal> {
        let (Some(count), Some(first), false) = (facts.count, facts.first, facts.ambiguous) else {
            return Err(Refusal::Damaged);
        };
        let ends = |length: &usize| {
            let after = until(rest.get(*length..).unwrap_or_default(), 64);
            after.trim_ascii_start().starts_with(b"endstream")
        };
        let length = facts
            .length
            .and_then(|length| usize::try_from(length).ok())
            .filter(ends);
        let length = match length {
            Some(length) => length,
            None => {
                let length = find(rest, b"endstream").unwrap_or(rest.len());
                self.spend(length)?;
                length
            }
        };
        let packed = until(rest, length);
        self.spend(packed.len())?;
        let packed = match &self.key {
            Some(key) => Cow::Owned(key.decrypt(id, packed).ok_or(Refusal::Damaged)?),
            None => Cow::Borrowed(packed),
        };
        let most = MOST_INFLATED.min(MOST_WORK - self.work);
        let unpacked = packing::unpacked(packed, facts.packing, facts.predictor, most)?;
        self.spend(unpacked.len())?;
        let mut header = Lexer::new(&unpacked, 0);
        for _ in 0..count {
            let (Some(Token::Number(number)), Some(Token::Number(offset))) =
                (header.next(), header.next())
            else {
                return Err(Refusal::Damaged);
            };
            let at = usize::try_from(first.saturating_add(offset)).map_err(|_| Refusal::Damaged)?;
            let place = Place {
                id: (number, 0),
                in_stream: true,
            };
            self.value(&mut Lexer::new(&unpacked, at), place)?;
        }
        Ok(())
    }

    /// Reads one value of the file, and returns what is known of it if it is a
    /// dictionary.
    fn value<'t>(
        &mut self,
        lexer: &mut Lexer<'t>,
        place: Place,
    ) -> Result<Option<Box<Facts>>, Refusal> {
        let mut frames: Vec<Frame<'t>> = Vec::new();
        loop {
            let start = lexer.at;
            let Some(token) = lexer.next() else {
                // A stream of objects has the whole of each.
                return if place.in_stream {
                    Err(Refusal::Damaged)
                } else {
                    Ok(None)
                };
            };
            self.spend(lexer.at - start)?;
            if frames.len() > DEEPEST {
                return Err(Refusal::Damaged);
            }
            let is_key = matches!(frames.last(), Some(Frame::Dictionary(_, None)));
            let value = match token {
                Token::DictionaryStart => {
                    frames.push(Frame::Dictionary(Box::default(), None));
                    continue;
                }
                Token::ArrayStart => {
                    let key = frames.last().and_then(|frame| match frame {
                        Frame::Dictionary(_, key) | Frame::Array(key) => key.clone(),
                    });
                    frames.push(Frame::Array(key));
                    continue;
                }
                Token::ArrayEnd => match frames.pop() {
                    Some(Frame::Array(_)) => Value::Other,
                    // A bracket too many is passed over, as readers do.
                    Some(frame) => {
                        frames.push(frame);
                        continue;
                    }
                    None => return Ok(None),
                },
                Token::DictionaryEnd => loop {
                    match frames.pop() {
                        Some(Frame::Dictionary(facts, _)) => break Value::Dictionary(facts),
                        Some(Frame::Array(_)) => {}
                        None => return Ok(None),
                    }
                },
                Token::Name(name) => {
                    if ACTIVE.contains(&name.as_ref()) {
                        return Err(Refusal::Active);
                    }
                    if is_key && let Some(Frame::Dictionary(facts, key)) = frames.last_mut() {
                        facts.entries += 1;
                        *key = Some(if name.len() > LONGEST_NAME {
                            Cow::Borrowed(b"")
                        } else {
                            name
                        });
                        continue;
                    }
                    self.take(&mut frames, &Value::Name(&name), place)?;
                    if frames.is_empty() {
                        return Ok(None);
                    }
                    continue;
                }
                Token::Text(text) => Value::Text(text),
                Token::Number(number) => {
                    let mut ahead = lexer.clone();
                    let next = (ahead.next(), ahead.next());
                    self.spend(ahead.at - lexer.at)?;
                    if let (Some(Token::Number(_)), Some(Token::Word(b"R"))) = next {
                        *lexer = ahead;
                        Value::Reference(number)
                    } else {
                        Value::Number(number)
                    }
                }
                // Inside of a dictionary some programs read on.
                Token::Word(b"endobj" | b"endstream" | b"stream") if frames.is_empty() => {
                    return Ok(None);
                }
                Token::Word(b"false") => Value::False,
                Token::Word(_) => Value::Other,
            };
            if let Value::Dictionary(facts) = &value {
                self.closed(facts, &frames, place)?;
            }
            if frames.is_empty() {
                return match value {
                    Value::Dictionary(facts) => Ok(Some(facts)),
                    other => self.take(&mut frames, &other, place).map(|()| None),
                };
            }
            self.take(&mut frames, &value, place)?;
        }
    }

    /// Judges a dictionary that is complete.
    fn closed(&mut self, facts: &Facts, within: &[Frame], place: Place) -> Result<(), Refusal> {
        let chained = facts.action.is_some_and(|action| action != Action::Other) && facts.next;
        let does_more = facts.action == Some(Action::Named) && facts.named_otherwise;
        let has_own = facts.own_actions && facts.is_typed;
        // A page of another file that is shown within a page (8.10.4).
        let shows_other = facts.file && facts.page;
        if chained || does_more || has_own || shows_other || facts.attached && facts.external {
            return Err(Refusal::Active);
        }
        let by_itself = matches!(
            facts.action,
            Some(Action::Uri | Action::Named | Action::Reset)
        );
        match within.last() {
            Some(Frame::Dictionary(_, Some(key))) if key.as_ref() == b"OpenAction" && by_itself => {
                Err(Refusal::Active)
            }
            None if by_itself => keep(&mut self.not_to_open, place.id.0),
            _ => Ok(()),
        }
    }

    /// Notes a value of the innermost dictionary, or of the object itself.
    fn take(
        &mut self,
        frames: &mut [Frame<'_>],
        value: &Value<'_>,
        place: Place,
    ) -> Result<(), Refusal> {
        let in_array = matches!(frames.last(), Some(Frame::Array(_)));
        let innermost = frames.iter_mut().rev().find_map(|frame| match frame {
            Frame::Dictionary(facts, key) => Some((facts, key)),
            Frame::Array(_) => None,
        });
        let Some((facts, key)) = innermost else {
            match value {
                // A name or a string may be an object of its own, to which an
                // action refers.
                Value::Name(name) if ACTIVE_KINDS.contains(name) => return Err(Refusal::Active),
                Value::Name(b"URI" | b"Named" | b"ResetForm") => {
                    keep(&mut self.kind_names, place.id.0)?
                }
                Value::Text(text) if !self.leads_well(*text, place) => {
                    keep(&mut self.astray, place.id.0)?;
                }
                // What refers to this object refers to the other one.
                Value::Reference(to) => {
                    for asked in [&mut self.opened, &mut self.linked, &mut self.kinds] {
                        keep(asked, *to)?;
                    }
                }
                _ => {}
            }
            return Ok(());
        };
        let name = if in_array { key.clone() } else { key.take() };
        let Some(name) = name else {
            return Ok(());
        };
        let number = match value {
            Value::Number(number) => Some(*number),
            _ => None,
        };
        let is_there = !matches!(value, Value::False | Value::Other);
        match (name.as_ref(), value) {
            (b"S" | b"Subtype", Value::Name(kind)) if ACTIVE_KINDS.contains(kind) => {
                return Err(Refusal::Active);
            }
            (b"S", Value::Name(kind)) => {
                let action = match *kind {
                    b"GoTo" => Action::GoTo,
                    b"URI" => Action::Uri,
                    b"ResetForm" => Action::Reset,
                    b"Named" => Action::Named,
                    _ => Action::Other,
                };
                facts.action = facts.action.max(Some(action));
            }
            (b"S", Value::Reference(to)) => keep(&mut self.kinds, *to)?,
            (b"Type", Value::Name(kind)) => {
                facts.is_typed = true;
                facts.is_objects |= *kind == b"ObjStm";
                facts.is_references |= *kind == b"XRef";
            }
            (b"Type" | b"Subtype" | b"FT" | b"Parent" | b"Kids" | b"Pages", _) => {
                facts.is_typed = true
            }
            (b"URI" | b"Base", Value::Text(text)) if !self.leads_well(*text, place) => {
                if self.key.is_some() || place.in_stream {
                    return Err(Refusal::Active);
                }
                self.unclear = Some(Refusal::Active);
            }
            (b"URI" | b"Base", Value::Reference(to)) => {
                keep(&mut self.linked, *to)?;
            }
            (b"OpenAction", Value::Reference(to)) if !in_array => {
                keep(&mut self.opened, *to)?;
            }
            (b"Next", _) => facts.next |= is_there,
            (b"AA", Value::Dictionary(own)) => facts.own_actions |= own.entries > 0,
            (b"AA", _) => facts.own_actions |= is_there,
            (b"EF", Value::Dictionary(inner)) if inner.external => return Err(Refusal::Active),
            (b"EF", _) => facts.attached |= is_there,
            (b"F" | b"UF" | b"DOS" | b"Mac" | b"Unix", _) => {
                facts.external |= is_there;
                facts.file |= is_there && number.is_none();
            }
            (b"Page", Value::Number(_) | Value::Text(_) | Value::Reference(_)) => {
                facts.page = true;
            }
            (b"N", Value::Name(to)) => {
                facts.named_otherwise |= facts.named || !HARMLESS_NAMES.contains(to);
                facts.named = true;
            }
            (b"N", _) => {
                facts.named_otherwise = true;
                facts.ambiguous |= facts.counted.0;
                facts.counted.0 = true;
                facts.count = number;
            }
            (b"First", _) => {
                facts.ambiguous |= facts.counted.1;
                facts.counted.1 = true;
                facts.first = number;
            }
            (b"Filter", Value::Name(filter)) => {
                facts.lock.standard |= *filter == b"Standard";
                facts.packing = match (facts.packing, *filter) {
                    (Packing::None, b"FlateDecode" | b"Fl") => Packing::Flate,
                    _ => Packing::Other,
                };
            }
            (b"Filter", Value::Reference(_)) => facts.packing = Packing::Other,
            (b"DecodeParms" | b"DP", Value::Dictionary(inner)) if !facts.parameters => {
                facts.parameters = true;
                facts.predictor = inner.predictor;
            }
            (b"DecodeParms" | b"DP", _) if is_there => facts.packing = Packing::Other,
            (b"Predictor", _) => facts.predictor.kind = number,
            (b"Columns", _) => facts.predictor.columns = number,
            (b"Colors", _) => facts.predictor.colours = number,
            (b"BitsPerComponent", _) => facts.predictor.bits = number,
            (b"Length", _) => {
                facts.ambiguous |= facts.length.is_some();
                facts.length = number;
                facts.lock.length = number;
            }
            (b"Encrypt", Value::Reference(to)) => facts.encrypt = Some(Encrypt::Reference(*to)),
            (b"Encrypt", Value::Dictionary(inner)) => {
                facts.encrypt = Some(Encrypt::Direct(Box::new(inner.lock.clone())));
            }
            (b"ID", Value::Text(text)) => {
                facts.id.get_or_insert_with(|| text.short_bytes());
            }
            (b"V", _) => facts.lock.version = number.unwrap_or(0),
            (b"R", _) => facts.lock.revision = number.unwrap_or(0),
            (b"P", _) => facts.lock.permissions = number.unwrap_or(0),
            (b"O", Value::Text(text)) => facts.lock.owner = text.short_bytes(),
            (b"U", Value::Text(text)) => facts.lock.user = text.short_bytes(),
            (b"UE", Value::Text(text)) => facts.lock.user_key = text.short_bytes(),
            (b"EncryptMetadata", Value::False) => facts.lock.plain_metadata = true,
            (b"CFM", Value::Name(cipher)) => {
                facts.lock.cipher = match *cipher {
                    b"V2" => Some(Cipher::Rc4),
                    b"AESV2" => Some(Cipher::Aes128),
                    b"AESV3" => Some(Cipher::Aes256),
                    _ => None,
                };
            }
            (_, Value::Dictionary(inner)) => {
                facts.lock.cipher = facts.lock.cipher.or(inner.lock.cipher);
            }
            _ => {}
        }
        Ok(())
    }

    fn leads_well(&self, text: Text<'_>, place: Place) -> bool {
        let bytes = text.start();
        match &self.key {
            // A program that does not take the file for encrypted reads the
            // link as it stands; an encrypted one is no text.
            Some(key) if !place.in_stream => {
                (!link::is_written_out(&bytes) || link::is_harmless(&bytes))
                    && key
                        .decrypt(place.id, &bytes)
                        .is_some_and(|bytes| link::is_harmless(&bytes))
            }
            _ => link::is_harmless(&bytes),
        }
    }
}

/// Keeps the number of an object for comparing, within a limit.
fn keep(numbers: &mut BTreeSet<i64>, number: i64) -> Result<(), Refusal> {
    numbers.insert(number);
    if numbers.len() > MOST_KEPT {
        Err(Refusal::Bomb)
    } else {
        Ok(())
    }
}
