//! A place in a care home over time, in words: the day from which a benefit
//! stops or the home counts, how long savings last, and how paying can be put
//! off.

use domain::document::{Block, DocumentSection, Span};
use domain::values::calendar;
use domain::values::money::in_words;
use jiff::ToSpan as _;
use rust_decimal::Decimal;

use crate::assessment::{
    Assessment, Basis, CareHomeMoment, CareHomeOverTime, CareHomeStep, SavingsOverTime,
};
use crate::circumstances::Care;

/// Returns what changes, in few sentences, for under the answer.
pub(super) fn in_short(assessment: &Assessment, care: &Care) -> Option<String> {
    let over_time = assessment.over_time.as_ref()?;
    let mut said: Vec<String> = over_time
        .steps
        .iter()
        .filter_map(|step| of_step(step, assessment, care))
        .collect();
    if let Some(home) = over_time.steps.last().filter(|step| step.home_counts) {
        if home.from != CareHomeMoment::Now {
            said.push(
                "Your home need not be sold: ask us about a deferred payment agreement.".to_owned(),
            );
        }
    } else {
        said.extend(of_savings(over_time.savings, assessment));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// Returns the section about what changes, with the facts of putting off paying
/// and of nursing care; `None` if there is nothing to say.
pub(super) fn section(assessment: &Assessment, care: &Care) -> Option<DocumentSection> {
    let over_time = assessment.over_time.as_ref()?;
    let mut items: Vec<String> = over_time
        .steps
        .iter()
        .filter_map(|step| of_step(step, assessment, care))
        .collect();
    items.extend(of_savings(over_time.savings, assessment));
    items.extend(of_deferred_payment(over_time));
    items.extend(over_time.nursing_care.map(|rate| {
        format!(
            "If a nurse gives you care in the home, the NHS may pay {} a week towards it \
             (NHS-funded nursing care). The fee may then be lower by this.",
            in_words(rate.amount)
        )
    }));
    (!items.is_empty()).then(|| DocumentSection {
        heading: "What changes over time".to_owned(),
        blocks: vec![Block::List(
            items
                .into_iter()
                .map(|item| vec![Span::words(item)])
                .collect(),
        )],
    })
}

/// Returns what a moment changes; `None` for now.
fn of_step(step: &CareHomeStep, assessment: &Assessment, care: &Care) -> Option<String> {
    if step.from == CareHomeMoment::Now {
        return None;
    }
    let from = moment(step.from, assessment, care);
    let mut changes: Vec<String> = Vec::with_capacity(2);
    if step.home_counts {
        changes.push("your home counts".to_owned());
    }
    if !step.stops.is_empty() {
        let names: Vec<&str> = step.stops.iter().map(|kind| kind.words()).collect();
        changes.push(format!(
            "{} usually stops, because the council helps to pay",
            names.join(" and ")
        ));
    }
    let charge = &step.result.charge;
    let then = match (charge.basis, charge.weekly) {
        (Basis::FullCost, Some(weekly)) => format!("the full cost, {} a week", in_words(weekly)),
        (Basis::FullCost, None) => "the full cost".to_owned(),
        (_, Some(weekly)) if !weekly.is_zero() => format!("{} a week", in_words(weekly)),
        _ => "nothing".to_owned(),
    };
    Some(format!(
        "From {from} {}. You would then pay {then}.",
        changes.join(", and ")
    ))
}

/// Returns the day of a moment, or how long after moving in it comes if that day
/// is not known.
fn moment(moment: CareHomeMoment, assessment: &Assessment, care: &Care) -> String {
    let weeks = care
        .weeks_in_care_home
        .and_then(|passed| moment.after_weeks().checked_sub(passed))
        .and_then(|weeks| assessment.date.checked_add(i64::from(weeks).weeks()).ok());
    match (weeks, moment) {
        (Some(day), _) => calendar::in_words(day),
        (None, CareHomeMoment::TwentyNinthDay) => "the 29th day in the care home".to_owned(),
        (None, _) => "the 13th week in the care home".to_owned(),
    }
}

fn of_savings(savings: Option<SavingsOverTime>, assessment: &Assessment) -> Option<String> {
    let limit = assessment.amounts.upper_capital_limit.amount;
    down_to(limit, savings?.weeks_to_upper_limit?)
}

/// Says in how many weeks savings come down to the limit; `None` if they are
/// there already.
pub(super) fn down_to(limit: Decimal, weeks: u32) -> Option<String> {
    (weeks > 0).then(|| {
        format!(
            "At this rate your savings reach {} in about {}, and the council may then help to pay. \
             Ask us again before then.",
            in_words(limit),
            period(weeks)
        )
    })
}

fn of_deferred_payment(over_time: &CareHomeOverTime) -> Option<String> {
    let facts = over_time.deferred_payment?;
    let mut said = format!(
        "You may be able to put off paying until your home is sold (a deferred payment agreement). \
         {} The most that can be put off against your home is {}.",
        if facts.must_be_offered {
            "As far as your answers say, the council must offer it."
        } else {
            "The council decides whether to offer it."
        },
        in_words(facts.equity_limit)
    );
    if let (Some(weekly), Some(kept)) = (facts.weekly_deferred, facts.income_allowance) {
        let lasts = facts
            .weeks_to_equity_limit
            .map_or_else(String::new, |weeks| {
                format!(", for about {} before interest", period(weeks))
            });
        said = format!(
            "{said} If you kept {} a week of your income, {} a week could be put off{lasts}.",
            in_words(kept.amount),
            in_words(weekly)
        );
    }
    Some(said)
}

/// Returns a length of time in the unit that people think in: `6 years`.
fn period(weeks: u32) -> String {
    let (number, unit) = match weeks {
        0..=8 => (weeks.max(1), "week"),
        9..=104 => ((weeks * 12 + 26) / 52, "month"),
        _ => ((weeks + 26) / 52, "year"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use domain::eligibility::Voice;
    use serde_json::{Value, json};

    use super::*;
    use crate::given::assessed;

    fn said(case: &Value) -> (Option<String>, String) {
        let circumstances: crate::circumstances::Circumstances =
            serde_json::from_value(case.clone()).unwrap();
        let assessment = assessed("2026-11-22", case.clone(), json!({}));
        let section = section(&assessment, &circumstances.care);
        (
            in_short(&assessment, &circumstances.care),
            format!("{section:?}"),
        )
    }

    fn care_home(weeks: u32, capital: &Value) -> Value {
        json!({
            "person": { "age": 80 },
            "care": {
                "setting": "care_home_permanent", "weekly_cost": "1150",
                "weeks_in_care_home": weeks
            },
            "income": [
                { "kind": "state_pension", "amount": "225" },
                { "kind": "attendance_allowance_higher", "amount": "114.60" }
            ],
            "capital": capital
        })
    }

    #[test]
    fn the_day_from_which_the_home_counts_and_a_benefit_stops_is_said() {
        // In week 4, 8 weeks before the 13th: 17 January 2027.
        let home = json!([{ "kind": "main_home", "value": "240000" }]);
        let (short, _) = said(&care_home(4, &home));
        let short = short.unwrap();
        assert!(
            short.contains(
                "From 17 January 2027 your home counts. You would then pay the full cost, £1,150 \
                 a week."
            ),
            "{short}"
        );
        assert!(short.contains("deferred payment agreement"), "{short}");
        let (short, section) = said(&care_home(0, &home));
        assert!(
            short
                .unwrap()
                .contains("From 20 December 2026 Attendance Allowance (higher rate) usually stops")
                || section.contains("From 20 December 2026 Attendance Allowance"),
            "{section}"
        );
        assert!(section.contains("must offer it"), "{section}");
        assert!(section.contains("NHS-funded nursing care"), "{section}");
    }

    #[test]
    fn savings_that_pay_for_care_at_home_are_followed_to_the_limit() {
        let sentence = |income: &str, savings: &str| {
            let case = json!({
                "person": { "age": 80 },
                "care": { "setting": "at_home", "weekly_cost": "500" },
                "income": [{ "kind": "state_pension", "amount": income }],
                "capital": [{ "kind": "cash", "value": savings }]
            });
            let circumstances: crate::circumstances::Circumstances =
                serde_json::from_value(case.clone()).unwrap();
            let assessment = assessed("2026-11-22", case, json!({}));
            let said = crate::report::answer(&assessment, &circumstances.care, Voice::You);
            said.join(" ")
        };
        // £36,750 above the limit, £250 a week: 147 weeks.
        let said = sentence("250", "60000");
        assert!(
            said.contains("At this rate your savings reach £23,250 in about 3 years"),
            "{said}"
        );
        // The income pays for the care.
        let said = sentence("600", "60000");
        assert!(!said.contains("At this rate"), "{said}");
        let said = sentence("250", "9000");
        assert!(!said.contains("At this rate"), "{said}");
    }

    #[test]
    fn savings_that_come_down_to_the_limit_are_followed() {
        let savings = json!([{ "kind": "cash", "value": "60000" }]);
        let (short, _) = said(&care_home(30, &savings));
        let short = short.unwrap();
        assert!(
            short.contains("At this rate your savings reach £23,250 in about"),
            "{short}"
        );
        assert!(short.contains("months"), "{short}");
    }

    #[test]
    fn care_at_home_has_no_such_section() {
        let mut case = care_home(0, &json!([]));
        case["care"] = json!({ "setting": "at_home", "weekly_cost": "300" });
        assert_eq!(said(&case), (None, "None".to_owned()));
    }

    #[test]
    fn a_period_is_told_as_people_tell_it() {
        assert_eq!(period(1), "1 week");
        assert_eq!(period(30), "7 months");
        assert_eq!(period(312), "6 years");
    }
}
