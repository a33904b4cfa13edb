//! Things of one kind, added one at a time.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::draft::{Answer, Answers};
use journey::form::{Page, Question, Words};
use journey::journey::Journey;
use journey::parse::{FieldError, Posted as Typed, fill_item, html_name, parse_item};

use super::fields::{Asked, Place, Sheet, capitalised};
use super::{Desk, Way, late, section_title, signs_in_again, summary};
use crate::failure::Failure;
use crate::form::Posted;
use crate::govuk::Button;
use crate::html::{Html, Text};
use crate::meant::MeantFor;
use crate::page::{PageFrame, page, see_other};
use crate::portal::Portal;
use crate::visitor::{KeepAnswers, Opened, Visitor};

/// A thing added, as the page of its group lists it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// `Property 1`.
    pub(super) label: String,
    /// What was said of it, line by line.
    pub(super) lines: Vec<String>,
    /// Where it can be changed.
    pub(super) change: String,
    /// Where it can be removed.
    pub(super) remove: String,
}

#[derive(Template)]
#[template(path = "journey/item.html")]
struct ItemPage {
    frame: PageFrame,
    action: String,
    meant_for: MeantFor,
    section: &'static str,
    fields: Vec<Html>,
    button: Button,
}

#[derive(Template)]
#[template(path = "journey/remove.html")]
struct RemovePage {
    frame: PageFrame,
    action: String,
    meant_for: MeantFor,
    lines: Vec<String>,
    keep: String,
    button: Button,
}

/// The id of a thing about to be added: it sorts by time, and going back and
/// sending its page again changes it instead of adding it twice.
pub(super) fn new_item(portal: &Portal) -> String {
    let random = portal.new_id();
    format!(
        "{:011x}{}",
        portal.now().as_millisecond(),
        random.get(..8).unwrap_or(&random)
    )
}

/// An id that [`new_item`] could have made.
fn is_item_id(id: &str) -> bool {
    (12..=40).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// The things added so far; none for a page that is not a group.
pub(super) fn listed<S: KeepAnswers>(
    desk: &Desk<S>,
    journey: &Journey<'_>,
    asked: &'static Page,
    way: Way,
) -> Vec<Listed> {
    let items = Journey::new(desk.spec.form, journey.answers()).items(asked);
    let place = |item: &str, rest: &str| desk.address(&format!("{}/{item}{rest}", asked.id), way);
    items
        .into_iter()
        .filter_map(|row| {
            let item = row.item?;
            let (change, remove) = (place(item, ""), place(item, "/remove"));
            Some(Listed {
                label: row.label,
                lines: row.value,
                change,
                remove,
            })
        })
        .collect()
}

/// The heading of a group's list, and the question under it.
pub(super) fn add_another(sheet: &Sheet<'_>, asked: &Page, count: usize) -> (String, Html) {
    let Question::Group { one, many, .. } = &asked.question else {
        return (String::new(), Html::NONE);
    };
    let things = if count == 1 { one } else { many };
    let heading = format!("You have added {count} {things}");
    if !sheet.journey.may_add(asked) {
        return (
            heading,
            Html::rendered(&NoMore {
                name: &asked.id,
                many,
            }),
        );
    }
    let label = Words::Plain("Do you want to add another?".to_owned());
    // What was said to this before does not answer it again.
    let fresh = Sheet {
        posted: Typed(&[]),
        ..*sheet
    };
    let fields = fresh.field(Asked {
        name: &asked.id,
        question: &asked.question,
        label: &label,
        hint: None,
        optional: false,
        place: Place::Among,
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

/// A thing that somebody adds, changes or removes.
struct ItemAsked<S> {
    desk: Desk<S>,
    /// The page of its group.
    asked: &'static Page,
    /// Its id.
    item: String,
    way: Way,
}

/// What the address of a thing says, as axum takes it apart.
type ItemPlace<S> = (State<Desk<S>>, Path<(String, String)>, RawQuery);

pub(super) async fn show_item<S: KeepAnswers>(
    place: ItemPlace<S>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (thing, opened) = ItemAsked::at(place)?.open(visitor).await?;
    let journey = Journey::new(thing.desk.spec.form, &opened.answers);
    if !journey.may_visit(&thing.asked.id) {
        return Ok(thing.on(&journey));
    }
    let known = thing.known(&opened.answers);
    if known.is_none() && !journey.may_add(thing.asked) {
        return Ok(thing.to_group());
    }
    let typed = known
        .map(|fields| fill_item(thing.asked, fields))
        .unwrap_or_default();
    Ok(thing.draw(&opened, &journey, StatusCode::OK, &typed, &[]))
}

pub(super) async fn keep_item<S: KeepAnswers>(
    place: ItemPlace<S>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let (thing, opened) = ItemAsked::at(place)?
        .open_even_ended(visitor, &posted)
        .await?;
    let (desk, asked) = (&thing.desk, thing.asked);
    let journey = Journey::new(desk.spec.form, &opened.answers);
    let may_visit = journey.may_visit(&asked.id);
    if !may_visit && !late::is_late(&journey) {
        return Ok(thing.on(&journey));
    }
    if thing.known(&opened.answers).is_none() && !journey.may_add(asked) {
        return Ok(thing.to_group());
    }
    let (typed, today) = (Typed(posted.fields()), desk.portal.today());
    let read = if may_visit {
        parse_item(asked, &typed, &journey, today)
    } else {
        parse_item(&late::with_every_choice(asked), &typed, &journey, today)
    };
    match read {
        Ok(fields) if may_visit => thing.keep(&opened, fields).await,
        Ok(fields) => late::keep(desk, &opened, &thing.key(), Answer::Fields(fields)).await,
        Err(_) if !opened.shows() && signs_in_again(&posted) => Err(Failure::SIGNED_OUT),
        Err(_) if !may_visit && late::has_lost_choices(asked) => Ok(late::nothing_left(desk)),
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(thing.draw(&opened, &journey, status, posted.fields(), &errors))
        }
    }
}

pub(super) async fn ask_to_remove<S: KeepAnswers>(
    place: ItemPlace<S>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (thing, opened) = ItemAsked::at(place)?.open(visitor).await?;
    let journey = Journey::new(thing.desk.spec.form, &opened.answers);
    let mut rows = journey.items(thing.asked).into_iter();
    let Some(row) = rows.find(|row| row.item == Some(&*thing.item)) else {
        return Ok(thing.to_group());
    };
    let title = format!(
        "Are you sure you want to remove {}?",
        uncapitalised(&row.label)
    );
    let keep = thing.desk.address(&thing.asked.id, thing.way);
    let view = RemovePage {
        frame: thing.desk.frame(title).back(keep.clone()),
        action: thing.address("/remove"),
        meant_for: opened.meant_for(thing.desk.spec.form),
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

pub(super) async fn remove<S: KeepAnswers>(
    place: ItemPlace<S>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let (thing, opened) = ItemAsked::at(place)?
        .open_to_change(visitor, &posted)
        .await?;
    let (store, form) = (&thing.desk.store, thing.desk.spec.form);
    opened.remove(store, form, &thing.key()).await?;
    Ok(thing.to_group())
}

impl<S: KeepAnswers> ItemAsked<S> {
    /// The thing at this address; not found where there cannot be one.
    fn at(
        (State(desk), Path((group, item)), RawQuery(query)): ItemPlace<S>,
    ) -> Result<Self, Failure> {
        let asked = desk.page(&group)?;
        if !asked.is_group() || !is_item_id(&item) {
            return Err(Failure::NOT_FOUND);
        }
        let way = Way::of(query.as_deref());
        Ok(Self {
            desk,
            asked,
            item,
            way,
        })
    }

    /// With the form as this visitor has it, to be shown to them.
    async fn open(self, visitor: Visitor) -> Result<(Self, Opened), Failure> {
        let (desk, opened) = self.desk.open(visitor).await?;
        Ok((Self { desk, ..self }, opened))
    }

    /// With the form that the page was drawn for, to be changed by what they
    /// posted.
    async fn open_even_ended(
        self,
        visitor: Visitor,
        posted: &Posted,
    ) -> Result<(Self, Opened), Failure> {
        let (desk, opened) = self.desk.open_even_ended(visitor, posted).await?;
        Ok((Self { desk, ..self }, opened))
    }

    /// The same, for what cannot be kept aside until they sign in.
    async fn open_to_change(
        self,
        visitor: Visitor,
        posted: &Posted,
    ) -> Result<(Self, Opened), Failure> {
        let (desk, opened) = self.desk.open_to_change(visitor, posted).await?;
        Ok((Self { desk, ..self }, opened))
    }

    /// Under what it is kept.
    fn key(&self) -> String {
        format!("{}/{}", self.asked.id, self.item)
    }

    fn address(&self, rest: &str) -> String {
        self.desk
            .address(&format!("{}{rest}", self.key()), self.way)
    }

    /// What was said of it before; nothing where it is new.
    fn known<'a>(&self, answers: &'a Answers) -> Option<&'a BTreeMap<String, String>> {
        match answers.get(&self.key()) {
            Some(Answer::Fields(fields)) => Some(fields),
            _ => None,
        }
    }

    fn to_group(&self) -> Response {
        see_other(&self.desk.address(&self.asked.id, self.way))
    }

    fn on(&self, journey: &Journey<'_>) -> Response {
        see_other(&self.desk.first_open(journey, self.way))
    }

    async fn keep(
        &self,
        opened: &Opened,
        fields: BTreeMap<String, String>,
    ) -> Result<Response, Failure> {
        let fields = Answer::Fields(fields);
        let kept = self.desk.keep(opened, &self.key(), fields).await?;
        Ok(kept.answered(self.to_group(), &self.address("")))
    }

    fn draw(
        &self,
        opened: &Opened,
        journey: &Journey<'_>,
        status: StatusCode,
        typed: &[(String, String)],
        errors: &[FieldError],
    ) -> Response {
        let (desk, asked) = (&self.desk, self.asked);
        let Question::Group { one, fields, .. } = &asked.question else {
            return self.to_group();
        };
        let sheet = Sheet {
            journey,
            posted: Typed(typed),
            errors,
        };
        let earlier = journey
            .answers()
            .items(&asked.id)
            .take_while(|(id, _)| *id < &*self.item)
            .count();
        let title = format!("{} {}", capitalised(one), earlier + 1);
        let fields = fields.iter().map(|field| {
            sheet.field(Asked {
                name: &html_name(&asked.id, &field.id),
                question: &field.question,
                label: &field.label,
                hint: field.hint.as_ref(),
                optional: field.optional,
                place: Place::Among,
            })
        });
        let view = ItemPage {
            fields: fields.collect(),
            frame: desk
                .frame(Text::from(title))
                .back(desk.address(&asked.id, self.way))
                .errors(summary(errors)),
            action: self.address(""),
            meant_for: opened.meant_for(desk.spec.form),
            section: section_title(desk.spec.form, asked),
            button: Button {
                text: "Save and continue".into(),
                ..Button::default()
            },
        };
        page(status, &view)
    }
}

/// The first letter small: `property 1`, in the middle of a sentence.
fn uncapitalised(words: &str) -> String {
    let mut characters = words.chars();
    characters
        .next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .chain(characters)
        .collect()
}
