//! The use cases of saved forms.

use domain::application::evidence::EvidenceStore;
use domain::fault::StoreFault;
use domain::forms::saved_form::{SavedForm, SavedFormStore};
use domain::values::account_id::AccountId;

/// Deletes a saved form and the records of its documents. The form goes last,
/// so that deleting again after a fault completes the work. Documents that were
/// sent with an application are part of it and stay.
///
/// # Errors
/// When the store does not answer.
pub async fn delete(
    store: &(impl EvidenceStore + SavedFormStore),
    account: &AccountId,
    form: &SavedForm,
) -> Result<(), StoreFault> {
    if form.submitted_in.is_none() {
        for file in store.evidence(account, &form.id).await? {
            store.remove_evidence(account, &form.id, &file.id).await?;
        }
    }
    store.delete_saved_form(account, &form.id).await
}
