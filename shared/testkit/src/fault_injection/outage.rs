//! An outage of one kind of request to the table.

use std::fmt;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use store::Table;

use crate::lock;
use crate::rights::{TableRequest, requests};

/// An outage of one kind of request to the table, which a test begins and ends.
/// Clones are the same outage.
#[derive(Clone, Debug, Default)]
pub struct PartialOutage(Arc<Mutex<Option<TableRequest>>>);

impl PartialOutage {
    /// Lets every request fail from now on that does this to items of this
    /// partition, also as one of several: `DeleteItem` and `DRAFT#*`.
    pub fn begin(&self, action: &str, partition: &str) {
        *lock(&self.0) = Some(TableRequest {
            action: action.to_owned(),
            place: partition.to_owned(),
        });
    }

    /// Lets every request succeed from now on.
    pub fn end(&self) {
        *lock(&self.0) = None;
    }

    /// Returns the table with this outage.
    #[must_use]
    pub fn of(&self, table: &Table) -> Table {
        table.intercepted(self.clone())
    }
}

/// The error of a request that a test lets fail.
#[derive(Debug)]
struct OutOfOrder;

impl fmt::Display for OutOfOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a test lets requests of this kind fail")
    }
}

impl std::error::Error for OutOfOrder {}

impl Intercept for PartialOutage {
    fn name(&self) -> &'static str {
        "an outage of a part of the table"
    }

    fn read_before_serialization(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        match &*lock(&self.0) {
            Some(fails) if requests(context.input()).contains(fails) => Err(OutOfOrder.into()),
            _ => Ok(()),
        }
    }
}
