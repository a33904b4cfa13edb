//! Files that were still being scanned when their application was sent.

use domain::application::{Application, ToExport};
use domain::evidence::FileState;
use serde_json::Value;

use super::stream::{event, read_by_lambda, records, records_of_outbox, sweep};
use super::world::{Moment, Random, Weather, World, sent_early};
use crate::Fault;

fn applications(count: usize) -> Vec<Application> {
    (0..count).map(sent_early).collect()
}

/// How many of them were sent with a file.
fn with_files(applications: &[Application]) -> usize {
    let has_files = |one: &&Application| !one.evidence.is_empty();
    applications.iter().filter(has_files).count()
}

fn json(world: &World, name: &str) -> Value {
    serde_json::from_slice(&world.kept().exchange[name]).unwrap()
}

#[test]
fn a_file_that_is_judged_later_follows_its_application_which_stays_as_it_was() {
    let one = sent_early(1);
    let world = World::with(std::slice::from_ref(&one));
    world.invoke(&sweep()).unwrap().unwrap();
    let folder = format!("applications/{}/", one.reference.plain());
    let data = format!("{folder}application.json");
    let file = one.evidence.last().unwrap();
    assert_eq!(json(&world, &data)["evidence"][2]["state"], "scanning");
    let before = world.kept();

    world.judge(&one, FileState::Clean);
    let told = records_of_outbox(&world);
    world.invoke(&event(&told)).unwrap().unwrap();
    let kept = world.kept();
    assert_eq!(kept.exchange[&data], before.exchange[&data]);
    assert_eq!(kept.exchange.len(), before.exchange.len() + 2);
    let verdict = json(&world, &format!("{folder}late-evidence/{}.json", file.id));
    assert_eq!(verdict["state"], "clean");
    assert_eq!(verdict["file"]["name"], format!("evidence/{}.pdf", file.id));
    assert!(kept.outbox.is_empty());
    world.assert_whole();

    // Told again there is nothing left to do.
    world.invoke(&event(&told)).unwrap().unwrap();
    assert_eq!(world.kept(), kept);
    assert!(world.writes().values().all(|writes| *writes == 1));
}

#[test]
fn a_file_that_cannot_be_used_is_told_of_and_not_copied() {
    for (state, said) in [
        (FileState::Infected, "infected"),
        (FileState::Unscannable, "unscannable"),
        (FileState::Refused, "refused"),
    ] {
        let one = sent_early(1);
        let world = World::with(std::slice::from_ref(&one));
        world.judge(&one, state);
        world.invoke(&sweep()).unwrap().unwrap();
        let late = world.late_files();
        assert_eq!(late.len(), 1);
        let verdict = json(&world, late.first().unwrap());
        assert_eq!(
            (&verdict["state"], &verdict["file"]),
            (&said.into(), &Value::Null)
        );
        let names = world.kept().exchange.into_keys();
        assert_eq!(names.filter(|name| name.contains("/evidence/")).count(), 2);
    }
}

#[test]
fn told_of_before_its_application_it_brings_the_application_along() {
    let one = sent_early(1);
    let world = World::with_late(std::slice::from_ref(&one));
    let late = records_of_outbox(&world).pop().unwrap();
    world.invoke(&event(&[late])).unwrap().unwrap();
    assert_eq!(world.data_files().len(), 1);
    assert_eq!(world.late_files().len(), 1);
    world.assert_whole();
    assert!(
        world.kept().outbox.is_empty(),
        "the application is noted too"
    );
    world.invoke(&event(&records(&[one]))).unwrap().unwrap();
    assert!(world.writes().values().all(|writes| *writes == 1));
}

#[test]
fn twice_and_out_of_order_it_is_the_same_and_every_file_is_written_once() {
    let applications = applications(60);
    let once = World::with_late(&applications);
    once.invoke(&event(&records_of_outbox(&once)));
    assert_eq!(once.late_files().len(), with_files(&applications));
    for seed in 0..20 {
        let world = World::with_late(&applications);
        let told = records_of_outbox(&world);
        let mut twice = [told.clone(), told].concat();
        Random(seed).shuffle(&mut twice);
        for batch in twice.chunks(10) {
            assert!(read_by_lambda(&world, batch).is_empty());
            world.assert_whole();
        }
        assert_eq!(world.kept(), once.kept(), "seed {seed}");
        assert!(world.writes().values().all(|writes| *writes == 1));
    }
}

#[test]
fn stream_and_sweep_at_the_same_time_end_in_the_same_files() {
    let applications = applications(5);
    let once = World::with_late(&applications);
    once.invoke(&sweep()).unwrap().unwrap();
    for seed in 0..500 {
        let world = World::with_late(&applications);
        let told = event(&records_of_outbox(&world));
        world.invoke_both(&told, &sweep(), &mut Random(seed));
        assert_eq!(world.kept(), once.kept(), "seed {seed}");
    }
}

#[test]
fn killed_at_every_single_call_and_swept_it_ends_as_if_it_had_not_been() {
    for state in [FileState::Clean, FileState::Refused] {
        let one = sent_early(1);
        let fresh = || {
            let world = World::with(std::slice::from_ref(&one));
            world.judge(&one, state);
            world
        };
        let unkilled = fresh();
        unkilled.invoke(&sweep()).unwrap().unwrap();
        let (wanted, calls) = (unkilled.kept(), unkilled.calls());
        for at in 1..=calls {
            for moment in [Moment::Before, Moment::After] {
                let world = fresh();
                world.set(Weather::Kill(at, moment));
                assert!(world.invoke(&sweep()).is_none());
                world.assert_whole();
                world.set(Weather::Fine);
                world.invoke(&sweep()).unwrap().unwrap();
                assert_eq!(world.kept(), wanted, "{moment:?} call {at}");
            }
        }
    }
}

#[test]
fn killed_at_50_points_and_brought_twice_out_of_order_it_ends_the_same() {
    let applications = applications(20);
    let unkilled = World::with_late(&applications);
    let told = records_of_outbox(&unkilled);
    unkilled.invoke(&event(&told)).unwrap().unwrap();
    let (wanted, calls) = (unkilled.kept(), unkilled.calls());
    for seed in 0..50 {
        let mut random = Random(2_000 + seed);
        let world = World::with_late(&applications);
        let moment = [Moment::Before, Moment::After][random.below(2)];
        world.set(Weather::Kill(1 + random.below(calls), moment));
        assert!(world.invoke(&event(&told)).is_none(), "seed {seed}");
        world.assert_whole();
        world.set(Weather::Fine);
        let mut twice = [told.clone(), told.clone()].concat();
        random.shuffle(&mut twice);
        assert!(read_by_lambda(&world, &twice).is_empty());
        assert_eq!(world.kept(), wanted, "seed {seed}");
    }
}

#[test]
fn in_bad_weather_nothing_is_lost_and_nothing_is_doubled() {
    let applications = applications(100);
    let calm = World::with_late(&applications);
    while !calm.kept().outbox.is_empty() {
        calm.invoke(&sweep()).unwrap().unwrap();
    }
    let world = World::with_late(&applications);
    world.set(Weather::Bad(Random(5)));
    for batch in records_of_outbox(&world).chunks(10) {
        read_by_lambda(&world, batch);
        world.assert_whole();
    }
    for _ in 0..100 {
        world.invoke(&sweep());
    }
    world.set(Weather::Fine);
    world.invoke(&sweep()).unwrap().unwrap();
    assert_eq!(world.kept(), calm.kept());
    let writes = world.writes();
    let mut json = writes.iter().filter(|(name, _)| name.ends_with(".json"));
    assert!(json.all(|(_, writes)| *writes == 1));
}

#[test]
fn one_that_is_not_the_scanned_content_is_left_and_the_others_are_done() {
    let applications: Vec<_> = [1, 2, 4].map(sent_early).into();
    let world = World::with_late(&applications);
    world.change(|kept| {
        let id = &applications[1].evidence.last().unwrap().id;
        kept.evidence.insert(id.clone(), b"something else".to_vec());
    });
    let left = world.invoke(&sweep()).unwrap();
    assert!(matches!(left, Err(Fault::Left(1))), "{left:?}");
    assert_eq!((world.data_files().len(), world.late_files().len()), (3, 2));
    let left: Vec<ToExport> = world.kept().outbox.into_values().collect();
    assert!(
        matches!(&left[..], [ToExport::LateFile(file)] if file.reference == applications[1].reference)
    );
}
