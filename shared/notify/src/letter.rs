//! The layout of an e-mail: plain text and HTML are made from one list of
//! paragraphs, so that the two never say different things.

use askama::Template;
use domain::access::sign_in::CODE_LIVES;
use domain::council::Council;
use domain::values::calendar::in_words;
use domain::values::london::{date_in_london, time_in_london};
use jiff::Timestamp;

/// An e-mail, ready to be sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Composed {
    /// The subject, on one line. A subject holds nothing about the person and
    /// no code: subjects are shown on locked screens, and the mail service
    /// repeats them in its events about deliveries.
    pub subject: String,
    /// The body, as plain text.
    pub text: String,
    /// The body with the same words, as HTML.
    pub html: String,
}

/// The error of a notice whose words cannot be put together.
#[derive(Debug, thiserror::Error)]
#[error("the words of a notice could not be put together")]
pub struct NotComposed(#[from] askama::Error);

/// The text of an e-mail, laid out as its file is: the subject on the first
/// line, then the words.
pub(crate) struct Written {
    /// The whole text, with the subject.
    pub(crate) text: String,
    /// The code in the e-mail, if it has one.
    pub(crate) code: Option<String>,
}

/// The time at which a message is sent, in words.
pub(crate) struct Sent {
    /// The time and day at which the message is sent: `9:40am on 22 November
    /// 2026`.
    pub(crate) at: String,
    /// The time at which a code sent then stops working: `9:50am`.
    pub(crate) until: String,
    /// The number of minutes for which a code works.
    pub(crate) minutes: i64,
}

impl Sent {
    pub(crate) fn at(instant: Timestamp) -> Self {
        let day = in_words(date_in_london(instant));
        let until = instant.checked_add(CODE_LIVES).unwrap_or(instant);
        Self {
            at: format!("{} on {day}", time_in_london(instant)),
            until: time_in_london(until),
            minutes: CODE_LIVES.as_mins(),
        }
    }
}

/// The sender's details and the time of sending that a letter may show, each on
/// one line.
pub(crate) struct Letterhead {
    pub(crate) sent: Sent,
    pub(crate) council: String,
    pub(crate) service_name: String,
    pub(crate) telephone: String,
    pub(crate) text_relay: String,
    pub(crate) opening_hours: String,
    pub(crate) emergency_telephone: String,
    pub(crate) data_protection_email: String,
    public_address: Option<String>,
}

impl Letterhead {
    pub(crate) fn new(council: &Council, public_address: Option<&str>, sent: Timestamp) -> Self {
        Self {
            sent: Sent::at(sent),
            council: on_one_line(&council.name),
            service_name: on_one_line(&council.service_name),
            telephone: on_one_line(&council.telephone),
            text_relay: on_one_line(&council.text_relay),
            opening_hours: on_one_line(&council.opening_hours),
            emergency_telephone: on_one_line(&council.emergency_telephone),
            data_protection_email: on_one_line(&council.data_protection_email),
            public_address: public_address
                .map(|address| on_one_line(address).trim_end_matches('/').to_owned())
                .filter(|address| !address.is_empty()),
        }
    }

    /// Returns the address of a page of the portal, if the portal has a public
    /// address.
    pub(crate) fn link(&self, path: &str) -> Option<String> {
        self.public_address
            .as_ref()
            .map(|address| format!("{address}{path}"))
    }
}

/// Returns a text without line breaks and without the invisible characters that
/// change how a line is read or where a header ends.
pub(crate) fn on_one_line(text: &str) -> String {
    let seen = text.replace(
        |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'),
        " ",
    );
    let seen = seen.replace(
        |c: char| {
            matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        },
        "",
    );
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A paragraph or a list of a letter.
#[derive(Debug, Eq, PartialEq)]
enum Block {
    Words(String),
    Code(String),
    Link(String),
    List(Vec<String>),
}

#[derive(Template)]
#[template(path = "frame.html")]
struct Frame<'a> {
    subject: &'a str,
    blocks: &'a [Block],
}

/// Lays out a letter: with a code and no links, or with links to the portal and to
/// nothing else.
pub(crate) fn set(written: &Written, from: &Letterhead) -> Result<Composed, NotComposed> {
    let (subject, words) = written.text.split_once('\n').unwrap_or_default();
    let subject = subject.strip_prefix("Subject: ").unwrap_or(subject);
    let to_the_portal = |line: &str| {
        from.public_address
            .as_ref()
            .and_then(|address| line.strip_prefix(address.as_str()))
            .is_some_and(|path| path.starts_with('/') && !path.contains(' '))
    };
    finished(subject, words, |line| match &written.code {
        Some(code) if line == code => Block::Code(line.to_owned()),
        None if to_the_portal(line) => Block::Link(line.to_owned()),
        _ => Block::Words(line.to_owned()),
    })
}

fn finished(
    subject: &str,
    words: &str,
    paragraph: impl Fn(&str) -> Block,
) -> Result<Composed, NotComposed> {
    let blocks: Vec<Block> = words
        .split("\n\n")
        .filter_map(|part| block(part, &paragraph))
        .collect();
    let subject = on_one_line(subject);
    let html = Frame {
        subject: &subject,
        blocks: &blocks,
    }
    .render()?;
    let text: Vec<String> = blocks.iter().map(plain).collect();
    Ok(Composed {
        subject,
        text: text.join("\n\n") + "\n",
        html: html + "\n",
    })
}

fn block(part: &str, paragraph: impl Fn(&str) -> Block) -> Option<Block> {
    let lines: Vec<&str> = part
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.is_empty() {
        return None;
    }
    let items: Option<Vec<String>> = lines
        .iter()
        .map(|line| line.strip_prefix("* ").map(str::to_owned))
        .collect();
    Some(match items {
        Some(items) => Block::List(items),
        None => paragraph(&lines.join(" ")),
    })
}

fn plain(block: &Block) -> String {
    match block {
        Block::Words(line) | Block::Code(line) | Block::Link(line) => line.clone(),
        Block::List(items) => {
            let items: Vec<String> = items.iter().map(|item| format!("* {item}")).collect();
            items.join("\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_on_one_line_and_shows_what_it_holds() {
        for (text, line) in [
            ("123456", "123456"),
            ("123\r\nBcc: all@example.com", "123 Bcc: all@example.com"),
            ("a\u{2028}b\u{2029}c\u{85}d\0e\tf", "a b c d e f"),
            ("a\u{202e}b\u{200b}c\u{2066}d\u{feff}e", "abcde"),
            ("  Sir  Jo ", "Sir Jo"),
        ] {
            assert_eq!(on_one_line(text), line);
        }
    }

    #[test]
    fn paragraphs_are_joined_and_lists_are_kept() {
        let made = finished("s", "one\ntwo\n \n\n* a\n* b\n\n", |line| {
            Block::Words(line.to_owned())
        })
        .unwrap();
        assert_eq!(made.text, "one two\n\n* a\n* b\n");
        assert!(made.html.contains("<li>a</li>\n<li>b</li>\n</ul>"));
    }
}
