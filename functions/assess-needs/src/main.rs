//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("assess-needs", |parts| {
        let ports = parts.ports().with_mailer(parts.mailer()?);
        Ok(assess_needs::router(parts.site, ports))
    })
}
