//! Shows complaints about personal data, and the day by which each has to be
//! acknowledged.

use app::records;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::correspondence::complaint::Complaint;
use domain::fault::StoreFault;
use domain::records::staff_queues::{ComplaintList, ListedComplaint, StaffQueues as _};
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::reference::Reference;
use web::govuk::{Button, Pagination, SummaryList, SummaryRow, WarningText};
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::{AppState, FinanceDeskPorts, ON_A_PAGE};

/// The address of the list.
pub(crate) const LIST: &str = "/finance/complaints";

/// The name of the list of acknowledged complaints in an address.
const ACKNOWLEDGED: &str = "acknowledged";

const COMPLAINTS: left_out::Things = ("complaint", "complaints");

/// The most acknowledged complaints under those to acknowledge.
const NEWEST: usize = 10;

#[derive(Template)]
#[template(path = "complaints.html")]
struct List {
    frame: PageFrame,
    /// The complaints to acknowledge, the most urgent first; none on the pages
    /// of those that are.
    open: Option<Vec<Row>>,
    /// The acknowledged complaints, the newest first.
    acknowledged: Vec<Row>,
    /// Whether there are more of them, on pages of their own.
    more_acknowledged: bool,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
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
    query: ListQuery,
) -> Result<Response, Failure> {
    let view = match query.list.as_deref() {
        Some(ACKNOWLEDGED) => state.acknowledged(&staff, &query).await?,
        _ => state.open(&staff, &query).await?,
    };
    Ok(page(StatusCode::OK, &view))
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Makes a page of the complaints to acknowledge. The newest that are
    /// acknowledged stand under the first.
    async fn open(&self, staff: &Staff<Finance>, query: &ListQuery) -> Result<List, StoreFault> {
        let (store, now) = (self.ports.store(), self.site.now());
        let (which, after) = (ComplaintList::Open, query.after.as_ref());
        let open = store.complaints_list(which, after, ON_A_PAGE, now).await?;
        let mut view = List {
            open: Some(open.items.iter().map(Row::of).collect()),
            pages: query.pagination(LIST, &open),
            ..List::titled(staff, "Complaints about personal data", "/finance")
        };
        let mut unreadable = open.unreadable;
        if after.is_none() {
            let which = ComplaintList::Acknowledged;
            let newest = store.complaints_list(which, None, NEWEST, now).await?;
            view.acknowledged = newest.items.iter().map(Row::of).collect();
            view.more_acknowledged = newest.next.is_some();
            unreadable += newest.unreadable;
        }
        view.left_out = left_out::told_to_staff(unreadable, COMPLAINTS);
        Ok(view)
    }

    /// Makes a page of the complaints that are acknowledged.
    async fn acknowledged(
        &self,
        staff: &Staff<Finance>,
        query: &ListQuery,
    ) -> Result<List, StoreFault> {
        let (store, now) = (self.ports.store(), self.site.now());
        let (which, after) = (ComplaintList::Acknowledged, query.after.as_ref());
        let found = store.complaints_list(which, after, ON_A_PAGE, now).await?;
        Ok(List {
            acknowledged: found.items.iter().map(Row::of).collect(),
            left_out: left_out::told_to_staff(found.unreadable, COMPLAINTS),
            pages: query.pagination(LIST, &found),
            ..List::titled(staff, "Acknowledged complaints", LIST)
        })
    }
}

impl List {
    /// Makes a page without complaints.
    fn titled(staff: &Staff<Finance>, title: &'static str, back: &'static str) -> Self {
        Self {
            frame: staff.page(title).back(back),
            open: None,
            acknowledged: Vec::new(),
            more_acknowledged: false,
            left_out: None,
            pages: None,
        }
    }
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
