//! The nightly plan and the register: what changes, and what a provider has
//! recorded that never does.

use std::collections::BTreeMap;

use domain::values::london::date_in_london;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::provision::{LineKey, ProvisionLine};
use crate::register::{PlanChange, Register, RegisterLine};
use crate::supplier::SupplierId;
use crate::week::{Week, plus_days};

/// The plan of a supplier as one night's import has it: every current line.
#[derive(Clone, Copy, Debug)]
pub struct NightlyPlan<'a> {
    /// When it was taken in.
    pub at: Timestamp,
    /// The number of the import; a later one has a higher number.
    pub version: u32,
    /// The lines.
    pub lines: &'a [ProvisionLine],
}

/// What a plan changed on a register, or would have changed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct MergeReport {
    /// What became of the plan.
    pub outcome: MergeOutcome,
    /// Lines that are new.
    pub new: Vec<LineKey>,
    /// Lines whose planned week, names or terms changed.
    pub changed: Vec<LineKey>,
    /// Lines that ended, or whose last day moved.
    pub ended: Vec<LineKey>,
}

domain::named_enum! {
    serde
    /// What became of a plan.
    #[derive(Default)]
    pub enum MergeOutcome {
        /// The register follows it.
        #[default]
        Taken = "taken",
        /// The register already had it, or a later one.
        AlreadyTaken = "already_taken",
        /// The week has ended: the register stays as it was, and what the plan
        /// would have changed is for finance to know.
        WeekHasEnded = "week_has_ended",
    }
}

/// What a night's plan changed on a line of a register.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LineFollowed {
    /// Nothing.
    AsBefore,
    /// Its planned week, names or terms.
    Changed,
    /// Its last day.
    Ended,
}

impl NightlyPlan<'_> {
    /// Returns the day in London from which new people appear.
    #[must_use]
    pub fn day(&self) -> Date {
        date_in_london(self.at)
    }
}

impl Register {
    /// Makes the register of a week from the plan. Everybody is on it from
    /// Monday: the provider had no register of the week before.
    #[must_use]
    pub fn create(supplier: SupplierId, week: Week, plan: &NightlyPlan<'_>) -> Self {
        let mut register = Self {
            supplier,
            week,
            lines: BTreeMap::new(),
            plan_version: plan.version,
        };
        for provision in plan.lines {
            let line = RegisterLine::new(provision.clone(), week, week.monday());
            if line.shows(week) {
                register.lines.insert(provision.key.clone(), line);
            }
        }
        register
    }

    /// Takes in a plan and keeps every mark, also those that the plan leaves no
    /// room for: they become breaches. A line that is no longer in the plan has
    /// ended on the day before. A week that has ended stays as it is.
    pub fn merge(&mut self, plan: &NightlyPlan<'_>) -> MergeReport {
        if plan.version <= self.plan_version {
            return MergeReport {
                outcome: MergeOutcome::AlreadyTaken,
                ..MergeReport::default()
            };
        }
        if self.week.has_ended(plan.at) {
            let report = self.clone().take_in(plan);
            return MergeReport {
                outcome: MergeOutcome::WeekHasEnded,
                ..report
            };
        }
        self.take_in(plan)
    }

    fn take_in(&mut self, plan: &NightlyPlan<'_>) -> MergeReport {
        let (week, today) = (self.week, plan.day());
        let mut report = MergeReport::default();
        let wanted: BTreeMap<_, _> = plan.lines.iter().map(|line| (&line.key, line)).collect();
        for (key, line) in &mut self.lines {
            match line.follow_plan(wanted.get(key).copied(), week, today) {
                LineFollowed::AsBefore => {}
                LineFollowed::Changed => report.changed.push(key.clone()),
                LineFollowed::Ended => report.ended.push(key.clone()),
            }
        }
        for (key, provision) in wanted {
            if self.lines.contains_key(key) {
                continue;
            }
            if let Some(line) = RegisterLine::appearing(provision, week, today) {
                report.new.push(key.clone());
                self.lines.insert(key.clone(), line);
            }
        }
        // What has neither plan nor mark left goes quietly.
        self.lines.retain(|_, line| line.shows(week));
        self.plan_version = plan.version;
        report
    }

    /// Returns the lines that somebody sees: all of them with permission to see
    /// restricted people, else all but theirs.
    pub fn lines_seen(
        &self,
        sees_restricted: bool,
    ) -> impl Iterator<Item = (&LineKey, &RegisterLine)> {
        self.lines
            .iter()
            .filter(move |(_, line)| sees_restricted || !line.provision.person.restricted)
    }
}

impl RegisterLine {
    /// Whether the line is on the register of the week: any unit is
    /// commissioned on an open day, or something is recorded.
    #[must_use]
    pub fn shows(&self, week: Week) -> bool {
        !self.planned_cells(week).is_empty() || self.is_touched()
    }

    /// Makes the line of somebody who comes onto a register that is there, from
    /// today or from the Monday of a week to come; none where nothing is
    /// commissioned in what is left of the week.
    #[must_use]
    pub fn appearing(provision: &ProvisionLine, week: Week, today: Date) -> Option<Self> {
        let line = Self::new(provision.clone(), week, today.max(week.monday()));
        Some(line).filter(|line| line.shows(week))
    }

    /// Follows what a night's plan says of the line, and keeps every mark. A
    /// line that the plan does not have any more has ended on the day before.
    /// Done again it changes nothing.
    pub fn follow_plan(
        &mut self,
        provision: Option<&ProvisionLine>,
        week: Week,
        today: Date,
    ) -> LineFollowed {
        let gone = |line: &Self| {
            let last = plus_days(today, -1);
            let goes_on = line.provision.ends.is_none_or(|ends| ends > last);
            let ends = if goes_on {
                Some(last)
            } else {
                line.provision.ends
            };
            ProvisionLine {
                ends,
                ..line.provision.clone()
            }
        };
        let (changed, ended) = match provision {
            Some(provision) => self.follow(provision, week, today),
            None => self.follow(&gone(self), week, today),
        };
        match (changed, ended) {
            (_, true) => LineFollowed::Ended,
            (true, false) => LineFollowed::Changed,
            (false, false) => LineFollowed::AsBefore,
        }
    }

    /// Follows the provision: returns whether the line changed, and whether its
    /// last day did.
    fn follow(&mut self, provision: &ProvisionLine, week: Week, today: Date) -> (bool, bool) {
        if self.provision == *provision {
            return (false, false);
        }
        let plan = provision.pattern.in_week(week);
        let ended = self.provision.ends != provision.ends;
        if plan != self.plan || ended {
            self.plan_changes.push(PlanChange {
                on: today,
                before: self.plan,
                ended_before: self.provision.ends,
            });
        }
        self.plan = plan;
        self.provision = provision.clone();
        (true, ended)
    }
}

/// Lists the days on which a line was commissioned and on no register: those
/// from the start of the service to the day before it appeared. The case system
/// pays for them; no attendance exists to bill them by.
#[must_use]
pub fn unregistered_days(provision: &ProvisionLine, appeared_on: Date) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = provision.starts;
    while day < appeared_on {
        let planned = provision.pattern.in_week(Week::of(day)).on(day.weekday());
        if provision.is_current_on(day) && !planned.is_nothing() {
            days.push(day);
        }
        let next = plus_days(day, 1);
        if next == day {
            break;
        }
        day = next;
    }
    days
}
