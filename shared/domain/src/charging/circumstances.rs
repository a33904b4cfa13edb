//! What has to be known about somebody to work out what they may be asked to
//! pay: the input of an assessment, and the `circumstances` of the JSON API.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::{Frequency, Money};

/// A whole set of circumstances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circumstances {
    /// The person who has or needs care.
    #[serde(default)]
    pub person: Person,
    /// Whom they live with.
    #[serde(default)]
    pub household: Household,
    /// The care, and what it costs.
    pub care: Care,
    /// Money coming in, each with its kind.
    #[serde(default)]
    pub income: Vec<Income>,
    /// Savings, investments and property.
    #[serde(default)]
    pub capital: Vec<Capital>,
    /// What the home costs.
    #[serde(default)]
    pub housing: Housing,
    /// Spending that the person has because of illness or disability.
    #[serde(default)]
    pub disability_related_expenses: Vec<Expense>,
    /// Other outgoings that the council has agreed to allow.
    #[serde(default)]
    pub agreed_allowances: Vec<AgreedAllowance>,
    /// How far the person takes part in a financial assessment (regulation 10).
    #[serde(default)]
    pub taking_part: TakingPart,
}

/// The person who has or needs care.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// In whole years, on the date of the assessment. Either this or the date
    /// of birth is needed for care at home; neither for a care home.
    pub age: Option<u8>,
    /// Decides the age and the pension age exactly.
    pub date_of_birth: Option<Date>,
    /// Says outright whether they have reached pension age; worked out from
    /// the date of birth or the age if left out.
    pub reached_pension_age: Option<bool>,
    /// Premiums in the minimum income guarantee; each is worked out from the
    /// income if left out.
    pub premiums: Premiums,
}

/// Premiums of regulation 7(5) to (7). Each once a person.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Premiums {
    /// Disability premium: in receipt of it, or would be on income support.
    pub disability: Option<bool>,
    /// Enhanced disability premium.
    pub enhanced_disability: Option<bool>,
    /// Carer premium.
    pub carer: Option<bool>,
}

/// Whom the person lives with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Household {
    /// The partner they live with, or did before a care home; none if single.
    pub partner: Option<Partner>,
    /// Children under 18 in the household for whom they are responsible.
    pub children: u8,
}

/// A spouse, civil partner or somebody lived with as one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Partner {
    /// In whole years.
    pub age: Option<u8>,
    /// Decides the pension age exactly.
    pub date_of_birth: Option<Date>,
    /// Says outright whether they have reached pension age.
    pub reached_pension_age: Option<bool>,
}

/// The care, and what it costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Care {
    /// Where it is given.
    pub setting: Setting,
    /// What the care costs a week, if known.
    #[serde(default)]
    pub weekly_cost: Option<Money>,
    /// Instead of `weekly_cost`: the parts it is made of.
    #[serde(default)]
    pub parts: Vec<CarePart>,
    /// Whether care during the night is arranged. Some councils ignore the
    /// night part of a disability benefit where it is not.
    #[serde(default)]
    pub night_care: bool,
    /// For a permanent place in a care home: whole weeks since moving in. The
    /// former home is ignored for the first 12.
    #[serde(default)]
    pub weeks_in_care_home: Option<u32>,
    /// Why the care is free, where the law says it is.
    #[serde(default)]
    pub free_because: Option<FreeCare>,
}

/// Where care is given.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// At home, in supported living, at a day service: anywhere but a care home.
    AtHome,
    /// A permanent place in a care home.
    CareHomePermanent,
    /// A temporary stay in a care home, the person meaning to go home.
    CareHomeTemporary,
}

/// A part of the cost of care: either a weekly amount, or units at a price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarePart {
    /// `Home care`.
    pub name: String,
    /// The price of one unit, or of the week.
    pub price: Money,
    /// How many units a week, such as hours; 1 if left out.
    #[serde(default = "one")]
    pub units: Decimal,
}

const fn one() -> Decimal {
    Decimal::ONE
}

/// Care that may not be charged for (regulations 3 and 4; Care Act 2014 s14(6);
/// Mental Health Act 1983 s117).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreeCare {
    /// Aftercare under section 117 of the Mental Health Act 1983.
    MentalHealthAftercare,
    /// Reablement or intermediate care, up to 6 weeks.
    Reablement,
    /// The person has Creutzfeldt-Jakob disease.
    CreutzfeldtJakobDisease,
    /// Equipment, or a minor adaptation costing £1,000 or less.
    EquipmentOrMinorAdaptation,
    /// NHS continuing healthcare or another NHS service.
    NhsCare,
}

/// Money coming in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Income {
    /// What it is, which decides how it is treated.
    pub kind: IncomeKind,
    /// How much each time, after tax.
    pub amount: Money,
    /// How often; a week if left out.
    #[serde(default)]
    pub every: Frequency,
    /// Who receives it.
    #[serde(default)]
    pub whose: Whose,
    /// Treated as received though it is not (regulation 17): not claimed, or
    /// given away.
    #[serde(default)]
    pub notional: bool,
    /// A part of it, a week, that is ignored for a reason of its own that no
    /// rule here covers.
    #[serde(default)]
    pub ignored_weekly: Money,
    /// For an occupational or private pension of somebody in a care home:
    /// half of it is passed to the spouse or civil partner at home.
    #[serde(default)]
    pub half_passed_to_partner: bool,
}

/// Whose money it is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The person's own.
    #[default]
    Person,
    /// Held or received jointly with the partner: half is the person's.
    Joint,
    /// The partner's: not the person's, but used by a council's checks for couples.
    Partner,
}

/// Kinds of income. How each is treated is in `rules::income`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each name is the benefit's or payment's own name"
)]
pub enum IncomeKind {
    // Pensions
    StatePension,
    PrivatePension,
    OccupationalPension,
    Annuity,
    // Pension Credit
    PensionCreditGuarantee,
    PensionCreditSavings,
    // Disability benefits
    AttendanceAllowanceLower,
    AttendanceAllowanceHigher,
    DlaCareLow,
    DlaCareMiddle,
    DlaCareHigh,
    DlaMobility,
    PipDailyLivingStandard,
    PipDailyLivingEnhanced,
    PipMobility,
    ConstantAttendanceAllowance,
    // Out of work and low income
    EmploymentAndSupportAllowance,
    IncomeSupport,
    JobseekersAllowance,
    UniversalCreditStandard,
    UniversalCreditHealth,
    UniversalCreditHousing,
    UniversalCreditChild,
    UniversalCreditCarer,
    CarersAllowance,
    IncapacityBenefit,
    SevereDisablementAllowance,
    IndustrialInjuriesDisablementBenefit,
    MaternityAllowance,
    StatutorySickPay,
    BereavementBenefit,
    // Children
    ChildBenefit,
    ChildTaxCredit,
    GuardiansAllowance,
    ChildMaintenanceReceived,
    // Housing and one-off help
    HousingBenefit,
    CouncilTaxReduction,
    WinterFuelPayment,
    ColdWeatherPayment,
    ChristmasBonus,
    SocialFund,
    // Work
    Earnings,
    SelfEmployment,
    WorkingTaxCredit,
    // Armed forces
    WarDisablementPension,
    WarWidowsPension,
    WarPensionersMobilitySupplement,
    ArmedForcesIndependencePayment,
    GuaranteedIncomePayment,
    // Other
    TrustIncome,
    RentReceived,
    CharitableRegular,
    SpouseMaintenanceReceived,
    DirectPayment,
    /// Another benefit, counted in full.
    OtherBenefitCounted,
    /// Other money, counted in full.
    OtherCounted,
    /// Other money that is ignored in full.
    OtherIgnored,
}

/// Savings, an investment or a property.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capital {
    /// What it is.
    pub kind: CapitalKind,
    /// The current market or surrender value of the whole of it.
    pub value: Money,
    /// Debts secured on it, such as a mortgage.
    #[serde(default)]
    pub secured_debt: Money,
    /// Whose it is.
    #[serde(default)]
    pub whose: Whose,
    /// The person's share of land or property, or of anything held in unequal
    /// shares, as a percentage of the whole; joint holdings are equal if left out.
    #[serde(default)]
    pub share_percent: Option<Decimal>,
    /// Given away or not asked for, and still counted (regulation 22).
    #[serde(default)]
    pub notional: bool,
    /// Whole weeks since it was received, for what is ignored only for a time.
    #[serde(default)]
    pub weeks_held: Option<u32>,
    /// For the home of somebody in a care home: who still lives there.
    #[serde(default)]
    pub occupied_by: Option<Occupier>,
    /// Ignored by the council's own decision.
    #[serde(default)]
    pub ignored_by_council: bool,
}

/// Kinds of capital. How each is treated is in `rules::capital`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says what it is")]
pub enum CapitalKind {
    BankOrBuildingSociety,
    Cash,
    NationalSavings,
    PremiumBonds,
    SharesOrUnitTrusts,
    OtherInvestment,
    MoneyHeldByOthers,
    /// The home the person lives in, or lived in before a care home.
    MainHome,
    OtherProperty,
    Land,
    BusinessAssets,
    PersonalPossessions,
    /// Possessions bought to lower the charge.
    PossessionsBoughtToAvoidCharge,
    LifePolicySurrenderValue,
    InvestmentBondWithLifeInsurance,
    PersonalInjuryTrust,
    /// A payment for personal injury: ignored for 52 weeks.
    PersonalInjuryPayment,
    /// Arrears of benefits: ignored for 52 weeks.
    BenefitArrears,
    /// Infected blood, Grenfell, Windrush, vCJD and like schemes.
    CompensationScheme,
    PrepaidFuneralPlan,
    OtherCounted,
    OtherIgnored,
}

/// Who lives in the former home (Schedule 2 paragraph 4).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occupier {
    /// A partner or former partner who is not estranged.
    Partner,
    /// A relative aged 60 or over.
    #[serde(rename = "relative_aged_60_or_over")]
    RelativeAged60OrOver,
    /// A relative who is incapacitated.
    IncapacitatedRelative,
    /// A child under 18 for whom the person is responsible.
    #[serde(rename = "child_under_18")]
    ChildUnder18,
}

/// What the home costs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Housing {
    /// Each cost, before any help with it.
    pub costs: Vec<HousingCost>,
    /// Housing benefit, or the housing element of Universal Credit, towards
    /// rent and service charges.
    pub help_with_rent: Option<Help>,
    /// Council tax reduction.
    pub help_with_council_tax: Option<Help>,
}

/// Help with a cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// How much each time.
    pub amount: Money,
    /// How often; a week if left out.
    #[serde(default)]
    pub every: Frequency,
}

/// A cost of the home.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HousingCost {
    /// What it is.
    pub kind: HousingCostKind,
    /// How much each time, for the whole household.
    pub amount: Money,
    /// How often; a week if left out.
    #[serde(default)]
    pub every: Frequency,
    /// How many adults share it equally, the person among them; 1 if left out.
    #[serde(default = "one_adult")]
    pub shared_by: u8,
}

const fn one_adult() -> u8 {
    1
}

/// Kinds of housing cost.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says what it is")]
pub enum HousingCostKind {
    Rent,
    Mortgage,
    GroundRent,
    ServiceCharge,
    CouncilTax,
    /// Allowed only where the council's policy says so.
    ContentsInsurance,
    /// Allowed only where the council's policy says so.
    BuildingsInsurance,
    /// Allowed only where the council's policy says so.
    WaterCharges,
    /// Allowed as given: a total of housing costs already agreed.
    OtherAllowed,
}

/// Something paid for because of illness or disability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expense {
    /// What it is.
    pub kind: ExpenseKind,
    /// How much each time.
    pub amount: Money,
    /// How often; a week if left out.
    #[serde(default)]
    pub every: Frequency,
    /// For heating and water: what a home of this kind normally uses, paid as
    /// often as the amount; only what is above it is allowed.
    #[serde(default)]
    pub normal_amount: Money,
}

/// Kinds of disability-related expense.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says what it is")]
pub enum ExpenseKind {
    CommunityAlarm,
    PrivateCare,
    DomesticHelp,
    Laundry,
    ClothingAndFootwear,
    Bedding,
    SpecialDiet,
    EquipmentUpkeep,
    Gardening,
    Heating,
    Water,
    Transport,
    InternetAndPhone,
    Chiropody,
    IncontinenceProducts,
    PrescriptionsAndTherapies,
    Other,
}

/// An outgoing that the council has agreed to allow besides those above.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreedAllowance {
    /// What it is.
    pub name: String,
    /// How much each time.
    pub amount: Money,
    /// How often; a week if left out.
    #[serde(default)]
    pub every: Frequency,
}

/// How far somebody takes part in a financial assessment (regulation 10).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakingPart {
    /// A full assessment.
    #[default]
    Full,
    /// Chose not to: treated as having more than the upper limit.
    Declined,
    /// Light touch, with consent and evidence: can clearly afford the full cost.
    LightTouchCanAfford,
    /// Light touch, with consent and evidence: clearly has too little to pay.
    LightTouchCannotAfford,
}
