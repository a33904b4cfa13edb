//! Housing costs, net of the help with them (Schedule 1 paragraph 2): for care
//! at home and for a temporary stay in a care home.

use rust_decimal::Decimal;

use super::Case;
use crate::circumstances::{
    Help, HousingCost, HousingCostKind, IncomeKind, PersonOrPartner, Setting,
};
use crate::trace::{LineRecorder, Rule};

/// The kind of help that there can be with a housing cost.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Group {
    Rent,
    CouncilTax,
    Neither,
}

pub(crate) const fn group(kind: HousingCostKind) -> Group {
    match kind {
        HousingCostKind::Rent | HousingCostKind::GroundRent | HousingCostKind::ServiceCharge => {
            Group::Rent
        }
        HousingCostKind::CouncilTax => Group::CouncilTax,
        HousingCostKind::Mortgage
        | HousingCostKind::ContentsInsurance
        | HousingCostKind::BuildingsInsurance
        | HousingCostKind::WaterCharges
        | HousingCostKind::OtherAllowed => Group::Neither,
    }
}

pub(crate) fn is_allowed(case: &Case<'_>, kind: HousingCostKind) -> bool {
    match kind {
        HousingCostKind::ContentsInsurance
        | HousingCostKind::BuildingsInsurance
        | HousingCostKind::WaterCharges => case.policy.further_housing_costs.contains(&kind),
        HousingCostKind::Rent
        | HousingCostKind::Mortgage
        | HousingCostKind::GroundRent
        | HousingCostKind::ServiceCharge
        | HousingCostKind::CouncilTax
        | HousingCostKind::OtherAllowed => true,
    }
}

/// Works out the person's own housing costs a week, net of help.
pub(super) fn housing<R: LineRecorder>(case: &Case<'_>, record: &mut R) -> Decimal {
    if !case.at_home && case.circumstances.care.setting != Setting::CareHomeTemporary {
        return Decimal::ZERO;
    }
    let housing = &case.circumstances.housing;
    let (mut rent, mut council_tax, mut others) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
    for cost in &housing.costs {
        let allowed = is_allowed(case, cost.kind);
        let share = if allowed {
            own_share(case, cost)
        } else {
            Decimal::ZERO
        };
        match group(cost.kind) {
            Group::Rent => rent += share,
            Group::CouncilTax => council_tax += share,
            Group::Neither => others += share,
        }
        record.line(
            Rule::HousingCost,
            share,
            if !allowed {
                "{about}: not allowed for separately, because the minimum income guarantee is meant to cover this."
            } else if cost.shared_by > 1 {
                "{about}: your share is {amount} a week."
            } else {
                "{about}: {amount} a week."
            },
            |line| {
                line.about(cost.kind.words());
                if allowed {
                    line.plus("Each payment", cost.amount.pounds())
                        .a_week(case.rounding, cost.every)
                        .over("Adults who share it", i64::from(cost.shared_by));
                }
            },
        );
    }
    let rent_help = help(
        case,
        (housing.help_with_rent, helps_with_rent),
        rent,
        Rule::HelpWithRent,
        "Help with your rent takes {amount} a week off your housing costs.",
        record,
    );
    let council_tax_help = help(
        case,
        (housing.help_with_council_tax, helps_with_council_tax),
        council_tax,
        Rule::HelpWithCouncilTax,
        "Council Tax Reduction takes {amount} a week off your housing costs.",
        record,
    );
    let total = (rent - rent_help) + (council_tax - council_tax_help) + others;
    record.line(
        Rule::Housing,
        total,
        "Your housing costs, after any help with them, are {amount} a week.",
        |line| {
            line.plus_every(Rule::HousingCost)
                .minus_every(Rule::HelpWithRent)
                .minus_every(Rule::HelpWithCouncilTax);
        },
    );
    total
}

/// Whether an income is help with rent and service charges.
pub(crate) fn helps_with_rent(kind: IncomeKind) -> bool {
    matches!(
        kind,
        IncomeKind::HousingBenefit | IncomeKind::UniversalCreditHousing
    )
}

/// Whether an income is help with Council Tax.
pub(crate) fn helps_with_council_tax(kind: IncomeKind) -> bool {
    kind == IncomeKind::CouncilTaxReduction
}

/// Returns the partner's share of all costs that are shared, before any help.
pub(super) fn partners_shares(case: &Case<'_>) -> Decimal {
    case.circumstances
        .housing
        .costs
        .iter()
        .filter(|cost| cost.shared_by >= 2 && is_allowed(case, cost.kind))
        .map(|cost| own_share(case, cost))
        .sum()
}

fn own_share(case: &Case<'_>, cost: &HousingCost) -> Decimal {
    let weekly = case.rounding.weekly_outgoing(cost.amount, cost.every);
    case.rounding.share_of_cost(weekly, cost.shared_by)
}

/// Adds up the help with a cost that was given as an income: the person's own,
/// and half of what the person and a partner get, for it pays for the home of
/// both.
fn entered_as_income(case: &Case<'_>, kind: fn(IncomeKind) -> bool) -> Decimal {
    case.circumstances
        .income
        .iter()
        .filter(|payment| kind(payment.kind) && !payment.notional)
        .map(|payment| {
            let weekly = case.rounding.weekly_income(payment.amount, payment.every);
            match payment.whose {
                PersonOrPartner::Person => weekly,
                PersonOrPartner::Joint | PersonOrPartner::Partner => {
                    case.rounding.half_of_income(weekly)
                }
            }
        })
        .sum()
}

/// Returns the help with a cost, which is at most the cost. Help that is given
/// beside the cost and again as an income is the same help, so the higher of the
/// two is taken once (Schedule 1 paragraphs 2(2) and 3).
fn help<R: LineRecorder>(
    case: &Case<'_>,
    (help, kind): (Option<Help>, fn(IncomeKind) -> bool),
    cost: Decimal,
    rule: Rule,
    sentence: &'static str,
    record: &mut R,
) -> Decimal {
    let stated = help.map(|help| case.rounding.weekly_income(help.amount, help.every));
    let as_income = entered_as_income(case, kind);
    if stated.is_none() && as_income.is_zero() {
        return Decimal::ZERO;
    }
    let weekly = stated.unwrap_or_default().max(as_income);
    let used = weekly.min(cost);
    record.line(rule, used, sentence, |line| {
        line.lowest()
            .plus("Help a week", weekly)
            .plus("The cost it is for", cost);
    });
    used
}
