//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("view-register", |parts| {
        Ok(view_register::router(parts.site, parts.store))
    })
}
