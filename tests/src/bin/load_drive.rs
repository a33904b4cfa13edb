//! Requests pages from `load-serve` at a rate, whether or not the server keeps
//! up, and prints the outcome as rows of the table in `tests/bench/figures.md`.
//! Uses loopback only, and never more than the rate for the time.
//!
//! `load-drive <load-serve's line> --rate 150 --minutes 10`
//! `load-drive <load-serve's line> --find` finds the highest rate that the
//! server carries

#![expect(clippy::print_stdout, reason = "the figures are its output")]
#![expect(clippy::print_stderr, reason = "and what went wrong")]

mod connection;
mod providers;
mod walkers;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::error::Error;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, sleep_until, timeout};

use crate::connection::Connection;
use crate::providers::{ProviderWalker, SignedInProvider, Somebody};
use crate::walkers::Walker;

type Fault = Box<dyn Error>;

/// The most requests at the same time. The others wait, and are timed from when
/// they were due.
const CONNECTIONS: usize = 64;

/// The number of people without an account.
const STRANGERS: usize = 200;

/// An answer that takes longer than this is an error.
const PATIENCE: Duration = Duration::from_secs(10);

/// A rate is carried if no answer is wrong and 99 of 100 come within this.
const CARRIED: Duration = Duration::from_secs(1);

/// The time for which each rate is tried, to find the highest.
const TRY: Duration = Duration::from_secs(20);

/// A rate higher than one core will carry.
const MOST: u64 = 20_000;

/// The line of `load-serve`.
#[derive(Deserialize)]
struct Ready {
    address: SocketAddr,
    process: u32,
    cookies: Vec<String>,
    providers: Vec<SignedInProvider>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [ready, "--find"] => {
            let crowd = Crowd::new(ready)?;
            LocalSet::new().run_until(crowd.find()).await
        }
        [ready, "--rate", rate, "--minutes", minutes] => {
            let crowd = Crowd::new(ready)?;
            let (rate, minutes) = (rate.parse()?, minutes.parse()?);
            LocalSet::new().run_until(crowd.hold(rate, minutes)).await
        }
        _ => Err(
            "load-drive <load-serve's line> --rate <a second> --minutes <number> | --find".into(),
        ),
    }
}

/// People with browsers, and the connections that they share.
struct Crowd {
    ready: Ready,
    walkers: Rc<RefCell<VecDeque<Somebody>>>,
    connections: Rc<RefCell<Vec<Connection>>>,
    places: Rc<Semaphore>,
}

/// The outcome of a time at one rate.
#[derive(Default)]
struct Outcome {
    /// The microseconds from when each request was due until its answer was
    /// complete.
    took: Vec<u64>,
    signed_in: usize,
    errors: Vec<String>,
    /// Nanoseconds of CPU of the server's first thread, and of its others.
    functions: u64,
    database: u64,
    lasted: Duration,
}

impl Crowd {
    fn new(ready: &str) -> Result<Self, Fault> {
        let ready: Ready = serde_json::from_str(ready)?;
        if !ready.address.ip().is_loopback() {
            return Err("only this machine is asked".into());
        }
        // Strangers, signed-in people and providers take turns.
        let mut walkers = VecDeque::new();
        let most = STRANGERS.max(ready.cookies.len());
        for number in 0..most.max(ready.providers.len()) {
            let stranger = (number < STRANGERS).then(Walker::stranger);
            let signed_in = ready.cookies.get(number);
            let signed_in = signed_in.map(|one| Walker::signed_in(one));
            let citizens = stranger.into_iter().chain(signed_in);
            walkers.extend(citizens.map(Somebody::Citizen));
            let provider = ready.providers.get(number).cloned();
            walkers.extend(provider.map(|one| Somebody::Provider(ProviderWalker::new(one))));
        }
        Ok(Self {
            ready,
            walkers: Rc::new(RefCell::new(walkers)),
            connections: Rc::default(),
            places: Rc::new(Semaphore::new(CONNECTIONS)),
        })
    }

    /// Holds a rate and prints the outcome.
    async fn hold(&self, rate: u64, minutes: u64) -> Result<(), Fault> {
        let outcome = self.ask(rate, Duration::from_secs(60 * minutes)).await?;
        let count = outcome.took.len() + outcome.errors.len();
        let what = format!("{rate} requests a second for {minutes} min on one core");
        println!(
            "| {what}: errors | {} of {count}, {} of them of people signed in | 0 |",
            outcome.errors.len(),
            outcome.signed_in
        );
        println!(
            "| the same: time to the whole answer, p50, p95, p99 | {}, {}, {} ms | |",
            outcome.within(50),
            outcome.within(95),
            outcome.within(99)
        );
        let each = |sum: u64| tenths(sum / count.max(1) as u64, 1_000);
        println!(
            "| the same: CPU of a request, in the functions, in the database beside them | {}, {} µs | |",
            each(outcome.functions),
            each(outcome.database)
        );
        let (spent, whole) = (
            outcome.functions + outcome.database,
            u64::try_from(outcome.lasted.as_nanos())?,
        );
        println!(
            "| the same: of the core, both together | {}% | |",
            tenths(spent * 100, whole.max(1))
        );
        outcome.complain();
        Ok(())
    }

    /// Doubles the rate until it is not carried, then halves the difference.
    async fn find(&self) -> Result<(), Fault> {
        let (mut carried, mut refused) = (0, MOST);
        let mut rate = 150;
        let mut best = Outcome::default();
        while carried < refused * 19 / 20 {
            let outcome = self.ask(rate, TRY).await?;
            let p99 = outcome.within(99);
            let held = outcome.is_carried();
            eprintln!(
                "{rate} a second: {} errors, p99 {p99} ms",
                outcome.errors.len()
            );
            if held {
                (carried, best) = (rate, outcome);
            } else {
                outcome.complain();
                refused = rate;
            }
            rate = match refused {
                MOST => (carried * 2).min(MOST - 1),
                _ => carried.midpoint(refused),
            };
        }
        println!(
            "| the most that one core carries, 20 seconds with 0 errors, p99 within a second | {carried} requests a second, p50 {} ms, p99 {} ms | |",
            best.within(50),
            best.within(99)
        );
        Ok(())
    }

    /// Sends requests at a rate for a time.
    async fn ask(&self, rate: u64, time: Duration) -> Result<Outcome, Fault> {
        let outcome = Rc::new(RefCell::new(Outcome::default()));
        let (functions, database) = self.cpu()?;
        let count = rate * time.as_secs();
        let began = Instant::now();
        let mut under_way = JoinSet::new();
        for number in 0..count {
            let due = began + Duration::from_nanos(number * 1_000_000_000 / rate);
            sleep_until(due).await;
            under_way.spawn_local(self.one(due, Rc::clone(&outcome)));
            while under_way.try_join_next().is_some() {}
            // The rate is hopeless: requests that are due wait longer than
            // anybody would.
            if under_way.len() as u64 > rate * PATIENCE.as_secs() {
                break;
            }
        }
        while under_way.join_next().await.is_some() {}
        let after = self.cpu()?;
        let mut outcome = outcome.take();
        outcome.took.sort_unstable();
        outcome.lasted = began.elapsed();
        (outcome.functions, outcome.database) = (after.0 - functions, after.1 - database);
        Ok(outcome)
    }

    /// Sends one request of the person whose turn it is.
    fn one(
        &self,
        due: Instant,
        outcome: Rc<RefCell<Outcome>>,
    ) -> impl Future<Output = ()> + 'static {
        let (walkers, connections) = (Rc::clone(&self.walkers), Rc::clone(&self.connections));
        let (places, address) = (Rc::clone(&self.places), self.ready.address);
        async move {
            let _place = places.acquire().await;
            // There are more people than connections, so this does not happen.
            let Some(mut walker) = walkers.borrow_mut().pop_front() else {
                return;
            };
            let idle = connections.borrow_mut().pop();
            let answered = timeout(PATIENCE, async {
                let mut connection = match idle {
                    Some(connection) => connection,
                    None => Connection::open(address).await?,
                };
                let answered = connection.send(&walker.ask()).await?;
                std::io::Result::Ok((connection, answered))
            });
            let went = match answered.await {
                Ok(Ok((connection, answered))) => {
                    connections.borrow_mut().push(connection);
                    walker.go_on(&answered)
                }
                Ok(Err(fault)) => Err(fault.to_string()),
                Err(_) => Err("no answer in time".to_owned()),
            };
            let mut outcome = outcome.borrow_mut();
            outcome.signed_in += usize::from(walker.is_signed_in());
            match went {
                Ok(()) => outcome.took.push(microseconds(due.elapsed())),
                Err(what) => outcome.errors.push(what),
            }
            walkers.borrow_mut().push_back(walker);
        }
    }

    /// Returns the nanoseconds that the server's first thread, and its others,
    /// have been on a core.
    fn cpu(&self) -> Result<(u64, u64), Fault> {
        let process = self.ready.process;
        let (mut first, mut others) = (0, 0);
        for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
            let thread = thread?;
            let counts = std::fs::read_to_string(thread.path().join("schedstat"))?;
            let spent: u64 = counts.split(' ').next().unwrap_or_default().parse()?;
            if thread.file_name().to_str() == Some(&process.to_string()) {
                first += spent;
            } else {
                others += spent;
            }
        }
        Ok((first, others))
    }
}

impl Outcome {
    /// Returns within how many milliseconds so many of a hundred were answered.
    fn within(&self, percent: usize) -> String {
        let last = self.took.len().saturating_sub(1);
        let place = (self.took.len() * percent / 100).min(last);
        tenths(self.took.get(place).copied().unwrap_or_default(), 1_000)
    }

    fn is_carried(&self) -> bool {
        let last = self.took.len().saturating_sub(1);
        let p99 = self.took.get((self.took.len() * 99 / 100).min(last));
        self.errors.is_empty() && p99.is_some_and(|took| *took < microseconds(CARRIED))
    }

    /// Prints the first errors.
    fn complain(&self) {
        for error in self.errors.iter().take(5) {
            eprintln!("load-drive: {error}");
        }
    }
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Writes a quotient with one decimal.
fn tenths(of: u64, by: u64) -> String {
    let tenths = (of * 10 + by / 2) / by;
    format!("{}.{}", tenths / 10, tenths % 10)
}
