//! Why no report can be made from answers.

use charging::{Assessment, CircumstancesProblem};
use jiff::civil::Date;

use crate::read::UnreadableAnswer;

/// The reason why no report can be made from the answers. The person who gave
/// the answers can put each of these right but the last, so none of them is a
/// fault of the service.
#[derive(Clone, Debug, PartialEq)]
pub enum NoReport {
    /// A question is not answered yet.
    Unfinished,
    /// An answer cannot be read as what its question asks.
    Unreadable(UnreadableAnswer),
    /// The answers contradict each other or the law; holds each contradiction
    /// in a sentence.
    Contradictory(Vec<CircumstancesProblem>),
    /// The estimate is for a day after the last for which there are amounts. No
    /// answer puts that right.
    AfterLastLaw(Box<LastKnown>),
}

/// The estimate by the last amounts on file, in the place of one for a later day.
#[derive(Clone, Debug)]
pub struct LastKnown {
    /// The day that the estimate is for.
    pub wanted: Date,
    /// The assessment for the last day for which there are amounts.
    pub assessment: Assessment,
}

/// Two are the same if they are for the same day, with the same result.
impl PartialEq for LastKnown {
    fn eq(&self, other: &Self) -> bool {
        self.wanted == other.wanted && self.assessment.outcome == other.assessment.outcome
    }
}

impl From<UnreadableAnswer> for NoReport {
    fn from(answer: UnreadableAnswer) -> Self {
        Self::Unreadable(answer)
    }
}
