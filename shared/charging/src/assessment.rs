//! The results of an assessment.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::circumstances::IncomeKind;
use super::law::{Amounts, Figure, FiguresUsed};
use super::trace::Trace;

/// A benefit worth checking.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct BenefitToCheck {
    /// The name of the benefit: `Attendance Allowance`.
    pub benefit: &'static str,
    /// The reason why the answers suggest the benefit.
    pub why: &'static str,
    /// The address where people read about the benefit and claim it.
    pub href: &'static str,
}

/// A charge and its ground.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Charge {
    /// The ground of the charge.
    pub basis: Basis,
    /// The reason for the ground, or for a limit of the charge.
    pub reason: Option<ChargeReason>,
    /// The charge a week, in pounds; `None` for the full cost of care whose
    /// cost is not known.
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

/// The reason for the ground of a charge, or for its limit.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeReason {
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
    /// Nothing: income is no more than the amount that is kept.
    IncomeBelowWhatIsKept,
    /// Nothing: the council's policy asks for none of the available income.
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

/// The totals of an assessment, in pounds; a week, except for capital.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Totals {
    /// Capital that counts.
    pub capital_counted: Decimal,
    /// Income taken to come from capital; 0 above the upper limit.
    pub tariff_income: Decimal,
    /// Income that counts.
    pub income_counted: Decimal,
    /// The person's own income that does not count.
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
    /// The addition that keeps a couple together from being left with too
    /// little.
    pub couple_adjustment: Decimal,
    /// The amount that is kept before anything is asked for.
    pub kept: Decimal,
    /// The income that is left after that amount.
    pub available_income: Decimal,
    /// The amount that can be asked for, before the cost of the care is
    /// considered.
    pub contribution: Decimal,
    /// The cost of the care, if known.
    pub cost_of_care: Option<Decimal>,
    /// The charge; `None` for the full cost of care whose cost is not known.
    pub weekly_charge: Option<Decimal>,
    /// The part of the cost that the council pays, if cost and charge are
    /// known.
    pub council_pays: Option<Decimal>,
    /// The income that is actually received, less the charge; below 0 where
    /// part of a full cost comes from capital; `None` if the charge is not
    /// known.
    pub left_with: Option<Decimal>,
    /// The fee that the council adds for arranging care at home at full cost.
    pub arrangement_fee: Decimal,
    /// What a charge above the income is paid from.
    pub beyond_income: BeyondIncome,
}

/// What a charge that is more than the income is paid from. A page says "from
/// your savings" only where there are savings.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BeyondIncome {
    /// Savings or investments, beside any property.
    Savings,
    /// The former home, which need not be sold: a deferred payment agreement
    /// can be made.
    Home,
    /// Other property, and no home that counts.
    Property,
    /// Nothing that the circumstances name.
    Unknown,
}

/// The result of an assessment, without its explanation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AssessmentResult {
    /// The charge.
    pub charge: Charge,
    /// The totals.
    pub totals: Totals,
    /// The figures of the law that the result rests on.
    pub figures_used: FiguresUsed,
}

/// The whole weeks after which Attendance Allowance and the like stop where a
/// council pays towards a care home: from the 29th day (Social Security
/// (Attendance Allowance) Regulations 1991 regulations 7 and 8 and the like).
pub(super) const WEEKS_BENEFITS_GO_ON: u32 = 4;
/// The whole weeks for which the former home is ignored (Schedule 2 paragraph 2).
pub(super) const WEEKS_HOME_IGNORED: u32 = 12;
/// What changes with time in a permanent place in a care home.
#[derive(Clone, Debug, PartialEq)]
pub struct CareHomeOverTime {
    /// What is paid now and from each moment on that changes something, in the
    /// order of time.
    pub steps: Vec<CareHomeStep>,
    /// How long savings last until each limit; `None` where no savings are above
    /// the lower limit, or the cost is not known.
    pub savings: Option<SavingsOverTime>,
    /// The facts of a deferred payment agreement, where a home counts or will.
    pub deferred_payment: Option<DeferredPaymentFacts>,
    /// The standard weekly rate of NHS-funded nursing care on the day, where it is
    /// on file and no amount was given: in a care home with nursing the fee may
    /// be lower by this.
    pub nursing_care: Option<&'static Figure>,
}

/// What is paid from a moment on.
#[derive(Clone, Debug, PartialEq)]
pub struct CareHomeStep {
    /// The moment.
    pub from: CareHomeMoment,
    /// The benefits that stop then, because the council pays a part.
    pub stops: Vec<IncomeKind>,
    /// Whether the former home counts from then on.
    pub home_counts: bool,
    /// The result from then on.
    pub result: AssessmentResult,
}

/// A moment from which something is different.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CareHomeMoment {
    /// Now, as the circumstances say.
    Now,
    /// The 29th day.
    TwentyNinthDay,
    /// The 13th week.
    ThirteenthWeek,
}

impl CareHomeMoment {
    /// Returns the whole weeks in the care home after which the moment comes; 0
    /// for now.
    ///
    /// ```
    /// use charging::assessment::CareHomeMoment;
    ///
    /// assert_eq!(CareHomeMoment::TwentyNinthDay.after_weeks(), 4);
    /// assert_eq!(CareHomeMoment::ThirteenthWeek.after_weeks(), 12);
    /// ```
    #[must_use]
    pub const fn after_weeks(self) -> u32 {
        match self {
            Self::Now => 0,
            Self::TwentyNinthDay => WEEKS_BENEFITS_GO_ON,
            Self::ThirteenthWeek => WEEKS_HOME_IGNORED,
        }
    }
}

/// How long savings last.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SavingsOverTime {
    /// The savings and investments that count and can be spent, now.
    pub now: Decimal,
    /// What comes out of them in the first week.
    pub weekly: Decimal,
    /// The weeks from now until what counts is at or below the upper limit, so
    /// that the council helps: 0 if it is now, `None` if it is not within 10
    /// years or a property keeps it above.
    pub weeks_to_upper_limit: Option<u32>,
    /// The weeks from now until what counts is at or below the lower limit.
    pub weeks_to_lower_limit: Option<u32>,
}

/// The facts of a deferred payment agreement (Care Act 2014 sections 34 to 36;
/// SI 2014/2671): the home need not be sold, and the council is paid back later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeferredPaymentFacts {
    /// Whether the council must offer an agreement as far as the circumstances
    /// say: nothing but the home takes the person above the upper limit.
    pub must_be_offered: bool,
    /// The person's part of the home, after the costs of selling it and what is
    /// owed on it.
    pub home: Decimal,
    /// The most that can be deferred against the home: that part, less the lower
    /// limit.
    pub equity_limit: Decimal,
    /// The weekly income that the person may keep, if on file for the day.
    pub income_allowance: Option<&'static Figure>,
    /// What is deferred a week if the person keeps that income, if the cost is
    /// known.
    pub weekly_deferred: Option<Decimal>,
    /// The whole weeks until the equity limit, without interest.
    pub weeks_to_equity_limit: Option<u32>,
}

/// An age in whole years that does not settle whether pension age is reached: the
/// result takes what is likely, and the date of birth decides.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PensionAgeNotSettled {
    /// The place of the age, as a JSON pointer into the request.
    pub field: &'static str,
    /// What to do, in a plain sentence.
    pub sentence: String,
    /// Whether the result takes pension age as reached.
    pub taken_as_reached: bool,
    /// The result if it is otherwise, where that differs.
    pub otherwise: Option<AssessmentResult>,
}

/// An assessment: the result and its explanation.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The day whose law was used.
    pub date: Date,
    /// The amounts of that day.
    pub amounts: &'static Amounts,
    /// The result.
    pub outcome: AssessmentResult,
    /// The figures that the result rests on and that no primary source
    /// publishes; none of a year that the council has confirmed.
    pub unpublished: Vec<&'static Figure>,
    /// The result by every second amount that is possible, if it differs.
    pub other: Option<AssessmentResult>,
    /// The lines of the explanation.
    pub trace: Trace,
    /// The ages that do not settle whether pension age is reached, where that
    /// decides the result.
    pub not_settled: Vec<PensionAgeNotSettled>,
    /// For a permanent place in a care home that is charged for: what changes
    /// with time.
    pub over_time: Option<CareHomeOverTime>,
    /// Benefits that the answers suggest may not have been claimed.
    pub benefits_to_check: Vec<BenefitToCheck>,
}
