//! `POST /api/v1/estimates`: circumstances in, totals and trace out.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use charging::Assessment;
use charging::circumstances::Circumstances;
use charging::policy::Policy;
use charging::told::{ToldPart, told};
use domain::forms::draft::DraftStore;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web::http::problem::{Problem, ProblemMember};

use crate::AppState;

/// The answer: the assessment, and the facts that it was worked out from.
#[derive(Serialize)]
struct EstimateAnswer {
    #[serde(flatten)]
    assessment: Assessment,
    told: Vec<ToldPart>,
}

/// The request. Its `policy` is read by itself, as changes to the council's own
/// policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EstimateRequest {
    date: jiff::civil::Date,
    circumstances: Circumstances,
    #[serde(default)]
    policy: Option<Overrides>,
}

/// Settings that replace the council's. They are well formed, because they were
/// also read as a whole [`Policy`].
#[derive(Debug)]
pub(crate) struct Overrides(Value);

impl<'de> Deserialize<'de> for Overrides {
    fn deserialize<D: serde::Deserializer<'de>>(document: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(document)?;
        Policy::deserialize(&value).map_err(serde::de::Error::custom)?;
        Ok(Self(value))
    }
}

pub(crate) async fn create<S: DraftStore>(
    State(state): State<AppState<S>>,
    web::http::json::Json(request): web::http::json::Json<EstimateRequest>,
) -> Result<Response, Problem> {
    let policy = match request.policy {
        Some(overrides) => with_overrides(&state.policy, overrides)?,
        None => state.policy,
    };
    charging::assess(request.date, &request.circumstances, &policy)
        .map(|assessment| {
            let told = told(&request.circumstances);
            Json(EstimateAnswer { assessment, told }).into_response()
        })
        .map_err(|problems| {
            let mistake = |problem: charging::CircumstancesProblem| ProblemMember {
                pointer: problem.field,
                detail: problem.sentence,
            };
            Problem::unusable(problems.into_iter().map(mistake).collect())
        })
}

/// Returns the council's policy with some of its settings replaced.
fn with_overrides(policy: &Policy, Overrides(overrides): Overrides) -> Result<Policy, Problem> {
    let read = |settings: Value| {
        serde_json::from_value(settings).map_err(|error| {
            Problem::unusable(vec![ProblemMember {
                pointer: "/policy".to_owned(),
                detail: error.to_string(),
            }])
        })
    };
    let mut settings = serde_json::to_value(policy).unwrap_or_default();
    lay_over(&mut settings, overrides);
    read(settings)
}

/// Lays one document over another: objects field by field, every other value
/// whole.
fn lay_over(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                lay_over(under.entry(key).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over,
    }
}
