//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("finance-desk", |world| {
        let ports = world
            .ports()
            .with_identity(world.invited()?)
            .with_mailer(world.mailer()?);
        Ok(finance_desk::router(world.site, ports))
    })
}
