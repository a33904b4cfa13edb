//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("portal", |parts| {
        let store = parts.ports_that_count_sources()?.store;
        Ok(portal::router(parts.site, store, parts.retention))
    })
}
