//! The register of a supplier and a week: its lines, what may be marked, and
//! what each cell says.

use std::collections::{BTreeMap, BTreeSet};

use domain::values::calendar::is_bank_holiday;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::absence::AbsenceReason;
use crate::cell::{
    AbsentPart, Cell, CellRecord, CellState, MOST_IN_A_COMMENT, Mark, MarkAccount, ReasonOrigin,
    RecordedBy,
};
use crate::provision::{LineKey, PlannedWeek, ProvisionLine};
use crate::quantity::Quantity;
use crate::supplier::SupplierId;
use crate::symbol::Symbol;
use crate::terms::{BankHolidayRule, ContractBook, ContractTerms};
use crate::week::Week;

/// A register of a supplier and a week.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Register {
    /// The supplier.
    pub supplier: SupplierId,
    /// The week.
    pub week: Week,
    /// The lines.
    pub lines: BTreeMap<LineKey, RegisterLine>,
    /// The number of the last import that was taken in.
    pub plan_version: u32,
}

/// A line of the register: what is planned for a person in the week and what
/// was recorded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegisterLine {
    /// The provision, as of the last import before the end of the week.
    pub provision: ProvisionLine,
    /// What is planned in the week.
    pub plan: PlannedWeek,
    /// The first day on which the line is on the register. Days before are paid
    /// by the case system and cannot be marked.
    pub appeared_on: Date,
    /// The changes of the plan since the register was made.
    pub plan_changes: Vec<PlanChange>,
    /// The marks, by day and symbol.
    pub records: BTreeMap<(Date, Symbol), CellRecord>,
    /// What was there before the person was marked absent all week.
    pub absent_all_week: Option<AbsentAllWeek>,
    /// Who said that the line went as planned.
    pub checked: Option<RecordedBy>,
    /// Why somebody is on the register twice in one session.
    pub explained_doubles: BTreeMap<(Date, Symbol), String>,
}

/// A change of the plan of a line within the week.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PlanChange {
    /// The day of the import that brought it.
    pub on: Date,
    /// The plan before.
    pub before: PlannedWeek,
    /// The last day of the service before.
    pub ended_before: Option<Date>,
}

/// A mark of absence for the whole week, and what it replaced.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AbsentAllWeek {
    /// Who, when and how.
    pub recorded: RecordedBy,
    /// The marks that it replaced, cell by cell.
    pub before: BTreeMap<(Date, Symbol), Mark>,
}

/// The reason why a day of a line cannot be marked.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
pub enum DayClosed {
    /// The day is not in the week.
    #[error("this day is not in the week of the register")]
    NotInTheWeek,
    /// The service begins later.
    #[error("the service starts on {starts}")]
    BeforeTheService {
        /// The first day of the service.
        starts: Date,
    },
    /// The line came onto the register later.
    #[error(
        "this person has been on the register since {appeared_on}; earlier days are paid without it"
    )]
    BeforeAppearing {
        /// The first day on the register.
        appeared_on: Date,
    },
    /// The service has ended.
    #[error("the service ended on {ended}")]
    AfterTheEnd {
        /// The last day of the service.
        ended: Date,
    },
}

/// The reason why a change of the register was not taken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ChangeRefused {
    /// The line is not on this register.
    #[error("this person is not on this register")]
    NoSuchLine,
    /// The day cannot be marked.
    #[error(transparent)]
    DayClosed(#[from] DayClosed),
    /// The package has none of it.
    #[error("this package has no {0:?} to mark")]
    NotInThePackage(Symbol),
    /// No day can have so much of it.
    #[error("at most {most:?} can be recorded here")]
    TooMuch {
        /// The most.
        most: Quantity,
    },
    /// Somebody else changed the cell after it was read.
    #[error("somebody else changed this cell")]
    Conflict(Box<CellConflict>),
    /// Something cannot be received on a day that has not come.
    #[error(
        "this day has not come yet: record an absence before the day, and what took place after it"
    )]
    NotYetReceived,
    /// The cell has no mark, or was changed more often than is kept, though the
    /// change was made to a mark.
    #[error("this cell is not as the page showed it: load the page again")]
    NotAsShown,
    /// The notice period says another reason and nobody said why not.
    #[error("say why the notice rule does not apply")]
    OverruleWithoutReason,
    /// There is no absence of the whole week to undo.
    #[error("nothing to undo")]
    NothingToUndo,
    /// The comment is too long.
    #[error("the comment must be {most} characters or fewer")]
    CommentTooLong {
        /// The most characters.
        most: usize,
    },
    /// A text that says why is empty.
    #[error("say why")]
    NoReasonGiven,
}

/// A conflict over a cell: both values, for the one whose change was not taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CellConflict {
    /// The cell.
    pub cell: Cell,
    /// What stands.
    pub stands: CellRecord,
    /// What was not taken.
    pub refused: Mark,
}

/// An action on the register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RegisterAction {
    /// Marks one cell.
    Record {
        /// The cell.
        cell: Cell,
        /// The mark.
        mark: Mark,
        /// The version that the cell had when it was read.
        seen: u32,
    },
    /// Marks everything that is planned for a line as absent.
    AbsentAllWeek {
        /// The line.
        line: LineKey,
        /// The reason, where one is chosen.
        reason: Option<AbsenceReason>,
        /// Whether journeys are marked too, as they are by default.
        journeys: bool,
    },
    /// Restores what was there before a line was marked absent all week.
    UndoAbsentAllWeek {
        /// The line.
        line: LineKey,
    },
    /// Says that every line but some went as planned. A line on which something
    /// is recorded is left as it is.
    EverybodyAsPlannedExcept {
        /// The lines that are left out.
        except: BTreeSet<LineKey>,
    },
    /// Marks a day as not provided for everybody who was planned.
    DayNotProvided {
        /// The day.
        day: Date,
    },
    /// Marks what is planned on some days as absent, with the time at which
    /// notice was given.
    NoticeOfAbsence {
        /// The line.
        line: LineKey,
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
        /// When notice was given.
        given: Timestamp,
    },
    /// Says why a person is on the register twice in one session.
    ExplainDouble {
        /// One of the two cells.
        cell: Cell,
        /// Why.
        because: String,
    },
}

/// A change of one cell, as the history of the register keeps it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct CellChange {
    /// The cell.
    pub cell: Cell,
    /// The mark before; none where nobody had marked it.
    pub before: Option<Mark>,
    /// The mark after.
    pub after: CellRecord,
    /// The number of the import whose plan was in force.
    pub plan_version: u32,
}

/// The result of an action.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RegisterChanged {
    /// The cells that changed.
    pub cells: Vec<CellChange>,
    /// The lines on which something was recorded, and which were left as they
    /// are.
    pub left: Vec<LineKey>,
}

impl RegisterLine {
    /// Makes a line without marks.
    #[must_use]
    pub fn new(provision: ProvisionLine, week: Week, appeared_on: Date) -> Self {
        Self {
            plan: provision.pattern.in_week(week),
            provision,
            appeared_on,
            plan_changes: Vec::new(),
            records: BTreeMap::new(),
            absent_all_week: None,
            checked: None,
            explained_doubles: BTreeMap::new(),
        }
    }

    /// Whether a day of the line can be marked, and if not, why.
    ///
    /// # Errors
    /// [`DayClosed`].
    pub fn day_is_open(&self, day: Date) -> Result<(), DayClosed> {
        if day < self.provision.starts {
            let starts = self.provision.starts;
            return Err(DayClosed::BeforeTheService { starts });
        }
        if let Some(ended) = self.provision.ends.filter(|ends| day > *ends) {
            return Err(DayClosed::AfterTheEnd { ended });
        }
        if day < self.appeared_on {
            let appeared_on = self.appeared_on;
            return Err(DayClosed::BeforeAppearing { appeared_on });
        }
        Ok(())
    }

    /// Returns how much of a symbol is planned on a day that is open.
    #[must_use]
    pub fn planned(&self, day: Date, symbol: Symbol) -> Quantity {
        match self.day_is_open(day) {
            Ok(()) => self.plan.on(day.weekday()).of(symbol),
            Err(_) => Quantity::ZERO,
        }
    }

    /// Whether the package of the week has something of a symbol to mark. AM
    /// and PM are there every day; the journeys of one direction are there if
    /// those of the other are.
    #[must_use]
    pub fn has(&self, symbol: Symbol) -> bool {
        let some = |symbol| !self.plan.total(symbol).is_zero();
        match symbol {
            Symbol::Morning | Symbol::Afternoon => true,
            Symbol::Evening | Symbol::OneToOne | Symbol::TwoToTwo => some(symbol),
            Symbol::Out | Symbol::Back => some(Symbol::Out) || some(Symbol::Back),
        }
    }

    /// Returns what a cell says.
    #[must_use]
    pub fn state(&self, day: Date, symbol: Symbol, book: &ContractBook) -> CellState {
        let terms = book.terms(&self.provision.terms);
        self.state_by(day, symbol, &terms, book)
    }

    pub(crate) fn state_by(
        &self,
        day: Date,
        symbol: Symbol,
        terms: &ContractTerms,
        book: &ContractBook,
    ) -> CellState {
        let own = self.own_state(day, symbol, terms, book);
        let Some(absent) = &own.absent else {
            return own;
        };
        // Support and journeys take the reason of the session that they go
        // with, where nothing of their own was said.
        if absent.origin != ReasonOrigin::Default {
            return own;
        }
        for session in symbol.goes_with() {
            let session_state = self.own_state(day, *session, terms, book);
            if let Some(of_session) = session_state.absent {
                return CellState {
                    absent: Some(AbsentPart {
                        quantity: absent.quantity,
                        reason: of_session.reason,
                        origin: ReasonOrigin::OfTheSession(*session),
                    }),
                    ..own
                };
            }
        }
        own
    }

    fn own_state(
        &self,
        day: Date,
        symbol: Symbol,
        terms: &ContractTerms,
        book: &ContractBook,
    ) -> CellState {
        let planned = self.planned(day, symbol);
        let record = self.records.get(&(day, symbol));
        let version = record.map_or(0, |record| record.version);
        let closed = is_bank_holiday(day)
            && terms.bank_holidays_on(day) == BankHolidayRule::Closed
            && !planned.is_zero();
        let (received, absent) = match record.map(|record| &record.mark) {
            None | Some(Mark::AsPlanned) if closed => {
                let absent = AbsentPart {
                    quantity: planned,
                    reason: AbsenceReason::NotProvided,
                    origin: ReasonOrigin::BankHoliday,
                };
                (Quantity::ZERO, Some(absent))
            }
            None | Some(Mark::AsPlanned) => (planned, None),
            Some(Mark::Received { quantity, account }) => {
                let missing = planned.less(*quantity);
                let absent = (!missing.is_zero()).then(|| {
                    let begins = book.times(&self.provision.service).of(symbol);
                    let derived = account.notice_given.and_then(|given| {
                        let period = terms.notice.on(day)?.value;
                        Some((given, period, period.reason(given, day, begins)))
                    });
                    let (reason, origin) = reason_of(account, derived);
                    AbsentPart {
                        quantity: missing,
                        reason,
                        origin,
                    }
                });
                (*quantity, absent)
            }
        };
        CellState {
            planned,
            received,
            absent,
            version,
        }
    }

    /// Returns the days and symbols that are planned on open days, in order.
    pub(crate) fn planned_cells(&self, week: Week) -> Vec<(Date, Symbol)> {
        let cells = week
            .days()
            .into_iter()
            .flat_map(|day| Symbol::ALL.map(|symbol| (day, symbol)));
        cells
            .filter(|(day, symbol)| !self.planned(*day, *symbol).is_zero())
            .collect()
    }

    /// Whether anything is recorded on the line.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        let mut records = self.records.values();
        records.any(|record| record.mark != Mark::AsPlanned)
    }
}

/// Returns the reason of an absence and where it comes from. What somebody
/// chose stands; with and without notice are the notice period's to say where
/// it is known when notice was given, unless that was overruled.
fn reason_of(
    said: &MarkAccount,
    derived: Option<(Timestamp, crate::notice::NoticePeriod, AbsenceReason)>,
) -> (AbsenceReason, ReasonOrigin) {
    match (said.chosen, derived) {
        (None, None) => (AbsenceReason::DEFAULT, ReasonOrigin::Default),
        (Some(reason), None) => (reason, ReasonOrigin::Chosen),
        (None, Some((given, period, reason))) => (reason, ReasonOrigin::Derived { given, period }),
        (Some(reason), Some((given, period, by_period))) => {
            if reason == by_period {
                (reason, ReasonOrigin::Derived { given, period })
            } else if let Some(because) = &said.overruled_because {
                let because = because.clone();
                (reason, ReasonOrigin::Overruled { because })
            } else {
                (reason, ReasonOrigin::Chosen)
            }
        }
    }
}

/// The most that one cell can hold.
pub(crate) const fn most_of(symbol: Symbol) -> Quantity {
    match symbol {
        Symbol::Morning | Symbol::Afternoon | Symbol::Evening => Quantity(1),
        Symbol::OneToOne | Symbol::TwoToTwo => Quantity(96),
        Symbol::Out | Symbol::Back => Quantity(9),
    }
}

impl Register {
    /// Takes an action, whole or not at all.
    ///
    /// # Errors
    /// [`ChangeRefused`]; the register is then as it was.
    pub fn apply(
        &mut self,
        action: &RegisterAction,
        recorded: &RecordedBy,
        book: &ContractBook,
    ) -> Result<RegisterChanged, ChangeRefused> {
        match action {
            RegisterAction::Record { cell, mark, seen } => {
                self.check(cell, mark, book)?;
                self.check_version(cell, mark, *seen)?;
                self.set_all(
                    &cell.line,
                    &[(cell.day, cell.symbol, mark.clone())],
                    recorded,
                )
            }
            RegisterAction::AbsentAllWeek {
                line,
                reason,
                journeys,
            } => self.absent_all_week(line, *reason, *journeys, recorded),
            RegisterAction::UndoAbsentAllWeek { line } => {
                let found = self.line_mut(line)?;
                let undone = found.absent_all_week.take();
                let before = undone.ok_or(ChangeRefused::NothingToUndo)?.before;
                let marks: Vec<_> = before
                    .into_iter()
                    .map(|((day, symbol), mark)| (day, symbol, mark))
                    .collect();
                self.set_all(line, &marks, recorded)
            }
            RegisterAction::EverybodyAsPlannedExcept { except } => {
                let mut changed = RegisterChanged::default();
                for (key, line) in &mut self.lines {
                    if except.contains(key) {
                        continue;
                    }
                    if line.is_touched() {
                        changed.left.push(key.clone());
                    } else {
                        line.checked = Some(recorded.clone());
                    }
                }
                Ok(changed)
            }
            RegisterAction::DayNotProvided { day } => self.day_not_provided(*day, recorded),
            RegisterAction::NoticeOfAbsence {
                line,
                from,
                to,
                given,
            } => {
                let week = self.week;
                let found = self.line_mut(line)?;
                let mark = Mark::Received {
                    quantity: Quantity::ZERO,
                    account: MarkAccount {
                        notice_given: Some(*given),
                        ..MarkAccount::default()
                    },
                };
                let marks: Vec<_> = found
                    .planned_cells(week)
                    .into_iter()
                    .filter(|(day, _)| from <= day && day <= to)
                    .map(|(day, symbol)| (day, symbol, mark.clone()))
                    .collect();
                self.set_all(line, &marks, recorded)
            }
            RegisterAction::ExplainDouble { cell, because } => {
                if because.trim().is_empty() {
                    return Err(ChangeRefused::NoReasonGiven);
                }
                let line = self.line_mut(&cell.line)?;
                let place = (cell.day, cell.symbol);
                line.explained_doubles.insert(place, because.clone());
                Ok(RegisterChanged::default())
            }
        }
    }

    /// Returns what a cell says; nothing for a line that is not on the
    /// register.
    #[must_use]
    pub fn state(&self, cell: &Cell, book: &ContractBook) -> Option<CellState> {
        let line = self.lines.get(&cell.line)?;
        Some(line.state(cell.day, cell.symbol, book))
    }

    /// Whether the weekend has its columns: both Saturday and Sunday where any
    /// line has something planned or recorded on either, else none.
    #[must_use]
    pub fn shows_weekend(&self) -> bool {
        let days = self.week.days();
        let weekend = [days[5], days[6]];
        self.lines.values().any(|line| {
            weekend.iter().any(|day| {
                let planned = Symbol::ALL
                    .iter()
                    .any(|symbol| !line.planned(*day, *symbol).is_zero());
                let recorded = line
                    .records
                    .iter()
                    .any(|((on, _), record)| on == day && record.mark != Mark::AsPlanned);
                planned || recorded
            })
        })
    }

    fn line_mut(&mut self, key: &LineKey) -> Result<&mut RegisterLine, ChangeRefused> {
        self.lines.get_mut(key).ok_or(ChangeRefused::NoSuchLine)
    }

    /// Checks that a mark can be made in a cell. To put a cell back to what is
    /// planned, or to nothing, is always possible: a mark after the end of a
    /// service has to be removable.
    fn check(&self, cell: &Cell, mark: &Mark, book: &ContractBook) -> Result<(), ChangeRefused> {
        let line = self.lines.get(&cell.line);
        let line = line.ok_or(ChangeRefused::NoSuchLine)?;
        if !self.week.has(cell.day) {
            return Err(DayClosed::NotInTheWeek.into());
        }
        let Mark::Received { quantity, account } = mark else {
            return Ok(());
        };
        let written = account.comment.as_deref().unwrap_or_default();
        if written.chars().count() > MOST_IN_A_COMMENT {
            let most = MOST_IN_A_COMMENT;
            return Err(ChangeRefused::CommentTooLong { most });
        }
        let recorded_before = line.records.contains_key(&(cell.day, cell.symbol));
        if quantity.is_zero() && recorded_before {
            return check_overrule(line, cell, account, book);
        }
        line.day_is_open(cell.day)?;
        if !line.has(cell.symbol) {
            return Err(ChangeRefused::NotInThePackage(cell.symbol));
        }
        let most = most_of(cell.symbol);
        if *quantity > most {
            return Err(ChangeRefused::TooMuch { most });
        }
        check_overrule(line, cell, account, book)
    }

    fn check_version(&self, cell: &Cell, mark: &Mark, seen: u32) -> Result<(), ChangeRefused> {
        let line = self.lines.get(&cell.line);
        let stands = line.and_then(|line| line.records.get(&(cell.day, cell.symbol)));
        match stands {
            Some(stands) if stands.version != seen && stands.mark != *mark => {
                Err(ChangeRefused::Conflict(Box::new(CellConflict {
                    cell: cell.clone(),
                    stands: stands.clone(),
                    refused: mark.clone(),
                })))
            }
            _ => Ok(()),
        }
    }

    /// Sets marks of a line. A cell that already has its mark is left alone, so
    /// that an action that comes twice changes nothing.
    fn set_all(
        &mut self,
        key: &LineKey,
        marks: &[(Date, Symbol, Mark)],
        recorded: &RecordedBy,
    ) -> Result<RegisterChanged, ChangeRefused> {
        let plan_version = self.plan_version;
        let line = self.line_mut(key)?;
        let mut changed = RegisterChanged::default();
        for (day, symbol, mark) in marks {
            let place = (*day, *symbol);
            let before = line.records.get(&place);
            let is_the_same = match before {
                Some(before) => before.mark == *mark,
                None => *mark == Mark::AsPlanned,
            };
            if is_the_same {
                continue;
            }
            let after = CellRecord {
                mark: mark.clone(),
                version: before.map_or(0, |before| before.version) + 1,
                recorded: recorded.clone(),
            };
            changed.cells.push(CellChange {
                cell: Cell {
                    line: key.clone(),
                    day: *day,
                    symbol: *symbol,
                },
                before: before.map(|before| before.mark.clone()),
                after: after.clone(),
                plan_version,
            });
            line.records.insert(place, after);
        }
        Ok(changed)
    }

    /// Marks every planned cell of a line, and every cell in which something
    /// was received, as not received.
    fn absent_all_week(
        &mut self,
        key: &LineKey,
        reason: Option<AbsenceReason>,
        journeys: bool,
        recorded: &RecordedBy,
    ) -> Result<RegisterChanged, ChangeRefused> {
        let week = self.week;
        let line = self.line_mut(key)?;
        let mut cells: BTreeSet<_> = line.planned_cells(week).into_iter().collect();
        let received = line.records.iter().filter(|(_, record)| {
            matches!(&record.mark, Mark::Received { quantity, .. } if !quantity.is_zero())
        });
        cells.extend(received.map(|(place, _)| *place));
        cells.retain(|(_, symbol)| journeys || !symbol.is_journey());
        // A second press keeps what the first one replaced.
        if line.absent_all_week.is_none() {
            let mark_of = |place: &(Date, Symbol)| {
                let record = line.records.get(place);
                record.map_or_else(Mark::default, |record| record.mark.clone())
            };
            line.absent_all_week = Some(AbsentAllWeek {
                recorded: recorded.clone(),
                before: cells.iter().map(|place| (*place, mark_of(place))).collect(),
            });
        }
        let marks: Vec<_> = cells
            .into_iter()
            .map(|(day, symbol)| (day, symbol, Mark::absent(reason)))
            .collect();
        self.set_all(key, &marks, recorded)
    }

    fn day_not_provided(
        &mut self,
        day: Date,
        recorded: &RecordedBy,
    ) -> Result<RegisterChanged, ChangeRefused> {
        if !self.week.has(day) {
            return Err(DayClosed::NotInTheWeek.into());
        }
        let mut changed = RegisterChanged::default();
        let keys: Vec<_> = self.lines.keys().cloned().collect();
        for key in keys {
            let week = self.week;
            let line = self.line_mut(&key)?;
            let marks: Vec<_> = line
                .planned_cells(week)
                .into_iter()
                .filter(|(on, _)| *on == day)
                .map(|(day, symbol)| {
                    let mark = Mark::absent(Some(AbsenceReason::NotProvided));
                    (day, symbol, mark)
                })
                .collect();
            changed
                .cells
                .extend(self.set_all(&key, &marks, recorded)?.cells);
        }
        Ok(changed)
    }
}

/// Checks that a reason which differs from what the notice period says comes
/// with why.
fn check_overrule(
    line: &RegisterLine,
    cell: &Cell,
    account: &MarkAccount,
    book: &ContractBook,
) -> Result<(), ChangeRefused> {
    let (Some(chosen), Some(given)) = (account.chosen, account.notice_given) else {
        return Ok(());
    };
    if !matches!(
        chosen,
        AbsenceReason::WithNotice | AbsenceReason::WithoutNotice
    ) {
        return Ok(());
    }
    let terms = book.terms(&line.provision.terms);
    let begins = book.times(&line.provision.service).of(cell.symbol);
    let period = terms.notice.on(cell.day);
    let by_period = period.map(|period| period.value.reason(given, cell.day, begins));
    let because = account.overruled_because.as_deref().unwrap_or_default();
    match by_period {
        Some(by_period) if by_period != chosen && because.trim().is_empty() => {
            Err(ChangeRefused::OverruleWithoutReason)
        }
        _ => Ok(()),
    }
}
