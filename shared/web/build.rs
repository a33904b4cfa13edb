//! Embeds what `npm run build` made, under names that change with the content.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

#[expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to build scripts through the environment"
)]
fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let made = root.join("../../target/assets");
    println!("cargo::rerun-if-changed={}", made.display());
    if !made.join("main.css").exists() || !made.join("main.js").exists() {
        println!(
            "cargo::error=The stylesheet and the script are not built. Run: cd shared/web/assets && npm ci && npm run build"
        );
        return Ok(());
    }
    let mut names: Vec<String> = fs::read_dir(&made)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !matches!(extension(name), "br" | "gz"))
        .collect();
    names.sort();

    let mut consts = String::new();
    let mut files = String::from("static FILES: &[File] = &[\n");
    for name in &names {
        let path = made.join(name).canonicalize()?;
        let digest = Sha256::digest(fs::read(&path)?);
        let hash: String = digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let stem = name
            .strip_suffix(&format!(".{}", extension(name)))
            .unwrap_or(name);
        let hashed = format!("{stem}-{hash}.{}", extension(name));
        let constant = name.to_uppercase().replace(['.', '-'], "_");
        writeln!(
            consts,
            "/// The address of `{name}`.\npub const {constant}: &str = \"/assets/{hashed}\";"
        )?;
        writeln!(
            files,
            "File {{ name: \"{hashed}\", kind: \"{}\", plain: include_bytes!({path:?}), brotli: {}, gzip: {} }},",
            content_type(name)?,
            embedded(&path, "br"),
            embedded(&path, "gz"),
        )?;
    }
    files.push_str("];\n");
    fs::write(
        PathBuf::from(env::var("OUT_DIR")?).join("assets.rs"),
        consts + &files,
    )?;
    Ok(())
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Returns the compressed file beside another as a Rust expression.
fn embedded(path: &Path, suffix: &str) -> String {
    let compressed = format!("{}.{suffix}", path.display());
    if Path::new(&compressed).exists() {
        format!("Some(include_bytes!({compressed:?}))")
    } else {
        "None".to_owned()
    }
}

fn content_type(name: &str) -> Result<&'static str, String> {
    Ok(match extension(name) {
        "css" => "text/css; charset=utf-8",
        "jpg" => "image/jpeg",
        "js" => "text/javascript; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        _ => return Err(format!("{name}: no content type is known for it")),
    })
}
