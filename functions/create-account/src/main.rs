//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("create-account", |world| {
        let ports = world
            .ports()
            .with_identity(world.identity()?)
            .with_mailer(world.notices()?);
        Ok(create_account::router(world.portal, ports))
    })
}
