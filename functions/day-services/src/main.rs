//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("day-services", |parts| {
        let ports = parts.ports();
        Ok(day_services::router(parts.site, ports))
    })
}
