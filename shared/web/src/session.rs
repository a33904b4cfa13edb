//! Sessions and their cookies: a citizen's and a staff user's are two, so that
//! neither ever opens what is the other's.

pub mod citizen;
pub mod staff;
