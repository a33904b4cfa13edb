//! Feedback about the portal itself.

use jiff::Timestamp;

use crate::access::budget::{Budget, BudgetPurpose, RequestLimits, by_source_and_in_all};
use crate::access::source_address::SourceAddress;
use crate::fault::StoreFault;

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

impl Feedback {
    /// Returns the budgets that feedback is taken from.
    #[must_use]
    pub fn budgets(source: Option<SourceAddress>, limits: &RequestLimits) -> Vec<Budget> {
        let (for_source, in_all) = (limits.feedback_for_source, limits.feedback);
        by_source_and_in_all(BudgetPurpose::Feedback, source, for_source, in_all)
    }
}

impl Opinion {
    /// Returns the budgets that an opinion is taken from.
    #[must_use]
    pub fn budgets(source: Option<SourceAddress>, limits: &RequestLimits) -> Vec<Budget> {
        let (for_source, in_all) = (limits.feedback_for_source, limits.feedback);
        by_source_and_in_all(BudgetPurpose::Opinion, source, for_source, in_all)
    }
}

/// The outcome of keeping feedback or an opinion.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use]
pub enum FeedbackReceipt {
    /// The feedback is kept, since now or since it was sent before.
    Kept,
    /// The feedback is not kept, because this budget is spent for its hour.
    TooMany(Budget),
}

/// The port that keeps feedback, for
/// [`crate::records::retention_schedule::FEEDBACK_KEPT`].
pub trait FeedbackStore: Clone + Send + Sync + 'static {
    /// Keeps feedback, and takes one from each of the budgets. MUST do and take
    /// nothing, successfully, if feedback with that id was kept before, whether
    /// or not the budgets are spent.
    fn keep_feedback(
        &self,
        feedback: Feedback,
        budgets: &[Budget],
    ) -> impl Future<Output = Result<FeedbackReceipt, StoreFault>> + Send;

    /// Keeps an opinion, and takes one from each of the budgets. MUST do and
    /// take nothing, successfully, if an opinion with that id on the same
    /// question was kept before, whether or not the budgets are spent.
    fn keep_opinion(
        &self,
        opinion: Opinion,
        budgets: &[Budget],
    ) -> impl Future<Output = Result<FeedbackReceipt, StoreFault>> + Send;
}
