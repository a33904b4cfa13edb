//! Writes the report that `tests/pdf` reads: every kind of block, over several
//! pages, with words that are not kind to a typesetter.
//!
//! `cargo run -p make-document --example sample -- target/pdf-sample`

use std::error::Error;
use std::path::PathBuf;

use make_document::{ReportContext, typeset};

mod report;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(
        std::env::args_os()
            .nth(1)
            .ok_or("name a folder to write to")?,
    );
    std::fs::create_dir_all(&folder)?;
    let council = report::council();
    let context = ReportContext {
        council: &council,
        date: jiff::civil::date(2026, 11, 22),
        public_address: None,
    };
    std::fs::write(
        folder.join("sample.pdf"),
        typeset(&report::report(), context)?,
    )?;
    Ok(())
}
