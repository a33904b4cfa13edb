//! Identities that nobody has proven to be theirs.

use std::error::Error;

use domain::account::{AccountId, ReadAccounts};
use domain::retention::ForgetUnproven;
use domain::retention_period::UNPROVEN_KEPT;
use jiff::Timestamp;

use crate::MOST;
use crate::tally::Done;

/// Deletes the identities of which the first code was not given in time.
pub(crate) async fn forget_unproven(
    store: &impl ReadAccounts,
    identity: &impl ForgetUnproven,
    now: Timestamp,
    done: &mut Done,
) {
    let before = UNPROVEN_KEPT.before(now);
    let (mut after, mut tried) = (None::<String>, 0);
    loop {
        let page = match identity.unproven(before, after.as_deref()).await {
            Ok(page) => page,
            Err(fault) => return done.failed(fault),
        };
        for id in &page.identities {
            let forgotten = forget(store, identity, id).await;
            // Those that have an account are not counted: they stay, and would
            // keep the run from what comes after them.
            tried += usize::from(!matches!(forgotten, Ok(false)));
            match forgotten {
                Ok(true) => done.identities_forgotten += 1,
                Ok(false) => done.nothing_to_do += 1,
                Err(why) => done.failed(why),
            }
            if tried == MOST {
                return;
            }
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return,
        }
    }
}

/// Answers whether it was nobody's. The table decides that: the identity
/// provider is told of the first code too, but that can fail.
async fn forget(
    store: &impl ReadAccounts,
    identity: &impl ForgetUnproven,
    id: &AccountId,
) -> Result<bool, Box<dyn Error + Send + Sync>> {
    if store.read_account(id).await?.is_some() {
        return Ok(false);
    }
    identity.forget_identity(id).await?;
    Ok(true)
}
