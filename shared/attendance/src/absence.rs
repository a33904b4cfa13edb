//! Why somebody did not attend, and what that pays and bills. Whether notice was
//! given in time is in [`crate::notice`].

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

domain::named_enum! {
    serde
    /// A reason why something that was planned did not take place.
    pub enum AbsenceReason {
        /// The provider was told in time. This is what an absence is until
        /// somebody chooses.
        WithNotice = "with_notice",
        /// The provider was not told, or too late.
        WithoutNotice = "without_notice",
        /// Nothing is paid for this absence.
        NonPayment = "non_payment",
        /// The provider did not provide it. The person is not absent.
        NotProvided = "not_provided",
    }
}

impl AbsenceReason {
    /// The reason of an absence for which nobody has chosen one.
    pub const DEFAULT: Self = Self::WithNotice;

    /// Returns the letter of the reason on the register and in print.
    ///
    /// ```
    /// use attendance::absence::AbsenceReason;
    ///
    /// assert_eq!(AbsenceReason::ALL.map(AbsenceReason::letter), ["N", "W", "X", "P"]);
    /// ```
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::WithNotice => "N",
            Self::WithoutNotice => "W",
            Self::NonPayment => "X",
            Self::NotProvided => "P",
        }
    }

    /// Returns the words for the reason, as a choice on a page.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::WithNotice => "Absent with notice",
            Self::WithoutNotice => "Absent without notice",
            Self::NonPayment => "Non-payment",
            Self::NotProvided => "We did not provide it",
        }
    }
}

/// An effect of an absence: whether the provider is paid for it, and whether
/// the person is billed for it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbsenceEffect {
    /// The provider is paid as if it had taken place.
    pub paid: bool,
    /// The person is billed as if it had taken place.
    pub billed: bool,
}

impl AbsenceEffect {
    /// Neither paid nor billed.
    pub const NONE: Self = Self {
        paid: false,
        billed: false,
    };

    /// Returns the sentence that says the effect where a reason is chosen.
    ///
    /// ```
    /// use attendance::absence::{AbsenceReason, EffectTable};
    ///
    /// let effect = EffectTable::default().of(AbsenceReason::WithNotice);
    /// assert_eq!(effect.sentence(), "You will be paid. The person will not be charged.");
    /// ```
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match (self.paid, self.billed) {
            (true, true) => "You will be paid. The person will be charged.",
            (true, false) => "You will be paid. The person will not be charged.",
            (false, true) => "You will not be paid. The person will be charged.",
            (false, false) => "You will not be paid. The person will not be charged.",
        }
    }
}

/// The effects of the four reasons in a contract.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffectTable {
    /// The effect of an absence with notice.
    pub with_notice: AbsenceEffect,
    /// The effect of an absence without notice.
    pub without_notice: AbsenceEffect,
    /// The effect of non-payment.
    pub non_payment: AbsenceEffect,
    /// The effect of what the provider did not provide.
    pub not_provided: AbsenceEffect,
    /// Whether finance has confirmed the table.
    pub status: EffectStatus,
}

/// The standing of an effect table.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectStatus {
    /// Nobody has confirmed it: it is this portal's reading of a guide that
    /// does not say what absence does to a person's bill.
    ToBeConfirmed,
    /// Somebody in finance confirmed it.
    Confirmed {
        /// Who.
        by: String,
        /// When.
        at: Timestamp,
    },
}

impl EffectStatus {
    /// Returns the words of the finance desk for the standing.
    #[must_use]
    pub const fn words(&self) -> &'static str {
        match self {
            Self::ToBeConfirmed => "To be confirmed by finance",
            Self::Confirmed { .. } => "Confirmed by finance",
        }
    }
}

impl Default for EffectTable {
    /// The table that ships: paid and not billed, paid and billed, neither,
    /// neither; to be confirmed by finance.
    fn default() -> Self {
        Self {
            with_notice: AbsenceEffect {
                paid: true,
                billed: false,
            },
            without_notice: AbsenceEffect {
                paid: true,
                billed: true,
            },
            non_payment: AbsenceEffect::NONE,
            not_provided: AbsenceEffect::NONE,
            status: EffectStatus::ToBeConfirmed,
        }
    }
}

impl EffectTable {
    /// Returns the effect of a reason.
    #[must_use]
    pub const fn of(&self, reason: AbsenceReason) -> AbsenceEffect {
        match reason {
            AbsenceReason::WithNotice => self.with_notice,
            AbsenceReason::WithoutNotice => self.without_notice,
            AbsenceReason::NonPayment => self.non_payment,
            AbsenceReason::NotProvided => self.not_provided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn section_5_2_with_and_without_notice_are_paid_and_non_payment_is_not() {
        let table = EffectTable::default();
        let effects = AbsenceReason::ALL.map(|reason| {
            let effect = table.of(reason);
            (effect.paid, effect.billed)
        });
        let shipped = [(true, false), (true, true), (false, false), (false, false)];
        assert_eq!(effects, shipped);
        assert_eq!(table.status.words(), "To be confirmed by finance");
    }

    #[test]
    fn section_5_2_by_default_an_absence_is_one_with_notice() {
        assert_eq!(AbsenceReason::DEFAULT, AbsenceReason::WithNotice);
    }

    #[test]
    fn the_sentence_of_a_reason_says_pay_and_bill_apart() {
        for paid in [true, false] {
            for billed in [true, false] {
                let sentence = AbsenceEffect { paid, billed }.sentence();
                assert_eq!(sentence.contains("You will be paid"), paid);
                assert_eq!(sentence.contains("person will be charged"), billed);
            }
        }
    }
}
