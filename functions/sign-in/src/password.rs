//! The first step: e-mail address and password.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::AccountReader as _;
use domain::access::sign_in::{IdentityProvider as _, PasswordProven, Purpose};
use domain::values::account_id::AccountId;
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, email_field, summary};
use web::who::CitizenRequest;
use web::who::present_password::{CREDENTIALS_WRONG, TOO_MANY, password_field, typed_credentials};
use web::who::sign_in::{
    PendingSignIn, RequestSource, SignInCookie, new_sign_in, next_of, safe_next, start,
};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::{AppState, SignInPorts};

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignIn {
    frame: PageFrame,
    email: Input,
    password: Input,
    next: String,
    /// The id by which a second press of the button is known.
    id: String,
    /// The address at which an account is made.
    create: String,
    /// Whether the person wanted to make an account with an address that has
    /// one, and has proved that the address is theirs.
    has_account: bool,
    /// Whether the person's session has ended, or they came from a page that
    /// needs one.
    sent_here: bool,
    /// Whether this browser was signed in before.
    was_signed_in: bool,
    button: Button,
}

pub(crate) async fn ask<P: SignInPorts>(
    State(state): State<AppState<P>>,
    RawQuery(query): RawQuery,
    visitor: CitizenRequest,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    let next = next_of(query.as_deref());
    if visitor
        .signed_in(state.ports.store(), &state.site)
        .await
        .is_ok()
    {
        return Ok(see_other(&next));
    }
    let found = on_the_way.find(state.ports.store(), &state.site).await?;
    let view = match found {
        Some((_, found)) if found.proven && found.purpose == Purpose::HasAccount => SignIn {
            has_account: true,
            ..SignIn::new(&state.site, found.email.as_str(), found.next, &[])
        },
        _ => SignIn {
            sent_here: query.is_some(),
            was_signed_in: visitor.session().is_some(),
            ..SignIn::new(&state.site, "", next, &[])
        },
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn prove<P: SignInPorts>(
    State(state): State<AppState<P>>,
    source: RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let (typed, next) = (posted.one("email").trim(), safe_next(posted.one("next")));
    let refuse = |mistakes: &[FieldMistake]| {
        let view = SignIn::new(&state.site, typed, next.to_owned(), mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let (email, password) = match typed_credentials(typed, posted.one("password")) {
        Ok(read) => read,
        Err(mistakes) => return refuse(&mistakes),
    };
    match state
        .ports
        .identity()
        .prove_password(&email, password)
        .await?
    {
        PasswordProven::Right {
            continuation,
            account,
        } => {
            let purpose = state.purpose(&account, continuation).await?;
            let asked = [email.as_str(), password, next];
            let cookie = SignInCookie::asked_for_once(&state.site, posted.one("id"), &asked);
            let sign_in = new_sign_in(&state.site, email, purpose, next);
            let (site, store, mailer) = (&state.site, state.ports.store(), state.ports.mailer());
            start(site, store, mailer, &cookie, &sign_in, source).await
        }
        PasswordProven::Wrong => refuse(&[FieldMistake::new("email", CREDENTIALS_WRONG)]),
        PasswordProven::TooMany => refuse(&[FieldMistake::new("email", TOO_MANY)]),
    }
}

impl<P: SignInPorts> AppState<P> {
    /// Decides the purpose of the code. Whoever begins an account with somebody's
    /// address chooses its password, and has not proven anything by it before
    /// the first code.
    async fn purpose(&self, id: &AccountId, continuation: String) -> Result<Purpose, Failure> {
        Ok(match self.ports.store().read_account(id).await? {
            Some(_) => Purpose::SignIn { continuation },
            None => Purpose::NewAccount {
                continuation: Some(continuation),
            },
        })
    }
}

impl SignIn {
    fn new(site: &SiteContext, email: &str, next: String, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site.page("Sign in").back("/").errors(summary(mistakes)),
            email: Input {
                autocomplete: "username".into(),
                ..email_field(email, mistakes)
            },
            password: password_field("Password", mistakes),
            create: web::who::sign_in::with_next("/account/create", &next),
            next,
            id: site.new_id(),
            has_account: false,
            sent_here: false,
            was_signed_in: false,
            button: Button::of("Continue"),
        }
    }
}
