//! A self-assessment that somebody sent into a case: About Me first, every word
//! as it was written, and what its owner was told.

use app::self_assessments;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::{Application, CompletedForm, ReportSnapshot};
use domain::document::{Block, DocumentSection};
use domain::values::calendar::in_words;
use domain::values::london::{date_in_london, time_in_london};
use domain::values::person_id::PersonId;
use domain::values::reference::Reference;
use journey::journey::Journey;
use journey::needs_self_assessment::{about_me, other_answers, self_assessed};
use web::govuk::{SummaryList, SummaryRow};
use web::page::document::{Blocks, Folded};
use web::who::{Practitioner, Staff};
use web::{Failure, PageFrame, PathIds, page};

use crate::{AppState, PracticeStore, addresses};

/// The pattern of the start page of the needs assessment, which has the step
/// that assures a self-assessment.
const ASSESSMENT: &str = "/practice/people/{person}/assessment";

#[derive(Template)]
#[template(path = "self-assessment.html")]
struct Shown {
    frame: PageFrame,
    facts: SummaryList,
    about_me: Vec<Block>,
    answers: DocumentSection,
    told: Vec<ReportSnapshot>,
    reasons: Vec<DocumentSection>,
    assessment: String,
}

pub(crate) async fn show<S: PracticeStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
    PathIds(person, reference): PathIds<PersonId, Reference>,
) -> Result<Response, Failure> {
    let (worker, now) = (staff.staff_user(), state.site.now());
    let asked = (&person, &reference);
    let found = self_assessments::read_in_case(&state.store, worker, asked, now).await?;
    let sent = found.ok_or(Failure::NOT_FOUND)?;
    let view = Shown::new(&staff, &person, sent).ok_or(Failure::NOT_FOUND)?;
    Ok(page(StatusCode::OK, &view))
}

impl Shown {
    /// Returns none of an application that is no self-assessment.
    fn new(staff: &Staff<Practitioner>, person: &PersonId, sent: Application) -> Option<Self> {
        let CompletedForm { answers, .. } = sent.forms.first()?;
        let journey = Journey::new(journey::forms::needs_self_assessment(), answers);
        let about = self_assessed(&journey)?;
        let name = match &about.somebody_else {
            Some((first, last)) => format!("{first} {last}").trim().to_owned(),
            None => sent.applicant.name(),
        };
        let reasons = sent.told.iter().flat_map(|told| &told.document.sections);
        Some(Self {
            frame: staff
                .page(format!("Self-assessment of {name}"))
                .back(addresses::case(person)),
            facts: facts(&sent),
            about_me: about_me(&journey),
            answers: other_answers(&journey),
            reasons: reasons.cloned().collect(),
            assessment: addresses::form(ASSESSMENT, person),
            told: sent.told,
        })
    }

    fn folded(&self) -> Folded<'_> {
        Folded {
            sections: &self.reasons,
        }
    }
}

fn facts(sent: &Application) -> SummaryList {
    let (day, time) = (
        in_words(date_in_london(sent.submitted_at)),
        time_in_london(sent.submitted_at),
    );
    let rows = [
        ("Written and sent by", sent.applicant.name()),
        ("Sent", format!("{day} at {time}")),
        ("Reference", sent.reference.to_string()),
        ("Contact promised by", in_words(sent.contact_by)),
    ];
    SummaryList {
        rows: rows
            .into_iter()
            .map(|(name, value)| SummaryRow::of(name, value))
            .collect(),
        ..SummaryList::default()
    }
}
