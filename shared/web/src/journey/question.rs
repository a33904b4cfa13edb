//! A page of a form: its question shown, and its answer kept.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::draft::{Answer, Answers};
use journey::form::{Page, Question};
use journey::journey::{Journey, Stop};
use journey::parse::{FieldError, Posted as Typed, fill, parse};

use super::fields::{Asked, Place, Sheet};
use super::group::{self, Listed};
use super::{Desk, JourneySpec, Way, late, section_title, signs_in_again, summary};
use crate::failure::Failure;
use crate::form::Posted;
use crate::govuk::Button;
use crate::html::{Html, Text};
use crate::meant::MeantFor;
use crate::page::{PageFrame, page, see_other};
use crate::portal::Portal;
use crate::visitor::{KeepAnswers, Opened, Visitor};

#[derive(Template)]
#[template(path = "journey/question.html")]
struct QuestionPage {
    frame: PageFrame,
    prefix: &'static str,
    action: String,
    meant_for: MeantFor,
    keeps_typed: bool,
    section: &'static str,
    /// The main heading, where it is not the label of the field.
    heading: Text,
    guidance: Html,
    listed: Vec<Listed>,
    fields: Html,
    button: Button,
}

pub(super) async fn show<S: KeepAnswers>(
    State(desk): State<Desk<S>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (asked, way) = (desk.page(&id)?, Way::of(query.as_deref()));
    let (desk, opened) = desk.open(visitor).await?;
    let journey = Journey::new(desk.spec.form, &opened.answers);
    if !journey.may_visit(&id) {
        return Ok(see_other(&desk.first_open(&journey, way)));
    }
    let typed = journey
        .given(&id)
        .map(|answer| fill(asked, answer))
        .unwrap_or_default();
    let page = Drawn {
        opened: &opened,
        journey: &journey,
        asked,
        way,
    };
    Ok(page.draw(&desk, StatusCode::OK, &typed, &[]))
}

pub(super) async fn answer<S: KeepAnswers>(
    State(desk): State<Desk<S>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let (asked, way) = (desk.page(&id)?, Way::of(query.as_deref()));
    let (desk, opened) = desk.open_even_ended(visitor, &posted).await?;
    let journey = Journey::new(desk.spec.form, &opened.answers);
    let (typed, today) = (Typed(posted.fields()), desk.portal.today());
    let may_visit = journey.may_visit(&id);
    let read = if may_visit {
        parse(asked, &typed, &journey, today)
    } else if late::is_late(&journey) {
        parse(&late::with_every_choice(asked), &typed, &journey, today)
    } else {
        return Ok(see_other(&desk.first_open(&journey, way)));
    };
    match read {
        Ok(answer) if may_visit => keep(&desk, &opened, asked, answer, way).await,
        Ok(answer) => late::keep(&desk, &opened, &asked.id, answer).await,
        // A page with a list of what somebody has is theirs alone.
        Err(_) if !opened.shows() && (signs_in_again(&posted) || asked.is_group()) => {
            Err(Failure::SIGNED_OUT)
        }
        Err(_) if !may_visit && late::has_lost_choices(asked) => Ok(late::nothing_left(&desk)),
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let page = Drawn {
                opened: &opened,
                journey: &journey,
                asked,
                way,
            };
            Ok(page.draw(&desk, status, posted.fields(), &errors))
        }
    }
}

async fn keep<S: KeepAnswers>(
    desk: &Desk<S>,
    opened: &Opened,
    asked: &'static Page,
    answer: Answer,
    way: Way,
) -> Result<Response, Failure> {
    let add = matches!((&asked.question, &answer), (Question::Group { .. }, Answer::Text(text)) if text == "yes");
    let kept = desk.keep(opened, &asked.id, answer).await?;
    let next = if add {
        desk.address(
            &format!("{}/{}", asked.id, group::new_item(&desk.portal)),
            way,
        )
    } else {
        next(desk, &kept.answers, asked, way)
    };
    Ok(kept.answered(see_other(&next), &desk.address(&asked.id, way)))
}

/// What follows an answer: the next question; after a change, what the change
/// left open, or the check.
fn next<S: KeepAnswers>(desk: &Desk<S>, answers: &Answers, asked: &Page, way: Way) -> String {
    let journey = Journey::new(desk.spec.form, answers);
    match (way, journey.after(&asked.id)) {
        (Way::On, stop @ Stop::Page(_)) => desk.address(stop.path(), way),
        (Way::On | Way::Change, _) => desk.first_open(&journey, way),
    }
}

/// A question as it is drawn for one form of somebody.
struct Drawn<'a> {
    opened: &'a Opened,
    journey: &'a Journey<'a>,
    asked: &'static Page,
    way: Way,
}

impl Drawn<'_> {
    fn draw<S: KeepAnswers>(
        &self,
        desk: &Desk<S>,
        status: StatusCode,
        typed: &[(String, String)],
        errors: &[FieldError],
    ) -> Response {
        let (asked, way) = (self.asked, self.way);
        let listed = group::listed(desk, self.journey, asked, way);
        let asking = Asking {
            spec: desk.spec,
            portal: desk.portal.clone(),
            asked,
            action: desk.address(&asked.id, way),
            back: desk.back(self.journey, &asked.id, way),
            button: "Continue",
            meant_for: self.opened.meant_for(desk.spec.form),
            keeps_typed: true,
        };
        asking.draw(self.journey, listed, status, typed, errors)
    }
}

/// A question of a form as a page, and where its answer is sent: its own page
/// keeps it; a function can ask it for another end.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The form.
    pub spec: JourneySpec,
    /// What every page knows.
    pub portal: Portal,
    /// The question.
    pub asked: &'static Page,
    /// Where the answer is posted.
    pub action: String,
    /// Where the link back leads.
    pub back: String,
    /// The words of the button.
    pub button: &'static str,
    /// Which of somebody's forms it is for: [`Opened::meant_for`].
    pub meant_for: MeantFor,
    /// Whether `action` keeps what is posted after a session has ended, until
    /// somebody has signed in again.
    pub keeps_typed: bool,
}

impl Asking {
    /// The page, with what is in its fields (see [`journey::parse::fill`]) and
    /// what is wrong with it.
    pub fn page(
        self,
        journey: &Journey<'_>,
        status: StatusCode,
        typed: &[(String, String)],
        errors: &[FieldError],
    ) -> Response {
        self.draw(journey, Vec::new(), status, typed, errors)
    }

    fn draw(
        self,
        journey: &Journey<'_>,
        listed: Vec<Listed>,
        status: StatusCode,
        typed: &[(String, String)],
        errors: &[FieldError],
    ) -> Response {
        let asked = self.asked;
        let sheet = Sheet {
            journey,
            posted: Typed(typed),
            errors,
        };
        let guidance = sheet.guidance(asked);
        let (title, fields) = if listed.is_empty() {
            let place = if guidance.is_empty() {
                Place::Heading
            } else {
                Place::UnderHeading
            };
            let fields = sheet.field(Asked {
                name: &asked.id,
                question: &asked.question,
                label: &asked.label,
                hint: asked.hint.as_ref(),
                optional: asked.optional,
                place,
            });
            (asked.label.say(journey.speaks_of()).to_owned(), fields)
        } else {
            group::add_another(&sheet, asked, listed.len())
        };
        let under_heading = !listed.is_empty() || !guidance.is_empty();
        let frame = self
            .portal
            .page(title.clone())
            .part(self.spec.form.title.as_str())
            .back(self.back)
            .errors(summary(errors));
        let view = QuestionPage {
            frame,
            prefix: self.spec.prefix,
            action: self.action,
            meant_for: self.meant_for,
            keeps_typed: self.keeps_typed,
            section: section_title(self.spec.form, asked),
            heading: if under_heading {
                title.into()
            } else {
                Text::NONE
            },
            guidance: if listed.is_empty() {
                guidance
            } else {
                Html::NONE
            },
            listed,
            fields,
            button: Button {
                text: self.button.into(),
                ..Button::default()
            },
        };
        page(status, &view)
    }
}
