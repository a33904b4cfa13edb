//! Exports applications, and the files that are judged after them.

use domain::application::files::ExchangeFileStore;
use domain::application::{DeferredEvidence, ExportQueue, ToExport};
use domain::fault::chain;
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::event::{BatchReply, EventRecord, ItemFailure};
use crate::{ExportFault, MOST, words};

/// Exports each new item of the stream by itself.
pub(crate) async fn records<S: ExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
    records: &[EventRecord],
) -> Result<BatchReply, ExportFault> {
    let mut reply = BatchReply::default();
    for record in records.iter().filter(|record| record.is_new_in_outbox()) {
        let number = record.sequence_number()?;
        let is_done = match record.what() {
            Ok(what) => is_exported(store, files, now, &what).await,
            Err(fault) => {
                tracing::error!(
                    sequence_number = number,
                    error = chain(&fault),
                    "a record of the stream names no application"
                );
                false
            }
        };
        if !is_done {
            reply.batch_item_failures.push(ItemFailure {
                item_identifier: number.to_owned(),
            });
        }
    }
    Ok(reply)
}

/// Exports everything in the outbox, page by page to its end, so that what
/// cannot be exported keeps nothing behind it from being exported. Returns the
/// number of items that are left.
pub(crate) async fn sweep<S: ExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
) -> usize {
    let (mut left, mut after) = (0, None);
    loop {
        let page = match store.to_export(after.as_ref(), MOST).await {
            Ok(page) => page,
            Err(fault) => {
                tracing::error!(error = chain(&fault), "what is to be exported was not read");
                return left + 1;
            }
        };
        left += page.unreadable;
        for what in page.items {
            if !is_exported(store, files, now, &what).await {
                left += 1;
            }
        }
        after = page.next;
        if after.is_none() {
            return left;
        }
    }
}

/// Exports one application, or one file that follows it, and logs that it did
/// so or why it could not.
async fn is_exported<S: ExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
    what: &ToExport,
) -> bool {
    let (words, exported) = match what {
        ToExport::Application(reference) => (
            "an application",
            application(store, files, now, reference).await,
        ),
        ToExport::DeferredEvidence(file) => ("late evidence", late(store, files, now, file).await),
    };
    let reference = what.reference().plain();
    match exported {
        Ok(()) => {
            tracing::info!(reference, "exported {words}");
            true
        }
        Err(fault) => {
            let error = chain(&fault);
            tracing::error!(reference, error, "{words} was not exported");
            false
        }
    }
}

/// Writes the files of an application, the data file last, and then notes the
/// export. The names and the bytes are always the same, so this can stop
/// anywhere and run again.
async fn application<S: ExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
    reference: &Reference,
) -> Result<(), ExportFault> {
    // If the data file is there, every other file is too, and only the note may
    // be missing.
    if !files
        .is_in_exchange(&exchange::name::application(reference))
        .await?
    {
        let application = store
            .application_to_export(reference)
            .await?
            .ok_or(ExportFault::NoSuchApplication)?;
        let package = exchange::application::package(&application, words::of)?;
        for file in &package.evidence {
            let (account, saved) = (&application.account, &application.saved);
            files
                .copy_evidence(account, saved, &file.evidence, &file.name)
                .await?;
        }
        if let Some(record) = &package.record {
            files.write_record(&record.name, &record.json).await?;
        }
        for file in package.told.iter().chain([&package.application]) {
            files.write_to_exchange(&file.name, &file.json).await?;
        }
    }
    let what = ToExport::Application(reference.clone());
    store.exported(&what, now).await?;
    Ok(())
}

/// Writes the verdict on a file that came after its application was sent: first
/// the file, if it is clean, then the document that names it, then the note.
/// The application is exported before them, whichever the stream brings first.
/// This can stop anywhere and run again, as for an application.
async fn late<S: ExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
    file: &DeferredEvidence,
) -> Result<(), ExportFault> {
    let Some(judged) = store.deferred_evidence_to_export(file).await? else {
        // The stream brought the file before, and it was exported.
        return Ok(());
    };
    let reference = &file.reference;
    if !files
        .is_in_exchange(&exchange::name::application(reference))
        .await?
    {
        application(store, files, now, reference).await?;
    }
    let package = exchange::late::package(reference, &judged)?;
    if !files.is_in_exchange(&package.verdict.name).await? {
        if let Some(copied) = &package.evidence {
            let application = store
                .application_to_export(reference)
                .await?
                .ok_or(ExportFault::NoSuchApplication)?;
            let (account, saved) = (&application.account, &application.saved);
            files
                .copy_evidence(account, saved, &copied.evidence, &copied.name)
                .await?;
        }
        let verdict = &package.verdict;
        files
            .write_to_exchange(&verdict.name, &verdict.json)
            .await?;
    }
    let what = ToExport::DeferredEvidence(file.clone());
    store.exported(&what, now).await?;
    Ok(())
}
