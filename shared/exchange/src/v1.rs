//! Version 1 of each format: the types that its files are written from, or
//! read into. They are apart from the domain's, so a change there changes no
//! file by itself; each conversion names every field of the domain's type, so a
//! new field there does not compile until it is decided here.
//!
//! A value with one form everywhere is written as itself: an id, a reference,
//! an e-mail address, an instant, a name of [`domain::named_enum!`] (which the
//! schemas list), and answers, whose questions are a form's and not the
//! domain's.
//!
//! Within a version nothing is added, removed or given another meaning. A
//! change is a module `v2` beside this one, `schema/v2/` beside `schema/v1/`,
//! and golden files of its own.

pub(crate) mod acknowledgement;
pub mod application;
pub(crate) mod client_level_data;
pub(crate) mod late_evidence;
pub(crate) mod provisions;
pub(crate) mod records;
pub(crate) mod register;
pub(crate) mod register_acknowledgement;
pub(crate) mod report;
pub(crate) mod you_were_told;

use serde::Serialize;

use crate::file::Usable;

/// The version that every file here says.
pub const VERSION: u32 = 1;

/// A file that another names, with what it can be checked by.
#[derive(Serialize)]
pub(crate) struct NamedFile<'a> {
    pub(crate) name: &'a str,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

impl<'a> From<&'a Usable<'_>> for NamedFile<'a> {
    fn from(usable: &'a Usable<'_>) -> Self {
        Self {
            name: &usable.name,
            media_type: usable.media_type,
            bytes: usable.evidence.size,
            sha256: usable.sha256.to_owned(),
        }
    }
}
