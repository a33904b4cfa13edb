//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("verify-email-code", |world| {
        let (identity, notices) = (world.identity()?, world.notices()?);
        Ok(verify_email_code::router(
            world.portal,
            world.store,
            identity,
            notices,
            world.retention,
        ))
    })
}
