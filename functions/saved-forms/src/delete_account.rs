//! Deletes an account, after asking.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::ApplicationReader as _;
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::retention_schedule::{OnErasure, RecordClass};
use domain::values::retention_period::{FILES_ERASED_WITHIN, Retention, RetentionPeriod};
use web::govuk::{Button, WarningText};
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, page, see_other};

use crate::list::kind;
use crate::your_data::YOUR_DATA;
use crate::{AppState, SavedFormsPorts};

pub(crate) const DELETE: &str = "/saved-forms/your-data/delete";
pub(crate) const DONE: &str = "/saved-forms/your-data/deleted";

#[derive(Template)]
#[template(path = "delete-account.html")]
struct Delete {
    frame: PageFrame,
    /// The names of the forms that are deleted with the account.
    forms: Vec<String>,
    /// The applications that stay.
    applications: Vec<String>,
    /// The time for which an application stays.
    application: String,
    /// The other records that stay, and how long.
    stays: Vec<String>,
    files_erased_within: RetentionPeriod,
    warning: WarningText,
    button: Button,
}

#[derive(Template)]
#[template(path = "account-deleted.html")]
struct Deleted {
    frame: PageFrame,
}

pub(crate) async fn ask<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let (account, now) = (signed_in.account(), state.site.now());
    let forms = state.ports.store().saved_forms(account, now).await?;
    let applications = state.ports.store().applications(account).await?;
    let retention = state.retention;
    let view = Delete {
        frame: citizen.page("Delete your account").back(YOUR_DATA),
        forms: forms
            .into_iter()
            .filter(|form| form.submitted_in.is_none())
            .map(|form| form.name)
            .collect(),
        applications: applications
            .iter()
            .map(|(sent, _)| format!("{}: {}", kind(sent.kind), sent.reference))
            .collect(),
        application: RecordClass::Application.row().kept_in_words(&retention),
        stays: stays(&retention),
        files_erased_within: FILES_ERASED_WITHIN,
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

/// Lists the classes of record that stay when an account is erased, with how
/// long. Applications are listed one by one beside them.
fn stays(retention: &Retention) -> Vec<String> {
    RecordClass::of_citizens()
        .filter(|class| *class != RecordClass::Application)
        .map(RecordClass::row)
        .filter(|row| {
            matches!(
                row.on_erasure,
                OnErasure::Stays(_) | OnErasure::ErasedUnless(_)
            )
        })
        .map(|row| format!("{}: {}", row.title, row.kept_in_words(retention)))
        .collect()
}

pub(crate) async fn delete<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let (store, identity, mail) = (
        state.ports.store(),
        state.ports.identity(),
        state.ports.mailer(),
    );
    let (account, now) = (signed_in.account(), state.site.now());
    app::accounts::erase(store, identity, mail, account, now).await?;
    Ok(web::session::citizen::forgotten_in(see_other(DONE)))
}

pub(crate) async fn done<P: SavedFormsPorts>(State(state): State<AppState<P>>) -> Response {
    let frame = state.site.page("Your account is deleted");
    page(StatusCode::OK, &Deleted { frame })
}
