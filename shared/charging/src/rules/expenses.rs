//! Disability-related expenses (Schedule 1 paragraph 4) and other outgoings
//! that the council has agreed to allow.

use rust_decimal::Decimal;

use super::Case;
use super::income::IncomeTotals;
use crate::circumstances::Expense;
use crate::policy::ExpenseMethod;
use crate::trace::{LineRecorder, Rule};

/// Works out disability-related expenses a week, by the method of the council's
/// policy.
pub(super) fn expenses<R: LineRecorder>(
    case: &Case<'_>,
    income: &IncomeTotals,
    record: &mut R,
) -> Decimal {
    if !case.at_home {
        return Decimal::ZERO;
    }
    let policy = &case.policy.disability_related_expenses;
    let mut itemised = Decimal::ZERO;
    for expense in &case.circumstances.disability_related_expenses {
        itemised += item(case, expense, record);
    }
    let standard = policy.standard_weekly.pounds();
    if policy.only_with_disability_benefit && !income.disability_benefit_counted {
        record.line(
            Rule::DisabilityExpenses,
            Decimal::ZERO,
            "This council allows disability-related expenses only where a disability benefit is counted.",
            |_| {},
        );
        return Decimal::ZERO;
    }
    let allowed = match policy.method {
        ExpenseMethod::Itemised => itemised,
        ExpenseMethod::Standard => standard,
        ExpenseMethod::HigherOfBoth => itemised.max(standard),
        ExpenseMethod::Both => itemised + standard,
    };
    record.line(
        Rule::DisabilityExpenses,
        allowed,
        match policy.method {
            ExpenseMethod::Itemised => "Your disability-related expenses come to {amount} a week.",
            ExpenseMethod::Standard => {
                "This council allows a standard {amount} a week for disability-related expenses."
            }
            ExpenseMethod::HigherOfBoth => {
                "You are allowed your disability-related expenses or this council’s standard allowance, whichever is higher: {amount} a week."
            }
            ExpenseMethod::Both => {
                "You are allowed your disability-related expenses and this council’s standard allowance: {amount} a week."
            }
        },
        |line| {
            match policy.method {
                ExpenseMethod::Itemised => line.plus_every(Rule::DisabilityExpense),
                ExpenseMethod::Standard => line.plus("Standard allowance", standard),
                ExpenseMethod::HigherOfBoth => line
                    .highest()
                    .plus("Your expenses", itemised)
                    .plus("Standard allowance", standard),
                ExpenseMethod::Both => {
                    line.plus("Your expenses", itemised).plus("Standard allowance", standard)
                }
            };
        },
    );
    allowed
}

fn item<R: LineRecorder>(case: &Case<'_>, expense: &Expense, record: &mut R) -> Decimal {
    let amount = expense.amount.pounds();
    let normal = expense
        .normal_amount
        .map_or(Decimal::ZERO, domain::values::money::Money::pounds);
    let extra =
        domain::values::money::Money::new((amount - normal).max(Decimal::ZERO)).unwrap_or_default();
    let weekly = case.rounding.weekly_outgoing(extra, expense.every);
    let most = case
        .policy
        .disability_related_expenses
        .most_weekly
        .get(&expense.kind);
    let allowed = most.map_or(weekly, |most| weekly.min(most.pounds()));
    record.line(
        Rule::DisabilityExpense,
        allowed,
        if allowed < weekly {
            "{about}: allowed up to this council’s limit, {amount} a week."
        } else if normal.is_zero() {
            "{about}: {amount} a week is allowed."
        } else {
            "{about}: {amount} a week above normal use is allowed."
        },
        |line| {
            line.about(expense.kind.words());
            if allowed < weekly {
                line.lowest()
                    .plus("What it costs a week", weekly)
                    .plus("The council’s limit", allowed);
                return;
            }
            line.plus("Each payment", amount)
                .minus_if_any("Normal use", normal)
                .a_week(case.rounding, expense.every);
        },
    );
    allowed
}

/// Works out the other outgoings that the council has agreed to allow, a week.
pub(super) fn allowances<R: LineRecorder>(case: &Case<'_>, record: &mut R) -> Decimal {
    let mut total = Decimal::ZERO;
    for allowance in &case.circumstances.agreed_allowances {
        let weekly = case
            .rounding
            .weekly_outgoing(allowance.amount, allowance.every);
        total += weekly;
        record.line(
            Rule::Allowance,
            weekly,
            "{about}: the council has agreed to allow {amount} a week.",
            |line| {
                line.about_given(&allowance.name)
                    .plus("Each payment", allowance.amount.pounds())
                    .a_week(case.rounding, allowance.every);
            },
        );
    }
    if !total.is_zero() {
        record.line(
            Rule::Allowances,
            total,
            "Allowances agreed with the council come to {amount} a week.",
            |line| {
                line.plus_every(Rule::Allowance);
            },
        );
    }
    total
}
