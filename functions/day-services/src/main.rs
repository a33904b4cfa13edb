//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("day-services", |parts| {
        let ports = parts
            .ports()
            .with_identity(parts.invited()?)
            .with_mailer(parts.mailer()?);
        Ok(day_services::router(parts.site, ports))
    })
}
