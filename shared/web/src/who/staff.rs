//! Somebody who was invited, by the work that they do.

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

/// Whom a page is for.
pub trait StaffRole: Send + Sync + 'static {
    /// Whether somebody with this role may see the page.
    fn admits(role: Role) -> bool;
}

/// Finance staff.
#[derive(Clone, Copy, Debug)]
pub struct Finance;

/// Everybody who was invited.
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

/// Somebody who was invited, is signed in with their second factor and has a
/// role. As an argument of a handler it refuses everybody else: who is not
/// signed in with [`Failure::MEMBER_SIGNED_OUT`], another role with
/// [`Failure::NO_ACCESS`]. Notes that something was done, once a minute at most.
#[derive(Debug)]
pub struct Staff<R> {
    signed_in: SignedInMember,
    portal: Portal,
    role: PhantomData<R>,
}

impl<R> Staff<R> {
    /// Who it is.
    #[must_use]
    pub fn member(&self) -> &Member {
        self.signed_in.member()
    }

    /// Their session.
    #[must_use]
    pub const fn signed_in(&self) -> &SignedInMember {
        &self.signed_in
    }

    /// What every page knows, and that they are signed in.
    #[must_use]
    pub const fn portal(&self) -> &Portal {
        &self.portal
    }

    /// The frame of a page with this title, shown to them.
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
