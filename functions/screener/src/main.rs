//! Assembles the function.
use domain::directory::Directory;

fn main() -> launch::Finished {
    launch::serve("screener", |world| {
        let directory = Directory::SHIPPED;
        Ok(screener::router(world.site, world.store, directory))
    })
}
