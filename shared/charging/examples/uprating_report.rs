//! Writes the report of a county: what new amounts of the law, or another policy,
//! change for stored circumstances. Reads one household on each line of standard
//! input, `{"date": "2026-06-01", "circumstances": {...}}`, as `POST
//! /api/v1/estimates` has them; anything else in a line, such as a policy, is left
//! out. `redact` writes the same lines without names and days of birth.
//!
//! ```sh
//! cargo run --release -p charging --example uprating_report -- redact < kept.jsonl > redacted.jsonl
//! cargo run --release -p charging --example uprating_report -- \
//!   2026-06-01 2027-04-06 infra/councils/illustration.json < redacted.jsonl > report.json
//! ```
//!
//! A second council file after the first is the policy of after; without one the
//! policy stays. The README of `charging` lists the fields of the report.

use std::error::Error;
use std::io::{BufRead as _, Write as _};

use charging::circumstances::Circumstances;
use charging::law;
use charging::policy::Policy;
use charging::uprating::{county_report, redacted};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

type Fault = Box<dyn Error>;

const USAGE: &str = "usage: uprating_report <day of before> <day of after> <council file> [<council file of after>], or: uprating_report redact";

#[derive(Deserialize, Serialize)]
struct Stored {
    date: Date,
    circumstances: Circumstances,
}

fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut answer = std::io::stdout().lock();
    match arguments[..] {
        ["redact"] => {
            for stored in stored()? {
                let redacted = Stored {
                    date: stored.date,
                    circumstances: redacted(stored.date, &stored.circumstances),
                };
                serde_json::to_writer(&mut answer, &redacted)?;
                answer.write_all(b"\n")?;
            }
        }
        [before, after, council, ref of_after @ ..] if of_after.len() <= 1 => {
            let [before, after] = [day(before)?, day(after)?];
            let policy = policy(council)?;
            let new_policy = match of_after {
                [file] => self::policy(file)?,
                _ => policy.clone(),
            };
            let county: Vec<Circumstances> = stored()?
                .into_iter()
                .map(|stored| stored.circumstances)
                .collect();
            let report = county_report(&county, (before, &policy), (after, &new_policy));
            serde_json::to_writer_pretty(&mut answer, &report)?;
            answer.write_all(b"\n")?;
        }
        _ => return Err(USAGE.into()),
    }
    Ok(())
}

fn day(written: &str) -> Result<Date, Fault> {
    let day: Date = written
        .parse()
        .map_err(|_| format!("{written} is not a day such as 2026-06-01"))?;
    law::amounts(day).map_err(|error| error.to_string())?;
    Ok(day)
}

/// Reads the charging policy of a council's file.
fn policy(file: &str) -> Result<Policy, Fault> {
    let text = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let council: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| format!("{file}: {error}"))?;
    let policy = Policy::deserialize(&council["local_charging_policy"])
        .map_err(|error| format!("{file}, local_charging_policy: {error}"))?;
    Ok(policy)
}

fn stored() -> Result<Vec<Stored>, Fault> {
    let mut all = Vec::new();
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let stored = serde_json::from_str(&line?)
            .map_err(|error| format!("line {}: {error}", number + 1))?;
        all.push(stored);
    }
    Ok(all)
}
