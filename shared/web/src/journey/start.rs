//! What the start page of every form says about answers that are there, and
//! about those that were just cleared.

use askama::Template;
use domain::draft::Answers;
use journey::journey::Journey;

use super::address::FormAddress;
use crate::govuk::{InsetText, NotificationBanner};
use crate::html::Html;

/// What [`super::review::clear`] adds to the address that it leads to.
const CLEARED: &str = "cleared=1";

/// Says on a start page what becomes of the answers of its form.
#[derive(Clone, Debug)]
pub struct EarlierAnswers {
    /// Above the heading, once, for somebody who has just cleared them.
    pub cleared: Option<NotificationBanner>,
    /// Before the button, for somebody who has some.
    pub carry_on: Option<InsetText>,
}

#[derive(Template)]
#[template(path = "journey/carry-on.html")]
struct CarryOn {
    clear: String,
    on: String,
}

impl EarlierAnswers {
    /// Makes it from the answers so far and the query of the address.
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

/// Where somebody is led who has cleared their answers.
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
