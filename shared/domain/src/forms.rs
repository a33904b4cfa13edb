//! Answers: drafts, saved forms, and the forms of staff.

pub mod attribution;
pub mod caseload;
pub mod draft;
pub mod refused_page;
pub mod saved_form;
pub mod staff_case;
