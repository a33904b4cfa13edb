//! The change to another e-mail address: the password, then a code to the new
//! address. `verify-email-code` takes the code.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::Account;
use domain::access::sign_in::{IdentityProvider as _, Purpose};
use domain::values::email_address::EmailAddress;
use web::govuk::{Button, Hint, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, both, email_address, email_field, summary};
use web::who::present_password::{password_field, prove_password, typed_password};
use web::who::sign_in::{RequestSource, new_sign_in};
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

/// Sends a code to the new address, or, if that has an account, an e-mail which
/// says so. The response is the same either way, so it does not tell which.
pub(crate) async fn send<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    source: RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let account = state.account_of(&citizen).await?;
    let typed = posted.one("email").trim();
    let refuse = |mistakes: &[FieldMistake]| {
        let view = NewEmail::new(citizen.site(), &account, typed, mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let (email, password) = match read(&account, typed, posted.one("password")) {
        Ok(read) => read,
        Err(mistakes) => return refuse(&mistakes),
    };
    let identity = state.ports.identity();
    if let Some(wrong) = prove_password(identity, &account.email, password).await? {
        return refuse(&[wrong]);
    }
    let purpose = match identity.find_account(&email).await? {
        Some(other) if other != account.id => Purpose::TakenEmail {
            account: Some(account.id.clone()),
        },
        _ => Purpose::NewEmail {
            account: account.id.clone(),
        },
    };
    let sign_in = new_sign_in(&state.site, email, purpose, "/account");
    web::who::sign_in::start(
        &state.site,
        state.ports.store(),
        state.ports.mailer(),
        &sign_in,
        source,
    )
    .await
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
                    "We will send a code to this address. You need to be able to read its emails now.",
                )),
                ..email_field(typed, mistakes)
            },
            password: password_field("Your password", mistakes),
            button: Button::of("Continue"),
        }
    }
}
