//! The facts that somebody told, in words: every fact that an assessment was
//! worked out from. A fact that is added to the circumstances does not compile
//! until it has its line here.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::circumstances::{
    AgreedAllowance, Capital, Care, CarePart, Circumstances, Expense, Help, Household, Housing,
    HousingCost, Income, Partner, Person, PersonOrPartner, Premiums, ShareOfWhole, TakingPart,
};
use domain::values::calendar;
use domain::values::money::{Frequency, Money};

/// A group of facts under a heading: `Income`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ToldPart {
    /// The heading, which says what the facts are about.
    pub heading: &'static str,
    /// The facts, in the order of the circumstances; never empty.
    pub facts: Vec<ToldFact>,
}

/// A fact: its name and its value in words.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ToldFact {
    /// The name of the fact: `State Pension`.
    pub name: String,
    /// The value in words: `£300 every week, yours`.
    pub value: String,
}

/// Lists every fact that the circumstances give. A question that was answered
/// `No` has its line; a question without an answer has none.
///
/// ```
/// use charging::told::told;
/// # use serde_json::json;
///
/// # let circumstances = serde_json::from_value(json!({
/// #     "person": { "age": 80 },
/// #     "care": { "setting": "at_home" },
/// #     "income": [{ "kind": "state_pension", "amount": "300" }]
/// # })).unwrap();
/// let parts = told(&circumstances);
/// let income = parts.iter().find(|part| part.heading == "Income").unwrap();
/// assert_eq!(income.facts[0].name, "State Pension");
/// assert_eq!(income.facts[0].value, "£300 every week, yours");
/// ```
#[must_use]
pub fn told(circumstances: &Circumstances) -> Vec<ToldPart> {
    let Circumstances {
        person,
        household,
        care,
        income,
        capital,
        housing,
        disability_related_expenses,
        agreed_allowances,
        taking_part,
    } = circumstances;
    let mut parts = vec![
        about_person(person),
        about_household(household),
        about_care(care),
        ToldPart {
            heading: "Income",
            facts: income.iter().map(an_income).collect(),
        },
        ToldPart {
            heading: "Savings and property",
            facts: capital.iter().map(a_holding).collect(),
        },
        about_housing(housing),
        ToldPart {
            heading: "Disability-related expenses",
            facts: disability_related_expenses.iter().map(an_expense).collect(),
        },
        ToldPart {
            heading: "Other costs agreed by the council",
            facts: agreed_allowances.iter().map(an_allowance).collect(),
        },
        ToldPart {
            heading: "Taking part in a financial assessment",
            facts: vec![fact("Details of money", taking_part.words())],
        },
    ];
    parts.retain(|part| !part.facts.is_empty());
    parts
}

fn fact(name: impl Into<String>, value: impl Into<String>) -> ToldFact {
    ToldFact {
        name: name.into(),
        value: value.into(),
    }
}

const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

/// Returns the known facts about the age of the person or the partner.
fn ages(
    age: Option<u8>,
    date_of_birth: Option<Date>,
    reached_pension_age: Option<bool>,
) -> impl Iterator<Item = (&'static str, String)> {
    [
        age.map(|age| ("Age", age.to_string())),
        date_of_birth.map(|born| ("Date of birth", calendar::in_words(born))),
        reached_pension_age
            .map(|reached| ("Reached State Pension age", yes_or_no(reached).to_owned())),
    ]
    .into_iter()
    .flatten()
}

const CERTIFIED_BLIND: &str = "Certified as blind or severely sight impaired";

fn about_person(person: &Person) -> ToldPart {
    let Person {
        age,
        date_of_birth,
        reached_pension_age,
        premiums:
            Premiums {
                disability,
                enhanced_disability,
                carer,
            },
        certified_blind,
    } = person;
    let premiums = [
        ("Disability premium", disability),
        ("Enhanced disability premium", enhanced_disability),
        ("Carer premium", carer),
    ];
    let mut facts: Vec<ToldFact> = ages(*age, *date_of_birth, *reached_pension_age)
        .map(|(name, value)| fact(name, value))
        .collect();
    facts.extend(
        premiums
            .into_iter()
            .filter_map(|(name, said)| Some(fact(name, yes_or_no((*said)?)))),
    );
    facts.extend(certified_blind.then(|| fact(CERTIFIED_BLIND, yes_or_no(true))));
    ToldPart {
        heading: "You",
        facts,
    }
}

fn about_household(household: &Household) -> ToldPart {
    let Household { partner, children } = household;
    let mut facts = vec![fact("Partner", yes_or_no(partner.is_some()))];
    if let Some(Partner {
        age,
        date_of_birth,
        reached_pension_age,
        certified_blind,
        lives_in_care_home,
    }) = partner
    {
        let known = ages(*age, *date_of_birth, *reached_pension_age);
        facts.extend(known.map(|(name, value)| fact(format!("Partner: {name}"), value)));
        let said = [
            (*certified_blind, CERTIFIED_BLIND),
            (*lives_in_care_home, "Lives in a care home"),
        ];
        let true_ones = said.into_iter().filter(|(is_so, _)| *is_so);
        facts.extend(true_ones.map(|(_, name)| fact(format!("Partner: {name}"), yes_or_no(true))));
    }
    facts.push(fact("Children", children.to_string()));
    ToldPart {
        heading: "Household",
        facts,
    }
}

fn about_care(care: &Care) -> ToldPart {
    let Care {
        setting,
        weekly_cost,
        parts,
        night_care,
        weeks_in_care_home,
        free_because,
        nhs_funded_nursing_care,
    } = care;
    let mut facts = vec![fact("Where the care is", setting.words())];
    facts.extend(weekly_cost.map(|cost| fact("Cost of the care", format!("{cost} a week"))));
    facts.extend(parts.iter().map(|part| {
        let CarePart { name, price, units } = part;
        let units = units.normalize();
        fact(name.as_str(), format!("{units} × {price} a week"))
    }));
    facts.extend(
        nhs_funded_nursing_care
            .map(|paid| fact("NHS-funded nursing care", format!("{paid} a week"))),
    );
    facts.push(fact("Help during the night", yes_or_no(*night_care)));
    facts.extend(weeks_in_care_home.map(|weeks| fact("Weeks in the care home", weeks.to_string())));
    facts.extend(free_because.map(|reason| fact("Free because", reason.words())));
    ToldPart {
        heading: "Care",
        facts,
    }
}

fn an_income(income: &Income) -> ToldFact {
    let Income {
        kind,
        amount,
        every,
        whose,
        notional,
        ignored_weekly,
        half_passed_to_partner,
        from_counted_capital,
    } = income;
    let said = [
        Some(paid(*amount, *every)),
        Some(of_whom(*whose).to_owned()),
        notional.then(|| "counted though it is not received".to_owned()),
        (*ignored_weekly != Money::ZERO).then(|| format!("{ignored_weekly} a week of it ignored")),
        half_passed_to_partner.then(|| "half of it passed to the partner".to_owned()),
        from_counted_capital.map(|from| {
            if from {
                "from property that counts".to_owned()
            } else {
                "from property that does not count".to_owned()
            }
        }),
    ];
    fact(kind.words(), all_of(said))
}

fn a_holding(holding: &Capital) -> ToldFact {
    let Capital {
        kind,
        value,
        secured_debt,
        whose,
        share_percent,
        share,
        notional,
        weeks_held,
        occupied_by,
        ignored_by_council,
        costs_money_to_sell,
    } = holding;
    let said = [
        Some(value.to_string()),
        Some(of_whom(*whose).to_owned()),
        share_percent.map(|share: Decimal| format!("a share of {}%", share.normalize())),
        share.map(|ShareOfWhole { parts, of }| format!("a share of {parts} of {of}")),
        (*secured_debt != Money::ZERO).then(|| format!("{secured_debt} owed on it")),
        notional.then(|| "counted though it was given away".to_owned()),
        weeks_held.map(|weeks| format!("received {weeks} weeks ago")),
        occupied_by.map(|by| by.words().to_owned()),
        ignored_by_council.then(|| "ignored by the council".to_owned()),
        costs_money_to_sell.map(|costs| {
            if costs {
                "selling it costs money".to_owned()
            } else {
                "selling it costs nothing".to_owned()
            }
        }),
    ];
    fact(kind.words(), all_of(said))
}

fn about_housing(housing: &Housing) -> ToldPart {
    let Housing {
        costs,
        help_with_rent,
        help_with_council_tax,
    } = housing;
    let help = |name: &str, help: &Option<Help>| {
        let Help { amount, every } = (*help)?;
        Some(fact(name, paid(amount, every)))
    };
    let mut facts: Vec<ToldFact> = costs.iter().map(a_cost).collect();
    facts.extend(help("Help with rent", help_with_rent));
    facts.extend(help("Council Tax Reduction", help_with_council_tax));
    ToldPart {
        heading: "Housing costs",
        facts,
    }
}

fn a_cost(cost: &HousingCost) -> ToldFact {
    let HousingCost {
        kind,
        amount,
        every,
        shared_by,
    } = cost;
    let said = [
        Some(paid(*amount, *every)),
        (*shared_by > 1).then(|| format!("shared by {shared_by} adults")),
    ];
    fact(kind.words(), all_of(said))
}

fn an_expense(expense: &Expense) -> ToldFact {
    let Expense {
        kind,
        amount,
        every,
        normal_amount,
    } = expense;
    let said = [
        Some(paid(*amount, *every)),
        normal_amount.map(|normal| format!("{normal} of it is usual")),
    ];
    fact(kind.words(), all_of(said))
}

fn an_allowance(allowance: &AgreedAllowance) -> ToldFact {
    let AgreedAllowance {
        name,
        amount,
        every,
    } = allowance;
    fact(name.as_str(), paid(*amount, *every))
}

impl TakingPart {
    /// Returns the extent of taking part as a page says it.
    ///
    /// ```
    /// use charging::circumstances::TakingPart;
    ///
    /// assert_eq!(TakingPart::Full.words(), "All details are given");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Full => "All details are given",
            Self::Declined => "None are given",
            Self::LightTouchCanAfford => "None are given: the full cost can be paid",
            Self::LightTouchCannotAfford => "None are given: nothing can be paid",
        }
    }
}

/// Joins the parts of a value that are there: `£300 every week, yours`.
fn all_of<const N: usize>(said: [Option<String>; N]) -> String {
    let said: Vec<String> = said.into_iter().flatten().collect();
    said.join(", ")
}

fn paid(amount: Money, every: Frequency) -> String {
    let often = match every {
        Frequency::Week => "every week",
        Frequency::Fortnight => "every 2 weeks",
        Frequency::FourWeeks => "every 4 weeks",
        Frequency::Month => "every month",
        Frequency::Quarter => "every quarter",
        Frequency::Year => "every year",
    };
    format!("{amount} {often}")
}

const fn of_whom(whose: PersonOrPartner) -> &'static str {
    match whose {
        PersonOrPartner::Person => "yours",
        PersonOrPartner::Joint => "joint",
        PersonOrPartner::Partner => "your partner’s",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(circumstances: serde_json::Value) -> Vec<(&'static str, String, String)> {
        told(&serde_json::from_value(circumstances).unwrap())
            .into_iter()
            .flat_map(|part| {
                let heading = part.heading;
                part.facts
                    .into_iter()
                    .map(move |fact| (heading, fact.name, fact.value))
            })
            .collect()
    }

    #[test]
    fn every_fact_that_was_given_has_its_line() {
        let everything = json!({
            "person": {
                "age": 66, "date_of_birth": "1960-03-27", "reached_pension_age": true,
                "premiums": { "disability": true, "enhanced_disability": false, "carer": true },
                "certified_blind": true
            },
            "household": {
                "partner": {
                    "age": 64, "date_of_birth": "1962-03-27", "reached_pension_age": false,
                    "certified_blind": true, "lives_in_care_home": true
                },
                "children": 2
            },
            "care": {
                "setting": "care_home_permanent", "weekly_cost": "901.10",
                "parts": [{ "name": "Home care", "price": "22.30", "units": "10.50" }],
                "night_care": true, "weeks_in_care_home": 7, "free_because": "reablement",
                "nhs_funded_nursing_care": "267.68"
            },
            "income": [{
                "kind": "private_pension", "amount": "130", "every": "month", "whose": "joint",
                "notional": true, "ignored_weekly": "1.50", "half_passed_to_partner": true,
                "from_counted_capital": false
            }],
            "capital": [{
                "kind": "main_home", "value": "250000", "secured_debt": "1000.10", "whose": "partner",
                "share_percent": "33.30", "share": { "parts": 1, "of": 3 }, "notional": true,
                "weeks_held": 3, "occupied_by": "child_under_18", "ignored_by_council": true,
                "costs_money_to_sell": true
            }],
            "housing": {
                "costs": [{ "kind": "rent", "amount": "400", "every": "four_weeks", "shared_by": 2 }],
                "help_with_rent": { "amount": "80" },
                "help_with_council_tax": { "amount": "90", "every": "year" }
            },
            "disability_related_expenses": [
                { "kind": "heating", "amount": "300", "every": "quarter", "normal_amount": "200" }
            ],
            "agreed_allowances": [{ "name": "A court order", "amount": "5", "every": "fortnight" }],
            "taking_part": "light_touch_cannot_afford"
        });
        let expected = [
            ("You", "Age", "66"),
            ("You", "Date of birth", "27 March 1960"),
            ("You", "Reached State Pension age", "Yes"),
            ("You", "Disability premium", "Yes"),
            ("You", "Enhanced disability premium", "No"),
            ("You", "Carer premium", "Yes"),
            ("You", CERTIFIED_BLIND, "Yes"),
            ("Household", "Partner", "Yes"),
            ("Household", "Partner: Age", "64"),
            ("Household", "Partner: Date of birth", "27 March 1962"),
            ("Household", "Partner: Reached State Pension age", "No"),
            (
                "Household",
                "Partner: Certified as blind or severely sight impaired",
                "Yes",
            ),
            ("Household", "Partner: Lives in a care home", "Yes"),
            ("Household", "Children", "2"),
            (
                "Care",
                "Where the care is",
                "a permanent place in a care home",
            ),
            ("Care", "Cost of the care", "£901.10 a week"),
            ("Care", "Home care", "10.5 × £22.30 a week"),
            ("Care", "NHS-funded nursing care", "£267.68 a week"),
            ("Care", "Help during the night", "Yes"),
            ("Care", "Weeks in the care home", "7"),
            (
                "Care",
                "Free because",
                "it is reablement or intermediate care, free for up to 6 weeks",
            ),
            (
                "Income",
                "Private pension",
                "£130 every month, joint, counted though it is not received, £1.50 a week of it ignored, half of it passed to the partner, from property that does not count",
            ),
            (
                "Savings and property",
                "Home",
                "£250,000, your partner’s, a share of 33.3%, a share of 1 of 3, £1,000.10 owed on it, counted though it was given away, received 3 weeks ago, a child under 18 lives there, ignored by the council, selling it costs money",
            ),
            (
                "Housing costs",
                "Rent",
                "£400 every 4 weeks, shared by 2 adults",
            ),
            ("Housing costs", "Help with rent", "£80 every week"),
            ("Housing costs", "Council Tax Reduction", "£90 every year"),
            (
                "Disability-related expenses",
                "Heating",
                "£300 every quarter, £200 of it is usual",
            ),
            (
                "Other costs agreed by the council",
                "A court order",
                "£5 every 2 weeks",
            ),
            (
                "Taking part in a financial assessment",
                "Details of money",
                "None are given: nothing can be paid",
            ),
        ];
        let expected =
            expected.map(|(heading, name, value)| (heading, name.to_owned(), value.to_owned()));
        assert_eq!(lines(everything), expected);
    }

    #[test]
    fn savings_have_a_value_and_no_frequency() {
        let case = json!({
            "person": { "age": 80 }, "care": { "setting": "at_home" },
            "capital": [{ "kind": "cash", "value": "18000" }]
        });
        let cash = (
            "Savings and property",
            "Cash".to_owned(),
            "£18,000, yours".to_owned(),
        );
        assert!(lines(case).contains(&cash));
    }

    #[test]
    fn what_was_left_out_is_left_out_here() {
        let least = json!({ "care": { "setting": "at_home" } });
        let headings: Vec<_> = lines(least)
            .into_iter()
            .map(|(heading, ..)| heading)
            .collect();
        assert_eq!(
            headings,
            [
                "Household",
                "Household",
                "Care",
                "Care",
                "Taking part in a financial assessment"
            ]
        );
    }
}
