//! The snapshots of records that the case system leaves in the exchange bucket.

use std::io::Read as _;

use attendance::provision_import::SnapshotName;
use attendance::record_import::{RecordFile, RecordSnapshotFiles};
use domain::fault::FilesFault;

use crate::{Buckets, fault};

/// The folder in which the case system leaves its snapshots of records.
const RECORDS: &str = "records/";

impl RecordSnapshotFiles for Buckets {
    async fn record_snapshots(&self) -> Result<Vec<SnapshotName>, FilesFault> {
        let manifest = RecordFile::Manifest.name();
        self.snapshots_in("list snapshots of records", RECORDS, manifest)
            .await
    }

    async fn fetch_record_file(
        &self,
        snapshot: &SnapshotName,
        file: RecordFile,
        most: u64,
    ) -> Result<Option<Vec<u8>>, FilesFault> {
        const OPERATION: &str = "fetch a snapshot of records";
        let key = format!("{RECORDS}{snapshot}/{}", file.name());
        let range = format!("bytes=0-{}", most.saturating_sub(1));
        let Some((mut copy, _)) = self.fetch(OPERATION, &key, Some(range)).await? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let read = copy.read_to_end(&mut bytes);
        read.map_err(|source| fault(OPERATION, source))?;
        Ok(Some(bytes))
    }
}
