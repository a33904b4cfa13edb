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
        let mut names = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let page = self
                .client
                .list_objects_v2()
                .bucket(&self.names.exchange)
                .prefix(RECORDS)
                .set_continuation_token(next.take())
                .send()
                .await
                .map_err(|source| fault("list snapshots of records", source))?;
            let objects = page.contents.unwrap_or_default().into_iter();
            names.extend(objects.filter_map(|object| {
                let key = object.key?;
                let folder = key.strip_prefix(RECORDS)?;
                let folder = folder.strip_suffix(RecordFile::Manifest.name())?;
                SnapshotName::parse(folder.strip_suffix('/')?).ok()
            }));
            next = page.next_continuation_token;
            if next.is_none() {
                return Ok(names);
            }
        }
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
