//! Finding people on a register by what somebody remembers of a name or a
//! number.

use crate::plain_name::plain;
use crate::provision::ProvisionLine;

/// What somebody looks for on a register. Capitals, accents, apostrophes and
/// hyphens do not matter; a part of a purchase order or a reference finds it,
/// with the zeros in front or without.
///
/// ```
/// use attendance::name_search::NameSearch;
///
/// assert!(NameSearch::new("obrien").finds_text("O’Brien"));
/// assert!(NameSearch::new("LUKASZ").finds_text("Zoë Łukasz"));
/// assert!(NameSearch::new("4512").finds_text("0004512"));
/// assert!(NameSearch::new("000451").finds_text("0004512"));
/// assert!(!NameSearch::new("  ").finds_text("Ng"));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NameSearch {
    words: Vec<String>,
}

impl NameSearch {
    /// Reads what somebody typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self {
            words: typed
                .split_whitespace()
                .map(plain)
                .filter(|word| !word.is_empty())
                .collect(),
        }
    }

    /// Whether a row is among those that are looked for: each word is in the
    /// person's name, in one that the person had, or in a number.
    #[must_use]
    pub fn finds(&self, line: &ProvisionLine, other_names: &[String]) -> bool {
        let person = &line.person;
        let name = plain(&format!("{} {}", person.forename, person.surname));
        let others: Vec<String> = other_names.iter().map(|name| plain(name)).collect();
        self.all(|word| {
            name.contains(word)
                || others.iter().any(|name| name.contains(word))
                || plain(line.key.order.as_str()).contains(word)
                || plain(person.reference.as_str()).contains(word)
        })
    }

    /// Whether every word is in a text: a name or a number.
    #[must_use]
    pub fn finds_text(&self, text: &str) -> bool {
        let text = plain(text);
        self.all(|word| text.contains(word))
    }

    fn all(&self, found: impl Fn(&str) -> bool) -> bool {
        !self.words.is_empty() && self.words.iter().all(|word| found(word))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::provision::{
        AttendancePattern, AttendingPerson, LineKey, PersonReference, PlannedWeek,
    };
    use crate::supplier::{DayServiceId, SupplierId};
    use crate::terms::TermsId;

    fn line(surname: &str, forename: &str) -> ProvisionLine {
        ProvisionLine {
            key: LineKey::parse("0004512", "1").unwrap(),
            person: AttendingPerson {
                reference: PersonReference::parse("0098765").unwrap(),
                surname: surname.to_owned(),
                forename: forename.to_owned(),
                restricted: false,
            },
            supplier: SupplierId::parse("S1").unwrap(),
            service: DayServiceId::parse("D1").unwrap(),
            terms: TermsId::parse("T1").unwrap(),
            starts: date(2025, 4, 28),
            ends: None,
            pattern: AttendancePattern::weekly(PlannedWeek::default()),
        }
    }

    #[test]
    fn ds_57_accents_capitals_and_apostrophes_do_not_matter_and_part_of_a_number_finds() {
        for (surname, forename, typed) in [
            ("Łukasz", "Zoë", "zoe"),
            ("Łukasz", "Zoë", "lukasz ZOË"),
            ("O’Brien", "Aoife", "OBRIEN"),
            ("O'Brien", "Aoife", "o’brien"),
            ("Óbriain", "Dáire", "obriain"),
            ("Müller", "Franz", "muller"),
            ("Smith-Jones", "Mary", "smith jones"),
            ("Smith-Jones", "Mary", "smithjones"),
            ("de Souza", "Hélio", "desouza helio"),
            ("Strauß", "Bjørn", "strauss bjorn"),
            ("Nguyễn", "Thị", "nguyen thi"),
            ("Doe", "Ana", "4512"),
            ("Doe", "Ana", "0004512"),
            ("Doe", "Ana", "98765"),
            ("Doe", "Ana", "ana 9876"),
        ] {
            let found = NameSearch::new(typed).finds(&line(surname, forename), &[]);
            assert!(found, "{typed} finds {forename} {surname}");
        }
    }

    #[test]
    fn ds_57_what_is_in_no_name_and_no_number_finds_nobody() {
        for typed in ["", " ", "'", "4513", "ana roe", "-", "zoé2"] {
            assert!(
                !NameSearch::new(typed).finds(&line("Doe", "Ana"), &[]),
                "{typed}"
            );
        }
    }

    #[test]
    fn ds_18_people_are_found_by_the_name_that_they_had() {
        let line = line("Brown-Okafor", "Ana");
        let before = ["Brown".to_owned()];
        assert!(NameSearch::new("okafor").finds(&line, &before));
        assert!(NameSearch::new("brown").finds(&line, &before));
        assert!(!NameSearch::new("green").finds(&line, &before));
    }
}
