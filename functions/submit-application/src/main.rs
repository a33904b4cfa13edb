//! Assembles the function.
use domain::directory::Directory;

fn main() -> launch::Finished {
    launch::serve("submit-application", |parts| {
        let ports = parts.ports().with_mailer(parts.mailer()?);
        Ok(submit_application::router(
            parts.site,
            ports,
            Directory::SHIPPED,
            parts.policy,
        ))
    })
}
