//! Things of one kind, added one at a time.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::draft::{Answer, KeepDrafts};
use journey::form::{Page, Question, Words};
use journey::journey::Journey;
use journey::parse::{FieldError, Posted as Typed, fill_item, html_name, parse_item};

use super::fields::{Asked, Place, Sheet, capitalised};
use super::{Desk, Way, late, section_title, summary};
use crate::failure::Failure;
use crate::form::Posted;
use crate::govuk::Button;
use crate::html::{Html, Text};
use crate::page::{PageFrame, page, see_other};
use crate::portal::Portal;
use crate::visitor::Visitor;

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
    section: &'static str,
    fields: Vec<Html>,
    button: Button,
}

#[derive(Template)]
#[template(path = "journey/remove.html")]
struct RemovePage {
    frame: PageFrame,
    action: String,
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
pub(super) fn listed<S: KeepDrafts>(
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

pub(super) async fn show_item<S: KeepDrafts>(
    State(desk): State<Desk<S>>,
    Path((group, item)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (asked, way) = (group_page(&desk, &group, &item)?, Way::of(query.as_deref()));
    let answers = desk.answers(&visitor).await?;
    let journey = Journey::new(desk.spec.form, &answers);
    if !journey.may_visit(&group) {
        return Ok(see_other(&desk.first_open(&journey, way)));
    }
    let known = answers
        .items(&group)
        .find(|(id, _)| *id == item)
        .map(|(_, fields)| fields);
    let typed = known
        .map(|fields| fill_item(asked, fields))
        .unwrap_or_default();
    if known.is_none() && !journey.may_add(asked) {
        return Ok(see_other(&desk.address(&group, way)));
    }
    Ok(draw(
        &desk,
        &journey,
        asked,
        &item,
        way,
        StatusCode::OK,
        &typed,
        &[],
    ))
}

pub(super) async fn keep_item<S: KeepDrafts>(
    State(desk): State<Desk<S>>,
    Path((group, item)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let (asked, way) = (group_page(&desk, &group, &item)?, Way::of(query.as_deref()));
    let answers = desk.answers(&visitor).await?;
    let journey = Journey::new(desk.spec.form, &answers);
    let (may_visit, late) = (journey.may_visit(&group), late::is_late(&journey));
    if !may_visit && !late {
        return Ok(see_other(&desk.first_open(&journey, way)));
    }
    let known = answers.items(&group).any(|(id, _)| id == item);
    if !known && !journey.may_add(asked) {
        return Ok(see_other(&desk.address(&group, way)));
    }
    let (typed, today) = (Typed(posted.fields()), desk.portal.today());
    let read = if may_visit {
        parse_item(asked, &typed, &journey, today)
    } else {
        parse_item(&late::with_every_choice(asked), &typed, &journey, today)
    };
    let key = format!("{group}/{item}");
    match read {
        Ok(fields) if may_visit => {
            let visit = visitor.visit(&desk.portal);
            let (form, now) = (&desk.spec.form.id, desk.portal.now());
            desk.store
                .keep_answer(visit.key(), form, &key, Answer::Fields(fields), now)
                .await?;
            Ok(visit.remembered_in(see_other(&desk.address(&group, way))))
        }
        Ok(fields) => late::keep(&desk, visitor, &key, Answer::Fields(fields)).await,
        Err(_) if !may_visit && late::has_lost_choices(asked) => Ok(late::nothing_left(&desk)),
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(draw(
                &desk,
                &journey,
                asked,
                &item,
                way,
                status,
                posted.fields(),
                &errors,
            ))
        }
    }
}

pub(super) async fn ask_to_remove<S: KeepDrafts>(
    State(desk): State<Desk<S>>,
    Path((group, item)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (asked, way) = (group_page(&desk, &group, &item)?, Way::of(query.as_deref()));
    let answers = desk.answers(&visitor).await?;
    let journey = Journey::new(desk.spec.form, &answers);
    let keep = desk.address(&group, way);
    let Some(row) = journey
        .items(asked)
        .into_iter()
        .find(|row| row.item == Some(&*item))
    else {
        return Ok(see_other(&keep));
    };
    let title = format!(
        "Are you sure you want to remove {}?",
        uncapitalised(&row.label)
    );
    let view = RemovePage {
        frame: desk.frame(title).back(keep.clone()),
        action: desk.address(&format!("{group}/{item}/remove"), way),
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

pub(super) async fn remove<S: KeepDrafts>(
    State(desk): State<Desk<S>>,
    Path((group, item)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, Failure> {
    group_page(&desk, &group, &item)?;
    if let Some(key) = visitor.key() {
        let (form, now) = (&desk.spec.form.id, desk.portal.now());
        desk.store
            .remove_answer(key, form, &format!("{group}/{item}"), now)
            .await?;
    }
    Ok(see_other(&desk.address(&group, Way::of(query.as_deref()))))
}

fn group_page<S: KeepDrafts>(
    desk: &Desk<S>,
    group: &str,
    item: &str,
) -> Result<&'static Page, Failure> {
    let page = desk.page(group)?;
    let ours = matches!(page.question, Question::Group { .. }) && is_item_id(item);
    if ours {
        Ok(page)
    } else {
        Err(Failure::NOT_FOUND)
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "a page is drawn from all of these, once for GET and once for POST"
)]
fn draw<S: KeepDrafts>(
    desk: &Desk<S>,
    journey: &Journey<'_>,
    asked: &'static Page,
    item: &str,
    way: Way,
    status: StatusCode,
    typed: &[(String, String)],
    errors: &[FieldError],
) -> Response {
    let Question::Group { one, fields, .. } = &asked.question else {
        return see_other(&desk.address(&asked.id, way));
    };
    let sheet = Sheet {
        journey,
        posted: Typed(typed),
        errors,
    };
    let earlier = journey
        .answers()
        .items(&asked.id)
        .take_while(|(id, _)| *id < item)
        .count();
    let title = format!("{} {}", capitalised(one), earlier + 1);
    let names: Vec<String> = fields
        .iter()
        .map(|field| html_name(&asked.id, &field.id))
        .collect();
    let fields = fields.iter().zip(&names).map(|(field, name)| {
        sheet.field(Asked {
            name,
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
            .back(desk.address(&asked.id, way))
            .errors(summary(errors)),
        action: desk.address(&format!("{}/{item}", asked.id), way),
        section: section_title(desk.spec.form, asked),
        button: Button {
            text: "Save and continue".into(),
            ..Button::default()
        },
    };
    page(status, &view)
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
