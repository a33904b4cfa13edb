//! Deletes identities that nobody has proved to be theirs.

use std::error::Error;

use domain::access::account::AccountReader;
use domain::records::retention::UnprovenIdentityEraser;
use domain::records::retention_schedule::UNPROVEN_KEPT;
use domain::values::account_id::AccountId;
use jiff::Timestamp;

use crate::tally::Done;

/// The most identities that one run deletes; the rest is for the next run,
/// because the identity provider takes only so many requests a second.
const MOST: usize = 1_000;

/// Deletes the identities whose first code was not entered in time.
pub(crate) async fn forget_unproven(
    store: &impl AccountReader,
    identity: &impl UnprovenIdentityEraser,
    now: Timestamp,
    done: &mut Done,
) {
    let before = UNPROVEN_KEPT.before(now);
    let (mut after, mut forgotten) = (None::<String>, 0);
    loop {
        let page = match identity.unproven(before, after.as_deref()).await {
            Ok(page) => page,
            Err(fault) => return done.failed(fault),
        };
        for id in &page.identities {
            // What stays does not count: an identity with an account, or one
            // that cannot be deleted, would use up the run before those that
            // come after it.
            match forget(store, identity, id).await {
                Ok(true) => {
                    done.identities_forgotten += 1;
                    forgotten += 1;
                }
                Ok(false) => done.nothing_to_do += 1,
                Err(why) => done.failed(why),
            }
            if forgotten == MOST {
                return;
            }
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return,
        }
    }
}

/// Deletes an identity unless it has an account, and returns whether it did.
/// The table decides, because the note to the identity provider that the first
/// code was entered can fail.
async fn forget(
    store: &impl AccountReader,
    identity: &impl UnprovenIdentityEraser,
    id: &AccountId,
) -> Result<bool, Box<dyn Error + Send + Sync>> {
    if store.read_account(id).await?.is_some() {
        return Ok(false);
    }
    identity.forget_identity(id).await?;
    Ok(true)
}
