//! Asks which checks and estimates are sent with a request.

use app::attachments::{self, AttachmentFault, Attachments, MOST, NONE};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::ApplicationKind;
use domain::fault::StoreFault;
use domain::forms::draft::DraftKey;
use journey::request_help::ATTACHED;
use web::answers::TargetForm;
use web::declaration::Turned;
use web::govuk::{
    Button, CheckboxItem, Checkboxes, ErrorMessage, ErrorSummary, Fieldset, Hint, Legend,
};
use web::http::form::PostedForm;
use web::who::{Citizen, WholeAccount};
use web::{PageFrame, page, see_other};

use crate::{ATTACH, AppState, EVIDENCE, Opened, START, SubmitApplicationPorts, spec};

#[derive(Template)]
#[template(path = "attach.html")]
struct Attach {
    frame: PageFrame,
    /// The request that the page is for.
    meant_for: TargetForm,
    /// The choices; none if there is nothing to choose from.
    choices: Option<Checkboxes>,
    /// The names of the unfinished forms.
    unfinished: Vec<String>,
    /// Whether an estimate has to be sent and there is none.
    needs_estimate: bool,
    button: Button,
}

pub(crate) async fn ask<P: SubmitApplicationPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Turned> {
    let opened = state.open(citizen).await?;
    let (attachments, kind) = state.attachments(&opened).await?;
    // Until somebody chooses, everything that is finished is chosen.
    let everything = || {
        let finished = attachments.finished.iter().take(MOST);
        finished.map(|each| each.id().to_owned()).collect()
    };
    let saved = &opened.request.saved.answers;
    let chosen = match saved.get(ATTACHED) {
        Some(_) => saved.choices(ATTACHED).to_vec(),
        None => everything(),
    };
    Ok(state.ask_what(&opened, &attachments, kind, &chosen, None))
}

pub(crate) async fn keep<P: SubmitApplicationPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    posted: PostedForm,
) -> Result<Response, Turned> {
    let opened = state.open_meant(citizen, &posted).await?;
    let (attachments, kind) = state.attachments(&opened).await?;
    if !attachments.are_asked_for(kind) {
        return Ok(see_other(EVIDENCE));
    }
    let chosen: Vec<String> = posted.all(ATTACHED).map(str::to_owned).collect();
    let checked = match attachments.check(kind, &chosen) {
        Ok(checked) => checked,
        Err(wrong) => return Ok(state.ask_what(&opened, &attachments, kind, &chosen, Some(wrong))),
    };
    let key = DraftKey::Saved {
        account: opened.citizen.account().clone(),
        id: opened.request.saved.id.clone(),
    };
    let (store, now) = (state.ports.store(), state.site.now());
    let kept = attachments::keep(store, &key, checked, now).await?;
    // The form was sent or deleted in another tab.
    let next = if kept { EVIDENCE } else { START };
    Ok(see_other(next))
}

impl<P: SubmitApplicationPorts> AppState<P> {
    /// Finds the forms that can be sent with a request, and the kind of the
    /// request.
    async fn attachments(
        &self,
        opened: &Opened,
    ) -> Result<(Attachments, ApplicationKind), StoreFault> {
        let (store, now) = (self.ports.store(), self.site.now());
        let account = opened.citizen.account();
        let attachments = Attachments::read(store, account, self.sources(), now).await?;
        Ok((attachments, opened.request.request.kind))
    }

    fn ask_what(
        &self,
        opened: &Opened,
        attachments: &Attachments,
        kind: ApplicationKind,
        chosen: &[String],
        wrong: Option<AttachmentFault>,
    ) -> Response {
        let error = wrong.map(|wrong| words(wrong, kind));
        let errors = error.iter().map(|words| (ATTACHED, words.clone()));
        let title = match kind {
            ApplicationKind::RequestForHelp | ApplicationKind::NeedsSelfAssessment => {
                "What do you want to send with your request?"
            }
            ApplicationKind::FinancialAssessment => "Which estimate do you want to send?",
        };
        let frame = opened
            .citizen
            .page(title)
            .part(spec().form.title.as_str())
            .back(format!("{START}/check-answers"))
            .errors(ErrorSummary::of_fields(errors));
        let needs_estimate =
            kind == ApplicationKind::FinancialAssessment && !attachments.have_estimate();
        let choices = (!attachments.finished.is_empty() && !needs_estimate)
            .then(|| choices(title, attachments, kind, chosen, error.as_deref()));
        let view = Attach {
            frame,
            meant_for: TargetForm::Saved(opened.request.saved.id.clone()),
            choices,
            unfinished: attachments.unfinished.clone(),
            needs_estimate,
            button: Button {
                text: "Continue".into(),
                ..Button::default()
            },
        };
        let status = match wrong {
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::OK,
        };
        page(status, &view)
    }
}

fn choices(
    title: &'static str,
    attachments: &Attachments,
    kind: ApplicationKind,
    chosen: &[String],
    error: Option<&str>,
) -> Checkboxes {
    let mut items: Vec<CheckboxItem> = attachments
        .finished
        .iter()
        .map(|attachment| CheckboxItem {
            text: attachment.name().to_owned().into(),
            value: attachment.id().to_owned().into(),
            hint: Hint {
                text: attachment.answer().to_owned().into(),
                ..Hint::default()
            },
            ..CheckboxItem::default()
        })
        .collect();
    if kind == ApplicationKind::RequestForHelp {
        items.push(CheckboxItem {
            divider: "or".into(),
            ..CheckboxItem::default()
        });
        items.push(CheckboxItem {
            text: "None of these".into(),
            value: NONE.into(),
            behaviour: "exclusive".into(),
            ..CheckboxItem::default()
        });
    }
    Checkboxes {
        name: ATTACHED.into(),
        fieldset: Some(Fieldset {
            legend: Legend::heading(title),
            ..Fieldset::default()
        }),
        hint: Some(Hint {
            text: format!(
                "Select up to {MOST}. We get the answers and the result. Then you do not have to say it all again."
            )
            .into(),
            ..Hint::default()
        }),
        error_message: error.map(|words| ErrorMessage::of(words.to_owned())),
        items,
        values: chosen.iter().cloned().map(Into::into).collect(),
        ..Checkboxes::default()
    }
}

fn words(wrong: AttachmentFault, kind: ApplicationKind) -> String {
    use AttachmentFault::{Missing, NoEstimate, NoneAndOthers, TooMany};
    match (wrong, kind) {
        (TooMany, _) => format!("Select {MOST} or fewer"),
        (NoEstimate, _) | (_, ApplicationKind::FinancialAssessment) => {
            "Select the estimate that you want to send".to_owned()
        }
        (Missing | NoneAndOthers, _) => {
            "Select what you want to send, or select ‘None of these’".to_owned()
        }
    }
}

/// Leads somebody to the page that asks what to send.
pub(crate) fn first() -> Turned {
    Turned::To(ATTACH.to_owned())
}
