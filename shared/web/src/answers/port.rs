//! The ports that holders of answers use.

use domain::access::session::SessionStore;
use domain::fault::StoreFault;
use domain::forms::draft::{Answer, Answers, DraftKey, DraftStore};
use domain::forms::saved_form::SavedFormStore;
use jiff::Timestamp;
use journey::form::Form;

domain::ports! {
    /// The store that keeps the answers of citizens.
    pub trait AnswerStore: DraftStore + SessionStore + SavedFormStore;
}

/// Keeps an answer of a form, or an item of one of its groups unless the group is
/// full: two that are added at the same time are counted when they are kept.
pub(super) async fn keep_answer(
    store: &impl DraftStore,
    draft: &DraftKey,
    form: &Form,
    (key, answer): (&str, Answer),
    now: Timestamp,
) -> Result<Answers, StoreFault> {
    match form.most_items(key) {
        Some(most) => {
            store
                .keep_item(draft, &form.id, key, answer, most, now)
                .await
        }
        None => store.keep_answer(draft, &form.id, key, answer, now).await,
    }
}
