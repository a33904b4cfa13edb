//! Commands to one cell of a register, each applied once however often it
//! comes.

use jiff::civil::Date;

use crate::cell::{Cell, MOST_IN_A_COMMENT, Mark};
use crate::register::{ChangeRefused, DayClosed, most_of};
use crate::text_id::case_reference;
use crate::week::Week;

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

impl CellCommand {
    /// Checks what can be said of a command without the register: the day is in
    /// the week, the quantity is one that a cell can hold, and nothing is
    /// received on a day that has not come.
    ///
    /// # Errors
    /// [`ChangeRefused`].
    pub fn check(&self, week: Week, today: Date) -> Result<(), ChangeRefused> {
        if !week.has(self.cell.day) {
            return Err(DayClosed::NotInTheWeek.into());
        }
        let Mark::Received { quantity, account } = &self.mark else {
            return Ok(());
        };
        let most = most_of(self.cell.symbol);
        if *quantity > most {
            return Err(ChangeRefused::TooMuch { most });
        }
        if !quantity.is_zero() && self.cell.day > today {
            return Err(ChangeRefused::NotYetReceived);
        }
        let texts = [&account.comment, &account.overruled_because];
        let longest = texts.map(|text| text.as_deref().unwrap_or_default().chars().count());
        match longest.iter().any(|length| *length > MOST_IN_A_COMMENT) {
            true => Err(ChangeRefused::CommentTooLong {
                most: MOST_IN_A_COMMENT,
            }),
            false => Ok(()),
        }
    }
}
