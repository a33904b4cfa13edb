//! The project's own files.

use std::path::{Path, PathBuf};

/// Returns the top folder of the project.
pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests are one folder below the top")
        .to_path_buf()
}

/// Lists every file below a folder with one of these endings that git tracks,
/// or would track.
pub(crate) fn files(below: &str, endings: &[&str]) -> Vec<PathBuf> {
    let listed = std::process::Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "--",
            below,
        ])
        .current_dir(top())
        .output()
        .expect("git lists the files");
    assert!(listed.status.success(), "git lists the files");
    String::from_utf8(listed.stdout)
        .expect("file names are UTF-8")
        .lines()
        .filter(|name| endings.iter().any(|ending| name.ends_with(ending)))
        .map(|name| top().join(name))
        .filter(|path| path.exists())
        .collect()
}

/// Reads a file's text.
pub(crate) fn text(path: &Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{} could not be read: {error}", path.display()))
}
