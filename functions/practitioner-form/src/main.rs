//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("practitioner-form", |parts| {
        Ok(practitioner_form::router(parts.site, parts.store))
    })
}
