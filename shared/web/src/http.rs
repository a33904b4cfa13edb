//! Requests and answers: what is read from the one and said in the other.

pub(crate) mod cookie;
pub(crate) mod digest;
pub mod failure;
pub mod form;
pub mod json;
pub mod list_query;
pub mod panic;
pub mod parts;
pub mod path_id;
pub mod percent;
pub mod problem;
pub(crate) mod routes;

/// The most bytes of a request's body that are read: 256 KiB. The longest form
/// of the portal has fewer than 20 KB.
pub const MOST_BYTES: usize = 256 * 1024;
