//! The pages of a form: its questions, the things added to its groups, what
//! was answered so far, and clearing it.
//!
//! All that can be visited, and what follows what, is the journey engine's to
//! say; this draws its pages and keeps what is posted. Each post that is valid
//! is one write of one answer, then a redirect.

mod address;
mod fields;
mod group;
mod late;
mod question;
mod read_only;
mod refused;
mod review;
mod sign_off;
mod start;

#[cfg(test)]
mod tests;

pub use address::{FormAddress, JourneySpec};
pub use question::Asking;
pub use sign_off::router_with_sign_off;
pub use start::EarlierAnswers;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use journey::form::{Form, Page};
use journey::journey::{Journey, Stop};
use journey::parse::FieldError;

use self::refused::Instead;
use crate::answers::{AnswerHolder, OpenForm, TARGET_FORM, TargetForm};
use crate::failure::Failure;
use crate::form::Posted;
use crate::govuk::ErrorSummary;
use crate::page::{PageFrame, see_other};
use crate::portal::Portal;
use crate::routes::RouteTable;
use crate::session::SIGN_IN_AGAIN;

/// What a page without a question posts: which form it was drawn for.
const DRAWN_FOR: &[&str] = &[TARGET_FORM, SIGN_IN_AGAIN];

/// The routes of a form under its prefix: `{page}`, `{group}/{item}`,
/// `{group}/{item}/remove`, `check-answers`, `tasks` and `clear`. The start
/// page and the result are the function's; whose answers they are is the
/// holder's to say.
pub fn router<H: AnswerHolder>(spec: JourneySpec, holder: H) -> RouteTable {
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
        .with_state(FormPages { spec, holder })
}

/// What every page of a form needs.
#[derive(Clone, Debug)]
struct FormPages<H> {
    spec: JourneySpec,
    holder: H,
}

/// The form that one request is about, as its holder has opened it.
struct OpenPages<H: AnswerHolder> {
    address: FormAddress,
    holder: H,
    open: OpenForm<H::Holding>,
}

/// A page that is asked for.
struct PageAsked<H: AnswerHolder> {
    /// Who asks.
    who: H::Request,
    /// Where the pages of the form are for them.
    address: FormAddress,
    way: Way,
}

impl<H: AnswerHolder> FromRequestParts<FormPages<H>> for PageAsked<H> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &FormPages<H>) -> Result<Self, Response> {
        let named = RawPathParams::from_request_parts(parts, pages).await;
        let named = named.map_err(IntoResponse::into_response)?;
        let who = H::Request::from_request_parts(parts, &()).await;
        Ok(Self {
            who: who.map_err(IntoResponse::into_response)?,
            address: pages.spec.address_in(&named),
            way: Way::of(parts.uri.query()),
        })
    }
}

impl<H: AnswerHolder> PageAsked<H> {
    /// The page of the form that the address names, as `{page}` or as
    /// `{group}`.
    fn page(&self, name: &str) -> Result<&'static Page, Failure> {
        let form = self.address.spec().form;
        form.page(self.address.value(name))
            .ok_or(Failure::NOT_FOUND)
    }
}

impl<H: AnswerHolder> FormPages<H> {
    /// Opens the form, to be shown.
    async fn open(self, request: PageAsked<H>) -> Result<OpenPages<H>, Failure> {
        let open = self.holder.open(self.spec.form, request.who).await?;
        Ok(OpenPages {
            address: request.address,
            holder: self.holder,
            open: open.shown()?,
        })
    }

    /// Opens the form, to show a page on which it can be changed; of a form that
    /// was signed off the answers are shown instead.
    async fn open_to_edit(self, request: PageAsked<H>) -> Result<OpenPages<H>, Instead> {
        let pages = self.open(request).await?;
        match pages.open.signed_off() {
            Some(_) => Err(Instead::of(see_other(
                &pages.address("check-answers", Way::On),
            ))),
            None => Ok(pages),
        }
    }

    /// Opens the form that a page was drawn for, to be changed by what was posted
    /// from it. It may not always be shown: what was typed is kept all the same.
    async fn open_to_keep(
        self,
        request: PageAsked<H>,
        posted: &Posted,
    ) -> Result<OpenPages<H>, Failure> {
        let (holder, form) = (self.holder, self.spec.form);
        Ok(OpenPages {
            address: request.address,
            open: holder.open_to_change(form, request.who, posted).await?,
            holder,
        })
    }

    /// Opens the form that a page was drawn for, for a change that cannot wait
    /// until somebody has signed in.
    async fn open_to_change(
        self,
        request: PageAsked<H>,
        posted: &Posted,
    ) -> Result<OpenPages<H>, Failure> {
        let mut pages = self.open_to_keep(request, posted).await?;
        pages.open = pages.open.shown()?;
        Ok(pages)
    }
}

impl<H: AnswerHolder> OpenPages<H> {
    fn form(&self) -> &'static Form {
        self.open.form
    }

    fn journey(&self) -> Journey<'_> {
        Journey::new(self.form(), &self.open.answers)
    }

    fn portal(&self) -> &Portal {
        &self.open.portal
    }

    /// Names the form that a page which is drawn now is for.
    fn target(&self) -> TargetForm {
        self.holder.target(&self.open)
    }

    /// The address of a page of the form.
    fn address(&self, path: &str, way: Way) -> String {
        let suffix = if way == Way::Change { "?change=1" } else { "" };
        format!("{}{suffix}", self.address.page(path))
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
            (Way::On, None) => self.address.home(),
        }
    }

    fn frame(&self, title: impl Into<crate::html::Text>) -> PageFrame {
        self.portal().page(title).part(self.form().title.as_str())
    }
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
