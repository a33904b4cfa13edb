//! The additions of some councils for couples, beyond the law: a check that the
//! couple is not left with too little, and an assessment of both together where
//! that is better for them. Both are local settings; the rule remains each person's own
//! charge (Care Act 2014 s14 and s17).

use rust_decimal::Decimal;

use super::Case;
use super::capital::{self, Limits};
use super::guarantee::Guarantee;
use super::{housing, income};
use crate::trace::{LineRecorder, Rule};
use domain::values::money::Money;

/// The assessment of the person alone.
pub(super) struct Alone {
    pub(super) income: Decimal,
    pub(super) kept: Decimal,
    pub(super) available: Decimal,
}

/// Works out the addition to what the person keeps, so that the couple together
/// are not left with less than the council's amount.
pub(super) fn floor<R: LineRecorder>(
    case: &Case<'_>,
    guarantee: Option<&Guarantee>,
    record: &mut R,
) -> Decimal {
    let (Some(guarantee), true, Some(floor)) = (
        guarantee,
        case.has_partner(),
        case.policy.couple_floor.map(Money::pounds),
    ) else {
        return Decimal::ZERO;
    };
    let income = income::partners(case);
    let shares = housing::partners_shares(case);
    let partner = (income - shares).max(Decimal::ZERO);
    record.line(
        Rule::PartnerIncome,
        partner,
        "Your partner has {amount} a week after their share of housing costs.",
        |line| {
            line.plus("Your partner’s income", income)
                .minus_if_any("Your partner’s share of housing costs", shares);
        },
    );
    let adjustment = (floor - (guarantee.used + partner)).max(Decimal::ZERO);
    record.line(
        Rule::CoupleFloor,
        adjustment,
        if adjustment.is_zero() {
            "Together you are left with at least {0} a week, so nothing is added."
        } else {
            "So that together you are left with {0} a week, you keep {amount} more."
        },
        |line| {
            line.plus("This council’s amount for a couple", floor)
                .minus("Your minimum income guarantee", guarantee.used)
                .minus("What your partner has", partner);
        },
    );
    adjustment
}

/// Returns the income available if both are assessed together, where that is
/// less than the income available from the person alone.
pub(super) fn assessed_together<R: LineRecorder>(
    case: &Case<'_>,
    alone: &Alone,
    limits: &Limits,
    guarantee: Option<&Guarantee>,
    record: &mut R,
) -> Option<Decimal> {
    let guarantee = guarantee?;
    if !case.policy.couple_assessed_jointly_if_better || !case.has_partner() {
        return None;
    }
    let capital = capital::partners(case);
    if capital > Decimal::ZERO {
        limits.rest_on(case);
    }
    if limits.exceeded_by(capital) {
        record.line(
            Rule::AssessedTogether,
            alone.available,
            "Your partner has more savings and property than the upper limit, so you are assessed alone.",
            |_| {},
        );
        return None;
    }
    let partner_income = income::partners(case) + limits.tariff(capital);
    let shares = housing::partners_shares(case);
    let together_income = alone.income + partner_income;
    let together_kept = alone.kept + guarantee.basic + shares;
    let together = (together_income - together_kept).max(Decimal::ZERO);
    record.line(
        Rule::AssessedTogether,
        together,
        if together < alone.available {
            "Assessed together as a couple, {amount} a week is available. That is better for you, so it is used."
        } else {
            "Assessed together as a couple, {amount} a week is available. That is not better for you, so you are assessed alone."
        },
        |line| {
            line.plus("Your income", alone.income)
                .plus_if_any("Your partner’s income", partner_income)
                .minus("What you keep", alone.kept)
                .minus("Your partner’s basic amount", guarantee.basic)
                .minus_if_any("Your partner’s share of housing costs", shares);
        },
    );
    (together < alone.available).then_some(together)
}
