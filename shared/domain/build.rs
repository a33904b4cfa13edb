//! Makes Rust of the data files, so that `domain` itself reads no file and
//! parses nothing. Each line is one data file; its module says how.

use std::{env, error, path::PathBuf};

#[path = "build/directory.rs"]
mod directory;

fn main() -> Result<(), Box<dyn error::Error>> {
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    directory::generate(&out_dir)?;
    Ok(())
}
