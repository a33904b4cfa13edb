//! Tells teams of the messages that people sent to them.

use std::error::Error;

use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::correspondence::team_inbox::{InboxQueue, TeamInbox, UntoldInboxMessage};
use domain::values::email_address::EmailAddress;
use jiff::{SignedDuration, Timestamp};

use crate::InboxEmails;
use crate::pages::{ListSweep, PAGE};
use crate::tally::Done;

/// The time for which a failing mail service raises no alarm. A team reads what
/// it was sent by the end of the next working day.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// Tells each team of the messages that wait in its inbox, by one e-mail.
pub(crate) async fn tell_teams(
    store: &(impl DeliveryLog + InboxQueue),
    mail: &impl Mailer,
    emails: &InboxEmails,
    now: Timestamp,
    done: &mut Done,
) {
    for inbox in TeamInbox::ALL {
        let (mut sweep, mut waiting) = (ListSweep::default(), Vec::new());
        while sweep.goes_on() {
            let page = store.messages_to_tell(inbox, now, sweep.after(), PAGE);
            match page.await {
                Ok(page) => waiting.extend(sweep.turn(page)),
                Err(fault) => return done.failed(fault),
            }
        }
        let (Some(oldest), Ok(count)) = (waiting.first(), u32::try_from(waiting.len())) else {
            continue;
        };
        match tell(store, mail, emails, inbox, &waiting, now).await {
            Ok(()) => done.messages_told += count,
            Err(_) if now.duration_since(oldest.sent_at) < PATIENCE => done.nothing_to_do += count,
            Err(why) => done.failed(why),
        }
    }
}

async fn tell(
    store: &(impl DeliveryLog + InboxQueue),
    mail: &impl Mailer,
    emails: &InboxEmails,
    inbox: TeamInbox,
    waiting: &[UntoldInboxMessage],
    now: Timestamp,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let to = EmailAddress::parse(emails.of(inbox))?;
    Ok(app::team_inbox::tell_team(store, mail, &to, inbox, waiting, now).await?)
}
