//! Measures the nightly import as its function runs it: the files of a snapshot
//! and the marks of the last one, the comparison, and the SDK's writes of what
//! changed. The table says of every write of a line that it is done and keeps
//! none, so that the memory is the import's. Prints a row of the table that
//! `tests/bench/run` makes.
//!
//! `cargo run --release -p tests --bin bench-import -- 1000000 1`
//!
//! The arguments are the rows, and how many in a hundred of them differ from the
//! last snapshot.

#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod cpu;

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use attendance::provision_import::{ImportKeeper as _, ImportReport, SnapshotName};
use attendance::provision_plan::{LastImport, PlanKeeper as _};
use attendance::record_import::{RecordFile, RecordSnapshotFiles};
use attendance::snapshot_files::{MarksVersion, SnapshotFile, SnapshotFiles};
use domain::fault::FilesFault;
use domain::values::digits::hex;
use exchange::provisions::changes::Changes;
use exchange::provisions::columns;
use exchange::provisions::row_mark::{Marks, MarksHeading};
use jiff::{SignedDuration, Timestamp};
use nightly_import::{ImportEvent, handle, run_by};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use testkit::Database;

type Fault = Box<dyn Error>;

/// The suppliers that the rows are of.
const SUPPLIERS: u64 = 120;

const TERMS: &str = "terms,from,to,session_rate,evening_rate,hourly_rate,two_to_two_rate,transport_rate,\
transport_unit,transport_paid_here,transport_not_made,pay_basis,notice_value,notice_unit,bank_holidays,swaps\r\n\
DC-high,2026-04-01,,31.20,,17.00,,7.20,day,yes,not_paid,plan,7,clear_days,as_any_day,allowed\r\n";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let mut arguments = std::env::args().skip(1);
    let rows: u64 = arguments.next().ok_or("how many rows?")?.parse()?;
    let differ: u64 = arguments.next().ok_or("how many in a hundred?")?.parse()?;
    let folder = Folder::new()?;
    let before: Timestamp = "2026-11-28T22:00:00Z".parse()?;
    let taken_at = before + SignedDuration::from_hours(24);
    folder.leave("before", rows, 0, before)?;
    folder.mark("before", before)?;
    folder.leave("now", rows, differ, taken_at)?;
    let (table, written) = Database::new().await.table_without_lines();
    let last = LastImport {
        taken_at: before,
        version: 1,
    };
    table.keep_last_import(&last).await?;
    table.keep_import_report(&report_of(before)?).await?;
    let others = written.others();
    let event = json!({"detail": {"object": {"key": "provisions/now/manifest.json"}}});
    let event: ImportEvent = serde_json::from_value(event)?;
    let now = taken_at + SignedDuration::from_hours(4);
    let began = cpu::nanoseconds()?;
    let run = run_by("bench".to_owned(), move || now);
    let reply = handle(&table, &folder, &run, &event).await?;
    let spent = cpu::nanoseconds()? - began;
    let expected = rows / 100 * differ;
    if (reply.read, reply.writes, reply.refused) != (rows, expected, 0) {
        return Err(format!("the import did something else: {reply:?}").into());
    }
    let speed = u128::from(rows) * 1_000_000_000 / u128::from(spent.max(1));
    println!(
        "| an import of {rows} rows, {differ} in 100 changed | {speed} rows a CPU-second, {}.{:03} s; \
         {} rows written, {} other writes; at most {} MB | {} |",
        spent / 1_000_000_000,
        spent / 1_000_000 % 1_000,
        written.of_lines(),
        written.others() - others,
        peak()? / 1_000,
        target(rows, differ),
    );
    Ok(())
}

/// Returns the report of the import before, from which on registers were asked
/// for days.
fn report_of(before: Timestamp) -> Result<ImportReport, Fault> {
    let snapshot = (SnapshotName::parse("before")?, String::new());
    Ok(ImportReport::begun(1, snapshot, before, before))
}

/// Returns what was set out to be reached.
const fn target(rows: u64, differ: u64) -> &'static str {
    match (rows, differ) {
        (1_000_000, 0) => "0 rows written; 64 MB",
        (1_000_000, _) => "writes == rows changed; 64 MB",
        _ => "writes == rows changed",
    }
}

/// The files of snapshots, in a folder that is gone at the end.
#[derive(Clone, Debug)]
struct Folder(std::sync::Arc<Owned>);

#[derive(Debug)]
struct Owned(PathBuf);

impl Drop for Owned {
    fn drop(&mut self) {
        // The system's folder for such files is emptied anyway.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

impl Folder {
    fn new() -> Result<Self, Fault> {
        let path = std::env::temp_dir().join(format!("import-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(std::sync::Arc::new(Owned(path))))
    }

    fn path(&self, snapshot: &str, file: &str) -> PathBuf {
        self.0.0.join(format!("{snapshot}-{file}"))
    }

    /// Leaves a snapshot, as a case system does.
    fn leave(&self, name: &str, rows: u64, differ: u64, at: Timestamp) -> Result<(), Fault> {
        let provisions = self.path(name, SnapshotFile::Provisions.name());
        write_provisions(&provisions, rows, differ)?;
        let terms = self.path(name, SnapshotFile::Terms.name());
        std::fs::write(&terms, TERMS)?;
        let manifest = json!({
            "format": "provisions", "version": 1, "taken_at": at.to_string(),
            "provisions": entry(&provisions, rows)?, "terms": entry(&terms, 1)?,
        });
        let path = self.path(name, SnapshotFile::Manifest.name());
        std::fs::write(path, manifest.to_string())?;
        Ok(())
    }

    /// Leaves the marks of a snapshot, as an import of it does.
    fn mark(&self, name: &str, taken_at: Timestamp) -> Result<(), Fault> {
        let mut kept = BufWriter::new(File::create(self.path("kept", "marks"))?);
        let terms = hex(&Sha256::digest(TERMS));
        MarksHeading { taken_at, terms }.write(&mut kept)?;
        let file = self.path(name, SnapshotFile::Provisions.name());
        let rows = BufReader::new(File::open(file)?);
        for change in Changes::new(rows, Marks::new(std::io::empty()))? {
            if let Some(mark) = change?.to_keep() {
                mark.write(&mut kept)?;
            }
        }
        kept.flush()?;
        Ok(())
    }
}

impl SnapshotFiles for Folder {
    type Copy = File;

    async fn snapshots(&self) -> Result<Vec<SnapshotName>, FilesFault> {
        Ok(Vec::new())
    }

    async fn fetch_snapshot_file(
        &self,
        snapshot: &SnapshotName,
        file: SnapshotFile,
        _: u64,
    ) -> Result<Option<File>, FilesFault> {
        let path = self.path(snapshot.as_str(), file.name());
        File::open(path).map(Some).map_err(fault)
    }

    async fn fetch_marks(&self) -> Result<Option<(File, MarksVersion)>, FilesFault> {
        let file = File::open(self.path("kept", "marks")).map_err(fault)?;
        Ok(Some((file, MarksVersion("1".to_owned()))))
    }

    fn begin_marks(&self) -> Result<File, FilesFault> {
        File::create(self.path("new", "marks")).map_err(fault)
    }

    async fn keep_marks(&self, _: File, _: Option<&MarksVersion>) -> Result<bool, FilesFault> {
        Ok(true)
    }
}

/// No snapshot of records is there.
impl RecordSnapshotFiles for Folder {
    async fn record_snapshots(&self) -> Result<Vec<SnapshotName>, FilesFault> {
        Ok(Vec::new())
    }

    async fn fetch_record_file(
        &self,
        _: &SnapshotName,
        _: RecordFile,
        _: u64,
    ) -> Result<Option<Vec<u8>>, FilesFault> {
        Ok(None)
    }
}

fn fault(source: std::io::Error) -> FilesFault {
    FilesFault {
        operation: "read or write a file",
        source: source.into(),
    }
}

fn write_provisions(path: &Path, rows: u64, differ: u64) -> Result<(), Fault> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}\r", columns().join(","))?;
    for row in 0..rows {
        let forename = if row % 100 < differ { "Bo" } else { "Ana" };
        let supplier = row % SUPPLIERS;
        writeln!(
            file,
            "{row:07},1,{:07},Surname {row},{forename},no,S{supplier:03},Willow Grove,S{supplier:03}-1,Willow Grove,\
             DC-high,2026-04-06,,1,,1,1,,1.5,,1,1,1,1,,,,1,1,1,1,,,,1,1{}\r",
            row + 98_765,
            ",".repeat(28)
        )?;
    }
    file.flush()?;
    Ok(())
}

/// Says of a file what a manifest does.
fn entry(path: &Path, rows: u64) -> Result<Value, Fault> {
    let (mut file, mut hash, mut bytes) = (File::open(path)?, Sha256::new(), 0);
    let mut piece = vec![0; 65_536];
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            let sha256 = hex(&hash.finalize());
            return Ok(json!({"rows": rows, "bytes": bytes, "sha256": sha256}));
        }
        hash.update(&piece[..count]);
        bytes += count;
    }
}

/// Returns the most memory that the process had, in thousands of bytes.
fn peak() -> Result<u64, Fault> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1));
    let kibibytes: u64 = kibibytes.ok_or("no most memory")?.parse()?;
    Ok(kibibytes * 1_024 / 1_000)
}
