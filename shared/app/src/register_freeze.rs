//! Freezing a register's lines, locking what they hold, and finishing what
//! stopped half way.

use std::collections::BTreeMap;

use attendance::cell::{RecordedBy, RecordedVia};
use attendance::kept_line::{CellVersion, KeptLine};
use attendance::kept_register::{
    HeadKept, KeptRegister, KeptStatus, KeptVersion, LockedAmounts, RegisterHead, RegisterKeeper,
    RegisterKey,
};
use attendance::ledger::Ledger;
use attendance::locked_chain::chain_of;
use attendance::provision::LineKey;
use attendance::submission::{RegisterRecord, SubmitObstacle};
use attendance::terms::ContractBook;
use domain::fault::StoreFault;
use futures_util::future::try_join_all;
use jiff::Timestamp;

/// The seconds after which a submission that has not ended is finished by
/// whoever finds it: longer than a function lives.
const ABANDONED_AFTER: i64 = 40;
/// The lines that are frozen side by side.
const SIDE_BY_SIDE: usize = 100;

/// The outcome of freezing a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum FreezeOutcome {
    /// The register is locked.
    Locked {
        /// The version.
        version: u32,
        /// Whether somebody else locked it in the meantime.
        again: bool,
        /// The register as it is then.
        kept: Box<KeptRegister>,
    },
    /// Something that was recorded in the last moment stands in the way, and
    /// the register is again what it was before.
    Obstacles(Vec<SubmitObstacle>),
}

pub(crate) fn obstacles(
    kept: &KeptRegister,
    now: Timestamp,
    declared: bool,
    book: &ContractBook,
) -> Vec<SubmitObstacle> {
    RegisterRecord::new(kept.register()).obstacles(now, declared, book)
}

/// Freezes the lines of a register whose head says that it is being submitted,
/// and locks what they hold. Where a mark of the last moment stands in the way,
/// the register is again what it was before.
pub(crate) async fn finish(
    store: &impl RegisterKeeper,
    begun: KeptRegister,
    by: &RecordedBy,
    before: &KeptStatus,
    book: ContractBook,
) -> Result<FreezeOutcome, StoreFault> {
    let key = &begun.key;
    let version = begun.head.version + 1;
    let lines = freeze(store, key, begun.lines.keys(), version).await?;
    let frozen = KeptRegister {
        lines,
        ..begun.clone()
    };
    let obstacles = obstacles(&frozen, by.at, true, &book);
    if !obstacles.is_empty() {
        give_up(store, &frozen, before).await?;
        return Ok(FreezeOutcome::Obstacles(obstacles));
    }
    let last = match begun.head.version {
        0 => None,
        last => store.locked_version(key, last).await?,
    };
    let kept = version_of(&frozen, last.as_ref(), by, book);
    let head = RegisterHead {
        status: KeptStatus::Locked { by: by.clone() },
        version,
        amounts: Some(LockedAmounts::total(&kept.amounts)),
        transport: Some(kept.missed_transport(key)),
        ..frozen.head.clone()
    };
    // Somebody else may have finished it.
    let again = store.keep_version(key, &head, &kept).await? == HeadKept::Overtaken;
    let head = RegisterHead {
        changes: head.changes + 1,
        ..head
    };
    Ok(FreezeOutcome::Locked {
        version,
        again,
        kept: Box::new(KeptRegister { head, ..frozen }),
    })
}

/// Freezes lines, and returns them as they are then.
async fn freeze(
    store: &impl RegisterKeeper,
    key: &RegisterKey,
    lines: impl Iterator<Item = &LineKey>,
    version: u32,
) -> Result<BTreeMap<LineKey, KeptLine>, StoreFault> {
    let lines: Vec<_> = lines.collect();
    let mut frozen = BTreeMap::new();
    for some in lines.chunks(SIDE_BY_SIDE) {
        let reads = some
            .iter()
            .map(|line| async move { store.freeze_line(key, line, version).await });
        for kept in try_join_all(reads).await?.into_iter().flatten() {
            frozen.insert(kept.line.provision.key.clone(), kept);
        }
    }
    Ok(frozen)
}

/// Lets the lines of a register be changed.
pub(crate) async fn thaw(
    store: &impl RegisterKeeper,
    kept: &KeptRegister,
    until: Option<Timestamp>,
) -> Result<(), StoreFault> {
    let lines: Vec<_> = kept.lines.keys().collect();
    for some in lines.chunks(SIDE_BY_SIDE) {
        let thawed = some
            .iter()
            .map(|line| store.thaw_line(&kept.key, line, until));
        try_join_all(thawed).await?;
    }
    Ok(())
}

/// Makes a register what it was before somebody began to submit it. The head
/// comes last, so that whoever finds this half done does it again.
async fn give_up(
    store: &impl RegisterKeeper,
    frozen: &KeptRegister,
    before: &KeptStatus,
) -> Result<(), StoreFault> {
    let until = match before {
        KeptStatus::Unlocked { until, .. } => Some(*until),
        _ => None,
    };
    thaw(store, frozen, until).await?;
    let head = RegisterHead {
        status: before.clone(),
        ..frozen.head.clone()
    };
    store.keep_head(&frozen.key, &head).await.map(drop)
}

/// Makes the version that frozen lines are, after the version before.
fn version_of(
    frozen: &KeptRegister,
    before: Option<&KeptVersion>,
    by: &RecordedBy,
    book: ContractBook,
) -> KeptVersion {
    let amounts = LockedAmounts::of(&Ledger::of(&frozen.register(), &book));
    let mut version = KeptVersion {
        number: frozen.head.version + 1,
        by: by.clone(),
        supplier_name: frozen.head.supplier_name.clone(),
        lines: frozen.lines.clone(),
        plan_version: frozen.head.plan_version,
        book,
        amounts,
        chain: String::new(),
        adjustment: None,
    };
    let chain = chain_of(&frozen.key, before, &version);
    version.chain = chain.root().as_str().to_owned();
    version
}

/// Finishes a submission that was abandoned, and ends an unlocking that has run
/// out. Returns the register as it is then.
///
/// # Errors
/// When the store does not answer.
pub async fn settle(
    store: &impl RegisterKeeper,
    kept: KeptRegister,
    now: Timestamp,
) -> Result<KeptRegister, StoreFault> {
    match &kept.head.status {
        KeptStatus::Locking { by } if is_abandoned(by, now) => {
            // Only a register that was locked before can have been unlocked.
            // What it was unlocked for is not known any more.
            let before = match kept.head.version {
                0 => KeptStatus::Open,
                _ => KeptStatus::Unlocked {
                    by: by.clone(),
                    because: String::new(),
                    until: now,
                },
            };
            let book = store.contract_book(&kept.terms()).await?;
            let finished = finish(store, kept.clone(), by, &before, book).await?;
            if let FreezeOutcome::Locked {
                again: false, kept, ..
            } = finished
            {
                return Ok(*kept);
            }
        }
        KeptStatus::Unlocked { until, .. } if *until <= now => {
            lock_again(store, &kept, *until).await?;
        }
        KeptStatus::Unlocked { until, .. } if is_half_unlocked(&kept, *until) => {
            thaw(store, &kept, Some(*until)).await?;
        }
        KeptStatus::Open if kept.lines.values().any(|line| line.locked.is_some()) => {
            thaw(store, &kept, None).await?;
        }
        _ => return Ok(kept),
    }
    Ok(store.register(&kept.key).await?.unwrap_or(kept))
}

pub(crate) fn is_abandoned(by: &RecordedBy, now: Timestamp) -> bool {
    now.duration_since(by.at).as_secs() > ABANDONED_AFTER
}

fn is_half_unlocked(kept: &KeptRegister, until: Timestamp) -> bool {
    let mut lines = kept.lines.values();
    lines.any(|line| line.locked.is_some() && line.open_until != Some(until))
}

/// Ends an unlocking that has run out: each cell is again what was locked. What
/// was changed meanwhile stays in the history of its cell, before the mark that
/// takes it back.
async fn lock_again(
    store: &impl RegisterKeeper,
    kept: &KeptRegister,
    until: Timestamp,
) -> Result<(), StoreFault> {
    let (key, number) = (&kept.key, kept.head.version);
    let Some(version) = store.locked_version(key, number).await? else {
        return Ok(());
    };
    let frozen = freeze(store, key, kept.lines.keys(), number).await?;
    let back = RecordedBy {
        user: version.by.user.clone(),
        at: until,
        via: RecordedVia::Adjustment,
    };
    let restored: Vec<_> = frozen
        .into_iter()
        .filter_map(|(line, kept)| put_back(kept, version.lines.get(&line)?, &back))
        .collect();
    for some in restored.chunks(SIDE_BY_SIDE) {
        let writes = some.iter().map(|line| store.restore_line(key, line));
        try_join_all(writes).await?;
    }
    let head = RegisterHead {
        status: KeptStatus::Locked {
            by: version.by.clone(),
        },
        ..kept.head.clone()
    };
    store.keep_head(key, &head).await.map(drop)
}

/// Puts each cell of a line back to what was locked, as one more version. None
/// if nothing differs.
fn put_back(mut line: KeptLine, locked: &KeptLine, back: &RecordedBy) -> Option<KeptLine> {
    let mut differs = false;
    for (place, versions) in &mut line.versions {
        let now = versions.last().map(|version| version.mark.clone());
        let before = locked.versions.get(place).and_then(|of| of.last());
        let before = before
            .map(|version| version.mark.clone())
            .unwrap_or_default();
        if now.is_some_and(|now| now != before) {
            versions.push(CellVersion {
                mark: before,
                recorded: back.clone(),
                command: None,
            });
            differs = true;
        }
    }
    let fields = [
        line.line.absent_all_week != locked.line.absent_all_week,
        line.line.checked != locked.line.checked,
        line.line.explained_doubles != locked.line.explained_doubles,
    ];
    if !differs && !fields.contains(&true) {
        return None;
    }
    line.line.absent_all_week = locked.line.absent_all_week.clone();
    line.line.checked = locked.line.checked.clone();
    line.line.explained_doubles = locked.line.explained_doubles.clone();
    line.changes += 1;
    Some(line)
}
