use domain::application::Filled;
use domain::evidence::FileState;

use super::stream::{event, read_by_lambda, record, records, sweep};
use super::world::{Random, World, application, now};
use crate::{Fault, words};

#[test]
fn an_application_leaves_its_files_and_its_record_and_is_noted() {
    let one = application(1);
    let world = World::with(std::slice::from_ref(&one));
    let reply = world.invoke(&event(&[record(&one, 1)])).unwrap().unwrap();
    assert!(reply.batch_item_failures.is_empty());

    let kept = world.kept();
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
    assert_eq!(kept.exported[&one.reference], now());
    assert!(kept.outbox.is_empty());
    world.assert_whole();
}

#[test]
fn the_form_is_there_to_read_in_the_words_of_its_version_alone() {
    let mut filled = application(1).forms.remove(1);
    let words_of = |filled: &Filled| words::of(filled).map(|words| words.title);
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

#[test]
fn what_the_stream_did_not_bring_the_sweep_exports() {
    let applications: Vec<_> = (0..20).map(application).collect();
    let world = World::with(&applications);
    world.invoke(&sweep()).unwrap().unwrap();
    let by_stream = World::with(&applications);
    by_stream.invoke(&event(&records(&applications)));
    assert_eq!(world.kept(), by_stream.kept());
    assert_eq!(world.data_files().len(), 20);
}

#[test]
fn twice_and_out_of_order_it_is_the_same_and_every_file_is_written_once() {
    let applications: Vec<_> = (0..100).map(application).collect();
    let once = World::with(&applications);
    once.invoke(&event(&records(&applications)));
    for seed in 0..20 {
        let world = World::with(&applications);
        let mut twice = [records(&applications), records(&applications)].concat();
        Random(seed).shuffle(&mut twice);
        for batch in twice.chunks(10) {
            assert!(read_by_lambda(&world, batch).is_empty());
        }
        world.invoke(&sweep()).unwrap().unwrap();
        assert_eq!(world.kept(), once.kept());
        assert!(world.writes().values().all(|writes| *writes == 1));
    }
}

#[test]
fn stream_and_sweep_at_the_same_time_end_in_the_same_files() {
    let applications: Vec<_> = (0..6).map(application).collect();
    let once = World::with(&applications);
    once.invoke(&sweep());
    for seed in 0..1_000 {
        let world = World::with(&applications);
        let mut random = Random(seed);
        world.invoke_both(&event(&records(&applications)), &sweep(), &mut random);
        assert_eq!(world.kept(), once.kept(), "seed {seed}");
    }
}

#[test]
fn of_a_hundred_records_with_one_poison_99_are_done_once_and_1_is_left() {
    let mut applications: Vec<_> = (0..100).map(application).collect();
    // Clean, but nobody saw what it is.
    applications[41].evidence.clear();
    let mut poison = application(1).evidence.remove(0);
    poison.file_type = None;
    applications[41].evidence.push(poison);
    let world = World::with(&applications);

    let dead = read_by_lambda(&world, &records(&applications));
    assert_eq!(dead.into_iter().collect::<Vec<_>>(), ["42"]);
    assert_eq!(world.data_files().len(), 99);
    assert!(world.writes().values().all(|writes| *writes == 1));
    let kept = world.kept();
    assert_eq!(kept.exported.len(), 99);
    assert_eq!(kept.outbox.len(), 1);

    // The sweep tries it again, says that it is left, and does no other twice.
    let left = world.invoke(&sweep()).unwrap();
    assert!(matches!(left, Err(Fault::Left(1))), "{left:?}");
    assert_eq!(world.kept(), kept);

    // Mended, the next sweep exports it.
    world.change(|kept| {
        let mended = kept
            .applications
            .get_mut(&applications[41].reference)
            .unwrap();
        mended.evidence[0].state = FileState::Refused;
    });
    world.invoke(&sweep()).unwrap().unwrap();
    assert_eq!(world.data_files().len(), 100);
    assert!(world.kept().outbox.is_empty());
}

#[test]
fn evidence_that_is_not_the_scanned_content_is_not_exported() {
    let one = application(1);
    let world = World::with(std::slice::from_ref(&one));
    world.change(|kept| {
        kept.evidence
            .insert(one.evidence[1].id.clone(), b"something else".to_vec());
    });
    let reply = world.invoke(&event(&[record(&one, 7)])).unwrap().unwrap();
    assert_eq!(reply.batch_item_failures[0].item_identifier, "7");
    assert!(world.data_files().is_empty());
    assert_eq!(world.kept().outbox.len(), 1);
}

#[test]
fn an_application_that_is_not_there_is_left_and_the_others_are_done() {
    let applications: Vec<_> = (0..3).map(application).collect();
    let world = World::with(&applications);
    world.change(|kept| {
        kept.applications.remove(&applications[1].reference);
    });
    let reply = world
        .invoke(&event(&records(&applications)))
        .unwrap()
        .unwrap();
    assert_eq!(reply.batch_item_failures.len(), 1);
    assert_eq!(reply.batch_item_failures[0].item_identifier, "2");
    assert_eq!(world.data_files().len(), 2);
}
