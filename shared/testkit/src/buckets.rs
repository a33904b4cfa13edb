//! The buckets in memory, and the scanner that judges uploaded files.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex, MutexGuard};

use attendance::provision_import::SnapshotName;
use attendance::record_import::{RecordFile, RecordSnapshotFiles};
use attendance::snapshot_files::{MarksVersion, SnapshotFile, SnapshotFiles};
use domain::application::evidence::{Evidence, LARGEST_FILE};
use domain::application::files::{
    AcknowledgementName, AcknowledgementOutcome, ExchangeFileStore, FileReceiver, FileScanner,
    FileUploader, LARGEST_ACKNOWLEDGEMENT, ReceivedFile, Scan, UploadForm, WrittenOnce,
};
use domain::fault::FilesFault;
use domain::records::case_record::{DOCUMENT_LINK_LIVES, DocumentLinks, RecordDocument};
use domain::records::retention::FileEraser;
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use exchange::canonical::sha256;
use jiff::Timestamp;

use crate::call_chain::{self, CalledService};
use crate::fault_injection::Process;
use crate::lock;

/// Counts requests to S3 by the two prices that they have; deleting is free.
#[derive(Clone, Copy, Debug, Default)]
pub struct BucketRequests {
    /// PUT, COPY, POST and LIST.
    pub writes: u64,
    /// GET and HEAD.
    pub reads: u64,
}

/// The version of a file that was sent once, of which the events in
/// `events/scan-evidence` tell.
const FIRST_VERSION: &str = "v1";

/// The buckets of evidence, of the exchange and of locked records. Clones share
/// what they hold.
#[derive(Clone, Debug, Default)]
pub struct InMemoryBuckets {
    inside: Arc<Mutex<Inside>>,
    process: Process,
}

type FormKey = (AccountId, SavedId);

#[derive(Clone, Debug, Default)]
struct Inside {
    offered: BTreeMap<String, FormKey>,
    removed: Vec<(AccountId, String)>,
    incoming: BTreeMap<String, (ReceivedFile, Timestamp)>,
    /// The content of each file that was judged to be clean, and when it was
    /// sent.
    clean: BTreeMap<FormKey, BTreeMap<String, (Vec<u8>, Timestamp)>>,
    exchange: BTreeMap<String, Vec<u8>>,
    records: BTreeMap<String, Vec<u8>>,
    /// The number of times that each file of the exchange and of the records
    /// was written.
    written: BTreeMap<String, usize>,
    scan: Option<Scan>,
    requests: BucketRequests,
}

impl InMemoryBuckets {
    /// Returns the buckets as one process calls them, which counts its calls.
    #[must_use]
    pub fn of(&self, process: &Process) -> Self {
        Self {
            inside: Arc::clone(&self.inside),
            process: process.clone(),
        }
    }

    /// Makes other buckets that hold what these hold now.
    pub(crate) fn copy(&self) -> Self {
        Self {
            inside: Arc::new(Mutex::new(self.open().clone())),
            process: self.process.clone(),
        }
    }

    fn open(&self) -> MutexGuard<'_, Inside> {
        lock(&self.inside)
    }

    /// Sets the scanner's verdict on every file from now on. Without this call
    /// every file is clean.
    pub fn scanner_says(&self, scan: Scan) {
        self.open().scan = Some(scan);
    }

    /// Uploads a file, with the form that was offered for it or without one.
    pub fn send(&self, id: &str, received: ReceivedFile, at: Timestamp) {
        let mut inside = self.open();
        inside.requests.writes += 1;
        inside.offered.remove(id);
        inside.incoming.insert(id.to_owned(), (received, at));
    }

    /// Uploads a file with the form that was offered for it, as a browser does.
    ///
    /// # Errors
    /// If no form was offered for the file.
    pub fn send_as_offered(
        &self,
        id: &str,
        name: &str,
        content: &[u8],
        at: Timestamp,
    ) -> Result<(), String> {
        let offered = self.offered(id);
        let (account, saved) = offered.ok_or_else(|| format!("no form was offered for {id}"))?;
        let received = ReceivedFile {
            account,
            saved,
            name: name.to_owned(),
            version: FIRST_VERSION.to_owned(),
            size: content.len() as u64,
            content: Some(content.to_vec()),
        };
        self.send(id, received, at);
        Ok(())
    }

    /// Finds the account and saved form for which an upload was offered and is
    /// not used yet.
    #[must_use]
    pub fn offered(&self, id: &str) -> Option<(AccountId, SavedId)> {
        self.open().offered.get(id).cloned()
    }

    /// Lists the uploads that people removed: the account and the id of each
    /// file.
    #[must_use]
    pub fn removed(&self) -> Vec<(AccountId, String)> {
        self.open().removed.clone()
    }

    /// Whether a file waits to be judged.
    #[must_use]
    pub fn is_incoming(&self, id: &str) -> bool {
        self.open().incoming.contains_key(id)
    }

    /// Whether a file is among those judged to be clean.
    #[must_use]
    pub fn is_clean(&self, id: &str) -> bool {
        let inside = self.open();
        inside.clean.values().any(|files| files.contains_key(id))
    }

    /// Returns the content of a usable file.
    #[must_use]
    pub fn clean_content(&self, id: &str) -> Option<Vec<u8>> {
        let inside = self.open();
        let mut files = inside.clean.values();
        files.find_map(|files| files.get(id).map(|(content, _)| content.clone()))
    }

    /// Puts a file among those judged to be clean, as if it was sent at that
    /// time.
    pub fn put_clean(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
        content: &[u8],
        at: Timestamp,
    ) {
        let mut inside = self.open();
        let files = inside.clean.entry((account.clone(), saved.clone()));
        let files = files.or_default();
        files.insert(id.to_owned(), (content.to_vec(), at));
    }

    /// Lists the forms with a file that was judged to be clean.
    #[must_use]
    pub fn forms_with_clean_files(&self) -> Vec<(AccountId, SavedId)> {
        let inside = self.open();
        let forms = inside.clean.iter();
        forms
            .filter(|(_, files)| !files.is_empty())
            .map(|(form, _)| form.clone())
            .collect()
    }

    /// Returns the files of the exchange, by name.
    #[must_use]
    pub fn exchange(&self) -> BTreeMap<String, Vec<u8>> {
        self.open().exchange.clone()
    }

    /// Returns the locked records, by name.
    #[must_use]
    pub fn records(&self) -> BTreeMap<String, Vec<u8>> {
        self.open().records.clone()
    }

    /// Counts how often each file of the exchange and of the records was
    /// written.
    #[must_use]
    pub fn written(&self) -> BTreeMap<String, usize> {
        self.open().written.clone()
    }

    /// Puts a file into the exchange, as the case system does.
    pub fn put_in_exchange(&self, name: &str, content: &[u8]) {
        let mut inside = self.open();
        inside.requests.writes += 1;
        inside.exchange.insert(name.to_owned(), content.to_vec());
    }

    /// Reads every file of an application, as the case system does, and returns
    /// the number of files.
    pub fn read_application(&self, reference: &str) -> usize {
        let folder = format!("applications/{reference}/");
        let mut inside = self.open();
        let files = inside.exchange.keys();
        let files = files.filter(|name| name.starts_with(&folder)).count();
        inside.requests.reads += files as u64;
        files
    }

    /// Returns the requests since the last call, and starts counting again.
    pub fn take_requests(&self) -> BucketRequests {
        std::mem::take(&mut self.open().requests)
    }

    /// Makes one request, unless the process lets it fail.
    async fn ask<T>(
        &self,
        operation: &'static str,
        effect: impl FnOnce(&mut Inside) -> T,
    ) -> Result<T, FilesFault> {
        let effect = || effect(&mut self.open());
        let asked = call_chain::call(operation, CalledService::Buckets, self.process.call(effect));
        let asked = asked.await;
        asked.map_err(|source| FilesFault {
            operation,
            source: source.into(),
        })
    }
}

fn fault(operation: &'static str, why: &'static str) -> FilesFault {
    FilesFault {
        operation,
        source: why.into(),
    }
}

impl Inside {
    /// Removes a file from those judged to be clean.
    fn remove_clean(&mut self, form: &FormKey, id: &str) {
        if let Some(files) = self.clean.get_mut(form) {
            files.remove(id);
        }
    }

    fn count_written(&mut self, name: &str) {
        *self.written.entry(name.to_owned()).or_default() += 1;
    }
}

impl FileUploader for InMemoryBuckets {
    fn origin(&self) -> String {
        "https://evidence.example".to_owned()
    }

    async fn offer_upload(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
        back: &str,
        _: Timestamp,
    ) -> Result<UploadForm, FilesFault> {
        let form = (account.clone(), saved.clone());
        // The form is signed in the function itself, without a request to S3.
        // S3's own also says whose the file is.
        self.open().offered.insert(id.to_owned(), form);
        Ok(UploadForm {
            address: format!("{}/", self.origin()),
            fields: vec![
                ("key".to_owned(), format!("incoming/{id}")),
                ("back".to_owned(), back.to_owned()),
            ],
        })
    }

    async fn remove_upload(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
    ) -> Result<(), FilesFault> {
        let form = (account.clone(), saved.clone());
        self.ask("remove a file", |inside| {
            inside.incoming.remove(id);
            inside.remove_clean(&form, id);
            inside.removed.push((account.clone(), id.to_owned()));
        })
        .await
    }
}

impl FileReceiver for InMemoryBuckets {
    async fn received(&self, id: &str) -> Result<Option<ReceivedFile>, FilesFault> {
        self.ask("read a file", |inside| {
            inside.requests.reads += 1;
            let received = inside.incoming.get(id).map(|(received, _)| received);
            received.cloned().map(|received| ReceivedFile {
                content: received.content.filter(|_| received.size <= LARGEST_FILE),
                ..received
            })
        })
        .await
    }

    /// Counts the read with which S3 looks at the file before it copies it.
    async fn keep_clean(
        &self,
        id: &str,
        received: &ReceivedFile,
        without_traces: Option<&[u8]>,
    ) -> Result<bool, FilesFault> {
        self.ask("keep a file", |inside| {
            inside.requests.reads += 1;
            let Some((sent, at)) = inside.incoming.get(id).cloned() else {
                return false;
            };
            if sent.version != received.version {
                return false;
            }
            inside.requests.writes += 1;
            let form = (received.account.clone(), received.saved.clone());
            let sent = sent.content.unwrap_or_default();
            let content = without_traces.map_or(sent, <[u8]>::to_vec);
            let files = inside.clean.entry(form).or_default();
            files.insert(id.to_owned(), (content, at));
            true
        })
        .await
    }

    async fn drop_received(&self, id: &str) -> Result<(), FilesFault> {
        self.ask("delete a file", |inside| drop(inside.incoming.remove(id)))
            .await
    }

    async fn drop_clean(&self, id: &str, received: &ReceivedFile) -> Result<(), FilesFault> {
        let form = (received.account.clone(), received.saved.clone());
        self.ask("delete a file", |inside| inside.remove_clean(&form, id))
            .await
    }

    fn fingerprint(&self, content: &[u8]) -> String {
        sha256(content)
    }
}

impl FileScanner for InMemoryBuckets {
    /// Counts the read with which the scanner fetches the file.
    async fn scan(&self, _: &[u8]) -> Result<Scan, FilesFault> {
        self.ask("scan a file", |inside| {
            inside.requests.reads += 1;
            inside.scan.unwrap_or(Scan::Clean)
        })
        .await
    }
}

impl FileEraser for InMemoryBuckets {
    async fn forms_with_files(
        &self,
        before: Timestamp,
        after: Option<&FormKey>,
        most: usize,
    ) -> Result<Vec<FormKey>, FilesFault> {
        self.ask("list evidence", |inside| {
            inside.requests.writes += 1;
            let forms = inside.clean.iter().filter(|(form, files)| {
                let newest = files.values().map(|(_, at)| at).max();
                newest.is_some_and(|newest| *newest < before)
                    && after.is_none_or(|after| *form > after)
            });
            forms.map(|(form, _)| form.clone()).take(most).collect()
        })
        .await
    }

    async fn erase_files(&self, account: &AccountId, saved: &SavedId) -> Result<(), FilesFault> {
        let form = (account.clone(), saved.clone());
        self.ask("erase evidence", |inside| {
            inside.requests.writes += 1;
            inside.clean.remove(&form);
        })
        .await
    }
}

impl ExchangeFileStore for InMemoryBuckets {
    async fn is_in_exchange(&self, name: &str) -> Result<bool, FilesFault> {
        self.ask("look into the exchange", |inside| {
            inside.requests.reads += 1;
            inside.exchange.contains_key(name)
        })
        .await
    }

    /// Copies a file of evidence by reading, comparing and writing its bytes.
    async fn copy_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
        name: &str,
    ) -> Result<(), FilesFault> {
        const OPERATION: &str = "copy evidence";
        let form = (account.clone(), saved.clone());
        let copied = self.ask(OPERATION, |inside| {
            inside.requests.reads += 1;
            let files = inside.clean.get(&form)?;
            let (content, _) = files.get(&evidence.id)?;
            if Some(sha256(content)) != evidence.fingerprint {
                return None;
            }
            let content = content.clone();
            inside.requests.writes += 1;
            inside.count_written(name);
            inside.exchange.insert(name.to_owned(), content);
            Some(())
        });
        let why = "the content is not the one that was scanned";
        copied.await?.ok_or_else(|| fault(OPERATION, why))
    }

    async fn write_to_exchange(&self, name: &str, json: &[u8]) -> Result<WrittenOnce, FilesFault> {
        self.ask("write to the exchange", |inside| {
            inside.requests.writes += 1;
            if inside.exchange.contains_key(name) {
                return WrittenOnce::Before;
            }
            inside.count_written(name);
            inside.exchange.insert(name.to_owned(), json.to_vec());
            WrittenOnce::Now
        })
        .await
    }

    async fn write_record(&self, name: &str, json: &[u8]) -> Result<WrittenOnce, FilesFault> {
        self.ask("write a record", |inside| {
            inside.requests.writes += 1;
            if inside.records.contains_key(name) {
                return WrittenOnce::Before;
            }
            inside.count_written(name);
            inside.records.insert(name.to_owned(), json.to_vec());
            WrittenOnce::Now
        })
        .await
    }

    async fn acknowledgements(
        &self,
        after: Option<&AcknowledgementName>,
        most: usize,
    ) -> Result<Vec<AcknowledgementName>, FilesFault> {
        self.ask("list acknowledgements", |inside| {
            inside.requests.writes += 1;
            let names = inside.exchange.keys();
            names
                .filter(|name| name.starts_with("acknowledgements/"))
                .filter(|name| after.is_none_or(|after| after.0 < **name))
                .take(most)
                .map(|name| AcknowledgementName(name.clone()))
                .collect()
        })
        .await
    }

    async fn read_acknowledgement(
        &self,
        name: &AcknowledgementName,
    ) -> Result<Option<Vec<u8>>, FilesFault> {
        self.ask("read an acknowledgement", |inside| {
            inside.requests.reads += 1;
            let mut content = inside.exchange.get(&name.0).cloned()?;
            content.truncate(usize::try_from(LARGEST_ACKNOWLEDGEMENT).ok()? + 1);
            Some(content)
        })
        .await
    }

    async fn settle_acknowledgement(
        &self,
        name: &AcknowledgementName,
        settled: AcknowledgementOutcome,
    ) -> Result<(), FilesFault> {
        self.ask("settle an acknowledgement", |inside| {
            inside.requests.writes += 1;
            if let Some(content) = inside.exchange.remove(&name.0) {
                let file = name.0.trim_start_matches("acknowledgements");
                let to = format!("{}{file}", settled.folder());
                inside.exchange.insert(to, content);
            }
        })
        .await
    }
}

/// The place of the marks of the last snapshot.
const MARKS: &str = "provisions-taken/marks";

impl SnapshotFiles for InMemoryBuckets {
    type Copy = Cursor<Vec<u8>>;

    async fn snapshots(&self) -> Result<Vec<SnapshotName>, FilesFault> {
        self.ask("list snapshots", |inside| {
            inside.requests.writes += 1;
            let folders = inside.exchange.keys().filter_map(|name| {
                let folder = name.strip_prefix("provisions/")?;
                SnapshotName::parse(folder.strip_suffix("/manifest.json")?).ok()
            });
            folders.collect()
        })
        .await
    }

    async fn fetch_snapshot_file(
        &self,
        snapshot: &SnapshotName,
        file: SnapshotFile,
        most: u64,
    ) -> Result<Option<Self::Copy>, FilesFault> {
        self.ask("fetch a snapshot", |inside| {
            inside.requests.reads += 1;
            let name = format!("provisions/{snapshot}/{}", file.name());
            let mut content = inside.exchange.get(&name).cloned()?;
            content.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            Some(Cursor::new(content))
        })
        .await
    }

    async fn fetch_marks(&self) -> Result<Option<(Self::Copy, MarksVersion)>, FilesFault> {
        self.ask("fetch marks", |inside| {
            inside.requests.reads += 1;
            let content = inside.exchange.get(MARKS)?.clone();
            let version = MarksVersion(sha256(&content));
            Some((Cursor::new(content), version))
        })
        .await
    }

    fn begin_marks(&self) -> Result<Self::Copy, FilesFault> {
        Ok(Cursor::default())
    }

    async fn keep_marks(
        &self,
        marks: Self::Copy,
        instead_of: Option<&MarksVersion>,
    ) -> Result<bool, FilesFault> {
        self.ask("keep marks", |inside| {
            inside.requests.writes += 1;
            let there = inside.exchange.get(MARKS);
            let there = there.map(|content| MarksVersion(sha256(content)));
            let kept = there.as_ref() == instead_of;
            if kept {
                let content = marks.into_inner();
                inside.count_written(MARKS);
                inside.exchange.insert(MARKS.to_owned(), content);
            }
            kept
        })
        .await
    }
}

impl RecordSnapshotFiles for InMemoryBuckets {
    async fn record_snapshots(&self) -> Result<Vec<SnapshotName>, FilesFault> {
        self.ask("list snapshots of records", |inside| {
            inside.requests.writes += 1;
            let folders = inside.exchange.keys().filter_map(|name| {
                let folder = name.strip_prefix("records/")?;
                SnapshotName::parse(folder.strip_suffix("/manifest.json")?).ok()
            });
            folders.collect()
        })
        .await
    }

    async fn fetch_record_file(
        &self,
        snapshot: &SnapshotName,
        file: RecordFile,
        most: u64,
    ) -> Result<Option<Vec<u8>>, FilesFault> {
        self.ask("fetch a snapshot of records", |inside| {
            inside.requests.reads += 1;
            let name = format!("records/{snapshot}/{}", file.name());
            let mut content = inside.exchange.get(&name).cloned()?;
            content.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            Some(content)
        })
        .await
    }
}

impl DocumentLinks for InMemoryBuckets {
    /// Makes a link that says until when it opens the file.
    async fn document_link(
        &self,
        document: &RecordDocument,
        now: Timestamp,
    ) -> Result<Option<String>, FilesFault> {
        self.ask("make a link to a document", |inside| {
            inside.requests.reads += 1;
            let until = (now + DOCUMENT_LINK_LIVES).as_second();
            let link = format!("https://exchange.example/{}?until={until}", document.key);
            let is_there = inside.exchange.contains_key(&document.key);
            is_there.then_some(link)
        })
        .await
    }
}
