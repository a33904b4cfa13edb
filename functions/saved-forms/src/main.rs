//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("saved-forms", |world| {
        let (identity, notices) = (world.identity()?, world.notices()?);
        Ok(saved_forms::router(
            world.portal,
            world.store,
            identity,
            notices,
            world.retention,
        ))
    })
}
