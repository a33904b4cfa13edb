//! Sessions: an item that the cookie finds, and a pointer to it in the
//! account's partition.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::access::session::{
    Session, SessionKey, SessionList, SessionReader, SessionStore, WHOLE,
};
use domain::fault::StoreFault;
use domain::records::retention_schedule::SESSION_KEPT;
use domain::values::account_id::AccountId;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::saved_id::SavedId;
use futures_util::future::try_join_all;
use jiff::Timestamp;

use crate::attributes::{ACCOUNT, FIRST_NAME, JOINED, ONLY, OPEN, SEEN_AT, SIGNED_IN_AT};
use crate::keys::{PK, Partition};
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable, unless_unreadable};
use crate::write::{Write, Written};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

impl SessionReader for Table {
    async fn read_session(&self, key: &SessionKey) -> Result<Option<Session>, StoreFault> {
        const OPERATION: &str = "read a session";
        let found = self.read(OPERATION, keys::session(key)).await?;
        // Who has a session that cannot be read signs in again.
        Ok(found.and_then(|item| unless_unreadable(OPERATION, &item, session(&item))))
    }
}

impl SessionList for Table {
    async fn sessions_page(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<(SessionKey, Session)>, StoreFault> {
        const OPERATION: &str = "list sessions of an account";
        let list = List {
            partition: keys::of_account(account),
            keys: SortKeys::Starting(keys::SESSION.to_owned()),
            order: Order::Ascending,
        };
        let pointers = self.page(OPERATION, &list, after, most).await?;
        let pointers = pointers.read(OPERATION, |pointer| {
            let key = pointer.sort_after(keys::SESSION)?;
            Ok(keys::session(&SessionKey(key.to_owned())))
        });
        let read = |item: &Item| {
            let key = Partition::Session.whose(item.text(PK)?);
            let key = SessionKey(key.ok_or(Unreadable(PK))?.to_owned());
            Ok((key, session(item)?))
        };
        let mut page = self.page_of(OPERATION, pointers, read).await?;
        // A session that another account has is none of this one's.
        page.items
            .retain(|(_, session)| session.account == *account);
        Ok(page)
    }
}

impl SessionStore for Table {
    /// Writes the session and its pointer in one transaction: a session without
    /// its pointer would outlive signing out everywhere.
    async fn start_session(&self, key: &SessionKey, session: &Session) -> Result<(), StoreFault> {
        let Session {
            account,
            first_name,
            signed_in_at,
            seen_at,
            only,
            open,
            joined,
        } = session;
        let expires_at = number(SESSION_KEPT.after(*signed_in_at + WHOLE).as_second());
        let stored = |forms: &BTreeMap<String, SavedId>| {
            let forms = forms.iter();
            AttributeValue::M(
                forms
                    .map(|(name, id)| (name.clone(), text(&id.0)))
                    .collect(),
            )
        };
        let mut item = keys::session(key);
        item.extend([
            (ACCOUNT.to_owned(), text(&account.0)),
            (FIRST_NAME.to_owned(), text(first_name)),
            (SIGNED_IN_AT.to_owned(), text(signed_in_at.to_string())),
            (SEEN_AT.to_owned(), text(seen_at.to_string())),
            (OPEN.to_owned(), stored(open)),
            (EXPIRES_AT.to_owned(), expires_at.clone()),
        ]);
        if let Some(only) = only {
            item.insert(ONLY.to_owned(), text(&only.0));
        }
        if !joined.is_empty() {
            item.insert(JOINED.to_owned(), stored(joined));
        }
        let mut pointer = keys::session_of(account, key);
        pointer.insert(EXPIRES_AT.to_owned(), expires_at);
        let writes = vec![Write::put(item), Write::put(pointer)];
        self.write_all("start a session", writes).await.map(drop)
    }

    async fn touch_session(&self, key: &SessionKey, now: Timestamp) -> Result<(), StoreFault> {
        let write = Write::update(keys::session(key))
            .set(SEEN_AT, text(now.to_string()))
            .if_there();
        // The write is refused if the session was ended; the session stays
        // ended.
        self.write("touch a session", write).await.map(drop)
    }

    async fn open_form(
        &self,
        key: &SessionKey,
        form: &str,
        saved: Option<&SavedId>,
    ) -> Result<(), StoreFault> {
        let write = Write::update(keys::session(key));
        let write = match saved {
            Some(id) => write.set_in(OPEN, form, text(&id.0)),
            None => write.remove_in(OPEN, form),
        };
        // The write is refused if the session was ended; the session stays
        // ended.
        self.write("open a form", write.if_there()).await.map(drop)
    }

    /// Deletes the session before its pointer. If a fault stops this half way,
    /// nobody is signed in, and the pointer that is left expires.
    async fn end_session(&self, key: &SessionKey) -> Result<(), StoreFault> {
        const OPERATION: &str = "end a session";
        let ended = self.write(OPERATION, Write::delete(keys::session(key)));
        let (Written::Done(was) | Written::Refused(was)) = ended.await?;
        if let Some(account) = was.text_of(ACCOUNT) {
            let account = AccountId(account.to_owned());
            self.write(OPERATION, Write::delete(keys::session_of(&account, key)))
                .await?;
        }
        Ok(())
    }

    async fn end_sessions(&self, account: &AccountId) -> Result<(), StoreFault> {
        self.end_all_but(account, None).await
    }

    async fn end_other_sessions(
        &self,
        account: &AccountId,
        kept: &SessionKey,
    ) -> Result<(), StoreFault> {
        self.end_all_but(account, Some(kept)).await
    }
}

impl Table {
    /// Deletes each session with its pointer in one transaction, so that ending
    /// the sessions again finds those that are left; all sessions side by side.
    async fn end_all_but(
        &self,
        account: &AccountId,
        kept: Option<&SessionKey>,
    ) -> Result<(), StoreFault> {
        const OPERATION: &str = "end sessions of an account";
        let keys = self.session_keys(OPERATION, account).await?;
        let ended = keys.iter().filter(|key| kept != Some(*key));
        let ended = ended.map(|key| {
            let session = Write::delete(keys::session(key));
            let pointer = Write::delete(keys::session_of(account, key));
            self.write_all(OPERATION, vec![session, pointer])
        });
        try_join_all(ended).await.map(drop)
    }
}

impl Table {
    /// Lists the keys of the sessions of an account.
    async fn session_keys(
        &self,
        operation: &'static str,
        account: &AccountId,
    ) -> Result<Vec<SessionKey>, StoreFault> {
        let (partition, order) = (keys::of_account(account), Order::Ascending);
        let pointers = self.list(operation, partition, keys::SESSION, order, usize::MAX);
        let pointers = pointers.await?;
        let keys = pointers.iter().map(|pointer| {
            let key = pointer.sort_after(keys::SESSION)?;
            Ok(SessionKey(key.to_owned()))
        });
        keys.collect::<Result<_, Unreadable>>()
            .map_err(|source| fault(operation, source))
    }
}

fn session(item: &Item) -> Result<Session, Unreadable> {
    Ok(Session {
        account: AccountId(item.text(ACCOUNT)?.to_owned()),
        first_name: item.text(FIRST_NAME)?.to_owned(),
        signed_in_at: item.instant(SIGNED_IN_AT)?,
        seen_at: item.instant(SEEN_AT)?,
        only: item.text_of(ONLY).map(|id| SavedId(id.to_owned())),
        open: forms(item, OPEN).ok_or(Unreadable(OPEN))?,
        joined: match item.contains_key(JOINED) {
            true => forms(item, JOINED).ok_or(Unreadable(JOINED))?,
            false => BTreeMap::new(),
        },
    })
}

fn forms(item: &Item, name: &str) -> Option<BTreeMap<String, SavedId>> {
    let forms = item.get(name)?.as_m().ok()?;
    forms
        .iter()
        .map(|(name, id)| Some((name.clone(), SavedId(id.as_s().ok()?.clone()))))
        .collect()
}
