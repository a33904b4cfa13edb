//! Exports applications, the files that are judged after them, and locked
//! registers.

use attendance::kept_register::{KeptVersion, RegisterKey};
use attendance::register_export::{LockedVersionKey, RegisterExportQueue, WaitingVersion};
use domain::application::files::ExchangeFileStore;
use domain::application::{DeferredEvidence, ExportQueue, ToExport};
use domain::fault::{StoreFault, chain};
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::event::{BatchReply, EventRecord, ItemFailure, Outgoing};
use crate::{ExportFault, MOST, words};

/// Exports each new item of the stream by itself.
pub(crate) async fn records<S: ExportQueue + RegisterExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
    records: &[EventRecord],
) -> Result<BatchReply, ExportFault> {
    let mut reply = BatchReply::default();
    for record in records.iter().filter(|record| record.is_new_in_outbox()) {
        let number = record.sequence_number()?;
        let is_done = match record.what() {
            Ok(Outgoing::Application(what)) => is_exported(store, files, now, &what).await,
            Ok(Outgoing::Register(waiting)) => {
                is_register_exported(store, files, now, &waiting).await
            }
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

/// Exports every application, and every file that was judged after its
/// application, that is still to be exported. Returns the number that are left.
pub(crate) async fn sweep<S: ExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
) -> usize {
    sweep_outbox(
        "what is to be exported was not read",
        async |after: Option<ListCursor>| store.to_export(after.as_ref(), MOST).await,
        async |what| is_exported(store, files, now, &what).await,
    )
    .await
}

/// Exports every locked register that is still to be exported. Returns the
/// number that are left.
pub(crate) async fn sweep_registers<S: RegisterExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
) -> usize {
    sweep_outbox(
        "which registers are to be exported was not read",
        async |after: Option<ListCursor>| store.registers_to_export(after.as_ref(), MOST).await,
        async |waiting| is_register_exported(store, files, now, &waiting).await,
    )
    .await
}

/// Exports everything in an outbox, page by page to its end, so that what cannot
/// be exported keeps nothing behind it from being exported. Returns the number
/// of items that are left. `unread` is logged when a page cannot be read.
async fn sweep_outbox<T>(
    unread: &'static str,
    page: impl AsyncFn(Option<ListCursor>) -> Result<ListPage<T>, StoreFault>,
    is_exported: impl AsyncFn(T) -> bool,
) -> usize {
    let (mut left, mut after) = (0, None);
    loop {
        let page = match page(after).await {
            Ok(page) => page,
            Err(fault) => {
                tracing::error!(error = chain(&fault), "{unread}");
                return left + 1;
            }
        };
        left += page.unreadable;
        for item in page.items {
            if !is_exported(item).await {
                left += 1;
            }
        }
        after = page.next;
        if after.is_none() {
            return left;
        }
    }
}

/// Exports one locked register, and logs that it did so or why it could not.
async fn is_register_exported<S: RegisterExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
    waiting: &WaitingVersion,
) -> bool {
    let LockedVersionKey { register, number } = &waiting.version;
    let (supplier, week) = (register.supplier.as_str(), register.week.to_string());
    match export_register(store, files, now, waiting).await {
        Ok(()) => {
            tracing::info!(supplier, week, number, "exported a register");
            true
        }
        Err(fault) => {
            let error = chain(&fault);
            tracing::error!(supplier, week, number, error, "a register was not exported");
            false
        }
    }
}

/// Writes the files of a locked register, the register itself last, and then
/// notes the export. This can stop anywhere and run again, as for an
/// application.
async fn export_register<S: RegisterExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
    waiting: &WaitingVersion,
) -> Result<(), ExportFault> {
    let LockedVersionKey { register, number } = &waiting.version;
    let name = exchange::name::in_register(register, *number, exchange::name::REGISTER);
    if !files.is_in_exchange(&name).await? {
        let version = kept_version(store, register, *number).await?;
        let before = match number.checked_sub(1) {
            None | Some(0) => None,
            Some(before) => Some(kept_version(store, register, before).await?),
        };
        let package = exchange::register::package(register, before.as_ref(), &version);
        for differs in &package.kept_otherwise {
            let (supplier, differs) = (register.supplier.as_str(), differs.name());
            tracing::error!(
                supplier,
                number,
                differs,
                "a locked register is kept otherwise than its lines make it"
            );
        }
        for file in [&package.client_level_data, &package.register] {
            files.write_to_exchange(&file.name, &file.json).await?;
        }
    }
    store.register_exported(waiting, now).await?;
    Ok(())
}

async fn kept_version<S: RegisterExportQueue>(
    store: &S,
    register: &RegisterKey,
    number: u32,
) -> Result<KeptVersion, ExportFault> {
    let version = LockedVersionKey {
        register: register.clone(),
        number,
    };
    let found = store.version_to_export(&version).await?;
    found.ok_or(ExportFault::NoSuchRegister)
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
