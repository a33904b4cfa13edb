//! The interface between the pages of a form and whoever holds its answers.

use std::future::ready;

use axum::extract::FromRequestParts;
use axum::response::Response;
use domain::forms::attribution::{Attribution, Attributions};
use domain::forms::draft::{Answer, Answers};
use journey::form::{Form, Page};

use super::target_form::TargetForm;
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::see_other;
use crate::page::site_context::SiteContext;
use crate::who::Visit;
use crate::who::sign_in::to_sign_in;

/// What is known from other forms for a page.
#[derive(Clone, Debug, Default)]
pub struct KnownAnswers {
    /// The questions of the open form, each with its answer.
    pub answers: Vec<(String, Answer)>,
    /// Where they come from, as the page says it in whole sentences.
    pub said: Vec<String>,
}

impl KnownAnswers {
    /// Adds an answer, unless one to the same question is known already.
    /// Returns whether it was added.
    pub fn add(&mut self, question: &str, answer: Option<Answer>) -> bool {
        let is_known = self.answers.iter().any(|(known, _)| known == question);
        let answer = answer.filter(|_| !is_known);
        let added = answer.map(|answer| self.answers.push((question.to_owned(), answer)));
        added.is_some()
    }

    /// Adds where answers come from, once.
    pub fn say(&mut self, sentence: String) {
        if !self.said.contains(&sentence) {
            self.said.push(sentence);
        }
    }
}

/// Holds the answers of forms: opens a form for somebody, and keeps, removes
/// and clears its answers.
///
/// The pages of a form ([`crate::journey::router`]) work with any holder. The
/// holder checks who may open a form, and MUST answer [`Failure::NOT_FOUND`]
/// for a form that is for another audience.
pub trait AnswerHolder: Clone + Send + Sync + 'static {
    /// The request of the person who asks.
    type Request: FromRequestParts<()> + Send;

    /// The state of a form that the holder needs while the form is open.
    type Holding: Send + Sync;

    /// Opens a form to show it.
    ///
    /// # Errors
    /// When the person may not see the form, or the store does not answer. A
    /// form that is withheld, but keeps new answers, is opened all the same:
    /// [`OpenForm::shown`] refuses to show it.
    fn open(
        &self,
        form: &'static Form,
        request: Self::Request,
    ) -> impl Future<Output = Result<OpenForm<Self::Holding>, Failure>> + Send;

    /// Opens the form that a page was drawn for, to change it by what was
    /// posted from that page. The answers MUST never go into another form.
    ///
    /// # Errors
    /// As [`Self::open`].
    fn open_to_change(
        &self,
        form: &'static Form,
        request: Self::Request,
        posted: &PostedForm,
    ) -> impl Future<Output = Result<OpenForm<Self::Holding>, Failure>> + Send;

    /// Finds what is known from other forms for the questions of a page that is
    /// shown and that have no answer. Nothing is known unless a holder says so.
    ///
    /// # Errors
    /// When the store does not answer.
    fn known_answers(
        &self,
        _open: &OpenForm<Self::Holding>,
        _asked: &'static Page,
    ) -> impl Future<Output = Result<KnownAnswers, Failure>> + Send {
        ready(Ok(KnownAnswers::default()))
    }

    /// Names this form for the hidden field [`super::TARGET_FORM`] of its
    /// pages.
    fn target(&self, open: &OpenForm<Self::Holding>) -> TargetForm;

    /// Keeps answers, each under its key, and leaves every other answer as it
    /// is.
    ///
    /// # Errors
    /// When the store does not answer.
    fn keep(
        &self,
        open: &OpenForm<Self::Holding>,
        answers: Vec<(String, Answer)>,
    ) -> impl Future<Output = Result<AnswerChange<Self::Holding>, Failure>> + Send;

    /// Removes one answer.
    ///
    /// # Errors
    /// When the form may not be shown, or the store does not answer.
    fn remove(
        &self,
        open: &OpenForm<Self::Holding>,
        key: &str,
    ) -> impl Future<Output = Result<AnswerChange<Self::Holding>, Failure>> + Send;

    /// Deletes the form, or all its answers.
    ///
    /// # Errors
    /// As [`Self::remove`].
    fn clear(
        &self,
        open: &OpenForm<Self::Holding>,
    ) -> impl Future<Output = Result<AnswerChange<Self::Holding>, Failure>> + Send;
}

/// Holds the answers of forms that are signed off, version by version.
pub trait SignsOff: AnswerHolder {
    /// Signs a form off, provided that it is still as its page showed it.
    ///
    /// # Errors
    /// When the store does not answer.
    fn sign_off(
        &self,
        open: &OpenForm<Self::Holding>,
    ) -> impl Future<Output = Result<AnswerChange<Self::Holding>, Failure>> + Send;

    /// Begins the next version of a form that is signed off, with the answers
    /// of that version. Asking twice begins one version.
    ///
    /// # Errors
    /// [`Failure::NOT_FOUND`] if the form is not signed off; when the store
    /// does not answer.
    fn begin_version(
        &self,
        open: &OpenForm<Self::Holding>,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Opens one version of a form to show it.
    ///
    /// # Errors
    /// [`Failure::NOT_FOUND`] if there is no such version; the errors of
    /// [`AnswerHolder::open`].
    fn open_version(
        &self,
        form: &'static Form,
        request: Self::Request,
        number: u32,
    ) -> impl Future<Output = Result<OpenForm<Self::Holding>, Failure>> + Send;
}

/// The outcome of a change to the answers of a form.
#[derive(Debug)]
pub enum AnswerChange<H> {
    /// The change was made.
    Made(SavedAnswer),
    /// The change was not made, because somebody else has changed the same
    /// answers in the meantime or has signed the form off.
    Refused {
        /// The form as it is now.
        now: Box<OpenForm<H>>,
        /// The person who made the other change.
        by: Option<Attribution>,
    },
}

/// A form that its holder has opened for one request.
#[derive(Clone, Debug)]
pub struct OpenForm<H> {
    /// The site, and who is signed in.
    pub site: SiteContext,
    /// The form.
    pub form: &'static Form,
    /// The answers so far.
    pub answers: Answers,
    /// The person who gave each answer, where several people answer.
    pub attributions: Attributions,
    /// The version, where the form has versions.
    pub version: Option<FormVersion>,
    /// The reason why the form may not be shown, if it may not.
    pub(super) withheld: Option<Failure>,
    /// The holder's state of the form.
    pub(super) holding: H,
}

/// A version of a form.
#[derive(Clone, Debug)]
pub struct FormVersion {
    /// The number of this version, from 1.
    pub number: u32,
    /// The number of the latest version.
    pub latest: u32,
    /// The person who signed this version off, if somebody did. Nobody can
    /// change it any more.
    pub signed_off: Option<Attribution>,
}

impl<H> OpenForm<H> {
    /// Returns who signed the form off, if somebody did.
    #[must_use]
    pub fn signed_off(&self) -> Option<&Attribution> {
        self.version.as_ref()?.signed_off.as_ref()
    }

    /// Whether the form may be shown.
    #[must_use]
    pub const fn shows(&self) -> bool {
        self.withheld.is_none()
    }

    /// Returns the form if it may be shown.
    ///
    /// # Errors
    /// The reason why it may not. [`Failure::SIGNED_OUT`] leads the person to
    /// sign in.
    pub fn shown(self) -> Result<Self, Failure> {
        match self.withheld {
            Some(failure) => Err(failure),
            None => Ok(self),
        }
    }
}

/// The result of keeping an answer.
#[derive(Debug, Default)]
pub struct SavedAnswer {
    /// All answers as they are now.
    pub answers: Answers,
    /// The visit whose cookie leads to the answer.
    pub(super) visit: Option<Visit>,
    /// Whether the person has to sign in before they go on.
    pub(super) sign_in: bool,
}

impl SavedAnswer {
    /// Adds the cookie that leads to the answer to a response. Somebody who has
    /// to sign in is sent to the sign-in page instead, and afterwards back to
    /// `back_to`.
    #[must_use]
    pub fn answered(&self, response: Response, back_to: &str) -> Response {
        let response = match self.sign_in {
            true => see_other(&to_sign_in(back_to)),
            false => response,
        };
        match &self.visit {
            Some(visit) => visit.remembered_in(response),
            None => response,
        }
    }
}
