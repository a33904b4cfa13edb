//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("upload-evidence", |world| {
        let (files, policy) = (world.evidence()?, world.policy);
        Ok(upload_evidence::router(world.portal, world.store, files, policy))
    })
}
