//! The use cases of adjusting a locked register: one member of finance staff
//! proposes it, another approves it or turns it down.
//!
//! What was locked before stays. An approved adjustment is one more version,
//! which goes to the case system like every other one.

use std::collections::{BTreeMap, BTreeSet};

use attendance::adjustment_proposal::{
    AdjustedVersion, AdjustmentDecided, AdjustmentDecision, AdjustmentId, AdjustmentKeeper,
    AdjustmentProposal,
};
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::kept_register::{
    HeadKept, KeptAdjustment, KeptRegister, KeptStatus, KeptVersion, LockedAmounts, RegisterHead,
    RegisterKeeper, RegisterKey,
};
use attendance::locked_chain::chain_of;
use attendance::missed_transport::MissedTransport;
use attendance::submission::{AdjustedRegister, FinanceRefused, may_approve};
use attendance::terms::ContractBook;
use domain::access::audit::AuditLog;
use domain::access::staff_user::StaffUser;
use domain::fault::StoreFault;
use domain::records::staff_queues::StaffUserAdmin;
use domain::values::account_id::AccountId;
use futures_util::future::try_join;
use jiff::Timestamp;

use crate::provider_grants::note;
use crate::register_freeze::settle;

domain::ports! {
    /// Adjusts registers, on the record.
    pub trait RegisterAdjuster: AdjustmentKeeper + AuditLog + RegisterKeeper;
}

/// A locked register that can be adjusted.
#[derive(Clone, Debug)]
pub struct AdjustableRegister {
    /// The register.
    pub kept: KeptRegister,
    /// The last locked version of the register.
    pub last: KeptVersion,
    /// The terms of today.
    pub book: ContractBook,
}

/// What somebody asks to be adjusted.
#[derive(Clone, Debug)]
pub struct AskedAdjustment {
    /// The id, which follows from the rest.
    pub id: AdjustmentId,
    /// The cells with their new marks.
    pub changes: Vec<(Cell, Mark)>,
    /// Why.
    pub because: String,
}

/// Reads a register that can be adjusted: one that is locked. None if there is
/// no such register or if it is not locked.
///
/// # Errors
/// When the store does not answer.
pub async fn adjustable(
    store: &impl RegisterKeeper,
    key: &RegisterKey,
    now: Timestamp,
) -> Result<Option<AdjustableRegister>, StoreFault> {
    let Some(kept) = store.register(key).await? else {
        return Ok(None);
    };
    let kept = settle(store, kept, now).await?;
    if !matches!(kept.head.status, KeptStatus::Locked { .. }) {
        return Ok(None);
    }
    let terms = kept.terms();
    let (last, book) = try_join(
        store.locked_version(key, kept.head.version),
        store.contract_book(&terms),
    )
    .await?;
    Ok(last.map(|last| AdjustableRegister { kept, last, book }))
}

/// Notes that somebody sees the people of a register, before they do.
///
/// # Errors
/// When the store does not answer.
pub async fn note_seen(
    store: &impl AuditLog,
    staff: &StaffUser,
    key: &RegisterKey,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let what = format!("looked at {} to adjust it", of_week(key));
    note(store, staff, &key.supplier, what, now).await
}

/// Proposes an adjustment: works out its net effect and keeps it for a second
/// person. The register stays as it is. Proposed twice, it is kept once.
///
/// # Errors
/// When the store does not answer.
pub async fn propose(
    store: &impl RegisterAdjuster,
    staff: &StaffUser,
    register: &AdjustableRegister,
    asked: AskedAdjustment,
    now: Timestamp,
) -> Result<Result<AdjustmentProposal, FinanceRefused>, StoreFault> {
    let by = RecordedBy {
        user: staff.id.0.clone(),
        at: now,
        via: RecordedVia::Adjustment,
    };
    let adjusted = match register.with(&asked.changes, &asked.because, &by) {
        Ok(adjusted) => adjusted,
        Err(refused) => return Ok(Err(refused)),
    };
    let key = &register.kept.key;
    let proposal = AdjustmentProposal {
        id: asked.id,
        register: key.clone(),
        from_version: register.last.number,
        because: asked.because,
        by,
        changes: asked.changes,
        lines: adjusted.lines,
        decided: None,
    };
    if store.proposal(key, &proposal.id).await?.is_none() {
        let what = format!("proposed adjustment {} of {}", proposal.id, of_week(key));
        note(store, staff, &key.supplier, what, now).await?;
        store.keep_proposal(&proposal).await?;
    }
    Ok(Ok(proposal))
}

/// An adjustment with its register and the names of who proposed it and who
/// decided on it, by their ids.
#[derive(Clone, Debug)]
pub struct ReadAdjustment {
    /// The adjustment.
    pub proposal: AdjustmentProposal,
    /// The register as it is now.
    pub kept: KeptRegister,
    /// The names of finance staff.
    pub names: BTreeMap<String, String>,
}

/// Reads an adjustment with its register, on the record: it is about somebody.
/// None if there is no such adjustment.
///
/// # Errors
/// When the store does not answer.
pub async fn read(
    store: &(impl RegisterAdjuster + StaffUserAdmin),
    staff: &StaffUser,
    (key, id): (&RegisterKey, &AdjustmentId),
    now: Timestamp,
) -> Result<Option<ReadAdjustment>, StoreFault> {
    let (proposal, kept) = try_join(store.proposal(key, id), store.register(key)).await?;
    let (Some(proposal), Some(kept)) = (proposal, kept) else {
        return Ok(None);
    };
    let what = format!("read adjustment {id} of {}", of_week(key));
    note(store, staff, &key.supplier, what, now).await?;
    let decided_by = proposal.decided.as_ref().map(|decided| &decided.by);
    let ids: BTreeSet<_> = [Some(&proposal.by.user), decided_by]
        .into_iter()
        .flatten()
        .collect();
    let ids: Vec<_> = ids.into_iter().cloned().map(AccountId).collect();
    let names = store.staff_users_of(&ids).await?.into_iter();
    Ok(Some(ReadAdjustment {
        names: names.map(|one| (one.id.0, one.name)).collect(),
        proposal,
        kept,
    }))
}

/// Approves an adjustment as a second person, which makes a new version. Pressed
/// twice, it makes one. None if there is no such adjustment.
///
/// # Errors
/// When the store does not answer.
pub async fn approve(
    store: &impl RegisterAdjuster,
    staff: &StaffUser,
    (key, id): (&RegisterKey, &AdjustmentId),
    now: Timestamp,
) -> Result<Option<Result<(), FinanceRefused>>, StoreFault> {
    let Some(proposal) = store.proposal(key, id).await? else {
        return Ok(None);
    };
    if let Some(decided) = &proposal.decided {
        return Ok(Some(decided_before(staff, decided)));
    }
    let Some(register) = adjustable(store, key, now).await? else {
        return Ok(Some(Err(FinanceRefused::NotLocked)));
    };
    let by = RecordedBy {
        user: staff.id.0.clone(),
        at: now,
        via: RecordedVia::Adjustment,
    };
    let adjusted = match register.approved(&proposal, &by) {
        Ok(adjusted) => adjusted,
        Err(refused) => return Ok(Some(Err(refused))),
    };
    let what = format!("approved adjustment {id} of {}", of_week(key));
    note(store, staff, &key.supplier, what, now).await?;
    let decided = AdjustmentDecided {
        by: by.user,
        at: now,
        decision: AdjustmentDecision::Approved {
            version: adjusted.version.number,
        },
    };
    if store.keep_adjusted(&proposal, &decided, &adjusted).await? == HeadKept::Kept {
        return Ok(Some(Ok(())));
    }
    // A button that was pressed twice can come twice at once.
    let again = store.proposal(key, id).await?;
    let decided = again.and_then(|proposal| proposal.decided);
    Ok(Some(match decided {
        Some(decided) => decided_before(staff, &decided),
        None => Err(FinanceRefused::NotTheLatestVersion),
    }))
}

/// Turns an adjustment down with a reason, or takes one's own back. Pressed
/// twice, it is done once. None if there is no such adjustment.
///
/// # Errors
/// When the store does not answer.
pub async fn turn_down(
    store: &impl RegisterAdjuster,
    staff: &StaffUser,
    (key, id): (&RegisterKey, &AdjustmentId),
    because: &str,
    now: Timestamp,
) -> Result<Option<Result<(), FinanceRefused>>, StoreFault> {
    let Some(proposal) = store.proposal(key, id).await? else {
        return Ok(None);
    };
    let decided = AdjustmentDecided {
        by: staff.id.0.clone(),
        at: now,
        decision: AdjustmentDecision::TurnedDown {
            because: because.to_owned(),
        },
    };
    if let Some(before) = &proposal.decided {
        let same = before.by == decided.by && before.decision == decided.decision;
        return Ok(Some(same.then_some(()).ok_or(FinanceRefused::Decided)));
    }
    let what = format!("turned down adjustment {id} of {}", of_week(key));
    note(store, staff, &key.supplier, what, now).await?;
    let done = store.turn_down(&proposal, &decided).await?;
    Ok(Some(done.then_some(()).ok_or(FinanceRefused::Decided)))
}

/// Says what an approval is after a decision: the same one again, or too late.
fn decided_before(staff: &StaffUser, decided: &AdjustmentDecided) -> Result<(), FinanceRefused> {
    match &decided.decision {
        AdjustmentDecision::Approved { .. } if decided.by == staff.id.0 => Ok(()),
        AdjustmentDecision::Approved { .. } | AdjustmentDecision::TurnedDown { .. } => {
            Err(FinanceRefused::Decided)
        }
    }
}

fn of_week(key: &RegisterKey) -> String {
    format!("the register of the week ending {}", key.week.ending())
}

impl AdjustableRegister {
    /// Works out what changes of cells make of the register.
    ///
    /// # Errors
    /// [`FinanceRefused`].
    pub fn with(
        &self,
        changes: &[(Cell, Mark)],
        because: &str,
        by: &RecordedBy,
    ) -> Result<AdjustedRegister, FinanceRefused> {
        let locked = (&self.kept.register(), self.last.amounts.as_slice());
        AdjustedRegister::of(locked, changes, because, by, &self.book)
    }

    /// Makes the version that a proposal makes of the register when a second
    /// person approves it.
    fn approved(
        &self,
        proposal: &AdjustmentProposal,
        by: &RecordedBy,
    ) -> Result<AdjustedVersion, FinanceRefused> {
        let (proposer, latest) = (&proposal.by.user, self.last.number);
        may_approve((proposer, proposal.from_version), &by.user, latest)?;
        let adjusted = self.with(&proposal.changes, &proposal.because, &proposal.by)?;
        // What was approved is what was shown.
        if adjusted.lines != proposal.lines {
            return Err(FinanceRefused::EffectChanged);
        }
        let mut lines = self.kept.lines.clone();
        let mut changed = Vec::new();
        for (key, line) in adjusted.register.lines {
            if let Some(kept) = lines.get_mut(&key)
                && kept.line != line
            {
                *kept = kept.changed_to(line, None);
                changed.push(kept.clone());
            }
        }
        let mut version = KeptVersion {
            number: latest + 1,
            by: by.clone(),
            supplier_name: self.last.supplier_name.clone(),
            lines,
            plan_version: self.last.plan_version,
            book: self.book.clone(),
            amounts: LockedAmounts::of(&adjusted.ledger),
            chain: String::new(),
            adjustment: Some(KeptAdjustment {
                because: proposal.because.clone(),
                proposed_by: proposal.by.clone(),
                approved_by: by.clone(),
            }),
        };
        let chain = chain_of(&self.kept.key, Some(&self.last), &version);
        version.chain = chain.root().as_str().to_owned();
        let head = RegisterHead {
            status: KeptStatus::Locked { by: by.clone() },
            version: version.number,
            amounts: Some(LockedAmounts::total(&version.amounts)),
            transport: Some(MissedTransport::of(&adjusted.ledger)),
            ..self.kept.head.clone()
        };
        Ok(AdjustedVersion {
            head,
            version,
            lines: changed,
        })
    }
}
