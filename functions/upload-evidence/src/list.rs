//! Lists the documents that are needed, and the files that were sent.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charging::citations::Citation;
use domain::application::evidence::{Evidence, FileState, MOST_FILES};
use web::answers::TargetForm;
use web::govuk::{Button, InsetText, Tag};
use web::who::{Citizen, OneForm};
use web::{Failure, PageFrame, page, see_other};

use crate::application::Application;
use crate::{AppState, NEXT, UploadEvidencePorts, states};

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    frame: PageFrame,
    /// The application that the page is for.
    meant_for: TargetForm,
    progress: String,
    documents: Vec<Document>,
    /// The files for documents that are no longer needed.
    other: Vec<File>,
    seen_already: Vec<&'static str>,
    ending: &'static str,
    being_checked: Option<InsetText>,
    full: bool,
    next: Button,
}

struct Document {
    id: &'static str,
    title: &'static str,
    why: &'static str,
    such_as: &'static str,
    about: String,
    law: &'static [Citation],
    files: Vec<File>,
    add: Button,
}

struct File {
    id: String,
    name: String,
    kind: String,
    tag: Tag,
    words: String,
    /// Whether the file can still be sent.
    open: bool,
}

/// Lists the documents. Whoever has none to send and has sent none is led on.
pub(crate) async fn show<P: UploadEvidencePorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<OneForm>,
) -> Result<Response, Failure> {
    let application = state.application(&citizen).await?;
    if application.has_nothing_to_show() {
        return Ok(see_other(NEXT));
    }
    Ok(page(StatusCode::OK, &List::of(&application)))
}

impl List {
    fn of(application: &Application) -> Self {
        let Application { plan, files, .. } = application;
        let scanning = files.iter().any(|file| file.state == FileState::Scanning);
        Self {
            frame: application.site.page("Send documents").back("/apply/attach"),
            meant_for: TargetForm::Saved(application.saved.clone()),
            progress: progress(plan.sent(files), plan.needed.len()),
            documents: plan
                .needed
                .iter()
                .map(|needed| Document {
                    id: needed.id,
                    title: needed.title,
                    why: needed.why,
                    such_as: needed.such_as,
                    about: needed.about.join(", "),
                    law: needed.law,
                    files: shown(files, |file| file.document == needed.id),
                    add: Button {
                        text: "Add a file".into(),
                        classes: "govuk-button--secondary".into(),
                        ..Button::default()
                    },
                })
                .collect(),
            other: shown(files, |file| plan.find(&file.document).is_none()),
            seen_already: plan.seen_already.clone(),
            ending: plan.ending(),
            being_checked: scanning.then(|| InsetText {
                text: "Some files are still being checked. You can wait until they are ready, or go on now: we send each of them on to the council as soon as it is checked.".into(),
                ..InsetText::default()
            }),
            full: files.len() >= MOST_FILES,
            next: Button {
                text: "Continue".into(),
                href: NEXT.into(),
                ..Button::default()
            },
        }
    }
}

fn progress(sent: usize, needed: usize) -> String {
    match needed {
        0 => String::new(),
        1 => format!("You have sent {sent} of 1 document."),
        needed => format!("You have sent {sent} of {needed} documents."),
    }
}

fn shown(files: &[Evidence], which: impl Fn(&Evidence) -> bool) -> Vec<File> {
    let files = files.iter().filter(|file| which(file));
    files
        .map(|file| File {
            id: file.id.clone(),
            name: if file.state == FileState::Expected || file.name.is_empty() {
                "A file".to_owned()
            } else {
                file.name.clone()
            },
            kind: file.file_type.map_or(String::new(), |kind| {
                format!("{}, {}", kind.words(), size(file.size))
            }),
            tag: states::tag(file.state),
            words: states::words(file),
            open: file.state == FileState::Expected,
        })
        .collect()
}

/// Writes a size as GOV.UK does, `340KB` or `2.4MB`: rounded up, at least 1KB.
pub(crate) fn size(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1024).max(1);
    if kilobytes < 1024 {
        return format!("{kilobytes}KB");
    }
    let tenths = (kilobytes * 10).div_ceil(1024);
    match tenths % 10 {
        0 => format!("{}MB", tenths / 10),
        tenth => format!("{}.{tenth}MB", tenths / 10),
    }
}
