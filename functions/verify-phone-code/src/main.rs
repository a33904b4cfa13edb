//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("verify-phone-code", |world| {
        let (identity, notices, phones) = (world.invited()?, world.notices()?, world.phones()?);
        Ok(verify_phone_code::router(
            world.portal,
            world.store,
            identity,
            notices,
            phones,
        ))
    })
}
