//! The amounts of the law, each with the day it starts, where it comes from
//! and how sure it is. A rule asks for the law of a day; nothing here knows
//! what day it is. The figures are those of `law/*.toml`; the build makes
//! statics of them.

use std::cell::Cell;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use serde::Serialize;

include!(concat!(env!("OUT_DIR"), "/law.rs"));

/// One set of amounts: the regulations as they stand from one day to another.
#[derive(Debug)]
#[expect(missing_docs, reason = "each figure's meaning is `FigureName::words`")]
pub struct Amounts {
    /// `2024 to 2025`.
    pub name: &'static str,
    /// The first day they apply.
    pub from: Date,
    /// The last day they apply.
    pub to: Date,
    /// How sure the first day is.
    pub from_certainty: Certainty,
    /// Where the first day comes from.
    pub from_source: &'static str,
    pub single_18_to_24: Figure,
    pub single_25_to_pension_age: Figure,
    pub single_pension_age: Figure,
    pub lone_parent: Figure,
    pub couple_member: Figure,
    pub couple_member_pension_age: Figure,
    pub child: Figure,
    pub disability_premium_single: Figure,
    pub enhanced_disability_premium_single: Figure,
    pub disability_premium_couple: Figure,
    pub enhanced_disability_premium_couple: Figure,
    pub carer_premium: Figure,
    pub personal_expenses_allowance: Figure,
    pub savings_credit_disregard_single: Figure,
    pub savings_credit_disregard_couple: Figure,
    pub lower_capital_limit: Figure,
    pub upper_capital_limit: Figure,
    pub tariff_step: Figure,
    pub war_pension_disregard: Figure,
    /// Benefit rates, where they are on file; they have their own first day.
    pub benefits: Option<BenefitRates>,
}

/// What benefits pay, from the first Monday on or after 6 April. Pounds a
/// week, except the one that says monthly.
#[derive(Debug)]
#[expect(missing_docs, reason = "each figure's meaning is `FigureName::words`")]
pub struct BenefitRates {
    /// The first day they apply.
    pub from: Date,
    pub attendance_allowance_lower: Figure,
    pub attendance_allowance_higher: Figure,
    pub dla_care_low: Figure,
    pub dla_care_middle: Figure,
    pub dla_care_high: Figure,
    pub dla_mobility_low: Figure,
    pub dla_mobility_high: Figure,
    pub pip_daily_living_standard: Figure,
    pub pip_daily_living_enhanced: Figure,
    pub pip_mobility_standard: Figure,
    pub pip_mobility_enhanced: Figure,
    pub new_state_pension: Figure,
    pub basic_state_pension: Figure,
    pub pension_credit_guarantee_single: Figure,
    pub pension_credit_guarantee_couple: Figure,
    pub carers_allowance: Figure,
    pub universal_credit_standard_single_25_monthly: Figure,
}

/// One amount of the law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Which amount.
    pub name: FigureName,
    /// How much, in pounds.
    pub amount: Decimal,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it comes from.
    pub source: &'static str,
    /// A second amount that is possible.
    pub other: Option<Other>,
    /// The first day it applies.
    pub from: Date,
}

/// A second amount that is possible.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Other {
    /// How much, in pounds.
    pub amount: Decimal,
    /// Why it is possible.
    pub why: &'static str,
}

/// How sure a figure is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Published in a primary source.
    Published,
    /// Seen in a source that cites a primary one.
    Secondary,
    /// Worked out, by arithmetic that reproduces the published figures beside it.
    Derived,
    /// From general knowledge; must be confirmed.
    Unverified,
}

impl Certainty {
    /// As a page says it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Secondary => "from a second-hand source",
            Self::Derived => "worked out from published figures",
            Self::Unverified => "not confirmed",
        }
    }
}

macro_rules! figure_names {
    ($($variant:ident $key:literal $words:literal)*) => {
        /// Which amount of the law.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum FigureName {
            $(#[doc = $words] $variant,)*
        }

        impl FigureName {
            /// Every one, in the order of the files.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As the files and the JSON write it.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// As a page says it.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }
        }
    };
}

figure_names! {
    Single18To24 "single_18_to_24" "Single person aged 18 to 24"
    Single25ToPensionAge "single_25_to_pension_age" "Single person aged 25 to pension age"
    SinglePensionAge "single_pension_age" "Single person of pension age"
    LoneParent "lone_parent" "Lone parent"
    CoupleMember "couple_member" "Member of a couple"
    CoupleMemberPensionAge "couple_member_pension_age" "Member of a couple of pension age"
    Child "child" "Each child"
    DisabilityPremiumSingle "disability_premium_single" "Disability premium, single person"
    EnhancedDisabilityPremiumSingle "enhanced_disability_premium_single" "Enhanced disability premium, single person"
    DisabilityPremiumCouple "disability_premium_couple" "Disability premium, member of a couple"
    EnhancedDisabilityPremiumCouple "enhanced_disability_premium_couple" "Enhanced disability premium, member of a couple"
    CarerPremium "carer_premium" "Carer premium"
    PersonalExpensesAllowance "personal_expenses_allowance" "Personal expenses allowance"
    SavingsCreditDisregardSingle "savings_credit_disregard_single" "Savings credit ignored, single person"
    SavingsCreditDisregardCouple "savings_credit_disregard_couple" "Savings credit ignored, couple"
    LowerCapitalLimit "lower_capital_limit" "Lower capital limit"
    UpperCapitalLimit "upper_capital_limit" "Upper capital limit"
    TariffStep "tariff_step" "Capital for each £1 of tariff income"
    WarPensionDisregard "war_pension_disregard" "War pension ignored"
    AttendanceAllowanceLower "attendance_allowance_lower" "Attendance Allowance, lower rate"
    AttendanceAllowanceHigher "attendance_allowance_higher" "Attendance Allowance, higher rate"
    DlaCareLow "dla_care_low" "DLA care, lowest rate"
    DlaCareMiddle "dla_care_middle" "DLA care, middle rate"
    DlaCareHigh "dla_care_high" "DLA care, highest rate"
    DlaMobilityLow "dla_mobility_low" "DLA mobility, lower rate"
    DlaMobilityHigh "dla_mobility_high" "DLA mobility, higher rate"
    PipDailyLivingStandard "pip_daily_living_standard" "PIP daily living, standard rate"
    PipDailyLivingEnhanced "pip_daily_living_enhanced" "PIP daily living, enhanced rate"
    PipMobilityStandard "pip_mobility_standard" "PIP mobility, standard rate"
    PipMobilityEnhanced "pip_mobility_enhanced" "PIP mobility, enhanced rate"
    NewStatePension "new_state_pension" "New State Pension, full rate"
    BasicStatePension "basic_state_pension" "Basic State Pension, full rate"
    PensionCreditGuaranteeSingle "pension_credit_guarantee_single" "Pension Credit guarantee, single person"
    PensionCreditGuaranteeCouple "pension_credit_guarantee_couple" "Pension Credit guarantee, couple"
    CarersAllowance "carers_allowance" "Carer’s Allowance"
    UniversalCreditStandardSingle25Monthly "universal_credit_standard_single_25_monthly" "Universal Credit standard allowance, single person aged 25 or over, a month"
}

/// The date is before the first or after the last set of amounts on file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no amounts are on file for {date}")]
pub struct NoLaw {
    /// The date asked for.
    pub date: Date,
}

/// Every set of amounts on file, oldest first.
#[must_use]
pub fn sets() -> &'static [Amounts] {
    &SETS
}

/// The first day for which there are amounts on file.
#[must_use]
pub fn first_day() -> Date {
    SETS.first().map_or(Date::MAX, |set| set.from)
}

/// The last day for which there are amounts on file.
#[must_use]
pub fn last_day() -> Date {
    SETS.last().map_or(Date::MIN, |set| set.to)
}

/// The amounts of a day.
///
/// # Errors
/// [`NoLaw`] if the day is before the first set or after the last.
pub fn amounts(on: Date) -> Result<&'static Amounts, NoLaw> {
    SETS.iter()
        .rev()
        .find(|set| set.from <= on)
        .filter(|set| on <= set.to)
        .ok_or(NoLaw { date: on })
}

/// The benefit rates of a day, where they are on file. Between the first day
/// of a set of amounts and the Monday on which benefits rise, last year's.
#[must_use]
pub fn benefits(on: Date) -> Option<&'static BenefitRates> {
    if on > last_day() {
        return None;
    }
    SETS.iter()
        .rev()
        .filter_map(|set| set.benefits.as_ref())
        .find(|rates| rates.from <= on)
}

impl BenefitRates {
    /// Every rate, in the order of the files.
    #[must_use]
    pub const fn figures(&self) -> [&Figure; 17] {
        [
            &self.attendance_allowance_lower,
            &self.attendance_allowance_higher,
            &self.dla_care_low,
            &self.dla_care_middle,
            &self.dla_care_high,
            &self.dla_mobility_low,
            &self.dla_mobility_high,
            &self.pip_daily_living_standard,
            &self.pip_daily_living_enhanced,
            &self.pip_mobility_standard,
            &self.pip_mobility_enhanced,
            &self.new_state_pension,
            &self.basic_state_pension,
            &self.pension_credit_guarantee_single,
            &self.pension_credit_guarantee_couple,
            &self.carers_allowance,
            &self.universal_credit_standard_single_25_monthly,
        ]
    }
}

impl Amounts {
    /// Every amount, benefit rates left out, in the order of the files.
    #[must_use]
    pub const fn figures(&self) -> [&Figure; 19] {
        [
            &self.single_18_to_24,
            &self.single_25_to_pension_age,
            &self.single_pension_age,
            &self.lone_parent,
            &self.couple_member,
            &self.couple_member_pension_age,
            &self.child,
            &self.disability_premium_single,
            &self.enhanced_disability_premium_single,
            &self.disability_premium_couple,
            &self.enhanced_disability_premium_couple,
            &self.carer_premium,
            &self.personal_expenses_allowance,
            &self.savings_credit_disregard_single,
            &self.savings_credit_disregard_couple,
            &self.lower_capital_limit,
            &self.upper_capital_limit,
            &self.tariff_step,
            &self.war_pension_disregard,
        ]
    }
}

/// Which figures a result rests on: one bit for each [`FigureName`].
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct FiguresUsed(u64);

impl FiguresUsed {
    /// Whether the result rests on this one.
    #[must_use]
    pub const fn contains(self, name: FigureName) -> bool {
        self.0 & (1 << name as u32) != 0
    }
}

/// The law of one day as the rules read it: it notes each figure they take.
#[derive(Debug)]
pub(super) struct LawOfTheDay {
    pub(super) amounts: &'static Amounts,
    pub(super) benefits: Option<&'static BenefitRates>,
    /// Takes every second amount that is possible, all together.
    others: bool,
    used: Cell<u64>,
}

impl LawOfTheDay {
    pub(super) fn new(on: Date, others: bool) -> Result<Self, NoLaw> {
        Ok(Self {
            amounts: amounts(on)?,
            benefits: benefits(on),
            others,
            used: Cell::new(0),
        })
    }

    /// The amount of a figure, noting that the result rests on it.
    pub(super) fn take(&self, figure: &Figure) -> Decimal {
        self.used.set(self.used.get() | 1 << figure.name as u32);
        match figure.other {
            Some(other) if self.others => other.amount,
            _ => figure.amount,
        }
    }

    pub(super) fn used(&self) -> FiguresUsed {
        FiguresUsed(self.used.get())
    }

    /// The figures of this day that the result rests on, in the files' order.
    pub(super) fn figures(&self, used: FiguresUsed) -> impl Iterator<Item = &'static Figure> {
        self.amounts
            .figures()
            .into_iter()
            .chain(self.benefits.into_iter().flat_map(BenefitRates::figures))
            .filter(move |figure| used.contains(figure.name))
    }
}
