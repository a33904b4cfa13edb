//! Answers the requests of the DynamoDB SDK in this process, without a network
//! between them.

use std::fmt;

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::{DynoxideError, ImportOptions, Item};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::call_chain;

/// The name of the one table.
pub(crate) const TABLE: &str = "portal";

/// A database with the table of the template. Clones share what is stored.
#[derive(Clone)]
pub(crate) struct Engine(pub(crate) dynoxide::Database);

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}

impl Engine {
    /// Makes a database with the table, empty.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub(crate) fn new() -> Self {
        let engine = Self(dynoxide::Database::memory().expect("memory is free"));
        let text = |name| json!({"AttributeName": name, "AttributeType": "S"});
        engine.ask(
            "CreateTable",
            &json!({
                "TableName": TABLE,
                "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [
                    {"AttributeName": "PK", "KeyType": "HASH"},
                    {"AttributeName": "SK", "KeyType": "RANGE"},
                ],
                "AttributeDefinitions": [text("PK"), text("SK"), text("due_on"), text("person")],
                "GlobalSecondaryIndexes": [
                    {
                        "IndexName": "DueOn",
                        "KeySchema": [{"AttributeName": "due_on", "KeyType": "HASH"}],
                        "Projection": {"ProjectionType": "KEYS_ONLY"},
                    },
                    {
                        "IndexName": "ByPerson",
                        "KeySchema": [
                            {"AttributeName": "person", "KeyType": "HASH"},
                            {"AttributeName": "PK", "KeyType": "RANGE"},
                        ],
                        "Projection": {"ProjectionType": "KEYS_ONLY"},
                    },
                ],
            }),
        );
        engine
    }

    /// Carries out an operation, given as DynamoDB's JSON, and returns the
    /// answer.
    ///
    /// # Panics
    /// If the operation is refused.
    #[expect(clippy::panic, reason = "a test fails by panicking")]
    pub(crate) fn ask(&self, operation: &str, request: &Value) -> Value {
        let answered = self.carry_out(operation, request.to_string().as_bytes());
        let answer = answered.unwrap_or_else(|refused| panic!("{operation}: {refused}"));
        serde_json::from_str(&answer).unwrap_or_default()
    }

    /// Stores items, in place of those with the same keys.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub(crate) fn import(&self, items: Vec<Item>) {
        let stored = self.0.import_items(TABLE, items, ImportOptions::default());
        stored.expect("the database takes the items");
    }

    /// Returns every item, in no particular order.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub(crate) fn scan(&self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut from = None;
        loop {
            let request = ScanRequest {
                table_name: TABLE.to_owned(),
                exclusive_start_key: from,
                ..ScanRequest::default()
            };
            let page = self.0.scan(request).expect("the database answers");
            items.extend(page.items.unwrap_or_default());
            from = page.last_evaluated_key;
            if from.is_none() {
                return items;
            }
        }
    }

    fn carry_out(&self, operation: &str, body: &[u8]) -> dynoxide::Result<String> {
        let database = &self.0;
        match operation {
            "CreateTable" => written(&database.create_table(read(body)?)?),
            "BatchGetItem" => written(&database.batch_get_item(read(body)?)?),
            "GetItem" => written(&database.get_item(read(body)?)?),
            "PutItem" => written(&database.put_item(read(body)?)?),
            "UpdateItem" => written(&database.update_item(read(body)?)?),
            "DeleteItem" => written(&database.delete_item(read(body)?)?),
            "Query" => written(&database.query(read(body)?)?),
            "Scan" => written(&database.scan(read(body)?)?),
            "TransactWriteItems" => written(&database.transact_write_items(read(body)?)?),
            other => {
                let unknown = format!("no part of the product asks for {other}");
                Err(DynoxideError::SerializationException(unknown))
            }
        }
    }

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let (_, operation) = target.rsplit_once('.').unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        let (status, answer) = match self.carry_out(operation, body) {
            Ok(answer) => (200, answer),
            Err(refused) => (refused.status_code(), refused.to_json()),
        };
        let status = StatusCode::try_from(status)
            .map_err(|source| ConnectorError::other(Box::new(source), None))?;
        Ok(HttpResponse::new(status, answer.into()))
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> dynoxide::Result<T> {
    serde_json::from_slice(body)
        .map_err(|source| DynoxideError::SerializationException(source.to_string()))
}

fn written<T: Serialize>(answer: &T) -> dynoxide::Result<String> {
    serde_json::to_string(answer)
        .map_err(|source| DynoxideError::SerializationException(source.to_string()))
}

impl HttpClient for Engine {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Engine {
    /// Lets every other task run first, as they may while a request travels
    /// through a network.
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let engine = self.clone();
        HttpConnectorFuture::new(async move {
            call_chain::on_the_way().await;
            engine.answer(&request)
        })
    }
}
