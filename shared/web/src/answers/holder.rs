//! What the pages of a form need of whoever holds its answers.

use axum::extract::FromRequestParts;
use axum::response::Response;
use domain::attribution::{Attribution, Attributions};
use domain::draft::{Answer, Answers};
use journey::form::Form;

use super::target_form::TargetForm;
use crate::failure::Failure;
use crate::form::Posted;
use crate::page::see_other;
use crate::portal::Portal;
use crate::sign_in::to_sign_in;
use crate::who::Visit;

/// Holds the answers of forms: opens a form for somebody, and keeps, removes
/// and clears its answers.
///
/// The pages of a form ([`crate::journey::router`]) are the same whoever holds
/// the answers. Who may open a form is the holder's to check; a holder MUST
/// answer [`Failure::NOT_FOUND`] for a form that is for another audience.
pub trait AnswerHolder: Clone + Send + Sync + 'static {
    /// Who asks, as their request says it.
    type Request: FromRequestParts<()> + Send;

    /// What the holder knows of a form that it has opened.
    type Holding: Send + Sync;

    /// Opens a form, to be shown.
    ///
    /// # Errors
    /// When they may not see it, or the store does not answer. A form that is
    /// not shown, but whose answers are kept all the same, is opened:
    /// [`OpenForm::shown`] refuses it.
    fn open(
        &self,
        form: &'static Form,
        request: Self::Request,
    ) -> impl Future<Output = Result<OpenForm<Self::Holding>, Failure>> + Send;

    /// Opens the form that a page was drawn for, to be changed by what they
    /// posted from that page: what was typed MUST never go into another form.
    ///
    /// # Errors
    /// As [`Self::open`].
    fn open_to_change(
        &self,
        form: &'static Form,
        request: Self::Request,
        posted: &Posted,
    ) -> impl Future<Output = Result<OpenForm<Self::Holding>, Failure>> + Send;

    /// Names the form that a page which is drawn now is for, in its field
    /// [`super::TARGET_FORM`].
    fn target(&self, open: &OpenForm<Self::Holding>) -> TargetForm;

    /// Keeps answers, each under its key, and every other answer as it is.
    ///
    /// # Errors
    /// When the store does not answer.
    fn keep(
        &self,
        open: &OpenForm<Self::Holding>,
        answers: Vec<(String, Answer)>,
    ) -> impl Future<Output = Result<AnswerChange<Self::Holding>, Failure>> + Send;

    /// Takes an answer out.
    ///
    /// # Errors
    /// When the form may not be shown; when the store does not answer.
    fn remove(
        &self,
        open: &OpenForm<Self::Holding>,
        key: &str,
    ) -> impl Future<Output = Result<AnswerChange<Self::Holding>, Failure>> + Send;

    /// Deletes the form, or every answer of it.
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
    /// Signs a form off, as its page showed it.
    ///
    /// # Errors
    /// When the store does not answer.
    fn sign_off(
        &self,
        open: &OpenForm<Self::Holding>,
    ) -> impl Future<Output = Result<AnswerChange<Self::Holding>, Failure>> + Send;

    /// Begins the version after one that is signed off, with its answers; once,
    /// however often it is asked for.
    ///
    /// # Errors
    /// [`Failure::NOT_FOUND`] if it is not signed off; when the store does not
    /// answer.
    fn begin_version(
        &self,
        open: &OpenForm<Self::Holding>,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Opens one version of a form, to be shown.
    ///
    /// # Errors
    /// [`Failure::NOT_FOUND`] if there is none; as [`AnswerHolder::open`].
    fn open_version(
        &self,
        form: &'static Form,
        request: Self::Request,
        number: u32,
    ) -> impl Future<Output = Result<OpenForm<Self::Holding>, Failure>> + Send;
}

/// What became of a change of a form's answers.
#[derive(Debug)]
pub enum AnswerChange<H> {
    /// The change is made.
    Made(SavedAnswer),
    /// Somebody else has changed the same meanwhile, or signed the form off, and
    /// nothing is changed.
    Refused {
        /// The form as it is now.
        now: Box<OpenForm<H>>,
        /// Who changed it.
        by: Option<Attribution>,
    },
}

/// A form as its holder has opened it for one request.
#[derive(Clone, Debug)]
pub struct OpenForm<H> {
    /// What every page knows, and who is signed in.
    pub portal: Portal,
    /// The form.
    pub form: &'static Form,
    /// Everything answered so far.
    pub answers: Answers,
    /// Who gave each answer, where several people answer.
    pub attributions: Attributions,
    /// Which version it is, where the form has versions.
    pub version: Option<FormVersion>,
    /// Why it may not be shown, if it may not.
    pub(super) withheld: Option<Failure>,
    /// What the holder knows of it.
    pub(super) holding: H,
}

/// A version of a form.
#[derive(Clone, Debug)]
pub struct FormVersion {
    /// Which, from 1.
    pub number: u32,
    /// Which is the latest.
    pub latest: u32,
    /// Who signed it off, if somebody did: it is never changed again.
    pub signed_off: Option<Attribution>,
}

impl<H> OpenForm<H> {
    /// Finds who signed the form off, if somebody did.
    #[must_use]
    pub fn signed_off(&self) -> Option<&Attribution> {
        self.version.as_ref()?.signed_off.as_ref()
    }

    /// Checks whether the form may be shown.
    #[must_use]
    pub const fn shows(&self) -> bool {
        self.withheld.is_none()
    }

    /// Passes on a form that may be shown.
    ///
    /// # Errors
    /// Why it may not, which leads somebody to sign in who has to.
    pub fn shown(self) -> Result<Self, Failure> {
        match self.withheld {
            Some(failure) => Err(failure),
            None => Ok(self),
        }
    }
}

/// An answer that was kept.
#[derive(Debug, Default)]
pub struct SavedAnswer {
    /// Everything answered now.
    pub answers: Answers,
    /// The visit whose cookie leads to the answer.
    pub(super) visit: Option<Visit>,
    /// Whether somebody has to sign in before they go on.
    pub(super) sign_in: bool,
}

impl SavedAnswer {
    /// Sends a response with the cookie that leads to the answer; to somebody who
    /// has to sign in, the way there instead, and back to this address.
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
