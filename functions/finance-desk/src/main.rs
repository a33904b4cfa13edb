//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("finance-desk", |world| {
        let ports = world
            .ports()
            .with_identity(world.invited()?)
            .with_mailer(world.notices()?);
        Ok(finance_desk::router(world.portal, ports))
    })
}
