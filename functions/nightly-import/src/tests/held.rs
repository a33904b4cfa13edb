use attendance::provision_import::{
    ImportReader as _, ImportReleaser as _, SnapshotName, SnapshotRelease, SnapshotReleased,
};
use domain::values::account_id::AccountId;
use testkit::TestApp;

use super::given::{
    MONDAY, TERMS, arrived, commissioned, csv, import, invoke, leave, manifest, mark, night, open,
    registered, row, rows, snapshot, stored, sweep, week,
};

#[tokio::test]
async fn ds_30_a_cut_file_one_that_lost_many_people_and_a_duplicate_change_nothing() {
    let app = TestApp::default();
    let all = rows(0..300, "S1");
    import(&app, 0, &all).await;
    open(&app, "S1", week(), night(0)).await;
    mark(&app, "S1", "00007", MONDAY, 0).await;
    let line = registered(&app, "S1", "00007").await;
    // Cut off in the middle of a line.
    let whole = csv(&all);
    let cut = &whole[..whole.len() * 2 / 3];
    leave(&app, "cut", &manifest(night(1), &whole, TERMS), cut, TERMS);
    // Four in ten are gone, and the checksum is right.
    let many = snapshot(&app, 2, &all[..180]);
    let before = stored(&app).await;
    for (name, held) in [("cut", 1), (many.as_str(), 1), ("2026-11-23", 0)] {
        let reply = invoke(&app, night(2), &arrived(name)).await;
        assert_eq!(
            (reply.imported, reply.held, reply.before),
            (0, held, 1 - held),
            "{name}"
        );
    }
    let after = stored(&app).await;
    let added: Vec<_> = after.iter().filter(|item| !before.contains(item)).collect();
    let keys: Vec<_> = added
        .iter()
        .map(|item| item["SK"]["S"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["HELD#2026-11-25", "HELD#cut"]);
    assert_eq!(registered(&app, "S1", "00007").await, line);
    let held = app.table().held_snapshots().await.unwrap();
    assert_eq!(
        held[0].reason,
        "120 of 300 people are gone since the last snapshot"
    );
    assert_eq!(held[0].figures.unwrap().gone, 120);
    assert!(
        held[1].reason.contains("cut off or changed"),
        "{}",
        held[1].reason
    );
    assert!(!held[1].can_be_released());
}

#[tokio::test]
async fn ds_30_two_different_people_release_a_snapshot_or_it_stays() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..100, "S1")).await;
    let name = snapshot(&app, 1, &rows(0..50, "S1"));
    let name = SnapshotName::parse(&name).unwrap();
    assert_eq!(invoke(&app, night(1), &sweep()).await.held, 1);
    let table = app.table();
    let manifest = table.held_snapshot(&name).await.unwrap().unwrap().manifest;
    let release = async |who: &str| {
        let release = SnapshotRelease {
            by: AccountId(who.to_owned()),
            at: night(1),
        };
        table
            .release_snapshot(&name, &manifest, &release)
            .await
            .unwrap()
    };
    assert_eq!(release("ana").await, SnapshotReleased::First);
    assert_eq!(release("ana").await, SnapshotReleased::SamePerson);
    assert_eq!(invoke(&app, night(1), &sweep()).await.imported, 0);
    assert_eq!(commissioned(&app, "S1").await.len(), 100);
    assert_eq!(release("bo").await, SnapshotReleased::Second);
    assert_eq!(release("bo").await, SnapshotReleased::Second);
    assert_eq!(release("cy").await, SnapshotReleased::NotHeld);
    assert_eq!(invoke(&app, night(1), &sweep()).await.imported, 1);
    assert_eq!(commissioned(&app, "S1").await.len(), 50);
    assert!(table.held_snapshots().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_release_is_of_one_manifest_and_not_of_what_is_sent_under_its_name_later() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..100, "S1")).await;
    let name = SnapshotName::parse(&snapshot(&app, 1, &rows(0..50, "S1"))).unwrap();
    invoke(&app, night(1), &sweep()).await;
    let table = app.table();
    let manifest = table.held_snapshot(&name).await.unwrap().unwrap().manifest;
    for who in ["ana", "bo"] {
        let release = SnapshotRelease {
            by: AccountId(who.to_owned()),
            at: night(1),
        };
        table
            .release_snapshot(&name, &manifest, &release)
            .await
            .unwrap();
    }
    snapshot(&app, 1, &rows(0..10, "S1"));
    assert_eq!(invoke(&app, night(1), &sweep()).await.held, 1);
    assert_eq!(commissioned(&app, "S1").await.len(), 100);
    let held = table.held_snapshot(&name).await.unwrap().unwrap();
    assert_eq!((held.first, held.second), (None, None));
}

#[tokio::test]
async fn whatever_is_wrong_with_a_snapshot_it_is_held_back_with_its_own_reason() {
    let app = TestApp::default();
    let all = rows(0..40, "S1");
    import(&app, 1, &all).await;
    let before = commissioned(&app, "S1").await;
    let whole = csv(&all);
    let empty = csv(&[]);
    let twice = whole.clone() + whole.lines().last().unwrap() + "\r\n";
    let other_heading = whole.replacen("surname", "family_name", 1);
    let changed = whole.replacen("Surname 00003", "Surname 00004", 1);
    let short_terms = TERMS.lines().next().unwrap().to_owned() + "\r\n";
    let said = |day: i32, provisions: &str| manifest(night(day), provisions, TERMS);
    for (name, manifest, provisions, terms, reason) in [
        (
            "empty",
            said(2, &empty),
            empty.as_str(),
            TERMS,
            "the file has no rows",
        ),
        (
            "twice",
            said(2, &twice),
            &twice,
            TERMS,
            "does not come after the line above it",
        ),
        (
            "heading",
            said(2, &other_heading),
            &other_heading,
            TERMS,
            "does not have the columns",
        ),
        (
            "changed",
            said(2, &whole),
            &changed,
            TERMS,
            "the checksum differs",
        ),
        (
            "older",
            said(0, &whole),
            &whole,
            TERMS,
            "older than the one that was imported last",
        ),
        (
            "terms",
            said(2, &whole),
            &whole,
            &short_terms,
            "terms.csv: the file has",
        ),
        ("future", said(6, &whole), &whole, TERMS, "in the future"),
        (
            "nonsense",
            serde_json::json!({"format": "x"}),
            &whole,
            TERMS,
            "the manifest",
        ),
    ] {
        leave(&app, name, &manifest, provisions, terms);
        let reply = invoke(&app, night(2), &arrived(name)).await;
        assert_eq!((reply.held, reply.writes), (1, 0), "{name}");
        let parsed = SnapshotName::parse(name).unwrap();
        let held = app.table().held_snapshot(&parsed).await.unwrap().unwrap();
        assert!(held.reason.contains(reason), "{name}: {}", held.reason);
        assert_eq!(commissioned(&app, "S1").await, before, "{name}");
    }
}

#[tokio::test]
async fn a_snapshot_without_its_files_waits_and_one_that_is_mended_is_taken_in() {
    let app = TestApp::default();
    assert_eq!(invoke(&app, night(0), &arrived("nothing")).await.held, 0);
    let whole = csv(&rows(0..5, "S1"));
    let said = manifest(night(0), &whole, TERMS);
    let text = said.to_string();
    app.buckets()
        .put_in_exchange("provisions/late/manifest.json", text.as_bytes());
    assert_eq!(invoke(&app, night(0), &sweep()).await.held, 1);
    leave(&app, "late", &said, &whole, TERMS);
    assert_eq!(invoke(&app, night(0), &sweep()).await.imported, 1);
    assert!(app.table().held_snapshots().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_few_may_always_go() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..25, "S1")).await;
    let reply = import(&app, 1, &rows(0..5, "S1")).await;
    assert_eq!((reply.held, reply.writes), (0, 20));
    let reply = import(&app, 2, &[row("00000", "S1")]).await;
    assert_eq!((reply.held, reply.writes), (0, 4));
}
