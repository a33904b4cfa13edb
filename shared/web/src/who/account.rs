//! Citizens who are signed in, by how much of their account they may see.

use std::marker::PhantomData;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use domain::access::session::SessionStore;
use domain::values::account_id::AccountId;

use super::{CitizenRequest, PageState};
use crate::html::Text;
use crate::http::failure::Failure;
use crate::page::PageFrame;
use crate::page::site_context::SiteContext;
use crate::session::citizen::SignedIn;

/// The part of an account that somebody has to be signed in to, to see a page:
/// the whole account or one form.
pub trait AccountAccess: Send + Sync + 'static {
    /// Whether somebody with this session may see the page.
    fn admits(signed_in: &SignedIn) -> bool;
}

/// Admits citizens who signed in with their password, who may see the whole of
/// their account.
#[derive(Clone, Copy, Debug)]
pub struct WholeAccount;

/// Also admits citizens who came in by the reference of a saved form. They may
/// see that form alone ([`SignedIn::only`]); a handler MUST show them nothing
/// else.
#[derive(Clone, Copy, Debug)]
pub struct OneForm;

impl AccountAccess for WholeAccount {
    fn admits(signed_in: &SignedIn) -> bool {
        signed_in.only().is_none()
    }
}

impl AccountAccess for OneForm {
    fn admits(_: &SignedIn) -> bool {
        true
    }
}

/// A citizen who is signed in.
///
/// As an argument of a handler it refuses everybody else with
/// [`Failure::SIGNED_OUT`], which leads them to sign in and then back; as an
/// `Option` it is `None` for everybody else. It notes that the session was
/// used, at most once a minute.
#[derive(Debug)]
pub struct Citizen<A> {
    signed_in: SignedIn,
    site: SiteContext,
    access: PhantomData<A>,
}

impl<A> Citizen<A> {
    /// Returns the person's session.
    #[must_use]
    pub const fn signed_in(&self) -> &SignedIn {
        &self.signed_in
    }

    /// Returns the id of the person's account.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        self.signed_in.account()
    }

    /// Returns the site, whose pages show that the person is signed in.
    #[must_use]
    pub const fn site(&self) -> &SiteContext {
        &self.site
    }

    /// Builds the frame of a page with this title, shown to the person.
    #[must_use]
    pub fn page(&self, title: impl Into<Text>) -> PageFrame {
        self.site.page(title)
    }
}

impl<A: AccountAccess, S: PageState> OptionalFromRequestParts<S> for Citizen<A>
where
    S::Store: SessionStore,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Failure> {
        let Ok(request) = CitizenRequest::from_request_parts(parts, state).await;
        let (store, site) = (state.store(), state.site());
        let known = request.known(store, site).await?;
        Ok(known.filter(A::admits).map(|signed_in| Self {
            site: site.shown_to(signed_in.clone()),
            signed_in,
            access: PhantomData,
        }))
    }
}

impl<A: AccountAccess, S: PageState> FromRequestParts<S> for Citizen<A>
where
    S::Store: SessionStore,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let citizen = <Self as OptionalFromRequestParts<S>>::from_request_parts(parts, state);
        citizen.await?.ok_or(Failure::SIGNED_OUT)
    }
}
