//! Deletes staff users whose access was closed long ago.

use std::error::Error;

use domain::records::retention::{ClosedIdentityEraser, ClosedStaffEraser, ClosedStaffUser};
use domain::records::retention_schedule::CLOSED_STAFF_USER_KEPT;
use jiff::Timestamp;

use crate::tally::Done;

/// Deletes the staff users whose access was closed for longer than they are kept,
/// with their identities. Also removes what others signed in with whose access
/// was closed before that was removed at once.
pub(crate) async fn forget_closed_staff(
    store: &impl ClosedStaffEraser,
    identity: &impl ClosedIdentityEraser,
    now: Timestamp,
    done: &mut Done,
) {
    let closed = match store.closed_staff_users().await {
        Ok(closed) => closed,
        Err(fault) => return done.failed(fault),
    };
    let before = CLOSED_STAFF_USER_KEPT.before(now);
    let due = |one: &ClosedStaffUser| one.closed_at < before || one.has_factors;
    for one in closed.iter().filter(|one| due(one)) {
        let forgotten = match one.closed_at < before {
            true => forget(store, identity, one).await,
            false => remove_factors(store, one).await,
        };
        match forgotten {
            Ok(()) => done.staff_users_forgotten += 1,
            Err(why) => done.failed(why),
        }
    }
}

/// Deletes a staff user. The identity goes first, so that the next run finds the
/// staff user again after a fault. Somebody who is invited again after six years, in
/// the moment between the list and the deletion, is to be invited once more.
async fn forget(
    store: &impl ClosedStaffEraser,
    identity: &impl ClosedIdentityEraser,
    closed: &ClosedStaffUser,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    identity.forget_staff_identity(&closed.id).await?;
    Ok(store.forget_staff_user(closed).await?)
}

async fn remove_factors(
    store: &impl ClosedStaffEraser,
    closed: &ClosedStaffUser,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    Ok(store.remove_factors_of_closed(&closed.id).await?)
}
