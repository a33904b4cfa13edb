//! A person's own attendance at day services: the weeks, and one of them with
//! each session, what it cost and why, and what was asked about it.

use app::person_attendance::{
    self, AttendedWeek, AttendedWeeks, AttendingWhom, may_ask, query_of, sees_attendance,
};
use askama::Template;
use attendance::attendance_query::{answer_by, asked_until};
use attendance::cell::Cell;
use attendance::kept_register::RegisterKey;
use attendance::person_week::PersonSession;
use attendance::provider_request::ProviderRequest;
use attendance::week::Week;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::caseload::CasePerson;
use domain::values::calendar::{in_words, with_weekday};
use domain::values::london::date_in_london;
use domain::values::money::in_words as pounds;
use domain::values::person_id::PersonId;
use jiff::Timestamp;
use web::govuk::{SummaryList, SummaryRow};
use web::http::form::PostedForm;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page};

use crate::place::{WeekAt, of_attendance, of_session, of_week};
use crate::{AppState, CareRecordPorts, OpenRecord, address};

#[derive(Template)]
#[template(path = "attendance.html")]
struct Weeks {
    frame: PageFrame,
    weeks: Option<StackedTable>,
    questions: Vec<SummaryList>,
    earlier: Option<String>,
    telephone: String,
}

#[derive(Template)]
#[template(path = "attendance-week.html")]
struct OneWeek {
    frame: PageFrame,
    confirmed: String,
    is_open_again: bool,
    to_be_confirmed: bool,
    change: Option<String>,
    amounts: SummaryList,
    sessions: StackedTable,
    /// Each session with the sentences of its amounts.
    because: Vec<(String, Vec<String>)>,
    /// Until when a session can be asked about, for who may ask.
    asked_until: Option<String>,
    questions: Vec<SummaryList>,
}

pub(crate) async fn list<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(person): PathId<PersonId>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let record = state
        .attendance(&citizen, &person, "read the attendance at day services")
        .await?;
    let query = PostedForm::read(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let (to, now) = (query.one("to").parse().ok(), state.site.now());
    let found = match AttendingWhom::of(&record.case.person) {
        Some(whom) => person_attendance::weeks(state.ports.store(), &whom, (to, now)).await?,
        None => AttendedWeeks::default(),
    };
    let view = Weeks::new(&citizen, &record.case.person, &found.weeks, found.earlier);
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn week<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    WeekAt(person, key): WeekAt,
) -> Result<Response, Failure> {
    let what = "read a week of attendance at day services";
    let (record, attended) = state.attended(&citizen, &person, key, what).await?;
    let asks = may_ask(&record.open.access.terms);
    let view = OneWeek::new(
        &citizen,
        &record.case.person,
        &attended,
        asks,
        state.site.now(),
    );
    Ok(page(StatusCode::OK, &view))
}

impl<P: CareRecordPorts> AppState<P> {
    /// Opens the record of a person for a holder who sees attendance.
    async fn attendance(
        &self,
        citizen: &Citizen<WholeAccount>,
        person: &PersonId,
        what: &str,
    ) -> Result<OpenRecord, Failure> {
        let record = self.record(citizen, person, what).await?;
        match sees_attendance(&record.open.access.terms) {
            true => Ok(record),
            false => Err(Failure::NOT_FOUND),
        }
    }

    /// Opens one week of a person's attendance.
    pub(crate) async fn attended(
        &self,
        citizen: &Citizen<WholeAccount>,
        person: &PersonId,
        key: RegisterKey,
        what: &str,
    ) -> Result<(OpenRecord, AttendedWeek), Failure> {
        let record = self.attendance(citizen, person, what).await?;
        let whom = AttendingWhom::of(&record.case.person).ok_or(Failure::NOT_FOUND)?;
        let now = self.site.now();
        let found = person_attendance::week(self.ports.store(), &whom, key, now).await?;
        Ok((record, found.ok_or(Failure::NOT_FOUND)?))
    }
}

/// Returns the title of a week.
fn title(week: &AttendedWeek) -> String {
    let ending = in_words(week.key.week.ending());
    format!("Week ending {ending} at {}", week.supplier_name)
}

impl Weeks {
    fn new(
        citizen: &Citizen<WholeAccount>,
        person: &CasePerson,
        weeks: &[AttendedWeek],
        earlier: Option<Week>,
    ) -> Self {
        let rows = weeks.iter().map(|week| {
            let of_week = of_week(&person.id, &week.key);
            vec![
                StackedCell::link(title(week), of_week),
                StackedCell::of(pounds(week.week.amounts.billed)),
                StackedCell::of(pounds(week.week.amounts.paid)),
                StackedCell::of(standing(week)),
            ]
        });
        let columns = [
            "Week",
            "Counts towards the charge",
            "Day service is paid",
            "Standing",
        ];
        let table = StackedTable {
            caption: "Weeks that the day service has confirmed".into(),
            columns: columns.map(Into::into).into(),
            rows: rows.collect(),
        };
        let questions = weeks.iter().flat_map(|week| week.questions.iter());
        let frame = citizen.site().about(&person.name());
        Self {
            frame: frame
                .page("Attendance at day services")
                .back(address(&person.id)),
            weeks: (!weeks.is_empty()).then_some(table),
            questions: questions.filter_map(question).collect(),
            earlier: earlier.map(|to| format!("{}?to={}", of_attendance(&person.id), to.ending())),
            telephone: citizen.site().council().telephone.clone(),
        }
    }
}

/// Says what is not settled of a week.
fn standing(week: &AttendedWeek) -> String {
    let waits = week
        .questions
        .iter()
        .any(|question| question.settled.is_none());
    let said = [
        (week.is_open_again, "Being corrected"),
        (week.week.to_be_confirmed, "To be confirmed by finance"),
        (waits, "A question waits for its answer"),
    ];
    let said: Vec<_> = said
        .into_iter()
        .filter_map(|(is_so, words)| is_so.then_some(words))
        .collect();
    match said.is_empty() {
        true => "Confirmed".to_owned(),
        false => said.join(". "),
    }
}

impl OneWeek {
    fn new(
        citizen: &Citizen<WholeAccount>,
        person: &CasePerson,
        attended: &AttendedWeek,
        asks: bool,
        now: Timestamp,
    ) -> Self {
        let week = &attended.week;
        let on = in_words(date_in_london(attended.confirmed_at));
        let frame = citizen.site().about(&person.name());
        let amounts = vec![
            SummaryRow::of("Counts towards the charge", pounds(week.amounts.billed)),
            SummaryRow::of("Day service is paid", pounds(week.amounts.paid)),
        ];
        let because = week.sessions.iter();
        let asked_until = in_words(asked_until(attended.key.week));
        Self {
            frame: frame
                .page(title(attended))
                .back(of_attendance(&person.id)),
            confirmed: format!("As it was confirmed on {on}."),
            is_open_again: attended.is_open_again,
            to_be_confirmed: week.to_be_confirmed,
            change: attended.change.as_ref().map(|change| {
                let before = pounds(change.billed_before);
                let because = change.because.as_deref();
                let because = because.map_or_else(
                    || "the day service confirmed the week again".to_owned(),
                    ToOwned::to_owned,
                );
                format!(
                    "This week was changed on {on}. Before, {before} counted towards the charge. The reason: {because}."
                )
            }),
            amounts: SummaryList {
                rows: amounts,
                ..SummaryList::default()
            },
            sessions: sessions(person, attended, asks, now),
            because: because.map(|of| (of.when(), of.because.clone())).collect(),
            asked_until: asks.then_some(asked_until),
            questions: attended.questions.iter().filter_map(question).collect(),
        }
    }
}

/// Makes the table of sessions.
fn sessions(
    person: &CasePerson,
    attended: &AttendedWeek,
    asks: bool,
    now: Timestamp,
) -> StackedTable {
    let row = |session: &PersonSession| {
        vec![
            StackedCell::of(session.when()),
            StackedCell::of(session.recorded.clone()),
            StackedCell::of(session.recorded_by.clone()),
            StackedCell::of(pounds(session.billed)),
            StackedCell::of(pounds(session.paid)),
            match asks && attended.next_turn(&session.cell, now).is_some() {
                true => StackedCell::link(
                    format!("This is not what happened: {}", session.when()),
                    of_session(&person.id, &attended.key, &session.cell),
                ),
                false => StackedCell::of(asked(attended, &session.cell)),
            },
        ]
    };
    let columns = [
        "Session",
        "What was recorded",
        "Recorded by",
        "Counts towards the charge",
        "Day service is paid",
        "Questions",
    ];
    StackedTable {
        caption: "Sessions, support and journeys".into(),
        columns: columns.map(Into::into).into(),
        rows: attended.week.sessions.iter().map(row).collect(),
    }
}

/// Says what is asked about a session that cannot be asked about now.
fn asked(attended: &AttendedWeek, cell: &Cell) -> String {
    match attended.questions_about(cell).last() {
        Some(last) if last.settled.is_none() => {
            format!("Asked. We answer by {}", with_weekday(answer_by(last.at)))
        }
        Some(_) => "Asked and answered".to_owned(),
        None => "None".to_owned(),
    }
}

/// Shows a question, and the answer or the day by which it comes.
fn question(request: &ProviderRequest) -> Option<SummaryList> {
    let query = query_of(request)?;
    let on = |at| in_words(date_in_london(at));
    let by = match &query.on_behalf {
        Some(relation) => format!(
            "{} ({relation}), on behalf of {}",
            query.asked_by, query.person
        ),
        None => query.asked_by.clone(),
    };
    let session = format!(
        "{}, {}",
        with_weekday(query.cell.day),
        query.cell.symbol.words()
    );
    let mut rows = vec![
        ("Session", session),
        ("Asked by", by),
        ("Asked on", on(request.at)),
        ("The record said", query.recorded.clone()),
        ("What happened instead", query.why.clone()),
    ];
    match &request.settled {
        Some(settled) => {
            rows.push(("Answered on", on(settled.at)));
            rows.push(("Answer", settled.answer.clone()));
        }
        None => rows.push(("We answer by", with_weekday(answer_by(request.at)))),
    }
    let rows = rows.into_iter().map(|(name, value)| SummaryRow {
        classes: "govuk-!-text-break-word".into(),
        ..SummaryRow::of(name, value)
    });
    Some(SummaryList {
        rows: rows.collect(),
        ..SummaryList::default()
    })
}
