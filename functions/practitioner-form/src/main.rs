//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("practitioner-form", |parts| {
        let ports = parts.ports_that_keep_secrets_of_invitations()?;
        let ports = ports.with_mailer(parts.mailer()?);
        Ok(practitioner_form::router(parts.site, ports))
    })
}
