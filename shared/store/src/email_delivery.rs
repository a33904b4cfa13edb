//! Attempts to send e-mail, and the deliveries that are reported for them.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::correspondence::email::{
    APPLIED_FOR_YOU, DeliveryLog, DeliveryStatus, EmailDelivery, EmailHistory, ListedEmail,
};
use domain::fault::StoreFault;
use domain::records::staff_queues::Undelivered;
use domain::values::email_address::EmailAddress;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use futures_util::future::join;
use jiff::Timestamp;

use crate::attributes::{
    ABOUT, BOUNCED_AT, COMPLAINED_AT, COPY_BOUNCED_AT, DELIVERED_AT, IS_COPY, KIND,
    MAIL_BOUNCED_AT, REFERENCE, SENT_AT,
};
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable};
use crate::write::{Write, Written};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

impl DeliveryLog for Table {
    async fn keep_delivery(&self, attempt: &EmailDelivery) -> Result<(), StoreFault> {
        self.keep_attempt(attempt).await
    }

    /// Needs no transaction: keeping the attempt again writes the same two
    /// items.
    async fn keep_email(
        &self,
        to: &EmailAddress,
        attempt: &EmailDelivery,
    ) -> Result<(), StoreFault> {
        let EmailDelivery {
            message,
            kind,
            about,
            sent_at,
        } = attempt;
        let ends = self.retention.attempt.after(*sent_at).as_second();
        let mut listed = keys::email_to(to, *sent_at, message);
        listed.extend([
            (KIND.to_owned(), text(*kind)),
            (SENT_AT.to_owned(), text(sent_at.to_string())),
            (EXPIRES_AT.to_owned(), number(ends)),
        ]);
        if let Some(about) = about {
            listed.insert(ABOUT.to_owned(), text(about.plain()));
        }
        let listed = self.write("list an e-mail of an address", Write::put(listed));
        let (listed, kept) = join(listed, self.keep_attempt(attempt)).await;
        listed.and(kept)
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

impl EmailHistory for Table {
    async fn emails_to(
        &self,
        address: &EmailAddress,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> Result<ListPage<ListedEmail>, StoreFault> {
        const OPERATION: &str = "list the e-mails of an address";
        let list = List {
            partition: keys::of_address(address),
            keys: SortKeys::Starting(keys::SENT.to_owned()),
            order: Order::Descending,
        };
        let mut page = self.page(OPERATION, &list, after, most).await?;
        page.items.retain(|item| item.is_current(now));
        Ok(page.read(OPERATION, listed_email))
    }
}

impl Table {
    /// Updates the item instead of putting it: the delivery can be reported
    /// before the attempt is kept, and the item is then there already.
    async fn keep_attempt(&self, attempt: &EmailDelivery) -> Result<(), StoreFault> {
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
        let noted = |on| {
            Write::update(on)
                .set(once, text(bounced_at.to_string()))
                .if_there()
                .if_without(once)
        };
        let ends = self.retention.attempt.after(bounced_at).as_second();
        let to_see_to = Write::update(keys::undelivered(&undelivered))
            .set(REFERENCE, text(undelivered.reference.plain()))
            .set(BOUNCED_AT, text(bounced_at.to_string()))
            .set(IS_COPY, AttributeValue::Bool(undelivered.is_copy))
            .set(EXPIRES_AT, number(ends));
        let progress = noted(keys::progress(&undelivered.reference));
        let written = self.write_all(operation, vec![progress, to_see_to.clone()]);
        if let Some([Some(there), ..]) = written.await?.refusals()
            && there.is_empty()
        {
            // An application without an item of progress, or a deleted one.
            let itself = noted(keys::application(&undelivered.reference));
            self.write_all(operation, vec![itself, to_see_to]).await?;
        }
        Ok(())
    }
}

fn listed_email(item: &Item) -> Result<ListedEmail, Unreadable> {
    Ok(ListedEmail {
        kind: item.text(KIND)?.to_owned(),
        about: item.reference_of(ABOUT)?,
        sent_at: item.instant(SENT_AT)?,
    })
}
