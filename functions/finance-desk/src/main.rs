//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("finance-desk", |parts| {
        let ports = parts
            .ports()
            .with_identity(parts.invited()?)
            .with_mailer(parts.mailer()?);
        Ok(finance_desk::router(parts.site, ports))
    })
}
