//! Shows on the start page of a form that there are earlier answers, or that
//! they were just cleared.

use askama::Template;
use domain::forms::draft::Answers;
use journey::journey::Journey;

use super::address::FormAddress;
use crate::govuk::{InsetText, NotificationBanner};
use crate::html::Html;

/// The query that [`super::review::clear`] adds to the address of the start
/// page.
const CLEARED: &str = "cleared=1";

/// The parts of a start page that tell somebody about their earlier answers.
#[derive(Clone, Debug)]
pub struct EarlierAnswers {
    /// The banner above the heading, shown once to somebody who has just
    /// cleared their answers.
    pub cleared: Option<NotificationBanner>,
    /// The text before the button, shown to somebody who has answers: go on, or
    /// clear them.
    pub carry_on: Option<InsetText>,
}

#[derive(Template)]
#[template(path = "journey/carry-on.html")]
struct CarryOn {
    clear: String,
    on: String,
}

impl EarlierAnswers {
    /// Decides what to show from the answers so far and the query of the
    /// address.
    #[must_use]
    pub fn of(address: &FormAddress, answers: &Answers, query: Option<&str>) -> Self {
        let just_cleared = query.is_some_and(|query| query.split('&').any(|part| part == CLEARED));
        if answers.is_empty() {
            return Self {
                cleared: just_cleared.then(deleted),
                carry_on: None,
            };
        }
        let journey = Journey::new(address.spec().form, answers);
        let on = if journey.is_complete() {
            address.result()
        } else {
            address.page(journey.resume().path())
        };
        let clear = address.page("clear");
        Self {
            cleared: None,
            carry_on: Some(InsetText {
                html: Html::rendered(&CarryOn { clear, on }),
                ..InsetText::default()
            }),
        }
    }
}

/// Builds the address to which somebody who has cleared their answers is led.
pub(super) fn after_clearing(address: &FormAddress) -> String {
    format!("{}?{CLEARED}", address.home())
}

fn deleted() -> NotificationBanner {
    NotificationBanner {
        r#type: "success".into(),
        text: "Your answers have been deleted".into(),
        ..NotificationBanner::default()
    }
}
