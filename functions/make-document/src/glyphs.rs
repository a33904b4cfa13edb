//! Fits words to the fonts of the program, so that every letter can be set.
//!
//! PDF/UA forbids a page that shows a letter its fonts do not have. So a word
//! with such a letter is changed before it is set, and never refused.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;

static REGULAR: &[u8] = include_bytes!("../fonts/OpenSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../fonts/OpenSans-Bold.ttf");

/// The fonts, read once in the life of the process.
pub(crate) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    [REGULAR, BOLD]
        .into_iter()
        .filter_map(|file| Font::new(Bytes::new(file), 0))
        .collect()
});

/// The character that stands for a letter the fonts do not have.
pub(crate) const NO_LETTER: char = '\u{fffd}';

/// The room that a place of the page has for a string.
#[derive(Clone, Copy)]
struct Room {
    /// The largest number of letters that are set: more than the longest string
    /// of a report, and more than a form lets anybody type. typst takes minutes
    /// over a header of several pages, which it repeats on each.
    letters: usize,
    /// The largest number of letters of a word that stay together.
    word: usize,
}

/// The room across the page, in which 40 capital Ws of the heaviest letters
/// just fit. Few addresses are longer, so few are copied from the file with a
/// break in them.
const ACROSS_THE_PAGE: Room = Room {
    letters: 2_000,
    word: 40,
};

const ACROSS_A_CELL: Room = Room {
    letters: 500,
    word: 20,
};

/// The character at which a line may break. The template puts a space of no width
/// in its place, so that it is in no text that is copied from the file.
const BREAK_HERE: char = '\u{200b}';

/// Returns the words in letters that can be set: spaces and hyphens the fonts
/// lack become those they have, characters that are never shown are left out,
/// any other letter they lack becomes [`NO_LETTER`], and a very long word may
/// be broken.
pub(crate) fn fit(words: &str) -> String {
    fit_within(words, ACROSS_THE_PAGE)
}

/// Returns the words as [`fit`] does, for the narrower room of a cell in a
/// table, which keeps the lines that somebody typed. A letter that is missing is
/// explained beside it.
pub(crate) fn fit_cell(words: &str) -> String {
    let lines = words.chars().take(ACROSS_A_CELL.letters + 1);
    let lines: String = lines.collect();
    let fitted: Vec<String> = lines
        .split('\n')
        .map(|line| fit_within(line, ACROSS_A_CELL))
        .collect();
    let mut fitted = fitted.join("\n").trim().to_owned();
    if fitted.contains(NO_LETTER) {
        fitted.push_str(IN_ITS_PLACE);
    }
    fitted
}

/// The words beside an answer with a letter that the fonts do not have.
pub(crate) const IN_ITS_PLACE: &str = " (\u{fffd} stands for a letter this file cannot show. We have it as it was typed, and the page shows it.)";

fn fit_within(words: &str, room: Room) -> String {
    let mut fitted = String::with_capacity(words.len());
    let mut run = 0;
    for letter in words.chars().take(room.letters) {
        let Some(letter) = letter_for(letter) else {
            continue;
        };
        run = if matches!(letter, ' ' | '-') {
            0
        } else {
            run + 1
        };
        if run > room.word {
            fitted.push(BREAK_HERE);
            run = 1;
        }
        fitted.push(letter);
    }
    if words.chars().nth(room.letters).is_some() {
        fitted.push('…');
    }
    fitted.trim().to_owned()
}

fn letter_for(letter: char) -> Option<char> {
    match letter {
        '\u{2010}' | '\u{2011}' => Some('-'),
        '\u{202f}' | '\u{2007}' => Some('\u{a0}'),
        _ if is_never_shown(letter) => None,
        _ if letter.is_whitespace() && letter != '\u{a0}' => Some(' '),
        _ if letter.is_control() => Some(' '),
        _ if has(letter) => Some(letter),
        _ => Some(NO_LETTER),
    }
}

/// Whether a character is never shown: joiners, marks of direction, variation
/// selectors, tags and the byte order mark. They change how their neighbours
/// look, and some could make a figure read backwards.
fn is_never_shown(letter: char) -> bool {
    matches!(letter,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

fn has(letter: char) -> bool {
    !FONTS.is_empty()
        && FONTS
            .iter()
            .all(|font| font.info().coverage.contains(u32::from(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_of_the_program_can_be_read() {
        assert_eq!(FONTS.len(), 2);
    }

    #[test]
    fn ordinary_words_are_left_as_they_are() {
        for words in [
            "£1,234.56 a week – \"your\" half (½) of it",
            "Zoë Łukasz Ğül Ελένη Юрий Nguyễn",
        ] {
            assert_eq!(fit(words), words);
        }
    }

    #[test]
    fn what_is_never_shown_is_left_out() {
        assert_eq!(fit("\u{feff}12\u{202e}34\u{2066}5\u{200d}"), "12345");
    }

    #[test]
    fn lines_and_control_characters_become_spaces() {
        assert_eq!(fit("a\nb\u{0}c\td"), "a b c d");
    }

    #[test]
    fn a_letter_the_fonts_lack_is_shown_as_missing() {
        assert_eq!(fit("מ 🙂 \u{e000}"), "\u{fffd} \u{fffd} \u{fffd}");
    }

    #[test]
    fn pb_62_a_long_address_has_no_letter_in_it_that_was_not_typed() {
        let address = "dorothy.exemplar-longname.1938@mail.exampleshire-county.example";
        let fitted = fit_cell(address);
        assert!(fitted.contains(BREAK_HERE));
        assert_eq!(fitted.replace(BREAK_HERE, ""), address);
        // The template sets each part by itself, and no such letter between them.
        let template = include_str!("../templates/report.typ");
        assert!(template.contains(r#"line.split("\u{200b}")"#));
        for shown in [
            "text(span.text)",
            "text(words)",
            "text(value)",
            "text(shown.caption)",
        ] {
            assert!(!template.contains(shown), "{shown}");
        }
    }

    #[test]
    fn pb_63_the_lines_of_an_answer_stay_as_they_were_typed() {
        let typed = "I fall often.\n\nMy wife lifts me.\nCan you help?";
        assert_eq!(fit_cell(typed), typed);
    }

    #[test]
    fn pb_64_a_name_in_another_script_says_beside_it_what_became_of_it() {
        for name in ["王小明", "محمد", "রহিম", "Jo 🙂", "✓"] {
            let fitted = fit_cell(name);
            assert!(fitted.contains(NO_LETTER), "{name}");
            assert!(fitted.ends_with(IN_ITS_PLACE), "{name}");
        }
        assert!(!fit_cell("Zoë Łukasz").contains(IN_ITS_PLACE));
    }

    #[test]
    fn a_very_long_word_may_be_broken() {
        assert_eq!(
            fit(&"a".repeat(42)),
            format!("{}\u{200b}aa", "a".repeat(40))
        );
        assert_eq!(
            fit_cell(&"a".repeat(42)),
            format!("{0}\u{200b}{0}\u{200b}aa", "a".repeat(20))
        );
    }

    #[test]
    fn what_is_left_of_too_many_words_says_that_it_goes_on() {
        let fitted = fit(&"a ".repeat(1_001));
        assert_eq!(fitted, "a ".repeat(1_000) + "…");
        assert_eq!(fit(&"a ".repeat(1_000)), "a ".repeat(1_000).trim());
    }

    #[test]
    fn a_word_that_has_room_is_never_broken() {
        let address = "adult.social.care@exampleshire.example";
        assert_eq!(fit(address), address);
        assert_eq!(
            fit_cell("mother-in-law-of-the-person-who-cares"),
            "mother-in-law-of-the-person-who-cares"
        );
    }
}
