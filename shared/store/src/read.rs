//! Reading items and their attributes.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, Select};
use domain::fault::StoreFault;
pub(crate) use domain::fault::UnreadableRecord as Unreadable;
use domain::values::list_page::{BoundedCount, ListCursor, ListPage};
use domain::values::reference::Reference;
use futures_util::future::try_join_all;
use jiff::Timestamp;

pub(crate) use crate::item::Item;
use crate::keys::{PK, Partition, PartitionKey, SK};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

/// The attributes of an item, read as the types of the domain.
pub(crate) trait Attributes {
    /// Returns a text, if the attribute is there.
    fn text_of(&self, name: &str) -> Option<&str>;

    /// Returns a whole number, if the attribute is there.
    fn number_of(&self, name: &str) -> Option<i64>;

    /// Returns a text that is always there.
    fn text(&self, name: &'static str) -> Result<&str, Unreadable> {
        self.text_of(name).ok_or(Unreadable(name))
    }

    /// Returns a whole number that is always there.
    fn number(&self, name: &'static str) -> Result<i64, Unreadable> {
        self.number_of(name).ok_or(Unreadable(name))
    }

    /// Returns an instant that is always there.
    fn instant(&self, name: &'static str) -> Result<Timestamp, Unreadable> {
        self.instant_of(name)?.ok_or(Unreadable(name))
    }

    /// Returns an instant, if the attribute is there.
    fn instant_of(&self, name: &'static str) -> Result<Option<Timestamp>, Unreadable> {
        self.text_of(name)
            .map(|text| text.parse().map_err(|_| Unreadable(name)))
            .transpose()
    }

    /// Returns a reference, if the attribute is there.
    fn reference_of(&self, name: &'static str) -> Result<Option<Reference>, Unreadable> {
        self.text_of(name)
            .map(|text| Reference::parse(text).map_err(|_| Unreadable(name)))
            .transpose()
    }

    /// Returns the part of the sort key after a prefix.
    fn sort_after(&self, prefix: &str) -> Result<&str, Unreadable> {
        self.text(SK)?.strip_prefix(prefix).ok_or(Unreadable(SK))
    }

    /// Returns the reference after a prefix in the sort key.
    fn reference_after(&self, prefix: &str) -> Result<Reference, Unreadable> {
        Reference::parse(self.sort_after(prefix)?).map_err(|_| Unreadable(SK))
    }

    /// Whether the item has not expired. An expired item counts as deleted,
    /// even while DynamoDB has yet to delete it.
    fn is_current(&self, now: Timestamp) -> bool {
        self.number_of(EXPIRES_AT)
            .is_some_and(|expires_at| expires_at > now.as_second())
    }
}

impl Attributes for Item {
    fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_s().ok().map(String::as_str)
    }

    fn number_of(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_n().ok()?.parse().ok()
    }
}

/// The most items that one request reads by their keys.
const IN_A_BATCH: usize = 100;

/// The error of a request for several items that was answered with none of them,
/// and none that is missing.
#[derive(Debug, thiserror::Error)]
#[error("none of several items was read")]
struct NothingRead;

/// The message of the log line about an item that is left out of a list. A
/// metric filter of `infra/template.yaml` counts these lines.
const LEFT_OUT: &str = "a stored item cannot be read and is left out";

/// The message of the log line about an item that somebody asked for by itself.
/// The metric filter counts these lines too.
const NOT_SHOWN: &str = "a stored item cannot be read and is not shown";

/// A list: the items of a partition whose sort keys are within a range, in an
/// order.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) partition: PartitionKey,
    pub(crate) keys: SortKeys,
    pub(crate) order: Order,
}

impl List {
    /// Returns the items of a queue whose sort keys begin with an instant before
    /// one, oldest first: what has waited since then. The bound is part of the
    /// request, so that what came later costs nothing.
    pub(crate) fn before(queue: Partition, before: Timestamp) -> Self {
        Self {
            partition: queue.only(),
            keys: SortKeys::until(before),
            order: Order::Ascending,
        }
    }
}

/// A page of a list, before its items are read.
#[derive(Debug)]
pub(crate) struct ItemPage {
    pub(crate) items: Vec<Item>,
    pub(crate) next: Option<ListCursor>,
}

impl ItemPage {
    /// Reads each item, and leaves out and counts those that cannot be read.
    pub(crate) fn read<T>(
        self,
        operation: &'static str,
        read: impl Fn(&Item) -> Result<T, Unreadable>,
    ) -> ListPage<T> {
        let items = readable(operation, &self.items, read);
        ListPage {
            unreadable: self.items.len() - items.len(),
            items,
            next: self.next,
        }
    }
}

/// The sort keys to which a list is limited.
#[derive(Clone, Debug)]
pub(crate) enum SortKeys {
    /// Every sort key of the partition.
    All,
    /// The sort keys that start with a prefix.
    Starting(String),
    /// The sort keys from the first to the last, both included.
    Between(String, String),
}

impl SortKeys {
    /// Returns the sort keys that begin with an instant before this one. A sort
    /// key has something after its instant, so none equals the last.
    pub(crate) fn until(before: Timestamp) -> Self {
        Self::Between(keys::EARLIEST.to_owned(), keys::sortable(before))
    }
}

/// The order of a partition's items by their sort keys.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Order {
    /// Ascending order, from the first item.
    Ascending,
    /// Descending order, from the last item.
    Descending,
}

impl Table {
    /// Reads the item with this key. The read is consistent: the page after a
    /// redirect shows what was just written, and a session that was ended stays
    /// ended.
    pub(crate) async fn read(
        &self,
        operation: &'static str,
        key: Item,
    ) -> Result<Option<Item>, StoreFault> {
        self.client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key))
            .consistent_read(true)
            .send()
            .await
            .map(|found| found.item)
            .map_err(|source| fault(operation, source))
    }

    /// Lists the items of a partition whose sort keys start with a prefix, at
    /// most `most`. The read is consistent.
    pub(crate) async fn list(
        &self,
        operation: &'static str,
        partition: PartitionKey,
        prefix: &str,
        order: Order,
        most: usize,
    ) -> Result<Vec<Item>, StoreFault> {
        let keys = match prefix {
            "" => SortKeys::All,
            prefix => SortKeys::Starting(prefix.to_owned()),
        };
        let list = List {
            partition,
            keys,
            order,
        };
        let page = self.page(operation, &list, None, most).await?;
        Ok(page.items)
    }

    /// Reads the items with these keys that are there, in no order, side by side:
    /// a few that are known, such as the two of an application. The reads are
    /// consistent.
    pub(crate) async fn read_each(
        &self,
        operation: &'static str,
        keys: Vec<Item>,
    ) -> Result<Vec<Item>, StoreFault> {
        let read = keys.into_iter().map(|key| self.read(operation, key));
        Ok(try_join_all(read).await?.into_iter().flatten().collect())
    }

    /// Reads the items of a list with these keys that are there, in no order: a
    /// hundred in one request, and the requests side by side, so that a list is
    /// not one call a row. The reads are consistent.
    pub(crate) async fn read_batches(
        &self,
        operation: &'static str,
        keys: Vec<Item>,
    ) -> Result<Vec<Item>, StoreFault> {
        let batches = keys.chunks(IN_A_BATCH);
        let batches = batches.map(|keys| self.read_batch(operation, keys.to_vec()));
        Ok(try_join_all(batches).await?.into_iter().flatten().collect())
    }

    /// Reads up to a hundred items, and asks again for what did not come.
    async fn read_batch(
        &self,
        operation: &'static str,
        keys: Vec<Item>,
    ) -> Result<Vec<Item>, StoreFault> {
        let mut items = Vec::with_capacity(keys.len());
        let mut left = keys;
        while !left.is_empty() {
            let asked_for = left.len();
            let keys = KeysAndAttributes::builder().set_keys(Some(left));
            let keys = keys.consistent_read(true).build();
            let keys = keys.map_err(|source| fault(operation, source))?;
            let request = self.client.batch_get_item().request_items(&self.name, keys);
            let answer = request.send().await;
            let answer = answer.map_err(|source| fault(operation, source))?;
            let found = answer.responses.and_then(|mut of| of.remove(&self.name));
            items.extend(found.unwrap_or_default());
            let unread = answer
                .unprocessed_keys
                .and_then(|mut of| of.remove(&self.name));
            left = unread.map_or_else(Vec::new, |unread| unread.keys);
            // Less than 16 megabytes was read, or the table is throttled.
            if left.len() >= asked_for {
                return Err(fault(operation, NothingRead));
            }
        }
        Ok(items)
    }

    /// Reads the items to which a page of pointers leads, and leaves out and
    /// counts those that cannot be read. A pointer to nothing is not counted.
    pub(crate) async fn page_of<T>(
        &self,
        operation: &'static str,
        pointers: ListPage<Item>,
        read: impl Fn(&Item) -> Result<T, Unreadable>,
    ) -> Result<ListPage<T>, StoreFault> {
        let items = self.read_batches(operation, pointers.items).await?;
        let next = pointers.next;
        let mut page = ItemPage { items, next }.read(operation, read);
        page.unreadable += pointers.unreadable;
        Ok(page)
    }

    /// Lists the sort keys of a partition that start with a prefix, and nothing
    /// else of the items.
    pub(crate) async fn sort_keys(
        &self,
        operation: &'static str,
        partition: PartitionKey,
        prefix: &str,
    ) -> Result<Vec<Item>, StoreFault> {
        let keys = SortKeys::Starting(prefix.to_owned());
        self.parts(operation, partition, &keys, &[]).await
    }

    /// Lists the items of a partition in the order of their sort keys, each with
    /// its sort key and these attributes alone.
    pub(crate) async fn parts(
        &self,
        operation: &'static str,
        partition: PartitionKey,
        keys: &SortKeys,
        attributes: &[&str],
    ) -> Result<Vec<Item>, StoreFault> {
        let partition = AttributeValue::from(partition);
        let (mut items, mut from) = (Vec::new(), None);
        let mut query = self
            .query(&partition, keys)
            .expression_attribute_names("#sk", SK);
        let mut names = vec!["#sk".to_owned()];
        for (place, attribute) in attributes.iter().enumerate() {
            let name = format!("#{place}");
            query = query.expression_attribute_names(&name, *attribute);
            names.push(name);
        }
        let query = query.projection_expression(names.join(", "));
        loop {
            let page = query
                .clone()
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|source| fault(operation, source))?;
            items.extend(page.items.unwrap_or_default());
            from = page.last_evaluated_key;
            if from.is_none() {
                return Ok(items);
            }
        }
    }

    /// Reads a page of a list: at most `most` items after a place, in one
    /// request unless they have more than a megabyte. The read is consistent.
    pub(crate) async fn page(
        &self,
        operation: &'static str,
        list: &List,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ItemPage, StoreFault> {
        let partition = AttributeValue::from(list.partition.clone());
        let mut items: Vec<Item> = Vec::new();
        let mut from = after.map(|after| {
            let place = [(PK, partition.clone()), (SK, text(after.key()))];
            Item::from(place.map(|(name, value)| (name.to_owned(), value)))
        });
        while items.len() < most {
            let page = self
                .query(&partition, &list.keys)
                .scan_index_forward(list.order == Order::Ascending)
                .set_limit(i32::try_from(most - items.len()).ok())
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|source| fault(operation, source))?;
            items.extend(page.items.unwrap_or_default());
            from = page.last_evaluated_key;
            if from.is_none() {
                break;
            }
        }
        let next = from.as_ref().and_then(|last| last.text_of(SK));
        let next = next.map(ListCursor::of_key);
        Ok(ItemPage { items, next })
    }

    /// Counts the items of a list, up to a limit: of a list whose items expire,
    /// those that have not at `now`. What is read is bounded as what is counted.
    pub(crate) async fn count(
        &self,
        operation: &'static str,
        list: &List,
        now: Option<Timestamp>,
        most: usize,
    ) -> Result<BoundedCount, StoreFault> {
        let partition = AttributeValue::from(list.partition.clone());
        let (mut counted, mut looked_at, mut from) = (0, 0, None);
        while looked_at <= most {
            let mut query = self.query(&partition, &list.keys).select(Select::Count);
            if let Some(now) = now {
                query = query
                    .filter_expression("#expires_at > :now")
                    .expression_attribute_names("#expires_at", EXPIRES_AT)
                    .expression_attribute_values(":now", number(now.as_second()));
            }
            let page = query
                .set_limit(i32::try_from(most + 1 - looked_at).ok())
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|source| fault(operation, source))?;
            counted += usize::try_from(page.count).unwrap_or_default();
            looked_at += usize::try_from(page.scanned_count).unwrap_or_default();
            from = page.last_evaluated_key;
            if from.is_none() {
                return Ok(BoundedCount::Exactly(counted));
            }
        }
        Ok(BoundedCount::MoreThan(counted.saturating_sub(1)))
    }

    /// Makes the consistent query of a partition for sort keys within a range.
    pub(crate) fn query(&self, partition: &AttributeValue, keys: &SortKeys) -> QueryFluentBuilder {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .expression_attribute_names("#pk", PK)
            .expression_attribute_values(":pk", partition.clone());
        match keys {
            SortKeys::All => query.key_condition_expression("#pk = :pk"),
            SortKeys::Starting(prefix) => query
                .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
                .expression_attribute_names("#sk", SK)
                .expression_attribute_values(":prefix", text(prefix)),
            SortKeys::Between(first, last) => query
                .key_condition_expression("#pk = :pk AND #sk BETWEEN :first AND :last")
                .expression_attribute_names("#sk", SK)
                .expression_attribute_values(":first", text(first))
                .expression_attribute_values(":last", text(last)),
        }
    }
}

/// Reads the items of a list, and leaves out those that cannot be read, so that
/// one of them hides no other. Each is logged, for which an alarm looks.
pub(crate) fn readable<T>(
    operation: &'static str,
    items: &[Item],
    read: impl Fn(&Item) -> Result<T, Unreadable>,
) -> Vec<T> {
    let read = items
        .iter()
        .map(|item| unless_unreadable(operation, item, read(item)));
    read.flatten().collect()
}

/// Returns what was read of an item that was asked for by itself, or the fault
/// that it cannot be read, which is logged with the hash of its key, as for a
/// list.
pub(crate) fn opened<T>(
    operation: &'static str,
    item: &Item,
    read: Result<T, Unreadable>,
) -> Result<T, StoreFault> {
    read.map_err(|source| {
        let (Unreadable(attribute), key_hash) = (source, keys::hash(item));
        tracing::error!(operation, attribute, key_hash, "{NOT_SHOWN}");
        fault(operation, source)
    })
}

/// Returns what was read of an item of a list, or none if the item cannot be
/// read, which is logged. Neither the key nor anything else of the item is in
/// the line: the hash of the key finds the item among those of its list.
pub(crate) fn unless_unreadable<T>(
    operation: &'static str,
    item: &Item,
    read: Result<T, Unreadable>,
) -> Option<T> {
    read.inspect_err(|Unreadable(attribute)| {
        let key_hash = keys::hash(item);
        tracing::error!(operation, attribute, key_hash, "{LEFT_OUT}");
    })
    .ok()
}
