//! The problems of a set of circumstances or a policy, found all at once,
//! before anything is worked out.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::circumstances::{Capital, CapitalKind, Circumstances};
use super::law;
use super::policy::Policy;
use super::rules::{age, charged_as_at_home};
use domain::values::calendar::in_words;

/// The most items in any one list. Together with the most that an amount can be
/// ([`domain::values::money::Money::MOST`]), this limit keeps every sum far below the
/// largest that a `Decimal` holds.
pub const MOST_ITEMS: usize = 100;
/// The most units of one part of the care in a week.
const MOST_UNITS: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// The most that a council's guarantee can be increased by, in percent.
const MOST_PERCENT_ADDED: Decimal = Decimal::from_parts(1_000, 0, 0, false, 0);
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
    person(&mut found, on, circumstances, policy);
    care(&mut found, circumstances);
    found.few_enough("/circumstances/income", circumstances.income.len());
    found.few_enough("/circumstances/capital", circumstances.capital.len());
    for (place, holding) in circumstances.capital.iter().enumerate() {
        capital(&mut found, place, holding);
    }
    found.few_enough(
        "/circumstances/housing/costs",
        circumstances.housing.costs.len(),
    );
    for (place, cost) in circumstances.housing.costs.iter().enumerate() {
        if cost.shared_by == 0 {
            found.add(
                format!("/circumstances/housing/costs/{place}/shared_by"),
                "The number of adults who share a cost must be 1 or more",
            );
        }
    }
    found.few_enough(
        "/circumstances/disability_related_expenses",
        circumstances.disability_related_expenses.len(),
    );
    found.few_enough(
        "/circumstances/agreed_allowances",
        circumstances.agreed_allowances.len(),
    );
    for (place, allowance) in circumstances.agreed_allowances.iter().enumerate() {
        if is_too_long(&allowance.name) {
            found.add(
                format!("/circumstances/agreed_allowances/{place}/name"),
                "The name must have 200 characters or fewer",
            );
        }
    }
    local(&mut found, policy);
    found.0
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

fn person(found: &mut Found, on: Date, circumstances: &Circumstances, policy: &Policy) {
    let person = &circumstances.person;
    match person.date_of_birth {
        Some(born) if born > on => found.add(
            "/circumstances/person/date_of_birth",
            "The date of birth must be before the date of the estimate",
        ),
        Some(_) if age(on, person).is_some_and(|age| age < 18) => found.add(
            "/circumstances/person/date_of_birth",
            "This estimate is for adults: the person must be 18 or over",
        ),
        None if person.age.is_some_and(|age| age < 18) => found.add(
            "/circumstances/person/age",
            "This estimate is for adults: the person must be 18 or over",
        ),
        None if person.age.is_none()
            && person.reached_pension_age.is_none()
            && charged_as_at_home(circumstances.care.setting, policy) =>
        {
            found.add(
                "/circumstances/person/age",
                "Give an age or a date of birth: what you keep depends on it",
            );
        }
        _ => {}
    }
    if let Some(born) = circumstances
        .household
        .partner
        .as_ref()
        .and_then(|partner| partner.date_of_birth)
        && born > on
    {
        found.add(
            "/circumstances/household/partner/date_of_birth",
            "The date of birth must be before the date of the estimate",
        );
    }
}

fn care(found: &mut Found, circumstances: &Circumstances) {
    let care = &circumstances.care;
    if care.weekly_cost.is_some() && !care.parts.is_empty() {
        found.add(
            "/circumstances/care/parts",
            "Give either the weekly cost or the parts it is made of, not both",
        );
    }
    found.few_enough("/circumstances/care/parts", care.parts.len());
    for (place, part) in care.parts.iter().enumerate() {
        if part.units < Decimal::ZERO || part.units > MOST_UNITS {
            found.add(
                format!("/circumstances/care/parts/{place}/units"),
                format!("The units a week must be between 0 and {MOST_UNITS}"),
            );
        }
        if is_too_long(&part.name) {
            found.add(
                format!("/circumstances/care/parts/{place}/name"),
                "The name must have 200 characters or fewer",
            );
        }
    }
}

fn capital(found: &mut Found, place: usize, holding: &Capital) {
    if let Some(share) = holding.share_percent
        && (share <= Decimal::ZERO || share > Decimal::ONE_HUNDRED)
    {
        found.add(
            format!("/circumstances/capital/{place}/share_percent"),
            "The share must be more than 0 and not more than 100 percent",
        );
    }
    let for_a_time = matches!(
        holding.kind,
        CapitalKind::PersonalInjuryPayment | CapitalKind::BenefitArrears
    );
    if for_a_time && holding.weeks_held.is_none() {
        found.add(
            format!("/circumstances/capital/{place}/weeks_held"),
            "Give the number of weeks since this was received: it is ignored for the first 52",
        );
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
