//! The versions of a cell, which are all kept.

use crate::cell::{Mark, RecordedBy};
use crate::command::CommandId;

/// A version of a cell: what was marked, by whom, and by which command.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct CellVersion {
    /// The mark.
    pub mark: Mark,
    /// Who, when and how.
    pub recorded: RecordedBy,
    /// The command, where one cell was marked by itself.
    pub command: Option<CommandId>,
}

/// The error of a kept line without a field that it always has, or with one of
/// another shape. Leaves out what the field holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a kept line has no {0} that can be read")]
pub struct UnreadableLine(pub &'static str);
