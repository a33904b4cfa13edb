//! The forms of the portal, each read once from its data file.

use std::sync::LazyLock;

use crate::form::{Audience, Form};

/// Returns the eligibility screener's form.
#[must_use]
pub fn check_support() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/check-support.json")));
    &FORM
}

/// Returns the financial calculator's form.
#[must_use]
pub fn estimate_costs() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/estimate-costs.json")));
    &FORM
}

/// Returns the form that asks the council for help or a financial assessment.
#[must_use]
pub fn request_help() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/request-help.json")));
    &FORM
}

/// Returns the form in which adults and carers assess their own needs.
#[must_use]
pub fn needs_self_assessment() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/needs-self-assessment.json")));
    &FORM
}

/// Returns the form in which practitioners record a contact and its actions.
#[must_use]
pub fn contact_record() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/contact-record.json")));
    &FORM
}

/// Returns the form of the strengths and needs assessment.
#[must_use]
pub fn needs_assessment() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/needs-assessment.json")));
    &FORM
}

/// Returns the form of the outcome focused care and support plan.
#[must_use]
pub fn support_plan() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/support-plan.json")));
    &FORM
}

/// Returns the form of the strength based review.
#[must_use]
pub fn strengths_review() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/strengths-review.json")));
    &FORM
}

/// Returns the form in which anybody tells of a concern that an adult is at risk.
#[must_use]
pub fn report_concern() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| read(include_str!("../forms/report-concern.json")));
    &FORM
}

/// A form, and the address pattern of its pages: `/estimate-costs`.
pub type ListedForm = (&'static Form, &'static str);

/// A form that is read from its file when it is first asked for, and the address
/// pattern of its pages.
pub type FormEntry = (fn() -> &'static Form, &'static str);

/// The forms of a site, each with the address pattern of its pages. No method
/// lists all of them: a caller that offers forms says to which audience, and a
/// caller that reads an application asks for one form by its id.
#[derive(Clone, Copy, Debug)]
pub struct FormCatalogue(&'static [FormEntry]);

impl FormCatalogue {
    /// Makes a catalogue of these forms.
    #[must_use]
    pub const fn of(forms: &'static [FormEntry]) -> Self {
        Self(forms)
    }

    /// Lists the forms that an audience may start, in the order in which they
    /// are offered.
    pub fn for_audience(self, audience: Audience) -> impl Iterator<Item = ListedForm> {
        self.forms()
            .filter(move |(form, _)| form.audience == audience)
    }

    /// Finds the form with this id, if this audience may start it.
    #[must_use]
    pub fn find_for(self, audience: Audience, id: &str) -> Option<ListedForm> {
        self.for_audience(audience).find(|(form, _)| form.id == id)
    }

    /// Finds the form with this id, whoever may start it. The result is for
    /// putting an application into words, never for offering the form.
    #[must_use]
    pub fn find(self, id: &str) -> Option<ListedForm> {
        self.forms().find(|(form, _)| form.id == id)
    }

    fn forms(self) -> impl Iterator<Item = ListedForm> {
        self.0.iter().map(|(form, prefix)| (form(), *prefix))
    }
}

/// The forms that this product ships.
pub const SHIPPED: FormCatalogue = FormCatalogue::of(&[
    (check_support, "/check-support"),
    (estimate_costs, "/estimate-costs"),
    (request_help, "/apply"),
    (needs_self_assessment, "/assess-needs"),
    (report_concern, "/report-concern"),
    (contact_record, "/practice/people/{person}/contact"),
    (needs_assessment, "/practice/people/{person}/assessment"),
    (support_plan, "/practice/people/{person}/plan"),
    (strengths_review, "/practice/people/{person}/review"),
]);

/// Lists the shipped forms that citizens may start.
pub fn for_citizens() -> impl Iterator<Item = ListedForm> {
    SHIPPED.for_audience(Audience::Citizens)
}

/// Lists the shipped forms of which nobody keeps anything in an account.
pub fn for_anybody() -> impl Iterator<Item = ListedForm> {
    SHIPPED.for_audience(Audience::Anybody)
}

/// Lists the shipped forms that practitioners may start.
pub fn for_practitioners() -> impl Iterator<Item = ListedForm> {
    SHIPPED.for_audience(Audience::Practitioners)
}

/// Finds the shipped form with this id, whoever may start it. The result is for
/// putting an application into words, never for offering the form.
#[must_use]
pub fn find(id: &str) -> Option<ListedForm> {
    SHIPPED.find(id)
}

#[expect(
    clippy::expect_used,
    reason = "the file is a part of the program, and a test reads every one of them"
)]
fn read(file: &str) -> Form {
    serde_json::from_str(&with_days_of_law(file)).expect("a form file holds a form")
}

/// Puts the first and the last day of the law into the words of a form:
/// `Between {first_day_of_law} and {last_day_of_law}`.
fn with_days_of_law(file: &str) -> String {
    let day = |day| domain::values::calendar::in_words(day);
    file.replace("{first_day_of_law}", &day(charging::law::first_day()))
        .replace("{last_day_of_law}", &day(charging::law::last_day()))
}
