//! The rules, one file for each step of the calculation, and the order of the
//! steps. Every step is worked out even when an earlier one already decides the
//! charge, so that the explanation is complete.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::assessment::{Charge, Totals};
use super::circumstances::{Circumstances, Household, Person, Setting};
use super::law::LawOfTheDay;
use super::pension_age::{age_in_years, by_age, pension_day};
use super::policy::Policy;
use super::rounding::Rounding;
use super::trace::{LineRecorder, Rule};

mod capital;
mod charge;
mod contribution;
mod couple;
mod expenses;
mod guarantee;
mod housing;
mod income;
#[cfg(test)]
mod tests;

pub(super) use capital::{
    Limits, PartOfHolding, Side, can_be_spent, counted_home, is_counted, is_property, part,
    sells_at_a_cost, value_of,
};
pub(super) use charge::{beyond_income, cost, free_reason};
pub(super) use guarantee::{basic_figure, may_have_disability_premiums, premiums};
pub(super) use housing::{Group, group, helps_with_council_tax, helps_with_rent, is_allowed};
pub(super) use income::{
    FLAT_SAVINGS_CREDIT_AGE, Treatment, can_be_passed_on, counts_as_couple_for_savings_credit,
    is_for_care, night_rates, rent_is_capital, treatment,
};

/// An assessment that is being worked out: the circumstances, and the law and
/// policy that apply to them.
pub(super) struct Case<'a> {
    pub(super) on: Date,
    pub(super) circumstances: &'a Circumstances,
    pub(super) policy: &'a Policy,
    pub(super) law: &'a LawOfTheDay,
    rounding: Rounding,
    /// Whether the care is charged as care at home, not as care in a care home.
    at_home: bool,
    /// Whether the person has reached pension age.
    pension_age: bool,
    /// Whether the partner has reached pension age; `false` without a partner.
    partner_pension_age: bool,
    /// Whether the person is younger than 25.
    under_25: bool,
    /// The person's age in whole years, if known.
    age: Option<u8>,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        on: Date,
        circumstances: &'a Circumstances,
        policy: &'a Policy,
        law: &'a LawOfTheDay,
    ) -> Self {
        let person = &circumstances.person;
        let partner = circumstances.household.partner.as_ref();
        let age = age(on, person);
        Self {
            on,
            circumstances,
            policy,
            law,
            rounding: Rounding::of(policy),
            at_home: charged_as_at_home(circumstances.care.setting, policy),
            pension_age: reached_pension_age(
                on,
                person.reached_pension_age,
                person.date_of_birth,
                person.age,
            ),
            partner_pension_age: partner.is_some_and(|partner| {
                reached_pension_age(
                    on,
                    partner.reached_pension_age,
                    partner.date_of_birth,
                    partner.age,
                )
            }),
            under_25: age.is_some_and(|age| age < 25),
            age,
        }
    }

    fn household(&self) -> &'a Household {
        &self.circumstances.household
    }

    /// Whether the person and a partner are one household. Two people of whom
    /// one lives in a care home for good are not.
    fn has_partner(&self) -> bool {
        let partner = self.household().partner.as_ref();
        partner.is_some_and(|partner| !partner.lives_in_care_home)
    }

    /// Whether the person is in a care home for a short stay, and charged as
    /// there.
    fn is_temporary_resident(&self) -> bool {
        !self.at_home && self.circumstances.care.setting == Setting::CareHomeTemporary
    }
}

/// Whether a setting is charged by the rules for care at home.
pub(super) fn charged_as_at_home(setting: Setting, policy: &Policy) -> bool {
    match setting {
        Setting::AtHome => true,
        Setting::CareHomeTemporary => policy.temporary_stay_charged_as_at_home,
        Setting::CareHomePermanent => false,
    }
}

/// Returns the person's age in whole years, from the date of birth if that is
/// known.
pub(super) fn age(on: Date, person: &Person) -> Option<u8> {
    match person.date_of_birth {
        Some(born) => age_in_years(born, on),
        None => person.age,
    }
}

/// Whether somebody has reached pension age: as the circumstances say or, if
/// they do not, by the statutory timetable or, without a date of birth, by the
/// age in years, as [`by_age`] reads it.
pub(super) fn reached_pension_age(
    on: Date,
    said: Option<bool>,
    born: Option<Date>,
    age: Option<u8>,
) -> bool {
    said.or_else(|| Some(pension_day(born?)? <= on))
        .or_else(|| Some(by_age(on, age?).is_likely()))
        .unwrap_or(false)
}

/// Works out every step of the assessment.
pub(super) fn run<R: LineRecorder>(case: &Case<'_>, record: &mut R) -> (Charge, Totals) {
    let limits = capital::Limits::of(case);
    let capital = capital::capital(case, &limits, record);
    let income = income::income(case, record);
    let income_total = income.counted + capital.tariff_income;
    record.line(
        Rule::IncomeTotal,
        income_total,
        "Your income, including income we count from savings, is {amount} a week.",
        |line| {
            line.plus("Income that counts", income.counted).plus_if_any(
                "Income counted from savings and property",
                capital.tariff_income,
            );
        },
    );

    let guarantee = case.at_home.then(|| guarantee::guarantee(case, record));
    let personal_expenses = (!case.at_home).then(|| guarantee::personal_expenses(case, record));
    let housing = housing::housing(case, record);
    let expenses = expenses::expenses(case, &income, record);
    let allowances = expenses::allowances(case, record);
    let couple_adjustment = couple::floor(case, guarantee.as_ref(), record);

    let left_at_least = guarantee
        .as_ref()
        .map(|g| g.used)
        .or(personal_expenses)
        .unwrap_or_default();
    let kept = left_at_least + housing + expenses + allowances + couple_adjustment;
    record.line(
        Rule::Kept,
        kept,
        "You keep {amount} a week before you are asked for anything.",
        |line| {
            line.plus(
                if case.at_home {
                    "Minimum income guarantee"
                } else {
                    "Personal expenses allowance"
                },
                left_at_least,
            )
            .plus_if_any("Housing costs", housing)
            .plus_if_any("Disability-related expenses", expenses)
            .plus_if_any("Agreed allowances", allowances)
            .plus_if_any("Couple adjustment", couple_adjustment);
        },
    );
    let available = (income_total - kept).max(Decimal::ZERO);
    record.line(
        Rule::Available,
        available,
        "What is left of your income after what you keep is {amount} a week.",
        |line| {
            line.plus("All income that counts", income_total)
                .minus("What you keep", kept);
        },
    );

    let together = couple::assessed_together(
        case,
        &couple::Alone {
            income: income_total,
            kept,
            available,
        },
        &limits,
        guarantee.as_ref(),
        record,
    );
    let contribution = contribution::contribution(case, together.unwrap_or(available), record);
    let charge = charge::charge(
        case,
        &charge::Basis {
            above_limit: capital.above_limit,
            available: together.unwrap_or(available),
            contribution: &contribution,
            own_income: income.received,
            passed_on: income.passed_on,
        },
        record,
    );
    let totals = Totals {
        capital_counted: capital.counted,
        tariff_income: capital.tariff_income,
        income_counted: income.counted,
        income_ignored: income.ignored,
        income_total,
        minimum_income_guarantee: guarantee.map(|g| g.used),
        personal_expenses_allowance: personal_expenses,
        housing,
        disability_related_expenses: expenses,
        agreed_allowances: allowances,
        couple_adjustment,
        kept,
        available_income: available,
        contribution: contribution.amount,
        cost_of_care: charge.cost,
        weekly_charge: charge.charge.weekly,
        council_pays: charge.council_pays,
        left_with: charge.left_with,
        arrangement_fee: charge.arrangement_fee,
        beyond_income: charge.beyond_income,
    };
    (charge.charge, totals)
}
