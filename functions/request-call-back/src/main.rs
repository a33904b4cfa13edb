//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("request-call-back", |parts| {
        let store = parts.ports_that_count_sources()?.store;
        Ok(request_call_back::router(parts.site, store))
    })
}
