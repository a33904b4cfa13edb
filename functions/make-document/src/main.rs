//! Assembles the function.

use domain::directory::Directory;
use make_document::router;

fn main() -> launch::Finished {
    launch::serve("make-document", |parts| {
        let directory = Directory::SHIPPED;
        Ok(router(parts.site, parts.store, directory, parts.policy))
    })
}
