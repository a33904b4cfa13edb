//! Who looked at a person's record.

use domain::account::AccountId;
use domain::audit::{Access, KeepAudit};
use domain::draft::StoreFault;

use crate::read::{Attributes as _, Item, Order, Unreadable};
use crate::write::Write;
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

const WHO: &str = "who";
const WHAT: &str = "what";
const AT: &str = "at";

impl KeepAudit for Table {
    async fn note_access(&self, access: &Access) -> Result<(), StoreFault> {
        let Access {
            record,
            who,
            what,
            at,
        } = access;
        let mut item = keys::access(record, *at, who, what);
        let ends = self.retention.audit.after(*at).as_second();
        item.extend([
            (WHO.to_owned(), text(who)),
            (WHAT.to_owned(), text(what)),
            (AT.to_owned(), text(at.to_string())),
            (EXPIRES_AT.to_owned(), number(ends)),
        ]);
        self.write("note an access", Write::put(item))
            .await
            .map(drop)
    }

    async fn accesses(&self, record: &AccountId) -> Result<Vec<Access>, StoreFault> {
        const OPERATION: &str = "list accesses";
        let items = self
            .list(
                OPERATION,
                keys::audit_of(record),
                "",
                Order::Descending,
                usize::MAX,
            )
            .await?;
        items
            .iter()
            .map(|item| access(record, item).map_err(|source| fault(OPERATION, source)))
            .collect()
    }
}

fn access(record: &AccountId, item: &Item) -> Result<Access, Unreadable> {
    Ok(Access {
        record: record.clone(),
        who: item.text(WHO)?.to_owned(),
        what: item.text(WHAT)?.to_owned(),
        at: item.instant(AT)?,
    })
}
