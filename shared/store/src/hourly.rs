//! Writes that are limited to a number an hour.

use domain::fault::StoreFault;
use domain::records::retention_schedule::COUNTS_KEPT;
use futures_util::future::try_join_all;
use jiff::Timestamp;

use crate::attributes::{COUNT, HOUR_BEGAN};
use crate::read::{Attributes as _, Item};
use crate::write::{AllWritten, Contended, Write};
use crate::{EXPIRES_AT, Table, fault, number};

/// The most attempts. Two requests can meet at the end of an hour; more than a
/// few attempts mean that something else is wrong.
const ROUNDS: usize = 6;

/// A counter and its limit.
#[derive(Clone, Debug)]
pub(crate) struct Counter {
    /// The key of the counter's item.
    pub(crate) key: Item,
    /// The most times an hour.
    pub(crate) most: u32,
}

/// The outcome of writes that are counted.
#[derive(Debug)]
pub(crate) enum Counted {
    /// The writes are made and counted.
    Done,
    /// The limit of this hour is reached at the counter with this index, the
    /// first if there are several: no write is made and nothing is counted.
    TooMany(usize),
    /// A condition of one of the writes did not hold: none is made, and nothing
    /// is counted.
    Refused,
}

impl Counter {
    /// Counts one more in the hour that has begun.
    fn next(&self, an_hour_ago: i64) -> Write {
        Write::update(self.key.clone())
            .add(COUNT, 1)
            .if_above(HOUR_BEGAN, an_hour_ago)
            .if_below(COUNT, i64::from(self.most))
    }

    /// Begins an hour, if none has begun or the last one is over.
    fn first(&self, an_hour_ago: i64, now: Timestamp) -> Write {
        let mut begun = self.key.clone();
        begun.extend([
            (COUNT.to_owned(), number(1)),
            (HOUR_BEGAN.to_owned(), number(now.as_second())),
            (
                EXPIRES_AT.to_owned(),
                number(COUNTS_KEPT.after(now).as_second()),
            ),
        ]);
        Write::put(begun)
            .if_not_there()
            .or()
            .if_at_most(HOUR_BEGAN, an_hour_ago)
    }
}

/// Whether an hour has begun at a counter and is not over.
fn has_begun(counter: &Item, an_hour_ago: i64) -> bool {
    let began = counter.number_of(HOUR_BEGAN);
    began.is_some_and(|began| began > an_hour_ago)
}

impl Table {
    /// Makes several writes together with their counts, or none of them: at
    /// most as many an hour as each counter has. Writes that are not made are
    /// not counted.
    pub(crate) async fn write_counted(
        &self,
        operation: &'static str,
        counters: &[Counter],
        now: Timestamp,
        writes: &[Write],
    ) -> Result<Counted, StoreFault> {
        let begins = vec![false; counters.len()];
        self.write_counted_from(operation, counters, now, writes, begins)
            .await
    }

    /// Makes several writes together with their counts at counters of which
    /// each hour is expected to begin now: what is rare is counted by one call
    /// then.
    pub(crate) async fn write_counted_rarely(
        &self,
        operation: &'static str,
        counters: &[Counter],
        now: Timestamp,
        writes: &[Write],
    ) -> Result<Counted, StoreFault> {
        let begins = vec![true; counters.len()];
        self.write_counted_from(operation, counters, now, writes, begins)
            .await
    }

    /// Reads of each counter whether its hour begins with the next count, so
    /// that [`Self::count_from`] makes one call. Nothing is counted.
    pub(crate) async fn hours_that_begin(
        &self,
        operation: &'static str,
        counters: &[Counter],
        now: Timestamp,
    ) -> Result<Vec<bool>, StoreFault> {
        let an_hour_ago = COUNTS_KEPT.before(now).as_second();
        let read = counters
            .iter()
            .map(|counter| self.read(operation, counter.key.clone()));
        let found = try_join_all(read).await?;
        let begins = found.iter().map(|item| {
            !item
                .as_ref()
                .is_some_and(|item| has_begun(item, an_hour_ago))
        });
        Ok(begins.collect())
    }

    /// Counts at several counters, or at none. `begins` says of each whether its
    /// hour is expected to begin with this request.
    pub(crate) async fn count_from(
        &self,
        operation: &'static str,
        counters: &[Counter],
        now: Timestamp,
        begins: Vec<bool>,
    ) -> Result<Counted, StoreFault> {
        self.write_counted_from(operation, counters, now, &[], begins)
            .await
    }

    /// Makes the writes with their counts. `begins` says of each counter whether
    /// its hour is expected to begin with this request.
    async fn write_counted_from(
        &self,
        operation: &'static str,
        counters: &[Counter],
        now: Timestamp,
        writes: &[Write],
        mut begins: Vec<bool>,
    ) -> Result<Counted, StoreFault> {
        let an_hour_ago = COUNTS_KEPT.before(now).as_second();
        if counters.is_empty() && writes.is_empty() {
            return Ok(Counted::Done);
        }
        for _ in 0..ROUNDS {
            let counts = counters.iter().zip(&begins);
            let mut all: Vec<Write> = counts
                .map(|(counter, begins)| match begins {
                    true => counter.first(an_hour_ago, now),
                    false => counter.next(an_hour_ago),
                })
                .collect();
            all.extend_from_slice(writes);
            let AllWritten::Refused(refused) = self.write_all(operation, all).await? else {
                return Ok(Counted::Done);
            };
            let (counts, others) = refused.split_at(counters.len().min(refused.len()));
            if others.iter().any(Option::is_some) {
                return Ok(Counted::Refused);
            }
            for (index, there) in counts.iter().enumerate() {
                let (Some(there), Some(counter)) = (there, counters.get(index)) else {
                    continue;
                };
                // Another writer may have begun an hour, or it may be over by now.
                let begun = has_begun(there, an_hour_ago);
                let count = there.number_of(COUNT).unwrap_or_default();
                if begun && count >= i64::from(counter.most) {
                    return Ok(Counted::TooMany(index));
                }
                if let Some(begins) = begins.get_mut(index) {
                    *begins = !begun;
                }
            }
        }
        Err(fault(operation, Contended))
    }
}
