//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("professional-sign-in", |world| {
        let ports = world
            .ports_that_count_sources()?
            .with_identity(world.invited()?)
            .with_mailer(world.mailer()?)
            .with_phones(world.phones()?);
        Ok(professional_sign_in::router(world.site, ports))
    })
}
