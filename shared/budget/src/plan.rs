//! A plan costed at local prices, and whether an indicative budget is enough
//! for it (Care Act 2014 s26).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::model::{Model, ModelFigure, Unit, to_the_penny};

/// Something that a plan buys.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanItem {
    /// The need that it meets, in words.
    pub what: String,
    /// The name of the local price.
    pub price: String,
    /// How many of what the price is for: hours a week, days a week, pieces.
    pub units: Decimal,
}

/// Something that a plan buys at a price of its own, as a worker agreed it.
///
/// ```
/// use budget::{Amount, CostedPlan, PricedItem, Weekly};
/// use rust_decimal::dec;
///
/// let plan = CostedPlan::priced(&[PricedItem {
///     what: "Home care".to_owned(),
///     units: dec!(7),
///     each: Amount::AWeek(Weekly::of(dec!(24.60))),
/// }]);
/// assert_eq!(plan.unwrap().items[0].sum, "7 × £24.60 = £172.20 a week");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PricedItem {
    /// What is bought.
    pub what: String,
    /// How many of what the price is for: hours a week, pieces.
    pub units: Decimal,
    /// The price of one, whose period is that of the cost.
    pub each: Amount,
}

/// A plan with the cost of each of its parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CostedPlan {
    /// The parts, in order, each with its cost rounded to the penny.
    pub items: Vec<CostedItem>,
    /// The sum for each period that the plan has.
    pub totals: Vec<Amount>,
}

/// A part of a plan with its cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CostedItem {
    /// The need that it meets.
    pub what: String,
    /// The arithmetic in words.
    pub sum: String,
    /// The cost.
    pub cost: Amount,
}

/// Why a plan cannot be costed or compared.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PlanFault {
    /// The model has no such price.
    #[error("{what}: there is no local price {price:?}")]
    NoPrice {
        /// The part of the plan.
        what: String,
        /// The name of the price.
        price: String,
    },
    /// The number of units is below zero or too high.
    #[error("{what}: {units} is not how many of something can be bought")]
    NoUnits {
        /// The part of the plan.
        what: String,
        /// The number.
        units: Decimal,
    },
    /// The plan has no amount in the period of the budget.
    #[error("the plan has no cost {0}, so it cannot be compared with a budget {0}")]
    OtherPeriod(&'static str),
}

/// The most units of something.
const MOST_UNITS: Decimal = Decimal::from_parts(100_000, 0, 0, false, 0);

impl CostedPlan {
    /// Costs a plan at the local prices of a model.
    ///
    /// # Errors
    /// Every [`PlanFault`], at once.
    pub fn of(model: &Model, items: &[PlanItem]) -> Result<Self, Vec<PlanFault>> {
        let mut plan = Self {
            items: Vec::new(),
            totals: Vec::new(),
        };
        let mut faults = Vec::new();
        for item in items {
            match cost(model, item) {
                Ok(costed) => {
                    plan.add(costed.cost);
                    plan.items.push(costed);
                }
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            Ok(plan)
        } else {
            Err(faults)
        }
    }

    /// Costs a plan whose parts have prices of their own.
    ///
    /// # Errors
    /// Every [`PlanFault`], at once.
    pub fn priced(items: &[PricedItem]) -> Result<Self, Vec<PlanFault>> {
        let mut plan = Self {
            items: Vec::new(),
            totals: Vec::new(),
        };
        let mut faults = Vec::new();
        for item in items {
            match priced(item) {
                Ok(costed) => {
                    plan.add(costed.cost);
                    plan.items.push(costed);
                }
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            Ok(plan)
        } else {
            Err(faults)
        }
    }

    fn add(&mut self, cost: Amount) {
        for total in &mut self.totals {
            if let Some(sum) = total.plus(cost) {
                *total = sum;
                return;
            }
        }
        self.totals.push(cost);
    }

    /// Returns the sum of the plan in the period of an amount.
    #[must_use]
    pub fn total_like(&self, amount: Amount) -> Option<Amount> {
        let mut totals = self.totals.iter();
        totals.find(|total| total.less(amount).is_some()).copied()
    }
}

fn cost(model: &Model, item: &PlanItem) -> Result<CostedItem, PlanFault> {
    let price = model.prices.get(&item.price);
    let no_price = || PlanFault::NoPrice {
        what: item.what.clone(),
        price: item.price.clone(),
    };
    let price: &ModelFigure = price.ok_or_else(no_price)?;
    if !(Decimal::ZERO..=MOST_UNITS).contains(&item.units) {
        return Err(PlanFault::NoUnits {
            what: item.what.clone(),
            units: item.units,
        });
    }
    let unit = match price.unit {
        Unit::PoundsAnHour => Unit::PoundsAWeek,
        unit => unit,
    };
    let cost = Amount::in_unit(to_the_penny(price.amount * item.units), unit);
    let cost = cost.ok_or_else(no_price)?;
    let each = crate::words::number(price.amount, price.unit);
    Ok(CostedItem {
        what: item.what.clone(),
        sum: format!(
            "{} × {} ({each}) = {cost}",
            item.units.normalize(),
            price.label
        ),
        cost,
    })
}

fn priced(item: &PricedItem) -> Result<CostedItem, PlanFault> {
    let unit = match item.each {
        Amount::Once(_) => Unit::PoundsOnce,
        Amount::AWeek(_) => Unit::PoundsAWeek,
        Amount::AYear(_) => Unit::PoundsAYear,
    };
    let no_units = || PlanFault::NoUnits {
        what: item.what.clone(),
        units: item.units,
    };
    let some = Some(item.units).filter(|units| (Decimal::ZERO..=MOST_UNITS).contains(units));
    let pounds = some.and_then(|units| item.each.pounds().checked_mul(units));
    let cost = pounds.and_then(|pounds| Amount::in_unit(to_the_penny(pounds), unit));
    let cost = cost.ok_or_else(no_units)?;
    let each = domain::values::money::in_words(item.each.pounds());
    Ok(CostedItem {
        what: item.what.clone(),
        sum: format!("{} × {each} = {cost}", item.units.normalize()),
        cost,
    })
}

/// A budget beside the cost of a plan in the same period. Nothing here cuts or
/// raises either of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sufficiency {
    /// The indicative budget.
    pub indicative: Amount,
    /// The cost of the plan.
    pub plan: Amount,
    /// What the budget lacks, if the plan costs more.
    pub shortfall: Option<Shortfall>,
}

/// What a budget lacks for a plan.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Shortfall {
    /// The amount.
    pub amount: Amount,
    /// The amount as a percentage of the indicative budget, to one decimal
    /// place; none of a budget of £0.
    pub percent: Option<Decimal>,
}

impl Sufficiency {
    /// Compares a budget with a plan. A plan that costs less is no finding: it
    /// is not pushed up.
    ///
    /// # Errors
    /// [`PlanFault::OtherPeriod`] if the plan has no cost in the budget's period.
    pub fn of(indicative: Amount, plan: &CostedPlan) -> Result<Self, PlanFault> {
        let other = || PlanFault::OtherPeriod(indicative.period());
        let plan = plan.total_like(indicative).ok_or_else(other)?;
        let lacking = plan.less(indicative).ok_or_else(other)?;
        let short = lacking.pounds() > Decimal::ZERO;
        let percent =
            || {
                let share = lacking.pounds().checked_div(indicative.pounds())?;
                Some((share * Decimal::ONE_HUNDRED).round_dp_with_strategy(
                    1,
                    rust_decimal::RoundingStrategy::MidpointAwayFromZero,
                ))
            };
        Ok(Self {
            indicative,
            plan,
            shortfall: short.then(|| Shortfall {
                amount: lacking,
                percent: percent(),
            }),
        })
    }

    /// Returns the comparison in words, for the worker and the person alike.
    #[must_use]
    pub fn in_words(&self) -> String {
        let both = format!(
            "The indicative budget is {}. The plan costs {}.",
            self.indicative, self.plan
        );
        match self.shortfall {
            None => both,
            Some(Shortfall { amount, percent }) => {
                let percent = percent
                    .map(|percent| format!(", {percent}% of the indicative budget"))
                    .unwrap_or_default();
                format!(
                    "{both} The budget is {amount} short{percent}. The plan can go on: say why it \
                     costs more, or change the plan."
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rust_decimal::dec;

    use super::*;
    use crate::amount::{OneOff, Weekly};

    fn item(what: &str, price: &str, units: Decimal) -> PlanItem {
        PlanItem {
            what: what.to_owned(),
            price: price.to_owned(),
            units,
        }
    }

    #[test]
    fn a_plan_is_costed_at_local_prices_and_periods_stay_apart() {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let items = [
            item("Washing and dressing", "home_care_hour", dec!(7)),
            item("Company", "day_service_day", dec!(2)),
            item("A rail", "grab_rail", dec!(2)),
        ];
        let plan = CostedPlan::of(model, &items).unwrap();
        let price = |id: &str| model.prices[id].amount;
        let week = price("home_care_hour") * dec!(7) + price("day_service_day") * dec!(2);
        assert_eq!(
            plan.totals,
            [
                Amount::AWeek(Weekly::of(week)),
                Amount::Once(OneOff::of(price("grab_rail") * dec!(2)))
            ]
        );
        assert!(plan.items[0].sum.contains("7 × "), "{}", plan.items[0].sum);
    }

    #[test]
    fn a_plan_with_prices_of_its_own_keeps_what_is_paid_once_apart() {
        let priced = |what: &str, units, each| PricedItem {
            what: what.to_owned(),
            units,
            each,
        };
        let items = [
            priced(
                "Home care",
                dec!(7.5),
                Amount::AWeek(Weekly::of(dec!(24.61))),
            ),
            priced("Lunch club", dec!(2), Amount::AWeek(Weekly::of(dec!(15)))),
            priced("A rail", dec!(1), Amount::Once(OneOff::of(dec!(48)))),
        ];
        let plan = CostedPlan::priced(&items).unwrap();
        // 7.5 × 24.61 = 184.575, half a penny up, and 30.
        assert_eq!(
            plan.totals,
            [
                Amount::AWeek(Weekly::of(dec!(214.58))),
                Amount::Once(OneOff::of(dec!(48)))
            ]
        );
        let none = [priced("Home care", dec!(-1), items[0].each)];
        let faults = CostedPlan::priced(&none).unwrap_err();
        assert!(faults[0].to_string().contains("Home care"), "{faults:?}");
    }

    #[test]
    fn every_fault_of_a_plan_is_told_at_once() {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let items = [
            item("Gold", "gold", dec!(1)),
            item("Washing", "home_care_hour", dec!(-1)),
            item("Washing", "home_care_hour", dec!(100_001)),
        ];
        let faults = CostedPlan::of(model, &items).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults[0].to_string().contains("gold"));
    }

    #[test]
    fn a_budget_is_never_compared_with_a_plan_of_another_period() {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let plan = CostedPlan::of(model, &[item("A rail", "grab_rail", dec!(1))]).unwrap();
        let week = Amount::AWeek(Weekly::of(dec!(100)));
        let fault = Sufficiency::of(week, &plan).unwrap_err();
        assert_eq!(fault, PlanFault::OtherPeriod("a week"));
    }

    #[test]
    fn a_budget_of_nothing_has_no_percentage() {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let plan = CostedPlan::of(model, &[item("Washing", "home_care_hour", dec!(1))]).unwrap();
        let nothing = Amount::AWeek(Weekly::of(dec!(0)));
        let shortfall = Sufficiency::of(nothing, &plan).unwrap().shortfall.unwrap();
        assert_eq!(shortfall.percent, None);
        assert_eq!(shortfall.amount, plan.totals[0]);
    }
}
