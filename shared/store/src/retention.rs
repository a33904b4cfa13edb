//! Deleting what has been kept long enough and has no expiry of its own.

use domain::account::AccountId;
use domain::draft::StoreFault;
use domain::reference::Reference;
use domain::retention::{EraseAccounts, ForgetApplications};
use domain::saved::{KeepSavedForms as _, SavedId};
use domain::session::KeepSessions as _;
use jiff::Timestamp;

use crate::application::{RECEIVED_AT, application};
use crate::evidence::id_in;
use crate::export::references;
use crate::keys::SK;
use crate::read::{Attributes as _, Order};
use crate::saved::SUBMITTED_IN;
use crate::write::Write;
use crate::{Table, fault, keys};

impl ForgetApplications for Table {
    async fn received_before(
        &self,
        before: Timestamp,
        most: usize,
    ) -> Result<Vec<Reference>, StoreFault> {
        const OPERATION: &str = "list what was received";
        let received = self
            .list(OPERATION, keys::RECEIVED, "", Order::Ascending, most)
            .await?;
        let before = keys::sortable(before);
        let old: Vec<_> = received
            .into_iter()
            .take_while(|item| item.text_of(SK).is_some_and(|at| at < before.as_str()))
            .collect();
        references(OPERATION, &old)
    }

    /// The files that were sent with it first and the list it is found in
    /// last, with the application: if this stops half way it is found again.
    async fn forget_application(&self, reference: &Reference) -> Result<(), StoreFault> {
        const OPERATION: &str = "forget an application";
        let found = self.read(OPERATION, keys::application(reference)).await?;
        let Some(item) = found else {
            return Ok(());
        };
        let received_at = item.instant_of(RECEIVED_AT);
        let Some(received_at) = received_at.map_err(|source| fault(OPERATION, source))? else {
            return Ok(());
        };
        let sent = application(&item).map_err(|source| fault(OPERATION, source))?;
        for file in &sent.evidence {
            let key = keys::evidence(&sent.account, &sent.saved, &file.id);
            self.write(OPERATION, Write::delete(key)).await?;
        }
        let writes = vec![
            Write::delete(keys::application(reference)),
            Write::delete(keys::application_of(&sent.account, reference)),
            Write::delete(keys::received(received_at, reference)),
        ];
        self.write_all(OPERATION, writes).await.map(drop)
    }
}

impl EraseAccounts for Table {
    async fn accounts_to_erase(&self, most: usize) -> Result<Vec<AccountId>, StoreFault> {
        const OPERATION: &str = "list accounts to erase";
        let listed = self
            .list(OPERATION, keys::TO_ERASE, "", Order::Ascending, most)
            .await?;
        listed
            .iter()
            .map(|item| {
                let id = item.text(SK).map_err(|source| fault(OPERATION, source))?;
                Ok(AccountId(id.to_owned()))
            })
            .collect()
    }

    /// That it is to be erased goes last: if this stops half way it is found
    /// again.
    async fn erase_account(&self, account: &AccountId) -> Result<(), StoreFault> {
        const OPERATION: &str = "erase an account";
        self.end_sessions(account).await?;
        for form in self.list_saved_forms(OPERATION, account).await? {
            let id = form.sort_after(keys::SAVED);
            let id = id.map_err(|source| fault(OPERATION, source))?;
            self.delete_saved_form(account, &SavedId(id.to_owned()))
                .await?;
        }
        let files = self
            .list(
                OPERATION,
                keys::of_account(account),
                keys::EVIDENCE,
                Order::Ascending,
                usize::MAX,
            )
            .await?;
        for file in files {
            // What was sent with an application is part of it.
            let sort = file.sort_after(keys::EVIDENCE);
            let sort = sort.map_err(|source| fault(OPERATION, source))?;
            if let (Some(id), Some((saved, _))) = (id_in(sort), sort.split_once('#')) {
                let key = keys::evidence(account, &SavedId(saved.to_owned()), id);
                let deleted = Write::delete(key).if_without(SUBMITTED_IN);
                self.write(OPERATION, deleted).await?;
            }
        }
        self.write(OPERATION, Write::delete(keys::account(account)))
            .await?;
        self.write(OPERATION, Write::delete(keys::to_erase(account)))
            .await
            .map(drop)
    }
}
