//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("saved-forms", |world| {
        let ports = world
            .ports()
            .with_identity(world.identity()?)
            .with_mailer(world.notices()?);
        Ok(saved_forms::router(world.portal, ports, world.retention))
    })
}
