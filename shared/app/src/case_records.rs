//! The use cases of what the case system says of records: taking in a snapshot of
//! them, and what a holder is shown of one.
//!
//! A snapshot is looked through before anything is written, beside the file of the
//! last one. Each line that is new, changed or gone is one write, on the condition
//! that it says something else than what is kept, so that a run that was killed is
//! done again and ends the same.

use attendance::provision_import::{
    HeldFigures, HeldSnapshot, ImportBegun, ImportKeeper, ImportLease, ImportReport,
    MOST_REFUSED_LISTED, RefusedProvision, SnapshotName,
};
use attendance::record_import::{
    RecordFile, RecordImportKeeper, RecordImports, RecordSnapshotFiles,
};
use domain::access::audit::Audited;
use domain::fault::StoreFault;
use domain::forms::caseload::CaseOverview;
use domain::records::case_record::{
    CaseNumber, CaseRecord, CaseRecordKeeper, CaseRecordReader, DocumentId, DocumentLinks,
    DocumentOpener,
};
use domain::records::holder_access::RecordPart;
use domain::values::account_id::AccountId;
use domain::values::person_id::PersonId;
use exchange::canonical::sha256;
use exchange::care_records::{
    RecordChange, RecordLine, RecordsManifest, judge_records, record_changes, record_lines,
    record_lines_as_said,
};
use exchange::provisions::suspicion::Suspicion;
use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};

use crate::holder_access::OpenAccess;
use crate::outage::Outage;
use crate::provisions::{ImportFault, ImportRun, SnapshotTakenIn};

domain::ports! {
    /// Keeps what a snapshot of records brings.
    pub trait RecordKeeper: CaseRecordKeeper + RecordImportKeeper + ImportKeeper;
}

/// The most bytes of a file of records that is taken in: 20,000 people with ten
/// documents each have fewer, and a run holds two of them in memory.
pub const MOST_RECORD_BYTES: u64 = 64 * 1024 * 1024;

/// The most bytes of a manifest.
const MOST_IN_A_MANIFEST: u64 = 64 * 1024;

/// The time for which one run may write. A function that runs is stopped before.
const LEASE: SignedDuration = SignedDuration::from_mins(16);

/// The number of manifests by which a snapshot is known again.
const KNOWN_AGAIN: usize = 200;

/// The records that are written side by side.
const SIDE_BY_SIDE: usize = 25;

/// The reason why a snapshot is held back that is not the one that was imported,
/// although it says that it was taken at the same moment.
const SAME_MOMENT: &str = "another snapshot of the same moment was imported";

/// A snapshot of records whose manifest is there.
struct ArrivedRecords {
    name: SnapshotName,
    /// The SHA-256 of its manifest.
    sha256: String,
    manifest: Result<RecordsManifest, String>,
}

/// Takes in every snapshot of records that has arrived since the last import, the
/// earliest first.
///
/// # Errors
/// [`ImportFault`] of the first snapshot that has one. What was written stays, and
/// the next run goes on with it.
pub async fn sweep_records<S, F>(
    store: &S,
    files: &F,
    run: &ImportRun,
) -> Result<Vec<SnapshotTakenIn>, ImportFault>
where
    S: RecordKeeper,
    F: RecordSnapshotFiles,
{
    let known = store.record_imports().await?.known;
    let mut waiting = Vec::new();
    for name in files.record_snapshots().await? {
        let found = arrived(files, name, run.now).await?;
        waiting.extend(found.filter(|found| !known.contains(&found.sha256)));
    }
    waiting.sort_by_key(|found| {
        let taken_at = found.manifest.as_ref().map(|manifest| manifest.taken_at);
        (taken_at.unwrap_or(Timestamp::MAX), found.name.clone())
    });
    let mut outcomes = Vec::new();
    for found in waiting {
        let outcome = take_in_records(store, files, &found, run).await?;
        let stops = matches!(
            outcome,
            SnapshotTakenIn::Paused { .. } | SnapshotTakenIn::Busy
        );
        outcomes.push(outcome);
        if stops {
            break;
        }
    }
    Ok(outcomes)
}

/// Takes in one snapshot of records, after the one that was begun before.
async fn take_in_records<S, F>(
    store: &S,
    files: &F,
    found: &ArrivedRecords,
    run: &ImportRun,
) -> Result<SnapshotTakenIn, ImportFault>
where
    S: RecordKeeper,
    F: RecordSnapshotFiles,
{
    let begun = match attempt(store, files, found, run).await? {
        Ok(outcome) => return Ok(outcome),
        Err(begun) => begun,
    };
    let Some(before) = arrived(files, begun.clone(), run.now).await? else {
        return Err(ImportFault::Unfinished(begun));
    };
    match attempt(store, files, &before, run).await? {
        Ok(SnapshotTakenIn::Imported(_) | SnapshotTakenIn::Before) => {}
        Ok(waits @ (SnapshotTakenIn::Busy | SnapshotTakenIn::Paused { .. })) => return Ok(waits),
        _ => return Err(ImportFault::Unfinished(begun)),
    }
    let after = attempt(store, files, found, run).await?;
    Ok(after.unwrap_or(SnapshotTakenIn::Busy))
}

/// Reads the manifest of a snapshot; none where it is still to come.
async fn arrived<F: RecordSnapshotFiles>(
    files: &F,
    name: SnapshotName,
    now: Timestamp,
) -> Result<Option<ArrivedRecords>, ImportFault> {
    let manifest = RecordFile::Manifest;
    let found = files.fetch_record_file(&name, manifest, MOST_IN_A_MANIFEST);
    Ok(found.await?.map(|bytes| ArrivedRecords {
        name,
        sha256: sha256(&bytes),
        manifest: RecordsManifest::read(&bytes, now).map_err(|unusable| unusable.to_string()),
    }))
}

/// Tries to take a snapshot in. Returns the name of another one that was begun and
/// comes first.
async fn attempt<S, F>(
    store: &S,
    files: &F,
    found: &ArrivedRecords,
    run: &ImportRun,
) -> Result<Result<SnapshotTakenIn, SnapshotName>, ImportFault>
where
    S: RecordKeeper,
    F: RecordSnapshotFiles,
{
    let hold = |reason, figures| hold_back(store, found, (reason, figures), run.now);
    let imports = store.record_imports().await?;
    if imports.known.contains(&found.sha256) {
        return Ok(Ok(SnapshotTakenIn::Before));
    }
    let manifest = match &found.manifest {
        Ok(manifest) => manifest,
        Err(unusable) => return hold(unusable.clone(), None).await.map(Ok),
    };
    let last = imports.last.as_ref().map(|last| last.taken_at);
    if last.is_some_and(|last| manifest.taken_at <= last) {
        let reason = match last == Some(manifest.taken_at) {
            true => SAME_MOMENT.to_owned(),
            false => Suspicion::Older.to_string(),
        };
        return hold(reason, None).await.map(Ok);
    }
    let file = match records_of(files, found, manifest).await? {
        Ok(file) => file,
        Err(reason) => return hold(reason, None).await.map(Ok),
    };
    let lines = match record_lines_as_said(&file, &manifest.records) {
        Ok(lines) => lines,
        Err(suspicion) => return hold(suspicion.to_string(), None).await.map(Ok),
    };
    let before = last_records(files, &imports).await?;
    let before = match before.is_empty() {
        true => Vec::new(),
        false => record_lines(&before).map_err(|_| ImportFault::MarksAreGone)?,
    };
    let people = (lines.len(), before.len());
    let changes = record_changes(&before, lines);
    let figures = figures(&changes, people);
    if let Err(suspicion) = judge_records(figures.gone, figures.rows_before, &run.guard) {
        let held = store.held_snapshot(&found.name.of_records()).await?;
        let is_released = held.is_some_and(|held| {
            let is_this = held.manifest == found.sha256;
            held.is_released() && is_this
        });
        if !is_released {
            return hold(suspicion.to_string(), Some(figures)).await.map(Ok);
        }
    }
    let lease = ImportLease {
        run: run.id.clone(),
        snapshot: found.name.clone(),
        until: run.now + LEASE,
    };
    let begun = store.begin_record_import(&lease, &found.sha256, run.now);
    match begun.await? {
        ImportBegun::Begun => {}
        ImportBegun::Busy => return Ok(Ok(SnapshotTakenIn::Busy)),
        ImportBegun::Unfinished(begun) if begun == found.name => {
            return Err(ImportFault::Unfinished(begun));
        }
        ImportBegun::Unfinished(begun) => return Ok(Err(begun)),
    }
    let report = report_of(found, manifest, &imports, run);
    let report = match write(store, &changes, report, run).await? {
        Ok(report) => report,
        Err(rows) => return Ok(Ok(SnapshotTakenIn::Paused { rows })),
    };
    let mut after = imports;
    after.last = Some(report.clone());
    after.records = manifest.records.sha256.clone();
    after.known.push(found.sha256.clone());
    let many = after.known.len().saturating_sub(KNOWN_AGAIN);
    after.known.drain(..many);
    if !store.end_record_import(&lease, &after).await? {
        return Err(ImportFault::Overtaken);
    }
    store.forget_held_snapshot(&found.name.of_records()).await?;
    Ok(Ok(SnapshotTakenIn::Imported(Box::new(report))))
}

/// Fetches the file of a snapshot, or says why it is not taken in.
async fn records_of<F: RecordSnapshotFiles>(
    files: &F,
    found: &ArrivedRecords,
    manifest: &RecordsManifest,
) -> Result<Result<Vec<u8>, String>, ImportFault> {
    let said = manifest.records.bytes;
    if said > MOST_RECORD_BYTES {
        let most = MOST_RECORD_BYTES;
        return Ok(Err(Suspicion::TooLong { said, most }.to_string()));
    }
    // One byte more than there should be tells that there is more.
    let file = RecordFile::Records;
    let fetched = files.fetch_record_file(&found.name, file, said.saturating_add(1));
    let missing = || format!("{} is not there", RecordFile::Records.name());
    Ok(fetched.await?.ok_or_else(missing))
}

/// Fetches the file of the last snapshot; empty before the first.
async fn last_records<F: RecordSnapshotFiles>(
    files: &F,
    imports: &RecordImports,
) -> Result<Vec<u8>, ImportFault> {
    let Some(last) = &imports.last else {
        return Ok(Vec::new());
    };
    let most = MOST_RECORD_BYTES.saturating_add(1);
    let fetched = files.fetch_record_file(&last.snapshot, RecordFile::Records, most);
    match fetched.await? {
        Some(file) if sha256(&file) == imports.records => Ok(file),
        _ => Err(ImportFault::MarksAreGone),
    }
}

fn figures(changes: &[RecordChange<'_>], (people, before): (usize, usize)) -> HeldFigures {
    let count = |of: fn(&RecordChange<'_>) -> bool| {
        let those = changes.iter().filter(|change| of(change));
        u64::try_from(those.count()).unwrap_or(u64::MAX)
    };
    let [people, before] = [people, before].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
    let gone = count(|change| matches!(change, RecordChange::Gone(_)));
    HeldFigures {
        rows: people,
        people,
        new: count(|change| matches!(change, RecordChange::New(_))),
        changed: count(|change| matches!(change, RecordChange::Changed(_))),
        gone,
        rows_before: before,
        people_before: before,
        people_gone: gone,
    }
}

fn report_of(
    found: &ArrivedRecords,
    manifest: &RecordsManifest,
    imports: &RecordImports,
    run: &ImportRun,
) -> ImportReport {
    let last = imports.last.as_ref().map_or(0, |last| last.version);
    ImportReport::begun(
        last.saturating_add(1),
        (found.name.clone(), found.sha256.clone()),
        manifest.taken_at,
        run.now,
    )
}

async fn hold_back<S: ImportKeeper>(
    store: &S,
    found: &ArrivedRecords,
    (reason, figures): (String, Option<HeldFigures>),
    now: Timestamp,
) -> Result<SnapshotTakenIn, ImportFault> {
    let held = HeldSnapshot {
        snapshot: found.name.of_records(),
        manifest: found.sha256.clone(),
        held_at: now,
        reason: reason.clone(),
        figures,
        first: None,
        second: None,
    };
    let is_new = store.hold_snapshot(&held).await?;
    Ok(SnapshotTakenIn::Held { reason, is_new })
}

/// One write of an import.
enum RecordWrite {
    Keep(CaseNumber, Box<CaseRecord>, String),
    End(CaseNumber),
}

/// Writes what differs from the last snapshot, some records side by side. Returns
/// the number that is written if the run has to stop before the last.
async fn write<S: CaseRecordKeeper>(
    store: &S,
    changes: &[RecordChange<'_>],
    mut report: ImportReport,
    run: &ImportRun,
) -> Result<Result<ImportReport, u64>, StoreFault> {
    let mut waiting = Vec::with_capacity(SIDE_BY_SIDE);
    let mut written = 0;
    for change in changes {
        waiting.extend(plan(change, &mut report));
        if waiting.len() >= SIDE_BY_SIDE {
            written += apply(store, &std::mem::take(&mut waiting), report.taken_at).await?;
            if (run.is_over)() {
                return Ok(Err(written));
            }
        }
    }
    apply(store, &waiting, report.taken_at).await?;
    Ok(Ok(report))
}

/// Makes writes side by side, and returns how many they are.
async fn apply<S: CaseRecordKeeper>(
    store: &S,
    writes: &[RecordWrite],
    taken_at: Timestamp,
) -> Result<u64, StoreFault> {
    let each = writes.iter().map(|write| apply_one(store, write, taken_at));
    try_join_all(each).await?;
    Ok(u64::try_from(writes.len()).unwrap_or_default())
}

async fn apply_one<S: CaseRecordKeeper>(
    store: &S,
    write: &RecordWrite,
    taken_at: Timestamp,
) -> Result<bool, StoreFault> {
    match write {
        RecordWrite::Keep(number, record, digest) => {
            let kept = store.keep_case_record(number, record, digest, taken_at);
            kept.await
        }
        RecordWrite::End(number) => store.end_case_record(number, taken_at).await,
    }
}

/// Counts a change, and says what it writes. A record that is refused stays as it
/// was.
fn plan(change: &RecordChange<'_>, report: &mut ImportReport) -> Option<RecordWrite> {
    let (line, new, changed) = match change {
        RecordChange::Gone(number) => {
            report.ended += 1;
            report.writes += 1;
            return Some(RecordWrite::End(number.clone()));
        }
        RecordChange::New(line) => (line, 1, 0),
        RecordChange::Changed(line) => (line, 0, 1),
        RecordChange::Same(line) => (line, 0, 0),
    };
    report.read += 1;
    let record = match line.read() {
        Ok(record) => record,
        Err(faults) => {
            let reasons = faults.iter().map(ToString::to_string).collect();
            note_refused(report, line, reasons);
            return None;
        }
    };
    report.new += new;
    report.changed += changed;
    report.writes += new + changed;
    if new + changed == 0 {
        return None;
    }
    let number = line.number.clone();
    Some(RecordWrite::Keep(number, Box::new(record), line.digest()))
}

fn note_refused(report: &mut ImportReport, line: &RecordLine<'_>, reasons: Vec<String>) {
    report.refused += 1;
    if report.refused_rows.len() < MOST_REFUSED_LISTED {
        report.refused_rows.push(RefusedProvision {
            file: RecordFile::Records.name().to_owned(),
            line: line.line,
            reasons,
        });
    }
}

/// Reads what the case system says of the record of a case. A case number that was
/// typed wrong leads to nobody else's record, because the date of birth has to be
/// the same too.
///
/// # Errors
/// When the store does not answer.
pub async fn of_case(
    store: &impl CaseRecordReader,
    entry: &Audited<PersonId>,
    case: &CaseOverview,
) -> Result<Option<CaseRecord>, StoreFault> {
    let number = case.person.case_number.as_deref();
    let number = number.and_then(|number| number.parse::<CaseNumber>().ok());
    let Some(number) = number else {
        return Ok(None);
    };
    let found = store.case_record(entry, &number).await?;
    Ok(found.filter(|record| Some(record.born) == case.person.born))
}

/// Opens a document for a holder who is let in: makes a fresh link to its bytes,
/// and notes that it was opened. None if there is no such document, or documents
/// are kept back from the holder.
///
/// # Errors
/// When a service does not answer.
pub async fn open_document(
    store: &impl DocumentOpener,
    files: &impl DocumentLinks,
    (open, case): (&OpenAccess, &CaseOverview),
    id: &DocumentId,
    (account, now): (&AccountId, Timestamp),
) -> Result<Option<String>, Outage> {
    if !open.access.terms.shows(RecordPart::Forms) {
        return Ok(None);
    }
    let record = of_case(store, &open.entry, case).await?;
    let Some(document) = record.as_ref().and_then(|record| record.document(id)) else {
        return Ok(None);
    };
    let Some(link) = files.document_link(document, now).await? else {
        return Ok(None);
    };
    store.note_opened(&open.entry, account, id, now).await?;
    Ok(Some(link))
}
