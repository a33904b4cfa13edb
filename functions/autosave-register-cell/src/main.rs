//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("autosave-register-cell", |parts| {
        let ports = parts.ports();
        Ok(autosave_register_cell::router(parts.site, ports))
    })
}
