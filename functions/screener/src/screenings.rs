//! `POST /api/v1/screenings`: reads the answers of a whole screening and
//! returns what they point to. Nothing is stored.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::directory::Directory;
use domain::eligibility::{
    Criterion, Finding, INDICATION_ONLY, Indication, NeedWithServices, ScreeningRequest,
    UrgentAdvice, answer, decide, headline, next_steps, services_for, urgent_advice,
};
use serde::Serialize;
use web::SiteContext;
use web::answers::AnswerStore;
use web::http::json::Json;
use web::http::problem::{Problem, ProblemMember};

use crate::Screener;

/// The result of a screening.
#[derive(Debug, Serialize)]
pub(crate) struct ScreeningResult {
    indication: Indication,
    /// A sentence about every result: an indication is not a decision.
    about_this_result: &'static str,
    headline: &'static str,
    answer: Vec<String>,
    /// The signs that cannot wait, the most pressing first.
    urgent: Vec<UrgentAdvice>,
    criteria: Vec<Criterion>,
    outcomes: Vec<Finding>,
    unable_to_achieve: usize,
    next_steps: Vec<String>,
    services: Vec<ServicesForNeed>,
}

#[derive(Debug, Serialize)]
struct ServicesForNeed {
    need: &'static str,
    name: &'static str,
    services: Vec<ServiceLink>,
}

#[derive(Debug, Serialize)]
struct ServiceLink {
    name: &'static str,
    description: &'static str,
    organization: &'static str,
    address: String,
    telephone: Option<&'static str>,
}

/// Applies the criteria to the answers of a document, or lists every problem in
/// it.
pub(crate) async fn screening_create<S: AnswerStore>(
    State(screener): State<Screener<S>>,
    Json(request): Json<ScreeningRequest>,
) -> Response {
    match screened(request, &screener.site, screener.directory) {
        Ok(result) => axum::Json(result).into_response(),
        Err(problem) => problem.into_response(),
    }
}

fn screened(
    request: ScreeningRequest,
    site: &SiteContext,
    directory: Directory,
) -> Result<ScreeningResult, Problem> {
    let screening = request.check().map_err(|problems| {
        let mistake = |problem: domain::eligibility::ScreeningProblem| ProblemMember {
            pointer: problem.pointer,
            detail: problem.words,
        };
        Problem::unusable(problems.into_iter().map(mistake).collect())
    })?;
    let decision = decide(&screening);
    let council = site.council();
    let said = |line: Vec<domain::document::Span>| line.into_iter().map(|span| span.text).collect();
    Ok(ScreeningResult {
        indication: decision.indication,
        about_this_result: INDICATION_ONLY,
        headline: headline(&screening, &decision),
        answer: answer(&screening, &decision, council),
        urgent: urgent_advice(&decision.urgent, screening.who, screening.voice, council),
        next_steps: next_steps(&screening, &decision, council)
            .into_iter()
            .map(said)
            .collect(),
        services: services_for(&decision, directory)
            .into_iter()
            .map(Into::into)
            .collect(),
        unable_to_achieve: decision.unable_to_achieve,
        criteria: decision.criteria,
        outcomes: decision.findings,
    })
}

impl From<NeedWithServices> for ServicesForNeed {
    fn from(group: NeedWithServices) -> Self {
        Self {
            need: group.need.name(),
            name: group.need.name(),
            services: group
                .services
                .into_iter()
                .map(|service| ServiceLink {
                    name: service.name,
                    description: service.description,
                    organization: service.organization,
                    address: format!("/directory/{}", service.slug),
                    telephone: service.phones.first().copied(),
                })
                .collect(),
        }
    }
}
