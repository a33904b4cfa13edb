//! Reads the kind of application, and whom it is for, from the answers of the
//! form `request-help`.

use charging::documents::Authority;
use domain::application::ApplicationKind;
use domain::values::email_address::EmailAddress;
use serde::Deserialize as _;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use crate::journey::Journey;

/// The key of the answer that names the checks and estimates attached to a
/// request: the ids of saved forms, or `none`. The form has no page of that
/// name, because a page's choices are fixed in the form's file.
pub const ATTACHED: &str = "attached";

/// A request to the council, with whom it is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    /// The kind of application, which decides where it goes.
    pub kind: ApplicationKind,
    /// Whether somebody asks for help as a carer.
    pub carer: bool,
    /// The right by which somebody asks for somebody else. `None` if people ask
    /// for themselves.
    pub authority: Option<Authority>,
    /// Whether the request cannot wait for the day by which the council makes
    /// contact.
    pub urgent: bool,
    /// The address to which a confirmation goes for the person whom the request
    /// is for, if somebody else asks and that person wants one.
    pub copy_to: Option<EmailAddress>,
    /// The first and last name of the person whom the request is for. `None` if
    /// people ask for themselves.
    pub name: Option<String>,
    /// The postcode of the person whom the request is for, if they gave one.
    pub postcode: Option<String>,
}

/// Returns the request, or `None` while a question has no answer.
#[must_use]
pub fn request(journey: &Journey<'_>) -> Option<Request> {
    if !journey.is_complete() {
        return None;
    }
    let answers = &journey.visible_answers();
    let what = answers.text("what")?;
    let name = |part| answers.field("name", part);
    Some(Request {
        kind: match what {
            "financial-assessment" => ApplicationKind::FinancialAssessment,
            _ => ApplicationKind::RequestForHelp,
        },
        carer: what == "carer",
        authority: answers.text("authority").and_then(authority),
        urgent: answers.text("urgent") == Some("cannot_wait"),
        copy_to: answers
            .text("confirmation-email")
            .and_then(|typed| EmailAddress::parse(typed).ok()),
        name: [name("first"), name("last")]
            .into_iter()
            .flatten()
            .map(str::to_owned)
            .reduce(|first, last| format!("{first} {last}")),
        postcode: answers
            .field("address", "postcode")
            .filter(|postcode| !postcode.is_empty())
            .map(str::to_owned),
    })
}

fn authority(name: &str) -> Option<Authority> {
    Authority::deserialize(IntoDeserializer::<Error>::into_deserializer(name)).ok()
}

#[cfg(test)]
mod tests {
    use domain::forms::draft::{Answer, Answers};
    use jiff::civil::{Date, date};

    use super::*;
    use crate::form::{AnswerMistake, Choice, Question};
    use crate::forms::request_help;
    use crate::parse::{PostedFields, parse_question};
    use crate::tests::answering;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn somebody_asks_for_themselves_in_few_questions() {
        let (request, asked) = made(&[]);
        assert_eq!(request.kind, ApplicationKind::RequestForHelp);
        assert_eq!((request.authority, request.name), (None, None));
        assert!(!request.urgent && !request.carer);
        assert_eq!(
            asked,
            [
                "what",
                "who",
                "urgent",
                "difficult",
                "support",
                "born",
                "address",
                "nhs-number",
                "gp",
                "contact-how",
                "best-time",
                "phone",
                "communication"
            ]
        );
    }

    #[test]
    fn no_way_through_the_form_asks_more_than_23_questions() {
        let (_, asked) = made(&[
            ("what", "carer"),
            ("who", "somebody"),
            ("contact-first", "other"),
            ("confirmation", "yes"),
            ("communication", "interpreter"),
        ]);
        assert_eq!(asked.len(), 23, "{asked:?}");
    }

    #[test]
    fn whoever_asks_for_somebody_else_says_by_what_right() {
        let (request, asked) = made(&[("who", "somebody"), ("authority", "deputy")]);
        assert_eq!(request.authority, Some(Authority::Deputy));
        assert_eq!(request.name.as_deref(), Some("Ann Archer"));
        assert_eq!(request.copy_to, None);
        // A deputy is not asked whether the council may tell them how this goes
        // on.
        assert!(!asked.contains(&"share-with-you"));
    }

    #[test]
    fn every_right_that_can_be_chosen_is_one_that_the_council_knows() {
        let Question::OneOf { options } = request_help().question("authority").unwrap().question
        else {
            panic!("authority is not one of several");
        };
        for Choice { value, .. } in options {
            assert!(authority(value).is_some(), "{value}");
        }
        assert_eq!(options.len(), 7);
    }

    #[test]
    fn a_copy_goes_to_the_person_applied_for_only_where_they_want_one() {
        let copy_to = |given: &[(&str, &str)]| made(given).0.copy_to;
        let behalf = ("who", "somebody");
        let address = EmailAddress::parse("ann@example.org").unwrap();
        assert_eq!(copy_to(&[behalf, ("confirmation", "yes")]), Some(address));
        assert_eq!(copy_to(&[behalf, ("confirmation", "no")]), None);
        // The address was typed before the answer was changed to "no".
        let (mut answers, _) = answered(&[behalf, ("confirmation", "yes")]);
        answers.set("confirmation", Answer::Text("no".to_owned()));
        let journey = Journey::new(request_help(), &answers);
        assert_eq!(request(&journey).unwrap().copy_to, None);
    }

    #[test]
    fn a_financial_assessment_alone_asks_nothing_about_needs() {
        let (request, asked) = made(&[("what", "financial-assessment")]);
        assert_eq!(request.kind, ApplicationKind::FinancialAssessment);
        for page in ["urgent", "nhs-number", "gp", "support", "difficult"] {
            assert!(!asked.contains(&page), "{page}");
        }
        assert!(asked.contains(&"ni-number"));
    }

    #[test]
    fn there_is_no_request_while_a_question_is_open() {
        let (mut answers, _) = answered(&[]);
        answers.remove("address");
        assert_eq!(request(&Journey::new(request_help(), &answers)), None);
    }

    #[test]
    fn somebody_under_18_is_told_what_to_do_instead() {
        let (answers, _) = answered(&[]);
        let journey = Journey::new(request_help(), &answers);
        let born = request_help().question("born").unwrap();
        let mistakes = |day: &str, month: &str, year: &str, today| {
            let typed = [
                ("born-day".to_owned(), day.to_owned()),
                ("born-month".to_owned(), month.to_owned()),
                ("born-year".to_owned(), year.to_owned()),
            ];
            match parse_question(born, &PostedFields(&typed), &journey, today) {
                Ok(_) => Vec::new(),
                Err(errors) => errors.into_iter().map(|error| error.mistake).collect(),
            }
        };
        // Somebody who is 18 today, and somebody who will be 18 tomorrow.
        assert_eq!(mistakes("22", "11", "2008", TODAY), []);
        assert_eq!(
            mistakes("23", "11", "2008", TODAY),
            [AnswerMistake::TooHigh]
        );
        // The year of the 18th birthday has no 29 February.
        for (today, mistake) in [
            (date(2026, 2, 28), vec![AnswerMistake::TooHigh]),
            (date(2026, 3, 1), vec![]),
        ] {
            assert_eq!(mistakes("29", "2", "2008", today), mistake, "{today}");
        }
        assert_eq!(
            mistakes("23", "11", "2026", TODAY),
            [AnswerMistake::InTheFuture]
        );
    }

    /// Answers the form with what is given, or else with what is usual.
    fn answered(given: &[(&str, &str)]) -> (Answers, Vec<&'static str>) {
        let usual = [("relationship", "relative"), ("share-with-you", "yes")];
        answering::answered(request_help(), &[given, &usual].concat())
    }

    fn made(given: &[(&str, &str)]) -> (Request, Vec<&'static str>) {
        let (answers, asked) = answered(given);
        let journey = Journey::new(request_help(), &answers);
        (request(&journey).unwrap(), asked)
    }
}
