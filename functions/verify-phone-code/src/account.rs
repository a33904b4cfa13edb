//! Shows what an invited person signs in with.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::access::staff_user::{StaffSessionReader as _, StaffUserStore as _};
use domain::correspondence::email::Email;
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
    everywhere: Button,
}

pub(crate) async fn show(staff: Staff<AnyRole>) -> Response {
    page(StatusCode::OK, &Account::of(&staff))
}

impl Account {
    fn of(staff: &Staff<AnyRole>) -> Self {
        let staff_user = staff.staff_user();
        let phone = match &staff_user.phone {
            Some(phone) => format!("Number ending {}", phone.ending()),
            None => "None".to_owned(),
        };
        Self {
            frame: staff.page("Your account"),
            details: SummaryList {
                rows: vec![
                    SummaryRow::of("Name", staff_user.name()),
                    SummaryRow {
                        classes: "govuk-!-text-break-word".into(),
                        ..SummaryRow::of("Email address", staff_user.email.as_str().to_owned())
                    },
                    SummaryRow::of("Your role", staff_user.role.title()),
                    SummaryRow::of("Telephone for codes", phone),
                    SummaryRow::of(
                        "Authenticator app",
                        if staff_user.app.is_some() {
                            "In use"
                        } else {
                            "Not set up"
                        },
                    ),
                ],
                ..SummaryList::default()
            },
            has_app: staff_user.app.is_some(),
            everywhere: Button {
                text: "Sign out on every device".into(),
                classes: "govuk-button--secondary".into(),
                ..Button::default()
            },
        }
    }
}

/// Keeps the session from ending, because somebody says that they are still
/// there.
pub(crate) async fn stay<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
) -> Result<Response, Failure> {
    let now = state.site.now();
    let store = state.ports.store();
    store
        .touch_staff_session(staff.signed_in().key(), now)
        .await?;
    Ok(Json(staff.signed_in().renewed(now).end(now)).into_response())
}

pub(crate) async fn sign_out_everywhere<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
) -> Result<Response, Failure> {
    let store = state.ports.store();
    store.end_staff_sessions(&staff.staff_user().id).await?;
    state
        .tell(staff.staff_user(), &Email::SignedOutEverywhere)
        .await;
    let done = see_other("/professionals/sign-out/done");
    Ok(web::session::staff::forgotten_in(done))
}
