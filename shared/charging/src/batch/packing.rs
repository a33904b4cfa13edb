//! A household as machine words: what neither the day nor the policy changes is
//! worked out here, by the rules themselves.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::assessment::BeyondIncome;
use crate::circumstances::{
    Capital, Care, Circumstances, ExpenseKind, FreeCare, Help, Household, Housing, HousingCostKind,
    Income, IncomeKind, Person, PersonOrPartner, Setting, TakingPart,
};
use crate::law::{self, LawOfTheDay};
use crate::pension_age::pension_day;
use crate::policy::{GuaranteePolicy, Policy};
use crate::problem::problems;
use crate::rules::{self, Case, Side};
use crate::trace::Silent;
use domain::values::money::{Frequency, Money};

/// A place in a machine word: so many bits from a first one.
#[derive(Clone, Copy)]
pub(super) struct PackedField {
    at: u32,
    bits: u32,
}

impl PackedField {
    const fn new(at: u32, bits: u32) -> Self {
        Self { at, bits }
    }

    /// Reads the number in this place.
    #[inline]
    pub(super) const fn of(self, word: u64) -> u64 {
        (word >> self.at) & ((1 << self.bits) - 1)
    }

    /// Whether a place of one bit is set.
    #[inline]
    pub(super) const fn is(self, word: u64) -> bool {
        self.of(word) == 1
    }

    /// Reads the amount in this place, in pence.
    #[inline]
    pub(super) const fn pence(self, word: u64) -> i64 {
        self.of(word).cast_signed()
    }

    /// Writes a number; `None` if it has more bits than there is place for.
    fn put(self, word: &mut u64, number: u64) -> Option<()> {
        if number >> self.bits != 0 {
            return None;
        }
        *word |= number << self.at;
        Some(())
    }
}

// The first word: facts of the household.
pub(super) const SETTING: PackedField = PackedField::new(0, 2);
pub(super) const NIGHT_CARE: PackedField = PackedField::new(2, 1);
/// 0 for care that is not free, or one more than the place in [`FREE`].
pub(super) const FREE_BECAUSE: PackedField = PackedField::new(3, 3);
pub(super) const TAKING_PART: PackedField = PackedField::new(6, 2);
/// Whether person and partner are one household.
pub(super) const COUPLE: PackedField = PackedField::new(8, 1);
pub(super) const COUPLE_FOR_SAVINGS_CREDIT: PackedField = PackedField::new(10, 1);
pub(super) const HAS_SAVINGS_CREDIT: PackedField = PackedField::new(11, 1);
pub(super) const BEYOND: PackedField = PackedField::new(12, 2);
/// What is said of each premium: 0 nothing, 1 that it is not received, 2 that it
/// is.
pub(super) const PREMIUMS_SAID: [PackedField; 3] = [
    PackedField::new(14, 2),
    PackedField::new(16, 2),
    PackedField::new(18, 2),
];
/// Whether a benefit or a certificate brings each premium, if the ages allow it.
pub(super) const PREMIUMS_BROUGHT: [PackedField; 3] = [
    PackedField::new(20, 1),
    PackedField::new(21, 1),
    PackedField::new(22, 1),
];
/// Whether one of them brings it under a policy that lets long incapacity and the
/// partner's benefits bring one too.
pub(super) const PREMIUMS_BROUGHT_WIDELY: [PackedField; 3] = [
    PackedField::new(23, 1),
    PackedField::new(24, 1),
    PackedField::new(25, 1),
];
pub(super) const CHILDREN: PackedField = PackedField::new(26, 8);

// The second word: how many items follow of each kind.
pub(super) const INCOMES: PackedField = PackedField::new(0, 7);
pub(super) const HOLDINGS: PackedField = PackedField::new(7, 7);
pub(super) const COSTS: PackedField = PackedField::new(14, 7);
pub(super) const EXPENSES: PackedField = PackedField::new(21, 7);
pub(super) const ALLOWANCES: PackedField = PackedField::new(28, 7);
/// Whether the cost of the care, which is the fifth word, is known.
pub(super) const COST_IS_KNOWN: PackedField = PackedField::new(35, 1);

// The third and fourth word: the ages of the person and of the partner.
pub(super) const AGE: PackedField = PackedField::new(0, 8);
pub(super) const AGE_IS_SAID: PackedField = PackedField::new(8, 1);
/// Pension age: 0 where nothing is said, 1 not reached, 2 reached.
pub(super) const PENSION_AGE_SAID: PackedField = PackedField::new(9, 2);
/// The day of birth as [`day_key`] writes it; 0 if unknown.
pub(super) const BORN: PackedField = PackedField::new(11, 23);
/// The day on which somebody born then reaches pension age.
pub(super) const PENSION_DAY: PackedField = PackedField::new(34, 23);

// The sixth and seventh word, and the first word of every amount that is paid.
pub(super) const AMOUNT: PackedField = PackedField::new(0, 34);
pub(super) const EVERY: PackedField = PackedField::new(34, 3);

// An income; the part that is ignored, if any, is a word of its own.
pub(super) const KIND: PackedField = PackedField::new(37, 7);
pub(super) const WHOSE: PackedField = PackedField::new(44, 2);
pub(super) const NOTIONAL: PackedField = PackedField::new(46, 1);
pub(super) const HALF_PASSED: PackedField = PackedField::new(47, 1);
pub(super) const IS_CAPITAL: PackedField = PackedField::new(48, 1);
pub(super) const FOR_CARE: PackedField = PackedField::new(49, 1);
pub(super) const PART_IGNORED: PackedField = PackedField::new(50, 1);
/// Help with a cost: 0 none, 1 with rent, 2 with Council Tax.
pub(super) const HELPS_WITH: PackedField = PackedField::new(51, 2);

// A holding that counts: two words.
pub(super) const VALUE: PackedField = PackedField::new(0, 34);
pub(super) const SELLS_AT_A_COST: PackedField = PackedField::new(34, 1);
pub(super) const PARTS: PackedField = PackedField::new(35, 14);
pub(super) const PARTS_OF_PARTNER: PackedField = PackedField::new(49, 14);
pub(super) const DEBT: PackedField = PackedField::new(0, 34);
/// The equal parts of the whole; [`HUNDREDTHS`] where the share is a percentage.
pub(super) const OF: PackedField = PackedField::new(34, 14);

// A housing cost. Its kind, and that of an expense, is in the place of an income's.
pub(super) const SHARED_BY: PackedField = PackedField::new(44, 8);

/// The equal parts of a whole whose share is a percentage of at most two places.
pub(super) const HUNDREDTHS: u64 = 10_000;

/// The values of each enum, by their place.
pub(super) const SETTINGS: [Setting; 3] = [
    Setting::AtHome,
    Setting::CareHomePermanent,
    Setting::CareHomeTemporary,
];
pub(super) const FREE: [FreeCare; 5] = [
    FreeCare::MentalHealthAftercare,
    FreeCare::Reablement,
    FreeCare::CreutzfeldtJakobDisease,
    FreeCare::EquipmentOrMinorAdaptation,
    FreeCare::NhsCare,
];
pub(super) const TAKING_PARTS: [TakingPart; 4] = [
    TakingPart::Full,
    TakingPart::Declined,
    TakingPart::LightTouchCanAfford,
    TakingPart::LightTouchCannotAfford,
];
pub(super) const BEYONDS: [BeyondIncome; 4] = [
    BeyondIncome::Unknown,
    BeyondIncome::Savings,
    BeyondIncome::Home,
    BeyondIncome::Property,
];
/// The owners by their place: [`PERSON`], [`JOINT`] and the partner.
const OWNERS: [PersonOrPartner; 3] = [
    PersonOrPartner::Person,
    PersonOrPartner::Joint,
    PersonOrPartner::Partner,
];
pub(super) const PERSON: u64 = 0;
pub(super) const JOINT: u64 = 1;

/// The kinds that the households have, for which tables are made.
#[derive(Default)]
pub(super) struct Kinds {
    pub(super) incomes: BTreeSet<IncomeKind>,
    pub(super) costs: BTreeSet<HousingCostKind>,
    pub(super) expenses: BTreeSet<ExpenseKind>,
}

/// Returns a day as a number in which days follow each other, and whose difference
/// from another, without the 9 bits of month and day, is whole years.
pub(super) fn day_key(day: Date) -> Option<u64> {
    let year = u64::try_from(day.year()).ok()?;
    let month = u64::try_from(day.month()).ok()?;
    let day = u64::try_from(day.day()).ok()?;
    Some(year << 9 | month << 5 | day)
}

/// Returns a percentage in hundredths of a percent, if it has at most two places.
pub(super) fn hundredths(percent: Decimal) -> Option<i64> {
    let percent = percent.normalize();
    let by = 10_i128.checked_pow(2_u32.checked_sub(percent.scale())?)?;
    i64::try_from(percent.mantissa() * by).ok()
}

/// Returns an amount of whole pence, in pence.
pub(super) fn in_pence(pounds: Decimal) -> Option<i64> {
    hundredths(pounds)
}

fn pence_of(money: Money) -> Option<u64> {
    in_pence(money.pounds())?.try_into().ok()
}

fn place_of<T: PartialEq>(values: &[T], value: &T) -> Option<u64> {
    let place = values.iter().position(|each| each == value)?;
    u64::try_from(place).ok()
}

/// Packs a household behind the words of others; `None`, and perhaps some words,
/// if it does not fit or would be refused on any day.
pub(super) fn pack(
    household: &Circumstances,
    words: &mut Vec<u64>,
    kinds: &mut Kinds,
) -> Option<()> {
    every_fact_is_packed(household);
    if !is_accepted_but_for_ages(household) {
        return None;
    }
    let law = LawOfTheDay::new(law::last_day(), false).ok()?;
    let policy = Policy::default();
    let case = Case::new(law::last_day(), household, &policy, &law);
    let holdings: Vec<&Capital> = household
        .capital
        .iter()
        .filter(|holding| rules::is_counted(&case, holding))
        .collect();
    let cost = match rules::cost(&case, &mut Silent) {
        Some(cost) => Some(u64::try_from(in_pence(cost)?).ok()?),
        None => None,
    };

    let mut counts = 0;
    for (field, count) in [
        (INCOMES, household.income.len()),
        (HOLDINGS, holdings.len()),
        (COSTS, household.housing.costs.len()),
        (EXPENSES, household.disability_related_expenses.len()),
        (ALLOWANCES, household.agreed_allowances.len()),
    ] {
        field.put(&mut counts, u64::try_from(count).ok()?)?;
    }
    COST_IS_KNOWN.put(&mut counts, cost.is_some().into())?;
    let partner = household.household.partner.as_ref();
    words.extend([
        facts(&case)?,
        counts,
        ages(&household.person)?,
        match partner {
            Some(partner) => ages(&Person {
                age: partner.age,
                date_of_birth: partner.date_of_birth,
                reached_pension_age: partner.reached_pension_age,
                ..Person::default()
            })?,
            None => 0,
        },
        cost.unwrap_or_default(),
        help(household.housing.help_with_rent)?,
        help(household.housing.help_with_council_tax)?,
    ]);
    for payment in &household.income {
        kinds.incomes.insert(payment.kind);
        words.push(income(&case, payment)?);
        if payment.ignored_weekly > Money::ZERO {
            words.push(pence_of(payment.ignored_weekly)?);
        }
    }
    for holding in holdings {
        words.extend(capital(holding)?);
    }
    for cost in &household.housing.costs {
        kinds.costs.insert(cost.kind);
        let mut word = paid(pence_of(cost.amount)?, cost.every)?;
        KIND.put(&mut word, cost.kind as u64)?;
        SHARED_BY.put(&mut word, cost.shared_by.into())?;
        words.push(word);
    }
    for expense in &household.disability_related_expenses {
        kinds.expenses.insert(expense.kind);
        let normal = pence_of(expense.normal_amount.unwrap_or_default())?;
        let extra = pence_of(expense.amount)?.saturating_sub(normal);
        let mut word = paid(extra, expense.every)?;
        KIND.put(&mut word, expense.kind as u64)?;
        words.push(word);
    }
    for allowance in &household.agreed_allowances {
        words.push(paid(pence_of(allowance.amount)?, allowance.every)?);
    }
    Some(())
}

/// Names every fact, so that a new one does not compile until somebody packs it
/// or says why nothing hangs on it. What an item of a list says is named where the
/// item is packed.
const fn every_fact_is_packed(household: &Circumstances) {
    let Circumstances {
        person:
            Person {
                age: _,
                date_of_birth: _,
                reached_pension_age: _,
                premiums: _,
                // Among what brings a premium.
                certified_blind: _,
            },
        household: Household {
            partner: _,
            children: _,
        },
        care:
            Care {
                setting: _,
                // The cost is packed as one amount.
                weekly_cost: _,
                parts: _,
                nhs_funded_nursing_care: _,
                night_care: _,
                // Decides which holdings are packed.
                weeks_in_care_home: _,
                free_because: _,
            },
        income: _,
        capital: _,
        housing:
            Housing {
                costs: _,
                help_with_rent: _,
                help_with_council_tax: _,
            },
        disability_related_expenses: _,
        agreed_allowances: _,
        taking_part: _,
    } = household;
}

/// Whether nothing is wrong with a household beside its ages, which are checked
/// against each day.
fn is_accepted_but_for_ages(household: &Circumstances) -> bool {
    let mut of_age = household.clone();
    of_age.person.age = Some(30);
    of_age.person.date_of_birth = None;
    of_age.person.reached_pension_age = None;
    if let Some(partner) = &mut of_age.household.partner {
        partner.age = None;
        partner.date_of_birth = None;
        partner.reached_pension_age = None;
    }
    problems(law::last_day(), &of_age, &Policy::default()).is_empty()
}

fn facts(case: &Case<'_>) -> Option<u64> {
    let household = case.circumstances;
    let care = &household.care;
    let partner = household.household.partner.as_ref();
    let couple = partner.is_some_and(|partner| !partner.lives_in_care_home);
    let has_credit = household.income.iter().any(|payment| {
        payment.kind == IncomeKind::PensionCreditSavings
            && payment.whose != PersonOrPartner::Partner
    });
    let free = match &care.free_because {
        Some(why) => place_of(&FREE, why)? + 1,
        None => 0,
    };
    let mut word = 0;
    SETTING.put(&mut word, place_of(&SETTINGS, &care.setting)?)?;
    NIGHT_CARE.put(&mut word, care.night_care.into())?;
    FREE_BECAUSE.put(&mut word, free)?;
    TAKING_PART.put(&mut word, place_of(&TAKING_PARTS, &household.taking_part)?)?;
    COUPLE.put(&mut word, couple.into())?;
    let for_credit = rules::counts_as_couple_for_savings_credit(case);
    COUPLE_FOR_SAVINGS_CREDIT.put(&mut word, for_credit.into())?;
    HAS_SAVINGS_CREDIT.put(&mut word, has_credit.into())?;
    BEYOND.put(&mut word, place_of(&BEYONDS, &rules::beyond_income(case))?)?;
    let said = household.person.premiums;
    let said = [said.disability, said.enhanced_disability, said.carer];
    for (field, said) in PREMIUMS_SAID.into_iter().zip(said) {
        field.put(&mut word, said_in_bits(said))?;
    }
    for (fields, widely) in [(PREMIUMS_BROUGHT, false), (PREMIUMS_BROUGHT_WIDELY, true)] {
        let policy = at_every_age(widely);
        let case = Case::new(case.on, household, &policy, case.law);
        let brought = rules::premiums(&case).map(|premium| premium.is_brought(&case));
        for (field, brought) in fields.into_iter().zip(brought) {
            field.put(&mut word, brought.into())?;
        }
    }
    CHILDREN.put(&mut word, household.household.children.into())?;
    Some(word)
}

/// Returns a policy by which a premium depends on benefits and certificates
/// alone.
fn at_every_age(widely: bool) -> Policy {
    Policy {
        minimum_income_guarantee: GuaranteePolicy {
            disability_premiums_at_pension_age: true,
            carer_premium_through_partner: widely,
            long_incapacity_brings_disability_premium: widely,
            ..GuaranteePolicy::default()
        },
        ..Policy::default()
    }
}

const fn said_in_bits(said: Option<bool>) -> u64 {
    match said {
        None => 0,
        Some(false) => 1,
        Some(true) => 2,
    }
}

/// The first year of birth that is packed: from then on an age has 8 bits.
const FIRST_YEAR_OF_BIRTH: i16 = 1850;

fn ages(person: &Person) -> Option<u64> {
    let mut word = 0;
    if let Some(age) = person.age {
        AGE_IS_SAID.put(&mut word, 1)?;
        AGE.put(&mut word, age.into())?;
    }
    PENSION_AGE_SAID.put(&mut word, said_in_bits(person.reached_pension_age))?;
    if let Some(born) = person.date_of_birth {
        if born.year() < FIRST_YEAR_OF_BIRTH {
            return None;
        }
        BORN.put(&mut word, day_key(born)?)?;
        PENSION_DAY.put(&mut word, day_key(pension_day(born)?)?)?;
    }
    Some(word)
}

fn paid(pence: u64, every: Frequency) -> Option<u64> {
    let mut word = 0;
    AMOUNT.put(&mut word, pence)?;
    EVERY.put(&mut word, place_of(&Frequency::ALL, &every)?)?;
    Some(word)
}

/// No help and help of £0 are one.
fn help(help: Option<Help>) -> Option<u64> {
    help.map_or(Some(0), |help| paid(pence_of(help.amount)?, help.every))
}

fn income(case: &Case<'_>, payment: &Income) -> Option<u64> {
    let Income {
        kind: _,
        amount: _,
        every: _,
        whose: _,
        notional: _,
        ignored_weekly: _,
        half_passed_to_partner: _,
        // Decides whether rent is capital.
        from_counted_capital: _,
    } = payment;
    let kind = payment.kind;
    let helps_with = if payment.notional {
        0
    } else if rules::helps_with_rent(kind) {
        1
    } else if rules::helps_with_council_tax(kind) {
        2
    } else {
        0
    };
    let passed = payment.half_passed_to_partner
        && rules::can_be_passed_on(kind)
        && case.circumstances.household.partner.is_some();
    let is_capital = kind == IncomeKind::RentReceived && rules::rent_is_capital(case, payment);
    let mut word = paid(pence_of(payment.amount)?, payment.every)?;
    KIND.put(&mut word, kind as u64)?;
    WHOSE.put(&mut word, place_of(&OWNERS, &payment.whose)?)?;
    NOTIONAL.put(&mut word, payment.notional.into())?;
    HALF_PASSED.put(&mut word, passed.into())?;
    IS_CAPITAL.put(&mut word, is_capital.into())?;
    FOR_CARE.put(&mut word, rules::is_for_care(kind).into())?;
    PART_IGNORED.put(&mut word, (payment.ignored_weekly > Money::ZERO).into())?;
    HELPS_WITH.put(&mut word, helps_with)?;
    Some(word)
}

fn capital(holding: &Capital) -> Option<[u64; 2]> {
    let Capital {
        kind: _,
        value: _,
        secured_debt: _,
        whose: _,
        share_percent: _,
        share: _,
        costs_money_to_sell: _,
        // Decide whether the holding counts: what does not is not packed.
        notional: _,
        weeks_held: _,
        occupied_by: _,
        ignored_by_council: _,
    } = holding;
    let [own, partners] = [Side::Person, Side::Partner].map(|side| rules::part(holding, side));
    // A percentage is one of 100 parts, and is packed in hundredths of one; of a
    // fraction the parts are whole.
    let in_percent =
        own.of == Decimal::ONE_HUNDRED && partners.of == own.of && holding.share.is_none();
    let parts = |part: rules::PartOfHolding| -> Option<u64> {
        if in_percent || part.parts.is_zero() {
            hundredths(part.parts)?.try_into().ok()
        } else {
            part.parts.try_into().ok()
        }
    };
    let of = if in_percent {
        HUNDREDTHS
    } else {
        holding.share?.of.into()
    };
    let mut first = 0;
    VALUE.put(&mut first, pence_of(holding.value)?)?;
    SELLS_AT_A_COST.put(&mut first, rules::sells_at_a_cost(holding).into())?;
    PARTS.put(&mut first, parts(own)?)?;
    PARTS_OF_PARTNER.put(&mut first, parts(partners)?)?;
    let mut second = 0;
    DEBT.put(&mut second, pence_of(holding.secured_debt)?)?;
    OF.put(&mut second, of)?;
    Some([first, second])
}
