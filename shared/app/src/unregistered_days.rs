//! Commissioned days that were never on a register, at the finance desk: what
//! they would pay, and two people who settle them.
//!
//! The portal pays nothing for such days: the case system does, which has the
//! start of the service. What the person is billed for them is flagged, because
//! no attendance exists; whoever settles them says what became of both.

use std::collections::BTreeSet;

use attendance::kept_register::RegisterReader;
use attendance::terms::ContractBook;
use attendance::unregistered::{
    DaysSettled, ProposedSettlement, UnregisteredDays, UnregisteredDaysDesk, UnregisteredKey,
};
use domain::access::audit::AuditLog;
use domain::access::staff_user::StaffUser;
use domain::fault::StoreFault;
use domain::values::list_page::{ListCursor, ListPage};
use jiff::Timestamp;

use crate::provider_grants::note;

/// What somebody of finance does about such days.
#[derive(Clone, Copy, Debug)]
pub enum SettlementStep<'a> {
    /// Says how they are settled.
    Propose(&'a str),
    /// Agrees to what another has said at this time.
    Agree(Timestamp),
}

/// Lists a page of such days, with the terms that price them.
///
/// # Errors
/// When the store does not answer.
pub async fn list(
    store: &(impl UnregisteredDaysDesk + RegisterReader),
    after: Option<&ListCursor>,
    most: usize,
) -> Result<(ListPage<UnregisteredDays>, ContractBook), StoreFault> {
    let found = store.unregistered_page(after, most).await?;
    let terms: BTreeSet<_> = found.items.iter().map(|one| one.terms.clone()).collect();
    let book = store.contract_book(&terms).await?;
    Ok((found, book))
}

/// Reads such days of one person, on the record, with the terms that price them.
/// None if they are settled, or if the case system has taken them back.
///
/// # Errors
/// When the store does not answer.
pub async fn read(
    store: &(impl UnregisteredDaysDesk + RegisterReader + AuditLog),
    staff: &StaffUser,
    key: &UnregisteredKey,
    now: Timestamp,
) -> Result<Option<(UnregisteredDays, ContractBook)>, StoreFault> {
    let Some(found) = store.unregistered(key).await? else {
        return Ok(None);
    };
    let what = format!("looked at {}", words(key));
    note(store, staff, &key.register.supplier, what, now).await?;
    let terms = BTreeSet::from([found.terms.clone()]);
    let book = store.contract_book(&terms).await?;
    Ok(Some((found, book)))
}

/// Settles such days: one person says how, another agrees, and they leave the
/// list. Pressed twice, each is done once. The act is on the record first.
///
/// # Errors
/// When the store does not answer.
pub async fn settle(
    store: &(impl UnregisteredDaysDesk + AuditLog),
    staff: &StaffUser,
    key: &UnregisteredKey,
    step: SettlementStep<'_>,
    now: Timestamp,
) -> Result<DaysSettled, StoreFault> {
    let Some(found) = store.unregistered(key).await? else {
        return Ok(DaysSettled::NotThere);
    };
    let supplier = &key.register.supplier;
    match (step, found.proposed) {
        (SettlementStep::Propose(how), Some(before)) => {
            let same = before.by == staff.id && before.how == how;
            Ok(match same {
                true => DaysSettled::Proposed,
                false => DaysSettled::NotAsShown,
            })
        }
        (SettlementStep::Propose(how), None) => {
            let what = format!("said how {} are settled", words(key));
            note(store, staff, supplier, what, now).await?;
            let proposed = ProposedSettlement {
                by: staff.id.clone(),
                at: now,
                how: how.to_owned(),
            };
            Ok(match store.propose_settlement(key, &proposed).await? {
                true => DaysSettled::Proposed,
                false => DaysSettled::NotAsShown,
            })
        }
        (SettlementStep::Agree(_), Some(before)) if before.by == staff.id => {
            Ok(DaysSettled::SamePerson)
        }
        (SettlementStep::Agree(at), Some(before)) if before.at == at => {
            let what = format!("agreed how {} are settled: {}", words(key), before.how);
            note(store, staff, supplier, what, now).await?;
            Ok(match store.settle_unregistered(key, &before).await? {
                true => DaysSettled::Settled,
                false => DaysSettled::NotThere,
            })
        }
        (SettlementStep::Agree(_), _) => Ok(DaysSettled::NotAsShown),
    }
}

fn words(key: &UnregisteredKey) -> String {
    let ending = key.register.week.ending();
    let line = &key.line;
    format!("commissioned days of {line} in the week ending {ending} without a register")
}
