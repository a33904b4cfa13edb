//! Assembles the function.
use domain::directory::Directory;

fn main() -> launch::Finished {
    launch::serve("submit-application", |world| {
        let notices = world.notices()?;
        Ok(submit_application::router(
            world.portal,
            world.store,
            notices,
            Directory::SHIPPED,
            world.policy,
        ))
    })
}
