//! Adds, changes and removes the items of a group, one page for each: the
//! properties of a person, for example.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::draft::Answer;
use journey::form::{AskedQuestion, Page, Question, Words, capitalised};
use journey::journey::Journey;
use journey::parse::{FieldError, PostedFields, fill_item, parse_item};

use super::fields::{Asked, Beside, Place, Sheet};
use super::onward::{is_item_id, next};
use super::refused::{Instead, Posting};
use super::{FormPages, OpenPages, PageAsked, Way, late, section_title, summary};
use crate::answers::{AnswerHolder, TargetForm, signs_in_again};
use crate::govuk::Button;
use crate::html::{Html, Text};
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::{PageFrame, page, see_other};

/// An item as the page of its group lists it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// The name of the item: `Property 1`.
    pub(super) label: String,
    /// The answers about the item, line by line.
    pub(super) lines: Vec<String>,
    /// The address at which the item can be changed.
    pub(super) change: String,
    /// The address at which the item can be removed.
    pub(super) remove: String,
}

#[derive(Template)]
#[template(path = "journey/item.html")]
struct ItemPage {
    frame: PageFrame,
    action: String,
    meant_for: TargetForm,
    section: &'static str,
    fields: Vec<Html>,
    button: Button,
    another: Option<Button>,
}

#[derive(Template)]
#[template(path = "journey/remove.html")]
struct RemovePage {
    frame: PageFrame,
    action: String,
    meant_for: TargetForm,
    lines: Vec<String>,
    keep: String,
    button: Button,
}

/// The name of the button that saves an item and asks for another.
const ANOTHER_ITEM: &str = "another-item";

/// Makes the button that saves an item and asks for another.
pub(super) fn save_and_add_another(group: AskedQuestion<'_>) -> Button {
    let one = match group.question {
        Question::Group { one, .. } => one.as_str(),
        _ => "",
    };
    Button {
        text: format!("Save and add another {one}").into(),
        name: ANOTHER_ITEM.into(),
        value: group.id.to_owned().into(),
        classes: "govuk-button--secondary".into(),
        ..Button::default()
    }
}

/// Returns the answer of a group to which an item is added: whether there is
/// another to add after it, as the button says.
pub(super) fn more(group: AskedQuestion<'_>, posted: &PostedForm) -> (String, Answer) {
    let another = posted.one(ANOTHER_ITEM) == group.id;
    let more = if another { "yes" } else { "no" };
    (group.id.to_owned(), Answer::Text(more.to_owned()))
}

/// Lists the items added so far; none for a page without groups.
pub(super) fn listed<H: AnswerHolder>(
    pages: &OpenPages<H>,
    journey: &Journey<'_>,
    asked: &'static Page,
    way: Way,
) -> Vec<Listed> {
    let items = Journey::new(pages.form(), journey.answers()).items(asked);
    let place = |key: &str, rest: &str| pages.address(&format!("{key}{rest}"), way);
    items
        .into_iter()
        .filter_map(|row| {
            row.item?;
            let key = row.key();
            let (change, remove) = (place(&key, ""), place(&key, "/remove"));
            Some(Listed {
                label: row.label,
                lines: row.value,
                change,
                remove,
            })
        })
        .collect()
}

/// Draws the heading of a group's list and the question whether to add another.
pub(super) fn add_another(sheet: &Sheet<'_>, asked: &Page, count: usize) -> (String, Html) {
    let Question::Group { one, many, .. } = &asked.question else {
        let title = asked.label.say(sheet.journey.speaks_of()).to_owned();
        return (title, sheet.fields(asked, Place::UnderHeading));
    };
    let things = if count == 1 { one } else { many };
    let heading = format!("You have added {count} {things}");
    if !sheet.journey.may_add(AskedQuestion::whole(asked)) {
        return (
            heading,
            Html::rendered(&NoMore {
                name: &asked.id,
                many,
            }),
        );
    }
    let label = Words::Plain("Do you want to add another?".to_owned());
    // The earlier answer to this question is not shown: the question is new for
    // each item. What was typed about an item that has mistakes is.
    let fresh = Sheet {
        posted: match sheet.errors {
            [] => PostedFields(&[]),
            _ => sheet.posted,
        },
        ..*sheet
    };
    let fields = fresh.field(Asked {
        name: &asked.id,
        question: &asked.question,
        label: &label,
        called: &label,
        hint: None,
        optional: false,
        place: Place::Among,
        beside: Beside::Nothing,
    });
    (heading, fields)
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<p class="govuk-body">You cannot add more {{ many }} here. Call us if there are more.</p><input type="hidden" name="{{ name }}" value="no">"#
)]
struct NoMore<'a> {
    name: &'a str,
    many: &'a str,
}

/// A request for the page of an item.
struct ItemAsked {
    /// The page on which the item's group stands.
    on: &'static Page,
    /// The item's group.
    asked: AskedQuestion<'static>,
    /// The id of the item.
    item: String,
    way: Way,
}

/// An item together with its form, opened.
struct OpenItem<H: AnswerHolder> {
    pages: OpenPages<H>,
    on: &'static Page,
    asked: AskedQuestion<'static>,
    item: String,
    way: Way,
}

pub(super) async fn show_item<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
) -> Result<Response, Instead> {
    let thing = ItemAsked::of(&request)?;
    let thing = thing.with(pages.open_to_edit(request).await?);
    let journey = thing.pages.journey();
    if !thing.is_asked(&journey) {
        return Ok(thing.on(&journey));
    }
    let known = thing.known();
    if known.is_none() && !journey.may_add(thing.asked) {
        return Ok(thing.to_group());
    }
    let typed = known
        .map(|fields| fill_item(thing.asked, fields))
        .unwrap_or_default();
    Ok(thing.draw(&journey, StatusCode::OK, &typed, &[]))
}

pub(super) async fn keep_item<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
    posted: PostedForm,
) -> Result<Response, Instead> {
    let thing = ItemAsked::of(&request)?;
    let thing = thing.with(pages.open_to_keep(request, &posted).await?);
    let (pages, asked) = (&thing.pages, thing.asked);
    let journey = pages.journey();
    let may_visit = thing.is_asked(&journey);
    if !may_visit && !late::is_late(&journey) {
        return Ok(thing.on(&journey));
    }
    if thing.known().is_none() && !journey.may_add(asked) {
        return Ok(thing.to_group());
    }
    let (typed, today) = (PostedFields(posted.fields()), pages.site().today());
    let read = if may_visit {
        parse_item(asked, &typed, &journey, today)
    } else {
        let page = late::with_every_choice(thing.on);
        let group = page.questions().find(|group| group.id == asked.id);
        parse_item(group.unwrap_or(asked), &typed, &journey, today)
    };
    match read {
        Ok(fields) if may_visit => thing.keep(fields, &posted).await,
        Ok(fields) => {
            let answers = vec![(thing.key(), Answer::Fields(fields))];
            late::keep(pages, answers, thing.posting(&posted)).await
        }
        Err(_) if !pages.open.shows() && signs_in_again(&posted) => Err(Failure::SIGNED_OUT.into()),
        Err(_) if !may_visit && late::has_lost_choices(thing.on) => Ok(late::nothing_left(pages)),
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(thing.draw(&journey, status, posted.fields(), &errors))
        }
    }
}

pub(super) async fn ask_to_remove<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
) -> Result<Response, Instead> {
    let thing = ItemAsked::of(&request)?;
    let thing = thing.with(pages.open_to_edit(request).await?);
    let mut rows = thing.pages.journey().items(thing.on).into_iter();
    let Some(row) = rows.find(|row| row.key() == thing.key()) else {
        return Ok(thing.to_group());
    };
    let title = format!(
        "Are you sure you want to remove {}?",
        uncapitalised(&row.label)
    );
    let keep = thing.pages.address(&thing.on.id, thing.way);
    let view = RemovePage {
        frame: thing.pages.frame(title).back(keep.clone()),
        action: thing.address("/remove"),
        meant_for: thing.pages.target(),
        lines: row.value,
        keep,
        button: Button {
            text: "Yes, remove it".into(),
            classes: "govuk-button--warning".into(),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

pub(super) async fn remove<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
    posted: PostedForm,
) -> Result<Response, Instead> {
    let thing = ItemAsked::of(&request)?;
    let thing = thing.with(pages.open_to_change(request, &posted).await?);
    let posting = Posting {
        action: thing.address("/remove"),
        fields: &posted,
        again: Some("Remove it all the same"),
    };
    thing.pages.remove(&thing.key(), posting).await?;
    Ok(thing.to_group())
}

impl ItemAsked {
    /// Reads the item from the address; [`Failure::NOT_FOUND`] for a page that
    /// is not a group or an id that is none of ours.
    fn of<H: AnswerHolder>(request: &PageAsked<H>) -> Result<Self, Failure> {
        let form = request.address.spec().form;
        let (group, item) = ["group", "item"]
            .map(|part| request.address.value(part))
            .into();
        let (on, asked) = form.group(group).ok_or(Failure::NOT_FOUND)?;
        if !is_item_id(item) {
            return Err(Failure::NOT_FOUND);
        }
        Ok(Self {
            on,
            asked,
            item: item.to_owned(),
            way: request.way,
        })
    }

    fn with<H: AnswerHolder>(self, pages: OpenPages<H>) -> OpenItem<H> {
        OpenItem {
            pages,
            on: self.on,
            asked: self.asked,
            item: self.item,
            way: self.way,
        }
    }
}

impl<H: AnswerHolder> OpenItem<H> {
    /// Returns the key under which the answers about the item are kept: the id
    /// of its group, a slash and its own id.
    fn key(&self) -> String {
        format!("{}/{}", self.asked.id, self.item)
    }

    fn address(&self, rest: &str) -> String {
        self.pages
            .address(&format!("{}{rest}", self.key()), self.way)
    }

    /// Finds the earlier answers about the item; none for a new item.
    fn known(&self) -> Option<&BTreeMap<String, String>> {
        match self.pages.open.answers.get(&self.key()) {
            Some(Answer::Fields(fields)) => Some(fields),
            _ => None,
        }
    }

    /// Whether the group is asked and every page before it is answered.
    fn is_asked(&self, journey: &Journey<'_>) -> bool {
        journey.may_visit(&self.on.id) && journey.asks(self.asked.id)
    }

    fn to_group(&self) -> Response {
        see_other(&self.pages.address(&self.on.id, self.way))
    }

    fn on(&self, journey: &Journey<'_>) -> Response {
        see_other(&self.pages.first_open(journey, self.way))
    }

    fn posting<'p>(&self, posted: &'p PostedForm) -> Posting<'p> {
        Posting {
            action: self.address(""),
            fields: posted,
            again: Some("Save my answer instead"),
        }
    }

    async fn keep(
        &self,
        fields: BTreeMap<String, String>,
        posted: &PostedForm,
    ) -> Result<Response, Instead> {
        let changes = self.known().is_some_and(|known| *known != fields);
        let item = (self.key(), Answer::Fields(fields));
        let more = more(self.asked, posted);
        let another = more.1 == Answer::Text("yes".to_owned());
        if changes && !another {
            // An item is changed from the list of its group, which is shown again.
            // Posting a new item twice goes on both times.
            let saved = self.pages.keep(vec![item], self.posting(posted)).await?;
            return Ok(saved.answered(self.to_group(), &self.address("")));
        }
        let answers = vec![item, more];
        let saved = self.pages.keep(answers, self.posting(posted)).await?;
        let next = next(&self.pages, &saved.answers, self.on, self.way);
        Ok(saved.answered(see_other(&next), &self.address("")))
    }

    fn draw(
        &self,
        journey: &Journey<'_>,
        status: StatusCode,
        typed: &[(String, String)],
        errors: &[FieldError],
    ) -> Response {
        let (pages, asked) = (&self.pages, self.asked);
        let Question::Group { one, fields, .. } = asked.question else {
            return self.to_group();
        };
        let sheet = Sheet {
            journey,
            posted: PostedFields(typed),
            errors,
            new_item: "",
        };
        let earlier = journey
            .answers()
            .items(asked.id)
            .take_while(|(id, _)| *id < &*self.item)
            .count();
        let title = format!("{} {}", capitalised(one), earlier + 1);
        // There is room for another beside this one, if this one is new.
        let new = usize::from(self.known().is_none());
        let count = journey.answers().items(asked.id).count() + new;
        let another = matches!(asked.question, Question::Group { most, .. }
            if u32::try_from(count).is_ok_and(|count| count < *most));
        let view = ItemPage {
            fields: sheet.item_fields(asked.id, fields, Place::Among),
            another: another.then(|| save_and_add_another(asked)),
            frame: pages
                .frame(Text::from(title))
                .back(pages.address(&self.on.id, self.way))
                .errors(summary(errors)),
            action: self.address(""),
            meant_for: pages.target(),
            section: section_title(pages.form(), self.on),
            button: Button {
                text: "Save and continue".into(),
                ..Button::default()
            },
        };
        page(status, &view)
    }
}

/// Makes the first letter small, for a label in the middle of a sentence:
/// `property 1`.
fn uncapitalised(words: &str) -> String {
    let mut characters = words.chars();
    characters
        .next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .chain(characters)
        .collect()
}
