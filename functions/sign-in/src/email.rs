//! The change to another e-mail address: the password, then a code to the
//! present address, then one to the new address. `verify-email-code` takes the
//! codes.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::Account;
use domain::access::sign_in::SensitiveAction;
use domain::values::email_address::EmailAddress;
use web::govuk::{Button, Hint, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, both, email_address, email_field, summary};
use web::who::present_password::{password_field, typed_password};
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, SiteContext, page};

use crate::{AppState, SignInPorts};

const MISSING: &str = "Enter your new email address";
const SAME: &str = "Enter another email address. Your account has this one already";

#[derive(Template)]
#[template(path = "email.html")]
struct NewEmail {
    frame: PageFrame,
    current: String,
    email: Input,
    password: Input,
    /// The id by which a second press of the button is known.
    id: String,
    button: Button,
}

pub(crate) async fn ask<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let account = state.account_of(&citizen).await?;
    let view = NewEmail::new(citizen.site(), &account, "", &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Sends a code to the present address. `verify-email-code` then sends one to the
/// new address.
pub(crate) async fn send<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let account = state.account_of(&citizen).await?;
    let typed = posted.one("email").trim();
    let refuse = |mistakes: &[FieldMistake]| {
        let view = NewEmail::new(citizen.site(), &account, typed, mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let (to, password) = match read(&account, typed, posted.one("password")) {
        Ok(read) => read,
        Err(mistakes) => return refuse(&mistakes),
    };
    let action = SensitiveAction::ChangeEmail { to };
    match state
        .reauthenticate(&citizen, action, (posted.one("id"), password))
        .await?
    {
        Ok(sent) => Ok(sent),
        Err(mistake) => refuse(&[mistake]),
    }
}

/// Returns the new address and the password, or every mistake in the order of
/// the page.
fn read<'a>(
    account: &Account,
    email: &str,
    password: &'a str,
) -> Result<(EmailAddress, &'a str), Vec<FieldMistake>> {
    let address = match email_address(email) {
        Ok(address) if address == account.email => Err(FieldMistake::new("email", SAME)),
        Err(_) if email.is_empty() => Err(FieldMistake::new("email", MISSING)),
        read => read,
    };
    both(address, typed_password(password))
}

impl NewEmail {
    fn new(site: &SiteContext, account: &Account, typed: &str, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site
                .page("Change your email address")
                .back("/account")
                .errors(summary(mistakes)),
            current: account.email.as_str().to_owned(),
            email: Input {
                label: Label::of("New email address"),
                hint: Some(Hint::of(
                    "We will send a code to your present address, and then one to this address. You need to be able to read the emails of both now.",
                )),
                ..email_field(typed, mistakes)
            },
            password: password_field("Your password", mistakes),
            id: site.new_id(),
            button: Button::of("Continue"),
        }
    }
}
