//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("portal", |parts| {
        Ok(portal::router(parts.site, parts.store, parts.retention))
    })
}
