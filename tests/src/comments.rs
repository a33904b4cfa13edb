//! Reads the beginning of every comment: a newcomer who meets one alone must know
//! what is spoken of.

use crate::tree;

/// Words that point at something that was said before.
const POINTING: [&str; 8] = [
    "It ",
    "They ",
    "Them ",
    "The same",
    "Of what ",
    "Of whom ",
    "That one ",
    "Those of ",
];

#[test]
fn no_comment_begins_with_a_word_that_points_at_what_was_not_said() {
    let mut pointing = Vec::new();
    for below in ["shared", "functions", "tests", "infra"] {
        for path in tree::files(below, &[".rs"]) {
            let text = tree::text(&path);
            pointing.extend(
                beginnings(&text)
                    .filter(|(_, words)| POINTING.iter().any(|word| words.starts_with(word)))
                    .map(|(line, words)| format!("{}:{line}: {words}", path.display())),
            );
        }
    }
    assert!(pointing.is_empty(), "{}", pointing.join("\n"));
}

#[test]
fn the_beginning_of_a_comment_is_found_and_its_other_lines_are_not() {
    let text = "//! A room.\n//! It is large.\n\n    /// It is small.\n    fn f() {} // no\n";
    let found: Vec<_> = beginnings(text).collect();
    assert_eq!(found, [(1, "A room."), (4, "It is small.")]);
}

/// Lists the first line of each comment that has lines of its own, with its number.
fn beginnings(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    text.lines().zip(1..).filter_map(move |(line, number)| {
        let line = line.trim_start();
        let words = ["//! ", "/// ", "// "]
            .iter()
            .find_map(|mark| line.strip_prefix(mark));
        let begins = !inside && words.is_some();
        inside = line.starts_with("//");
        words.filter(|_| begins).map(|words| (number, words))
    })
}
