//! Forms as sheets of paper.

use std::collections::BTreeSet;

use crate::form::{Form, GrammaticalPerson, Question};
use crate::forms;
use crate::paper::{PaperForm, PaperPiece};

const VOICES: [GrammaticalPerson; 2] = [GrammaticalPerson::You, GrammaticalPerson::They];

fn every_form() -> Vec<&'static Form> {
    forms::for_citizens()
        .chain(forms::for_practitioners())
        .map(|(form, _)| form)
        .collect()
}

/// Returns what follows the question with these words, up to the next one.
fn below<'p>(paper: &'p PaperForm, words: &str) -> &'p [PaperPiece] {
    let asks = |piece: &PaperPiece| matches!(piece, PaperPiece::Question { .. });
    let begins = paper.pieces.iter().position(
        |piece| matches!(piece, PaperPiece::Question { words: said, .. } if said == words),
    );
    let pieces = &paper.pieces[begins.unwrap() + 1..];
    let ends = pieces.iter().position(asks).unwrap_or(pieces.len());
    &pieces[..ends]
}

/// Counts the questions that are answered beside the box of a choice.
fn amounts_beside_boxes(paper: &PaperForm) -> usize {
    let choices = paper.pieces.iter().flat_map(|piece| match piece {
        PaperPiece::Choices { choices, .. } => choices.as_slice(),
        _ => &[],
    });
    choices.filter(|choice| !choice.amount.is_empty()).count()
}

fn only_if(paper: &PaperForm, number: u32) -> Option<&str> {
    paper.pieces.iter().find_map(|piece| match piece {
        PaperPiece::Question {
            number: Some(of),
            only_if,
            ..
        } if *of == number => only_if.as_deref(),
        _ => None,
    })
}

#[test]
fn every_question_of_every_form_is_on_its_paper_once_and_in_the_order_of_its_number() {
    for form in every_form() {
        for voice in VOICES {
            let paper = PaperForm::of(form, voice);
            let numbers: Vec<u32> = paper
                .pieces
                .iter()
                .filter_map(|piece| match piece {
                    PaperPiece::Question { number, .. } => *number,
                    _ => None,
                })
                .collect();
            let choices = form.pages.iter();
            let choices = choices.filter(|page| matches!(page.question, Question::AnyOf { .. }));
            let asked = form.pages.iter().flat_map(crate::form::Page::questions);
            let questions = asked.count() + choices.count() - amounts_beside_boxes(&paper);
            assert!(
                numbers
                    .iter()
                    .copied()
                    .eq(1..=u32::try_from(questions).unwrap()),
                "{}: {numbers:?}",
                form.id
            );
        }
    }
}

#[test]
fn every_question_has_a_place_for_its_answer() {
    for form in every_form() {
        for voice in VOICES {
            let paper = PaperForm::of(form, voice);
            for (place, piece) in paper.pieces.iter().enumerate() {
                let PaperPiece::Question { words, .. } = piece else {
                    continue;
                };
                let mut after = paper.pieces[place + 1..].iter();
                let next = after.find(|piece| {
                    !matches!(
                        piece,
                        PaperPiece::Text(_)
                            | PaperPiece::Warning(_)
                            | PaperPiece::List(_)
                            | PaperPiece::Heading(_)
                    )
                });
                assert!(
                    !matches!(next, None | Some(PaperPiece::Section(_))),
                    "{}: {words}",
                    form.id
                );
            }
        }
    }
}

#[test]
fn every_condition_of_every_form_names_questions_that_stand_before() {
    let mut seen = BTreeSet::new();
    for form in every_form() {
        let paper = PaperForm::of(form, GrammaticalPerson::You);
        let mut last = 0;
        for piece in &paper.pieces {
            let said = match piece {
                PaperPiece::Question {
                    number, only_if, ..
                } => {
                    last = number.unwrap_or(last);
                    only_if.clone().unwrap_or_default()
                }
                PaperPiece::Text(words) if words.starts_with("Only if") => words.clone(),
                _ => continue,
            };
            assert!(!said.contains("an earlier question"), "{}: {said}", form.id);
            let words = said.split(['.', ',', ' ']);
            let mut numbers = words.clone().zip(words.skip(1));
            for (_, number) in numbers.by_ref().filter(|(word, _)| *word == "question") {
                let number: u32 = number.parse().unwrap();
                assert!(number <= last.max(1), "{}: {said} at {last}", form.id);
                seen.insert(number);
            }
        }
    }
    assert!(seen.len() > 10, "{seen:?}");
}

#[test]
fn a_paper_form_speaks_of_its_reader_or_of_somebody_else() {
    let of = |voice| PaperForm::of(forms::check_support(), voice);
    let (you, they) = (of(GrammaticalPerson::You), of(GrammaticalPerson::They));
    assert!(!below(&you, "Are you 18 or over?").is_empty());
    assert!(!below(&they, "Are they 18 or over?").is_empty());
    assert_eq!(you.pieces.len(), they.pieces.len());
}

#[test]
fn a_choice_has_boxes_to_tick_and_an_amount_its_frequencies() {
    let paper = PaperForm::of(forms::check_support(), GrammaticalPerson::You);
    let [PaperPiece::Choices { one: true, choices }, ..] = below(&paper, "Are you 18 or over?")
    else {
        panic!("no boxes to tick");
    };
    let words: Vec<&str> = choices.iter().map(|choice| choice.words.as_str()).collect();
    assert_eq!(words, ["Yes", "No"]);
    let paper = PaperForm::of(forms::estimate_costs(), GrammaticalPerson::You);
    let every = paper.pieces.iter().find_map(|piece| match piece {
        PaperPiece::Amount(every) if !every.is_empty() => Some(every.as_slice()),
        _ => None,
    });
    assert!(every.unwrap().contains(&"Every 4 weeks"));
    assert!(amounts_beside_boxes(&paper) > 30);
    let pension =
        below(&paper, "Which pensions do you get?")
            .iter()
            .find_map(|piece| match piece {
                PaperPiece::Choices { choices, .. } => choices.first(),
                _ => None,
            });
    let pension = pension.unwrap();
    assert_eq!(pension.words, "State Pension");
    assert_eq!(
        pension.hint.as_deref(),
        Some("Enter the amount you receive, after any tax.")
    );
    assert_eq!(pension.amount.first(), Some(&"Every week"));
}

#[test]
fn a_condition_is_said_in_words_that_name_questions_by_their_number() {
    let paper = PaperForm::of(forms::check_support(), GrammaticalPerson::You);
    assert_eq!(only_if(&paper, 1), None);
    assert_eq!(
        only_if(&paper, 3),
        Some("Only if you ticked anything but ‘None of these’ in question 2.")
    );
    assert_eq!(
        only_if(&paper, 7),
        Some(
            "Only if you answered ‘Yes’ to question 4 and either you answered ‘Yes’ or ‘No’ or ‘Not sure’ to question 5, \
             or you answered ‘An adult who could not manage without help’ or ‘Not sure’ to question 6."
        )
    );
    let paper = PaperForm::of(forms::estimate_costs(), GrammaticalPerson::You);
    assert_eq!(
        only_if(&paper, 12),
        Some("Only if you answered ‘At home’ or ‘In a care home, for a short stay’ to question 2.")
    );
    let asked_with_age = only_if(&paper, 18).unwrap();
    assert!(
        asked_with_age.contains("you answered a number from "),
        "{asked_with_age}"
    );
}
