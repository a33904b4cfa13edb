//! Commands to one cell of a register, each applied once however often it
//! comes.

use crate::cell::{Cell, Mark};
use crate::text_id::case_reference;

case_reference! {
    /// The id of a command, which the sender makes at random: a command that
    /// comes again with its id changes nothing.
    CommandId
}

/// A command to mark one cell.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CellCommand {
    /// The id.
    pub id: CommandId,
    /// The cell.
    pub cell: Cell,
    /// The mark.
    pub mark: Mark,
    /// The version that the cell had when it was read; 0 where nobody had
    /// marked it.
    pub seen: u32,
}
