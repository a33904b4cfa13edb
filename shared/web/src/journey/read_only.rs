//! Shows a form that was signed off, which nobody can change any more.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::refused::in_a_sentence;
use super::{OpenPages, Way, review};
use crate::answers::{AnswerHolder, TargetForm};
use crate::govuk::{Button, SummaryList};
use crate::page::{PageFrame, page};

#[derive(Template)]
#[template(path = "journey/read-only.html")]
struct ReadOnlyPage {
    frame: PageFrame,
    /// The number of the version.
    number: u32,
    /// The person who signed the version off, and the time, as a sentence.
    by: String,
    sections: Vec<(String, SummaryList)>,
    /// The address of the latest version, if this is an earlier one.
    latest: Option<String>,
    /// The versions before this one, the last first, each with its address.
    earlier: Vec<(u32, String)>,
    /// The address to which the button "Begin a new version" posts.
    begin: String,
    meant_for: TargetForm,
    button: Button,
}

impl<H: AnswerHolder> OpenPages<H> {
    /// Draws the answers of a form that was signed off; `None` if the form can
    /// still be changed.
    pub(super) fn read_only(&self) -> Option<Response> {
        let version = self.open.version.as_ref()?;
        let signed_off = version.signed_off.as_ref()?;
        let is_latest = version.number == version.latest;
        let earlier = (1..version.number).rev().map(|number| {
            let address = self.address(&format!("versions/{number}"), Way::On);
            (number, address)
        });
        let view = ReadOnlyPage {
            frame: self
                .frame(self.form().title.as_str())
                .back(self.address.home()),
            number: version.number,
            by: in_a_sentence(signed_off, "signed it off"),
            sections: review::sections(self, None),
            latest: (!is_latest).then(|| self.address("check-answers", Way::On)),
            earlier: earlier.collect(),
            begin: self.address("new-version", Way::On),
            meant_for: self.target(),
            button: Button {
                text: "Begin a new version".into(),
                ..Button::default()
            },
        };
        Some(page(StatusCode::OK, &view))
    }
}
