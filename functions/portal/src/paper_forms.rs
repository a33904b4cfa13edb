//! Which forms there are to print and fill in with a pen.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use journey::forms;
use journey::needs_self_assessment::NEEDS_SELF_ASSESSMENT;
use web::PageFrame;
use web::who::ShownSite;

/// The address of the page.
pub(crate) const PAGE: &str = "/help/paper-forms";

#[derive(Template)]
#[template(path = "paper-forms.html")]
struct PaperForms {
    frame: PageFrame,
    forms: Vec<OfferedForm>,
}

/// A form that is offered on paper.
struct OfferedForm {
    id: &'static str,
    title: &'static str,
    /// Whether there is a sheet for somebody who answers for another person.
    for_somebody_else: bool,
}

/// Shows the forms of citizens, each as an empty form to print. A council that
/// offers nobody a self-assessment offers none on paper.
pub(crate) async fn show(ShownSite(site): ShownSite) -> Response {
    let all = site.council().needs_self_assessments.are_offered();
    let forms = forms::for_citizens().map(|(form, _)| form);
    let forms = forms.filter(|form| all || form.id != NEEDS_SELF_ASSESSMENT);
    let forms = forms.map(|form| OfferedForm {
        id: &form.id,
        title: &form.title,
        for_somebody_else: form.person.is_some(),
    });
    let page = PaperForms {
        frame: site.page("Forms to print"),
        forms: forms.collect(),
    };
    web::page(StatusCode::OK, &page)
}
