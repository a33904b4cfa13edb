//! The start page of a form: what the law asks of it, and how far it is.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::person_id::PersonId;
use journey::form::Form;
use journey::journey::Journey;
use journey::legal_content::{self, Held, LegalContent};
use web::answers::{AnswerHolder as _, StaffCaseAnswers, StaffCaseForm, StaffCaseRequest};
use web::govuk::Button;
use web::who::{Practitioner, Staff};
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page};

use crate::{AppState, PracticeStore, addresses, listed};

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: PageFrame,
    person: String,
    held: usize,
    of: usize,
    tasks: String,
    law: StackedTable,
    button: Button,
}

/// What a handler is given: the person, and the request as the holder of the
/// answers reads it.
type Asked = (PersonId, StaffCaseRequest);

pub(crate) async fn contact<S: PracticeStore>(
    State(state): State<AppState<S>>,
    _: Staff<Practitioner>,
    PathId(person): PathId<PersonId>,
    request: StaffCaseRequest,
) -> Result<Response, Failure> {
    let form = journey::forms::contact_record();
    show(&state, (person, request), form).await
}

pub(crate) async fn assessment<S: PracticeStore>(
    State(state): State<AppState<S>>,
    _: Staff<Practitioner>,
    PathId(person): PathId<PersonId>,
    request: StaffCaseRequest,
) -> Result<Response, Failure> {
    let form = journey::forms::needs_assessment();
    show(&state, (person, request), form).await
}

pub(crate) async fn plan<S: PracticeStore>(
    State(state): State<AppState<S>>,
    _: Staff<Practitioner>,
    PathId(person): PathId<PersonId>,
    request: StaffCaseRequest,
) -> Result<Response, Failure> {
    let form = journey::forms::support_plan();
    show(&state, (person, request), form).await
}

pub(crate) async fn review<S: PracticeStore>(
    State(state): State<AppState<S>>,
    _: Staff<Practitioner>,
    PathId(person): PathId<PersonId>,
    request: StaffCaseRequest,
) -> Result<Response, Failure> {
    let form = journey::forms::strengths_review();
    show(&state, (person, request), form).await
}

async fn show<S: PracticeStore>(
    state: &AppState<S>,
    (person, request): Asked,
    form: &'static Form,
) -> Result<Response, Failure> {
    let answers = StaffCaseAnswers::new(state.site.clone(), state.store.clone());
    let open = answers.open(form, request).await?;
    let view = Start::new(&open, &person);
    Ok(page(StatusCode::OK, &view))
}

impl Start {
    fn new(open: &StaffCaseForm, person: &PersonId) -> Self {
        let form = open.form;
        let prefix = address(form, person);
        let journey = Journey::new(form, &open.answers);
        let asked = legal_content::held(form, &journey);
        let count = |held| asked.iter().filter(|(_, found)| *found == held).count();
        let on = journey.resume().path();
        let text = match (open.answers.is_empty(), journey.is_complete()) {
            (true, _) => "Start",
            (false, false) => "Go on",
            (false, true) => "Check the answers",
        };
        Self {
            frame: open
                .site
                .page(form.title.clone())
                .back(addresses::case(person)),
            person: addresses::case(person),
            held: count(Held::Yes),
            of: asked.len() - count(Held::NotAsked),
            tasks: format!("{prefix}/tasks"),
            law: law(&asked),
            button: Button {
                href: format!("{prefix}/{on}").into(),
                ..Button::of(text)
            },
        }
    }
}

/// Returns the address of a form about somebody.
fn address(form: &Form, person: &PersonId) -> String {
    let found = listed().find(|(listed, _)| listed.id == form.id);
    found.map_or_else(
        || addresses::case(person),
        |(_, pattern)| addresses::form(pattern, person),
    )
}

fn law(asked: &[(&LegalContent, Held)]) -> StackedTable {
    let rows = asked.iter().map(|(part, held)| {
        let state = match held {
            Held::Yes => "Answered",
            Held::NotYet => "Not yet",
            Held::NotAsked => "Not needed by the answers so far",
        };
        vec![
            StackedCell::of(part.what),
            StackedCell::of(state),
            StackedCell::of(part.law),
        ]
    });
    StackedTable {
        caption: "What the form has to say".into(),
        columns: ["What", "State", "Law"].map(Into::into).into(),
        rows: rows.collect(),
    }
}
