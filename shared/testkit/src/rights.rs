//! Holds each function in a test to the rights that its role gives it on the
//! table, as AWS does. The database in memory and the emulators know no rights,
//! so no other test would notice a missing one.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

use aws_sdk_dynamodb::config::interceptors::{
    BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemInput;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::put_item::PutItemInput;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use aws_smithy_runtime_api::client::interceptors::context::Input;
use serde_yaml::Value;
use store::{Partition, Table};

use crate::call_chain::{self, CallStep, CalledService};
use crate::lock;

/// The rights that a role gives its function on the table.
#[derive(Clone, Debug)]
pub struct FunctionRole {
    /// The function's folder: `upload-evidence`.
    pub function: String,
    /// The statements of the role about the table and its index.
    pub statements: Vec<RoleStatement>,
}

/// A statement of a role about the table.
#[derive(Clone, Debug)]
pub struct RoleStatement {
    /// The statement's name in the template.
    pub sid: String,
    /// The actions, without `dynamodb:`.
    pub actions: Vec<String>,
    /// The part of the table that the statement is about.
    pub scope: GrantScope,
    /// Whether a request without any key is refused. `ForAllValues` alone is
    /// true of such a request.
    pub key_is_given: bool,
}

/// The part of the table that a statement is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum GrantScope {
    /// The items of these partitions, by their patterns.
    Partitions(Vec<String>),
    /// Every item.
    EveryItem,
    /// This index of the table.
    Index(String),
}

/// One action of a request. A transaction has several.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct TableRequest {
    /// The action that IAM asks for, without `dynamodb:`.
    pub action: String,
    /// The pattern of the partition, or `index DueOn`. The key itself, if it
    /// fits no kind of partition.
    pub place: String,
}

/// A request that a function made, or tried to make, in a test.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct RecordedRequest {
    /// The function's folder.
    pub function: String,
    /// The request.
    pub request: TableRequest,
    /// Whether the function's role does not allow the request.
    pub denied: bool,
}

/// Returns the table with the rights of a function: a request that the
/// function's role in `infra/template.yaml` does not allow is refused, as on
/// AWS. Each request is noted, for the test that compares the roles with the
/// requests of all tests.
///
/// ```ignore
/// let store = testkit::with_rights_of("upload-evidence", &database.table());
/// let pages = upload_evidence::router(portal, Ports::of(store).with_files(files), policy);
/// ```
///
/// # Panics
/// If the template has no role for the function.
#[must_use]
pub fn with_rights_of(function: &str, table: &Table) -> Table {
    table.intercepted(FunctionRole::of(function))
}

/// The roles of all functions in the template.
static ROLES: LazyLock<Vec<FunctionRole>> = LazyLock::new(read_roles);

impl FunctionRole {
    /// Lists the roles of all functions in the template.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ROLES
    }

    /// Finds the role of a function.
    ///
    /// # Panics
    /// If the template has no such role.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub fn of(function: &str) -> Self {
        let mut roles = ROLES.iter();
        let role = roles.find(|role| role.function == function);
        role.expect("the template has a role for the function")
            .clone()
    }

    /// Whether the role allows a request.
    #[must_use]
    pub fn allows(&self, request: &TableRequest) -> bool {
        let mut statements = self.statements.iter();
        statements.any(|statement| statement.allows(request))
    }
}

impl RoleStatement {
    /// Whether the statement allows a request.
    #[must_use]
    pub fn allows(&self, request: &TableRequest) -> bool {
        self.actions.contains(&request.action)
            && match &self.scope {
                GrantScope::Partitions(patterns) => patterns.contains(&request.place),
                GrantScope::EveryItem => !request.place.starts_with(INDEX),
                GrantScope::Index(index) => request.place == format!("{INDEX}{index}"),
            }
    }
}

/// The beginning of the place of a request to an index.
const INDEX: &str = "index ";

impl fmt::Display for TableRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.action, self.place)
    }
}

/// The refusal of a request that a role does not allow.
#[derive(Debug)]
struct AccessDenied {
    function: String,
    request: TableRequest,
}

impl fmt::Display for AccessDenied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, request } = self;
        write!(f, "{function} may not {request}: infra/template.yaml")
    }
}

impl std::error::Error for AccessDenied {}

impl Intercept for FunctionRole {
    fn name(&self) -> &'static str {
        "the role of a function"
    }

    fn read_before_serialization(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        of_this_call: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let requests = requests(context.input());
        let what: Vec<String> = requests.iter().map(ToString::to_string).collect();
        if let Some(step) = call_chain::begin(&what.join(" + "), CalledService::Table) {
            of_this_call.interceptor_state().store_put(step);
        }
        for request in requests {
            let denied = !self.allows(&request);
            note(&RecordedRequest {
                function: self.function.clone(),
                request: request.clone(),
                denied,
            });
            if denied {
                let function = self.function.clone();
                return Err(refused(AccessDenied { function, request }));
            }
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        _: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        of_this_call: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(step) = of_this_call.load::<CallStep>() {
            call_chain::end(*step);
        }
        Ok(())
    }
}

/// Prints the refusal where the test runner shows it for a failed test. The
/// page itself says only that there is a problem.
#[expect(
    clippy::print_stderr,
    reason = "what the test runner shows of a test that fails"
)]
fn refused(denied: AccessDenied) -> BoxError {
    eprintln!("AccessDenied: {denied}");
    denied.into()
}

/// Lists the actions of a request as IAM sees them: each write of a transaction
/// is an action of its own (developer guide, "Using IAM with DynamoDB
/// transactions").
pub(crate) fn requests(input: &Input) -> Vec<TableRequest> {
    if let Some(input) = input.downcast_ref::<GetItemInput>() {
        vec![on_item("GetItem", input.key())]
    } else if let Some(input) = input.downcast_ref::<BatchGetItemInput>() {
        let tables = input.request_items().into_iter().flatten();
        let keys = tables.flat_map(|(_, of)| of.keys());
        keys.map(|key| on_item("BatchGetItem", Some(key))).collect()
    } else if let Some(input) = input.downcast_ref::<PutItemInput>() {
        vec![on_item("PutItem", input.item())]
    } else if let Some(input) = input.downcast_ref::<UpdateItemInput>() {
        vec![on_item("UpdateItem", input.key())]
    } else if let Some(input) = input.downcast_ref::<DeleteItemInput>() {
        vec![on_item("DeleteItem", input.key())]
    } else if let Some(input) = input.downcast_ref::<QueryInput>() {
        vec![on_query(input)]
    } else if let Some(input) = input.downcast_ref::<TransactWriteItemsInput>() {
        input.transact_items().iter().map(of_transaction).collect()
    } else {
        vec![TableRequest {
            action: format!("{input:?}"),
            place: "an operation that the test kit does not know".to_owned(),
        }]
    }
}

type Attributes = std::collections::HashMap<String, AttributeValue>;

fn on_item(action: &str, item: Option<&Attributes>) -> TableRequest {
    let key = item.and_then(|item| item.get("PK"));
    on_partition(action, key)
}

fn on_partition(action: &str, key: Option<&AttributeValue>) -> TableRequest {
    let key = key.and_then(|key| key.as_s().ok());
    let key = key.map_or("no key", String::as_str);
    let pattern = Partition::holding(key).map(Partition::pattern);
    TableRequest {
        action: action.to_owned(),
        place: pattern.unwrap_or(key).to_owned(),
    }
}

fn on_query(input: &QueryInput) -> TableRequest {
    if let Some(index) = input.index_name() {
        return TableRequest {
            action: "Query".to_owned(),
            place: format!("{INDEX}{index}"),
        };
    }
    // The value of the first comparison, which is about the partition.
    let condition = input.key_condition_expression().unwrap_or_default();
    let mut words = condition.split_whitespace();
    let name = words.nth(2).unwrap_or_default();
    let values = input.expression_attribute_values();
    on_partition("Query", values.and_then(|values| values.get(name)))
}

fn of_transaction(write: &TransactWriteItem) -> TableRequest {
    if let Some(put) = write.put() {
        on_item("PutItem", Some(put.item()))
    } else if let Some(update) = write.update() {
        on_item("UpdateItem", Some(update.key()))
    } else if let Some(delete) = write.delete() {
        on_item("DeleteItem", Some(delete.key()))
    } else {
        let check = write.condition_check().map(|check| check.key());
        on_item("ConditionCheckItem", check)
    }
}

/// Notes a request once for each test program, in a file of the program's own
/// under `target/rights/`, because the tests of every package are a program of
/// their own.
#[expect(clippy::expect_used, reason = "a test fails by panicking")]
fn note(record: &RecordedRequest) {
    static NOTED: Mutex<BTreeSet<RecordedRequest>> = Mutex::new(BTreeSet::new());
    let mut noted = lock(&NOTED);
    if !noted.insert(record.clone()) {
        return;
    }
    // A benchmark is no test program and has no file.
    let Some(file) = file() else { return };
    let folder = file.parent().expect("a file is in a folder");
    std::fs::create_dir_all(folder).expect("a folder can be made under target/");
    let mut options = std::fs::OpenOptions::new();
    let opened = options.create(true).append(true).open(&file);
    let line = format!("{}\n", record.line());
    opened
        .and_then(|mut file| file.write_all(line.as_bytes()))
        .expect("a request can be noted under target/");
}

/// Returns the file for the notes of this program, `target/rights/<program>`,
/// if this is a test program: `target/<profile>/deps/<program>`.
fn file() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folder = program.parent().filter(|folder| folder.ends_with("deps"))?;
    let target = folder.parent()?.parent()?;
    Some(target.join("rights").join(program.file_name()?))
}

impl RecordedRequest {
    /// Reads the notes of every test program since the notes were last deleted;
    /// none if no program has noted anything.
    ///
    /// # Panics
    /// If a note cannot be read.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub fn in_all_tests() -> BTreeSet<Self> {
        let file = file().expect("a program of tests asks");
        let folder = file.parent().expect("a file is in a folder");
        let Ok(files) = std::fs::read_dir(folder) else {
            return BTreeSet::new();
        };
        let texts = files.map(|file| {
            let path = file.expect("a folder can be listed").path();
            std::fs::read_to_string(path).expect("a note can be read")
        });
        let texts: Vec<String> = texts.collect();
        let lines = texts.iter().flat_map(|text| text.lines());
        lines
            .map(|line| Self::read(line).expect("a note is as it was written"))
            .collect()
    }

    fn line(&self) -> String {
        let became = if self.denied { "denied" } else { "allowed" };
        let TableRequest { action, place } = &self.request;
        [&self.function, became, action, place].join("\t")
    }

    fn read(line: &str) -> Option<Self> {
        let mut words = line.split('\t').map(str::to_owned);
        let (function, became) = (words.next()?, words.next()?);
        let (action, place) = (words.next()?, words.next()?);
        Some(Self {
            function,
            request: TableRequest { action, place },
            denied: became == "denied",
        })
    }
}

// ---- What the template says ---------------------------------------------------

#[expect(clippy::expect_used, reason = "a test fails by panicking")]
fn read_roles() -> Vec<FunctionRole> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/template.yaml");
    let text = std::fs::read_to_string(file).expect("the template is there");
    let template: Value = serde_yaml::from_str(&text).expect("the template is YAML");
    let resources = template["Resources"].as_mapping();
    let resources = resources.expect("the template has resources");
    let functions = resources
        .iter()
        .filter(|(_, resource)| resource["Type"].as_str() == Some("AWS::Serverless::Function"));
    functions
        .map(|(name, _)| {
            let name = name.as_str().expect("a resource has a name");
            FunctionRole {
                function: folder(name),
                statements: statements(&template["Resources"][format!("{name}Role")]),
            }
        })
        .collect()
}

/// Returns the folder of a function: `make-document` for `MakeDocument`.
fn folder(name: &str) -> String {
    let mut folder = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !folder.is_empty() {
            folder.push('-');
        }
        folder.push(letter.to_ascii_lowercase());
    }
    folder
}

fn statements(role: &Value) -> Vec<RoleStatement> {
    let policies = listed(&role["Properties"]["Policies"]).into_iter();
    policies
        .flat_map(|policy| listed(&policy["PolicyDocument"]["Statement"]))
        .filter_map(statement)
        .collect()
}

/// Reads a statement about the table; `None` if the statement is about
/// something else, such as the table's stream.
fn statement(statement: &Value) -> Option<RoleStatement> {
    let actions = texts(&statement["Action"]);
    let actions: Vec<String> = actions
        .iter()
        .filter_map(|action| Some(action.strip_prefix("dynamodb:")?.to_owned()))
        .collect();
    let condition = &statement["Condition"];
    let keys = ["ForAllValues:StringLike", "ForAllValues:StringEquals"]
        .map(|operator| &condition[operator]["dynamodb:LeadingKeys"])
        .into_iter()
        .find(|keys| !keys.is_null());
    let resource = untagged(&statement["Resource"]).as_str()?;
    let scope = match (resource, keys) {
        ("Table.Arn", Some(keys)) => GrantScope::Partitions(texts(keys)),
        ("Table.Arn", None) => GrantScope::EveryItem,
        _ => GrantScope::Index(resource.strip_prefix("${Table.Arn}/index/")?.to_owned()),
    };
    Some(RoleStatement {
        sid: statement["Sid"].as_str().unwrap_or_default().to_owned(),
        actions,
        scope,
        key_is_given: condition["Null"]["dynamodb:LeadingKeys"].as_str() == Some("false"),
    })
}

/// Returns the argument of a function of the template: `Table.Arn` of
/// `!GetAtt Table.Arn`.
fn untagged(value: &Value) -> &Value {
    match value {
        Value::Tagged(tagged) => &tagged.value,
        value => value,
    }
}

/// Returns the members of a list, or the single value that stands in place of a
/// list.
fn listed(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Sequence(values) => values.iter().collect(),
        value => vec![value],
    }
}

fn texts(value: &Value) -> Vec<String> {
    let values = listed(value).into_iter();
    values
        .filter_map(|value| Some(value.as_str()?.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::access::session::{SessionKey, SessionReader as _};
    use domain::correspondence::feedback::{Feedback, FeedbackReceipt, FeedbackStore as _};

    use super::*;
    use crate::{Database, TestApp};

    #[tokio::test]
    async fn what_a_role_does_not_allow_is_refused() {
        let table = Database::new().await.table();
        let nobody = table.intercepted(FunctionRole {
            function: "nobody".to_owned(),
            statements: vec![RoleStatement {
                sid: "FeedbackStore".to_owned(),
                actions: vec!["PutItem".to_owned()],
                scope: GrantScope::Partitions(vec!["FEEDBACK#*".to_owned()]),
                key_is_given: true,
            }],
        });
        let feedback = Feedback {
            id: "1".to_owned(),
            sent_at: TestApp::default().site().now(),
            ease: "easy".to_owned(),
            comment: String::new(),
        };
        let kept = nobody.keep_feedback(feedback, &[]).await.unwrap();
        assert_eq!(kept, FeedbackReceipt::Kept);
        let key = SessionKey("key".to_owned());
        let refused = nobody.read_session(&key).await.err().unwrap();
        let refused = domain::fault::chain(&refused);
        assert!(
            refused.contains("nobody may not GetItem SESSION#*"),
            "{refused}"
        );
        assert_eq!(table.read_session(&key).await.unwrap(), None);
    }

    #[test]
    fn each_function_has_a_role_that_says_what_it_may_do_with_the_table() {
        for role in FunctionRole::all() {
            assert!(!role.statements.is_empty(), "{}", role.function);
        }
        let site = FunctionRole::of("portal");
        let sids: Vec<_> = site.statements.iter().map(|each| &each.sid).collect();
        assert_eq!(
            sids,
            [
                "FeedbackStore",
                "CountFeedback",
                "SeeWhoIsSignedIn",
                "RefusedPages",
                "WarmUp"
            ]
        );
        assert_eq!(site.statements[0].actions, ["GetItem", "PutItem"]);
    }

    #[test]
    fn a_note_is_read_as_it_was_written() {
        for denied in [false, true] {
            let record = RecordedRequest {
                function: "portal".to_owned(),
                request: TableRequest {
                    action: "Query".to_owned(),
                    place: "index DueOn".to_owned(),
                },
                denied,
            };
            assert_eq!(RecordedRequest::read(&record.line()), Some(record));
        }
    }
}
