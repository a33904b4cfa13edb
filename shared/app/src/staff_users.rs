//! The use cases of the accounts of practitioners, providers and finance staff.
//! Each use case writes an entry of the audit before it reads or changes an
//! account. Those that return an `Option` return `None` if nobody has the id.

use domain::access::audit::{Actor, Audited, StaffUserId};
use domain::access::staff_user::{Role, StaffInvitations, StaffUser};
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::fault::StoreFault;
use domain::records::staff_queues::{ListedStaffUser, StaffUserAdmin};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use futures_util::future::{join, try_join};
use jiff::Timestamp;

use crate::email::{self, EmailHandover};
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
    /// The person is invited, under this id; and whether the invitation is on
    /// its way.
    Yes(AccountId, EmailHandover),
    /// Nothing was changed, because the inviting person would have lost the
    /// finance role, and could not give it back to themselves.
    OwnAccess,
}

/// Reads the account of somebody who was invited.
///
/// # Errors
/// When the store does not answer.
pub async fn read(
    store: &impl StaffUserAdmin,
    staff: &StaffUser,
    id: &AccountId,
    now: Timestamp,
) -> Result<Option<StaffUser>, StoreFault> {
    match on_the_record(store, staff, id, "read the account", now).await? {
        Some((_, entry)) => store.look_up_staff_user(&entry).await,
        None => Ok(None),
    }
}

/// Invites somebody by e-mail. Somebody who was invited before has the same
/// account, with the new names and role.
///
/// # Errors
/// When a service does not answer.
pub async fn invite(
    store: &(impl StaffUserAdmin + DeliveryLog),
    identity: &impl StaffInvitations,
    mailer: &impl Mailer,
    staff: &StaffUser,
    invitation: Invitation,
    (page, now): (&str, Timestamp),
) -> Result<Invited, Outage> {
    let id = identity.invite(&invitation.email).await?;
    if id == staff.id && invitation.role != Role::Finance {
        return Ok(Invited::OwnAccess);
    }
    let sent = keep_invited(store, mailer, staff, &id, invitation, (page, now)).await?;
    Ok(Invited::Yes(id, sent))
}

/// Keeps somebody whom the identity provider knows by an id now, on the record,
/// and sends the invitation.
pub(crate) async fn keep_invited(
    store: &(impl StaffUserAdmin + DeliveryLog),
    mailer: &impl Mailer,
    staff: &StaffUser,
    id: &AccountId,
    invitation: Invitation,
    (page, now): (&str, Timestamp),
) -> Result<EmailHandover, Outage> {
    let staff_user = StaffUser {
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
    let what = format!("invited as {}", staff_user.role.name());
    let subject = StaffUserId(id.clone());
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    store.keep_staff_user(&entry, &staff_user).await?;
    let tells = tells(store, &entry, page).await?;
    let to = (&staff_user.email, Email::Invited);
    Ok(tell(store, mailer, tells, to, now).await)
}

/// Sends an invitation again, and reopens the account if it was closed.
///
/// # Errors
/// When a service does not answer.
pub async fn invite_again(
    store: &(impl StaffUserAdmin + DeliveryLog),
    identity: &impl StaffInvitations,
    mailer: &impl Mailer,
    staff: &StaffUser,
    id: &AccountId,
    (page, now): (&str, Timestamp),
) -> Result<Option<EmailHandover>, Outage> {
    let what = "sent the invitation again";
    let Some((listed, entry)) = on_the_record(store, staff, id, what, now).await? else {
        return Ok(None);
    };
    let look_up = store.look_up_staff_user(&entry);
    let (found, invited) = join(look_up, identity.invite(&listed.email)).await;
    let Some(staff_user) = found? else {
        return Ok(None);
    };
    invited?;
    let kept = store.keep_staff_user(&entry, &staff_user);
    let ((), tells) = try_join(kept, tells(store, &entry, page)).await?;
    let to = (&staff_user.email, Email::Invited);
    Ok(Some(tell(store, mailer, tells, to, now).await))
}

/// Removes somebody's telephone and authenticator app, signs the person out and
/// tells them by e-mail. They register a telephone at their next sign-in.
///
/// # Errors
/// When a service does not answer.
pub async fn remove_phone(
    store: &(impl StaffUserAdmin + DeliveryLog),
    mailer: &impl Mailer,
    staff: &StaffUser,
    id: &AccountId,
    (page, now): (&str, Timestamp),
) -> Result<Option<EmailHandover>, Outage> {
    let what = "removed the telephone number";
    let Some((staff_user, entry)) = on_the_record(store, staff, id, what, now).await? else {
        return Ok(None);
    };
    let removed = store.remove_phone(&entry);
    let ((), tells) = try_join(removed, tells(store, &entry, page)).await?;
    let to = (&staff_user.email, Email::PhoneRemoved);
    let sent = tell(store, mailer, tells, to, now);
    let (signed_out, sent) = join(store.sign_out_staff_user(&entry), sent).await;
    signed_out?;
    Ok(Some(sent))
}

/// Ends every session of somebody who was invited, and tells them by e-mail. They
/// can sign in again.
///
/// # Errors
/// When a service does not answer.
pub async fn sign_out(
    store: &(impl StaffUserAdmin + DeliveryLog),
    mailer: &impl Mailer,
    staff: &StaffUser,
    id: &AccountId,
    (page, now): (&str, Timestamp),
) -> Result<Option<EmailHandover>, Outage> {
    let what = "signed out on every device";
    let Some((staff_user, entry)) = on_the_record(store, staff, id, what, now).await? else {
        return Ok(None);
    };
    let signed_out = store.sign_out_staff_user(&entry);
    let ((), tells) = try_join(signed_out, tells(store, &entry, page)).await?;
    let to = (&staff_user.email, Email::SignedOutEverywhere);
    Ok(Some(tell(store, mailer, tells, to, now).await))
}

/// Closes somebody's access: ends their sessions at once and lets no password
/// in again. The request of staff to close their own account changes nothing,
/// because nobody else might be there to reopen it.
///
/// # Errors
/// When a service does not answer.
pub async fn close_access(
    store: &impl StaffUserAdmin,
    identity: &impl StaffInvitations,
    staff: &StaffUser,
    id: &AccountId,
    now: Timestamp,
) -> Result<Option<()>, Outage> {
    if *id == staff.id {
        return Ok(Some(()));
    }
    let what = "closed the account";
    let Some((staff_user, entry)) = on_the_record(store, staff, id, what, now).await? else {
        return Ok(None);
    };
    store.close_access_of(&entry, now).await?;
    let signed_out = store.sign_out_staff_user(&entry);
    let (closed, signed_out) = join(identity.close(&staff_user.email), signed_out).await;
    closed?;
    signed_out?;
    Ok(Some(()))
}

/// Whether this request tells somebody what was done with their account: one does
/// for each page on which staff pressed the button. `page` is its id, and empty for
/// a page without one.
async fn tells(
    store: &impl StaffUserAdmin,
    entry: &Audited<StaffUserId>,
    page: &str,
) -> Result<bool, StoreFault> {
    Ok(page.is_empty() || store.note_page(entry, page).await?)
}

/// Tells somebody by e-mail what was done with their account, if this request
/// tells them.
async fn tell(
    store: &impl DeliveryLog,
    mailer: &impl Mailer,
    tells: bool,
    (to, mail): (&EmailAddress, Email),
    now: Timestamp,
) -> EmailHandover {
    match tells {
        true => email::send_about_done(store, mailer, to, &mail, now).await,
        false => EmailHandover::Taken,
    }
}

/// Finds somebody who was invited, and writes an entry of the audit that says
/// what is done with their account.
async fn on_the_record(
    store: &impl StaffUserAdmin,
    staff: &StaffUser,
    id: &AccountId,
    what: &str,
    now: Timestamp,
) -> Result<Option<(ListedStaffUser, Audited<StaffUserId>)>, StoreFault> {
    let Some(staff_user) = store.listed_staff_user(id).await? else {
        return Ok(None);
    };
    let (subject, actor) = (StaffUserId(id.clone()), Actor::from(staff));
    let entry = store.audit(subject, actor, what.to_owned(), now).await?;
    Ok(Some((staff_user, entry)))
}
