//! The charge: free, full cost, nothing, or the contribution up to what the
//! care costs (regulations 3, 10 and 12; Care Act 2014 s14).

use rust_decimal::Decimal;

use super::Case;
use super::capital;
use super::contribution::Contribution;
use crate::assessment::{self, BeyondIncome, Charge, ChargeReason};
use crate::circumstances::{CapitalKind, FreeCare, TakingPart};
use crate::citations::{ACT_14, REG_3, REG_4, S117};
use crate::rounding::{down_to_multiple, price_of};
use crate::trace::{LineRecorder, Rule};
use domain::values::money::Money;

/// The results of earlier steps that the charge rests on.
pub(super) struct Basis<'a> {
    pub(super) above_limit: bool,
    pub(super) available: Decimal,
    pub(super) contribution: &'a Contribution,
    /// The income that the person actually receives a week, without what goes to
    /// the partner.
    pub(super) own_income: Decimal,
    /// The half of pensions that goes to the partner.
    pub(super) passed_on: Decimal,
}

/// The charge, and the amounts that follow from it.
pub(super) struct Charged {
    pub(super) charge: Charge,
    pub(super) cost: Option<Decimal>,
    pub(super) council_pays: Option<Decimal>,
    pub(super) left_with: Option<Decimal>,
    pub(super) beyond_income: BeyondIncome,
    pub(super) arrangement_fee: Decimal,
}

/// Works out the charge.
pub(super) fn charge<R: LineRecorder>(
    case: &Case<'_>,
    basis: &Basis<'_>,
    record: &mut R,
) -> Charged {
    let cost = cost(case, record);
    let charge = if let Some(why) = case.circumstances.care.free_because {
        free(why, record)
    } else if let Some(reason) = pays_full_cost(case, basis, record) {
        Charge {
            basis: assessment::Basis::FullCost,
            reason: Some(reason),
            weekly: cost,
        }
    } else if case.circumstances.taking_part == TakingPart::LightTouchCannotAfford {
        record.line(
            Rule::TakingPart,
            Decimal::ZERO,
            "It is clear that you have too little to pay from, so you pay nothing.",
            |_| {},
        );
        nothing(ChargeReason::LightTouchCannotAfford)
    } else {
        from_income(case, basis, cost, record)
    };
    tell(&charge, cost, record);

    let arrangement_fee = if charge.basis == assessment::Basis::FullCost && case.at_home {
        case.policy.arrangement_fee.pounds()
    } else {
        Decimal::ZERO
    };
    if !arrangement_fee.is_zero() {
        record.line(
            Rule::ArrangementFee,
            arrangement_fee,
            "If the council arranges the care for you, it adds a fee of {amount} a week.",
            |_| {},
        );
    }
    let council_pays = cost.zip(charge.weekly).map(|(cost, charge)| cost - charge);
    if let (Some(pays), Some(cost), Some(weekly)) = (council_pays, cost, charge.weekly) {
        record.line(
            Rule::CouncilPays,
            pays,
            "The council pays {amount} a week.",
            |line| {
                line.plus("Cost of care", cost)
                    .minus("What you pay", weekly);
            },
        );
    }
    let beyond = beyond_income(case);
    let left_with = charge.weekly.map(|charge| basis.own_income - charge);
    if let (Some(left), Some(weekly)) = (left_with, charge.weekly) {
        record.line(
            Rule::LeftWith,
            left,
            if left.is_sign_negative() {
                match beyond {
                    BeyondIncome::Savings => {
                        "The charge is more than your weekly income, so part of it comes from your savings."
                    }
                    BeyondIncome::Home => {
                        "The charge is more than your weekly income, so part of it is paid from the value of your home."
                    }
                    BeyondIncome::Property => {
                        "The charge is more than your weekly income, so part of it is paid from the value of your property."
                    }
                    BeyondIncome::Unknown => "The charge is more than your weekly income.",
                }
            } else {
                "You are left with {amount} a week of all the money that comes in."
            },
            |line| {
                line.plus("All your income", basis.own_income + basis.passed_on)
                    .minus_if_any("Passed to your partner", basis.passed_on)
                    .minus("What you pay", weekly);
            },
        );
    }
    Charged {
        beyond_income: beyond,
        charge,
        cost,
        council_pays,
        left_with,
        arrangement_fee,
    }
}

const fn nothing(reason: ChargeReason) -> Charge {
    Charge {
        basis: assessment::Basis::NothingToPay,
        reason: Some(reason),
        weekly: Some(Decimal::ZERO),
    }
}

/// Returns what a charge above the income is paid from, as far as the
/// circumstances say.
pub(crate) fn beyond_income(case: &Case<'_>) -> BeyondIncome {
    if case.circumstances.taking_part != TakingPart::Full {
        return BeyondIncome::Unknown;
    }
    let mut found = BeyondIncome::Unknown;
    for holding in &case.circumstances.capital {
        if !capital::can_be_spent(case, holding) {
            continue;
        }
        match holding.kind {
            CapitalKind::MainHome => found = BeyondIncome::Home,
            kind if !capital::is_property(kind) => return BeyondIncome::Savings,
            _ if found != BeyondIncome::Home => found = BeyondIncome::Property,
            _ => {}
        }
    }
    found
}

/// Returns the cost of the care a week that the person and the council share, if
/// it is known: without what the NHS pays for nursing.
pub(crate) fn cost<R: LineRecorder>(case: &Case<'_>, record: &mut R) -> Option<Decimal> {
    let whole = whole_cost(case, record)?;
    let Some(nursing) = case.circumstances.care.nhs_funded_nursing_care else {
        return Some(whole);
    };
    let shared = (whole - nursing.pounds()).max(Decimal::ZERO);
    record.line(
        Rule::NursingCare,
        shared,
        "The NHS pays for nursing, so {amount} a week is left of the cost.",
        |line| {
            if nursing.pounds() <= whole {
                line.plus("Cost of care", whole)
                    .minus("NHS-funded nursing care", nursing.pounds());
            }
        },
    );
    Some(shared)
}

/// Returns the whole cost of the care a week, if it is known.
fn whole_cost<R: LineRecorder>(case: &Case<'_>, record: &mut R) -> Option<Decimal> {
    let care = &case.circumstances.care;
    if let Some(cost) = care.weekly_cost {
        let cost = cost.pounds();
        record.line(
            Rule::CostOfCare,
            cost,
            "The care costs {amount} a week.",
            |line| {
                line.plus("Cost of care", cost);
            },
        );
        return Some(cost);
    }
    if care.parts.is_empty() {
        return None;
    }
    let mut total = Decimal::ZERO;
    for part in &care.parts {
        let price = part.price.pounds();
        let amount = price_of(price, part.units);
        total += amount;
        if part.units != Decimal::ONE || care.parts.len() > 1 {
            record.line(
                Rule::CostOfCare,
                amount,
                "{about}: {amount} a week.",
                |line| {
                    line.about_given(&part.name)
                        .plus("Price", price)
                        .times_exactly("Units a week", part.units);
                },
            );
        }
    }
    record.line(
        Rule::CostOfCare,
        total,
        "The care costs {amount} a week.",
        |line| {
            line.plus_every(Rule::CostOfCare);
        },
    );
    Some(total)
}

fn free<R: LineRecorder>(why: FreeCare, record: &mut R) -> Charge {
    let sentence = match why {
        FreeCare::MentalHealthAftercare => {
            "Aftercare under section 117 of the Mental Health Act 1983 is free."
        }
        FreeCare::Reablement => "Reablement and intermediate care are free for up to 6 weeks.",
        FreeCare::CreutzfeldtJakobDisease => {
            "Care for somebody who has Creutzfeldt-Jakob disease is free."
        }
        FreeCare::EquipmentOrMinorAdaptation => {
            "Equipment, and minor adaptations costing £1,000 or less, are free."
        }
        FreeCare::NhsCare => "Care that the NHS provides is free.",
    };
    record.line(Rule::FreeCare, Decimal::ZERO, sentence, |line| {
        line.law(match why {
            FreeCare::MentalHealthAftercare => &[S117],
            FreeCare::CreutzfeldtJakobDisease => &[REG_4],
            FreeCare::NhsCare => &[ACT_14],
            FreeCare::Reablement | FreeCare::EquipmentOrMinorAdaptation => &[REG_3],
        });
    });
    Charge {
        basis: assessment::Basis::Free,
        reason: Some(free_reason(why)),
        weekly: Some(Decimal::ZERO),
    }
}

/// Returns the reason of the charge for care that the law makes free.
pub(crate) const fn free_reason(why: FreeCare) -> ChargeReason {
    match why {
        FreeCare::MentalHealthAftercare => ChargeReason::MentalHealthAftercare,
        FreeCare::Reablement => ChargeReason::Reablement,
        FreeCare::CreutzfeldtJakobDisease => ChargeReason::CreutzfeldtJakobDisease,
        FreeCare::EquipmentOrMinorAdaptation => ChargeReason::EquipmentOrMinorAdaptation,
        FreeCare::NhsCare => ChargeReason::NhsCare,
    }
}

fn pays_full_cost<R: LineRecorder>(
    case: &Case<'_>,
    basis: &Basis<'_>,
    record: &mut R,
) -> Option<ChargeReason> {
    let (reason, sentence) = match case.circumstances.taking_part {
        TakingPart::Declined => (
            ChargeReason::Declined,
            "You chose not to give the details, so you are treated as having more savings and property than the upper limit.",
        ),
        TakingPart::LightTouchCanAfford => (
            ChargeReason::LightTouchCanAfford,
            "It is clear that you can afford the full cost, so no full assessment is needed.",
        ),
        TakingPart::LightTouchCannotAfford => return None,
        TakingPart::Full => return basis.above_limit.then_some(ChargeReason::CapitalAboveLimit),
    };
    record.line(Rule::TakingPart, Decimal::ZERO, sentence, |_| {});
    Some(reason)
}

/// Returns the contribution, but at most the cost of the care, rounded down and
/// left unbilled as the council's policy says.
fn from_income<R: LineRecorder>(
    case: &Case<'_>,
    basis: &Basis<'_>,
    cost: Option<Decimal>,
    record: &mut R,
) -> Charge {
    let contribution = basis.contribution.amount;
    let capped_at_cost = cost.is_some_and(|cost| cost < contribution);
    let capped = cost.map_or(contribution, |cost| contribution.min(cost));
    let step = case.policy.charge_rounded_down_to.pounds();
    let rounded = down_to_multiple(capped, step);
    if rounded < capped {
        record.line(
            Rule::ChargeRounded,
            rounded,
            "The charge is rounded down to {amount} a week.",
            |line| {
                line.lowest()
                    .plus("Before rounding", capped)
                    .plus("Rounded down", rounded);
            },
        );
    }
    let least = case.policy.minimum_weekly_charge.pounds();
    let unbilled = rounded < least && !rounded.is_zero();
    if unbilled {
        record.line(
            Rule::MinimumCharge,
            Decimal::ZERO,
            "A charge below {1} a week is not billed, so you pay nothing.",
            |line| {
                line.compared()
                    .plus("Charge", rounded)
                    .plus("The least that is billed", least);
            },
        );
    }
    let weekly = if rounded < least {
        Decimal::ZERO
    } else {
        rounded
    };
    if weekly.is_zero() {
        return nothing(if basis.available.is_zero() {
            ChargeReason::IncomeBelowWhatIsKept
        } else if unbilled {
            ChargeReason::BelowMinimumCharge
        } else if cost.is_some_and(|cost| cost.is_zero()) {
            ChargeReason::CappedAtCost
        } else if case.policy.maximum_weekly_charge == Some(Money::ZERO)
            && basis.contribution.capped_at_maximum
        {
            ChargeReason::CappedAtMaximum
        } else if capped.is_zero() {
            ChargeReason::NothingAskedByPolicy
        } else {
            ChargeReason::BelowMinimumCharge
        });
    }
    let reason = if capped_at_cost {
        Some(ChargeReason::CappedAtCost)
    } else if basis.contribution.capped_at_maximum {
        Some(ChargeReason::CappedAtMaximum)
    } else {
        None
    };
    Charge {
        basis: assessment::Basis::Contribution,
        reason,
        weekly: Some(weekly),
    }
}

fn tell<R: LineRecorder>(charge: &Charge, cost: Option<Decimal>, record: &mut R) {
    let Some(weekly) = charge.weekly else {
        record.line(
            Rule::Charge,
            Decimal::ZERO,
            "You pay the full cost of your care, whatever that is.",
            |_| {},
        );
        return;
    };
    record.line(
        Rule::Charge,
        weekly,
        match charge.basis {
            assessment::Basis::Free => "The care is free.",
            assessment::Basis::NothingToPay => "You pay nothing.",
            assessment::Basis::FullCost => "You pay the full cost: {amount} a week.",
            assessment::Basis::Contribution => "You pay {amount} a week.",
        },
        |line| {
            if charge.basis == assessment::Basis::Contribution
                && let (Some(ChargeReason::CappedAtCost), Some(cost)) = (charge.reason, cost)
            {
                line.plus("Cost of care", cost);
            } else {
                line.plus("What you pay", weekly);
            }
        },
    );
}
