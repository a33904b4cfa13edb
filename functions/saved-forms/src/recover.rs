//! Recovers a form by its reference and a code that is sent by e-mail.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::budget::BudgetPurpose;
use domain::access::sign_in::{IdentityProvider as _, Purpose};
use domain::values::email_address::EmailAddress;
use domain::values::reference::Reference;
use web::govuk::{Button, Hint, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, email_address, email_field, summary, wrong};
use web::who::sign_in::{RequestSource, SignInCookie, new_sign_in};
use web::{Failure, PageFrame, SiteContext, page};

use crate::{AppState, LIST, SavedFormsPorts};

pub(crate) const RECOVER: &str = "/saved-forms/recover";

#[derive(Template)]
#[template(path = "recover.html")]
struct Recover {
    frame: PageFrame,
    reference: Input,
    email: Input,
    /// The id by which a second press of the button is known.
    id: String,
    button: Button,
}

pub(crate) async fn ask<P: SavedFormsPorts>(State(state): State<AppState<P>>) -> Response {
    page(
        StatusCode::OK,
        &Recover::new(&state.site, &PostedForm::default(), &[]),
    )
}

/// Sends a code if the address has an account, whatever the reference is.
/// Nobody is told before the code whether the two belong together.
pub(crate) async fn start<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    source: RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let (reference, email) = match read(&posted) {
        Ok(read) => read,
        Err(mistakes) => {
            let view = Recover::new(&state.site, &posted, &mistakes);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let asked = [reference.plain(), email.as_str()];
    let cookie = SignInCookie::asked_for_once(&state.site, posted.one("id"), &asked);
    let purpose = match state.ports.identity().find_account(&email).await? {
        Some(_) => Purpose::Recover { reference },
        None => Purpose::Nothing {
            asked_for: BudgetPurpose::RecoverCode,
        },
    };
    let sign_in = new_sign_in(&state.site, email, purpose, LIST);
    let (site, store, mailer) = (&state.site, state.ports.store(), state.ports.mailer());
    web::who::sign_in::start(site, store, mailer, &cookie, &sign_in, source).await
}

/// Returns the reference and the address, or every mistake in them.
fn read(posted: &PostedForm) -> Result<(Reference, EmailAddress), Vec<FieldMistake>> {
    let typed = posted.one("reference");
    let reference = Reference::parse(typed).map_err(|_| {
        let words = if typed.trim().is_empty() {
            "Enter the reference"
        } else {
            "The reference is not right. Check it. It has 10 letters and numbers, like K7F-3MM-XT4D"
        };
        FieldMistake::new("reference", words)
    });
    match (reference, email_address(posted.one("email"))) {
        (Ok(reference), Ok(email)) => Ok((reference, email)),
        (reference, email) => Err([reference.err(), email.err()]
            .into_iter()
            .flatten()
            .collect()),
    }
}

impl Recover {
    fn new(site: &SiteContext, typed: &PostedForm, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site
                .page("Open a saved form with its reference")
                .back("/sign-in")
                .errors(summary(mistakes)),
            reference: Input {
                id: "reference".into(),
                name: "reference".into(),
                label: Label::of("Reference"),
                hint: Some(Hint::of(
                    "10 letters and numbers, like K7F-3MM-XT4D. You can find it in your saved forms, and in our emails about it.",
                )),
                value: typed.one("reference").to_owned().into(),
                autocomplete: "off".into(),
                autocapitalize: "characters".into(),
                spellcheck: Some(false),
                classes: "govuk-input--width-10 govuk-input--extra-letter-spacing".into(),
                error_message: wrong(mistakes, "reference"),
                ..Input::default()
            },
            email: Input {
                hint: Some(Hint::of("The address of the account the form was saved in")),
                ..email_field(typed.one("email"), mistakes)
            },
            id: site.new_id(),
            button: Button::of("Send a code"),
        }
    }
}
