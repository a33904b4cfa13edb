//! The law behind each rule, for lines of the explanation that cite no narrower
//! place.

use crate::citations::{
    ACT_14, ACT_17, Citation, NURSING, REG_3, REG_4, REG_5, REG_6, REG_7, REG_10, REG_11, REG_12,
    REG_13, REG_15, REG_18, REG_25, SCH_1_2, SCH_1_4, SCH_1_40,
};
use crate::trace::Rule;

impl Rule {
    /// Returns the law behind a rule, for lines that do not cite a narrower
    /// place.
    pub(super) const fn law(self) -> &'static [Citation] {
        match self {
            Self::Capital | Self::CapitalCounted => &[REG_18],
            Self::CapitalLimit => &[REG_12],
            Self::TariffIncome => &[REG_25],
            Self::Income | Self::IncomeCounted | Self::PartnerIncome => &[REG_13, REG_15],
            Self::IncomeTotal => &[REG_13, REG_25],
            Self::GuaranteeBasic
            | Self::GuaranteeChild
            | Self::GuaranteeDisability
            | Self::GuaranteeEnhancedDisability
            | Self::GuaranteeCarer
            | Self::GuaranteeStatutory => &[REG_7],
            Self::Guarantee | Self::Kept | Self::CoupleFloor | Self::AssessedTogether => {
                &[ACT_14, REG_7]
            }
            Self::PersonalExpenses => &[REG_6],
            Self::HousingCost | Self::HelpWithRent | Self::HelpWithCouncilTax | Self::Housing => {
                &[SCH_1_2]
            }
            Self::NightPart | Self::DisabilityExpense | Self::DisabilityExpenses => &[SCH_1_4],
            Self::Allowance
            | Self::Allowances
            | Self::Available
            | Self::PercentCharged
            | Self::MaximumCharge
            | Self::Contribution
            | Self::MinimumCharge
            | Self::Charge
            | Self::CouncilPays
            | Self::LeftWith => &[ACT_14, ACT_17],
            Self::ChargeRounded => &[REG_11],
            Self::CostOfCare => &[ACT_14],
            Self::NursingCare => &[NURSING],
            Self::FlatSavingsCredit => &[SCH_1_40],
            Self::FreeCare => &[REG_3, REG_4],
            Self::TakingPart => &[REG_10],
            Self::ArrangementFee => &[ACT_14, REG_5],
        }
    }
}
