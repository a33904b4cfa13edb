use testkit::Process;

use super::acknowledgements::received;
use super::records::{acknowledge, application, assert_whole, invoke, invoke_by, kept, submitted};
use super::stream::{event, read_by_lambda_of, records, sweep};

/// Of a hundred requests 10 are throttled, 5 fail on the server's side, and 3
/// are carried out but reported lost.
#[tokio::test]
async fn in_bad_weather_nothing_is_lost_and_nothing_is_doubled() {
    let applications: Vec<_> = (0..200).map(application).collect();
    let app = submitted(&applications).await;
    let calm = app.copy();
    for application in &applications {
        let (name, text) = received(application);
        acknowledge(&calm, &name, &text);
    }
    for _ in 0..2 {
        invoke(&calm, &sweep()).await.unwrap();
    }
    let faulty = Process::with_faults(3);
    for batch in records(&applications).chunks(10) {
        read_by_lambda_of(&faulty, &app, batch).await;
        assert_whole(&app);
    }
    for application in &applications {
        let (name, text) = received(application);
        acknowledge(&app, &name, &text);
    }
    let mut sweeps = 0;
    while kept(&app).await.received().len() < 200 || !app.outbox().await.is_empty() {
        let _ = invoke_by(&faulty, &app, &sweep()).await;
        sweeps += 1;
        assert!(sweeps < 100, "it comes to an end");
    }
    for _ in 0..2 {
        invoke(&app, &sweep()).await.unwrap();
    }
    assert_eq!(kept(&app).await, kept(&calm).await);
    let doubled = app
        .buckets()
        .written()
        .into_iter()
        .filter(|(name, writes)| name.ends_with(".json") && *writes != 1)
        .count();
    assert_eq!(doubled, 0);
}

#[tokio::test]
async fn while_nothing_answers_everything_is_reported_and_stays() {
    let applications: Vec<_> = (0..3).map(application).collect();
    let app = submitted(&applications).await;
    let before = kept(&app).await;
    let cut_off = Process::cut_off();
    let told = event(&records(&applications));
    let reply = invoke_by(&cut_off, &app, &told).await.unwrap().unwrap();
    assert_eq!(reply.batch_item_failures.len(), 3);
    let swept = invoke_by(&cut_off, &app, &sweep()).await.unwrap();
    assert!(swept.is_err());
    assert_eq!(kept(&app).await, before);
}
