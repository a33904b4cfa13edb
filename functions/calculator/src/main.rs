//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("calculator", |world| {
        Ok(calculator::router(world.portal, world.store, world.policy))
    })
}
