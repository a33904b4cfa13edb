//! What holders need of the store.

use domain::draft::KeepDrafts;
use domain::saved::KeepSavedForms;
use domain::session::KeepSessions;

/// What a page of a form needs of the store to keep the answers of citizens.
pub trait KeepAnswers: KeepDrafts + KeepSessions + KeepSavedForms {}

impl<S: KeepDrafts + KeepSessions + KeepSavedForms> KeepAnswers for S {}
