//! The files on disk are the formats: a byte that changes without them is
//! caught here.

mod acknowledgement;
mod bytes;
mod golden;
