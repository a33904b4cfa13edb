//! A cell of the register: what was recorded in it, by whom, and what it says
//! together with the plan.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::absence::AbsenceReason;
use crate::notice::NoticePeriod;
use crate::provision::LineKey;
use crate::quantity::Quantity;
use crate::symbol::Symbol;

/// A cell of the register: one symbol of one line on one day. The line is part
/// of it, and not the person, who may have two.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Cell {
    /// The line.
    pub line: LineKey,
    /// The day.
    pub day: Date,
    /// The symbol.
    pub symbol: Symbol,
}

domain::named_enum! {
    serde
    /// A way in which something came to be recorded.
    pub enum RecordedVia {
        /// On the page of the register.
        Page = "page",
        /// By an uploaded file.
        Upload = "upload",
        /// By the provider's own system.
        Api = "api",
        /// By notice of absence that was given before the register existed.
        AdvanceNotice = "advance_notice",
        /// By finance, after the lock.
        Adjustment = "adjustment",
    }
}

/// Who recorded something, when and how.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct RecordedBy {
    /// The id of the user.
    pub user: String,
    /// When.
    pub at: Timestamp,
    /// How.
    pub via: RecordedVia,
}

/// The most characters of a comment.
pub const MOST_IN_A_COMMENT: usize = 500;

/// What was said about a mark. Where nothing was said about an absence, its
/// reason is the default, not confirmed.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct MarkAccount {
    /// The reason, where somebody chose one.
    pub chosen: Option<AbsenceReason>,
    /// When notice was given, where that was recorded.
    pub notice_given: Option<Timestamp>,
    /// Why the chosen reason stands although the notice period says another.
    pub overruled_because: Option<String>,
    /// What somebody wrote about it.
    pub comment: Option<String>,
}

/// A mark: what somebody said about a cell.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub enum Mark {
    /// The cell went as planned, whatever the plan is.
    #[default]
    AsPlanned,
    /// A quantity was received: none for an absence.
    Received {
        /// How much: 0 or 1 of a session, journeys, quarters of an hour.
        quantity: Quantity,
        /// What was said about it.
        account: MarkAccount,
    },
}

impl Mark {
    /// Makes the mark of something that was received.
    #[must_use]
    pub fn received(quantity: Quantity) -> Self {
        Self::Received {
            quantity,
            account: MarkAccount::default(),
        }
    }

    /// Makes the mark of an absence: on the default reason where none is
    /// chosen.
    #[must_use]
    pub fn absent(chosen: Option<AbsenceReason>) -> Self {
        Self::Received {
            quantity: Quantity::ZERO,
            account: MarkAccount {
                chosen,
                ..MarkAccount::default()
            },
        }
    }
}

/// A mark as it is kept, with its version: each change of a cell is one more.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct CellRecord {
    /// The mark.
    pub mark: Mark,
    /// The version of the cell, from 1.
    pub version: u32,
    /// Who, when and how.
    pub recorded: RecordedBy,
}

/// The origin of the reason of an absence.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum ReasonOrigin {
    /// Nobody chose one: the default, not confirmed.
    Default,
    /// Somebody chose it.
    Chosen,
    /// The reason follows from when notice was given.
    Derived {
        /// When it was given.
        given: Timestamp,
        /// The notice period of the contract on that day.
        period: NoticePeriod,
    },
    /// Somebody chose another than the notice period says.
    Overruled {
        /// Why.
        because: String,
    },
    /// Support and journeys take the reason of the session that they go with.
    OfTheSession(Symbol),
    /// The contract's rule for bank holidays.
    BankHoliday,
}

/// A part of what was planned that did not take place.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct AbsentPart {
    /// How much.
    pub quantity: Quantity,
    /// The reason.
    pub reason: AbsenceReason,
    /// Where the reason comes from.
    pub origin: ReasonOrigin,
}

/// What a cell says: plan, mark and rules together.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct CellState {
    /// What is planned.
    pub planned: Quantity,
    /// What was received.
    pub received: Quantity,
    /// What was planned and not received.
    pub absent: Option<AbsentPart>,
    /// The version of the mark; 0 where nobody has marked the cell.
    pub version: u32,
}

domain::named_enum! {
    /// A colour of a cell, by the names that the guide for providers gives
    /// them. Letters and borders say the same.
    pub enum CellColour {
        /// Not planned, not attended.
        Grey = "grey",
        /// Planned, and all of it received.
        PaleGreen = "pale-green",
        /// Planned, and not all of it received.
        Orange = "orange",
        /// Not planned, and received.
        DarkGreen = "dark-green",
    }
}

impl CellState {
    /// Returns the colour of the cell.
    ///
    /// ```
    /// use attendance::cell::{CellColour, CellState};
    /// use attendance::quantity::Quantity;
    ///
    /// let state = |planned, received| CellState {
    ///     planned: Quantity(planned),
    ///     received: Quantity(received),
    ///     absent: None,
    ///     version: 0,
    /// };
    /// assert_eq!(state(0, 0).colour(), CellColour::Grey);
    /// assert_eq!(state(1, 1).colour(), CellColour::PaleGreen);
    /// assert_eq!(state(1, 0).colour(), CellColour::Orange);
    /// assert_eq!(state(0, 1).colour(), CellColour::DarkGreen);
    /// ```
    #[must_use]
    pub fn colour(&self) -> CellColour {
        if self.received < self.planned {
            CellColour::Orange
        } else if self.received > self.planned {
            CellColour::DarkGreen
        } else if self.planned.is_zero() {
            CellColour::Grey
        } else {
            CellColour::PaleGreen
        }
    }
}
