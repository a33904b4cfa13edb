#![doc = include_str!("../README.md")]

mod draft;
mod feedback;

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_types::SdkConfig;
use domain::draft::StoreFault;

/// The partition key's attribute.
const PK: &str = "PK";
/// The sort key's attribute.
const SK: &str = "SK";
/// When an item is no longer there, in seconds since 1970; the TTL attribute.
const EXPIRES_AT: &str = "expires_at";

/// The one table, behind the ports that the pages use. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
}

impl Table {
    /// A client for the table of that name. Connects at its first use.
    ///
    /// A page waits for the store, so the limits are those of somebody
    /// waiting: three attempts of 2 seconds within 5 seconds in all, well
    /// inside the function's 10 and API Gateway's 30.
    #[must_use]
    pub fn new(config: &SdkConfig, name: impl Into<String>) -> Self {
        let config = aws_sdk_dynamodb::config::Builder::from(config)
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(Duration::from_secs(1))
                    .operation_attempt_timeout(Duration::from_secs(2))
                    .operation_timeout(Duration::from_secs(5))
                    .build(),
            )
            .build();
        Self {
            client: Client::from_conf(config),
            name: name.into(),
        }
    }

    /// Makes the connection, and with it the TLS handshake, before the first
    /// visitor waits for it: most of a cold start is otherwise paid by them.
    /// Reads one key that is never written.
    ///
    /// # Errors
    /// [`StoreFault`] if the table cannot be read; the caller may go on, the
    /// first request will try again.
    pub async fn warm_up(&self) -> Result<(), StoreFault> {
        self.client
            .get_item()
            .table_name(&self.name)
            .key(PK, text("WARM-UP"))
            .key(SK, text("WARM-UP"))
            .send()
            .await
            .map(drop)
            .map_err(|source| fault("warm up", source))
    }
}

fn text(value: impl Into<String>) -> aws_sdk_dynamodb::types::AttributeValue {
    aws_sdk_dynamodb::types::AttributeValue::S(value.into())
}

fn number(value: i64) -> aws_sdk_dynamodb::types::AttributeValue {
    aws_sdk_dynamodb::types::AttributeValue::N(value.to_string())
}

fn fault(
    operation: &'static str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> StoreFault {
    StoreFault {
        operation,
        source: Box::new(source),
    }
}

/// Whether a write was refused because its condition did not hold: a fact
/// about the item, not a failure.
fn condition_failed<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code)
        .is_some_and(|code| code == "ConditionalCheckFailedException")
}
