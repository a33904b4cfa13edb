//! Assembles the function.

use domain::directory::Directory;
use make_document::router;

fn main() -> launch::Finished {
    launch::serve("make-document", |world| {
        let directory = Directory::SHIPPED;
        Ok(router(world.site, world.store, directory, world.policy))
    })
}
