//! Assembles the function.
fn main() {}
