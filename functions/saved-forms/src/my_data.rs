//! The file with everything that is kept about a person, `my-data.json`, which
//! they can download. Each version has types of its own, apart from the
//! domain's and from those of the store and of the case system. The portal only
//! writes this file, so the newest version is the only one in use.

pub(crate) mod files;
#[cfg(test)]
mod tests;
pub(crate) mod v1;
