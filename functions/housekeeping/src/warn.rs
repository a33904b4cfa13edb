//! Warns the owners of saved forms that will be deleted.

use std::error::Error;

use domain::access::account::AccountReader;
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::forms::saved_form::{DueForm, ExpiryWarningQueue, SavedFormStore};
use jiff::Timestamp;

use crate::due_days::{IN_HAND, days_to_today};
use crate::tally::Done;

/// The number of days before today that are looked at again, to make up for a
/// run that did not happen or was killed. So there are four tries, the last 4
/// days before the form is deleted.
const LOOK_BACK: i64 = 3;

/// The outcome for one form.
enum Warned {
    Now,
    NotNeeded,
}

/// Writes once to every owner whose warning is due.
pub(crate) async fn warn_owners(
    store: &(impl DeliveryLog + SavedFormStore + AccountReader + ExpiryWarningQueue),
    mailer: &impl Mailer,
    now: Timestamp,
    done: &mut Done,
) {
    for day in days_to_today(now, LOOK_BACK) {
        match store.forms_to_warn_of(day).await {
            Ok(forms) => {
                for due in forms {
                    match warn_owner(store, mailer, &due, now).await {
                        Ok(Warned::Now) => done.warned += 1,
                        Ok(Warned::NotNeeded) => done.nothing_to_do += 1,
                        Err(why) => done.failed(why),
                    }
                }
            }
            Err(fault) => done.failed(fault),
        }
    }
}

async fn warn_owner(
    store: &(impl DeliveryLog + SavedFormStore + AccountReader + ExpiryWarningQueue),
    mailer: &impl Mailer,
    due: &DueForm,
    now: Timestamp,
) -> Result<Warned, Box<dyn Error + Send + Sync>> {
    let form = store.read_saved_form(&due.account, &due.id, now).await?;
    let Some(form) = form.filter(|form| form.submitted_in.is_none()) else {
        return Ok(Warned::NotNeeded);
    };
    let Some(owner) = store.read_account(&due.account).await? else {
        return Ok(Warned::NotNeeded);
    };
    // The run claims the form, then writes to the owner, then notes it. So two
    // runs at once write once, and the next day's run takes up a form whose run
    // died between the steps.
    if !store.claim_for_warning(due, now, now + IN_HAND).await? {
        return Ok(Warned::NotNeeded);
    }
    let mail = Email::FormExpires {
        until: form.kept_until(),
        reference: form.reference,
    };
    let warned = async { store.warned(due).await.map(drop) };
    app::email::send_waiting(store, mailer, &owner.email, &mail, now, warned).await?;
    Ok(Warned::Now)
}
