//! The use cases of finance's messages to every provider.

use attendance::provider_message::{ProviderMessage, ProviderMessageKeeper};
use domain::access::audit::{Actor, AuditLog, EveryProvider};
use domain::access::staff_user::StaffUser;
use domain::fault::StoreFault;
use jiff::Timestamp;

/// Keeps a message, on the record.
///
/// # Errors
/// When the store does not answer.
pub async fn keep(
    store: &(impl ProviderMessageKeeper + AuditLog),
    staff: &StaffUser,
    message: &ProviderMessage,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let what = format!("published message {}", message.id);
    let _entry = store
        .audit(EveryProvider, Actor::from(staff), what, now)
        .await?;
    store.keep_provider_message(message).await
}

/// Ends a message, on the record. A message that was ended stays so. Returns
/// none if there is no such message.
///
/// # Errors
/// When the store does not answer.
pub async fn end(
    store: &(impl ProviderMessageKeeper + AuditLog),
    staff: &StaffUser,
    id: &str,
    now: Timestamp,
) -> Result<Option<()>, StoreFault> {
    let mut messages = store.provider_messages().await?.into_iter();
    let Some(mut message) = messages.find(|message| message.id == id) else {
        return Ok(None);
    };
    if message.ended_at.is_none() {
        let what = format!("ended message {id}");
        let _entry = store
            .audit(EveryProvider, Actor::from(staff), what, now)
            .await?;
        message.ended_at = Some(now);
        store.keep_provider_message(&message).await?;
    }
    Ok(Some(()))
}
