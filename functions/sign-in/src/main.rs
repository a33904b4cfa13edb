//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("sign-in", |world| {
        let (identity, notices) = (world.identity()?, world.notices()?);
        Ok(sign_in::router(
            world.portal,
            world.store,
            identity,
            notices,
        ))
    })
}
