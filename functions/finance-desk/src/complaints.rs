//! Shows complaints about personal data, and the day by which each has to be
//! acknowledged.

use app::records;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::correspondence::complaint::Complaint;
use domain::records::staff_queues::{ListedComplaint, StaffQueues as _};
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::reference::Reference;
use web::govuk::{Button, SummaryList, SummaryRow};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::{AppState, FinanceDeskPorts};

/// The address of the list.
pub(crate) const LIST: &str = "/finance/complaints";

#[derive(Template)]
#[template(path = "complaints.html")]
struct List {
    frame: PageFrame,
    /// The complaints to acknowledge, the most urgent first.
    open: Vec<Row>,
    /// The acknowledged complaints, the newest first.
    acknowledged: Vec<Row>,
}

struct Row {
    shown: String,
    plain: String,
    received: String,
    by: String,
    /// The day on which the complaint was acknowledged; empty if it was not.
    acknowledged: String,
}

#[derive(Template)]
#[template(path = "complaint.html")]
struct One {
    frame: PageFrame,
    details: SummaryList,
    what_happened: Vec<String>,
    plain: String,
    /// The button; none if the complaint is acknowledged.
    acknowledge: Option<Button>,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let store = state.ports.store();
    let complaints = store.all_complaints(state.site.now()).await?;
    let open = complaints
        .iter()
        .filter(|one| one.acknowledged_at.is_none());
    let acknowledged = complaints.iter().rev();
    let acknowledged = acknowledged.filter(|one| one.acknowledged_at.is_some());
    let view = List {
        frame: staff
            .page("Complaints about personal data")
            .back("/finance"),
        open: open.map(Row::of).collect(),
        acknowledged: acknowledged.map(Row::of).collect(),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let found = records::read_complaint(store, staff.staff_user(), &reference, now).await?;
    let complaint = found.ok_or(Failure::NOT_FOUND)?;
    Ok(page(StatusCode::OK, &One::of(&staff, &complaint)))
}

impl One {
    fn of(staff: &Staff<Finance>, complaint: &Complaint) -> Self {
        let row = Row::of(&ListedComplaint::from(complaint));
        let open = complaint.acknowledged_at.is_none();
        Self {
            frame: staff.page(format!("Complaint {}", row.shown)).back(LIST),
            details: SummaryList {
                rows: vec![
                    SummaryRow::of("From", complaint.name.clone()),
                    SummaryRow {
                        classes: "govuk-!-text-break-word".into(),
                        ..SummaryRow::of("Email address", complaint.email.as_str().to_owned())
                    },
                    SummaryRow::of("Received", row.received),
                    match open {
                        true => SummaryRow::of("Acknowledge by", row.by),
                        false => SummaryRow::of("Acknowledged", row.acknowledged),
                    },
                ],
                ..SummaryList::default()
            },
            what_happened: complaint
                .what_happened
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect(),
            plain: row.plain,
            acknowledge: open.then(|| Button::of("I have acknowledged it")),
        }
    }
}

pub(crate) async fn acknowledge<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let noted = records::acknowledge_complaint(store, staff.staff_user(), &reference, now).await?;
    noted.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(LIST))
}

impl Row {
    fn of(complaint: &ListedComplaint) -> Self {
        let received = date_in_london(complaint.received_at);
        Self {
            shown: complaint.reference.to_string(),
            plain: complaint.reference.plain().to_owned(),
            received: in_words(received),
            by: in_words(complaint.acknowledged_by()),
            acknowledged: complaint
                .acknowledged_at
                .map(|at| in_words(date_in_london(at)))
                .unwrap_or_default(),
        }
    }
}
