//! The first step: e-mail address and password.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::sign_in::{
    IdentityProvider as _, PasswordProven, Purpose, SignInStart, SignInStore as _,
};
use domain::access::staff_user::{Role, StaffUser, StaffUserStore as _};
use domain::values::email_address::EmailAddress;
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, email_field, summary};
use web::session::staff::{StaffRequest, is_for_staff, rooms};
use web::staff_pages::{ACCOUNT_PAGE, APP_PAGE, CODE_PAGE, PHONE_PAGE};
use web::who::present_password::{CREDENTIALS_WRONG, TOO_MANY, password_field, typed_credentials};
use web::who::sign_in::{
    SignInCookie, is_begun_before, new_sign_in, next_of, safe_next, send_phone_code,
};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::{AppState, ProfessionalSignInPorts};

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignIn {
    frame: PageFrame,
    email: Input,
    password: Input,
    next: String,
    /// The id by which a second press of the button is known.
    id: String,
    /// Whether the person came from a page that needs signing in, or their
    /// session has ended.
    sent_here: bool,
    button: Button,
}

pub(crate) async fn ask<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    RawQuery(query): RawQuery,
    request: StaffRequest,
) -> Result<Response, Failure> {
    let next = next_of(query.as_deref());
    let signed_in = request.staff_user(state.ports.store(), state.site.now());
    match signed_in.await {
        Ok(signed_in) => {
            let role = signed_in.staff_user().role;
            return Ok(see_other(landing(&next, role)));
        }
        Err(failure) if failure.asks_to_sign_in() => {}
        Err(failure) => return Err(failure),
    }
    let view = SignIn {
        sent_here: query.is_some(),
        ..SignIn::new(&state.site, "", next, &[])
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn prove<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
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
    let identity = state.ports.identity();
    match identity.prove_password(&email, password).await? {
        PasswordProven::Right { continuation, .. } => match state.staff_user(&email).await? {
            Some(staff_user) => {
                let asked = [email.as_str(), password, next];
                let cookie = SignInCookie::asked_for_once(&state.site, posted.one("id"), &asked);
                state.go_on(cookie, staff_user, continuation, next).await
            }
            None => refuse(&[FieldMistake::new("email", CREDENTIALS_WRONG)]),
        },
        PasswordProven::Wrong => refuse(&[FieldMistake::new("email", CREDENTIALS_WRONG)]),
        PasswordProven::TooMany => refuse(&[FieldMistake::new("email", TOO_MANY)]),
    }
}

impl<P: ProfessionalSignInPorts> AppState<P> {
    /// Finds the person who was invited with this address and may sign in.
    async fn staff_user(&self, email: &EmailAddress) -> Result<Option<StaffUser>, Failure> {
        let Some(id) = self.ports.identity().find_account(email).await? else {
            return Ok(None);
        };
        Ok(self
            .ports
            .store()
            .read_staff_user(&id)
            .await?
            .filter(StaffUser::is_open))
    }

    /// Leads to the second factor: the app if they use one, a code to their
    /// telephone, or the registration of a telephone at the first sign-in.
    async fn go_on(
        &self,
        cookie: SignInCookie,
        staff_user: StaffUser,
        continuation: String,
        next: &str,
    ) -> Result<Response, Failure> {
        let (site, store) = (&self.site, self.ports.store());
        let purpose = Purpose::Invited {
            continuation,
            staff_user: staff_user.id,
        };
        let next = landing(next, staff_user.role);
        let sign_in = new_sign_in(site, staff_user.email, purpose, next);
        let started = store.start_sign_in_once(cookie.key(), &sign_in, &[], site.now());
        let first = started.await? == SignInStart::Now;
        let place = match (&staff_user.phone, &staff_user.app) {
            (_, Some(_)) => APP_PAGE,
            (Some(phone), None) => {
                if first || !is_begun_before(site, store, &cookie).await? {
                    let (to, phones) = ((phone, phone.reached_by()), self.ports.phones());
                    send_phone_code(site, store, phones, &cookie, &sign_in, to).await?;
                }
                CODE_PAGE
            }
            (None, None) => PHONE_PAGE,
        };
        Ok(cookie.remembered_in(see_other(place)))
    }
}

/// Returns the address to go on to, which is never a citizen's page: that of
/// the page that asked to sign in, or the first page of the person's work.
fn landing(next: &str, role: Role) -> &str {
    if is_for_staff(next) {
        return next;
    }
    rooms(role).first().map_or(ACCOUNT_PAGE, |room| room.home)
}

impl SignIn {
    fn new(site: &SiteContext, email: &str, next: String, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site
                .page("Sign in for professionals and providers")
                .back("/professionals")
                .errors(summary(mistakes)),
            email: Input {
                autocomplete: "username".into(),
                ..email_field(email, mistakes)
            },
            password: password_field("Password", mistakes),
            next,
            id: site.new_id(),
            sent_here: false,
            button: Button::of("Continue"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_go_on_to_what_is_theirs_and_else_to_the_first_page_of_their_work() {
        for to in ["/finance/people?page=2", "/professionals/account/app"] {
            assert_eq!(landing(to, Role::Finance), to);
        }
        for next in ["/saved-forms", "/", "/professionals", "https://example.com"] {
            assert_eq!(landing(next, Role::Finance), "/finance");
            assert_eq!(landing(next, Role::Provider), "/day-services");
            assert_eq!(landing(next, Role::Practitioner), "/practice");
        }
    }
}
