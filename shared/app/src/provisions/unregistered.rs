//! Finds the commissioned days that a snapshot brings too late for a register,
//! before its rows are written, and forgets those that it takes back.

use std::collections::{BTreeMap, BTreeSet};

use attendance::kept_register::{RegisterKeeper, RegisterKey};
use attendance::non_payment::{NonPaymentYear, WeekUse};
use attendance::progress::first_week_to_view;
use attendance::provision::{LineKey, ProvisionLine};
use attendance::provision_import::ImportReader;
use attendance::provision_plan::PlanKeeper;
use attendance::register::Register;
use attendance::supplier::SupplierId;
use attendance::unregistered::{
    AskedWeek, UnregisteredDays, UnregisteredDaysKeeper, UnregisteredKey, days_brought_late,
};
use attendance::week::Week;
use domain::fault::StoreFault;
use domain::values::london::date_in_london;
use futures_util::future::{try_join, try_join_all};
use jiff::Timestamp;
use jiff::civil::Date;

/// Looks for commissioned days without a register among the rows that a
/// snapshot changes.
pub(super) struct UnregisteredDaysFinder<'a, S> {
    store: &'a S,
    today: Date,
    now: Timestamp,
    /// Whether this is the first import, before which there was no register.
    is_first: bool,
    /// The first day that is looked at; none before it is known.
    first: Option<Date>,
    suppliers: BTreeMap<SupplierId, SupplierBefore>,
    weeks: BTreeMap<RegisterKey, FoundWeek>,
}

/// What a snapshot changes of a line: what is commissioned now, and from where it
/// is gone.
#[derive(Clone, Copy)]
pub(super) struct LineChange<'r> {
    pub(super) keep: Option<&'r ProvisionLine>,
    pub(super) remove: Option<(&'r SupplierId, &'r LineKey)>,
}

/// What there was of a supplier before the snapshot.
struct SupplierBefore {
    provisions: BTreeMap<LineKey, ProvisionLine>,
    found: BTreeMap<LineKey, Vec<UnregisteredDays>>,
}

/// What there was of a week of a supplier.
enum FoundWeek {
    NotPaid,
    NoRegister,
    Register(Register),
}

/// What becomes of a line and week on the list.
enum ListChange {
    Keep {
        days: Box<UnregisteredDays>,
        known: bool,
    },
    Forget,
}

impl<'a, S> UnregisteredDaysFinder<'a, S>
where
    S: PlanKeeper + RegisterKeeper + ImportReader + UnregisteredDaysKeeper,
{
    /// Makes the finder of an import.
    pub(super) fn new(store: &'a S, is_first: bool, now: Timestamp) -> Self {
        Self {
            store,
            today: date_in_london(now),
            now,
            is_first,
            first: None,
            suppliers: BTreeMap::new(),
            weeks: BTreeMap::new(),
        }
    }

    /// Returns the first day that is looked at: that of the first import, within
    /// the weeks that can still be viewed.
    async fn first_day(&mut self) -> Result<Date, StoreFault> {
        if let Some(first) = self.first {
            return Ok(first);
        }
        let report = self.store.import_report(1).await?;
        let viewed = first_week_to_view(self.now).monday();
        let began = report.map(|report| date_in_london(report.imported_at));
        let first = began.map_or(viewed, |began| began.max(viewed));
        self.first = Some(first);
        Ok(first)
    }

    /// Notes what rows bring too late and take back. To be called before they
    /// are written: whoever does this again after it was stopped finds it again.
    pub(super) async fn note(&mut self, rows: &[LineChange<'_>]) -> Result<(), StoreFault> {
        if self.is_first || rows.is_empty() {
            return Ok(());
        }
        let first = self.first_day().await?;
        self.read_suppliers(rows).await?;
        let late: Vec<_> = rows
            .iter()
            .filter_map(|row| self.late(row, first))
            .collect();
        self.read_weeks(&late).await?;
        // What a line brings of a week holds instead of what it takes back.
        let mut changes = BTreeMap::new();
        for row in rows {
            changes.extend(self.taken_back(row));
        }
        for (line, days) in &late {
            changes.extend(self.brought(line, days));
        }
        let store = self.store;
        let written = changes.iter().map(|(key, change)| async move {
            match change {
                ListChange::Keep { days, known } => store.keep_unregistered(days, *known).await,
                ListChange::Forget => store.forget_unregistered(key).await,
            }
        });
        try_join_all(written).await.map(drop)
    }

    async fn read_suppliers(&mut self, rows: &[LineChange<'_>]) -> Result<(), StoreFault> {
        let kept = rows.iter().filter_map(|row| row.keep);
        let kept = kept.map(|line| &line.supplier);
        let removed = rows.iter().filter_map(|row| row.remove);
        let new: BTreeSet<_> = kept
            .chain(removed.map(|(supplier, _)| supplier))
            .filter(|supplier| !self.suppliers.contains_key(*supplier))
            .collect();
        let store = self.store;
        let read = new.into_iter().map(|supplier| async move {
            let provisions = store.provisions(supplier);
            let (provisions, found) = try_join(provisions, store.unregistered_of(supplier)).await?;
            let provisions = provisions.into_iter();
            let mut before = SupplierBefore {
                provisions: provisions
                    .map(|kept| (kept.line.key.clone(), kept.line))
                    .collect(),
                found: BTreeMap::new(),
            };
            for days in found {
                let of_line = before.found.entry(days.key.line.clone());
                of_line.or_default().push(days);
            }
            Ok::<_, StoreFault>((supplier.clone(), before))
        });
        self.suppliers.extend(try_join_all(read).await?);
        Ok(())
    }

    /// Returns a row with the days that it brings too late. A line that has
    /// moved from another supplier was on the registers of that one.
    fn late<'r>(
        &self,
        row: &LineChange<'r>,
        first: Date,
    ) -> Option<(&'r ProvisionLine, Vec<Date>)> {
        let line = row.keep.filter(|_| row.remove.is_none())?;
        let supplier = self.suppliers.get(&line.supplier)?;
        let before = supplier.provisions.get(&line.key);
        let days = days_brought_late(line, before, (first, self.today));
        (!days.is_empty()).then_some((line, days))
    }

    async fn read_weeks(&mut self, late: &[(&ProvisionLine, Vec<Date>)]) -> Result<(), StoreFault> {
        let mut new: BTreeMap<&SupplierId, BTreeSet<Week>> = BTreeMap::new();
        for (line, days) in late {
            for week in days.iter().map(|day| Week::of(*day)) {
                let key = RegisterKey {
                    supplier: line.supplier.clone(),
                    week,
                };
                if !self.weeks.contains_key(&key) {
                    new.entry(&line.supplier).or_default().insert(week);
                }
            }
        }
        let store = self.store;
        let read = new
            .into_iter()
            .map(|(supplier, weeks)| weeks_of(store, supplier, weeks.into_iter().collect()));
        self.weeks
            .extend(try_join_all(read).await?.into_iter().flatten());
        Ok(())
    }

    /// Lists what becomes of what was found of a line, by what is commissioned
    /// of it now.
    fn taken_back(&self, row: &LineChange<'_>) -> Vec<(UnregisteredKey, ListChange)> {
        let gone = row.remove.map(|(supplier, line)| (supplier, line, None));
        let kept = row.keep;
        let kept = kept.map(|line| (&line.supplier, &line.key, Some(line)));
        let mut changes = Vec::new();
        for (supplier, line, now) in gone.into_iter().chain(kept) {
            for days in self.found_of(supplier, line) {
                let change = match now.and_then(|now| days.followed(now)) {
                    Some(after) if after == *days => continue,
                    Some(after) => ListChange::Keep {
                        days: Box::new(after),
                        known: true,
                    },
                    None => ListChange::Forget,
                };
                changes.push((days.key.clone(), change));
            }
        }
        changes
    }

    /// Lists what a line brings that was on no register.
    fn brought(&self, line: &ProvisionLine, days: &[Date]) -> Vec<(UnregisteredKey, ListChange)> {
        let weeks: BTreeSet<_> = days.iter().map(|day| Week::of(*day)).collect();
        let found = weeks.into_iter().filter_map(|week| {
            let asked = self.asked(line, week)?;
            let found = UnregisteredDays::find(line, (week, asked), days, self.today)?;
            let mut known = self.found_of(&line.supplier, &line.key).iter();
            let before = known.find(|known| known.key == found.key);
            let known = before.is_some();
            let days = match before.and_then(|before| before.followed(line)) {
                Some(before) => before.with(&found),
                None => found,
            };
            let days = Box::new(days);
            Some((days.key.clone(), ListChange::Keep { days, known }))
        });
        found.collect()
    }

    /// Returns what there was of the week of a line. None of the present week if
    /// it has no register yet: it will have everybody from Monday.
    fn asked(&self, line: &ProvisionLine, week: Week) -> Option<AskedWeek<'_>> {
        let key = RegisterKey {
            supplier: line.supplier.clone(),
            week,
        };
        match (self.weeks.get(&key)?, week.has(self.today)) {
            (FoundWeek::NotPaid, _) => Some(AskedWeek::NotPaid),
            (FoundWeek::NoRegister, true) => None,
            (FoundWeek::NoRegister, false) => Some(AskedWeek::NoRegister),
            (FoundWeek::Register(register), true) => Some(AskedWeek::Present(register)),
            (FoundWeek::Register(register), false) => Some(AskedWeek::Ended(register)),
        }
    }

    fn found_of(&self, supplier: &SupplierId, line: &LineKey) -> &[UnregisteredDays] {
        let of_supplier = self.suppliers.get(supplier);
        let of_line = of_supplier.and_then(|before| before.found.get(line));
        of_line.map_or(&[], Vec::as_slice)
    }
}

/// Reads what there was of some weeks of a supplier.
async fn weeks_of<S: PlanKeeper + RegisterKeeper>(
    store: &S,
    supplier: &SupplierId,
    weeks: Vec<Week>,
) -> Result<Vec<(RegisterKey, FoundWeek)>, StoreFault> {
    let (heads, known) = try_join(
        store.register_heads(supplier, &weeks),
        store.supplier(supplier),
    )
    .await?;
    let years: BTreeSet<_> = weeks.iter().map(|week| week.financial_year()).collect();
    let not_paid = years.into_iter().map(async |year| match &known {
        Some(known) => {
            let year = store.non_payment_year(&known.supplier, year);
            Ok(Some(year.await?.0))
        }
        None => Ok::<_, StoreFault>(None),
    });
    let not_paid: Vec<NonPaymentYear> = try_join_all(not_paid)
        .await?
        .into_iter()
        .flatten()
        .collect();
    let found = weeks.into_iter().map(|week| {
        let key = RegisterKey {
            supplier: supplier.clone(),
            week,
        };
        let is_made = heads.contains_key(&week);
        let closed = not_paid.iter().any(|year| {
            year.year() == week.financial_year() && year.closes(week, WeekUse::Untouched)
        });
        async move {
            let found = match is_made {
                true => store.register(&key).await?.map(|kept| kept.register()),
                false => None,
            };
            let found = match found {
                Some(register) => FoundWeek::Register(register),
                None if closed => FoundWeek::NotPaid,
                None => FoundWeek::NoRegister,
            };
            Ok::<_, StoreFault>((key, found))
        }
    });
    try_join_all(found).await
}
