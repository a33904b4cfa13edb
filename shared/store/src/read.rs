//! Reading items and their attributes.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::fault::StoreFault;
use domain::values::reference::Reference;
use jiff::Timestamp;

pub(crate) use crate::item::Item;
use crate::keys::{PK, PartitionKey, SK};
use crate::{EXPIRES_AT, Table, fault, keys, text};

/// The error of an item without an attribute that it always has, or with one of
/// another shape. Names the attribute and leaves out its value.
#[derive(Debug, thiserror::Error)]
#[error("a stored item has no {0} that can be read")]
pub(crate) struct Unreadable(pub(crate) &'static str);

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

    /// Lists the items of a partition whose sort keys are instants before one,
    /// oldest first, at most `most`: what has waited in a queue since then.
    pub(crate) async fn list_before(
        &self,
        operation: &'static str,
        partition: PartitionKey,
        before: Timestamp,
        most: usize,
    ) -> Result<Vec<Item>, StoreFault> {
        let listed = self
            .list(operation, partition, "", Order::Ascending, most)
            .await?;
        let before = keys::sortable(before);
        Ok(listed
            .into_iter()
            .take_while(|item| item.text_of(SK).is_some_and(|at| at < before.as_str()))
            .collect())
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
        let partition = AttributeValue::from(partition);
        let mut items = Vec::new();
        let mut from = None;
        while items.len() < most {
            let (condition, prefix) = if prefix.is_empty() {
                ("#pk = :pk", None)
            } else {
                ("#pk = :pk AND begins_with(#sk, :prefix)", Some(prefix))
            };
            let mut query = self
                .client
                .query()
                .table_name(&self.name)
                .consistent_read(true)
                .scan_index_forward(order == Order::Ascending)
                .set_limit(i32::try_from(most - items.len()).ok())
                .key_condition_expression(condition)
                .expression_attribute_names("#pk", PK)
                .expression_attribute_values(":pk", partition.clone())
                .set_exclusive_start_key(from);
            if let Some(prefix) = prefix {
                query = query
                    .expression_attribute_names("#sk", SK)
                    .expression_attribute_values(":prefix", text(prefix));
            }
            let page = query
                .send()
                .await
                .map_err(|source| fault(operation, source))?;
            items.extend(page.items.unwrap_or_default());
            from = page.last_evaluated_key;
            if from.is_none() {
                break;
            }
        }
        Ok(items)
    }
}
