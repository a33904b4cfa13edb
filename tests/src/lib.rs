//! The whole portal in one process: the routes of every function over one
//! store, for the tests and the benchmarks.

pub mod answering;
pub mod prices;

use axum::Router;
use domain::account::AccountId;
use domain::application::ReadApplications;
use domain::charging::policy::Policy;
use domain::directory::Directory;
use domain::feedback::KeepFeedback;
use domain::files::{FilesFault, UploadFiles, UploadForm};
use domain::ports::Ports;
use domain::retention_period::Retention;
use domain::saved::SavedId;
use jiff::Timestamp;
use store::Table;
use testkit::{Database, TestApp};
use web::answers::KeepAnswers;
use web::{Portal, RouteTable};

/// Builds the routes of the functions that need no sign-in, over a store in
/// memory, finished as when deployed.
pub fn house(app: &TestApp, policy: &Policy) -> Router {
    let portal = app.portal();
    let functions = open_to_all(&portal, |_| app.store(), policy);
    web::finish(all_routes(functions), &portal)
}

/// Builds the routes of every function over the table, finished as when
/// deployed. Nobody can send a file.
pub fn whole_house(app: &TestApp, policy: &Policy, table: &Table) -> Router {
    house_of(app, policy, table, Retention::default())
}

/// Builds the routes of every function for a council that keeps records for so
/// long.
pub fn house_of(app: &TestApp, policy: &Policy, table: &Table, retention: Retention) -> Router {
    let functions = functions(app, policy, table, NoFiles, retention);
    web::finish(all_routes(functions), &app.portal())
}

/// Builds the routes of every function with a place for files.
pub fn house_with_files<F: UploadFiles>(
    app: &TestApp,
    policy: &Policy,
    table: &Table,
    files: F,
) -> Router {
    let functions = functions(app, policy, table, files, Retention::default());
    web::finish(all_routes(functions), &app.portal())
}

/// The name of a function, as in its folder, and its routes.
pub type Function = (&'static str, RouteTable);

/// Lists every function that answers requests, over a table without a database:
/// for a test that looks at their routes and sends nothing.
pub fn functions_at_rest() -> Vec<Function> {
    let (app, policy) = (TestApp::default(), Policy::default());
    let nowhere = Database::unreachable_table();
    functions(&app, &policy, &nowhere, NoFiles, Retention::default())
}

fn functions<F: UploadFiles>(
    app: &TestApp,
    policy: &Policy,
    table: &Table,
    files: F,
    retention: Retention,
) -> Vec<Function> {
    let of = |function: &'static str| testkit::with_rights_of(function, table);
    let identity = app.identity(of("answer-auth-challenge"));
    let ports = |function| {
        Ports::of(of(function))
            .with_identity(identity.clone())
            .with_mailer(app.notices())
    };
    let mut functions = open_to_all(&app.portal(), of, policy);
    functions.extend([
        (
            "create-account",
            create_account::router(app.portal(), ports("create-account")),
        ),
        ("sign-in", sign_in::router(app.portal(), ports("sign-in"))),
        (
            "verify-email-code",
            verify_email_code::router(app.portal(), ports("verify-email-code"), retention),
        ),
        (
            "saved-forms",
            saved_forms::router(app.portal(), ports("saved-forms"), retention),
        ),
        (
            "submit-application",
            submit_application::router(
                app.portal(),
                ports("submit-application"),
                Directory::SHIPPED,
                policy.clone(),
            ),
        ),
        (
            "upload-evidence",
            upload_evidence::router(
                app.portal(),
                Ports::of(of("upload-evidence")).with_files(files),
                policy.clone(),
            ),
        ),
    ]);
    functions.extend(for_members(app, of));
    functions
}

/// Lists the functions for invited people.
fn for_members(app: &TestApp, of: impl Fn(&'static str) -> Table) -> [Function; 3] {
    let identity = app.invited(of("answer-auth-challenge"));
    let ports = |function| {
        Ports::of(of(function))
            .with_identity(identity.clone())
            .with_mailer(app.notices())
            .with_phones(app.phones())
    };
    [
        (
            "professional-sign-in",
            professional_sign_in::router(app.portal(), ports("professional-sign-in")),
        ),
        (
            "verify-phone-code",
            verify_phone_code::router(app.portal(), ports("verify-phone-code")),
        ),
        (
            "finance-desk",
            finance_desk::router(app.portal(), ports("finance-desk")),
        ),
    ]
}

/// Lists the functions that need no sign-in, each with the store that `of`
/// gives it.
fn open_to_all<S: KeepAnswers + KeepFeedback + ReadApplications>(
    portal: &Portal,
    of: impl Fn(&'static str) -> S,
    policy: &Policy,
) -> Vec<Function> {
    vec![
        (
            "portal",
            portal::router(portal.clone(), of("portal"), Retention::default()),
        ),
        (
            "screener",
            screener::router(portal.clone(), of("screener"), Directory::SHIPPED),
        ),
        (
            "calculator",
            calculator::router(portal.clone(), of("calculator"), policy.clone()),
        ),
        (
            "make-document",
            make_document::router(
                portal.clone(),
                of("make-document"),
                Directory::SHIPPED,
                policy.clone(),
            ),
        ),
    ]
}

/// Merges the routes of all functions.
fn all_routes(functions: Vec<Function>) -> RouteTable {
    let routes = functions.into_iter().map(|(_, routes)| routes);
    routes.fold(RouteTable::new(), RouteTable::merge)
}

/// A place for files that takes none.
#[derive(Clone, Copy, Debug)]
struct NoFiles;

impl UploadFiles for NoFiles {
    fn origin(&self) -> String {
        "https://evidence.example".to_owned()
    }

    async fn offer_upload(
        &self,
        _: &AccountId,
        _: &SavedId,
        id: &str,
        back: &str,
        _: Timestamp,
    ) -> Result<UploadForm, FilesFault> {
        Ok(UploadForm {
            address: "https://evidence.example/".to_owned(),
            fields: vec![
                ("key".to_owned(), id.to_owned()),
                ("back".to_owned(), back.to_owned()),
            ],
        })
    }

    async fn remove_upload(&self, _: &AccountId, _: &SavedId, _: &str) -> Result<(), FilesFault> {
        Ok(())
    }
}

/// Reads the charging policy that ships as an illustration.
///
/// # Panics
/// If the file cannot be read as a policy.
#[expect(clippy::expect_used, reason = "only tests and benchmarks ask")]
pub fn illustration() -> Policy {
    let council: serde_json::Value =
        serde_json::from_str(include_str!("../../infra/councils/illustration.json"))
            .expect("the file is JSON");
    serde_json::from_value(council["local_charging_policy"].clone()).expect("it is a policy")
}
