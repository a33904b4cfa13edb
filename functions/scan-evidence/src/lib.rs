#![doc = include_str!("../README.md")]

mod content;
mod event;
#[cfg(test)]
mod tests;

use domain::application::evidence::content::Refusal;
use domain::application::evidence::{Evidence, EvidenceStore, FileState, FileType, file_name};
use domain::application::files::{FileReceiver, FileScanner, ReceivedFile, Scan};
use domain::fault::{FilesFault, StoreFault};
use serde::Serialize;

pub use event::ScanEvent;
use event::Verdict;

/// The outcome for a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScanOutcome {
    /// The event is about no file of evidence.
    NotEvidence,
    /// The file is gone.
    Gone,
    /// Nobody asked for the file, or its owner removed it. The file is deleted.
    NotAskedFor,
    /// The file was judged before. What was sent after that is deleted.
    Before,
    /// Another content was sent meanwhile, and that content has an event of its
    /// own.
    Replaced,
    /// The scanner has not finished with the file.
    BeingScanned,
    /// The file can be used.
    Clean,
    /// Malware was found. The file is deleted.
    Infected,
    /// The file could not be scanned. The file is deleted.
    Unscannable,
    /// The file cannot be used. The file is deleted.
    Refused,
}

/// The reason why a file could not be judged now.
#[derive(Debug, thiserror::Error)]
pub enum ScanFault {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The bucket failed.
    #[error(transparent)]
    Files(#[from] FilesFault),
    /// A record of the form cannot be read and may be that of the file, which is
    /// kept.
    #[error("a record that cannot be read may be that of the file")]
    PerhapsAskedFor,
}

/// Judges the file that an event is about.
///
/// # Errors
/// Returns a [`ScanFault`], after which the event has to be sent again.
pub async fn handle<S: EvidenceStore, F: FileReceiver, C: FileScanner>(
    store: &S,
    files: &F,
    scanner: &C,
    event: &ScanEvent,
) -> Result<ScanOutcome, ScanFault> {
    let Some(id) = event.id() else {
        return Ok(ScanOutcome::NotEvidence);
    };
    let Some(received) = files.received(id).await? else {
        return Ok(ScanOutcome::Gone);
    };
    let (account, saved) = (&received.account, &received.saved);
    let known = store.evidence_page(account, saved).await?;
    let mut records = known.items.into_iter();
    let Some(evidence) = records.find(|evidence| evidence.id == id) else {
        if known.unreadable > 0 {
            return Err(ScanFault::PerhapsAskedFor);
        }
        files.drop_received(id).await?;
        files.drop_clean(id, &received).await?;
        return Ok(ScanOutcome::NotAskedFor);
    };
    if evidence.state.is_final() {
        files.drop_received(id).await?;
        return Ok(ScanOutcome::Before);
    }
    let verdict = event.verdict();
    if verdict
        .as_ref()
        .is_some_and(|verdict| verdict.version != received.version)
    {
        return Ok(ScanOutcome::Replaced);
    }
    let judged = Judged::of(&received);
    let evidence = judged.found_out(files, &received, evidence);
    match &received.content {
        Some(content) if evidence.file_type.is_some() => {
            let scan = match verdict {
                Some(Verdict { scan, .. }) => scan,
                None => scanner.scan(content).await?,
            };
            let left = judged.without_traces.as_deref();
            settle(store, files, (&received, left), &evidence, scan).await
        }
        _ => record(store, files, &received, &evidence, FileState::Refused).await,
    }
}

/// What a file is, and what is kept of it.
struct Judged {
    file_type: Result<FileType, Refusal>,
    /// A photograph without what it tells beside its picture.
    without_traces: Option<Vec<u8>>,
}

impl Judged {
    fn of(received: &ReceivedFile) -> Self {
        let judged = received
            .content
            .as_deref()
            .map_or(Err(Refusal::TooLarge), |content| {
                let file_type = content::judge(content)?;
                Ok((file_type, content::without_traces(content, file_type)?))
            });
        match judged {
            Ok((file_type, without_traces)) => Self {
                file_type: Ok(file_type),
                without_traces,
            },
            Err(refusal) => Self {
                file_type: Err(refusal),
                without_traces: None,
            },
        }
    }

    /// Returns what is known of a file after looking at its content. A file that
    /// cannot be used has a reason and no type. Size and fingerprint are those of
    /// what is kept.
    fn found_out<F: FileReceiver>(
        &self,
        files: &F,
        received: &ReceivedFile,
        evidence: Evidence,
    ) -> Evidence {
        let kept = self.without_traces.as_deref();
        Evidence {
            name: file_name::harmless(&received.name, self.file_type.ok()),
            file_type: self.file_type.ok(),
            refusal: self.file_type.err(),
            size: kept.map_or(received.size, |kept| kept.len() as u64),
            fingerprint: kept
                .or(received.content.as_deref())
                .map(|content| files.fingerprint(content)),
            ..evidence
        }
    }
}

async fn settle<S: EvidenceStore, F: FileReceiver>(
    store: &S,
    files: &F,
    (received, without_traces): (&ReceivedFile, Option<&[u8]>),
    evidence: &Evidence,
    scan: Scan,
) -> Result<ScanOutcome, ScanFault> {
    let state = match scan {
        Scan::Later => FileState::Scanning,
        Scan::Infected => FileState::Infected,
        Scan::Unscannable => FileState::Unscannable,
        // The copy is made before the record says that the file can be used.
        Scan::Clean => {
            let kept = files.keep_clean(&evidence.id, received, without_traces);
            if !kept.await? {
                return Ok(ScanOutcome::Replaced);
            }
            FileState::Clean
        }
    };
    record(store, files, received, evidence, state).await
}

/// Records the state of a file and then deletes the upload. Repeated after a
/// stop half way, the two steps end with the same result.
async fn record<S: EvidenceStore, F: FileReceiver>(
    store: &S,
    files: &F,
    received: &ReceivedFile,
    evidence: &Evidence,
    state: FileState,
) -> Result<ScanOutcome, ScanFault> {
    let judged = Evidence {
        state,
        ..evidence.clone()
    };
    let kept = store.record_verdict(&received.account, &received.saved, &judged);
    if !kept.await? {
        files.drop_received(&evidence.id).await?;
        files.drop_clean(&evidence.id, received).await?;
        return Ok(ScanOutcome::NotAskedFor);
    }
    if state.is_final() {
        files.drop_received(&evidence.id).await?;
    }
    Ok(match state {
        FileState::Clean => ScanOutcome::Clean,
        FileState::Infected => ScanOutcome::Infected,
        FileState::Unscannable => ScanOutcome::Unscannable,
        FileState::Refused => ScanOutcome::Refused,
        FileState::Expected | FileState::Scanning => ScanOutcome::BeingScanned,
    })
}
