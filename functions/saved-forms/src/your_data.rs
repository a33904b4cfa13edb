//! Shows what is kept about somebody and for how long, and lets them download
//! all of it.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::account::AccountReader as _;
use domain::access::audit::{AuditReader as _, Subject};
use domain::access::session::SessionStore as _;
use domain::application::ApplicationReader as _;
use domain::application::evidence::EvidenceStore as _;
use domain::correspondence::complaint::ComplaintStore as _;
use domain::correspondence::email::EmailHistory as _;
use domain::fault::StoreFault;
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::retention_schedule::RecordClass;
use domain::values::retention_period::Retention;
use futures_util::future::{try_join, try_join_all, try_join4};
use web::govuk::{Button, SummaryList, SummaryRow};
use web::session::citizen::SignedIn;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, page};

use crate::my_data::v1::{
    Complaint, Everything, KeptSession, Looked, SavedForm, SentApplication, SentEmail, what_we_keep,
};
use crate::{AppState, SavedFormsPorts, my_data};

pub(crate) const YOUR_DATA: &str = "/saved-forms/your-data";
pub(crate) const DOWNLOAD: &str = "/saved-forms/your-data.json";

/// The most e-mails that the file lists, the newest first: ten a day for as long
/// as they are kept.
const MOST_EMAILS: usize = 900;

#[derive(Template)]
#[template(path = "your-data.html")]
struct YourData {
    frame: PageFrame,
    kept: SummaryList,
    download: Button,
}

pub(crate) async fn show<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let view = YourData {
        frame: citizen.page("Your data").back("/account"),
        kept: SummaryList {
            rows: rows(&state.retention),
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

/// Lists every class of record about citizens, and how long it is kept.
fn rows(retention: &Retention) -> Vec<SummaryRow> {
    RecordClass::of_citizens()
        .map(|class| {
            let row = class.row();
            SummaryRow::of(row.title, sentence(&row.kept_in_words(retention)))
        })
        .collect()
}

/// Makes the first letter a capital.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

pub(crate) async fn download<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let everything = state.everything(signed_in).await?;
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

impl<P: SavedFormsPorts> AppState<P> {
    async fn everything(&self, signed_in: &SignedIn) -> Result<Everything, Failure> {
        let (store, id, now) = (self.ports.store(), signed_in.account(), self.site.now());
        let account = async {
            let account = store.read_account(id).await?;
            let emails = account.as_ref().map(|account| &account.email);
            let emails = match emails {
                Some(email) => store.emails_to(email, now, MOST_EMAILS).await?,
                None => Vec::new(),
            };
            Ok::<_, StoreFault>((account, emails))
        };
        let saved_forms = async {
            let forms = store.saved_forms(id, now).await?;
            let files = forms.iter().map(|form| store.evidence(id, &form.id));
            let files = try_join_all(files).await?;
            Ok::<_, StoreFault>((forms, files))
        };
        let sent = try_join(store.applications(id), store.complaints(id, now));
        let subject = Subject::Account(id.clone());
        let seen = try_join(store.sessions(id), store.accesses(&subject));
        let found = try_join4(account, saved_forms, sent, seen).await?;
        let ((account, emails), (forms, files), (applications, complaints), seen) = found;
        let account = account.ok_or(Failure::SIGNED_OUT)?;
        let saved_forms = forms.into_iter().zip(files);
        let saved_forms = saved_forms.map(|(form, files)| SavedForm::of(form, files));
        let (mut sessions, looked) = seen;
        sessions.sort_by_key(|(_, session)| Reverse(session.signed_in_at));
        Ok(Everything {
            format: "my-data",
            version: my_data::v1::VERSION,
            made_at: now,
            what_we_keep: what_we_keep(&self.retention),
            account: account.into(),
            saved_forms: saved_forms.collect(),
            applications: applications
                .into_iter()
                .map(SentApplication::from)
                .collect(),
            complaints: complaints.into_iter().map(Complaint::from).collect(),
            emails: emails.into_iter().map(SentEmail::from).collect(),
            sessions: sessions
                .into_iter()
                .map(|(_, session)| KeptSession::from(session))
                .collect(),
            who_looked_at_your_record: looked.into_iter().map(Looked::from).collect(),
        })
    }
}
