//! The money that pays what somebody's income does not: savings, property, or
//! what we cannot say.

use rust_decimal::Decimal;

use crate::assessment::Assessment;
use crate::circumstances::{CapitalKind, Circumstances};
use crate::trace::Rule;

/// The kind of capital that counts, from which a charge above the income can
/// come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum BeyondIncome {
    Savings,
    Property,
    SavingsAndProperty,
    /// No capital that counts is known of.
    Unknown,
}

impl BeyondIncome {
    /// Reads which capital counts out of the lines of the assessment: each
    /// holding has one line, in the order of the circumstances.
    pub(super) fn of(assessment: &Assessment, circumstances: &Circumstances) -> Self {
        let lines = assessment.trace.of(Rule::Capital);
        let counted = circumstances
            .capital
            .iter()
            .zip(lines)
            .filter(|(_, line)| line.amount() > Decimal::ZERO);
        let (mut savings, mut property) = (false, false);
        for (holding, _) in counted {
            match holding.kind {
                CapitalKind::MainHome | CapitalKind::OtherProperty | CapitalKind::Land => {
                    property = true;
                }
                _ => savings = true,
            }
        }
        match (savings, property) {
            (true, false) => Self::Savings,
            (false, true) => Self::Property,
            (true, true) => Self::SavingsAndProperty,
            (false, false) => Self::Unknown,
        }
    }

    /// Returns the label of the money in the picture.
    pub(super) const fn slice(self) -> &'static str {
        match self {
            Self::Savings => "From your savings",
            Self::Property => "From the value of your property",
            Self::SavingsAndProperty => "From your savings and property",
            Self::Unknown => "More than your income",
        }
    }

    /// Returns how the rest of a charge can be paid, in a sentence or two.
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::Savings => "The rest would come from your savings.",
            Self::Property => {
                "The rest would come from the value of your property. You may be able to put off \
                 paying it: ask us about a deferred payment agreement."
            }
            Self::SavingsAndProperty => {
                "The rest would come from your savings, and then from the value of your property. \
                 You may be able to put off paying it: ask us about a deferred payment agreement."
            }
            Self::Unknown => "Ask us how the rest could be paid.",
        }
    }
}
