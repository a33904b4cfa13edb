//! Ends the accounts that nobody signs in to, after a warning.

use std::error::Error;

use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::records::retention::{
    IdleAccount, IdleAccountQueue, IdleAccountStep, UnprovenIdentityEraser, account_ends_on,
};
use jiff::Timestamp;

use crate::due_days::{IN_HAND, days_to_today};
use crate::tally::Done;

/// The number of days before today that are looked at again, to make up for
/// runs that did not happen.
const LOOK_BACK: i64 = 13;

/// The outcome for one account.
enum Dealt {
    Warned,
    Ended,
    NotNeeded,
}

/// Warns the owners of accounts that nobody signs in to, and ends the accounts
/// of those who were warned and have not come back.
pub(crate) async fn end_idle_accounts(
    store: &(impl DeliveryLog + IdleAccountQueue),
    identity: &impl UnprovenIdentityEraser,
    mailer: &impl Mailer,
    now: Timestamp,
    done: &mut Done,
) {
    for day in days_to_today(now, LOOK_BACK) {
        match store.idle_accounts(day).await {
            Ok(idle) => {
                for one in &idle {
                    match deal_with(store, identity, mailer, one, now).await {
                        Ok(Dealt::Warned) => done.accounts_warned += 1,
                        Ok(Dealt::Ended) => done.accounts_ended += 1,
                        Ok(Dealt::NotNeeded) => done.nothing_to_do += 1,
                        Err(why) => done.failed(why),
                    }
                }
            }
            Err(fault) => done.failed(fault),
        }
    }
}

async fn deal_with(
    store: &(impl DeliveryLog + IdleAccountQueue),
    identity: &impl UnprovenIdentityEraser,
    mailer: &impl Mailer,
    idle: &IdleAccount,
    now: Timestamp,
) -> Result<Dealt, Box<dyn Error + Send + Sync>> {
    match store.claim_idle_account(idle, now, now + IN_HAND).await? {
        None => Ok(Dealt::NotNeeded),
        Some(IdleAccountStep::Warn(account)) => {
            let ends_on = account_ends_on(account.used_at, now);
            let mail = Email::AccountExpires {
                until: ends_on.yesterday()?,
            };
            let warned = async { store.idle_account_warned(idle, ends_on).await.map(drop) };
            app::email::send_waiting(store, mailer, &account.email, &mail, now, warned).await?;
            Ok(Dealt::Warned)
        }
        // The identity goes first: nobody can sign in to it any more, and the
        // next run finds the account again after a fault.
        Some(IdleAccountStep::End(account)) => {
            identity.forget_identity(&account.id).await?;
            if store.end_idle_account(idle, now).await? {
                let mail = Email::AccountDeleted;
                let _ =
                    app::email::send_about_done(store, mailer, &account.email, &mail, now).await;
            }
            Ok(Dealt::Ended)
        }
    }
}
