//! The steps of the sum for one packed household, in the order of
//! [`crate::rules::run`] and by its rules, in whole pence.

use super::ResultInPence;
use super::packing::{
    AGE, AGE_IS_SAID, ALLOWANCES, AMOUNT, BEYOND, BEYONDS, BORN, CHILDREN, COST_IS_KNOWN, COSTS,
    COUPLE, COUPLE_FOR_SAVINGS_CREDIT, DEBT, EVERY, EXPENSES, FOR_CARE, FREE, FREE_BECAUSE,
    HALF_PASSED, HAS_SAVINGS_CREDIT, HELPS_WITH, HOLDINGS, HUNDREDTHS, INCOMES, IS_CAPITAL, JOINT,
    KIND, NIGHT_CARE, NOTIONAL, OF, PART_IGNORED, PARTS, PARTS_OF_PARTNER, PENSION_AGE_SAID,
    PENSION_DAY, PERSON, PREMIUMS_BROUGHT, PREMIUMS_BROUGHT_WIDELY, PREMIUMS_SAID, PackedField,
    SELLS_AT_A_COST, SETTING, SHARED_BY, TAKING_PART, TAKING_PARTS, VALUE, WHOSE,
};
use super::tables::{
    AtPlace, LimitsOfCapital, PLACES_OF_CAPITAL, PLACES_OF_REST, Tables, TakenOff, who,
};
use crate::assessment::{Basis, ChargeReason};
use crate::circumstances::TakingPart;
use crate::law::FiguresUsed;
use crate::policy::ExpenseMethod;
use crate::rules::{FLAT_SAVINGS_CREDIT_AGE, Group, Side, Treatment, free_reason};

/// The words that are left to read.
#[derive(Clone, Copy)]
struct Words<'w>(&'w [u64]);

impl Words<'_> {
    #[inline]
    fn next(&mut self) -> u64 {
        match self.0.split_first() {
            Some((word, rest)) => {
                self.0 = rest;
                *word
            }
            None => 0,
        }
    }
}

/// The figures that a result rests on, as they are noted.
struct Notes(FiguresUsed);

impl Notes {
    #[inline]
    fn take(&mut self, taken: TakenOff) -> i64 {
        self.0 = self.0.and(taken.figures);
        taken.pence
    }
}

/// What every step reads of the household.
struct Home<'t> {
    facts: u64,
    counts: u64,
    place: &'t AtPlace,
}

/// What the day says of somebody's age.
struct AgeOnTheDay {
    years: Option<u64>,
    pension_age: bool,
}

struct IncomeInPence {
    counted: i64,
    ignored: i64,
    received: i64,
    for_care: bool,
    help_with_rent: i64,
    help_with_council_tax: i64,
}

struct HousingInPence {
    own: i64,
    /// The partner's share of the costs that are shared.
    partners: i64,
}

/// Capital that counts, in the unit of capital, and the rest of a part that no
/// decimal number holds.
struct Capital {
    units: i64,
    rest: i64,
}

/// What the person alone comes to.
struct AloneInPence {
    income: i64,
    kept: i64,
    available: i64,
}

/// What the charge rests on.
struct ChargeRests {
    above_limit: bool,
    available: i64,
    contribution: i64,
    capped_at_maximum: bool,
    cost: Option<i64>,
}

impl Tables {
    /// Assesses a packed household; `None` if it is not packed, would be refused,
    /// or has a share that does not fit.
    pub(super) fn assess(&self, words: &[u64]) -> Option<ResultInPence> {
        let [
            facts,
            counts,
            ages,
            ages_of_partner,
            cost,
            rent_help,
            tax_help,
            items @ ..,
        ] = words
        else {
            return None;
        };
        let place = self.places.get(SETTING.of(*facts) as usize)?;
        let home = Home {
            facts: *facts,
            counts: *counts,
            place,
        };
        let person = self.age(*ages)?;
        let partner = self.age(*ages_of_partner)?;
        match person.years {
            Some(..18) => return None,
            None if place.at_home && PENSION_AGE_SAID.of(*ages) == 0 => return None,
            _ => {}
        }

        let mut notes = Notes(FiguresUsed::default());
        let payments = Words(items);
        let mut items = payments;
        let income = self.income(&home, &mut items, Side::Person, &mut notes);
        let income_counted = income.counted - self.flat(&home, &person, income.counted, &mut notes);
        let holdings = items;
        let capital = self.capital(&home, &mut items, PARTS)?;
        let limits = &place.limits;
        if capital.rounded_up() > 0 {
            notes.0 = notes.0.and(limits.figures);
        }
        let above_limit = capital.rounded_up() > limits.upper;
        let tariff = if above_limit {
            0
        } else {
            limits.tariff(&capital)
        };
        let income_total = income_counted + tariff;

        let (basic, guarantee) = if place.at_home {
            let (basic, used) = self.guarantee(&home, &person, &partner, &mut notes);
            (basic, Some(used))
        } else {
            (0, None)
        };
        let personal_expenses = (!place.at_home).then(|| notes.take(self.personal_expenses));
        let housing = self.housing(&home, &mut items, &income, [*rent_help, *tax_help]);
        let expenses = self.expenses(&home, &mut items, income.for_care);
        let allowances = self.allowances(&home, &mut items);
        // Where a setting asks for it, the partner's income is worked out too.
        let partners_income = |notes: &mut Notes| {
            let mut payments = payments;
            self.income(&home, &mut payments, Side::Partner, notes)
                .counted
        };
        let couple = guarantee.filter(|_| COUPLE.is(*facts));
        let adjustment = match (couple, self.couple_floor) {
            (Some(guarantee), Some(floor)) => {
                let partner = (partners_income(&mut notes) - housing.partners).max(0);
                (floor - guarantee - partner).max(0)
            }
            _ => 0,
        };
        let kept = guarantee.or(personal_expenses).unwrap_or_default()
            + housing.own
            + expenses
            + allowances
            + adjustment;
        let available = (income_total - kept).max(0);
        let alone = AloneInPence {
            income: income_total,
            kept,
            available,
        };
        let mut asked = available;
        if couple.is_some() && self.jointly {
            let mut holdings = holdings;
            let partners_capital = self.capital(&home, &mut holdings, PARTS_OF_PARTNER)?;
            if partners_capital.rounded_up() > 0 {
                notes.0 = notes.0.and(limits.figures);
            }
            if partners_capital.rounded_up() <= limits.upper {
                let partners = partners_income(&mut notes) + limits.tariff(&partners_capital);
                asked = alone.together(partners, basic + housing.partners);
            }
        }
        let (contribution, capped_at_maximum) = self.contribution(&home, asked);
        let cost = COST_IS_KNOWN.is(*counts).then_some(AMOUNT.pence(*cost));
        let (basis, reason, charge) = self.charge(
            &home,
            &ChargeRests {
                above_limit,
                available: asked,
                contribution,
                capped_at_maximum,
                cost,
            },
        );
        Some(ResultInPence {
            basis,
            reason,
            figures_used: notes.0,
            capital_units: capital.units,
            capital_rest: capital.rest,
            tariff_income: tariff,
            income_counted,
            income_ignored: income.ignored + (income.counted - income_counted),
            guarantee,
            personal_expenses,
            housing: housing.own,
            expenses,
            allowances,
            couple_adjustment: adjustment,
            kept,
            available,
            contribution,
            cost,
            charge,
            received: income.received,
            arrangement_fee: if basis == Basis::FullCost && place.at_home {
                self.arrangement_fee
            } else {
                0
            },
            beyond_income: *BEYONDS.get(BEYOND.of(*facts) as usize)?,
        })
    }

    /// Works out an age on the day; `None` if what is said of it is refused.
    #[inline]
    fn age(&self, word: u64) -> Option<AgeOnTheDay> {
        let born = BORN.of(word);
        let said = AGE_IS_SAID.is(word).then(|| AGE.of(word));
        let is_born = born != 0;
        if born > self.on {
            return None;
        }
        let years = if is_born {
            let exact = (self.on - born) >> 9;
            if said.is_some_and(|said| said != exact) {
                return None;
            }
            Some(exact)
        } else {
            said
        };
        let by_age = said.and_then(|age| self.by_age.get(age as usize));
        let known = if is_born {
            Some(PENSION_DAY.of(word) <= self.on)
        } else {
            by_age
                .filter(|by_age| by_age.is_settled())
                .map(|by_age| by_age.is_likely())
        };
        let pension_age = match PENSION_AGE_SAID.of(word) {
            0 => known.unwrap_or_else(|| by_age.is_some_and(|by_age| by_age.is_likely())),
            said => {
                let reached = said == 2;
                if known.is_some_and(|known| known != reached) {
                    return None;
                }
                reached
            }
        };
        Some(AgeOnTheDay { years, pension_age })
    }

    /// Adds up the income of one side of a couple, and what of it is help with a
    /// cost, whoever gets that.
    #[inline]
    fn income(
        &self,
        home: &Home<'_>,
        words: &mut Words<'_>,
        side: Side,
        notes: &mut Notes,
    ) -> IncomeInPence {
        let mut sum = IncomeInPence {
            counted: 0,
            ignored: 0,
            received: 0,
            for_care: false,
            help_with_rent: 0,
            help_with_council_tax: 0,
        };
        let place = home.place;
        let couple = usize::from(COUPLE_FOR_SAVINGS_CREDIT.is(home.facts));
        let credit = self.savings_credit[couple];
        let (mut war_left, mut credit_left) = (self.war_pension.pence, credit.pence);
        let nights = place.at_home && !NIGHT_CARE.is(home.facts);
        for _ in 0..INCOMES.of(home.counts) {
            let word = words.next();
            let part_ignored = if PART_IGNORED.is(word) {
                AMOUNT.pence(words.next())
            } else {
                0
            };
            let every = EVERY.of(word) as usize;
            let whole = self.weekly_income[every].of(AMOUNT.pence(word));
            let half = (whole + i64::from(self.nearest)) >> 1;
            let whose = WHOSE.of(word);
            match HELPS_WITH.of(word) {
                0 => {}
                1 => sum.help_with_rent += if whose == PERSON { whole } else { half },
                _ => sum.help_with_council_tax += if whose == PERSON { whole } else { half },
            }
            if whose != JOINT && (whose == PERSON) != (side == Side::Person) {
                continue;
            }
            let weekly = if whose == JOINT { half } else { whole };
            let kind = KIND.of(word) as usize;
            let ignored = match place.treatments[kind][usize::from(IS_CAPITAL.is(word))] {
                Treatment::Counted => 0,
                Treatment::Ignored | Treatment::IgnoredLocally | Treatment::Capital => weekly,
                Treatment::SubTenant => weekly.min(notes.take(self.sub_tenant)),
                Treatment::Lodger => {
                    let first = weekly.min(notes.take(self.lodger));
                    first + half_more(weekly - first)
                }
                Treatment::WarPension => {
                    notes.take(self.war_pension);
                    take_once(&mut war_left, weekly)
                }
                Treatment::SavingsCreditCap => {
                    notes.take(credit);
                    take_once(&mut credit_left, weekly)
                }
            };
            let passed_on = if HALF_PASSED.is(word) && !place.at_home {
                half_more(weekly)
            } else {
                0
            };
            let mut counted = (weekly - ignored - passed_on - part_ignored).max(0);
            sum.for_care |= counted > 0 && FOR_CARE.is(word);
            if nights
                && counted > 0
                && let Some(night) = self.night[kind]
            {
                counted -= notes.take(night).min(counted);
            }
            sum.counted += counted;
            sum.ignored += weekly - counted;
            if !NOTIONAL.is(word) {
                sum.received += weekly - passed_on;
            }
        }
        sum
    }

    /// Works out the flat sum of savings credit that is ignored.
    #[inline]
    fn flat(&self, home: &Home<'_>, person: &AgeOnTheDay, counted: i64, notes: &mut Notes) -> i64 {
        let Some(guarantees) = self.flat_savings_credit else {
            return 0;
        };
        let old_enough = person
            .years
            .is_some_and(|years| years >= u64::from(FLAT_SAVINGS_CREDIT_AGE));
        if HAS_SAVINGS_CREDIT.is(home.facts) || !old_enough {
            return 0;
        }
        let couple = usize::from(COUPLE_FOR_SAVINGS_CREDIT.is(home.facts));
        if counted <= notes.take(guarantees[couple]) {
            return 0;
        }
        notes.take(self.savings_credit[couple]).min(counted)
    }

    /// Adds up one side's part of the capital that counts; `None` if the sum is
    /// beyond the unit, or two holdings are parts that no decimal number holds, whose
    /// sum is rounded once.
    #[inline]
    fn capital(
        &self,
        home: &Home<'_>,
        words: &mut Words<'_>,
        part: PackedField,
    ) -> Option<Capital> {
        let mut total = Capital { units: 0, rest: 0 };
        for _ in 0..HOLDINGS.of(home.counts) {
            let (first, second) = (words.next(), words.next());
            let parts = part.pence(first);
            if parts == 0 {
                continue;
            }
            // Ten thousandths of a penny: at most 10^14, so that 10^4 parts of them
            // are at most 10^18.
            let left = if SELLS_AT_A_COST.is(first) {
                10_000 - self.sale_costs
            } else {
                10_000
            };
            let net = (VALUE.pence(first) * left - DEBT.pence(second) * 10_000).max(0);
            let of = OF.of(second);
            let units = if of == HUNDREDTHS {
                net * parts
            } else {
                total.fraction(net * parts, of)?
            };
            total.units = total
                .units
                .checked_add(units)
                .filter(|units| *units < i64::MAX / 2)?;
        }
        Some(total)
    }

    /// Works out the guarantee: its basic amount, and the amount used.
    #[inline]
    fn guarantee(
        &self,
        home: &Home<'_>,
        person: &AgeOnTheDay,
        partner: &AgeOnTheDay,
        notes: &mut Notes,
    ) -> (i64, i64) {
        let facts = home.facts;
        let couple = COUPLE.is(facts);
        let children = CHILDREN.pence(facts);
        let place = who(
            couple,
            children > 0,
            person.years.is_some_and(|years| years < 25),
            person.pension_age,
            couple && partner.pension_age,
        );
        let basic = notes.take(self.basic[place]);
        let mut statutory = basic;
        if children > 0 {
            statutory += notes.take(self.child) * children;
        }
        let by_age = self.may_have_premiums[place];
        let widely = [self.long_incapacity, false, self.carer_through_partner];
        let allowed = [by_age, by_age, true];
        for premium in 0..3 {
            let brought = if widely[premium] {
                PREMIUMS_BROUGHT_WIDELY[premium]
            } else {
                PREMIUMS_BROUGHT[premium]
            };
            let received = match PREMIUMS_SAID[premium].of(facts) {
                0 => allowed[premium] && brought.is(facts),
                said => said == 2,
            };
            if received {
                statutory += notes.take(self.premiums[premium][usize::from(couple)]);
            }
        }
        // A statutory amount is below 10^13 pence and a percentage at most 10^5
        // hundredths.
        let added = statutory * self.guarantee_percent;
        let increased = statutory + (added + if self.nearest { 5_000 } else { 9_999 }) / 10_000;
        let used = statutory
            .max(increased + self.guarantee_added)
            .max(self.guarantee_local);
        (basic, used)
    }

    /// Adds up housing costs, net of help.
    #[inline]
    fn housing(
        &self,
        home: &Home<'_>,
        words: &mut Words<'_>,
        income: &IncomeInPence,
        [rent_help, tax_help]: [u64; 2],
    ) -> HousingInPence {
        let (mut rent, mut council_tax, mut others, mut partners) = (0, 0, 0, 0);
        for _ in 0..COSTS.of(home.counts) {
            let word = words.next();
            let cost = self.costs[KIND.of(word) as usize];
            if !cost.allowed {
                continue;
            }
            let weekly = self.weekly_outgoing[EVERY.of(word) as usize].of(AMOUNT.pence(word));
            let sharers = SHARED_BY.pence(word);
            let share = if sharers < 2 {
                weekly
            } else if self.nearest {
                (2 * weekly + sharers) / (2 * sharers)
            } else {
                (weekly + sharers - 1) / sharers
            };
            if sharers >= 2 {
                partners += share;
            }
            match cost.group {
                Group::Rent => rent += share,
                Group::CouncilTax => council_tax += share,
                Group::Neither => others += share,
            }
        }
        if !home.place.housing_counts {
            return HousingInPence { own: 0, partners };
        }
        let help = |stated: u64, as_income: i64| {
            let stated = self.weekly_income[EVERY.of(stated) as usize].of(AMOUNT.pence(stated));
            stated.max(as_income)
        };
        let net = |cost: i64, help: i64| cost - help.min(cost);
        let rent = net(rent, help(rent_help, income.help_with_rent));
        let council_tax = net(council_tax, help(tax_help, income.help_with_council_tax));
        HousingInPence {
            own: rent + council_tax + others,
            partners,
        }
    }

    /// Adds up disability-related expenses.
    #[inline]
    fn expenses(&self, home: &Home<'_>, words: &mut Words<'_>, for_care: bool) -> i64 {
        let mut itemised = 0;
        for _ in 0..EXPENSES.of(home.counts) {
            let word = words.next();
            let weekly = self.weekly_outgoing[EVERY.of(word) as usize].of(AMOUNT.pence(word));
            itemised += weekly.min(self.most[KIND.of(word) as usize]);
        }
        if !home.place.at_home || (self.only_with_disability_benefit && !for_care) {
            return 0;
        }
        match self.method {
            ExpenseMethod::Itemised => itemised,
            ExpenseMethod::Standard => self.standard,
            ExpenseMethod::HigherOfBoth => itemised.max(self.standard),
            ExpenseMethod::Both => itemised + self.standard,
        }
    }

    #[inline]
    fn allowances(&self, home: &Home<'_>, words: &mut Words<'_>) -> i64 {
        let mut sum = 0;
        for _ in 0..ALLOWANCES.of(home.counts) {
            let word = words.next();
            sum += self.weekly_outgoing[EVERY.of(word) as usize].of(AMOUNT.pence(word));
        }
        sum
    }

    /// Works out the contribution, and whether the council's maximum made it less.
    #[inline]
    fn contribution(&self, home: &Home<'_>, available: i64) -> (i64, bool) {
        if !home.place.at_home {
            return (available, false);
        }
        // Income is below 10^13 pence and a percentage at most 10^4 hundredths.
        let exact = available * self.percent_charged;
        let amount = (exact + if self.nearest { 5_000 } else { 0 }) / 10_000;
        match self.maximum {
            Some(most) if amount > most => (most, true),
            _ => (amount, false),
        }
    }

    #[inline]
    fn charge(
        &self,
        home: &Home<'_>,
        rests: &ChargeRests,
    ) -> (Basis, Option<ChargeReason>, Option<i64>) {
        let free = (FREE_BECAUSE.of(home.facts) as usize).wrapping_sub(1);
        if let Some(why) = FREE.get(free) {
            return (Basis::Free, Some(free_reason(*why)), Some(0));
        }
        let full = |reason| (Basis::FullCost, Some(reason), rests.cost);
        match TAKING_PARTS[TAKING_PART.of(home.facts) as usize] {
            TakingPart::Full if rests.above_limit => full(ChargeReason::CapitalAboveLimit),
            TakingPart::Full => self.up_to_the_cost(rests),
            TakingPart::Declined => full(ChargeReason::Declined),
            TakingPart::LightTouchCanAfford => full(ChargeReason::LightTouchCanAfford),
            TakingPart::LightTouchCannotAfford => nothing(ChargeReason::LightTouchCannotAfford),
        }
    }

    #[inline]
    fn up_to_the_cost(&self, rests: &ChargeRests) -> (Basis, Option<ChargeReason>, Option<i64>) {
        let contribution = rests.contribution;
        let capped = rests
            .cost
            .map_or(contribution, |cost| cost.min(contribution));
        let rounded = if self.rounded_to > 1 {
            capped - capped % self.rounded_to
        } else {
            capped
        };
        let unbilled = rounded < self.minimum;
        if rounded == 0 || unbilled {
            return nothing(if rests.available == 0 {
                ChargeReason::IncomeBelowWhatIsKept
            } else if unbilled && rounded != 0 {
                ChargeReason::BelowMinimumCharge
            } else if rests.cost == Some(0) {
                ChargeReason::CappedAtCost
            } else if self.maximum == Some(0) && rests.capped_at_maximum {
                ChargeReason::CappedAtMaximum
            } else if capped == 0 {
                ChargeReason::NothingAskedByPolicy
            } else {
                ChargeReason::BelowMinimumCharge
            });
        }
        let reason = if rests.cost.is_some_and(|cost| cost < contribution) {
            Some(ChargeReason::CappedAtCost)
        } else if rests.capped_at_maximum {
            Some(ChargeReason::CappedAtMaximum)
        } else {
            None
        };
        (Basis::Contribution, reason, Some(rounded))
    }
}

impl LimitsOfCapital {
    /// Returns the tariff income of capital, whatever the upper limit: £1 for each
    /// step or part of one.
    #[inline]
    const fn tariff(&self, capital: &Capital) -> i64 {
        let above = capital.rounded_up() - self.lower;
        if above <= 0 {
            return 0;
        }
        ((above - 1) / self.step + 1) * 100
    }
}

impl Capital {
    /// Returns the capital in its unit, a rest counting as one more: what a limit
    /// and a step, which have no rest, are compared with.
    #[inline]
    const fn rounded_up(&self) -> i64 {
        self.units + (self.rest > 0) as i64
    }

    /// Divides parts of a holding, in millionths of a pound, by the parts of the
    /// whole. Keeps the rest and returns the units; `None` if the quotient does not
    /// end and there is a rest already. A whole has at most 1,000 parts, of which
    /// none ends half way between two of the last place.
    #[cold]
    fn fraction(&mut self, parts: i64, of: u64) -> Option<i64> {
        let of = i128::from(of).max(1);
        let exact = i128::from(parts) * 10_i128.pow(PLACES_OF_CAPITAL + PLACES_OF_REST - 6);
        let (whole, left) = (exact / of, exact % of);
        let whole = whole + i128::from(2 * left > of);
        let place = 10_i128.pow(PLACES_OF_REST);
        let rest = i64::try_from(whole % place).ok()?;
        if rest != 0 && self.rest != 0 {
            return None;
        }
        self.rest += rest;
        i64::try_from(whole / place).ok()
    }
}

impl AloneInPence {
    /// Returns what is available if both of a couple are assessed together, where
    /// that is less than what is available from the person alone.
    const fn together(&self, partners_income: i64, partners_kept: i64) -> i64 {
        let together = self.income + partners_income - self.kept - partners_kept;
        let together = if together < 0 { 0 } else { together };
        if together < self.available {
            together
        } else {
            self.available
        }
    }
}

/// Returns half of an amount that is ignored, a half penny up.
const fn half_more(weekly: i64) -> i64 {
    (weekly + 1) >> 1
}

fn take_once(left: &mut i64, weekly: i64) -> i64 {
    let ignored = weekly.min(*left);
    *left -= ignored;
    ignored
}

const fn nothing(reason: ChargeReason) -> (Basis, Option<ChargeReason>, Option<i64>) {
    (Basis::NothingToPay, Some(reason), Some(0))
}
