//! The income that the law leaves everybody with: the minimum income guarantee
//! for care at home (regulation 7) and the personal expenses allowance in a
//! care home (regulation 6), each with what the council adds.

use rust_decimal::Decimal;

use super::Case;
use crate::charging::circumstances::{Income, IncomeKind, Whose};
use crate::charging::law::Figure;
use crate::charging::trace::{Record, Rule};
use crate::money::Money;

/// The minimum income guarantee.
pub(super) struct Guarantee {
    /// The statutory amount for the person's age and household, before children and premiums.
    pub(super) basic: Decimal,
    /// The amount used: the statutory amount or the council's, whichever is
    /// higher.
    pub(super) used: Decimal,
}

/// Works out the minimum income guarantee.
pub(super) fn guarantee<R: Record>(case: &Case<'_>, record: &mut R) -> Guarantee {
    let (figure, sentence) = basic_figure(case);
    let basic = case.law.take(figure);
    record.line(Rule::GuaranteeBasic, basic, sentence, |line| {
        line.plus(figure.name.words(), basic).rate(figure);
    });
    let statutory = basic + children(case, record) + premiums(case, record);
    record.line(
        Rule::GuaranteeStatutory,
        statutory,
        "The law says you must be left with at least {amount} a week.",
        |line| {
            line.plus_every(Rule::GuaranteeBasic)
                .plus_every(Rule::GuaranteeChild)
                .plus_every(Rule::GuaranteeDisability)
                .plus_every(Rule::GuaranteeEnhancedDisability)
                .plus_every(Rule::GuaranteeCarer);
        },
    );
    Guarantee {
        basic,
        used: local(case, statutory, record),
    }
}

/// Works out the personal expenses allowance.
pub(super) fn personal_expenses<R: Record>(case: &Case<'_>, record: &mut R) -> Decimal {
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

fn basic_figure(case: &Case<'_>) -> (&'static Figure, &'static str) {
    let amounts = case.law.amounts;
    if case.has_partner() {
        // The age of either member decides. The rate is already each member's
        // own and is never halved again (regulation 7(4)).
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

fn children<R: Record>(case: &Case<'_>, record: &mut R) -> Decimal {
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

/// Works out the premiums of regulation 7(5) to (7). If the circumstances say
/// whether a premium is received, that decides. Otherwise benefits decide: the
/// disability premiums are for people below pension age unless the council adds
/// them for everybody; the carer premium is for any age.
fn premiums<R: Record>(case: &Case<'_>, record: &mut R) -> Decimal {
    let said = case.circumstances.person.premiums;
    let amounts = case.law.amounts;
    let couple = case.has_partner();
    let mut total = Decimal::ZERO;
    let mut add = |rule, figure: &'static Figure, sentence| {
        let amount = case.law.take(figure);
        total += amount;
        record.line(rule, amount, sentence, |line| {
            line.plus(figure.name.words(), amount).rate(figure);
        });
    };
    let for_disability = !case.pension_age
        || case
            .policy
            .minimum_income_guarantee
            .disability_premiums_at_pension_age;
    let by_benefit = |brings| for_disability && receives(case, Receiver::EitherOfCouple, brings);
    if said
        .disability
        .unwrap_or_else(|| by_benefit(brings_disability))
    {
        add(
            Rule::GuaranteeDisability,
            if couple {
                &amounts.disability_premium_couple
            } else {
                &amounts.disability_premium_single
            },
            "The disability premium adds {amount} a week.",
        );
    }
    if said
        .enhanced_disability
        .unwrap_or_else(|| by_benefit(brings_enhanced))
    {
        add(
            Rule::GuaranteeEnhancedDisability,
            if couple {
                &amounts.enhanced_disability_premium_couple
            } else {
                &amounts.enhanced_disability_premium_single
            },
            "The enhanced disability premium adds {amount} a week.",
        );
    }
    if said
        .carer
        .unwrap_or_else(|| receives(case, Receiver::Person, brings_carer))
    {
        add(
            Rule::GuaranteeCarer,
            &amounts.carer_premium,
            "The carer premium adds {amount} a week.",
        );
    }
    total
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
        income.whose != Whose::Partner
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
            | IncomeKind::ArmedForcesIndependencePayment
    )
}

/// Whether a benefit brings the carer premium.
fn brings_carer(kind: IncomeKind) -> bool {
    matches!(
        kind,
        IncomeKind::CarersAllowance | IncomeKind::UniversalCreditCarer
    )
}

/// Works out the amount that the council leaves, which is never less than the
/// law's.
fn local<R: Record>(case: &Case<'_>, statutory: Decimal, record: &mut R) -> Decimal {
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
