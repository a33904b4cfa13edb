//! Measures how many assessments a CPU-second makes, one after another, with
//! and without their explanation. The households are those that councils have
//! published, and those of standard input, a request as JSON on each line.
//! These are measured twice: as one county would assess them, on one day by one
//! policy, and each on its own day by its own policy. Prints rows of the table
//! that `tests/bench/run` makes.
//!
//! `python3 tests/oracle/households.py --count 20000 --seed 2026 |
//! cargo run --release -p tests --bin bench-assess`

#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod cpu;
mod rounds;

use std::error::Error;
use std::hint::black_box;
use std::io::BufRead as _;

use charging::batch::{BatchAnswer, PackedHouseholds};
use charging::circumstances::Circumstances;
use charging::policy::Policy;
use charging::{Assessment, AssessmentResult, CircumstancesProblem, assess, totals};
use jiff::civil::{Date, date};
use serde::Deserialize;

type Fault = Box<dyn Error>;

const PUBLISHED: [&str; 2] = [
    include_str!("../../data/published-assessments.json"),
    include_str!("../../data/more-published-assessments.json"),
];

/// The council by whose policy a county is assessed, and the day.
const COUNCIL: &str = include_str!("../../../infra/councils/illustration.json");
const DAY: Date = date(2026, 6, 1);

#[derive(Deserialize)]
struct Published {
    request: Request,
}

#[derive(Deserialize)]
struct Request {
    date: Date,
    circumstances: Circumstances,
    #[serde(default)]
    policy: Policy,
}

impl Request {
    const fn as_it_is(&self) -> Household<'_> {
        Household {
            date: self.date,
            circumstances: &self.circumstances,
            policy: &self.policy,
        }
    }
}

struct Household<'a> {
    date: Date,
    circumstances: &'a Circumstances,
    policy: &'a Policy,
}

impl Household<'_> {
    fn totals(&self) -> Result<AssessmentResult, Vec<CircumstancesProblem>> {
        totals(self.date, self.circumstances, self.policy)
    }

    fn assess(&self) -> Result<Assessment, Vec<CircumstancesProblem>> {
        assess(self.date, self.circumstances, self.policy)
    }

    /// Whether the household can be assessed, with the same outcome with and
    /// without its explanation. A random household cannot now and then.
    fn is_assessed(&self) -> Result<bool, Fault> {
        match (self.totals(), self.assess().map(|answer| answer.outcome)) {
            (Ok(quick), Ok(explained)) if quick == explained => Ok(true),
            (Err(_), Err(_)) => Ok(false),
            _ => Err("the explanation changes the result".into()),
        }
    }
}

fn main() -> Result<(), Fault> {
    let mut published = Vec::new();
    for file in PUBLISHED {
        let all: Vec<Published> = serde_json::from_str(file)?;
        published.extend(all.into_iter().map(|each| each.request));
    }
    let mut random: Vec<Request> = Vec::new();
    for line in std::io::stdin().lock().lines() {
        random.push(serde_json::from_str(&line?)?);
    }
    let council: serde_json::Value = serde_json::from_str(COUNCIL)?;
    let policy = Policy::deserialize(&council["local_charging_policy"])?;
    let county = random.iter().map(|request| Household {
        date: DAY,
        policy: &policy,
        ..request.as_it_is()
    });
    let own = random.iter().map(Request::as_it_is);
    measure(
        "published assessments",
        published.iter().map(Request::as_it_is),
    )?;
    measure("random households of one county", county)?;
    measure_batch(&random, &policy)?;
    measure("random households, each by its own policy", own)
}

fn measure<'a>(whose: &str, all: impl Iterator<Item = Household<'a>>) -> Result<(), Fault> {
    let mut households = Vec::new();
    for household in all {
        if household.is_assessed()? {
            households.push(household);
        }
    }
    if households.is_empty() {
        return Ok(());
    }
    let row = |what: &str, a_second: u64, target: &str| {
        let many = thousands(households.len() as u64);
        let a_second = thousands(a_second);
        println!("| {what}, {many} {whose} | {a_second} a CPU-second | {target} |");
    };
    let quick = rate(&households, |household| {
        black_box(household.totals().is_ok());
    })?;
    row("assessment without trace", quick, "1,000,000 a CPU-second");
    let explained = rate(&households, |household| {
        black_box(household.assess().is_ok());
    })?;
    row(
        "assessment with every trace line",
        explained,
        "200,000 a CPU-second",
    );
    let mut json = Vec::new();
    let written = rate(&households, |household| {
        json.clear();
        let answer = household.assess();
        black_box(answer.is_ok_and(|answer| serde_json::to_writer(&mut json, &answer).is_ok()));
    })?;
    row(
        "the same, every line put into words as the API's JSON",
        written,
        "",
    );
    Ok(())
}

/// Measures a county as a batch beside `totals` and `assess`, after it has seen
/// that the answers are equal.
fn measure_batch(random: &[Request], policy: &Policy) -> Result<(), Fault> {
    let county: Vec<Circumstances> = random
        .iter()
        .map(|request| request.circumstances.clone())
        .filter(|household| totals(DAY, household, policy).is_ok())
        .collect();
    if county.is_empty() {
        return Ok(());
    }
    let packed = PackedHouseholds::pack(&county);
    let batch = packed.under(DAY, policy);
    let mut in_pence = 0;
    for (household, answer) in county.iter().zip(batch.answers()) {
        in_pence += usize::from(matches!(answer, BatchAnswer::InPence(_)));
        if answer.into_result() != totals(DAY, household, policy) {
            return Err("the batch changes a result".into());
        }
    }
    let passes: [&mut dyn FnMut(); 5] = [
        &mut || batch.answers().for_each(|answer| drop(black_box(answer))),
        &mut || {
            for answer in batch.answers() {
                black_box(answer.into_result().is_ok());
            }
        },
        &mut || {
            let packed = PackedHouseholds::pack(black_box(&county));
            let batch = packed.under(DAY, policy);
            batch.answers().for_each(|answer| drop(black_box(answer)));
        },
        &mut || {
            for household in black_box(&county) {
                black_box(totals(DAY, household, policy).is_ok());
            }
        },
        &mut || {
            for household in black_box(&county) {
                black_box(assess(DAY, household, policy).is_ok());
            }
        },
    ];
    let rates = alternating(county.len(), passes)?;
    let all = thousands(county.len() as u64);
    let [batch, in_pounds, packing, quick, explained] = rates;
    for (what, rate, target) in [
        ("a batch, packed before", batch, "6,000,000 a CPU-second"),
        ("the same, each result turned into pounds", in_pounds, ""),
        ("the same, packed each time", packing, ""),
        (
            "beside it, in rounds that alternate: without trace",
            quick,
            "",
        ),
        ("beside it: with every trace line", explained, ""),
    ] {
        let rate = thousands(rate);
        println!(
            "| {what}, {all} random households of one county | {rate} a CPU-second | {target} |"
        );
    }
    let packed = thousands(in_pence as u64);
    println!("| of these, in pence, and so not the ordinary way | {packed} |  |");
    Ok(())
}

/// Measures passes over so many households in rounds that alternate: the middle
/// round of each, in households a CPU-second.
fn alternating<const N: usize>(
    households: usize,
    mut passes: [&mut dyn FnMut(); N],
) -> Result<[u64; N], Fault> {
    let mut rounds = [(); N].map(|()| Vec::new());
    for _ in 0..rounds::ROUNDS {
        for (pass, rounds) in passes.iter_mut().zip(&mut rounds) {
            let before = cpu::nanoseconds()?;
            let (mut spent, mut assessed) = (0, 0);
            while spent < rounds::ROUND {
                pass();
                assessed += households as u64;
                spent = cpu::nanoseconds()? - before;
            }
            rounds.push(assessed * 1_000_000 / (spent / 1_000).max(1));
        }
    }
    Ok(rounds.map(rounds::middle))
}

/// Measures how many households a CPU-second gets through.
fn rate<'a>(
    households: &[Household<'a>],
    mut each: impl FnMut(&Household<'a>),
) -> Result<u64, Fault> {
    let mut rounds = Vec::new();
    for _ in 0..rounds::ROUNDS {
        let before = cpu::nanoseconds()?;
        let (mut spent, mut assessed) = (0, 0);
        while spent < rounds::ROUND {
            // A small set is assessed many times between two looks at the
            // clock.
            for _ in 0..=10_000 / households.len() {
                for household in households {
                    each(black_box(household));
                }
                assessed += households.len() as u64;
            }
            spent = cpu::nanoseconds()? - before;
        }
        rounds.push(assessed * 1_000_000 / (spent / 1_000).max(1));
    }
    Ok(rounds::middle(rounds))
}

/// Writes a number with commas: `1,234,567`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
