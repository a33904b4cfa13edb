//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("calculator", |_world| {
        axum::Router::new().fallback(async || "calculator")
    })
}
