//! DynamoDB's rules in memory, with the table that the template makes.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, HttpClient, Region, RuntimeComponents, SharedCredentialsProvider,
    SharedHttpClient, StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement,
    KeyType, Projection, ProjectionType, ScalarAttributeType,
};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_types::SdkConfig;
use serde_json::{Value, json};
use store::Table;

use crate::fault_injection::{FaultDuration, InjectedFaults};

const NAME: &str = "portal";

/// A database with the table, empty. It ends with the test's process.
#[derive(Clone, Debug)]
pub struct Database {
    address: SocketAddr,
    client: Client,
    config: SdkConfig,
}

/// Where a process crashes, counted in the requests that it makes.
#[derive(Clone, Copy, Debug)]
pub enum CrashPoint {
    /// So many are answered; the next is never sent.
    AfterReply(usize),
    /// The last of so many is carried out; its reply never arrives.
    BeforeReply(usize),
}

impl Database {
    /// A new one.
    ///
    /// # Panics
    /// If there is no port or thread left.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub async fn new() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        listener
            .set_nonblocking(true)
            .expect("a listener can be told not to block");
        // On a thread of its own: every test has its own runtime.
        std::thread::Builder::new()
            .name("database".to_owned())
            .spawn(move || {
                tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime starts")
                    .block_on(async {
                        let listener = tokio::net::TcpListener::from_std(listener)
                            .expect("the listener does not block");
                        let database = dynoxide::Database::memory().expect("memory is free");
                        dynoxide::server::serve_on(listener, database).await;
                    });
            })
            .expect("a thread starts");
        let config = config(&format!("http://{address}"), http());
        let database = Self {
            address,
            client: Client::new(&config),
            config,
        };
        database.make_table().await;
        database
    }

    /// The table. Every one of the same database holds the same.
    #[must_use]
    pub fn table(&self) -> Table {
        Table::new(&self.config, NAME)
    }

    /// A table that no database is behind, for what asks nothing of it.
    #[must_use]
    pub fn nowhere() -> Table {
        // The port of the discard protocol, where nobody listens.
        Table::new(&config("http://127.0.0.1:9", http()), NAME)
    }

    /// The table in the hands of a process that crashes: every request after that
    /// point fails.
    #[must_use]
    pub fn table_crashing(&self, crash_point: CrashPoint) -> Table {
        let crashing = Crashing {
            crash_point,
            made: Arc::default(),
            http: http(),
        };
        let config = self.config.to_builder().http_client(crashing).build();
        Table::new(&config, NAME)
    }

    /// The table behind a connection with faults: of a hundred requests 10
    /// are throttled, 5 fail on the server's side and 3 are carried out although
    /// their reply is lost, drawn from this seed. The same client that functions
    /// have sends them, over a line of its own.
    #[must_use]
    pub fn table_with_faults(&self, seed: u64, duration: FaultDuration) -> (Table, InjectedFaults) {
        let faults = InjectedFaults::of(seed, duration);
        let line = faults.line_to(self.address);
        let config = config(&format!("http://{line}"), http());
        (Table::new(&config, NAME), faults)
    }

    /// Everything that is stored, also what is too old, as DynamoDB's JSON, in
    /// the order of the keys.
    ///
    /// # Panics
    /// If the database does not answer.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub async fn stored(&self) -> Vec<Value> {
        let mut items = Vec::new();
        let mut from = None;
        loop {
            let page = self
                .client
                .scan()
                .table_name(NAME)
                .consistent_read(true)
                .set_exclusive_start_key(from)
                .send()
                .await
                .expect("the database answers");
            items.extend(page.items.unwrap_or_default().into_iter().map(item_json));
            from = page.last_evaluated_key;
            if from.is_none() {
                break;
            }
        }
        items.sort_by_key(|item: &Value| (item["PK"].to_string(), item["SK"].to_string()));
        items
    }

    /// What is stored in one partition, in the order of the sort keys.
    ///
    /// # Panics
    /// If the database does not answer, or not with all of it.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub async fn stored_in(&self, partition: &str) -> Vec<Value> {
        let page = self
            .client
            .query()
            .table_name(NAME)
            .consistent_read(true)
            .key_condition_expression("PK = :partition")
            .expression_attribute_values(":partition", AttributeValue::S(partition.to_owned()))
            .send()
            .await
            .expect("the database answers");
        assert!(page.last_evaluated_key.is_none(), "it is less than a page");
        let items = page.items.unwrap_or_default().into_iter();
        items.map(item_json).collect()
    }

    /// Stores items as they are given, as DynamoDB's JSON: what [`Self::stored`]
    /// answers can be stored again, also as another's.
    ///
    /// # Panics
    /// If the database does not take them.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub async fn store(&self, items: Vec<Value>) {
        for item in items {
            self.client
                .put_item()
                .table_name(NAME)
                .set_item(Some(item_of(&item)))
                .send()
                .await
                .expect("the database takes an item");
        }
    }

    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    async fn make_table(&self) {
        let key = |name: &str, kind| {
            KeySchemaElement::builder()
                .attribute_name(name)
                .key_type(kind)
                .build()
                .expect("a key has a name and a kind")
        };
        let string = |name: &str| {
            AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S)
                .build()
                .expect("an attribute has a name and a type")
        };
        let due_on = GlobalSecondaryIndex::builder()
            .index_name("DueOn")
            .key_schema(key("due_on", KeyType::Hash))
            .projection(
                Projection::builder()
                    .projection_type(ProjectionType::KeysOnly)
                    .build(),
            )
            .build()
            .expect("an index has a name and a key");
        self.client
            .create_table()
            .table_name(NAME)
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(vec![
                key("PK", KeyType::Hash),
                key("SK", KeyType::Range),
            ]))
            .set_attribute_definitions(Some(vec![string("PK"), string("SK"), string("due_on")]))
            .global_secondary_indexes(due_on)
            .send()
            .await
            .expect("a table is made");
    }
}

/// A table that cannot be reached.
#[must_use]
pub fn unreachable_table() -> Table {
    // Port 9 discards; nothing listens there.
    Table::new(&config("http://127.0.0.1:9", http()), NAME)
}

fn http() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}

fn config(endpoint: &str, http: SharedHttpClient) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "test", "test", None, None, "test",
        )))
        .endpoint_url(endpoint)
        .http_client(http)
        .region(Region::from_static("eu-west-2"))
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build()
}

fn item_json(item: HashMap<String, AttributeValue>) -> Value {
    item.into_iter()
        .map(|(name, value)| (name, attribute_json(value)))
        .collect()
}

#[expect(clippy::panic, reason = "a test fails by panicking")]
fn attribute_json(value: AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(is) => json!({ "BOOL": is }),
        AttributeValue::L(values) => {
            json!({ "L": values.into_iter().map(attribute_json).collect::<Vec<_>>() })
        }
        AttributeValue::M(fields) => json!({ "M": item_json(fields) }),
        other => panic!("{other:?} is never stored"),
    }
}

fn item_of(item: &Value) -> HashMap<String, AttributeValue> {
    let fields = item.as_object().cloned().unwrap_or_default();
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (name, attribute_of(&value)))
        .collect()
}

#[expect(clippy::panic, reason = "a test fails by panicking")]
fn attribute_of(value: &Value) -> AttributeValue {
    let typed = value.as_object().and_then(|typed| typed.iter().next());
    match typed.map(|(kind, value)| (kind.as_str(), value)) {
        Some(("S", Value::String(text))) => AttributeValue::S(text.clone()),
        Some(("N", Value::String(number))) => AttributeValue::N(number.clone()),
        Some(("BOOL", Value::Bool(is))) => AttributeValue::Bool(*is),
        Some(("L", Value::Array(values))) => {
            AttributeValue::L(values.iter().map(attribute_of).collect())
        }
        Some(("M", fields)) => AttributeValue::M(item_of(fields)),
        _ => panic!("{value} is never stored"),
    }
}

/// Sends requests until the crash.
#[derive(Clone, Debug)]
struct Crashing {
    crash_point: CrashPoint,
    made: Arc<AtomicUsize>,
    http: SharedHttpClient,
}

impl HttpClient for Crashing {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(CrashingConnector {
            crash_point: self.crash_point,
            made: Arc::clone(&self.made),
            inner: self.http.http_connector(settings, components),
        })
    }
}

#[derive(Debug)]
struct CrashingConnector {
    crash_point: CrashPoint,
    made: Arc<AtomicUsize>,
    inner: SharedHttpConnector,
}

impl HttpConnector for CrashingConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let made = self.made.fetch_add(1, Ordering::SeqCst) + 1;
        match self.crash_point {
            CrashPoint::AfterReply(most) if made <= most => self.inner.call(request),
            CrashPoint::BeforeReply(most) if made < most => self.inner.call(request),
            CrashPoint::BeforeReply(most) if made == most => {
                let sent = self.inner.call(request);
                HttpConnectorFuture::new(async move {
                    drop(sent.await);
                    Err(crashed())
                })
            }
            _ => HttpConnectorFuture::ready(Err(crashed())),
        }
    }
}

/// Not one of the errors after which the SDK sends again.
fn crashed() -> ConnectorError {
    ConnectorError::user(Box::new(Crashed))
}

#[derive(Debug)]
struct Crashed;

impl fmt::Display for Crashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the process has crashed")
    }
}

impl std::error::Error for Crashed {}
