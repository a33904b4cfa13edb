//! From the answers of the form `estimate-costs` to the circumstances that an
//! assessment of resources needs.

use std::collections::BTreeMap;

use domain::charging::circumstances::{
    AgreedAllowance, Capital, CapitalKind, Care, CarePart, Circumstances, Expense, ExpenseKind,
    FreeCare, Help, Household, Housing, HousingCost, HousingCostKind, Income, IncomeKind, Occupier,
    Partner, Person, Premiums, Setting, TakingPart, Whose,
};
use domain::draft::Answers;
use domain::money::{Frequency, Money};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use crate::journey::Journey;

/// What an estimate is worked out from.
#[derive(Clone, Debug, PartialEq)]
pub struct EstimateInputs {
    /// The date whose amounts are used.
    pub date: Date,
    /// Everything else.
    pub circumstances: Circumstances,
}

/// The inputs of an estimate, or none while a question is not answered.
///
/// `hourly_rate` stands in for the price of an hour where the person does not
/// know it.
#[must_use]
pub fn inputs(
    journey: &Journey<'_>,
    today: Date,
    hourly_rate: Option<Money>,
) -> Option<EstimateInputs> {
    if !journey.is_complete() {
        return None;
    }
    let answers = &journey.visible_answers();
    let setting = known(answers.text("setting")?)?;
    Some(EstimateInputs {
        date: date(answers).unwrap_or(today),
        circumstances: Circumstances {
            person: person(answers),
            household: household(answers),
            care: care(answers, setting, hourly_rate),
            income: income(answers),
            capital: capital(answers),
            housing: housing(answers),
            disability_related_expenses: expenses(answers),
            agreed_allowances: agreed_allowances(answers),
            taking_part: answers
                .text("taking-part")
                .and_then(known::<TakingPart>)
                .unwrap_or_default(),
        },
    })
}

/// A value of an enum by its name in JSON.
fn known<'a, T: Deserialize<'a>>(name: &'a str) -> Option<T> {
    T::deserialize(IntoDeserializer::<Error>::into_deserializer(name)).ok()
}

fn date(answers: &Answers) -> Option<Date> {
    let part = |name| answers.field("which-date", name)?.parse::<i16>().ok();
    Date::new(
        part("year")?,
        part("month")?.try_into().ok()?,
        part("day")?.try_into().ok()?,
    )
    .ok()
}

fn money(text: &str) -> Money {
    text.parse::<Decimal>()
        .ok()
        .and_then(|pounds| Money::new(pounds).ok())
        .unwrap_or_default()
}

fn number<T: std::str::FromStr>(answers: &Answers, question: &str) -> Option<T> {
    answers.text(question)?.parse().ok()
}

fn yes(answers: &Answers, question: &str) -> bool {
    answers.text(question) == Some("yes")
}

/// The amount and frequency of an answer that has them.
fn regular(fields: &BTreeMap<String, String>, amount: &str, every: &str) -> (Money, Frequency) {
    let text = |field| fields.get(field).map_or("", String::as_str);
    (money(text(amount)), known(text(every)).unwrap_or_default())
}

fn regular_answer(answers: &Answers, question: &str) -> Option<(Money, Frequency)> {
    let amount = answers.field(question, "amount")?;
    let every = answers.field(question, "every")?;
    Some((money(amount), known(every).unwrap_or_default()))
}

fn person(answers: &Answers) -> Person {
    let age: Option<u8> = number(answers, "age");
    Person {
        age,
        date_of_birth: None,
        reached_pension_age: answers.text("pension-age").map(|answer| answer == "yes"),
        premiums: Premiums {
            carer: answers
                .choices("benefits")
                .iter()
                .any(|benefit| benefit == "carers_allowance_not_paid")
                .then_some(true),
            ..Premiums::default()
        },
    }
}

fn household(answers: &Answers) -> Household {
    Household {
        partner: yes(answers, "partner").then(|| Partner {
            age: number(answers, "partner-age"),
            date_of_birth: None,
            reached_pension_age: answers
                .text("partner-pension-age")
                .map(|answer| answer == "yes"),
        }),
        children: number(answers, "children").unwrap_or_default(),
    }
}

fn care(answers: &Answers, setting: Setting, hourly_rate: Option<Money>) -> Care {
    let price = answers
        .text("hourly-price")
        .filter(|price| !price.is_empty())
        .map(money)
        .or(hourly_rate);
    let parts = match (number(answers, "hours"), price) {
        (Some(units), Some(price)) => vec![CarePart {
            name: String::from("Care at home"),
            price,
            units,
        }],
        _ => Vec::new(),
    };
    Care {
        setting,
        weekly_cost: answers.text("weekly-cost").map(money),
        parts,
        night_care: yes(answers, "night-care"),
        weeks_in_care_home: number(answers, "weeks-in-care-home"),
        free_because: answers.text("free-care").and_then(known::<FreeCare>),
    }
}

fn income(answers: &Answers) -> Vec<Income> {
    let half_passed = yes(answers, "half-pension-to-partner");
    let mut all: Vec<Income> = ["pensions", "benefits"]
        .iter()
        .flat_map(|question| answers.choices(question))
        .filter_map(|name| {
            let kind: IncomeKind = known(name)?;
            let (amount, every) =
                regular_answer(answers, &format!("amount-{}", name.replace('_', "-")))?;
            let pension = matches!(
                kind,
                IncomeKind::OccupationalPension | IncomeKind::PrivatePension
            );
            Some(Income {
                half_passed_to_partner: half_passed && pension,
                ..income_of(kind, amount, every)
            })
        })
        .collect();
    all.extend(group_income(answers, "other-income", |income| income));
    all.extend(group_income(answers, "unclaimed-income", |income| Income {
        notional: true,
        ..income
    }));
    all.extend(group_income(answers, "partner-income", |income| Income {
        whose: Whose::Partner,
        ..income
    }));
    all
}

fn income_of(kind: IncomeKind, amount: Money, every: Frequency) -> Income {
    Income {
        kind,
        amount,
        every,
        whose: Whose::Person,
        notional: false,
        ignored_weekly: Money::ZERO,
        half_passed_to_partner: false,
    }
}

fn group_income<'a>(
    answers: &'a Answers,
    group: &'a str,
    with: impl Fn(Income) -> Income + 'a,
) -> impl Iterator<Item = Income> + 'a {
    answers.items(group).map(move |(_, fields)| {
        let kind = fields
            .get("kind")
            .and_then(|kind| known(kind))
            .unwrap_or(IncomeKind::OtherCounted);
        let (amount, every) = regular(fields, "amount", "amount_every");
        let whose = fields
            .get("whose")
            .and_then(|whose| known(whose))
            .unwrap_or_default();
        with(Income {
            whose,
            ..income_of(kind, amount, every)
        })
    })
}

/// Weeks since a payment that was received longer ago than it is ignored for
/// is not asked: the form offers only those of the last 52 weeks, and an older
/// one is entered as the savings it has become.
const RECENT: Option<u32> = Some(0);

fn capital(answers: &Answers) -> Vec<Capital> {
    let mut all: Vec<Capital> = answers
        .items("savings")
        .map(|(_, fields)| {
            let text = |field| fields.get(field).map_or("", String::as_str);
            let (kind, weeks_held) = match text("kind") {
                "personal_injury_payment_recent" => (CapitalKind::PersonalInjuryPayment, RECENT),
                "benefit_arrears_recent" => (CapitalKind::BenefitArrears, RECENT),
                name => (known(name).unwrap_or(CapitalKind::OtherCounted), None),
            };
            let (whose, share_percent) = match text("whose") {
                "joint" => (Whose::Joint, None),
                "share" => (Whose::Person, text("share").parse().ok()),
                _ => (Whose::Person, None),
            };
            Capital {
                weeks_held,
                whose,
                share_percent,
                ..capital_of(kind, money(text("value")))
            }
        })
        .collect();
    if yes(answers, "own-home") {
        let text = |question| answers.text(question).unwrap_or_default();
        all.push(Capital {
            secured_debt: money(text("own-home-mortgage")),
            share_percent: number(answers, "own-home-share"),
            occupied_by: known::<Occupier>(text("own-home-occupied")),
            ..capital_of(CapitalKind::MainHome, money(text("own-home-value")))
        });
    }
    all.extend(answers.items("property").map(|(_, fields)| {
        let text = |field| fields.get(field).map_or("", String::as_str);
        Capital {
            secured_debt: money(text("owed")),
            share_percent: text("share").parse().ok(),
            ..capital_of(
                known(text("kind")).unwrap_or(CapitalKind::OtherProperty),
                money(text("value")),
            )
        }
    }));
    all.extend(answers.items("given-away").map(|(_, fields)| Capital {
        notional: true,
        ..capital_of(
            CapitalKind::OtherCounted,
            money(fields.get("value").map_or("", String::as_str)),
        )
    }));
    all
}

fn capital_of(kind: CapitalKind, value: Money) -> Capital {
    Capital {
        kind,
        value,
        secured_debt: Money::ZERO,
        whose: Whose::Person,
        share_percent: None,
        notional: false,
        weeks_held: None,
        occupied_by: None,
        ignored_by_council: false,
    }
}

fn housing(answers: &Answers) -> Housing {
    let shared_by = number(answers, "housing-shared").unwrap_or(1);
    let help =
        |question| regular_answer(answers, question).map(|(amount, every)| Help { amount, every });
    Housing {
        costs: answers
            .choices("housing-costs")
            .iter()
            .filter_map(|name| {
                let kind: HousingCostKind = known(name)?;
                let (amount, every) =
                    regular_answer(answers, &format!("cost-{}", name.replace('_', "-")))?;
                Some(HousingCost {
                    kind,
                    amount,
                    every,
                    shared_by,
                })
            })
            .collect(),
        help_with_rent: help("rent-help"),
        help_with_council_tax: help("council-tax-help"),
    }
}

fn expenses(answers: &Answers) -> Vec<Expense> {
    answers
        .items("extra-costs")
        .map(|(_, fields)| {
            let text = |field| fields.get(field).map_or("", String::as_str);
            let (amount, every) = regular(fields, "amount", "amount_every");
            Expense {
                kind: known(text("kind")).unwrap_or(ExpenseKind::Other),
                amount,
                every,
                normal_amount: money(text("normal")),
            }
        })
        .collect()
}

fn agreed_allowances(answers: &Answers) -> Vec<AgreedAllowance> {
    answers
        .items("agreed-allowances")
        .map(|(_, fields)| {
            let (amount, every) = regular(fields, "amount", "amount_every");
            AgreedAllowance {
                name: fields.get("name").cloned().unwrap_or_default(),
                amount,
                every,
            }
        })
        .collect()
}
