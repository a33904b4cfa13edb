//! What a supplier's people ask of finance: making requests and seeing what
//! became of them.

mod form;

use app::provider_requests;
use askama::Template;
use attendance::provider_request::{
    ProviderRequest, ProviderRequestReader as _, RequestKind, RequestMade,
};
use attendance::supplier::SupplierId;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::budget::Budget;
use web::govuk::{SummaryCard, SummaryList, SummaryRow, SummaryTitle};
use web::http::form::PostedForm;
use web::page::limit::note_limit;
use web::page::mistake::FieldMistake;
use web::register_form::{ACCOUNT, is_of_another};
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, PathId, PathIds, page, see_other};

use crate::{AppState, DayServicesPorts, addresses};
use form::{Ask, TypedRequest};

/// The fields of every kind of request.
pub(crate) const FIELDS: &[&str] = &[
    "request", "who", "details", "week", "order", "line", "day", "symbol", "why", "pattern",
    "edits", ACCOUNT,
];

/// The most requests on the page.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "requests.html")]
struct Requests {
    frame: PageFrame,
    missing: String,
    open: Vec<SummaryList>,
    settled: Vec<SummaryList>,
}

pub(crate) async fn list<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathId(supplier): PathId<SupplierId>,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &supplier).await?;
    let (store, now) = (state.ports.store(), state.site.now());
    let mut requests = store.requests_of(&supplier, now).await?;
    requests.retain(|request| granted.grant.sees_restricted || !request.is_restricted());
    let (open, settled): (Vec<_>, Vec<_>) = requests
        .iter()
        .take(SHOWN)
        .partition(|request| request.settled.is_none());
    let title = format!("Requests of {} to finance", granted.supplier().name);
    let view = Requests {
        frame: staff.page(title).back(addresses::supplier(&supplier)),
        missing: addresses::request(&supplier, RequestKind::PersonMissing),
        open: open.into_iter().map(card).collect(),
        settled: settled.into_iter().map(card).collect(),
    };
    Ok(page(StatusCode::OK, &view))
}

/// Shows the page of a request, filled with what the address says of a register.
pub(crate) async fn ask<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathIds(supplier, kind): PathIds<SupplierId, String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &supplier).await?;
    let kind = RequestKind::named(&kind).ok_or(Failure::NOT_FOUND)?;
    let query = PostedForm::read(query.unwrap_or_default().as_bytes());
    let typed = TypedRequest::of(&query.unwrap_or_default(), state.site.new_id());
    let typed = typed.of_kind(kind).ok_or(Failure::NOT_FOUND)?;
    Ok(page(
        StatusCode::OK,
        &Ask::new(&staff, &granted, &typed, &[]),
    ))
}

pub(crate) async fn make<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathIds(supplier, kind): PathIds<SupplierId, String>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &supplier).await?;
    let kind = RequestKind::named(&kind).ok_or(Failure::NOT_FOUND)?;
    if is_of_another(posted.one(ACCOUNT), &staff.staff_user().id) {
        return Err(Failure::STAFF_SIGNED_OUT);
    }
    let id = state.site.id_of_form(posted.one("request"));
    let typed = TypedRequest::of(&posted, id).of_kind(kind);
    let typed = typed.ok_or(Failure::BAD_REQUEST)?;
    let (status, mistakes) = match typed.read() {
        Ok(about) => {
            let request = typed.request(&staff, &supplier, about, state.site.now())?;
            match provider_requests::make(state.ports.store(), &request).await? {
                RequestMade::Kept => return Ok(see_other(&addresses::requests(&supplier))),
                RequestMade::TooMany(spent) => (StatusCode::TOO_MANY_REQUESTS, too_many(&spent)),
            }
        }
        Err(mistakes) => (StatusCode::UNPROCESSABLE_ENTITY, mistakes),
    };
    Ok(page(status, &Ask::new(&staff, &granted, &typed, &mistakes)))
}

/// Says that an account, or everybody, has asked too much within the hour. What
/// was typed stays on the page.
fn too_many(spent: &Budget) -> Vec<FieldMistake> {
    note_limit(spent);
    let words = "Many requests were sent in a short time. Send this again in an hour";
    vec![FieldMistake::new("send", words)]
}

fn card(request: &ProviderRequest) -> SummaryList {
    let facts = request.facts().into_iter();
    SummaryList {
        card: Some(SummaryCard {
            title: Some(SummaryTitle {
                text: request.about.kind().title().into(),
                ..SummaryTitle::default()
            }),
            ..SummaryCard::default()
        }),
        rows: facts
            .map(|(name, value)| SummaryRow {
                classes: "govuk-!-text-break-word".into(),
                ..SummaryRow::of(name, value)
            })
            .collect(),
        ..SummaryList::default()
    }
}
