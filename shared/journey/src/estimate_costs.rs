//! The estimate of what care may cost: the answers of the form `estimate-costs`
//! are read as the circumstances that an assessment of resources needs.
//!
//! An amount of a pension or benefit is asked on a page named after the kind,
//! `amount-state-pension`, a housing cost on `cost-council-tax`; a choice has
//! the name of the value that it means. An answer that cannot be read is an
//! error that names the answer: no amount is ever taken to be nothing because
//! it was not found.

use charging::circumstances::{
    AgreedAllowance, Capital, CapitalKind, Care, CarePart, Circumstances, Expense, ExpenseKind,
    Help, Household, Housing, HousingCost, Income, IncomeKind, Partner, Person, PersonOrPartner,
    Premiums, ShareOfWhole, TakingPart,
};
use charging::policy::Policy;
use charging::{Assessment, assess, law, report};
use domain::council::Council;
use domain::document::Document;
use domain::values::money::{Money, Regular};
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};
use serde::Deserialize;

use crate::journey::Journey;
use crate::no_report::{LastKnown, NoReport};
use crate::read::{AnswerFault, AnswerReader, GivenAnswer, ItemReader, UnreadableAnswer};
use crate::summary::answer_tables;

/// An assessment, and the circumstances that it was worked out from.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// The circumstances that the answers describe.
    pub circumstances: Circumstances,
    /// The assessment of the circumstances.
    pub assessment: Assessment,
}

/// Works out what somebody may be asked to pay, by their answers and a
/// council's policy.
///
/// # Errors
/// [`NoReport`] says what has to be answered first, or again.
pub fn estimate(journey: &Journey<'_>, today: Date, policy: &Policy) -> Result<Estimate, NoReport> {
    let inputs = inputs(journey, today, policy.home_care_hourly_rate)?;
    let EstimateInputs {
        date,
        circumstances,
    } = inputs.ok_or(NoReport::Unfinished)?;
    let last = law::last_day();
    let assessment =
        assess(date.min(last), &circumstances, policy).map_err(NoReport::Contradictory)?;
    if date > last {
        return Err(NoReport::AfterLastLaw(Box::new(LastKnown {
            wanted: date,
            assessment,
        })));
    }
    Ok(Estimate {
        circumstances,
        assessment,
    })
}

/// The inputs that an estimate is worked out from.
#[derive(Clone, Debug, PartialEq)]
pub struct EstimateInputs {
    /// The date whose amounts are used.
    pub date: Date,
    /// The circumstances that are assessed.
    pub circumstances: Circumstances,
}

impl Estimate {
    /// Makes the report, with every answer of the form.
    #[must_use]
    pub fn report(&self, journey: &Journey<'_>, policy: &Policy, council: &Council) -> Document {
        report::document(
            &self.assessment,
            &self.circumstances.care,
            answer_tables(journey),
            policy,
            council,
            journey.speaks_of().into(),
        )
    }
}

/// Reads the inputs of an estimate; `None` while a question is not answered.
///
/// `hourly_rate` stands in for the price of an hour where the person does not
/// know it.
///
/// # Errors
/// [`UnreadableAnswer`] names the first answer that cannot be read. The person
/// who gave the answer can put that right by answering again.
pub fn inputs(
    journey: &Journey<'_>,
    today: Date,
    hourly_rate: Option<Money>,
) -> Result<Option<EstimateInputs>, UnreadableAnswer> {
    if !journey.is_complete() {
        return Ok(None);
    }
    read(&AnswerReader::new(journey), today, hourly_rate).map(Some)
}

/// Reads the inputs of an estimate of which every question is answered.
pub(crate) fn read(
    answers: &AnswerReader<'_>,
    today: Date,
    hourly_rate: Option<Money>,
) -> Result<EstimateInputs, UnreadableAnswer> {
    Ok(EstimateInputs {
        date: date(answers, today)?,
        circumstances: Circumstances {
            person: person(answers)?,
            household: household(answers)?,
            care: care(answers, hourly_rate)?,
            income: income(answers)?,
            capital: capital(answers)?,
            housing: housing(answers)?,
            disability_related_expenses: expenses(answers)?,
            agreed_allowances: agreed_allowances(answers)?,
            taking_part: taking_part(answers)?,
        },
    })
}

/// Reads how somebody takes part. Whoever has care that is free by law is not
/// asked: their money plays no part.
fn taking_part(answers: &AnswerReader<'_>) -> Result<TakingPart, UnreadableAnswer> {
    let given = answers.page("taking-part")?;
    match given.text()? {
        None => Ok(TakingPart::Full),
        Some(_) => given.must(GivenAnswer::option),
    }
}

fn date(answers: &AnswerReader<'_>, today: Date) -> Result<Date, UnreadableAnswer> {
    let when = answers.page("when")?;
    match when.must(GivenAnswer::text)? {
        "now" => Ok(today),
        "another-date" => answers.page("which-date")?.must(GivenAnswer::date),
        _ => Err(when.unreadable(AnswerFault::UnknownOption)),
    }
}

fn person(answers: &AnswerReader<'_>) -> Result<Person, UnreadableAnswer> {
    let benefits = answers.page("benefits")?.choices()?;
    Ok(Person {
        age: Some(answers.page("age")?.must(GivenAnswer::number)?),
        // Asked where the age does not settle whether pension age is reached.
        date_of_birth: answers.page("date-of-birth")?.date()?,
        reached_pension_age: None,
        certified_blind: benefits.iter().any(|benefit| benefit == CERTIFIED_BLIND),
        // The law gives the other two with a benefit, and those are asked for.
        premiums: Premiums {
            disability: None,
            enhanced_disability: None,
            carer: benefits
                .iter()
                .any(|benefit| benefit == AWARDED_NOT_PAID)
                .then_some(true),
        },
    })
}

fn household(answers: &AnswerReader<'_>) -> Result<Household, UnreadableAnswer> {
    let partner = match answers.page("partner")?.yes()? {
        Some(true) => Some(Partner {
            age: Some(answers.page("partner-age")?.must(GivenAnswer::number)?),
            date_of_birth: answers.page("partner-date-of-birth")?.date()?,
            reached_pension_age: None,
            // Not asked. The words of the question about a partner say that
            // somebody whose partner lives in a care home has none.
            lives_in_care_home: false,
            certified_blind: false,
        }),
        Some(false) | None => None,
    };
    Ok(Household {
        partner,
        // The form does not ask this of somebody who lives in a care home.
        children: answers.page("children")?.number()?.unwrap_or_default(),
    })
}

fn care(answers: &AnswerReader<'_>, hourly_rate: Option<Money>) -> Result<Care, UnreadableAnswer> {
    let cost = answers.page("cost")?;
    // The form does not ask what care costs that is free by law.
    let (weekly_cost, parts) = match cost.text()?.unwrap_or("unknown") {
        "week" => {
            let weekly = answers.page("weekly-cost")?.must(GivenAnswer::money)?;
            (Some(weekly), Vec::new())
        }
        "hours" => (None, hours(answers, hourly_rate)?),
        "unknown" => (None, Vec::new()),
        _ => return Err(cost.unreadable(AnswerFault::UnknownOption)),
    };
    Ok(Care {
        setting: answers.page("setting")?.must(GivenAnswer::option)?,
        weekly_cost,
        parts,
        // The form does not ask this of somebody who lives in a care home.
        night_care: answers.page("night-care")?.yes()?.unwrap_or_default(),
        weeks_in_care_home: answers.page("weeks-in-care-home")?.number()?,
        free_because: option_or(answers.page("free-care")?, "none")?,
        nhs_funded_nursing_care: answers.page("nursing-care")?.money()?,
    })
}

/// Reads the care by the hour; empty where neither the person nor the council
/// gives a price, because the cost is then not known.
fn hours(
    answers: &AnswerReader<'_>,
    hourly_rate: Option<Money>,
) -> Result<Vec<CarePart>, UnreadableAnswer> {
    let units = answers.page("hours")?.must(GivenAnswer::number)?;
    let price = answers.page("hourly-price")?.money()?.or(hourly_rate);
    let part = |price| CarePart {
        name: String::from("Care at home"),
        price,
        units,
    };
    Ok(price.map(part).into_iter().collect())
}

/// The option for a benefit that is awarded and not paid, which still brings
/// the carer premium.
const AWARDED_NOT_PAID: &str = "carers_allowance_not_paid";

/// The option for the certificate that brings the disability premium without a
/// benefit.
const CERTIFIED_BLIND: &str = "certified_blind";

fn income(answers: &AnswerReader<'_>) -> Result<Vec<Income>, UnreadableAnswer> {
    // The form asks this only where there is a partner, a care home and such a
    // pension.
    let half_passed = answers.page("half-pension-to-partner")?.yes()? == Some(true);
    let mut all = Vec::new();
    for question in ["pensions", "benefits"] {
        let question = answers.page(question)?;
        for name in question.choices()? {
            if ["none", AWARDED_NOT_PAID, CERTIFIED_BLIND].contains(&name.as_str()) {
                continue;
            }
            let kind = question.named(name)?;
            let page = format!("amount-{}", name.replace('_', "-"));
            let paid = answers.page(&page)?.must(GivenAnswer::regular)?;
            let pension = matches!(
                kind,
                IncomeKind::OccupationalPension | IncomeKind::PrivatePension | IncomeKind::Annuity
            );
            all.push(Income {
                half_passed_to_partner: half_passed && pension,
                ..income_of(kind, paid)
            });
        }
    }
    for item in answers.items("other-income")? {
        all.push(Income {
            whose: item.field("whose")?.must(GivenAnswer::option)?,
            ..income_of(kind(item)?, amount(item)?)
        });
    }
    for item in answers.items("unclaimed-income")? {
        all.push(Income {
            notional: true,
            ..income_of(IncomeKind::OtherCounted, amount(item)?)
        });
    }
    for item in answers.items("partner-income")? {
        all.push(Income {
            whose: PersonOrPartner::Partner,
            ..income_of(kind(item)?, amount(item)?)
        });
    }
    Ok(all)
}

fn income_of(kind: IncomeKind, Regular { amount, every }: Regular) -> Income {
    Income {
        kind,
        amount,
        every,
        whose: PersonOrPartner::Person,
        notional: false,
        ignored_weekly: Money::ZERO,
        half_passed_to_partner: false,
        // Worked out from the property that is asked for.
        from_counted_capital: None,
    }
}

/// The weeks since a payment that is ignored for a time was received. The form
/// does not ask for them: it offers only payments of the last 52 weeks, and an
/// older payment is entered as the savings that it has become.
const RECENT: Option<u32> = Some(0);

fn capital(answers: &AnswerReader<'_>) -> Result<Vec<Capital>, UnreadableAnswer> {
    let mut all = Vec::new();
    for item in answers.items("savings")? {
        all.push(saving(item)?);
    }
    if answers.page("own-home")?.yes()? == Some(true) {
        all.push(Capital {
            secured_debt: answers
                .page("own-home-mortgage")?
                .must(GivenAnswer::money)?,
            occupied_by: option_or(answers.page("own-home-occupied")?, "nobody")?,
            ..shared(
                Capital::own(
                    CapitalKind::MainHome,
                    answers.page("own-home-value")?.must(GivenAnswer::money)?,
                ),
                answers.page("own-home-share")?.must(GivenAnswer::number)?,
            )
        });
    }
    for item in answers.items("property")? {
        all.push(Capital {
            secured_debt: item.field("owed")?.must(GivenAnswer::money)?,
            ..shared(
                Capital::own(kind(item)?, value(item)?),
                item.field("share")?.must(GivenAnswer::number)?,
            )
        });
    }
    for item in answers.items("given-away")? {
        all.push(Capital {
            notional: true,
            ..Capital::own(CapitalKind::OtherCounted, value(item)?)
        });
    }
    Ok(all)
}

fn saving(item: ItemReader<'_>) -> Result<Capital, UnreadableAnswer> {
    let named = item.field("kind")?;
    let (kind, weeks_held) = match named.must(GivenAnswer::text)? {
        "personal_injury_payment_recent" => (CapitalKind::PersonalInjuryPayment, RECENT),
        "benefit_arrears_recent" => (CapitalKind::BenefitArrears, RECENT),
        name => (named.named(name)?, None),
    };
    let whose = item.field("whose")?;
    let holding = Capital {
        weeks_held,
        ..Capital::own(kind, value(item)?)
    };
    match whose.must(GivenAnswer::text)? {
        "person" => Ok(holding),
        "joint" => Ok(Capital {
            whose: PersonOrPartner::Joint,
            ..holding
        }),
        "share" => Ok(shared(
            holding,
            item.field("share")?.must(GivenAnswer::number)?,
        )),
        _ => Err(whose.unreadable(AnswerFault::UnknownOption)),
    }
}

/// The shares that no percentage with two decimal places says exactly: the
/// percentages, rounded as people round them, and the fraction that is meant.
const ROUNDED_SHARES: [(&[Decimal], ShareOfWhole); 4] = [
    (&[dec!(33.3), dec!(33.33)], ShareOfWhole { parts: 1, of: 3 }),
    (
        &[dec!(66.6), dec!(66.66), dec!(66.7), dec!(66.67)],
        ShareOfWhole { parts: 2, of: 3 },
    ),
    (
        &[dec!(16.6), dec!(16.66), dec!(16.7), dec!(16.67)],
        ShareOfWhole { parts: 1, of: 6 },
    ),
    (&[dec!(83.3), dec!(83.33)], ShareOfWhole { parts: 5, of: 6 }),
];

/// Returns a holding of which the person owns a percentage. A third, as it is
/// entered, is a third: 33.33% of £300,000 would leave £10 out.
fn shared(mut holding: Capital, percent: Decimal) -> Capital {
    let meant = ROUNDED_SHARES
        .into_iter()
        .find(|(entered, _)| entered.contains(&percent));
    holding.share = meant.map(|(_, share)| share);
    holding.share_percent = meant.is_none().then_some(percent);
    holding
}

fn housing(answers: &AnswerReader<'_>) -> Result<Housing, UnreadableAnswer> {
    let mut costs = Vec::new();
    let chosen = answers.page("housing-costs")?;
    for name in chosen.choices()?.iter().filter(|name| *name != "none") {
        let page = format!("cost-{}", name.replace('_', "-"));
        let Regular { amount, every } = answers.page(&page)?.must(GivenAnswer::regular)?;
        costs.push(HousingCost {
            kind: chosen.named(name)?,
            amount,
            every,
            shared_by: answers.page("housing-shared")?.must(GivenAnswer::number)?,
        });
    }
    let help = |Regular { amount, every }| Help { amount, every };
    Ok(Housing {
        costs,
        help_with_rent: answers.page("rent-help")?.regular()?.map(help),
        help_with_council_tax: answers.page("council-tax-help")?.regular()?.map(help),
    })
}

fn expenses(answers: &AnswerReader<'_>) -> Result<Vec<Expense>, UnreadableAnswer> {
    let expense = |item: ItemReader<'_>| {
        let Regular { amount, every } = amount(item)?;
        Ok(Expense {
            kind: kind(item)?,
            amount,
            every,
            // Only heating and water have a normal amount, and need it.
            normal_amount: normal_amount(item)?,
        })
    };
    let items = answers.items("extra-costs")?;
    items.into_iter().map(expense).collect()
}

fn normal_amount(item: ItemReader<'_>) -> Result<Option<Money>, UnreadableAnswer> {
    let normal = item.field("normal")?;
    match kind(item)? {
        ExpenseKind::Heating | ExpenseKind::Water => normal.must(GivenAnswer::money).map(Some),
        _ => normal.money(),
    }
}

fn agreed_allowances(answers: &AnswerReader<'_>) -> Result<Vec<AgreedAllowance>, UnreadableAnswer> {
    let allowance = |item: ItemReader<'_>| {
        let Regular { amount, every } = amount(item)?;
        Ok(AgreedAllowance {
            name: item.field("name")?.must(GivenAnswer::text)?.to_owned(),
            amount,
            every,
        })
    };
    let items = answers.items("agreed-allowances")?;
    items.into_iter().map(allowance).collect()
}

/// Reads an option as the value of an enum, and the option with this name as
/// `None`.
fn option_or<'a, T: Deserialize<'a>>(
    given: GivenAnswer<'a>,
    none: &str,
) -> Result<Option<T>, UnreadableAnswer> {
    match given.must(GivenAnswer::text)? {
        name if name == none => Ok(None),
        name => given.named(name).map(Some),
    }
}

/// Reads the kind of an item.
fn kind<'a, T: Deserialize<'a>>(item: ItemReader<'a>) -> Result<T, UnreadableAnswer> {
    item.field("kind")?.must(GivenAnswer::option)
}

/// Reads the amount of an item and its frequency.
fn amount(item: ItemReader<'_>) -> Result<Regular, UnreadableAnswer> {
    item.field("amount")?.must(GivenAnswer::regular)
}

/// Reads the value of an item.
fn value(item: ItemReader<'_>) -> Result<Money, UnreadableAnswer> {
    item.field("value")?.must(GivenAnswer::money)
}
