//! The pages of a form: its questions, the things added to its groups, what
//! was answered so far, and clearing it.
//!
//! All that can be visited, and what follows what, is the journey engine's to
//! say; this draws its pages and keeps what is posted. Each post that is valid
//! is one write of one answer, then a redirect.

mod fields;
mod group;
mod late;
mod question;
mod review;
mod start;

#[cfg(test)]
mod tests;

pub use question::Asking;
pub use start::Kept;

use domain::draft::Answer;
use journey::form::{Form, Page};
use journey::journey::{Journey, Stop};
use journey::parse::FieldError;

use crate::failure::Failure;
use crate::form::Posted;
use crate::govuk::ErrorSummary;
use crate::meant::{MEANT_FOR, MeantFor};
use crate::page::PageFrame;
use crate::portal::Portal;
use crate::routes::RouteTable;
use crate::session::SIGN_IN_AGAIN;
use crate::visitor::{self, KeepAnswers, Opened, Visitor};

/// A form and where its pages are.
#[derive(Clone, Copy, Debug)]
pub struct JourneySpec {
    /// What every address of it begins with: `/estimate-costs`. The page there
    /// is the function's own start page.
    pub prefix: &'static str,
    /// The form.
    pub form: &'static Form,
    /// Where its result is: `/estimate-costs/result`.
    pub result_path: &'static str,
    /// The words of the button that leads there: `See your result`.
    pub result_words: &'static str,
    /// Whether it is only for people who are signed in.
    pub needs_account: bool,
}

/// What a page without a question posts: which form it was drawn for.
const DRAWN_FOR: &[&str] = &[MEANT_FOR, SIGN_IN_AGAIN];

/// The routes of a form under its prefix: `{page}`, `{group}/{item}`,
/// `{group}/{item}/remove`, `check-answers`, `tasks` and `clear`. The start
/// page and the result are the function's.
pub fn router<S: KeepAnswers>(spec: JourneySpec, portal: Portal, store: S) -> RouteTable {
    let at = |rest: &str| format!("{}/{rest}", spec.prefix);
    RouteTable::new()
        .get(at("check-answers"), review::check_answers)
        .get(at("tasks"), review::tasks)
        .get(at("clear"), review::ask_to_clear)
        .post_fields(at("clear"), DRAWN_FOR, review::clear)
        .get(at("{page}"), question::show)
        .post_questions(at("{page}"), question::answer)
        .get(at("{group}/{item}"), group::show_item)
        .post_questions(at("{group}/{item}"), group::keep_item)
        .get(at("{group}/{item}/remove"), group::ask_to_remove)
        .post_fields(at("{group}/{item}/remove"), DRAWN_FOR, group::remove)
        .with_state(Desk {
            spec,
            portal,
            store,
        })
}

/// What every page of a form needs.
#[derive(Clone, Debug)]
struct Desk<S> {
    spec: JourneySpec,
    portal: Portal,
    store: S,
}

impl<S: KeepAnswers> Desk<S> {
    /// The form as this visitor has it, to be shown to them.
    async fn open(self, visitor: Visitor) -> Result<(Self, Opened), Failure> {
        let opened = visitor
            .open_even_ended(&self.store, &self.portal, self.spec.form)
            .await?;
        let (desk, opened) = self.with(opened);
        shown(desk, opened)
    }

    /// The form that a page was drawn for, to be changed by what they posted
    /// from it.
    async fn open_even_ended(
        self,
        visitor: Visitor,
        posted: &Posted,
    ) -> Result<(Self, Opened), Failure> {
        let meant = MeantFor::of(posted);
        let opened = visitor
            .open_meant(&self.store, &self.portal, self.spec.form, meant)
            .await?;
        let (desk, mut opened) = self.with(opened);
        opened.needs_account |= signs_in_again(posted);
        Ok((desk, opened))
    }

    /// The same, for what cannot be kept aside until they sign in.
    async fn open_to_change(
        self,
        visitor: Visitor,
        posted: &Posted,
    ) -> Result<(Self, Opened), Failure> {
        let (desk, opened) = self.open_even_ended(visitor, posted).await?;
        shown(desk, opened)
    }

    fn with(mut self, mut opened: Opened) -> (Self, Opened) {
        opened.needs_account = self.spec.needs_account;
        self.portal = opened.portal.clone();
        (self, opened)
    }

    /// Keeps an answer where this visitor's are.
    async fn keep(
        &self,
        opened: &Opened,
        key: &str,
        answer: Answer,
    ) -> Result<visitor::Kept, Failure> {
        opened.keep(&self.store, self.spec.form, key, answer).await
    }

    fn page(&self, id: &str) -> Result<&'static Page, Failure> {
        self.spec.form.page(id).ok_or(Failure::NOT_FOUND)
    }

    /// The address of a page of the form.
    fn address(&self, path: &str, way: Way) -> String {
        let suffix = if way == Way::Change { "?change=1" } else { "" };
        format!("{}/{path}{suffix}", self.spec.prefix)
    }

    /// Where somebody goes who may not be where they asked to be: the first
    /// page that is not answered, or the check.
    fn first_open(&self, journey: &Journey<'_>, way: Way) -> String {
        let stop = journey.resume();
        let way = if matches!(stop, Stop::CheckAnswers) {
            Way::On
        } else {
            way
        };
        self.address(stop.path(), way)
    }

    /// The page before, for the link back.
    fn back(&self, journey: &Journey<'_>, page: &str, way: Way) -> String {
        match (way, journey.before(page)) {
            (Way::Change, _) => self.address("check-answers", Way::On),
            (Way::On, Some(stop)) => self.address(stop.path(), Way::On),
            (Way::On, None) => self.spec.prefix.to_owned(),
        }
    }

    fn frame(&self, title: impl Into<crate::html::Text>) -> PageFrame {
        self.portal.page(title).part(self.spec.form.title.as_str())
    }
}

/// A form that may be shown; to sign in otherwise.
fn shown<S>(desk: Desk<S>, opened: Opened) -> Result<(Desk<S>, Opened), Failure> {
    if opened.shows() {
        Ok((desk, opened))
    } else {
        Err(Failure::SIGNED_OUT)
    }
}

/// Whether somebody's session ended over the page and they want to sign in: what
/// they typed is kept aside, and they are not asked to put it right first.
fn signs_in_again(posted: &Posted) -> bool {
    !posted.one(SIGN_IN_AGAIN).is_empty()
}

/// The part of the form that a page belongs to.
fn section_title(form: &'static Form, page: &Page) -> &'static str {
    let mut sections = form.sections.iter();
    let section = sections.find(|section| section.id == page.section);
    section.map_or("", |section| &section.title)
}

/// Which way somebody is on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    /// From question to question.
    On,
    /// To one question and back to the check.
    Change,
}

impl Way {
    fn of(query: Option<&str>) -> Self {
        let change = query.is_some_and(|query| query.split('&').any(|part| part == "change=1"));
        if change { Self::Change } else { Self::On }
    }
}

/// The summary of all errors, each leading to its field.
fn summary(errors: &[FieldError]) -> ErrorSummary {
    let each = errors.iter();
    ErrorSummary::of_fields(each.map(|error| (&error.field, error.words.clone())))
}
