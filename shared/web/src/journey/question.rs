//! Shows a question of a form and keeps its answer.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::draft::Answer;
use jiff::civil::Date;
use journey::form::{AskedQuestion, Page, Question};
use journey::journey::Journey;
use journey::parse::{
    FieldError, PostedFields, fill_carried, fill_page, parse_item, parse_page, parse_part,
    parse_question,
};

use super::address::FormAddress;
use super::fields::{ANOTHER_ROW, NEW_ITEM, Place, Sheet};
use super::group::{self, Listed};
use super::onward::{is_item_id, new_item, next};
use super::refused::{Instead, Posting};
use super::{FormPages, OpenPages, PageAsked, Way, late, section_title, summary};
use crate::answers::{AnswerHolder, TargetForm, signs_in_again};
use crate::govuk::{Button, NotificationBanner};
use crate::html::{Html, Text};
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::site_context::SiteContext;
use crate::page::{PageFrame, page, see_other};

/// The query of the page after the answer by which the form is about another
/// person from now on.
const ANOTHER_PERSON: &str = "person=another";

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
    /// The button that saves an item and asks for another, on the page of a
    /// group.
    another: Option<Button>,
    /// Says that the form is about another person now.
    another_person: Option<NotificationBanner>,
    /// Where the contents of fields come from that were filled in beforehand.
    known: Vec<String>,
}

pub(super) async fn show<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
) -> Result<Response, Instead> {
    let ((asked, only), way) = (request.page()?, request.way);
    let another_person = request.asks(ANOTHER_PERSON);
    let pages = pages.open_to_edit(request).await?;
    let journey = pages.journey();
    if only.is_some() {
        return Ok(see_other(&pages.address(&asked.id, way)));
    }
    if !journey.may_visit(&asked.id) {
        return Ok(see_other(&pages.first_open(&journey, way)));
    }
    let mut typed = fill_page(asked, &journey);
    let known = pages.holder.known_answers(&pages.open, asked).await?;
    let mut asking = pages.asking((asked, way));
    typed.extend(fill_carried(asked, &journey, &known.answers));
    asking.known = known.said;
    asking.another_person = another_person;
    let listed = group::listed(&pages, &journey, asked, way);
    Ok(asking.draw(&journey, listed, StatusCode::OK, &typed, &[]))
}

pub(super) async fn answer<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
    posted: PostedForm,
) -> Result<Response, Instead> {
    let ((asked, only), way) = (request.page()?, request.way);
    let pages = pages.open_to_keep(request, &posted).await?;
    let journey = pages.journey();
    let (typed, today) = (PostedFields(posted.fields()), pages.site().today());
    let may_visit = journey.may_visit(&asked.id);
    if may_visit && asks_for_a_row(asked, &posted) {
        let ok = StatusCode::OK;
        return Ok(pages.draw(&journey, (asked, way), ok, posted.fields(), &[]));
    }
    let read = if may_visit {
        match added(asked, &posted) {
            Some(added) => read_added(added, &posted, &journey, today),
            None => parse_part((asked, only), &typed, &journey, today),
        }
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
        Ok(answers) if may_visit && only.is_some() => {
            let saved = pages.keep(answers, posting).await?;
            let next = pages.first_open(&Journey::new(pages.form(), &saved.answers), way);
            Ok(saved.answered(see_other(&next), &pages.address(&asked.id, way)))
        }
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
    let another = pages.journey().about_another(&answers);
    let changes_person = !another.is_empty();
    let answers = answers.into_iter().chain(another).collect();
    let saved = pages.keep(answers, posting).await?;
    let mut next = next(pages, &saved.answers, asked, way);
    if changes_person {
        let joined = if next.contains('?') { '&' } else { '?' };
        next = format!("{next}{joined}{ANOTHER_PERSON}");
    }
    Ok(saved.answered(see_other(&next), &pages.address(&asked.id, way)))
}

/// Finds the group whose page adds an item by itself, with the id of the item.
/// Posting the page twice adds one item, because the page names it.
fn added<'f>(asked: &'f Page, posted: &PostedForm) -> Option<(AskedQuestion<'f>, String)> {
    let group = AskedQuestion::whole(asked);
    let item = posted.one(NEW_ITEM);
    let adds = group.is_group() && posted.one(group.id) == "yes" && is_item_id(item);
    adds.then(|| (group, item.to_owned()))
}

/// Reads the item that the page of a group adds. There is nothing more to add
/// to the group, unless the button says so.
fn read_added(
    (group, item): (AskedQuestion<'_>, String),
    posted: &PostedForm,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Vec<(String, Answer)>, Vec<FieldError>> {
    let typed = PostedFields(posted.fields());
    let key = format!("{}/{item}", group.id);
    if journey.answers().get(&key).is_none() && !journey.may_add(group) {
        return parse_question(group, &typed, journey, today)
            .map(|answer| vec![(group.id.to_owned(), answer)]);
    }
    let fields = parse_item(group, &typed, journey, today)?;
    Ok(vec![
        (key, Answer::Fields(fields)),
        group::more(group, posted),
    ])
}

/// Whether the post asks for one more row of fields instead of going on.
fn asks_for_a_row(asked: &Page, posted: &PostedForm) -> bool {
    let row_of = posted.one(ANOTHER_ROW);
    let mut questions = asked.questions();
    questions
        .any(|question| question.id == row_of && matches!(question.question, Question::Rows { .. }))
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
        let asking = self.asking((asked, way));
        asking.draw(journey, listed, status, typed, errors)
    }

    fn asking(&self, (asked, way): (&'static Page, Way)) -> Asking {
        let journey = self.journey();
        Asking {
            address: self.address.clone(),
            site: self.site().clone(),
            asked,
            action: self.address(&asked.id, way),
            back: self.back(&journey, &asked.id, way),
            button: "Continue",
            meant_for: self.target(),
            in_turn: true,
            keeps_typed: true,
            another_person: false,
            trying: None,
            known: Vec::new(),
        }
    }
}

fn answers_removed() -> NotificationBanner {
    NotificationBanner {
        text: "You changed who this is for, so we have removed what you had answered about the other person. Please answer the questions again.".into(),
        ..NotificationBanner::default()
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
    /// Whether the form is about another person since the last answer, so that
    /// the page says what became of the other answers.
    pub another_person: bool,
    /// The trial that the question is asked in, if it is: the page then says that
    /// nothing is kept, and has no way to clear the answers.
    pub trying: Option<Trying>,
    /// Where the contents of fields come from that were filled in beforehand, in
    /// whole sentences.
    pub known: Vec<String>,
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
        let adds = self.in_turn && AskedQuestion::whole(asked).is_group();
        let new_item = match PostedFields(typed).one(NEW_ITEM) {
            posted if is_item_id(posted) => posted.to_owned(),
            _ if adds => new_item(&self.site),
            _ => String::new(),
        };
        let sheet = Sheet {
            journey,
            posted: PostedFields(typed),
            errors,
            new_item: &new_item,
        };
        let guidance = sheet.guidance(asked);
        let (title, fields) = if listed.is_empty() {
            let place = if guidance.is_empty() && self.known.is_empty() {
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
        let another = adds && journey.may_add(AskedQuestion::whole(asked));
        let is_said_first = !guidance.is_empty() || !self.known.is_empty();
        let under_heading = several || !listed.is_empty() || is_said_first;
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
            another_person: self.another_person.then(answers_removed),
            known: self.known,
            another: another.then(|| group::save_and_add_another(AskedQuestion::whole(asked))),
        };
        page(status, &view)
    }
}
