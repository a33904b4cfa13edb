//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("create-account", |world| {
        let ports = world
            .ports_that_count_sources()?
            .with_identity(world.identity()?)
            .with_mailer(world.mailer()?);
        Ok(create_account::router(world.site, ports))
    })
}
