//! The account of somebody who is signed in.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::account::{Account, ReadAccounts as _};
use domain::session::KeepSessions as _;
use web::govuk::{Action, Actions, Button, SummaryList, SummaryRow};
use web::sign_in::NEW_EMAIL_PAGE;
use web::who::CitizenRequest;
use web::{Failure, PageFrame, Portal, page, see_other};

use crate::{AppState, SignInPorts};

#[derive(Template)]
#[template(path = "account.html")]
struct YourAccount {
    frame: PageFrame,
    details: SummaryList,
    everywhere: Button,
}

pub(crate) async fn show<P: SignInPorts>(
    State(state): State<AppState<P>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let (portal, account) = state.account_of(&visitor).await?;
    let name = format!("{} {}", account.first_name, account.last_name);
    let change = Action {
        href: NEW_EMAIL_PAGE.into(),
        text: "Change".into(),
        visually_hidden_text: "email address".into(),
        ..Action::default()
    };
    let view = YourAccount {
        frame: portal.page("Your account").back("/"),
        details: SummaryList {
            rows: vec![
                SummaryRow::of("Name", name),
                SummaryRow {
                    classes: "govuk-!-text-break-word".into(),
                    actions: Actions {
                        items: vec![change],
                        ..Actions::default()
                    },
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
    };
    Ok(page(StatusCode::OK, &view))
}

impl<P: SignInPorts> AppState<P> {
    /// The account that somebody is signed in to all of, and the portal as it
    /// is shown to them.
    pub(crate) async fn account_of(
        &self,
        visitor: &CitizenRequest,
    ) -> Result<(Portal, Account), Failure> {
        let signed_in = visitor.signed_in(self.ports.store(), &self.portal).await?;
        let account = self.ports.store().read_account(signed_in.account()).await?;
        let account = account.ok_or(Failure::SIGNED_OUT)?;
        Ok((self.portal.shown_to(signed_in), account))
    }
}

/// Somebody is still there: the session goes on, also that of somebody who came
/// by a form's reference.
pub(crate) async fn stay<P: SignInPorts>(
    State(state): State<AppState<P>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let known = visitor.known(state.ports.store(), &state.portal).await?;
    let signed_in = known.ok_or(Failure::SIGNED_OUT)?;
    let now = state.portal.now();
    let store = state.ports.store();
    store.touch_session(signed_in.key(), now).await?;
    Ok(Json(signed_in.renewed(now).end(now)).into_response())
}

pub(crate) async fn sign_out_everywhere<P: SignInPorts>(
    State(state): State<AppState<P>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let signed_in = visitor
        .signed_in(state.ports.store(), &state.portal)
        .await?;
    let (store, mail, now) = (
        state.ports.store(),
        state.ports.mailer(),
        state.portal.now(),
    );
    app::accounts::sign_out_everywhere(store, mail, signed_in.account(), now).await?;
    Ok(web::session::forgotten_in(see_other("/sign-out/done")))
}
