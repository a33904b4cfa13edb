//! Transport that did not come: journeys for which the provider says "We did not
//! provide it". Seen across providers, one bus or one contractor stands out.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::absence::AbsenceReason;
use crate::ledger::{EntryCause, Ledger, LedgerEntry};
use crate::symbol::Symbol;

/// The transport that did not come in a week of a supplier.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MissedTransport {
    /// The journeys that were planned and that the provider did not provide.
    pub journeys: u32,
    /// The journeys among these whose session was not provided either.
    pub with_session: u32,
    /// What the provider would have been paid for the journeys and is not.
    pub not_paid: Decimal,
}

impl MissedTransport {
    /// Finds in the ledger of a register the transport that did not come.
    #[must_use]
    pub fn of(ledger: &Ledger) -> Self {
        let entries = ledger.entries();
        let journeys = entries
            .iter()
            .filter(|entry| entry.cell.symbol.is_journey());
        let mut missed = Self::default();
        for journey in journeys.filter(|entry| was_not_provided(entry)) {
            let session = session_with(entries, journey).is_some_and(was_not_provided);
            let amounts = journey.amounts();
            missed.journeys += journey.quantity.0;
            missed.with_session += if session { journey.quantity.0 } else { 0 };
            missed.not_paid += amounts.planned - amounts.paid;
        }
        let half_up = RoundingStrategy::MidpointAwayFromZero;
        missed.not_paid = missed.not_paid.round_dp_with_strategy(2, half_up);
        missed
    }

    /// Adds the transport of another register.
    pub fn add(&mut self, other: &Self) {
        self.journeys += other.journeys;
        self.with_session += other.with_session;
        self.not_paid += other.not_paid;
    }
}

/// Finds the session that a journey goes with: the nearest that was planned.
fn session_with<'a>(entries: &'a [LedgerEntry], journey: &LedgerEntry) -> Option<&'a LedgerEntry> {
    let mut sessions = journey.cell.symbol.goes_with().iter();
    let planned = |session: &Symbol| {
        entries.iter().find(|entry| {
            let (is, of) = (&entry.cell, &journey.cell);
            let same = (&is.line, is.day, is.symbol) == (&of.line, of.day, *session);
            same && !entry.planned.is_zero()
        })
    };
    sessions.find_map(planned)
}

fn was_not_provided(entry: &LedgerEntry) -> bool {
    let EntryCause::Absent { reason, .. } = entry.cause else {
        return false;
    };
    reason == AbsenceReason::NotProvided
}
