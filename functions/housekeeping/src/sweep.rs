//! Erases the files of forms that are gone.

use std::error::Error;

use domain::application::evidence::EvidenceStore;
use domain::application::{Application, ApplicationReader, Progress};
use domain::fault::StoreFault;
use domain::forms::saved_form::SavedFormStore;
use domain::records::retention::{ErasureQueue, FileEraser};
use domain::values::account_id::AccountId;
use domain::values::list_page::EVERY_ITEM;
use domain::values::saved_id::SavedId;
use jiff::{SignedDuration, Timestamp};

use crate::pages::PAGE;
use crate::tally::Done;

/// The least age of the files that are looked at: by then an upload or a
/// submission is over.
const SETTLED: SignedDuration = SignedDuration::from_hours(24);

/// The error of files that are kept, because a record that cannot be read may
/// say that they were sent. It is told each day, because somebody has to mend the
/// record.
#[derive(Debug, thiserror::Error)]
#[error("files are kept that an application or a record that cannot be read may have")]
struct PerhapsSent;

/// Erases the files of every saved form that is deleted or too old. The table
/// deletes such forms by itself, of which the bucket knows nothing.
pub(crate) async fn sweep_files(
    store: &(impl EvidenceStore + ErasureQueue + SavedFormStore + ApplicationReader),
    files: &impl FileEraser,
    now: Timestamp,
    done: &mut Done,
) {
    let before = now - SETTLED;
    let mut after: Option<(AccountId, SavedId)> = None;
    loop {
        let page = match files.forms_with_files(before, after.as_ref(), PAGE).await {
            Ok(page) => page,
            Err(fault) => return done.failed(fault),
        };
        for (account, saved) in &page {
            match sweep_form(store, files, account, saved, now).await {
                Ok(true) => done.forms_swept += 1,
                Ok(false) => done.nothing_to_do += 1,
                Err(why) => done.failed(why),
            }
        }
        match page.into_iter().last() {
            Some(last) => after = Some(last),
            None => return,
        }
    }
}

async fn sweep_form(
    store: &(impl EvidenceStore + ErasureQueue + SavedFormStore + ApplicationReader),
    files: &impl FileEraser,
    account: &AccountId,
    saved: &SavedId,
    now: Timestamp,
) -> Result<bool, Box<dyn Error + Send + Sync>> {
    // A form is there on each of the days that it is kept: the application,
    // which is large, is read only after them.
    if store.read_saved_form(account, saved, now).await?.is_some() {
        return Ok(false);
    }
    let sent = sent(store, account, saved).await?;
    if is_awaited(store, sent.as_ref()).await? {
        return Ok(false);
    }
    // The files go last: as long as one is left, the next run comes by here.
    // The record of a file that was sent is part of its application and goes
    // with that.
    if sent.is_none() {
        let known = store.evidence_page(account, saved).await?;
        if known.unreadable > 0 {
            return Err(PerhapsSent.into());
        }
        for file in known.items {
            store.remove_evidence(account, saved, &file.id).await?;
        }
    }
    files.erase_files(account, saved).await?;
    Ok(true)
}

/// Finds the application that was made from the form, if there is one. An
/// application that cannot be read may be the one.
async fn sent(
    store: &impl ApplicationReader,
    account: &AccountId,
    saved: &SavedId,
) -> Result<Option<(Application, Progress)>, Box<dyn Error + Send + Sync>> {
    let applications = store.applications_page(account, None, EVERY_ITEM).await?;
    let mut sent = applications.items.into_iter();
    match sent.find(|(application, _)| application.saved == *saved) {
        None if applications.unreadable > 0 => Err(PerhapsSent.into()),
        sent => Ok(sent),
    }
}

/// Whether the form was sent in an application that the case system has not
/// acknowledged, or of which a file has still to be judged or exported. The
/// bucket may then have the only copies of its files.
async fn is_awaited(
    store: &impl ErasureQueue,
    sent: Option<&(Application, Progress)>,
) -> Result<bool, StoreFault> {
    let Some((application, progress)) = sent else {
        return Ok(false);
    };
    if *progress == Progress::Sent {
        return Ok(true);
    }
    store.is_to_be_exported(application).await
}
