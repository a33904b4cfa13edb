//! Assembles the function.
use domain::directory::Directory;

fn main() -> launch::Finished {
    launch::serve("screener", |parts| {
        let directory = Directory::SHIPPED;
        Ok(screener::router(parts.site, parts.store, directory))
    })
}
