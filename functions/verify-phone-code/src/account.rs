//! Shows what an invited person signs in with.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::member::{KeepMembers as _, ReadMemberSessions as _};
use domain::notice::Notice;
use web::govuk::{Button, SummaryList, SummaryRow};
use web::who::{AnyRole, Staff};
use web::{Failure, PageFrame, page, see_other};

use crate::{AppState, PhoneCodePorts};

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    frame: PageFrame,
    details: SummaryList,
    has_app: bool,
    remove: Button,
    everywhere: Button,
}

pub(crate) async fn show(staff: Staff<AnyRole>) -> Result<Response, Failure> {
    let member = staff.member().clone();
    let phone = match &member.phone {
        Some(phone) => format!("Number ending {}", phone.ending()),
        None => "None".to_owned(),
    };
    let secondary = |text: &'static str| Button {
        text: text.into(),
        classes: "govuk-button--secondary".into(),
        ..Button::default()
    };
    let view = Account {
        frame: staff.page("Your account"),
        details: SummaryList {
            rows: vec![
                SummaryRow::of("Name", member.name()),
                SummaryRow {
                    classes: "govuk-!-text-break-word".into(),
                    ..SummaryRow::of("Email address", member.email.as_str().to_owned())
                },
                SummaryRow::of("Your work here", member.role.title()),
                SummaryRow::of("Telephone for codes", phone),
                SummaryRow::of(
                    "Authenticator app",
                    if member.app.is_some() {
                        "In use"
                    } else {
                        "Not set up"
                    },
                ),
            ],
            ..SummaryList::default()
        },
        has_app: member.app.is_some(),
        remove: secondary("Stop using the app"),
        everywhere: secondary("Sign out on every device"),
    };
    Ok(page(StatusCode::OK, &view))
}

/// Keeps the session from ending, because somebody says that they are still
/// there.
pub(crate) async fn stay<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
) -> Result<Response, Failure> {
    let now = state.portal.now();
    let store = state.ports.store();
    store
        .touch_member_session(staff.signed_in().key(), now)
        .await?;
    Ok(Json(staff.signed_in().renewed(now).end(now)).into_response())
}

pub(crate) async fn sign_out_everywhere<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
) -> Result<Response, Failure> {
    let store = state.ports.store();
    store.end_member_sessions(&staff.member().id).await?;
    state
        .tell(staff.member(), &Notice::SignedOutEverywhere)
        .await?;
    let done = see_other("/professionals/sign-out/done");
    Ok(web::member::forgotten_in(done))
}
