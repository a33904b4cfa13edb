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
        if path.extension().is_none_or(|extension| extension != "webp") {
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
            size(&bytes).ok_or_else(|| format!("{} is not a lossy WebP", path.display()))?;
        writeln!(
            pictures,
            "Picture {{ of: {of:?}, name: \"{of}-{hash}.webp\", width: {width}, height: {height}, \
             bytes: include_bytes!({path:?}) }},"
        )?;
    }
    pictures.push_str("];\n");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out_dir.join("pictures.rs"), pictures)?;
    Ok(())
}

/// Width and height in pixels. A lossy WebP is `RIFF`, its size, `WEBP`, then
/// either the chunk `VP8X`, with both less 1 as 24-bit numbers, or `VP8 `, with
/// both in the lower 14 bits of 16-bit numbers (RFC 9649, sections 2.5 to 2.7;
/// RFC 6386, section 9.1). All numbers are little-endian.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize, length: usize| {
        let bytes = bytes.get(at..at + length)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |sum, byte| (sum << 8) | u32::from(*byte)),
        )
    };
    match (bytes.get(..4)?, bytes.get(8..16)?) {
        (b"RIFF", b"WEBPVP8X") => Some((number(24, 3)? + 1, number(27, 3)? + 1)),
        (b"RIFF", b"WEBPVP8 ") => Some((number(26, 2)? & 0x3fff, number(28, 2)? & 0x3fff)),
        _ => None,
    }
}
