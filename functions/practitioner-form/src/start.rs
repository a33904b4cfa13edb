//! The start page of a form: what the law asks of it, and how far it is.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::Application;
use domain::document::Block;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::person_id::PersonId;
use journey::journey::Journey;
use journey::legal_content::{self, Held, LegalContent};
use journey::needs_self_assessment;
use web::answers::{AnswerHolder as _, StaffCaseAnswers, StaffCaseForm, StaffCaseRequest};
use web::govuk::Button;
use web::page::document::Blocks;
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page};

use crate::indicative::WorkedOut;
use crate::{AppState, PracticeForm, PracticeStore, addresses};

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: PageFrame,
    person: String,
    /// About Me, as its owner sent it; empty where nobody did.
    about_me: Vec<Block>,
    /// Who wrote it, and when.
    written: String,
    /// The address of the whole self-assessment; empty where there is none.
    whole: String,
    held: usize,
    of: usize,
    tasks: String,
    /// What the indicative budget comes to so far; empty of another form, and
    /// where the council works none out for practitioners.
    budget: String,
    /// The address of the indicative budget.
    budget_page: String,
    law: StackedTable,
    button: Button,
}

/// Shows the start of a form. The holder of the answers checks who asks, as it
/// does for every page of the form.
pub(crate) async fn show<S: PracticeStore>(
    form: PracticeForm,
    State(state): State<AppState<S>>,
    PathId(person): PathId<PersonId>,
    request: StaffCaseRequest,
) -> Result<Response, Failure> {
    let answers = StaffCaseAnswers::new(state.site, state.store);
    let open = answers.open((form.form)(), request).await?;
    let sent = answers.latest_self_assessment(&open).await?;
    let view = Start::new(form, &open, &person, sent.as_ref());
    Ok(page(StatusCode::OK, &view))
}

impl Start {
    fn new(
        of: PracticeForm,
        open: &StaffCaseForm,
        person: &PersonId,
        sent: Option<&Application>,
    ) -> Self {
        let form = open.form;
        let prefix = addresses::form(of.prefix, person);
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
            about_me: sent.map(about_me_of).unwrap_or_default(),
            written: sent.map(written).unwrap_or_default(),
            whole: sent
                .map(|sent| addresses::self_assessment(person, &sent.reference))
                .unwrap_or_default(),
            held: count(Held::Yes),
            of: asked.len() - count(Held::NotAsked),
            tasks: format!("{prefix}/tasks"),
            budget: budget_so_far(open),
            budget_page: addresses::budget(person),
            law: law(&asked),
            button: Button {
                href: format!("{prefix}/{on}").into(),
                ..Button::of(text)
            },
        }
    }
}

/// Says what the indicative budget of an assessment comes to so far.
fn budget_so_far(open: &StaffCaseForm) -> String {
    let offered = open.site.council().indicative_budgets.practitioners;
    if !offered || open.form.id != legal_content::NEEDS_ASSESSMENT {
        return String::new();
    }
    let worked_out = WorkedOut::of(open).ok();
    worked_out.map(|found| found.sentence()).unwrap_or_default()
}

/// Returns About Me of a self-assessment, as its owner wrote it.
fn about_me_of(sent: &Application) -> Vec<Block> {
    let filled = sent.forms.first();
    let form = journey::forms::needs_self_assessment();
    filled.map_or_else(Vec::new, |filled| {
        needs_self_assessment::about_me(&Journey::new(form, &filled.answers))
    })
}

fn written(sent: &Application) -> String {
    let on = in_words(date_in_london(sent.submitted_at));
    format!("Written by {}, sent on {on}.", sent.applicant.name())
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
