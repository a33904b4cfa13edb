//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("professional-sign-in", |parts| {
        let ports = parts
            .ports_that_count_sources()?
            .with_identity(parts.invited()?)
            .with_mailer(parts.mailer()?)
            .with_phones(parts.phones()?);
        Ok(professional_sign_in::router(parts.site, ports))
    })
}
