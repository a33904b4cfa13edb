//! The change of the password of somebody who is signed in: the present one and
//! a code of their second factor, then the new one (ASVS 5.0, 6.2.3 and 7.5.1).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::password::Password;
use domain::access::sign_in::{IdentityProvider as _, Purpose};
use domain::access::staff_user::StaffUserStore as _;
use domain::correspondence::email::Email;
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::staff_pages::ACCOUNT_PAGE;
use web::who::new_password::new_password_field;
use web::who::sign_in::{PendingSignIn, SignInCookie};
use web::who::{AnyRole, Staff};
use web::{Failure, PageFrame, page, see_other};

use crate::proof::{Change, Prove};
use crate::{AppState, CHANGE_PASSWORD, PhoneCodePorts};

#[derive(Template)]
#[template(path = "password.html")]
struct Choose {
    frame: PageFrame,
    /// The address that a password manager keeps the new password with.
    username: String,
    password: Input,
    button: Button,
}

/// Asks somebody for the new password who has proven who they are, and anybody
/// else for the proof.
pub(crate) async fn ask<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    Ok(match state.may_change(&staff, on_the_way).await? {
        Some(_) => page(StatusCode::OK, &Choose::new(&staff, &[])),
        None => page(StatusCode::OK, &Prove::new(&staff, Change::Password, &[])),
    })
}

/// Takes the present password, and a code of the app in use. Somebody without an
/// app is sent a code to their telephone.
pub(crate) async fn prove<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let staff_user = staff.staff_user().clone();
    let purpose = Purpose::ChangeStaffPassword {
        staff_user: staff_user.id.clone(),
        session: staff.signed_in().key().clone(),
    };
    let waiting = state.change_of(staff_user, purpose, &posted);
    match state.proof_of(&waiting, &posted).await? {
        Ok(proof) => {
            state
                .after_password(&waiting, &proof, CHANGE_PASSWORD)
                .await
        }
        Err(mistakes) => {
            let view = Prove::new(&staff, Change::Password, &mistakes);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

/// Sets the new password of somebody who has proven who they are.
pub(crate) async fn set<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    on_the_way: PendingSignIn,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let Some(cookie) = state.may_change(&staff, on_the_way.clone()).await? else {
        let before = on_the_way.answered_before(state.ports.store(), &state.site);
        return Ok(before.await?.unwrap_or_else(|| see_other(CHANGE_PASSWORD)));
    };
    match choose(&staff, posted.one("new-password")) {
        Ok(new) => state.set_password(&staff, &cookie, new).await,
        Err(mistake) => {
            let view = Choose::new(&staff, &[mistake]);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

fn choose(staff: &Staff<AnyRole>, typed: &str) -> Result<Password, FieldMistake> {
    let staff_user = staff.staff_user();
    let own = [
        staff_user.email.as_str(),
        &staff_user.first_name,
        &staff_user.last_name,
    ];
    Password::choose(typed, &own, staff.site().council())
        .map_err(|bad| FieldMistake::new("new-password", bad.to_string()))
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Finds the proof with which somebody may set another password now, because
    /// they have given it in this session.
    async fn may_change(
        &self,
        staff: &Staff<AnyRole>,
        on_the_way: PendingSignIn,
    ) -> Result<Option<SignInCookie>, Failure> {
        let theirs = Purpose::ChangeStaffPassword {
            staff_user: staff.staff_user().id.clone(),
            session: staff.signed_in().key().clone(),
        };
        let found = on_the_way.find(self.ports.store(), &self.site).await?;
        let proven = found.filter(|(_, sign_in)| sign_in.proven && sign_in.purpose == theirs);
        Ok(proven.map(|(cookie, _)| cookie))
    }

    /// Sets the new password, signs every other device out and tells the person.
    /// Done again after a fault it ends the same.
    async fn set_password(
        &self,
        staff: &Staff<AnyRole>,
        cookie: &SignInCookie,
        new: Password,
    ) -> Result<Response, Failure> {
        let (staff_user, store) = (staff.staff_user(), self.ports.store());
        let identity = self.ports.identity();
        identity
            .set_password(&staff_user.email, new.reveal())
            .await?;
        let here = staff.signed_in().key();
        store.end_other_staff_sessions(&staff_user.id, here).await?;
        let (end, first) = self.finish_change(cookie).await;
        if first {
            self.tell(staff_user, &Email::PasswordChanged).await;
        }
        Ok(cookie.answer_to(&end))
    }
}

impl Choose {
    fn new(staff: &Staff<AnyRole>, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: staff
                .page("Change your password")
                .back(ACCOUNT_PAGE)
                .errors(summary(mistakes)),
            username: staff.staff_user().email.as_str().to_owned(),
            password: new_password_field("new-password", mistakes),
            button: Button::of("Change my password"),
        }
    }
}
