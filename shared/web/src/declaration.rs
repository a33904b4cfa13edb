//! The declaration before an answered form is sent: the box that confirms it, why
//! it is shown again, and where somebody is led who cannot see it yet.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::fault::StoreFault;

use crate::govuk::{CheckboxItem, Checkboxes, ErrorMessage, Fieldset, Legend};
use crate::http::failure::Failure;
use crate::page::see_other;

/// The field that confirms a declaration.
pub const CONFIRM: &str = "confirm";

/// The value of the field that confirms a declaration.
pub const CONFIRMED: &str = "yes";

/// The reason why a page on the way to sending is not shown.
#[derive(Debug)]
pub enum Turned {
    /// The page cannot be shown.
    Away(Failure),
    /// Another page has to come first, or has come already.
    To(String),
}

impl From<Failure> for Turned {
    fn from(failure: Failure) -> Self {
        Self::Away(failure)
    }
}

impl From<StoreFault> for Turned {
    fn from(fault: StoreFault) -> Self {
        Self::Away(fault.into())
    }
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        match self {
            Self::Away(failure) => failure.into_response(),
            Self::To(address) => see_other(&address),
        }
    }
}

/// The reason why a declaration is shown again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ShownAgain {
    /// Its box was not ticked.
    NotConfirmed,
    /// What would be sent has changed since the sender saw it.
    Changed,
}

impl ShownAgain {
    /// Returns the error at the box of a declaration, if it was not ticked.
    #[must_use]
    pub fn mistake(again: Option<Self>) -> Option<&'static str> {
        (again == Some(Self::NotConfirmed)).then_some("Select that what you are sending is true")
    }

    /// Returns the status of the page that shows a declaration.
    #[must_use]
    pub const fn status(again: Option<Self>) -> StatusCode {
        match again {
            None => StatusCode::OK,
            Some(Self::NotConfirmed) => StatusCode::UNPROCESSABLE_ENTITY,
            Some(Self::Changed) => StatusCode::CONFLICT,
        }
    }
}

/// Returns the box that confirms a declaration.
#[must_use]
pub fn confirm(error: Option<&'static str>) -> Checkboxes {
    Checkboxes {
        name: CONFIRM.into(),
        fieldset: Some(Fieldset {
            legend: Legend::of("Do you confirm this?"),
            ..Fieldset::default()
        }),
        error_message: error.map(ErrorMessage::of),
        items: vec![CheckboxItem {
            text: "Yes, I confirm all of this".into(),
            value: CONFIRMED.into(),
            ..CheckboxItem::default()
        }],
        ..Checkboxes::default()
    }
}
