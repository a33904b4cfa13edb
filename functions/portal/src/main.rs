//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("portal", |world| {
        Ok(portal::router(world.site, world.store, world.retention))
    })
}
