//! Submitting a register, and what finance does with a submitted one.
//!
//! To submit is to say so in the head, to freeze every line, to decide on what
//! the frozen lines hold, and to keep the locked version with the head: no mark
//! that was accepted is missing from it. A submission that stops half way is
//! finished by whoever opens the register next.

use std::collections::BTreeMap;

use attendance::cell::{RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{
    CellKept, HeadKept, KeptRegister, KeptStatus, KeptVersion, RegisterHead, RegisterKeeper,
    RegisterKey, RegisterReader,
};
use attendance::ledger::{Ledger, LedgerAmounts, LedgerScope, LedgerSide};
use attendance::patterns::{WEEKS_OF_ONE_SWAP, repeated_swap};
use attendance::provision::LineKey;
use attendance::provision::PlannedWeek;
use attendance::reconciliation::WEEKS_COMPARED;
use attendance::register::Register;
use attendance::restricted::ShownPeople;
use attendance::submission::{FinanceRefused, SubmitObstacle};
use attendance::terms::ContractBook;
use attendance::week::Week;
use domain::access::audit::{Actor, AuditLog, SupplierSubject};
use domain::access::staff_user::StaffUser;
use domain::fault::StoreFault;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::attendance_marks::{MarkKeeper, record_shown};
use crate::register_freeze::{FreezeOutcome, finish, obstacles, settle, thaw};

/// The times that a submission begins anew because somebody else wrote the
/// head.
const TRIES: usize = 4;

domain::ports! {
    /// Marks cells and locks registers.
    pub trait SubmissionKeeper: MarkKeeper + RegisterKeeper;
}

/// The outcome of submitting a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SubmissionOutcome {
    /// The register is locked. Holds the number of the version, and whether it
    /// was locked before.
    Locked {
        /// The version.
        version: u32,
        /// Whether nothing was done, because it was submitted before.
        again: bool,
    },
    /// Marks that were on the page were not taken, so nothing was locked.
    NotSaved(Vec<(CommandId, CellKept)>),
    /// Something stands in the way.
    Obstacles(Vec<SubmitObstacle>),
    /// There is no register.
    NoRegister,
    /// Somebody else is submitting it at this moment.
    Busy,
}

/// Saves what waits on the page, then confirms and locks the register.
///
/// # Errors
/// When the store does not answer. Whatever was begun is finished when the
/// register is submitted or opened again.
pub async fn submit(
    store: &impl SubmissionKeeper,
    key: &RegisterKey,
    waiting: &[CellCommand],
    declared: bool,
    by: &RecordedBy,
) -> Result<SubmissionOutcome, StoreFault> {
    submit_shown(store, key, (waiting, &ShownPeople::Everybody), declared, by).await
}

/// Saves what waits on the page of somebody to whom some people may not be
/// shown, and goes on as [`submit`] does.
///
/// # Errors
/// As [`submit`].
pub async fn submit_shown(
    store: &impl SubmissionKeeper,
    key: &RegisterKey,
    waiting: (&[CellCommand], &ShownPeople),
    declared: bool,
    by: &RecordedBy,
) -> Result<SubmissionOutcome, StoreFault> {
    let outcomes = record_shown(store, key, waiting, by).await?;
    let refused: Vec<_> = outcomes
        .into_iter()
        .filter(|(_, outcome)| !matches!(outcome, CellKept::Kept(_)))
        .collect();
    for _ in 0..TRIES {
        let Some(kept) = store.register(key).await? else {
            return Ok(SubmissionOutcome::NoRegister);
        };
        let kept = settle(store, kept, by.at).await?;
        match &kept.head.status {
            KeptStatus::Locked { .. } if refused.is_empty() => {
                return Ok(SubmissionOutcome::Locked {
                    version: kept.head.version,
                    again: true,
                });
            }
            KeptStatus::Locked { .. } => return Ok(SubmissionOutcome::NotSaved(refused)),
            KeptStatus::Locking { .. } => return Ok(SubmissionOutcome::Busy),
            KeptStatus::Open | KeptStatus::Unlocked { .. } => {}
        }
        if !refused.is_empty() {
            return Ok(SubmissionOutcome::NotSaved(refused));
        }
        let book = store.contract_book(&kept.terms()).await?;
        let obstacles = obstacles(&kept, by.at, declared, &book);
        if !obstacles.is_empty() {
            return Ok(SubmissionOutcome::Obstacles(obstacles));
        }
        let head = RegisterHead {
            status: KeptStatus::Locking { by: by.clone() },
            ..kept.head.clone()
        };
        if store.keep_head(key, &head).await? == HeadKept::Kept {
            let before = kept.head.status.clone();
            let begun = KeptRegister {
                head: RegisterHead {
                    changes: head.changes + 1,
                    ..head
                },
                ..kept
            };
            return Ok(match finish(store, begun, by, &before, book).await? {
                FreezeOutcome::Locked { version, again, .. } => {
                    SubmissionOutcome::Locked { version, again }
                }
                FreezeOutcome::Obstacles(obstacles) => SubmissionOutcome::Obstacles(obstacles),
            });
        }
    }
    Ok(SubmissionOutcome::Busy)
}

/// Unlocks a submitted register in the name of finance staff, with an entry of
/// the audit of its supplier before. Pressed twice, it is unlocked once.
///
/// What somebody left half way is finished first, and then the register is not
/// unlocked: whoever asked for that has not seen what the register is now.
///
/// # Errors
/// When the store does not answer.
pub async fn unlock_on_record(
    store: &(impl AuditLog + RegisterKeeper),
    staff: &StaffUser,
    key: &RegisterKey,
    because: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<Result<(), FinanceRefused>, StoreFault> {
    let by = RecordedBy {
        user: staff.id.0.clone(),
        at: now,
        via: RecordedVia::Page,
    };
    let kept = match to_unlock(store, key, &by, because, until).await? {
        Ok(Some(kept)) => kept,
        Ok(None) => return Ok(Ok(())),
        Err(refused) => return Ok(Err(refused)),
    };
    let subject = SupplierSubject(key.supplier.as_str().to_owned());
    let what = format!(
        "unlocked the register of the week ending {}",
        key.week.ending()
    );
    let _entry = store.audit(subject, Actor::from(staff), what, now).await?;
    unlock_kept(store, &kept, &by, because, until).await
}

/// Finds the register that can be unlocked; none if it was unlocked by the same
/// press of the button before.
async fn to_unlock(
    store: &impl RegisterKeeper,
    key: &RegisterKey,
    by: &RecordedBy,
    because: &str,
    until: Timestamp,
) -> Result<Result<Option<KeptRegister>, FinanceRefused>, StoreFault> {
    if because.trim().is_empty() {
        return Ok(Err(FinanceRefused::NoReasonGiven));
    }
    if until <= by.at {
        return Ok(Err(FinanceRefused::EndsBeforeItBegins));
    }
    let Some(kept) = store.register(key).await? else {
        return Ok(Err(FinanceRefused::NotLocked));
    };
    let seen = kept.head.changes;
    let kept = settle(store, kept, by.at).await?;
    Ok(match &kept.head.status {
        _ if kept.head.changes != seen => Err(FinanceRefused::NotTheLatestVersion),
        KeptStatus::Locked { .. } => Ok(Some(kept)),
        KeptStatus::Unlocked {
            by: before,
            because: why,
            ..
        } if before.user == by.user && why == because => Ok(None),
        _ => Err(FinanceRefused::NotLocked),
    })
}

async fn unlock_kept(
    store: &impl RegisterKeeper,
    kept: &KeptRegister,
    by: &RecordedBy,
    because: &str,
    until: Timestamp,
) -> Result<Result<(), FinanceRefused>, StoreFault> {
    let head = RegisterHead {
        status: KeptStatus::Unlocked {
            by: by.clone(),
            because: because.to_owned(),
            until,
        },
        ..kept.head.clone()
    };
    match store.keep_head(&kept.key, &head).await? {
        HeadKept::Overtaken => Ok(Err(FinanceRefused::NotTheLatestVersion)),
        HeadKept::Kept => {
            thaw(store, kept, Some(until)).await?;
            Ok(Ok(()))
        }
    }
}

/// Works out what would be paid if the register were submitted now.
#[must_use]
pub fn paid_if_locked(kept: &KeptRegister, book: &ContractBook) -> LedgerAmounts {
    let ledger = Ledger::of(&kept.register(), book);
    let of = |side| ledger.total(&LedgerScope::Week, side).amount;
    LedgerAmounts {
        planned: of(LedgerSide::Planned),
        paid: of(LedgerSide::Paid),
        billed: of(LedgerSide::Billed),
    }
}

/// The locked versions of the weeks before a register, of the last eight weeks.
#[derive(Clone, Debug, Default)]
pub struct WeeksBefore(BTreeMap<Week, KeptVersion>);

impl WeeksBefore {
    /// Returns what each line was paid, the latest week first.
    #[must_use]
    pub fn paid(&self) -> BTreeMap<LineKey, Vec<Decimal>> {
        let mut paid: BTreeMap<LineKey, Vec<Decimal>> = BTreeMap::new();
        for version in self.0.values().rev() {
            for line in version.lines.keys() {
                let of_line = version.amounts.iter().filter(|of| of.is_of(line));
                let sum = of_line.map(|of| of.paid).sum();
                paid.entry(line.clone()).or_default().push(sum);
            }
        }
        paid
    }

    /// Finds the lines of a register that were attended in one other way than
    /// planned for weeks, this one among them, each with the pattern to ask for.
    #[must_use]
    pub fn repeated_swaps(
        &self,
        register: &Register,
        book: &ContractBook,
    ) -> BTreeMap<LineKey, PlannedWeek> {
        let swaps = register.lines.iter().filter_map(|(key, line)| {
            let before = self.0.iter().filter_map(|(week, version)| {
                let kept = version.lines.get(key)?;
                Some((*week, &kept.line))
            });
            let weeks: Vec<_> = before.chain([(register.week, line)]).collect();
            let pattern = repeated_swap(&weeks, WEEKS_OF_ONE_SWAP, book)?;
            Some((key.clone(), pattern))
        });
        swaps.collect()
    }
}

/// Reads the weeks before a register: those of the last eight that were
/// submitted.
///
/// # Errors
/// When the store does not answer.
pub async fn weeks_before(
    store: &impl RegisterReader,
    key: &RegisterKey,
) -> Result<WeeksBefore, StoreFault> {
    let before = std::iter::successors(Some(key.week.previous()), |week| Some(week.previous()));
    let weeks: Vec<_> = before.take(WEEKS_COMPARED).collect();
    let heads = store.register_heads(&key.supplier, &weeks).await?;
    let submitted = heads.iter().filter(|(_, head)| head.version > 0);
    let versions = submitted.map(|(week, head)| {
        let key = RegisterKey {
            supplier: key.supplier.clone(),
            week: *week,
        };
        async move {
            let version = store.locked_version(&key, head.version).await?;
            Ok::<_, StoreFault>(version.map(|version| (key.week, version)))
        }
    });
    let versions = try_join_all(versions).await?;
    Ok(WeeksBefore(versions.into_iter().flatten().collect()))
}
