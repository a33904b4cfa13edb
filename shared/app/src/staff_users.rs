//! The use cases of the accounts of practitioners, providers and finance staff.
//! Each use case writes an entry of the audit before it reads or changes an
//! account. Those that return an `Option` return `None` if nobody has the id.

use domain::account::{AccountId, EmailAddress};
use domain::audit::{Actor, Audited, StaffUserId};
use domain::fault::StoreFault;
use domain::member::{InvitePeople, Member, Role};
use domain::notice::{KeepAttempts, Notice, SendNotices};
use domain::oversight::{ListedMember, RunMembers};
use jiff::Timestamp;

use crate::email;
use crate::outage::Outage;

/// The details of somebody who is to be invited.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address that the invitation goes to and that the person signs in
    /// with.
    pub email: EmailAddress,
    /// The role, which says what the person may do.
    pub role: Role,
}

/// The outcome of inviting somebody.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Invited {
    /// The person is invited, under this id.
    Yes(AccountId),
    /// Nothing was changed, because the inviting person would have lost the
    /// finance role, and could not give it back to themselves.
    OwnAccess,
}

/// Reads the account of somebody who was invited.
///
/// # Errors
/// When the store does not answer.
pub async fn read(
    store: &impl RunMembers,
    staff: &Member,
    id: &AccountId,
    now: Timestamp,
) -> Result<Option<Member>, StoreFault> {
    match on_the_record(store, staff, id, "read the account", now).await? {
        Some((_, entry)) => store.look_up_member(&entry).await,
        None => Ok(None),
    }
}

/// Invites somebody by e-mail. Somebody who was invited before has the same
/// account, with the new names and role.
///
/// # Errors
/// When a service does not answer.
pub async fn invite(
    store: &(impl RunMembers + KeepAttempts),
    identity: &impl InvitePeople,
    mail: &impl SendNotices,
    staff: &Member,
    invitation: Invitation,
    now: Timestamp,
) -> Result<Invited, Outage> {
    let id = identity.invite(&invitation.email).await?;
    if id == staff.id && invitation.role != Role::Finance {
        return Ok(Invited::OwnAccess);
    }
    let member = Member {
        id: id.clone(),
        first_name: invitation.first_name,
        last_name: invitation.last_name,
        email: invitation.email,
        role: invitation.role,
        invited_at: now,
        phone: None,
        app: None,
        closed_at: None,
    };
    let what = format!("invited as {}", member.role.name());
    let subject = StaffUserId(id.clone());
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    store.keep_member(&entry, &member).await?;
    email::send(store, mail, &member.email, &Notice::Invited, now).await?;
    Ok(Invited::Yes(id))
}

/// Sends an invitation again, and reopens the account if it was closed.
///
/// # Errors
/// When a service does not answer.
pub async fn invite_again(
    store: &(impl RunMembers + KeepAttempts),
    identity: &impl InvitePeople,
    mail: &impl SendNotices,
    staff: &Member,
    id: &AccountId,
    now: Timestamp,
) -> Result<Option<()>, Outage> {
    let what = "sent the invitation again";
    let Some((_, entry)) = on_the_record(store, staff, id, what, now).await? else {
        return Ok(None);
    };
    let Some(member) = store.look_up_member(&entry).await? else {
        return Ok(None);
    };
    identity.invite(&member.email).await?;
    store.keep_member(&entry, &member).await?;
    email::send(store, mail, &member.email, &Notice::Invited, now).await?;
    Ok(Some(()))
}

/// Removes somebody's telephone and authenticator app, signs the person out and
/// tells them by e-mail. They register a telephone at their next sign-in.
///
/// # Errors
/// When a service does not answer.
pub async fn remove_phone(
    store: &(impl RunMembers + KeepAttempts),
    mail: &impl SendNotices,
    staff: &Member,
    id: &AccountId,
    now: Timestamp,
) -> Result<Option<()>, Outage> {
    let what = "removed the telephone number";
    let Some((member, entry)) = on_the_record(store, staff, id, what, now).await? else {
        return Ok(None);
    };
    store.remove_phone(&entry).await?;
    store.sign_out_member(&entry).await?;
    email::send(store, mail, &member.email, &Notice::PhoneRemoved, now).await?;
    Ok(Some(()))
}

/// Closes somebody's access: ends their sessions at once and lets no password
/// in again. The request of staff to close their own account changes nothing,
/// because nobody else might be there to reopen it.
///
/// # Errors
/// When a service does not answer.
pub async fn close_access(
    store: &impl RunMembers,
    identity: &impl InvitePeople,
    staff: &Member,
    id: &AccountId,
    now: Timestamp,
) -> Result<Option<()>, Outage> {
    if *id == staff.id {
        return Ok(Some(()));
    }
    let what = "closed the account";
    let Some((member, entry)) = on_the_record(store, staff, id, what, now).await? else {
        return Ok(None);
    };
    store.close_member(&entry, now).await?;
    identity.close(&member.email).await?;
    store.sign_out_member(&entry).await?;
    Ok(Some(()))
}

/// Finds somebody who was invited, and writes an entry of the audit that says
/// what is done with their account.
async fn on_the_record(
    store: &impl RunMembers,
    staff: &Member,
    id: &AccountId,
    what: &str,
    now: Timestamp,
) -> Result<Option<(ListedMember, Audited<StaffUserId>)>, StoreFault> {
    let members = store.members().await?;
    let Some(member) = members.into_iter().find(|member| member.id == *id) else {
        return Ok(None);
    };
    let (subject, actor) = (StaffUserId(id.clone()), Actor::from(staff));
    let entry = store.audit(subject, actor, what.to_owned(), now).await?;
    Ok(Some((member, entry)))
}
