//! A name of somebody's own choosing.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::notice::SendNotices;
use domain::saved::{LONGEST_NAME, SavedForm};
use domain::sign_in::ProveIdentity;
use web::form::Posted;
use web::govuk::{Button, Hint, Input, Label};
use web::mistake::{Mistake, summary, wrong};
use web::who::CitizenRequest;
use web::{Failure, PageFrame, Portal, page, see_other};

use crate::{Desk, Keep, LIST};

#[derive(Template)]
#[template(path = "name.html")]
struct Name {
    frame: PageFrame,
    id: String,
    name: Input,
    button: Button,
}

pub(crate) async fn ask<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: CitizenRequest,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (desk, signed_in) = desk.for_account(&visitor).await?;
    let form = desk.draft(&signed_in, &id).await?;
    let view = Name::new(&desk.portal, &form, &form.name, &[]);
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn set<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: CitizenRequest,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (desk, signed_in) = desk.for_account(&visitor).await?;
    let form = desk.draft(&signed_in, &id).await?;
    match read(posted.one("name")) {
        Ok(name) => {
            desk.store
                .name_saved_form(signed_in.account(), &form.id, &name)
                .await?;
            Ok(see_other(LIST))
        }
        Err(mistake) => {
            let view = Name::new(&desk.portal, &form, posted.one("name"), &[mistake]);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

/// A name on one line, or what is wrong with it.
fn read(typed: &str) -> Result<String, Mistake> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = match name.chars().count() {
        0 => "Enter a name for this form".to_owned(),
        1..=LONGEST_NAME => return Ok(name),
        _ => format!("The name must be {LONGEST_NAME} characters or less"),
    };
    Err(Mistake::new("name", words))
}

impl Name {
    fn new(portal: &Portal, form: &SavedForm, value: &str, mistakes: &[Mistake]) -> Self {
        Self {
            frame: portal
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
