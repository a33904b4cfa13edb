//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("verify-email-code", |world| {
        let ports = world
            .ports_that_count_sources()?
            .with_identity(world.identity()?)
            .with_mailer(world.mailer()?);
        Ok(verify_email_code::router(
            world.site,
            ports,
            world.retention,
        ))
    })
}
