//! Gives up waiting for verdicts on the files of applications that were sent.

use std::error::Error;

use domain::application::evidence::{
    AwaitedVerdict, Evidence, EvidenceStore, FileState, VERDICT_AWAITED,
};
use jiff::Timestamp;

use crate::MOST;
use crate::tally::Done;

/// The error of a verdict that did not come in time. It is logged once, because
/// somebody has to look at the scanner.
#[derive(Debug, thiserror::Error)]
#[error("the verdict on a file of an application is given up")]
struct GivenUp;

/// Judges files whose verdict did not come in time as unscannable, so that the
/// council is told and asks for the document again. If a verdict comes at the
/// same time, only one of the two is kept.
pub(crate) async fn give_up_verdicts(store: &impl EvidenceStore, now: Timestamp, done: &mut Done) {
    match store.awaited(now - VERDICT_AWAITED, MOST).await {
        Ok(awaited) => {
            for awaited in awaited {
                match give_up(store, &awaited).await {
                    Ok(true) => done.failed(GivenUp),
                    Ok(false) => done.nothing_to_do += 1,
                    Err(why) => done.failed(why),
                }
            }
        }
        Err(fault) => done.failed(fault),
    }
}

/// Gives up one verdict. Returns whether there was a file to give up.
async fn give_up(
    store: &impl EvidenceStore,
    awaited: &AwaitedVerdict,
) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let (account, saved) = (&awaited.account, &awaited.saved);
    let known = store.evidence(account, saved).await?;
    let file = known.into_iter().find(|file| file.id == awaited.file.id);
    match file.filter(|file| !file.state.is_final()) {
        Some(file) => {
            let unscannable = Evidence {
                state: FileState::Unscannable,
                ..file
            };
            Ok(store.record_verdict(account, saved, &unscannable).await?)
        }
        // The file was judged in the meantime, or is gone.
        None => {
            store.no_longer_awaited(&awaited.file).await?;
            Ok(false)
        }
    }
}
