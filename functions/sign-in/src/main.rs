//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("sign-in", |world| {
        let ports = world
            .ports_that_count_sources()?
            .with_identity(world.identity()?)
            .with_mailer(world.mailer()?);
        Ok(sign_in::router(world.site, ports))
    })
}
