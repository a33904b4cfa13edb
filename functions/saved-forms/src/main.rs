//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("saved-forms", |world| {
        let ports = world
            .ports_that_count_sources()?
            .with_identity(world.identity()?)
            .with_mailer(world.mailer()?);
        Ok(saved_forms::router(world.site, ports, world.retention))
    })
}
