//! Deleting an account.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::notice::{Notice, SendNotices};
use domain::sign_in::ProveIdentity;
use web::govuk::{Button, WarningText};
use web::session::SignedIn;
use web::visitor::Visitor;
use web::{Failure, PageFrame, page, see_other};

use crate::list::kind;
use crate::your_data::YOUR_DATA;
use crate::{Desk, Keep};

pub(crate) const DELETE: &str = "/saved-forms/your-data/delete";
pub(crate) const DONE: &str = "/saved-forms/your-data/deleted";

#[derive(Template)]
#[template(path = "delete-account.html")]
struct Delete {
    frame: PageFrame,
    /// The names of the forms that go.
    forms: Vec<String>,
    /// The applications that stay.
    applications: Vec<String>,
    application: String,
    attempt: String,
    audit: String,
    complaint: String,
    warning: WarningText,
    button: Button,
}

#[derive(Template)]
#[template(path = "account-deleted.html")]
struct Deleted {
    frame: PageFrame,
}

pub(crate) async fn ask<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (desk, signed_in) = desk.for_account(&visitor).await?;
    let (account, now) = (signed_in.account(), desk.portal.now());
    let forms = desk.store.saved_forms(account, now).await?;
    let applications = desk.store.applications(account).await?;
    let retention = desk.kept.retention;
    let view = Delete {
        frame: desk.portal.page("Delete your account").back(YOUR_DATA),
        forms: forms
            .into_iter()
            .filter(|form| form.submitted_in.is_none())
            .map(|form| form.name)
            .collect(),
        applications: applications
            .iter()
            .map(|(sent, _)| format!("{}: {}", kind(sent.kind), sent.reference))
            .collect(),
        application: retention.application.to_string(),
        attempt: retention.attempt.to_string(),
        audit: retention.audit.to_string(),
        complaint: retention.complaint.to_string(),
        warning: WarningText {
            text: "You cannot undo this.".into(),
            ..WarningText::default()
        },
        button: Button {
            classes: "govuk-button--warning".into(),
            ..Button::of("Delete my account")
        },
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn delete<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (desk, signed_in) = desk.for_account(&visitor).await?;
    desk.delete_account(&signed_in).await?;
    Ok(web::session::forgotten_in(see_other(DONE)))
}

pub(crate) async fn done<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
) -> Response {
    let frame = desk.portal.page("Your account is deleted");
    page(StatusCode::OK, &Deleted { frame })
}

impl<S: Keep, I: ProveIdentity, N: SendNotices> Desk<S, I, N> {
    /// Deletes everything that an account has but what it sent. Done again
    /// after it stopped half way, it ends the same: the profile, which has the
    /// address that the e-mail goes to, goes after it, and the session that
    /// lets somebody try again goes last. With the profile goes the note
    /// that makes the housekeeping finish what nobody tries again.
    async fn delete_account(&self, signed_in: &SignedIn) -> Result<(), Failure> {
        let (store, id) = (&self.store, signed_in.account());
        if let Some(account) = store.read_account(id).await? {
            self.identity.delete_identity(id).await?;
            let (deleted, now) = (Notice::AccountDeleted, self.portal.now());
            let sent = app::email::send(store, &self.notices, &account.email, &deleted, now);
            if sent.await.is_err() {
                // Nobody keeps an account because mail is down.
                tracing::warn!("an e-mail could not be sent that says that an account is deleted");
            }
            store.delete_account(id, self.portal.now()).await?;
        }
        for form in store.saved_forms(id, self.portal.now()).await? {
            self.delete_form(signed_in, &form).await?;
        }
        Ok(store.end_sessions(id).await?)
    }
}
