//! Measures how a snapshot is read and compared with the last one.
//!
//! ```sh
//! cargo run --release -p exchange --example compare_snapshot -- 1000000 0
//! ```
//!
//! The arguments are the rows and how many in a hundred of them differ from the
//! last snapshot. Both lie in files, as they do where the import runs.

#![expect(clippy::print_stdout, reason = "the figures are its output")]

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};

use exchange::provisions::changes::Changes;
use exchange::provisions::columns;
use exchange::provisions::manifest::ManifestEntry;
use exchange::provisions::row_mark::Marks;
use exchange::provisions::survey::survey;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows: u64 = arguments.next().ok_or("how many rows?")?.parse()?;
    let differ: u64 = arguments.next().ok_or("how many in a hundred?")?.parse()?;
    let folder = std::env::temp_dir().join(format!("compare-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let (table, marks) = (folder.join("provisions.csv"), folder.join("marks"));
    write_table(&table, rows, 0)?;
    write_marks(&table, &marks)?;
    write_table(&table, rows, differ)?;
    let (bytes, sha256) = fingerprint(&table)?;
    let said = ManifestEntry {
        rows,
        bytes,
        sha256,
    };
    let began = cpu_ticks()?;
    let last =
        || -> Result<_, Box<dyn Error>> { Ok(Marks::new(BufReader::new(File::open(&marks)?))) };
    let found = survey(File::open(&table)?, &said, last()?)?;
    let surveyed = cpu_ticks()?;
    let mut file = BufReader::new(File::open(&table)?);
    file.seek(SeekFrom::Start(0))?;
    let mut kept = BufWriter::new(File::create(folder.join("kept"))?);
    for change in Changes::new(file, last()?)? {
        if let Some(mark) = change?.to_keep() {
            mark.write(&mut kept)?;
        }
    }
    kept.flush()?;
    let ended = cpu_ticks()?;
    let speed = |ticks: u64| rows * 100 / ticks.max(1);
    println!("{found:?}");
    println!(
        "looked through: {} rows a CPU-second",
        speed(surveyed - began)
    );
    println!("compared: {} rows a CPU-second", speed(ended - surveyed));
    println!("{}", peak()?);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn write_table(path: &std::path::Path, rows: u64, differ: u64) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}\r", columns().join(","))?;
    for row in 0..rows {
        let forename = if row % 100 < differ { "Bo" } else { "Ana" };
        let supplier = row % 120;
        writeln!(
            file,
            "{row:07},1,{:07},Surname {row},{forename},no,S{supplier:03},Willow Grove,S{supplier:03}-1,Willow Grove,\
             DC-S{supplier:03}-high,2026-04-06,,1,,1,1,,1.5,,1,1,1,1,,,,1,1,1,1,,,,1,1{}\r",
            row + 98_765,
            ",".repeat(28)
        )?;
    }
    file.flush()?;
    Ok(())
}

fn write_marks(table: &std::path::Path, marks: &std::path::Path) -> Result<(), Box<dyn Error>> {
    let mut kept = BufWriter::new(File::create(marks)?);
    let none = Marks::new(std::io::empty());
    for change in Changes::new(BufReader::new(File::open(table)?), none)? {
        if let Some(mark) = change?.to_keep() {
            mark.write(&mut kept)?;
        }
    }
    kept.flush()?;
    Ok(())
}

fn fingerprint(path: &std::path::Path) -> Result<(u64, String), Box<dyn Error>> {
    use sha2::{Digest as _, Sha256};
    let (mut file, mut hash, mut bytes) = (File::open(path)?, Sha256::new(), 0);
    let mut piece = vec![0; 65_536];
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok((bytes, domain::values::digits::hex(&hash.finalize())));
        }
        hash.update(&piece[..count]);
        bytes += count as u64;
    }
}

/// The CPU time of this process in hundredths of a second.
fn cpu_ticks() -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<_> = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |place: usize| fields.get(place).and_then(|it| it.parse::<u64>().ok());
    Ok(ticks(11).ok_or("no user time")? + ticks(12).ok_or("no system time")?)
}

/// The most memory that the process had.
fn peak() -> Result<String, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find(|line| line.starts_with("VmHWM"));
    Ok(line.unwrap_or_default().to_owned())
}
