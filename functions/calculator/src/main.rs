//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("calculator", |parts| {
        Ok(calculator::router(parts.site, parts.store, parts.policy))
    })
}
