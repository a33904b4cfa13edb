//! Assembles the function.
use domain::directory::Directory;

fn main() -> launch::Finished {
    launch::serve("screener", |world| {
        screener::router(world.portal, world.store, Directory::SHIPPED)
    })
}
