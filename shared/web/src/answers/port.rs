//! The ports that holders of answers use.

use domain::access::session::SessionStore;
use domain::fault::StoreFault;
use domain::forms::draft::{Answer, Answers, DraftKey, DraftStore};
use domain::forms::refused_page::RefusedPageStore;
use domain::forms::saved_form::SavedFormStore;
use jiff::Timestamp;
use journey::form::Form;

domain::ports! {
    /// The store that keeps the answers of citizens.
    pub trait AnswerStore: DraftStore + RefusedPageStore + SessionStore + SavedFormStore;
}

/// Keeps answers of a form, the plain ones in one write. An item of a group is
/// kept unless the group is full: two that are added at the same time are
/// counted when they are kept.
pub(super) async fn keep_answers(
    store: &impl DraftStore,
    draft: &DraftKey,
    form: &Form,
    answers: Vec<(String, Answer)>,
    now: Timestamp,
) -> Result<Answers, StoreFault> {
    let (mut kept, mut plain) = (Answers::default(), Vec::new());
    for (key, answer) in answers {
        match form.most_items(&key) {
            // An item that is taken back makes its group no fuller.
            Some(most) if answer != Answer::taken_back() => {
                let item = store.keep_item(draft, &form.id, &key, answer, most, now);
                kept = item.await?;
            }
            _ => plain.push((key, answer)),
        }
    }
    if plain.is_empty() {
        return Ok(kept);
    }
    store.keep_answers(draft, &form.id, plain, now).await
}
