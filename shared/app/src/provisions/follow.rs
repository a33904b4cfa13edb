//! Lets the registers that are there follow the plan, line by line.

use std::collections::BTreeMap;

use attendance::kept_line::KeptLine;
use attendance::kept_register::{KeptRegister, KeptStatus, LineKept, RegisterKeeper, RegisterKey};
use attendance::merge::LineFollowed;
use attendance::progress::WEEKS_AHEAD;
use attendance::provision::{LineKey, ProvisionLine};
use attendance::provision_import::RegisterLines;
use attendance::provision_plan::KeptProvision;
use attendance::register::{Register, RegisterLine};
use attendance::supplier::SupplierId;
use attendance::terms::ContractBook;
use attendance::week::Week;
use domain::fault::StoreFault;
use domain::values::london::date_in_london;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use jiff::civil::Date;

use super::ImportFault;

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
    /// The week before, if no import was taken in since it ended.
    ended: Option<Week>,
    opened: BTreeMap<SupplierId, Vec<FollowingRegister>>,
    noted: BTreeMap<(Noted, RegisterKey), u32>,
}

/// A register with the terms of its lines.
struct FollowingRegister {
    kept: KeptRegister,
    book: ContractBook,
}

/// What a report counts of the lines of a register.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Noted {
    /// The plan is below what is recorded.
    Breach,
    /// The week has ended, and the plan would have changed.
    Missed,
}

impl<'a, S: RegisterKeeper> RegisterFollower<'a, S> {
    pub(super) fn new(store: &'a S, last_taken: Option<Timestamp>, now: Timestamp) -> Self {
        let today = date_in_london(now);
        let before = Week::of(today).previous();
        let is_new = last_taken.is_some_and(|taken| !before.has_ended(taken));
        Self {
            store,
            now,
            today,
            ended: is_new.then_some(before),
            opened: BTreeMap::new(),
            noted: BTreeMap::new(),
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
        let this = &*self;
        let followed = lines.iter().flat_map(|(supplier, key, provision)| {
            let registers = this.opened.get(*supplier).map_or(&[][..], Vec::as_slice);
            let each = registers.iter();
            each.map(move |register| this.note_line(register, key, *provision))
        });
        let noted = try_join_all(followed).await?;
        for noted in noted.into_iter().flatten() {
            *self.noted.entry(noted).or_default() += 1;
        }
        Ok(())
    }

    /// Returns the registers with lines in breach, and those that had ended.
    pub(super) fn noted(&self) -> (Vec<RegisterLines>, Vec<RegisterLines>) {
        let of = |which: Noted| {
            let noted = self.noted.iter().filter(|((noted, _), _)| *noted == which);
            let lines = noted.map(|((_, key), lines)| RegisterLines {
                supplier: key.supplier.clone(),
                week_ending: key.week.ending(),
                lines: *lines,
            });
            lines.collect()
        };
        (of(Noted::Breach), of(Noted::Missed))
    }

    async fn open(&self, supplier: &SupplierId) -> Result<Vec<FollowingRegister>, StoreFault> {
        let first = Week::of(self.today);
        let ahead = usize::try_from(WEEKS_AHEAD).unwrap_or_default();
        let weeks: Vec<_> = std::iter::successors(Some(first), |week| Some(week.next()))
            .take(ahead + 1)
            .chain(self.ended)
            .collect();
        let heads = self.store.register_heads(supplier, &weeks).await?;
        let opened = heads.into_keys().map(async |week| {
            let key = RegisterKey {
                supplier: supplier.clone(),
                week,
            };
            let Some(kept) = self.store.register(&key).await? else {
                return Ok(None);
            };
            let book = self.store.contract_book(&kept.terms()).await?;
            Ok(Some(FollowingRegister { kept, book }))
        });
        let opened = try_join_all(opened).await?;
        Ok(opened.into_iter().flatten().collect())
    }

    async fn note_line(
        &self,
        register: &FollowingRegister,
        key: &LineKey,
        provision: Option<&ProvisionLine>,
    ) -> Result<Option<(Noted, RegisterKey)>, ImportFault> {
        let noted = self.follow_line(register, key, provision).await?;
        Ok(noted.map(|noted| (noted, register.kept.key.clone())))
    }

    async fn follow_line(
        &self,
        register: &FollowingRegister,
        key: &LineKey,
        provision: Option<&ProvisionLine>,
    ) -> Result<Option<Noted>, ImportFault> {
        let FollowingRegister { kept, book } = register;
        let week = kept.key.week;
        let mut before = kept.lines.get(key).cloned();
        if week.has_ended(self.now) {
            let missed = would_change(before.as_ref(), provision, week, self.today);
            return Ok(missed.then_some(Noted::Missed));
        }
        for _ in 0..ATTEMPTS {
            match &before {
                None => {
                    let line = provision.filter(|_| takes_lines(kept));
                    let line =
                        line.and_then(|line| RegisterLine::appearing(line, week, self.today));
                    let Some(line) = line else {
                        return Ok(None);
                    };
                    let line = KeptLine::new(line);
                    if self.store.add_line(&kept.key, &line).await? {
                        return Ok(None);
                    }
                }
                Some(before) => {
                    let mut line = before.line.clone();
                    let followed = line.follow_plan(provision, week, self.today);
                    let breach = is_cut_below(&kept.key, &line, book).then_some(Noted::Breach);
                    if followed == LineFollowed::AsBefore {
                        return Ok(breach);
                    }
                    let after = KeptLine {
                        line,
                        ..before.clone()
                    };
                    let written = self.store.keep_line(&kept.key, before, &after, self.now);
                    match written.await? {
                        LineKept::Kept => return Ok(breach),
                        LineKept::Locked => return Ok(None),
                        LineKept::Overtaken => {}
                    }
                }
            }
            let again = self.store.register(&kept.key).await?;
            before = again.and_then(|mut register| register.lines.remove(key));
        }
        Err(ImportFault::Contended)
    }
}

/// Lets a register that was just made follow what an import has written since
/// the provisions were read from which it was made.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn catch_up<S: RegisterKeeper>(
    store: &S,
    key: &RegisterKey,
    (before, after): (&[KeptProvision], &[KeptProvision]),
    now: Timestamp,
) -> Result<(), StoreFault> {
    let is_in = |among: &[KeptProvision], key: &LineKey| among.iter().any(|it| it.line.key == *key);
    let written = after.iter().filter(|kept| !before.contains(kept));
    let written = written.map(|kept| (&key.supplier, &kept.line.key, Some(&kept.line)));
    let gone = before.iter().map(|kept| &kept.line.key);
    let gone = gone.filter(|line| !is_in(after, line));
    let gone = gone.map(|line| (&key.supplier, line, None));
    let followed: Vec<_> = written.chain(gone).collect();
    let mut follower = RegisterFollower::new(store, None, now);
    match follower.follow(&followed).await {
        Err(ImportFault::Store(fault)) => Err(fault),
        // Somebody marks the lines: the register is as the import left it.
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether a register takes lines that it does not have.
const fn takes_lines(register: &KeptRegister) -> bool {
    matches!(
        register.head.status,
        KeptStatus::Open | KeptStatus::Unlocked { .. }
    )
}

/// Whether more is recorded on a line than its plan has left.
fn is_cut_below(key: &RegisterKey, line: &RegisterLine, book: &ContractBook) -> bool {
    if line.plan_changes.is_empty() || !line.is_touched() {
        return false;
    }
    let register = Register {
        supplier: key.supplier.clone(),
        week: key.week,
        lines: [(line.provision.key.clone(), line.clone())].into(),
        plan_version: 0,
    };
    !register.breaches(book).is_empty()
}

/// Whether a register whose week has ended would have another line, or another
/// plan of a line.
fn would_change(
    before: Option<&KeptLine>,
    provision: Option<&ProvisionLine>,
    week: Week,
    today: Date,
) -> bool {
    match (before, provision) {
        (None, None) => false,
        (None, Some(provision)) => {
            RegisterLine::appearing(provision, week, week.monday()).is_some()
        }
        (Some(before), provision) => {
            let mut line = before.line.clone();
            line.follow_plan(provision, week, today);
            let after = KeptLine {
                line,
                ..before.clone()
            };
            after.texts() != before.texts()
        }
    }
}
