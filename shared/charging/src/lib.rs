#![doc = include_str!("../README.md")]

use jiff::civil::Date;

mod answer;
pub mod assessment;
pub mod batch;
pub mod benefits;
pub mod care_home;
pub mod circumstances;
pub mod citations;
pub mod documents;
#[cfg(test)]
mod given;
pub mod law;
#[cfg(test)]
mod money_cases;
mod names;
pub mod pension_age;
pub mod policy;
mod problem;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod published;
#[cfg(all(test, feature = "rehearsal"))]
mod rehearsal;
pub mod report;
mod rounding;
mod rule_law;
mod rules;
pub mod told;
pub mod trace;
pub mod uprating;
pub mod what_if;

pub use assessment::{
    Assessment, AssessmentResult, Basis, BeyondIncome, Charge, ChargeReason, PensionAgeNotSettled,
    Totals,
};
pub use problem::{CircumstancesProblem, MOST_ITEMS};

use circumstances::Circumstances;
use law::LawOfTheDay;
use policy::Policy;
use rules::Case;
use trace::{LineRecorder, Silent, Trace};

/// Works out what somebody may be asked to pay, by the law of a day and a
/// council's policy, with every line of the explanation.
///
/// Somebody of 80 has care at home that costs £400 a week, a State Pension,
/// Attendance Allowance, savings and a community alarm:
///
/// ```
/// use charging::circumstances::Circumstances;
/// use charging::policy::Policy;
/// use charging::trace::Rule;
/// use charging::{Basis, assess};
/// use jiff::civil::date;
/// use rust_decimal::dec;
///
/// let circumstances: Circumstances = serde_json::from_value(serde_json::json!({
///     "person": { "age": 80 },
///     "care": { "setting": "at_home", "weekly_cost": "400" },
///     "income": [
///         { "kind": "state_pension", "amount": "221.20" },
///         { "kind": "attendance_allowance_higher", "amount": "108.55" }
///     ],
///     "capital": [{ "kind": "bank_or_building_society", "value": "16000" }],
///     "disability_related_expenses": [{ "kind": "community_alarm", "amount": "6.42" }]
/// }))
/// .unwrap();
///
/// let assessment = assess(date(2024, 6, 3), &circumstances, &Policy::default()).unwrap();
///
/// let charge = assessment.outcome.charge;
/// assert_eq!(charge.basis, Basis::Contribution);
/// assert_eq!(charge.weekly, Some(dec!(101.63)));
/// let totals = assessment.outcome.totals;
/// assert_eq!(totals.council_pays, Some(dec!(298.37)));
/// assert_eq!(totals.left_with, Some(dec!(228.12)));
///
/// // Each step of the sum is explained, with the law and the amounts behind it.
/// let tariff = assessment.trace.of(Rule::TariffIncome).next().unwrap();
/// assert_eq!(tariff.amount(), dec!(7));
/// assert_eq!(tariff.law()[0].text, "Charging regulations 2014, regulation 25");
/// let available = assessment.trace.of(Rule::Available).next().unwrap();
/// assert_eq!(available.sum(), "£336.75 − £235.12 = £101.63");
///
/// // Everything that is missing or impossible is told at once.
/// let mut unknown_age = circumstances;
/// unknown_age.person.age = None;
/// let problems = assess(date(1999, 1, 1), &unknown_age, &Policy::default()).unwrap_err();
/// let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
/// assert_eq!(fields, ["/date", "/circumstances/person/age"]);
/// ```
///
/// # Errors
/// Every [`CircumstancesProblem`] of the circumstances, the policy or the date, at once.
pub fn assess(
    on: Date,
    circumstances: &Circumstances,
    policy: &Policy,
) -> Result<Assessment, Vec<CircumstancesProblem>> {
    let law = law_of(on, circumstances, policy)?;
    let mut trace = Trace::with_room();
    let outcome = run(on, circumstances, policy, &law, &mut trace);
    let is_confirmed = policy.amounts_confirmed_for.contains(law.amounts.name);
    let unpublished: Vec<_> = law
        .figures(outcome.figures_used)
        .filter(|figure| !is_confirmed && figure.certainty != law::FigureCertainty::Published)
        .collect();
    let other = if unpublished.iter().any(|figure| figure.other.is_some()) {
        let others = LawOfTheDay::new(on, true).ok();
        others
            .map(|law| run(on, circumstances, policy, &law, &mut Silent))
            .filter(|other| {
                other.charge != outcome.charge || other.totals.left_with != outcome.totals.left_with
            })
    } else {
        None
    };
    Ok(Assessment {
        not_settled: not_settled(on, circumstances, policy, &law, &outcome),
        over_time: care_home::over_time(on, circumstances, policy, &law, &outcome),
        date: on,
        amounts: law.amounts,
        outcome,
        unpublished,
        other,
        trace,
        benefits_to_check: benefits::to_check(on, circumstances, policy, &outcome),
    })
}

/// Works out what [`assess`] does, without the explanation, for a great many
/// assessments at once.
///
/// A council sees what somebody would pay if it charged 80% of available income:
///
/// ```
/// use charging::circumstances::Circumstances;
/// use charging::policy::Policy;
/// use charging::{assess, totals};
/// use jiff::civil::date;
/// use rust_decimal::dec;
///
/// let circumstances: Circumstances = serde_json::from_value(serde_json::json!({
///     "person": { "age": 80 },
///     "care": { "setting": "at_home", "weekly_cost": "400" },
///     "income": [{ "kind": "state_pension", "amount": "300" }]
/// }))
/// .unwrap();
/// let on = date(2024, 6, 3);
///
/// let by_law_alone = totals(on, &circumstances, &Policy::default()).unwrap();
/// assert_eq!(by_law_alone.totals.minimum_income_guarantee, Some(dec!(228.70)));
/// assert_eq!(by_law_alone.charge.weekly, Some(dec!(71.30)));
/// let explained = assess(on, &circumstances, &Policy::default()).unwrap();
/// assert_eq!(by_law_alone, explained.outcome);
///
/// let policy = Policy {
///     percent_charged: dec!(80),
///     ..Policy::default()
/// };
/// let by_policy = totals(on, &circumstances, &policy).unwrap();
/// assert_eq!(by_policy.charge.weekly, Some(dec!(57.04)));
/// ```
///
/// # Errors
/// Returns the problems that [`assess`] returns.
pub fn totals(
    on: Date,
    circumstances: &Circumstances,
    policy: &Policy,
) -> Result<AssessmentResult, Vec<CircumstancesProblem>> {
    let law = law_of(on, circumstances, policy)?;
    Ok(run(on, circumstances, policy, &law, &mut Silent))
}

/// Returns the ages that do not settle whether pension age is reached. Only the
/// guarantee for care at home depends on it.
fn not_settled(
    on: Date,
    circumstances: &Circumstances,
    policy: &Policy,
    law: &LawOfTheDay,
    outcome: &AssessmentResult,
) -> Vec<PensionAgeNotSettled> {
    if !rules::charged_as_at_home(circumstances.care.setting, policy) {
        return Vec::new();
    }
    let person = &circumstances.person;
    let partner = circumstances.household.partner.as_ref();
    let unsettled = |age: Option<u8>, born: Option<Date>, said: Option<bool>| {
        let by_age = pension_age::by_age(on, age?);
        (born.is_none() && said.is_none() && !by_age.is_settled()).then(|| by_age.is_likely())
    };
    let of_person =
        unsettled(person.age, person.date_of_birth, person.reached_pension_age).map(|likely| {
            let mut otherwise = circumstances.clone();
            otherwise.person.reached_pension_age = Some(!likely);
            ("/circumstances/person/age", likely, otherwise)
        });
    let of_partner = partner
        .and_then(|partner| {
            unsettled(
                partner.age,
                partner.date_of_birth,
                partner.reached_pension_age,
            )
        })
        .map(|likely| {
            let mut otherwise = circumstances.clone();
            if let Some(partner) = &mut otherwise.household.partner {
                partner.reached_pension_age = Some(!likely);
            }
            ("/circumstances/household/partner/age", likely, otherwise)
        });
    of_person
        .into_iter()
        .chain(of_partner)
        .map(|(field, likely, otherwise)| {
            let other = run(on, &otherwise, policy, law, &mut Silent);
            PensionAgeNotSettled {
                field,
                sentence: format!(
                    "At this age some people have reached pension age on {} and some have not: give the date of birth. Until then it is taken as {}",
                    domain::values::calendar::in_words(on),
                    if likely { "reached" } else { "not reached" },
                ),
                taken_as_reached: likely,
                otherwise: (other.charge != outcome.charge || other.totals != outcome.totals)
                    .then_some(other),
            }
        })
        .collect()
}

fn law_of(
    on: Date,
    circumstances: &Circumstances,
    policy: &Policy,
) -> Result<LawOfTheDay, Vec<CircumstancesProblem>> {
    let problems = problem::problems(on, circumstances, policy);
    match LawOfTheDay::new(on, false) {
        Ok(law) if problems.is_empty() => Ok(law),
        _ => Err(problems),
    }
}

fn run<R: LineRecorder>(
    on: Date,
    circumstances: &Circumstances,
    policy: &Policy,
    law: &LawOfTheDay,
    record: &mut R,
) -> AssessmentResult {
    let case = Case::new(on, circumstances, policy, law);
    let (charge, totals) = rules::run(&case, record);
    AssessmentResult {
        charge,
        totals,
        figures_used: law.used(),
    }
}
