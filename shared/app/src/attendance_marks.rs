//! Recording attendance: single cells, each in one write, and actions on whole
//! lines.

use std::collections::BTreeSet;

use attendance::absence::AbsenceReason;
use attendance::cell::{Mark, RecordedBy};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{
    CellKeeper, CellKept, KeptRegister, KeptStatus, LineKept, RegisterKeeper, RegisterKey,
    RegisterReader,
};
use attendance::register::{ChangeRefused, RegisterAction, RegisterChanged};
use attendance::restricted::ShownPeople;
use domain::fault::StoreFault;
use domain::values::london::date_in_london;
use futures_util::future::try_join_all;

use crate::register_freeze::settle;

/// The most commands of one request.
pub const MOST_COMMANDS: usize = 500;
/// The writes that are made side by side.
const SIDE_BY_SIDE: usize = 25;
/// The times that an action is tried when somebody else writes the same lines.
const TRIES: usize = 4;

domain::ports! {
    /// Marks cells, and reads the register where a rule asks for it.
    pub trait MarkKeeper: CellKeeper + RegisterReader;
}

/// The outcome of an action on a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ActionOutcome {
    /// The action was taken.
    Taken(RegisterChanged),
    /// The register is locked.
    Locked,
    /// There is no register.
    NoRegister,
    /// The action cannot be taken.
    Refused(ChangeRefused),
    /// Others wrote the same lines every time.
    Busy,
}

/// Marks cells, each in one write of its own, side by side. The outcomes are in
/// the order of the commands. A command that comes again changes nothing.
///
/// # Errors
/// When the store does not answer. Commands that were applied before stay so.
pub async fn record(
    store: &impl MarkKeeper,
    key: &RegisterKey,
    commands: &[CellCommand],
    by: &RecordedBy,
) -> Result<Vec<(CommandId, CellKept)>, StoreFault> {
    record_shown(store, key, (commands, &ShownPeople::Everybody), by).await
}

/// Marks cells as [`record`] does, for somebody to whom some people may not be
/// shown: a line of theirs is as one that is not there.
///
/// # Errors
/// When the store does not answer. Commands that were applied before stay so.
pub async fn record_shown(
    store: &impl MarkKeeper,
    key: &RegisterKey,
    (commands, shown): (&[CellCommand], &ShownPeople),
    by: &RecordedBy,
) -> Result<Vec<(CommandId, CellKept)>, StoreFault> {
    let overruled = overrules(store, key, (commands, shown), by).await?;
    let mut outcomes = Vec::with_capacity(commands.len());
    for some in commands.chunks(SIDE_BY_SIDE) {
        let kept = some.iter().map(|command| {
            let refused = refused_at_once(key, command, by, &overruled);
            async move {
                let outcome = match refused {
                    Some(refused) => CellKept::Refused(refused),
                    None => store.keep_shown_cell(key, command, by, shown).await?,
                };
                Ok::<_, StoreFault>((command.id.clone(), outcome))
            }
        });
        outcomes.extend(try_join_all(kept).await?);
    }
    Ok(outcomes)
}

/// Says what needs no look at the register to be refused.
fn refused_at_once(
    key: &RegisterKey,
    command: &CellCommand,
    by: &RecordedBy,
    overruled: &BTreeSet<CommandId>,
) -> Option<ChangeRefused> {
    if let Err(refused) = command.check(key.week, date_in_london(by.at)) {
        return Some(refused);
    }
    let without_reason = overruled.contains(&command.id);
    without_reason.then_some(ChangeRefused::OverruleWithoutReason)
}

/// Finds the commands whose chosen reason differs from what the notice period
/// says, without why. The register is read only if a command has both.
async fn overrules(
    store: &impl RegisterReader,
    key: &RegisterKey,
    (commands, shown): (&[CellCommand], &ShownPeople),
    by: &RecordedBy,
) -> Result<BTreeSet<CommandId>, StoreFault> {
    let by_notice = |command: &&CellCommand| match &command.mark {
        Mark::AsPlanned => false,
        Mark::Received { account, .. } => {
            let chosen = account.chosen;
            let is_notice = |reason| {
                matches!(
                    reason,
                    AbsenceReason::WithNotice | AbsenceReason::WithoutNotice
                )
            };
            account.notice_given.is_some() && chosen.is_some_and(is_notice)
        }
    };
    let asked: Vec<_> = commands.iter().filter(by_notice).collect();
    if asked.is_empty() {
        return Ok(BTreeSet::new());
    }
    let Some(mut kept) = store.register(key).await? else {
        return Ok(BTreeSet::new());
    };
    kept.lines
        .retain(|_, kept| shown.has(&kept.line.provision.person));
    let book = store.contract_book(&kept.terms()).await?;
    let register = kept.register();
    let refused = asked.into_iter().filter(|command| {
        let action = RegisterAction::Record {
            cell: command.cell.clone(),
            mark: command.mark.clone(),
            seen: command.seen,
        };
        let tried = register.clone().apply(&action, by, &book);
        tried == Err(ChangeRefused::OverruleWithoutReason)
    });
    Ok(refused.map(|command| command.id.clone()).collect())
}

/// Takes an action on whole lines. Whatever others change meanwhile stays: the
/// action is tried again on what they left.
///
/// # Errors
/// When the store does not answer. Lines that were written before stay so; the
/// action can be taken again.
pub async fn act(
    store: &impl RegisterKeeper,
    key: &RegisterKey,
    action: &RegisterAction,
    by: &RecordedBy,
) -> Result<ActionOutcome, StoreFault> {
    let mut all = RegisterChanged::default();
    for _ in 0..TRIES {
        let Some(kept) = store.register(key).await? else {
            return Ok(ActionOutcome::NoRegister);
        };
        let kept = settle(store, kept, by.at).await?;
        if !is_open(&kept, by) {
            return Ok(ActionOutcome::Locked);
        }
        let book = store.contract_book(&kept.terms()).await?;
        let mut register = kept.register();
        let changed = match register.apply(action, by, &book) {
            Ok(changed) => changed,
            Err(refused) => return Ok(ActionOutcome::Refused(refused)),
        };
        all.cells.extend(changed.cells);
        all.left = changed.left;
        let lines: Vec<_> = register.lines.into_iter().collect();
        let mut outcomes = Vec::new();
        for some in lines.chunks(SIDE_BY_SIDE) {
            let writes = some.iter().filter_map(|(line_key, line)| {
                let before = kept.lines.get(line_key)?;
                let after = before.changed_to(line.clone(), None);
                Some(async move { store.keep_line(key, before, &after, by.at).await })
            });
            outcomes.extend(try_join_all(writes).await?);
        }
        if outcomes.contains(&LineKept::Locked) {
            return Ok(ActionOutcome::Locked);
        }
        if !outcomes.contains(&LineKept::Overtaken) {
            return Ok(ActionOutcome::Taken(all));
        }
    }
    Ok(ActionOutcome::Busy)
}

fn is_open(kept: &KeptRegister, by: &RecordedBy) -> bool {
    match &kept.head.status {
        KeptStatus::Open => true,
        KeptStatus::Unlocked { until, .. } => by.at < *until,
        KeptStatus::Locking { .. } | KeptStatus::Locked { .. } => false,
    }
}
