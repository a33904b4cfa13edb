//! The contribution: all of the available income, or the part of it that the
//! council's policy asks for (Care Act 2014 s14).

use rust_decimal::Decimal;

use super::Case;
use crate::trace::{LineRecorder, Rule};
use domain::values::money::Money;

/// The contribution that the person can be asked for.
pub(super) struct Contribution {
    pub(super) amount: Decimal,
    /// Whether the council's maximum made the contribution less.
    pub(super) capped_at_maximum: bool,
}

/// Works out the contribution from the available income.
pub(super) fn contribution<R: LineRecorder>(
    case: &Case<'_>,
    available: Decimal,
    record: &mut R,
) -> Contribution {
    let mut amount = available;
    let mut capped_at_maximum = false;
    if case.at_home {
        let percent = case.policy.percent_charged;
        if percent != Decimal::ONE_HUNDRED {
            amount = case.rounding.percent_charged(available, percent);
            record.line(
                Rule::PercentCharged,
                amount,
                "This council asks for {1}% of what is available: {amount} a week.",
                |line| {
                    line.plus("Available", available)
                        .percent("Percentage charged", percent);
                },
            );
        }
        if let Some(most) = case.policy.maximum_weekly_charge.map(Money::pounds)
            && amount > most
        {
            record.line(
                Rule::MaximumCharge,
                most,
                "This council asks nobody for more than {1} a week.",
                |line| {
                    line.lowest()
                        .plus("Worked out", amount)
                        .plus("The most charged", most);
                },
            );
            amount = most;
            capped_at_maximum = true;
        }
    }
    record.line(
        Rule::Contribution,
        amount,
        "The most you can be asked to pay from your income is {amount} a week.",
        |line| {
            line.plus("Contribution", amount);
        },
    );
    Contribution {
        amount,
        capped_at_maximum,
    }
}
