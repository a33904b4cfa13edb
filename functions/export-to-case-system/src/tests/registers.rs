//! Locked registers: each in exactly one file, with the same bytes, whatever
//! stops half way, comes twice or comes out of order.

use attendance::register_export::{
    LockedVersionKey, RegisterDeliveryReader as _, RegisterExportQueue as _,
    UnacknowledgedRegisters as _, WaitingVersion,
};
use jiff::Timestamp;
use testkit::{Process, RepeatableRandom, TestApp};

use super::kept_registers::{
    acknowledgement, locked_twice, poison, record_of, registers, unkilled, version_key,
};
use super::kills::somewhere;
use super::records::{acknowledge, invoke, invoke_by, is_written_once, kept};
use super::stream::{event, read_by_lambda, read_by_lambda_of, sweep};
use crate::ExportFault;

#[tokio::test]
async fn section_8_2_a_locked_register_is_exported_at_once_and_awaits_its_acknowledgement() {
    let app = registers(1).await;
    let (record, ..) = &record_of(0, 1);
    assert!(
        read_by_lambda(&app, std::slice::from_ref(record))
            .await
            .is_empty()
    );
    let names: Vec<_> = app.buckets().exchange().into_keys().collect();
    assert_eq!(
        names,
        [
            "registers/S100/2026-03-29/1/client-level-data.json",
            "registers/S100/2026-03-29/1/register.json"
        ]
    );
    let table = app.table();
    let delivery = table.register_delivery(&version_key(0, 1)).await.unwrap();
    assert!(delivery.exported_at.is_some() && delivery.received_at.is_none());
    let waiting = table.unacknowledged_registers(Timestamp::MAX, None, 10);
    assert_eq!(waiting.await.unwrap().items.len(), 1);
    let left = table.registers_to_export(None, 10).await.unwrap();
    assert_eq!(left.items, []);
}

#[tokio::test]
async fn killed_at_50_points_and_swept_every_register_is_in_one_file_as_if_it_had_not_been() {
    let before = registers(10).await;
    locked_twice(&before, 3).await;
    let (wanted, calls) = unkilled(&before).await;
    for seed in 0..50 {
        let mut random = RepeatableRandom::new(seed);
        let app = before.copy();
        for _ in 0..1 + random.below(3) {
            invoke_by(&somewhere(calls, &mut random), &app, &sweep()).await;
        }
        invoke(&app, &sweep()).await.unwrap();
        assert_eq!(kept(&app).await, wanted, "seed {seed}");
        assert!(is_written_once(&app));
    }
}

#[tokio::test]
async fn killed_at_50_points_and_brought_twice_out_of_order_the_registers_end_the_same() {
    let before = registers(10).await;
    let (wanted, swept) = unkilled(&before).await;
    let records: Vec<_> = (0..10).map(|number| record_of(number, 1).0).collect();
    for seed in 0..50 {
        let mut random = RepeatableRandom::new(1_000 + seed);
        let app = before.copy();
        let crashing = somewhere(swept - 3, &mut random);
        invoke_by(&crashing, &app, &event(&records)).await;
        let mut twice = [records.clone(), records.clone()].concat();
        random.shuffle(&mut twice);
        for (number, record) in twice.iter_mut().enumerate() {
            record["dynamodb"]["SequenceNumber"] = (number + 1).to_string().into();
        }
        assert!(read_by_lambda(&app, &twice).await.is_empty(), "seed {seed}");
        assert_eq!(kept(&app).await, wanted, "seed {seed}");
        assert!(is_written_once(&app));
    }
}

#[tokio::test]
async fn one_poison_record_of_100_is_left_for_the_queue_and_99_are_done_once() {
    let app = registers(100).await;
    poison(&app, 41).await;
    let records: Vec<_> = (0..100).map(|number| record_of(number, 1).0).collect();
    let failed = read_by_lambda(&app, &records).await;
    assert_eq!(failed.into_iter().collect::<Vec<_>>(), ["42"]);
    let exchange = app.buckets().exchange();
    let files = exchange
        .keys()
        .filter(|name| name.ends_with("/register.json"));
    assert_eq!(files.count(), 99);
    assert!(is_written_once(&app));
    let left = app.table().registers_to_export(None, 200).await.unwrap();
    assert_eq!(left.items.len(), 1);
    let swept = invoke(&app, &sweep()).await;
    assert!(matches!(swept, Err(ExportFault::Left(1))), "{swept:?}");
}

/// Of a hundred calls 15 fail, and 3 are carried out but reported lost.
#[tokio::test]
async fn in_bad_weather_no_register_is_lost_and_none_is_exported_twice() {
    const REGISTERS: usize = 100;
    let before = registers(REGISTERS).await;
    let acknowledge_all = |app: &TestApp| {
        for number in 0..REGISTERS {
            let (name, text) = acknowledgement(number, 1, "0004512");
            acknowledge(app, &name, &text);
        }
    };
    let calm = before.copy();
    acknowledge_all(&calm);
    for _ in 0..2 {
        invoke(&calm, &sweep()).await.unwrap();
    }
    let wanted = kept(&calm).await;
    for seed in 0..5 {
        let app = before.copy();
        let faulty = Process::with_faults(seed);
        let mut records: Vec<_> = (0..REGISTERS)
            .map(|number| record_of(number, 1).0)
            .collect();
        RepeatableRandom::new(seed).shuffle(&mut records);
        for batch in records.chunks(10) {
            read_by_lambda_of(&faulty, &app, batch).await;
        }
        acknowledge_all(&app);
        let table = app.table();
        let mut sweeps = 0;
        loop {
            let swept = invoke_by(&faulty, &app, &sweep()).await;
            let waiting = table.unacknowledged_registers(Timestamp::MAX, None, 1);
            let is_done = waiting.await.unwrap().items.is_empty();
            if swept.unwrap().is_ok() && is_done {
                break;
            }
            sweeps += 1;
            assert!(sweeps < 200, "it comes to an end");
        }
        invoke(&app, &sweep()).await.unwrap();
        assert_eq!(kept(&app).await, wanted, "seed {seed}");
        assert!(is_written_once(&app));
    }
}

#[tokio::test]
async fn ds_54_a_register_is_accepted_with_one_line_refused_and_said_again_nothing_changes() {
    let app = registers(1).await;
    invoke(&app, &sweep()).await.unwrap();
    let exported = app.buckets().exchange();
    let (name, text) = acknowledgement(0, 1, "0004512");
    for text in [text.clone(), text.replace("09:55", "09:56")] {
        acknowledge(&app, &name, &text);
        invoke(&app, &sweep()).await.unwrap();
    }
    let table = app.table();
    let delivery = table.register_delivery(&version_key(0, 1)).await.unwrap();
    let received = "2026-11-22T09:55:00Z".parse().unwrap();
    assert_eq!(delivery.received_at, Some(received));
    assert_eq!(delivery.refused[0].purchase_order, "0004512");
    assert_eq!(delivery.refused[0].reason, "The purchase order was closed");
    let waiting = table.unacknowledged_registers(Timestamp::MAX, None, 10);
    assert_eq!(waiting.await.unwrap().items, []);
    for (name, bytes) in exported {
        assert_eq!(
            app.buckets().exchange()[&name],
            bytes,
            "nothing is sent again"
        );
    }
}

#[tokio::test]
async fn an_acknowledgement_that_is_faster_than_the_note_of_the_export_is_kept() {
    let before = registers(1).await;
    let (name, text) = acknowledgement(0, 1, "0004512");
    let app = before.copy();
    acknowledge(&app, &name, &text);
    let table = app.table();
    let version = version_key(0, 1);
    let at = "2026-11-22T09:55:00Z".parse().unwrap();
    assert!(table.register_received(&version, at, &[]).await.unwrap());
    invoke(&app, &sweep()).await.unwrap();
    let delivery = table.register_delivery(&version).await.unwrap();
    assert!(delivery.exported_at.is_some() && delivery.received_at.is_some());
    let waiting = table.unacknowledged_registers(Timestamp::MAX, None, 10);
    assert_eq!(waiting.await.unwrap().items, []);
}

#[tokio::test]
async fn what_is_said_of_a_register_that_is_not_there_or_refused_is_for_a_person() {
    let app = registers(1).await;
    invoke(&app, &sweep()).await.unwrap();
    let (unknown, text) = acknowledgement(0, 2, "0004512");
    acknowledge(&app, &unknown, &text);
    let (refused, _) = acknowledgement(0, 1, "0004512");
    let text = r#"{"format": "register-acknowledgement", "version": 1, "supplier": "S100",
        "week_ending": "2026-03-29", "number": 1, "outcome": "refused", "reason": "not-valid"}"#;
    acknowledge(&app, &refused, text);
    let left = invoke(&app, &sweep()).await;
    assert!(matches!(left, Err(ExportFault::Left(2))), "{left:?}");
    let aside = |name: &String| name.starts_with("acknowledgements-unusable/");
    let exchange = app.buckets().exchange();
    assert_eq!(exchange.keys().filter(|name| aside(name)).count(), 2);
    invoke(&app, &sweep()).await.unwrap();
}

#[tokio::test]
async fn a_record_that_names_no_register_is_a_failure_of_its_own() {
    let app = TestApp::default();
    for key in [
        "",
        "2026-03-30T08:00:00.000Z#S1#2026-03-28#1",
        "x#S1#2026-03-29#1",
    ] {
        let (mut record, _) = record_of(0, 1);
        record["dynamodb"]["Keys"]["SK"]["S"] = key.into();
        let reply = invoke_by(&Process::default(), &app, &event(&[record])).await;
        let reply = reply.unwrap().unwrap();
        assert_eq!(reply.batch_item_failures.len(), 1, "{key}");
    }
}

#[test]
fn a_waiting_register_is_read_as_its_key_says() {
    let (record, key) = record_of(7, 2);
    assert_eq!(record["dynamodb"]["Keys"]["SK"]["S"], key.as_str());
    let WaitingVersion { version, .. } = WaitingVersion::read(&key).unwrap();
    let LockedVersionKey { register, number } = version;
    assert_eq!((register.supplier.as_str(), number), ("S107", 2));
}
