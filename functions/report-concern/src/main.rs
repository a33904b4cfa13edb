//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("report-concern", |parts| {
        let store = parts.ports_that_count_sources()?.store;
        Ok(report_concern::router(parts.site, store))
    })
}
