//! Opening a case about somebody.

use app::caseload;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::caseload::{CaseOpened, CasePerson};
use domain::forms::staff_case::TeamId;
use domain::values::person_id::PersonId;
use jiff::civil::Date;
use web::govuk::{Button, DateInput, Fieldset, Hint, Input, Label, Legend, RadioItem, Radios};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::page::typed_date::{DateFields, TypedDate};
use web::who::{Practitioner, Staff};
use web::{Failure, PageFrame, page, see_other};

use crate::{AppState, PracticeStore, addresses};

/// The fields of the page.
pub(crate) const FIELDS: &[&str] = &[
    "case",
    "first-name",
    "last-name",
    "born-day",
    "born-month",
    "born-year",
    "case-number",
    "team",
];

const BORN: DateFields = DateFields {
    whole: "born",
    parts: ["born-day", "born-month", "born-year"],
    earliest_year: 1900,
};

const LONGEST_NAME: usize = 100;
const LONGEST_NUMBER: usize = 20;

#[derive(Template)]
#[template(path = "open-case.html")]
struct OpenCase {
    frame: PageFrame,
    id: String,
    first_name: Input,
    last_name: Input,
    born: DateInput,
    case_number: Input,
    team: Option<Radios>,
    button: Button,
}

/// What somebody typed.
#[derive(Default)]
struct TypedCase {
    id: String,
    first_name: String,
    last_name: String,
    born: TypedDate,
    case_number: String,
    team: String,
}

pub(crate) async fn ask<S: PracticeStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
) -> Result<Response, Failure> {
    let teams = state.store.teams_of(&staff.staff_user().id).await?;
    let typed = TypedCase {
        id: state.site.new_id(),
        ..TypedCase::default()
    };
    let view = OpenCase::new(&staff, &typed, &teams, &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Opens the case. The page has the id of the case, so that pressing the button
/// twice opens one.
pub(crate) async fn open<S: PracticeStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Practitioner>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let worker = staff.staff_user();
    let teams = state.store.teams_of(&worker.id).await?;
    let typed = TypedCase::of(&posted, state.site.id_of_form(posted.one("case")));
    let mistakes = match typed.read(&teams, state.site.today()) {
        Ok((person, team)) => {
            let person = CasePerson {
                opened_at: state.site.now(),
                ..person
            };
            match caseload::open(&state.store, worker, &person, &team).await? {
                Some(CaseOpened::Opened | CaseOpened::Before) => {
                    return Ok(see_other(&addresses::case(&person.id)));
                }
                None => return Err(Failure::NOT_FOUND),
            }
        }
        Err(mistakes) => mistakes,
    };
    let view = OpenCase::new(&staff, &typed, &teams, &mistakes);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

impl TypedCase {
    fn of(posted: &PostedForm, id: String) -> Self {
        let words = |field| {
            let words = posted.one(field).split_whitespace();
            words.collect::<Vec<_>>().join(" ")
        };
        Self {
            id,
            first_name: words("first-name"),
            last_name: words("last-name"),
            born: TypedDate::of(posted, &BORN),
            case_number: words("case-number"),
            team: posted.one("team").to_owned(),
        }
    }

    /// Returns the person and the team, or every mistake in the order of the
    /// page. The instant of the opening is that of the epoch.
    fn read(
        &self,
        teams: &[TeamId],
        today: Date,
    ) -> Result<(CasePerson, TeamId), Vec<FieldMistake>> {
        let mut mistakes = Vec::new();
        if self.first_name.is_empty() {
            let words = "Enter the first name. If they have one name only, enter it here";
            mistakes.push(FieldMistake::new("first-name", words));
        }
        for (field, name, typed) in [
            ("first-name", "First name", &self.first_name),
            ("last-name", "Last name", &self.last_name),
        ] {
            if typed.chars().count() > LONGEST_NAME {
                let words = format!("{name} must be {LONGEST_NAME} characters or less");
                mistakes.push(FieldMistake::new(field, words));
            }
        }
        let born = self.born.read(&BORN).and_then(|born| {
            let words = "Date of birth must be today or in the past";
            match born.is_none_or(|born| born <= today) {
                true => Ok(born),
                false => Err(FieldMistake::new(BORN.whole, words)),
            }
        });
        let born = born.unwrap_or_else(|mistake| {
            mistakes.push(mistake);
            None
        });
        let is_usual = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let number = &self.case_number;
        if number.chars().count() > LONGEST_NUMBER || !number.chars().all(is_usual) {
            let words = "Case number must be 20 letters, digits and hyphens or fewer";
            mistakes.push(FieldMistake::new("case-number", words));
        }
        let team = match teams {
            [only] => Some(only),
            _ => teams.iter().find(|team| team.0 == self.team),
        };
        if team.is_none() {
            mistakes.push(FieldMistake::new(
                "team",
                "Select the team that works on it",
            ));
        }
        let id = PersonId::parse(&self.id);
        match (mistakes.is_empty(), team, id) {
            (true, Some(team), Ok(id)) => Ok((
                CasePerson {
                    id,
                    first_name: self.first_name.clone(),
                    last_name: self.last_name.clone(),
                    born,
                    case_number: (!number.is_empty()).then(|| number.clone()),
                    opened_at: jiff::Timestamp::UNIX_EPOCH,
                },
                team.clone(),
            )),
            _ => Err(mistakes),
        }
    }
}

impl OpenCase {
    fn new(
        staff: &Staff<Practitioner>,
        typed: &TypedCase,
        teams: &[TeamId],
        mistakes: &[FieldMistake],
    ) -> Self {
        let input = |field: &'static str, label: &'static str, value: &str| Input {
            id: field.into(),
            name: field.into(),
            label: Label::of(label),
            value: value.to_owned().into(),
            autocomplete: "off".into(),
            error_message: wrong(mistakes, field),
            ..Input::default()
        };
        let team = (teams.len() != 1).then(|| Radios {
            name: "team".into(),
            fieldset: Some(Fieldset {
                legend: Legend::of("Which team works on it?"),
                ..Fieldset::default()
            }),
            error_message: wrong(mistakes, "team"),
            items: teams
                .iter()
                .map(|team| RadioItem {
                    value: team.0.clone().into(),
                    text: team.title().into(),
                    ..RadioItem::default()
                })
                .collect(),
            value: typed.team.clone().into(),
            ..Radios::default()
        });
        Self {
            frame: staff
                .page("Open a case about somebody")
                .back(addresses::WORK)
                .errors(summary(mistakes)),
            id: typed.id.clone(),
            first_name: input("first-name", "First name", &typed.first_name),
            last_name: Input {
                hint: Some(Hint::of("Leave this empty if they have one name only.")),
                ..input("last-name", "Last name", &typed.last_name)
            },
            born: typed.born.input(
                &BORN,
                (
                    "Date of birth",
                    "For example, 27 3 1948. Leave this empty if you do not know.",
                ),
                mistakes,
            ),
            case_number: Input {
                hint: Some(Hint::of(
                    "Their number in the case system. Leave this empty if they have none.",
                )),
                ..input("case-number", "Case number", &typed.case_number)
            },
            team,
            button: Button::of("Open the case"),
        }
    }
}
