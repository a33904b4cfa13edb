//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("saved-forms", |parts| {
        let ports = parts
            .ports_that_count_sources()?
            .with_identity(parts.identity()?)
            .with_mailer(parts.mailer()?);
        Ok(saved_forms::router(parts.site, ports, parts.retention))
    })
}
