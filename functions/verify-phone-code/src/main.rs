//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("verify-phone-code", |parts| {
        let ports = parts
            .ports()
            .with_identity(parts.invited()?)
            .with_mailer(parts.mailer()?)
            .with_phones(parts.phones()?);
        Ok(verify_phone_code::router(parts.site, ports))
    })
}
