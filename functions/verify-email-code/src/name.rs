//! Asks for the name at a first sign-in in a browser that does not know it,
//! because the person stopped before the code when they made their account.
//! Where the name is known, it goes on with a sign-in whose code was right but
//! after which something failed.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::AccountReader as _;
use domain::access::sign_in::{Purpose, SignIn, SignInStore as _};
use domain::values::account_id::AccountId;
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::who::CitizenRequest;
use web::who::names::{NameOwner, TypedNames};
use web::who::new_password::first_sign_in;
use web::who::sign_in::{NAME_PAGE, PendingSignIn, SignInCookie};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::{AppState, EmailCodePorts};

#[derive(Template)]
#[template(path = "name.html")]
struct Name {
    frame: PageFrame,
    fields: [Input; 2],
    button: Button,
}

/// The page which says that the code was right, for somebody whose name is
/// known and who is not signed in yet.
#[derive(Template)]
#[template(path = "go-on.html")]
struct GoOn {
    frame: PageFrame,
    button: Button,
}

pub(crate) async fn ask<P: EmailCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    let site = &state.site;
    Ok(match state.nameless(on_the_way).await? {
        Some((_, sign_in, id)) if state.knows_name(&sign_in, &id).await? => {
            page(StatusCode::OK, &GoOn::new(site))
        }
        Some(_) => page(
            StatusCode::OK,
            &Name::new(site, &TypedNames::default(), &[]),
        ),
        None => see_other("/sign-in"),
    })
}

pub(crate) async fn keep<P: EmailCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
    visitor: CitizenRequest,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let Some((cookie, sign_in, id)) = state.nameless(on_the_way.clone()).await? else {
        let before = on_the_way.answered_before(state.ports.store(), &state.site);
        return Ok(before.await?.unwrap_or_else(|| see_other("/sign-in")));
    };
    if state.knows_name(&sign_in, &id).await? {
        return state.sign_in(&cookie, &sign_in, id, &visitor).await;
    }
    let typed = TypedNames::of(&posted);
    let names = match typed.read(NameOwner::Own) {
        Ok(names) => names,
        Err(mistakes) => {
            let view = Name::new(&state.site, &typed, &mistakes);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let named = SignIn {
        names: Some(names),
        ..sign_in
    };
    state.sign_in(&cookie, &named, id, &visitor).await
}

impl<P: EmailCodePorts> AppState<P> {
    /// Leads to the page that asks for the name, or goes on if that is known.
    /// The sign-in is proven and opens that page alone, for as long as a new
    /// sign-in lasts.
    pub(crate) async fn ask_for_name(
        &self,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        account: AccountId,
    ) -> Result<Response, Failure> {
        let nameless = first_sign_in(&self.site, sign_in, account);
        self.ports
            .store()
            .start_sign_in(cookie.key(), &nameless)
            .await?;
        Ok(cookie.remembered_in(see_other(NAME_PAGE)))
    }

    /// Whether the name is known: it was typed with the new account, or the
    /// account was made before, and something failed after the code was right.
    async fn knows_name(&self, sign_in: &SignIn, id: &AccountId) -> Result<bool, Failure> {
        if sign_in.names.is_some() {
            return Ok(true);
        }
        Ok(self.ports.store().read_account(id).await?.is_some())
    }

    /// Finds the sign-in whose code was right, and its account.
    async fn nameless(
        &self,
        on_the_way: PendingSignIn,
    ) -> Result<Option<(SignInCookie, SignIn, AccountId)>, Failure> {
        let found = on_the_way.find(self.ports.store(), &self.site).await?;
        Ok(found.and_then(|(cookie, sign_in)| {
            let Purpose::FirstSignIn { account } = &sign_in.purpose else {
                return None;
            };
            let account = account.clone();
            Some((cookie, sign_in, account))
        }))
    }
}

impl GoOn {
    fn new(site: &SiteContext) -> Self {
        Self {
            frame: site.page("Continue to your account"),
            button: Button::of("Continue"),
        }
    }
}

impl Name {
    fn new(site: &SiteContext, typed: &TypedNames, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site.page("What is your name?").errors(summary(mistakes)),
            fields: typed.fields(NameOwner::Own, mistakes),
            button: Button::of("Continue"),
        }
    }
}
