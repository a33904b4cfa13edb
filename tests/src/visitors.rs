//! Browsers at the whole portal, every function of it.

use store::Table;
use testkit::{TestApp, Visitor};

/// Opens a browser of somebody who has not been here before.
pub(crate) fn visitor(app: &TestApp) -> Visitor {
    visitor_through(app, &app.table())
}

/// Opens a browser of somebody new, where every function has
/// this table: one with faults, or of a process that crashes.
pub(crate) fn visitor_through(app: &TestApp, table: &Table) -> Visitor {
    Visitor::new(tests::whole_house(app, &tests::illustration(), table))
}

/// Makes an account in a new browser, and signs in to it.
pub(crate) async fn citizen(app: &TestApp, first_name: &str, email: &str) -> Visitor {
    let mut browser = visitor(app);
    browser.sign_up(app, first_name, email).await;
    browser
}
