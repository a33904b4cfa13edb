//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("verify-email-code", |parts| {
        let ports = parts
            .ports_that_count_sources()?
            .with_identity(parts.identity()?)
            .with_mailer(parts.mailer()?);
        Ok(verify_email_code::router(
            parts.site,
            ports,
            parts.retention,
        ))
    })
}
