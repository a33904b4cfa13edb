//! A register that was locked twice, as it is kept.

use std::collections::BTreeMap;

use super::given::*;
use crate::absence::AbsenceReason;
use crate::cell::{Mark, RecordedBy};
use crate::kept_line::KeptLine;
use crate::kept_register::{KeptVersion, LockedAmounts, RegisterKey};
use crate::ledger::Ledger;
use crate::locked_chain::chain_of;
use crate::provision::LineKey;
use crate::register::{Register, RegisterAction};
use crate::symbol::Symbol;

pub(super) fn key_of_register() -> RegisterKey {
    RegisterKey {
        supplier: supplier(),
        week: week(),
    }
}

/// A register whose changes are kept line by line.
struct Kept {
    register: Register,
    lines: BTreeMap<LineKey, KeptLine>,
}

impl Kept {
    fn new(register: Register) -> Self {
        let lines = register.lines.iter();
        let lines = lines.map(|(key, line)| (key.clone(), KeptLine::new(line.clone())));
        let lines = lines.collect();
        Self { register, lines }
    }

    fn mark(&mut self, place: usize, symbol: Symbol, mark: Mark, by: &RecordedBy) {
        let cell = cell(day(place), symbol);
        let seen = self.register.state(&cell, &book());
        let seen = seen.map_or(0, |state| state.version);
        let action = RegisterAction::Record { cell, mark, seen };
        self.register.apply(&action, by, &book()).unwrap();
        for (key, line) in &self.register.lines {
            let kept = self.lines[key].changed_to(line.clone(), None);
            self.lines.insert(key.clone(), kept);
        }
    }

    fn lock(&self, number: u32, by: RecordedBy, before: Option<&KeptVersion>) -> KeptVersion {
        let mut version = KeptVersion {
            number,
            by,
            supplier_name: "Oak & Ash".to_owned(),
            lines: self.lines.clone(),
            plan_version: 1,
            book: book(),
            amounts: LockedAmounts::of(&Ledger::of(&self.register, &book())),
            chain: String::new(),
            adjustment: None,
        };
        seal(before, &mut version);
        version
    }
}

fn seal(before: Option<&KeptVersion>, version: &mut KeptVersion) {
    let chain = chain_of(&key_of_register(), before, version);
    version.chain = chain.root().as_str().to_owned();
}

/// Two lines, three marks, locked; unlocked, marked again and locked again.
pub(super) fn two_versions() -> (KeptVersion, KeptVersion) {
    let lines = ["0004512", "0007781"].map(|order| provision(order, planned(&[(0, full_day())])));
    let mut kept = Kept::new(register(&lines));
    let later = by("brigid", "2025-05-07T09:00:00Z");
    kept.mark(0, Symbol::Afternoon, Mark::absent(None), &later);
    kept.mark(0, Symbol::Morning, Mark::absent(None), &ana());
    let chosen = Mark::absent(Some(AbsenceReason::WithoutNotice));
    kept.mark(0, Symbol::Morning, chosen, &later);
    let first = kept.lock(1, by("ana", "2025-05-12T08:00:00Z"), None);
    // Marked while the lock was on its way from the page, by its clock.
    let early = by("brigid", "2025-05-12T07:59:59Z");
    kept.mark(0, Symbol::Morning, Mark::AsPlanned, &early);
    let second = kept.lock(2, by("ana", "2025-05-13T08:00:00Z"), Some(&first));
    (first, second)
}
