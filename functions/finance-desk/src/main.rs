//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("finance-desk", |world| {
        let (identity, notices) = (world.invited()?, world.notices()?);
        Ok(finance_desk::router(
            world.portal,
            world.store,
            identity,
            notices,
        ))
    })
}
