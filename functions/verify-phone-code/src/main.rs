//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("verify-phone-code", |world| {
        let ports = world
            .ports()
            .with_identity(world.invited()?)
            .with_mailer(world.mailer()?)
            .with_phones(world.phones()?);
        Ok(verify_phone_code::router(world.site, ports))
    })
}
