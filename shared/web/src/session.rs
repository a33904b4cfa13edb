//! Sessions and their cookies: those of a citizen, of a staff user, and of
//! somebody who gave a code for one request are three, so that none ever opens
//! what is another's.

pub mod answers;
pub mod citizen;
pub mod staff;
