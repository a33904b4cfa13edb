//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("create-account", |world| {
        let (identity, notices) = (world.identity()?, world.notices()?);
        Ok(create_account::router(
            world.portal,
            world.store,
            identity,
            notices,
        ))
    })
}
