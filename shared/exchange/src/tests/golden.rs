use std::path::{Path, PathBuf};

use domain::application::evidence::content::Refusal;
use domain::application::evidence::{Evidence, FileState, FileType};
use domain::application::{Application, ApplicationKind};
use serde::Deserialize;
use serde_json::{Value, json};
use store::stored;

use crate::application::{FormInWords, NotExportable, Package, package};
use crate::{canonical, late, name, told};

#[test]
fn every_file_of_an_application_is_as_it_was_published() {
    let package = full().package().unwrap();
    assert_same(&package.application.name, &package.application.json);
    let told = package.told.unwrap();
    assert_same(&told.name, &told.json);
    let record = package.record.unwrap();
    assert_eq!(record.name, "you-were-told/HCW9RD4PTX.json");
    assert_eq!(record.json, told.json, "one record for both sides");
}

#[test]
fn an_application_without_evidence_and_report_is_as_it_was_published() {
    let package = submitted("FN6KXG3YC3").package().unwrap();
    assert_same(&package.application.name, &package.application.json);
    assert_eq!((package.told, package.record), (None, None));
    assert!(package.evidence.is_empty());
}

#[test]
fn what_follows_an_application_is_as_it_was_published() {
    let early = early();
    let package = early.package().unwrap();
    assert_same(&package.application.name, &package.application.json);
    assert!(package.evidence.is_empty());
    let reference = &early.application.reference;
    let [usable, refused] = [0, 1].map(|file| late::package(reference, &early.judged[file]));
    let (usable, refused) = (usable.unwrap(), refused.unwrap());
    for late in [&usable, &refused] {
        assert_same(&late.verdict.name, &late.verdict.json);
    }
    let copied = usable.evidence.unwrap();
    assert_eq!(copied.evidence, early.judged[0]);
    assert_eq!(refused.evidence, None);
}

#[test]
fn every_verdict_fits_its_schema_and_only_a_clean_file_is_named() {
    let early = early();
    let (reference, schema) = (&early.application.reference, schema("late-evidence"));
    let mut verdicts = Vec::new();
    for state in [
        FileState::Clean,
        FileState::Infected,
        FileState::Unscannable,
    ] {
        verdicts.push((state, None));
    }
    verdicts.extend(Refusal::ALL.map(|refusal| (FileState::Refused, Some(refusal))));
    verdicts.push((FileState::Refused, None));
    for (state, refusal) in verdicts {
        let judged = Evidence {
            state,
            refusal,
            ..early.judged[0].clone()
        };
        let package = late::package(reference, &judged).unwrap();
        assert_eq!(faults(&schema, &package.verdict.json), [""; 0]);
        assert_eq!(package.evidence.is_some(), state == FileState::Clean);
        assert_eq!(
            late::package(reference, &judged).unwrap(),
            package,
            "the same bytes"
        );
    }
    for state in [FileState::Expected, FileState::Scanning] {
        let waiting = Evidence {
            state,
            ..early.judged[0].clone()
        };
        let id = waiting.id.clone();
        let package = late::package(reference, &waiting);
        assert_eq!(package, Err(NotExportable::NotJudged { id }));
    }
    let unseen = Evidence {
        file_type: None,
        ..early.judged[0].clone()
    };
    let id = unseen.id.clone();
    let package = late::package(reference, &unseen);
    assert_eq!(package, Err(NotExportable::ContentNotSeen { id }));
}

#[test]
fn the_golden_files_validate_against_the_published_schemas() {
    let applications = room().join("golden/applications");
    let mut seen = 0;
    for path in keys_under(&applications) {
        let schema = match path.file_name().unwrap().to_str().unwrap() {
            name::APPLICATION => schema("application"),
            name::TOLD => schema("you-were-told"),
            _ if path.parent().unwrap().ends_with("late-evidence") => schema("late-evidence"),
            _ => continue,
        };
        assert_eq!(
            faults(&schema, &std::fs::read(&path).unwrap()),
            [""; 0],
            "{}",
            path.display()
        );
        seen += 1;
    }
    for path in keys_under(&room().join("golden/acknowledgements")) {
        let file = std::fs::read(&path).unwrap();
        assert_eq!(faults(&schema("acknowledgement"), &file), [""; 0]);
        seen += 1;
    }
    assert_eq!(seen, 8);
}

/// Lists every value of an enum that the schema names at this place.
fn named_in(schema: &str, pointer: &str) -> Vec<Value> {
    let file = std::fs::read(room().join(format!("schema/v1/{schema}.schema.json"))).unwrap();
    let schema: Value = serde_json::from_slice(&file).unwrap();
    schema.pointer(pointer).unwrap().as_array().unwrap().clone()
}

#[test]
fn a_name_that_can_be_exported_is_one_that_the_schema_of_the_version_knows() {
    let states = || FileState::ALL.into_iter();
    let name = |state: FileState| json!(state.name());
    assert_eq!(
        named_in("application", "/properties/kind/enum"),
        ApplicationKind::ALL.map(|kind| json!(kind.name()))
    );
    assert_eq!(
        named_in(
            "application",
            "/properties/evidence/items/properties/state/enum"
        ),
        states().map(name).collect::<Vec<_>>()
    );
    assert_eq!(
        named_in("late-evidence", "/properties/state/enum"),
        states()
            .filter(|state| state.is_final())
            .map(name)
            .collect::<Vec<_>>()
    );
    assert_eq!(
        named_in("late-evidence", "/properties/reason/anyOf/0/enum"),
        Refusal::ALL.map(|refusal| json!(refusal.name()))
    );
}

#[test]
fn the_schemas_refuse_what_is_not_of_the_format() {
    let file: Value =
        serde_json::from_slice(&golden("applications/HCW9RD4PTX/application.json")).unwrap();
    let schema = schema("application");
    for (pointer, wrong) in [
        ("/format", Value::from("other")),
        ("/version", Value::from(2)),
        ("/reference", Value::from("HCW-9RD-4PTX")),
        ("/kind", Value::from("complaint")),
        ("/submitted_at", Value::from("22/11/2026")),
        ("/contact_by", Value::Null),
        ("/files/0/name", Value::from("../../etc/passwd")),
        ("/files/0/sha256", Value::from("00")),
        ("/evidence/0/state", Value::from("lost")),
        ("/forms/0/answers", Value::from(vec![1])),
    ] {
        let mut changed = file.clone();
        *changed.pointer_mut(pointer).unwrap() = wrong;
        assert!(!schema.is_valid(&changed), "{pointer}");
    }
    let members: Vec<String> = file.as_object().unwrap().keys().cloned().collect();
    for member in members {
        let mut changed = file.clone();
        changed.as_object_mut().unwrap().remove(&member);
        assert!(!schema.is_valid(&changed), "{member} is required");
    }
    let mut more = file;
    more["more"] = Value::Null;
    assert!(!schema.is_valid(&more), "nothing is added within a version");
}

#[test]
fn the_schema_of_what_follows_refuses_what_is_not_of_the_format() {
    let early = early();
    let golden = |file: usize| -> Value {
        let name = name::late(&early.application.reference, &early.judged[file].id);
        serde_json::from_slice(&golden(&name)).unwrap()
    };
    let schema = schema("late-evidence");
    for (file, pointer, wrong) in [
        (0, "/format", Value::from("application")),
        (0, "/version", Value::from(2)),
        (0, "/state", Value::from("scanning")),
        (0, "/state", Value::from("refused")),
        (0, "/file", Value::Null),
        (0, "/file/name", Value::from("you-were-told.json")),
        (0, "/reason", Value::from("empty")),
        (1, "/state", Value::from("clean")),
        (1, "/reason", Value::from("rain")),
    ] {
        let mut changed = golden(file);
        *changed.pointer_mut(pointer).unwrap() = wrong;
        assert!(!schema.is_valid(&changed), "{pointer}");
    }
    let members: Vec<String> = golden(0).as_object().unwrap().keys().cloned().collect();
    for member in members {
        let mut changed = golden(0);
        changed.as_object_mut().unwrap().remove(&member);
        assert!(!schema.is_valid(&changed), "{member} is required");
    }
}

#[test]
fn every_file_that_is_named_is_there_with_its_length_and_fingerprint_and_no_other() {
    for reference in ["HCW9RD4PTX", "FN6KXG3YC3", "K7F3MMXT4F"] {
        let folder = room().join(format!("golden/applications/{reference}"));
        let file: Value =
            serde_json::from_slice(&std::fs::read(folder.join(name::APPLICATION)).unwrap())
                .unwrap();
        let mut named = vec![folder.join(name::APPLICATION)];
        let mut entries = file["files"].as_array().unwrap().clone();
        for evidence in file["evidence"].as_array().unwrap() {
            let id = evidence["id"].as_str().unwrap();
            let path = folder.join(format!("late-evidence/{id}.json"));
            if evidence["state"] == "scanning" {
                let verdict = std::fs::read(&path).unwrap();
                let verdict: Value = serde_json::from_slice(&verdict).unwrap();
                entries.extend(Some(verdict["file"].clone()).filter(Value::is_object));
                named.push(path);
            }
        }
        for entry in &entries {
            let path = folder.join(entry["name"].as_str().unwrap());
            let bytes = std::fs::read(&path).unwrap();
            assert_eq!(entry["sha256"], canonical::sha256(&bytes));
            assert_eq!(entry["bytes"], bytes.len());
            named.push(path);
        }
        let mut there = keys_under(&folder);
        named.sort();
        there.sort();
        assert_eq!(named, there);
    }
}

#[test]
fn the_same_application_makes_the_same_bytes_a_thousand_times() {
    let first = full().package().unwrap();
    for _ in 0..1_000 {
        assert_eq!(full().package().unwrap(), first);
    }
}

#[test]
fn the_submitter_takes_the_fingerprint_that_the_case_system_can_work_out() {
    for stored in full().application.told {
        let told = told::told(
            stored.report.clone(),
            stored.rates_from,
            stored.document.clone(),
        );
        assert_eq!(told, stored);
    }
}

#[test]
fn another_word_date_or_name_makes_another_fingerprint() {
    let stored = full().application.told.remove(0);
    let mut document = stored.document.clone();
    document.title.push('.');
    let day = jiff::civil::date(2025, 4, 6);
    for other in [
        told::told(stored.report.clone(), stored.rates_from, document),
        told::told(stored.report.clone(), Some(day), stored.document.clone()),
        told::told(stored.report.clone(), None, stored.document.clone()),
        told::told("other".to_owned(), stored.rates_from, stored.document),
    ] {
        assert_ne!(other.fingerprint, stored.fingerprint);
    }
}

#[test]
fn a_file_that_is_not_clean_is_named_with_its_state_and_not_sent() {
    for state in [
        FileState::Expected,
        FileState::Scanning,
        FileState::Infected,
        FileState::Unscannable,
        FileState::Refused,
    ] {
        let mut submitted = full();
        submitted.application.evidence[0].state = state;
        let package = submitted.package().unwrap();
        assert_eq!(package.evidence.len(), 1);
        let file: Value = serde_json::from_slice(&package.application.json).unwrap();
        assert_eq!(file["evidence"].as_array().unwrap().len(), 3);
        assert_eq!(file["evidence"][0]["file"], Value::Null);
        assert_eq!(file["evidence"][0]["state"], serde_json::json!(state));
        assert_eq!(
            faults(&schema("application"), &package.application.json),
            [""; 0]
        );
    }
}

#[test]
fn a_clean_file_whose_content_was_never_seen_stops_the_export() {
    let id = full().application.evidence[0].id.clone();
    let mut untyped = full();
    untyped.application.evidence[0].file_type = None;
    let mut unhashed = full();
    unhashed.application.evidence[0].fingerprint = None;
    for submitted in [untyped, unhashed] {
        assert_eq!(
            submitted.package(),
            Err(NotExportable::ContentNotSeen { id: id.clone() })
        );
    }
}

#[test]
fn every_type_of_file_has_its_extension_and_fits_the_schema() {
    let schema = schema("application");
    for (file_type, extension) in [
        (FileType::Pdf, "pdf"),
        (FileType::Jpeg, "jpg"),
        (FileType::Png, "png"),
        (FileType::Heic, "heic"),
        (FileType::Docx, "docx"),
    ] {
        let mut submitted = full();
        submitted.application.evidence[0].file_type = Some(file_type);
        let package = submitted.package().unwrap();
        assert!(package.evidence[0].name.ends_with(&format!(".{extension}")));
        assert_eq!(faults(&schema, &package.application.json), [""; 0]);
    }
}

#[test]
fn what_is_printed_for_a_log_holds_nothing_about_the_person() {
    let package = full().package().unwrap();
    let printed = format!("{:?} {:?}", package.application, package.told);
    for word in ["Doris", "Siân", "O'Neill", "example.com"] {
        assert!(!printed.contains(word), "{word}");
    }
}

/// An application and its files, as they are stored.
#[derive(Deserialize)]
struct Stored {
    application: Value,
    in_words: Vec<Option<FormInWords>>,
    #[serde(default)]
    judged: Vec<Value>,
}

struct Submitted {
    application: Application,
    in_words: Vec<Option<FormInWords>>,
    /// The files of the application that were judged after it was sent.
    judged: Vec<Evidence>,
}

impl Submitted {
    fn package(&self) -> Result<Package, NotExportable> {
        package(&self.application, |filled| {
            let place = self
                .application
                .forms
                .iter()
                .position(|form| form == filled)?;
            self.in_words[place].clone()
        })
    }
}

fn room() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(super) fn golden(key: &str) -> Vec<u8> {
    std::fs::read(room().join("golden").join(key)).unwrap()
}

fn submitted(reference: &str) -> Submitted {
    let golden = golden(&format!("submitted/{reference}.json"));
    let stored: Stored = serde_json::from_slice(&golden).unwrap();
    let judged = stored.judged.iter();
    Submitted {
        application: stored::read_application(&stored.application.to_string()).unwrap(),
        in_words: stored.in_words,
        judged: judged
            .map(|file| stored::read_file(&file.to_string()).unwrap())
            .collect(),
    }
}

/// Returns an application that was sent while both of its files were being
/// scanned.
fn early() -> Submitted {
    submitted("K7F3MMXT4F")
}

fn full() -> Submitted {
    submitted("HCW9RD4PTX")
}

pub(super) fn schema(name: &str) -> jsonschema::Validator {
    let file = std::fs::read(room().join(format!("schema/v1/{name}.schema.json"))).unwrap();
    let schema: Value = serde_json::from_slice(&file).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

pub(super) fn faults(schema: &jsonschema::Validator, file: &[u8]) -> Vec<String> {
    let file: Value = serde_json::from_slice(file).unwrap();
    schema
        .iter_errors(&file)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect()
}

fn keys_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(keys_under(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Compares a file with its golden file and shows both texts if they differ, so
/// that somebody can look at a new golden file before keeping it.
pub(super) fn assert_same(key: &str, bytes: &[u8]) {
    let wanted = std::fs::read(room().join("golden").join(key)).unwrap_or_default();
    assert!(
        wanted == bytes,
        "golden/{key} differs from:\n{}",
        String::from_utf8_lossy(bytes)
    );
}
