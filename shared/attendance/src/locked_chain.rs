//! The chain of a locked version: what the kept lines say about how it came to
//! be, as events in an order that never differs.
//!
//! The chain of a version goes on from the last hash of the version before, so
//! that a version has the lines of its own changes alone. Unlocking is kept in
//! the audit, and not here: it changes nothing in a register.

use jiff::Timestamp;

use crate::cell::{Cell, CellRecord};
use crate::change_chain::{ChainHash, ChangeChain, RegisterEvent};
use crate::kept_line::KeptLine;
use crate::kept_register::{KeptVersion, LockedAmounts, RegisterKey};
use crate::provision::LineKey;
use crate::register::RegisterLine;

/// Makes the chain of a version that is locked, or was, after the version before
/// if there is one. Reads everything of the version but its `chain`.
///
/// ```
/// use attendance::kept_register::{KeptVersion, RegisterKey};
/// use attendance::locked_chain::chain_of;
///
/// fn with_its_chain(
///     key: &RegisterKey,
///     before: Option<&KeptVersion>,
///     mut version: KeptVersion,
/// ) -> KeptVersion {
///     version.chain = chain_of(key, before, &version).root().as_str().to_owned();
///     version
/// }
/// ```
#[must_use]
pub fn chain_of(
    key: &RegisterKey,
    before: Option<&KeptVersion>,
    version: &KeptVersion,
) -> ChangeChain {
    let known = before.and_then(|before| ChainHash::parse(&before.chain));
    let mut chain = ChangeChain::after(known.unwrap_or_else(ChainHash::start));
    for event in events_of(key, before, version) {
        chain.add(&event);
    }
    chain
}

/// Lists what happened to a register after the version before and until a
/// version was locked: its plan, line by line; the marks, by time; the amounts;
/// the lock.
#[must_use]
pub fn events_of(
    key: &RegisterKey,
    before: Option<&KeptVersion>,
    version: &KeptVersion,
) -> Vec<RegisterEvent> {
    let line_before = |line: &LineKey| before.and_then(|before| before.lines.get(line));
    let lines = || version.lines.iter();
    let mut events = Vec::new();
    let replanned = lines().filter(|(line, kept)| {
        let old = line_before(line).map(|old| plan_of(&old.line));
        old != Some(plan_of(&kept.line))
    });
    let replanned: Vec<_> = replanned.collect();
    match before {
        None => events.push(RegisterEvent::Made {
            supplier: key.supplier.clone(),
            week: key.week,
            plan_version: version.plan_version,
        }),
        Some(before) if before.plan_version == version.plan_version && replanned.is_empty() => {}
        Some(_) => events.push(RegisterEvent::PlanTaken {
            plan_version: version.plan_version,
            lines: replanned.iter().map(|(line, _)| (*line).clone()).collect(),
        }),
    }
    let planned = replanned.iter().map(|(_, kept)| plan_of(&kept.line));
    events.extend(planned.map(|line| RegisterEvent::Planned(Box::new(line))));
    let mut recorded: Vec<_> = lines()
        .flat_map(|(line, kept)| recorded_in(line, line_before(line), kept))
        .collect();
    // The order of the lines, and of the marks in a line, stays where two have
    // one time.
    recorded.sort_by_key(|(at, _)| *at);
    events.extend(recorded.into_iter().map(|(_, event)| event));
    let explained = lines().flat_map(|(line, kept)| explained_in(line, line_before(line), kept));
    events.extend(explained);
    events.extend(version.adjustment.clone().map(RegisterEvent::Adjusted));
    let mut amounts = version.amounts.clone();
    amounts.sort_by(|a, b| (&a.order, &a.line, a.kind).cmp(&(&b.order, &b.line, b.kind)));
    events.extend(amounts.into_iter().map(RegisterEvent::Priced));
    events.push(RegisterEvent::Locked {
        supplier: key.supplier.clone(),
        supplier_name: version.supplier_name.clone(),
        week: key.week,
        version: version.number,
        plan_version: version.plan_version,
        by: version.by.clone(),
        amounts: LockedAmounts::total(&version.amounts),
    });
    events
}

/// Returns a line with its plan and nothing that was recorded.
fn plan_of(line: &RegisterLine) -> RegisterLine {
    RegisterLine {
        records: std::collections::BTreeMap::new(),
        absent_all_week: None,
        checked: None,
        explained_doubles: std::collections::BTreeMap::new(),
        ..line.clone()
    }
}

/// Lists what was recorded in a line after the version before, with its time. A
/// mark is never before an earlier mark of its cell, whatever the clocks said.
fn recorded_in(
    line: &LineKey,
    before: Option<&KeptLine>,
    kept: &KeptLine,
) -> Vec<(Timestamp, RegisterEvent)> {
    let mut recorded = Vec::new();
    for ((day, symbol), versions) in &kept.versions {
        let place = (*day, *symbol);
        let known = before.and_then(|before| before.versions.get(&place));
        let known = known.map_or(0, Vec::len);
        let mut latest = Timestamp::MIN;
        for (number, version) in versions.iter().enumerate() {
            latest = latest.max(version.recorded.at);
            if number < known {
                continue;
            }
            let earlier = number.checked_sub(1).and_then(|at| versions.get(at));
            let event = RegisterEvent::Marked {
                cell: Cell {
                    line: line.clone(),
                    day: *day,
                    symbol: *symbol,
                },
                before: earlier.map(|version| version.mark.clone()),
                after: CellRecord {
                    mark: version.mark.clone(),
                    version: u32::try_from(number + 1).unwrap_or(u32::MAX),
                    recorded: version.recorded.clone(),
                },
            };
            recorded.push((latest, event));
        }
    }
    let checked_before = before.and_then(|before| before.line.checked.as_ref());
    if let Some(by) = &kept.line.checked
        && checked_before != Some(by)
    {
        let (line, by) = (line.clone(), by.clone());
        recorded.push((by.at, RegisterEvent::Checked { line, by }));
    }
    recorded
}

fn explained_in(line: &LineKey, before: Option<&KeptLine>, kept: &KeptLine) -> Vec<RegisterEvent> {
    let known = |place| before.and_then(|before| before.line.explained_doubles.get(place));
    let explained = kept.line.explained_doubles.iter();
    let explained = explained.filter(|(place, because)| known(place) != Some(because));
    explained
        .map(|((day, symbol), because)| RegisterEvent::DoubleExplained {
            cell: Cell {
                line: line.clone(),
                day: *day,
                symbol: *symbol,
            },
            because: because.clone(),
        })
        .collect()
}
