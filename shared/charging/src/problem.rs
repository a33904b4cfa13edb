//! The problems of a set of circumstances or a policy, found all at once,
//! before anything is worked out. A fact that is added to the circumstances does
//! not compile until it is checked here or named as one that cannot be wrong.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::circumstances::{
    AgreedAllowance, Capital, CapitalKind, Care, CarePart, Circumstances, Expense, ExpenseKind,
    Help, Household, Housing, HousingCost, Income, Partner, Person, PersonOrPartner, Premiums,
    ShareOfWhole,
};
use super::law;
use super::pension_age::{age_in_years, by_age, pension_day};
use super::policy::Policy;
use super::rules::{age, can_be_passed_on, charged_as_at_home};
use domain::values::calendar::in_words;
use domain::values::money::Money;

/// The most items in any one list. Together with the most that an amount can be
/// ([`domain::values::money::Money::MOST`]), this limit keeps every sum far below the
/// largest that a `Decimal` holds.
pub const MOST_ITEMS: usize = 100;
/// The most units of one part of the care in a week.
const MOST_UNITS: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// The most that a council's guarantee can be increased by, in percent.
const MOST_PERCENT_ADDED: Decimal = Decimal::from_parts(1_000, 0, 0, false, 0);
/// The most equal parts that a whole can be shared in.
const MOST_PARTS: u16 = 1_000;
/// The longest name that somebody can give to an item, in characters.
const LONGEST_NAME: usize = 200;

/// A problem of the circumstances, the policy or the date.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct CircumstancesProblem {
    /// The place of the problem, as a JSON pointer into the request:
    /// `/circumstances/person/age`.
    pub field: String,
    /// The problem in a plain sentence.
    pub sentence: String,
}

/// Returns every problem, in the order of the request.
pub(super) fn problems(
    on: Date,
    circumstances: &Circumstances,
    policy: &Policy,
) -> Vec<CircumstancesProblem> {
    let mut found = Found(Vec::new());
    if law::amounts(on).is_err() {
        found.add(
            "/date",
            format!(
                "The date must be between {} and {}: the amounts of other dates are not on file",
                in_words(law::first_day()),
                in_words(law::last_day()),
            ),
        );
    }
    let Circumstances {
        person: who,
        household: home,
        care: given,
        income,
        capital: holdings,
        housing,
        disability_related_expenses,
        agreed_allowances,
        // One choice, which fits with every other fact.
        taking_part: _,
    } = circumstances;
    person(
        &mut found,
        on,
        who,
        charged_as_at_home(given.setting, policy),
    );
    household(&mut found, on, home);
    care(&mut found, given);
    found.few_enough("/circumstances/income", income.len());
    for (place, payment) in income.iter().enumerate() {
        an_income(&mut found, place, payment);
    }
    partner_is_there(&mut found, circumstances);
    found.few_enough("/circumstances/capital", holdings.len());
    for (place, holding) in holdings.iter().enumerate() {
        capital(&mut found, place, holding);
    }
    one_main_home(&mut found, holdings);
    housing_costs(&mut found, housing);
    found.few_enough(
        "/circumstances/disability_related_expenses",
        disability_related_expenses.len(),
    );
    for (place, expense) in disability_related_expenses.iter().enumerate() {
        an_expense(&mut found, place, expense);
    }
    found.few_enough("/circumstances/agreed_allowances", agreed_allowances.len());
    for (place, allowance) in agreed_allowances.iter().enumerate() {
        let AgreedAllowance {
            name,
            amount: _,
            every: _,
        } = allowance;
        if is_too_long(name) {
            found.add(
                format!("/circumstances/agreed_allowances/{place}/name"),
                "The name must have 200 characters or fewer",
            );
        }
    }
    local(&mut found, policy);
    found.0
}

/// Checks an income: half of it goes to a partner only of a pension (Schedule 1
/// paragraph 16). An amount is bounded by its type.
fn an_income(found: &mut Found, place: usize, income: &Income) {
    let Income {
        kind,
        amount: _,
        every: _,
        // Checked with the household, in `partner_is_there`.
        whose: _,
        notional: _,
        ignored_weekly: _,
        half_passed_to_partner,
        // Says where rent comes from; of other kinds it says nothing.
        from_counted_capital: _,
    } = income;
    if *half_passed_to_partner && !can_be_passed_on(*kind) {
        let at = format!("/circumstances/income/{place}");
        let sentence = format!(
            "Half of an income is ignored for a partner only of a workplace or private pension or a retirement annuity, not of this: {}",
            kind.words()
        );
        found.add(format!("{at}/half_passed_to_partner"), sentence.clone());
        found.add(format!("{at}/kind"), sentence);
    }
}

/// Checks that money of a partner, or shared with one, comes with a partner.
/// Capital may be held jointly with anybody.
fn partner_is_there(found: &mut Found, circumstances: &Circumstances) {
    if circumstances.household.partner.is_some() {
        return;
    }
    let before = found.0.len();
    for (place, income) in circumstances.income.iter().enumerate() {
        if income.whose != PersonOrPartner::Person {
            found.add(
                format!("/circumstances/income/{place}/whose"),
                "This income is a partner’s or shared with one, but there is no partner: say whose it is, or give the partner",
            );
        }
        if income.half_passed_to_partner {
            found.add(
                format!("/circumstances/income/{place}/half_passed_to_partner"),
                "Half of this is said to go to a partner, but there is no partner",
            );
        }
    }
    for (place, holding) in circumstances.capital.iter().enumerate() {
        if holding.whose == PersonOrPartner::Partner {
            found.add(
                format!("/circumstances/capital/{place}/whose"),
                "This is said to be a partner’s, but there is no partner: say whose it is, or give the partner",
            );
        }
    }
    if found.0.len() > before {
        found.add(
            "/circumstances/household/partner",
            "There is no partner, but some money is said to be a partner’s or shared with one",
        );
    }
}

/// Checks that there is at most one main home.
fn one_main_home(found: &mut Found, holdings: &[Capital]) {
    let homes: Vec<usize> = holdings
        .iter()
        .enumerate()
        .filter(|(_, holding)| holding.kind == CapitalKind::MainHome)
        .map(|(place, _)| place)
        .collect();
    if homes.len() < 2 {
        return;
    }
    for place in homes {
        found.add(
            format!("/circumstances/capital/{place}/kind"),
            "Somebody has one main home: give any other as other property",
        );
    }
}

/// Whether a debt can be secured on a kind of capital. On money in an account or
/// at hand it cannot: that is a debt of its own, and does not make it less.
const fn can_be_security(kind: CapitalKind) -> bool {
    !matches!(
        kind,
        CapitalKind::BankOrBuildingSociety
            | CapitalKind::Cash
            | CapitalKind::NationalSavings
            | CapitalKind::PremiumBonds
            | CapitalKind::MoneyHeldByOthers
    )
}

/// Checks an expense. A normal amount above the amount allows nothing, and
/// contradicts nothing.
fn an_expense(found: &mut Found, place: usize, expense: &Expense) {
    let Expense {
        kind,
        amount: _,
        every: _,
        normal_amount,
    } = expense;
    if matches!(kind, ExpenseKind::Heating | ExpenseKind::Water) && normal_amount.is_none() {
        found.add(
            format!("/circumstances/disability_related_expenses/{place}/normal_amount"),
            "Give the normal amount for a home of this kind: only what is above it is because of a disability",
        );
    }
}

struct Found(Vec<CircumstancesProblem>);

impl Found {
    #[cold]
    fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.0.push(CircumstancesProblem {
            field: field.into(),
            sentence: sentence.into(),
        });
    }

    fn few_enough(&mut self, field: &str, items: usize) {
        if items > MOST_ITEMS {
            self.add(
                field,
                format!("There can be at most {MOST_ITEMS} of these; you have {items}"),
            );
        }
    }

    fn percent(&mut self, field: &str, percent: Decimal, most: Decimal) {
        if percent < Decimal::ZERO || percent > most {
            self.add(
                field,
                format!("The percentage must be between 0 and {most}"),
            );
        }
    }
}

/// Whether a name has too many characters. Characters are only counted if there
/// are more bytes than characters allowed.
fn is_too_long(name: &str) -> bool {
    name.len() > LONGEST_NAME && name.chars().count() > LONGEST_NAME
}

fn person(found: &mut Found, on: Date, person: &Person, age_is_needed: bool) {
    let Person {
        age: said,
        date_of_birth,
        reached_pension_age,
        premiums:
            Premiums {
                disability: _,
                enhanced_disability: _,
                carer: _,
            },
        certified_blind: _,
    } = person;
    match date_of_birth {
        Some(born) if *born > on => found.add(
            "/circumstances/person/date_of_birth",
            "The date of birth must be before the date of the estimate",
        ),
        Some(_) if age(on, person).is_some_and(|age| age < 18) => found.add(
            "/circumstances/person/date_of_birth",
            "This estimate is for adults: the person must be 18 or over",
        ),
        None if said.is_some_and(|age| age < 18) => found.add(
            "/circumstances/person/age",
            "This estimate is for adults: the person must be 18 or over",
        ),
        None if said.is_none() && reached_pension_age.is_none() && age_is_needed => {
            found.add(
                "/circumstances/person/age",
                "Give an age or a date of birth: what you keep depends on it",
            );
        }
        _ => {}
    }
    ages_agree(
        found,
        on,
        "/circumstances/person",
        &Ages {
            age: *said,
            date_of_birth: *date_of_birth,
            reached_pension_age: *reached_pension_age,
        },
    );
}

/// What is said of the age of the person or of the partner.
struct Ages {
    age: Option<u8>,
    date_of_birth: Option<Date>,
    reached_pension_age: Option<bool>,
}

/// Checks that the age, the date of birth and pension age agree.
fn ages_agree(found: &mut Found, on: Date, at: &str, said: &Ages) {
    if let (Some(age), Some(born)) = (said.age, said.date_of_birth)
        && age_in_years(born, on).is_some_and(|exact| exact != age)
    {
        let sentence = format!(
            "The age and the date of birth do not agree: somebody born on {} is not {age} on {}",
            in_words(born),
            in_words(on),
        );
        found.add(format!("{at}/age"), sentence.clone());
        found.add(format!("{at}/date_of_birth"), sentence);
    }
    let Some(reached) = said.reached_pension_age else {
        return;
    };
    let (field, known) = match (said.date_of_birth, said.age) {
        (Some(born), _) => ("date_of_birth", pension_day(born).map(|day| day <= on)),
        (None, Some(age)) => {
            let by_age = by_age(on, age);
            ("age", by_age.is_settled().then(|| by_age.is_likely()))
        }
        (None, None) => return,
    };
    if known.is_some_and(|known| known != reached) {
        let sentence = if reached {
            "Pension age is said to be reached, but at this age it is not"
        } else {
            "Pension age is said not to be reached, but at this age it is"
        };
        found.add(format!("{at}/reached_pension_age"), sentence);
        found.add(format!("{at}/{field}"), sentence);
    }
}

fn household(found: &mut Found, on: Date, household: &Household) {
    let Household {
        partner,
        children: _,
    } = household;
    let Some(Partner {
        age,
        date_of_birth,
        reached_pension_age,
        certified_blind: _,
        lives_in_care_home: _,
    }) = partner
    else {
        return;
    };
    if date_of_birth.is_some_and(|born| born > on) {
        found.add(
            "/circumstances/household/partner/date_of_birth",
            "The date of birth must be before the date of the estimate",
        );
    }
    ages_agree(
        found,
        on,
        "/circumstances/household/partner",
        &Ages {
            age: *age,
            date_of_birth: *date_of_birth,
            reached_pension_age: *reached_pension_age,
        },
    );
}

fn care(found: &mut Found, care: &Care) {
    let Care {
        setting: _,
        weekly_cost,
        parts,
        night_care: _,
        weeks_in_care_home: _,
        free_because: _,
        nhs_funded_nursing_care: _,
    } = care;
    if weekly_cost.is_some() && !parts.is_empty() {
        found.add(
            "/circumstances/care/parts",
            "Give either the weekly cost or the parts it is made of, not both",
        );
    }
    found.few_enough("/circumstances/care/parts", parts.len());
    for (place, part) in parts.iter().enumerate() {
        let CarePart {
            name,
            price: _,
            units,
        } = part;
        if *units < Decimal::ZERO || *units > MOST_UNITS {
            found.add(
                format!("/circumstances/care/parts/{place}/units"),
                format!("The units a week must be between 0 and {MOST_UNITS}"),
            );
        }
        if is_too_long(name) {
            found.add(
                format!("/circumstances/care/parts/{place}/name"),
                "The name must have 200 characters or fewer",
            );
        }
    }
}

fn capital(found: &mut Found, place: usize, holding: &Capital) {
    let Capital {
        kind,
        value: _,
        secured_debt,
        whose: _,
        share_percent,
        share,
        notional: _,
        weeks_held,
        occupied_by: _,
        ignored_by_council: _,
        costs_money_to_sell: _,
    } = holding;
    let at = format!("/circumstances/capital/{place}");
    if *secured_debt > Money::ZERO && !can_be_security(*kind) {
        let sentence = format!(
            "A debt cannot be secured on this: {}. Only a debt secured on what is owned makes it worth less",
            kind.words()
        );
        found.add(format!("{at}/secured_debt"), sentence.clone());
        found.add(format!("{at}/kind"), sentence);
    }
    if let Some(ShareOfWhole { parts, of }) = share {
        if *parts == 0 || parts > of || *of > MOST_PARTS {
            found.add(
                format!("{at}/share"),
                format!("The share must be 1 or more parts of at most {MOST_PARTS}, and not more than the whole"),
            );
        }
        if share_percent.is_some() {
            let sentence = "Give the share as a percentage or as a fraction, not both";
            found.add(format!("{at}/share"), sentence);
            found.add(format!("{at}/share_percent"), sentence);
        }
    }
    if let Some(share) = share_percent
        && (*share <= Decimal::ZERO || *share > Decimal::ONE_HUNDRED)
    {
        found.add(
            format!("/circumstances/capital/{place}/share_percent"),
            "The share must be more than 0 and not more than 100 percent",
        );
    }
    if is_ignored_for_a_time(*kind) && weeks_held.is_none() {
        found.add(
            format!("/circumstances/capital/{place}/weeks_held"),
            "Give the number of weeks since this was received: it is ignored for the first 52",
        );
    }
}

/// Whether capital of a kind is ignored for 52 weeks after it was received.
const fn is_ignored_for_a_time(kind: CapitalKind) -> bool {
    match kind {
        CapitalKind::PersonalInjuryPayment | CapitalKind::BenefitArrears => true,
        CapitalKind::BankOrBuildingSociety
        | CapitalKind::Cash
        | CapitalKind::NationalSavings
        | CapitalKind::PremiumBonds
        | CapitalKind::SharesOrUnitTrusts
        | CapitalKind::OtherInvestment
        | CapitalKind::MoneyHeldByOthers
        | CapitalKind::MainHome
        | CapitalKind::OtherProperty
        | CapitalKind::Land
        | CapitalKind::BusinessAssets
        | CapitalKind::PersonalPossessions
        | CapitalKind::PossessionsBoughtToAvoidCharge
        | CapitalKind::LifePolicySurrenderValue
        | CapitalKind::InvestmentBondWithLifeInsurance
        | CapitalKind::PersonalInjuryTrust
        | CapitalKind::CompensationScheme
        | CapitalKind::PrepaidFuneralPlan
        | CapitalKind::OtherCounted
        | CapitalKind::OtherIgnored => false,
    }
}

fn housing_costs(found: &mut Found, housing: &Housing) {
    let Housing {
        costs,
        help_with_rent,
        help_with_council_tax,
    } = housing;
    found.few_enough("/circumstances/housing/costs", costs.len());
    for (place, cost) in costs.iter().enumerate() {
        let HousingCost {
            kind: _,
            amount: _,
            every: _,
            shared_by,
        } = cost;
        if *shared_by == 0 {
            found.add(
                format!("/circumstances/housing/costs/{place}/shared_by"),
                "The number of adults who share a cost must be 1 or more",
            );
        }
    }
    for help in [help_with_rent, help_with_council_tax]
        .into_iter()
        .flatten()
    {
        let Help {
            amount: _,
            every: _,
        } = help;
    }
}

fn local(found: &mut Found, policy: &Policy) {
    found.percent(
        "/policy/minimum_income_guarantee/percent_added",
        policy.minimum_income_guarantee.percent_added,
        MOST_PERCENT_ADDED,
    );
    found.percent(
        "/policy/percent_charged",
        policy.percent_charged,
        Decimal::ONE_HUNDRED,
    );
    found.percent(
        "/policy/sale_costs_percent",
        policy.sale_costs_percent,
        Decimal::ONE_HUNDRED,
    );
}
