//! The settings that a council decides for itself, within the law: data, one
//! file a council.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::circumstances::{ExpenseKind, HousingCostKind, IncomeKind};
use domain::values::money::Money;
use domain::values::written_number;

/// A council's local charging policy. Every setting has a lawful default: the
/// rule of the regulations and guidance for councils that decide nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The council and the year of the policy: `Illustration, 2026 to 2027`.
    pub name: String,
    /// The place where the policy is published; empty if there is none.
    pub source: String,
    /// Whether the policy is a made-up illustration and no council's.
    pub illustration: bool,
    /// The years whose amounts this council has confirmed, as pages name them:
    /// `2026 to 2027`. Of these no page says that they may still change.
    pub amounts_confirmed_for: BTreeSet<String>,
    /// Local additions to the minimum income guarantee.
    pub minimum_income_guarantee: GuaranteePolicy,
    /// The addition to the personal expenses allowance in a care home, a week.
    pub personal_expenses_addition: Money,
    /// The rules for disability-related expenses.
    pub disability_related_expenses: ExpensePolicy,
    /// The percentage of available income that is charged, 0 to 100.
    #[serde(deserialize_with = "written_number::read")]
    pub percent_charged: Decimal,
    /// The most that anybody is charged a week for care outside a care home.
    pub maximum_weekly_charge: Option<Money>,
    /// The least charge that is billed.
    pub minimum_weekly_charge: Money,
    /// The amount to a multiple of which a charge is rounded down: a penny if
    /// left out.
    pub charge_rounded_down_to: Money,
    /// Whether the night part of Attendance Allowance and DLA care (higher less
    /// lower, high less middle) is ignored where no night care is arranged.
    pub ignore_night_part_of_attendance_allowance_and_dla: bool,
    /// Whether enhanced less standard PIP daily living is ignored where no
    /// night care is arranged.
    pub ignore_night_part_of_pip: bool,
    /// The treatment of Pension Credit savings credit for care at home.
    pub savings_credit_at_home: SavingsCredit,
    /// Whether a flat sum, the same as the yearly cap of savings credit, is
    /// ignored for people of 65 or over whose income is above the guarantee of
    /// Pension Credit and who get no savings credit (Schedule 1 paragraph 40, as
    /// some councils apply it; others ignore savings credit that is paid alone).
    pub flat_savings_credit_from_65: bool,
    /// Housing costs allowed besides rent, mortgage, ground rent, service
    /// charges and council tax.
    pub further_housing_costs: BTreeSet<HousingCostKind>,
    /// Kinds of income that this council ignores, though the law does not
    /// require that.
    pub further_ignored_income: BTreeSet<IncomeKind>,
    /// The fee added each week to the bill of somebody who pays the full cost
    /// of care at home that the council arranges (Care Act 2014 s14(1)(b)).
    pub arrangement_fee: Money,
    /// Whether a couple is also assessed together and the lower charge taken.
    pub couple_assessed_jointly_if_better: bool,
    /// The amount a week below which a couple together may not be left; `None`
    /// if the council makes no such check.
    pub couple_floor: Option<Money>,
    /// Capital limits for care outside a care home, if more generous.
    pub capital_at_home: CapitalPolicy,
    /// Whether a temporary stay in a care home is charged as care at home.
    pub temporary_stay_charged_as_at_home: bool,
    /// The rounding of fractions of a penny (regulation 11).
    pub fractions_of_a_penny: Fractions,
    /// The number of weeks in a year, by which yearly, quarterly and monthly
    /// amounts become weekly ones.
    pub year: Year,
    /// The percentage taken off the value of anything whose sale costs money
    /// (regulation 20).
    #[serde(deserialize_with = "written_number::read")]
    pub sale_costs_percent: Decimal,
    /// The cost of an hour of care at home, to estimate a cost that is not
    /// known.
    pub home_care_hourly_rate: Option<Money>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            name: String::from("The regulations alone"),
            source: String::new(),
            illustration: false,
            amounts_confirmed_for: BTreeSet::new(),
            minimum_income_guarantee: GuaranteePolicy::default(),
            personal_expenses_addition: Money::ZERO,
            disability_related_expenses: ExpensePolicy::default(),
            percent_charged: Decimal::ONE_HUNDRED,
            maximum_weekly_charge: None,
            minimum_weekly_charge: Money::ZERO,
            charge_rounded_down_to: Money::pence(1),
            ignore_night_part_of_attendance_allowance_and_dla: false,
            ignore_night_part_of_pip: false,
            savings_credit_at_home: SavingsCredit::default(),
            flat_savings_credit_from_65: false,
            further_housing_costs: BTreeSet::new(),
            further_ignored_income: BTreeSet::new(),
            arrangement_fee: Money::ZERO,
            couple_assessed_jointly_if_better: false,
            couple_floor: None,
            capital_at_home: CapitalPolicy::default(),
            temporary_stay_charged_as_at_home: false,
            fractions_of_a_penny: Fractions::default(),
            year: Year::default(),
            sale_costs_percent: Decimal::TEN,
            home_care_hourly_rate: None,
        }
    }
}

/// Local additions to the minimum income guarantee. A council may leave
/// somebody with more than regulation 7 says, never with less: whichever of
/// the two is higher is used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GuaranteePolicy {
    /// The addition to the guarantee, as a percentage of the statutory amount.
    #[serde(deserialize_with = "written_number::read")]
    pub percent_added: Decimal,
    /// The addition to the guarantee, a week.
    pub added_weekly: Money,
    /// A local amount for everything together, premiums included.
    pub weekly: Option<Money>,
    /// Whether disability and enhanced disability premiums are also added for
    /// people who have reached pension age.
    pub disability_premiums_at_pension_age: bool,
    /// The disability premiums of a couple of whom one has reached pension age
    /// and one has not. Councils differ: some go by the age of the person whose
    /// care it is, some add the premiums to neither, some to both.
    pub disability_premium_of_mixed_age_couple: MixedAgeCouple,
    /// Whether the partner's benefit for caring brings the carer premium too.
    /// Regulation 7(7) speaks of the adult; some councils read it with income
    /// support, which looks at the couple.
    pub carer_premium_through_partner: bool,
    /// Whether Employment and Support Allowance and the health element of
    /// Universal Credit count as the long incapacity for work that brings the
    /// disability premium (Income Support (General) Regulations 1987 Schedule 2
    /// paragraph 12(1)(b)). Councils differ, because both came after that rule.
    pub long_incapacity_brings_disability_premium: bool,
}

/// The disability premiums of a couple of whom one has reached pension age.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MixedAgeCouple {
    /// Added if the person whose care it is has not reached pension age.
    #[default]
    ByOwnAge,
    /// Never added.
    Never,
    /// Added if either has not reached pension age.
    IfEitherIsBelow,
}

/// The rules by which disability-related expenses are allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExpensePolicy {
    /// The method of allowing expenses.
    pub method: ExpenseMethod,
    /// The standard allowance, a week.
    pub standard_weekly: Money,
    /// Whether expenses are allowed only to people whose Attendance Allowance,
    /// DLA care or PIP daily living is counted.
    pub only_with_disability_benefit: bool,
    /// The most allowed for a kind of item, a week.
    pub most_weekly: BTreeMap<ExpenseKind, Money>,
}

impl Default for ExpensePolicy {
    fn default() -> Self {
        Self {
            method: ExpenseMethod::Itemised,
            standard_weekly: Money::ZERO,
            only_with_disability_benefit: false,
            most_weekly: BTreeMap::new(),
        }
    }
}

/// The methods of allowing disability-related expenses.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpenseMethod {
    /// Each item, on evidence.
    Itemised,
    /// The standard allowance, whatever the items.
    Standard,
    /// The items or the standard allowance, whichever is higher.
    HigherOfBoth,
    /// The items and the standard allowance together.
    Both,
}

/// The treatment of savings credit for care at home.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavingsCredit {
    /// The whole savings credit is ignored.
    #[default]
    Ignored,
    /// The savings credit is ignored up to the yearly cap, as in a care home.
    IgnoredUpToCap,
}

/// More generous capital limits outside a care home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CapitalPolicy {
    /// The limit up to which capital is ignored; the statutory limit if lower
    /// or left out.
    pub lower_limit: Option<Money>,
    /// The limit above which the full cost is charged; the statutory limit if
    /// lower or left out.
    pub upper_limit: Option<Money>,
    /// The step of tariff income, £1 for each step or part of one; £250 if
    /// lower or left out.
    pub tariff_step: Option<Money>,
}

/// The number of weeks that a year is taken to have.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Year {
    /// 52: a month's amount is multiplied by 12 and divided by 52.
    #[default]
    FiftyTwoWeeks,
    /// 365 days: a month's amount is multiplied by 12 and by 7 and divided by 365.
    ThreeHundredAndSixtyFiveDays,
}

/// The rounding of fractions of a penny.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fractions {
    /// In the person's favour: income and charges down, allowances up.
    #[default]
    InPersonsFavour,
    /// To the nearest penny, half a penny up, as some councils print.
    Nearest,
}
