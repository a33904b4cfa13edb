//! A question about one session: "this is not what happened".

use app::person_attendance::{self, AttendedWeek, QuestionAsked, may_ask};
use app::provider_requests::budget_of_question;
use askama::Template;
use attendance::attendance_query::{LONGEST_QUESTION, answer_by};
use attendance::cell::Cell;
use attendance::person_week::PersonSession;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::budget::{BudgetSpending, BudgetStore as _};
use domain::values::calendar::with_weekday;
use domain::values::money::in_words as pounds;
use domain::values::person_id::PersonId;
use futures_util::future::try_join;
use jiff::Timestamp;
use web::govuk::{Button, CharacterCount, Label, SummaryList, SummaryRow};
use web::http::form::PostedForm;
use web::page::limit::note_limit;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, page, see_other};

use crate::place::{SessionAt, WeekAt, of_week};
use crate::{AppState, CareRecordPorts, OpenRecord};

/// The fields of the form.
pub(crate) const FIELDS: &[&str] = &["record", "turn", "why"];

#[derive(Template)]
#[template(path = "question.html")]
struct Question {
    frame: PageFrame,
    facts: SummaryList,
    because: Vec<String>,
    answer_by: String,
    record: String,
    turn: String,
    why: CharacterCount,
    button: Button,
}

/// A session that somebody may ask about.
struct AskedSession {
    record: OpenRecord,
    attended: AttendedWeek,
    session: PersonSession,
}

pub(crate) async fn ask<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    SessionAt(at, cell): SessionAt,
) -> Result<Response, Failure> {
    let week = of_week(&at.0, &at.1);
    let what = "opened the page that asks about a session";
    let asked = state.session(&citizen, at, &cell, what).await?;
    let now = state.site.now();
    let Some(turn) = asked.attended.next_turn(&cell, now) else {
        return Ok(see_other(&week));
    };
    let view = Question::of(&citizen, &asked, (&turn.to_string(), "", now), &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Sends a question. The form names its record and its turn, so that a page of
/// another record asks nothing here, and a second press asks nothing more.
pub(crate) async fn send<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    SessionAt(at, cell): SessionAt,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let (week, person) = (of_week(&at.0, &at.1), at.0.clone());
    let (asked, spending) = state.asked_and_counted(&citizen, at, &cell).await?;
    if posted.one("record") != person.as_str() {
        return Err(Failure::BAD_REQUEST);
    }
    let (why, turn) = (posted.one("why").trim(), posted.one("turn"));
    let sent = state.send(&citizen, &asked, (why, turn), spending);
    let sent = sent.await?;
    let Some((status, words)) = refused(&sent) else {
        return Ok(see_other(&week));
    };
    let mistake = FieldMistake::new("why", words);
    let shown = (turn, why, state.site.now());
    Ok(page(
        status,
        &Question::of(&citizen, &asked, shown, &[mistake]),
    ))
}

/// Returns why a question was not kept; none of one that was.
fn refused(sent: &QuestionAsked) -> Option<(StatusCode, &'static str)> {
    match sent {
        QuestionAsked::Kept => None,
        QuestionAsked::NotReadable(words) => Some((StatusCode::UNPROCESSABLE_ENTITY, words)),
        QuestionAsked::TooMany(spent) => {
            note_limit(spent);
            let words = "Many questions were sent in a short time. Send this again in an hour";
            Some((StatusCode::TOO_MANY_REQUESTS, words))
        }
    }
}

impl<P: CareRecordPorts> AppState<P> {
    /// Opens a session for a holder who may ask about it.
    async fn session(
        &self,
        citizen: &Citizen<WholeAccount>,
        WeekAt(person, key): WeekAt,
        cell: &Cell,
        what: &str,
    ) -> Result<AskedSession, Failure> {
        let (record, attended) = self.attended(citizen, &person, key, what).await?;
        if !may_ask(&record.open.access.terms) {
            return Err(Failure::NOT_FOUND);
        }
        let session = attended.week.session(cell).cloned();
        Ok(AskedSession {
            session: session.ok_or(Failure::NOT_FOUND)?,
            record,
            attended,
        })
    }

    /// Opens a session, and counts the question meanwhile.
    async fn asked_and_counted(
        &self,
        citizen: &Citizen<WholeAccount>,
        at: WeekAt,
        cell: &Cell,
    ) -> Result<(AskedSession, BudgetSpending), Failure> {
        let (store, budget) = (self.ports.store(), [budget_of_question(citizen.account())]);
        let what = "asked about a session of attendance";
        let asked = self.session(citizen, at, cell, what);
        let counted = async { Ok(store.spend(&budget, self.site.now()).await?) };
        try_join(asked, counted).await
    }

    async fn send(
        &self,
        citizen: &Citizen<WholeAccount>,
        asked: &AskedSession,
        (why, turn): (&str, &str),
        spending: BudgetSpending,
    ) -> Result<QuestionAsked, Failure> {
        let turn = turn.parse().map_err(|_| Failure::BAD_REQUEST)?;
        let by = (citizen.account(), &asked.record.open.access.terms);
        let about = (&asked.attended, &asked.session);
        let now = self.site.now();
        Ok(
            person_attendance::ask(self.ports.store(), about, by, (why, turn), (spending, now))
                .await?,
        )
    }
}

impl Question {
    fn of(
        citizen: &Citizen<WholeAccount>,
        asked: &AskedSession,
        (turn, why, now): (&str, &str, Timestamp),
        mistakes: &[FieldMistake],
    ) -> Self {
        let (session, attended) = (&asked.session, &asked.attended);
        let person = &asked.record.case.person;
        let name = person.name();
        let facts = [
            ("Day service", attended.supplier_name.clone()),
            ("What was recorded", session.recorded.clone()),
            ("Recorded by", session.recorded_by.clone()),
            ("Counts towards the charge", pounds(session.billed)),
            ("Day service is paid", pounds(session.paid)),
        ];
        let facts = facts.map(|(key, value)| SummaryRow::of(key, value));
        let title = format!("What happened on {}?", session.when());
        Self {
            frame: citizen
                .site()
                .about(&name)
                .page(title)
                .back(of_week(&person.id, &attended.key))
                .errors(summary(mistakes)),
            facts: SummaryList {
                rows: facts.into(),
                ..SummaryList::default()
            },
            because: session.because.clone(),
            answer_by: with_weekday(answer_by(now)),
            record: record_of(&person.id),
            turn: turn.to_owned(),
            why: CharacterCount {
                id: "why".into(),
                name: "why".into(),
                maxlength: LONGEST_QUESTION.to_string().into(),
                label: Label::of("What happened instead?"),
                value: why.to_owned().into(),
                error_message: wrong(mistakes, "why"),
                ..CharacterCount::default()
            },
            button: Button::of(format!("Send for {name}")),
        }
    }
}

fn record_of(person: &PersonId) -> String {
    person.as_str().to_owned()
}
