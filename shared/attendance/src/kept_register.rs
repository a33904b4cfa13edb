//! Registers as they are kept, and the ports that keep them.
//!
//! A register is an item for the whole and an item a line. To mark a cell is
//! one conditional write of its line, without a read before. To lock a register
//! is to freeze each line, then to decide on what the frozen lines hold: no mark
//! that was accepted is missing, and none is accepted afterwards.

use std::collections::{BTreeMap, BTreeSet};

use domain::fault::StoreFault;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::cell::{CellRecord, RecordedBy};
use crate::command::CellCommand;
use crate::kept_line::KeptLine;
use crate::ledger::{Ledger, LedgerAmounts};
use crate::missed_transport::MissedTransport;
use crate::provision::LineKey;
use crate::register::Register;
use crate::restricted::ShownPeople;
use crate::supplier::SupplierId;
use crate::symbol::CareKind;
use crate::terms::{ContractBook, TermsId};
use crate::week::Week;

/// The key of a register.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RegisterKey {
    /// The supplier.
    pub supplier: SupplierId,
    /// The week.
    pub week: Week,
}

/// The state of a register as it is kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum KeptStatus {
    /// The register was never submitted.
    Open,
    /// Somebody is submitting it: its lines are being frozen. Whoever finds this
    /// long after it began finishes it.
    Locking {
        /// Who submits it and since when.
        by: RecordedBy,
    },
    /// The register is submitted: nothing in it changes.
    Locked {
        /// Who submitted it and when.
        by: RecordedBy,
    },
    /// Finance unlocked it until an instant.
    Unlocked {
        /// Who unlocked it and when.
        by: RecordedBy,
        /// Why.
        because: String,
        /// The instant at which it returns to the last locked version.
        until: Timestamp,
    },
}

/// What is kept of a register as a whole.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegisterHead {
    /// The name of the supplier, as it is now or was when it was locked.
    pub supplier_name: String,
    /// The number of the last import that was taken in.
    pub plan_version: u32,
    /// The state.
    pub status: KeptStatus,
    /// The number of the last locked version; 0 before the first.
    pub version: u32,
    /// The amounts of the last locked version.
    pub amounts: Option<LedgerAmounts>,
    /// The transport that did not come, as the last locked version has it; none
    /// before the first, and where it was locked before this was kept.
    pub transport: Option<MissedTransport>,
    /// The number of times that the head was written, on whose condition it is
    /// written again.
    pub changes: u64,
}

/// A register as it is kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptRegister {
    /// The key.
    pub key: RegisterKey,
    /// The whole.
    pub head: RegisterHead,
    /// The lines.
    pub lines: BTreeMap<LineKey, KeptLine>,
}

impl KeptRegister {
    /// Returns the register, for the rules.
    #[must_use]
    pub fn register(&self) -> Register {
        let lines = self.lines.iter();
        Register {
            supplier: self.key.supplier.clone(),
            week: self.key.week,
            lines: lines
                .map(|(key, kept)| (key.clone(), kept.line.clone()))
                .collect(),
            plan_version: self.head.plan_version,
        }
    }

    /// Returns the terms that its lines are bought on.
    #[must_use]
    pub fn terms(&self) -> BTreeSet<TermsId> {
        let lines = self.lines.values();
        lines
            .map(|kept| kept.line.provision.terms.clone())
            .collect()
    }
}

/// The amounts of one line and one kind of care in a locked version.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LockedAmounts {
    /// The purchase order.
    pub order: String,
    /// The line within it.
    pub line: String,
    /// The kind of care.
    pub kind: CareKind,
    /// What was planned.
    pub planned: Decimal,
    /// What is paid.
    pub paid: Decimal,
    /// What is billed.
    pub billed: Decimal,
}

impl LockedAmounts {
    /// Takes the amounts of a ledger, by line and kind of care.
    #[must_use]
    pub fn of(ledger: &Ledger) -> Vec<Self> {
        let kinds = ledger.kinds().iter().map(|((key, kind), week)| Self {
            order: key.order.as_str().to_owned(),
            line: key.line.as_str().to_owned(),
            kind: *kind,
            planned: week.amounts.planned,
            paid: week.amounts.paid,
            billed: week.amounts.billed,
        });
        kinds.collect()
    }

    /// Adds amounts up.
    #[must_use]
    pub fn total(amounts: &[Self]) -> LedgerAmounts {
        LedgerAmounts {
            planned: amounts.iter().map(|of| of.planned).sum(),
            paid: amounts.iter().map(|of| of.paid).sum(),
            billed: amounts.iter().map(|of| of.billed).sum(),
        }
    }

    /// Whether the amounts are of a line.
    #[must_use]
    pub fn is_of(&self, line: &LineKey) -> bool {
        self.order == line.order.as_str() && self.line == line.line.as_str()
    }
}

/// A locked version as it is kept: the register, the terms that priced it, and
/// the amounts, which never change again whatever becomes of the rules.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptVersion {
    /// The number, from 1.
    pub number: u32,
    /// Who locked it and when.
    pub by: RecordedBy,
    /// The supplier's name then.
    pub supplier_name: String,
    /// The lines then, with every version of their cells.
    pub lines: BTreeMap<LineKey, KeptLine>,
    /// The number of the import then.
    pub plan_version: u32,
    /// The terms then.
    pub book: ContractBook,
    /// The amounts.
    pub amounts: Vec<LockedAmounts>,
    /// The last hash of the chain of the register's changes.
    pub chain: String,
    /// Why finance adjusted the register, where that made the version.
    pub adjustment: Option<KeptAdjustment>,
}

impl KeptVersion {
    /// Returns the register as it was locked, for the rules.
    #[must_use]
    pub fn register(&self, key: &RegisterKey) -> Register {
        let lines = self.lines.iter();
        Register {
            supplier: key.supplier.clone(),
            week: key.week,
            lines: lines
                .map(|(key, kept)| (key.clone(), kept.line.clone()))
                .collect(),
            plan_version: self.plan_version,
        }
    }

    /// Returns the transport that did not come, by the terms of its time.
    #[must_use]
    pub fn missed_transport(&self, key: &RegisterKey) -> MissedTransport {
        MissedTransport::of(&Ledger::of(&self.register(key), &self.book))
    }
}

/// The adjustment that made a version.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptAdjustment {
    /// Why.
    pub because: String,
    /// Who proposed it.
    pub proposed_by: RecordedBy,
    /// Who approved it.
    pub approved_by: RecordedBy,
}

/// The outcome of marking a cell.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CellKept {
    /// The mark is kept, now or by the same command before. Holds the version
    /// of the cell.
    Kept(u32),
    /// Somebody else changed the cell in the meantime. Holds what stands.
    Conflict(CellRecord),
    /// The line is locked.
    Locked,
    /// The cell cannot be marked: the register says why.
    Refused(crate::register::ChangeRefused),
}

/// The outcome of writing a line on a condition.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LineKept {
    /// The line is kept.
    Kept,
    /// Somebody else wrote the line in the meantime, and nothing was written.
    Overtaken,
    /// The line is locked, and nothing was written.
    Locked,
}

/// The outcome of writing the head of a register on the condition that nobody
/// else has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum HeadKept {
    /// The head is kept.
    Kept,
    /// Somebody else wrote it in the meantime, and nothing was written.
    Overtaken,
}

/// Reads registers.
pub trait RegisterReader: Clone + Send + Sync + 'static {
    /// Reads a register, in one request. The read is consistent.
    fn register(
        &self,
        key: &RegisterKey,
    ) -> impl Future<Output = Result<Option<KeptRegister>, StoreFault>> + Send;

    /// Reads the heads of the registers of these weeks that there are, in one
    /// request for up to a hundred.
    fn register_heads(
        &self,
        supplier: &SupplierId,
        weeks: &[Week],
    ) -> impl Future<Output = Result<BTreeMap<Week, RegisterHead>, StoreFault>> + Send;

    /// Reads the terms of contracts.
    fn contract_book(
        &self,
        terms: &BTreeSet<TermsId>,
    ) -> impl Future<Output = Result<ContractBook, StoreFault>> + Send;

    /// Reads a locked version of a register.
    fn locked_version(
        &self,
        key: &RegisterKey,
        number: u32,
    ) -> impl Future<Output = Result<Option<KeptVersion>, StoreFault>> + Send;
}

/// Marks cells, one at a time.
pub trait CellKeeper: Clone + Send + Sync + 'static {
    /// Marks a cell, in one conditional write without a read before. MUST keep
    /// nothing if the line is locked, if the day is not open, if the package has
    /// no such symbol, or if the cell has another version than the command saw.
    /// MUST do nothing for a command that was applied.
    fn keep_cell(
        &self,
        key: &RegisterKey,
        command: &CellCommand,
        recorded: &RecordedBy,
    ) -> impl Future<Output = Result<CellKept, StoreFault>> + Send {
        self.keep_shown_cell(key, command, recorded, &ShownPeople::Everybody)
    }

    /// Marks a cell as [`CellKeeper::keep_cell`] does, if the person of its line
    /// is shown. MUST answer as for a line that is not there, if they are not.
    fn keep_shown_cell(
        &self,
        key: &RegisterKey,
        command: &CellCommand,
        recorded: &RecordedBy,
        shown: &ShownPeople,
    ) -> impl Future<Output = Result<CellKept, StoreFault>> + Send;
}

/// Keeps registers.
pub trait RegisterKeeper: RegisterReader {
    /// Makes a register: its head and lines, each if it is not there.
    fn make_register(
        &self,
        register: &KeptRegister,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Adds a line to a register that is there, if the register has no such
    /// line. Returns whether it was added.
    fn add_line(
        &self,
        key: &RegisterKey,
        line: &KeptLine,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Writes a line, if it is as it was read and not locked. Writes nothing if
    /// nothing changed.
    fn keep_line(
        &self,
        key: &RegisterKey,
        before: &KeptLine,
        after: &KeptLine,
        now: Timestamp,
    ) -> impl Future<Output = Result<LineKept, StoreFault>> + Send;

    /// Writes the head, if nobody else has since it was read.
    fn keep_head(
        &self,
        key: &RegisterKey,
        head: &RegisterHead,
    ) -> impl Future<Output = Result<HeadKept, StoreFault>> + Send;

    /// Freezes a line as part of a locked version, and returns the line as it is
    /// then. None if there is no such line.
    fn freeze_line(
        &self,
        key: &RegisterKey,
        line: &LineKey,
        version: u32,
    ) -> impl Future<Output = Result<Option<KeptLine>, StoreFault>> + Send;

    /// Lets a frozen line be changed: for good where there is no version of it
    /// yet, or until an instant.
    fn thaw_line(
        &self,
        key: &RegisterKey,
        line: &LineKey,
        until: Option<Timestamp>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Puts a frozen line back to what a locked version has, whatever it holds.
    fn restore_line(
        &self,
        key: &RegisterKey,
        line: &KeptLine,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps a locked version with the head that says so, and what exports it:
    /// all of it or nothing. The head is written on the condition that nobody
    /// else has.
    fn keep_version(
        &self,
        key: &RegisterKey,
        head: &RegisterHead,
        version: &KeptVersion,
    ) -> impl Future<Output = Result<HeadKept, StoreFault>> + Send;
}
