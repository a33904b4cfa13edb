//! The account of somebody who is signed in.

use askama::Template;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::access::account::{Account, AccountReader as _};
use domain::access::session::SessionStore as _;
use web::govuk::{Action, Actions, Button, NotificationBanner, SummaryList, SummaryRow};
use web::who::sign_in::NEW_EMAIL_PAGE;
use web::who::{Citizen, OneForm, WholeAccount};
use web::{Failure, PageFrame, page, see_other};

use crate::{AppState, SignInPorts};

#[derive(Template)]
#[template(path = "account.html")]
struct YourAccount {
    frame: PageFrame,
    /// Says that the password or the name was changed just now.
    changed: Option<NotificationBanner>,
    details: SummaryList,
    everywhere: Button,
}

pub(crate) async fn show<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let account = state.account_of(&citizen).await?;
    let changed = match query.as_deref() {
        Some("changed=password") => Some(PASSWORD_IS_CHANGED),
        Some("changed=name") => Some(NAME_IS_CHANGED),
        _ => None,
    };
    let view = YourAccount {
        changed: changed.map(success),
        ..YourAccount::of(&citizen, &account)
    };
    Ok(page(StatusCode::OK, &view))
}

/// The address of the page on which somebody changes their name.
pub(crate) const NAME: &str = "/account/name";

/// The address of the account's page, which then says that the password was
/// changed.
pub(crate) const PASSWORD_CHANGED: &str = "/account?changed=password";

/// The address of the account's page, which then says that the name was
/// changed.
pub(crate) const NAME_CHANGED: &str = "/account?changed=name";

const PASSWORD_IS_CHANGED: &str =
    "Your password is changed. You are signed out on every other device.";

const NAME_IS_CHANGED: &str =
    "Your name is changed. What you have already sent us keeps the name that you sent it with.";

fn success(words: &'static str) -> NotificationBanner {
    NotificationBanner {
        text: words.into(),
        r#type: "success".into(),
        ..NotificationBanner::default()
    }
}

impl YourAccount {
    fn of(citizen: &Citizen<WholeAccount>, account: &Account) -> Self {
        let name = account.name();
        let change = |to: &'static str, what: &'static str| Actions {
            items: vec![Action {
                href: to.into(),
                text: "Change".into(),
                visually_hidden_text: what.into(),
                ..Action::default()
            }],
            ..Actions::default()
        };
        Self {
            frame: citizen.page("Your account").back("/"),
            changed: None,
            details: SummaryList {
                rows: vec![
                    SummaryRow {
                        actions: change(NAME, "name"),
                        ..SummaryRow::of("Name", name)
                    },
                    SummaryRow {
                        classes: "govuk-!-text-break-word".into(),
                        actions: change(NEW_EMAIL_PAGE, "email address"),
                        ..SummaryRow::of("Email address", account.email.as_str().to_owned())
                    },
                ],
                ..SummaryList::default()
            },
            everywhere: Button {
                text: "Sign out on every device".into(),
                classes: "govuk-button--secondary".into(),
                ..Button::default()
            },
        }
    }
}

impl<P: SignInPorts> AppState<P> {
    /// Reads the account of the session.
    pub(crate) async fn account_of(
        &self,
        citizen: &Citizen<WholeAccount>,
    ) -> Result<Account, Failure> {
        let account = self.ports.store().read_account(citizen.account()).await?;
        account.ok_or(Failure::SIGNED_OUT)
    }
}

/// Keeps the session from ending, because somebody says that they are still
/// there. Also for somebody who came in by the reference of a form.
pub(crate) async fn stay<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<OneForm>,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let now = state.site.now();
    let store = state.ports.store();
    store.touch_session(signed_in.key(), now).await?;
    Ok(Json(signed_in.renewed(now).end(now)).into_response())
}

pub(crate) async fn sign_out_everywhere<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let (store, mail, now) = (state.ports.store(), state.ports.mailer(), state.site.now());
    app::accounts::sign_out_everywhere(store, mail, citizen.account(), now).await?;
    Ok(web::session::citizen::forgotten_in(see_other(
        "/sign-out/done",
    )))
}
