//! Conditional writes of items, one at a time or several in a transaction.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    AttributeValue, Delete, Put, ReturnValue, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem, Update,
};
use domain::fault::StoreFault;

use crate::keys::PK;
use crate::read::Item;
use crate::{Table, fault, number};

/// A write and its condition. Names and values are always given apart from the
/// expression, so that no reserved word of DynamoDB and nothing that somebody
/// typed is read as part of it.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    action: Action,
    set: Vec<String>,
    remove: Vec<String>,
    add: Vec<String>,
    /// The condition: all parts of at least one alternative hold.
    alternatives: Vec<Vec<String>>,
    names: Vec<String>,
    values: Vec<AttributeValue>,
}

#[derive(Clone, Debug)]
enum Action {
    Put(Item),
    Update(Item),
    Delete(Item),
}

/// The outcome of a write.
#[derive(Debug)]
pub(crate) enum Written {
    /// The write is made. Holds the item after an update, the item before a
    /// deletion, and an empty item after a put.
    Done(Item),
    /// The condition of the write did not hold. Holds the item that is there,
    /// or an empty item if there is none.
    Refused(Item),
}

/// The outcome of several writes that are made together or not at all.
#[derive(Debug)]
pub(crate) enum AllWritten {
    /// All writes are made.
    Done,
    /// No write is made. Holds, in the order of the writes, the item that is
    /// there for each write whose condition did not hold.
    Refused(Vec<Option<Item>>),
}

/// The error of a transaction that was cancelled for another reason than its
/// conditions. Holds the reasons alone, because DynamoDB's answer also holds
/// the items.
#[derive(Debug, thiserror::Error)]
#[error("the writes were not made: {}", .0.join(", "))]
struct Cancelled(Vec<String>);

/// The error of an item that others changed at every attempt to write it.
#[derive(Debug, thiserror::Error)]
#[error("others wrote it every time")]
pub(crate) struct Contended;

impl AllWritten {
    /// Returns the refused writes, or `None` if all are made.
    pub(crate) fn refusals(&self) -> Option<&[Option<Item>]> {
        match self {
            Self::Done => None,
            Self::Refused(refused) => Some(refused),
        }
    }
}

impl Write {
    const fn of(action: Action) -> Self {
        Self {
            action,
            set: Vec::new(),
            remove: Vec::new(),
            add: Vec::new(),
            alternatives: Vec::new(),
            names: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Puts a whole item and replaces the one that is there.
    pub(crate) const fn put(item: Item) -> Self {
        Self::of(Action::Put(item))
    }

    /// Updates the item with this key, or makes one.
    pub(crate) const fn update(key: Item) -> Self {
        Self::of(Action::Update(key))
    }

    /// Deletes the item with this key.
    pub(crate) const fn delete(key: Item) -> Self {
        Self::of(Action::Delete(key))
    }

    fn name(&mut self, name: &str) -> String {
        let place = self.names.iter().position(|known| known == name);
        let place = place.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        format!("#{place}")
    }

    fn value(&mut self, value: AttributeValue) -> String {
        self.values.push(value);
        format!(":{}", self.values.len() - 1)
    }

    pub(crate) fn set(mut self, name: &str, value: AttributeValue) -> Self {
        let (name, value) = (self.name(name), self.value(value));
        self.set.push(format!("{name} = {value}"));
        self
    }

    /// Sets an attribute unless it is there.
    pub(crate) fn set_once(mut self, name: &str, value: AttributeValue) -> Self {
        let (name, value) = (self.name(name), self.value(value));
        self.set
            .push(format!("{name} = if_not_exists({name}, {value})"));
        self
    }

    /// Sets one entry of a map.
    pub(crate) fn set_in(mut self, map: &str, entry: &str, value: AttributeValue) -> Self {
        let (map, entry, value) = (self.name(map), self.name(entry), self.value(value));
        self.set.push(format!("{map}.{entry} = {value}"));
        self
    }

    pub(crate) fn remove(mut self, name: &str) -> Self {
        let name = self.name(name);
        self.remove.push(name);
        self
    }

    /// Takes one entry out of a map.
    pub(crate) fn remove_in(mut self, map: &str, entry: &str) -> Self {
        let (map, entry) = (self.name(map), self.name(entry));
        self.remove.push(format!("{map}.{entry}"));
        self
    }

    /// Appends a value to a list; an absent list counts as empty.
    pub(crate) fn append(mut self, name: &str, value: AttributeValue) -> Self {
        let name = self.name(name);
        let none = self.value(AttributeValue::L(Vec::new()));
        let one = self.value(AttributeValue::L(vec![value]));
        self.set.push(format!(
            "{name} = list_append(if_not_exists({name}, {none}), {one})"
        ));
        self
    }

    /// Adds to a number; an absent number counts as 0.
    pub(crate) fn add(mut self, name: &str, count: i64) -> Self {
        let (name, value) = (self.name(name), self.value(number(count)));
        self.add.push(format!("{name} {value}"));
        self
    }

    /// Sets a number to one more than a counter. A counter that is not there
    /// counts as 0.
    pub(crate) fn set_to_next(mut self, name: &str, counter: &str) -> Self {
        let (name, counter) = (self.name(name), self.name(counter));
        let (zero, one) = (self.value(number(0)), self.value(number(1)));
        self.set
            .push(format!("{name} = if_not_exists({counter}, {zero}) + {one}"));
        self
    }

    fn only(mut self, condition: String) -> Self {
        match self.alternatives.last_mut() {
            Some(all) => all.push(condition),
            None => self.alternatives.push(vec![condition]),
        }
        self
    }

    /// Makes the write only if the item is there.
    pub(crate) fn if_there(self) -> Self {
        self.if_has(PK)
    }

    /// Makes the write only if there is no such item.
    pub(crate) fn if_not_there(self) -> Self {
        self.if_without(PK)
    }

    pub(crate) fn if_has(mut self, name: &str) -> Self {
        let name = self.name(name);
        self.only(format!("attribute_exists({name})"))
    }

    /// Makes the write only if a map has no such entry.
    pub(crate) fn if_without_in(mut self, map: &str, entry: &str) -> Self {
        let (map, entry) = (self.name(map), self.name(entry));
        self.only(format!("attribute_not_exists({map}.{entry})"))
    }

    /// Makes the write only if an entry of a map has this value.
    pub(crate) fn if_is_in(mut self, map: &str, entry: &str, value: AttributeValue) -> Self {
        let (map, entry) = (self.name(map), self.name(entry));
        let value = self.value(value);
        self.only(format!("{map}.{entry} = {value}"))
    }

    /// Makes the write only if a map has fewer entries than `count`.
    pub(crate) fn if_fewer_in(mut self, map: &str, count: i64) -> Self {
        let (map, count) = (self.name(map), self.value(number(count)));
        self.only(format!("size({map}) < {count}"))
    }

    pub(crate) fn if_without(mut self, name: &str) -> Self {
        let name = self.name(name);
        self.only(format!("attribute_not_exists({name})"))
    }

    pub(crate) fn if_is(self, name: &str, value: AttributeValue) -> Self {
        self.compare(name, "=", value)
    }

    pub(crate) fn if_is_not(self, name: &str, value: AttributeValue) -> Self {
        self.compare(name, "<>", value)
    }

    pub(crate) fn if_above(self, name: &str, value: i64) -> Self {
        self.compare(name, ">", number(value))
    }

    pub(crate) fn if_below(self, name: &str, value: i64) -> Self {
        self.compare(name, "<", number(value))
    }

    pub(crate) fn if_at_most(self, name: &str, value: i64) -> Self {
        self.compare(name, "<=", number(value))
    }

    /// Makes the write only if an attribute has none of these values.
    pub(crate) fn if_none_of(mut self, name: &str, values: Vec<AttributeValue>) -> Self {
        let name = self.name(name);
        let values = values.into_iter().map(|value| self.value(value));
        let values: Vec<_> = values.collect();
        self.only(format!("NOT {name} IN ({})", values.join(", ")))
    }

    /// Makes the write only if a list has this many values.
    pub(crate) fn if_size(mut self, name: &str, size: i64) -> Self {
        let (name, size) = (self.name(name), self.value(number(size)));
        self.only(format!("size({name}) = {size}"))
    }

    /// Makes the write only if a text is at most another, in the order of their
    /// bytes.
    pub(crate) fn if_text_at_most(self, name: &str, value: AttributeValue) -> Self {
        self.compare(name, "<=", value)
    }

    /// Makes the write only if a text is below another.
    pub(crate) fn if_text_below(self, name: &str, value: AttributeValue) -> Self {
        self.compare(name, "<", value)
    }

    /// Makes the write only if a text is above another.
    pub(crate) fn if_text_above(self, name: &str, value: AttributeValue) -> Self {
        self.compare(name, ">", value)
    }

    /// Makes the write only if a text is absent or at least another.
    pub(crate) fn if_without_or_text_at_least(mut self, name: &str, least: AttributeValue) -> Self {
        let (name, least) = (self.name(name), self.value(least));
        self.only(format!(
            "(attribute_not_exists({name}) OR {name} >= {least})"
        ))
    }

    /// Makes the write only if a text is absent or at most this.
    pub(crate) fn if_without_or_text_at_most(mut self, name: &str, most: AttributeValue) -> Self {
        let (name, most) = (self.name(name), self.value(most));
        self.only(format!(
            "(attribute_not_exists({name}) OR {name} <= {most})"
        ))
    }

    /// Makes the write only if a text has one of these in it.
    pub(crate) fn if_contains(mut self, name: &str, any: &[&str]) -> Self {
        let name = self.name(name);
        let any = any.iter().map(|part| {
            let part = self.value(AttributeValue::S((*part).to_owned()));
            format!("contains({name}, {part})")
        });
        let any: Vec<_> = any.collect();
        self.only(format!("({})", any.join(" OR ")))
    }

    /// Makes the write only if a number is absent or at most this, or if an
    /// entry of a map equals `own`.
    pub(crate) fn if_unchanged_by_others(
        mut self,
        name: &str,
        at_most: i64,
        (map, entry): (&str, &str),
        own: AttributeValue,
    ) -> Self {
        let (name, map, entry) = (self.name(name), self.name(map), self.name(entry));
        let (at_most, own) = (self.value(number(at_most)), self.value(own));
        self.only(format!(
            "(attribute_not_exists({name}) OR {name} <= {at_most} OR {map}.{entry} = {own})"
        ))
    }

    /// Makes the write only if an attribute is as it was read: with an equal
    /// value, or still absent.
    pub(crate) fn if_still(self, name: &str, was: &Item) -> Self {
        match was.get(name) {
            Some(value) => self.if_is(name, value.clone()),
            None => self.if_without(name),
        }
    }

    /// Starts another alternative: the conditions that follow are enough for
    /// the write by themselves.
    pub(crate) fn or(mut self) -> Self {
        self.alternatives.push(Vec::new());
        self
    }

    fn compare(mut self, name: &str, sign: &str, value: AttributeValue) -> Self {
        let (name, value) = (self.name(name), self.value(value));
        self.only(format!("{name} {sign} {value}"))
    }

    fn expressions(self) -> (Action, Expressions) {
        let condition = self
            .alternatives
            .iter()
            .map(|all| format!("({})", all.join(" AND ")))
            .collect::<Vec<_>>()
            .join(" OR ");
        let mut update = String::new();
        for (clause, parts) in [
            ("SET", &self.set),
            ("REMOVE", &self.remove),
            ("ADD", &self.add),
        ] {
            if !parts.is_empty() {
                update.push_str(clause);
                update.push(' ');
                update.push_str(&parts.join(", "));
                update.push(' ');
            }
        }
        let names = self.names.into_iter().enumerate();
        let values = self.values.into_iter().enumerate();
        let expressions = Expressions {
            condition: some(condition, String::is_empty),
            update,
            names: some(
                names.map(|(at, name)| (format!("#{at}"), name)).collect(),
                |names: &std::collections::HashMap<_, _>| names.is_empty(),
            ),
            values: some(
                values
                    .map(|(at, value)| (format!(":{at}"), value))
                    .collect(),
                Item::is_empty,
            ),
        };
        (self.action, expressions)
    }
}

struct Expressions {
    condition: Option<String>,
    update: String,
    names: Option<std::collections::HashMap<String, String>>,
    values: Option<Item>,
}

/// Returns `None` for an empty value, because DynamoDB refuses empty ones.
fn some<T>(value: T, is_empty: impl Fn(&T) -> bool) -> Option<T> {
    Some(value).filter(|value| !is_empty(value))
}

/// Returns the outcome of a write whose condition did not hold, or a fault if
/// the write failed for another reason.
fn refused<E: std::error::Error + Send + Sync + 'static>(
    operation: &'static str,
    error: SdkError<E>,
    there: impl Fn(&E) -> Option<Item>,
) -> Result<Written, StoreFault> {
    match error.as_service_error().and_then(there) {
        Some(item) => Ok(Written::Refused(item)),
        None => Err(fault(operation, error)),
    }
}

impl Table {
    /// Makes one write.
    pub(crate) async fn write(
        &self,
        operation: &'static str,
        write: Write,
    ) -> Result<Written, StoreFault> {
        let (action, with) = write.expressions();
        let old = ReturnValuesOnConditionCheckFailure::AllOld;
        match action {
            Action::Put(item) => self
                .client
                .put_item()
                .table_name(&self.name)
                .set_item(Some(item))
                .set_condition_expression(with.condition)
                .set_expression_attribute_names(with.names)
                .set_expression_attribute_values(with.values)
                .return_values_on_condition_check_failure(old)
                .send()
                .await
                .map(|_| Written::Done(Item::new()))
                .or_else(|error| {
                    refused(operation, error, |error| match error {
                        PutItemError::ConditionalCheckFailedException(failed) => {
                            Some(failed.item.clone().unwrap_or_default())
                        }
                        _ => None,
                    })
                }),
            Action::Update(key) => self
                .client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(key))
                .update_expression(with.update)
                .set_condition_expression(with.condition)
                .set_expression_attribute_names(with.names)
                .set_expression_attribute_values(with.values)
                .return_values(ReturnValue::AllNew)
                .return_values_on_condition_check_failure(old)
                .send()
                .await
                .map(|updated| Written::Done(updated.attributes.unwrap_or_default()))
                .or_else(|error| {
                    refused(operation, error, |error| match error {
                        UpdateItemError::ConditionalCheckFailedException(failed) => {
                            Some(failed.item.clone().unwrap_or_default())
                        }
                        _ => None,
                    })
                }),
            Action::Delete(key) => self
                .client
                .delete_item()
                .table_name(&self.name)
                .set_key(Some(key))
                .set_condition_expression(with.condition)
                .set_expression_attribute_names(with.names)
                .set_expression_attribute_values(with.values)
                .return_values(ReturnValue::AllOld)
                .return_values_on_condition_check_failure(old)
                .send()
                .await
                .map(|deleted| Written::Done(deleted.attributes.unwrap_or_default()))
                .or_else(|error| {
                    refused(operation, error, |error| match error {
                        DeleteItemError::ConditionalCheckFailedException(failed) => {
                            Some(failed.item.clone().unwrap_or_default())
                        }
                        _ => None,
                    })
                }),
        }
    }

    /// Makes one write as a transaction of its own, for a write whose condition
    /// no longer holds once it is made: if the reply is lost and the SDK sends
    /// the request again, a plain write would be refused. A transaction is made
    /// once (see [`Self::write_all`]) and costs twice as much. Returns the item
    /// that is there if the write is refused.
    pub(crate) async fn write_once(
        &self,
        operation: &'static str,
        write: Write,
    ) -> Result<Option<Item>, StoreFault> {
        let written = self.write_all(operation, vec![write]).await?;
        Ok(written.refusals().map(|refused| {
            let there = refused.first().cloned().flatten();
            there.unwrap_or_default()
        }))
    }

    /// Makes several writes together or none: at most 100, each of another
    /// item. If the reply is lost and the SDK sends the request again, the
    /// writes are still made once: the SDK gives every call its own token.
    pub(crate) async fn write_all(
        &self,
        operation: &'static str,
        writes: Vec<Write>,
    ) -> Result<AllWritten, StoreFault> {
        let mut actions = Vec::with_capacity(writes.len());
        for write in writes {
            let action = self
                .transacted(write)
                .map_err(|source| fault(operation, source))?;
            actions.push(action);
        }
        let sent = self
            .client
            .transact_write_items()
            .set_transact_items(Some(actions))
            .send()
            .await;
        let error = match sent {
            Ok(_) => return Ok(AllWritten::Done),
            Err(error) => error,
        };
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
            error.as_service_error()
        else {
            return Err(fault(operation, error));
        };
        let reasons = cancelled.cancellation_reasons();
        let refused: Vec<Option<Item>> = reasons
            .iter()
            .map(|reason| {
                (reason.code() == Some("ConditionalCheckFailed"))
                    .then(|| reason.item.clone().unwrap_or_default())
            })
            .collect();
        if refused.iter().any(Option::is_some) {
            return Ok(AllWritten::Refused(refused));
        }
        let codes = reasons.iter().filter_map(|reason| reason.code.clone());
        Err(fault(operation, Cancelled(codes.collect())))
    }

    fn transacted(
        &self,
        write: Write,
    ) -> Result<TransactWriteItem, aws_sdk_dynamodb::error::BuildError> {
        let (action, with) = write.expressions();
        let old = ReturnValuesOnConditionCheckFailure::AllOld;
        let transacted = TransactWriteItem::builder();
        Ok(match action {
            Action::Put(item) => transacted.put(
                Put::builder()
                    .table_name(&self.name)
                    .set_item(Some(item))
                    .set_condition_expression(with.condition)
                    .set_expression_attribute_names(with.names)
                    .set_expression_attribute_values(with.values)
                    .return_values_on_condition_check_failure(old)
                    .build()?,
            ),
            Action::Update(key) => transacted.update(
                Update::builder()
                    .table_name(&self.name)
                    .set_key(Some(key))
                    .update_expression(with.update)
                    .set_condition_expression(with.condition)
                    .set_expression_attribute_names(with.names)
                    .set_expression_attribute_values(with.values)
                    .return_values_on_condition_check_failure(old)
                    .build()?,
            ),
            Action::Delete(key) => transacted.delete(
                Delete::builder()
                    .table_name(&self.name)
                    .set_key(Some(key))
                    .set_condition_expression(with.condition)
                    .set_expression_attribute_names(with.names)
                    .set_expression_attribute_values(with.values)
                    .return_values_on_condition_check_failure(old)
                    .build()?,
            ),
        }
        .build())
    }
}
