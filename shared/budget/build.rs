//! Reads every model in `models/` as the program reads it, so that a model with
//! a gap, an unknown name or a wrong unit stops the build and is named with its
//! file and key.

use std::fmt::Write as _;
use std::{env, error, fs, path::PathBuf};

#[expect(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the build reads models and works nothing out with them"
)]
#[path = "src/model/mod.rs"]
mod model;

const FOLDER: &str = "models";

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let mut paths = Vec::new();
    for entry in fs::read_dir(FOLDER)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            paths.push(path.canonicalize()?);
        }
    }
    paths.sort();
    let mut rust = format!(
        "/// Every model on file, oldest first.\nstatic FILES: [(&str, &str); {}] = [\n",
        paths.len()
    );
    let mut last_day = None;
    for path in &paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let read = model::Model::read(&name, &fs::read_to_string(path)?);
        let model = read.map_err(|faults| {
            let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
            lines.join("\n")
        })?;
        if *name != format!("{}.json", model.from) {
            return Err(format!("{name}: from: is not the file's name").into());
        }
        if last_day.is_some_and(|last: jiff::civil::Date| last.tomorrow().ok() != Some(model.from))
        {
            return Err(format!(
                "{name}: from: is not the day after the last day of the file before"
            )
            .into());
        }
        last_day = Some(model.to);
        writeln!(rust, "({name:?}, include_str!({path:?})),")?;
    }
    rust.push_str("];\n");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out_dir.join("files.rs"), rust)?;
    Ok(())
}
