//! The forms of the portal, each read once from the file it is written in.

use std::sync::LazyLock;

use crate::form::Form;

/// The eligibility screener's form.
#[must_use]
pub fn check_support() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/check-support.json")));
    &FORM
}

/// The financial calculator's form.
#[must_use]
pub fn estimate_costs() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/estimate-costs.json")));
    &FORM
}

/// The form that asks the council for help or a financial assessment.
#[must_use]
pub fn request_help() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/request-help.json")));
    &FORM
}

/// Every form that can be saved, with where its pages are.
pub fn all() -> impl Iterator<Item = (&'static Form, &'static str)> {
    [
        (check_support(), "/check-support"),
        (estimate_costs(), "/estimate-costs"),
        (request_help(), "/apply"),
    ]
    .into_iter()
}

/// The form with this id, and where its pages are.
#[must_use]
pub fn find(id: &str) -> Option<(&'static Form, &'static str)> {
    all().find(|(form, _)| form.id == id)
}

#[expect(
    clippy::expect_used,
    reason = "the file is a part of the program, and a test reads every one of them"
)]
fn read(file: &str) -> Form {
    serde_json::from_str(file).expect("a form file holds a form")
}
