//! Measures what each journey of an applicant uses, as DynamoDB counts it and
//! AWS charges it, and what a thousand applications cost. Prints the part of
//! `tests/bench/figures.md` about this.
//!
//! `cargo run --release -p tests --bin bench-journeys`

#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod cpu;
mod journeys;

use std::error::Error;

use charging::policy::Policy;
use rust_decimal::{Decimal, RoundingStrategy};
use testkit::TestApp;
use tests::prices::Prices;

use crate::journeys::{JOURNEYS, MeteredPortal, Used};

type Fault = Box<dyn Error>;

/// The number of people who go through the journeys; the figures are for one of
/// them.
const PEOPLE: u32 = 20;

/// The microseconds of CPU for reading and answering Lambda's event, with the
/// log line: a warm page of `portal`, which calls no service, as
/// `cold_start.py` measures it.
const EVENT: u64 = 140;

/// The microseconds of CPU for proving a password to Cognito: the arithmetic of
/// SRP and the two calls, as `cold_start.py` measures a warm `POST /sign-in`.
const PASSWORD: u64 = 0;

/// The memory of a function as deployed, in MB, and the memory with which a
/// function has a whole core.
const MEMORY: u32 = 256;
const WHOLE_CORE: u32 = 1_769;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let policy = tests::illustration();
    let prices = Prices::read()?;
    let mut portal = over_http(&policy).await?;
    let mut sums = [Used::default(); JOURNEYS.len()];
    for number in 0..PEOPLE {
        let used = portal.live(number as usize).await?;
        for (sum, used) in sums.iter_mut().zip(&used) {
            sum.add(used);
        }
    }
    let idle = over_http(&policy).await?.idle().await?;
    let [daily, ..] = &idle;
    let mut alone = over_http(&policy).await?;
    alone.live(0).await?;
    let kept = alone.keep_house_of_one(daily).await?;

    println!("## Journeys\n");
    println!(
        "Of one person, the mean of {PEOPLE}. Units as dynoxide returns them, which was held against DynamoDB in eu-west-2; those of refused writes by DynamoDB's rule, which tells of none.\n"
    );
    println!(
        "| Journey | Requests of a browser | Other invocations | Requests to the table | Read units | Write units | of them refused | E-mails | S3 writes, reads | CPU |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut total = Bill::default();
    for (name, sum) in JOURNEYS.iter().zip(&sums) {
        let bill = Bill::of(sum, PEOPLE);
        println!("| {name} {}", bill.row());
        total.add(&bill);
    }
    let kept = Bill::of(&kept, 1);
    println!(
        "| housekeeping for one application, until it is deleted {}",
        kept.row()
    );
    total.add(&kept);
    println!("| **all of it, once** {}", total.row());
    println!("\n## Cost\n");
    cost(&prices, &total)?;
    standing(&prices, &idle)
}

/// Makes a portal whose table is called over HTTP, as on AWS.
async fn over_http(policy: &Policy) -> Result<MeteredPortal, Fault> {
    let app = TestApp::default();
    let table = app.database().table_over_http();
    MeteredPortal::new(app, table, policy).await
}

/// The average amounts that are paid for.
#[derive(Clone, Copy, Default)]
struct Bill {
    pages: Decimal,
    calls: Decimal,
    table: Decimal,
    reads: Decimal,
    writes: Decimal,
    refused: Decimal,
    emails: Decimal,
    puts: Decimal,
    gets: Decimal,
    /// Milliseconds of CPU in the functions.
    cpu: Decimal,
    /// The GB-seconds that the CPU time makes at the function's share of the
    /// memory.
    time: Decimal,
}

impl Bill {
    fn of(used: &Used, people: u32) -> Self {
        let each = |sum: u64| Decimal::from(sum) / Decimal::from(people);
        let tenths = |sum: u64| each(sum) / Decimal::TEN;
        let invocations = used.pages + used.calls;
        let microseconds = Decimal::from(used.cpu) / Decimal::ONE_THOUSAND
            + Decimal::from(EVENT * invocations + PASSWORD * used.passwords);
        let milliseconds = microseconds / Decimal::ONE_THOUSAND;
        // Lambda charges whole milliseconds of each invocation.
        let billed = if invocations == 0 {
            Decimal::ZERO
        } else {
            let share = Decimal::from(MEMORY) / Decimal::from(WHOLE_CORE);
            let one = milliseconds / Decimal::from(invocations) / share;
            one.ceil() * Decimal::from(invocations)
        };
        let gigabytes = Decimal::from(MEMORY) / Decimal::from(1_024);
        let people = Decimal::from(people);
        Self {
            pages: each(used.pages),
            calls: each(used.calls),
            table: each(used.table.requests),
            reads: tenths(used.table.read_tenths),
            writes: tenths(used.table.write_tenths + used.table.refused_tenths),
            refused: tenths(used.table.refused_tenths),
            emails: each(used.emails),
            puts: each(used.files.writes),
            gets: each(used.files.reads),
            cpu: milliseconds / people,
            time: billed * gigabytes / Decimal::ONE_THOUSAND / people,
        }
    }

    fn add(&mut self, more: &Self) {
        self.pages += more.pages;
        self.calls += more.calls;
        self.table += more.table;
        self.reads += more.reads;
        self.writes += more.writes;
        self.refused += more.refused;
        self.emails += more.emails;
        self.puts += more.puts;
        self.gets += more.gets;
        self.cpu += more.cpu;
        self.time += more.time;
    }

    fn row(&self) -> String {
        let Self {
            pages,
            calls,
            table,
            reads,
            writes,
            refused,
            emails,
            puts,
            gets,
            cpu,
            ..
        } = self;
        let [
            pages,
            calls,
            table,
            reads,
            writes,
            refused,
            emails,
            puts,
            gets,
            cpu,
        ] = [
            pages, calls, table, reads, writes, refused, emails, puts, gets, cpu,
        ]
        .map(|value| rounded(*value, 1));
        format!(
            "| {pages} | {calls} | {table} | {reads} | {writes} | {refused} | {emails} | {puts}, {gets} | {cpu} ms |"
        )
    }
}

fn cost(prices: &Prices, total: &Bill) -> Result<(), Fault> {
    println!(
        "{}, looked up {}, {}. {}\n",
        prices.region, prices.looked_up, prices.currency, prices.how
    );
    println!("| | For one application | Price | Published, certainty | A thousand applications |");
    println!("| --- | --- | --- | --- | --- |");
    let parts = [
        ("table-read", total.reads),
        ("table-write", total.writes),
        ("function-call", total.pages + total.calls),
        ("function-time", total.time),
        ("gateway-request", total.pages),
        ("e-mail", total.emails),
        ("file-write", total.puts),
        ("file-read", total.gets),
    ];
    let mut sum = Decimal::ZERO;
    for (id, count) in parts {
        let price = prices.of(id)?;
        let thousand = price.each() * count * Decimal::ONE_THOUSAND;
        sum += thousand;
        println!(
            "| {} | {} | {} | {}, {} | ${} |",
            price.what,
            rounded(count, 2),
            price.said(),
            price.published,
            price.certainty,
            dollars(thousand)
        );
    }
    println!("| **together** | | | | **${}** |", dollars(sum));
    let waited = (total.pages + total.calls) * gigabyte_seconds(10);
    let waited = waited * prices.of("function-time")?.each() * Decimal::ONE_THOUSAND;
    println!(
        "| each 10 ms that every invocation waits for the table, SES, S3 or Cognito | | | | ${} |",
        dollars(waited)
    );
    for id in ["active-user", "malware-scan"] {
        let price = prices.of(id)?;
        println!(
            "| {} | not in the sum | {} | {}, {} | ${} |",
            price.what,
            price.said(),
            price.published,
            price.certainty,
            dollars(price.each() * Decimal::ONE_THOUSAND)
        );
    }
    println!();
    Ok(())
}

/// Returns what the schedules cost in a month of 30 days in which nothing
/// happens.
fn standing(prices: &Prices, idle: &[Used; 3]) -> Result<(), Fault> {
    let [daily, confirm, sweep] = idle.map(|used| Bill::of(&used, 1));
    let mut month = Bill::default();
    for (bill, times) in [(daily, 30), (confirm, 30 * 96), (sweep, 30 * 96)] {
        for _ in 0..times {
            month.add(&bill);
        }
    }
    let parts = [
        ("table-read", month.reads),
        ("function-call", month.calls),
        ("function-time", month.time),
        ("file-write", month.puts),
    ];
    let mut sum = Decimal::ZERO;
    for (id, count) in parts {
        sum += prices.of(id)?.each() * count;
    }
    println!(
        "The schedules cost ${} a month whether anybody applies or not: {} invocations, {} read units, {} lists of a bucket.",
        dollars(sum),
        rounded(month.calls, 0),
        rounded(month.reads, 0),
        rounded(month.puts, 0)
    );
    Ok(())
}

fn gigabyte_seconds(milliseconds: u32) -> Decimal {
    let seconds = Decimal::from(milliseconds) / Decimal::ONE_THOUSAND;
    seconds * Decimal::from(MEMORY) / Decimal::from(1_024)
}

/// Writes an amount to a tenth of a cent.
fn dollars(value: Decimal) -> String {
    let strategy = RoundingStrategy::MidpointAwayFromZero;
    format!("{:.3}", value.round_dp_with_strategy(3, strategy))
}

fn rounded(value: Decimal, places: u32) -> String {
    value
        .round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
        .to_string()
}
