//! Assembles the function.
use domain::directory::Directory;
use submit_application::router;

fn main() -> launch::Finished {
    launch::serve("submit-application", |world| {
        let (notices, directory) = (world.notices()?, Directory::SHIPPED);
        let (portal, store) = (world.portal, world.store);
        Ok(router(portal, store, notices, directory, world.policy))
    })
}
