//! The ports that holders of answers use.

use domain::draft::KeepDrafts;
use domain::saved::KeepSavedForms;
use domain::session::KeepSessions;

domain::ports! {
    /// The store that keeps the answers of citizens.
    pub trait KeepAnswers: KeepDrafts + KeepSessions + KeepSavedForms;
}
