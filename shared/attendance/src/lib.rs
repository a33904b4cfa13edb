#![doc = include_str!("../README.md")]

pub mod absence;
pub mod adjustment;
pub mod adjustment_proposal;
pub mod breach;
pub mod cell;
pub mod cell_version;
pub mod change_chain;
pub mod client_level_data;
pub mod command;
pub mod explain;
pub mod kept_line;
pub mod kept_register;
mod kept_text;
pub mod ledger;
pub mod locked_chain;
pub mod merge;
pub mod name_order;
pub mod name_search;
pub mod non_payment;
pub mod notice;
pub mod patterns;
pub mod payment_calendar;
pub mod payment_period;
pub mod progress;
pub mod provider_access;
pub mod provider_message;
pub mod provider_request;
pub mod provision;
pub mod provision_import;
pub mod provision_plan;
pub mod quantity;
pub mod receipt;
pub mod reconciliation;
pub mod register;
pub mod register_export;
pub mod snapshot_files;
pub mod statement;
pub mod submission;
mod submission_opening;
pub mod supplier;
pub mod symbol;
pub mod terms;
pub mod text_id;
pub mod week;

#[cfg(test)]
mod tests;
