//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("verify-email-code", |world| {
        let ports = world
            .ports()
            .with_identity(world.identity()?)
            .with_mailer(world.notices()?);
        Ok(verify_email_code::router(
            world.portal,
            ports,
            world.retention,
        ))
    })
}
