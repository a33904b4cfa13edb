//! Assembles the function.

use domain::directory::Directory;

fn main() -> launch::Finished {
    launch::serve("make-document", |world| {
        make_document::router(world.portal, world.store, Directory::SHIPPED, world.policy)
    })
}
