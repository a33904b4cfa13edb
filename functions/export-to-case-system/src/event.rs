//! What the function is invoked with and what it answers.

use domain::application::{LateFile, ToExport};
use domain::reference::Reference;
use serde::{Deserialize, Serialize};

use crate::Fault;

/// What the function is invoked with.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// Records of the table's stream.
    Stream {
        /// In the order of the stream.
        #[serde(rename = "Records")]
        records: Vec<Record>,
    },
    /// Every 15 minutes, or by hand: `{"sweep": true}`.
    Sweep {
        /// Always true.
        sweep: bool,
    },
}

/// A record of the table's stream. Its keys alone are read; what else is in it
/// is not looked at.
#[derive(Clone, Debug, Deserialize)]
pub struct Record {
    #[serde(rename = "eventName")]
    event_name: String,
    dynamodb: Change,
}

#[derive(Clone, Debug, Deserialize)]
struct Change {
    #[serde(rename = "Keys")]
    keys: Keys,
    #[serde(rename = "SequenceNumber", default)]
    sequence_number: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Keys {
    #[serde(rename = "PK")]
    partition: Text,
    #[serde(rename = "SK")]
    sort: Text,
}

#[derive(Clone, Debug, Deserialize)]
struct Text {
    #[serde(rename = "S")]
    text: String,
}

impl Record {
    /// Whether something is to be exported now. The event source mapping lets
    /// nothing else through; who invokes the function by hand might.
    pub(crate) fn is_new_in_outbox(&self) -> bool {
        self.event_name == "INSERT" && self.dynamodb.keys.partition.text == "OUTBOX"
    }

    /// What is to be exported: the key is `<submitted_at>#<reference>`, or
    /// `<added_at>#<reference>#<id of the file>`.
    pub(crate) fn what(&self) -> Result<ToExport, Fault> {
        let mut parts = self.dynamodb.keys.sort.text.split('#');
        let (Some(at), Some(reference)) = (parts.next(), parts.next()) else {
            return Err(Fault::NoReference);
        };
        let reference = Reference::parse(reference).map_err(|_| Fault::NoReference)?;
        match (parts.next(), parts.next()) {
            (None, _) => Ok(ToExport::Application(reference)),
            (Some(id), None) if !id.is_empty() => Ok(ToExport::LateFile(LateFile {
                added_at: at.parse().map_err(|_| Fault::NoReference)?,
                reference,
                id: id.to_owned(),
            })),
            _ => Err(Fault::NoReference),
        }
    }

    /// By what Lambda knows the record.
    pub(crate) fn sequence_number(&self) -> Result<&str, Fault> {
        match self.dynamodb.sequence_number.as_str() {
            "" => Err(Fault::NoSequenceNumber),
            number => Ok(number),
        }
    }
}

/// What the function answers.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Reply {
    /// The records that were not exported.
    #[serde(rename = "batchItemFailures")]
    pub batch_item_failures: Vec<ItemFailure>,
}

/// A record that was not exported.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ItemFailure {
    /// Its sequence number.
    #[serde(rename = "itemIdentifier")]
    pub item_identifier: String,
}
