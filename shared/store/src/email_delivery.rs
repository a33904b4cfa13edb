//! Attempts to send e-mail, and the deliveries that are reported for them.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::correspondence::email::{APPLIED_FOR_YOU, DeliveryLog, DeliveryStatus, EmailDelivery};
use domain::fault::StoreFault;
use domain::records::staff_queues::Undelivered;
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::attributes::{
    ABOUT, BOUNCED_AT, COMPLAINED_AT, COPY_BOUNCED_AT, DELIVERED_AT, IS_COPY, KIND,
    MAIL_BOUNCED_AT, REFERENCE, SENT_AT,
};
use crate::read::{Attributes as _, Item};
use crate::write::{Write, Written};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

impl DeliveryLog for Table {
    /// Updates the item instead of putting it: the delivery can be reported
    /// before the attempt is kept, and the item is then there already.
    async fn keep_delivery(&self, attempt: &EmailDelivery) -> Result<(), StoreFault> {
        const OPERATION: &str = "keep an attempt to send e-mail";
        let EmailDelivery {
            message,
            kind,
            about,
            sent_at,
        } = attempt;
        let ends = self.retention.attempt.after(*sent_at).as_second();
        let mut write = Write::update(keys::message(message))
            .set(KIND, text(*kind))
            .set(SENT_AT, text(sent_at.to_string()))
            .set(EXPIRES_AT, number(ends));
        if let Some(about) = about {
            write = write.set(ABOUT, text(about.plain()));
        }
        match self.write(OPERATION, write).await? {
            Written::Done(item) | Written::Refused(item) => {
                self.note_bounce(OPERATION, &item).await
            }
        }
    }

    /// Needs no transaction: if a fault stops the writes half way, the mail
    /// service reports the delivery again.
    async fn note_delivery(
        &self,
        message: &str,
        delivery: DeliveryStatus,
        at: Timestamp,
    ) -> Result<(), StoreFault> {
        const OPERATION: &str = "note what became of an e-mail";
        let became = match delivery {
            DeliveryStatus::Delivered => DELIVERED_AT,
            DeliveryStatus::Bounced => BOUNCED_AT,
            DeliveryStatus::Complained => COMPLAINED_AT,
        };
        let ends = self.retention.attempt.after(at).as_second();
        let write = Write::update(keys::message(message))
            .set_once(became, text(at.to_string()))
            .set_once(EXPIRES_AT, number(ends));
        match self.write(OPERATION, write).await? {
            Written::Done(item) | Written::Refused(item) => {
                self.note_bounce(OPERATION, &item).await
            }
        }
    }
}

impl Table {
    /// Notes a bounce with the application that the e-mail was about, and in
    /// the staff's list of undelivered e-mails. A bounce that is reported
    /// several times is noted once.
    async fn note_bounce(&self, operation: &'static str, item: &Item) -> Result<(), StoreFault> {
        let about = item.reference_of(ABOUT);
        let about: Option<Reference> = about.map_err(|source| fault(operation, source))?;
        let bounced_at = item.instant_of(BOUNCED_AT);
        let bounced_at = bounced_at.map_err(|source| fault(operation, source))?;
        let (Some(about), Some(bounced_at)) = (about, bounced_at) else {
            return Ok(());
        };
        let undelivered = Undelivered {
            reference: about,
            bounced_at,
            is_copy: item.text_of(KIND) == Some(APPLIED_FOR_YOU),
        };
        // An application has one attribute for the applicant's e-mail and one
        // for the copy.
        let once = match undelivered.is_copy {
            true => COPY_BOUNCED_AT,
            false => MAIL_BOUNCED_AT,
        };
        let noted = Write::update(keys::application(&undelivered.reference))
            .set(once, text(bounced_at.to_string()))
            .if_there()
            .if_without(once);
        let ends = self.retention.attempt.after(bounced_at).as_second();
        let to_see_to = Write::update(keys::undelivered(&undelivered))
            .set(REFERENCE, text(undelivered.reference.plain()))
            .set(BOUNCED_AT, text(bounced_at.to_string()))
            .set(IS_COPY, AttributeValue::Bool(undelivered.is_copy))
            .set(EXPIRES_AT, number(ends));
        self.write_all(operation, vec![noted, to_see_to])
            .await
            .map(drop)
    }
}
