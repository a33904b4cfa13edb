//! Says how long the sample report takes to set: the first in the process,
//! then the middle one of as many more as asked for, how large its file is, and
//! the most memory that the process held. With `fullest` it is a report of as
//! many letters as an application can have, and its file may be kept.
//!
//! `cargo run --release -p make-document --example pace -- 20`
//! `cargo run --release -p make-document --example pace -- 5 fullest fullest.pdf`

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use domain::document::{Block, Column, Document, DocumentSection, DocumentTable};
use make_document::{ReportContext, typeset};

#[path = "../sample/report.rs"]
mod report;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let times: usize = arguments.next().ok_or("say how many times")?.parse()?;
    let council = report::council();
    let report = match arguments.next().as_deref() {
        Some("fullest") => fullest(),
        _ => report::report(),
    };
    let context = ReportContext {
        council: &council,
        date: jiff::civil::date(2026, 11, 22),
        public_address: None,
    };
    let mut file = Vec::new();
    let mut took = Vec::with_capacity(times + 1);
    for _ in 0..=times {
        let started = Instant::now();
        file = typeset(&report, context)?;
        took.push(started.elapsed());
    }
    if let Some(name) = arguments.next() {
        std::fs::write(name, &file)?;
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
        "first {} ms, middle {} ms, {} bytes, {memory}",
        ms(first),
        ms(middle),
        file.len()
    )?;
    Ok(())
}

/// Returns a report of about 390,000 letters: as much as an application can have
/// that its item in the table holds.
fn fullest() -> Document {
    const WORDS: [&str; 12] = [
        "washing",
        "dressing",
        "money",
        "neighbour",
        "hospital",
        "medicine",
        "stairs",
        "kitchen",
        "sleep",
        "carer",
        "letter",
        "weekend",
    ];
    let column = |header: &str| Column {
        header: header.to_owned(),
        numeric: false,
    };
    let answer = |at: usize| {
        let words = (0..120_usize).map(|word| WORDS[(at * 7 + word * word + word) % WORDS.len()]);
        words.collect::<Vec<_>>().join(" ")
    };
    let section = |section: usize| DocumentSection {
        heading: format!("Part {}", section + 1),
        blocks: vec![Block::Table(DocumentTable {
            caption: "What you told us".to_owned(),
            columns: vec![column("Question"), column("Answer")],
            rows: (0..22)
                .map(|row| vec![format!("Question {}", row + 1), answer(section * 22 + row)])
                .collect(),
            total: false,
        })],
    };
    Document {
        title: "Your request".to_owned(),
        answer: Vec::new(),
        facts: Vec::new(),
        sections: (0..20).map(section).collect(),
    }
}

fn ms(time: Duration) -> u128 {
    time.as_millis()
}
