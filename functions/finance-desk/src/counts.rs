//! Counts of what waits, up to a bound.

use domain::values::list_page::BoundedCount;

/// The most items that are counted of a list.
pub(crate) const COUNTED: usize = 1_000;

/// Returns a number in words that say when it was not counted to the end.
pub(crate) fn in_figures(count: BoundedCount) -> String {
    match count {
        BoundedCount::Exactly(count) => count.to_string(),
        BoundedCount::MoreThan(most) => format!("More than {}", with_comma(most)),
    }
}

fn with_comma(count: usize) -> String {
    match (count / 1_000, count % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}
