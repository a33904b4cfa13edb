//! Sends a file: the page announces it, the browser posts it straight to the
//! bucket, and the bucket leads back here.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use domain::application::evidence::content::Refusal;
use domain::application::evidence::{
    Evidence, EvidenceId, EvidenceStore as _, FileState, LARGEST_FILE, file_name,
};
use domain::application::files::{FileUploader as _, UploadForm};
use web::govuk::{Button, ErrorLink, ErrorMessage, ErrorSummary};
use web::http::form::PostedForm;
use web::who::{Citizen, OneForm};
use web::{Failure, FormsAlsoTo, PageFrame, PathId, page, see_other};

use crate::{AppState, LIST, UploadEvidencePorts, states};

#[derive(Template)]
#[template(path = "send.html")]
struct Send {
    frame: PageFrame,
    title: &'static str,
    such_as: &'static str,
    form: UploadForm,
    button: Button,
    /// The most bytes that a file may have.
    largest: u64,
    /// The problems that the script can see before the file is sent.
    problems: Vec<Problem>,
}

/// A problem of a file, in the words of the page.
struct Problem {
    /// The script's name for the problem: `too-large`.
    name: &'static str,
    summary: ErrorSummary,
    message: ErrorMessage,
}

impl Problem {
    /// Lists the problems that a browser can see: that there is no file, and
    /// some of the reasons for which a file is refused.
    fn all() -> Vec<Self> {
        let seen = [Refusal::Empty, Refusal::TooLarge, Refusal::Kind];
        let refused = seen.map(|refusal| (refusal.name(), states::wrong(refusal)));
        let problems = [("none", "Select a file")].into_iter().chain(refused);
        problems
            .map(|(name, words)| Self {
                name,
                summary: ErrorSummary::of(vec![ErrorLink {
                    href: "#file".into(),
                    text: words.into(),
                    ..ErrorLink::default()
                }]),
                message: ErrorMessage {
                    id: "file-error".into(),
                    ..ErrorMessage::of(words)
                },
            })
            .collect()
    }
}

/// Announces a file for a document, unless one is announced that was not sent.
pub(crate) async fn announce<P: UploadEvidencePorts>(
    State(state): State<AppState<P>>,
    Path(document): Path<String>,
    citizen: Citizen<OneForm>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let application = state.application_meant(&citizen, &posted).await?;
    let needed = application.plan.find(&document).ok_or(Failure::NOT_FOUND)?;
    let waiting = application
        .files
        .iter()
        .find(|file| file.document == needed.id && file.state == FileState::Expected);
    if let Some(waiting) = waiting {
        return Ok(see_other(&format!("{LIST}/files/{}", waiting.id)));
    }
    let evidence = Evidence {
        id: state.site.new_id(),
        document: needed.id.to_owned(),
        name: file_name::harmless("", None),
        file_type: None,
        size: 0,
        fingerprint: None,
        state: FileState::Expected,
        refusal: None,
        added_at: state.site.now(),
    };
    let (account, saved) = (&application.account, &application.saved);
    let store = state.ports.store();
    let taken = store.announce_evidence(account, saved, &evidence).await?;
    Ok(see_other(&if taken {
        format!("{LIST}/files/{}", evidence.id)
    } else {
        LIST.to_owned()
    }))
}

pub(crate) async fn form<P: UploadEvidencePorts>(
    State(state): State<AppState<P>>,
    headers: HeaderMap,
    citizen: Citizen<OneForm>,
    PathId(id): PathId<EvidenceId>,
) -> Result<Response, Failure> {
    let found = state.application_with(&citizen, &id).await?;
    let application = found.ok_or(Failure::NOT_FOUND)?;
    let file = application.file(&id)?;
    let needed = application.plan.find(&file.document);
    let Some(needed) = needed.filter(|_| file.state == FileState::Expected) else {
        return Ok(see_other(LIST));
    };
    let back = format!(
        "{}{LIST}/files/{}/sent",
        state.origin(&headers),
        id.as_str()
    );
    let (account, saved) = (&application.account, &application.saved);
    let now = state.site.now();
    let files = state.ports.files();
    let form = files.offer_upload(account, saved, id.as_str(), &back, now);
    let view = Send {
        frame: application.site.page("Choose a file").back(LIST),
        title: needed.title,
        such_as: needed.such_as,
        form: form.await.map_err(Failure::unavailable)?,
        button: Button {
            text: "Send file".into(),
            ..Button::default()
        },
        largest: LARGEST_FILE,
        problems: Problem::all(),
    };
    let mut response = page(StatusCode::OK, &view);
    let origin = FormsAlsoTo(state.ports.files().origin());
    response.extensions_mut().insert(origin);
    Ok(response)
}

const SENT: &str = "Your file was sent";

const SENT_WORDS: &[&str] = &[
    "We have your file. You do not need to send it again.",
    "We cannot show your documents just now. Wait a few minutes, then open this page again.",
];

/// Answers the browser when it comes back from the bucket that took the file.
/// Only the job that judges the file records that it is there; until then the
/// page says that it is being checked.
pub(crate) async fn sent<P: UploadEvidencePorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<OneForm>,
    PathId(id): PathId<EvidenceId>,
) -> Result<Response, Failure> {
    let found = state.application_with(&citizen, &id).await?;
    let application = found.ok_or(Failure::NOT_FOUND)?;
    let file = application.file(&id)?;
    if file.state == FileState::Expected {
        let scanning = Evidence {
            state: FileState::Scanning,
            ..file.clone()
        };
        let (account, saved) = (&application.account, &application.saved);
        let store = state.ports.store();
        let noted = store.record_verdict(account, saved, &scanning).await;
        noted.map_err(|fault| Failure::from(fault).saying(SENT, SENT_WORDS))?;
    }
    Ok(see_other(LIST))
}

impl<P> AppState<P> {
    /// Returns the address at which browsers find the portal: the configured
    /// one, or the one of this request.
    fn origin(&self, headers: &HeaderMap) -> String {
        if let Some(address) = self.site.public_address() {
            return address.to_owned();
        }
        let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let host = said(header::HOST.as_str()).unwrap_or_default();
        let scheme = if self.site.stage() == "local" {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://{host}")
    }
}
