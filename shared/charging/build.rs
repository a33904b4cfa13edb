//! Makes Rust statics of the amounts in `law/`, so that `charging` itself reads
//! no file and parses nothing.

use std::{env, error, path::PathBuf};

#[path = "build/law.rs"]
mod law;

fn main() -> Result<(), Box<dyn error::Error>> {
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    law::generate(&out_dir)
}
