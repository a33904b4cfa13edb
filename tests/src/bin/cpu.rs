//! CPU time, which other programs on the machine do not stretch as they do
//! time on a clock.

use std::error::Error;

/// How many nanoseconds the first thread of this process has been on a core:
/// everything but the database, where there is one.
pub(crate) fn nanoseconds() -> Result<u64, Box<dyn Error>> {
    let counts = std::fs::read_to_string("/proc/self/schedstat")?;
    let spent = counts.split(' ').next().unwrap_or_default();
    Ok(spent.parse()?)
}
