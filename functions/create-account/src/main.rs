//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("create-account", |parts| {
        let ports = parts
            .ports_that_count_sources()?
            .with_identity(parts.identity()?)
            .with_mailer(parts.mailer()?);
        Ok(create_account::router(parts.site, ports))
    })
}
