//! The files `robots.txt` and `security.txt`: what search engines may read, and
//! whom to tell of a security hole.

use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use web::SiteContext;

const NINETY_DAYS: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Answers with the rules for search engines. The start pages of the live
/// portal may be found; somebody's answers and results never are. A portal that
/// is not the live one is not found at all.
pub(crate) async fn robots(State(site): State<SiteContext>) -> impl IntoResponse {
    let rules = if site.stage() == "live" {
        "User-agent: *\nDisallow: /check-support/\nDisallow: /estimate-costs/\nDisallow: /api/\n"
    } else {
        "User-agent: *\nDisallow: /\n"
    };
    plain(rules.to_owned())
}

/// Answers with whom to tell of a security hole (RFC 9116). `Expires` must be
/// less than a year away, so that nobody trusts a forgotten copy; this file is
/// made anew at each request.
pub(crate) async fn security(State(site): State<SiteContext>) -> impl IntoResponse {
    let in_90_days = site.now().saturating_add(NINETY_DAYS);
    let expires = in_90_days.map(|instant| instant.strftime("%Y-%m-%dT00:00:00Z").to_string());
    plain(format!(
        "Contact: mailto:{}\nExpires: {}\nPreferred-Languages: en\n",
        site.council().data_protection_email,
        expires.unwrap_or_default(),
    ))
}

fn plain(text: String) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}
