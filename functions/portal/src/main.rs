//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("portal", |world| {
        Ok(portal::router(world.portal, world.store, world.retention))
    })
}
