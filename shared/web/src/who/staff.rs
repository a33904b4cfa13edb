//! Invited people who are signed in, by their role.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::access::staff_user::{Role, StaffSessionReader, StaffUser};

use super::PageState;
use crate::html::Text;
use crate::http::failure::Failure;
use crate::page::PageFrame;
use crate::page::site_context::SiteContext;
use crate::session::staff::{SignedInStaff, StaffRequest};

/// A group of roles that a page is for.
pub trait StaffRole: Send + Sync + 'static {
    /// Whether somebody with this role may see the page.
    fn admits(role: Role) -> bool;
}

/// Finance staff.
#[derive(Clone, Copy, Debug)]
pub struct Finance;

/// People who work for a day service.
#[derive(Clone, Copy, Debug)]
pub struct Provider;

/// Social workers and other practitioners of the council.
#[derive(Clone, Copy, Debug)]
pub struct Practitioner;

/// Every role.
#[derive(Clone, Copy, Debug)]
pub struct AnyRole;

impl StaffRole for Finance {
    fn admits(role: Role) -> bool {
        role == Role::Finance
    }
}

impl StaffRole for Provider {
    fn admits(role: Role) -> bool {
        role == Role::Provider
    }
}

impl StaffRole for Practitioner {
    fn admits(role: Role) -> bool {
        role == Role::Practitioner
    }
}

impl StaffRole for AnyRole {
    fn admits(_: Role) -> bool {
        true
    }
}

/// Somebody who was invited, is signed in with their second factor, and has a
/// role that the page is for.
///
/// As an argument of a handler it refuses everybody else:
/// [`Failure::STAFF_SIGNED_OUT`] for somebody who is not signed in,
/// [`Failure::NO_ACCESS`] for another role. It notes that the session was used,
/// at most once a minute.
#[derive(Debug)]
pub struct Staff<R> {
    signed_in: SignedInStaff,
    site: SiteContext,
    role: PhantomData<R>,
}

impl<R> Staff<R> {
    /// Returns the person who is signed in.
    #[must_use]
    pub fn staff_user(&self) -> &StaffUser {
        self.signed_in.staff_user()
    }

    /// Returns the person and their session.
    #[must_use]
    pub const fn signed_in(&self) -> &SignedInStaff {
        &self.signed_in
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

impl<R: StaffRole, A: PageState> FromRequestParts<A> for Staff<R>
where
    A::Store: StaffSessionReader,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &A) -> Result<Self, Failure> {
        let Ok(request) = StaffRequest::from_request_parts(parts, state).await;
        let (store, site) = (state.store(), state.site());
        let signed_in = request.staff_user(store, site.now()).await?;
        if !R::admits(signed_in.staff_user().role) {
            return Err(Failure::NO_ACCESS);
        }
        Ok(Self {
            site: site.shown_to_staff(signed_in.clone()),
            signed_in,
            role: PhantomData,
        })
    }
}
