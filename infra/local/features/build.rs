//! Does nothing, so that the features asked of `syn` are those of a build
//! script's dependencies, as the derives' are.
fn main() {}
