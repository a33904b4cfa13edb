//! The cost of the table's requests, for a benchmark.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextMut,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::delete_item::{
    DeleteItemError, DeleteItemInput, DeleteItemOutput,
};
use aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemError, PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::transact_write_items::{
    TransactWriteItemsError, TransactWriteItemsInput, TransactWriteItemsOutput,
};
use aws_sdk_dynamodb::operation::update_item::{
    UpdateItemError, UpdateItemInput, UpdateItemOutput,
};
use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};

use crate::Table;

/// The capacity that requests used, as DynamoDB counts it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Usage {
    /// The number of requests that were answered.
    pub requests: u64,
    /// Tenths of read request units (a page reads halves).
    pub read_tenths: u64,
    /// Tenths of write request units, indexes among them.
    pub write_tenths: u64,
    /// Tenths of write request units of writes whose condition did not hold, by
    /// rule: DynamoDB counts these, but a refusal does not say how many.
    pub refused_tenths: u64,
}

/// The cost of a refused write of an item of at most 1 KB, in tenths; an action
/// of a refused transaction costs twice that. Every item that a page writes on
/// a condition that is likely to fail is within that size.
const REFUSED: u64 = 10;

/// A counter of the capacity that the requests of a table use. Clones share the
/// sum.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Sums>);

#[derive(Debug, Default)]
struct Sums {
    requests: AtomicU64,
    read_tenths: AtomicU64,
    write_tenths: AtomicU64,
    refused_tenths: AtomicU64,
}

impl Meter {
    /// Returns the capacity used since the last call, and starts again from
    /// zero.
    #[must_use]
    pub fn take(&self) -> Usage {
        let take = |sum: &AtomicU64| sum.swap(0, Ordering::SeqCst);
        Usage {
            requests: take(&self.0.requests),
            read_tenths: take(&self.0.read_tenths),
            write_tenths: take(&self.0.write_tenths),
            refused_tenths: take(&self.0.refused_tenths),
        }
    }
}

impl Table {
    /// Returns this table with a meter, to which every request adds the
    /// capacity it used.
    #[must_use]
    pub fn metered(&self) -> (Self, Meter) {
        let meter = Meter::default();
        (self.intercepted(meter.clone()), meter)
    }

    /// Returns this table with an interceptor, which sees every request before
    /// it is sent and every answer: for benchmarks and tests.
    #[must_use]
    pub fn intercepted(&self, by: impl Intercept + 'static) -> Self {
        let config = self.client.config().to_builder();
        Self {
            client: Client::from_conf(config.interceptor(by).build()),
            ..self.clone()
        }
    }
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "meter"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let input = context.input_mut();
        let total = Some(ReturnConsumedCapacity::Total);
        if let Some(input) = input.downcast_mut::<GetItemInput>() {
            input.return_consumed_capacity = total;
        } else if let Some(input) = input.downcast_mut::<BatchGetItemInput>() {
            input.return_consumed_capacity = total;
        } else if let Some(input) = input.downcast_mut::<QueryInput>() {
            input.return_consumed_capacity = total;
        } else if let Some(input) = input.downcast_mut::<PutItemInput>() {
            input.return_consumed_capacity = total;
        } else if let Some(input) = input.downcast_mut::<UpdateItemInput>() {
            input.return_consumed_capacity = total;
        } else if let Some(input) = input.downcast_mut::<DeleteItemInput>() {
            input.return_consumed_capacity = total;
        } else if let Some(input) = input.downcast_mut::<TransactWriteItemsInput>() {
            input.return_consumed_capacity = total;
        }
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.requests.fetch_add(1, Ordering::SeqCst);
        let output = match context.output_or_error() {
            Ok(output) => output,
            Err(error) => {
                let refused = error.as_operation_error().map_or(0, |error| {
                    refused_write(
                        error.downcast_ref(),
                        error.downcast_ref(),
                        error.downcast_ref(),
                    ) + refused_transaction(error.downcast_ref())
                });
                self.0.refused_tenths.fetch_add(refused, Ordering::SeqCst);
                return Ok(());
            }
        };
        let (reads, writes) = (&self.0.read_tenths, &self.0.write_tenths);
        let (sum, used) = if let Some(output) = output.downcast_ref::<GetItemOutput>() {
            (reads, output.consumed_capacity.as_slice())
        } else if let Some(output) = output.downcast_ref::<BatchGetItemOutput>() {
            (reads, output.consumed_capacity())
        } else if let Some(output) = output.downcast_ref::<QueryOutput>() {
            (reads, output.consumed_capacity.as_slice())
        } else if let Some(output) = output.downcast_ref::<PutItemOutput>() {
            (writes, output.consumed_capacity.as_slice())
        } else if let Some(output) = output.downcast_ref::<UpdateItemOutput>() {
            (writes, output.consumed_capacity.as_slice())
        } else if let Some(output) = output.downcast_ref::<DeleteItemOutput>() {
            (writes, output.consumed_capacity.as_slice())
        } else if let Some(output) = output.downcast_ref::<TransactWriteItemsOutput>() {
            (writes, output.consumed_capacity())
        } else {
            return Ok(());
        };
        sum.fetch_add(used.iter().map(tenths).sum(), Ordering::SeqCst);
        Ok(())
    }
}

/// Returns the units of a refused put, update or delete in tenths; 0 of any
/// other error.
const fn refused_write(
    put: Option<&PutItemError>,
    update: Option<&UpdateItemError>,
    delete: Option<&DeleteItemError>,
) -> u64 {
    match (put, update, delete) {
        (Some(PutItemError::ConditionalCheckFailedException(_)), ..)
        | (_, Some(UpdateItemError::ConditionalCheckFailedException(_)), _)
        | (.., Some(DeleteItemError::ConditionalCheckFailedException(_))) => REFUSED,
        _ => 0,
    }
}

/// Returns the units of a refused transaction in tenths; 0 of any other error.
fn refused_transaction(error: Option<&TransactWriteItemsError>) -> u64 {
    match error {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            2 * REFUSED * cancelled.cancellation_reasons().len() as u64
        }
        _ => 0,
    }
}

/// Returns the units of one answer in tenths. DynamoDB gives units as a decimal
/// number of halves, which one digit holds exactly.
fn tenths(used: &ConsumedCapacity) -> u64 {
    let units = format!("{:.1}", used.capacity_units.unwrap_or_default());
    units.replace('.', "").parse().unwrap_or_default()
}
