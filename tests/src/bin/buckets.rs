//! The buckets in memory, which count the requests that S3 would be sent: as
//! `files` sends them, and those of the browser and of the case system.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::account::AccountId;
use domain::evidence::Evidence;
use domain::files::{
    AcknowledgementName, ExchangeFiles, FilesFault, ReceiveFiles, Received, Scan, ScanFiles,
    Settled, UploadFiles, UploadForm, WrittenOnce,
};
use domain::retention::EraseFiles;
use domain::saved::SavedId;
use exchange::canonical::sha256;
use jiff::Timestamp;

/// A document that somebody sends.
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n";

/// The version that the events of `events/judge-evidence` speak of.
const VERSION: &str = "v1";

/// Requests to S3, as they are charged: deleting is free.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requests {
    /// PUT, COPY, POST and LIST.
    pub(crate) writes: u64,
    /// GET and HEAD.
    pub(crate) reads: u64,
}

/// The buckets. Clones share what they hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buckets(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    offered: BTreeMap<String, (AccountId, SavedId)>,
    incoming: BTreeMap<String, Received>,
    clean: BTreeMap<(AccountId, SavedId), BTreeMap<String, Vec<u8>>>,
    /// When the files of a form were put there.
    since: BTreeMap<(AccountId, SavedId), Timestamp>,
    exchange: BTreeMap<String, Vec<u8>>,
    now: Timestamp,
    requests: Requests,
}

impl Buckets {
    fn open(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> MutexGuard<'_, Inside> {
        let mut inside = self.open();
        inside.requests.writes += 1;
        inside
    }

    fn read(&self) -> MutexGuard<'_, Inside> {
        let mut inside = self.open();
        inside.requests.reads += 1;
        inside
    }

    /// What was asked since the last time that this was.
    pub(crate) fn take(&self) -> Requests {
        std::mem::take(&mut self.open().requests)
    }

    /// A browser posts a file with the form that it was offered.
    pub(crate) fn post(&self, id: &str, now: Timestamp) -> Result<(), String> {
        let mut inside = self.write();
        let offered = inside.offered.remove(id);
        let (account, saved) = offered.ok_or_else(|| format!("no form was offered for {id}"))?;
        let received = Received {
            account,
            saved,
            name: "power of attorney.pdf".to_owned(),
            version: VERSION.to_owned(),
            size: PDF.len() as u64,
            content: Some(PDF.to_vec()),
        };
        inside.now = now;
        inside.incoming.insert(id.to_owned(), received);
        Ok(())
    }

    /// The case system reads every file of an application and says that it has
    /// it.
    pub(crate) fn take_in(&self, reference: &str, acknowledgement: Vec<u8>) -> Result<(), String> {
        let mut inside = self.write();
        let folder = format!("applications/{reference}/");
        let files = inside.exchange.keys();
        let files = files.filter(|name| name.starts_with(&folder)).count() as u64;
        if files == 0 {
            return Err(format!("{reference} was not exported"));
        }
        inside.requests.reads += files;
        let name = format!("acknowledgements/{reference}.json");
        inside.exchange.insert(name, acknowledgement);
        Ok(())
    }
}

fn fault(operation: &'static str, why: &'static str) -> FilesFault {
    FilesFault {
        operation,
        source: why.into(),
    }
}

impl UploadFiles for Buckets {
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
        let whose = (account.clone(), saved.clone());
        self.open().offered.insert(id.to_owned(), whose);
        Ok(UploadForm {
            address: self.origin(),
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
        let mut inside = self.open();
        inside.incoming.remove(id);
        let whose = (account.clone(), saved.clone());
        if let Some(files) = inside.clean.get_mut(&whose) {
            files.remove(id);
        }
        Ok(())
    }
}

impl ReceiveFiles for Buckets {
    async fn received(&self, id: &str) -> Result<Option<Received>, FilesFault> {
        Ok(self.read().incoming.get(id).cloned())
    }

    /// It is looked at before it is copied.
    async fn keep_clean(&self, id: &str, received: &Received) -> Result<bool, FilesFault> {
        let mut inside = self.read();
        inside.requests.writes += 1;
        let whose = (received.account.clone(), received.saved.clone());
        let content = received.content.clone().unwrap_or_default();
        let now = inside.now;
        inside.since.insert(whose.clone(), now);
        let files = inside.clean.entry(whose).or_default();
        files.insert(id.to_owned(), content);
        Ok(true)
    }

    async fn drop_received(&self, id: &str) -> Result<(), FilesFault> {
        self.open().incoming.remove(id);
        Ok(())
    }

    async fn drop_clean(&self, id: &str, received: &Received) -> Result<(), FilesFault> {
        self.remove_upload(&received.account, &received.saved, id)
            .await
    }

    fn fingerprint(&self, content: &[u8]) -> String {
        sha256(content)
    }
}

/// GuardDuty, which reads the file itself and tells by an event.
impl ScanFiles for Buckets {
    async fn scan(&self, _: &[u8]) -> Result<Scan, FilesFault> {
        drop(self.read());
        Ok(Scan::Later)
    }
}

impl EraseFiles for Buckets {
    async fn forms_with_files(
        &self,
        before: Timestamp,
        after: Option<&(AccountId, SavedId)>,
        most: usize,
    ) -> Result<Vec<(AccountId, SavedId)>, FilesFault> {
        let inside = self.write();
        let forms = inside.clean.iter().filter(|(whose, files)| {
            let settled = inside.since.get(whose).is_some_and(|since| *since < before);
            settled && !files.is_empty() && after.is_none_or(|after| *whose > after)
        });
        Ok(forms.map(|(whose, _)| whose.clone()).take(most).collect())
    }

    async fn erase_files(&self, account: &AccountId, saved: &SavedId) -> Result<(), FilesFault> {
        let whose = (account.clone(), saved.clone());
        self.write().clean.remove(&whose);
        Ok(())
    }
}

impl ExchangeFiles for Buckets {
    async fn is_in_exchange(&self, name: &str) -> Result<bool, FilesFault> {
        Ok(self.read().exchange.contains_key(name))
    }

    /// Copies a file of evidence by reading, comparing and writing its bytes.
    async fn copy_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
        name: &str,
    ) -> Result<(), FilesFault> {
        let mut inside = self.read();
        inside.requests.writes += 1;
        let files = inside.clean.get(&(account.clone(), saved.clone()));
        let content = files.and_then(|files| files.get(&evidence.id)).cloned();
        let content = content.filter(|content| Some(sha256(content)) == evidence.fingerprint);
        let content = content.ok_or_else(|| fault("copy evidence", "it is not there"))?;
        inside.exchange.insert(name.to_owned(), content);
        Ok(())
    }

    async fn write_to_exchange(&self, name: &str, json: &[u8]) -> Result<WrittenOnce, FilesFault> {
        let mut inside = self.write();
        inside.exchange.insert(name.to_owned(), json.to_vec());
        Ok(WrittenOnce::Now)
    }

    async fn write_record(&self, _: &str, _: &[u8]) -> Result<WrittenOnce, FilesFault> {
        drop(self.write());
        Ok(WrittenOnce::Now)
    }

    async fn acknowledgements(&self, most: usize) -> Result<Vec<AcknowledgementName>, FilesFault> {
        let inside = self.write();
        let names = inside.exchange.keys();
        let names = names.filter(|name| name.starts_with("acknowledgements/"));
        Ok(names
            .take(most)
            .map(|name| AcknowledgementName(name.clone()))
            .collect())
    }

    async fn read_acknowledgement(
        &self,
        name: &AcknowledgementName,
    ) -> Result<Option<Vec<u8>>, FilesFault> {
        Ok(self.read().exchange.get(&name.0).cloned())
    }

    async fn settle_acknowledgement(
        &self,
        name: &AcknowledgementName,
        _: Settled,
    ) -> Result<(), FilesFault> {
        self.write().exchange.remove(&name.0);
        Ok(())
    }
}
