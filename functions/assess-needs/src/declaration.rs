//! Shows what the answers suggest and what will be sent, and asks to confirm that
//! it is true.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::application::ReportSnapshot;
use domain::application::contact_by;
use domain::values::calendar::with_weekday;
use web::declaration::{CONFIRM, ShownAgain, Turned, confirm};
use web::govuk::{Button, Checkboxes, ErrorSummary};
use web::page::document::Folded;
use web::who::{Citizen, WholeAccount};
use web::{PageFrame, page};

use crate::{AppState, AssessNeedsPorts, Opened, START};

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
        let error = ShownAgain::mistake(again);
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
        page(ShownAgain::status(again), &view)
    }
}

impl Declaration {
    fn reasons(&self) -> Folded<'_> {
        Folded {
            sections: &self.told.document.sections,
        }
    }
}
