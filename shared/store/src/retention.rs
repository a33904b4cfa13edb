//! The deletion of records that have been kept long enough and have no expiry
//! of their own.

use domain::access::session::SessionStore as _;
use domain::application::{Application, ApplicationKind};
use domain::fault::StoreFault;
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::retention::{DeletedAccount, ErasureQueue};
use domain::records::retention_schedule::{OnErasure, RecordClass};
use domain::values::account_id::AccountId;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;

use crate::application::application;
use crate::attributes::{RECEIVED_AT, SUBMITTED_IN};
use crate::export::reference;
use crate::keys::{PK, Partition, SK};
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable};
use crate::write::Write;
use crate::{Table, assessment_desk, fault, keys};

impl ErasureQueue for Table {
    /// Looks for each item by its key, so that one that cannot be read counts.
    /// A file moves from those that await a verdict to the outbox, so the order
    /// matters.
    async fn is_to_be_exported(&self, sent: &Application) -> Result<bool, StoreFault> {
        const OPERATION: &str = "find what is to be exported of an application";
        let late: Vec<_> = sent.deferred_evidence_files().collect();
        let awaited = late.iter().map(keys::awaited);
        let to_export = late.iter().map(keys::late_outbox);
        let itself = keys::outbox(sent.submitted_at, &sent.reference);
        for key in awaited.chain(to_export).chain([itself]) {
            if self.read(OPERATION, key).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn received_before(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<Reference>, StoreFault> {
        const OPERATION: &str = "list what was received";
        let list = List::before(Partition::Received, before);
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, reference))
    }

    /// Deletes the files that were sent with the application first. The
    /// application and its entry in the list of received ones go last, so that
    /// after a fault half way the next run finds the application again.
    async fn forget_application(&self, reference: &Reference) -> Result<bool, StoreFault> {
        const OPERATION: &str = "forget an application";
        let found = self.stored_application(OPERATION, reference).await?;
        let Some(stored) = found else {
            return Ok(true);
        };
        let received_at = stored.noted_at(RECEIVED_AT);
        let Some(received_at) = received_at.map_err(|source| fault(OPERATION, source))? else {
            return Ok(false);
        };
        let sent = application(&stored.application).map_err(|source| fault(OPERATION, source))?;
        for late in sent.deferred_evidence_files() {
            for waits in [keys::awaited(&late), keys::late_outbox(&late)] {
                if self.read(OPERATION, waits).await?.is_some() {
                    return Ok(false);
                }
            }
        }
        for file in &sent.evidence {
            let key = keys::evidence(&sent.account, &sent.saved, &file.id);
            self.write(OPERATION, Write::delete(key)).await?;
        }
        let mut writes = vec![
            Write::delete(keys::application(reference)),
            Write::delete(keys::progress(reference)),
            Write::delete(keys::application_of(&sent.account, reference)),
            Write::delete(keys::received(received_at, reference)),
        ];
        if sent.kind == ApplicationKind::FinancialAssessment {
            writes.extend(assessment_desk::keys_of(&sent).map(Write::delete));
        }
        self.write_all(OPERATION, writes).await.map(|_| true)
    }

    async fn accounts_to_erase(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<DeletedAccount>, StoreFault> {
        const OPERATION: &str = "list accounts to erase";
        let list = List {
            partition: Partition::ToErase.only(),
            keys: SortKeys::All,
            order: Order::Ascending,
        };
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, deleted_account))
    }

    /// Deletes the note that the account is to be erased last, so that after a
    /// fault half way the next run finds the account again. An item that cannot
    /// be erased keeps no other from being erased.
    async fn erase_account(&self, deleted: &DeletedAccount) -> Result<(), StoreFault> {
        const OPERATION: &str = "erase an account";
        let account = &deleted.id;
        // Ending the sessions first keeps somebody who is still signed in from
        // adding anything meanwhile.
        self.end_sessions(account).await?;
        let partition = keys::of_account(account);
        let items = self
            .list(OPERATION, partition, "", Order::Ascending, usize::MAX)
            .await?;
        let mut failed = None;
        for item in &items {
            let erased = self.erase_item(OPERATION, deleted, item).await;
            failed = failed.or(erased.err());
        }
        if let Some(fault) = failed {
            return Err(fault);
        }
        self.write(OPERATION, Write::delete(keys::to_erase(deleted)))
            .await
            .map(drop)
    }
}

impl Table {
    /// Erases an item of an account and the items elsewhere that it points to,
    /// if the schedule says that its class is erased with the account. The
    /// items that it points to go first, so that erasing again finds what is
    /// left.
    async fn erase_item(
        &self,
        operation: &'static str,
        deleted: &DeletedAccount,
        item: &Item,
    ) -> Result<(), StoreFault> {
        let account = &deleted.id;
        let unreadable = |source: Unreadable| fault(operation, source);
        let sort_key = item.text(SK).map_err(unreadable)?;
        let partition_key = item.text(PK).map_err(unreadable)?;
        let class = RecordClass::of_item(partition_key, sort_key);
        let class = class.ok_or(Unreadable(SK)).map_err(unreadable)?;
        let key: Item = item
            .iter()
            .filter(|(name, _)| [PK, SK].contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        match (class.row().on_erasure, class) {
            (OnErasure::Stays(_) | OnErasure::NotLinked(_), _) => Ok(()),
            (OnErasure::Erased, RecordClass::SavedForm) => {
                let id = item.sort_after(keys::SAVED).map_err(unreadable)?;
                self.delete_saved_form(account, &SavedId(id.to_owned()))
                    .await
            }
            (OnErasure::Erased, RecordClass::HeldRecord) => {
                self.end_held_record(operation, item, deleted.deleted_at)
                    .await?;
                self.write(operation, Write::delete(key)).await.map(drop)
            }
            (OnErasure::Erased, _) => self.write(operation, Write::delete(key)).await.map(drop),
            (OnErasure::ErasedUnless(_), _) => {
                let unsent = Write::delete(key).if_without(SUBMITTED_IN);
                self.write(operation, unsent).await.map(drop)
            }
        }
    }
}

fn deleted_account(item: &Item) -> Result<DeletedAccount, Unreadable> {
    let (deleted_at, id) = item.text(SK)?.split_once('#').ok_or(Unreadable(SK))?;
    Ok(DeletedAccount {
        deleted_at: deleted_at.parse().map_err(|_| Unreadable(SK))?,
        id: AccountId(id.to_owned()),
    })
}
