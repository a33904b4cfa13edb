//! The weeks: when each is made, what is recorded in it, and when it is
//! submitted.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use app::attendance_marks::{act, record};
use app::register_lock::{SubmissionOutcome, submit};
use app::registers::make;
use attendance::absence::AbsenceReason;
use attendance::breach::BreachCause;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{KeptRegister, RegisterKey, RegisterReader as _};
use attendance::non_payment::WeekUse;
use attendance::provision_plan::SupplierReader as _;
use attendance::quantity::Quantity;
use attendance::register::RegisterAction;
use attendance::submission::FinanceRefused;
use attendance::supplier::Supplier;
use attendance::symbol::Symbol;
use attendance::text_id::NotACaseReference;
use attendance::week::{Week, plus_days};
use domain::access::staff_user::StaffUser;
use domain::fault::{IdentityFault, StoreFault};
use domain::values::london::date_in_london;
use jiff::{SignedDuration, Timestamp};
use store::Table;

use crate::finance;
use crate::situation::{Deed, Situation};

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
    /// The identity provider did not answer.
    #[error(transparent)]
    Identity(#[from] IdentityFault),
    /// The job was not given the settings of the identity provider.
    #[error(transparent)]
    Settings(#[from] launch::SettingsFault),
    /// An id of a command or a request is none.
    #[error(transparent)]
    Id(#[from] NotACaseReference),
    /// A register could not be unlocked.
    #[error("a register was not unlocked: {0:?}")]
    Unlock(FinanceRefused),
    /// A register could not be submitted.
    #[error("a register was not submitted: {0:?}")]
    Submit(SubmissionOutcome),
}

/// Fills the weeks before this one, and begins this one: each supplier in its
/// own way.
///
/// # Errors
/// [`NoPast`].
pub async fn fill(table: &Table, now: Timestamp) -> Result<(), NoPast> {
    let staff = finance::somebody(table).await?;
    for kept in table.suppliers().await? {
        let supplier = &kept.supplier;
        let of_supplier = OfSupplier {
            table,
            by: finance::provider(table, supplier).await?,
            supplier,
            situation: Situation::of(&supplier.id),
            staff: staff.as_ref(),
            now,
        };
        of_supplier.fill().await?;
    }
    Ok(())
}

/// A supplier whose past is made.
struct OfSupplier<'a> {
    table: &'a Table,
    supplier: &'a Supplier,
    situation: Situation,
    /// The id of somebody who acts for it.
    by: String,
    /// Somebody of finance, if there is anybody.
    staff: Option<&'a StaffUser>,
    now: Timestamp,
}

impl OfSupplier<'_> {
    async fn fill(&self) -> Result<(), NoPast> {
        let this_week = Week::of(date_in_london(self.now));
        if let Some(staff) = self.staff {
            let chosen = self.situation.not_paid.iter();
            let chosen = chosen.map(|before| Week::of(plus_days(this_week.monday(), -7 * before)));
            let chosen: Vec<_> = chosen.collect();
            finance::choose_weeks(self.table, staff, self.supplier, &chosen).await?;
        }
        let weeks = self.weeks(this_week).await?;
        // Once, with the past: what finance settles does not come back.
        if let [first, _, ..] = weeks.as_slice()
            && self.situation.late_days
        {
            let week = first.1.previous();
            finance::bring_late(self.table, self.supplier, week, self.now).await?;
        }
        for (before, week) in weeks {
            let past = Past {
                of: self,
                week,
                breach: self.situation.breach && before == 1,
                touched: !self.situation.untouched || before > self.situation.late,
                submitted: before > self.situation.late,
                then: self
                    .situation
                    .then
                    .filter(|_| before == self.situation.late + 1),
            };
            past.make().await?;
        }
        if let Some(staff) = self.staff.filter(|_| self.situation.effects_confirmed) {
            finance::confirm_effects(self.table, staff, self.supplier, self.now).await?;
        }
        finance::ask(self.table, self.supplier, self.situation.asks, self.now).await
    }

    /// Lists the weeks that get a register and have none, the earliest first,
    /// each with how many weeks it is before this one. A week that is not paid
    /// gets none.
    async fn weeks(&self, this_week: Week) -> Result<Vec<(usize, Week)>, NoPast> {
        let year = this_week.financial_year();
        let since = year.weeks().into_iter().next().unwrap_or(this_week);
        let since = since.max(Week::of(self.supplier.joined));
        let of_the_year = usize::try_from(this_week.weeks_since(since)).unwrap_or_default();
        let back = std::iter::successors(Some(this_week), |week| Some(week.previous()));
        let back = back.take(self.situation.weeks(of_the_year) + 1).enumerate();
        let mut weeks: Vec<_> = back.filter(|(_, week)| *week >= since).collect();
        weeks.reverse();
        let asked: Vec<_> = weeks.iter().map(|(_, week)| *week).collect();
        let heads = self.table.register_heads(&self.supplier.id, &asked).await?;
        let mut years = BTreeMap::new();
        for week in &asked {
            let year = week.financial_year();
            if let Entry::Vacant(place) = years.entry(year) {
                place.insert(self.table.non_payment_year(self.supplier, year).await?.0);
            }
        }
        let is_paid = |week: &Week| {
            let year = years.get(&week.financial_year());
            !year.is_some_and(|year| year.closes(*week, WeekUse::Untouched))
        };
        weeks.retain(|(_, week)| !heads.contains_key(week) && is_paid(week));
        Ok(weeks)
    }
}

/// A week of a supplier that is made after the event.
struct Past<'a> {
    of: &'a OfSupplier<'a>,
    week: Week,
    breach: bool,
    touched: bool,
    submitted: bool,
    then: Option<Deed>,
}

impl Past<'_> {
    async fn make(&self) -> Result<(), NoPast> {
        let (table, now) = (self.of.table, self.of.now);
        let ends = self.week.opens_for_submission();
        let begins = self.week.previous().opens_for_submission();
        let register = make(table, self.of.supplier, self.week, begins).await?;
        let recorded = self.by(ends + SignedDuration::from_hours(9));
        if self.touched {
            let commands = self.exceptions(&register, date_in_london(recorded.at))?;
            for some in commands.chunks(100) {
                record(table, &register.key, some, &recorded).await?;
            }
            self.explain(&register.key, &recorded).await?;
        }
        if self.submitted && ends < now {
            let submitted = self.by(ends + SignedDuration::from_hours(34));
            self.submit(&register.key, &submitted).await?;
            self.afterwards(&register.key, submitted.at).await?;
        }
        Ok(())
    }

    /// Says who does something: somebody of the supplier, not after now.
    fn by(&self, at: Timestamp) -> RecordedBy {
        RecordedBy {
            user: self.of.by.clone(),
            at: at.min(self.of.now),
            via: RecordedVia::Page,
        }
    }

    async fn submit(&self, key: &RegisterKey, by: &RecordedBy) -> Result<(), NoPast> {
        match submit(self.of.table, key, &[], true, by).await? {
            SubmissionOutcome::Locked { .. } => Ok(()),
            other => Err(NoPast::Submit(other)),
        }
    }

    /// Does what finance did with the register after it was submitted.
    async fn afterwards(&self, key: &RegisterKey, submitted: Timestamp) -> Result<(), NoPast> {
        let (Some(then), Some(staff)) = (self.then, self.of.staff) else {
            return Ok(());
        };
        let (table, now) = (self.of.table, self.of.now);
        let at = match then {
            Deed::Unlocked => now,
            Deed::Corrected => (submitted + SignedDuration::from_hours(5)).min(now),
        };
        finance::unlock(table, staff, key, at).await?;
        if then == Deed::Corrected {
            let by = self.by(at + SignedDuration::from_secs(1));
            self.take_one_back(key, &by).await?;
            self.submit(key, &by).await?;
        }
        Ok(())
    }

    /// Takes back the first mark of a register.
    async fn take_one_back(&self, key: &RegisterKey, by: &RecordedBy) -> Result<(), NoPast> {
        let kept = self.of.table.register(key).await?;
        let lines = kept.iter().flat_map(|kept| &kept.lines);
        let mut marks = lines.flat_map(|(line, kept)| {
            let records = kept.line.records.iter();
            records.map(move |((day, symbol), record)| (line, *day, *symbol, record.version))
        });
        if let Some((line, day, symbol, seen)) = marks.next() {
            let command = CellCommand {
                id: CommandId::parse(&format!("{}-corrected", self.week.ending()))?,
                cell: Cell {
                    line: line.clone(),
                    day,
                    symbol,
                },
                mark: Mark::AsPlanned,
                seen,
            };
            record(self.of.table, key, &[command], by).await?;
        }
        Ok(())
    }

    /// Says why somebody is on the register twice in a session: nobody could
    /// submit it otherwise.
    async fn explain(&self, key: &RegisterKey, by: &RecordedBy) -> Result<(), NoPast> {
        let table = self.of.table;
        let Some(kept) = table.register(key).await? else {
            return Ok(());
        };
        let book = table.contract_book(&kept.terms()).await?;
        for breach in kept.register().breaches(&book) {
            let BreachCause::SameSessionTwice { .. } = breach.cause else {
                continue;
            };
            for cell in breach.cells {
                let action = RegisterAction::ExplainDouble {
                    cell,
                    because: "Two groups in one session".to_owned(),
                };
                act(table, key, &action, by).await?;
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
                0 => planned(Symbol::Out).map(|day| (day, Symbol::Out, no_transport(place))),
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

/// Marks a journey that was not made: every second time because no transport
/// came.
fn no_transport(place: usize) -> Mark {
    match place % 2 {
        0 => Mark::absent(Some(AbsenceReason::NotProvided)),
        _ => absent(place),
    }
}

fn absent(place: usize) -> Mark {
    Mark::absent(REASONS.get(place % REASONS.len()).copied().flatten())
}
