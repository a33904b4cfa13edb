//! The CPU time of a page that a browser asks for.

use std::error::Error;

use testkit::Visitor;

use crate::{cpu, rounds};

/// Measures the CPU time of one request in nanoseconds.
///
/// # Errors
/// If the page does not answer 200, or the kernel does not say the time.
pub(crate) async fn nanoseconds(browser: &mut Visitor, page: &str) -> Result<u64, Box<dyn Error>> {
    let mut rounds = Vec::new();
    for _ in 0..rounds::ROUNDS {
        let (before, mut spent, mut calls) = (cpu::nanoseconds()?, 0, 0);
        while spent < rounds::ROUND {
            let reply = browser.get(page).await;
            if reply.status != 200 {
                return Err(format!("{page} answered {}", reply.status).into());
            }
            calls += 1;
            spent = cpu::nanoseconds()? - before;
        }
        rounds.push(spent / calls);
    }
    Ok(rounds::middle(rounds))
}
