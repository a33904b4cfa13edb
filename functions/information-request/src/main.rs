//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("information-request", |parts| {
        let ports = parts
            .ports_that_count_sources()?
            .with_mailer(parts.mailer()?);
        Ok(information_request::router(parts.site, ports))
    })
}
