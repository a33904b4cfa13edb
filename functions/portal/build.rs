//! Embeds the pictures of the guides that have been taken, under names that
//! change with the content. A picture that is not there is not shown.

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use sha2::{Digest, Sha256};

const PICTURES: &str = "pictures";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={PICTURES}");
    let mut pictures = String::from("static PICTURES: &[Picture] = &[\n");
    let mut paths: Vec<PathBuf> = fs::read_dir(PICTURES)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    paths.sort();
    for path in paths {
        if path.extension().is_none_or(|extension| extension != "png") {
            continue;
        }
        let path = path.canonicalize()?;
        let bytes = fs::read(&path)?;
        let of = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .ok_or("a picture's name is not text")?;
        let hash: String = Sha256::digest(&bytes)
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let (width, height) =
            size(&bytes).ok_or_else(|| format!("{} is not a PNG", path.display()))?;
        writeln!(
            pictures,
            "Picture {{ of: {of:?}, name: \"{of}-{hash}.png\", width: {width}, height: {height}, \
             bytes: include_bytes!({path:?}) }},"
        )?;
    }
    pictures.push_str("];\n");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out_dir.join("pictures.rs"), pictures)?;
    Ok(())
}

/// Width and height in pixels. A PNG begins with 8 bytes of signature and the
/// chunk IHDR: 4 bytes of length, 4 of name, then the two as big-endian u32
/// (PNG specification, section 11.2.1).
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    (bytes.get(12..16)? == b"IHDR").then_some((number(16)?, number(20)?))
}
