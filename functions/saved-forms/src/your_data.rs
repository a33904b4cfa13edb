//! Shows what is kept about somebody and for how long, and lets them download
//! all of it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::account::AccountReader as _;
use domain::access::audit::{AuditReader as _, Subject};
use domain::access::session::SessionList as _;
use domain::application::ApplicationReader as _;
use domain::application::evidence::{Evidence, EvidenceStore as _};
use domain::application::information_request::InformationRequestReader as _;
use domain::correspondence::complaint::ComplaintStore as _;
use domain::correspondence::email::EmailHistory as _;
use domain::forms::saved_form;
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::holder_access::HeldRecordReader as _;
use domain::records::retention_schedule::{RecordClass, Retention};
use domain::values::list_page::EVERY_ITEM;
use domain::values::saved_id::SavedId;
use futures_util::future::{try_join, try_join4, try_join5};
use web::govuk::{Button, SummaryList, SummaryRow};
use web::session::citizen::SignedIn;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, page};

use crate::my_data::files::MOST_CARRIED;
use crate::my_data::v1::{
    AskedQuestions, CareRecordAccess, Complaint, Everything, FileNumber, KeptSession, Looked,
    NotRead, SavedForm, SentApplication, SentEmail, what_we_keep,
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

/// Sends the file with everything. What is too much for one file is a page that
/// leads to several, because no answer of a function is longer than 6 megabytes.
pub(crate) async fn download<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let everything = state.everything(citizen.signed_in()).await?;
    let mut files = everything.divided(MOST_CARRIED).map_err(Failure::broken)?;
    let asked = asked_for(query.as_deref())?;
    if asked.is_none() && files.len() > 1 {
        let (frame, count) = (citizen.page("Your data").back(YOUR_DATA), files.len());
        return Ok(page(StatusCode::OK, &DataFiles { frame, count }));
    }
    let number = asked.unwrap_or(1);
    if !(1..=files.len()).contains(&number) {
        return Err(Failure::NOT_FOUND);
    }
    let file = files.swap_remove(number - 1);
    let json = serde_json::to_vec_pretty(&file).map_err(Failure::broken)?;
    Ok((headers(&file)?, json).into_response())
}

#[derive(Template)]
#[template(path = "your-data-files.html")]
struct DataFiles {
    frame: PageFrame,
    count: usize,
}

/// Reads which of several files an address asks for; none if it names none.
fn asked_for(query: Option<&str>) -> Result<Option<usize>, Failure> {
    let mut parts = query.unwrap_or_default().split('&');
    let number = parts.find_map(|part| part.strip_prefix("part="));
    number
        .map(|number| number.parse().map_err(|_| Failure::NOT_FOUND))
        .transpose()
}

/// Makes the headers of a file, which name it.
fn headers(file: &Everything) -> Result<[(HeaderName, HeaderValue); 2], Failure> {
    let name = match &file.file {
        Some(FileNumber { number, of }) => format!("my-data-{number}-of-{of}.json"),
        None => "my-data.json".to_owned(),
    };
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let kind = HeaderValue::from_static("application/json");
    Ok([
        (header::CONTENT_TYPE, kind),
        (
            header::CONTENT_DISPOSITION,
            disposition.map_err(Failure::broken)?,
        ),
    ])
}

impl<P: SavedFormsPorts> AppState<P> {
    /// Reads everything about somebody: one request for each list, side by side.
    async fn everything(&self, signed_in: &SignedIn) -> Result<Everything, Failure> {
        let (store, id, now) = (self.ports.store(), signed_in.account(), self.site.now());
        let account = store.read_account(id).await?.ok_or(Failure::SIGNED_OUT)?;
        let subject = Subject::Account(id.clone());
        let sent = try_join4(
            store.saved_forms_page(id, None, EVERY_ITEM, now),
            store.evidence_of_account(id, None, EVERY_ITEM),
            store.applications_page(id, None, EVERY_ITEM),
            store.complaints_page(id, None, EVERY_ITEM, now),
        );
        let noted = try_join5(
            store.information_requests_to(id, None, EVERY_ITEM, now),
            store.emails_to(&account.email, None, MOST_EMAILS, now),
            store.sessions_page(id, None, EVERY_ITEM),
            store.accesses_page(&subject, None, EVERY_ITEM),
            store.held_records(id),
        );
        let (sent, noted) = try_join(sent, noted).await?;
        let (forms, files, applications, complaints) = sent;
        let (questions, emails, sessions, looked, records) = noted;
        let not_read = NotRead::of([
            ("saved_forms", forms.unreadable),
            ("documents", files.unreadable),
            ("applications", applications.unreadable),
            ("questions_we_asked", questions.unreadable),
            ("complaints", complaints.unreadable),
            ("emails", emails.unreadable),
            ("sessions", sessions.unreadable),
            ("who_looked_at_your_record", looked.unreadable),
        ]);
        let mut sessions = sessions.items;
        sessions.sort_by_key(|(_, session)| Reverse(session.signed_in_at));
        Ok(Everything {
            format: "my-data",
            version: my_data::v1::VERSION,
            made_at: now,
            file: None,
            could_not_be_read: not_read,
            what_we_keep: what_we_keep(&self.retention),
            account: account.into(),
            saved_forms: with_files(forms.items, files.items),
            applications: applications
                .items
                .into_iter()
                .map(SentApplication::from)
                .collect(),
            questions_we_asked: questions
                .items
                .into_iter()
                .map(AskedQuestions::from)
                .collect(),
            complaints: complaints.items.into_iter().map(Complaint::from).collect(),
            emails: emails.items.into_iter().map(SentEmail::from).collect(),
            sessions: sessions
                .into_iter()
                .map(|(_, session)| KeptSession::from(session))
                .collect(),
            care_records: records.into_iter().map(CareRecordAccess::from).collect(),
            who_looked_at_your_record: looked.items.into_iter().map(Looked::from).collect(),
        })
    }
}

/// Puts forms, oldest first, together with the records of their files.
fn with_files(
    forms: Vec<saved_form::SavedForm>,
    files: Vec<(SavedId, Evidence)>,
) -> Vec<SavedForm> {
    let mut of_form: BTreeMap<SavedId, Vec<Evidence>> = BTreeMap::new();
    for (form, file) in files {
        of_form.entry(form).or_default().push(file);
    }
    let forms = forms.into_iter().rev();
    forms
        .map(|form| {
            let mut files = of_form.remove(&form.id).unwrap_or_default();
            files.sort_by(|one, other| (one.added_at, &one.id).cmp(&(other.added_at, &other.id)));
            SavedForm::of(form, files)
        })
        .collect()
}
