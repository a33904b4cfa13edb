//! The button that sends changes which came too late to finance, all of them in
//! one request.

use askama::Template;
use askama::filters::HtmlSafe;
use attendance::kept_register::RegisterKey;
use attendance::provider_request::{MOST_LATE_EDITS, RequestKind};
use web::SiteContext;

/// What is said of changes that came too late, for whoever reads the request.
pub(crate) const WHY: &str = "These changes came after the register was submitted.";

/// The changes that came after the register was submitted, as one request to
/// finance that is sent with one button.
#[derive(Clone, Debug, Template)]
#[template(path = "late.html")]
pub(crate) struct LateEdits {
    address: String,
    /// The id of the request: pressed twice, it is kept once.
    request: String,
    week: String,
    edits: Vec<String>,
}

impl HtmlSafe for LateEdits {}

impl LateEdits {
    /// Makes the button; none if nothing came too late.
    pub(crate) fn of(
        site: &SiteContext,
        key: &RegisterKey,
        mut edits: Vec<String>,
    ) -> Option<Self> {
        edits.truncate(MOST_LATE_EDITS);
        let kind = RequestKind::Adjustment.name();
        (!edits.is_empty()).then(|| Self {
            address: format!("/day-services/{}/requests/{kind}", key.supplier),
            request: site.new_id(),
            week: key.week.ending().to_string(),
            edits,
        })
    }
}
