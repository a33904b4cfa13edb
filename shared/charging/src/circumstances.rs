//! The circumstances of somebody that decide what they may be asked to pay: the
//! input of an assessment, and the `circumstances` of the JSON API.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use domain::values::money::{Frequency, Money};
use domain::values::written_number;

/// The circumstances of somebody who is assessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circumstances {
    /// The person who has or needs care.
    #[serde(default)]
    pub person: Person,
    /// The people whom the person lives with.
    #[serde(default)]
    pub household: Household,
    /// The care and its cost.
    pub care: Care,
    /// The income, each payment with its kind.
    #[serde(default)]
    pub income: Vec<Income>,
    /// Savings, investments and property.
    #[serde(default)]
    pub capital: Vec<Capital>,
    /// The costs of the home.
    #[serde(default)]
    pub housing: Housing,
    /// Spending that the person has because of illness or disability.
    #[serde(default)]
    pub disability_related_expenses: Vec<Expense>,
    /// Other outgoings that the council has agreed to allow.
    #[serde(default)]
    pub agreed_allowances: Vec<AgreedAllowance>,
    /// The extent to which the person takes part in a financial assessment
    /// (regulation 10).
    #[serde(default)]
    pub taking_part: TakingPart,
}

/// The person who has or needs care.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// The age in whole years, on the date of the assessment. Either the age or
    /// the date of birth is needed for care at home; neither for a care home.
    pub age: Option<u8>,
    /// The date of birth, which decides the age and the pension age exactly.
    pub date_of_birth: Option<Date>,
    /// Whether the person has reached pension age; worked out from the date of
    /// birth or the age if left out. At some ages in years pension age is not
    /// settled: the assessment then says so, and what it would be otherwise.
    pub reached_pension_age: Option<bool>,
    /// The premiums in the minimum income guarantee; each is worked out from
    /// the income if left out.
    pub premiums: Premiums,
    /// Whether the person is certified as blind or severely sight impaired,
    /// which brings the disability premium without a benefit.
    pub certified_blind: bool,
}

/// The premiums of regulation 7(5) to (7), each at most once a person.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Premiums {
    /// Disability premium: whether the person receives it, or would on income
    /// support.
    pub disability: Option<bool>,
    /// Enhanced disability premium.
    pub enhanced_disability: Option<bool>,
    /// Carer premium.
    pub carer: Option<bool>,
}

/// The people whom the person lives with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Household {
    /// The partner whom the person lives with, or lived with before a care
    /// home; `None` if single.
    pub partner: Option<Partner>,
    /// The number of children under 18 in the household for whom the person is
    /// responsible.
    pub children: u8,
}

/// A spouse, civil partner or somebody lived with as one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Partner {
    /// The age in whole years.
    pub age: Option<u8>,
    /// The date of birth, which decides the pension age exactly.
    pub date_of_birth: Option<Date>,
    /// Whether the partner has reached pension age.
    pub reached_pension_age: Option<bool>,
    /// Whether the partner is certified as blind or severely sight impaired.
    pub certified_blind: bool,
    /// Whether the partner lives in a care home for good. Two people of whom one
    /// does are not one household, so the person's guarantee is a single
    /// person's; money that both own is still shared.
    pub lives_in_care_home: bool,
}

/// The care and its cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Care {
    /// The place where the care is given.
    pub setting: Setting,
    /// The cost of the care a week, if known.
    #[serde(default)]
    pub weekly_cost: Option<Money>,
    /// The parts that the cost is made of, instead of `weekly_cost`.
    #[serde(default)]
    pub parts: Vec<CarePart>,
    /// Whether care during the night is arranged. Where none is, some councils
    /// ignore the night part of a disability benefit.
    #[serde(default)]
    pub night_care: bool,
    /// The whole weeks since moving in, for a permanent place in a care home.
    /// The former home is ignored for the first 12.
    #[serde(default)]
    pub weeks_in_care_home: Option<u32>,
    /// The reason why the care is free, where the law says so.
    #[serde(default)]
    pub free_because: Option<FreeCare>,
    /// What the NHS pays to the care home a week for nursing (NHS-funded nursing
    /// care), where the cost given is the home's whole fee. It lowers the cost
    /// that is shared between the person and the council.
    #[serde(default)]
    pub nhs_funded_nursing_care: Option<Money>,
}

/// The place where care is given.
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
    /// The name of the care: `Home care`.
    pub name: String,
    /// The price of one unit, or of the week.
    pub price: Money,
    /// The number of units a week, such as hours; 1 if left out.
    #[serde(default = "one", deserialize_with = "written_number::read")]
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

/// A payment of income.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Income {
    /// The kind of income, which decides how it is treated.
    pub kind: IncomeKind,
    /// The amount each time, after tax.
    pub amount: Money,
    /// The frequency; every week if left out.
    #[serde(default)]
    pub every: Frequency,
    /// The member of a couple who receives the income.
    #[serde(default)]
    pub whose: PersonOrPartner,
    /// Whether the income is treated as received though it is not (regulation
    /// 17), because it is not claimed or was given away.
    #[serde(default)]
    pub notional: bool,
    /// The part of the income, a week, that is ignored for a reason of its own
    /// that no rule here covers.
    #[serde(default)]
    pub ignored_weekly: Money,
    /// Whether half of an occupational or personal pension or of a retirement
    /// annuity of somebody in a care home is passed to the spouse or civil
    /// partner at home (Schedule 1 paragraph 16).
    #[serde(default)]
    pub half_passed_to_partner: bool,
    /// Whether rent comes from property that is itself counted as capital, and
    /// so is capital and not income (regulation 19(3)); worked out from the
    /// capital if left out.
    #[serde(default)]
    pub from_counted_capital: Option<bool>,
}

/// The owner of income or capital.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonOrPartner {
    /// The person.
    #[default]
    Person,
    /// The person and the partner jointly: half is the person's.
    Joint,
    /// The partner: the money is not the person's, but a council's checks for
    /// couples use it.
    Partner,
}

/// The kinds of income. The module `rules::income` has the treatment of each.
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
    /// Adult Disability Payment of Scotland, in the place of PIP.
    AdultDisabilityDailyLivingStandard,
    AdultDisabilityDailyLivingEnhanced,
    AdultDisabilityMobility,
    /// Pension Age Disability Payment of Scotland, in the place of Attendance
    /// Allowance.
    PensionAgeDisabilityLower,
    PensionAgeDisabilityHigher,
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
    /// Carer Support Payment of Scotland, in the place of Carer's Allowance.
    CarerSupportPayment,
    IncapacityBenefit,
    SevereDisablementAllowance,
    IndustrialInjuriesDisablementBenefit,
    MaternityAllowance,
    BereavementBenefit,
    // Children
    FosteringAllowance,
    AdoptionAllowance,
    SpecialGuardianshipAllowance,
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
    // Work. What an employer pays somebody who is ill, expecting or has a new
    // child is earnings (regulation 14(2)(a)).
    Earnings,
    SelfEmployment,
    StatutorySickPay,
    StatutoryMaternityPay,
    StatutoryPaternityPay,
    StatutoryAdoptionPay,
    StatutorySharedParentalPay,
    StatutoryParentalBereavementPay,
    StatutoryNeonatalCarePay,
    WorkingTaxCredit,
    WorkingTaxCreditDisabilityElement,
    /// Payments to somebody who gives others a home under a Shared Lives scheme.
    SharedLivesPayment,
    // Armed forces
    WarDisablementPension,
    WarWidowsPension,
    /// The special payment to widows and widowers of service before 1973.
    WarWidowsSpecialPayment,
    WarPensionersMobilitySupplement,
    ArmedForcesIndependencePayment,
    /// A guaranteed income payment to somebody injured in service.
    GuaranteedIncomePayment,
    /// A guaranteed income payment to whom somebody in service left behind.
    SurvivorsGuaranteedIncomePayment,
    GallantryAward,
    // Education and training
    EducationGrantOrLoan,
    TrainingAllowance,
    // Trusts, injuries and compensation
    /// Income of a trust that has to be paid to the person.
    TrustIncome,
    /// Payments of a trust whose trustees decide whether to pay.
    DiscretionaryTrust,
    /// Income of a trust of a payment for personal injury, or regular payments
    /// for one, those that a court administers among them.
    PersonalInjuryIncome,
    CompensationSchemePayment,
    // Property and savings
    RentReceived,
    /// Rent from somebody who lives in a part of the person's own home.
    SubTenantPayment,
    /// Payments for board and lodging in the person's own home.
    LodgerPayment,
    /// Interest and dividends of savings and investments.
    InterestOrDividends,
    // Other
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
    /// The kind of capital.
    pub kind: CapitalKind,
    /// The current market or surrender value of the whole holding.
    pub value: Money,
    /// The debts secured on the holding, such as a mortgage.
    #[serde(default)]
    pub secured_debt: Money,
    /// The owner of the holding.
    #[serde(default)]
    pub whose: PersonOrPartner,
    /// The person's share of land or property, or of anything held in unequal
    /// shares, as a percentage of the whole; joint holdings are equal if left out.
    #[serde(default, deserialize_with = "written_number::read_optional")]
    pub share_percent: Option<Decimal>,
    /// The person's share as a fraction, where a percentage cannot say it: a
    /// third.
    #[serde(default)]
    pub share: Option<ShareOfWhole>,
    /// Whether the capital was given away or not asked for, and still counts
    /// (regulation 22).
    #[serde(default)]
    pub notional: bool,
    /// The whole weeks since the capital was received, for kinds that are
    /// ignored for a time.
    #[serde(default)]
    pub weeks_held: Option<u32>,
    /// The person who still lives in the home of somebody in a care home.
    #[serde(default)]
    pub occupied_by: Option<Occupier>,
    /// Whether the council has decided to ignore the holding.
    #[serde(default)]
    pub ignored_by_council: bool,
    /// Whether selling the holding would cost money, so that a tenth comes off
    /// its value (regulation 20); worked out from the kind if left out.
    #[serde(default)]
    pub costs_money_to_sell: Option<bool>,
}

impl Capital {
    /// Returns a holding of the person's own of which nothing else is known.
    ///
    /// ```
    /// use charging::circumstances::{Capital, CapitalKind};
    ///
    /// let value = serde_json::from_str("\"300\"").unwrap();
    /// assert_eq!(Capital::own(CapitalKind::Cash, value).share, None);
    /// ```
    #[must_use]
    pub const fn own(kind: CapitalKind, value: Money) -> Self {
        Self {
            kind,
            value,
            secured_debt: Money::ZERO,
            whose: PersonOrPartner::Person,
            share_percent: None,
            share: None,
            notional: false,
            weeks_held: None,
            occupied_by: None,
            ignored_by_council: false,
            costs_money_to_sell: None,
        }
    }
}

/// A share of a whole: one of three.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareOfWhole {
    /// The number of equal parts that are the person's.
    pub parts: u16,
    /// The number of equal parts of the whole.
    pub of: u16,
}

/// The kinds of capital. The module `rules::capital` has the treatment of each.
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

/// A person who lives in the former home (Schedule 2 paragraph 4).
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

/// The costs of the home.
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
    /// The amount each time.
    pub amount: Money,
    /// The frequency; every week if left out.
    #[serde(default)]
    pub every: Frequency,
}

/// A cost of the home.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HousingCost {
    /// The kind of cost.
    pub kind: HousingCostKind,
    /// The amount each time, for the whole household.
    pub amount: Money,
    /// The frequency; every week if left out.
    #[serde(default)]
    pub every: Frequency,
    /// The number of adults who share the cost equally, the person among them;
    /// 1 if left out.
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

/// An expense because of illness or disability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expense {
    /// The kind of expense.
    pub kind: ExpenseKind,
    /// The amount each time.
    pub amount: Money,
    /// The frequency; every week if left out.
    #[serde(default)]
    pub every: Frequency,
    /// For heating and water, the normal amount of a home of this kind, paid as
    /// often as the amount; only the part above it is allowed. Needed for these
    /// two: without it nobody knows which part is because of a disability.
    #[serde(default)]
    pub normal_amount: Option<Money>,
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

/// Another outgoing that the council has agreed to allow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreedAllowance {
    /// The name of the outgoing.
    pub name: String,
    /// The amount each time.
    pub amount: Money,
    /// The frequency; every week if left out.
    #[serde(default)]
    pub every: Frequency,
}

/// The extent to which somebody takes part in a financial assessment
/// (regulation 10).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakingPart {
    /// A full assessment.
    #[default]
    Full,
    /// None, by choice: the person is treated as having more than the upper
    /// limit.
    Declined,
    /// Light touch, with consent and evidence: the person can clearly afford
    /// the full cost.
    LightTouchCanAfford,
    /// Light touch, with consent and evidence: the person clearly has too
    /// little to pay.
    LightTouchCannotAfford,
}
