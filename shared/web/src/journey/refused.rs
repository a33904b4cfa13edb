//! Answers a change that was refused, because somebody else has changed the
//! same answer in the meantime or has signed the form off. The page shows both
//! answers, and the person chooses between them.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::forms::attribution::Attribution;
use domain::forms::draft::{Answer, Answers};
use domain::values::calendar::in_words;
use domain::values::london::{date_in_london, time_in_london};
use journey::form::Form;
use journey::journey::Journey;

use super::{OpenPages, Way};
use crate::answers::{AnswerChange, AnswerHolder, OpenForm, SavedAnswer, TARGET_FORM, TargetForm};
use crate::govuk::{Button, SummaryList, SummaryRow, SummaryText};
use crate::html::Html;
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::{PageFrame, page};

/// A page or redirect that a handler sends in place of the page that was asked
/// for.
#[derive(Debug)]
pub(super) struct Instead(Box<Response>);

impl Instead {
    pub(super) fn of(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl From<Failure> for Instead {
    fn from(failure: Failure) -> Self {
        Self::of(failure.into_response())
    }
}

impl IntoResponse for Instead {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A posted form, for the button that posts it again.
#[derive(Clone, Debug)]
pub(super) struct Posting<'a> {
    /// The address to which the form was posted.
    pub(super) action: String,
    /// The fields of the form.
    pub(super) fields: &'a PostedForm,
    /// The words of the button that posts the form again, such as
    /// `Save my answer instead`. None if the person has to see the form as it
    /// is now first.
    pub(super) again: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "journey/overtaken.html")]
struct OvertakenPage<'a> {
    frame: PageFrame,
    /// The person who changed the answer, and the time:
    /// `Owen Hartley changed this at 9:05am on 22 November 2026`.
    by: String,
    both: Option<SummaryList>,
    action: String,
    meant_for: TargetForm,
    fields: Vec<(&'a str, &'a str)>,
    again: Option<Button>,
    leave: Button,
}

#[derive(Template)]
#[template(path = "journey/signed-off.html")]
struct SignedOffPage {
    frame: PageFrame,
    /// The person who signed the form off, and the time, as a sentence.
    by: String,
    /// The posted answers that are not kept, line by line.
    lost: Vec<String>,
    button: Button,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "{% for line in lines %}{% if !loop.first %}<br>{% endif %}{{ line }}{% endfor %}"
)]
pub(crate) struct Lines<'a> {
    pub(crate) lines: &'a [String],
}

/// Writes who did something and when as a sentence:
/// `Owen Hartley changed this at 9:05am on 22 November 2026`.
pub(super) fn in_a_sentence(attribution: &Attribution, did: &str) -> String {
    let at = attribution.at;
    let (time, day) = (time_in_london(at), in_words(date_in_london(at)));
    format!("{} {did} at {time} on {day}", attribution.name)
}

impl<H: AnswerHolder> OpenPages<H> {
    /// Keeps answers in the form.
    pub(super) async fn keep(
        &self,
        answers: Vec<(String, Answer)>,
        posting: Posting<'_>,
    ) -> Result<SavedAnswer, Instead> {
        let change = self.holder.keep(&self.open, answers.clone()).await?;
        self.made(change, &answers, posting)
    }

    /// Removes one answer.
    pub(super) async fn remove(&self, key: &str, posting: Posting<'_>) -> Result<(), Instead> {
        let change = self.holder.remove(&self.open, key).await?;
        self.made(change, &[], posting).map(drop)
    }

    /// Removes every answer.
    pub(super) async fn clear(&self, posting: Posting<'_>) -> Result<(), Instead> {
        let change = self.holder.clear(&self.open).await?;
        self.made(change, &[], posting).map(drop)
    }

    /// Turns a refused change into the page that says why.
    pub(super) fn made(
        &self,
        change: AnswerChange<H::Holding>,
        answers: &[(String, Answer)],
        posting: Posting<'_>,
    ) -> Result<SavedAnswer, Instead> {
        match change {
            AnswerChange::Made(saved) => Ok(saved),
            AnswerChange::Refused { now, by } => Err(Instead::of(match now.signed_off() {
                Some(by) => self.signed_off(by, said(now.form, &now.answers, answers)),
                None => self.overtaken(&now, by.as_ref(), answers, posting),
            })),
        }
    }

    /// Shows that the form was signed off, and which answers could not be kept.
    pub(super) fn signed_off(&self, by: &Attribution, lost: Vec<String>) -> Response {
        let view = SignedOffPage {
            frame: self.frame("This form has been signed off"),
            by: in_a_sentence(by, "signed it off"),
            lost,
            button: Button {
                text: "See the answers".into(),
                href: self.address("check-answers", Way::On).into(),
                ..Button::default()
            },
        };
        page(StatusCode::CONFLICT, &view)
    }

    /// Shows the other person's answer beside the refused one, with a button
    /// that puts the refused one in its place.
    fn overtaken(
        &self,
        now: &OpenForm<H::Holding>,
        by: Option<&Attribution>,
        answers: &[(String, Answer)],
        posting: Posting<'_>,
    ) -> Response {
        let theirs = said(now.form, &now.answers, &kept(now, answers));
        let yours = said(now.form, &now.answers, answers);
        let stop = Journey::new(now.form, &now.answers).resume();
        let view = OvertakenPage {
            frame: self.frame("Somebody else has changed this form"),
            by: match by {
                Some(by) => in_a_sentence(by, "changed this"),
                None => "Somebody else changed this".to_owned(),
            },
            both: (!answers.is_empty()).then(|| both(&theirs, &yours)),
            action: posting.action,
            meant_for: self.holder.target(now),
            fields: posting
                .fields
                .fields()
                .iter()
                .filter(|(name, _)| name != TARGET_FORM)
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            again: posting.again.map(|words| Button {
                text: words.into(),
                ..Button::default()
            }),
            leave: Button {
                text: "Leave it as it is".into(),
                href: self.address(stop.path(), Way::On).into(),
                classes: "govuk-button--secondary".into(),
                ..Button::default()
            },
        };
        page(StatusCode::CONFLICT, &view)
    }
}

/// Finds the present answers under the keys of these answers.
fn kept<H>(now: &OpenForm<H>, answers: &[(String, Answer)]) -> Vec<(String, Answer)> {
    let found = answers
        .iter()
        .filter_map(|(key, _)| Some((key.clone(), now.answers.get(key)?.clone())));
    found.collect()
}

/// Writes these answers in the words of the form, line by line.
fn said(form: &Form, among: &Answers, answers: &[(String, Answer)]) -> Vec<String> {
    let mut all = among.clone();
    for (key, answer) in answers {
        all.set(key.as_str(), answer.clone());
    }
    let sections = Journey::new(form, &all).summary();
    let rows = sections.iter().flat_map(|section| &section.rows);
    rows.filter(|row| answers.iter().any(|(key, _)| *key == row.key()))
        .flat_map(|row| row.value.clone())
        .collect()
}

fn both(theirs: &[String], yours: &[String]) -> SummaryList {
    let row = |label: &'static str, lines: &[String]| SummaryRow {
        key: SummaryText {
            text: label.into(),
            ..SummaryText::default()
        },
        value: SummaryText {
            html: Html::rendered(&Lines { lines }),
            ..SummaryText::default()
        },
        ..SummaryRow::default()
    };
    SummaryList {
        rows: vec![row("Their answer", theirs), row("Your answer", yours)],
        ..SummaryList::default()
    }
}
