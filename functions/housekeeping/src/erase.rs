//! Erases what deleted accounts leave.

use domain::records::retention::ErasureQueue;

use crate::MOST;
use crate::tally::Done;

/// Erases what deleted accounts leave, except their applications. The sweep
/// erases the files of their forms afterwards.
pub(crate) async fn erase_accounts(store: &impl ErasureQueue, done: &mut Done) {
    match store.accounts_to_erase(MOST).await {
        Ok(accounts) => {
            for account in accounts {
                match store.erase_account(&account).await {
                    Ok(()) => done.accounts_erased += 1,
                    Err(fault) => done.failed(fault),
                }
            }
        }
        Err(fault) => done.failed(fault),
    }
}
