//! Reads the acknowledgements of the case system.

use attendance::register_export::RegisterExportQueue;
use domain::application::ExportQueue;
use domain::application::files::{
    AcknowledgementName, AcknowledgementOutcome, ExchangeFileStore, LARGEST_ACKNOWLEDGEMENT,
};
use domain::fault::chain;
use exchange::acknowledgement::{Acknowledgement, Unusable, read};
use exchange::register_acknowledgement::{self, RegisterAcknowledgement, RegisterOutcome};
use jiff::Timestamp;

use crate::{ExportFault, MOST};

/// Reads acknowledgements and does what each says, page by page, until [`MOST`]
/// are taken up or none is left: what cannot be taken up does not count, and
/// keeps nothing behind it from being taken up. Returns the number of
/// acknowledgements that a person or the next sweep has to look at.
pub(crate) async fn sweep<S: ExportQueue + RegisterExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
) -> usize {
    let (mut number, mut left, mut after) = (0, 0, None);
    loop {
        let names = match files.acknowledgements(after.as_ref(), MOST).await {
            Ok(names) => names,
            Err(fault) => {
                tracing::error!(
                    error = chain(&fault),
                    "the acknowledgements were not listed"
                );
                return left + 1;
            }
        };
        for name in &names {
            // The case system chooses the name of the file, so only a name of
            // our own form goes into the log.
            if let Err(fault) = take_up(store, files, now, name).await {
                tracing::error!(
                    number,
                    error = chain(&fault),
                    "an acknowledgement was not taken up"
                );
                left += 1;
            }
            number += 1;
            if number - left == MOST {
                return left;
            }
        }
        after = names.into_iter().last();
        if after.is_none() {
            return left;
        }
    }
}

/// Reads one acknowledgement, does what it says, and then puts the file away.
/// If this stops half way, the next sweep reads the file again.
async fn take_up<S: ExportQueue + RegisterExportQueue, F: ExchangeFileStore>(
    store: &S,
    files: &F,
    now: Timestamp,
    name: &AcknowledgementName,
) -> Result<(), ExportFault> {
    let Some(bytes) = files.read_acknowledgement(name).await? else {
        // Another sweep has put the file away.
        return Ok(());
    };
    match follow(store, now, name, &bytes).await {
        Ok(()) => {
            files
                .settle_acknowledgement(name, AcknowledgementOutcome::Read)
                .await?;
            Ok(())
        }
        // The file stays, and the next sweep tries again.
        Err(fault @ ExportFault::Store(_)) => Err(fault),
        Err(fault) => {
            files
                .settle_acknowledgement(name, AcknowledgementOutcome::Unusable)
                .await?;
            Err(fault)
        }
    }
}

async fn follow<S: ExportQueue + RegisterExportQueue>(
    store: &S,
    now: Timestamp,
    name: &AcknowledgementName,
    bytes: &[u8],
) -> Result<(), ExportFault> {
    if bytes.len() as u64 > LARGEST_ACKNOWLEDGEMENT {
        return Err(Unusable::TooLong.into());
    }
    if let Some(said) = register_acknowledgement::read(&name.0, bytes, now)? {
        return follow_register(store, said).await;
    }
    match read(&name.0, bytes, now)? {
        Acknowledgement::Received { reference, at } => {
            if store.received(&reference, at).await? {
                tracing::info!(
                    reference = reference.plain(),
                    "the case system has an application"
                );
                Ok(())
            } else {
                Err(ExportFault::NoSuchApplication)
            }
        }
        Acknowledgement::Refused { reference, reason } => {
            Err(ExportFault::Refused { reference, reason })
        }
    }
}

/// Does what the case system says of a locked register. Lines that it refused
/// are for finance staff, and nothing is sent again.
async fn follow_register<S: RegisterExportQueue>(
    store: &S,
    said: RegisterAcknowledgement,
) -> Result<(), ExportFault> {
    let RegisterAcknowledgement { version, outcome } = said;
    let (supplier, number) = (version.register.supplier.as_str(), version.number);
    let week = version.register.week.to_string();
    match outcome {
        RegisterOutcome::Received { at, refused } => {
            if !store.register_received(&version, at, &refused).await? {
                return Err(ExportFault::NoSuchRegister);
            }
            let refused = refused.len();
            tracing::info!(
                supplier,
                week,
                number,
                refused,
                "the case system has a register"
            );
            Ok(())
        }
        RegisterOutcome::Refused { reason } => Err(ExportFault::RegisterRefused {
            version: Box::new(version),
            reason,
        }),
    }
}
