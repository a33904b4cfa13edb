//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("care-record", |parts| {
        Ok(care_record::router(parts.site, parts.store))
    })
}
