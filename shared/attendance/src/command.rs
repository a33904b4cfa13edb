//! Commands to one cell of a register, each applied once however often it
//! comes.

use domain::values::digits::hex;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

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
    /// Makes the command of somebody who gave it no id, such as a row of a file.
    /// Equal changes of one version have one id, so that a file that comes twice
    /// is applied once.
    #[must_use]
    pub fn of_content(cell: Cell, mark: Mark, seen: u32) -> Self {
        let content = format!(
            "{}\n{}\n{}\n{seen}\n",
            cell.line,
            cell.day,
            cell.symbol.name()
        );
        let said = match &mark {
            Mark::AsPlanned => "as planned".to_owned(),
            Mark::Received { quantity, account } => {
                let chosen = account.chosen.map_or("", |reason| reason.name());
                let given = account.notice_given.map(|given| given.to_string());
                let texts = [
                    given,
                    account.overruled_because.clone(),
                    account.comment.clone(),
                ];
                let texts = texts.map(Option::unwrap_or_default).join("\0");
                format!("{}\0{chosen}\0{texts}", quantity.0)
            }
        };
        let hash = Sha256::digest(format!("{content}{said}"));
        let id = hex(hash.get(..16).unwrap_or_default());
        Self {
            id: CommandId(id),
            cell,
            mark,
            seen,
        }
    }

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;
    use crate::absence::AbsenceReason;
    use crate::provision::LineKey;
    use crate::quantity::Quantity;
    use crate::symbol::Symbol;

    #[test]
    fn a_change_has_one_id_and_every_other_change_another() {
        let cell = |order: &str, day: i8| Cell {
            line: LineKey::parse(order, "1").unwrap(),
            day: date(2026, 3, day),
            symbol: Symbol::Morning,
        };
        let of = |order, day, mark, seen| CellCommand::of_content(cell(order, day), mark, seen).id;
        let absent = Mark::absent;
        let all = [
            of("0004512", 23, Mark::AsPlanned, 0),
            of("0004512", 23, Mark::AsPlanned, 1),
            of("0004512", 24, Mark::AsPlanned, 0),
            of("4512", 23, Mark::AsPlanned, 0),
            of("0004512", 23, Mark::received(Quantity(1)), 0),
            of("0004512", 23, absent(None), 0),
            of("0004512", 23, absent(Some(AbsenceReason::NonPayment)), 0),
        ];
        let again = of("0004512", 23, absent(None), 0);
        assert_eq!(again, all[5]);
        assert_eq!(BTreeSet::from(all.clone()).len(), all.len());
        assert!(CommandId::parse(all[0].as_str()).is_ok());
    }
}
