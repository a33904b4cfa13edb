//! The lists staff work on, and how long each record is kept.

pub mod assessment_desk;
pub mod case_record;
pub mod county_report;
pub mod holder_access;
pub mod retention;
pub mod retention_schedule;
pub mod staff_queues;
