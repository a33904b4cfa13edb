//! The account of somebody who is signed in.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::notice::{Notice, SendNotices};
use domain::sign_in::ProveIdentity;
use web::govuk::{Button, SummaryList, SummaryRow};
use web::visitor::Visitor;
use web::{Failure, PageFrame, page, see_other};

use crate::{Desk, Keep};

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    frame: PageFrame,
    details: SummaryList,
    everywhere: Button,
}

pub(crate) async fn show<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let signed_in = visitor.signed_in(&desk.store, &desk.portal).await?;
    let account = desk.store.read_account(signed_in.account()).await?;
    let account = account.ok_or(Failure::SIGNED_OUT)?;
    let portal = desk.portal.shown_to(signed_in);
    let name = format!("{} {}", account.first_name, account.last_name);
    let view = Account {
        frame: portal.page("Your account").back("/"),
        details: SummaryList {
            rows: vec![
                SummaryRow::of("Name", name),
                SummaryRow {
                    classes: "govuk-!-text-break-word".into(),
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

/// Somebody is still there: the session goes on, also that of somebody who came
/// by a form's reference.
pub(crate) async fn stay<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let known = visitor.known(&desk.store, &desk.portal).await?;
    let signed_in = known.ok_or(Failure::SIGNED_OUT)?;
    let now = desk.portal.now();
    desk.store.touch_session(signed_in.key(), now).await?;
    Ok(Json(signed_in.renewed(now).end(now)).into_response())
}

pub(crate) async fn sign_out_everywhere<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let signed_in = visitor.signed_in(&desk.store, &desk.portal).await?;
    let account = desk.store.read_account(signed_in.account()).await?;
    desk.store.end_sessions(signed_in.account()).await?;
    if let Some(account) = account {
        let notice = Notice::SignedOutEverywhere;
        let (portal, store) = (&desk.portal, &desk.store);
        web::notice::send(portal, store, &desk.notices, &account.email, &notice).await?;
    }
    Ok(web::session::forgotten_in(see_other("/sign-out/done")))
}
