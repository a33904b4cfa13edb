//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("portal", |world| portal::router(world.portal, world.store))
}
