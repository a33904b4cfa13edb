//! Lets the registers that are there follow the plan, line by line.

use std::collections::BTreeMap;

use attendance::kept_line::KeptLine;
use attendance::kept_register::{KeptRegister, KeptStatus, LineKept, RegisterKeeper, RegisterKey};
use attendance::merge::LineFollowed;
use attendance::provision::{LineKey, ProvisionLine};
use attendance::register::RegisterLine;
use attendance::supplier::SupplierId;
use attendance::week::Week;
use domain::fault::StoreFault;
use domain::values::london::date_in_london;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use jiff::civil::Date;

use super::ImportFault;
use crate::registers::WEEKS_AHEAD;

/// The number of times that a line is read again which others write meanwhile.
const ATTEMPTS: usize = 20;

/// A line of a supplier, and what the plan says of it: none where the plan does
/// not have it any more.
pub(super) type FollowedLine<'r> = (&'r SupplierId, &'r LineKey, Option<&'r ProvisionLine>);

/// The registers of this week and those to come that somebody has opened. What
/// has ended stays as it is, and what nobody has opened is not made.
pub(super) struct RegisterFollower<'a, S> {
    store: &'a S,
    now: Timestamp,
    today: Date,
    opened: BTreeMap<SupplierId, Vec<KeptRegister>>,
}

impl<'a, S: RegisterKeeper> RegisterFollower<'a, S> {
    pub(super) fn new(store: &'a S, now: Timestamp) -> Self {
        Self {
            store,
            now,
            today: date_in_london(now),
            opened: BTreeMap::new(),
        }
    }

    /// Lets each register on which one of these lines is, or is to be, follow
    /// the plan. A line that is locked is left as it is.
    pub(super) async fn follow(&mut self, lines: &[FollowedLine<'_>]) -> Result<(), ImportFault> {
        for (supplier, _, _) in lines {
            if !self.opened.contains_key(*supplier) {
                let opened = self.open(supplier).await?;
                self.opened.insert((*supplier).clone(), opened);
            }
        }
        let followed = lines.iter().flat_map(|(supplier, key, provision)| {
            let registers = self.opened.get(*supplier).map_or(&[][..], Vec::as_slice);
            registers
                .iter()
                .map(|register| self.follow_line(register, key, *provision))
        });
        try_join_all(followed).await?;
        Ok(())
    }

    async fn open(&self, supplier: &SupplierId) -> Result<Vec<KeptRegister>, StoreFault> {
        let first = Week::of(self.today);
        let ahead = usize::try_from(WEEKS_AHEAD).unwrap_or_default();
        let weeks: Vec<_> = std::iter::successors(Some(first), |week| Some(week.next()))
            .take(ahead + 1)
            .collect();
        let heads = self.store.register_heads(supplier, &weeks).await?;
        let opened = heads.into_keys().map(async |week| {
            let key = RegisterKey {
                supplier: supplier.clone(),
                week,
            };
            self.store.register(&key).await
        });
        let opened = try_join_all(opened).await?;
        Ok(opened.into_iter().flatten().collect())
    }

    async fn follow_line(
        &self,
        register: &KeptRegister,
        key: &LineKey,
        provision: Option<&ProvisionLine>,
    ) -> Result<(), ImportFault> {
        let week = register.key.week;
        let mut before = register.lines.get(key).cloned();
        for _ in 0..ATTEMPTS {
            match &before {
                None => {
                    let line = provision.filter(|_| takes_lines(register));
                    let line =
                        line.and_then(|line| RegisterLine::appearing(line, week, self.today));
                    let Some(line) = line else {
                        return Ok(());
                    };
                    let line = KeptLine::new(line);
                    if self.store.add_line(&register.key, &line).await? {
                        return Ok(());
                    }
                }
                Some(before) => {
                    let mut line = before.line.clone();
                    if line.follow_plan(provision, week, self.today) == LineFollowed::AsBefore {
                        return Ok(());
                    }
                    let after = KeptLine {
                        line,
                        ..before.clone()
                    };
                    let kept = self
                        .store
                        .keep_line(&register.key, before, &after, self.now);
                    match kept.await? {
                        LineKept::Kept | LineKept::Locked => return Ok(()),
                        LineKept::Overtaken => {}
                    }
                }
            }
            let again = self.store.register(&register.key).await?;
            before = again.and_then(|mut register| register.lines.remove(key));
        }
        Err(ImportFault::Contended)
    }
}

/// Whether a register takes lines that it does not have.
const fn takes_lines(register: &KeptRegister) -> bool {
    matches!(
        register.head.status,
        KeptStatus::Open | KeptStatus::Unlocked { .. }
    )
}
