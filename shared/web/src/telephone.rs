//! Telephone numbers as links.

pub use domain::document::telephone_address as address;
