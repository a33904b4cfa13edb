//! Acknowledgements, in.

use domain::application::ExportApplications;
use domain::fault::chain;
use domain::files::{AcknowledgementName, ExchangeFiles, LARGEST_ACKNOWLEDGEMENT, Settled};
use exchange::acknowledgement::{Acknowledgement, Unusable, read};
use jiff::Timestamp;

use crate::{Fault, MOST};

/// Takes up what the case system says. Answers how many acknowledgements a
/// person or the next sweep has to look at.
pub(crate) async fn sweep<S: ExportApplications, F: ExchangeFiles>(
    store: &S,
    files: &F,
    now: Timestamp,
) -> usize {
    let names = match files.acknowledgements(MOST).await {
        Ok(names) => names,
        Err(fault) => {
            tracing::error!(
                error = chain(&fault),
                "the acknowledgements were not listed"
            );
            return 1;
        }
    };
    let mut left = 0;
    for (number, name) in names.iter().enumerate() {
        // The name is the other side's: only one of ours is fit for the log.
        if let Err(fault) = take_up(store, files, now, name).await {
            tracing::error!(
                number,
                error = chain(&fault),
                "an acknowledgement was not taken up"
            );
            left += 1;
        }
    }
    left
}

/// Reads one acknowledgement, does what it says and puts it away: in this
/// order, so that it is read again if it stops half way.
async fn take_up<S: ExportApplications, F: ExchangeFiles>(
    store: &S,
    files: &F,
    now: Timestamp,
    name: &AcknowledgementName,
) -> Result<(), Fault> {
    let Some(bytes) = files.read_acknowledgement(name).await? else {
        // Another sweep was quicker.
        return Ok(());
    };
    match follow(store, now, name, &bytes).await {
        Ok(()) => {
            files.settle_acknowledgement(name, Settled::Read).await?;
            Ok(())
        }
        // It stays, and the next sweep tries again.
        Err(fault @ Fault::Store(_)) => Err(fault),
        Err(fault) => {
            files
                .settle_acknowledgement(name, Settled::Unusable)
                .await?;
            Err(fault)
        }
    }
}

async fn follow<S: ExportApplications>(
    store: &S,
    now: Timestamp,
    name: &AcknowledgementName,
    bytes: &[u8],
) -> Result<(), Fault> {
    if bytes.len() as u64 > LARGEST_ACKNOWLEDGEMENT {
        return Err(Unusable::TooLong.into());
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
                Err(Fault::NoSuchApplication)
            }
        }
        Acknowledgement::Refused { reference, reason } => Err(Fault::Refused { reference, reason }),
    }
}
