//! The weeks: when each is made, what is recorded in it, and when it is
//! submitted.

use app::attendance_marks::{act, record};
use app::register_lock::submit;
use app::registers::make;
use attendance::absence::AbsenceReason;
use attendance::breach::BreachCause;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{KeptRegister, RegisterKey, RegisterReader as _};
use attendance::provision_plan::SupplierReader as _;
use attendance::quantity::Quantity;
use attendance::register::RegisterAction;
use attendance::supplier::Supplier;
use attendance::symbol::Symbol;
use attendance::text_id::NotACaseReference;
use attendance::week::Week;
use domain::fault::StoreFault;
use domain::values::london::date_in_london;
use jiff::{SignedDuration, Timestamp};
use store::Table;

/// The weeks before this one that get a register.
const WEEKS: usize = 8;

/// The reasons that take turns.
const REASONS: [Option<AbsenceReason>; 4] = [
    None,
    Some(AbsenceReason::WithNotice),
    Some(AbsenceReason::WithoutNotice),
    Some(AbsenceReason::NotProvided),
];

/// The reason why the past could not be made.
#[derive(Debug, thiserror::Error)]
pub enum NoPast {
    /// The table did not answer.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// An id of a command is none.
    #[error(transparent)]
    Command(#[from] NotACaseReference),
}

/// Fills the weeks before this one, and begins this one.
///
/// # Errors
/// When the table does not answer.
pub async fn fill(table: &Table, now: Timestamp) -> Result<(), NoPast> {
    let this_week = Week::of(date_in_london(now));
    let back = std::iter::successors(Some(this_week), |week| Some(week.previous()));
    let mut weeks: Vec<_> = back.take(WEEKS + 1).collect();
    weeks.reverse();
    for (number, kept) in table.suppliers().await?.iter().enumerate() {
        let supplier = &kept.supplier;
        let heads = table.register_heads(&supplier.id, &weeks).await?;
        for week in weeks.iter().filter(|week| !heads.contains_key(week)) {
            let is_late = *week == this_week.previous() && number < 2;
            let past = Past {
                table,
                supplier,
                week: *week,
                breach: is_late && number == 1,
                submitted: *week < this_week && !is_late,
            };
            past.make(now).await?;
        }
    }
    Ok(())
}

/// A week of a supplier that is made after the event.
struct Past<'a> {
    table: &'a Table,
    supplier: &'a Supplier,
    week: Week,
    breach: bool,
    submitted: bool,
}

impl Past<'_> {
    async fn make(&self, now: Timestamp) -> Result<(), NoPast> {
        let ends = self.week.opens_for_submission();
        let begins = self.week.previous().opens_for_submission();
        let register = make(self.table, self.supplier, self.week, begins).await?;
        let by = |at: Timestamp| RecordedBy {
            user: "made-up".to_owned(),
            at: at.min(now),
            via: RecordedVia::Page,
        };
        let recorded = by(ends + SignedDuration::from_hours(9));
        let commands = self.exceptions(&register, date_in_london(recorded.at))?;
        for some in commands.chunks(100) {
            record(self.table, &register.key, some, &recorded).await?;
        }
        self.explain(&register.key, &recorded).await?;
        if self.submitted {
            let by = by(ends + SignedDuration::from_hours(34));
            submit(self.table, &register.key, &[], true, &by).await?;
        }
        Ok(())
    }

    /// Says why somebody is on the register twice in a session: nobody could
    /// submit it otherwise.
    async fn explain(&self, key: &RegisterKey, by: &RecordedBy) -> Result<(), NoPast> {
        let Some(kept) = self.table.register(key).await? else {
            return Ok(());
        };
        let book = self.table.contract_book(&kept.terms()).await?;
        for breach in kept.register().breaches(&book) {
            let BreachCause::SameSessionTwice { .. } = breach.cause else {
                continue;
            };
            for cell in breach.cells {
                let action = RegisterAction::ExplainDouble {
                    cell,
                    because: "Two groups in one session".to_owned(),
                };
                act(self.table, key, &action, by).await?;
            }
        }
        Ok(())
    }

    /// Lists what was different: every fifth person missed a session, every
    /// ninth a journey. A breach is a session more than is commissioned.
    fn exceptions(
        &self,
        register: &KeptRegister,
        today: jiff::civil::Date,
    ) -> Result<Vec<CellCommand>, NotACaseReference> {
        let turn = usize::try_from(self.week.ending().day()).unwrap_or_default();
        let mut commands = Vec::new();
        for (place, (key, kept)) in register.lines.iter().enumerate() {
            let planned = |symbol: Symbol| {
                let days = self.week.days().into_iter();
                let mut days = days.filter(|day| *day <= today);
                days.find(|day| !kept.line.planned(*day, symbol).is_zero())
            };
            let free = || {
                let days = self.week.days().into_iter();
                let mut days = days.filter(|day| *day <= today);
                days.find(|day| kept.line.planned(*day, Symbol::Morning).is_zero())
            };
            let what = match (place + turn) % 9 {
                _ if self.breach && place == 0 => {
                    free().map(|day| (day, Symbol::Morning, Mark::received(Quantity(1))))
                }
                0 => planned(Symbol::Out).map(|day| (day, Symbol::Out, absent(place))),
                2 | 7 => planned(Symbol::Morning).map(|day| (day, Symbol::Morning, absent(place))),
                _ => None,
            };
            let Some((day, symbol, mark)) = what else {
                continue;
            };
            commands.push(CellCommand {
                id: CommandId::parse(&format!("{}-{place}", self.week.ending()))?,
                cell: Cell {
                    line: key.clone(),
                    day,
                    symbol,
                },
                mark,
                seen: 0,
            });
        }
        Ok(commands)
    }
}

fn absent(place: usize) -> Mark {
    Mark::absent(REASONS.get(place % REASONS.len()).copied().flatten())
}
