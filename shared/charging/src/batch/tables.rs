//! What a day and a policy decide for every household, asked of the rules once
//! and kept in tables.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::packing::{Kinds, SETTINGS, day_key, hundredths, in_pence};
use crate::circumstances::{
    Care, Circumstances, Household, Housing, Income, IncomeKind, Partner, Person, PersonOrPartner,
    Setting, TakingPart,
};
use crate::law::{Figure, FiguresUsed, LawOfTheDay};
use crate::pension_age::{PensionAgeByAge, by_age};
use crate::policy::{ExpenseMethod, Fractions, Policy};
use crate::problem::problems;
use crate::rounding::Rounding;
use crate::rules::{self, Case, Group, Limits, Treatment};
use domain::values::money::{Frequency, Money};

/// The decimal places of pounds that make the unit of capital: two for pence, four
/// for a percentage of sale costs in hundredths of a percent, and four for a share
/// in those.
pub(super) const PLACES_OF_CAPITAL: u32 = 10;
/// The further places of the rest of a part that no decimal number holds: `rules`
/// works one out to 15.
pub(super) const PLACES_OF_REST: u32 = 5;
/// A penny in the unit of capital.
const PENNY_OF_CAPITAL: i64 = 10_i64.pow(PLACES_OF_CAPITAL - 2);

/// An amount of the law, and the note that a result rests on it.
#[derive(Clone, Copy)]
pub(super) struct TakenOff {
    pub(super) pence: i64,
    pub(super) figures: FiguresUsed,
}

/// A payment made weekly: times a number, more a number, over a number, which is
/// kept as its reciprocal so that no household waits for a division.
#[derive(Clone, Copy)]
pub(super) struct Weekly {
    times: i64,
    more: i64,
    reciprocal: u64,
}

/// The bits that a reciprocal is multiplied by. The quotient is exact while the
/// dividend has fewer than 42 bits and the divisor fewer than 10: an amount of 34
/// bits, times at most 84 twice, over at most 365 twice.
const RECIPROCAL_BITS: u32 = 63;

impl Weekly {
    const fn new(times: i64, more: i64, over: i64) -> Self {
        let reciprocal = ((1 << RECIPROCAL_BITS) - 1) / over.cast_unsigned() + 1;
        Self {
            times,
            more,
            reciprocal,
        }
    }

    #[inline]
    pub(super) fn of(self, pence: i64) -> i64 {
        let exact = (pence * self.times + self.more).cast_unsigned();
        // Two factors of 64 bits: the product has 128.
        let product = u128::from(exact).wrapping_mul(u128::from(self.reciprocal));
        ((product >> RECIPROCAL_BITS) as u64).cast_signed()
    }
}

/// The limits of capital, in the unit of capital.
#[derive(Clone, Copy)]
pub(super) struct LimitsOfCapital {
    pub(super) lower: i64,
    pub(super) upper: i64,
    pub(super) step: i64,
    pub(super) figures: FiguresUsed,
}

/// What a place of care decides.
#[derive(Clone, Copy)]
pub(super) struct AtPlace {
    pub(super) at_home: bool,
    pub(super) housing_counts: bool,
    pub(super) limits: LimitsOfCapital,
    /// How each kind of income is treated; the second table where rent is capital.
    pub(super) treatments: [[Treatment; 2]; KINDS],
}

/// How a kind of housing cost is treated.
#[derive(Clone, Copy)]
pub(super) struct CostTreated {
    pub(super) allowed: bool,
    pub(super) group: Group,
}

/// The most kinds of one thing, by the bits of their field.
pub(super) const KINDS: usize = 128;
/// The most values of a field of three bits.
const FREQUENCIES: usize = 8;

/// The tables of a day and a policy.
pub(super) struct Tables {
    pub(super) on: u64,
    /// What each age says about pension age.
    pub(super) by_age: [PensionAgeByAge; 256],
    pub(super) weekly_income: [Weekly; FREQUENCIES],
    pub(super) weekly_outgoing: [Weekly; FREQUENCIES],
    /// Whether fractions go to the nearest penny, not in the person's favour.
    pub(super) nearest: bool,
    /// The places of care; the fourth is that of no household.
    pub(super) places: [AtPlace; 4],
    /// The night part of each kind of income.
    pub(super) night: [Option<TakenOff>; KINDS],
    /// The basic amount of the guarantee, by [`who`].
    pub(super) basic: [TakenOff; 32],
    pub(super) child: TakenOff,
    /// Each premium, of a single person and of one of a couple.
    pub(super) premiums: [[TakenOff; 2]; 3],
    /// Whether the ages allow a disability premium, by [`who`].
    pub(super) may_have_premiums: [bool; 32],
    pub(super) long_incapacity: bool,
    pub(super) carer_through_partner: bool,
    pub(super) guarantee_percent: i64,
    pub(super) guarantee_added: i64,
    pub(super) guarantee_local: i64,
    pub(super) personal_expenses: TakenOff,
    /// The flat sum of savings credit, single and couple: the guarantee above
    /// which it is ignored, and the figure of that.
    pub(super) flat_savings_credit: Option<[TakenOff; 2]>,
    pub(super) savings_credit: [TakenOff; 2],
    pub(super) war_pension: TakenOff,
    pub(super) sub_tenant: TakenOff,
    pub(super) lodger: TakenOff,
    pub(super) costs: [CostTreated; KINDS],
    /// The most of each kind of expense.
    pub(super) most: [i64; KINDS],
    pub(super) standard: i64,
    pub(super) only_with_disability_benefit: bool,
    pub(super) method: ExpenseMethod,
    pub(super) couple_floor: Option<i64>,
    pub(super) jointly: bool,
    pub(super) percent_charged: i64,
    pub(super) maximum: Option<i64>,
    pub(super) minimum: i64,
    pub(super) rounded_to: i64,
    pub(super) arrangement_fee: i64,
    pub(super) sale_costs: i64,
}

/// The place of a household in the tables of the guarantee.
#[inline]
pub(super) fn who(
    couple: bool,
    children: bool,
    under_25: bool,
    pension_age: bool,
    partner_pension_age: bool,
) -> usize {
    usize::from(couple)
        | usize::from(children) << 1
        | usize::from(under_25) << 2
        | usize::from(pension_age) << 3
        | usize::from(partner_pension_age) << 4
}

impl Tables {
    /// Makes the tables; `None` if the day has no law, or the policy is refused or
    /// has a number that does not fit.
    pub(super) fn new(on: Date, policy: &Policy, kinds: &Kinds) -> Option<Self> {
        let nobody = somebody(Setting::CareHomePermanent);
        if !problems(on, &nobody, policy).is_empty() {
            return None;
        }
        let law = LawOfTheDay::new(on, false).ok()?;
        let amounts = law.amounts;
        let pence = |money: Money| in_pence(money.pounds());
        let some_pence = |money: Option<Money>| match money {
            Some(money) => Some(Some(pence(money)?)),
            None => Some(None),
        };
        let rounding = Rounding::of(policy);
        let nearest = policy.fractions_of_a_penny == Fractions::Nearest;
        let guarantee = &policy.minimum_income_guarantee;
        let expenses = &policy.disability_related_expenses;
        let (mut basic, mut may_have_premiums) = (Vec::new(), Vec::new());
        for place in 0..32_usize {
            let person = one_of(place);
            let case = Case::new(on, &person, policy, &law);
            basic.push(taken(rules::basic_figure(&case).0)?);
            may_have_premiums.push(rules::may_have_disability_premiums(&case));
        }
        let single = one_of(who(false, false, false, false, false));
        let couple = one_of(who(true, false, false, false, false));
        let [of_single, of_couple] = [&single, &couple].map(|household| {
            rules::premiums(&Case::new(on, household, policy, &law)).map(|each| each.figure)
        });
        let premium =
            |which: usize| Some([taken(of_single.get(which)?)?, taken(of_couple.get(which)?)?]);
        let personal = &amounts.personal_expenses_allowance;
        let flat_savings_credit = match law.benefits {
            Some(rates) if policy.flat_savings_credit_from_65 => Some([
                taken(&rates.pension_credit_guarantee_single)?,
                taken(&rates.pension_credit_guarantee_couple)?,
            ]),
            _ => None,
        };
        let at_home = at_place(on, Setting::AtHome, policy, &law, kinds)?;
        Some(Self {
            on: day_key(on)?,
            by_age: std::array::from_fn(|age| by_age(on, u8::try_from(age).unwrap_or(u8::MAX))),
            weekly_income: weekly(rounding, nearest, |_| 0),
            weekly_outgoing: weekly(rounding, nearest, |over| over - 1),
            nearest,
            places: [
                at_home,
                at_place(on, SETTINGS[1], policy, &law, kinds)?,
                at_place(on, SETTINGS[2], policy, &law, kinds)?,
                at_home,
            ],
            night: nights(on, policy, &law, kinds)?,
            basic: basic.try_into().ok()?,
            child: taken(&amounts.child)?,
            premiums: [premium(0)?, premium(1)?, premium(2)?],
            may_have_premiums: may_have_premiums.try_into().ok()?,
            long_incapacity: guarantee.long_incapacity_brings_disability_premium,
            carer_through_partner: guarantee.carer_premium_through_partner,
            guarantee_percent: hundredths(guarantee.percent_added)?,
            guarantee_added: pence(guarantee.added_weekly)?,
            guarantee_local: pence(guarantee.weekly.unwrap_or_default())?,
            personal_expenses: TakenOff {
                pence: in_pence(personal.amount)? + pence(policy.personal_expenses_addition)?,
                ..taken(personal)?
            },
            flat_savings_credit,
            savings_credit: [
                taken(&amounts.savings_credit_disregard_single)?,
                taken(&amounts.savings_credit_disregard_couple)?,
            ],
            war_pension: taken(&amounts.war_pension_disregard)?,
            sub_tenant: taken(&amounts.sub_tenant_disregard)?,
            lodger: taken(&amounts.lodger_disregard)?,
            costs: costs(on, policy, &law, kinds),
            most: most(policy)?,
            standard: pence(expenses.standard_weekly)?,
            only_with_disability_benefit: expenses.only_with_disability_benefit,
            method: expenses.method,
            couple_floor: some_pence(policy.couple_floor)?,
            jointly: policy.couple_assessed_jointly_if_better,
            percent_charged: hundredths(policy.percent_charged)?,
            maximum: some_pence(policy.maximum_weekly_charge)?,
            minimum: pence(policy.minimum_weekly_charge)?,
            rounded_to: pence(policy.charge_rounded_down_to)?,
            arrangement_fee: pence(policy.arrangement_fee)?,
            sale_costs: hundredths(policy.sale_costs_percent)?,
        })
    }
}

fn taken(figure: &Figure) -> Option<TakenOff> {
    Some(TakenOff {
        pence: in_pence(figure.amount)?,
        figures: FiguresUsed::of(figure.name),
    })
}

/// Returns how each frequency becomes a week; what is added before the division
/// in the person's favour is a matter of the direction.
fn weekly(rounding: Rounding, nearest: bool, favour: fn(i64) -> i64) -> [Weekly; FREQUENCIES] {
    let frequencies = Frequency::ALL;
    std::array::from_fn(|place| {
        let every = frequencies.get(place).copied().unwrap_or_default();
        let (times, over) = rounding.weekly(every);
        if nearest {
            Weekly::new(2 * times, over, 2 * over)
        } else {
            Weekly::new(times, favour(over), over)
        }
    })
}

/// Returns the tables of a place of care.
fn at_place(
    on: Date,
    setting: Setting,
    policy: &Policy,
    law: &LawOfTheDay,
    kinds: &Kinds,
) -> Option<AtPlace> {
    let person = somebody(setting);
    let case = Case::new(on, &person, policy, law);
    let noted = LawOfTheDay::new(on, false).ok()?;
    let limits = Limits::of(&case);
    limits.rest_on(&Case::new(on, &person, policy, &noted));
    let at_home = rules::charged_as_at_home(setting, policy);
    let mut treatments = [[Treatment::Counted; 2]; KINDS];
    for &kind in &kinds.incomes {
        let treated = [false, true].map(|is_capital| {
            let payment = payment(kind, is_capital);
            rules::treatment(&case, &payment)
        });
        *treatments.get_mut(kind as usize)? = treated;
    }
    let unit = |pounds: Decimal| in_pence(pounds)?.checked_mul(PENNY_OF_CAPITAL);
    Some(AtPlace {
        at_home,
        housing_counts: at_home || setting == Setting::CareHomeTemporary,
        limits: LimitsOfCapital {
            lower: unit(limits.lower)?,
            upper: unit(limits.upper)?,
            step: unit(limits.step)?.max(PENNY_OF_CAPITAL),
            figures: noted.used(),
        },
        treatments,
    })
}

/// Returns the part of each benefit that is for the night, where the policy
/// ignores that part and the rates are on file.
fn nights(
    on: Date,
    policy: &Policy,
    law: &LawOfTheDay,
    kinds: &Kinds,
) -> Option<[Option<TakenOff>; KINDS]> {
    let person = somebody(Setting::AtHome);
    let case = Case::new(on, &person, policy, law);
    let mut nights = [None; KINDS];
    for &kind in &kinds.incomes {
        if let (Some(which), Some(rates)) = (rules::night_rates(&case, kind), law.benefits) {
            let (higher, lower) = which(rates);
            let (higher, lower) = (taken(higher)?, taken(lower)?);
            *nights.get_mut(kind as usize)? = Some(TakenOff {
                pence: higher.pence - lower.pence,
                figures: higher.figures.and(lower.figures),
            });
        }
    }
    Some(nights)
}

fn costs(on: Date, policy: &Policy, law: &LawOfTheDay, kinds: &Kinds) -> [CostTreated; KINDS] {
    let person = somebody(Setting::AtHome);
    let case = Case::new(on, &person, policy, law);
    let mut treated = [CostTreated {
        allowed: false,
        group: Group::Neither,
    }; KINDS];
    for &kind in &kinds.costs {
        if let Some(cost) = treated.get_mut(kind as usize) {
            *cost = CostTreated {
                allowed: rules::is_allowed(&case, kind),
                group: rules::group(kind),
            };
        }
    }
    treated
}

fn most(policy: &Policy) -> Option<[i64; KINDS]> {
    let mut most = [i64::MAX; KINDS];
    for (&kind, limit) in &policy.disability_related_expenses.most_weekly {
        *most.get_mut(kind as usize)? = in_pence(limit.pounds())?;
    }
    Some(most)
}

/// Returns circumstances of which nothing is known but the place of care.
fn somebody(setting: Setting) -> Circumstances {
    Circumstances {
        person: Person::default(),
        household: Household::default(),
        care: Care {
            setting,
            weekly_cost: None,
            parts: Vec::new(),
            night_care: false,
            weeks_in_care_home: None,
            free_because: None,
            nhs_funded_nursing_care: None,
        },
        income: Vec::new(),
        capital: Vec::new(),
        housing: Housing::default(),
        disability_related_expenses: Vec::new(),
        agreed_allowances: Vec::new(),
        taking_part: TakingPart::Full,
    }
}

/// Returns somebody at home who has this place in the tables of the guarantee
/// ([`who`]).
fn one_of(place: usize) -> Circumstances {
    let is = |bit: u32| place >> bit & 1 == 1;
    let mut person = somebody(Setting::AtHome);
    person.household.partner = is(0).then(|| Partner {
        reached_pension_age: Some(is(4)),
        ..Partner::default()
    });
    person.household.children = u8::from(is(1));
    person.person.age = is(2).then_some(20);
    person.person.reached_pension_age = Some(is(3));
    person
}

/// Returns a payment of a kind, of which nothing else is known but whether it is
/// rent that is capital.
const fn payment(kind: IncomeKind, is_capital: bool) -> Income {
    Income {
        kind,
        amount: Money::ZERO,
        every: Frequency::Week,
        whose: PersonOrPartner::Person,
        notional: false,
        ignored_weekly: Money::ZERO,
        half_passed_to_partner: false,
        from_counted_capital: Some(is_capital),
    }
}
