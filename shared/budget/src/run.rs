//! The sum: the stages of a model, one after another, without an explanation.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::given::Counts;
use crate::model::{
    BandTable, FoundBand, Model, Operator, Stage, StageCondition, WeeksInYear, to_the_penny,
};

/// The highest number of a stage: above it no person's budget lies, and below
/// it no later product leaves what a decimal holds.
const HIGHEST: Decimal = Decimal::from_parts(1_215_752_192, 23, 0, false, 0);

/// The numbers of every stage, and where the prediction ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    numbers: BTreeMap<String, Decimal>,
    pub(crate) stops: Vec<Ended>,
    /// The stages whose table gives no allocation.
    pub(crate) nothing: Vec<String>,
    /// What a row, a least amount or a cap says, by stage.
    pub(crate) said: Vec<(String, String)>,
}

/// A stage at which the prediction ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ended {
    pub(crate) stage: String,
    pub(crate) at: StopAt,
}

/// Why the prediction ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum StopAt {
    AboveTable(Decimal),
    BelowTable(Decimal),
    AboveCap(String),
    Person(String),
    TooHigh,
}

impl Run {
    /// A run of nothing.
    pub(crate) const EMPTY: Self = Self {
        numbers: BTreeMap::new(),
        stops: Vec::new(),
        nothing: Vec::new(),
        said: Vec::new(),
    };

    /// Works out every stage.
    pub(crate) fn of(model: &Model, counts: &Counts) -> Self {
        let mut run = Self::default();
        for question in &model.questions {
            let count = counts.of(&question.id);
            run.numbers.insert(question.id.clone(), count);
        }
        let figures = model.figures.iter();
        run.numbers
            .extend(figures.map(|(id, figure)| (id.clone(), figure.amount)));
        for stage in &model.stages {
            if let Some(number) = run.stage(model, stage) {
                run.numbers.insert(stage.id.clone(), number);
            }
        }
        run
    }

    /// Returns the number of a question, a figure or a stage; none where the
    /// prediction ended before it.
    pub(crate) fn number(&self, name: &str) -> Option<Decimal> {
        self.numbers.get(name).copied()
    }

    /// Works out a stage; none where it takes a number that is not there, or
    /// ends the prediction itself.
    fn stage(&mut self, model: &Model, stage: &Stage) -> Option<Decimal> {
        let mut taken = stage.does.names().into_iter();
        if taken.any(|(_, name)| self.number(name).is_none()) {
            return None;
        }
        let number = match &stage.does {
            Operator::Sum(names) => names.iter().try_fold(Decimal::ZERO, |sum, name| {
                sum.checked_add(self.number(name)?)
            }),
            Operator::MaxOf(names) => {
                let numbers: Option<Vec<_>> = names.iter().map(|name| self.number(name)).collect();
                numbers?.into_iter().max()
            }
            Operator::Multiply(a, b) => self.number(a)?.checked_mul(self.number(b)?),
            Operator::Share { of, by } => {
                let left = Decimal::ONE - self.number(by)?;
                self.number(of)?.checked_mul(left)
            }
            Operator::Lookup { of, table } => {
                let table = model.tables.get(table)?;
                return self.lookup(stage, table, self.number(of)?);
            }
            Operator::Cap { of, at, says } => {
                let number = self.number(of)?;
                if number > self.number(at)? {
                    self.stop(stage, StopAt::AboveCap(says.clone()));
                }
                return Some(number);
            }
            Operator::Floor { of, at, says } => {
                let (number, least) = (self.number(of)?, self.number(at)?);
                if number > Decimal::ZERO && number < least {
                    self.said.push((stage.id.clone(), says.clone()));
                    return Some(least);
                }
                return Some(number);
            }
            Operator::AddIf { to, add, when } => {
                let (to, add) = (self.number(to)?, self.number(add)?);
                match self.all_hold(when)? {
                    true => to.checked_add(add),
                    false => return Some(to),
                }
            }
            Operator::Convert { of, weeks, to } => {
                return Some(converted(self.number(of)?, *weeks, *to));
            }
            Operator::APersonDecides { of, when, says } => {
                let number = self.number(of)?;
                if self.all_hold(when)? {
                    self.stop(stage, StopAt::Person(says.clone()));
                }
                return Some(number);
            }
        };
        let number = number.filter(|number| *number <= HIGHEST);
        if number.is_none() {
            self.stop(stage, StopAt::TooHigh);
        }
        number
    }

    fn lookup(&mut self, stage: &Stage, table: &BandTable, number: Decimal) -> Option<Decimal> {
        match table.find(number)? {
            FoundBand::Above(end) => {
                self.stop(stage, StopAt::AboveTable(end));
                None
            }
            FoundBand::Below(start) => {
                self.stop(stage, StopAt::BelowTable(start));
                None
            }
            FoundBand::Row(row) => {
                if !row.says.is_empty() {
                    self.said.push((stage.id.clone(), row.says.clone()));
                }
                if row.gives.is_none() {
                    self.nothing.push(stage.id.clone());
                }
                Some(row.gives.unwrap_or_default())
            }
        }
    }

    fn all_hold(&self, when: &[StageCondition]) -> Option<bool> {
        let mut all = true;
        for condition in when {
            all &= self.number(&condition.of)? >= condition.at_least;
        }
        Some(all)
    }

    fn stop(&mut self, stage: &Stage, at: StopAt) {
        self.stops.push(Ended {
            stage: stage.id.clone(),
            at,
        });
    }
}

/// Puts an amount in another period: the amount to the penny first, because
/// that is what is kept.
fn converted(amount: Decimal, weeks: WeeksInYear, to: crate::model::Unit) -> Decimal {
    let (of, over) = weeks.ratio();
    let amount = to_the_penny(amount);
    match to {
        crate::model::Unit::PoundsAWeek => amount * over / of,
        _ => amount * of / over,
    }
}
