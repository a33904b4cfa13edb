//! Erases what deleted accounts leave.

use domain::records::retention::ErasureQueue;

use crate::pages::{ListSweep, PAGE};
use crate::tally::Done;

/// Erases what deleted accounts leave, except their applications. The sweep
/// erases the files of their forms afterwards.
pub(crate) async fn erase_accounts(store: &impl ErasureQueue, done: &mut Done) {
    let mut sweep = ListSweep::default();
    while sweep.goes_on() {
        let page = match store.accounts_to_erase(sweep.after(), PAGE).await {
            Ok(page) => page,
            Err(fault) => return done.failed(fault),
        };
        for account in sweep.turn(page) {
            match store.erase_account(&account).await {
                Ok(()) => done.accounts_erased += 1,
                Err(fault) => done.failed(fault),
            }
        }
    }
}
