//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("care-record", |parts| {
        let ports = parts.ports().with_files(parts.snapshots()?);
        Ok(care_record::router(parts.site, ports))
    })
}
