//! Both pools, for the job that deletes identities of either.

use domain::access::sign_in::IdentityProvider as _;
use domain::fault::IdentityFault;
use domain::records::retention::{ClosedIdentityEraser, Unproven, UnprovenIdentityEraser};
use domain::values::account_id::AccountId;
use jiff::Timestamp;

use crate::People;

/// The pool of people who make their own account, and that of people who are
/// invited.
#[derive(Clone, Debug)]
pub struct BothPools {
    /// People who make their own account.
    pub citizens: People,
    /// People who are invited.
    pub invited: People,
}

impl UnprovenIdentityEraser for BothPools {
    async fn unproven(
        &self,
        before: Timestamp,
        after: Option<&str>,
    ) -> Result<Unproven, IdentityFault> {
        self.citizens.unproven(before, after).await
    }

    async fn forget_identity(&self, id: &AccountId) -> Result<(), IdentityFault> {
        self.citizens.forget_identity(id).await
    }
}

impl ClosedIdentityEraser for BothPools {
    async fn forget_staff_identity(&self, id: &AccountId) -> Result<(), IdentityFault> {
        self.invited.delete_identity(id).await
    }
}
