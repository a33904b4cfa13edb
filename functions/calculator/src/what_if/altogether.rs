//! "What if" for savings and for property, by one amount. The list of holdings
//! stays as it is: a trial asks what they would be altogether.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use charging::what_if::Holdings;
use domain::eligibility::Voice;
use domain::values::money::{Money, in_words};
use journey::estimate_costs::Estimate;
use web::PageFrame;
use web::answers::{AnswerStore, TargetForm};
use web::govuk::{Affix, Button, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};

use super::{Change, LIST, TRYING, frame, show_difference};
use crate::AppState;

const AMOUNT: &str = "amount";

/// The amount that a page asks for.
pub(super) struct AmountAsked<'a> {
    /// The page of the form with the list of the holdings.
    pub(super) page: &'a str,
    /// The holdings.
    pub(super) holdings: Holdings,
    /// How the page speaks of the person.
    pub(super) voice: Voice,
    /// The form that the page is for.
    pub(super) meant_for: TargetForm,
}

#[derive(Template)]
#[template(path = "what-if-altogether.html")]
struct Altogether {
    frame: PageFrame,
    heading: &'static str,
    action: String,
    meant_for: TargetForm,
    now: String,
    input: Input,
    button: Button,
}

/// Returns the holdings whose list is on this page of the form.
pub(super) fn holdings_of(page: &str) -> Option<Holdings> {
    match page {
        "savings" => Some(Holdings::Savings),
        "property" => Some(Holdings::Property),
        _ => None,
    }
}

const fn heading(holdings: Holdings, voice: Voice) -> &'static str {
    match (holdings, voice) {
        (Holdings::Savings, Voice::You) => "What if your savings were different?",
        (Holdings::Savings, Voice::They) => "What if their savings were different?",
        (Holdings::Property, Voice::You) => "What if your other property were different?",
        (Holdings::Property, Voice::They) => "What if their other property were different?",
    }
}

/// Asks what the holdings would be altogether.
pub(super) fn ask<S: AnswerStore>(
    state: &AppState<S>,
    estimate: &Estimate,
    asked: AmountAsked<'_>,
    typed: &str,
    mistakes: &[FieldMistake],
) -> Response {
    let AmountAsked {
        page: id,
        holdings,
        voice,
        meant_for,
    } = asked;
    let heading = heading(holdings, voice);
    let view = Altogether {
        frame: frame(state, format!("{TRYING}: {heading}"))
            .back(LIST)
            .errors(summary(mistakes)),
        heading,
        action: format!("{LIST}/{id}"),
        meant_for,
        now: in_words(holdings.altogether(&estimate.circumstances)),
        input: Input {
            id: AMOUNT.into(),
            name: AMOUNT.into(),
            inputmode: "decimal".into(),
            value: typed.to_owned().into(),
            label: Label::of(match holdings {
                Holdings::Savings => "Savings and investments altogether",
                Holdings::Property => "Value of the property after any mortgage",
            }),
            prefix: Affix {
                text: "£".into(),
                ..Affix::default()
            },
            classes: "govuk-input--width-10".into(),
            error_message: wrong(mistakes, AMOUNT),
            ..Input::default()
        },
        button: Button {
            text: "See the difference".into(),
            ..Button::default()
        },
    };
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    web::page(status, &view)
}

/// Shows the difference that another amount makes.
pub(super) fn compare<S: AnswerStore>(
    state: &AppState<S>,
    before: &Estimate,
    asked: AmountAsked<'_>,
    posted: &PostedForm,
) -> Response {
    let typed = posted.one(AMOUNT);
    let Some(amount) = pounds(typed) else {
        let mistake = FieldMistake::new(AMOUNT, "Enter an amount in pounds, like 20000");
        return ask(state, before, asked, typed, &[mistake]);
    };
    let AmountAsked {
        page,
        holdings,
        voice,
        ..
    } = asked;
    let circumstances = holdings.set(&before.circumstances, amount);
    let assessed = charging::assess(before.assessment.date, &circumstances, &state.policy);
    let Ok(after) = assessed else {
        let words = "Enter a smaller amount, or change what you entered";
        let mistake = FieldMistake::new(AMOUNT, words);
        return ask(state, before, asked, typed, &[mistake]);
    };
    let label = match holdings {
        Holdings::Savings => "Savings and investments",
        Holdings::Property => "Other property",
    };
    show_difference(
        state,
        (&before.assessment, &after),
        voice,
        Change {
            page,
            answers: vec![[
                label.to_owned(),
                in_words(holdings.altogether(&before.circumstances)),
                in_words(amount.pounds()),
            ]],
            keep: None,
        },
    )
}

fn pounds(typed: &str) -> Option<Money> {
    let digits: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '£' | ','))
        .collect();
    Money::new(digits.parse().ok()?).ok()
}
