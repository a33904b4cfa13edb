//! The store and the buckets in memory, with a process that can be killed at
//! any of its calls, before or after the call had its effect.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use domain::account::AccountId;
use domain::application::{Application, ExportApplications, LateFile, ToExport};
use domain::draft::StoreFault;
use domain::evidence::{Evidence, FileState, FileType};
use domain::files::{AcknowledgementName, ExchangeFiles, FilesFault, Settled, WrittenOnce};
use domain::reference::Reference;
use domain::saved::SavedId;
use exchange::canonical::sha256;
use jiff::Timestamp;

use crate::{Event, Fault, Reply, handle};

/// What is there: everything that outlives a process.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Kept {
    pub(super) applications: BTreeMap<Reference, Application>,
    pub(super) outbox: BTreeMap<String, ToExport>,
    /// What was found out of files after their applications were sent.
    pub(super) judged: BTreeMap<LateFile, Evidence>,
    pub(super) exported: BTreeMap<Reference, Timestamp>,
    pub(super) received: BTreeMap<Reference, Timestamp>,
    pub(super) evidence: BTreeMap<String, Vec<u8>>,
    pub(super) exchange: BTreeMap<String, Vec<u8>>,
    pub(super) records: BTreeMap<String, Vec<u8>>,
}

/// When a process stops.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Moment {
    Before,
    After,
}

/// What goes wrong with calls.
#[derive(Clone, Debug, Default)]
pub(super) enum Weather {
    /// Nothing.
    #[default]
    Fine,
    /// No call is answered.
    Down,
    /// The process stops at this call, counted from 1.
    Kill(usize, Moment),
    /// 10% throttled, 5% server errors, 3% done but reported lost.
    Bad(Random),
}

/// splitmix64: the same numbers in every run.
#[derive(Clone, Debug)]
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }
}

#[derive(Debug, Default)]
struct State {
    kept: Kept,
    weather: Weather,
    calls: usize,
    is_dead: bool,
    /// How often each file was written or copied.
    writes: BTreeMap<String, usize>,
}

/// Store and buckets.
#[derive(Clone, Debug, Default)]
pub(super) struct World(Arc<Mutex<State>>);

pub(super) const NOW: &str = "2026-11-22T10:00:00Z";

pub(super) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

const FULL: &str = include_str!("../../../../shared/exchange/golden/submitted/HCW9RD4PTX.json");
const SMALL: &str = include_str!("../../../../shared/exchange/golden/submitted/FN6KXG3YC3.json");

fn golden(file: &str) -> Application {
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    store::stored::read_application(&file["application"].to_string()).unwrap()
}

/// An application with its own reference: every third without reports and
/// evidence, the others with two files and two reports.
pub(super) fn application(number: usize) -> Application {
    let template = if number.is_multiple_of(3) {
        SMALL
    } else {
        FULL
    };
    let mut application = golden(template);
    let id = |part: usize| {
        let mut random = Random((number * 10 + part) as u64);
        format!(
            "{:016x}{:016x}",
            random.below(usize::MAX),
            random.below(usize::MAX)
        )
    };
    application.reference = Reference::of_id(&id(0));
    application.submitted_at += jiff::SignedDuration::from_secs(number as i64);
    for (evidence, part) in application.evidence.iter_mut().zip(1..) {
        evidence.id = id(part);
        evidence.fingerprint = Some(sha256(&content(&evidence.id)));
    }
    application
}

/// The same, sent while its last file was still being scanned; none where it
/// has no file.
pub(super) fn sent_early(number: usize) -> Application {
    let mut application = application(number);
    if let Some(last) = application.evidence.last_mut() {
        last.state = FileState::Scanning;
        last.file_type = None;
        last.fingerprint = None;
    }
    application
}

/// What the judge finds out of the file that was still being scanned.
pub(super) fn verdict(application: &Application, state: FileState) -> Option<Evidence> {
    let file = application.evidence.last()?.clone();
    let content = content(&file.id);
    Some(Evidence {
        name: "letter.pdf".to_owned(),
        file_type: Some(FileType::Pdf),
        size: content.len() as u64,
        fingerprint: Some(sha256(&content)),
        state,
        ..file
    })
}

fn content(id: &str) -> Vec<u8> {
    format!("the content of {id}").into_bytes()
}

impl World {
    /// A world in which these applications were submitted.
    pub(super) fn with(applications: &[Application]) -> Self {
        let world = Self::default();
        for application in applications {
            world.submit(application);
        }
        world
    }

    /// The same, each sent while a file was still being scanned, which can be
    /// used.
    pub(super) fn with_late(applications: &[Application]) -> Self {
        let world = Self::with(applications);
        for application in applications {
            world.judge(application, FileState::Clean);
        }
        world
    }

    /// The verdict on the file that was still being scanned.
    pub(super) fn judge(&self, application: &Application, state: FileState) {
        let Some(judged) = verdict(application, state) else {
            return;
        };
        let late = late(application, &judged);
        self.change(|kept| {
            let key = late_sort_key(&late);
            kept.outbox.insert(key, ToExport::LateFile(late.clone()));
            kept.judged.insert(late, judged);
        });
    }

    pub(super) fn submit(&self, application: &Application) {
        let mut state = self.0.lock().unwrap();
        let reference = application.reference.clone();
        for evidence in &application.evidence {
            let id = evidence.id.clone();
            state.kept.evidence.insert(id, content(&evidence.id));
        }
        let key = sort_key(application);
        let what = ToExport::Application(reference.clone());
        state.kept.outbox.insert(key, what);
        state
            .kept
            .applications
            .insert(reference, application.clone());
    }

    pub(super) fn kept(&self) -> Kept {
        self.0.lock().unwrap().kept.clone()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Kept)) {
        change(&mut self.0.lock().unwrap().kept);
    }

    pub(super) fn calls(&self) -> usize {
        self.0.lock().unwrap().calls
    }

    pub(super) fn writes(&self) -> BTreeMap<String, usize> {
        self.0.lock().unwrap().writes.clone()
    }

    pub(super) fn set(&self, weather: Weather) {
        self.0.lock().unwrap().weather = weather;
    }

    pub(super) fn acknowledge(&self, name: &str, text: &str) {
        self.change(|kept| {
            kept.exchange
                .insert(name.to_owned(), text.as_bytes().to_vec());
        });
    }

    /// A new process answers one event. None if it was killed.
    pub(super) fn invoke(&self, event: &Event) -> Option<Result<Reply, Fault>> {
        {
            let mut state = self.0.lock().unwrap();
            state.calls = 0;
            state.is_dead = false;
        }
        let mut process = pin!(handle(self, self, now(), event));
        loop {
            match process
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                Poll::Ready(answer) => return Some(answer),
                Poll::Pending if self.0.lock().unwrap().is_dead => return None,
                Poll::Pending => {}
            }
        }
    }

    /// Two processes at once, taking turns as the random numbers have it.
    pub(super) fn invoke_both(&self, one: &Event, other: &Event, random: &mut Random) {
        let mut processes =
            [one, other].map(|event| Some(Box::pin(handle(self, self, now(), event))));
        while processes.iter().any(Option::is_some) {
            let place = random.below(2);
            let Some(process) = processes[place].as_mut() else {
                continue;
            };
            if let Poll::Ready(answer) = process
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                answer.unwrap();
                processes[place] = None;
            }
        }
    }

    /// Where a data file is, every file that it names is, as it says; and the
    /// same of what follows an application, which is there as well.
    pub(super) fn assert_whole(&self) {
        let kept = self.kept();
        for (name, bytes) in &kept.exchange {
            let Some((folder, _)) = name.split_once("late-evidence/") else {
                continue;
            };
            let data = format!("{folder}application.json");
            assert!(kept.exchange.contains_key(&data), "{name} follows {data}");
            let verdict: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            if let Some(named) = verdict["file"]["name"].as_str() {
                let there = kept.exchange.get(&format!("{folder}{named}"));
                let sha = there.map(|bytes| sha256(bytes)).unwrap_or_default();
                assert_eq!(verdict["file"]["sha256"], sha, "{name}");
            }
        }
        for (name, bytes) in &kept.exchange {
            let Some(folder) = name.strip_suffix("application.json") else {
                continue;
            };
            let file: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            for named in file["files"].as_array().unwrap() {
                let name = format!("{folder}{}", named["name"].as_str().unwrap());
                let there = kept.exchange.get(&name);
                let sha = there.map(|bytes| sha256(bytes)).unwrap_or_default();
                assert_eq!(named["sha256"], sha, "{name} is there before it is named");
            }
        }
    }

    pub(super) fn late_files(&self) -> BTreeSet<String> {
        let is_late = |name: &String| name.contains("/late-evidence/");
        self.kept().exchange.into_keys().filter(is_late).collect()
    }

    pub(super) fn data_files(&self) -> BTreeSet<String> {
        let is_data = |name: &String| name.ends_with("/application.json");
        self.kept().exchange.into_keys().filter(is_data).collect()
    }

    /// A call: counted, perhaps the last of its process, perhaps in vain. Lets
    /// the other process have its turn first.
    async fn call<T>(
        &self,
        effect: impl FnOnce(&mut State) -> T,
    ) -> Result<T, Box<dyn std::error::Error + Send + Sync>> {
        let mut has_waited = false;
        std::future::poll_fn(|_| {
            if std::mem::replace(&mut has_waited, true) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        let done = {
            let mut state = self.0.lock().unwrap();
            state.calls += 1;
            let calls = state.calls;
            match &mut state.weather {
                Weather::Down => Some(Err("no answer".into())),
                Weather::Kill(at, moment) if *at == calls => {
                    let moment = *moment;
                    if moment == Moment::After {
                        effect(&mut state);
                    }
                    state.is_dead = true;
                    None
                }
                Weather::Fine | Weather::Kill(..) => Some(Ok(effect(&mut state))),
                Weather::Bad(random) => match random.below(100) {
                    0..10 => Some(Err("throttled".into())),
                    10..15 => Some(Err("an error of the server".into())),
                    15..18 => {
                        effect(&mut state);
                        Some(Err("no answer".into()))
                    }
                    _ => Some(Ok(effect(&mut state))),
                },
            }
        };
        match done {
            Some(done) => done,
            None => std::future::pending().await,
        }
    }

    async fn store<T>(&self, effect: impl FnOnce(&mut State) -> T) -> Result<T, StoreFault> {
        self.call(effect).await.map_err(|source| StoreFault {
            operation: "do as it was told",
            source,
        })
    }

    async fn files<T>(&self, effect: impl FnOnce(&mut State) -> T) -> Result<T, FilesFault> {
        self.call(effect).await.map_err(|source| FilesFault {
            operation: "do as they were told",
            source,
        })
    }
}

pub(super) fn sort_key(application: &Application) -> String {
    format!(
        "{:.3}#{}",
        application.submitted_at,
        application.reference.plain()
    )
}

/// The file of an application that was still being scanned.
pub(super) fn late(application: &Application, file: &Evidence) -> LateFile {
    LateFile {
        added_at: format!("{:.3}", file.added_at).parse().unwrap(),
        reference: application.reference.clone(),
        id: file.id.clone(),
    }
}

pub(super) fn late_sort_key(late: &LateFile) -> String {
    let reference = late.reference.plain();
    format!("{:.3}#{reference}#{}", late.added_at, late.id)
}

fn once(
    into: &mut BTreeMap<String, Vec<u8>>,
    writes: &mut BTreeMap<String, usize>,
    name: &str,
    json: &[u8],
) -> WrittenOnce {
    if into.contains_key(name) {
        return WrittenOnce::Before;
    }
    into.insert(name.to_owned(), json.to_vec());
    *writes.entry(name.to_owned()).or_default() += 1;
    WrittenOnce::Now
}

impl ExportApplications for World {
    async fn application_to_export(
        &self,
        reference: &Reference,
    ) -> Result<Option<Application>, StoreFault> {
        self.store(|state| state.kept.applications.get(reference).cloned())
            .await
    }

    async fn late_file_to_export(&self, file: &LateFile) -> Result<Option<Evidence>, StoreFault> {
        self.store(|state| state.kept.judged.get(file).cloned())
            .await
    }

    async fn to_export(&self, most: usize) -> Result<Vec<ToExport>, StoreFault> {
        self.store(|state| state.kept.outbox.values().take(most).cloned().collect())
            .await
    }

    async fn exported(&self, what: &ToExport, at: Timestamp) -> Result<(), StoreFault> {
        self.store(|state| {
            let kept = &mut state.kept;
            kept.outbox.retain(|_, waiting| waiting != what);
            match what {
                ToExport::Application(reference) => {
                    kept.exported.entry(reference.clone()).or_insert(at);
                }
                ToExport::LateFile(file) => drop(kept.judged.remove(file)),
            }
        })
        .await
    }

    async fn received(&self, reference: &Reference, at: Timestamp) -> Result<bool, StoreFault> {
        self.store(|state| {
            let is_ours = state.kept.applications.contains_key(reference);
            if is_ours {
                state.kept.received.entry(reference.clone()).or_insert(at);
            }
            is_ours
        })
        .await
    }
}

impl ExchangeFiles for World {
    async fn is_in_exchange(&self, name: &str) -> Result<bool, FilesFault> {
        self.files(|state| state.kept.exchange.contains_key(name))
            .await
    }

    async fn copy_evidence(
        &self,
        _account: &AccountId,
        _saved: &SavedId,
        evidence: &Evidence,
        name: &str,
    ) -> Result<(), FilesFault> {
        let copied = self
            .files(|state| {
                let content = state.kept.evidence.get(&evidence.id)?.clone();
                if Some(sha256(&content)) != evidence.fingerprint {
                    return None;
                }
                *state.writes.entry(name.to_owned()).or_default() += 1;
                state.kept.exchange.insert(name.to_owned(), content);
                Some(())
            })
            .await?;
        copied.ok_or_else(|| FilesFault {
            operation: "copy evidence",
            source: "the content is not the one that was scanned".into(),
        })
    }

    async fn write_to_exchange(&self, name: &str, json: &[u8]) -> Result<WrittenOnce, FilesFault> {
        self.files(|state| once(&mut state.kept.exchange, &mut state.writes, name, json))
            .await
    }

    async fn write_record(&self, name: &str, json: &[u8]) -> Result<WrittenOnce, FilesFault> {
        self.files(|state| once(&mut state.kept.records, &mut state.writes, name, json))
            .await
    }

    async fn acknowledgements(&self, most: usize) -> Result<Vec<AcknowledgementName>, FilesFault> {
        self.files(|state| {
            state
                .kept
                .exchange
                .keys()
                .filter(|name| name.starts_with("acknowledgements/"))
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
        self.files(|state| state.kept.exchange.get(&name.0).cloned())
            .await
    }

    async fn settle_acknowledgement(
        &self,
        name: &AcknowledgementName,
        settled: Settled,
    ) -> Result<(), FilesFault> {
        self.files(|state| {
            if let Some(content) = state.kept.exchange.remove(&name.0) {
                let file = name.0.trim_start_matches("acknowledgements");
                let to = format!("{}{file}", settled.folder());
                state.kept.exchange.insert(to, content);
            }
        })
        .await
    }
}
