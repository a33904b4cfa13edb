//! The ports that holders of answers use.

use domain::draft::KeepDrafts;
use domain::saved::KeepSavedForms;
use domain::session::KeepSessions;

/// The store that keeps the answers of citizens.
pub trait KeepAnswers: KeepDrafts + KeepSessions + KeepSavedForms {}

impl<S: KeepDrafts + KeepSessions + KeepSavedForms> KeepAnswers for S {}
