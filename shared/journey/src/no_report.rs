//! Why no report can be made from answers.

use charging::CircumstancesProblem;

use crate::read::UnreadableAnswer;

/// The reason why no report can be made from the answers. The person who gave
/// the answers can put each of these right, so none of them is a fault of the
/// service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NoReport {
    /// A question is not answered yet.
    Unfinished,
    /// An answer cannot be read as what its question asks.
    Unreadable(UnreadableAnswer),
    /// The answers contradict each other or the law; holds each contradiction
    /// in a sentence.
    Contradictory(Vec<CircumstancesProblem>),
}

impl From<UnreadableAnswer> for NoReport {
    fn from(answer: UnreadableAnswer) -> Self {
        Self::Unreadable(answer)
    }
}
