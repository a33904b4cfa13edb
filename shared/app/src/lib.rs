#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod applications;
pub mod attachments;
pub mod attendance_marks;
pub mod caseload;
pub mod complaints;
pub mod contract_effects;
pub mod email;
pub mod missing_people;
pub mod non_payment_weeks;
mod outage;
pub mod parcel;
pub mod payment_periods;
pub mod phone;
pub mod provider_grants;
pub mod provider_messages;
pub mod provider_requests;
pub mod providers;
pub mod provisions;
pub mod records;
pub mod register_adjustments;
pub mod register_freeze;
pub mod register_lock;
pub mod register_reminders;
pub mod register_upload;
pub mod register_watch;
pub mod registers;
pub mod requests;
pub mod self_assessments;
pub mod staff_users;
pub mod week_turn;

pub use email::EmailHandover;
pub use outage::Outage;
