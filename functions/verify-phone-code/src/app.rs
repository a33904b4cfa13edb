//! Authenticator apps (RFC 6238): sets an app up, removes it, and checks its
//! codes.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::staff_user::{AppSecret, StaffUserStore as _};
use domain::correspondence::email::Email;
use jiff::Timestamp;
use qrcode::{Color, QrCode};
use totp_rs::{Builder, Secret};
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::http::percent::encoded;
use web::page::mistake::{FieldMistake, summary};
use web::staff_pages::ACCOUNT_PAGE;
use web::who::{AnyRole, Staff};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::code::{code_input, read};
use crate::{AppState, PhoneCodePorts};

const ADD: &str = "/professionals/account/app";

#[derive(Template)]
#[template(path = "app.html")]
struct Add {
    frame: PageFrame,
    /// Whether another app is in use, which this one replaces.
    replaces: bool,
    /// The secret as somebody types it into an app, in groups of four.
    spaced: String,
    secret: String,
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

pub(crate) async fn ask<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
) -> Result<Response, Failure> {
    let secret = AppSecret::of_ids(&state.site.new_id(), &state.site.new_id());
    let site = staff.site();
    Ok(page(StatusCode::OK, &Add::new(site, &secret, &[])))
}

/// Sets an app up once it has shown by a code that it has the secret.
pub(crate) async fn add<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let Ok(secret) = AppSecret::parse(posted.one("secret")) else {
        return Ok(see_other(ADD));
    };
    let step = read(posted.one("code")).and_then(|code| {
        step_of(&secret, &code, state.site.now())
            .ok_or("The code is not right. Enter the code that your app shows now")
    });
    let step = match step {
        Ok(step) => step,
        Err(words) => {
            let site = staff.site();
            let view = Add::new(site, &secret, &[FieldMistake::new("code", words)]);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let store = state.ports.store();
    store.add_app(&staff.staff_user().id, &secret, step).await?;
    state.tell(staff.staff_user(), &Email::AppAdded).await;
    Ok(see_other(ACCOUNT_PAGE))
}

pub(crate) async fn remove<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
) -> Result<Response, Failure> {
    if staff.staff_user().app.is_some() {
        state
            .ports
            .store()
            .remove_app(&staff.staff_user().id)
            .await?;
        state.tell(staff.staff_user(), &Email::AppRemoved).await;
    }
    Ok(see_other(ACCOUNT_PAGE))
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
        let plain = secret.reveal().to_owned();
        let groups: Vec<&str> = plain
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
            secret: plain,
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
