//! The tokens of a PDF (ISO 32000-1, 7.2 and 7.3).

use std::borrow::Cow;

/// A token of a PDF.
#[derive(Clone, Debug)]
pub(super) enum Token<'a> {
    /// A name, with its `#xx` read.
    Name(Cow<'a, [u8]>),
    /// A string as it is written.
    Text(Text<'a>),
    /// A whole number; another number is [`Token::Word`].
    Number(i64),
    /// Anything else: `obj`, `R`, `true`, `1.5`.
    Word(&'a [u8]),
    DictionaryStart,
    DictionaryEnd,
    ArrayStart,
    ArrayEnd,
}

/// A string between its brackets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    raw: &'a [u8],
    hex: bool,
}

impl Text<'_> {
    /// Returns the bytes of a string of the length that keys have; of a longer
    /// one none.
    pub(super) fn short_bytes(self) -> Vec<u8> {
        if self.raw.len() <= 1_024 {
            self.bytes()
        } else {
            Vec::new()
        }
    }

    /// Returns the start of a string, which says where a link leads.
    pub(super) fn start(self) -> Vec<u8> {
        let raw = self.raw.get(..4_096).unwrap_or(self.raw);
        Self { raw, ..self }.bytes()
    }

    /// Returns the bytes that a string stands for.
    fn bytes(self) -> Vec<u8> {
        if self.hex {
            let mut digits = self.raw.iter().copied().filter_map(hex);
            let mut bytes = Vec::new();
            while let Some(high) = digits.next() {
                bytes.push(high << 4 | digits.next().unwrap_or(0));
            }
            return bytes;
        }
        let mut bytes = Vec::new();
        let mut rest = self.raw.iter().copied().peekable();
        while let Some(byte) = rest.next() {
            if byte != b'\\' {
                bytes.push(byte);
                continue;
            }
            match rest.next() {
                Some(b'n') => bytes.push(b'\n'),
                Some(b'r') => bytes.push(b'\r'),
                Some(b't') => bytes.push(b'\t'),
                Some(b'b') => bytes.push(8),
                Some(b'f') => bytes.push(12),
                Some(b'\r') => {
                    rest.next_if_eq(&b'\n');
                }
                Some(b'\n') | None => {}
                Some(digit @ b'0'..=b'7') => {
                    let mut number = u32::from(digit - b'0');
                    for _ in 0..2 {
                        if let Some(digit) = rest.next_if(|byte| matches!(byte, b'0'..=b'7')) {
                            number = number * 8 + u32::from(digit - b'0');
                        }
                    }
                    bytes.push(u8::try_from(number & 0xFF).unwrap_or(0));
                }
                Some(other) => bytes.push(other),
            }
        }
        bytes
    }
}

/// Reads the tokens of a PDF one after the other.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Goes past blanks and comments.
    pub(super) fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self
                    .peek()
                    .is_some_and(|byte| !matches!(byte, b'\n' | b'\r'))
                {
                    self.at += 1;
                }
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Reads the next token; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        let byte = self.peek()?;
        let start = self.at;
        self.at += 1;
        let doubled = self.peek() == Some(byte);
        Some(match byte {
            b'/' => Token::Name(unescaped(self.regular())),
            b'<' if doubled => {
                self.at += 1;
                Token::DictionaryStart
            }
            b'>' if doubled => {
                self.at += 1;
                Token::DictionaryEnd
            }
            b'<' => Token::Text(self.hex_text()),
            b'(' => Token::Text(self.text()),
            b'[' => Token::ArrayStart,
            b']' => Token::ArrayEnd,
            b'>' | b')' | b'{' | b'}' => Token::Word(b""),
            _ => {
                self.at = start;
                word(self.word())
            }
        })
    }

    /// Reads a number, or a word up to the next blank or delimiter. Behind the
    /// digits of a number a word begins, as in `7 0R`: readers take it for two.
    fn word(&mut self) -> &'a [u8] {
        let start = self.at;
        let is_numeric = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.');
        if !self.peek().is_some_and(is_numeric) {
            return self.regular();
        }
        while self.peek().is_some_and(is_numeric) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    /// Reads up to the next blank or delimiter.
    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn hex_text(&mut self) -> Text<'a> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte != b'>') {
            self.at += 1;
        }
        let raw = self.bytes.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Text { raw, hex: true }
    }

    fn text(&mut self) -> Text<'a> {
        let start = self.at;
        let mut open = 1_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
            self.at += 1;
        }
        let raw = self.bytes.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Text { raw, hex: false }
    }
}

fn word(word: &[u8]) -> Token<'_> {
    let number = std::str::from_utf8(word)
        .ok()
        .and_then(|word| word.parse().ok());
    number.map_or(Token::Word(word), Token::Number)
}

/// Returns a name with each `#xx` as the byte that it stands for.
fn unescaped(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let mut plain = Vec::with_capacity(name.len());
    let mut at = 0;
    while let Some(byte) = name.get(at) {
        let pair = name
            .get(at + 1)
            .copied()
            .and_then(hex)
            .zip(name.get(at + 2).copied().and_then(hex));
        match pair {
            Some((high, low)) if *byte == b'#' => {
                plain.push(high << 4 | low);
                at += 3;
            }
            _ => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(plain)
}

pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

const fn is_regular(byte: u8) -> bool {
    !is_blank(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
