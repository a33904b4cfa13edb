//! The words of every notice.

use domain::council::Council;
use domain::notice::Notice;
use domain::sign_in::CODE_LIVES;
use jiff::Timestamp;

use crate::emails;
use crate::letter::{self, Composed, Letterhead, NotComposed, Sent, on_one_line};

/// Puts a notice into words.
///
/// `public_address` is where people reach the portal (`https://care.example`);
/// without one there are no links. Nothing else is ever linked to, no link
/// holds a token, and a notice with a code has no link.
///
/// # Errors
/// [`NotComposed`], which no value can cause.
pub fn compose(
    council: &Council,
    public_address: Option<&str>,
    notice: &Notice,
    sent_at: Timestamp,
) -> Result<Composed, NotComposed> {
    let from = Letterhead::new(council, public_address, sent_at);
    let written = emails::write(notice, &from)?;
    letter::set(&written, &from)
}

/// Returns the text message with a code. The code comes first, so that a locked
/// screen shows it; the last line names the host where a phone may fill in the
/// code (WHATWG, "Origin-bound one-time codes delivered via SMS").
pub(crate) fn in_a_text(
    council: &Council,
    public_address: Option<&str>,
    code: &str,
    sent_at: Timestamp,
) -> String {
    let (council, code) = (on_one_line(&council.name), on_one_line(code));
    let until = Sent::at(sent_at).until;
    let words = format!(
        "{code} is your code to sign in to {council}. It works once, until {until}. Never give it to anyone: we will not ask for it."
    );
    match public_address.and_then(|address| address.strip_prefix("https://")) {
        Some(host) => format!("{words}\n\n@{host} #{code}"),
        None => words,
    }
}

/// Returns what a call with a code says, in Speech Synthesis Markup Language:
/// each digit by itself, slowly, and the whole code twice.
pub(crate) fn spoken(council: &Council, code: &str) -> String {
    let council: String = on_one_line(&council.name)
        .chars()
        .filter(|c| !matches!(c, '<' | '>' | '&' | '"'))
        .collect();
    let digits: Vec<String> = code
        .chars()
        .filter(char::is_ascii_digit)
        .map(String::from)
        .collect();
    let digits = digits.join("<break time=\"700ms\"/>");
    format!(
        "<speak>Hello. This is {council}, with your code to sign in. <break time=\"1s\"/>\
         Your code is: <break time=\"1s\"/>{digits}. <break time=\"2s\"/>\
         Again, your code is: <break time=\"1s\"/>{digits}. <break time=\"1s\"/>\
         It works once, for {} minutes. Never give it to anyone. Goodbye.</speak>",
        CODE_LIVES.as_mins()
    )
}
