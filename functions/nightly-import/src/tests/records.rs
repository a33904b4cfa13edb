//! What the case system says of records: taken in once and whole, whatever comes
//! twice, stops half way or is not what it says.

use attendance::provision_import::{
    ImportReader as _, ImportReleaser as _, SnapshotName, SnapshotRelease, SnapshotReleased,
};
use attendance::record_import::RecordImportKeeper as _;
use domain::access::audit::{Actor, AuditLog as _, Audited};
use domain::records::case_record::{CaseRecord, CaseRecordReader as _};
use domain::values::account_id::AccountId;
use domain::values::person_id::PersonId;
use exchange::canonical::sha256;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use testkit::{CrashPoint, FaultDuration, Process, RepeatableRandom, TestApp, with_rights_of};

use super::given::{invoke, invoke_by, night, stored, sweep};
use crate::{ImportEvent, ImportReply, NightFault, handle, run_by};

const PEOPLE: u32 = 10_000;

#[tokio::test]
async fn ten_thousand_records_are_taken_in_once_and_each_change_is_one_write() {
    let app = TestApp::default();
    let mut people = people(0..PEOPLE);
    let first = import_records(&app, 0, &people).await;
    assert_eq!((first.imported, first.writes), (1, u64::from(PEOPLE)));
    let before = stored(&app).await;
    let again = invoke(&app, night(0), &sweep()).await;
    assert_eq!((again.imported, again.writes), (0, 0));
    assert_eq!(stored(&app).await, before);
    for number in 0..137 {
        people[number * 70]["address"] = json!(["2 New Road", "TE1 2BB"]);
    }
    people.remove(9_999);
    people.push(person(20_000));
    let second = import_records(&app, 1, &people).await;
    let counts = (second.new, second.changed, second.ended, second.writes);
    assert_eq!(counts, (1, 137, 1, 139));
    let moved = kept(&app, 70).await.unwrap();
    assert_eq!(moved.address, ["2 New Road", "TE1 2BB"]);
    assert_eq!(kept(&app, 9_999).await, None);
    // What was sent before, on another night, writes no record.
    let third = import_records(&app, 2, &people).await;
    assert_eq!((third.imported, third.writes), (1, 0));
}

#[tokio::test]
async fn killed_at_50_points_and_run_again_records_end_as_if_it_had_not_been() {
    let before = second_night(PEOPLE).await;
    let (wanted, calls) = unkilled(&before).await;
    let mut same = 0;
    for seed in 0..50 {
        let mut random = RepeatableRandom::new(seed);
        let app = before.copy();
        let [earlier, later] = CrashPoint::at(1 + random.below(calls));
        let point = if random.below(2) == 0 { earlier } else { later };
        let crashing = Process::crashing(point);
        let crashed = invoke_by(&crashing, &app, night(1), &sweep()).await;
        assert!(crashed.is_none(), "seed {seed}");
        invoke(&app, later_on(), &sweep()).await;
        assert_eq!(stored(&app).await, wanted, "seed {seed}");
        same += 1;
    }
    assert_eq!(same, 50);
}

#[tokio::test]
async fn a_snapshot_of_records_that_was_begun_is_taken_in_before_the_next_one() {
    let before = second_night(200).await;
    let (_, calls) = unkilled(&before).await;
    // The third night takes back what the second changed.
    let third = people(0..200);
    let calm = before.copy();
    invoke(&calm, night(1), &sweep()).await;
    leave_records(&calm, 2, &third);
    invoke(&calm, night(2), &sweep()).await;
    let wanted = stored(&calm).await;
    for seed in 0..20 {
        let mut random = RepeatableRandom::new(700 + seed);
        let app = before.copy();
        let [_, point] = CrashPoint::at(1 + random.below(calls));
        invoke_by(&Process::crashing(point), &app, night(1), &sweep()).await;
        leave_records(&app, 2, &third);
        invoke(&app, night(2), &arrived_records(2)).await;
        assert_eq!(stored(&app).await, wanted, "seed {seed}");
    }
}

#[tokio::test]
async fn throttled_failed_and_lost_no_record_is_lost() {
    let before = second_night(200).await;
    let (wanted, _) = unkilled(&before).await;
    for seed in 0..10 {
        let app = before.copy();
        let database = app.database();
        let (table, faults) = database.table_with_faults(seed, FaultDuration::OneRequest);
        let table = with_rights_of("nightly-import", &table);
        let mut done = false;
        for attempt in 0..30 {
            let now = night(1) + SignedDuration::from_mins(17 * attempt);
            let run = run_by(format!("run {attempt}"), move || now);
            done = handle(&table, &app.buckets(), &run, &sweep()).await.is_ok();
            if done {
                break;
            }
        }
        assert!(done && faults.counts().lost > 0, "seed {seed}");
        assert_eq!(stored(&app).await, wanted, "seed {seed}");
    }
}

#[tokio::test]
async fn two_runs_at_once_are_one_writer_of_records() {
    let app = second_night(200).await;
    let (_, calls) = unkilled(&app).await;
    let [_, point] = CrashPoint::at(calls / 2);
    invoke_by(&Process::crashing(point), &app, night(1), &sweep()).await;
    let soon = night(1) + SignedDuration::from_mins(5);
    let busy = invoke_by(&Process::default(), &app, soon, &sweep()).await;
    assert!(matches!(busy, Some(Err(NightFault::Busy))));
}

#[tokio::test]
async fn what_is_not_what_its_manifest_says_is_held_back_and_changes_nothing() {
    let app = TestApp::default();
    import_records(&app, 1, &people(0..50)).await;
    let kept = records(&app).await;
    let right = file(&people(0..50));
    let (last, _) = right.trim_end().rsplit_once('\n').unwrap();
    let twice = format!("{last}\n{}\n", last.rsplit_once('\n').unwrap().1);
    let cases = [
        (2, right[..right.len() / 2].to_owned(), manifest(2, &right)),
        (2, twice.clone(), manifest(2, &twice)),
        (2, String::new(), manifest(2, "")),
        (2, "{\"no\":1}\n".to_owned(), manifest(2, "{\"no\":1}\n")),
        (2, right.replace("Home", "Work"), manifest(2, &right)),
        // Older than the last, and another of the same moment.
        (0, right.clone(), manifest(0, &right)),
        (1, file(&people(0..49)), manifest(1, &file(&people(0..49)))),
        (2, right.clone(), json!({"format": "records", "version": 9})),
    ];
    for (number, (day, content, manifest)) in cases.into_iter().enumerate() {
        let name = format!("case-{number}");
        put(&app, &name, &manifest, &content);
        let reply = invoke(&app, night(2), &arrived_records(day)).await;
        assert_eq!((reply.imported, reply.writes), (0, 0), "{name}");
        let name = SnapshotName::parse(&name).unwrap().of_records();
        let held = app.table().held_snapshot(&name).await.unwrap();
        assert!(held.is_some_and(|held| !held.can_be_released()), "{name}");
        assert_eq!(records(&app).await, kept, "{name}");
    }
}

#[tokio::test]
async fn a_snapshot_without_many_people_waits_until_two_have_released_it() {
    let app = TestApp::default();
    import_records(&app, 0, &people(0..300)).await;
    let fewer = import_records(&app, 1, &people(0..200)).await;
    assert_eq!((fewer.held, fewer.writes), (1, 0));
    let name = SnapshotName::parse("2026-11-24").unwrap().of_records();
    let held = app.table().held_snapshot(&name).await.unwrap().unwrap();
    for (who, wanted) in [
        ("fay", SnapshotReleased::First),
        ("finn", SnapshotReleased::Second),
    ] {
        let release = SnapshotRelease {
            by: AccountId(who.to_owned()),
            at: night(1),
        };
        let table = app.table();
        let released = table.release_snapshot(&name, &held.manifest, &release);
        assert_eq!(released.await.unwrap(), wanted);
    }
    let released = invoke(&app, night(1), &sweep()).await;
    assert_eq!((released.imported, released.ended), (1, 100));
    assert_eq!(app.table().held_snapshot(&name).await.unwrap(), None);
}

#[tokio::test]
async fn a_record_that_is_wrong_is_refused_by_itself_and_stays_as_it_was() {
    let app = TestApp::default();
    let mut people = people(0..10);
    import_records(&app, 0, &people).await;
    let was = kept(&app, 3).await;
    people[3]["documents"][0]["key"] = json!("applications/FN6KXG3YC3/application.json");
    people[3]["address"] = json!([""]);
    people[4]["address"] = json!(["9 Other Road"]);
    let reply = import_records(&app, 1, &people).await;
    assert_eq!((reply.imported, reply.refused, reply.writes), (1, 1, 1));
    assert_eq!(kept(&app, 3).await, was);
    let last = app.table().record_imports().await.unwrap().last.unwrap();
    assert_eq!(last.refused_rows[0].line, 4);
    assert_eq!(last.refused_rows[0].reasons.len(), 2);
}

/// A record of a made-up person.
fn person(number: u32) -> Value {
    json!({
        "person": format!("{number:07}"), "born": "1941-05-17",
        "address": [format!("{number} High Street"), "Testham", "TE1 1AA"],
        "telephones": [{"kind": "Home", "number": "0115 496 0001"}],
        "professionals": [{"name": "Priya Shah", "role": "Social worker", "team": "Older people north", "telephone": "0115 496 0002"}],
        "documents": [{"id": "D1", "title": "Care and support plan", "kind": "plan", "date": "2026-11-03", "key": format!("documents/{number:07}/D1.pdf")}]
    })
}

fn people(numbers: std::ops::Range<u32>) -> Vec<Value> {
    numbers.map(person).collect()
}

fn file(people: &[Value]) -> String {
    people.iter().map(|person| format!("{person}\n")).collect()
}

fn taken_at(day: i32) -> Timestamp {
    night(day) - SignedDuration::from_hours(4)
}

fn manifest(day: i32, file: &str) -> Value {
    json!({
        "format": "records", "version": 1, "taken_at": taken_at(day).to_string(),
        "records": {"rows": file.lines().count(), "bytes": file.len(), "sha256": sha256(file.as_bytes())}
    })
}

fn put(app: &TestApp, name: &str, manifest: &Value, file: &str) {
    let put = |of: &str, content: &str| {
        let name = format!("records/{name}/{of}");
        app.buckets().put_in_exchange(&name, content.as_bytes());
    };
    put("records.jsonl", file);
    put("manifest.json", &manifest.to_string());
}

fn leave_records(app: &TestApp, day: i32, people: &[Value]) {
    let file = file(people);
    let name = format!("2026-11-{:02}", 23 + day);
    put(app, &name, &manifest(day, &file), &file);
}

fn arrived_records(day: i32) -> ImportEvent {
    let event = include_str!("../../../../events/nightly-import/records-arrived.json");
    let name = format!("2026-11-{:02}", 23 + day);
    serde_json::from_str(&event.replace("2026-11-29", &name)).unwrap()
}

async fn import_records(app: &TestApp, day: i32, people: &[Value]) -> ImportReply {
    leave_records(app, day, people);
    invoke(app, night(day), &arrived_records(day)).await
}

/// Makes a county after one night, with the records of the second night: some
/// changed, one gone, one new, one refused.
async fn second_night(count: u32) -> TestApp {
    let app = TestApp::default();
    let mut people = people(0..count);
    import_records(&app, 0, &people).await;
    for person in people.iter_mut().take(90) {
        person["telephones"] = json!([]);
    }
    people[95]["born"] = json!("17/05/1941");
    people.remove(99);
    people.push(person(count + 1));
    leave_records(&app, 1, &people);
    app
}

/// A time at which the lease of a run that was killed has ended.
fn later_on() -> Timestamp {
    night(1) + SignedDuration::from_hours(9)
}

async fn unkilled(before: &TestApp) -> (Vec<Value>, usize) {
    let (app, process) = (before.copy(), Process::default());
    let reply = invoke_by(&process, &app, night(1), &sweep()).await;
    assert_eq!(reply.unwrap().unwrap().writes, 92);
    (stored(&app).await, process.calls())
}

/// Returns the records that are kept, without what is known of the import.
async fn records(app: &TestApp) -> Vec<Value> {
    let mut stored = stored(app).await;
    stored.retain(|item| {
        item["PK"]["S"]
            .as_str()
            .unwrap()
            .starts_with("CASE-SYSTEM#")
    });
    stored
}

async fn kept(app: &TestApp, number: u32) -> Option<CaseRecord> {
    let (table, person) = (app.table(), PersonId::parse("ana-doe").unwrap());
    let actor = Actor::Job("test".to_owned());
    let entry: Audited<PersonId> = table
        .audit(person, actor, "looked".to_owned(), night(0))
        .await
        .unwrap();
    let number = format!("{number:07}").parse().unwrap();
    table.case_record(&entry, &number).await.unwrap()
}
