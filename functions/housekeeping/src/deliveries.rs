//! Notes the deliveries of e-mails.

use domain::correspondence::email::DeliveryLog;

use crate::event::Said;
use crate::tally::Done;

/// Notes what SES says about e-mails. A message that cannot be read or kept
/// does not stop the others.
pub(crate) async fn note_deliveries(
    store: &impl DeliveryLog,
    messages: &[String],
    done: &mut Done,
) {
    for message in messages {
        match Said::read(message) {
            Ok(Said::Became {
                message,
                delivery,
                at,
            }) => match store.note_delivery(&message, delivery, at).await {
                Ok(()) => done.deliveries_noted += 1,
                Err(fault) => done.failed(fault),
            },
            Ok(Said::Nothing) => done.nothing_to_do += 1,
            Err(unreadable) => done.failed(unreadable),
        }
    }
}
