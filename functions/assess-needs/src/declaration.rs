//! Shows what the answers suggest and what will be sent, and asks to confirm that
//! it is true.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::ReportSnapshot;
use domain::application::contact_by;
use domain::values::calendar::with_weekday;
use web::govuk::{Button, CheckboxItem, Checkboxes, ErrorMessage, ErrorSummary, Fieldset, Legend};
use web::page::document::Folded;
use web::who::{Citizen, WholeAccount};
use web::{PageFrame, page};

use crate::{AppState, AssessNeedsPorts, Opened, START, Turned};

/// The field that confirms the declaration, and its value.
pub(crate) const CONFIRM: &str = "confirm";
pub(crate) const CONFIRMED: &str = "yes";

/// The reason why the declaration is shown again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ShownAgain {
    NotConfirmed,
    Changed,
}

#[derive(Template)]
#[template(path = "declaration.html")]
struct Declaration {
    frame: PageFrame,
    changed: bool,
    told: ReportSnapshot,
    /// The name of the person it is for, if that is somebody else.
    name: Option<String>,
    contact_by: String,
    /// The saved form that is sent, and its seal when this page was shown.
    form: String,
    seen: String,
    confirm: Checkboxes,
    button: Button,
}

pub(crate) async fn show<P: AssessNeedsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Turned> {
    let opened = state.open(citizen).await?;
    Ok(state.ask_to_confirm(opened, None))
}

impl<P: AssessNeedsPorts> AppState<P> {
    pub(crate) fn ask_to_confirm(&self, opened: Opened, again: Option<ShownAgain>) -> Response {
        let error = (again == Some(ShownAgain::NotConfirmed))
            .then_some("Select that what you are sending is true");
        let finished = opened.finished;
        let name = finished.about.somebody_else.as_ref();
        let view = Declaration {
            frame: opened
                .citizen
                .page("Check and send")
                .part(self.form.title.as_str())
                .back(format!("{START}/check-answers"))
                .errors(ErrorSummary::of_fields(error.map(|words| (CONFIRM, words)))),
            changed: again == Some(ShownAgain::Changed),
            name: name.map(|(first, last)| format!("{first} {last}").trim().to_owned()),
            contact_by: with_weekday(contact_by(self.site.today())),
            form: finished.saved.0.clone(),
            seen: finished.seal(),
            told: finished.told,
            confirm: confirm(error),
            button: Button::of("Confirm and send"),
        };
        let status = match again {
            None => StatusCode::OK,
            Some(ShownAgain::NotConfirmed) => StatusCode::UNPROCESSABLE_ENTITY,
            Some(ShownAgain::Changed) => StatusCode::CONFLICT,
        };
        page(status, &view)
    }
}

impl Declaration {
    fn reasons(&self) -> Folded<'_> {
        Folded {
            sections: &self.told.document.sections,
        }
    }
}

fn confirm(error: Option<&'static str>) -> Checkboxes {
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
