//! What comes out of an assessment.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::benefits::ToCheck;
use super::law::{Amounts, Figure, FiguresUsed};
use super::trace::Trace;

/// What is charged, and on what ground.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Charge {
    /// On what ground.
    pub basis: Basis,
    /// Why that ground, or what limited the charge.
    pub reason: Option<Reason>,
    /// How much a week, in pounds; none for the full cost of care whose cost
    /// is not known.
    pub weekly: Option<Decimal>,
}

/// The ground of a charge.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A contribution from income.
    Contribution,
    /// Nothing, after an assessment.
    NothingToPay,
    /// The full cost.
    FullCost,
    /// Nothing, because the law makes this care free.
    Free,
}

/// Why.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Full cost: more capital than the upper limit.
    CapitalAboveLimit,
    /// Full cost: chose not to be assessed.
    Declined,
    /// Full cost: clearly able to pay it.
    LightTouchCanAfford,
    /// Nothing: clearly unable to pay.
    LightTouchCannotAfford,
    /// Nothing: the charge would be below the least that is billed.
    BelowMinimumCharge,
    /// Nothing: income is no more than what is kept.
    IncomeBelowWhatIsKept,
    /// Nothing: the council's policy asks for none of what is available.
    NothingAskedByPolicy,
    /// The contribution is more than the care costs.
    CappedAtCost,
    /// The contribution is more than the council's maximum.
    CappedAtMaximum,
    /// Free: aftercare under section 117 of the Mental Health Act 1983.
    MentalHealthAftercare,
    /// Free: reablement or intermediate care.
    Reablement,
    /// Free: Creutzfeldt-Jakob disease.
    CreutzfeldtJakobDisease,
    /// Free: equipment or a minor adaptation.
    EquipmentOrMinorAdaptation,
    /// Free: NHS care.
    NhsCare,
}

/// Every total, in pounds; a week except for capital.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Totals {
    /// Capital that counts.
    pub capital_counted: Decimal,
    /// Income taken to come from it; 0 above the upper limit.
    pub tariff_income: Decimal,
    /// Income that counts.
    pub income_counted: Decimal,
    /// The person's own income that does not.
    pub income_ignored: Decimal,
    /// Income that counts, and tariff income.
    pub income_total: Decimal,
    /// Care at home: the minimum income guarantee used.
    pub minimum_income_guarantee: Option<Decimal>,
    /// Care home: the personal expenses allowance used.
    pub personal_expenses_allowance: Option<Decimal>,
    /// Housing costs net of help.
    pub housing: Decimal,
    /// Disability-related expenses allowed.
    pub disability_related_expenses: Decimal,
    /// Other outgoings allowed.
    pub agreed_allowances: Decimal,
    /// Added so that a couple together are not left with too little.
    pub couple_adjustment: Decimal,
    /// All that is kept before anything is asked for.
    pub kept: Decimal,
    /// What is left of the income after that.
    pub available_income: Decimal,
    /// What can be asked for, before the cost of the care is looked at.
    pub contribution: Decimal,
    /// What the care costs, if known.
    pub cost_of_care: Option<Decimal>,
    /// The charge; none for the full cost of care whose cost is not known.
    pub weekly_charge: Option<Decimal>,
    /// What the council pays, if both are known.
    pub council_pays: Option<Decimal>,
    /// All income that really comes in, less the charge; below 0 where part of
    /// a full cost comes from capital; none if the charge is not known.
    pub left_with: Option<Decimal>,
    /// Added by the council for arranging care at home at full cost.
    pub arrangement_fee: Decimal,
}

/// A result without its explanation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Outcome {
    /// The charge.
    pub charge: Charge,
    /// The totals.
    pub totals: Totals,
    /// The figures of the law it rests on.
    pub figures_used: FiguresUsed,
}

/// A whole assessment: the result and its explanation.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The day whose law was used.
    pub date: Date,
    /// The amounts of that day.
    pub amounts: &'static Amounts,
    /// The result.
    pub outcome: Outcome,
    /// The figures it rests on that are not published in a primary source.
    pub unpublished: Vec<&'static Figure>,
    /// The result with every second amount that is possible, if it differs.
    pub other: Option<Outcome>,
    /// Every line of the explanation.
    pub trace: Trace,
    /// Benefits that the answers suggest may not have been claimed.
    pub benefits_to_check: Vec<ToCheck>,
}
