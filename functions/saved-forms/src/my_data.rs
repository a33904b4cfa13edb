//! The file that somebody downloads with everything that is kept of them,
//! `my-data.json`: types of its own for each version, apart from the domain's
//! and from what is stored or goes to the case system. It is written only, so
//! the newest version is the only one in use.

#[cfg(test)]
mod tests;
pub(crate) mod v1;
