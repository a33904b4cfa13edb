//! Assembles the function.
use domain::directory::Directory;

fn main() -> launch::Finished {
    launch::serve("submit-application", |world| {
        let ports = world.ports().with_mailer(world.mailer()?);
        Ok(submit_application::router(
            world.site,
            ports,
            Directory::SHIPPED,
            world.policy,
        ))
    })
}
