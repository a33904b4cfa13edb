//! Commissioned days that were never on a register, in one list, each under its
//! supplier, line and week.

use attendance::kept_line::{plan_text, read_plan};
use attendance::kept_register::RegisterKey;
use attendance::provision::{LineKey, PersonReference};
use attendance::supplier::{DayServiceId, SupplierId};
use attendance::terms::TermsId;
use attendance::unregistered::{
    ProposedSettlement, UnregisteredDays, UnregisteredDaysDesk, UnregisteredDaysKeeper,
    UnregisteredKey,
};
use attendance::week::Week;
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::list_page::{BoundedCount, ListCursor, ListPage};

use crate::attributes::{AT, BECAUSE, BY, TERMS};
use crate::item::Item;
use crate::keys::{self, Partition, SK};
use crate::read::{Attributes as _, List, Order, SortKeys, Unreadable};
use crate::register::expires;
use crate::write::{Write, Written};
use crate::{EXPIRES_AT, Table, fault, text};

const PERSON: &str = "person";
const SERVICE: &str = "service";
const PLAN: &str = "plan";
/// The day of the import that found the days.
const FOUND_ON: &str = "found_on";
/// The most weeks of a supplier's lines that are listed.
const MOST: usize = 20_000;

impl UnregisteredDaysKeeper for Table {
    async fn unregistered_of(
        &self,
        supplier: &SupplierId,
    ) -> Result<Vec<UnregisteredDays>, StoreFault> {
        let operation = "list commissioned days of a supplier without a register";
        let list = List {
            partition: Partition::Unregistered.only(),
            keys: SortKeys::Starting(format!("{supplier}#")),
            order: Order::Ascending,
        };
        let page = self.page(operation, &list, None, MOST).await?;
        Ok(page.read(operation, days).items)
    }

    async fn keep_unregistered(
        &self,
        days: &UnregisteredDays,
        known: bool,
    ) -> Result<(), StoreFault> {
        let write = Write::put(days_item(days));
        let write = match known {
            true => write.if_there(),
            false => write.if_not_there(),
        };
        let operation = "keep commissioned days without a register";
        self.write(operation, write).await.map(drop)
    }

    async fn forget_unregistered(&self, key: &UnregisteredKey) -> Result<(), StoreFault> {
        let write = Write::delete(keys::unregistered(key));
        let operation = "forget commissioned days without a register";
        self.write(operation, write).await.map(drop)
    }
}

impl UnregisteredDaysDesk for Table {
    async fn unregistered_page(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<UnregisteredDays>, StoreFault> {
        let operation = "list commissioned days without a register";
        let page = self.page(operation, &all(), after, most).await?;
        Ok(page.read(operation, days))
    }

    async fn count_unregistered(&self, most: usize) -> Result<BoundedCount, StoreFault> {
        let operation = "count commissioned days without a register";
        self.count(operation, &all(), None, most).await
    }

    async fn unregistered(
        &self,
        key: &UnregisteredKey,
    ) -> Result<Option<UnregisteredDays>, StoreFault> {
        let operation = "read commissioned days without a register";
        let found = self.read(operation, keys::unregistered(key)).await?;
        let found = found.as_ref().map(days).transpose();
        found.map_err(|source| fault(operation, source))
    }

    async fn propose_settlement(
        &self,
        key: &UnregisteredKey,
        proposed: &ProposedSettlement,
    ) -> Result<bool, StoreFault> {
        let write = Write::update(keys::unregistered(key))
            .set(BY, text(&proposed.by.0))
            .set(AT, text(keys::sortable(proposed.at)))
            .set(BECAUSE, text(&proposed.how))
            .if_there()
            .if_without(BY);
        let written = self.write("propose how days are settled", write).await?;
        Ok(matches!(written, Written::Done(_)))
    }

    async fn settle_unregistered(
        &self,
        key: &UnregisteredKey,
        proposed: &ProposedSettlement,
    ) -> Result<bool, StoreFault> {
        let write = Write::delete(keys::unregistered(key))
            .if_is(BY, text(&proposed.by.0))
            .if_is(AT, text(keys::sortable(proposed.at)));
        let written = self.write("settle days without a register", write).await?;
        Ok(matches!(written, Written::Done(_)))
    }
}

fn all() -> List {
    List {
        partition: Partition::Unregistered.only(),
        keys: SortKeys::All,
        order: Order::Ascending,
    }
}

fn days_item(days: &UnregisteredDays) -> Item {
    let UnregisteredDays {
        key,
        person,
        service,
        terms,
        planned,
        found_on,
        proposed,
    } = days;
    let mut item = keys::unregistered(key);
    let mut set = |name: &str, value: String| item.insert(name.to_owned(), text(value));
    set(PERSON, person.to_string());
    set(SERVICE, service.to_string());
    set(TERMS, terms.to_string());
    set(PLAN, plan_text(planned));
    set(FOUND_ON, found_on.to_string());
    if let Some(proposed) = proposed {
        set(BY, proposed.by.0.clone());
        set(AT, keys::sortable(proposed.at));
        set(BECAUSE, proposed.how.clone());
    }
    item.insert(EXPIRES_AT.to_owned(), expires(key.register.week));
    item
}

fn days(item: &Item) -> Result<UnregisteredDays, Unreadable> {
    let parts: Vec<_> = item.text(SK)?.split('#').collect();
    let [supplier, order, line, week] = parts.as_slice() else {
        return Err(Unreadable(SK));
    };
    let ending = week.parse().map_err(|_| Unreadable(SK))?;
    let proposed = match item.text_of(BY) {
        Some(by) => Some(ProposedSettlement {
            by: AccountId(by.to_owned()),
            at: item.instant(AT)?,
            how: item.text(BECAUSE)?.to_owned(),
        }),
        None => None,
    };
    Ok(UnregisteredDays {
        key: UnregisteredKey {
            register: RegisterKey {
                supplier: SupplierId::parse(supplier).map_err(|_| Unreadable(SK))?,
                week: Week::ending_on(ending).map_err(|_| Unreadable(SK))?,
            },
            line: LineKey::parse(order, line).map_err(|_| Unreadable(SK))?,
        },
        person: PersonReference::parse(item.text(PERSON)?).map_err(|_| Unreadable(PERSON))?,
        service: DayServiceId::parse(item.text(SERVICE)?).map_err(|_| Unreadable(SERVICE))?,
        terms: TermsId::parse(item.text(TERMS)?).map_err(|_| Unreadable(TERMS))?,
        planned: read_plan(item.text(PLAN)?).map_err(|_| Unreadable(PLAN))?,
        found_on: item
            .text(FOUND_ON)?
            .parse()
            .map_err(|_| Unreadable(FOUND_ON))?,
        proposed,
    })
}
