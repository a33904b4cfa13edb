//! Reading items and what they hold.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::draft::StoreFault;
use domain::reference::Reference;
use jiff::Timestamp;

use crate::keys::{PK, PartitionKey, SK};
use crate::{EXPIRES_AT, Table, fault, text};

/// An item as it is stored: attributes by name.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// An item without an attribute that it always has, or with one of another
/// shape. Says which, never what it held.
#[derive(Debug, thiserror::Error)]
#[error("a stored item has no {0} that can be read")]
pub(crate) struct Unreadable(pub(crate) &'static str);

/// What an item holds.
pub(crate) trait Attributes {
    /// A text, if it is there.
    fn text_of(&self, name: &str) -> Option<&str>;

    /// A whole number, if it is there.
    fn number_of(&self, name: &str) -> Option<i64>;

    /// A text that is always there.
    fn text(&self, name: &'static str) -> Result<&str, Unreadable> {
        self.text_of(name).ok_or(Unreadable(name))
    }

    /// A whole number that is always there.
    fn number(&self, name: &'static str) -> Result<i64, Unreadable> {
        self.number_of(name).ok_or(Unreadable(name))
    }

    /// An instant that is always there.
    fn instant(&self, name: &'static str) -> Result<Timestamp, Unreadable> {
        self.instant_of(name)?.ok_or(Unreadable(name))
    }

    /// An instant, if it is there.
    fn instant_of(&self, name: &'static str) -> Result<Option<Timestamp>, Unreadable> {
        self.text_of(name)
            .map(|text| text.parse().map_err(|_| Unreadable(name)))
            .transpose()
    }

    /// A reference, if it is there.
    fn reference_of(&self, name: &'static str) -> Result<Option<Reference>, Unreadable> {
        self.text_of(name)
            .map(|text| Reference::parse(text).map_err(|_| Unreadable(name)))
            .transpose()
    }

    /// What follows a prefix in the sort key.
    fn sort_after(&self, prefix: &str) -> Result<&str, Unreadable> {
        self.text(SK)?.strip_prefix(prefix).ok_or(Unreadable(SK))
    }

    /// The reference that follows a prefix in the sort key.
    fn reference_after(&self, prefix: &str) -> Result<Reference, Unreadable> {
        Reference::parse(self.sort_after(prefix)?).map_err(|_| Unreadable(SK))
    }

    /// Whether its time is not over. What is too old is not there, whether or
    /// not DynamoDB has deleted it yet.
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
    /// From the first.
    Ascending,
    /// From the last.
    Descending,
}

impl Table {
    /// The item with this key. Consistent: the page after a redirect shows
    /// what was just written, and what was ended stays ended.
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

    /// The items of a partition whose sort keys start so, at most `most`.
    /// Consistent.
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
