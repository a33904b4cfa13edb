//! The site as whoever asks is shown it, for pages that are for everybody.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::access::session::SessionReader;

use super::{CitizenRequest, PageState};
use crate::page::site_context::SiteContext;

/// The site as whoever asks is shown it: with the line that says who is signed
/// in and lets them sign out, if a citizen is. Reading a page does not count as
/// a use of the session.
#[derive(Debug)]
pub struct ShownSite(pub SiteContext);

/// A session that cannot be read is no reason to show no page: the page is then
/// the one that everybody is shown.
impl<S: PageState> FromRequestParts<S> for ShownSite
where
    S::Store: SessionReader,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let Ok(request) = CitizenRequest::from_request_parts(parts, state).await;
        let site = state.site();
        Ok(Self(match request.live(state.store(), site).await {
            Ok(Some(signed_in)) => site.shown_to(signed_in),
            Ok(None) => site.clone(),
            Err(failure) => {
                failure.note();
                site.clone()
            }
        }))
    }
}
