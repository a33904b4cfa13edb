//! Text as people type and paste it, made into what they see.
//!
//! There is one rule for every page: what cannot be seen is taken out, letters
//! are composed (Unicode normalisation form C), and the signs of other keyboards
//! become plain where figures are read.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Cleans one line of typed text of what cannot be seen: removes control
/// characters, marks that turn the direction of writing and characters of no
/// width, makes every kind of space a plain one, composes letters and trims the
/// ends. The result is empty if nothing visible is left.
///
/// ```
/// use domain::values::typed_text::one_line;
///
/// assert_eq!(one_line("\u{2060} jo@example.com\u{200b}\r\n"), "jo@example.com");
/// assert_eq!(one_line("Jose\u{301}\u{a0}Bloggs"), "Jos\u{e9} Bloggs");
/// ```
#[must_use]
pub fn one_line(text: &str) -> String {
    cleaned(text, ' ')
}

/// Cleans several lines of typed text as [`one_line`] does, and keeps line
/// breaks as `\n`.
///
/// ```
/// use domain::values::typed_text::several_lines;
///
/// assert_eq!(several_lines("One\r\n\r\n two "), "One\n\n two");
/// ```
#[must_use]
pub fn several_lines(text: &str) -> String {
    cleaned(text, '\n')
}

/// Cleans a line of figures and signs as [`one_line`] does, and makes the
/// full-width characters of East Asian keyboards and the several dashes and
/// minus signs plain.
///
/// ```
/// use domain::values::typed_text::plain_signs;
///
/// assert_eq!(plain_signs("０１２３–４５６"), "0123-456");
/// ```
#[must_use]
pub fn plain_signs(text: &str) -> String {
    one_line(text).chars().map(plain_sign).collect()
}

fn plain_sign(character: char) -> char {
    match character {
        // The full-width ! to ~ all stand at one distance from the plain !
        // to ~.
        '\u{ff01}'..='\u{ff5e}' => u32::from(character)
            .checked_sub(0xff01 - 0x21)
            .and_then(char::from_u32)
            .unwrap_or(character),
        '\u{ffe1}' => '£',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        plain => plain,
    }
}

/// Reads figures that are typed in groups: without the spaces, dashes, full
/// stops and underscores that only group them.
///
/// ```
/// use domain::values::typed_text::ungrouped;
///
/// assert_eq!(ungrouped("012–345\u{200b}"), "012345");
/// assert_eq!(ungrouped("999 000-0018"), "9990000018");
/// ```
#[must_use]
pub fn ungrouped(text: &str) -> String {
    let mut figures = plain_signs(text);
    figures.retain(|sign| !matches!(sign, ' ' | '-' | '.' | '_' | '·' | '•'));
    figures
}

/// Returns a text as it is compared in a search: in small letters, without
/// accents.
///
/// ```
/// use domain::values::typed_text::without_accents;
///
/// assert_eq!(without_accents("Café Łódź"), "cafe lodz");
/// ```
#[must_use]
pub fn without_accents(text: &str) -> String {
    text.nfkd()
        .flat_map(char::to_lowercase)
        .filter(|letter| letter.is_alphanumeric() || !is_combining_mark(*letter))
        .fold(String::new(), |mut plain, letter| {
            // Letters that are no letter with an accent to Unicode, and are
            // typed as if they were one.
            match letter {
                'ł' => plain.push('l'),
                'ø' => plain.push('o'),
                'đ' | 'ð' => plain.push('d'),
                'ħ' => plain.push('h'),
                'ı' => plain.push('i'),
                'ß' => plain.push_str("ss"),
                'æ' => plain.push_str("ae"),
                'œ' => plain.push_str("oe"),
                'þ' => plain.push_str("th"),
                letter => plain.push(letter),
            }
            plain
        })
}

fn cleaned(text: &str, line_break: char) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.nfc().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    clean.push(line_break);
                }
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push(line_break),
            unseen if is_taken_out(unseen) => {}
            space if space.is_whitespace() => clean.push(' '),
            seen => clean.push(seen),
        }
    }
    if clean.chars().all(is_blank) {
        return String::new();
    }
    // Letters meet where something unseen stood between them.
    clean.trim().nfc().collect()
}

/// Whether a character is removed: one that changes how a page reads without
/// being seen, or one of the two that XML, and so a PDF's metadata, cannot
/// hold. The joiners U+200C and U+200D stay, because several scripts need them
/// inside words.
fn is_taken_out(character: char) -> bool {
    // A tab is both a control character and a space, and stays as a space.
    (character.is_control() && !character.is_whitespace())
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a character leaves no ink. A text of such characters alone says
/// nothing.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{200c}' | '\u{200d}' | '\u{2800}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_taken_out_and_what_was_cleaned_stays_as_it_is() {
        for (typed, seen) in [
            ("\u{200b}jo\u{ad}", "jo"),
            (" a\u{a0}b\tc\r\n", "a b c"),
            ("e\u{200b}\u{301}", "é"),
            ("\u{202e}evil", "evil"),
            ("\u{200d}\u{fe0f}", ""),
            ("नि\u{200d}", "नि\u{200d}"),
        ] {
            assert_eq!(one_line(typed), seen, "{typed:?}");
            assert_eq!(one_line(seen), seen, "{typed:?}");
        }
    }

    #[test]
    fn figures_of_any_keyboard_in_any_groups_are_read_alike() {
        for typed in [
            "０１２３４５",
            "01 23 45",
            "01‑23–45",
            "012.345",
            "012_345\u{2060}",
        ] {
            assert_eq!(ungrouped(typed), "012345", "{typed:?}");
        }
        assert_eq!(ungrouped("01a"), "01a");
    }

    #[test]
    fn letters_are_compared_without_their_accents_in_either_composition() {
        for typed in ["CAFÉ", "cafe\u{301}", "cafe"] {
            assert_eq!(without_accents(typed), "cafe");
        }
        assert_eq!(without_accents("नि"), "नि");
    }
}
