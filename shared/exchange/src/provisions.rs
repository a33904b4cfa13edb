//! What the case system says each night of the day services that it has
//! commissioned: `provisions/<snapshot>/`, which is a full picture of one
//! moment and never a list of changes.
//!
//! A snapshot is read twice. [`survey`](survey::survey) reads all of it and
//! compares it with the last one: a snapshot that is cut off, older, or has
//! lost many people is found out before anything is written.
//! [`Changes`](changes::Changes) then reads it again and gives each row that is
//! new, changed or gone.
//!
//! Neither holds the rows in memory: the rows stand in the order of their
//! [`key`](row_mark::RowKey), and so do the marks of the last snapshot, and the
//! two are read side by side.

pub mod changes;
pub mod council_extract;
mod fields;
pub mod manifest;
pub mod provision_row;
pub mod row_fault;
pub mod row_mark;
mod side_by_side;
pub mod survey;
pub mod suspicion;
mod table;
pub mod terms_table;

/// Returns the names of the columns of `provisions.csv`, in their order.
///
/// ```
/// let columns = exchange::provisions::columns();
/// assert_eq!(columns.len(), 15 + 7 * 7);
/// assert_eq!(columns[0], "purchase_order");
/// assert_eq!(columns[15], "mon_am");
/// assert_eq!(columns[63], "sun_back");
/// ```
#[must_use]
pub fn columns() -> Vec<String> {
    use crate::v1::provisions::{ABOUT_THE_LINE, DAYS, UNITS};
    let days = DAYS
        .iter()
        .flat_map(|day| UNITS.iter().map(move |unit| format!("{day}_{unit}")));
    ABOUT_THE_LINE
        .iter()
        .map(|&name| name.to_owned())
        .chain(days)
        .collect()
}
