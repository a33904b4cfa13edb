//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("upload-evidence", |parts| {
        let ports = parts.ports().with_files(parts.evidence()?);
        Ok(upload_evidence::router(parts.site, ports, parts.policy))
    })
}
