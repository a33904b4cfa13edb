//! A case: whom it is about, what is due, and its forms.

use app::caseload::{self, StandingChange};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::caseload::{CaseDue, CaseFormStanding, CaseOverview, CaseStep};
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::person_id::PersonId;
use web::govuk::{
    Button, CheckboxItem, Checkboxes, DateInput, Fieldset, Legend, RadioItem, Radios, SummaryList,
    SummaryRow, WarningText,
};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::page::typed_date::{DateFields, TypedDate};
use web::who::{Practitioner, Staff};
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page, see_other};

use crate::work::{by, step_title};
use crate::{AppState, FORMS, PracticeStore, addresses};

/// The fields of what is due.
pub(crate) const FIELDS: &[&str] = &["seen", "step", "on-day", "on-month", "on-year", "take"];

const ON: DateFields = DateFields {
    whole: "on",
    parts: ["on-day", "on-month", "on-year"],
    earliest_year: 2015,
};

/// The value of the choice that nothing is due.
const NOTHING: &str = "nothing";

#[derive(Template)]
#[template(path = "case.html")]
struct Case {
    frame: PageFrame,
    adjustments: Option<WarningText>,
    facts: SummaryList,
    self_assessments: Option<StackedTable>,
    forms: StackedTable,
    /// The address of the indicative budget; empty where the council works none
    /// out for practitioners.
    budget: String,
    /// The address of who may see the care record online.
    account: String,
    next: String,
    seen: u64,
    step: Radios,
    on: DateInput,
    take: Option<Checkboxes>,
    button: Button,
}

/// What is due as somebody typed it.
struct TypedDue {
    step: String,
    on: TypedDate,
    takes_on: bool,
}

pub(crate) async fn show<S: PracticeStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
    PathId(person): PathId<PersonId>,
) -> Result<Response, Failure> {
    let case = state.overview(&staff, &person).await?;
    let due = caseload::suggested(&case, state.site.today());
    let due = case.standing.due.unwrap_or(due);
    let typed = TypedDue {
        step: due.step.name().to_owned(),
        on: TypedDate::showing(due.on),
        takes_on: false,
    };
    let view = Case::new(&state, &staff, &case, &typed, &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Changes what is due, and who has taken the case on. Pressed twice, the second
/// finds it so already.
pub(crate) async fn change<S: PracticeStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
    PathId(person): PathId<PersonId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = TypedDue {
        step: posted.one("step").to_owned(),
        on: TypedDate::of(&posted, &ON),
        takes_on: posted.one("take") == "yes",
    };
    let case = state.overview(&staff, &person).await?;
    let (status, case, mistakes) = match typed.read() {
        Ok(due) => {
            let change = StandingChange {
                seen: posted.one("seen").parse().unwrap_or(0),
                due,
                takes_on: typed.takes_on,
            };
            let (worker, now) = (staff.staff_user(), state.site.now());
            match caseload::change_standing(&state.store, worker, case, change, now).await? {
                Ok(()) => return Ok(see_other(&addresses::case(&person))),
                Err(theirs) => (StatusCode::CONFLICT, theirs, vec![overtaken()]),
            }
        }
        Err(mistakes) => (StatusCode::UNPROCESSABLE_ENTITY, case, mistakes),
    };
    let view = Case::new(&state, &staff, &case, &typed, &mistakes);
    Ok(page(status, &view))
}

fn overtaken() -> FieldMistake {
    let words = "Somebody else has changed this since you opened the page. Check what the page says now, then save again";
    FieldMistake::new("step", words)
}

impl TypedDue {
    /// Returns what is due, none if nothing is, or every mistake.
    fn read(&self) -> Result<Option<CaseDue>, Vec<FieldMistake>> {
        if self.step == NOTHING {
            return Ok(None);
        }
        let step = CaseStep::named(&self.step)
            .ok_or_else(|| FieldMistake::new("step", "Select what is due next"));
        let words = "Enter the day by which it is due";
        let on = self.on.read(&ON);
        let on = on.and_then(|on| on.ok_or_else(|| FieldMistake::new(ON.whole, words)));
        let (step, on) = web::page::mistake::both(step, on)?;
        Ok(Some(CaseDue { on, step }))
    }
}

impl Case {
    fn new<S: PracticeStore>(
        state: &AppState<S>,
        staff: &Staff<Practitioner>,
        case: &CaseOverview,
        typed: &TypedDue,
        mistakes: &[FieldMistake],
    ) -> Self {
        let id = &case.person.id;
        let is_mine = case.standing.worker.as_ref();
        let is_mine = is_mine.is_some_and(|worker| worker.id == staff.staff_user().id);
        let steps = CaseStep::ALL.into_iter();
        let steps = steps.map(|step| (step.name(), step_title(step)));
        let steps = steps.chain([(NOTHING, "Nothing")]);
        Self {
            frame: staff
                .page(case.person.name())
                .back(addresses::team(&case.standing.team))
                .errors(summary(mistakes)),
            adjustments: case.adjustments.as_ref().map(|words| WarningText {
                text: words.clone().into(),
                ..WarningText::default()
            }),
            facts: facts(case, state.site.today()),
            self_assessments: self_assessments(case),
            forms: forms(case),
            budget: match state.site.council().indicative_budgets.practitioners {
                true => addresses::budget(id),
                false => String::new(),
            },
            account: addresses::account(id),
            next: format!("{}/next", addresses::case(id)),
            seen: case.standing.changes,
            step: Radios {
                name: "step".into(),
                fieldset: Some(Fieldset {
                    legend: Legend::of(format!("What is due next for {}?", case.person.name())),
                    ..Fieldset::default()
                }),
                error_message: wrong(mistakes, "step"),
                items: steps
                    .map(|(value, text)| RadioItem {
                        value: value.into(),
                        text: text.into(),
                        ..RadioItem::default()
                    })
                    .collect(),
                value: typed.step.clone().into(),
                ..Radios::default()
            },
            on: typed.on.input(
                &ON,
                ("By which day?", "Not needed if nothing is due."),
                mistakes,
            ),
            take: (!is_mine).then(|| Checkboxes {
                name: "take".into(),
                items: vec![CheckboxItem {
                    value: "yes".into(),
                    text: "I take this case on".into(),
                    ..CheckboxItem::default()
                }],
                ..Checkboxes::default()
            }),
            button: Button::of("Save what is due"),
        }
    }
}

fn facts(case: &CaseOverview, today: jiff::civil::Date) -> SummaryList {
    let (person, standing) = (&case.person, &case.standing);
    let worker = standing.worker.as_ref();
    let due = standing.due.map(|due| {
        let (step, by) = (step_title(due.step), by(due.on, today));
        format!("{step}, by {by}")
    });
    let rows = [
        ("Date of birth", person.born.map(in_words)),
        ("Case number", person.case_number.clone()),
        ("Team", Some(standing.team.title())),
        ("Taken on by", worker.map(|worker| worker.name.clone())),
        ("Due next", due),
    ];
    SummaryList {
        rows: rows
            .into_iter()
            .map(|(name, value)| SummaryRow::of(name, value.unwrap_or_else(|| "Not known".into())))
            .collect(),
        ..SummaryList::default()
    }
}

/// Lists the self-assessments that were sent, the last on top; none if there are
/// none.
fn self_assessments(case: &CaseOverview) -> Option<StackedTable> {
    let sent = &case.self_assessments;
    let rows = sent.iter().rev().map(|sent| {
        let on = in_words(date_in_london(sent.at));
        let at = addresses::self_assessment(&case.person.id, &sent.reference);
        vec![
            StackedCell::link(format!("Self-assessment of {on}"), at),
            StackedCell::of(sent.reference.to_string()),
        ]
    });
    (!sent.is_empty()).then(|| StackedTable {
        caption: "What they wrote themselves".into(),
        columns: ["Self-assessment", "Reference"].map(Into::into).into(),
        rows: rows.collect(),
    })
}

/// Lists the forms of practitioners, each with where its latest version stands.
fn forms(case: &CaseOverview) -> StackedTable {
    let rows = FORMS.into_iter().map(|of| {
        let form = (of.form)();
        let mut versions = case.forms.iter().filter(|version| version.form == form.id);
        let latest = versions.next_back();
        vec![
            StackedCell::link(
                form.title.clone(),
                addresses::form(of.prefix, &case.person.id),
            ),
            StackedCell::of(stands(latest)),
        ]
    });
    StackedTable {
        caption: "Forms".into(),
        columns: ["Form", "Where it stands"].map(Into::into).into(),
        rows: rows.collect(),
    }
}

/// Says where a form stands.
fn stands(latest: Option<&CaseFormStanding>) -> String {
    match latest {
        None => "Not begun".to_owned(),
        Some(CaseFormStanding {
            version,
            signed_off: None,
            ..
        }) => format!("Draft of version {version}"),
        Some(CaseFormStanding {
            version,
            signed_off: Some(by),
            ..
        }) => {
            let on = in_words(date_in_london(by.at));
            format!("Version {version}, signed off by {} on {on}", by.name)
        }
    }
}
