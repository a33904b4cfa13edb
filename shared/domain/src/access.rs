//! Access: accounts, staff users, how they sign in, and the audit of who
//! looked.

pub mod account;
pub mod app_secret;
pub mod audit;
pub mod budget;
pub mod password;
pub mod phone_codes;
pub mod session;
pub mod sign_in;
pub mod source_address;
pub mod staff_user;
