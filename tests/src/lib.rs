//! The whole portal in one process: the routes of every function over one
//! store, for the tests and the benchmarks.

pub mod prices;

use axum::Router;
use charging::policy::Policy;
use domain::directory::Directory;
use domain::ports::Ports;
use domain::records::retention_schedule::Retention;
use store::Table;
use testkit::{Database, TestApp};
use web::{RouteTable, SiteContext};

/// Builds the routes of every function over the table, finished as when
/// deployed.
pub fn whole_house(app: &TestApp, policy: &Policy, table: &Table) -> Router {
    house_of(app, policy, table, Retention::default())
}

/// Builds the routes of every function for a council that keeps records for so
/// long.
pub fn house_of(app: &TestApp, policy: &Policy, table: &Table, retention: Retention) -> Router {
    let functions = functions(app, policy, table, retention);
    web::finish(all_routes(functions), &app.site())
}

/// The name of a function, as in its folder, and its routes.
pub type Function = (&'static str, RouteTable);

/// Lists every function that answers requests, over a table without a database:
/// for a test that looks at their routes and sends nothing.
pub fn functions_at_rest() -> Vec<Function> {
    let (app, policy) = (TestApp::default(), Policy::default());
    let unreachable = Database::unreachable_table();
    functions(&app, &policy, &unreachable, Retention::default())
}

/// Lists every function that answers requests, over the table.
pub fn functions(
    app: &TestApp,
    policy: &Policy,
    table: &Table,
    retention: Retention,
) -> Vec<Function> {
    let of = |function: &'static str| testkit::with_rights_of(function, table);
    let identity = app.identity(of("answer-auth-challenge"));
    let ports = |function| {
        Ports::of(of(function))
            .with_identity(identity.clone())
            .with_mailer(app.mailer())
    };
    let mut functions = open_to_all(&app.site(), of, policy);
    functions.extend([
        (
            "create-account",
            create_account::router(app.site(), ports("create-account")),
        ),
        ("sign-in", sign_in::router(app.site(), ports("sign-in"))),
        (
            "verify-email-code",
            verify_email_code::router(app.site(), ports("verify-email-code"), retention),
        ),
        (
            "saved-forms",
            saved_forms::router(app.site(), ports("saved-forms"), retention),
        ),
        (
            "submit-application",
            submit_application::router(
                app.site(),
                ports("submit-application"),
                Directory::SHIPPED,
                policy.clone(),
            ),
        ),
        (
            "assess-needs",
            assess_needs::router(app.site(), ports("assess-needs")),
        ),
        (
            "upload-evidence",
            upload_evidence::router(
                app.site(),
                Ports::of(of("upload-evidence")).with_files(app.buckets()),
                policy.clone(),
            ),
        ),
    ]);
    let to_telephones = Ports::of(of("account-access")).with_phones(app.phones());
    functions.extend([
        (
            "account-access",
            account_access::router(app.site(), to_telephones),
        ),
        (
            "care-record",
            care_record::router(
                app.site(),
                Ports::of(of("care-record")).with_files(app.buckets()),
            ),
        ),
    ]);
    functions.extend(for_staff(app, of));
    functions
}

/// Lists the functions for invited people.
fn for_staff(app: &TestApp, of: impl Fn(&'static str) -> Table) -> Vec<Function> {
    let identity = app.invited(of("answer-auth-challenge"));
    let ports = |function| {
        Ports::of(of(function))
            .with_identity(identity.clone())
            .with_mailer(app.mailer())
            .with_phones(app.phones())
    };
    vec![
        (
            "professional-sign-in",
            professional_sign_in::router(app.site(), ports("professional-sign-in")),
        ),
        (
            "verify-phone-code",
            verify_phone_code::router(app.site(), ports("verify-phone-code")),
        ),
        (
            "finance-desk",
            finance_desk::router(app.site(), ports("finance-desk")),
        ),
        (
            "day-services",
            day_services::router(app.site(), ports("day-services")),
        ),
        (
            "autosave-register-cell",
            autosave_register_cell::router(app.site(), ports("autosave-register-cell")),
        ),
        (
            "lock-register",
            lock_register::router(app.site(), ports("lock-register")),
        ),
        (
            "nominate-non-payment-weeks",
            nominate_non_payment_weeks::router(app.site(), ports("nominate-non-payment-weeks")),
        ),
        (
            "practitioner-form",
            practitioner_form::router(app.site(), ports("practitioner-form")),
        ),
        (
            "information-request",
            information_request::router(app.site(), ports("information-request")),
        ),
        (
            "view-register",
            view_register::router(app.site(), of("view-register")),
        ),
    ]
}

/// Lists the functions that need no sign-in, each with the table as `of` gives
/// it.
fn open_to_all(
    site: &SiteContext,
    of: impl Fn(&'static str) -> Table,
    policy: &Policy,
) -> Vec<Function> {
    vec![
        (
            "portal",
            portal::router(site.clone(), of("portal"), Retention::default()),
        ),
        (
            "screener",
            screener::router(site.clone(), of("screener"), Directory::SHIPPED),
        ),
        (
            "report-concern",
            report_concern::router(site.clone(), of("report-concern")),
        ),
        (
            "request-call-back",
            request_call_back::router(site.clone(), of("request-call-back")),
        ),
        (
            "calculator",
            calculator::router(site.clone(), of("calculator"), policy.clone()),
        ),
        (
            "make-document",
            make_document::router(
                site.clone(),
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
