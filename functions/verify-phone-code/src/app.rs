//! Authenticator apps (RFC 6238): sets an app up, removes it, and checks its
//! codes.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::sign_in::Purpose;
use domain::access::staff_user::{AppSecret, StaffUserStore as _};
use domain::correspondence::email::Email;
use futures_util::future::join;
use jiff::Timestamp;
use qrcode::{Color, QrCode};
use totp_rs::{Builder, Secret};
use web::code_field::{code_input, read_code};
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::http::percent::encoded;
use web::page::mistake::{FieldMistake, summary};
use web::staff_pages::ACCOUNT_PAGE;
use web::who::sign_in::{PendingSignIn, SignInCookie};
use web::who::{AnyRole, Staff};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::proof::{Change, Prove};
use crate::{ADD, AppState, PhoneCodePorts, Waiting};

#[derive(Template)]
#[template(path = "app.html")]
struct Add {
    frame: PageFrame,
    /// Whether another app is in use, which this one replaces.
    replaces: bool,
    /// The secret as somebody types it into an app, in groups of four.
    spaced: String,
    square: Option<Square>,
    code: Input,
    button: Button,
}

/// A square code, as one path of an image.
struct Square {
    /// The width and height, with the quiet zone around.
    side: usize,
    path: String,
}

/// Shows the new app's secret to somebody who has proven who they are, and asks
/// anybody else for the proof.
pub(crate) async fn ask<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    Ok(match state.new_app(&staff, on_the_way).await? {
        Some((_, secret)) => page(StatusCode::OK, &Add::new(staff.site(), &secret, &[])),
        None => page(StatusCode::OK, &Prove::new(&staff, Change::NewApp, &[])),
    })
}

/// Takes the password, and a code of the app in use. Somebody without an app is
/// sent a code to their telephone.
pub(crate) async fn prove<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let secret = AppSecret::of_ids(&state.site.new_id(), &state.site.new_id());
    let waiting = state.change_of_app(&staff, Some(secret), &posted);
    match state.proof_of(&waiting, &posted).await? {
        Ok(proof) => state.after_password(&waiting, &proof, ADD).await,
        Err(mistakes) => {
            let view = Prove::new(&staff, Change::NewApp, &mistakes);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

/// Sets an app up once it has shown by a code that it has the secret.
pub(crate) async fn add<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    on_the_way: PendingSignIn,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let Some((cookie, secret)) = state.new_app(&staff, on_the_way.clone()).await? else {
        let before = on_the_way.answered_before(state.ports.store(), &state.site);
        // The app is set up, or the proof is too old.
        let done = staff.staff_user().app.is_some();
        let elsewhere = if done { ACCOUNT_PAGE } else { ADD };
        return Ok(before.await?.unwrap_or_else(|| see_other(elsewhere)));
    };
    let step = match shown_by(&secret, posted.one("code"), state.site.now()) {
        Ok(step) => step,
        Err(mistake) => {
            let view = Add::new(staff.site(), &secret, &[mistake]);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let store = state.ports.store();
    store.add_app(&staff.staff_user().id, &secret, step).await?;
    let (end, first) = state.finish_change(&cookie).await;
    if first {
        state.tell(staff.staff_user(), &Email::AppAdded).await;
    }
    Ok(cookie.answer_to(&end))
}

/// Asks for the proof before an app is removed.
pub(crate) async fn ask_to_remove(staff: Staff<AnyRole>) -> Response {
    match staff.staff_user().app {
        Some(_) => page(StatusCode::OK, &Prove::new(&staff, Change::NoApp, &[])),
        None => see_other(ACCOUNT_PAGE),
    }
}

pub(crate) async fn remove<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let staff_user = staff.staff_user();
    if staff_user.app.is_none() {
        return Ok(see_other(ACCOUNT_PAGE));
    }
    let waiting = state.change_of_app(&staff, None, &posted);
    if let Err(mistakes) = state.proof_of(&waiting, &posted).await? {
        let view = Prove::new(&staff, Change::NoApp, &mistakes);
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
    }
    let removed = state.ports.store().remove_app(&staff_user.id);
    let (removed, (_, first)) = join(removed, state.finish_change(&waiting.cookie)).await;
    removed?;
    if first {
        state.tell(staff_user, &Email::AppRemoved).await;
    }
    Ok(see_other(ACCOUNT_PAGE))
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Describes the change of somebody's app, which waits for the proof.
    fn change_of_app(
        &self,
        staff: &Staff<AnyRole>,
        secret: Option<AppSecret>,
        posted: &PostedForm,
    ) -> Waiting {
        let staff_user = staff.staff_user().clone();
        let purpose = Purpose::ChangeApp {
            staff_user: staff_user.id.clone(),
            session: staff.signed_in().key().clone(),
            secret,
        };
        self.change_of(staff_user, purpose, posted)
    }

    /// Finds the app that somebody may set up now, because they have proven who
    /// they are in this session.
    async fn new_app(
        &self,
        staff: &Staff<AnyRole>,
        on_the_way: PendingSignIn,
    ) -> Result<Option<(SignInCookie, AppSecret)>, Failure> {
        let (me, here) = (&staff.staff_user().id, staff.signed_in().key());
        let found = on_the_way.find(self.ports.store(), &self.site).await?;
        Ok(found.and_then(|(cookie, sign_in)| match sign_in.purpose {
            Purpose::ChangeApp {
                staff_user,
                session,
                secret: Some(secret),
            } if sign_in.proven && staff_user == *me && session == *here => Some((cookie, secret)),
            _ => None,
        }))
    }
}

/// Returns the time step of a code that an app with this secret shows, or what
/// is wrong with the code.
fn shown_by(secret: &AppSecret, typed: &str, now: Timestamp) -> Result<u64, FieldMistake> {
    read_code(typed)
        .and_then(|code| {
            step_of(secret, &code, now)
                .ok_or("The code is not right. Enter the code that your app shows now")
        })
        .map_err(|words| FieldMistake::new("code", words))
}

/// Returns the time step for which a code is right: the present one, or the one
/// before or after it, for clocks that differ by up to half a minute.
pub(crate) fn step_of(secret: &AppSecret, code: &str, now: Timestamp) -> Option<u64> {
    let secret = Secret::try_from_base32(secret.reveal()).ok()?;
    let codes = Builder::new().with_secret(secret).build().ok()?;
    codes.check(code, u64::try_from(now.as_second()).ok()?)
}

/// Returns the text that an app reads from the square code ("Key URI Format").
fn address(site: &SiteContext, secret: &AppSecret) -> String {
    let issuer = encoded(&site.council().name);
    let email = site
        .staff_user()
        .map(|staff_user| staff_user.staff_user().email.as_str());
    let email = encoded(email.unwrap_or_default());
    let secret = secret.reveal();
    format!("otpauth://totp/{issuer}:{email}?secret={secret}&issuer={issuer}")
}

impl Square {
    /// The quiet zone that a reader needs: four modules.
    const QUIET: usize = 4;

    fn of(text: &str) -> Option<Self> {
        let code = QrCode::new(text).ok()?;
        let width = code.width();
        let dark = code.to_colors().into_iter().enumerate();
        let path = dark
            .filter(|(_, colour)| *colour == Color::Dark)
            .map(|(at, _)| {
                let (x, y) = (at % width + Self::QUIET, at / width + Self::QUIET);
                format!("M{x} {y}h1v1h-1z")
            })
            .collect();
        Some(Self {
            side: width + 2 * Self::QUIET,
            path,
        })
    }
}

impl Add {
    fn new(site: &SiteContext, secret: &AppSecret, mistakes: &[FieldMistake]) -> Self {
        let groups: Vec<&str> = secret
            .reveal()
            .as_bytes()
            .chunks(4)
            .filter_map(|four| std::str::from_utf8(four).ok())
            .collect();
        let staff_user = site.staff_user();
        Self {
            frame: site
                .page("Set up an authenticator app")
                .back(ACCOUNT_PAGE)
                .errors(summary(mistakes)),
            replaces: staff_user.is_some_and(|staff_user| staff_user.staff_user().app.is_some()),
            spaced: groups.join(" "),
            square: Square::of(&address(site, secret)),
            code: code_input("The 6 numbers that your app shows now.", mistakes),
            button: Button::of("Use this app"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: SHA-1, the last six of its eight digits, for the
    /// ASCII secret `12345678901234567890`.
    #[test]
    fn the_codes_of_the_rfc_are_right_in_their_own_step_and_its_neighbours() {
        let secret = AppSecret::parse("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            let at = |second| Timestamp::from_second(second).unwrap();
            let step = u64::try_from(second / 30).unwrap();
            for near in [second, second - 30, second + 30] {
                assert_eq!(
                    step_of(&secret, code, at(near)),
                    Some(step),
                    "{second} {near}"
                );
            }
            for far in [second + 60, second + 90] {
                assert_eq!(step_of(&secret, code, at(far)), None, "{second} {far}");
            }
            assert_eq!(step_of(&secret, "000000", at(second)), None);
        }
    }

    #[test]
    fn a_square_code_has_a_quiet_zone_of_four() {
        let square = Square::of("otpauth://totp/x").unwrap();
        // Version 1 or 2: 21 or 25 modules.
        assert!([29, 33].contains(&square.side), "{}", square.side);
        assert!(square.path.starts_with("M4 4h1v1h-1z"));
    }
}
