//! Serves the pages of a form: its questions, the items of its groups, the
//! check of all answers, the task list, and the page that clears the answers.
//!
//! The journey engine decides which pages may be visited and which page follows
//! which. This module draws those pages and keeps what is posted: a valid post
//! is a write, then a redirect.

mod address;
mod fields;
mod group;
mod late;
mod onward;
mod question;
mod read_only;
mod refused;
mod review;
mod sign_off;
mod start;

#[cfg(test)]
mod tests;

pub use address::{FormAddress, JourneySpec};
pub use question::{Asking, Trying};
pub(crate) use refused::Lines;
pub use sign_off::router_with_sign_off;
pub use start::EarlierAnswers;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use journey::form::{AskedQuestion, Form, Page};
use journey::journey::{Journey, Stop};
use journey::parse::FieldError;

use self::refused::Instead;
use crate::answers::{AnswerHolder, OpenForm, TARGET_FORM, TargetForm};
use crate::govuk::ErrorSummary;
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::http::routes::RouteTable;
use crate::page::site_context::SiteContext;
use crate::page::{PageFrame, see_other};
use crate::session::citizen::SIGN_IN_AGAIN;

/// Names the fields of a page without a question: for which form the page was
/// drawn, and whether the person wants to sign in again.
const DRAWN_FOR: &[&str] = &[TARGET_FORM, SIGN_IN_AGAIN];

/// Builds the routes of a form under its prefix: `{page}`, `{group}/{item}`,
/// `{group}/{item}/remove`, `check-answers`, `tasks` and `clear`. The function
/// itself serves the start page and the result; the holder decides whose
/// answers the pages show.
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

/// The state of the handlers of one form.
#[derive(Clone, Debug)]
struct FormPages<H> {
    spec: JourneySpec,
    holder: H,
}

/// The form of one request, opened by its holder.
struct OpenPages<H: AnswerHolder> {
    address: FormAddress,
    holder: H,
    open: OpenForm<H::Holding>,
}

/// A request for a page of a form.
struct PageAsked<H: AnswerHolder> {
    /// The person who asks.
    who: H::Request,
    /// The addresses of the form for that person.
    address: FormAddress,
    way: Way,
    /// The query of the address.
    query: String,
}

impl<H: AnswerHolder> FromRequestParts<FormPages<H>> for PageAsked<H> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &FormPages<H>) -> Result<Self, Response> {
        let named = RawPathParams::from_request_parts(parts, pages).await;
        let named = named.map_err(|_| Failure::NOT_FOUND.into_response())?;
        let who = H::Request::from_request_parts(parts, &()).await;
        Ok(Self {
            who: who.map_err(IntoResponse::into_response)?,
            address: pages.spec.address_in(&named),
            way: Way::of(parts.uri.query()),
            query: parts.uri.query().unwrap_or_default().to_owned(),
        })
    }
}

impl<H: AnswerHolder> PageAsked<H> {
    /// Whether the query of the address has this part.
    fn asks(&self, part: &str) -> bool {
        self.query.split('&').any(|known| known == part)
    }

    /// Finds the page of the form that the address names, with the question if
    /// it names a question alone ([`Form::page_of`]).
    fn page(&self) -> Result<(&'static Page, Option<AskedQuestion<'static>>), Failure> {
        let (form, named) = (self.address.spec().form, self.address.value("page"));
        form.page_of(named).ok_or(Failure::NOT_FOUND)
    }
}

impl<H: AnswerHolder> FormPages<H> {
    /// Opens the form to show it.
    async fn open(self, request: PageAsked<H>) -> Result<OpenPages<H>, Failure> {
        let open = self.holder.open(self.spec.form, request.who).await?;
        Ok(OpenPages {
            address: request.address,
            holder: self.holder,
            open: open.shown()?,
        })
    }

    /// Opens the form to show a page on which it can be changed. A form that
    /// was signed off cannot be, so its answers are shown instead.
    async fn open_to_edit(self, request: PageAsked<H>) -> Result<OpenPages<H>, Instead> {
        let pages = self.open(request).await?;
        match pages.open.signed_off() {
            Some(_) => Err(Instead::of(see_other(
                &pages.address("check-answers", Way::On),
            ))),
            None => Ok(pages),
        }
    }

    /// Opens the form that a page was drawn for, to keep what was posted from
    /// that page. What somebody typed is kept even where the form may not be
    /// shown to them before they sign in again.
    async fn open_to_keep(
        self,
        request: PageAsked<H>,
        posted: &PostedForm,
    ) -> Result<OpenPages<H>, Failure> {
        let (holder, form) = (self.holder, self.spec.form);
        Ok(OpenPages {
            address: request.address,
            open: holder.open_to_change(form, request.who, posted).await?,
            holder,
        })
    }

    /// Opens the form that a page was drawn for, to remove or clear answers,
    /// sign the form off or begin a new version. Such a change is refused until
    /// the person has signed in.
    async fn open_to_change(
        self,
        request: PageAsked<H>,
        posted: &PostedForm,
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

    fn site(&self) -> &SiteContext {
        &self.open.site
    }

    /// Names this form for the hidden field of a page that is drawn now.
    fn target(&self) -> TargetForm {
        self.holder.target(&self.open)
    }

    /// Builds the address of a page of the form.
    fn address(&self, path: &str, way: Way) -> String {
        let suffix = if way == Way::Change { "?change=1" } else { "" };
        format!("{}{suffix}", self.address.page(path))
    }

    /// Finds the address for somebody who may not visit the page they asked
    /// for: the first page that is not answered, or the check of all answers.
    fn first_open(&self, journey: &Journey<'_>, way: Way) -> String {
        let stop = journey.resume();
        let way = if matches!(stop, Stop::CheckAnswers) {
            Way::On
        } else {
            way
        };
        self.address(stop.path(), way)
    }

    /// Finds the address of the page before, for the back link.
    fn back(&self, journey: &Journey<'_>, page: &str, way: Way) -> String {
        match (way, journey.before(page)) {
            (Way::Change, _) => self.address("check-answers", Way::On),
            (Way::On, Some(stop)) => self.address(stop.path(), Way::On),
            (Way::On, None) => self.address.home(),
        }
    }

    fn frame(&self, title: impl Into<crate::html::Text>) -> PageFrame {
        self.site().page(title).part(self.form().title.as_str())
    }
}

/// Finds the title of the section that a page belongs to.
fn section_title(form: &'static Form, page: &Page) -> &'static str {
    let mut sections = form.sections.iter();
    let section = sections.find(|section| section.id == page.section);
    section.map_or("", |section| &section.title)
}

/// The way by which somebody came to a page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    /// The way from question to question.
    On,
    /// The way from the check of all answers to one question and back:
    /// `?change=1`.
    Change,
}

impl Way {
    fn of(query: Option<&str>) -> Self {
        let change = query.is_some_and(|query| query.split('&').any(|part| part == "change=1"));
        if change { Self::Change } else { Self::On }
    }
}

/// Builds the error summary, with a link from each error to its field.
fn summary(errors: &[FieldError]) -> ErrorSummary {
    let each = errors.iter();
    ErrorSummary::of_fields(each.map(|error| (&error.field, error.words.clone())))
}
