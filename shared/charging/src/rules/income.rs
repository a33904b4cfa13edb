//! Income, a week: what counts and what is ignored (regulations 13 to 17,
//! Schedule 1).

use jiff::civil::date;
use rust_decimal::Decimal;

use super::Case;
use super::capital::{self, Side};
use crate::circumstances::{Income, IncomeKind, PersonOrPartner, Setting};
use crate::citations::{
    Citation, REG_13, REG_14, REG_15, REG_17, REG_19, SCH_1, SCH_1_1, SCH_1_3, SCH_1_4, SCH_1_8,
    SCH_1_10, SCH_1_16, SCH_1_17, SCH_1_17A, SCH_1_18, SCH_1_40,
};
use crate::law::{BenefitRates, Figure};
use crate::policy::SavingsCredit;
use crate::trace::{LineRecorder, Rule, Silent};

/// The totals of income, a week.
pub(super) struct IncomeTotals {
    /// The income that counts.
    pub(super) counted: Decimal,
    /// The person's own income that does not count.
    pub(super) ignored: Decimal,
    /// The income that the person actually receives, whether it counts or not.
    /// Notional income and what goes to the partner are not part of it.
    pub(super) received: Decimal,
    /// The half of pensions that goes to the partner.
    pub(super) passed_on: Decimal,
    /// Whether a disability benefit for care is counted.
    pub(super) disability_benefit_counted: bool,
}

/// The treatment of a kind of income.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Treatment {
    Counted,
    Ignored,
    /// The first £10 a week of all war pensions together is ignored.
    WarPension,
    /// Savings credit is ignored up to the yearly cap.
    SavingsCreditCap,
    /// The income comes from capital that is itself counted: it is capital from
    /// the day it is due, and no income.
    Capital,
    /// The first £20 a week from each sub-tenant is ignored.
    SubTenant,
    /// The first £20 a week from each lodger is ignored, and half of the rest.
    Lodger,
    /// The council ignores the income, though the law does not require that.
    IgnoredLocally,
}

impl Treatment {
    /// Whether all of an income is left out.
    const fn leaves_all_out(self) -> bool {
        matches!(self, Self::Ignored | Self::IgnoredLocally | Self::Capital)
    }
}

/// The amounts that are ignored once a person, however many payments they are
/// spread over.
struct OnceAPerson {
    war_pension: Decimal,
    savings_credit: Option<Decimal>,
}

/// A payment, and the amounts that its treatment makes of it.
struct Treated {
    weekly: Decimal,
    counted: Decimal,
    treatment: Treatment,
    /// The part ignored under the treatment of its kind, before other
    /// deductions.
    ignored_once: Decimal,
    passed_on: Decimal,
}

impl OnceAPerson {
    const fn new(case: &Case<'_>) -> Self {
        Self {
            war_pension: case.law.amounts.war_pension_disregard.amount,
            savings_credit: None,
        }
    }
}

/// Adds up the person's own income.
pub(super) fn income<R: LineRecorder>(case: &Case<'_>, record: &mut R) -> IncomeTotals {
    let mut totals = IncomeTotals {
        counted: Decimal::ZERO,
        ignored: Decimal::ZERO,
        received: Decimal::ZERO,
        passed_on: Decimal::ZERO,
        disability_benefit_counted: false,
    };
    let mut once = OnceAPerson::new(case);
    for payment in &case.circumstances.income {
        let Some(treated) = treat(case, payment, Side::Person, &mut once) else {
            record.line(
                Rule::Income,
                Decimal::ZERO,
                "{about}: your partner’s, so not counted as yours.",
                |line| {
                    line.about(payment.kind.words());
                },
            );
            continue;
        };
        tell(case, payment, &treated, record);
        if treated.counted > Decimal::ZERO && is_for_care(payment.kind) {
            totals.disability_benefit_counted = true;
        }
        let night = night_part(case, payment.kind, treated.counted, record);
        let counted = treated.counted - night;
        totals.counted += counted;
        totals.ignored += treated.weekly - counted;
        if !payment.notional {
            totals.received += treated.weekly - treated.passed_on;
            totals.passed_on += treated.passed_on;
        }
    }
    let flat = flat_savings_credit(case, totals.counted, record);
    totals.counted -= flat;
    totals.ignored += flat;
    record.line(
        Rule::IncomeCounted,
        totals.counted,
        "Your income that counts comes to {amount} a week.",
        |line| {
            line.plus_every(Rule::Income)
                .minus_every(Rule::NightPart)
                .minus_every(Rule::FlatSavingsCredit);
        },
    );
    totals
}

/// Returns the flat sum that some councils ignore for people of 65 or over who
/// have too much income for savings credit (Schedule 1 paragraph 40), if this
/// council does.
fn flat_savings_credit<R: LineRecorder>(
    case: &Case<'_>,
    counted: Decimal,
    record: &mut R,
) -> Decimal {
    let has_credit = case.circumstances.income.iter().any(|payment| {
        payment.kind == IncomeKind::PensionCreditSavings
            && payment.whose != PersonOrPartner::Partner
    });
    if !case.policy.flat_savings_credit_from_65
        || has_credit
        || case.age.is_none_or(|age| age < FLAT_SAVINGS_CREDIT_AGE)
    {
        return Decimal::ZERO;
    }
    let Some(rates) = case.law.benefits else {
        return Decimal::ZERO;
    };
    let guarantee = if counts_as_couple_for_savings_credit(case) {
        &rates.pension_credit_guarantee_couple
    } else {
        &rates.pension_credit_guarantee_single
    };
    if counted <= case.law.take(guarantee) {
        return Decimal::ZERO;
    }
    let cap = savings_credit_cap(case);
    let flat = case.law.take(cap).min(counted);
    record.line(
        Rule::FlatSavingsCredit,
        flat,
        "This council ignores {amount} a week for people of 65 or over whose income is above Pension Credit.",
        |line| {
            line.plus("Ignored", flat).rate(cap).rate(guarantee);
        },
    );
    flat
}

/// The age from which the flat sum is ignored.
pub(crate) const FLAT_SAVINGS_CREDIT_AGE: u8 = 65;

/// Adds up the partner's income that would count, by the treatments of the
/// person's own.
pub(super) fn partners(case: &Case<'_>) -> Decimal {
    let mut once = OnceAPerson::new(case);
    let mut counted = Decimal::ZERO;
    for payment in &case.circumstances.income {
        if let Some(treated) = treat(case, payment, Side::Partner, &mut once) {
            let night = night_part(case, payment.kind, treated.counted, &mut Silent);
            counted += treated.counted - night;
        }
    }
    counted
}

/// Whether a benefit is paid for the care itself: Attendance Allowance, DLA
/// care, PIP daily living, what Scotland pays in the place of these, and Constant
/// Attendance Allowance.
pub(crate) const fn is_for_care(kind: IncomeKind) -> bool {
    matches!(
        kind,
        IncomeKind::AttendanceAllowanceLower
            | IncomeKind::AttendanceAllowanceHigher
            | IncomeKind::AdultDisabilityDailyLivingStandard
            | IncomeKind::AdultDisabilityDailyLivingEnhanced
            | IncomeKind::PensionAgeDisabilityLower
            | IncomeKind::PensionAgeDisabilityHigher
            | IncomeKind::DlaCareLow
            | IncomeKind::DlaCareMiddle
            | IncomeKind::DlaCareHigh
            | IncomeKind::PipDailyLivingStandard
            | IncomeKind::PipDailyLivingEnhanced
            | IncomeKind::ConstantAttendanceAllowance
    )
}

pub(crate) fn treatment(case: &Case<'_>, payment: &Income) -> Treatment {
    let kind = payment.kind;
    let by_law = match kind {
        IncomeKind::DlaMobility
        | IncomeKind::PipMobility
        | IncomeKind::AdultDisabilityMobility
        | IncomeKind::FosteringAllowance
        | IncomeKind::AdoptionAllowance
        | IncomeKind::SpecialGuardianshipAllowance
        | IncomeKind::SharedLivesPayment
        | IncomeKind::StatutorySickPay
        | IncomeKind::StatutoryMaternityPay
        | IncomeKind::StatutoryPaternityPay
        | IncomeKind::StatutoryAdoptionPay
        | IncomeKind::StatutorySharedParentalPay
        | IncomeKind::StatutoryParentalBereavementPay
        | IncomeKind::StatutoryNeonatalCarePay
        | IncomeKind::WarWidowsSpecialPayment
        | IncomeKind::GallantryAward
        | IncomeKind::EducationGrantOrLoan
        | IncomeKind::TrainingAllowance
        | IncomeKind::DiscretionaryTrust
        | IncomeKind::PersonalInjuryIncome
        | IncomeKind::CompensationSchemePayment
        | IncomeKind::UniversalCreditHousing
        | IncomeKind::UniversalCreditChild
        | IncomeKind::ChildBenefit
        | IncomeKind::ChildTaxCredit
        | IncomeKind::GuardiansAllowance
        | IncomeKind::ChildMaintenanceReceived
        | IncomeKind::HousingBenefit
        | IncomeKind::CouncilTaxReduction
        | IncomeKind::WinterFuelPayment
        | IncomeKind::ColdWeatherPayment
        | IncomeKind::ChristmasBonus
        | IncomeKind::SocialFund
        | IncomeKind::Earnings
        | IncomeKind::SelfEmployment
        | IncomeKind::WarPensionersMobilitySupplement
        | IncomeKind::ArmedForcesIndependencePayment
        | IncomeKind::GuaranteedIncomePayment
        | IncomeKind::CharitableRegular
        | IncomeKind::DirectPayment
        | IncomeKind::OtherIgnored => Treatment::Ignored,
        // The benefits for care of a temporary resident: Schedule 1 and annex F
        // of the statutory guidance, which calls short stays "temporary
        // residents".
        kind if case.is_temporary_resident() && is_for_care(kind) => Treatment::Ignored,
        // A war disablement pension is ignored since 10 April 2017 (Schedule 1
        // paragraph 17A).
        IncomeKind::WarDisablementPension if case.on >= date(2017, 4, 10) => Treatment::Ignored,
        IncomeKind::WarDisablementPension
        | IncomeKind::WarWidowsPension
        | IncomeKind::SurvivorsGuaranteedIncomePayment => Treatment::WarPension,
        IncomeKind::InterestOrDividends => Treatment::Capital,
        IncomeKind::RentReceived if rent_is_capital(case, payment) => Treatment::Capital,
        IncomeKind::SubTenantPayment => Treatment::SubTenant,
        IncomeKind::LodgerPayment => Treatment::Lodger,
        IncomeKind::PensionCreditSavings
            if case.at_home && case.policy.savings_credit_at_home == SavingsCredit::Ignored =>
        {
            Treatment::IgnoredLocally
        }
        IncomeKind::PensionCreditSavings => Treatment::SavingsCreditCap,
        // Working Tax Credit is paid on top of earnings, which are ignored.
        IncomeKind::WorkingTaxCredit | IncomeKind::WorkingTaxCreditDisabilityElement
            if case.at_home =>
        {
            Treatment::Ignored
        }
        IncomeKind::WorkingTaxCredit
        | IncomeKind::WorkingTaxCreditDisabilityElement
        | IncomeKind::AdultDisabilityDailyLivingStandard
        | IncomeKind::AdultDisabilityDailyLivingEnhanced
        | IncomeKind::PensionAgeDisabilityLower
        | IncomeKind::PensionAgeDisabilityHigher
        | IncomeKind::CarerSupportPayment
        | IncomeKind::StatePension
        | IncomeKind::PrivatePension
        | IncomeKind::OccupationalPension
        | IncomeKind::Annuity
        | IncomeKind::PensionCreditGuarantee
        | IncomeKind::AttendanceAllowanceLower
        | IncomeKind::AttendanceAllowanceHigher
        | IncomeKind::DlaCareLow
        | IncomeKind::DlaCareMiddle
        | IncomeKind::DlaCareHigh
        | IncomeKind::PipDailyLivingStandard
        | IncomeKind::PipDailyLivingEnhanced
        | IncomeKind::ConstantAttendanceAllowance
        | IncomeKind::EmploymentAndSupportAllowance
        | IncomeKind::IncomeSupport
        | IncomeKind::JobseekersAllowance
        | IncomeKind::UniversalCreditStandard
        | IncomeKind::UniversalCreditHealth
        | IncomeKind::UniversalCreditCarer
        | IncomeKind::CarersAllowance
        | IncomeKind::IncapacityBenefit
        | IncomeKind::SevereDisablementAllowance
        | IncomeKind::IndustrialInjuriesDisablementBenefit
        | IncomeKind::MaternityAllowance
        | IncomeKind::BereavementBenefit
        | IncomeKind::TrustIncome
        | IncomeKind::RentReceived
        | IncomeKind::SpouseMaintenanceReceived
        | IncomeKind::OtherBenefitCounted
        | IncomeKind::OtherCounted => Treatment::Counted,
    };
    let further = &case.policy.further_ignored_income;
    if !by_law.leaves_all_out() && !further.is_empty() && further.contains(&kind) {
        return Treatment::IgnoredLocally;
    }
    by_law
}

/// Whether rent is capital: as the circumstances say or, if they do not, because
/// whoever receives the rent has property whose income is capital.
pub(crate) fn rent_is_capital(case: &Case<'_>, payment: &Income) -> bool {
    let receives = |owner| {
        payment.whose == owner
            || payment.whose == PersonOrPartner::Joint
            || owner == PersonOrPartner::Joint
    };
    payment.from_counted_capital.unwrap_or_else(|| {
        case.circumstances
            .capital
            .iter()
            .any(|holding| receives(holding.whose) && capital::rent_of_it_is_capital(case, holding))
    })
}

/// Returns the part of a payment that belongs to one side of a couple and how
/// much of that part counts; `None` if the payment is the other side's alone.
fn treat(case: &Case<'_>, payment: &Income, side: Side, once: &mut OnceAPerson) -> Option<Treated> {
    let rounding = case.rounding;
    let weekly = match (payment.whose, side) {
        (PersonOrPartner::Person, Side::Partner) | (PersonOrPartner::Partner, Side::Person) => {
            return None;
        }
        (PersonOrPartner::Person, Side::Person) | (PersonOrPartner::Partner, Side::Partner) => {
            rounding.weekly_income(payment.amount, payment.every)
        }
        (PersonOrPartner::Joint, _) => {
            rounding.half_of_income(rounding.weekly_income(payment.amount, payment.every))
        }
    };
    let treatment = treatment(case, payment);
    let ignored_once = match treatment {
        Treatment::Counted => Decimal::ZERO,
        Treatment::Ignored | Treatment::IgnoredLocally | Treatment::Capital => weekly,
        Treatment::SubTenant => weekly.min(case.law.take(&case.law.amounts.sub_tenant_disregard)),
        Treatment::Lodger => {
            let first = weekly.min(case.law.take(&case.law.amounts.lodger_disregard));
            first + rounding.half_ignored(weekly - first)
        }
        Treatment::WarPension => {
            case.law.take(&case.law.amounts.war_pension_disregard);
            take_once(&mut once.war_pension, weekly)
        }
        Treatment::SavingsCreditCap => {
            let cap = once
                .savings_credit
                .get_or_insert_with(|| case.law.take(savings_credit_cap(case)));
            take_once(cap, weekly)
        }
    };
    let mut counted = weekly - ignored_once;
    let mut passed_on = Decimal::ZERO;
    if payment.half_passed_to_partner
        && can_be_passed_on(payment.kind)
        && !case.at_home
        && case.household().partner.is_some()
    {
        passed_on = rounding.half_ignored(weekly);
        counted -= passed_on;
    }
    let counted = (counted - payment.ignored_weekly.pounds()).max(Decimal::ZERO);
    Some(Treated {
        weekly,
        counted,
        treatment,
        ignored_once,
        passed_on,
    })
}

/// Whether half of a payment may go to the spouse or civil partner: occupational
/// and personal pensions and retirement annuities alone (Schedule 1 paragraph
/// 16).
pub(crate) const fn can_be_passed_on(kind: IncomeKind) -> bool {
    matches!(
        kind,
        IncomeKind::PrivatePension | IncomeKind::OccupationalPension | IncomeKind::Annuity
    )
}

/// Ignores a payment, or as much of it as is left of an amount that is ignored
/// once. Returns the ignored part.
fn take_once(left: &mut Decimal, weekly: Decimal) -> Decimal {
    let ignored = weekly.min(*left);
    *left -= ignored;
    ignored
}

/// Whether somebody is one of a couple for Pension Credit. A permanent resident
/// of a care home is single, whoever is at home (State Pension Credit
/// Regulations 2002 regulation 5).
pub(crate) fn counts_as_couple_for_savings_credit(case: &Case<'_>) -> bool {
    case.has_partner() && case.circumstances.care.setting != Setting::CareHomePermanent
}

fn savings_credit_cap(case: &Case<'_>) -> &'static Figure {
    if counts_as_couple_for_savings_credit(case) {
        &case.law.amounts.savings_credit_disregard_couple
    } else {
        &case.law.amounts.savings_credit_disregard_single
    }
}

/// Picks the higher and the lower rate of a benefit from a year's rates.
pub(crate) type NightRates = fn(&BenefitRates) -> (&Figure, &Figure);

/// Returns the higher and the lower rate of a benefit whose difference is for
/// care at night, if the council's policy ignores that difference.
pub(crate) fn night_rates(case: &Case<'_>, kind: IncomeKind) -> Option<NightRates> {
    let policy = case.policy;
    match kind {
        IncomeKind::AttendanceAllowanceHigher
            if policy.ignore_night_part_of_attendance_allowance_and_dla =>
        {
            Some(|rates| {
                (
                    &rates.attendance_allowance_higher,
                    &rates.attendance_allowance_lower,
                )
            })
        }
        IncomeKind::DlaCareHigh if policy.ignore_night_part_of_attendance_allowance_and_dla => {
            Some(|rates| (&rates.dla_care_high, &rates.dla_care_middle))
        }
        IncomeKind::PipDailyLivingEnhanced if policy.ignore_night_part_of_pip => Some(|rates| {
            (
                &rates.pip_daily_living_enhanced,
                &rates.pip_daily_living_standard,
            )
        }),
        _ => None,
    }
}

fn night_part<R: LineRecorder>(
    case: &Case<'_>,
    kind: IncomeKind,
    counted: Decimal,
    record: &mut R,
) -> Decimal {
    if !case.at_home || case.circumstances.care.night_care || counted.is_zero() {
        return Decimal::ZERO;
    }
    let Some(which) = night_rates(case, kind) else {
        return Decimal::ZERO;
    };
    let Some(rates) = case.law.benefits else {
        record.line(
            Rule::NightPart,
            Decimal::ZERO,
            "{about}: the night part could not be ignored, because no benefit rates are on file for the date.",
            |line| {
                line.about(kind.words());
            },
        );
        return Decimal::ZERO;
    };
    let (higher, lower) = which(rates);
    let (higher_rate, lower_rate) = (case.law.take(higher), case.law.take(lower));
    let difference = higher_rate - lower_rate;
    let night = difference.min(counted);
    record.line(
        Rule::NightPart,
        night,
        "{about}: no care is arranged at night, so {amount} a week is ignored.",
        |line| {
            line.about(kind.words()).rate(higher).rate(lower);
            if night < difference {
                line.lowest()
                    .plus("Higher less lower rate", difference)
                    .plus("What counts of it", counted);
            } else {
                line.plus("Higher rate", higher_rate)
                    .minus("Lower rate", lower_rate);
            }
        },
    );
    night
}

fn tell<R: LineRecorder>(case: &Case<'_>, payment: &Income, treated: &Treated, record: &mut R) {
    let sentence = if treated.passed_on > Decimal::ZERO && treated.treatment == Treatment::Counted {
        "{about}: half goes to your partner, so {amount} a week counts."
    } else {
        match treated.treatment {
            Treatment::Ignored => "{about}: not counted.",
            Treatment::Capital => {
                "{about}: not counted as income. What you get becomes part of your savings on the day it is due."
            }
            Treatment::SubTenant => {
                "{about}: the first £20 a week is ignored, so {amount} a week counts."
            }
            Treatment::Lodger => {
                "{about}: the first £20 a week and half of the rest are ignored, so {amount} a week counts."
            }
            Treatment::IgnoredLocally => "{about}: not counted, because the council ignores it.",
            Treatment::WarPension => {
                "{about}: the first £10 a week of war pensions is ignored, so {amount} a week counts."
            }
            Treatment::SavingsCreditCap => {
                "{about}: ignored up to a yearly limit, so {amount} a week counts."
            }
            Treatment::Counted if payment.notional => {
                "{about}: {amount} a week counts, as if you had it."
            }
            Treatment::Counted if payment.ignored_weekly > domain::values::money::Money::ZERO => {
                "{about}: part is ignored, so {amount} a week counts."
            }
            Treatment::Counted => "{about}: {amount} a week counts.",
        }
    };
    record.line(Rule::Income, treated.counted, sentence, |line| {
        line.about(payment.kind.words())
            .law(law(payment, treated.treatment));
        if treated.treatment.leaves_all_out() {
            return;
        }
        line.plus("Each payment", payment.amount.pounds())
            .a_week(case.rounding, payment.every);
        if payment.whose == PersonOrPartner::Joint {
            line.over("People who share it", 2);
        }
        match treated.treatment {
            Treatment::WarPension => {
                let figure = &case.law.amounts.war_pension_disregard;
                line.minus_if_any("War pension ignored", treated.ignored_once)
                    .rate(figure);
            }
            Treatment::SavingsCreditCap => {
                let figure = savings_credit_cap(case);
                line.minus_if_any("Savings credit ignored", treated.ignored_once)
                    .rate(figure);
            }
            Treatment::SubTenant => {
                line.minus_if_any("Ignored from each tenant", treated.ignored_once)
                    .rate(&case.law.amounts.sub_tenant_disregard);
            }
            Treatment::Lodger => {
                line.minus_if_any("Ignored from each lodger", treated.ignored_once)
                    .rate(&case.law.amounts.lodger_disregard);
            }
            _ => {}
        }
        line.minus_if_any("Passed to your partner", treated.passed_on)
            .minus_if_any("Ignored", payment.ignored_weekly.pounds());
    });
}

fn law(payment: &Income, treatment: Treatment) -> &'static [Citation] {
    if treatment == Treatment::Capital {
        return &[REG_19];
    }
    if payment.notional {
        return &[REG_17];
    }
    match payment.kind {
        IncomeKind::Earnings
        | IncomeKind::SelfEmployment
        | IncomeKind::StatutorySickPay
        | IncomeKind::StatutoryMaternityPay
        | IncomeKind::StatutoryPaternityPay
        | IncomeKind::StatutoryAdoptionPay
        | IncomeKind::StatutorySharedParentalPay
        | IncomeKind::StatutoryParentalBereavementPay
        | IncomeKind::StatutoryNeonatalCarePay => &[REG_14],
        kind if can_be_passed_on(kind) && payment.half_passed_to_partner => &[REG_13, SCH_1_16],
        IncomeKind::DlaMobility | IncomeKind::PipMobility => &[SCH_1_8],
        IncomeKind::WarPensionersMobilitySupplement => &[SCH_1_10],
        IncomeKind::WarDisablementPension if treatment == Treatment::Ignored => &[SCH_1_17A],
        IncomeKind::WarDisablementPension
        | IncomeKind::WarWidowsPension
        | IncomeKind::SurvivorsGuaranteedIncomePayment => &[SCH_1_17],
        IncomeKind::SubTenantPayment | IncomeKind::LodgerPayment => &[SCH_1],
        IncomeKind::GuaranteedIncomePayment | IncomeKind::ArmedForcesIndependencePayment => {
            &[SCH_1_18]
        }
        IncomeKind::PensionCreditSavings => &[SCH_1_40],
        IncomeKind::HousingBenefit | IncomeKind::CouncilTaxReduction => &[SCH_1_3],
        IncomeKind::PrivatePension
        | IncomeKind::OccupationalPension
        | IncomeKind::StatePension
        | IncomeKind::Annuity
        | IncomeKind::TrustIncome => &[REG_13, SCH_1_1],
        kind if is_for_care(kind) && treatment == Treatment::Ignored => &[SCH_1],
        kind if is_for_care(kind) => &[REG_15, SCH_1_4],
        _ if treatment == Treatment::Ignored => &[SCH_1],
        _ => &[REG_13, REG_15],
    }
}
