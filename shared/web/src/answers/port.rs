//! The ports that holders of answers use.

use domain::access::session::SessionStore;
use domain::forms::draft::DraftStore;
use domain::forms::saved_form::SavedFormStore;

domain::ports! {
    /// The store that keeps the answers of citizens.
    pub trait AnswerStore: DraftStore + SessionStore + SavedFormStore;
}
