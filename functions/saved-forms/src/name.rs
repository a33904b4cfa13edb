//! Changes the name of a saved form.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::saved_form::{LONGEST_NAME, SavedForm, SavedFormStore as _};
use domain::values::saved_id::SavedId;
use web::govuk::{Button, Hint, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, PathId, SiteContext, page, see_other};

use crate::{AppState, LIST, SavedFormsPorts};

#[derive(Template)]
#[template(path = "name.html")]
struct Name {
    frame: PageFrame,
    id: String,
    name: Input,
    button: Button,
}

pub(crate) async fn ask<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(id): PathId<SavedId>,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let form = state.draft(signed_in, &id).await?;
    let view = Name::new(citizen.site(), &form, &form.name, &[]);
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn set<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(id): PathId<SavedId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let form = state.draft(signed_in, &id).await?;
    match read(posted.one("name")) {
        Ok(name) => {
            let store = state.ports.store();
            store
                .name_saved_form(signed_in.account(), &form.id, &name)
                .await?;
            Ok(see_other(LIST))
        }
        Err(mistake) => {
            let view = Name::new(citizen.site(), &form, posted.one("name"), &[mistake]);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

/// Reads a name as one line, or returns what is wrong with it.
fn read(typed: &str) -> Result<String, FieldMistake> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = match name.chars().count() {
        0 => "Enter a name for this form".to_owned(),
        1..=LONGEST_NAME => return Ok(name),
        _ => format!("The name must be {LONGEST_NAME} characters or less"),
    };
    Err(FieldMistake::new("name", words))
}

impl Name {
    fn new(site: &SiteContext, form: &SavedForm, value: &str, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site
                .page("Name your form")
                .back(LIST)
                .errors(summary(mistakes)),
            id: form.id.0.clone(),
            name: Input {
                id: "name".into(),
                name: "name".into(),
                label: Label::of("Name"),
                hint: Some(Hint::of(
                    "Something that tells it from others, like ‘Mum, with the care home’. Only you see it.",
                )),
                value: value.to_owned().into(),
                autocomplete: "off".into(),
                error_message: wrong(mistakes, "name"),
                ..Input::default()
            },
            button: Button::of("Save name"),
        }
    }
}
