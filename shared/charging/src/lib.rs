#![doc = include_str!("../README.md")]

use jiff::civil::Date;

mod answer;
pub mod assessment;
pub mod benefits;
pub mod circumstances;
pub mod citations;
pub mod documents;
#[cfg(test)]
mod given;
pub mod law;
mod names;
pub mod pension_age;
pub mod policy;
mod problem;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod published;
pub mod report;
mod rounding;
mod rule_law;
mod rules;
pub mod told;
pub mod trace;
pub mod what_if;

pub use assessment::{Assessment, Basis, Charge, ChargeReason, Outcome, Totals};
pub use problem::{CircumstancesProblem, MOST_ITEMS};

use circumstances::Circumstances;
use law::LawOfTheDay;
use policy::Policy;
use rules::Case;
use trace::{LineRecorder, Silent, Trace};

/// Works out what somebody may be asked to pay, by the law of a day and a
/// council's policy, with every line of the explanation.
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
    let unpublished: Vec<_> = law
        .figures(outcome.figures_used)
        .filter(|figure| figure.certainty != law::Certainty::Published)
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
/// # Errors
/// Returns the problems that [`assess`] returns.
pub fn totals(
    on: Date,
    circumstances: &Circumstances,
    policy: &Policy,
) -> Result<Outcome, Vec<CircumstancesProblem>> {
    let law = law_of(on, circumstances, policy)?;
    Ok(run(on, circumstances, policy, &law, &mut Silent))
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
) -> Outcome {
    let case = Case::new(on, circumstances, policy, law);
    let (charge, totals) = rules::run(&case, record);
    Outcome {
        charge,
        totals,
        figures_used: law.used(),
    }
}
