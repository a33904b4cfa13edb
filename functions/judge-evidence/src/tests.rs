//! Files that are sent, judged, sent again and removed meanwhile.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use domain::account::AccountId;
use domain::draft::StoreFault;
use domain::evidence::content::Refusal;
use domain::evidence::{Evidence, FileState, FileType, KeepEvidence};
use domain::files::{FilesFault, ReceiveFiles, Received, Scan, ScanFiles};
use domain::saved::SavedId;
use jiff::Timestamp;

use crate::{Event, Fault, Judged, handle};

const ID: &str = "0123456789abcdef0123456789abcdef";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n";
const CREATED: &str = include_str!("../../../events/judge-evidence/object-created.json");
const NO_THREATS: &str = include_str!("../../../events/judge-evidence/no-threats-found.json");
const THREATS: &str = include_str!("../../../events/judge-evidence/threats-found.json");
const UNSUPPORTED: &str = include_str!("../../../events/judge-evidence/unsupported.json");

/// The table, the bucket and the scanner in one, with what each holds.
#[derive(Clone, Default)]
struct World(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    known: Option<Evidence>,
    incoming: Option<Received>,
    clean: BTreeMap<String, Vec<u8>>,
    /// The number of operations that still work before one fails.
    until_fault: Option<u32>,
    says: Option<Scan>,
}

impl Inside {
    fn works(&mut self) -> bool {
        match &mut self.until_fault {
            Some(0) => {
                self.until_fault = None;
                false
            }
            Some(left) => {
                *left -= 1;
                true
            }
            None => true,
        }
    }
}

impl World {
    /// Returns a world in which somebody announced a file and sent this
    /// content.
    fn with(content: &[u8], says: Scan) -> Self {
        let world = Self::default();
        {
            let mut inside = world.0.lock().unwrap();
            inside.known = Some(Evidence {
                id: ID.to_owned(),
                document: "savings".to_owned(),
                name: "file".to_owned(),
                file_type: None,
                size: 0,
                fingerprint: None,
                state: FileState::Expected,
                refusal: None,
                added_at: Timestamp::UNIX_EPOCH,
            });
            inside.says = Some(says);
        }
        world.send(content, "v1");
        world
    }

    fn send(&self, content: &[u8], version: &str) {
        let large = content.len() > 10 * 1024 * 1024;
        self.0.lock().unwrap().incoming = Some(Received {
            account: AccountId("a".to_owned()),
            saved: SavedId("s".to_owned()),
            name: "../May.statement.pdf.exe".to_owned(),
            version: version.to_owned(),
            size: content.len() as u64,
            content: (!large).then(|| content.to_vec()),
        });
    }

    async fn judge(&self, event: &str) -> Result<Judged, Fault> {
        let event: Event = serde_json::from_str(event).unwrap();
        handle(self, self, self, &event).await
    }

    fn state(&self) -> Option<FileState> {
        self.0
            .lock()
            .unwrap()
            .known
            .as_ref()
            .map(|known| known.state)
    }

    fn refusal(&self) -> Option<Refusal> {
        let inside = self.0.lock().unwrap();
        inside.known.as_ref().and_then(|known| known.refusal)
    }

    fn is_incoming(&self) -> bool {
        self.0.lock().unwrap().incoming.is_some()
    }

    fn is_clean(&self) -> bool {
        self.0.lock().unwrap().clean.contains_key(ID)
    }

    fn try_works(&self) -> Result<(), FilesFault> {
        let works = self.0.lock().unwrap().works();
        works.then_some(()).ok_or_else(|| FilesFault {
            operation: "work",
            source: "told to fail".into(),
        })
    }
}

fn store_fault(fault: FilesFault) -> StoreFault {
    StoreFault {
        operation: fault.operation,
        source: fault.source,
    }
}

impl KeepEvidence for World {
    async fn announce_evidence(
        &self,
        _: &AccountId,
        _: &SavedId,
        _: &Evidence,
    ) -> Result<bool, StoreFault> {
        Ok(false)
    }

    async fn evidence(
        &self,
        account: &AccountId,
        _: &SavedId,
    ) -> Result<Vec<Evidence>, StoreFault> {
        self.try_works().map_err(store_fault)?;
        let known = self.0.lock().unwrap().known.clone();
        Ok(known.into_iter().filter(|_| account.0 == "a").collect())
    }

    async fn remove_evidence(&self, _: &AccountId, _: &SavedId, _: &str) -> Result<(), StoreFault> {
        self.0.lock().unwrap().known = None;
        Ok(())
    }

    async fn judge_evidence(
        &self,
        _: &AccountId,
        _: &SavedId,
        evidence: &Evidence,
    ) -> Result<bool, StoreFault> {
        self.try_works().map_err(store_fault)?;
        let mut inside = self.0.lock().unwrap();
        let Some(known) = &mut inside.known else {
            return Ok(false);
        };
        if !known.state.is_final() {
            *known = evidence.clone();
        }
        Ok(true)
    }
}

impl ReceiveFiles for World {
    async fn received(&self, id: &str) -> Result<Option<Received>, FilesFault> {
        self.try_works()?;
        assert_eq!(id, ID);
        Ok(self.0.lock().unwrap().incoming.clone())
    }

    async fn keep_clean(&self, id: &str, received: &Received) -> Result<bool, FilesFault> {
        self.try_works()?;
        let mut inside = self.0.lock().unwrap();
        let Some(incoming) = inside
            .incoming
            .clone()
            .filter(|sent| sent.version == received.version)
        else {
            return Ok(false);
        };
        inside
            .clean
            .insert(id.to_owned(), incoming.content.unwrap());
        Ok(true)
    }

    async fn drop_received(&self, _: &str) -> Result<(), FilesFault> {
        self.try_works()?;
        self.0.lock().unwrap().incoming = None;
        Ok(())
    }

    async fn drop_clean(&self, id: &str, _: &Received) -> Result<(), FilesFault> {
        self.try_works()?;
        self.0.lock().unwrap().clean.remove(id);
        Ok(())
    }

    fn fingerprint(&self, content: &[u8]) -> String {
        format!("{:064}", content.len())
    }
}

impl ScanFiles for World {
    async fn scan(&self, _: &[u8]) -> Result<Scan, FilesFault> {
        self.try_works()?;
        Ok(self.0.lock().unwrap().says.unwrap())
    }
}

#[tokio::test]
async fn a_good_file_is_kept_where_it_can_be_used_under_a_harmless_name() {
    let world = World::with(PDF, Scan::Clean);
    assert_eq!(world.judge(CREATED).await.unwrap(), Judged::Clean);
    assert!(world.is_clean() && !world.is_incoming());
    let known = world.0.lock().unwrap().known.clone().unwrap();
    assert_eq!(known.name, "May-statement-pdf.pdf");
    assert_eq!(known.file_type, Some(FileType::Pdf));
    assert_eq!(known.size, PDF.len() as u64);
    assert!(known.fingerprint.is_some());
}

#[tokio::test]
async fn what_cannot_be_used_is_deleted_before_it_is_scanned() {
    let large = vec![0; 11 * 1024 * 1024];
    for (content, refusal) in [
        (b"MZ".as_slice(), Refusal::Kind),
        (b"", Refusal::Empty),
        (&large, Refusal::TooLarge),
        (b"%PDF-1.7 and no end", Refusal::Damaged),
    ] {
        let world = World::with(content, Scan::Clean);
        assert_eq!(world.judge(CREATED).await.unwrap(), Judged::Refused);
        assert_eq!(world.state(), Some(FileState::Refused));
        assert_eq!(world.refusal(), Some(refusal), "why is kept");
        assert!(!world.is_clean() && !world.is_incoming());
        assert_eq!(world.judge(NO_THREATS).await.unwrap(), Judged::Gone);
        assert_eq!(world.state(), Some(FileState::Refused));
    }
}

#[tokio::test]
async fn malware_and_what_could_not_be_scanned_are_deleted_and_told_apart() {
    for (says, event, state) in [
        (Scan::Infected, CREATED, FileState::Infected),
        (Scan::Unscannable, CREATED, FileState::Unscannable),
        (Scan::Later, THREATS, FileState::Infected),
        (Scan::Later, UNSUPPORTED, FileState::Unscannable),
    ] {
        let world = World::with(PDF, says);
        world.judge(event).await.unwrap();
        assert_eq!(world.state(), Some(state));
        assert!(!world.is_clean() && !world.is_incoming());
    }
}

#[tokio::test]
async fn guardduty_looks_and_says_later_and_the_order_does_not_matter() {
    let world = World::with(PDF, Scan::Later);
    assert_eq!(world.judge(CREATED).await.unwrap(), Judged::BeingScanned);
    assert_eq!(world.state(), Some(FileState::Scanning));
    assert!(world.is_incoming() && !world.is_clean());
    assert_eq!(world.judge(NO_THREATS).await.unwrap(), Judged::Clean);
    assert!(world.is_clean());
    let world = World::with(PDF, Scan::Later);
    assert_eq!(world.judge(NO_THREATS).await.unwrap(), Judged::Clean);
    assert_eq!(world.judge(CREATED).await.unwrap(), Judged::Gone);
    assert_eq!(world.state(), Some(FileState::Clean));
}

#[tokio::test]
async fn a_verdict_counts_for_the_content_that_was_looked_through_alone() {
    let world = World::with(PDF, Scan::Later);
    world.judge(CREATED).await.unwrap();
    world.send(PDF, "v2");
    assert_eq!(world.judge(NO_THREATS).await.unwrap(), Judged::Replaced);
    assert_eq!(world.state(), Some(FileState::Scanning));
    assert!(!world.is_clean());
}

#[tokio::test]
async fn a_file_sent_after_the_verdict_is_deleted_and_changes_nothing() {
    let world = World::with(PDF, Scan::Clean);
    world.judge(CREATED).await.unwrap();
    world.send(b"something else", "v2");
    assert_eq!(world.judge(CREATED).await.unwrap(), Judged::Before);
    assert!(!world.is_incoming() && world.is_clean());
    assert_eq!(world.state(), Some(FileState::Clean));
}

#[tokio::test]
async fn a_file_that_was_taken_out_or_never_asked_for_is_deleted() {
    let world = World::with(PDF, Scan::Clean);
    world.0.lock().unwrap().known = None;
    assert_eq!(world.judge(CREATED).await.unwrap(), Judged::NotAskedFor);
    assert!(!world.is_incoming() && !world.is_clean());
    let world = World::with(PDF, Scan::Clean);
    world.0.lock().unwrap().incoming.as_mut().unwrap().account = AccountId("b".to_owned());
    assert_eq!(world.judge(CREATED).await.unwrap(), Judged::NotAskedFor);
}

#[tokio::test]
async fn an_event_about_another_object_is_left_alone() {
    for key in [
        "clean/0123456789abcdef0123456789abcdef",
        "incoming/",
        "incoming/../x",
        "incoming/0123",
    ] {
        let event = CREATED.replace(&format!("incoming/{ID}"), key);
        let world = World::with(PDF, Scan::Clean);
        assert_eq!(
            world.judge(&event).await.unwrap(),
            Judged::NotEvidence,
            "{key}"
        );
        assert!(world.is_incoming());
    }
}

#[tokio::test]
async fn stopped_at_any_point_and_done_again_it_ends_the_same() {
    for (content, says, state) in [
        (PDF, Scan::Clean, FileState::Clean),
        (PDF, Scan::Infected, FileState::Infected),
        (PDF, Scan::Unscannable, FileState::Unscannable),
        (b"MZ".as_slice(), Scan::Clean, FileState::Refused),
    ] {
        let mut stopped = 0;
        for until in 0..20 {
            let world = World::with(content, says);
            world.0.lock().unwrap().until_fault = Some(until);
            stopped += u32::from(world.judge(CREATED).await.is_err());
            world.0.lock().unwrap().until_fault = None;
            world.judge(CREATED).await.unwrap();
            assert_eq!(world.state(), Some(state));
            assert!(!world.is_incoming());
            assert_eq!(world.is_clean(), state == FileState::Clean);
        }
        assert!(stopped >= 4, "it has {stopped} steps");
    }
}
