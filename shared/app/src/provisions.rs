//! The use cases of the nightly import: taking in what the case system has
//! commissioned, and releasing a snapshot that is held back.
//!
//! A snapshot is looked through before anything is written. What is written from
//! it is written row by row, each write on the condition that no later snapshot
//! has made it, and the marks of its rows come last: a run that is killed is
//! done again from the same marks and ends the same.

mod follow;
mod rows;
mod unregistered;

use std::io::{BufReader, Read as _, SeekFrom};
use std::sync::Arc;

use attendance::kept_register::RegisterKeeper;
use attendance::provider_request::{ProviderRequestQueue, ProviderRequestReader};
use attendance::provision_import::{
    HeldFigures, HeldSnapshot, ImportBegun, ImportKeeper, ImportLease, ImportReleaser,
    ImportReport, SnapshotName, SnapshotRelease, SnapshotReleased,
};
use attendance::provision_plan::{LastImport, PlanKeeper};
use attendance::snapshot_files::{MarksVersion, SnapshotFile, SnapshotFiles};
use attendance::unregistered::UnregisteredDaysKeeper;
use domain::access::audit::{Actor, AuditLog, Subject};
use domain::access::staff_user::StaffUser;
use domain::fault::{FilesFault, StoreFault};
use exchange::canonical::sha256;
use exchange::provisions::manifest::Manifest;
use exchange::provisions::row_mark::{Marks, MarksHeading};
use exchange::provisions::survey::{Survey, survey};
use exchange::provisions::suspicion::{MassChangeGuard, NotSurveyed, Suspicion, is_new};
use exchange::provisions::terms_table::TermsTable;
use jiff::{SignedDuration, Timestamp};

pub(crate) use follow::catch_up;
use rows::{RowRun, RowWriter};

domain::ports! {
    /// Keeps what a snapshot brings, and closes what providers asked about people
    /// whom it brings.
    pub trait SnapshotKeeper: PlanKeeper + RegisterKeeper + ImportKeeper + ProviderRequestReader + ProviderRequestQueue + UnregisteredDaysKeeper;
}

/// The most bytes of a file that is taken in: a million rows have fewer.
pub const MOST_BYTES: u64 = 400 * 1024 * 1024;

/// The most bytes of a manifest.
const MOST_IN_A_MANIFEST: u64 = 64 * 1024;

/// The time for which one run may write. A function that runs is stopped before.
const LEASE: SignedDuration = SignedDuration::from_mins(16);

/// The number of earlier imports among which a snapshot is known again.
const KNOWN_AGAIN: usize = 500;

/// A run of the import.
#[derive(Clone)]
pub struct ImportRun {
    /// The id of the run.
    pub id: String,
    /// The time.
    pub now: Timestamp,
    /// How much may be gone from one snapshot to the next.
    pub guard: MassChangeGuard,
    /// Tells whether the run has to stop where it is. The next run goes on from
    /// there.
    pub is_over: Arc<dyn Fn() -> bool + Send + Sync>,
}

/// The outcome of taking in a snapshot.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SnapshotTakenIn {
    /// The snapshot is taken in.
    Imported(Box<ImportReport>),
    /// The snapshot was taken in before: nothing is to be done.
    Before,
    /// The snapshot is held back, and nothing of the snapshot was written.
    Held {
        /// Why.
        reason: String,
        /// Whether it is since now.
        is_new: bool,
    },
    /// The run has stopped in time, and the next one goes on with the snapshot.
    Paused {
        /// The rows of the snapshot that are written so far, by this run and
        /// those before it.
        rows: u64,
    },
    /// Another run writes. The next one sees to this snapshot.
    Busy,
    /// There is no such snapshot, or its manifest is still to come.
    NotThere,
}

/// The reason why a snapshot could be neither taken in nor held back. The same
/// run may work later.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The files failed.
    #[error(transparent)]
    Files(#[from] FilesFault),
    /// A fetched file could not be read.
    #[error("a fetched file could not be read")]
    Copy(#[from] std::io::Error),
    /// The snapshot or the marks could not be read to the end.
    #[error(transparent)]
    Unread(#[from] NotSurveyed),
    /// There was an import, and its marks are gone: without them nobody knows
    /// what has ended.
    #[error("the marks of the last snapshot are gone")]
    MarksAreGone,
    /// Some of another snapshot is written, and the rest cannot be taken in.
    #[error("the snapshot {0} was begun and cannot be taken in to its end")]
    Unfinished(SnapshotName),
    /// Somebody else has written the marks meanwhile.
    #[error("another run has replaced the marks")]
    Overtaken,
    /// A line of a register was changed by others at every attempt.
    #[error("others wrote a line of a register every time")]
    Contended,
    /// A mark has no supplier or key that the table could have.
    #[error("a mark of the last snapshot is of no row that was taken in")]
    NotARow,
}

/// An attempt at a snapshot.
enum Attempt {
    Done(SnapshotTakenIn),
    /// Another snapshot was begun and comes first.
    After(SnapshotName),
}

/// A snapshot that was found to be one that follows the last.
struct Arrived<C> {
    name: SnapshotName,
    /// The SHA-256 of its manifest.
    sha256: String,
    manifest: Manifest,
    provisions: C,
    terms: TermsTable,
    /// The marks of the last snapshot with their version and heading; none
    /// before the first.
    marks: Option<(C, MarksVersion, MarksHeading)>,
    last: Option<LastImport>,
}

/// Takes in a snapshot, or holds it back with the reason. Done twice, by two
/// runs at once or again after it was killed, it ends the same.
///
/// # Errors
/// [`ImportFault`]; what was written stays, and the next run goes on with it.
pub async fn take_in<S, F>(
    store: &S,
    files: &F,
    snapshot: &SnapshotName,
    run: &ImportRun,
) -> Result<SnapshotTakenIn, ImportFault>
where
    S: SnapshotKeeper,
    F: SnapshotFiles,
{
    let begun = match attempt(store, files, snapshot, run).await? {
        Attempt::Done(outcome) => return Ok(outcome),
        Attempt::After(begun) => begun,
    };
    match attempt(store, files, &begun, run).await? {
        Attempt::Done(SnapshotTakenIn::Imported(_) | SnapshotTakenIn::Before) => {}
        Attempt::Done(waits @ (SnapshotTakenIn::Busy | SnapshotTakenIn::Paused { .. })) => {
            return Ok(waits);
        }
        _ => return Err(ImportFault::Unfinished(begun)),
    }
    match attempt(store, files, snapshot, run).await? {
        Attempt::Done(outcome) => Ok(outcome),
        Attempt::After(_) => Ok(SnapshotTakenIn::Busy),
    }
}

/// Takes in every snapshot that has arrived since the last import, the earliest
/// first. One that waits for people to release it is left to them.
///
/// # Errors
/// [`ImportFault`] of the first snapshot that has one.
pub async fn sweep<S, F>(
    store: &S,
    files: &F,
    run: &ImportRun,
) -> Result<Vec<(SnapshotName, SnapshotTakenIn)>, ImportFault>
where
    S: SnapshotKeeper,
    F: SnapshotFiles,
{
    let last = store.last_import().await?.map(|last| last.taken_at);
    let held = store.held_snapshots().await?;
    let mut waiting = Vec::new();
    for name in files.snapshots().await? {
        let Some(bytes) = manifest_bytes(files, &name).await? else {
            continue;
        };
        let sha256 = sha256(&bytes);
        let awaits_people = held.iter().any(|held| {
            let same = held.snapshot == name && held.manifest == sha256;
            same && held.can_be_released() && !held.is_released()
        });
        let taken_at = Manifest::read(&bytes, run.now).map(|manifest| manifest.taken_at);
        let is_known = taken_at.is_ok_and(|at| last.is_some_and(|last| at <= last));
        if !awaits_people && !is_known {
            waiting.push((taken_at.unwrap_or(Timestamp::MAX), name));
        }
    }
    waiting.sort();
    let mut outcomes = Vec::new();
    for (_, name) in waiting {
        let outcome = take_in(store, files, &name, run).await?;
        let is_over = matches!(outcome, SnapshotTakenIn::Paused { .. });
        outcomes.push((name, outcome));
        if is_over {
            break;
        }
    }
    Ok(outcomes)
}

/// Notes that somebody of finance releases a snapshot that is held back. Two
/// have to; the next run then takes the snapshot in. The act is on the record
/// before it is done.
///
/// # Errors
/// When the store does not answer.
pub async fn release(
    store: &(impl ImportReleaser + AuditLog),
    staff: &StaffUser,
    name: &SnapshotName,
    now: Timestamp,
) -> Result<SnapshotReleased, StoreFault> {
    let found = store.held_snapshot(name).await?;
    let Some(held) = found.filter(HeldSnapshot::can_be_released) else {
        return Ok(SnapshotReleased::NotHeld);
    };
    let what = format!("released snapshot {name}, which was held back");
    let subject = Subject::Snapshot(name.as_str().to_owned());
    let _entry = store.audit(subject, Actor::from(staff), what, now).await?;
    let release = SnapshotRelease {
        by: staff.id.clone(),
        at: now,
    };
    store.release_snapshot(name, &held.manifest, &release).await
}

async fn attempt<S, F>(
    store: &S,
    files: &F,
    name: &SnapshotName,
    run: &ImportRun,
) -> Result<Attempt, ImportFault>
where
    S: SnapshotKeeper,
    F: SnapshotFiles,
{
    let Some(bytes) = manifest_bytes(files, name).await? else {
        return Ok(Attempt::Done(SnapshotTakenIn::NotThere));
    };
    let sha256 = sha256(&bytes);
    let hold = |reason: String, figures: Option<HeldFigures>| {
        let manifest = sha256.clone();
        hold_back(store, name, manifest, reason, figures, run.now)
    };
    let manifest = match Manifest::read(&bytes, run.now) {
        Ok(manifest) => manifest,
        Err(unusable) => return hold(unusable.to_string(), None).await,
    };
    let last = store.last_import().await?;
    let older = match is_new(&manifest, last.as_ref().map(|last| last.taken_at)) {
        Ok(true) => None,
        Ok(false) => Some(SAME_MOMENT.to_owned()),
        Err(suspicion) => Some(suspicion.to_string()),
    };
    let lease = ImportLease {
        run: run.id.clone(),
        snapshot: name.clone(),
        until: run.now + LEASE,
    };
    if let Some(reason) = older {
        let mut before = store.import_reports(KNOWN_AGAIN).await?.into_iter();
        return match before.any(|report| report.manifest == sha256) {
            true => clear_up(store, &lease, run.now).await,
            false => hold(reason, None).await,
        };
    }
    let mut arrived = match arrive(files, name, sha256.clone(), manifest, last).await? {
        Ok(arrived) => arrived,
        Err(reason) => return hold(reason, None).await,
    };
    if let Some((_, _, heading)) = &arrived.marks {
        if heading.taken_at > arrived.manifest.taken_at {
            return hold(Suspicion::Older.to_string(), None).await;
        }
        if heading.taken_at == arrived.manifest.taken_at {
            return match store.begin_import(&lease, run.now).await? {
                ImportBegun::Begun => finish(store, &arrived, &lease).await.map(Attempt::Done),
                ImportBegun::Busy => Ok(Attempt::Done(SnapshotTakenIn::Busy)),
                ImportBegun::Unfinished(begun) => Ok(Attempt::After(begun)),
            };
        }
    }
    let found = match look_through(&mut arrived) {
        Ok(found) => found,
        Err(NotSurveyed::Suspicious(suspicion)) => {
            return hold(suspicion.to_string(), None).await;
        }
        Err(fault) => return Err(fault.into()),
    };
    if let Err(suspicion) = found.judge(&run.guard) {
        let held = store.held_snapshot(name).await?;
        let is_released =
            held.is_some_and(|held| held.is_released() && held.manifest == arrived.sha256);
        if !is_released {
            return hold(suspicion.to_string(), Some(figures(&found))).await;
        }
    }
    match store.begin_import(&lease, run.now).await? {
        ImportBegun::Begun => {}
        ImportBegun::Busy => return Ok(Attempt::Done(SnapshotTakenIn::Busy)),
        ImportBegun::Unfinished(begun) => return Ok(Attempt::After(begun)),
    }
    let written = match write(store, files, &mut arrived, (run, &lease)).await {
        Ok(None) => finish(store, &arrived, &lease).await,
        Ok(Some(rows)) => Ok(SnapshotTakenIn::Paused { rows }),
        Err(fault) => Err(fault),
    };
    let goes_on = !matches!(
        written,
        Ok(SnapshotTakenIn::Imported(_) | SnapshotTakenIn::Before)
    );
    if goes_on && store.pause_import(&lease, run.now).await.is_err() {
        tracing::warn!("the next run waits until the lease has ended");
    }
    written.map(Attempt::Done)
}

/// Clears up what a run left that was killed after it had taken a snapshot in.
async fn clear_up<S: ImportKeeper>(
    store: &S,
    lease: &ImportLease,
    now: Timestamp,
) -> Result<Attempt, ImportFault> {
    if store.begin_import(lease, now).await? == ImportBegun::Begun {
        store.forget_held_snapshot(&lease.snapshot).await?;
        store.end_import(lease).await?;
    }
    Ok(Attempt::Done(SnapshotTakenIn::Before))
}

/// The reason why a snapshot is held back that is not the one that was imported,
/// although it says that it was taken at the same moment.
const SAME_MOMENT: &str = "another snapshot of the same moment was imported";

async fn manifest_bytes<F: SnapshotFiles>(
    files: &F,
    name: &SnapshotName,
) -> Result<Option<Vec<u8>>, ImportFault> {
    let file = SnapshotFile::Manifest;
    let fetched = files.fetch_snapshot_file(name, file, MOST_IN_A_MANIFEST);
    let Some(mut copy) = fetched.await? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    copy.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Fetches the files of a snapshot, and the marks of the last one. Returns the
/// reason where they are not what the manifest says.
async fn arrive<F: SnapshotFiles>(
    files: &F,
    name: &SnapshotName,
    sha256: String,
    manifest: Manifest,
    last: Option<LastImport>,
) -> Result<Result<Arrived<F::Copy>, String>, ImportFault> {
    for said in [manifest.provisions.bytes, manifest.terms.bytes] {
        if said > MOST_BYTES {
            let most = MOST_BYTES;
            return Ok(Err(Suspicion::TooLong { said, most }.to_string()));
        }
    }
    let fetch = async |file: SnapshotFile, said: u64| {
        // One byte more than there should be tells that there is more.
        let copy = files.fetch_snapshot_file(name, file, said.saturating_add(1));
        let missing = format!("{} is not there", file.name());
        Ok::<_, ImportFault>(copy.await?.ok_or(missing))
    };
    let terms = match fetch(SnapshotFile::Terms, manifest.terms.bytes).await? {
        Ok(mut copy) => {
            let mut bytes = Vec::new();
            copy.read_to_end(&mut bytes)?;
            match TermsTable::read_as_said(&bytes, &manifest.terms) {
                Ok(terms) => terms,
                Err(NotSurveyed::Suspicious(suspicion)) => {
                    return Ok(Err(format!("terms.csv: {suspicion}")));
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        Err(missing) => return Ok(Err(missing)),
    };
    let provisions = match fetch(SnapshotFile::Provisions, manifest.provisions.bytes).await? {
        Ok(copy) => copy,
        Err(missing) => return Ok(Err(missing)),
    };
    let marks = match files.fetch_marks().await? {
        Some((mut copy, version)) => {
            let heading = MarksHeading::read(&mut BufReader::new(&mut copy));
            let heading = heading.map_err(NotSurveyed::from)?;
            Some((copy, version, heading))
        }
        None if last.is_some() => return Err(ImportFault::MarksAreGone),
        None => None,
    };
    Ok(Ok(Arrived {
        name: name.clone(),
        sha256,
        manifest,
        provisions,
        terms,
        marks,
        last,
    }))
}

impl<C: std::io::Read + std::io::Seek> Arrived<C> {
    /// Returns both sides from their beginnings: the rows, and the marks of the
    /// last snapshot.
    #[expect(clippy::type_complexity, reason = "two readers")]
    fn sides(
        &mut self,
    ) -> Result<(&mut C, Marks<Box<dyn std::io::BufRead + Send + '_>>), NotSurveyed>
    where
        C: Send,
    {
        self.provisions
            .seek(SeekFrom::Start(0))
            .map_err(NotSurveyed::Fetch)?;
        let marks: Box<dyn std::io::BufRead + Send + '_> = match &mut self.marks {
            Some((copy, _, _)) => {
                copy.seek(SeekFrom::Start(0)).map_err(NotSurveyed::Fetch)?;
                let mut marks = BufReader::new(copy);
                MarksHeading::read(&mut marks)?;
                Box::new(marks)
            }
            None => Box::new(std::io::empty()),
        };
        Ok((&mut self.provisions, Marks::new(marks)))
    }

    /// Returns the number of this import.
    fn version(&self) -> u32 {
        let last = self.last.as_ref().map_or(0, |last| last.version);
        last.saturating_add(1)
    }
}

fn look_through<C>(arrived: &mut Arrived<C>) -> Result<Survey, NotSurveyed>
where
    C: std::io::Read + std::io::Seek + Send,
{
    let said = arrived.manifest.provisions.clone();
    let (provisions, marks) = arrived.sides()?;
    survey(provisions, &said, marks)
}

const fn figures(survey: &Survey) -> HeldFigures {
    HeldFigures {
        rows: survey.rows,
        people: survey.people,
        new: survey.new,
        changed: survey.changed,
        gone: survey.gone,
        rows_before: survey.rows_before,
        people_before: survey.people_before,
        people_gone: survey.people_gone,
    }
}

async fn hold_back<S: ImportKeeper>(
    store: &S,
    name: &SnapshotName,
    manifest: String,
    reason: String,
    figures: Option<HeldFigures>,
    now: Timestamp,
) -> Result<Attempt, ImportFault> {
    let held = HeldSnapshot {
        snapshot: name.clone(),
        manifest,
        held_at: now,
        reason: reason.clone(),
        figures,
        first: None,
        second: None,
    };
    let is_new = store.hold_snapshot(&held).await?;
    Ok(Attempt::Done(SnapshotTakenIn::Held { reason, is_new }))
}

/// Writes what the snapshot changes, then the report, then the marks. Returns the
/// rows that are written if the run has to stop before, whose place is kept then.
async fn write<S, F>(
    store: &S,
    files: &F,
    arrived: &mut Arrived<F::Copy>,
    (run, lease): (&ImportRun, &ImportLease),
) -> Result<Option<u64>, ImportFault>
where
    S: SnapshotKeeper,
    F: SnapshotFiles,
{
    let heading = MarksHeading {
        taken_at: arrived.manifest.taken_at,
        terms: arrived.manifest.terms.sha256.clone(),
    };
    let known = arrived.marks.as_ref().map(|(_, _, heading)| heading);
    if known.is_none_or(|known| known.terms != heading.terms) {
        rows::write_terms(store, &arrived.terms).await?;
    }
    let mut report = ImportReport::begun(
        arrived.version(),
        (arrived.name.clone(), arrived.sha256.clone()),
        heading.taken_at,
        run.now,
    );
    for refused in &arrived.terms.refused {
        rows::note_refused(&mut report, SnapshotFile::Terms, refused);
    }
    let instead_of = arrived
        .marks
        .as_ref()
        .map(|(_, version, _)| version.clone());
    let last_taken = arrived.last.as_ref().map(|last| last.taken_at);
    let begun = RowRun {
        run,
        lease,
        manifest: arrived.sha256.clone(),
    };
    let (provisions, last) = arrived.sides()?;
    let moment = (heading.taken_at, last_taken);
    let mut writer = RowWriter::new(store, moment, begun);
    let mut marks = std::io::BufWriter::new(files.begin_marks()?);
    heading.write(&mut marks)?;
    let provisions = BufReader::new(provisions);
    let stopped = writer
        .write(provisions, last, &mut marks, &mut report)
        .await?;
    if stopped.is_some() {
        return Ok(stopped);
    }
    writer.end().await?;
    store.keep_import_report(&report).await?;
    let marks = marks
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    match files.keep_marks(marks, instead_of.as_ref()).await? {
        true => Ok(None),
        false => Err(ImportFault::Overtaken),
    }
}

/// Says that the snapshot is the last one. Its marks are kept.
async fn finish<S, C>(
    store: &S,
    arrived: &Arrived<C>,
    lease: &ImportLease,
) -> Result<SnapshotTakenIn, ImportFault>
where
    S: PlanKeeper + ImportKeeper,
    C: std::io::Read + std::io::Seek,
{
    let version = arrived.version();
    let report = store.import_report(version).await?;
    let last = LastImport {
        taken_at: arrived.manifest.taken_at,
        version,
    };
    store.keep_last_import(&last).await?;
    store.forget_held_snapshot(&arrived.name).await?;
    store.end_import(lease).await?;
    Ok(report.map_or(SnapshotTakenIn::Before, |report| {
        SnapshotTakenIn::Imported(Box::new(report))
    }))
}
