//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("saved-forms", |world| {
        let (identity, notices) = (world.identity()?, world.notices()?);
        let kept = saved_forms::Kept {
            saved_for: world.saved_for,
            retention: world.retention,
        };
        Ok(saved_forms::router(
            world.portal,
            world.store,
            identity,
            notices,
            kept,
        ))
    })
}
