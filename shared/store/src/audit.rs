//! The audit: the entries of who did what with a person's record.

use domain::access::audit::{Access, Actor, AuditLog, AuditReader, Subject};
use domain::access::staff_user::Role;
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::list_page::{ListCursor, ListPage};

use crate::attributes::{ACTOR, AT, ROLE, WHAT, WHO};
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable};
use crate::write::Write;
use crate::{EXPIRES_AT, Table, keys, number, text};

const STAFF: &str = "staff";
const JOB: &str = "job";
const HOLDER: &str = "holder";

impl AuditLog for Table {
    async fn note_access(&self, access: &Access) -> Result<(), StoreFault> {
        let Access {
            subject,
            actor,
            what,
            at,
        } = access;
        let (kind, who, role) = match actor {
            Actor::Staff { id, role } => (Some(STAFF), id.0.as_str(), Some(role.name())),
            Actor::Job(name) => (Some(JOB), name.as_str(), None),
            Actor::Holder(id) => (Some(HOLDER), id.0.as_str(), None),
            Actor::FinanceEmail(email) => (None, email.as_str(), None),
        };
        let mut item = keys::access(subject, *at, who, what);
        let ends = self.retention.audit.after(*at).as_second();
        item.extend([
            (WHO.to_owned(), text(who)),
            (WHAT.to_owned(), text(what)),
            (AT.to_owned(), text(at.to_string())),
            (EXPIRES_AT.to_owned(), number(ends)),
        ]);
        item.extend(kind.map(|kind| (ACTOR.to_owned(), text(kind))));
        item.extend(role.map(|role| (ROLE.to_owned(), text(role))));
        self.write("note an access", Write::put(item))
            .await
            .map(drop)
    }
}

impl AuditReader for Table {
    async fn accesses_page(
        &self,
        subject: &Subject,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<Access>, StoreFault> {
        const OPERATION: &str = "list accesses";
        let list = audit_list(subject);
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, |item| access(subject, item)))
    }
}

/// Returns the list of the entries about a record, newest first.
pub(crate) fn audit_list(subject: &Subject) -> List {
    List {
        partition: keys::audit_of(subject),
        keys: SortKeys::All,
        order: Order::Descending,
    }
}

fn access(subject: &Subject, item: &Item) -> Result<Access, Unreadable> {
    Ok(Access {
        subject: subject.clone(),
        actor: actor(item)?,
        what: item.text(WHAT)?.to_owned(),
        at: item.instant(AT)?,
    })
}

fn actor(item: &Item) -> Result<Actor, Unreadable> {
    let who = item.text(WHO)?.to_owned();
    match item.text_of(ACTOR) {
        Some(STAFF) => Ok(Actor::Staff {
            id: AccountId(who),
            role: Role::named(item.text(ROLE)?).ok_or(Unreadable(ROLE))?,
        }),
        Some(JOB) => Ok(Actor::Job(who)),
        Some(HOLDER) => Ok(Actor::Holder(AccountId(who))),
        Some(_) => Err(Unreadable(ACTOR)),
        None => Ok(Actor::FinanceEmail(who)),
    }
}
