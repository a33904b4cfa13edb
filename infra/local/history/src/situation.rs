//! What each supplier of the made-up county is like: a day of a finance desk has
//! some of everything.

use attendance::provider_request::RequestKind;
use attendance::supplier::SupplierId;

/// The weeks before this one that have a register, where nothing else is said.
const WEEKS: usize = 8;

/// A supplier's way with its registers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Situation {
    /// Whether every week of the financial year so far has a register, and not
    /// the last few alone.
    pub(crate) whole_year: bool,
    /// The weeks before this one that are not submitted.
    pub(crate) late: usize,
    /// Whether nobody has marked anything in them.
    pub(crate) untouched: bool,
    /// Whether more than is commissioned is recorded in the last of them.
    pub(crate) breach: bool,
    /// What finance did with the last register that was submitted.
    pub(crate) then: Option<Deed>,
    /// The non-payment weeks that the supplier chose, each by how many weeks it
    /// is before this one; below zero, after it.
    pub(crate) not_paid: &'static [i64],
    /// Whether finance has confirmed what an absence pays and bills.
    pub(crate) effects_confirmed: bool,
    /// Whether the case system has brought a week of somebody's too late for a
    /// register.
    pub(crate) late_days: bool,
    /// What the supplier has asked of finance and waits for an answer to.
    pub(crate) asks: &'static [RequestKind],
}

/// What finance did with a register that was submitted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Deed {
    /// Finance unlocked the register, and nobody has submitted it since.
    Unlocked,
    /// Finance unlocked the register, and it was corrected and submitted again.
    Corrected,
}

impl Situation {
    /// Returns the situation of a supplier. Those that are not told apart have
    /// submitted everything.
    pub(crate) fn of(supplier: &SupplierId) -> Self {
        let all_well = Self::default();
        match supplier.as_str() {
            // The largest, of sixty people.
            "S001" => Self {
                late: 1,
                ..all_well
            },
            "S002" => Self {
                late: 1,
                breach: true,
                ..all_well
            },
            "S003" => Self {
                then: Some(Deed::Corrected),
                asks: &[RequestKind::MoreCare, RequestKind::Adjustment],
                ..all_well
            },
            "S004" => Self {
                then: Some(Deed::Unlocked),
                ..all_well
            },
            "S005" => Self {
                late: 2,
                untouched: true,
                ..all_well
            },
            "S006" => Self {
                not_paid: &[3, -4],
                ..all_well
            },
            // One person, since the end of May.
            "S007" => Self {
                whole_year: true,
                ..all_well
            },
            // Among the weeks is the one in which rates change on 1 April.
            "S008" => Self {
                whole_year: true,
                not_paid: &[13, -3],
                effects_confirmed: true,
                ..all_well
            },
            "S009" => Self {
                late_days: true,
                asks: &[RequestKind::PersonMissing],
                ..all_well
            },
            "S010" => Self {
                late: 3,
                ..all_well
            },
            "S011" => Self {
                asks: &[RequestKind::Recommission],
                ..all_well
            },
            _ => all_well,
        }
    }

    /// Returns how many weeks before this one have a register, of those of the
    /// year that there could be.
    pub(crate) fn weeks(&self, of_the_year: usize) -> usize {
        match self.whole_year {
            true => of_the_year.max(WEEKS),
            false => WEEKS,
        }
    }
}
