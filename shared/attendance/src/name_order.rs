//! The order of people on a register: by surname, then forename, then
//! reference, as somebody looks for a name.

use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale::locale;

use crate::provision::AttendingPerson;

/// The order of people on a register, in print and in a file: the Unicode
/// collation for English as it is written in the United Kingdom.
///
/// Capitals, apostrophes, hyphens and spaces do not matter until all else is
/// equal, so O'Brien stands beside Obrien whichever apostrophe somebody typed,
/// and de Souza among D. Accents decide between names that are equal without
/// them.
///
/// ```
/// use attendance::name_order::NameOrder;
///
/// let mut names = ["Obrien", "O’Brien", "Lucas", "Łukasz", "O'Brien", "Ng"];
/// let order = NameOrder::new();
/// names.sort_by(|one, other| order.compare_names(one, other));
/// assert_eq!(names, ["Lucas", "Łukasz", "Ng", "Obrien", "O’Brien", "O'Brien"]);
/// ```
#[derive(Debug)]
pub struct NameOrder {
    collator: Option<CollatorBorrowed<'static>>,
}

impl Default for NameOrder {
    fn default() -> Self {
        Self::new()
    }
}

impl NameOrder {
    /// Makes the order, from data that is part of the program.
    #[must_use]
    pub fn new() -> Self {
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Secondary);
        options.alternate_handling = Some(AlternateHandling::Shifted);
        Self {
            collator: Collator::try_new(locale!("en-GB").into(), options).ok(),
        }
    }

    /// Compares two names. Names that look alike to this order are equal.
    #[must_use]
    pub fn compare_names(&self, one: &str, other: &str) -> Ordering {
        match &self.collator {
            Some(collator) => collator.compare(one, other),
            None => one.cmp(other),
        }
    }

    /// Compares two people. No two with different references are equal, so
    /// every list of the same people is the same.
    #[must_use]
    pub fn compare(&self, one: &AttendingPerson, other: &AttendingPerson) -> Ordering {
        self.compare_names(&one.surname, &other.surname)
            .then_with(|| self.compare_names(&one.forename, &other.forename))
            .then_with(|| one.reference.cmp(&other.reference))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provision::PersonReference;

    fn person(surname: &str, forename: &str, reference: &str) -> AttendingPerson {
        AttendingPerson {
            reference: PersonReference::parse(reference).unwrap(),
            surname: surname.to_owned(),
            forename: forename.to_owned(),
            restricted: false,
        }
    }

    #[test]
    fn ds_19_section_5_1_people_are_in_the_order_in_which_somebody_looks_for_them() {
        let surnames = [
            "O'Brien",
            "O’Brien",
            "Obrien",
            "Óbriain",
            "Łukasz",
            "Lucas",
            "Müller",
            "Mueller",
            "de Souza",
            "De Silva",
            "McKay",
            "MacKay",
            "van Dijk",
            "Smith-Jones",
            "Smith",
            "Ng",
            "Zoë",
        ];
        let mut people: Vec<_> = (10..)
            .zip(surnames)
            .map(|(n, s)| person(s, "", &n.to_string()))
            .collect();
        let order = NameOrder::new();
        for _ in 0..people.len() {
            people.rotate_left(1);
            people.sort_by(|one, other| order.compare(one, other));
            let sorted: Vec<_> = people
                .iter()
                .map(|person| person.surname.as_str())
                .collect();
            assert_eq!(
                sorted,
                [
                    "De Silva",
                    "de Souza",
                    "Lucas",
                    "Łukasz",
                    "MacKay",
                    "McKay",
                    "Mueller",
                    "Müller",
                    "Ng",
                    "Óbriain",
                    "O'Brien",
                    "O’Brien",
                    "Obrien",
                    "Smith",
                    "Smith-Jones",
                    "van Dijk",
                    "Zoë",
                ]
            );
        }
    }

    #[test]
    fn ds_19_capitals_do_not_matter_and_the_forename_and_the_reference_decide_what_is_left() {
        let order = NameOrder::new();
        let mut people = [
            person("SMITH", "Noor", "0000009"),
            person("Smith", "ada", "0000010"),
            person("smith", "Noor", "0000008"),
            person("Smith", "Ada", "0000011"),
        ];
        people.sort_by(|one, other| order.compare(one, other));
        let sorted: Vec<_> = people.iter().map(|p| p.reference.as_str()).collect();
        assert_eq!(sorted, ["0000010", "0000011", "0000008", "0000009"]);
    }

    #[test]
    fn the_data_of_the_order_is_in_the_program() {
        assert!(NameOrder::new().collator.is_some());
    }
}
