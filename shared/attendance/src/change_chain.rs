//! The chain of a register's changes: each line of its history carries a hash
//! of all lines before, so that a line that was altered, left out, added or
//! moved is found by anybody who has the lines.
//!
//! A line is text. Whoever verifies needs nothing but SHA-256:
//! `hash = SHA-256(previous hash in hexadecimal, a line feed, the line)`, with
//! the hash of [`ChainHash::start`] before the first line. What somebody wrote
//! about a person stands in a line as its own SHA-256.
//!
//! The chain of a locked version goes on from the hash of the version before:
//! [`chain_of`](crate::locked_chain::chain_of).

use domain::values::digits::hex;
use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};

use crate::absence::AbsenceReason;
use crate::cell::{Cell, CellRecord, Mark, RecordedBy};
use crate::kept_register::{KeptAdjustment, LockedAmounts};
use crate::kept_text::week_text;
use crate::ledger::LedgerAmounts;
use crate::provision::LineKey;
use crate::register::RegisterLine;
use crate::supplier::SupplierId;
use crate::week::Week;

/// A hash of the chain, in lower-case hexadecimal.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ChainHash(String);

impl ChainHash {
    /// Returns the hash before the first line: that of the name of the format.
    #[must_use]
    pub fn start() -> Self {
        Self(hex(&Sha256::digest("register changes, version 1")))
    }

    /// Reads a hash as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// Returns the hash in hexadecimal.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn after(&self, line: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(self.0.as_bytes());
        digest.update(b"\n");
        digest.update(line.as_bytes());
        Self(hex(&digest.finalize()))
    }
}

/// An event in the life of a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RegisterEvent {
    /// The register was made.
    Made {
        /// The supplier.
        supplier: SupplierId,
        /// The week.
        week: Week,
        /// The number of the import.
        plan_version: u32,
    },
    /// A plan was taken in.
    PlanTaken {
        /// The number of the import.
        plan_version: u32,
        /// The lines that are new, changed or ended.
        lines: Vec<LineKey>,
    },
    /// A line is on the register, with its plan and every change of the plan.
    Planned(Box<RegisterLine>),
    /// A cell was marked.
    Marked {
        /// The cell.
        cell: Cell,
        /// The mark before; none where nobody had marked it.
        before: Option<Mark>,
        /// The mark after.
        after: CellRecord,
    },
    /// Somebody said why a person is on the register twice in one session.
    DoubleExplained {
        /// The cell.
        cell: Cell,
        /// Why.
        because: String,
    },
    /// A line was said to have gone as planned.
    Checked {
        /// The line.
        line: LineKey,
        /// Who and when.
        by: RecordedBy,
    },
    /// Finance adjusted the register.
    Adjusted(KeptAdjustment),
    /// A line and a kind of care were priced, for good.
    Priced(LockedAmounts),
    /// The register was locked, by a submission or an adjustment.
    Locked {
        /// The supplier.
        supplier: SupplierId,
        /// The name of the supplier then.
        supplier_name: String,
        /// The week.
        week: Week,
        /// The version.
        version: u32,
        /// The number of the import whose plan was in force.
        plan_version: u32,
        /// Who and when.
        by: RecordedBy,
        /// The amounts of the week.
        amounts: LedgerAmounts,
    },
    /// Finance unlocked the register.
    Unlocked {
        /// Who and when.
        by: RecordedBy,
        /// Why.
        because: String,
        /// Until when.
        until: jiff::Timestamp,
    },
    /// An unlocking ran out.
    LockedAgain {
        /// When.
        at: jiff::Timestamp,
    },
}

/// The fields of a line of the chain, each escaped so that no text can look
/// like two fields or two lines.
struct ChainFields(String);

impl ChainFields {
    fn of(event: &str) -> Self {
        Self(event.to_owned())
    }

    fn field(mut self, name: &str, value: &str) -> Self {
        self.0.push(' ');
        self.0.push_str(name);
        self.0.push('=');
        for letter in value.chars() {
            if letter.is_control() || letter == ' ' || letter == '%' {
                let mut bytes = [0; 4];
                for byte in letter.encode_utf8(&mut bytes).bytes() {
                    self.0.push('%');
                    self.0.push_str(&hex(&[byte]));
                }
            } else {
                self.0.push(letter);
            }
        }
        self
    }

    fn by(self, by: &RecordedBy) -> Self {
        self.field("by", &by.user)
            .field("at", &by.at.to_string())
            .field("via", by.via.name())
    }

    /// Adds something that somebody wrote, as its own hash.
    fn written(self, name: &str, text: &str) -> Self {
        self.field(name, &hex(&Sha256::digest(text)))
    }

    fn amounts(self, planned: Decimal, paid: Decimal, billed: Decimal) -> Self {
        self.field("planned", &planned.normalize().to_string())
            .field("paid", &paid.normalize().to_string())
            .field("billed", &billed.normalize().to_string())
    }

    fn cell(self, cell: &Cell) -> Self {
        self.field("line", &cell.line.to_string())
            .field("day", &cell.day.to_string())
            .field("symbol", cell.symbol.name())
    }

    fn mark(self, name: &str, mark: Option<&Mark>) -> Self {
        match mark {
            None => self.field(name, "unmarked"),
            Some(Mark::AsPlanned) => self.field(name, "as_planned"),
            Some(Mark::Received { quantity, account }) => {
                let mut fields = self
                    .field(name, &quantity.0.to_string())
                    .field("reason", account.chosen.map_or("", AbsenceReason::name));
                if let Some(given) = account.notice_given {
                    fields = fields.field("notice", &given.to_string());
                }
                let written = [
                    ("because", &account.overruled_because),
                    ("comment", &account.comment),
                ];
                for (name, text) in written {
                    if let Some(text) = text {
                        fields = fields.written(name, text);
                    }
                }
                fields
            }
        }
    }
}

impl RegisterEvent {
    /// Returns the event as its line of the chain.
    #[must_use]
    pub fn line(&self) -> String {
        let fields = match self {
            Self::Made {
                supplier,
                week,
                plan_version,
            } => ChainFields::of("made")
                .field("supplier", supplier.as_str())
                .field("week", &week.ending().to_string())
                .field("plan", &plan_version.to_string()),
            Self::PlanTaken {
                plan_version,
                lines,
            } => {
                let lines: Vec<_> = lines.iter().map(LineKey::to_string).collect();
                ChainFields::of("plan-taken")
                    .field("plan", &plan_version.to_string())
                    .field("lines", &lines.join(","))
            }
            Self::Planned(line) => planned(line),
            Self::Marked {
                cell,
                before,
                after,
            } => ChainFields::of("marked")
                .cell(cell)
                .mark("before", before.as_ref())
                .mark("after", Some(&after.mark))
                .field("version", &after.version.to_string())
                .by(&after.recorded),
            Self::DoubleExplained { cell, because } => ChainFields::of("double-explained")
                .cell(cell)
                .written("because", because),
            Self::Checked { line, by } => ChainFields::of("checked")
                .field("line", &line.to_string())
                .by(by),
            Self::Adjusted(adjustment) => ChainFields::of("adjusted")
                .written("because", &adjustment.because)
                .field("proposed", &adjustment.proposed_by.user)
                .field("proposed-at", &adjustment.proposed_by.at.to_string())
                .by(&adjustment.approved_by),
            Self::Priced(of) => ChainFields::of("priced")
                .field("line", &format!("{}/{}", of.order, of.line))
                .field("kind", of.kind.name())
                .amounts(of.planned, of.paid, of.billed),
            Self::Locked {
                supplier,
                supplier_name,
                week,
                version,
                plan_version,
                by,
                amounts,
            } => ChainFields::of("locked")
                .field("supplier", supplier.as_str())
                .field("name", supplier_name)
                .field("week", &week.ending().to_string())
                .field("version", &version.to_string())
                .field("plan", &plan_version.to_string())
                .amounts(amounts.planned, amounts.paid, amounts.billed)
                .by(by),
            Self::Unlocked { by, because, until } => ChainFields::of("unlocked")
                .field("because", because)
                .field("until", &until.to_string())
                .by(by),
            Self::LockedAgain { at } => {
                ChainFields::of("locked-again").field("at", &at.to_string())
            }
        };
        fields.0
    }
}

/// Writes a line of the register: whom and what it is for, its plan, and each
/// plan before with the day of the import that changed it.
fn planned(line: &RegisterLine) -> ChainFields {
    let provision = &line.provision;
    let mut fields = ChainFields::of("planned")
        .field("line", &provision.key.to_string())
        .field("person", provision.person.reference.as_str())
        .field("service", provision.service.as_str())
        .field("terms", provision.terms.as_str())
        .field("starts", &provision.starts.to_string());
    if let Some(ends) = provision.ends {
        fields = fields.field("ends", &ends.to_string());
    }
    fields = fields
        .field("appeared", &line.appeared_on.to_string())
        .field("plan", &week_text(&line.plan));
    for change in &line.plan_changes {
        let ended = change.ended_before.map(|day| day.to_string());
        fields = fields
            .field("changed", &change.on.to_string())
            .field("from", &week_text(&change.before))
            .field("ended", &ended.unwrap_or_default());
    }
    fields
}

/// A line of the chain with its hash.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChainLine {
    /// The line.
    pub text: String,
    /// The hash of this line and of all before.
    pub hash: ChainHash,
}

/// The chain of a register's changes, or the part of it after a known hash.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChangeChain {
    after: ChainHash,
    lines: Vec<ChainLine>,
}

impl Default for ChangeChain {
    fn default() -> Self {
        Self::after(ChainHash::start())
    }
}

/// The error of a chain that is not as it was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BrokenChain {
    /// A line does not follow from the lines before: it, or one before, was
    /// altered, left out, added or moved.
    #[error("line {number} does not follow from the lines before")]
    AtLine {
        /// The number of the line, from 1.
        number: usize,
    },
    /// The lines follow from each other and end in another hash than the root
    /// that is known: lines are missing at the end, or all were written anew.
    #[error("the chain does not end in the hash that is known")]
    OtherRoot,
}

impl ChangeChain {
    /// Begins the part of a chain after a hash.
    #[must_use]
    pub const fn after(hash: ChainHash) -> Self {
        let lines = Vec::new();
        Self { after: hash, lines }
    }

    /// Returns the hash before the first line.
    #[must_use]
    pub const fn before(&self) -> &ChainHash {
        &self.after
    }

    /// Adds an event.
    pub fn add(&mut self, event: &RegisterEvent) -> &ChainHash {
        let text = event.line();
        let hash = self.root().after(&text);
        let at = self.lines.len();
        self.lines.push(ChainLine { text, hash });
        &self.lines[at].hash
    }

    /// Returns the root: the hash of the last line, which stands for all of
    /// them.
    #[must_use]
    pub fn root(&self) -> ChainHash {
        let last = self.lines.last();
        last.map_or_else(|| self.after.clone(), |line| line.hash.clone())
    }

    /// Returns the lines.
    #[must_use]
    pub fn lines(&self) -> &[ChainLine] {
        &self.lines
    }
}

/// Verifies a chain as it was read back, against the root that is known from
/// elsewhere, such as an exported file or a receipt.
///
/// # Errors
/// [`BrokenChain`] says the first line that does not fit.
pub fn verify(lines: &[ChainLine], root: &ChainHash) -> Result<(), BrokenChain> {
    verify_after(ChainHash::start(), lines, root)
}

/// Verifies the part of a chain that goes on from a hash, such as that of the
/// version before.
///
/// # Errors
/// [`BrokenChain`] says the first line that does not fit.
pub fn verify_after(
    before: ChainHash,
    lines: &[ChainLine],
    root: &ChainHash,
) -> Result<(), BrokenChain> {
    let mut hash = before;
    for (place, line) in lines.iter().enumerate() {
        hash = hash.after(&line.text);
        if hash != line.hash {
            return Err(BrokenChain::AtLine { number: place + 1 });
        }
    }
    match hash == *root {
        true => Ok(()),
        false => Err(BrokenChain::OtherRoot),
    }
}
