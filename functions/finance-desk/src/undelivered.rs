//! Shows applications whose e-mails come back, so that somebody reaches the
//! person in another way.

use app::records;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::Application;
use domain::fault::StoreFault;
use domain::forms::draft::Answer;
use domain::records::staff_queues::{StaffQueues as _, Undelivered};
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
pub(crate) const LIST: &str = "/finance/undelivered";

/// The question of the request for help that asks for the telephone number of
/// the person to contact.
const PHONE: &str = "phone";

#[derive(Template)]
#[template(path = "undelivered.html")]
struct List {
    frame: PageFrame,
    /// The reference as shown, the reference as in addresses, and the day.
    each: Vec<(String, String, String)>,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "undelivered-one.html")]
struct One {
    frame: PageFrame,
    plain: String,
    details: SummaryList,
    settle: Button,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let after = query.after.as_ref();
    let waiting = store.undelivered(after, ON_A_PAGE, now).await?;
    let each = waiting.items.iter().map(|one| {
        let (shown, plain) = (one.reference.to_string(), one.reference.plain().to_owned());
        (shown, plain, day(one))
    });
    let view = List {
        frame: staff.page("Undelivered emails").back("/finance"),
        each: each.collect(),
        left_out: left_out::told_to_staff(waiting.unreadable, ("application", "applications")),
        pages: query.pagination(LIST, &waiting),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let one = state.waiting(&reference).await?.ok_or(Failure::NOT_FOUND)?;
    let (store, now) = (state.ports.store(), state.site.now());
    let found =
        records::read_whom_to_contact(store, staff.staff_user(), &one.reference, now).await?;
    let application = found.ok_or(Failure::NOT_FOUND)?;
    let view = One {
        frame: staff
            .page(format!("Application {}", one.reference))
            .back(LIST),
        plain: one.reference.plain().to_owned(),
        details: details(&application, &one),
        settle: Button::of("I have told them in another way"),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn settle<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    // `None` if it was settled already, in another tab or by somebody else.
    if let Some(one) = state.waiting(&reference).await? {
        let (store, now) = (state.ports.store(), state.site.now());
        records::settle_undelivered(store, staff.staff_user(), &one, now).await?;
    }
    Ok(see_other(LIST))
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Finds an application whose e-mail came back and that nobody has dealt
    /// with. Staff can look up no other application here.
    async fn waiting(&self, reference: &Reference) -> Result<Option<Undelivered>, StoreFault> {
        let (store, now) = (self.ports.store(), self.site.now());
        let waiting = store.undelivered_about(reference, now).await?;
        Ok(waiting.into_iter().next())
    }
}

fn day(one: &Undelivered) -> String {
    in_words(date_in_london(one.bounced_at))
}

/// Lists whom to contact and how, and nothing else of the application.
fn details(application: &Application, one: &Undelivered) -> SummaryList {
    let applicant = &application.applicant;
    let request = application.forms.first();
    let phone = request.and_then(|request| match request.answers.get(PHONE) {
        Some(Answer::Text(phone)) => Some(phone.clone()),
        _ => None,
    });
    let name = applicant.name();
    let copy = applicant.copy_to.as_ref().filter(|_| one.is_copy);
    let broken = |address: &str| SummaryRow {
        classes: "govuk-!-text-break-word".into(),
        ..SummaryRow::of("Email address", address.to_owned())
    };
    SummaryList {
        rows: vec![
            SummaryRow::of("Sent by", name),
            SummaryRow::of(
                "Email that came back",
                match one.is_copy {
                    true => "The copy to the person they applied for",
                    false => "The one to the person who sent it",
                },
            ),
            broken(copy.unwrap_or(&applicant.email).as_str()),
            SummaryRow::of("Email came back on", day(one)),
            SummaryRow::of(
                "Telephone they gave",
                phone.unwrap_or_else(|| "None. Write to the address in the case system".to_owned()),
            ),
        ],
        ..SummaryList::default()
    }
}
