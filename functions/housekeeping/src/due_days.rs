//! The days whose due records a run deals with, and for how long it claims one.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// The time for which a run's claim on a record lasts: longer than a run can (5
/// minutes), so that no other run begins with the record, and over by the next
/// day.
pub(crate) const IN_HAND: SignedDuration = SignedDuration::from_mins(10);

/// Returns the days from some days ago, on which a run may not have happened, to
/// so many days from today.
pub(crate) fn days_from(now: Timestamp, ahead: i64) -> impl Iterator<Item = Date> {
    let today = Offset::UTC.to_datetime(now).date();
    (-MISSED_RUNS..=ahead).filter_map(move |days| today.checked_add(days.days()).ok())
}

/// The days before today of which something may be left to do.
const MISSED_RUNS: i64 = 3;

/// Returns the days from some days before today to today, the earliest first:
/// those before today make up for runs that did not happen.
pub(crate) fn days_to_today(now: Timestamp, back: i64) -> impl Iterator<Item = Date> {
    let today = Offset::UTC.to_datetime(now).date();
    let days = (0..=back).rev();
    days.filter_map(move |back| today.checked_sub(back.days()).ok())
}
