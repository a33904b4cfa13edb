//! The receipt of a submission, which a provider can verify without access to
//! the portal.

use std::fmt;

use rust_decimal::Decimal;

use crate::cell::RecordedBy;
use crate::change_chain::ChainHash;
use crate::kept_register::{KeptVersion, LockedAmounts, RegisterKey};
use crate::ledger::LedgerAmounts;
use crate::locked_chain::chain_of;

/// A receipt for a locked version of a register.
///
/// Its text ends in the last line of the register's chain, between the hash
/// before it and its own: `SHA-256(hash before, a line feed, the line)` is the
/// last hash, and everything that the text says is in that line.
/// `infra/verify-register` checks both.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SubmissionReceipt {
    key: RegisterKey,
    supplier_name: String,
    version: u32,
    by: RecordedBy,
    amounts: LedgerAmounts,
    hash_before: ChainHash,
    line: String,
    hash: String,
}

impl SubmissionReceipt {
    /// Makes the receipt of a version after the version before, if there is one.
    #[must_use]
    pub fn of(key: &RegisterKey, before: Option<&KeptVersion>, version: &KeptVersion) -> Self {
        let chain = chain_of(key, before, version);
        let (hash_before, line) = match chain.lines() {
            [.., before, last] => (before.hash.clone(), last.text.clone()),
            [last] => (chain.before().clone(), last.text.clone()),
            [] => (chain.before().clone(), String::new()),
        };
        Self {
            key: key.clone(),
            supplier_name: version.supplier_name.clone(),
            version: version.number,
            by: version.by.clone(),
            amounts: LockedAmounts::total(&version.amounts),
            hash_before,
            line,
            hash: version.chain.clone(),
        }
    }

    /// Returns the hash that stands for the version and everything before it.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// Writes the text of the receipt.
impl fmt::Display for SubmissionReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.supplier_name.replace(char::is_control, " ");
        let pounds = |amount: Decimal| format!("£{amount:.2}");
        writeln!(f, "Receipt for a register of day services")?;
        writeln!(f)?;
        writeln!(f, "Supplier: {name} ({})", self.key.supplier.as_str())?;
        writeln!(f, "Week ending: {}", self.key.week.ending())?;
        writeln!(f, "Version: {}", self.version)?;
        writeln!(f, "Locked: {} by {}", self.by.at, self.by.user)?;
        writeln!(f, "As planned: {}", pounds(self.amounts.planned))?;
        writeln!(f, "To be paid: {}", pounds(self.amounts.paid))?;
        writeln!(
            f,
            "To be billed, before assessed charges: {}",
            pounds(self.amounts.billed)
        )?;
        writeln!(f)?;
        writeln!(
            f,
            "To check this receipt: the last line is the SHA-256 of the two lines before it,"
        )?;
        writeln!(f, "with a line feed between them and none at the end.")?;
        writeln!(f, "{}", self.hash_before.as_str())?;
        writeln!(f, "{}", self.line)?;
        writeln!(f, "{}", self.hash)
    }
}
