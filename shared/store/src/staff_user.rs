//! Staff users, who are the people who were invited, with their sessions and
//! the codes of their apps.

use std::collections::BTreeSet;

use domain::access::audit::{Audited, StaffUserId};
use domain::access::sign_in::{CODE_TRIES, CodeAttempt, SignInKey};
use domain::access::staff_user::{
    APP_TRIES_AN_HOUR, AppSecret, Role, StaffEmailReader, StaffNameReader, StaffSession,
    StaffSessionKey, StaffSessionReader, StaffUser, StaffUserState, StaffUserStore,
};
use domain::fault::StoreFault;
use domain::records::retention_schedule::STAFF_SESSION_KEPT;
use domain::records::staff_queues::{ListedStaffUser, StaffUserAdmin};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::list_page::{BoundedCount, ListCursor, ListPage};
use domain::values::phone_number::PhoneNumber;
use futures_util::future::try_join_all;
use jiff::Timestamp;

use crate::attributes::{
    APP, APP_STEP, APP_TRIES, CHANGED_ON, CLOSED_AT, CODE_HASH, EMAIL, FIRST_NAME, INVITED_AT,
    LAST_NAME, MEMBER, PHONE, PROOF_HASH, PROVEN, RIGHT_CODE, ROLE, SEEN_AT, SIGNED_IN_AT,
};
use crate::hourly::{Counted, Counter};
use crate::keys::Partition;
use crate::read::{
    Attributes as _, Item, List, Order, SortKeys, Unreadable, opened, readable, unless_unreadable,
};
use crate::write::{Write, Written};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

/// The most sessions that are read or ended side by side: each call has its
/// own limit of time, in which it may wait for the others.
const SIDE_BY_SIDE: usize = 50;

impl StaffSessionReader for Table {
    async fn read_staff_session(
        &self,
        key: &StaffSessionKey,
    ) -> Result<Option<StaffSession>, StoreFault> {
        const OPERATION: &str = "read a staff user's session";
        let found = self.read(OPERATION, keys::staff_session(key)).await?;
        // Who has a session that cannot be read signs in again.
        Ok(found.and_then(|item| unless_unreadable(OPERATION, &item, session(&item))))
    }

    async fn staff_user_of_session(
        &self,
        session: &StaffSession,
    ) -> Result<Option<StaffUser>, StoreFault> {
        self.read_staff_user(&session.staff_user).await
    }

    async fn touch_staff_session(
        &self,
        key: &StaffSessionKey,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let write = Write::update(keys::staff_session(key))
            .set(SEEN_AT, text(now.to_string()))
            .if_there();
        // The write is refused if the session was ended; the session stays
        // ended.
        self.write("touch a staff user's session", write)
            .await
            .map(drop)
    }
}

impl StaffNameReader for Table {
    async fn staff_name(&self, id: &AccountId) -> Result<Option<String>, StoreFault> {
        let found = self.read_staff_user(id).await?;
        Ok(found.map(|staff| staff.name()))
    }
}

impl StaffEmailReader for Table {
    async fn staff_email(&self, id: &AccountId) -> Result<Option<EmailAddress>, StoreFault> {
        let found = self.read_staff_user(id).await?;
        let works = found.filter(|staff| staff.state() != StaffUserState::Closed);
        Ok(works.map(|staff| staff.email))
    }
}

impl StaffUserStore for Table {
    async fn read_staff_user(&self, id: &AccountId) -> Result<Option<StaffUser>, StoreFault> {
        const OPERATION: &str = "read a staff user";
        let found = self.read(OPERATION, keys::staff_user(id)).await?;
        found
            .map(|item| opened(OPERATION, &item, staff_user(&item)))
            .transpose()
    }

    /// Writes the session and its pointer in one transaction: a session without
    /// its pointer would outlive ending all of them.
    async fn start_staff_session(
        &self,
        key: &StaffSessionKey,
        session: &StaffSession,
    ) -> Result<(), StoreFault> {
        let StaffSession {
            staff_user,
            signed_in_at,
            seen_at,
        } = session;
        let expires_at = number(STAFF_SESSION_KEPT.after(*signed_in_at).as_second());
        let mut item = keys::staff_session(key);
        item.extend([
            (MEMBER.to_owned(), text(&staff_user.0)),
            (SIGNED_IN_AT.to_owned(), text(signed_in_at.to_string())),
            (SEEN_AT.to_owned(), text(seen_at.to_string())),
            (EXPIRES_AT.to_owned(), expires_at.clone()),
        ]);
        let mut pointer = keys::staff_session_of(staff_user, key);
        pointer.insert(EXPIRES_AT.to_owned(), expires_at);
        let writes = vec![Write::put(item), Write::put(pointer)];
        self.write_all("start a staff user's session", writes)
            .await
            .map(drop)
    }

    async fn staff_sessions(
        &self,
        staff_user: &AccountId,
    ) -> Result<Vec<(StaffSessionKey, StaffSession)>, StoreFault> {
        const OPERATION: &str = "list sessions of a staff user";
        let keys = self.staff_session_keys(OPERATION, staff_user).await?;
        let mut sessions = Vec::new();
        for keys in keys.chunks(SIDE_BY_SIDE) {
            let read = try_join_all(keys.iter().map(|key| self.read_staff_session(key)));
            let read = keys.iter().cloned().zip(read.await?);
            sessions.extend(read.filter_map(|(key, session)| Some((key, session?))));
        }
        Ok(sessions)
    }

    /// Deletes the session before its pointer. If a fault stops this half way,
    /// nobody is signed in, and the pointer that is left expires.
    async fn end_staff_session(&self, key: &StaffSessionKey) -> Result<(), StoreFault> {
        const OPERATION: &str = "end a staff user's session";
        let ended = self.write(OPERATION, Write::delete(keys::staff_session(key)));
        let (Written::Done(was) | Written::Refused(was)) = ended.await?;
        if let Some(staff_user) = was.text_of(MEMBER) {
            let pointer = keys::staff_session_of(&AccountId(staff_user.to_owned()), key);
            self.write(OPERATION, Write::delete(pointer)).await?;
        }
        Ok(())
    }

    async fn end_staff_sessions(&self, staff_user: &AccountId) -> Result<(), StoreFault> {
        self.end_all_staff_sessions_but(staff_user, None).await
    }

    async fn end_other_staff_sessions(
        &self,
        staff_user: &AccountId,
        kept: &StaffSessionKey,
    ) -> Result<(), StoreFault> {
        self.end_all_staff_sessions_but(staff_user, Some(kept))
            .await
    }

    async fn set_phone(
        &self,
        staff_user: &AccountId,
        phone: Option<&PhoneNumber>,
    ) -> Result<(), StoreFault> {
        let write = Write::update(keys::staff_user(staff_user));
        let write = match phone {
            Some(phone) => write.set(PHONE, text(phone.as_str())),
            None => write.remove(PHONE).remove(APP).remove(APP_STEP),
        };
        self.write("set a staff user's telephone", write.if_there())
            .await
            .map(drop)
    }

    async fn add_app(
        &self,
        staff_user: &AccountId,
        app: &AppSecret,
        step: u64,
    ) -> Result<(), StoreFault> {
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        let write = Write::update(keys::staff_user(staff_user))
            .set(APP, text(app.reveal()))
            .set(APP_STEP, number(step))
            .if_there();
        self.write("add a staff user's app", write).await.map(drop)
    }

    async fn refill_app_tries(&self, staff_user: &AccountId) -> Result<(), StoreFault> {
        let key = keys::app_tries(staff_user);
        self.begin_count_again("refill the tries of an app", key)
            .await
    }

    async fn remove_app(&self, staff_user: &AccountId) -> Result<(), StoreFault> {
        let write = Write::update(keys::staff_user(staff_user))
            .remove(APP)
            .remove(APP_STEP)
            .if_there();
        self.write("remove a staff user's app", write)
            .await
            .map(drop)
    }

    /// Removes the code as well: a code that was sent to another number no
    /// longer counts. Where the number is this one already, its code stays.
    async fn set_sign_in_phone(
        &self,
        key: &SignInKey,
        phone: &PhoneNumber,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let write = Write::update(keys::sign_in(key))
            .set(PHONE, text(phone.as_str()))
            .remove(CODE_HASH)
            .if_above(EXPIRES_AT, now.as_second())
            .if_without(PHONE)
            .or()
            .if_above(EXPIRES_AT, now.as_second())
            .if_is_not(PHONE, text(phone.as_str()));
        self.write("set the telephone of a sign-in", write)
            .await
            .map(drop)
    }

    async fn try_app_code(
        &self,
        key: &SignInKey,
        staff_user: &AccountId,
        (code_hash, step): (&str, Option<u64>),
        proof_hash: &str,
        now: Timestamp,
    ) -> Result<CodeAttempt, StoreFault> {
        const OPERATION: &str = "try a code of an app";
        let seconds = now.as_second();
        let tried = |write: Write| {
            write
                .add(APP_TRIES, 1)
                .if_without(APP_TRIES)
                .if_above(EXPIRES_AT, seconds)
                .or()
                .if_below(APP_TRIES, i64::from(CODE_TRIES))
                .if_above(EXPIRES_AT, seconds)
        };
        let counters = [Counter {
            key: keys::app_tries(staff_user),
            most: APP_TRIES_AN_HOUR,
        }];
        // The tries before this one, if they are known.
        let mut before = None;
        // A right code is counted and claimed together.
        if let Some(step) = step.and_then(|step| i64::try_from(step).ok()) {
            let claimed = Write::update(keys::staff_user(staff_user))
                .set(APP_STEP, number(step))
                .if_has(APP)
                .if_below(APP_STEP, step);
            let proven = Write::update(keys::sign_in(key))
                .set(PROOF_HASH, text(proof_hash))
                .set(PROVEN, aws_sdk_dynamodb::types::AttributeValue::Bool(true))
                .set(RIGHT_CODE, text(code_hash))
                .remove(CODE_HASH);
            let right = [claimed, tried(proven)];
            let counted = self.write_counted(OPERATION, &counters, now, &right);
            match counted.await? {
                Counted::Done => return Ok(CodeAttempt::Right),
                Counted::TooMany(_) => return Ok(CodeAttempt::NoCode),
                // The code was used before, or the tries of the sign-in are.
                Counted::Refused => {
                    let sign_in = self.read(OPERATION, keys::sign_in(key)).await?;
                    let given = sign_in.as_ref().and_then(|item| item.text_of(RIGHT_CODE));
                    let proven = sign_in.as_ref().and_then(|item| item.text_of(PROOF_HASH));
                    // This press comes again, which takes no try; or this very
                    // try does, whose reply was lost.
                    if given == Some(code_hash) {
                        return Ok(match proven == Some(proof_hash) {
                            true => CodeAttempt::Right,
                            false => CodeAttempt::NoCode,
                        });
                    }
                    before = sign_in.map(|item| item.number_of(APP_TRIES).unwrap_or_default());
                }
            }
        }
        let counted = [tried(Write::update(keys::sign_in(key)))];
        let within = self.write_counted(OPERATION, &counters, now, &counted);
        if !matches!(within.await?, Counted::Done) {
            return Ok(CodeAttempt::NoCode);
        }
        let tries = match before {
            Some(before) => before.saturating_add(1),
            None => {
                let sign_in = self.read(OPERATION, keys::sign_in(key)).await?;
                let sign_in = sign_in.unwrap_or_default();
                // This very try was right before and its reply was lost: nobody
                // else has its proof.
                if sign_in.text_of(PROOF_HASH) == Some(proof_hash) {
                    return Ok(CodeAttempt::Right);
                }
                sign_in.number_of(APP_TRIES).unwrap_or_default()
            }
        };
        let left = i64::from(CODE_TRIES).saturating_sub(tries);
        Ok(CodeAttempt::Wrong {
            left: u32::try_from(left).unwrap_or_default(),
        })
    }
}

impl Table {
    /// Deletes each session with its pointer in one transaction, so that ending
    /// the sessions again finds those that are left; some of them side by side.
    async fn end_all_staff_sessions_but(
        &self,
        staff_user: &AccountId,
        kept: Option<&StaffSessionKey>,
    ) -> Result<(), StoreFault> {
        const OPERATION: &str = "end sessions of a staff user";
        let keys = self.staff_session_keys(OPERATION, staff_user).await?;
        for keys in keys.chunks(SIDE_BY_SIDE) {
            let ended = keys.iter().filter(|key| kept != Some(*key));
            let ended = ended.map(|key| {
                let session = Write::delete(keys::staff_session(key));
                let pointer = Write::delete(keys::staff_session_of(staff_user, key));
                self.write_all(OPERATION, vec![session, pointer])
            });
            try_join_all(ended).await?;
        }
        Ok(())
    }

    /// Lists the keys of the sessions of a staff user.
    async fn staff_session_keys(
        &self,
        operation: &'static str,
        staff_user: &AccountId,
    ) -> Result<Vec<StaffSessionKey>, StoreFault> {
        let (partition, order) = (keys::of_staff_user(staff_user), Order::Ascending);
        let pointers = self.list(operation, partition, keys::SESSION, order, usize::MAX);
        let pointers = pointers.await?;
        let keys = pointers.iter().map(|pointer| {
            let key = pointer.sort_after(keys::SESSION)?;
            Ok(StaffSessionKey(key.to_owned()))
        });
        keys.collect::<Result<_, Unreadable>>()
            .map_err(|source| fault(operation, source))
    }
}

impl StaffUserAdmin for Table {
    async fn staff_users_page(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<ListedStaffUser>, StoreFault> {
        const OPERATION: &str = "list staff users";
        let list = List {
            partition: Partition::Members.only(),
            keys: SortKeys::All,
            order: Order::Ascending,
        };
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, listed))
    }

    async fn count_staff_users(&self, most: usize) -> Result<BoundedCount, StoreFault> {
        let list = List {
            partition: Partition::Members.only(),
            keys: SortKeys::All,
            order: Order::Ascending,
        };
        self.count("count staff users", &list, None, most).await
    }

    async fn listed_staff_user(
        &self,
        id: &AccountId,
    ) -> Result<Option<ListedStaffUser>, StoreFault> {
        let found = self.read_staff_user(id).await?;
        Ok(found.map(|staff_user| ListedStaffUser::from(&staff_user)))
    }

    async fn staff_users_of(&self, ids: &[AccountId]) -> Result<Vec<ListedStaffUser>, StoreFault> {
        const OPERATION: &str = "find staff users";
        let ids: BTreeSet<&AccountId> = ids.iter().collect();
        let keys = ids.into_iter().map(keys::staff_user).collect();
        let items = self.read_batches(OPERATION, keys).await?;
        Ok(readable(OPERATION, &items, listed))
    }

    async fn look_up_staff_user(
        &self,
        access: &Audited<StaffUserId>,
    ) -> Result<Option<StaffUser>, StoreFault> {
        self.read_staff_user(&access.subject().0).await
    }

    async fn keep_staff_user(
        &self,
        access: &Audited<StaffUserId>,
        staff_user: &StaffUser,
    ) -> Result<(), StoreFault> {
        let StaffUser {
            // The subject of the audit's entry has the id.
            id: _,
            first_name,
            last_name,
            email,
            role,
            invited_at,
            // The owner sets these, by `set_phone` and `add_app`.
            phone: _,
            app: _,
            // Keeping a staff user opens a closed account.
            closed_at: _,
        } = staff_user;
        let write = Write::update(keys::staff_user(&access.subject().0))
            .set(FIRST_NAME, text(first_name))
            .set(LAST_NAME, text(last_name))
            .set(ROLE, text(role.name()))
            .set_once(EMAIL, text(email.as_str()))
            .set_once(INVITED_AT, text(invited_at.to_string()))
            .remove(CLOSED_AT);
        self.write("keep a staff user", write).await.map(drop)
    }

    /// Removes what the staff user signs in with, too: who may not sign in
    /// leaves no secret behind.
    async fn close_access_of(
        &self,
        access: &Audited<StaffUserId>,
        at: Timestamp,
    ) -> Result<(), StoreFault> {
        let write = Write::update(keys::staff_user(&access.subject().0))
            .set_once(CLOSED_AT, text(at.to_string()))
            .remove(PHONE)
            .remove(APP)
            .remove(APP_STEP)
            .if_there();
        self.write("close a staff user", write).await.map(drop)
    }

    async fn remove_phone(&self, access: &Audited<StaffUserId>) -> Result<(), StoreFault> {
        self.set_phone(&access.subject().0, None).await
    }

    async fn sign_out_staff_user(&self, access: &Audited<StaffUserId>) -> Result<(), StoreFault> {
        self.end_staff_sessions(&access.subject().0).await
    }

    async fn note_page(
        &self,
        access: &Audited<StaffUserId>,
        page: &str,
    ) -> Result<bool, StoreFault> {
        let noted = Write::update(keys::staff_user(&access.subject().0))
            .set(CHANGED_ON, text(page))
            .if_there()
            .if_without(CHANGED_ON)
            .or()
            .if_is_not(CHANGED_ON, text(page))
            .if_there();
        let refused = self.write_once("note the page of a change", noted).await?;
        Ok(refused.is_none())
    }
}

fn listed(item: &Item) -> Result<ListedStaffUser, Unreadable> {
    staff_user(item).map(|staff_user| ListedStaffUser::from(&staff_user))
}

fn staff_user(item: &Item) -> Result<StaffUser, Unreadable> {
    let phone = item.text_of(PHONE).map(PhoneNumber::parse).transpose();
    let app = item.text_of(APP).map(AppSecret::parse).transpose();
    Ok(StaffUser {
        id: AccountId(item.text(keys::SK)?.to_owned()),
        first_name: item.text(FIRST_NAME)?.to_owned(),
        last_name: item.text(LAST_NAME)?.to_owned(),
        email: EmailAddress::parse(item.text(EMAIL)?).map_err(|_| Unreadable(EMAIL))?,
        role: Role::named(item.text(ROLE)?).ok_or(Unreadable(ROLE))?,
        invited_at: item.instant(INVITED_AT)?,
        phone: phone.map_err(|_| Unreadable(PHONE))?,
        app: app.map_err(|_| Unreadable(APP))?,
        closed_at: item.instant_of(CLOSED_AT)?,
    })
}

fn session(item: &Item) -> Result<StaffSession, Unreadable> {
    Ok(StaffSession {
        staff_user: AccountId(item.text(MEMBER)?.to_owned()),
        signed_in_at: item.instant(SIGNED_IN_AT)?,
        seen_at: item.instant(SEEN_AT)?,
    })
}
