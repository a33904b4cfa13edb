//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("calculator", |world| {
        Ok(calculator::router(world.site, world.store, world.policy))
    })
}
