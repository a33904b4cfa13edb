//! How indicative budgets are worked out: the page about the model, made from
//! the model itself.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use budget::Model;
use domain::document::Document;
use web::page::document::Sections;
use web::who::ShownSite;
use web::{Failure, PageFrame};

/// The address of the page.
pub(crate) const PAGE: &str = "/how-budgets-are-worked-out";

#[derive(Template)]
#[template(path = "budgets.html")]
struct Budgets {
    frame: PageFrame,
    document: Document,
}

/// Shows how indicative budgets are worked out today. A council that works none
/// out has no such page, and neither has a day for which no model is on file.
pub(crate) async fn show(ShownSite(site): ShownSite) -> Result<Response, Failure> {
    if !site.council().indicative_budgets.are_anybody() {
        return Err(Failure::NOT_FOUND);
    }
    let model = Model::of(site.today()).map_err(|_| Failure::NOT_FOUND)?;
    let document = budget::method::method(model, site.council());
    let frame = site.page(document.title.clone());
    Ok(web::page(StatusCode::OK, &Budgets { frame, document }))
}
