#![doc = include_str!("../README.md")]

mod event;
#[cfg(test)]
mod tests;

use domain::draft::StoreFault;
use domain::evidence::content::{self, Refusal};
use domain::evidence::{Evidence, FileState, KeepEvidence, file_name};
use domain::files::{FilesFault, ReceiveFiles, Received, Scan, ScanFiles};
use serde::Serialize;

pub use event::Event;
use event::Verdict;

/// What became of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judged {
    /// The event is about no file of evidence.
    NotEvidence,
    /// The file is gone.
    Gone,
    /// Nobody asked for the file, or its owner took it out: it is deleted.
    NotAskedFor,
    /// It was judged before. What was sent after that is deleted.
    Before,
    /// Another content was sent meanwhile; its own event tells of it.
    Replaced,
    /// The scanner is looking through it.
    BeingScanned,
    /// It can be used.
    Clean,
    /// Malware was found; it is deleted.
    Infected,
    /// It could not be looked through; it is deleted.
    Unscannable,
    /// It cannot be used; it is deleted.
    Refused,
}

/// Why a file could not be judged now.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The bucket failed.
    #[error(transparent)]
    Files(#[from] FilesFault),
}

/// Judges the file that an event tells of.
///
/// # Errors
/// [`Fault`], after which the event is to be sent again.
pub async fn handle<S: KeepEvidence, F: ReceiveFiles, C: ScanFiles>(
    store: &S,
    files: &F,
    scanner: &C,
    event: &Event,
) -> Result<Judged, Fault> {
    let Some(id) = event.id() else {
        return Ok(Judged::NotEvidence);
    };
    let Some(received) = files.received(id).await? else {
        return Ok(Judged::Gone);
    };
    let known = store.evidence(&received.account, &received.saved).await?;
    let Some(evidence) = known.into_iter().find(|evidence| evidence.id == id) else {
        files.drop_received(id).await?;
        files.drop_clean(id, &received).await?;
        return Ok(Judged::NotAskedFor);
    };
    if evidence.state.is_final() {
        files.drop_received(id).await?;
        return Ok(Judged::Before);
    }
    let verdict = event.verdict();
    if verdict
        .as_ref()
        .is_some_and(|verdict| verdict.version != received.version)
    {
        return Ok(Judged::Replaced);
    }
    let evidence = found_out(files, &received, evidence);
    match &received.content {
        Some(content) if evidence.file_type.is_some() => {
            let scan = match verdict {
                Some(Verdict { scan, .. }) => scan,
                None => scanner.scan(content).await?,
            };
            settle(store, files, &received, &evidence, scan).await
        }
        _ => record(store, files, &received, &evidence, FileState::Refused).await,
    }
}

/// What is known of a file; without a type, and with a reason, if it cannot be
/// used.
fn found_out<F: ReceiveFiles>(files: &F, received: &Received, evidence: Evidence) -> Evidence {
    let judged = received
        .content
        .as_deref()
        .map_or(Err(Refusal::TooLarge), content::judge);
    let file_type = judged.ok();
    Evidence {
        name: file_name::harmless(&received.name, file_type),
        file_type,
        refusal: judged.err(),
        size: received.size,
        fingerprint: received
            .content
            .as_deref()
            .map(|content| files.fingerprint(content)),
        ..evidence
    }
}

async fn settle<S: KeepEvidence, F: ReceiveFiles>(
    store: &S,
    files: &F,
    received: &Received,
    evidence: &Evidence,
    scan: Scan,
) -> Result<Judged, Fault> {
    let state = match scan {
        Scan::Later => FileState::Scanning,
        Scan::Infected => FileState::Infected,
        Scan::Unscannable => FileState::Unscannable,
        // First it lies where it can be used, then it is said that it can.
        Scan::Clean => {
            if !files.keep_clean(&evidence.id, received).await? {
                return Ok(Judged::Replaced);
            }
            FileState::Clean
        }
    };
    record(store, files, received, evidence, state).await
}

/// Keeps what was found out, and then deletes what was sent. Done again after
/// stopping half way it ends the same.
async fn record<S: KeepEvidence, F: ReceiveFiles>(
    store: &S,
    files: &F,
    received: &Received,
    evidence: &Evidence,
    state: FileState,
) -> Result<Judged, Fault> {
    let judged = Evidence {
        state,
        ..evidence.clone()
    };
    let kept = store.judge_evidence(&received.account, &received.saved, &judged);
    if !kept.await? {
        files.drop_received(&evidence.id).await?;
        files.drop_clean(&evidence.id, received).await?;
        return Ok(Judged::NotAskedFor);
    }
    if state.is_final() {
        files.drop_received(&evidence.id).await?;
    }
    Ok(match state {
        FileState::Clean => Judged::Clean,
        FileState::Infected => Judged::Infected,
        FileState::Unscannable => Judged::Unscannable,
        FileState::Refused => Judged::Refused,
        FileState::Expected | FileState::Scanning => Judged::BeingScanned,
    })
}
