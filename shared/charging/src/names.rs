//! The words for each kind of income, capital, cost and expense on a page and
//! in an explanation.

use super::circumstances::{
    CapitalKind, ExpenseKind, FreeCare, HousingCostKind, IncomeKind, Occupier, Setting,
};

impl IncomeKind {
    /// Returns the kind as a page says it.
    ///
    /// ```
    /// use charging::circumstances::IncomeKind;
    ///
    /// assert_eq!(IncomeKind::OccupationalPension.words(), "Workplace pension");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::StatePension => "State Pension",
            Self::PrivatePension => "Private pension",
            Self::OccupationalPension => "Workplace pension",
            Self::Annuity => "Annuity",
            Self::PensionCreditGuarantee => "Pension Credit (guarantee credit)",
            Self::PensionCreditSavings => "Pension Credit (savings credit)",
            Self::AttendanceAllowanceLower => "Attendance Allowance (lower rate)",
            Self::AttendanceAllowanceHigher => "Attendance Allowance (higher rate)",
            Self::DlaCareLow => "DLA care (lowest rate)",
            Self::DlaCareMiddle => "DLA care (middle rate)",
            Self::DlaCareHigh => "DLA care (highest rate)",
            Self::DlaMobility => "DLA mobility",
            Self::PipDailyLivingStandard => "PIP daily living (standard rate)",
            Self::PipDailyLivingEnhanced => "PIP daily living (enhanced rate)",
            Self::PipMobility => "PIP mobility",
            Self::ConstantAttendanceAllowance => "Constant Attendance Allowance",
            Self::EmploymentAndSupportAllowance => "Employment and Support Allowance",
            Self::IncomeSupport => "Income Support",
            Self::JobseekersAllowance => "Jobseeker’s Allowance",
            Self::UniversalCreditStandard => "Universal Credit (standard allowance)",
            Self::UniversalCreditHealth => "Universal Credit (health element)",
            Self::UniversalCreditHousing => "Universal Credit (housing element)",
            Self::UniversalCreditChild => "Universal Credit (child element)",
            Self::UniversalCreditCarer => "Universal Credit (carer element)",
            Self::CarersAllowance => "Carer’s Allowance",
            Self::IncapacityBenefit => "Incapacity Benefit",
            Self::SevereDisablementAllowance => "Severe Disablement Allowance",
            Self::IndustrialInjuriesDisablementBenefit => "Industrial Injuries Disablement Benefit",
            Self::MaternityAllowance => "Maternity Allowance",
            Self::BereavementBenefit => "Bereavement benefit",
            Self::AdultDisabilityDailyLivingStandard => {
                "Adult Disability Payment, daily living (standard rate)"
            }
            Self::AdultDisabilityDailyLivingEnhanced => {
                "Adult Disability Payment, daily living (enhanced rate)"
            }
            Self::AdultDisabilityMobility => "Adult Disability Payment, mobility",
            Self::PensionAgeDisabilityLower => "Pension Age Disability Payment (lower rate)",
            Self::PensionAgeDisabilityHigher => "Pension Age Disability Payment (higher rate)",
            Self::CarerSupportPayment => "Carer Support Payment",
            Self::FosteringAllowance => "Fostering allowance",
            Self::AdoptionAllowance => "Adoption allowance",
            Self::SpecialGuardianshipAllowance => "Special guardianship allowance",
            Self::StatutorySickPay => "Statutory Sick Pay",
            Self::StatutoryMaternityPay => "Statutory Maternity Pay",
            Self::StatutoryPaternityPay => "Statutory Paternity Pay",
            Self::StatutoryAdoptionPay => "Statutory Adoption Pay",
            Self::StatutorySharedParentalPay => "Statutory Shared Parental Pay",
            Self::StatutoryParentalBereavementPay => "Statutory Parental Bereavement Pay",
            Self::StatutoryNeonatalCarePay => "Statutory Neonatal Care Pay",
            Self::SharedLivesPayment => "Shared Lives payment",
            Self::WarWidowsSpecialPayment => "War widow’s or widower’s special payment",
            Self::SurvivorsGuaranteedIncomePayment => "Survivor’s guaranteed income payment",
            Self::GallantryAward => "Gallantry award",
            Self::EducationGrantOrLoan => "Student grant or loan",
            Self::TrainingAllowance => "Training allowance",
            Self::DiscretionaryTrust => "Payments from a discretionary trust",
            Self::PersonalInjuryIncome => "Regular payments for a personal injury",
            Self::CompensationSchemePayment => "Regular payments from a compensation scheme",
            Self::SubTenantPayment => "Rent from somebody in your home",
            Self::LodgerPayment => "Payments from a lodger",
            Self::InterestOrDividends => "Interest or dividends",
            Self::ChildBenefit => "Child Benefit",
            Self::ChildTaxCredit => "Child Tax Credit",
            Self::GuardiansAllowance => "Guardian’s Allowance",
            Self::ChildMaintenanceReceived => "Child maintenance",
            Self::HousingBenefit => "Housing Benefit",
            Self::CouncilTaxReduction => "Council Tax Reduction",
            Self::WinterFuelPayment => "Winter Fuel Payment",
            Self::ColdWeatherPayment => "Cold Weather Payment",
            Self::ChristmasBonus => "Christmas bonus",
            Self::SocialFund => "Social Fund payment",
            Self::Earnings => "Earnings",
            Self::SelfEmployment => "Earnings from self-employment",
            Self::WorkingTaxCredit => "Working Tax Credit",
            Self::WorkingTaxCreditDisabilityElement => "Working Tax Credit (disability element)",
            Self::WarDisablementPension => "War disablement pension",
            Self::WarWidowsPension => "War widow’s or widower’s pension",
            Self::WarPensionersMobilitySupplement => "War pensioner’s mobility supplement",
            Self::ArmedForcesIndependencePayment => "Armed Forces Independence Payment",
            Self::GuaranteedIncomePayment => "Armed Forces guaranteed income payment",
            Self::TrustIncome => "Income from a trust",
            Self::RentReceived => "Rent received",
            Self::CharitableRegular => "Regular charitable or voluntary payment",
            Self::SpouseMaintenanceReceived => "Maintenance from a former partner",
            Self::DirectPayment => "Direct payment for care",
            Self::OtherBenefitCounted => "Another benefit",
            Self::OtherCounted => "Other income",
            Self::OtherIgnored => "Other income that is not counted",
        }
    }
}

impl CapitalKind {
    /// Returns the kind as a page says it.
    ///
    /// ```
    /// use charging::circumstances::CapitalKind;
    ///
    /// assert_eq!(CapitalKind::BankOrBuildingSociety.words(), "Bank or building society account");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::BankOrBuildingSociety => "Bank or building society account",
            Self::Cash => "Cash",
            Self::NationalSavings => "National Savings",
            Self::PremiumBonds => "Premium Bonds",
            Self::SharesOrUnitTrusts => "Shares or unit trusts",
            Self::OtherInvestment => "Other investment",
            Self::MoneyHeldByOthers => "Money held by somebody else",
            Self::MainHome => "Home",
            Self::OtherProperty => "Other property",
            Self::Land => "Land",
            Self::BusinessAssets => "Business assets",
            Self::PersonalPossessions => "Personal possessions",
            Self::PossessionsBoughtToAvoidCharge => "Possessions bought to lower the charge",
            Self::LifePolicySurrenderValue => "Surrender value of a life insurance policy",
            Self::InvestmentBondWithLifeInsurance => "Investment bond with life insurance",
            Self::PersonalInjuryTrust => "Personal injury trust",
            Self::PersonalInjuryPayment => "Personal injury payment",
            Self::BenefitArrears => "Arrears of benefits",
            Self::CompensationScheme => "Payment from a compensation scheme",
            Self::PrepaidFuneralPlan => "Prepaid funeral plan",
            Self::OtherCounted => "Other savings or property",
            Self::OtherIgnored => "Other savings or property not counted",
        }
    }
}

impl HousingCostKind {
    /// Returns the kind as a page says it.
    ///
    /// ```
    /// use charging::circumstances::HousingCostKind;
    ///
    /// assert_eq!(HousingCostKind::CouncilTax.words(), "Council Tax");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Rent => "Rent",
            Self::Mortgage => "Mortgage",
            Self::GroundRent => "Ground rent",
            Self::ServiceCharge => "Service charge",
            Self::CouncilTax => "Council Tax",
            Self::ContentsInsurance => "Contents insurance",
            Self::BuildingsInsurance => "Buildings insurance",
            Self::WaterCharges => "Water charges",
            Self::OtherAllowed => "Other housing costs",
        }
    }
}

impl ExpenseKind {
    /// Returns the kind as a page says it.
    ///
    /// ```
    /// use charging::circumstances::ExpenseKind;
    ///
    /// assert_eq!(ExpenseKind::DomesticHelp.words(), "Help in the home");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::CommunityAlarm => "Community alarm",
            Self::PrivateCare => "Private care",
            Self::DomesticHelp => "Help in the home",
            Self::Laundry => "Laundry",
            Self::ClothingAndFootwear => "Clothing and footwear",
            Self::Bedding => "Bedding",
            Self::SpecialDiet => "Special diet",
            Self::EquipmentUpkeep => "Upkeep of equipment",
            Self::Gardening => "Gardening",
            Self::Heating => "Heating",
            Self::Water => "Water",
            Self::Transport => "Transport",
            Self::InternetAndPhone => "Internet and phone",
            Self::Chiropody => "Chiropody",
            Self::IncontinenceProducts => "Incontinence products",
            Self::PrescriptionsAndTherapies => "Prescriptions and therapies",
            Self::Other => "Other disability-related expense",
        }
    }
}

impl Setting {
    /// Returns the setting as a sentence says it: `care at home`.
    ///
    /// ```
    /// use charging::circumstances::Setting;
    ///
    /// assert_eq!(Setting::CareHomePermanent.words(), "a permanent place in a care home");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AtHome => "care at home",
            Self::CareHomePermanent => "a permanent place in a care home",
            Self::CareHomeTemporary => "a temporary stay in a care home",
        }
    }
}

impl FreeCare {
    /// Returns the reason as a sentence says it: `it is aftercare under …`.
    ///
    /// ```
    /// use charging::circumstances::FreeCare;
    ///
    /// assert_eq!(FreeCare::NhsCare.words(), "it is care that the NHS provides");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::MentalHealthAftercare => {
                "it is aftercare under section 117 of the Mental Health Act 1983"
            }
            Self::Reablement => "it is reablement or intermediate care, free for up to 6 weeks",
            Self::CreutzfeldtJakobDisease => "it is for somebody who has Creutzfeldt-Jakob disease",
            Self::EquipmentOrMinorAdaptation => {
                "it is equipment, or a minor adaptation costing £1,000 or less"
            }
            Self::NhsCare => "it is care that the NHS provides",
        }
    }
}

impl Occupier {
    /// Returns the occupier as a sentence says it: `a partner lives there`.
    ///
    /// ```
    /// use charging::circumstances::Occupier;
    ///
    /// assert_eq!(Occupier::Partner.words(), "a partner lives there");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Partner => "a partner lives there",
            Self::RelativeAged60OrOver => "a relative aged 60 or over lives there",
            Self::IncapacitatedRelative => "a relative who is incapacitated lives there",
            Self::ChildUnder18 => "a child under 18 lives there",
        }
    }
}
