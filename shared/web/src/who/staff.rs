//! Invited people who are signed in, by their role.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::member::{Member, ReadMemberSessions, Role};

use super::PageState;
use crate::failure::Failure;
use crate::html::Text;
use crate::member::{Colleague, SignedInMember};
use crate::page::PageFrame;
use crate::portal::Portal;

/// A group of roles that a page is for.
pub trait StaffRole: Send + Sync + 'static {
    /// Whether somebody with this role may see the page.
    fn admits(role: Role) -> bool;
}

/// Finance staff.
#[derive(Clone, Copy, Debug)]
pub struct Finance;

/// Every role.
#[derive(Clone, Copy, Debug)]
pub struct AnyRole;

impl StaffRole for Finance {
    fn admits(role: Role) -> bool {
        role == Role::Finance
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
/// [`Failure::MEMBER_SIGNED_OUT`] for somebody who is not signed in,
/// [`Failure::NO_ACCESS`] for another role. It notes that the session was used,
/// at most once a minute.
#[derive(Debug)]
pub struct Staff<R> {
    signed_in: SignedInMember,
    portal: Portal,
    role: PhantomData<R>,
}

impl<R> Staff<R> {
    /// Returns the person who is signed in.
    #[must_use]
    pub fn member(&self) -> &Member {
        self.signed_in.member()
    }

    /// Returns the person and their session.
    #[must_use]
    pub const fn signed_in(&self) -> &SignedInMember {
        &self.signed_in
    }

    /// Returns the site, whose pages show that the person is signed in.
    #[must_use]
    pub const fn portal(&self) -> &Portal {
        &self.portal
    }

    /// Builds the frame of a page with this title, shown to the person.
    #[must_use]
    pub fn page(&self, title: impl Into<Text>) -> PageFrame {
        self.portal.page(title)
    }
}

impl<R: StaffRole, A: PageState> FromRequestParts<A> for Staff<R>
where
    A::Store: ReadMemberSessions,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &A) -> Result<Self, Failure> {
        let Ok(colleague) = Colleague::from_request_parts(parts, state).await;
        let (store, portal) = (state.store(), state.portal());
        let signed_in = colleague.member(store, portal).await?;
        if !R::admits(signed_in.member().role) {
            return Err(Failure::NO_ACCESS);
        }
        Ok(Self {
            portal: portal.shown_to_member(signed_in.clone()),
            signed_in,
            role: PhantomData,
        })
    }
}
