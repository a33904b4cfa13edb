//! What stands in the way of submitting a register, and what is only worth a
//! look. A breach never stops a change from being saved.

use domain::values::calendar::{in_words, with_weekday};
use jiff::civil::Date;

use crate::cell::{Cell, Mark};
use crate::provision::LineKey;
use crate::quantity::Quantity;
use crate::register::{DayClosed, Register, RegisterLine};
use crate::symbol::{CareKind, Symbol};
use crate::terms::{ContractBook, ContractTerms, SwapRule};
use crate::week::Week;

/// A breach: something recorded that cannot be submitted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Breach {
    /// The line.
    pub line: LineKey,
    /// The cells where it can be mended.
    pub cells: Vec<Cell>,
    /// What is wrong.
    pub cause: BreachCause,
}

/// The cause of a breach.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum BreachCause {
    /// More of a kind is recorded in the week than is commissioned.
    OverTheTotal {
        /// The kind.
        kind: CareKind,
        /// What is recorded.
        recorded: Quantity,
        /// What is commissioned: the cap.
        commissioned: Quantity,
        /// The change of plan that caused the breach, where what is recorded
        /// fitted before.
        plan_cut: Option<PlanCut>,
    },
    /// Care was received on a day on which it was not planned, and the contract
    /// allows no swaps.
    SwapNotAllowed {
        /// The kind.
        kind: CareKind,
    },
    /// Something is recorded on a day on which the line is not open.
    OutsideTheService(DayClosed),
    /// Something is recorded that the package no longer has.
    NotInThePackage(Symbol),
    /// The person is on the register twice in one session, and nobody said why.
    SameSessionTwice {
        /// The other line.
        other: LineKey,
    },
}

/// A change of plan that left less than was recorded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PlanCut {
    /// The day of the import that brought it.
    pub on: Date,
    /// What was commissioned before.
    pub was: Quantity,
}

/// A note: something to look at that does not stop the submission.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RegisterNote {
    /// The directions of the journeys differ from the plan.
    DirectionsDiffer {
        /// The line.
        line: LineKey,
        /// Journeys out: recorded, planned.
        out: (Quantity, Quantity),
        /// Journeys back: recorded, planned.
        back: (Quantity, Quantity),
    },
    /// A planned cell came after the person was marked absent all week.
    AddedAfterAbsentAllWeek {
        /// The cell.
        cell: Cell,
    },
    /// The service began before the line came onto the register; the case
    /// system pays for the days before.
    BeganBeforeAppearing {
        /// The line.
        line: LineKey,
        /// The first day of the service.
        starts: Date,
    },
    /// The service ended in the week.
    EndedInTheWeek {
        /// The line.
        line: LineKey,
        /// The last day of the service.
        ended: Date,
    },
}

impl Breach {
    /// Returns the message of the error summary: who, which line, which kind,
    /// how many of how many, and what to change.
    #[must_use]
    pub fn message(&self, register: &Register) -> String {
        let person = register.lines.get(&self.line).map(|line| {
            let person = &line.provision.person;
            format!("{} {}", person.forename, person.surname)
        });
        let who = format!(
            "{}, purchase order {}",
            person.unwrap_or_default().trim(),
            self.line
        );
        match &self.cause {
            BreachCause::OverTheTotal {
                kind,
                recorded,
                commissioned,
                plan_cut,
            } => {
                let number = |quantity| kind.number_of(quantity);
                let of = format!(
                    "{who}: {} of {} {} recorded",
                    number(*recorded),
                    number(*commissioned),
                    kind.words()
                );
                match plan_cut {
                    Some(cut) => format!(
                        "{of}. The plan changed from {} on {}. Change what is recorded, or report it to finance",
                        number(cut.was),
                        in_words(cut.on)
                    ),
                    None => format!("{of}. Change {}", self.days()),
                }
            }
            BreachCause::SwapNotAllowed { kind } => format!(
                "{who}: {} cannot be moved to another day in this contract. Change {}",
                kind.words(),
                self.days()
            ),
            BreachCause::OutsideTheService(closed) => {
                format!(
                    "{who}: {closed}. Remove what is recorded on {}, or report it to finance",
                    self.days()
                )
            }
            BreachCause::NotInThePackage(symbol) => format!(
                "{who}: this package has no {}. Change {}",
                symbol.words(),
                self.days()
            ),
            BreachCause::SameSessionTwice { other } => format!(
                "{who}: also attended on purchase order {other} in the same session, {} of {}. Change one of them or say why",
                self.session(),
                self.days()
            ),
        }
    }

    /// Returns the session of the first cell, in words.
    fn session(&self) -> &'static str {
        let cell = self.cells.first();
        cell.map_or("a session", |cell| cell.symbol.words())
    }

    fn days(&self) -> String {
        let mut days: Vec<String> = Vec::new();
        for cell in &self.cells {
            let day = with_weekday(cell.day);
            if days.last() != Some(&day) {
                days.push(day);
            }
        }
        days.join(" or ")
    }
}

impl Register {
    /// Returns everything that cannot be submitted, line by line.
    #[must_use]
    pub fn breaches(&self, book: &ContractBook) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (key, line) in &self.lines {
            let terms = book.terms(&line.provision.terms);
            let sheet = BreachSheet {
                key,
                line,
                week: self.week,
                terms: &terms,
                book,
            };
            sheet.outside(&mut breaches);
            sheet.not_in_the_package(&mut breaches);
            for kind in CareKind::ALL {
                sheet.over_the_total(kind, &mut breaches);
                sheet.swaps(kind, &mut breaches);
            }
            self.doubles(key, line, book, &mut breaches);
        }
        breaches
    }

    /// Returns what is worth a look and does not stop the submission.
    #[must_use]
    pub fn notes(&self, book: &ContractBook) -> Vec<RegisterNote> {
        let mut notes = Vec::new();
        for (key, line) in &self.lines {
            let total = |symbol| {
                let of = |day: &Date| line.state(*day, symbol, book);
                let states: Vec<_> = self.week.days().iter().map(of).collect();
                let received: Quantity = states.iter().map(|state| state.received).sum();
                let planned: Quantity = states.iter().map(|state| state.planned).sum();
                (received, planned)
            };
            let (out, back) = (total(Symbol::Out), total(Symbol::Back));
            let more = out.0 > out.1 || back.0 > back.1;
            if more {
                notes.push(RegisterNote::DirectionsDiffer {
                    line: key.clone(),
                    out,
                    back,
                });
            }
            if let Some(absent) = &line.absent_all_week {
                for (day, symbol) in line.planned_cells(self.week) {
                    let place = (day, symbol);
                    let is_new = !absent.before.contains_key(&place)
                        && !line.records.contains_key(&place)
                        && !symbol.is_journey();
                    if is_new {
                        let line = key.clone();
                        let cell = Cell { line, day, symbol };
                        notes.push(RegisterNote::AddedAfterAbsentAllWeek { cell });
                    }
                }
            }
            let starts = line.provision.starts;
            if self.week.has(line.appeared_on)
                && line.appeared_on > self.week.monday()
                && starts < line.appeared_on
            {
                let line = key.clone();
                notes.push(RegisterNote::BeganBeforeAppearing { line, starts });
            }
            if let Some(ended) = line
                .provision
                .ends
                .filter(|ends| self.week.has(*ends) && *ends < self.week.ending())
            {
                let line = key.clone();
                notes.push(RegisterNote::EndedInTheWeek { line, ended });
            }
        }
        notes
    }

    /// Finds sessions that one person attended on two lines of the register.
    fn doubles(
        &self,
        key: &LineKey,
        line: &RegisterLine,
        book: &ContractBook,
        breaches: &mut Vec<Breach>,
    ) {
        let person = &line.provision.person.reference;
        let others = self
            .lines
            .iter()
            .filter(|(other, of)| *other > key && of.provision.person.reference == *person);
        for (other_key, other) in others {
            for day in self.week.days() {
                for symbol in Symbol::ALL.into_iter().filter(|symbol| symbol.is_session()) {
                    let received =
                        |line: &RegisterLine| !line.state(day, symbol, book).received.is_zero();
                    let place = (day, symbol);
                    let explained = line.explained_doubles.contains_key(&place)
                        || other.explained_doubles.contains_key(&place);
                    if explained || !received(line) || !received(other) {
                        continue;
                    }
                    let cell = |line: &LineKey| Cell {
                        line: line.clone(),
                        day,
                        symbol,
                    };
                    breaches.push(Breach {
                        line: key.clone(),
                        cells: vec![cell(key), cell(other_key)],
                        cause: BreachCause::SameSessionTwice {
                            other: other_key.clone(),
                        },
                    });
                }
            }
        }
    }
}

/// A line whose breaches are looked for.
struct BreachSheet<'a> {
    key: &'a LineKey,
    line: &'a RegisterLine,
    week: Week,
    terms: &'a ContractTerms,
    book: &'a ContractBook,
}

impl BreachSheet<'_> {
    fn cell(&self, day: Date, symbol: Symbol) -> Cell {
        Cell {
            line: self.key.clone(),
            day,
            symbol,
        }
    }

    fn breach(&self, cells: Vec<Cell>, cause: BreachCause) -> Breach {
        Breach {
            line: self.key.clone(),
            cells,
            cause,
        }
    }

    /// Lists the open cells of a kind with what is planned and received.
    fn cells_of(&self, kind: CareKind) -> Vec<(Date, Symbol, Quantity, Quantity)> {
        let mut cells = Vec::new();
        for day in self.week.days() {
            if self.line.day_is_open(day).is_err() {
                continue;
            }
            for symbol in Symbol::ALL {
                if self.terms.kind_of(symbol, day) != kind {
                    continue;
                }
                let state = self.line.state_by(day, symbol, self.terms, self.book);
                cells.push((day, symbol, state.planned, state.received));
            }
        }
        cells
    }

    fn over_the_total(&self, kind: CareKind, breaches: &mut Vec<Breach>) {
        let cells = self.cells_of(kind);
        let commissioned: Quantity = cells.iter().map(|(_, _, planned, _)| *planned).sum();
        let recorded: Quantity = cells.iter().map(|(_, _, _, received)| *received).sum();
        if recorded <= commissioned {
            return;
        }
        let received = cells
            .iter()
            .filter(|(_, _, _, received)| !received.is_zero());
        // Where to look: what is above the plan of its day, and support and
        // journeys of a day whose session did not take place.
        let suspect: Vec<_> = received
            .clone()
            .filter(|(day, symbol, planned, received)| {
                received > planned || self.session_is_absent(*day, *symbol)
            })
            .collect();
        let named: Vec<_> = match suspect.is_empty() {
            true => received.collect(),
            false => suspect,
        };
        let named = named
            .into_iter()
            .map(|(day, symbol, ..)| self.cell(*day, *symbol));
        let cause = BreachCause::OverTheTotal {
            kind,
            recorded,
            commissioned,
            plan_cut: self.plan_cut(kind, recorded),
        };
        breaches.push(self.breach(named.collect(), cause));
    }

    fn session_is_absent(&self, day: Date, symbol: Symbol) -> bool {
        symbol.goes_with().iter().any(|session| {
            let state = self.line.state_by(day, *session, self.terms, self.book);
            state.absent.is_some()
        })
    }

    /// Finds the change of plan before which what is recorded fitted.
    fn plan_cut(&self, kind: CareKind, recorded: Quantity) -> Option<PlanCut> {
        self.line.plan_changes.iter().rev().find_map(|change| {
            let of = |day: Date| -> Quantity {
                let planned = change.before.on(day.weekday());
                let symbols = Symbol::ALL.into_iter();
                symbols
                    .filter(|symbol| self.terms.kind_of(*symbol, day) == kind)
                    .map(|symbol| planned.of(symbol))
                    .sum()
            };
            let before = self.line.appeared_on.max(self.line.provision.starts);
            let days = self.week.days().into_iter().filter(|day| {
                *day >= before && change.ended_before.is_none_or(|ended| *day <= ended)
            });
            let was: Quantity = days.map(of).sum();
            (was >= recorded).then_some(PlanCut { on: change.on, was })
        })
    }

    fn swaps(&self, kind: CareKind, breaches: &mut Vec<Breach>) {
        let cells: Vec<_> = self
            .cells_of(kind)
            .into_iter()
            .filter(|(day, _, planned, received)| {
                received > planned && self.terms.swaps_on(*day) == SwapRule::NotAllowed
            })
            .map(|(day, symbol, ..)| self.cell(day, symbol))
            .collect();
        if !cells.is_empty() {
            breaches.push(self.breach(cells, BreachCause::SwapNotAllowed { kind }));
        }
    }

    fn outside(&self, breaches: &mut Vec<Breach>) {
        for ((day, symbol), record) in &self.line.records {
            let Mark::Received { quantity, .. } = &record.mark else {
                continue;
            };
            if let (false, Err(closed)) = (quantity.is_zero(), self.line.day_is_open(*day)) {
                let cells = vec![self.cell(*day, *symbol)];
                breaches.push(self.breach(cells, BreachCause::OutsideTheService(closed)));
            }
        }
    }

    fn not_in_the_package(&self, breaches: &mut Vec<Breach>) {
        for ((day, symbol), record) in &self.line.records {
            let Mark::Received { quantity, .. } = &record.mark else {
                continue;
            };
            let is_evening_of_none = *symbol == Symbol::Evening && !self.line.has(*symbol);
            if !quantity.is_zero() && is_evening_of_none && self.line.day_is_open(*day).is_ok() {
                let cells = vec![self.cell(*day, *symbol)];
                breaches.push(self.breach(cells, BreachCause::NotInThePackage(*symbol)));
            }
        }
    }
}
