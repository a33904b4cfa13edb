//! Numbers and places in bytes.

use domain::application::evidence::content::Refusal;

pub(super) fn until(content: &[u8], most: usize) -> &[u8] {
    content.get(..most).unwrap_or(content)
}

pub(super) fn find(content: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0;
    loop {
        let found = content
            .get(from..)?
            .iter()
            .position(|byte| *byte == first)?;
        if content.get(from + found..)?.starts_with(what) {
            return Some(from + found);
        }
        from += found + 1;
    }
}

pub(super) fn rfind(content: &[u8], what: &[u8]) -> Option<usize> {
    content
        .windows(what.len())
        .rposition(|window| window == what)
}

/// Reads a number of some bytes, the most significant first.
pub(super) fn big(content: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = content.get(at..at.checked_add(length)?)?;
    Some(
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}

/// Reads a number of some bytes, the least significant first.
pub(super) fn little(content: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = content.get(at..at.checked_add(length)?)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}

/// Returns the place a number of bytes further on.
pub(super) fn step(at: usize, length: u64) -> Result<usize, Refusal> {
    usize::try_from(length)
        .ok()
        .and_then(|length| at.checked_add(length))
        .ok_or(Refusal::Damaged)
}
