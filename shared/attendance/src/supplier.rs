//! Suppliers, and the day services that they run.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::symbol::Symbol;
use crate::text_id::case_reference;

case_reference! {
    /// The id of a supplier in the case system. It stays when the supplier is
    /// renamed.
    SupplierId
}

case_reference! {
    /// The id of a day service of a supplier.
    DayServiceId
}

/// A supplier: who is paid for day services.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Supplier {
    /// The id, which access, progress and payments go by.
    pub id: SupplierId,
    /// The name, as it is now.
    pub name: String,
    /// The first day of its contract. Non-payment weeks are pro rata for a
    /// supplier that joins in mid-year.
    pub joined: Date,
    /// The last day of its contract, if it has ended.
    pub left: Option<Date>,
}

/// A day service: where and when people attend.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DayService {
    /// The id.
    pub id: DayServiceId,
    /// The supplier that runs it.
    pub supplier: SupplierId,
    /// The name, as it is now.
    pub name: String,
    /// The times at which sessions begin, from which notice in hours is
    /// counted.
    pub begins: SessionTimes,
}

/// The times of day at which sessions begin.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionTimes {
    /// The morning session.
    pub morning: Time,
    /// The afternoon session.
    pub afternoon: Time,
    /// The evening session.
    pub evening: Time,
}

impl Default for SessionTimes {
    /// 9am, 1pm and 5pm.
    fn default() -> Self {
        Self {
            morning: Time::constant(9, 0, 0, 0),
            afternoon: Time::constant(13, 0, 0, 0),
            evening: Time::constant(17, 0, 0, 0),
        }
    }
}

impl SessionTimes {
    /// Returns the time at which the session of a symbol begins. Support and
    /// the journey out begin with the morning, the journey back with the
    /// afternoon.
    #[must_use]
    pub const fn of(&self, symbol: Symbol) -> Time {
        match symbol {
            Symbol::Morning | Symbol::OneToOne | Symbol::TwoToTwo | Symbol::Out => self.morning,
            Symbol::Afternoon | Symbol::Back => self.afternoon,
            Symbol::Evening => self.evening,
        }
    }
}
