//! The events that the function is invoked with, and its replies.

use attendance::register_export::WaitingVersion;
use domain::application::{DeferredEvidence, ToExport};
use domain::values::reference::Reference;
use serde::{Deserialize, Serialize};

use crate::ExportFault;

/// An event that the function is invoked with.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum ExportEvent {
    /// Records of the table's stream.
    Stream {
        /// The records, in the order of the stream.
        #[serde(rename = "Records")]
        records: Vec<EventRecord>,
    },
    /// The sweep, every 15 minutes or by hand: `{"sweep": true}`.
    Sweep {
        /// Always true.
        sweep: bool,
    },
}

/// A record of the table's stream, of which only the keys are read.
#[derive(Clone, Debug, Deserialize)]
pub struct EventRecord {
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

/// The partition of applications, and of what follows them.
const OUTBOX: &str = "OUTBOX";
/// The partition of locked registers.
const REGISTER_OUTBOX: &str = "REGISTER-OUTBOX";

/// Something that has to be exported.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Outgoing {
    /// An application, or a file that follows one.
    Application(ToExport),
    /// A locked register.
    Register(WaitingVersion),
}

impl EventRecord {
    /// Whether the record is a new item of an outbox. The event source mapping
    /// lets nothing else through, but a person who invokes the function by hand
    /// might.
    pub(crate) fn is_new_in_outbox(&self) -> bool {
        let partition = self.dynamodb.keys.partition.text.as_str();
        self.event_name == "INSERT" && [OUTBOX, REGISTER_OUTBOX].contains(&partition)
    }

    /// Reads from the key what has to be exported. The key is
    /// `<submitted_at>#<reference>`, or
    /// `<added_at>#<reference>#<id of the file>`; that of a register is
    /// `<locked_at>#<supplier>#<week-ending date>#<number>`.
    pub(crate) fn what(&self) -> Result<Outgoing, ExportFault> {
        let keys = &self.dynamodb.keys;
        if keys.partition.text == REGISTER_OUTBOX {
            let waiting = WaitingVersion::read(&keys.sort.text);
            return waiting
                .map(Outgoing::Register)
                .ok_or(ExportFault::NoReference);
        }
        self.application().map(Outgoing::Application)
    }

    fn application(&self) -> Result<ToExport, ExportFault> {
        let mut parts = self.dynamodb.keys.sort.text.split('#');
        let (Some(at), Some(reference)) = (parts.next(), parts.next()) else {
            return Err(ExportFault::NoReference);
        };
        let reference = Reference::parse(reference).map_err(|_| ExportFault::NoReference)?;
        match (parts.next(), parts.next()) {
            (None, _) => Ok(ToExport::Application(reference)),
            (Some(id), None) if !id.is_empty() => {
                Ok(ToExport::DeferredEvidence(DeferredEvidence {
                    added_at: at.parse().map_err(|_| ExportFault::NoReference)?,
                    reference,
                    id: id.to_owned(),
                }))
            }
            _ => Err(ExportFault::NoReference),
        }
    }

    /// Returns the sequence number, by which Lambda knows the record.
    pub(crate) fn sequence_number(&self) -> Result<&str, ExportFault> {
        match self.dynamodb.sequence_number.as_str() {
            "" => Err(ExportFault::NoSequenceNumber),
            number => Ok(number),
        }
    }
}

/// The reply to Lambda.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct BatchReply {
    /// The records that were not exported.
    #[serde(rename = "batchItemFailures")]
    pub batch_item_failures: Vec<ItemFailure>,
}

/// A record that was not exported.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ItemFailure {
    /// The sequence number of the record.
    #[serde(rename = "itemIdentifier")]
    pub item_identifier: String,
}
