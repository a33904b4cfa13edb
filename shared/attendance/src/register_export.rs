//! The export of locked registers to the case system, and what it says of them.

use std::collections::BTreeMap;

use domain::fault::StoreFault;
use domain::values::list_page::{ListCursor, ListPage};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kept_register::{KeptVersion, RegisterKey};
use crate::supplier::SupplierId;
use crate::week::Week;

/// The key of a locked version of a register.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct LockedVersionKey {
    /// The register.
    pub register: RegisterKey,
    /// The number of the version, from 1.
    pub number: u32,
}

/// A locked version that waits: to be exported, or for what the case system says
/// of it.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct WaitingVersion {
    /// When it was locked.
    pub locked_at: Timestamp,
    /// The version.
    pub version: LockedVersionKey,
}

impl WaitingVersion {
    /// Reads a version as a list of the table has it:
    /// `<locked_at>#<supplier>#<week-ending date>#<number>`.
    ///
    /// ```
    /// use attendance::register_export::WaitingVersion;
    ///
    /// let waiting = WaitingVersion::read("2026-03-30T08:00:00.000Z#S12#2026-03-29#2");
    /// assert_eq!(waiting.map(|waiting| waiting.version.number), Some(2));
    /// assert_eq!(WaitingVersion::read("2026-03-30T08:00:00.000Z#S12#2026-03-28#2"), None);
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<_> = text.split('#').collect();
        let [at, supplier, week, number] = parts.as_slice() else {
            return None;
        };
        let register = RegisterKey {
            supplier: SupplierId::parse(supplier).ok()?,
            week: Week::ending_on(week.parse().ok()?).ok()?,
        };
        Some(Self {
            locked_at: at.parse().ok()?,
            version: LockedVersionKey {
                register,
                number: number.parse().ok()?,
            },
        })
    }
}

/// A line of a submission that the case system cannot take.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedLine {
    /// The purchase order.
    pub purchase_order: String,
    /// The line within it.
    pub line: String,
    /// The reason, in the case system's words.
    pub reason: String,
}

/// What became of a locked version at the case system.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RegisterDelivery {
    /// When its file was written.
    pub exported_at: Option<Timestamp>,
    /// When the case system took it.
    pub received_at: Option<Timestamp>,
    /// The lines that the case system did not take.
    pub refused: Vec<RefusedLine>,
}

/// The port through which locked registers are exported to the case system.
pub trait RegisterExportQueue: Clone + Send + Sync + 'static {
    /// Reads a locked version.
    fn version_to_export(
        &self,
        version: &LockedVersionKey,
    ) -> impl Future<Output = Result<Option<KeptVersion>, StoreFault>> + Send;

    /// Lists what is still to be exported, the first that was locked first, at
    /// most `most` after a place in the list.
    fn registers_to_export(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<WaitingVersion>, StoreFault>> + Send;

    /// Notes that the files of a version are written: it is no longer to be
    /// exported, and awaits an acknowledgement. MUST change nothing when called
    /// again.
    fn register_exported(
        &self,
        waiting: &WaitingVersion,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Notes that the case system has taken a version, and which lines it did
    /// not. MUST change nothing when called again. Returns whether there is such
    /// a version.
    fn register_received(
        &self,
        version: &LockedVersionKey,
        at: Timestamp,
        refused: &[RefusedLine],
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// The port to what became of locked registers at the case system.
pub trait RegisterDeliveryReader: Clone + Send + Sync + 'static {
    /// Reads what became of a version.
    fn register_delivery(
        &self,
        version: &LockedVersionKey,
    ) -> impl Future<Output = Result<RegisterDelivery, StoreFault>> + Send;

    /// Reads what became of these versions, in one request for up to a hundred.
    /// A version of which nothing is known is left out.
    fn register_deliveries(
        &self,
        versions: &[LockedVersionKey],
    ) -> impl Future<Output = Result<BTreeMap<LockedVersionKey, RegisterDelivery>, StoreFault>> + Send;
}

/// The port to the locked registers that the case system has not acknowledged.
pub trait UnacknowledgedRegisters: Clone + Send + Sync + 'static {
    /// Lists the versions without an acknowledgement that were locked before an
    /// instant, the first one first, at most `most` after a place in the list.
    fn unacknowledged_registers(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<WaitingVersion>, StoreFault>> + Send;
}
