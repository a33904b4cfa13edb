//! The first step: e-mail address and password.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::EmailAddress;
use domain::member::{Member, ReadMembers as _};
use domain::password::Password;
use domain::sign_in::{KeepSignIns as _, PasswordProven, ProveIdentity as _, Purpose};
use web::form::Posted;
use web::govuk::{Button, Input, Label};
use web::member::{ACCOUNT_PAGE, APP_PAGE, CODE_PAGE, Colleague, PHONE_PAGE, is_for_staff};
use web::mistake::{Mistake, email_address, email_field, summary, wrong};
use web::sign_in::{SignInCookie, new_sign_in, next_of, safe_next, send_phone_code};
use web::{Failure, PageFrame, Portal, page, see_other};

use crate::{AppState, ProfessionalSignInPorts};

/// The message for a wrong password, and also for an address that was not
/// invited, so that it does not tell which addresses were.
const WRONG: &str = "The email address or password is not right. Check both and try again";
const TOO_MANY: &str =
    "You have tried too many times. Wait 15 minutes, or choose a new password now";

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignIn {
    frame: PageFrame,
    email: Input,
    password: Input,
    next: String,
    /// Whether the person came from a page that needs signing in, or their
    /// session has ended.
    sent_here: bool,
    button: Button,
}

pub(crate) async fn ask<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    RawQuery(query): RawQuery,
    colleague: Colleague,
) -> Result<Response, Failure> {
    let next = next_of(query.as_deref());
    if colleague
        .member(state.ports.store(), &state.portal)
        .await
        .is_ok()
    {
        return Ok(see_other(landing(&next)));
    }
    let view = SignIn {
        sent_here: query.is_some(),
        ..SignIn::new(&state.portal, "", next, &[])
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn prove<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (typed, next) = (posted.one("email").trim(), safe_next(posted.one("next")));
    let refuse = |mistakes: &[Mistake]| {
        let view = SignIn::new(&state.portal, typed, next.to_owned(), mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let (email, password) = match read(typed, posted.one("password")) {
        Ok(read) => read,
        Err(mistakes) => return refuse(&mistakes),
    };
    match state
        .ports
        .identity()
        .prove_password(&email, password)
        .await?
    {
        PasswordProven::Right { continuation } => match state.member(&email).await? {
            Some(member) => state.go_on(member, continuation, next).await,
            None => refuse(&[Mistake::new("email", WRONG)]),
        },
        PasswordProven::Wrong => refuse(&[Mistake::new("email", WRONG)]),
        PasswordProven::TooMany => refuse(&[Mistake::new("email", TOO_MANY)]),
    }
}

impl<P: ProfessionalSignInPorts> AppState<P> {
    /// Finds the person who was invited with this address and may sign in.
    async fn member(&self, email: &EmailAddress) -> Result<Option<Member>, Failure> {
        let Some(id) = self.ports.identity().find_account(email).await? else {
            return Ok(None);
        };
        Ok(self
            .ports
            .store()
            .read_member(&id)
            .await?
            .filter(Member::is_open))
    }

    /// Leads to the second factor: the app if they use one, a code to their
    /// telephone, or the registration of a telephone at the first sign-in.
    async fn go_on(
        &self,
        member: Member,
        continuation: String,
        next: &str,
    ) -> Result<Response, Failure> {
        let (portal, store) = (&self.portal, self.ports.store());
        let purpose = Purpose::Invited {
            continuation,
            member: member.id,
        };
        let sign_in = new_sign_in(portal, member.email, purpose, landing(next));
        let cookie = SignInCookie::new(portal);
        store.start_sign_in(cookie.key(), &sign_in).await?;
        let place = match (&member.phone, &member.app) {
            (_, Some(_)) => APP_PAGE,
            (Some(phone), None) => {
                let to = (phone, phone.reached_by());
                send_phone_code(portal, store, self.ports.phones(), &cookie, &sign_in, to).await?;
                CODE_PAGE
            }
            (None, None) => PHONE_PAGE,
        };
        Ok(cookie.remembered_in(see_other(place)))
    }
}

/// Returns the address to go on to, which is never a citizen's page.
fn landing(next: &str) -> &str {
    if is_for_staff(next) {
        next
    } else {
        ACCOUNT_PAGE
    }
}

/// Returns the address and the password, or every mistake in the order of the
/// page.
fn read<'a>(email: &str, password: &'a str) -> Result<(EmailAddress, &'a str), Vec<Mistake>> {
    let password = Password::as_typed(password);
    let missing = || Mistake::new("password", "Enter your password");
    match (email_address(email), password.is_empty()) {
        (Ok(email), false) => Ok((email, password)),
        (Ok(_), true) => Err(vec![missing()]),
        (Err(mistake), false) => Err(vec![mistake]),
        (Err(mistake), true) => Err(vec![mistake, missing()]),
    }
}

impl SignIn {
    fn new(portal: &Portal, email: &str, next: String, mistakes: &[Mistake]) -> Self {
        Self {
            frame: portal
                .page("Sign in for professionals and providers")
                .back("/professionals")
                .errors(summary(mistakes)),
            email: Input {
                autocomplete: "username".into(),
                ..email_field(email, mistakes)
            },
            password: Input {
                id: "password".into(),
                name: "password".into(),
                r#type: "password".into(),
                label: Label::of("Password"),
                autocomplete: "current-password".into(),
                spellcheck: Some(false),
                error_message: wrong(mistakes, "password"),
                ..Input::default()
            },
            next,
            sent_here: false,
            button: Button::of("Continue"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_go_on_to_what_is_theirs() {
        assert_eq!(landing("/finance/people?page=2"), "/finance/people?page=2");
        assert_eq!(
            landing("/professionals/account/app"),
            "/professionals/account/app"
        );
        for next in ["/saved-forms", "/", "/professionals", "https://example.com"] {
            assert_eq!(landing(next), ACCOUNT_PAGE);
        }
    }
}
