//! The use cases of complaints about personal data.

use domain::access::budget::{Budget, BudgetHolder, BudgetSpending, BudgetStore, RequestLimits};
use domain::access::source_address::SourceAddress;
use domain::correspondence::complaint::{
    self, Complaint, ComplaintQueue, ComplaintReceipt, ComplaintStore, UnannouncedComplaint,
};
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::values::email_address::EmailAddress;
use jiff::Timestamp;

use crate::email::{self, EmailHandover};
use crate::outage::Outage;

/// The outcome of sending a complaint.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ComplaintReceived {
    /// The complaint is kept, since now or since it was sent before; and
    /// whether its sender has an e-mail which says so.
    Yes(EmailHandover),
    /// The complaint is not kept, because this budget is spent for its hour.
    TooMany(Budget),
}

/// The outcome of telling the council of complaints.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CouncilTold {
    /// The mail service has the e-mail.
    Now,
    /// The council had an e-mail within the hour; the next tells it.
    Later,
}

/// Keeps a complaint and confirms it to its sender. A complaint that is sent
/// twice is kept once and confirmed once, to the address that was typed first;
/// one whose e-mail was not taken is confirmed when it is sent again.
/// Housekeeping tells the council. Once the complaint is kept, nothing that fails
/// makes it unkept.
///
/// # Errors
/// When the store does not answer and the complaint is not known to be kept.
pub async fn receive(
    store: &(impl DeliveryLog + ComplaintStore + BudgetStore),
    mailer: &impl Mailer,
    complaint: Complaint,
    source: Option<SourceAddress>,
    limits: &RequestLimits,
) -> Result<ComplaintReceived, Outage> {
    let now = complaint.received_at;
    let budgets = complaint.budgets(source, limits);
    let kept = match store.keep_complaint(&complaint, &budgets).await? {
        ComplaintReceipt::Now => complaint,
        ComplaintReceipt::Before(kept) => {
            // Confirmed, or another press of the button confirms it now.
            if !store.claim_confirmation(&kept.reference, now).await? {
                return Ok(ComplaintReceived::Yes(EmailHandover::Taken));
            }
            *kept
        }
        ComplaintReceipt::BeforeAndTooMany => {
            return Ok(ComplaintReceived::Yes(EmailHandover::Taken));
        }
        ComplaintReceipt::TooMany(budget) => return Ok(ComplaintReceived::TooMany(budget)),
    };
    let budget = kept.confirmation_budget(limits);
    let confirmed = confirm(store, mailer, &kept, budget.as_slice(), now).await;
    if confirmed == EmailHandover::NotTaken
        && store.give_up_confirmation(&kept.reference).await.is_err()
    {
        tracing::warn!("a complaint is confirmed a minute later at the earliest");
    }
    Ok(ComplaintReceived::Yes(confirmed))
}

/// Confirms a complaint to the address that it was made with, unless that is an
/// address that nobody has proven and enough e-mails went to such addresses.
async fn confirm(
    store: &(impl DeliveryLog + ComplaintStore + BudgetStore),
    mailer: &impl Mailer,
    kept: &Complaint,
    budgets: &[Budget],
    now: Timestamp,
) -> EmailHandover {
    match store.spend(budgets, now).await {
        Ok(BudgetSpending::Taken) => {}
        Ok(BudgetSpending::Spent(budget)) => {
            if budget.holder == BudgetHolder::Everybody {
                tracing::warn!("the e-mails to addresses without an account are used up");
            }
            return EmailHandover::NotTaken;
        }
        Err(fault) => {
            Outage::from(fault).note();
            return EmailHandover::NotTaken;
        }
    }
    let mail = Email::ComplaintReceived {
        reference: kept.reference.clone(),
        acknowledged_by: kept.acknowledged_by(),
    };
    let taken = store.note_confirmed(&kept.reference, now);
    let confirmed = email::send_noted(store, mailer, (&kept.email, &mail), now, taken).await;
    if confirmed == EmailHandover::NotTaken {
        give_back(store, budgets, now).await;
    }
    confirmed
}

/// Tells the council by one e-mail that there are complaints, at most once an
/// hour. The e-mail says nothing of who complains and what about.
///
/// The hour is taken first, then the e-mail is sent, then the complaints are
/// noted as told: a run that dies after the first tells the council an hour
/// later, and one that dies after the second tells it twice.
///
/// # Errors
/// [`Outage::Mail`] if the mail service did not take the e-mail; the council is
/// then still to be told. [`Outage::Store`] if the table did not answer.
pub async fn tell_council(
    store: &(impl DeliveryLog + ComplaintQueue + BudgetStore),
    mailer: &impl Mailer,
    council: &EmailAddress,
    untold: &[UnannouncedComplaint],
    now: Timestamp,
) -> Result<CouncilTold, Outage> {
    let Some(mail) = complaint::digest(untold) else {
        return Ok(CouncilTold::Now);
    };
    let budgets = [complaint::digest_budget()];
    if let BudgetSpending::Spent(_) = store.spend(&budgets, now).await? {
        return Ok(CouncilTold::Later);
    }
    let taken = async {
        for one in untold {
            store.complaint_told(one).await?;
        }
        Ok(())
    };
    let sent = email::send_waiting(store, mailer, council, &mail, now, taken).await;
    if let Err(Outage::Mail(_)) = &sent {
        give_back(store, &budgets, now).await;
    }
    sent.map(|()| CouncilTold::Now)
}

/// Gives back what was taken for an e-mail that the mail service did not take.
async fn give_back(store: &impl BudgetStore, budgets: &[Budget], spent_at: Timestamp) {
    if store.give_back(budgets, spent_at).await.is_err() {
        tracing::warn!("an e-mail that was not sent is counted");
    }
}
