//! The use cases of who may act for which supplier. Finance gives and takes
//! every grant; a manager of a supplier invites and removes its staff. Each act
//! is on the record before it is done.

use attendance::provider_access::{GrantKeeper, GrantReader, ProviderRole, SupplierGrant};
use attendance::provision_plan::SupplierReader;
use attendance::supplier::SupplierId;
use domain::access::audit::{Actor, SupplierSubject};
use domain::access::budget::{Budget, BudgetHolder, BudgetPurpose, BudgetSpending, BudgetStore};
use domain::access::staff_user::{Role, StaffInvitations, StaffUser, StaffUserState};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::fault::StoreFault;
use domain::records::staff_queues::{ListedStaffUser, StaffUserAdmin};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use futures_util::future::{join, try_join, try_join3};
use jiff::Timestamp;

use crate::email::EmailHandover;
use crate::outage::Outage;
use crate::providers::GrantedSupplier;
use crate::staff_users::{self, Invitation};

/// The most people that a manager invites within an hour.
pub const INVITATIONS_AN_HOUR: u32 = 20;

domain::ports! {
    /// Gives and takes grants, on the record.
    pub trait GrantDesk: GrantKeeper + StaffUserAdmin;
}

domain::ports! {
    /// Invites people who act for a supplier.
    pub trait ProviderInviter: GrantKeeper + StaffUserAdmin + DeliveryLog + BudgetStore;
}

/// Somebody who may act for a supplier, with their name and address.
#[derive(Clone, Debug)]
pub struct GrantedPerson {
    /// What they may do.
    pub grant: SupplierGrant,
    /// Who they are, as a list shows them.
    pub person: ListedStaffUser,
}

/// The details of somebody who is to act for a supplier.
#[derive(Clone, Debug)]
pub struct ProviderInvitation {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address that they sign in with.
    pub email: EmailAddress,
    /// What they may do for the supplier.
    pub role: ProviderRole,
    /// Whether they see restricted people.
    pub sees_restricted: bool,
}

/// The outcome of inviting somebody for a supplier.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ProviderInvited {
    /// The person may act for the supplier. Holds whether an e-mail that tells
    /// them is on its way; none if they could sign in before.
    Yes(AccountId, Option<EmailHandover>),
    /// The address is of somebody who works for the council.
    OfTheCouncil,
    /// The account of this address is closed, which finance alone opens again.
    Closed,
    /// Too many people were invited within the hour.
    TooMany,
    /// There is no such supplier, or whoever invites does not manage it.
    NotTheirs,
}

/// Lists who may act for a supplier, by name: those who were invited and are
/// not closed first.
///
/// # Errors
/// When the store does not answer.
pub async fn people_of(
    store: &(impl GrantReader + StaffUserAdmin),
    supplier: &SupplierId,
) -> Result<Vec<GrantedPerson>, StoreFault> {
    let grants = store.granted(supplier).await?;
    let ids: Vec<_> = grants.iter().map(|grant| grant.to.clone()).collect();
    let people = store.staff_users_of(&ids).await?;
    let mut found: Vec<_> = grants
        .into_iter()
        .filter_map(|grant| {
            let mut people = people.iter();
            let person = people.find(|person| person.id == grant.to)?.clone();
            Some(GrantedPerson { grant, person })
        })
        .collect();
    found.sort_by_cached_key(|found| {
        let is_closed = found.person.state == StaffUserState::Closed;
        (is_closed, found.person.name.to_lowercase())
    });
    Ok(found)
}

/// Finds somebody who may act for a supplier.
///
/// # Errors
/// When the store does not answer.
pub async fn person_of(
    store: &(impl GrantReader + StaffUserAdmin),
    supplier: &SupplierId,
    account: &AccountId,
) -> Result<Option<GrantedPerson>, StoreFault> {
    let grant = store.grant(account, supplier);
    let (grant, person) = try_join(grant, store.listed_staff_user(account)).await?;
    let found = grant.zip(person);
    Ok(found.map(|(grant, person)| GrantedPerson { grant, person }))
}

/// Invites somebody for a supplier and gives them the grant, in one step of
/// finance. Somebody of the council keeps their work: a provider is somebody
/// else.
///
/// # Errors
/// When a service does not answer.
pub async fn invite_for_supplier(
    store: &(impl GrantDesk + DeliveryLog + SupplierReader),
    identity: &impl StaffInvitations,
    mailer: &impl Mailer,
    staff: &StaffUser,
    supplier: &SupplierId,
    invitation: ProviderInvitation,
    now: Timestamp,
) -> Result<ProviderInvited, Outage> {
    let known = known(store, &invitation.email);
    let (known, kept) = try_join(known, store.supplier(supplier)).await?;
    if kept.is_none() {
        return Ok(ProviderInvited::NotTheirs);
    }
    if known
        .as_ref()
        .is_some_and(|known| known.role != Role::Provider)
    {
        return Ok(ProviderInvited::OfTheCouncil);
    }
    let (role, sees_restricted) = (invitation.role, invitation.sees_restricted);
    let grant = |to| SupplierGrant {
        supplier: supplier.clone(),
        to,
        role,
        sees_restricted,
        by: staff.id.clone(),
        at: now,
    };
    if let Some(known) = known.filter(|known| known.state != StaffUserState::Closed) {
        give_grant(store, staff, &grant(known.id.clone()), now).await?;
        return Ok(ProviderInvited::Yes(known.id, None));
    }
    let id = identity.invite(&invitation.email).await?;
    invite_with(store, mailer, staff, invitation, &grant(id), now).await
}

/// Invites somebody of a supplier's staff, as its manager. The person may record
/// attendance and sees nobody who is restricted: more is finance's to give.
/// Somebody whom finance has closed stays closed. Each attempt counts among the
/// manager's invitations of the hour.
///
/// # Errors
/// When a service does not answer.
pub async fn invite_own_staff(
    store: &impl ProviderInviter,
    identity: &impl StaffInvitations,
    mailer: &impl Mailer,
    manager: &StaffUser,
    supplier: &SupplierId,
    invitation: ProviderInvitation,
    now: Timestamp,
) -> Result<ProviderInvited, Outage> {
    let budgets = [Budget {
        purpose: BudgetPurpose::ProviderInvitation,
        holder: BudgetHolder::Account(manager.id.clone()),
        most: INVITATIONS_AN_HOUR,
    }];
    let own = store.grant(&manager.id, supplier);
    let known = known(store, &invitation.email);
    let (own, known, spent) = try_join3(own, known, store.spend(&budgets, now)).await?;
    if own.is_none_or(|own| own.role != ProviderRole::Manager) {
        return Ok(ProviderInvited::NotTheirs);
    }
    if let BudgetSpending::Spent(_) = spent {
        return Ok(ProviderInvited::TooMany);
    }
    let grant = |to| SupplierGrant {
        supplier: supplier.clone(),
        to,
        role: ProviderRole::Staff,
        sees_restricted: false,
        by: manager.id.clone(),
        at: now,
    };
    let Some(known) = known else {
        let id = identity.invite(&invitation.email).await?;
        return invite_with(store, mailer, manager, invitation, &grant(id), now).await;
    };
    if known.role != Role::Provider {
        return Ok(ProviderInvited::OfTheCouncil);
    }
    if known.state == StaffUserState::Closed {
        return Ok(ProviderInvited::Closed);
    }
    // Pressed twice, or granted by finance with more: that stays.
    if store.grant(&known.id, supplier).await?.is_none() {
        give_grant(store, manager, &grant(known.id.clone()), now).await?;
    }
    Ok(ProviderInvited::Yes(known.id, None))
}

/// Keeps somebody whom the identity provider has just taken, sends the
/// invitation, and gives the grant. Neither waits for the other; whatever stops
/// half way is completed when they are invited again.
async fn invite_with(
    store: &(impl GrantDesk + DeliveryLog),
    mailer: &impl Mailer,
    staff: &StaffUser,
    invitation: ProviderInvitation,
    grant: &SupplierGrant,
    now: Timestamp,
) -> Result<ProviderInvited, Outage> {
    let id = &grant.to;
    let invitation = Invitation {
        first_name: invitation.first_name,
        last_name: invitation.last_name,
        email: invitation.email,
        role: Role::Provider,
    };
    let invited = staff_users::keep_invited(store, mailer, staff, id, invitation, ("", now));
    let granted = give_grant(store, staff, grant, now);
    let (sent, granted) = join(invited, granted).await;
    granted?;
    Ok(ProviderInvited::Yes(id.clone(), Some(sent?)))
}

/// Gives a grant, in place of one that the person has for the supplier.
///
/// # Errors
/// When the store does not answer.
pub async fn give_grant(
    store: &impl GrantDesk,
    by: &StaffUser,
    grant: &SupplierGrant,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let restricted = match grant.sees_restricted {
        true => ", restricted people included",
        false => "",
    };
    let (role, to) = (grant.role.name(), &grant.to.0);
    let what = format!("let {to} act as {role}{restricted}");
    note(store, by, &grant.supplier, what, now).await?;
    store.give_grant(grant).await
}

/// Takes a grant. The account of the person stays open: others may have granted
/// them another supplier.
///
/// # Errors
/// When the store does not answer.
pub async fn take_grant(
    store: &impl GrantDesk,
    by: &StaffUser,
    supplier: &SupplierId,
    account: &AccountId,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let what = format!("took the access of {}", account.0);
    note(store, by, supplier, what, now).await?;
    store.take_grant(account, supplier).await
}

/// Removes somebody of a supplier's staff, as its manager. A manager is finance's
/// to remove. Returns whether the person was staff.
///
/// # Errors
/// When the store does not answer.
pub async fn remove_own_staff(
    store: &impl GrantDesk,
    manager: &StaffUser,
    granted: &GrantedSupplier,
    account: &AccountId,
    now: Timestamp,
) -> Result<bool, StoreFault> {
    let supplier = &granted.grant.supplier;
    match store.grant(account, supplier).await? {
        Some(grant) if grant.role == ProviderRole::Staff => {
            take_grant(store, manager, supplier, account, now).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Writes what is done about a supplier into its audit.
///
/// # Errors
/// When the store does not answer.
pub async fn note(
    store: &impl domain::access::audit::AuditLog,
    by: &StaffUser,
    supplier: &SupplierId,
    what: String,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let subject = SupplierSubject(supplier.as_str().to_owned());
    let _entry = store.audit(subject, Actor::from(by), what, now).await?;
    Ok(())
}

async fn known(
    store: &impl StaffUserAdmin,
    email: &EmailAddress,
) -> Result<Option<ListedStaffUser>, StoreFault> {
    let all = store.staff_users().await?;
    Ok(all.into_iter().find(|known| known.email == *email))
}
