//! The events that housekeeping is invoked with.

use domain::correspondence::email::DeliveryStatus;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// The error of an event that housekeeping does not know.
#[derive(Debug, thiserror::Error)]
#[error("neither a schedule of ours nor a notification by SNS")]
pub struct NotOurs;

/// An event that housekeeping is invoked with.
#[derive(Debug)]
pub(crate) enum HousekeepingEvent {
    /// Asks for every job of the day.
    Daily,
    /// Asks for the e-mails about applications that were not taken.
    Confirm,
    /// The messages of SES about deliveries, which came by SNS.
    Deliveries(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Wire {
    Schedule {
        housekeeping: Job,
    },
    Notifications {
        #[serde(rename = "Records")]
        records: Vec<Record>,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Job {
    Daily,
    Confirm,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "Sns")]
    sns: Sns,
}

#[derive(Deserialize)]
struct Sns {
    #[serde(rename = "Message")]
    message: String,
}

impl HousekeepingEvent {
    pub(crate) fn read(event: Value) -> Result<Self, NotOurs> {
        match serde_json::from_value(event) {
            Ok(Wire::Schedule { housekeeping }) => Ok(match housekeeping {
                Job::Daily => Self::Daily,
                Job::Confirm => Self::Confirm,
            }),
            Ok(Wire::Notifications { records }) => Ok(Self::Deliveries(
                records
                    .into_iter()
                    .map(|record| record.sns.message)
                    .collect(),
            )),
            // The words of serde would quote the event, which holds addresses.
            Err(_) => Err(NotOurs),
        }
    }
}

/// A message of SES about one e-mail.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Said {
    /// The delivery of an e-mail.
    Became {
        /// The id of the e-mail.
        message: String,
        /// Whether the e-mail arrived, came back, or was complained about.
        delivery: DeliveryStatus,
        /// The time.
        at: Timestamp,
    },
    /// A message that is not kept: that SES may use the topic, or a type of
    /// event that the portal did not ask for.
    Nothing,
}

/// The error of a message that SES is not known to send.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
#[error("a message of SES that could not be read")]
pub(crate) struct Unreadable;

#[derive(Deserialize)]
struct SesEvent {
    #[serde(rename = "eventType")]
    event_type: String,
    mail: MailObject,
    delivery: Option<Happened>,
    bounce: Option<Happened>,
    complaint: Option<Happened>,
}

#[derive(Deserialize)]
struct MailObject {
    #[serde(rename = "messageId")]
    message_id: String,
}

#[derive(Deserialize)]
struct Happened {
    timestamp: Timestamp,
}

impl Said {
    /// Reads a message of SES: the developer guide's "Contents of event data
    /// that Amazon SES publishes to Amazon SNS".
    ///
    /// Every bounce counts, a transient one too: SES tells of it only when it
    /// has given up, so the e-mail did not arrive.
    pub(crate) fn read(message: &str) -> Result<Self, Unreadable> {
        // SES sends this text when the event destination is made.
        if message.starts_with("Successfully validated SNS topic") {
            return Ok(Self::Nothing);
        }
        let event: SesEvent = serde_json::from_str(message).map_err(|_| Unreadable)?;
        let (delivery, happened) = match event.event_type.as_str() {
            "Delivery" => (DeliveryStatus::Delivered, event.delivery),
            "Bounce" => (DeliveryStatus::Bounced, event.bounce),
            "Complaint" => (DeliveryStatus::Complained, event.complaint),
            _ => return Ok(Self::Nothing),
        };
        Ok(Self::Became {
            message: event.mail.message_id,
            delivery,
            at: happened.ok_or(Unreadable)?.timestamp,
        })
    }
}
