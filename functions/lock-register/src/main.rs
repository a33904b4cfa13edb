//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("lock-register", |parts| {
        let ports = parts.ports();
        Ok(lock_register::router(parts.site, ports))
    })
}
