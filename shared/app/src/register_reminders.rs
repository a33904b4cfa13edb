//! Reminds providers of registers that are late: everybody who may submit one,
//! once, by an e-mail that says which week it is and nothing of anybody.

use std::collections::BTreeSet;

use attendance::provider_access::{ReminderKeeper, SupplierGrant};
use attendance::supplier::Supplier;
use attendance::week::{Week, plus_days};
use domain::access::staff_user::StaffEmailReader;
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::fault::{StoreFault, chain};
use domain::values::london::date_in_london;
use futures_util::future::{try_join, try_join_all};
use jiff::{SignedDuration, Timestamp};

use crate::outage::Outage;
use crate::register_watch::{due, is_late};

/// The days after its week-ending date on which a register is late enough for a
/// reminder: Wednesday morning.
pub const REMIND_AFTER_DAYS: i64 = 3;
/// The weeks back of which somebody is still reminded.
const WEEKS_BACK: usize = 4;
/// The time for which one run has a reminder to itself.
const IN_HAND: SignedDuration = SignedDuration::from_mins(10);

domain::ports! {
    /// Finds registers that are late, and who is to be reminded.
    pub trait ReminderStore: DeliveryLog + ReminderKeeper + StaffEmailReader;
}

/// The counts of the reminders of a run.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RemindersSent {
    /// The e-mails that the mail service took.
    pub sent: u32,
    /// The suppliers, or the people of one, for whom something failed.
    pub failed: u32,
}

/// Reminds everybody who may act for a supplier of each register that is late.
/// Run again, or by two at once, nobody is reminded twice of a register; who no
/// longer has access is not reminded, and nobody is of a week that is not paid.
///
/// # Errors
/// When the suppliers cannot be listed. What fails for one supplier is counted and
/// logged, and the others are done.
pub async fn remind(
    store: &impl ReminderStore,
    mailer: &impl Mailer,
    now: Timestamp,
) -> Result<RemindersSent, Outage> {
    let weeks = weeks_to_remind_of(now);
    let mut counts = RemindersSent::default();
    for kept in store.suppliers_to_remind().await? {
        if let Err(outage) =
            remind_one(store, mailer, &kept.supplier, &weeks, now, &mut counts).await
        {
            tracing::warn!(cause = chain(&outage), "a supplier was not reminded");
            counts.failed += 1;
        }
    }
    Ok(counts)
}

/// Returns the weeks whose registers are late enough by now, the earliest first.
fn weeks_to_remind_of(now: Timestamp) -> Vec<Week> {
    let today = date_in_london(now);
    let back = std::iter::successors(Some(Week::of(today)), |week| Some(week.previous()));
    let late = back
        .skip(1)
        .filter(|week| plus_days(week.ending(), REMIND_AFTER_DAYS) <= today);
    let mut weeks: Vec<_> = late.take(WEEKS_BACK).collect();
    weeks.sort_unstable();
    weeks
}

async fn remind_one(
    store: &impl ReminderStore,
    mailer: &impl Mailer,
    supplier: &Supplier,
    weeks: &[Week],
    now: Timestamp,
    counts: &mut RemindersSent,
) -> Result<(), Outage> {
    let late = late_registers(store, supplier, weeks).await?;
    if late.is_empty() {
        return Ok(());
    }
    for grant in store.people_to_remind(&supplier.id).await? {
        for week in &late {
            match remind_of(store, mailer, &grant, *week, now).await {
                Ok(true) => counts.sent += 1,
                Ok(false) => {}
                // The next of the same person would be the later week, after
                // which this one is not tried again.
                Err(outage) => {
                    tracing::warn!(cause = chain(&outage), "somebody was not reminded");
                    counts.failed += 1;
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Returns the weeks of which a supplier's register is late, the earliest first,
/// without those that are not paid.
async fn late_registers(
    store: &impl ReminderStore,
    supplier: &Supplier,
    weeks: &[Week],
) -> Result<Vec<Week>, StoreFault> {
    let heads = store.heads_to_remind_of(&supplier.id, weeks);
    let years: BTreeSet<_> = weeks.iter().map(|week| week.financial_year()).collect();
    let years = years
        .into_iter()
        .map(|year| store.weeks_without_reminder(supplier, year));
    let (heads, not_paid) = try_join(heads, try_join_all(years)).await?;
    let late = due(heads, &not_paid);
    let late = late.filter(|(_, head)| is_late(head));
    Ok(late.map(|(week, _)| week).collect())
}

/// Reminds somebody of a register, if nobody has. Returns whether an e-mail was
/// sent.
async fn remind_of(
    store: &impl ReminderStore,
    mailer: &impl Mailer,
    grant: &SupplierGrant,
    week: Week,
    now: Timestamp,
) -> Result<bool, Outage> {
    let Some(email) = store.staff_email(&grant.to).await? else {
        return Ok(false);
    };
    if !store
        .claim_reminder(grant, week, now, now + IN_HAND)
        .await?
    {
        return Ok(false);
    }
    let week_ending = week.ending();
    let mail = Email::RegisterLate { week_ending };
    let reminded = async { store.reminded(grant, week).await };
    crate::email::send_waiting(store, mailer, &email, &mail, now, reminded).await?;
    Ok(true)
}
