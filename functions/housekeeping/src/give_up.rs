//! Gives up waiting for verdicts on the files of applications that were sent.

use std::error::Error;

use domain::application::evidence::{
    AwaitedVerdict, Evidence, EvidenceStore, FileState, VERDICT_AWAITED,
};
use jiff::Timestamp;

use crate::pages::{ListSweep, PAGE};
use crate::tally::Done;

/// The error of a verdict that did not come in time. It is logged once, because
/// somebody has to look at the scanner.
#[derive(Debug, thiserror::Error)]
#[error("the verdict on a file of an application is given up")]
struct GivenUp;

/// The error of a verdict that is still awaited, because the record of the file
/// may be one that cannot be read. It is told each day, because somebody has to
/// mend the record.
#[derive(Debug, thiserror::Error)]
#[error("a verdict is awaited of a file whose record cannot be read")]
struct PerhapsThere;

/// Judges files whose verdict did not come in time as unscannable, so that the
/// council is told and asks for the document again. If a verdict comes at the
/// same time, only one of the two is kept.
pub(crate) async fn give_up_verdicts(store: &impl EvidenceStore, now: Timestamp, done: &mut Done) {
    let (before, mut sweep) = (now - VERDICT_AWAITED, ListSweep::default());
    while sweep.goes_on() {
        let page = match store.awaited(before, sweep.after(), PAGE).await {
            Ok(page) => page,
            Err(fault) => return done.failed(fault),
        };
        for awaited in sweep.turn(page) {
            match give_up(store, &awaited).await {
                Ok(true) => done.failed(GivenUp),
                Ok(false) => done.nothing_to_do += 1,
                Err(why) => done.failed(why),
            }
        }
    }
}

/// Gives up one verdict. Returns whether there was a file to give up.
async fn give_up(
    store: &impl EvidenceStore,
    awaited: &AwaitedVerdict,
) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let (account, saved) = (&awaited.account, &awaited.saved);
    let known = store.evidence_page(account, saved).await?;
    let mut files = known.items.into_iter();
    let file = files.find(|file| file.id == awaited.file.id);
    if file.is_none() && known.unreadable > 0 {
        return Err(PerhapsThere.into());
    }
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
