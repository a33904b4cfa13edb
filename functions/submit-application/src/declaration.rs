//! Shows what will be sent, and asks to confirm that it is true.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::evidence::{Evidence, EvidenceStore as _, FileState};
use domain::application::{ApplicationKind, CompletedForm, ReportSnapshot};
use domain::council::Council;
use domain::forms::draft::Answers;
use domain::values::calendar::{contact_by, with_weekday};
use journey::journey::Journey;
use journey::request_help::{Request, request};
use web::govuk::{
    Button, CheckboxItem, Checkboxes, ErrorMessage, ErrorSummary, Fieldset, Legend, Tag,
    WarningText,
};
use web::who::{Citizen, WholeAccount};
use web::{PageFrame, page};

use crate::attachments::filled;
use crate::{AppState, EVIDENCE, Opened, SubmitApplicationPorts, Turned, attach, spec};

/// The field that confirms the declaration, and its value.
pub(crate) const CONFIRM: &str = "confirm";
pub(crate) const CONFIRMED: &str = "yes";

/// The parcel: everything that would be sent now.
pub(crate) struct Parcel {
    pub(crate) request: Request,
    pub(crate) forms: Vec<CompletedForm>,
    pub(crate) told: Vec<ReportSnapshot>,
    pub(crate) evidence: Vec<Evidence>,
    /// Whether the person added a file that is not sent, because it was refused
    /// or never arrived.
    left_out: bool,
    /// The person's name for each attached form, its title and its result.
    attached: Vec<Attached>,
}

struct Attached {
    name: String,
    title: String,
    answer: String,
}

/// A document that is sent.
struct Listed {
    name: String,
    /// A tag, if the document is not ready.
    tag: Option<Tag>,
}

/// The reason why the declaration is shown again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Again {
    NotConfirmed,
    Changed,
}

#[derive(Template)]
#[template(path = "declaration.html")]
struct Declaration {
    frame: PageFrame,
    urgent: Option<WarningText>,
    changed: bool,
    /// Whether the request goes to the charging team.
    charging: bool,
    /// The name of the person it is for, if that is somebody else.
    name: Option<String>,
    attached: Vec<Attached>,
    documents: Vec<Listed>,
    /// Whether one of the documents is still being checked.
    being_checked: bool,
    left_out: bool,
    contact_by: String,
    /// The saved form that is sent, and its seal when this page was shown.
    form: String,
    seen: String,
    confirm: Checkboxes,
    button: Button,
}

/// Returns the part of a form that the seal covers: everything that is sent of
/// it.
fn sealed(filled: &CompletedForm) -> (&str, u32, &Answers) {
    let CompletedForm {
        form,
        version,
        answers,
    } = filled;
    (form, *version, answers)
}

impl Parcel {
    /// Returns the seal, which changes with anything that the council would be
    /// sent or that the person was told. A file that is judged as clean does
    /// not change it.
    pub(crate) fn seal(&self) -> String {
        let forms: Vec<_> = self.forms.iter().map(sealed).collect();
        // The fingerprint of a report covers its every word.
        let told: Vec<&str> = self
            .told
            .iter()
            .map(|told| told.fingerprint.as_str())
            .collect();
        let files: Vec<&str> = self.evidence.iter().map(|file| file.id.as_str()).collect();
        exchange::canonical::fingerprint(&(forms, told, files))
    }
}

pub(crate) async fn show<P: SubmitApplicationPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Turned> {
    let opened = state.open(citizen).await?;
    let parcel = state.pack(&opened).await?;
    Ok(state.ask_to_confirm(&opened, parcel, None))
}

impl<P: SubmitApplicationPorts> AppState<P> {
    /// Puts together everything that would be sent now.
    pub(crate) async fn pack(&self, opened: &Opened) -> Result<Parcel, Turned> {
        let (attachments, kind) = self.attachments(opened).await?;
        let attached = attachments
            .sent(kind, &opened.saved.answers)
            .ok_or_else(attach::first)?;
        let journey = Journey::new(spec().form, &opened.saved.answers);
        let request = request(&journey).ok_or_else(attach::first)?;
        let store = self.ports.store();
        let (account, saved) = (opened.citizen.account(), &opened.saved.id);
        let known = store.evidence_page(account, saved).await?;
        // What cannot be read cannot be sent, and its sender has to know.
        let added = known.items.len() + known.unreadable;
        let mut evidence = known.items;
        evidence.retain(|file| matches!(file.state, FileState::Clean | FileState::Scanning));
        let mut forms = vec![filled(&journey)];
        forms.extend(attached.iter().map(|attachment| attachment.filled()));
        Ok(Parcel {
            request,
            forms,
            told: attached
                .iter()
                .map(|attachment| attachment.told())
                .collect(),
            left_out: evidence.len() < added,
            evidence,
            attached: attached
                .iter()
                .map(|attachment| Attached {
                    name: attachment.name().to_owned(),
                    title: attachment.title().to_owned(),
                    answer: attachment.answer().to_owned(),
                })
                .collect(),
        })
    }

    pub(crate) fn ask_to_confirm(
        &self,
        opened: &Opened,
        parcel: Parcel,
        again: Option<Again>,
    ) -> Response {
        let error = (again == Some(Again::NotConfirmed))
            .then_some("Select that what you are sending is true");
        let council = self.site.council();
        let view = Declaration {
            frame: opened
                .citizen
                .page("Check and send")
                .part(spec().form.title.as_str())
                .back(EVIDENCE)
                .errors(ErrorSummary::of_fields(error.map(|words| (CONFIRM, words)))),
            urgent: parcel.request.urgent.then(|| call_now(council)),
            changed: again == Some(Again::Changed),
            charging: parcel.request.kind == ApplicationKind::FinancialAssessment,
            name: parcel.request.name.clone(),
            seen: parcel.seal(),
            being_checked: parcel.evidence.iter().any(|file| !file.state.is_final()),
            documents: parcel.evidence.iter().map(Listed::of).collect(),
            left_out: parcel.left_out,
            attached: parcel.attached,
            contact_by: with_weekday(contact_by(self.site.today())),
            form: opened.saved.id.0.clone(),
            confirm: confirm(error),
            button: Button::of(match parcel.request.kind {
                ApplicationKind::RequestForHelp => "Confirm and send your request",
                ApplicationKind::FinancialAssessment => "Confirm and send",
            }),
        };
        let status = match again {
            None => StatusCode::OK,
            Some(Again::NotConfirmed) => StatusCode::UNPROCESSABLE_ENTITY,
            Some(Again::Changed) => StatusCode::CONFLICT,
        };
        page(status, &view)
    }
}

impl Listed {
    fn of(file: &Evidence) -> Self {
        let being_checked = || Tag {
            text: "Being checked".into(),
            classes: "govuk-tag--blue".into(),
            ..Tag::default()
        };
        Self {
            name: file.name.clone(),
            tag: (!file.state.is_final()).then(being_checked),
        }
    }
}

/// Says that calling is quicker, to somebody who cannot wait.
pub(crate) fn call_now(council: &Council) -> WarningText {
    WarningText {
        text: format!(
            "You told us that this cannot wait. Call us now on {} ({}). At any other time call {}. If life is in danger, call 999.",
            council.telephone, council.opening_hours, council.emergency_telephone
        )
        .into(),
        ..WarningText::default()
    }
}

fn confirm(error: Option<&'static str>) -> Checkboxes {
    Checkboxes {
        name: CONFIRM.into(),
        fieldset: Some(Fieldset {
            legend: Legend::of("Do you confirm this?"),
            ..Fieldset::default()
        }),
        error_message: error.map(ErrorMessage::of),
        items: vec![CheckboxItem {
            text: "Yes, I confirm all of this".into(),
            value: CONFIRMED.into(),
            ..CheckboxItem::default()
        }],
        ..Checkboxes::default()
    }
}
