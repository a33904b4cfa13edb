//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("account-access", |parts| {
        let ports = parts.ports_that_keep_secrets_of_invitations()?;
        let ports = ports.with_phones(parts.phones()?);
        Ok(account_access::router(parts.site, ports))
    })
}
