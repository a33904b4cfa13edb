//! What providers ask of finance: the list of what is open, and answering it.

use app::provider_requests;
use askama::Template;
use attendance::provider_request::{
    LONGEST_REQUEST, ListedRequest, ProviderRequest, ProviderRequestQueue as _, RequestId,
    RequestSubject,
};
use attendance::supplier::SupplierId;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use web::govuk::{Button, CharacterCount, Label, Pagination, SummaryList, SummaryRow, WarningText};
use web::http::form::PostedForm;
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathIds, page, see_other};

use crate::supplier_address::of_supplier;
use crate::{AppState, FinanceDeskPorts, ON_A_PAGE};

/// The address of the list.
pub(crate) const LIST: &str = "/finance/requests";

#[derive(Template)]
#[template(path = "requests.html")]
struct Requests {
    frame: PageFrame,
    /// The words, the address, the supplier and the days of each.
    each: Vec<(&'static str, String, String, String)>,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "request.html")]
struct OneRequest {
    frame: PageFrame,
    address: String,
    supplier: String,
    details: SummaryList,
    /// The answer and the button; none once it is settled.
    settle: Option<(CharacterCount, Button)>,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let (store, after) = (state.ports.store(), query.after.as_ref());
    let found = store.open_requests(after, ON_A_PAGE).await?;
    let pages = query.pagination(LIST, &found);
    let view = Requests {
        frame: staff
            .page("Requests of providers and people")
            .back("/finance"),
        each: found.items.iter().map(row).collect(),
        left_out: left_out::told_to_staff(found.unreadable, ("request", "requests")),
        pages,
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, id): PathIds<SupplierId, RequestId>,
) -> Result<Response, Failure> {
    let found = state.request(&staff, &supplier, &id).await?;
    Ok(page(
        StatusCode::OK,
        &OneRequest::of(&staff, &found, "", &[]),
    ))
}

pub(crate) async fn settle<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, id): PathIds<SupplierId, RequestId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let answer = posted.one("answer").trim();
    let words = match answer.chars().count() {
        0 => Some("Enter your answer".to_owned()),
        1..=LONGEST_REQUEST => None,
        _ => Some(format!(
            "The answer must be {LONGEST_REQUEST} characters or fewer"
        )),
    };
    if let Some(words) = words {
        let found = state.request(&staff, &supplier, &id).await?;
        let mistakes = [FieldMistake::new("answer", words)];
        let view = OneRequest::of(&staff, &found, answer, &mistakes);
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
    }
    let (store, now, by) = (state.ports.store(), state.site.now(), staff.staff_user());
    let settled = provider_requests::settle(store, by, (&supplier, &id), answer, now).await?;
    settled.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(LIST))
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Reads a request, on the record.
    async fn request(
        &self,
        staff: &Staff<Finance>,
        supplier: &SupplierId,
        id: &RequestId,
    ) -> Result<ProviderRequest, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let found = provider_requests::read(store, staff.staff_user(), supplier, id, now).await?;
        found.ok_or(Failure::NOT_FOUND)
    }
}

fn row(request: &ListedRequest) -> (&'static str, String, String, String) {
    (
        request.kind.title(),
        address(&request.supplier, &request.id),
        request.supplier.to_string(),
        days(request),
    )
}

/// Says since when a request waits, and by when it is answered.
fn days(request: &ListedRequest) -> String {
    let since = in_words(date_in_london(request.at));
    match request.kind.answer_by(request.at) {
        Some(day) => format!("since {since}. Answer by {}", in_words(day)),
        None => format!("since {since}"),
    }
}

fn address(supplier: &SupplierId, id: &RequestId) -> String {
    format!("{LIST}/{supplier}/{id}")
}

/// Returns the question for the answer. A person sees it in their record.
const fn to_whom(request: &ProviderRequest) -> &'static str {
    match request.about {
        RequestSubject::AttendanceQuery(_) => "What do you tell the person and the provider?",
        _ => "What do you tell the provider?",
    }
}

fn details(request: &ProviderRequest) -> SummaryList {
    let facts = request.facts().into_iter();
    SummaryList {
        rows: facts
            .map(|(name, value)| SummaryRow {
                classes: "govuk-!-text-break-word".into(),
                ..SummaryRow::of(name, value)
            })
            .collect(),
        ..SummaryList::default()
    }
}

impl OneRequest {
    fn of(
        staff: &Staff<Finance>,
        request: &ProviderRequest,
        answer: &str,
        mistakes: &[FieldMistake],
    ) -> Self {
        Self {
            frame: staff
                .page(request.about.kind().title())
                .back(LIST)
                .errors(summary(mistakes)),
            address: address(&request.supplier, &request.id),
            supplier: of_supplier(&request.supplier),
            details: details(request),
            settle: request.settled.is_none().then(|| {
                let answer = CharacterCount {
                    id: "answer".into(),
                    name: "answer".into(),
                    maxlength: LONGEST_REQUEST.to_string().into(),
                    label: Label::of(to_whom(request)),
                    value: answer.to_owned().into(),
                    error_message: wrong(mistakes, "answer"),
                    ..CharacterCount::default()
                };
                (answer, Button::of("Settle this request"))
            }),
        }
    }
}
