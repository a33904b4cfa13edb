//! Shows a question of a form and keeps its answer.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::draft::{Answer, Answers};
use journey::form::{Page, Question};
use journey::journey::{Journey, Stop};
use journey::parse::{FieldError, PostedFields, fill_page, parse_page};

use super::address::FormAddress;
use super::fields::{ANOTHER_ROW, Place, Sheet};
use super::group::{self, Listed};
use super::refused::{Instead, Posting};
use super::{FormPages, OpenPages, PageAsked, Way, late, section_title, summary};
use crate::answers::{AnswerHolder, TargetForm, signs_in_again};
use crate::govuk::Button;
use crate::html::{Html, Text};
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::site_context::SiteContext;
use crate::page::{PageFrame, page, see_other};

#[derive(Template)]
#[template(path = "journey/question.html")]
struct QuestionPage {
    frame: PageFrame,
    prefix: String,
    action: String,
    meant_for: TargetForm,
    keeps_typed: bool,
    trying: Option<Trying>,
    section: &'static str,
    /// The number of the question, `Question 6 of 17`; empty if a function asks
    /// the question out of turn.
    numbers: String,
    /// The main heading; empty if the label or legend of the field is the
    /// heading.
    heading: Text,
    guidance: Html,
    listed: Vec<Listed>,
    fields: Html,
    button: Button,
}

pub(super) async fn show<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
) -> Result<Response, Instead> {
    let (asked, way) = (request.page("page")?, request.way);
    let pages = pages.open_to_edit(request).await?;
    let journey = pages.journey();
    if !journey.may_visit(&asked.id) {
        return Ok(see_other(&pages.first_open(&journey, way)));
    }
    let typed = fill_page(asked, &journey);
    Ok(pages.draw(&journey, (asked, way), StatusCode::OK, &typed, &[]))
}

pub(super) async fn answer<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
    posted: PostedForm,
) -> Result<Response, Instead> {
    let (asked, way) = (request.page("page")?, request.way);
    let pages = pages.open_to_keep(request, &posted).await?;
    let journey = pages.journey();
    let (typed, today) = (PostedFields(posted.fields()), pages.site().today());
    let may_visit = journey.may_visit(&asked.id);
    if may_visit && asks_for_a_row(asked, &posted) {
        let ok = StatusCode::OK;
        return Ok(pages.draw(&journey, (asked, way), ok, posted.fields(), &[]));
    }
    let read = if may_visit {
        parse_page(asked, &typed, &journey, today)
    } else if late::is_late(&journey) {
        parse_page(&late::with_every_choice(asked), &typed, &journey, today)
    } else {
        return Ok(see_other(&pages.first_open(&journey, way)));
    };
    let posting = Posting {
        action: pages.address(&asked.id, way),
        fields: &posted,
        again: Some("Save my answer instead"),
    };
    match read {
        Ok(answers) if may_visit => keep(&pages, (asked, way), answers, posting).await,
        Ok(answers) => late::keep(&pages, answers, posting).await,
        // A group's page lists what its owner added, so it is not drawn for
        // anybody who is signed out.
        Err(_) if !pages.open.shows() && (signs_in_again(&posted) || asked.is_group()) => {
            Err(Failure::SIGNED_OUT.into())
        }
        Err(_) if !may_visit && late::has_lost_choices(asked) => Ok(late::nothing_left(&pages)),
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(pages.draw(&journey, (asked, way), status, posted.fields(), &errors))
        }
    }
}

async fn keep<H: AnswerHolder>(
    pages: &OpenPages<H>,
    (asked, way): (&'static Page, Way),
    answers: Vec<(String, Answer)>,
    posting: Posting<'_>,
) -> Result<Response, Instead> {
    let yes =
        |(_, answer): &(String, Answer)| matches!(answer, Answer::Text(text) if text == "yes");
    let add = asked.is_group() && answers.iter().any(yes);
    let saved = pages.keep(answers, posting).await?;
    let next = if add {
        let item = group::new_item(pages.site());
        pages.address(&format!("{}/{item}", asked.id), way)
    } else {
        next(pages, &saved.answers, asked, way)
    };
    Ok(saved.answered(see_other(&next), &pages.address(&asked.id, way)))
}

/// Whether the post asks for one more row of fields instead of going on.
fn asks_for_a_row(asked: &Page, posted: &PostedForm) -> bool {
    let row_of = posted.one(ANOTHER_ROW);
    let mut questions = asked.questions();
    questions
        .any(|question| question.id == row_of && matches!(question.question, Question::Rows { .. }))
}

/// Finds the page after an answer: the next question; after a change, the first
/// question that the change left open, or else the check of all answers.
fn next<H: AnswerHolder>(
    pages: &OpenPages<H>,
    answers: &Answers,
    asked: &Page,
    way: Way,
) -> String {
    let journey = Journey::new(pages.form(), answers);
    let ends =
        |answer: &Answer| matches!(answer, Answer::Text(text) if asked.ends_with.contains(text));
    if journey.is_complete() && answers.get(&asked.id).is_some_and(ends) {
        return pages.address.result();
    }
    match (way, journey.after(&asked.id)) {
        (Way::On, stop @ Stop::Page(_)) => pages.address(stop.path(), way),
        (Way::On | Way::Change, _) => pages.first_open(&journey, way),
    }
}

impl<H: AnswerHolder> OpenPages<H> {
    /// Draws a question with the content of its fields and its errors.
    fn draw(
        &self,
        journey: &Journey<'_>,
        (asked, way): (&'static Page, Way),
        status: StatusCode,
        typed: &[(String, String)],
        errors: &[FieldError],
    ) -> Response {
        let listed = group::listed(self, journey, asked, way);
        let asking = Asking {
            address: self.address.clone(),
            site: self.site().clone(),
            asked,
            action: self.address(&asked.id, way),
            back: self.back(journey, &asked.id, way),
            button: "Continue",
            meant_for: self.target(),
            in_turn: true,
            keeps_typed: true,
            trying: None,
        };
        asking.draw(journey, listed, status, typed, errors)
    }
}

/// A question of a form as a page. The answer goes to `action`: the form's own
/// page keeps it, but a function can ask the question for a purpose of its own,
/// such as "what if" on the result of an estimate.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The addresses of the form's pages.
    pub address: FormAddress,
    /// The site, and who is signed in.
    pub site: SiteContext,
    /// The question.
    pub asked: &'static Page,
    /// The address to which the answer is posted.
    pub action: String,
    /// The address of the back link.
    pub back: String,
    /// The words of the button.
    pub button: &'static str,
    /// The form that the page is for: [`AnswerHolder::target`].
    pub meant_for: TargetForm,
    /// Whether the question is asked in its turn, so that the page shows its
    /// number.
    pub in_turn: bool,
    /// Whether `action` keeps what is posted after the end of a session, until
    /// the person has signed in again.
    pub keeps_typed: bool,
    /// The trial that the question is asked in, if it is: the page then says that
    /// nothing is kept, and has no way to clear the answers.
    pub trying: Option<Trying>,
}

/// A change that somebody tries without keeping it.
#[derive(Clone, Debug, Default)]
pub struct Trying {
    /// The hidden fields that carry what was answered in the trial before.
    pub hidden: Vec<(String, String)>,
}

impl Asking {
    /// Draws the page with the content of its fields (see
    /// [`journey::parse::fill`]) and its errors.
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
        let (form, asked) = (self.address.spec().form, self.asked);
        let sheet = Sheet {
            journey,
            posted: PostedFields(typed),
            errors,
        };
        let guidance = sheet.guidance(asked);
        let (title, fields) = if listed.is_empty() {
            let place = if guidance.is_empty() {
                Place::Heading
            } else {
                Place::UnderHeading
            };
            let title = asked.label.say(journey.speaks_of()).to_owned();
            (title, sheet.fields(asked, place))
        } else {
            group::add_another(&sheet, asked, listed.len())
        };
        let several = matches!(asked.question, Question::Several { .. });
        let under_heading = several || !listed.is_empty() || !guidance.is_empty();
        let page_title = match self.trying {
            Some(_) => format!("Trying a change: {title}"),
            None => title.clone(),
        };
        let frame = self
            .site
            .page(page_title)
            .part(form.title.as_str())
            .back(self.back)
            .errors(summary(errors));
        let view = QuestionPage {
            frame,
            prefix: self.address.home(),
            action: self.action,
            meant_for: self.meant_for,
            keeps_typed: self.keeps_typed,
            trying: self.trying,
            section: section_title(form, asked),
            numbers: journey
                .numbers(&asked.id)
                .filter(|_| self.in_turn)
                .map(|numbers| numbers.to_string())
                .unwrap_or_default(),
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
