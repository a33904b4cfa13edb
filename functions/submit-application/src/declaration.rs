//! Shows what will be sent, and asks to confirm that it is true.

use app::parcel::{AttachedReport, Parcel};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::application::ApplicationKind;
use domain::application::contact_by;
use domain::application::evidence::Evidence;
use domain::council::Council;
use domain::values::calendar::with_weekday;
use web::declaration::{CONFIRM, ShownAgain, Turned, confirm};
use web::govuk::{Button, Checkboxes, ErrorSummary, Tag, WarningText};
use web::who::{Citizen, WholeAccount};
use web::{Html, PageFrame, page};

use crate::area::another_area;
use crate::{ATTACH, AppState, EVIDENCE, Opened, SubmitApplicationPorts, attach, spec};

/// A document that is sent.
struct Listed {
    name: String,
    /// A tag, if the document is not ready.
    tag: Option<Tag>,
}

#[derive(Template)]
#[template(path = "declaration.html")]
struct Declaration {
    frame: PageFrame,
    urgent: Option<WarningText>,
    /// Says which council helps, if the postcode is not of this one's area.
    another_area: Option<Html>,
    changed: bool,
    /// Whether the request goes to the charging team.
    charging: bool,
    /// The name of the person it is for, if that is somebody else.
    name: Option<String>,
    attached: Vec<AttachedReport>,
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
    async fn pack(&self, opened: &Opened) -> Result<Parcel, Turned> {
        let (store, now) = (self.ports.store(), self.site.now());
        let (account, request) = (opened.citizen.account(), &opened.request);
        let packed = Parcel::pack(store, account, request, self.sources(), now).await?;
        packed.ok_or_else(attach::first)
    }

    pub(crate) fn ask_to_confirm(
        &self,
        opened: &Opened,
        parcel: Parcel,
        again: Option<ShownAgain>,
    ) -> Response {
        let error = ShownAgain::mistake(again);
        let (council, request) = (self.site.council(), &opened.request.request);
        let view = Declaration {
            frame: opened
                .citizen
                .page("Check and send")
                .part(spec().form.title.as_str())
                // Without documents, their page leads on to this one.
                .back(if parcel.evidence.is_empty() {
                    ATTACH
                } else {
                    EVIDENCE
                })
                .errors(ErrorSummary::of_fields(error.map(|words| (CONFIRM, words)))),
            urgent: request.urgent.then(|| call_now(council)),
            another_area: request
                .postcode
                .as_deref()
                .and_then(|postcode| another_area(council, postcode)),
            changed: again == Some(ShownAgain::Changed),
            charging: request.kind == ApplicationKind::FinancialAssessment,
            name: request.name.clone(),
            seen: parcel.seal(),
            being_checked: parcel.evidence.iter().any(|file| !file.state.is_final()),
            documents: parcel.evidence.iter().map(Listed::of).collect(),
            left_out: parcel.left_out,
            attached: parcel.attached,
            contact_by: with_weekday(contact_by(self.site.today())),
            form: opened.request.saved.id.0.clone(),
            confirm: confirm(error),
            button: Button::of(match request.kind {
                ApplicationKind::RequestForHelp => "Confirm and send your request",
                ApplicationKind::FinancialAssessment | ApplicationKind::NeedsSelfAssessment => {
                    "Confirm and send"
                }
            }),
        };
        page(ShownAgain::status(again), &view)
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
