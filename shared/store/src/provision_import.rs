//! Imports of snapshots: the lease of the one run that writes, reports, and the
//! snapshots that are held back.

use attendance::provision_import::{
    HeldSnapshot, ImportBegun, ImportKeeper, ImportLease, ImportPlace, ImportReader,
    ImportReleaser, ImportReport, SnapshotName, SnapshotRelease, SnapshotReleased,
    UnfinishedImport,
};
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;

use crate::attributes::{AT, BECAUSE, UNTIL};
use crate::item::Item;
use crate::keys::{self, HELD, Partition, REPORT};
use crate::read::{Attributes as _, Order, Unreadable, readable};
use crate::write::{Write, Written};
use crate::{Table, fault, number, text};
use jiff::Timestamp;

/// The report of an import.
const REPORTED: &str = "report";
/// The run that has the lease.
const RUN: &str = "run";
const SNAPSHOT: &str = "snapshot";
/// The rows of a snapshot that are written.
const ROWS: &str = "rows";
/// The SHA-256 of a manifest.
const MANIFEST: &str = "manifest";
/// The figures of a snapshot that was compared with the last one.
const FIGURES: &str = "figures";
/// Who released a snapshot, and when.
const FIRST: &str = "first";
const FIRST_AT: &str = "first_at";
const SECOND: &str = "second";
const SECOND_AT: &str = "second_at";
/// The most snapshots that are listed as held back.
const MOST_HELD: usize = 500;

impl ImportReader for Table {
    async fn import_reports(&self, most: usize) -> Result<Vec<ImportReport>, StoreFault> {
        let operation = "list reports of imports";
        let partition = Partition::Import.only();
        let items = self.list(operation, partition, REPORT, Order::Descending, most);
        Ok(readable(operation, &items.await?, report))
    }

    async fn import_report(&self, version: u32) -> Result<Option<ImportReport>, StoreFault> {
        let operation = "read the report of an import";
        let found = self.read(operation, keys::import_report(version)).await?;
        let found = found.as_ref().map(report).transpose();
        found.map_err(|source| fault(operation, source))
    }

    async fn unfinished_import(&self) -> Result<Option<UnfinishedImport>, StoreFault> {
        let operation = "read which import is not finished";
        let found = self.read(operation, keys::import_lease()).await?;
        let found = found.as_ref().map(unfinished).transpose();
        found.map_err(|source| fault(operation, source))
    }

    async fn held_snapshots(&self) -> Result<Vec<HeldSnapshot>, StoreFault> {
        let operation = "list snapshots that are held back";
        let partition = Partition::Import.only();
        let items = self.list(operation, partition, HELD, Order::Ascending, MOST_HELD);
        Ok(readable(operation, &items.await?, held))
    }

    async fn held_snapshot(&self, name: &SnapshotName) -> Result<Option<HeldSnapshot>, StoreFault> {
        let operation = "read a snapshot that is held back";
        let found = self.read(operation, keys::held_snapshot(name)).await?;
        let found = found.as_ref().map(held).transpose();
        found.map_err(|source| fault(operation, source))
    }
}

impl ImportReleaser for Table {
    async fn release_snapshot(
        &self,
        name: &SnapshotName,
        manifest: &str,
        release: &SnapshotRelease,
    ) -> Result<SnapshotReleased, StoreFault> {
        let operation = "release a snapshot";
        let by = text(&release.by.0);
        let at = text(keys::sortable(release.at));
        let releasable = || {
            Write::update(keys::held_snapshot(name))
                .if_is(MANIFEST, text(manifest))
                .if_has(FIGURES)
        };
        let second = releasable()
            .set(SECOND, by.clone())
            .set(SECOND_AT, at.clone())
            .if_has(FIRST)
            .if_is_not(FIRST, by.clone())
            .if_without(SECOND);
        let there = match self.write(operation, second).await? {
            Written::Done(_) => return Ok(SnapshotReleased::Second),
            Written::Refused(there) => there,
        };
        // The reply to the write may have been lost, and the write sent again.
        if there.text_of(SECOND) == Some(release.by.0.as_str()) {
            return Ok(SnapshotReleased::Second);
        }
        if there.contains_key(FIRST) {
            return Ok(match there.text_of(FIRST) == Some(release.by.0.as_str()) {
                true => SnapshotReleased::SamePerson,
                false => SnapshotReleased::NotHeld,
            });
        }
        let first = releasable().set(FIRST, by).set(FIRST_AT, at);
        Ok(
            match self.write(operation, first.if_without(FIRST)).await? {
                Written::Done(_) => SnapshotReleased::First,
                Written::Refused(there) if there.text_of(FIRST) == Some(release.by.0.as_str()) => {
                    SnapshotReleased::First
                }
                Written::Refused(_) => SnapshotReleased::NotHeld,
            },
        )
    }
}

impl ImportKeeper for Table {
    async fn begin_import(
        &self,
        lease: &ImportLease,
        now: Timestamp,
    ) -> Result<ImportBegun, StoreFault> {
        let operation = "begin an import";
        let snapshot = text(lease.snapshot.as_str());
        // An update keeps the place that an earlier run has reached.
        let write = leasing(lease)
            .if_not_there()
            .or()
            .if_is(RUN, text(&lease.run))
            .or()
            .if_text_at_most(UNTIL, text(keys::sortable(now)))
            .if_is(SNAPSHOT, snapshot);
        let there = match self.write(operation, write).await? {
            Written::Done(_) => return Ok(ImportBegun::Begun),
            Written::Refused(there) => there,
        };
        let read = || -> Result<_, Unreadable> {
            let until = there.instant(UNTIL)?;
            let of = SnapshotName::parse(there.text(SNAPSHOT)?);
            Ok((until, of.map_err(|_| Unreadable(SNAPSHOT))?))
        };
        let (until, of) = read().map_err(|source| fault(operation, source))?;
        Ok(match until > now {
            true => ImportBegun::Busy,
            false => ImportBegun::Unfinished(of),
        })
    }

    async fn end_import(&self, lease: &ImportLease) -> Result<(), StoreFault> {
        let write = Write::delete(keys::import_lease()).if_is(RUN, text(&lease.run));
        self.write("end an import", write).await.map(drop)
    }

    async fn import_place(&self, lease: &ImportLease) -> Result<Option<ImportPlace>, StoreFault> {
        let operation = "read how far an import is";
        let found = self.read(operation, keys::import_lease()).await?;
        let snapshot = lease.snapshot.as_str();
        let found = found.filter(|item| item.text_of(SNAPSHOT) == Some(snapshot));
        let Some(item) = found.filter(|item| item.contains_key(MANIFEST)) else {
            return Ok(None);
        };
        let read = || -> Result<_, Unreadable> {
            Ok(ImportPlace {
                manifest: item.text(MANIFEST)?.to_owned(),
                rows: item.number(ROWS)?.unsigned_abs(),
            })
        };
        read().map(Some).map_err(|source| fault(operation, source))
    }

    async fn keep_import_place(
        &self,
        lease: &ImportLease,
        place: &ImportPlace,
    ) -> Result<(), StoreFault> {
        let rows = i64::try_from(place.rows).unwrap_or(i64::MAX);
        let write = Write::update(keys::import_lease())
            .set(MANIFEST, text(&place.manifest))
            .set(ROWS, number(rows))
            .if_is(RUN, text(&lease.run));
        let operation = "keep how far an import is";
        self.write(operation, write).await.map(drop)
    }

    async fn pause_import(&self, lease: &ImportLease, now: Timestamp) -> Result<(), StoreFault> {
        let paused = ImportLease {
            until: now,
            ..lease.clone()
        };
        let write = leasing(&paused).if_is(RUN, text(&lease.run));
        self.write("pause an import", write).await.map(drop)
    }

    async fn hold_snapshot(&self, held: &HeldSnapshot) -> Result<bool, StoreFault> {
        let operation = "hold a snapshot back";
        let item = held_item(held).map_err(|source| fault(operation, source))?;
        let write = Write::put(item)
            .if_not_there()
            .or()
            .if_is_not(MANIFEST, text(&held.manifest))
            .or()
            .if_is_not(BECAUSE, text(&held.reason));
        let written = self.write(operation, write).await?;
        Ok(matches!(written, Written::Done(_)))
    }

    async fn forget_held_snapshot(&self, name: &SnapshotName) -> Result<(), StoreFault> {
        let write = Write::delete(keys::held_snapshot(name));
        self.write("forget a snapshot", write).await.map(drop)
    }

    async fn keep_import_report(&self, report: &ImportReport) -> Result<(), StoreFault> {
        let operation = "keep the report of an import";
        let body = serde_json::to_string(report).map_err(|source| fault(operation, source))?;
        let mut item = keys::import_report(report.version);
        item.insert(REPORTED.to_owned(), text(body));
        self.write(operation, Write::put(item)).await.map(drop)
    }
}

/// Makes the write of a lease, without a condition.
fn leasing(lease: &ImportLease) -> Write {
    Write::update(keys::import_lease())
        .set(RUN, text(&lease.run))
        .set(SNAPSHOT, text(lease.snapshot.as_str()))
        .set(UNTIL, text(keys::sortable(lease.until)))
}

fn report(item: &Item) -> Result<ImportReport, Unreadable> {
    serde_json::from_str(item.text(REPORTED)?).map_err(|_| Unreadable(REPORTED))
}

fn unfinished(item: &Item) -> Result<UnfinishedImport, Unreadable> {
    let snapshot = SnapshotName::parse(item.text(SNAPSHOT)?);
    let rows = match item.contains_key(MANIFEST) {
        true => Some(item.number(ROWS)?.unsigned_abs()),
        false => None,
    };
    Ok(UnfinishedImport {
        snapshot: snapshot.map_err(|_| Unreadable(SNAPSHOT))?,
        until: item.instant(UNTIL)?,
        rows,
    })
}

fn held_item(held: &HeldSnapshot) -> Result<Item, serde_json::Error> {
    let HeldSnapshot {
        snapshot,
        manifest,
        held_at,
        reason,
        figures,
        first,
        second,
    } = held;
    let mut item = keys::held_snapshot(snapshot);
    let mut set = |name: &str, value: String| item.insert(name.to_owned(), text(value));
    set(MANIFEST, manifest.clone());
    set(AT, keys::sortable(*held_at));
    set(BECAUSE, reason.clone());
    if let Some(figures) = figures {
        set(FIGURES, serde_json::to_string(figures)?);
    }
    let releases = [(FIRST, FIRST_AT, first), (SECOND, SECOND_AT, second)];
    for (by, at, release) in releases {
        if let Some(release) = release {
            set(by, release.by.0.clone());
            set(at, keys::sortable(release.at));
        }
    }
    Ok(item)
}

fn held(item: &Item) -> Result<HeldSnapshot, Unreadable> {
    let release = |by: &'static str, at: &'static str| -> Result<_, Unreadable> {
        let Some(who) = item.text_of(by) else {
            return Ok(None);
        };
        Ok(Some(SnapshotRelease {
            by: AccountId(who.to_owned()),
            at: item.instant(at)?,
        }))
    };
    let figures = item.text_of(FIGURES);
    let figures = figures.map(|text| serde_json::from_str(text).map_err(|_| Unreadable(FIGURES)));
    let name = SnapshotName::parse(item.sort_after(HELD)?);
    Ok(HeldSnapshot {
        snapshot: name.map_err(|_| Unreadable(SNAPSHOT))?,
        manifest: item.text(MANIFEST)?.to_owned(),
        held_at: item.instant(AT)?,
        reason: item.text(BECAUSE)?.to_owned(),
        figures: figures.transpose()?,
        first: release(FIRST, FIRST_AT)?,
        second: release(SECOND, SECOND_AT)?,
    })
}
