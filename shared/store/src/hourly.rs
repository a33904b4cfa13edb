//! Writes that are limited to a number an hour.

use jiff::Timestamp;

use domain::fault::StoreFault;
use domain::values::retention_period::COUNTS_KEPT;

use crate::attributes::{COUNT, HOUR_BEGAN};
use crate::read::{Attributes as _, Item};
use crate::write::{AllWritten, Contended, Write};
use crate::{EXPIRES_AT, Table, fault, number};

/// The most attempts. Two requests can meet at the end of an hour; a third
/// attempt means that something else is wrong.
const ROUNDS: usize = 3;

/// The outcome of writes that are counted.
#[derive(Debug)]
pub(crate) enum Counted {
    /// The writes are made and counted.
    Done,
    /// The limit of this hour is reached: no write is made.
    TooMany,
    /// A condition of one of the writes did not hold: none is made, and nothing
    /// is counted.
    Refused,
}

impl Table {
    /// Makes several writes together with their count, or none of them: at most
    /// `most` times an hour under this key. Writes that are not made are not
    /// counted.
    pub(crate) async fn write_counted(
        &self,
        operation: &'static str,
        key: Item,
        most: u32,
        now: Timestamp,
        writes: &[Write],
    ) -> Result<Counted, StoreFault> {
        let an_hour_ago = COUNTS_KEPT.before(now).as_second();
        let with = |count: Write| {
            let mut all = vec![count];
            all.extend_from_slice(writes);
            all
        };
        for _ in 0..ROUNDS {
            let next_of_hour = Write::update(key.clone())
                .add(COUNT, 1)
                .if_above(HOUR_BEGAN, an_hour_ago)
                .if_below(COUNT, i64::from(most));
            match parted(self.write_all(operation, with(next_of_hour)).await?) {
                Parted::Done => return Ok(Counted::Done),
                Parted::Refused => return Ok(Counted::Refused),
                Parted::NotCounted(there)
                    if there
                        .number_of(HOUR_BEGAN)
                        .is_some_and(|began| began > an_hour_ago) =>
                {
                    return Ok(Counted::TooMany);
                }
                Parted::NotCounted(_) => {}
            }
            // No hour has begun, or the last one is over: this write begins
            // one, unless another writer has just done so.
            let mut begun = key.clone();
            begun.extend([
                (COUNT.to_owned(), number(1)),
                (HOUR_BEGAN.to_owned(), number(now.as_second())),
                (
                    EXPIRES_AT.to_owned(),
                    number(COUNTS_KEPT.after(now).as_second()),
                ),
            ]);
            let first_of_hour = Write::put(begun)
                .if_not_there()
                .or()
                .if_at_most(HOUR_BEGAN, an_hour_ago);
            match parted(self.write_all(operation, with(first_of_hour)).await?) {
                Parted::Done => return Ok(Counted::Done),
                Parted::Refused => return Ok(Counted::Refused),
                Parted::NotCounted(_) => {}
            }
        }
        Err(fault(operation, Contended))
    }
}

/// The outcome of a transaction, told apart by the count and the counted
/// writes.
enum Parted {
    Done,
    /// The count alone was refused; holds the count's item.
    NotCounted(Item),
    /// A counted write was refused.
    Refused,
}

fn parted(written: AllWritten) -> Parted {
    match written {
        AllWritten::Done => Parted::Done,
        AllWritten::Refused(mut refused) => {
            let count = (!refused.is_empty()).then(|| refused.remove(0)).flatten();
            match count {
                Some(there) if refused.iter().all(Option::is_none) => Parted::NotCounted(there),
                _ => Parted::Refused,
            }
        }
    }
}
