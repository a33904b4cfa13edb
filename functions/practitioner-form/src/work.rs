//! The work of a team: its cases, what is due first on top.

use app::caseload::{self, TeamWork};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::staff_user::StaffUser;
use domain::forms::caseload::{CaseStep, WorkListRow};
use domain::forms::staff_case::TeamId;
use domain::values::calendar::with_weekday;
use jiff::civil::Date;
use web::govuk::{Button, Pagination, WarningText};
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::who::{Practitioner, Staff};
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page};

use crate::{AppState, PracticeStore, addresses, inbox};

/// The most cases on a page.
const ON_A_PAGE: usize = 50;

const CASES: left_out::Things = ("case", "cases");

#[derive(Template)]
#[template(path = "work.html")]
struct Work {
    frame: PageFrame,
    open: Button,
    team: String,
    /// The inboxes that the person's teams read: address and title.
    inboxes: Vec<(&'static str, &'static str)>,
    other_teams: Vec<(String, String)>,
    cases: Option<StackedTable>,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

#[derive(Template)]
#[template(path = "no-team.html")]
struct NoTeam {
    frame: PageFrame,
}

pub(crate) async fn of_first_team<S: PracticeStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let frame = staff.page("My work");
    match state.work(&staff, None, &query).await? {
        Some(work) => Ok(shown(frame, &state, &staff, &work, &query)),
        None => Ok(page(StatusCode::OK, &NoTeam { frame })),
    }
}

pub(crate) async fn of_team<S: PracticeStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
    PathId(team): PathId<TeamId>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let work = state.work(&staff, Some(&team), &query).await?;
    let work = work.ok_or(Failure::NOT_FOUND)?;
    let frame = staff.page(format!("Work of {}", team.title()));
    Ok(shown(frame, &state, &staff, &work, &query))
}

impl<S: PracticeStore> AppState<S> {
    async fn work(
        &self,
        staff: &Staff<Practitioner>,
        asked: Option<&TeamId>,
        query: &ListQuery,
    ) -> Result<Option<TeamWork>, Failure> {
        let place = (query.after.as_ref(), ON_A_PAGE);
        let work = caseload::work(&self.store, staff.staff_user(), asked, place);
        Ok(work.await?)
    }
}

fn shown<S: PracticeStore>(
    frame: PageFrame,
    state: &AppState<S>,
    staff: &Staff<Practitioner>,
    work: &TeamWork,
    query: &ListQuery,
) -> Response {
    let address = addresses::team(&work.team);
    let rows = &work.page.items;
    let others = work.teams.iter().filter(|team| **team != work.team);
    let view = Work {
        frame,
        open: Button {
            href: addresses::NEW.into(),
            ..Button::of("Open a case")
        },
        team: work.team.title(),
        inboxes: inbox::links(state, &work.teams),
        other_teams: others
            .map(|team| (addresses::team(team), team.title()))
            .collect(),
        cases: (!rows.is_empty()).then(|| table(rows, staff.staff_user(), state.site.today())),
        left_out: left_out::told_to_staff(work.page.unreadable, CASES),
        pages: query.pagination(&address, &work.page),
    };
    page(StatusCode::OK, &view)
}

fn table(rows: &[WorkListRow], worker: &StaffUser, today: Date) -> StackedTable {
    let rows = rows.iter().map(|row| {
        let taken_on = match &row.worker {
            Some(found) if found.id == worker.id => "You".to_owned(),
            Some(found) => found.name.clone(),
            None => "Nobody yet".to_owned(),
        };
        let (step, by) = match row.due {
            Some(due) => (step_title(due.step), by(due.on, today)),
            None => ("Nothing", String::new()),
        };
        vec![
            StackedCell::link(row.name.clone(), addresses::case(&row.person)),
            StackedCell::of(step),
            StackedCell::of(by),
            StackedCell::of(taken_on),
        ]
    });
    StackedTable {
        caption: "Cases, what is due first on top".into(),
        columns: ["Person", "What is due", "By", "Who has taken it on"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

/// Returns what is due as pages say it.
pub(crate) const fn step_title(step: CaseStep) -> &'static str {
    match step {
        CaseStep::Contact => "First contact",
        CaseStep::Assessment => "Assessment",
        CaseStep::Plan => "Care and support plan",
        CaseStep::Review => "Review",
    }
}

/// Returns the day, and that it has passed where it has.
pub(crate) fn by(on: Date, today: Date) -> String {
    match on < today {
        true => format!("{}: late", with_weekday(on)),
        false => with_weekday(on),
    }
}
