//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("professional-sign-in", |world| {
        let (identity, notices, phones) = (world.invited()?, world.notices()?, world.phones()?);
        Ok(professional_sign_in::router(
            world.portal,
            world.store,
            identity,
            notices,
            phones,
        ))
    })
}
