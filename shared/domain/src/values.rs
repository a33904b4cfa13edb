//! Values that everything else is made of.

pub mod account_id;
pub mod calendar;
pub mod contact_number;
pub mod digits;
pub mod email_address;
pub(crate) mod id_text;
pub mod information_request;
pub mod list_page;
pub mod london;
pub mod money;
pub mod nhs_number;
pub mod person_id;
pub mod phone_number;
pub mod reference;
pub mod retention_period;
pub mod saved_id;
pub mod typed_text;
pub mod written_number;
