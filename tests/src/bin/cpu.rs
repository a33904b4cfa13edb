//! CPU time, which other programs on the machine do not lengthen as they
//! lengthen time on a clock.

use std::error::Error;

/// Returns how many nanoseconds the first thread of this process has been on a
/// core: everything but the database, if there is one.
pub(crate) fn nanoseconds() -> Result<u64, Box<dyn Error>> {
    let counts = std::fs::read_to_string("/proc/self/schedstat")?;
    let spent = counts.split(' ').next().unwrap_or_default();
    Ok(spent.parse()?)
}
