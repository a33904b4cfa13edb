//! What is kept of somebody: for how long, and all of it to download.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::audit::Subject;
use domain::draft::ANONYMOUS_DRAFT_HOURS;
use domain::notice::SendNotices;
use domain::sign_in::ProveIdentity;
use web::govuk::{Button, SummaryList, SummaryRow};
use web::session::SignedIn;
use web::visitor::Visitor;
use web::{Failure, PageFrame, page};

use crate::my_data::v1::{Complaint, Everything, Looked, SavedForm, Sent};
use crate::{Desk, Keep, Kept};

pub(crate) const YOUR_DATA: &str = "/saved-forms/your-data";
pub(crate) const DOWNLOAD: &str = "/saved-forms/your-data.json";

#[derive(Template)]
#[template(path = "your-data.html")]
struct YourData {
    frame: PageFrame,
    kept: SummaryList,
    download: Button,
}

pub(crate) async fn show<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (desk, _) = desk.for_account(&visitor).await?;
    let view = YourData {
        frame: desk.portal.page("Your data").back("/account"),
        kept: SummaryList {
            rows: rows(desk.kept),
            ..SummaryList::default()
        },
        download: Button {
            text: "Download my data".into(),
            href: DOWNLOAD.into(),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

/// Every class of record that is about a person, and how long it is kept.
fn rows(kept: Kept) -> Vec<SummaryRow> {
    let Kept {
        saved_for,
        retention,
    } = kept;
    vec![
        SummaryRow::of(
            "Your name and email address",
            "Until you delete your account",
        ),
        SummaryRow::of(
            "Forms you save, and documents you add to them",
            format!("{} days after you last changed the form", saved_for.days),
        ),
        SummaryRow::of(
            "Applications you send",
            format!(
                "{} after adult social care received them. Adult social care keeps them in its own records for longer",
                retention.application
            ),
        ),
        SummaryRow::of(
            "Documents you send with them",
            "Until their form is deleted, or until adult social care received them, if that is later. Adult social care keeps them in its own records for longer",
        ),
        SummaryRow::of(
            "Answers you give without signing in",
            format!("{ANONYMOUS_DRAFT_HOURS} hours after your last change"),
        ),
        SummaryRow::of(
            "That we sent you an email, and when",
            retention.attempt.to_string(),
        ),
        SummaryRow::of(
            "Which of our staff looked at your record",
            retention.audit.to_string(),
        ),
        SummaryRow::of(
            "Complaints about your data",
            retention.complaint.to_string(),
        ),
    ]
}

pub(crate) async fn download<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (desk, signed_in) = desk.for_account(&visitor).await?;
    let everything = desk.everything(&signed_in).await?;
    let json = serde_json::to_vec_pretty(&everything).map_err(Failure::broken)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"my-data.json\""),
        ),
    ];
    Ok((headers, json).into_response())
}

impl<S: Keep, I: ProveIdentity, N: SendNotices> Desk<S, I, N> {
    async fn everything(&self, signed_in: &SignedIn) -> Result<Everything, Failure> {
        let (store, id, now) = (&self.store, signed_in.account(), self.portal.now());
        let account = store.read_account(id).await?;
        let mut saved_forms = Vec::new();
        for form in store.saved_forms(id, now).await? {
            let files = store.evidence(id, &form.id).await?;
            saved_forms.push(SavedForm::of(form, files));
        }
        let applications = store.applications(id).await?;
        let complaints = store.complaints(id, now).await?;
        let looked = store.accesses(&Subject::Account(id.clone())).await?;
        Ok(Everything {
            made_at: now,
            account: account.ok_or(Failure::SIGNED_OUT)?.into(),
            saved_forms,
            applications: applications.into_iter().map(Sent::from).collect(),
            complaints: complaints.into_iter().map(Complaint::from).collect(),
            who_looked_at_your_record: looked.into_iter().map(Looked::from).collect(),
        })
    }
}
