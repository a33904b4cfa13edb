//! What people tell us about the portal itself.

use jiff::Timestamp;

/// A message about the portal. Never about a person's care.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Feedback {
    /// Made before the form is shown, so that sending it twice stores it once.
    pub id: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How easy it was: `very-easy`, `easy`, `neither`, `difficult`, `very-difficult`.
    pub ease: String,
    /// What could be better, at most 1,200 characters.
    pub comment: String,
}

/// Whether an answer of the help pages was helpful. Says nothing about who says
/// so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opinion {
    /// Made before the page is shown, so that sending it twice stores it once.
    pub id: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// The question that was answered, by its id on the page.
    pub question: String,
    /// Whether the answer was helpful.
    pub helpful: bool,
}

/// Where feedback is kept, each for [`crate::retention_period::FEEDBACK_KEPT`].
pub trait KeepFeedback: Clone + Send + Sync + 'static {
    /// Keeps it. MUST do nothing, successfully, if that id was kept before.
    fn keep_feedback(
        &self,
        feedback: Feedback,
    ) -> impl Future<Output = Result<(), crate::draft::StoreFault>> + Send;

    /// Keeps it. MUST do nothing, successfully, if that id was kept of the same
    /// question before.
    fn keep_opinion(
        &self,
        opinion: Opinion,
    ) -> impl Future<Output = Result<(), crate::draft::StoreFault>> + Send;
}
