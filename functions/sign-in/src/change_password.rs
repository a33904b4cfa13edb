//! The change of the password of somebody who is signed in: the present one, a
//! code to their e-mail address, then the new one (ASVS 5.0, 6.2.3 and 7.5.1).

use app::email::send_about_done;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::budget::{Budget, BudgetStore as _};
use domain::access::password::Password;
use domain::access::session::SessionStore as _;
use domain::access::sign_in::{
    BegunBySignIn, IdentityProvider as _, SensitiveAction, SensitiveActionKind, SignIn,
    SignInStore as _,
};
use domain::correspondence::email::Email;
use domain::values::email_address::EmailAddress;
use futures_util::future::{join, join3};
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::who::new_password::new_password_field;
use web::who::present_password::password_field;
use web::who::reauthentication::{NewReauthentication, find_proof};
use web::who::sign_in::{PASSWORD_PAGE, PendingSignIn, SignInCookie};
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, page};

use crate::account::PASSWORD_CHANGED;
use crate::{AppState, SignInPorts};

/// The page that asks for the present password, or for the new one.
#[derive(Template)]
#[template(path = "change-password.html")]
struct Change {
    frame: PageFrame,
    /// The address that a password manager keeps the new password with; `None`
    /// while the present password is asked for.
    username: Option<String>,
    password: Input,
    /// The id by which a second press of the button is known.
    id: String,
    button: Button,
}

pub(crate) async fn ask<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    let view = match state.proof(&citizen, on_the_way).await? {
        Some((_, proven)) => Change::choosing(&citizen, &proven.email, &[]),
        None => Change::proving(&citizen, &[]),
    };
    Ok(page(StatusCode::OK, &view))
}

/// Takes the present password, or the new one from somebody who has given the
/// code.
pub(crate) async fn change<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    on_the_way: PendingSignIn,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let new = posted.one("new-password");
    if let Some(proof) = state.proof(&citizen, on_the_way.clone()).await? {
        return state.choose(&citizen, &proof, new).await;
    }
    if !new.is_empty() {
        let before = on_the_way.answered_before(state.ports.store(), &state.site);
        if let Some(answer) = before.await? {
            return Ok(answer);
        }
    }
    state.prove(&citizen, &posted).await
}

impl<P: SignInPorts> AppState<P> {
    /// Proves the password and sends a code to the present address, or returns
    /// the mistake of the page.
    pub(crate) async fn reauthenticate(
        &self,
        citizen: &Citizen<WholeAccount>,
        action: SensitiveAction,
        (form, password): (&str, &str),
    ) -> Result<Result<Response, FieldMistake>, Failure> {
        let proving = NewReauthentication {
            signed_in: citizen.signed_in(),
            action,
            next: PASSWORD_PAGE,
            form,
        };
        let (store, identity) = (self.ports.store(), self.ports.identity());
        let mailer = self.ports.mailer();
        proving
            .begin(&self.site, store, identity, mailer, password)
            .await
    }

    /// Proves the present password.
    async fn prove(
        &self,
        citizen: &Citizen<WholeAccount>,
        posted: &PostedForm,
    ) -> Result<Response, Failure> {
        let action = SensitiveAction::ChangePassword;
        let typed = (posted.one("id"), posted.one("password"));
        Ok(match self.reauthenticate(citizen, action, typed).await? {
            Ok(sent) => sent,
            Err(mistake) => {
                let view = Change::proving(citizen, &[mistake]);
                page(StatusCode::UNPROCESSABLE_ENTITY, &view)
            }
        })
    }

    /// Sets the new password if it is hard to guess.
    async fn choose(
        &self,
        citizen: &Citizen<WholeAccount>,
        (cookie, proven): &(SignInCookie, SignIn),
        typed: &str,
    ) -> Result<Response, Failure> {
        let account = self.account_of(citizen).await?;
        let email = &proven.email;
        let own = [email.as_str(), &account.first_name, &account.last_name];
        match Password::choose(typed, &own, citizen.site().council()) {
            Ok(new) => self.set(citizen, cookie, email, new).await,
            Err(bad) => {
                let mistake = FieldMistake::new("new-password", bad.to_string());
                let view = Change::choosing(citizen, email, &[mistake]);
                Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
            }
        }
    }

    async fn proof(
        &self,
        citizen: &Citizen<WholeAccount>,
        on_the_way: PendingSignIn,
    ) -> Result<Option<(SignInCookie, SignIn)>, Failure> {
        let (store, site) = (self.ports.store(), &self.site);
        let action = SensitiveActionKind::ChangePassword;
        find_proof(on_the_way, store, site, citizen.signed_in(), action).await
    }

    /// Sets the new password, signs every other device out and tells the person.
    /// Done again after a fault it ends the same.
    async fn set(
        &self,
        citizen: &Citizen<WholeAccount>,
        cookie: &SignInCookie,
        email: &EmailAddress,
        new: Password,
    ) -> Result<Response, Failure> {
        let (store, mailer, now) = (self.ports.store(), self.ports.mailer(), self.site.now());
        let identity = self.ports.identity();
        let set = identity.set_password(email, new.reveal());
        let action = SensitiveActionKind::ChangePassword;
        let (set, claimed) = join(set, store.claim_sign_in(cookie.key(), action)).await;
        set?;
        let claimed = claimed?;
        if !claimed && let Some(answer) = cookie.answer_of_claim(store, &self.site).await? {
            return Ok(answer);
        }
        let (account, here) = (citizen.account(), citizen.signed_in().key());
        let budget = Budget::of_sign_in_codes(email);
        let after = join3(
            store.end_other_sessions(account, here),
            // Whoever has used up the codes knows a password that is none any
            // more.
            store.refill(&budget),
            send_about_done(store, mailer, email, &Email::PasswordChanged, now),
        );
        let (ended, refilled, _) = after.await;
        ended?;
        refilled?;
        let end = SignInCookie::end(&self.site, BegunBySignIn::Nothing, PASSWORD_CHANGED);
        // The browser forgets the proof, which ends by itself in minutes.
        if let Err(fault) = store.finish_sign_in(cookie.key(), &end, now).await {
            Failure::from(fault).note();
        }
        Ok(cookie.answer_to(&end))
    }
}

impl Change {
    fn proving(citizen: &Citizen<WholeAccount>, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: Self::frame(citizen, mistakes),
            username: None,
            password: password_field("Your password", mistakes),
            id: citizen.site().new_id(),
            button: Button::of("Continue"),
        }
    }

    fn choosing(
        citizen: &Citizen<WholeAccount>,
        email: &EmailAddress,
        mistakes: &[FieldMistake],
    ) -> Self {
        Self {
            frame: Self::frame(citizen, mistakes),
            username: Some(email.as_str().to_owned()),
            password: new_password_field("new-password", mistakes),
            id: String::new(),
            button: Button::of("Change my password"),
        }
    }

    fn frame(citizen: &Citizen<WholeAccount>, mistakes: &[FieldMistake]) -> PageFrame {
        let frame = citizen.page("Change your password");
        frame.back("/account").errors(summary(mistakes))
    }
}
