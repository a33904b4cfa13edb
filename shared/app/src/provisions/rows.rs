//! Writes the rows of a snapshot that are new, changed or gone.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read, Write};

use attendance::kept_register::RegisterKeeper;
use attendance::provision::{AttendingPerson, LineKey, ProvisionLine};
use attendance::provision_import::{
    ImportLease, ImportPlace, ImportReport, MOST_REFUSED_LISTED, RefusedProvision,
};
use attendance::provision_plan::{KeptProvision, KeptSupplier, NightDifference, PlanKeeper};
use attendance::restricted::RestrictedLines;
use attendance::snapshot_files::SnapshotFile;
use attendance::supplier::{DayServiceId, Supplier, SupplierId};
use attendance::terms::{ContractTerms, Timeline};
use attendance::week::plus_days;
use domain::fault::StoreFault;
use domain::values::london::date_in_london;
use exchange::provisions::changes::{Changes, ProvisionChange};
use exchange::provisions::provision_row::ProvisionRow;
use exchange::provisions::row_fault::RefusedRow;
use exchange::provisions::row_mark::{Marks, RowMark};
use exchange::provisions::terms_table::TermsTable;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use jiff::civil::Date;

use super::follow::RegisterFollower;
use super::unregistered::{LineChange, UnregisteredDaysFinder};
use super::{ImportFault, ImportRun, SnapshotKeeper};
use crate::missing_people::{close_brought, suppliers_with_somebody_missing};

/// The rows that are written side by side.
const SIDE_BY_SIDE: usize = 25;

/// The rows after which the place of a run is kept: so many are written again,
/// in vain, by the run after one that was killed.
const BETWEEN_PLACES: u64 = 5_000;

/// The writes of one row: what is kept, and what is removed. A row that has
/// moved to another supplier is both.
struct RowWrites {
    keep: Option<ProvisionLine>,
    remove: Option<(SupplierId, LineKey)>,
    /// Whether the row is new to its supplier.
    is_new: bool,
}

/// What new and changed rows say of a supplier.
struct SupplierSeen {
    name: String,
    services: BTreeMap<DayServiceId, String>,
    /// The earliest start of a service.
    earliest: Date,
}

/// The run that writes the rows of a snapshot.
pub(super) struct RowRun<'a> {
    pub(super) run: &'a ImportRun,
    pub(super) lease: &'a ImportLease,
    /// The SHA-256 of the manifest.
    pub(super) manifest: String,
}

/// Writes rows, and what follows from them.
pub(super) struct RowWriter<'a, S> {
    store: &'a S,
    begun: RowRun<'a>,
    /// The rows that earlier runs have written, and then this one, as far as
    /// that is kept; none before it is read.
    kept: Option<u64>,
    /// The rows that this run has come to, written by an earlier one or not.
    passed: u64,
    taken_at: Timestamp,
    today: Date,
    registers: RegisterFollower<'a, S>,
    unregistered: UnregisteredDaysFinder<'a, S>,
    differences: BTreeMap<SupplierId, NightDifference>,
    seen: BTreeMap<SupplierId, SupplierSeen>,
    /// The suppliers that have a row.
    present: BTreeSet<String>,
    /// Whether a row was gone or of another supplier: one may have none left.
    fewer: bool,
    /// Who is restricted at each supplier, as far as this run has come.
    /// None before anything has changed.
    restricted: Option<BTreeMap<SupplierId, RestrictedLines>>,
    /// The suppliers whose provisions were looked through for restricted people
    /// who were kept before anybody noted them.
    looked_through: BTreeSet<SupplierId>,
    /// The suppliers that asked about somebody who is missing, with the people
    /// whom this snapshot brings to them; none until it has brought somebody.
    brought: Option<BTreeMap<SupplierId, Vec<AttendingPerson>>>,
}

impl<'a, S: SnapshotKeeper> RowWriter<'a, S> {
    /// Makes the writer of a snapshot, which goes on from the place that an
    /// earlier run has kept. The rows before that are counted and not written
    /// again.
    pub(super) fn new(
        store: &'a S,
        (taken_at, last_taken): (Timestamp, Option<Timestamp>),
        begun: RowRun<'a>,
    ) -> Self {
        let (is_first, now) = (last_taken.is_none(), begun.run.now);
        Self {
            store,
            begun,
            kept: None,
            passed: 0,
            taken_at,
            today: date_in_london(now),
            registers: RegisterFollower::new(store, last_taken, now),
            unregistered: UnregisteredDaysFinder::new(store, is_first, now),
            differences: BTreeMap::new(),
            seen: BTreeMap::new(),
            present: BTreeSet::new(),
            fewer: false,
            restricted: None,
            looked_through: BTreeSet::new(),
            brought: None,
        }
    }

    /// Writes what differs from the marks of the last snapshot, some rows side
    /// by side, and writes the marks of this one. Returns the rows that are
    /// written if the run has to stop before the last.
    pub(super) async fn write(
        &mut self,
        provisions: impl Read,
        last: Marks<impl BufRead>,
        marks: &mut impl Write,
        report: &mut ImportReport,
    ) -> Result<Option<u64>, ImportFault> {
        let mut changes = Changes::new(provisions, last)?;
        let mut waiting = Vec::with_capacity(SIDE_BY_SIDE);
        while let Some(change) = changes.next().transpose()? {
            if let Some(mark) = change.to_keep() {
                mark.write(marks)?;
                if !self.present.contains(&mark.supplier) {
                    self.present.insert(mark.supplier.clone());
                }
            }
            self.note_restricted(&change).await?;
            waiting.extend(self.plan(change, report)?);
            if waiting.len() >= SIDE_BY_SIDE {
                self.apply(&std::mem::take(&mut waiting)).await?;
                if self.stops().await? {
                    return Ok(Some(self.passed));
                }
            }
        }
        self.apply(&waiting).await?;
        (report.breaches, report.missed) = self.registers.noted();
        Ok(None)
    }

    /// Finds whom a row of the last snapshot was of, if they were restricted
    /// before anybody noted who is.
    async fn look_through(
        &mut self,
        restricted: &mut BTreeMap<SupplierId, RestrictedLines>,
        change: &ProvisionChange,
    ) -> Result<(), ImportFault> {
        let (ProvisionChange::Same(before)
        | ProvisionChange::Gone(before)
        | ProvisionChange::Changed { before, .. }) = change
        else {
            return Ok(());
        };
        if !before.restricted {
            return Ok(());
        }
        let (supplier, key) = place(before)?;
        let lines = restricted.entry(supplier.clone()).or_default();
        if lines.has(&key) || !self.looked_through.insert(supplier.clone()) {
            return Ok(());
        }
        for kept in self.store.provisions(&supplier).await? {
            let line = kept.line;
            if line.person.restricted && !lines.has(&line.key) {
                lines.restrict(&line.key, &line.person.reference);
            }
        }
        Ok(())
    }

    /// Notes who is restricted. Whose line has ended stays so, and whose line is
    /// another supplier's now stays so at the one before.
    async fn note_restricted(&mut self, change: &ProvisionChange) -> Result<(), ImportFault> {
        match change {
            ProvisionChange::Refused(..) => return Ok(()),
            ProvisionChange::Same(mark) if !mark.restricted => return Ok(()),
            _ => {}
        }
        let mut restricted = match self.restricted.take() {
            Some(restricted) => restricted,
            None => {
                let suppliers = self.store.suppliers().await?.into_iter();
                suppliers
                    .map(|kept| (kept.supplier.id, kept.restricted))
                    .collect()
            }
        };
        self.look_through(&mut restricted, change).await?;
        restrict(&mut restricted, change)?;
        self.restricted = Some(restricted);
        Ok(())
    }

    /// Whether the run has to stop where it is, which is kept. The place of a
    /// long run is kept on the way too.
    async fn stops(&mut self) -> Result<bool, StoreFault> {
        let kept = self.kept().await?;
        if self.passed <= kept {
            return Ok(false);
        }
        let is_over = (self.begun.run.is_over)();
        if is_over || self.passed - kept >= BETWEEN_PLACES {
            let place = ImportPlace {
                manifest: self.begun.manifest.clone(),
                rows: self.passed,
            };
            let lease = self.begun.lease;
            self.store.keep_import_place(lease, &place).await?;
            self.kept = Some(self.passed);
        }
        Ok(is_over)
    }

    /// Returns the rows that are known to be written, by this run or by an
    /// earlier one from the same files.
    async fn kept(&mut self) -> Result<u64, StoreFault> {
        if let Some(kept) = self.kept {
            return Ok(kept);
        }
        let place = self.store.import_place(self.begun.lease).await?;
        let place = place.filter(|place| place.manifest == self.begun.manifest);
        let kept = place.map_or(0, |place| place.rows);
        self.kept = Some(kept);
        Ok(kept)
    }

    /// Counts a change, and says what it writes.
    fn plan(
        &mut self,
        change: ProvisionChange,
        report: &mut ImportReport,
    ) -> Result<Option<RowWrites>, ImportFault> {
        let mut writes = RowWrites {
            keep: None,
            remove: None,
            is_new: false,
        };
        report.read += u64::from(!matches!(change, ProvisionChange::Gone(_)));
        match change {
            ProvisionChange::Same(_) => return Ok(None),
            ProvisionChange::Refused(_, refused) => {
                note_refused(report, SnapshotFile::Provisions, &refused);
                return Ok(None);
            }
            ProvisionChange::New(_, row) => {
                report.new += 1;
                writes.is_new = true;
                self.count(&row.line.supplier, row.line.person.restricted, Counted::New);
                writes.keep = Some(self.note_names(*row));
            }
            ProvisionChange::Changed { before, mark, row } => {
                report.changed += 1;
                let restricted = before.restricted || mark.restricted;
                if before.supplier == mark.supplier {
                    self.count(&row.line.supplier, restricted, Counted::Changed);
                } else {
                    let (supplier, key) = place(&before)?;
                    writes.is_new = true;
                    self.count(&supplier, restricted, Counted::Ended);
                    self.count(&row.line.supplier, restricted, Counted::New);
                    writes.remove = Some((supplier, key));
                }
                writes.keep = Some(self.note_names(*row));
            }
            ProvisionChange::Gone(before) => {
                report.ended += 1;
                let (supplier, key) = place(&before)?;
                self.count(&supplier, before.restricted, Counted::Ended);
                writes.remove = Some((supplier, key));
            }
        }
        self.fewer |= writes.remove.is_some();
        report.writes += u64::from(writes.keep.is_some()) + u64::from(writes.remove.is_some());
        Ok(Some(writes))
    }

    /// Counts a row for its supplier. No count tells of a restricted person.
    fn count(&mut self, supplier: &SupplierId, restricted: bool, counted: Counted) {
        let difference = self.differences.entry(supplier.clone());
        let difference = difference.or_insert(NightDifference {
            taken_at: self.taken_at,
            new: 0,
            changed: 0,
            ended: 0,
        });
        let number = match counted {
            Counted::New => &mut difference.new,
            Counted::Changed => &mut difference.changed,
            Counted::Ended => &mut difference.ended,
        };
        *number += u32::from(!restricted);
    }

    /// Notes whom rows bring to a supplier that asked about somebody. A
    /// restricted person is left to finance: that they are here is not for
    /// everybody who asks.
    async fn note_brought(&mut self, rows: &[RowWrites]) -> Result<(), StoreFault> {
        let new = rows.iter().filter(|row| row.is_new);
        let lines: Vec<_> = new.filter_map(|row| row.keep.as_ref()).collect();
        if lines.is_empty() {
            return Ok(());
        }
        let mut brought = match self.brought.take() {
            Some(brought) => brought,
            None => {
                let asked = suppliers_with_somebody_missing(self.store).await?;
                asked.into_iter().map(|id| (id, Vec::new())).collect()
            }
        };
        for line in lines.into_iter().filter(|line| !line.person.restricted) {
            if let Some(people) = brought.get_mut(&line.supplier) {
                people.push(line.person.clone());
            }
        }
        self.brought = Some(brought);
        Ok(())
    }

    /// Notes the names that a row has, and returns its line.
    fn note_names(&mut self, row: ProvisionRow) -> ProvisionLine {
        let line = row.line;
        let seen = self.seen.entry(line.supplier.clone());
        let seen = seen.or_insert_with(|| SupplierSeen {
            name: String::new(),
            services: BTreeMap::new(),
            earliest: line.starts,
        });
        seen.name = row.supplier_name;
        seen.services.insert(line.service.clone(), row.service_name);
        seen.earliest = seen.earliest.min(line.starts);
        line
    }

    /// Writes rows, what is new before what is gone, and lets the registers
    /// follow.
    async fn apply(&mut self, rows: &[RowWrites]) -> Result<(), ImportFault> {
        if rows.is_empty() {
            return Ok(());
        }
        let before = self.kept().await?.saturating_sub(self.passed);
        let before = usize::try_from(before).unwrap_or(usize::MAX);
        let not_written = rows.get(before..).unwrap_or_default();
        let changes = not_written.iter().map(|row| LineChange {
            keep: row.keep.as_ref(),
            remove: row.remove.as_ref().map(|(supplier, key)| (supplier, key)),
        });
        let changes: Vec<_> = changes.collect();
        self.unregistered.note(&changes).await?;
        let written = not_written.iter().map(|row| self.apply_row(row));
        try_join_all(written).await?;
        self.passed += u64::try_from(rows.len()).unwrap_or_default();
        self.note_brought(rows).await?;
        let kept = rows.iter().filter_map(|row| row.keep.as_ref());
        let kept = kept.map(|line| (&line.supplier, &line.key, Some(line)));
        let removed = rows.iter().filter_map(|row| row.remove.as_ref());
        let removed = removed.map(|(supplier, key)| (supplier, key, None));
        let followed: Vec<_> = kept.chain(removed).collect();
        self.registers.follow(&followed).await
    }

    async fn apply_row(&self, row: &RowWrites) -> Result<(), StoreFault> {
        if let Some(line) = &row.keep {
            let kept = KeptProvision {
                line: line.clone(),
                first_seen: self.today,
                taken_at: self.taken_at,
            };
            self.store.keep_provision(&kept).await?;
        }
        if let Some((supplier, key)) = &row.remove {
            let taken_at = self.taken_at;
            self.store.end_provision(supplier, key, taken_at).await?;
        }
        Ok(())
    }

    /// Writes what changed of suppliers: their names, which of them have nothing
    /// commissioned any more, who of their people is restricted, and what the
    /// night changed for each.
    pub(super) async fn end(self) -> Result<(), ImportFault> {
        if self.seen.is_empty() && !self.fewer && self.looked_through.is_empty() {
            return Ok(());
        }
        let known = self.store.suppliers().await?.into_iter();
        let mut known: BTreeMap<_, _> =
            known.map(|kept| (kept.supplier.id.clone(), kept)).collect();
        let mut restricted = self.restricted.unwrap_or_default();
        for (id, seen) in self.seen {
            let before = known.remove(&id);
            let mut after = before.clone().unwrap_or_else(|| KeptSupplier {
                supplier: Supplier {
                    id: id.clone(),
                    name: String::new(),
                    joined: seen.earliest,
                    left: None,
                },
                services: BTreeMap::new(),
                restricted: RestrictedLines::default(),
            });
            if let Some(restricted) = restricted.remove(&id) {
                after.restricted = restricted;
            }
            after.supplier.name = seen.name;
            after.supplier.left = None;
            after.services.extend(seen.services);
            if before.as_ref() != Some(&after) {
                self.store.keep_supplier(&after).await?;
            }
        }
        for before in known.into_values() {
            let mut after = before.clone();
            let id = &before.supplier.id;
            if !self.present.contains(id.as_str()) && before.supplier.left.is_none() {
                after.supplier.left = Some(plus_days(self.today, -1));
            }
            if let Some(restricted) = restricted.remove(id) {
                after.restricted = restricted;
            }
            if after != before {
                self.store.keep_supplier(&after).await?;
            }
        }
        for (supplier, difference) in &self.differences {
            self.store
                .keep_night_difference(supplier, difference)
                .await?;
        }
        for (supplier, brought) in self.brought.iter().flatten() {
            close_brought(self.store, supplier, brought, self.begun.run.now).await?;
        }
        Ok(())
    }
}

/// The list in which a row is counted.
#[derive(Clone, Copy)]
enum Counted {
    New,
    Changed,
    Ended,
}

/// Notes what a change says of who is restricted.
fn restrict(
    restricted: &mut BTreeMap<SupplierId, RestrictedLines>,
    change: &ProvisionChange,
) -> Result<(), ImportFault> {
    let row = match change {
        ProvisionChange::Same(_) | ProvisionChange::Refused(..) => return Ok(()),
        ProvisionChange::Gone(before) => {
            let (supplier, key) = place(before)?;
            restricted.entry(supplier).or_default().end(&key);
            return Ok(());
        }
        ProvisionChange::New(_, row) | ProvisionChange::Changed { row, .. } => row,
    };
    let (key, person) = (&row.line.key, &row.line.person);
    let note = |lines: &mut RestrictedLines| match person.restricted {
        true => lines.restrict(key, &person.reference),
        false => lines.lift(key, &person.reference),
    };
    if let ProvisionChange::Changed { before, mark, .. } = change
        && before.supplier != mark.supplier
    {
        let (supplier, _) = place(before)?;
        let lines = restricted.entry(supplier).or_default();
        note(lines);
        lines.end(key);
    }
    note(restricted.entry(row.line.supplier.clone()).or_default());
    Ok(())
}

/// Returns where a row of the last snapshot was kept.
fn place(before: &RowMark) -> Result<(SupplierId, LineKey), ImportFault> {
    let supplier = SupplierId::parse(&before.supplier);
    let key = LineKey::parse(&before.key.purchase_order, &before.key.line);
    match (supplier, key) {
        (Ok(supplier), Ok(key)) => Ok((supplier, key)),
        _ => Err(ImportFault::NotARow),
    }
}

/// Counts a row that was refused, and lists it if there is room.
pub(super) fn note_refused(report: &mut ImportReport, file: SnapshotFile, refused: &RefusedRow) {
    report.refused += 1;
    if report.refused_rows.len() < MOST_REFUSED_LISTED {
        report.refused_rows.push(RefusedProvision {
            file: file.name().to_owned(),
            line: refused.line,
            reasons: refused.faults.iter().map(ToString::to_string).collect(),
        });
    }
}

/// Writes the terms of contracts that have changed.
pub(super) async fn write_terms<S: PlanKeeper + RegisterKeeper>(
    store: &S,
    table: &TermsTable,
) -> Result<(), ImportFault> {
    let ids = table.contracts.iter().map(|terms| terms.id.clone());
    let known = store.contract_book(&ids.collect()).await?;
    for terms in &table.contracts {
        let before = ContractTerms {
            effects: Timeline::default(),
            ..known.terms(&terms.id).into_owned()
        };
        if before != *terms {
            store.keep_terms(terms).await?;
        }
    }
    Ok(())
}
