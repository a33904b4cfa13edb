//! Which forms there are to print and fill in with a pen.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use journey::forms;
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

/// Shows the forms of citizens, each as an empty form to print.
pub(crate) async fn show(ShownSite(site): ShownSite) -> Response {
    let forms = forms::for_citizens().map(|(form, _)| OfferedForm {
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
