//! Applications, out.

use domain::application::ExportApplications;
use domain::fault::chain;
use domain::files::ExchangeFiles;
use domain::reference::Reference;
use jiff::Timestamp;

use crate::event::{ItemFailure, Record, Reply};
use crate::{Fault, MOST, words};

/// Exports what the stream says is new, each by itself.
pub(crate) async fn records<S: ExportApplications, F: ExchangeFiles>(
    store: &S,
    files: &F,
    now: Timestamp,
    records: &[Record],
) -> Result<Reply, Fault> {
    let mut reply = Reply::default();
    for record in records.iter().filter(|record| record.is_new_in_outbox()) {
        let number = record.sequence_number()?;
        let is_done = match record.reference() {
            Ok(reference) => is_exported(store, files, now, &reference).await,
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

/// Exports what is still to be exported. Answers how many it left.
pub(crate) async fn sweep<S: ExportApplications, F: ExchangeFiles>(
    store: &S,
    files: &F,
    now: Timestamp,
) -> usize {
    let references = match store.to_export(MOST).await {
        Ok(references) => references,
        Err(fault) => {
            tracing::error!(error = chain(&fault), "what is to be exported was not read");
            return 1;
        }
    };
    let mut left = 0;
    for reference in references {
        if !is_exported(store, files, now, &reference).await {
            left += 1;
        }
    }
    left
}

/// Exports one application and says so, or why not, in the log.
async fn is_exported<S: ExportApplications, F: ExchangeFiles>(
    store: &S,
    files: &F,
    now: Timestamp,
    reference: &Reference,
) -> bool {
    match export(store, files, now, reference).await {
        Ok(()) => {
            tracing::info!(reference = reference.plain(), "exported an application");
            true
        }
        Err(fault) => {
            tracing::error!(
                reference = reference.plain(),
                error = chain(&fault),
                "an application was not exported"
            );
            false
        }
    }
}

/// Writes the files of an application, the data file last, and notes it. Can
/// stop anywhere and be done again: the names and the bytes are the same.
async fn export<S: ExportApplications, F: ExchangeFiles>(
    store: &S,
    files: &F,
    now: Timestamp,
    reference: &Reference,
) -> Result<(), Fault> {
    // Where the data file is, everything is: only the note may be missing.
    if !files
        .is_in_exchange(&exchange::name::application(reference))
        .await?
    {
        let application = store
            .application_to_export(reference)
            .await?
            .ok_or(Fault::NoSuchApplication)?;
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
    store.exported(reference, now).await?;
    Ok(())
}
