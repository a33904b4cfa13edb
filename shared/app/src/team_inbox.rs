//! The use cases of messages to teams: a team is told of them, reads them and
//! notes that they are dealt with. Each reading is on the record before it is
//! seen. Those that return an `Option` return `None` to who is not in the team
//! and where there is no such message.

use domain::access::audit::{Actor, MessageSubject};
use domain::access::staff_user::StaffUser;
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::correspondence::team_inbox::{
    InboxDesk, InboxList, InboxMessage, InboxQueue, ListedInboxMessage, TeamInbox,
    UntoldInboxMessage,
};
use domain::council::TeamContact;
use domain::fault::StoreFault;
use domain::forms::staff_case::{CaseTeamReader, TeamId};
use domain::values::email_address::EmailAddress;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::email;
use crate::outage::Outage;

/// An inbox and the team that reads it.
#[derive(Clone, Copy, Debug)]
pub struct InboxOfTeam<'a> {
    /// The inbox.
    pub inbox: TeamInbox,
    /// The team.
    pub team: &'a TeamContact,
}

impl InboxOfTeam<'_> {
    /// Whether a staff user is in the team, which alone reads the inbox.
    async fn is_read_by(
        self,
        store: &impl CaseTeamReader,
        staff: &StaffUser,
    ) -> Result<bool, StoreFault> {
        let team = TeamId(self.team.team.clone());
        store.is_in_team(&team, &staff.id).await
    }
}

/// Tells a team by one e-mail that messages wait in its inbox. The e-mail says
/// nothing of who sent them and about whom.
///
/// The e-mail is sent first, then the messages are noted as told: a run that
/// dies in between tells of them twice.
///
/// # Errors
/// [`Outage::Mail`] if the mail service did not take the e-mail; the team is then
/// still to be told. [`Outage::Store`] if the table did not answer.
pub async fn tell_team(
    store: &(impl DeliveryLog + InboxQueue),
    mailer: &impl Mailer,
    to: &EmailAddress,
    inbox: TeamInbox,
    untold: &[UntoldInboxMessage],
    now: Timestamp,
) -> Result<(), Outage> {
    let Some(mail) = inbox.digest(untold) else {
        return Ok(());
    };
    let taken = async {
        for one in untold {
            store.message_told(one).await?;
        }
        Ok(())
    };
    email::send_waiting(store, mailer, to, &mail, now, taken).await
}

/// Lists messages of an inbox: a reference and a time, and nothing of who sent
/// them.
///
/// # Errors
/// When the store does not answer.
pub async fn list(
    store: &(impl InboxDesk + CaseTeamReader),
    staff: &StaffUser,
    of: InboxOfTeam<'_>,
    which: InboxList,
    (after, most): (Option<&ListCursor>, usize),
    now: Timestamp,
) -> Result<Option<ListPage<ListedInboxMessage>>, StoreFault> {
    if !of.is_read_by(store, staff).await? {
        return Ok(None);
    }
    let page = store.inbox_page(of.inbox, which, after, most, now);
    page.await.map(Some)
}

/// Reads a message.
///
/// # Errors
/// When the store does not answer.
pub async fn read(
    store: &(impl InboxDesk + CaseTeamReader),
    staff: &StaffUser,
    of: InboxOfTeam<'_>,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<InboxMessage>, StoreFault> {
    if !of.is_read_by(store, staff).await? {
        return Ok(None);
    }
    let what = format!("read {} {}", of.inbox.word(), reference.plain());
    let (subject, actor) = (MessageSubject(reference.clone()), Actor::from(staff));
    let entry = store.audit(subject, actor, what, now).await?;
    store.look_up_message(&entry, of.inbox, now).await
}

/// Notes that a message is dealt with. The first note counts.
///
/// # Errors
/// When the store does not answer.
pub async fn finish(
    store: &(impl InboxDesk + CaseTeamReader),
    staff: &StaffUser,
    of: InboxOfTeam<'_>,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<()>, StoreFault> {
    if !of.is_read_by(store, staff).await? {
        return Ok(None);
    }
    let what = format!("dealt with {} {}", of.inbox.word(), reference.plain());
    let (subject, actor) = (MessageSubject(reference.clone()), Actor::from(staff));
    let entry = store.audit(subject, actor, what, now).await?;
    if store
        .look_up_message(&entry, of.inbox, now)
        .await?
        .is_none()
    {
        return Ok(None);
    }
    let noted = store.finish_message(&entry, of.inbox, &staff.id, now);
    noted.await.map(Some)
}
