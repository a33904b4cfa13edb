//! The profiles of accounts.

use domain::access::account::{Account, AccountReader, AccountStore};
use domain::fault::StoreFault;
use domain::records::retention::DeletedAccount;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use jiff::Timestamp;

use crate::attributes::{CREATED_AT, EMAIL, FIRST_NAME, LAST_NAME};
use crate::read::{Attributes as _, Item, Unreadable};
use crate::write::Write;
use crate::{Table, fault, keys, text};

impl AccountReader for Table {
    async fn read_account(&self, id: &AccountId) -> Result<Option<Account>, StoreFault> {
        const OPERATION: &str = "read an account";
        let found = self.read(OPERATION, keys::account(id)).await?;
        found
            .map(|item| account(id, &item))
            .transpose()
            .map_err(|source| fault(OPERATION, source))
    }
}

impl AccountStore for Table {
    async fn keep_account(&self, account: &Account) -> Result<(), StoreFault> {
        let Account {
            id,
            first_name,
            last_name,
            email,
            created_at,
        } = account;
        let write = Write::update(keys::account(id))
            .set(FIRST_NAME, text(first_name))
            .set(LAST_NAME, text(last_name))
            .set(EMAIL, text(email.as_str()))
            .set_once(CREATED_AT, text(created_at.to_string()));
        self.write("keep an account", write).await.map(drop)
    }

    async fn change_email(&self, id: &AccountId, email: &EmailAddress) -> Result<(), StoreFault> {
        let write = Write::update(keys::account(id))
            .set(EMAIL, text(email.as_str()))
            .if_there();
        // The write is refused if the profile was deleted; the profile stays
        // deleted.
        self.write("change an address", write).await.map(drop)
    }

    async fn delete_account(&self, id: &AccountId, now: Timestamp) -> Result<(), StoreFault> {
        let deleted = DeletedAccount {
            deleted_at: now,
            id: id.clone(),
        };
        let writes = vec![
            Write::delete(keys::account(id)),
            Write::put(keys::to_erase(&deleted)),
        ];
        self.write_all("delete an account", writes).await.map(drop)
    }
}

fn account(id: &AccountId, item: &Item) -> Result<Account, Unreadable> {
    Ok(Account {
        id: id.clone(),
        first_name: item.text(FIRST_NAME)?.to_owned(),
        last_name: item.text(LAST_NAME)?.to_owned(),
        email: EmailAddress::parse(item.text(EMAIL)?).map_err(|_| Unreadable(EMAIL))?,
        created_at: item.instant(CREATED_AT)?,
    })
}
