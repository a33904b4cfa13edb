//! Assesses households: reads a request as JSON on each line of standard input,
//! and writes the answer as JSON on the same line of standard output. With it
//! the engine is compared with the oracle.

use std::io::{BufRead, BufWriter, Write};

use charging::circumstances::Circumstances;
use charging::policy::Policy;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

/// The body of `POST /api/v1/estimates`, over the regulations alone instead of
/// a council's own policy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    date: Date,
    circumstances: Circumstances,
    #[serde(default)]
    policy: Policy,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut answers = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let request: Request = serde_json::from_str(&line?)?;
        let answer = match charging::totals(request.date, &request.circumstances, &request.policy) {
            Ok(outcome) => json!(outcome),
            Err(problems) => json!({ "problems": problems }),
        };
        serde_json::to_writer(&mut answers, &answer)?;
        answers.write_all(b"\n")?;
    }
    Ok(())
}
