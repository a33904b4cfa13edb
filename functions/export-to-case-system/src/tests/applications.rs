use domain::application::CompletedForm;
use testkit::RepeatableRandom;

use super::records::{
    application, assert_whole, change, data_files, forget, invoke, invoke_both, is_written_once,
    kept, now, replace_content, submitted,
};
use super::stream::{event, read_by_lambda, record, records, sweep};
use crate::{ExportFault, words};

#[tokio::test]
async fn an_application_leaves_its_files_and_its_record_and_is_noted() {
    let one = application(1);
    let app = submitted(std::slice::from_ref(&one)).await;
    let reply = invoke(&app, &event(&[record(&one, 1)])).await.unwrap();
    assert!(reply.batch_item_failures.is_empty());

    let kept = kept(&app).await;
    let folder = format!("applications/{}/", one.reference.plain());
    let names: Vec<&str> = kept
        .exchange
        .keys()
        .map(|name| name.strip_prefix(&folder).unwrap())
        .collect();
    let mut wanted = vec![
        "application.json".to_owned(),
        format!("evidence/{}.pdf", one.evidence[0].id),
        format!("evidence/{}.jpg", one.evidence[1].id),
        "you-were-told.json".to_owned(),
    ];
    wanted.sort();
    assert_eq!(names, wanted);
    assert_eq!(
        kept.records[&format!("you-were-told/{}.json", one.reference.plain())],
        kept.exchange[&format!("{folder}you-were-told.json")]
    );
    let exported = kept.exported();
    assert_eq!(exported[one.reference.plain()], now().to_string());
    assert!(app.outbox().await.is_empty());
    assert_whole(&app);
}

#[test]
fn the_form_is_there_to_read_in_the_words_of_its_version_alone() {
    let mut filled = application(1).forms.remove(1);
    let words_of = |filled: &CompletedForm| words::of(filled).map(|words| words.title);
    assert_eq!(
        words_of(&filled).as_deref(),
        Some(journey::forms::check_support().title.as_str())
    );
    let said = words::of(&filled).unwrap();
    assert_eq!(
        said.sections[0].rows[0].said,
        ["Somebody else, because everyday life is hard for them"]
    );
    filled.version += 1;
    assert_eq!(words_of(&filled), None);
    filled.form = "gone".to_owned();
    assert_eq!(words_of(&filled), None);
}

#[tokio::test]
async fn what_the_stream_did_not_bring_the_sweep_exports() {
    let applications: Vec<_> = (0..20).map(application).collect();
    let app = submitted(&applications).await;
    let by_stream = app.copy();
    invoke(&app, &sweep()).await.unwrap();
    let told = event(&records(&applications));
    invoke(&by_stream, &told).await.unwrap();
    assert_eq!(kept(&app).await, kept(&by_stream).await);
    assert_eq!(data_files(&app).len(), 20);
}

#[tokio::test]
async fn twice_and_out_of_order_it_is_the_same_and_every_file_is_written_once() {
    let applications: Vec<_> = (0..100).map(application).collect();
    let before = submitted(&applications).await;
    let once = before.copy();
    let told = event(&records(&applications));
    invoke(&once, &told).await.unwrap();
    let expected = kept(&once).await;
    for seed in 0..20 {
        let app = before.copy();
        let mut twice = [records(&applications), records(&applications)].concat();
        RepeatableRandom::new(seed).shuffle(&mut twice);
        for batch in twice.chunks(10) {
            assert!(read_by_lambda(&app, batch).await.is_empty());
        }
        invoke(&app, &sweep()).await.unwrap();
        assert_eq!(kept(&app).await, expected);
        assert!(is_written_once(&app));
    }
}

#[tokio::test]
async fn stream_and_sweep_at_the_same_time_end_in_the_same_files() {
    let applications: Vec<_> = (0..6).map(application).collect();
    let before = submitted(&applications).await;
    let once = before.copy();
    invoke(&once, &sweep()).await.unwrap();
    let expected = kept(&once).await;
    let told = event(&records(&applications));
    for seed in 0..1_000 {
        let app = before.copy();
        invoke_both(&app, &told, &sweep(), &mut RepeatableRandom::new(seed)).await;
        assert_eq!(kept(&app).await, expected, "seed {seed}");
    }
}

#[tokio::test]
async fn of_a_hundred_records_with_one_poison_99_are_done_once_and_1_is_left() {
    let mut applications: Vec<_> = (0..100).map(application).collect();
    // The file is clean, but its type is not known.
    applications[41].evidence.clear();
    let mut poison = application(1).evidence.remove(0);
    poison.file_type = None;
    applications[41].evidence.push(poison);
    let app = submitted(&applications).await;

    let dead = read_by_lambda(&app, &records(&applications)).await;
    assert_eq!(dead.into_iter().collect::<Vec<_>>(), ["42"]);
    assert_eq!(data_files(&app).len(), 99);
    assert!(is_written_once(&app));
    let before = kept(&app).await;
    assert_eq!(before.exported().len(), 99);
    assert_eq!(app.outbox().await.len(), 1);

    // The sweep tries this one again, reports that it is left, and exports no
    // other twice.
    let left = invoke(&app, &sweep()).await;
    assert!(matches!(left, Err(ExportFault::Left(1))), "{left:?}");
    assert_eq!(kept(&app).await, before);

    // Once it is mended, the next sweep exports it.
    change(&app, &applications[41], |mended| {
        mended["evidence"][0]["state"] = "refused".into();
    })
    .await;
    invoke(&app, &sweep()).await.unwrap();
    assert_eq!(data_files(&app).len(), 100);
    assert!(app.outbox().await.is_empty());
}

/// The stuck ones are older than the new one, and more than a page.
#[tokio::test]
async fn a_hundred_that_are_stuck_hide_no_new_one_from_the_sweep() {
    let applications: Vec<_> = (0..101).map(application).collect();
    let (new, stuck) = applications.split_last().unwrap();
    let app = submitted(&applications).await;
    for stuck in stuck {
        app.database().remove(
            &format!("APPLICATION#{}", stuck.reference.plain()),
            "APPLICATION",
        );
    }
    let outbox = app.database().stored_in("OUTBOX").await;
    let last = outbox.last().unwrap()["reference"]["S"].as_str();
    assert_eq!(last, Some(new.reference.plain()), "it is the last of them");
    let left = invoke(&app, &sweep()).await;
    assert!(matches!(left, Err(ExportFault::Left(100))), "{left:?}");
    assert_eq!(data_files(&app).len(), 1);
    assert_eq!(app.outbox().await.len(), 100);
    // Nor does an item that cannot be read.
    let items = vec![serde_json::json!({
        "PK": {"S": "OUTBOX"},
        "SK": {"S": "2020-01-01T00:00:00.000Z#0"},
    })];
    app.database().store(items).await;
    let left = invoke(&app, &sweep()).await;
    assert!(matches!(left, Err(ExportFault::Left(101))), "{left:?}");
}

#[tokio::test]
async fn evidence_that_is_not_the_scanned_content_is_not_exported() {
    let one = application(1);
    let app = submitted(std::slice::from_ref(&one)).await;
    replace_content(&app, &one, &one.evidence[1].id, b"something else");
    let reply = invoke(&app, &event(&[record(&one, 7)])).await.unwrap();
    assert_eq!(reply.batch_item_failures[0].item_identifier, "7");
    assert!(data_files(&app).is_empty());
    assert_eq!(app.outbox().await.len(), 1);
}

#[tokio::test]
async fn an_application_that_is_not_there_is_left_and_the_others_are_done() {
    let applications: Vec<_> = (0..3).map(application).collect();
    let app = submitted(&applications).await;
    forget(&app, &applications[1]);
    let told = event(&records(&applications));
    let reply = invoke(&app, &told).await.unwrap();
    assert_eq!(reply.batch_item_failures.len(), 1);
    assert_eq!(reply.batch_item_failures[0].item_identifier, "2");
    assert_eq!(data_files(&app).len(), 2);
}
