//! The words of a result, to the person or about them. The rules write every
//! sentence to the person; a result about somebody else says "they".

use std::borrow::Cow;

use domain::document::{Block, DocumentSection, DocumentTable, Span};
use domain::eligibility::Voice;

/// The words before "you" after which it is no subject: "for you" becomes "for
/// them", while "what you keep" becomes "what they keep".
const BEFORE_AN_OBJECT: [&str; 22] = [
    "about", "after", "against", "allows", "asks", "before", "bring", "brings", "by", "for",
    "from", "give", "gives", "leave", "leaves", "left", "let", "lets", "of", "pays", "to", "with",
];

/// Returns a sentence of the rules in this voice.
///
/// ```
/// use charging::report::say;
/// use domain::eligibility::Voice;
///
/// let sentence = "Your income is what you keep. The council leaves you with more.";
/// assert_eq!(say(sentence, Voice::You), sentence);
/// assert_eq!(
///     say(sentence, Voice::They),
///     "Their income is what they keep. The council leaves them with more."
/// );
/// ```
#[must_use]
pub fn say(sentence: &str, voice: Voice) -> Cow<'_, str> {
    if voice == Voice::You {
        return Cow::Borrowed(sentence);
    }
    let mut said = String::with_capacity(sentence.len() + 16);
    let mut before = "";
    let mut rest = sentence;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphabetic() {
            rest.find(|letter: char| !letter.is_alphabetic())
        } else {
            rest.find(char::is_alphabetic)
        };
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        if first.is_alphabetic() {
            said.push_str(third_person(piece, before));
            before = piece;
        } else {
            said.push_str(piece);
            // A word before the end of a sentence or a comma governs nothing.
            if piece.trim() != "" {
                before = "";
            }
        }
        rest = after;
    }
    // The reader gave the answers, and stays "you".
    Cow::Owned(said.replace("did not tell us", "you did not tell us"))
}

fn third_person<'a>(word: &'a str, before: &str) -> &'a str {
    match word {
        "You" => "They",
        "Your" => "Their",
        "your" => "their",
        "yours" => "theirs",
        "yourself" => "themselves",
        "you" if BEFORE_AN_OBJECT.contains(&before) => "them",
        "you" => "they",
        other => other,
    }
}

/// Returns a section in this voice. Links are names of laws and services, and
/// stay as they are.
pub(super) fn say_section(section: DocumentSection, voice: Voice) -> DocumentSection {
    if voice == Voice::You {
        return section;
    }
    DocumentSection {
        heading: say(&section.heading, voice).into_owned(),
        blocks: section
            .blocks
            .into_iter()
            .map(|block| say_block(block, voice))
            .collect(),
    }
}

fn say_block(block: Block, voice: Voice) -> Block {
    let words = |words: String| say(&words, voice).into_owned();
    match block {
        Block::Text(spans) => Block::Text(say_spans(spans, voice)),
        Block::Warning(warning) => Block::Warning(words(warning)),
        Block::List(items) => Block::List(
            items
                .into_iter()
                .map(|item| say_spans(item, voice))
                .collect(),
        ),
        Block::Table(table) => Block::Table(DocumentTable {
            caption: words(table.caption),
            rows: table
                .rows
                .into_iter()
                .map(|row| row.into_iter().map(words).collect())
                .collect(),
            ..table
        }),
        Block::Heading(heading) => Block::Heading(words(heading)),
    }
}

fn say_spans(spans: Vec<Span>, voice: Voice) -> Vec<Span> {
    spans
        .into_iter()
        .map(|span| match span.href {
            Some(_) => span,
            None => Span::words(say(&span.text, voice)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn they(sentence: &str) -> String {
        say(sentence, Voice::They).into_owned()
    }

    #[test]
    fn what_is_said_to_the_person_is_said_about_them() {
        for (you, theirs) in [
            (
                "You would pay £5 a week towards your care.",
                "They would pay £5 a week towards their care.",
            ),
            (
                "That is better for you, so it is used.",
                "That is better for them, so it is used.",
            ),
            (
                "If your partner looks after you, you may be able to claim it.",
                "If their partner looks after them, they may be able to claim it.",
            ),
            (
                "You need care and did not tell us about PIP.",
                "They need care and you did not tell us about PIP.",
            ),
            (
                "Cash: your partner’s, so not counted as yours.",
                "Cash: their partner’s, so not counted as theirs.",
            ),
        ] {
            assert_eq!(they(you), theirs);
        }
    }

    #[test]
    fn a_word_that_only_begins_like_it_stays() {
        assert_eq!(they("Youth £1, young"), "Youth £1, young");
        assert_eq!(they(""), "");
    }
}
