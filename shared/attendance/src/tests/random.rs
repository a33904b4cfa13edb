//! Random terms, plans and marks, the same in every run.

use domain::values::money::Money;
use jiff::civil::{Date, date};

use super::given::{ana, provision, register_in, terms};
use crate::absence::{AbsenceEffect, AbsenceReason, EffectTable};
use crate::cell::{Cell, Mark, MarkAccount};
use crate::provision::{PlannedDay, PlannedWeek};
use crate::quantity::{Quantity, SupportHours};
use crate::register::{Register, RegisterAction};
use crate::symbol::Symbol;
use crate::terms::{
    BankHolidayRule, ContractBook, ContractTerms, Dated, EveningTerms, JourneysNotMade, PayBasis,
    SwapRule, Timeline, TransportTerms, TransportUnit,
};
use crate::week::{Week, plus_days};

/// Numbers by the rule xorshift64* (Vigna 2016): the same from the same seed
/// for ever.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn from(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn below(&mut self, limit: u32) -> u32 {
        u32::try_from((self.next() >> 33) % u64::from(limit)).unwrap()
    }

    pub(super) fn one_in(&mut self, many: u32) -> bool {
        self.below(many) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(u32::try_from(of.len()).unwrap())).unwrap()]
    }

    /// A week of the years 2024 to 2031; every third straddles 1 April or has a
    /// bank holiday.
    pub(super) fn week(&mut self) -> Week {
        let year = 2024 + i16::try_from(self.below(8)).unwrap();
        if self.one_in(3) {
            let (month, day) = self.pick(&[(4, 1), (12, 25), (1, 1), (5, 6), (8, 26), (2, 28)]);
            return Week::of(date(year, month, day));
        }
        Week::of(plus_days(date(year, 1, 1), i64::from(self.below(365))))
    }

    /// A term that changes on 1 April of every year, or now and then in between,
    /// or has no value for a while.
    fn timeline<T>(&mut self, mut value: impl FnMut(&mut Self) -> T) -> Timeline<T> {
        let mut values = Vec::new();
        for year in 2022..2034 {
            let from = date(year, 4, 1);
            if self.one_in(20) {
                continue;
            }
            values.push(Dated {
                from,
                to: Some(date(year + 1, 3, 31)),
                value: value(self),
            });
        }
        Timeline::new(values).unwrap()
    }

    fn money(&mut self) -> Money {
        Money::pence(self.below(9_999))
    }

    pub(super) fn terms(&mut self) -> ContractTerms {
        let mut drawn = terms();
        drawn.session_rate = self.timeline(Self::money);
        drawn.hourly_rate = self.timeline(Self::money);
        drawn.two_to_two_rate = self.timeline(Self::money);
        drawn.evening = self.timeline(|random| match random.one_in(3) {
            true => EveningTerms::Own {
                rate: random.money(),
            },
            false => EveningTerms::SharesSessions,
        });
        drawn.transport = self.timeline(|random| TransportTerms {
            rate: random.money(),
            unit: random.pick(&TransportUnit::ALL),
            paid_here: !random.one_in(5),
            not_made: random.pick(&JourneysNotMade::ALL),
        });
        drawn.pay_basis = self
            .timeline(|random| random.pick(&[PayBasis::Plan, PayBasis::Plan, PayBasis::Actual]));
        drawn.bank_holidays = self.timeline(|random| random.pick(&BankHolidayRule::ALL));
        drawn.swaps = self.timeline(|random| match random.one_in(8) {
            true => SwapRule::NotAllowed,
            false => SwapRule::Allowed,
        });
        drawn.effects = self.timeline(|random| {
            let mut table = EffectTable::default();
            if random.one_in(4) {
                table.with_notice = random.effect();
                table.without_notice = random.effect();
                table.non_payment = random.effect();
            }
            table
        });
        drawn
    }

    fn effect(&mut self) -> AbsenceEffect {
        AbsenceEffect {
            paid: self.one_in(2),
            billed: self.one_in(2),
        }
    }

    fn hours(&mut self) -> SupportHours {
        match self.one_in(3) {
            true => SupportHours::quarters(self.below(13)).unwrap(),
            false => SupportHours::ZERO,
        }
    }

    pub(super) fn plan(&mut self) -> PlannedWeek {
        let mut week = PlannedWeek::default();
        for day in &mut week.0 {
            if self.one_in(3) {
                continue;
            }
            *day = PlannedDay {
                morning: !self.one_in(3),
                afternoon: self.one_in(2),
                evening: self.one_in(5),
                one_to_one: self.hours(),
                two_to_two: self.hours(),
                out: u8::try_from(self.below(2)).unwrap(),
                back: u8::try_from(self.below(3)).unwrap(),
            };
        }
        week
    }

    /// A book, and a register by it in which some cells are marked: some in
    /// breach.
    pub(super) fn register(&mut self) -> (ContractBook, Register) {
        let book = ContractBook::new([self.terms()]);
        let week = self.week();
        let mut lines = Vec::new();
        for order in 0..=self.below(2) {
            let mut line = provision(&format!("00{order}"), self.plan());
            if self.one_in(10) {
                line.starts = self.day_of(week);
            }
            if self.one_in(10) {
                line.ends = Some(self.day_of(week));
            }
            lines.push(line);
        }
        let mut register = register_in(week, &lines);
        for _ in 0..self.below(14) {
            self.mark(&mut register, &book);
        }
        (book, register)
    }

    fn day_of(&mut self, week: Week) -> Date {
        self.pick(&week.days())
    }

    /// Marks a cell, or a whole week; what is refused changes nothing.
    pub(super) fn mark(&mut self, register: &mut Register, book: &ContractBook) {
        let keys: Vec<_> = register.lines.keys().cloned().collect();
        if keys.is_empty() {
            return;
        }
        let line =
            keys[usize::try_from(self.below(u32::try_from(keys.len()).unwrap())).unwrap()].clone();
        if self.one_in(30) {
            let action = RegisterAction::AbsentAllWeek {
                line,
                reason: None,
                journeys: self.one_in(2),
            };
            register.apply(&action, &ana(), book).unwrap();
            return;
        }
        let cell = Cell {
            line,
            day: self.day_of(register.week),
            symbol: self.pick(&Symbol::ALL),
        };
        let quantity = match cell.symbol.is_support() {
            true => self.below(16),
            false => self.below(2),
        };
        let mark = Mark::Received {
            quantity: Quantity(quantity),
            account: MarkAccount {
                chosen: match self.one_in(3) {
                    true => None,
                    false => Some(self.pick(&AbsenceReason::ALL)),
                },
                ..MarkAccount::default()
            },
        };
        let seen = register.state(&cell, book).map_or(0, |state| state.version);
        let action = RegisterAction::Record { cell, mark, seen };
        let before = register.clone();
        if register.apply(&action, &ana(), book).is_err() {
            assert_eq!(*register, before);
        }
    }
}
