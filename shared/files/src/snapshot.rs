//! The snapshots of the case system in the exchange bucket, and the marks of the
//! last one.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use attendance::provision_import::SnapshotName;
use attendance::snapshot_files::{MarksVersion, SnapshotFile, SnapshotFiles};
use aws_sdk_s3::primitives::ByteStream;
use domain::fault::FilesFault;

use crate::{Buckets, condition_failed, fault, is_missing, status};

/// The folder in which the case system leaves its snapshots.
const SNAPSHOTS: &str = "provisions/";

/// The place of the marks of the last snapshot.
const MARKS: &str = "provisions-taken/marks";

/// The folder for copies, which is the only one that a function can write to.
const SCRATCH: &str = "/tmp";

impl Buckets {
    /// Lists the snapshots in a folder that have their manifest.
    pub(crate) async fn snapshots_in(
        &self,
        operation: &'static str,
        folder: &str,
        manifest: &str,
    ) -> Result<Vec<SnapshotName>, FilesFault> {
        let mut names = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let page = self
                .client
                .list_objects_v2()
                .bucket(&self.names.exchange)
                .prefix(folder)
                .set_continuation_token(next.take())
                .send()
                .await
                .map_err(|source| fault(operation, source))?;
            let objects = page.contents.unwrap_or_default().into_iter();
            names.extend(objects.filter_map(|object| {
                let key = object.key?;
                let snapshot = key.strip_prefix(folder)?.strip_suffix(manifest)?;
                SnapshotName::parse(snapshot.strip_suffix('/')?).ok()
            }));
            next = page.next_continuation_token;
            if next.is_none() {
                return Ok(names);
            }
        }
    }
}

impl SnapshotFiles for Buckets {
    /// A file that has no name any more: it is gone when nobody holds it.
    type Copy = File;

    async fn snapshots(&self) -> Result<Vec<SnapshotName>, FilesFault> {
        let manifest = SnapshotFile::Manifest.name();
        self.snapshots_in("list snapshots", SNAPSHOTS, manifest)
            .await
    }

    async fn fetch_snapshot_file(
        &self,
        snapshot: &SnapshotName,
        file: SnapshotFile,
        most: u64,
    ) -> Result<Option<File>, FilesFault> {
        let key = format!("{SNAPSHOTS}{snapshot}/{}", file.name());
        let last = most.saturating_sub(1);
        let fetched = self.fetch("fetch a snapshot", &key, Some(format!("bytes=0-{last}")));
        Ok(fetched.await?.map(|(copy, _)| copy))
    }

    async fn fetch_marks(&self) -> Result<Option<(File, MarksVersion)>, FilesFault> {
        self.fetch("fetch marks", MARKS, None).await
    }

    fn begin_marks(&self) -> Result<File, FilesFault> {
        scratch().map_err(|source| fault("begin marks", source))
    }

    async fn keep_marks(
        &self,
        mut marks: File,
        instead_of: Option<&MarksVersion>,
    ) -> Result<bool, FilesFault> {
        const OPERATION: &str = "keep marks";
        let named = marks
            .seek(SeekFrom::Start(0))
            .and_then(|_| NamedCopy::of(&mut marks))
            .map_err(|source| fault(OPERATION, source))?;
        let body = ByteStream::from_path(&named.0).await;
        let body = body.map_err(|source| fault(OPERATION, source))?;
        let put = self
            .client
            .put_object()
            .bucket(&self.names.exchange)
            .key(MARKS)
            .content_type("text/tab-separated-values")
            .body(body);
        let put = match instead_of {
            Some(version) => put.if_match(&version.0),
            None => put.if_none_match("*"),
        };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if condition_failed(&error) || is_missing(&error) => Ok(false),
            Err(error) => Err(fault(OPERATION, error)),
        }
    }
}

impl Buckets {
    /// Copies an object into a file, piece by piece. None if there is no such
    /// object.
    pub(crate) async fn fetch(
        &self,
        operation: &'static str,
        key: &str,
        range: Option<String>,
    ) -> Result<Option<(File, MarksVersion)>, FilesFault> {
        let found = self
            .client
            .get_object()
            .bucket(&self.names.exchange)
            .key(key)
            .set_range(range)
            .send()
            .await;
        let mut copy = scratch().map_err(|source| fault(operation, source))?;
        let mut object = match found {
            Ok(object) => object,
            Err(error) if is_missing(&error) => return Ok(None),
            // An empty file has no first byte, so the range is refused (RFC
            // 9110, 15.5.17).
            Err(error) if status(&error) == Some(416) => {
                return Ok(Some((copy, MarksVersion(String::new()))));
            }
            Err(error) => return Err(fault(operation, error)),
        };
        let version = MarksVersion(object.e_tag.take().unwrap_or_default());
        while let Some(piece) = object.body.next().await {
            let piece = piece.map_err(|source| fault(operation, source))?;
            copy.write_all(&piece)
                .map_err(|source| fault(operation, source))?;
        }
        copy.seek(SeekFrom::Start(0))
            .map_err(|source| fault(operation, source))?;
        Ok(Some((copy, version)))
    }
}

/// A copy that has a name until it is dropped. A request reads it piece by piece,
/// and again when it is sent again: the marks of a million rows are more than
/// memory should hold.
struct NamedCopy(PathBuf);

impl NamedCopy {
    fn of(content: &mut impl Read) -> io::Result<Self> {
        let named = Self(scratch_path());
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&named.0)?;
        io::copy(content, &mut file)?;
        Ok(named)
    }
}

impl Drop for NamedCopy {
    fn drop(&mut self) {
        // What is left goes with the function's storage.
        drop(std::fs::remove_file(&self.0));
    }
}

fn scratch_path() -> PathBuf {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let name = format!("snapshot-{}-{number}", std::process::id());
    PathBuf::from(SCRATCH).join(name)
}

/// Makes a file to read and write that nobody else can open.
fn scratch() -> io::Result<File> {
    let path = scratch_path();
    let mut options = OpenOptions::new();
    let file = options
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    std::fs::remove_file(path)?;
    Ok(file)
}
