//! The profiles of accounts.

use domain::access::account::{Account, AccountNamer, AccountReader, AccountStore};
use domain::access::session::SessionKey;
use domain::fault::StoreFault;
use domain::records::retention::{DeletedAccount, account_warned_on};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use jiff::Timestamp;

use crate::attributes::{
    CREATED_AT, DUE_ON, EMAIL, ENDS_ON, FIRST_NAME, LAST_NAME, USED_AT, WARNING_UNTIL,
};
use crate::read::{Attributes as _, Item, Unreadable};
use crate::write::{Write, Written};
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

impl AccountNamer for Table {
    async fn change_name(
        &self,
        id: &AccountId,
        session: &SessionKey,
        [first, last]: [&str; 2],
    ) -> Result<(), StoreFault> {
        let profile = Write::update(keys::account(id))
            .set(FIRST_NAME, text(first))
            .set(LAST_NAME, text(last))
            .if_there();
        let shown = Write::update(keys::session(session))
            .set(FIRST_NAME, text(first))
            .if_there();
        // Both are refused if the profile was deleted or the session ended; what
        // is gone stays gone.
        self.write_all("change a name", vec![profile, shown])
            .await
            .map(drop)
    }
}

impl AccountStore for Table {
    async fn keep_account(&self, account: &Account) -> Result<bool, StoreFault> {
        const OPERATION: &str = "keep an account";
        let Account {
            id,
            first_name,
            last_name,
            email,
            created_at,
            used_at,
        } = account;
        let write = Write::update(keys::account(id))
            .set(FIRST_NAME, text(first_name))
            .set(LAST_NAME, text(last_name))
            .set(EMAIL, text(email.as_str()))
            .set_once(CREATED_AT, text(created_at.to_string()));
        let write = used(write, *used_at);
        let new = self.write(OPERATION, write.clone().if_not_there());
        if matches!(new.await?, Written::Done(_)) {
            return Ok(true);
        }
        self.write(OPERATION, write).await?;
        Ok(false)
    }

    async fn change_email(&self, id: &AccountId, email: &EmailAddress) -> Result<(), StoreFault> {
        let write = Write::update(keys::account(id))
            .set(EMAIL, text(email.as_str()))
            .if_there();
        // The write is refused if the profile was deleted; the profile stays
        // deleted.
        self.write("change an address", write).await.map(drop)
    }

    async fn note_use(&self, id: &AccountId, now: Timestamp) -> Result<(), StoreFault> {
        let write = used(Write::update(keys::account(id)), now).if_there();
        self.write("note that an account is used", write)
            .await
            .map(drop)
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

/// Adds to a write that the account is used now: its end is as far off as can
/// be, and no warning of it counts any more.
fn used(write: Write, now: Timestamp) -> Write {
    write
        .set(USED_AT, text(now.to_string()))
        .set(DUE_ON, text(account_warned_on(now).to_string()))
        .remove(ENDS_ON)
        .remove(WARNING_UNTIL)
}

pub(crate) fn account(id: &AccountId, item: &Item) -> Result<Account, Unreadable> {
    Ok(Account {
        id: id.clone(),
        first_name: item.text(FIRST_NAME)?.to_owned(),
        last_name: item.text(LAST_NAME)?.to_owned(),
        email: EmailAddress::parse(item.text(EMAIL)?).map_err(|_| Unreadable(EMAIL))?,
        created_at: item.instant(CREATED_AT)?,
        used_at: match item.instant_of(USED_AT)? {
            Some(used_at) => used_at,
            // Older items do not have the time of the last use.
            None => item.instant(CREATED_AT)?,
        },
    })
}
