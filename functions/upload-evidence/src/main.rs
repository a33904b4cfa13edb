//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("upload-evidence", |world| {
        let ports = world.ports().with_files(world.evidence()?);
        Ok(upload_evidence::router(world.site, ports, world.policy))
    })
}
