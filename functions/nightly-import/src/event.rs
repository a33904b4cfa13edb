//! The events that the function is invoked with.

use attendance::provision_import::SnapshotName;
use serde::{Deserialize, Serialize};

/// An event that the function is invoked with.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum ImportEvent {
    /// A file that has arrived in the exchange bucket, as EventBridge tells of
    /// it.
    Arrived {
        /// The file.
        detail: ArrivedDetail,
    },
    /// The sweep, every hour or by hand: `{"sweep": true}`.
    Sweep {
        /// Always true.
        sweep: bool,
    },
}

/// What EventBridge tells of a file.
#[derive(Clone, Debug, Deserialize)]
pub struct ArrivedDetail {
    object: ArrivedObject,
}

#[derive(Clone, Debug, Deserialize)]
struct ArrivedObject {
    key: String,
}

impl ArrivedDetail {
    /// Whether the manifest of a snapshot of records has arrived.
    pub(crate) fn is_of_records(&self) -> bool {
        let folder = self.object.key.strip_prefix("records/");
        folder.is_some_and(|folder| folder.ends_with("/manifest.json"))
    }

    /// Returns the snapshot whose manifest has arrived: none for any other file,
    /// which its manifest follows.
    pub(crate) fn snapshot(&self) -> Option<SnapshotName> {
        let folder = self.object.key.strip_prefix("provisions/")?;
        SnapshotName::parse(folder.strip_suffix("/manifest.json")?).ok()
    }
}

/// The reply: what became of the snapshots.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct ImportReply {
    /// The snapshots that were taken in.
    pub imported: u32,
    /// The snapshots that were taken in before.
    pub before: u32,
    /// The snapshots that are held back.
    pub held: u32,
    /// The rows of the snapshots that were taken in.
    pub read: u64,
    /// The provisions that are new.
    pub new: u64,
    /// The provisions that changed.
    pub changed: u64,
    /// The provisions that ended.
    pub ended: u64,
    /// The rows that were refused.
    pub refused: u64,
    /// The provisions that were written or removed.
    pub writes: u64,
    /// The snapshots at which the run stopped in time; the next goes on.
    pub paused: u32,
    /// The rows of these that are written so far.
    pub written_so_far: u64,
}
