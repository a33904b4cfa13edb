//! How many assessments a CPU-second makes, one after another, with and
//! without their explanation: over those that councils have published, and
//! over the households of standard input, a request as JSON on each line.
//! Prints rows of the table that `tests/bench/run` makes.
//!
//! `python3 tests/oracle/households.py --count 20000 --seed 2026 |
//! cargo run --release -p tests --bin bench-assess`

#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod cpu;

use std::error::Error;
use std::hint::black_box;
use std::io::BufRead as _;

use domain::charging::circumstances::Circumstances;
use domain::charging::policy::Policy;
use domain::charging::{Outcome, Problem, assess, totals};
use jiff::civil::Date;
use serde::Deserialize;

type Fault = Box<dyn Error>;

const PUBLISHED: [&str; 2] = [
    include_str!("../../data/published-assessments.json"),
    include_str!("../../data/more-published-assessments.json"),
];

#[derive(Deserialize)]
struct Published {
    request: Household,
}

#[derive(Deserialize)]
struct Household {
    date: Date,
    circumstances: Circumstances,
    #[serde(default)]
    policy: Policy,
}

impl Household {
    fn totals(&self) -> Result<Outcome, Vec<Problem>> {
        totals(self.date, &self.circumstances, &self.policy)
    }

    /// Whether it can be assessed and comes out the same with and without its
    /// explanation. Random households are refused now and then.
    fn is_assessed(&self) -> Result<bool, Fault> {
        let explained = assess(self.date, &self.circumstances, &self.policy);
        match (self.totals(), explained.map(|answer| answer.outcome)) {
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
    measure("published assessments", published)?;
    let mut households = Vec::new();
    for line in std::io::stdin().lock().lines() {
        households.push(serde_json::from_str(&line?)?);
    }
    measure("random households", households)
}

fn measure(whose: &str, all: Vec<Household>) -> Result<(), Fault> {
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
        let many = households.len();
        println!("| {what}, {many} {whose} | {a_second} a CPU-second | {target} |");
    };
    let quick = rate(&households, |household| {
        black_box(household.totals().is_ok());
    })?;
    row("assessment without trace", quick, "1,000,000 a CPU-second");
    let explained = rate(&households, |household| {
        let answer = assess(household.date, &household.circumstances, &household.policy);
        black_box(answer.is_ok());
    })?;
    row(
        "assessment with every trace line",
        explained,
        "200,000 a CPU-second",
    );
    let mut json = Vec::new();
    let written = rate(&households, |household| {
        let answer = assess(household.date, &household.circumstances, &household.policy);
        json.clear();
        black_box(answer.is_ok_and(|answer| serde_json::to_writer(&mut json, &answer).is_ok()));
    })?;
    row(
        "the same, every line put into words as the API's JSON",
        written,
        "",
    );
    Ok(())
}

/// How many households a CPU-second gets through.
fn rate(households: &[Household], mut each: impl FnMut(&Household)) -> Result<u64, Fault> {
    let mut rounds = Vec::new();
    for _ in 0..cpu::ROUNDS {
        let before = cpu::nanoseconds()?;
        let (mut spent, mut assessed) = (0, 0);
        while spent < cpu::ROUND {
            // A small set is gone through often between two looks at the clock.
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
    Ok(cpu::middle(rounds))
}
