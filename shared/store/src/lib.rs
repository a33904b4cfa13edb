#![doc = include_str!("../README.md")]

mod account;
mod again;
mod application;
mod assessment_desk;
mod attributes;
mod audit;
mod budget;
mod case_record;
mod caseload;
mod complaint;
mod confirmation;
mod county_report;
mod draft;
mod email_delivery;
mod evidence;
mod export;
mod feedback;
mod holder_access;
mod hourly;
mod idle_account;
mod information_request;
mod item;
mod keys;
mod metered;
mod person_attendance;
mod provider_grant;
mod provider_message;
mod provider_request;
mod provision_import;
mod provision_plan;
mod read;
mod refused_page;
mod register;
mod register_adjustment;
mod register_export;
mod retention;
mod saved_form;
mod self_assessment;
mod session;
mod sign_in;
mod staff_case;
mod staff_queues;
mod staff_user;
pub mod stored;
mod team_inbox;
mod unregistered;
mod warning;
mod write;

pub use keys::Partition;
pub use metered::{Meter, Usage};

use std::fmt;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_types::SdkConfig;
use domain::access::source_address::SourceAddress;
use domain::fault::StoreFault;
use domain::records::retention_schedule::Retention;
use domain::values::digits::hex;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The instant at which an item expires, in seconds since 1970; the TTL
/// attribute.
const EXPIRES_AT: &str = "expires_at";

/// The DynamoDB table, which implements the store's ports of the domain. Cheap
/// to clone.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
    retention: Retention,
    source_key: SourceKey,
    most_saved_forms: Option<usize>,
}

/// The key of the hashes by which sources of requests are counted, and as which
/// the secrets of invitations are kept. Nobody with a copy of the table alone finds
/// an address, a code or an agreed detail by trying them all.
#[derive(Clone, Default)]
struct SourceKey(String);

impl SourceKey {
    /// Hashes an address under the key.
    fn hash(&self, source: SourceAddress) -> String {
        self.keyed(&source.ip().to_string())
    }

    /// Hashes a secret of an invitation under the key, as an address never is.
    fn hash_of_invitation(&self, secret: &str) -> String {
        self.keyed(&format!("invitation:{secret}"))
    }

    /// Hashes a text under the key (HMAC-SHA-256), in hexadecimal digits.
    fn keyed(&self, text: &str) -> String {
        // A key of any length is one: HMAC hashes a longer one.
        Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).map_or_else(
            |_| String::new(),
            |mut hash| {
                hash.update(text.as_bytes());
                hex(&hash.finalize().into_bytes())
            },
        )
    }
}

/// Leaves the key out.
impl fmt::Debug for SourceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SourceKey(hidden)")
    }
}

impl Table {
    /// Makes a client for the table of that name, which connects at its first
    /// use.
    ///
    /// A page waits for the store, so the limits are those of somebody
    /// waiting: three attempts of 2 seconds within 5 seconds in all, well
    /// inside the function's 25 and API Gateway's 30. The first pause is at
    /// most 50 milliseconds, as AWS's SDKs for other languages have it for
    /// DynamoDB.
    #[must_use]
    pub fn new(config: &SdkConfig, name: impl Into<String>) -> Self {
        let config = aws_sdk_dynamodb::config::Builder::from(config)
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(3)
                    .with_initial_backoff(Duration::from_millis(50)),
            )
            .retry_classifier(again::TryAgain)
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
            retention: Retention::default(),
            source_key: SourceKey::default(),
            most_saved_forms: None,
        }
    }

    /// Returns this table with how long the council keeps each class of record.
    #[must_use]
    pub fn with_retention(self, retention: Retention) -> Self {
        Self { retention, ..self }
    }

    /// Returns this table with the secret key under which it hashes the
    /// addresses that requests come from and the secrets of invitations.
    #[must_use]
    pub fn with_source_key(self, key: impl Into<String>) -> Self {
        Self {
            source_key: SourceKey(key.into()),
            ..self
        }
    }

    /// Returns this table with how many saved forms an account may have, instead
    /// of as many as it likes.
    #[must_use]
    pub fn with_most_saved_forms(self, most: usize) -> Self {
        Self {
            most_saved_forms: Some(most),
            ..self
        }
    }

    /// Connects to DynamoDB, by reading one key that is never written. The
    /// connection and its TLS handshake are most of a cold start, and the first
    /// visitor does not wait for them after this.
    ///
    /// # Errors
    /// [`StoreFault`] if the table cannot be read; the caller may go on, the
    /// first request will try again.
    pub async fn warm_up(&self) -> Result<(), StoreFault> {
        self.client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(keys::warm_up()))
            .send()
            .await
            .map(drop)
            .map_err(|source| fault("warm up", source))
    }
}

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
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
