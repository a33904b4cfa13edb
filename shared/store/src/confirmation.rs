//! Confirmations of applications that are to be sent by e-mail.

use domain::application::{Addressee, Confirmation, ConfirmationQueue};
use domain::fault::StoreFault;
use domain::values::list_page::{ListCursor, ListPage};
use jiff::Timestamp;

use crate::attributes::{REFERENCE, SUBMITTED_AT, TO};
use crate::keys::Partition;
use crate::read::{Attributes as _, Item, List, Unreadable};
use crate::write::Write;
use crate::{Table, keys, text};

impl ConfirmationQueue for Table {
    async fn to_confirm(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<Confirmation>, StoreFault> {
        const OPERATION: &str = "list what is to be confirmed";
        let list = List::before(Partition::ToConfirm, before);
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, confirmation))
    }

    async fn confirmed(&self, confirmation: &Confirmation) -> Result<(), StoreFault> {
        let done = Write::delete(keys::to_confirm(confirmation));
        self.write("note a confirmation", done).await.map(drop)
    }
}

/// Makes the write that lists a confirmation until it is sent.
pub(crate) fn waiting(confirmation: &Confirmation) -> Write {
    let Confirmation {
        reference,
        submitted_at,
        to,
    } = confirmation;
    let mut item = keys::to_confirm(confirmation);
    item.extend([
        (REFERENCE.to_owned(), text(reference.plain())),
        (SUBMITTED_AT.to_owned(), text(submitted_at.to_string())),
        (TO.to_owned(), text(to.name())),
    ]);
    Write::put(item)
}

fn confirmation(item: &Item) -> Result<Confirmation, Unreadable> {
    let reference = item.reference_of(REFERENCE)?;
    Ok(Confirmation {
        reference: reference.ok_or(Unreadable(REFERENCE))?,
        submitted_at: item.instant(SUBMITTED_AT)?,
        to: Addressee::named(item.text(TO)?).ok_or(Unreadable(TO))?,
    })
}
