#![doc = include_str!("../README.md")]

mod acknowledge;
mod event;
mod export;
mod words;

#[cfg(test)]
mod tests;

use attendance::register_export::{LockedVersionKey, RegisterExportQueue};
use domain::application::ExportQueue;
use domain::application::files::ExchangeFileStore;
use domain::fault::{FilesFault, StoreFault};
use domain::values::reference::Reference;
use exchange::acknowledgement::{RefusalReason, Unusable};
use exchange::application::NotExportable;
use jiff::Timestamp;

pub use event::{BatchReply, ExportEvent, ItemFailure};

/// The most applications, and the most acknowledgements, that are listed at a
/// time; and the most acknowledgements that one sweep takes up.
const MOST: usize = 100;

/// The reason why an application or an acknowledgement could not be dealt with.
#[derive(Debug, thiserror::Error)]
pub enum ExportFault {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The buckets failed.
    #[error(transparent)]
    Files(#[from] FilesFault),
    /// The application cannot be exported as it is stored.
    #[error(transparent)]
    NotExportable(#[from] NotExportable),
    /// There is no application with this reference.
    #[error("there is no such application")]
    NoSuchApplication,
    /// There is no locked register of this version.
    #[error("there is no such register")]
    NoSuchRegister,
    /// The case system cannot take the register.
    #[error(
        "the case system refused version {} of the register of {} for the week ending {}: {reason:?}",
        version.number, version.register.supplier, version.register.week
    )]
    RegisterRefused {
        /// The version.
        version: Box<LockedVersionKey>,
        /// The reason that the case system gave.
        reason: RefusalReason,
    },
    /// An outbox item does not say what has to be exported.
    #[error("the key of an outbox item holds no reference")]
    NoReference,
    /// The acknowledgement cannot be used.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// The case system cannot take the application.
    #[error("the case system refused the application {}: {reason:?}", reference.plain())]
    Refused {
        /// The reference of the application.
        reference: Reference,
        /// The reason that the case system gave.
        reason: RefusalReason,
    },
    /// A record of the stream has no sequence number, so it cannot be reported.
    #[error("a record of the stream has no sequence number")]
    NoSequenceNumber,
    /// The sweep went on to its end but left something. Each thing left was
    /// logged.
    #[error("the sweep left {0} applications, registers or acknowledgements")]
    Left(usize),
}

/// Answers one event: new outbox items of the table's stream, or the sweep.
///
/// A fault of one item never stops the others. [`BatchReply::batch_item_failures`]
/// lists the records of the stream that were not exported. After a sweep that
/// left anything the answer is a fault, so that the function's alarm sounds.
///
/// # Errors
/// [`ExportFault::NoSequenceNumber`], [`ExportFault::Left`].
pub async fn handle<S, F>(
    store: &S,
    files: &F,
    now: Timestamp,
    event: &ExportEvent,
) -> Result<BatchReply, ExportFault>
where
    S: ExportQueue + RegisterExportQueue,
    F: ExchangeFileStore,
{
    match event {
        ExportEvent::Stream { records } => export::records(store, files, now, records).await,
        ExportEvent::Sweep { .. } => {
            let left = export::sweep(store, files, now).await
                + export::sweep_registers(store, files, now).await
                + acknowledge::sweep(store, files, now).await;
            match left {
                0 => Ok(BatchReply::default()),
                left => Err(ExportFault::Left(left)),
            }
        }
    }
}
