//! DynamoDB's rules in memory, with the table of the template.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, HttpClient, Region, RuntimeComponents, SharedCredentialsProvider,
    SharedHttpClient, StalledStreamProtectionConfig,
};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_types::SdkConfig;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use domain::forms::draft::DraftKey;
use miniz_oxide::inflate::decompress_to_vec;
use serde_json::{Value, json};
use store::Table;

use crate::engine::{Engine, TABLE};
use crate::fault_injection::{CrashPoint, FaultDuration, FaultyClient, InjectedFaults, Process};

/// A database with the table, empty at first. Clones share what is stored. The
/// database ends with the test's process.
#[derive(Clone, Debug)]
pub struct Database {
    engine: Engine,
    /// The address at which the database is served, once a test asks for it
    /// over a network.
    address: Arc<OnceLock<SocketAddr>>,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            engine: Engine::new(),
            address: Arc::default(),
        }
    }
}

impl Database {
    /// Makes a new database.
    ///
    /// # Panics
    /// If there is no memory left.
    pub async fn new() -> Self {
        Self::default()
    }

    /// Returns the table. All tables of one database share what is stored.
    #[must_use]
    pub fn table(&self) -> Table {
        self.table_through(SharedHttpClient::new(self.engine.clone()))
    }

    /// Returns the table as functions call it, over HTTP: for tests that
    /// measure or break the connection. The database answers from a thread of
    /// its own.
    #[must_use]
    pub fn table_over_http(&self) -> Table {
        Table::new(
            &config(&format!("http://{}", self.address()), http()),
            TABLE,
        )
    }

    /// Returns a table that cannot be reached.
    #[must_use]
    pub fn unreachable_table() -> Table {
        // The port of the discard protocol, at which nothing listens.
        Table::new(&config("http://127.0.0.1:9", http()), TABLE)
    }

    /// Returns the table as one process calls it, which counts its calls.
    #[must_use]
    pub fn table_of(&self, process: &Process) -> Table {
        let engine = SharedHttpClient::new(self.engine.clone());
        self.table_through(SharedHttpClient::new(FaultyClient::new(process, engine)))
    }

    /// Returns the table as a process calls it that crashes: every request
    /// after the crash fails.
    #[must_use]
    pub fn table_crashing(&self, crash_point: CrashPoint) -> Table {
        self.table_of(&Process::crashing(crash_point))
    }

    /// Returns the table behind a connection with faults. Of a hundred requests
    /// 10 are throttled, 5 fail on the server's side and 3 are carried out
    /// although their reply is lost; the seed decides which. The requests go
    /// through the same client as those of functions, over a connection of
    /// their own.
    #[must_use]
    pub fn table_with_faults(&self, seed: u64, duration: FaultDuration) -> (Table, InjectedFaults) {
        let faults = InjectedFaults::of(seed, duration);
        let line = faults.line_to(self.address());
        let config = config(&format!("http://{line}"), http());
        (Table::new(&config, TABLE), faults)
    }

    /// Returns the table with an index that lags behind: the index answers as
    /// it was when [`Self::copy`] made `earlier`.
    #[must_use]
    pub fn table_with_index_of(&self, earlier: &Self) -> Table {
        self.table_through(SharedHttpClient::new(LaggingIndex {
            engine: self.engine.clone(),
            earlier: earlier.engine.clone(),
        }))
    }

    /// Returns the table as one that says of every write of a commissioned line
    /// that it is done, and keeps none of them: for measuring an import of more
    /// lines than memory has room for. Everything else is done.
    #[must_use]
    pub fn table_without_lines(&self) -> (Table, CountedWrites) {
        let counted = CountedWrites::default();
        let client = WithoutLines {
            engine: self.engine.clone(),
            counted: counted.clone(),
        };
        (self.table_through(SharedHttpClient::new(client)), counted)
    }

    fn table_through(&self, http: SharedHttpClient) -> Table {
        Table::new(&config("http://in-this-process", http), TABLE)
    }

    /// Makes another database that holds what this one holds now.
    #[must_use]
    pub fn copy(&self) -> Self {
        let copy = Self::default();
        copy.engine.import(self.engine.scan());
        copy
    }

    /// Returns every stored item as DynamoDB's JSON, in the order of the keys.
    /// Items that have expired are among them. The body of an application is
    /// readable text.
    ///
    /// # Panics
    /// If the database does not answer.
    pub async fn stored(&self) -> Vec<Value> {
        let items = self.stored_bytes().await;
        items.into_iter().map(readable).collect()
    }

    /// Returns what [`Self::stored`] does without pages that refused a form. Such a
    /// page is encrypted for one browser and is no record of anybody.
    ///
    /// # Panics
    /// If the database does not answer.
    pub async fn stored_records(&self) -> Vec<Value> {
        let mut stored = self.stored().await;
        stored.retain(|item| {
            let partition = item["PK"]["S"].as_str();
            !partition.is_some_and(|key| key.starts_with("REFUSED#"))
        });
        stored
    }

    /// Returns what [`Self::stored`] does, with the body of an application as the
    /// compressed bytes that the table has: for tests of the format itself.
    ///
    /// # Panics
    /// If the database does not answer.
    pub async fn stored_bytes(&self) -> Vec<Value> {
        let items = self.engine.scan().into_iter();
        let mut items: Vec<Value> = items.map(|item| json!(item)).collect();
        items.sort_by_key(|item| (item["PK"].to_string(), item["SK"].to_string()));
        items
    }

    /// Lists where the answers of visitors without an account are kept, once for
    /// each form.
    ///
    /// # Panics
    /// If the database does not answer.
    pub async fn drafts(&self) -> Vec<DraftKey> {
        let stored = self.stored().await;
        let partitions = stored.iter().filter_map(|item| item["PK"]["S"].as_str());
        let visits = partitions.filter_map(|partition| partition.strip_prefix("DRAFT#"));
        visits
            .map(|visit| DraftKey::Visit(visit.to_owned()))
            .collect()
    }

    /// Returns the items of one partition, in the order of the sort keys.
    ///
    /// # Panics
    /// If the database does not answer, or answers with a part of them.
    pub async fn stored_in(&self, partition: &str) -> Vec<Value> {
        let mut page = self.engine.ask(
            "Query",
            &json!({
                "TableName": TABLE,
                "ConsistentRead": true,
                "KeyConditionExpression": "PK = :partition",
                "ExpressionAttributeValues": {":partition": {"S": partition}},
            }),
        );
        assert!(page["LastEvaluatedKey"].is_null(), "it is less than a page");
        match page["Items"].take() {
            Value::Array(items) => items.into_iter().map(readable).collect(),
            _ => Vec::new(),
        }
    }

    /// Stores items, given as DynamoDB's JSON. A test can store what
    /// [`Self::stored`] returns again, and in another database.
    ///
    /// # Panics
    /// If the database refuses an item.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub async fn store(&self, items: Vec<Value>) {
        let items = items.into_iter().map(serde_json::from_value);
        let items: Result<_, _> = items.collect();
        self.engine.import(items.expect("items as DynamoDB's JSON"));
    }

    /// Deletes an item, as DynamoDB does by itself when the item has expired.
    ///
    /// # Panics
    /// If the database does not answer.
    pub fn remove(&self, partition: &str, sort: &str) {
        let key = json!({"PK": {"S": partition}, "SK": {"S": sort}});
        self.engine
            .ask("DeleteItem", &json!({"TableName": TABLE, "Key": key}));
    }

    /// Serves the database over HTTP and returns the address. The server has a
    /// thread of its own, because every test has its own runtime.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    fn address(&self) -> SocketAddr {
        *self.address.get_or_init(|| {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
            let address = listener.local_addr().expect("it has an address");
            listener
                .set_nonblocking(true)
                .expect("a listener can be told not to block");
            let database = self.engine.0.clone();
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
                            dynoxide::server::serve_on(listener, database).await;
                        });
                })
                .expect("a thread starts");
            address
        })
    }
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

/// Sends requests for the index to an earlier database, and all others to this
/// one.
#[derive(Clone, Debug)]
struct LaggingIndex {
    engine: Engine,
    earlier: Engine,
}

impl HttpClient for LaggingIndex {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for LaggingIndex {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().unwrap_or_default();
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        match body.get("IndexName") {
            Some(_) => self.earlier.call(request),
            None => self.engine.call(request),
        }
    }
}

/// Counts the writes of an import. Clones share the counts.
#[derive(Clone, Debug, Default)]
pub struct CountedWrites(Arc<[AtomicU64; 2]>);

impl CountedWrites {
    /// Returns the number of requests that wrote a commissioned line.
    #[must_use]
    pub fn of_lines(&self) -> u64 {
        self.0[0].load(Ordering::SeqCst)
    }

    /// Returns the number of other requests that wrote something.
    #[must_use]
    pub fn others(&self) -> u64 {
        self.0[1].load(Ordering::SeqCst)
    }
}

/// Answers the writes of commissioned lines itself, and has the database answer
/// everything else.
#[derive(Clone, Debug)]
struct WithoutLines {
    engine: Engine,
    counted: CountedWrites,
}

impl HttpClient for WithoutLines {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for WithoutLines {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let writes = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"];
        if !writes.iter().any(|name| target.ends_with(name)) {
            return self.engine.call(request);
        }
        let body = std::str::from_utf8(request.body().bytes().unwrap_or_default());
        let body = body.unwrap_or_default();
        let is_line = body.contains("\"SUPPLIER#") && body.contains("\"LINE#");
        self.counted.0[usize::from(!is_line)].fetch_add(1, Ordering::SeqCst);
        if !is_line {
            return self.engine.call(request);
        }
        let done = StatusCode::try_from(200).map(|done| HttpResponse::new(done, "{}".into()));
        let done = done.map_err(|source| ConnectorError::other(Box::new(source), None));
        HttpConnectorFuture::ready(done)
    }
}

/// Decompresses the body of an application, into the text that it was before
/// bodies were compressed, so that a test finds a word wherever one is stored.
/// The portal reads either.
#[expect(clippy::expect_used, reason = "a test fails by panicking")]
fn readable(mut item: Value) -> Value {
    if let Some(body) = item["body"]["B"].as_str() {
        let body = BASE64_STANDARD.decode(body).expect("bytes are base64");
        let json = decompress_to_vec(&body[1..]).expect("a body is deflated");
        item["body"] = json!({"S": String::from_utf8(json).expect("a body is JSON")});
    }
    item
}
