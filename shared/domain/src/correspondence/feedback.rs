//! Feedback about the portal itself.

use jiff::Timestamp;

/// A message about the portal, never about a person's care.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Feedback {
    /// The id, made before the form is shown, so that feedback that is sent
    /// twice is kept once.
    pub id: String,
    /// The instant at which the feedback was sent.
    pub sent_at: Timestamp,
    /// The answer to how easy the portal was: `very-easy`, `easy`, `neither`,
    /// `difficult`, `very-difficult`.
    pub ease: String,
    /// The comment on what could be better, at most 1,200 characters.
    pub comment: String,
}

/// An opinion on whether an answer of the help pages was helpful. Says nothing
/// about who holds it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opinion {
    /// The id, made before the page is shown, so that an opinion that is sent
    /// twice is kept once.
    pub id: String,
    /// The instant at which the opinion was sent.
    pub sent_at: Timestamp,
    /// The id on the page of the question that was answered.
    pub question: String,
    /// Whether the answer was helpful.
    pub helpful: bool,
}

/// The port that keeps feedback, for
/// [`crate::values::retention_period::FEEDBACK_KEPT`].
pub trait FeedbackStore: Clone + Send + Sync + 'static {
    /// Keeps feedback. MUST do nothing, successfully, if feedback with that id
    /// was kept before.
    fn keep_feedback(
        &self,
        feedback: Feedback,
    ) -> impl Future<Output = Result<(), crate::fault::StoreFault>> + Send;

    /// Keeps an opinion. MUST do nothing, successfully, if an opinion with that
    /// id on the same question was kept before.
    fn keep_opinion(
        &self,
        opinion: Opinion,
    ) -> impl Future<Output = Result<(), crate::fault::StoreFault>> + Send;
}
