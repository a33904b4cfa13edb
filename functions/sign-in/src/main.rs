//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("sign-in", |parts| {
        let ports = parts
            .ports_that_count_sources()?
            .with_identity(parts.identity()?)
            .with_mailer(parts.mailer()?);
        Ok(sign_in::router(parts.site, ports))
    })
}
