//! Says how long the sample report takes to set: the first in the process,
//! then the middle one of as many more as asked for, and the most memory that
//! the process held.
//!
//! `cargo run --release -p make-document --example pace -- 20`

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use make_document::{ReportContext, typeset};

#[path = "../sample/report.rs"]
mod report;

fn main() -> Result<(), Box<dyn Error>> {
    let times: usize = std::env::args()
        .nth(1)
        .ok_or("say how many times")?
        .parse()?;
    let (council, report) = (report::council(), report::report());
    let context = ReportContext {
        council: &council,
        date: jiff::civil::date(2026, 11, 22),
        public_address: None,
    };
    let mut took = Vec::with_capacity(times + 1);
    for _ in 0..=times {
        let started = Instant::now();
        typeset(&report, context)?;
        took.push(started.elapsed());
    }
    let first = took.remove(0);
    took.sort();
    let middle = took.get(times / 2).copied().unwrap_or_default();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let memory = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    writeln!(
        std::io::stdout(),
        "first {} ms, middle {} ms, {memory}",
        ms(first),
        ms(middle)
    )?;
    Ok(())
}

fn ms(time: Duration) -> u128 {
    time.as_millis()
}
