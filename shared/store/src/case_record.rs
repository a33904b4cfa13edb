//! What the case system says of records: an item for each person by the number of
//! the case, which documents an account opened, and which snapshot was the last.

use attendance::provision_import::{ImportBegun, ImportLease, SnapshotName};
use attendance::record_import::{RecordImportKeeper, RecordImports};
use domain::access::audit::Audited;
use domain::fault::StoreFault;
use domain::records::case_record::{
    CaseNumber, CaseRecord, CaseRecordKeeper, CaseRecordReader, DocumentId, DocumentOpener,
    OpenedDocuments,
};
use domain::records::retention_schedule::HOLDER_ACCESS_KEPT;
use domain::values::account_id::AccountId;
use domain::values::person_id::PersonId;
use jiff::Timestamp;

use crate::attributes::{TAKEN_AT, UNTIL};
use crate::item::Item;
use crate::keys;
use crate::read::{Attributes as _, Unreadable};
use crate::write::{Write, Written};
use crate::{EXPIRES_AT, Table, fault, number, text};

/// A record, as JSON.
const BODY: &str = "body";
/// The digest of the line that a record was read from.
const DIGEST: &str = "digest";
/// The beginning of the attribute of a document that was opened.
const OPENED: &str = "o#";
/// The report of the last import.
const REPORTED: &str = "report";
/// The SHA-256 of the last `records.jsonl`.
const RECORDS: &str = "records";
/// The SHA-256 of each manifest that was taken in, as JSON.
const KNOWN: &str = "known";
/// The run that has the lease, its snapshot and the SHA-256 of its manifest.
const RUN: &str = "run";
const SNAPSHOT: &str = "snapshot";
const MANIFEST: &str = "manifest";

impl CaseRecordReader for Table {
    async fn case_record(
        &self,
        _: &Audited<PersonId>,
        number: &CaseNumber,
    ) -> Result<Option<CaseRecord>, StoreFault> {
        const OPERATION: &str = "read what the case system says of a record";
        let found = self.read(OPERATION, keys::case_record(number)).await?;
        let found = found.as_ref().map(record).transpose();
        found.map_err(|source| fault(OPERATION, source))
    }

    async fn documents_opened(
        &self,
        access: &Audited<PersonId>,
        account: &AccountId,
    ) -> Result<OpenedDocuments, StoreFault> {
        const OPERATION: &str = "read which documents were opened";
        let key = keys::opened_documents(access.subject(), account);
        let found = self.read(OPERATION, key).await?.unwrap_or_default();
        opened(&found).map_err(|source| fault(OPERATION, source))
    }
}

impl DocumentOpener for Table {
    async fn note_opened(
        &self,
        access: &Audited<PersonId>,
        account: &AccountId,
        document: &DocumentId,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let ends = HOLDER_ACCESS_KEPT.after(now).as_second();
        let write = Write::update(keys::opened_documents(access.subject(), account))
            .set_once(
                &format!("{OPENED}{}", document.as_str()),
                text(now.to_string()),
            )
            .set(EXPIRES_AT, number(ends));
        self.write("note that a document was opened", write)
            .await
            .map(drop)
    }
}

impl CaseRecordKeeper for Table {
    async fn keep_case_record(
        &self,
        number: &CaseNumber,
        record: &CaseRecord,
        digest: &str,
        taken_at: Timestamp,
    ) -> Result<bool, StoreFault> {
        let operation = "keep what the case system says of a record";
        let body = serde_json::to_string(record).map_err(|source| fault(operation, source))?;
        let taken_at = text(keys::sortable(taken_at));
        let mut item = keys::case_record(number);
        item.insert(BODY.to_owned(), text(body));
        item.insert(DIGEST.to_owned(), text(digest));
        item.insert(TAKEN_AT.to_owned(), taken_at.clone());
        let write = Write::put(item)
            .if_not_there()
            .or()
            .if_text_at_most(TAKEN_AT, taken_at)
            .if_is_not(DIGEST, text(digest));
        let written = self.write(operation, write).await?;
        Ok(matches!(written, Written::Done(_)))
    }

    async fn end_case_record(
        &self,
        number: &CaseNumber,
        taken_at: Timestamp,
    ) -> Result<bool, StoreFault> {
        let write = Write::delete(keys::case_record(number));
        let write = write.if_text_below(TAKEN_AT, text(keys::sortable(taken_at)));
        let written = self.write("end what the case system says of a record", write);
        Ok(matches!(written.await?, Written::Done(_)))
    }
}

impl RecordImportKeeper for Table {
    async fn record_imports(&self) -> Result<RecordImports, StoreFault> {
        const OPERATION: &str = "read which records were taken in";
        let found = self.read(OPERATION, keys::record_imports()).await?;
        let found = found.as_ref().map(imports).transpose();
        let found = found.map_err(|source| fault(OPERATION, source))?;
        Ok(found.unwrap_or_default())
    }

    async fn begin_record_import(
        &self,
        lease: &ImportLease,
        manifest: &str,
        now: Timestamp,
    ) -> Result<ImportBegun, StoreFault> {
        const OPERATION: &str = "begin an import of records";
        let snapshot = text(lease.snapshot.as_str());
        let write = Write::update(keys::record_imports())
            .set(RUN, text(&lease.run))
            .set(SNAPSHOT, snapshot.clone())
            .set(MANIFEST, text(manifest))
            .set(UNTIL, text(keys::sortable(lease.until)))
            .if_without(RUN)
            .or()
            .if_is(RUN, text(&lease.run))
            .if_is(SNAPSHOT, snapshot.clone())
            .if_is(MANIFEST, text(manifest))
            .or()
            .if_text_at_most(UNTIL, text(keys::sortable(now)))
            .if_is(SNAPSHOT, snapshot)
            .if_is(MANIFEST, text(manifest));
        let there = match self.write(OPERATION, write).await? {
            Written::Done(_) => return Ok(ImportBegun::Begun),
            Written::Refused(there) => there,
        };
        let read = || -> Result<_, Unreadable> {
            let of = SnapshotName::parse(there.text(SNAPSHOT)?);
            let until = there.instant(UNTIL)?;
            Ok((until, of.map_err(|_| Unreadable(SNAPSHOT))?))
        };
        let (until, of) = read().map_err(|source| fault(OPERATION, source))?;
        Ok(match until > now {
            true => ImportBegun::Busy,
            false => ImportBegun::Unfinished(of),
        })
    }

    async fn end_record_import(
        &self,
        lease: &ImportLease,
        imports: &RecordImports,
    ) -> Result<bool, StoreFault> {
        const OPERATION: &str = "end an import of records";
        let RecordImports {
            last,
            records,
            known,
        } = imports;
        let json = |value: Result<String, serde_json::Error>| {
            value.map_err(|source| fault(OPERATION, source)).map(text)
        };
        let mut write = Write::update(keys::record_imports())
            .set(RECORDS, text(records))
            .set(KNOWN, json(serde_json::to_string(known))?);
        if let Some(report) = last {
            write = write.set(REPORTED, json(serde_json::to_string(report))?);
        }
        for name in [RUN, SNAPSHOT, MANIFEST, UNTIL] {
            write = write.remove(name);
        }
        let write = write.if_is(RUN, text(&lease.run));
        Ok(self.write_once(OPERATION, write).await?.is_none())
    }
}

fn record(item: &Item) -> Result<CaseRecord, Unreadable> {
    serde_json::from_str(item.text(BODY)?).map_err(|_| Unreadable(BODY))
}

fn opened(item: &Item) -> Result<OpenedDocuments, Unreadable> {
    let ids = item.keys().filter_map(|name| name.strip_prefix(OPENED));
    let read = |id: &str| {
        let at = item.text_of(&format!("{OPENED}{id}"));
        let at = at.and_then(|at| at.parse().ok());
        let id = id.parse().map_err(|_| Unreadable("o#"))?;
        Ok((id, at.ok_or(Unreadable("o#"))?))
    };
    ids.map(read).collect()
}

fn imports(item: &Item) -> Result<RecordImports, Unreadable> {
    let Some(report) = item.text_of(REPORTED) else {
        return Ok(RecordImports::default());
    };
    let report = serde_json::from_str(report).map_err(|_| Unreadable(REPORTED))?;
    Ok(RecordImports {
        last: Some(report),
        records: item.text(RECORDS)?.to_owned(),
        known: serde_json::from_str(item.text(KNOWN)?).map_err(|_| Unreadable(KNOWN))?,
    })
}
