//! What the case system has commissioned: suppliers, provisions, the terms of
//! contracts, and what the nightly imports left.

use std::collections::BTreeMap;

use attendance::absence::EffectTable;
use attendance::kept_line::{non_payment_text, provision_texts, read_non_payment, read_provision};
use attendance::non_payment::{NonPaymentRule, NonPaymentYear};
use attendance::provision::LineKey;
use attendance::provision_plan::{
    EffectKeeper, KeptProvision, KeptSupplier, LastImport, NightDifference, NonPaymentKeeper,
    PlanKeeper, SupplierReader,
};
use attendance::restricted::RestrictedLines;
use attendance::supplier::{Supplier, SupplierId};
use attendance::terms::{ContractTerms, TermsId, Timeline};
use attendance::week::FinancialYear;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::fault::StoreFault;
use jiff::Timestamp;

use crate::attributes::{
    CHANGES, CHOICES, FIRST_SEEN, JOINED, LEFT, NAME, RESTRICTED, SERVICES, TAKEN_AT, TERMS,
    VERSION,
};
use crate::item::Item;
use crate::keys::{self, LINE, PK, Partition, SK};
use crate::read::{Attributes as _, Order, Unreadable};
use crate::write::{Write, Written};
use crate::{Table, fault, number, text};

/// What an import changed for a supplier.
const DIFFERENCE: &str = "difference";
/// The attributes of a provision that some do not have.
const NOT_ALWAYS: [&str; 2] = ["ends", RESTRICTED];
/// What the reasons of an absence pay and bill.
const EFFECTS: &str = "effects";
/// The most suppliers of a council, and the most lines of a supplier.
const MOST: usize = 20_000;

impl SupplierReader for Table {
    async fn supplier(&self, id: &SupplierId) -> Result<Option<KeptSupplier>, StoreFault> {
        let operation = "read a supplier";
        let found = self.read(operation, keys::supplier(id)).await?;
        let found = found.as_ref().map(supplier).transpose();
        found.map_err(|source| fault(operation, source))
    }

    async fn suppliers(&self) -> Result<Vec<KeptSupplier>, StoreFault> {
        let operation = "list suppliers";
        let partition = Partition::Suppliers.only();
        let items = self.list(operation, partition, "", Order::Ascending, MOST);
        let suppliers: Result<_, _> = items.await?.iter().map(supplier).collect();
        suppliers.map_err(|source| fault(operation, source))
    }

    async fn provisions(&self, supplier: &SupplierId) -> Result<Vec<KeptProvision>, StoreFault> {
        let operation = "list the provisions of a supplier";
        let partition = keys::of_supplier(supplier);
        let items = self.list(operation, partition, LINE, Order::Ascending, MOST);
        let items = items.await?;
        let provisions: Result<_, _> = items.iter().map(|item| provision(supplier, item)).collect();
        provisions.map_err(|source| fault(operation, source))
    }

    async fn night_difference(
        &self,
        supplier: &SupplierId,
    ) -> Result<Option<NightDifference>, StoreFault> {
        let operation = "read what an import changed";
        let found = self.read(operation, keys::night_difference(supplier));
        let found = found.await?.map(|item| -> Result<_, Unreadable> {
            let text = item.text(DIFFERENCE)?;
            serde_json::from_str(text).map_err(|_| Unreadable(DIFFERENCE))
        });
        found.transpose().map_err(|source| fault(operation, source))
    }

    async fn last_import(&self) -> Result<Option<LastImport>, StoreFault> {
        let operation = "read the last import";
        let found = self.read(operation, keys::last_import()).await?;
        let found = found.map(|item| -> Result<_, Unreadable> {
            Ok(LastImport {
                taken_at: item.instant(TAKEN_AT)?,
                version: u32::try_from(item.number(VERSION)?).map_err(|_| Unreadable(VERSION))?,
            })
        });
        found.transpose().map_err(|source| fault(operation, source))
    }

    async fn non_payment_year(
        &self,
        supplier: &Supplier,
        year: FinancialYear,
    ) -> Result<(NonPaymentYear, u64), StoreFault> {
        let operation = "read the non-payment weeks of a year";
        let found = self.read(operation, keys::non_payment_year(&supplier.id, year));
        let empty = NonPaymentYear::new(year, supplier.joined, &NonPaymentRule::default());
        let Some(item) = found.await? else {
            return Ok((empty, 0));
        };
        let read = || -> Result<_, Unreadable> {
            let weeks = read_non_payment(empty, item.text(CHOICES)?);
            let weeks = weeks.map_err(|unreadable| Unreadable(unreadable.0))?;
            Ok((weeks, item.number(CHANGES)?.unsigned_abs()))
        };
        read().map_err(|source| fault(operation, source))
    }
}

impl PlanKeeper for Table {
    async fn keep_provision(&self, kept: &KeptProvision) -> Result<bool, StoreFault> {
        let (line, taken_at) = (&kept.line, keys::sortable(kept.taken_at));
        let texts = provision_texts(line);
        let mut write = Write::update(keys::provision(&line.supplier, &line.key))
            .set_once(FIRST_SEEN, text(kept.first_seen.to_string()))
            .set(TAKEN_AT, text(&taken_at));
        for name in NOT_ALWAYS {
            if !texts.contains_key(name) {
                write = write.remove(name);
            }
        }
        for (name, value) in texts {
            write = write.set(&name, text(value));
        }
        let write = if_later(write, &taken_at);
        let written = self.write("keep a provision", write).await?;
        Ok(matches!(written, Written::Done(_)))
    }

    async fn end_provision(
        &self,
        supplier: &SupplierId,
        line: &LineKey,
        taken_at: Timestamp,
    ) -> Result<bool, StoreFault> {
        let write = Write::delete(keys::provision(supplier, line));
        let write = write.if_text_below(TAKEN_AT, text(keys::sortable(taken_at)));
        let written = self.write("end a provision", write).await?;
        Ok(matches!(written, Written::Done(_)))
    }

    async fn keep_supplier(&self, kept: &KeptSupplier) -> Result<bool, StoreFault> {
        let operation = "keep a supplier";
        let item = supplier_item(kept).map_err(|source| fault(operation, source))?;
        self.put_changed(operation, item, &[LEFT, RESTRICTED]).await
    }

    async fn keep_terms(&self, terms: &ContractTerms) -> Result<bool, StoreFault> {
        let operation = "keep the terms of a contract";
        let terms = ContractTerms {
            effects: Timeline::default(),
            ..terms.clone()
        };
        let body = serde_json::to_string(&terms).map_err(|source| fault(operation, source))?;
        let mut item = keys::contract(&terms.id);
        item.insert(TERMS.to_owned(), text(body));
        self.put_changed(operation, item, &[]).await
    }

    async fn keep_night_difference(
        &self,
        supplier: &SupplierId,
        difference: &NightDifference,
    ) -> Result<(), StoreFault> {
        let operation = "keep what an import changed";
        let body = serde_json::to_string(difference).map_err(|source| fault(operation, source))?;
        let mut item = keys::night_difference(supplier);
        item.insert(DIFFERENCE.to_owned(), text(body));
        self.write(operation, Write::put(item)).await.map(drop)
    }

    async fn keep_last_import(&self, import: &LastImport) -> Result<(), StoreFault> {
        let mut item = keys::last_import();
        let taken_at = keys::sortable(import.taken_at);
        item.insert(TAKEN_AT.to_owned(), text(&taken_at));
        item.insert(VERSION.to_owned(), number(i64::from(import.version)));
        let write = if_later(Write::put(item), &taken_at);
        self.write("keep the last import", write).await.map(drop)
    }
}

impl EffectKeeper for Table {
    async fn effects(&self, terms: &TermsId) -> Result<Timeline<EffectTable>, StoreFault> {
        let operation = "read the effects of an absence";
        let found = self.read(operation, keys::effects(terms)).await?;
        let found = found.as_ref().map(effects).transpose();
        let found = found.map_err(|source| fault(operation, source))?;
        Ok(found.unwrap_or_default())
    }

    async fn keep_effects(
        &self,
        terms: &TermsId,
        effects: &Timeline<EffectTable>,
    ) -> Result<(), StoreFault> {
        let operation = "keep the effects of an absence";
        let body = serde_json::to_string(effects).map_err(|source| fault(operation, source))?;
        let mut item = keys::effects(terms);
        item.insert(EFFECTS.to_owned(), text(body));
        self.write(operation, Write::put(item)).await.map(drop)
    }
}

/// Reads the effect tables of a contract from their item.
pub(crate) fn effects(item: &Item) -> Result<Timeline<EffectTable>, Unreadable> {
    serde_json::from_str(item.text(EFFECTS)?).map_err(|_| Unreadable(EFFECTS))
}

impl NonPaymentKeeper for Table {
    async fn keep_non_payment_year(
        &self,
        supplier: &SupplierId,
        year: &NonPaymentYear,
        seen: u64,
    ) -> Result<bool, StoreFault> {
        let write = Write::update(keys::non_payment_year(supplier, year.year()))
            .set(CHOICES, text(non_payment_text(year)))
            .add(CHANGES, 1);
        let write = match i64::try_from(seen).unwrap_or(i64::MAX) {
            0 => write.if_not_there(),
            seen => write.if_is(CHANGES, number(seen)),
        };
        let written = self.write("keep non-payment weeks", write).await?;
        Ok(matches!(written, Written::Done(_)))
    }
}

impl Table {
    /// Puts an item unless it is there just so. The item may be without some
    /// attributes.
    async fn put_changed(
        &self,
        operation: &'static str,
        item: Item,
        may_lack: &[&str],
    ) -> Result<bool, StoreFault> {
        let mut write = Write::put(item.clone()).if_not_there();
        for name in may_lack.iter().filter(|name| !item.contains_key(**name)) {
            write = write.or().if_has(name);
        }
        for (name, value) in &item {
            if !keys::is_key(name) {
                write = write.or().if_without(name);
                write = write.or().if_is_not(name, value.clone());
            }
        }
        let written = self.write(operation, write).await?;
        Ok(matches!(written, Written::Done(_)))
    }
}

/// Adds the condition that no snapshot of this instant or later has written the
/// item.
fn if_later(write: Write, taken_at: &str) -> Write {
    let write = write.if_not_there().or();
    write.if_text_below(TAKEN_AT, text(taken_at))
}

fn supplier(item: &Item) -> Result<KeptSupplier, Unreadable> {
    let services: BTreeMap<_, _> =
        serde_json::from_str(item.text(SERVICES)?).map_err(|_| Unreadable(SERVICES))?;
    let date = |name: &'static str| -> Result<_, Unreadable> {
        let text = item.text_of(name);
        let date = text.map(|text| text.parse().map_err(|_| Unreadable(name)));
        date.transpose()
    };
    Ok(KeptSupplier {
        supplier: Supplier {
            id: SupplierId::parse(item.text(SK)?).map_err(|_| Unreadable(SK))?,
            name: item.text(NAME)?.to_owned(),
            joined: date(JOINED)?.ok_or(Unreadable(JOINED))?,
            left: date(LEFT)?,
        },
        services,
        restricted: match item.text_of(RESTRICTED) {
            Some(lines) => serde_json::from_str(lines).map_err(|_| Unreadable(RESTRICTED))?,
            None => RestrictedLines::default(),
        },
    })
}

fn supplier_item(kept: &KeptSupplier) -> Result<Item, serde_json::Error> {
    let supplier = &kept.supplier;
    let mut item = keys::supplier(&supplier.id);
    let services = serde_json::to_string(&kept.services)?;
    let mut set = |name: &str, value: String| item.insert(name.to_owned(), text(value));
    set(NAME, supplier.name.clone());
    set(JOINED, supplier.joined.to_string());
    if let Some(left) = supplier.left {
        set(LEFT, left.to_string());
    }
    set(SERVICES, services);
    if !kept.restricted.is_empty() {
        set(RESTRICTED, serde_json::to_string(&kept.restricted)?);
    }
    Ok(item)
}

fn provision(supplier: &SupplierId, item: &Item) -> Result<KeptProvision, Unreadable> {
    let texts = item.iter().filter_map(|(name, value)| match value {
        AttributeValue::S(value) => Some((name.clone(), value.clone())),
        _ => None,
    });
    let line = read_provision(supplier, line_key(item)?, &texts.collect());
    let first_seen = item.text(FIRST_SEEN)?.parse();
    Ok(KeptProvision {
        line: line.map_err(|unreadable| Unreadable(unreadable.0))?,
        first_seen: first_seen.map_err(|_| Unreadable(FIRST_SEEN))?,
        taken_at: item.instant(TAKEN_AT)?,
    })
}

/// Reads the key of a line from its item.
pub(crate) fn line_key(item: &Item) -> Result<LineKey, Unreadable> {
    let sort = item.sort_after(LINE)?;
    let (order, line) = sort.split_once('#').ok_or(Unreadable(SK))?;
    LineKey::parse(order, line).map_err(|_| Unreadable(SK))
}

/// Reads which contract an item is of.
pub(crate) fn terms_of(item: &Item) -> Result<TermsId, Unreadable> {
    let whose = Partition::Contract.whose(item.text(PK)?);
    TermsId::parse(whose.unwrap_or_default()).map_err(|_| Unreadable(PK))
}
