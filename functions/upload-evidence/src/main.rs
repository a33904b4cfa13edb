//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("upload-evidence", |world| {
        let files = world.evidence()?;
        Ok(upload_evidence::router(
            world.portal,
            world.store,
            files,
            world.policy,
        ))
    })
}
