//! The income that the law leaves everybody with: the minimum income guarantee
//! for care at home (regulation 7) and the personal expenses allowance in a
//! care home (regulation 6), each with what the council adds.

use rust_decimal::Decimal;

use super::Case;
use crate::circumstances::{Income, IncomeKind, PersonOrPartner, Premiums};
use crate::law::Figure;
use crate::policy::MixedAgeCouple;
use crate::trace::{LineRecorder, Rule};
use domain::values::money::Money;

/// The minimum income guarantee.
pub(super) struct Guarantee {
    /// The statutory amount for the person's age and household, before children and premiums.
    pub(super) basic: Decimal,
    /// The amount used: the statutory amount or the council's, whichever is
    /// higher.
    pub(super) used: Decimal,
}

/// Works out the minimum income guarantee.
pub(super) fn guarantee<R: LineRecorder>(case: &Case<'_>, record: &mut R) -> Guarantee {
    let (figure, sentence) = basic_figure(case);
    let basic = case.law.take(figure);
    record.line(Rule::GuaranteeBasic, basic, sentence, |line| {
        line.plus(figure.name.words(), basic).rate(figure);
    });
    let children = (Rule::GuaranteeChild, children(case, record));
    let [disability, enhanced, carer] = premiums(case).map(|premium| premium.add(case, record));
    // The sum and its explanation are both made of this list.
    let parts = [
        (Rule::GuaranteeBasic, basic),
        children,
        disability,
        enhanced,
        carer,
    ];
    let statutory = parts.iter().map(|(_, amount)| amount).sum();
    record.line(
        Rule::GuaranteeStatutory,
        statutory,
        "The law says you must be left with at least {amount} a week.",
        |line| {
            for (rule, amount) in parts {
                line.plus_if_any(rule.title(), amount);
            }
        },
    );
    Guarantee {
        basic,
        used: local(case, statutory, record),
    }
}

/// Works out the personal expenses allowance.
pub(super) fn personal_expenses<R: LineRecorder>(case: &Case<'_>, record: &mut R) -> Decimal {
    let figure = &case.law.amounts.personal_expenses_allowance;
    let statutory = case.law.take(figure);
    let addition = case.policy.personal_expenses_addition.pounds();
    let used = statutory + addition;
    record.line(
        Rule::PersonalExpenses,
        used,
        "In a care home you keep {amount} a week for your own expenses.",
        |line| {
            line.plus("Personal expenses allowance", statutory)
                .plus_if_any("Added by the council", addition)
                .rate(figure);
        },
    );
    used
}

pub(crate) fn basic_figure(case: &Case<'_>) -> (&'static Figure, &'static str) {
    let amounts = case.law.amounts;
    if case.has_partner() {
        // For a couple the age of either member decides. The rate that
        // regulation 7(4) gives is for one member, so it is not halved.
        if case.pension_age || case.partner_pension_age {
            (
                &amounts.couple_member_pension_age,
                "Your basic amount as one of a couple, where at least one of you has reached pension age, is {amount} a week.",
            )
        } else {
            (
                &amounts.couple_member,
                "Your basic amount as one of a couple is {amount} a week.",
            )
        }
    } else if case.pension_age {
        (
            &amounts.single_pension_age,
            "Your basic amount as a single person who has reached pension age is {amount} a week.",
        )
    } else if case.household().children > 0 {
        (
            &amounts.lone_parent,
            "Your basic amount as a lone parent is {amount} a week.",
        )
    } else if case.under_25 {
        (
            &amounts.single_18_to_24,
            "Your basic amount as a single person aged 18 to 24 is {amount} a week.",
        )
    } else {
        (
            &amounts.single_25_to_pension_age,
            "Your basic amount as a single person between 25 and pension age is {amount} a week.",
        )
    }
}

fn children<R: LineRecorder>(case: &Case<'_>, record: &mut R) -> Decimal {
    let children = case.household().children;
    if children == 0 {
        return Decimal::ZERO;
    }
    let figure = &case.law.amounts.child;
    let each = case.law.take(figure);
    let amount = each * Decimal::from(children);
    record.line(
        Rule::GuaranteeChild,
        amount,
        "{amount} a week is added for the children you are responsible for.",
        |line| {
            line.plus("Each child", each)
                .times("Children", i64::from(children))
                .rate(figure);
        },
    );
    amount
}

/// A premium of regulation 7(5) to (7). If the circumstances say whether it is
/// received, that decides; otherwise benefits decide.
pub(crate) struct Premium {
    rule: Rule,
    pub(crate) figure: &'static Figure,
    sentence: &'static str,
    /// Whether the circumstances say that the premium is received, or that it is
    /// not; `None` if they do not say, and benefits decide.
    said: Option<bool>,
    /// Tells whether a benefit brings the premium.
    brings: fn(IncomeKind) -> bool,
    /// The member of a couple whose benefit brings the premium.
    receiver: Receiver,
    /// Whether the certificate of blindness brings the premium too.
    by_certificate: bool,
    /// Whether the premium is for people below pension age, unless the council
    /// adds it for everybody.
    below_pension_age: bool,
}

impl Premium {
    /// Works out what the premium adds: nothing if it is not received.
    fn add<R: LineRecorder>(&self, case: &Case<'_>, record: &mut R) -> (Rule, Decimal) {
        if !self.said.unwrap_or_else(|| self.is_brought(case)) {
            return (self.rule, Decimal::ZERO);
        }
        let amount = case.law.take(self.figure);
        record.line(self.rule, amount, self.sentence, |line| {
            line.plus(self.figure.name.words(), amount)
                .rate(self.figure);
        });
        (self.rule, amount)
    }

    /// Whether a benefit or a certificate brings the premium.
    pub(crate) fn is_brought(&self, case: &Case<'_>) -> bool {
        (!self.below_pension_age || may_have_disability_premiums(case))
            && (receives(case, self.receiver, self.brings)
                || (self.by_certificate && is_certified_blind(case))
                || (self.by_certificate && is_long_incapable(case)))
    }
}

/// Lists every premium. One that the circumstances can name does not compile
/// until it is in this list.
pub(crate) fn premiums(case: &Case<'_>) -> [Premium; 3] {
    let Premiums {
        disability,
        enhanced_disability,
        carer,
    } = case.circumstances.person.premiums;
    let amounts = case.law.amounts;
    let by_household = |single, couple| if case.has_partner() { couple } else { single };
    [
        Premium {
            rule: Rule::GuaranteeDisability,
            figure: by_household(
                &amounts.disability_premium_single,
                &amounts.disability_premium_couple,
            ),
            sentence: "The disability premium adds {amount} a week.",
            said: disability,
            brings: brings_disability,
            receiver: Receiver::EitherOfCouple,
            by_certificate: true,
            below_pension_age: true,
        },
        Premium {
            rule: Rule::GuaranteeEnhancedDisability,
            figure: by_household(
                &amounts.enhanced_disability_premium_single,
                &amounts.enhanced_disability_premium_couple,
            ),
            sentence: "The enhanced disability premium adds {amount} a week.",
            said: enhanced_disability,
            brings: brings_enhanced,
            receiver: Receiver::EitherOfCouple,
            by_certificate: false,
            below_pension_age: true,
        },
        Premium {
            rule: Rule::GuaranteeCarer,
            figure: &amounts.carer_premium,
            sentence: "The carer premium adds {amount} a week.",
            said: carer,
            brings: brings_carer,
            receiver: if case
                .policy
                .minimum_income_guarantee
                .carer_premium_through_partner
            {
                Receiver::EitherOfCouple
            } else {
                Receiver::Person
            },
            by_certificate: false,
            below_pension_age: false,
        },
    ]
}

/// Whether the disability premiums may be added at these ages: to somebody below
/// pension age or, by the council's policy, to everybody; of a couple of whom one
/// has reached pension age, as the council's policy says.
pub(crate) fn may_have_disability_premiums(case: &Case<'_>) -> bool {
    let policy = &case.policy.minimum_income_guarantee;
    if policy.disability_premiums_at_pension_age {
        return true;
    }
    match policy.disability_premium_of_mixed_age_couple {
        MixedAgeCouple::ByOwnAge => !case.pension_age,
        MixedAgeCouple::Never => {
            !(case.pension_age || case.has_partner() && case.partner_pension_age)
        }
        MixedAgeCouple::IfEitherIsBelow => {
            !case.pension_age || (case.has_partner() && !case.partner_pension_age)
        }
    }
}

/// Whether the person, or either of a couple, is certified as blind.
fn is_certified_blind(case: &Case<'_>) -> bool {
    let partner = case.household().partner.as_ref();
    case.circumstances.person.certified_blind
        || (case.has_partner() && partner.is_some_and(|partner| partner.certified_blind))
}

/// Whether the council takes the benefits for not being able to work as the long
/// incapacity that brings the disability premium.
fn is_long_incapable(case: &Case<'_>) -> bool {
    case.policy
        .minimum_income_guarantee
        .long_incapacity_brings_disability_premium
        && receives(case, Receiver::Person, |kind| {
            matches!(
                kind,
                IncomeKind::EmploymentAndSupportAllowance | IncomeKind::UniversalCreditHealth
            )
        })
}

/// The member of a couple whose benefit brings a premium.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Receiver {
    /// The person alone (regulation 7(7)).
    Person,
    /// The person or the partner: "one member of that couple" (regulation
    /// 7(6)).
    EitherOfCouple,
}

fn receives(case: &Case<'_>, receiver: Receiver, kind: fn(IncomeKind) -> bool) -> bool {
    let counts = |income: &&Income| {
        income.whose != PersonOrPartner::Partner
            || (receiver == Receiver::EitherOfCouple && case.has_partner())
    };
    case.circumstances
        .income
        .iter()
        .filter(counts)
        .any(|income| kind(income.kind))
}

/// Whether a benefit brings the disability premium.
fn brings_disability(kind: IncomeKind) -> bool {
    super::income::is_for_care(kind)
        || matches!(
            kind,
            IncomeKind::DlaMobility
                | IncomeKind::PipMobility
                | IncomeKind::AdultDisabilityMobility
                | IncomeKind::WarPensionersMobilitySupplement
                | IncomeKind::WorkingTaxCreditDisabilityElement
                | IncomeKind::SevereDisablementAllowance
                | IncomeKind::IncapacityBenefit
                | IncomeKind::ArmedForcesIndependencePayment
        )
}

/// Whether a benefit brings the enhanced disability premium.
fn brings_enhanced(kind: IncomeKind) -> bool {
    matches!(
        kind,
        IncomeKind::DlaCareHigh
            | IncomeKind::PipDailyLivingEnhanced
            | IncomeKind::AdultDisabilityDailyLivingEnhanced
            | IncomeKind::ArmedForcesIndependencePayment
    )
}

/// Whether a benefit brings the carer premium.
fn brings_carer(kind: IncomeKind) -> bool {
    matches!(
        kind,
        IncomeKind::CarersAllowance
            | IncomeKind::CarerSupportPayment
            | IncomeKind::UniversalCreditCarer
    )
}

/// Works out the amount that the council leaves, which is never less than the
/// law's.
fn local<R: LineRecorder>(case: &Case<'_>, statutory: Decimal, record: &mut R) -> Decimal {
    let policy = &case.policy.minimum_income_guarantee;
    let added = policy.added_weekly.pounds();
    let increased = if policy.percent_added.is_zero() {
        statutory
    } else {
        case.rounding.increased(statutory, policy.percent_added)
    } + added;
    let weekly = policy.weekly.map_or(Decimal::ZERO, Money::pounds);
    let used = statutory.max(increased).max(weekly);
    record.line(
        Rule::Guarantee,
        used,
        if used > statutory {
            "This council leaves you with more than the law requires: {amount} a week."
        } else {
            "Your minimum income guarantee is {amount} a week."
        },
        |line| {
            if weekly >= used && used > statutory {
                line.highest()
                    .plus("In law", statutory)
                    .plus("This council’s amount", weekly);
            } else {
                line.plus("In law", statutory)
                    .percent_more("Added by the council", policy.percent_added)
                    .plus_if_any("Added by the council", added);
            }
        },
    );
    used
}
