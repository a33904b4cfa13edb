//! Shows that an application was sent, and what happens next.

use app::applications;
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::application::{Application, ApplicationKind, ApplicationReader as _, Progress};
use domain::document::Document;
use domain::values::reference::Reference;
use journey::confirmation;
use web::govuk::{Panel, WarningText};
use web::page::document::Sections;
use web::who::{Citizen, WholeAccount};
use web::{Failure, Html, PageFrame, PathId, page};

use crate::declaration::call_now;
use crate::{AppState, SubmitApplicationPorts, sent_page, spec};

#[derive(Template)]
#[template(path = "sent.html")]
struct Sent {
    frame: PageFrame,
    panel: Panel,
    urgent: Option<WarningText>,
    document: Document,
    pdf: String,
    /// The address of the record of what the person was told, if a report was
    /// sent.
    record: Option<String>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "Your reference<br><strong>{{ reference }}</strong>"
)]
struct Number<'a> {
    reference: &'a Reference,
}

pub(crate) async fn show<P: SubmitApplicationPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let (mut application, progress) = state.find(&citizen, &reference).await?;
    applications::add_verdicts(state.ports.store(), &mut application).await?;
    let page_of = |file| format!("{}/{file}", sent_page(&application.reference));
    let title = match application.kind {
        ApplicationKind::RequestForHelp => "Request sent",
        ApplicationKind::FinancialAssessment => "Financial assessment sent",
        ApplicationKind::NeedsSelfAssessment => "Self-assessment sent",
    };
    let view = Sent {
        frame: citizen.page(title).part(part_of(application.kind)),
        panel: Panel {
            title_text: title.into(),
            html: Html::rendered(&Number {
                reference: &application.reference,
            }),
            ..Panel::default()
        },
        urgent: confirmation::is_urgent(&application).then(|| call_now(state.site.council())),
        document: confirmation::in_short(&application, progress, state.site.council()),
        pdf: page_of("confirmation.pdf"),
        record: (!application.told.is_empty()).then(|| page_of("you-were-told.json")),
    };
    Ok(page(StatusCode::OK, &view))
}

/// Sends the record of what the applicant was told, in the bytes that the
/// council has.
pub(crate) async fn record<P: SubmitApplicationPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let (application, _) = state.find(&citizen, &reference).await?;
    let record = exchange::told::record(&application).ok_or(Failure::NOT_FOUND)?;
    let name = format!(
        "attachment; filename=\"you-were-told-{}.json\"",
        application.reference.plain()
    );
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, &name),
    ];
    Ok((headers, record).into_response())
}

impl<P: SubmitApplicationPorts> AppState<P> {
    /// Finds an application of the person who is signed in.
    async fn find(
        &self,
        citizen: &Citizen<WholeAccount>,
        reference: &Reference,
    ) -> Result<(Application, Progress), Failure> {
        let (store, account) = (self.ports.store(), citizen.account());
        let found = store.read_application(account, reference).await?;
        found.ok_or(Failure::NOT_FOUND)
    }
}

/// Returns the title of the form that an application began with.
fn part_of(kind: ApplicationKind) -> &'static str {
    let form = match kind {
        ApplicationKind::NeedsSelfAssessment => journey::forms::needs_self_assessment(),
        ApplicationKind::RequestForHelp | ApplicationKind::FinancialAssessment => spec().form,
    };
    &form.title
}

impl Sent {
    fn sections(&self) -> Sections<'_> {
        Sections {
            sections: &self.document.sections,
        }
    }
}
