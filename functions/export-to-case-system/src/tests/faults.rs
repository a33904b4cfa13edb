use super::acknowledgements::received;
use super::stream::{event, read_by_lambda, records, sweep};
use super::world::{Random, Weather, World, application};

/// 10% throttled, 5% errors of the server, 3% done but reported lost.
#[test]
fn in_bad_weather_nothing_is_lost_and_nothing_is_doubled() {
    let applications: Vec<_> = (0..200).map(application).collect();
    let calm = World::with(&applications);
    for application in &applications {
        let (name, text) = received(application);
        calm.acknowledge(&name, &text);
    }
    for _ in 0..2 {
        calm.invoke(&sweep()).unwrap().unwrap();
    }
    let world = World::with(&applications);
    world.set(Weather::Bad(Random(3)));
    for batch in records(&applications).chunks(10) {
        read_by_lambda(&world, batch);
        world.assert_whole();
    }
    for application in &applications {
        let (name, text) = received(application);
        world.acknowledge(&name, &text);
    }
    let mut sweeps = 0;
    while world.kept().received.len() < 200 || !world.kept().outbox.is_empty() {
        world.invoke(&sweep());
        sweeps += 1;
        assert!(sweeps < 100, "it comes to an end");
    }
    world.set(Weather::Fine);
    for _ in 0..2 {
        world.invoke(&sweep()).unwrap().unwrap();
    }
    assert_eq!(world.kept(), calm.kept());
    let doubled = world
        .writes()
        .into_iter()
        .filter(|(name, writes)| name.ends_with(".json") && *writes != 1)
        .count();
    assert_eq!(doubled, 0);
}

#[test]
fn while_nothing_answers_everything_is_reported_and_stays() {
    let applications: Vec<_> = (0..3).map(application).collect();
    let world = World::with(&applications);
    let before = world.kept();
    world.set(Weather::Down);
    let reply = world
        .invoke(&event(&records(&applications)))
        .unwrap()
        .unwrap();
    assert_eq!(reply.batch_item_failures.len(), 3);
    assert!(world.invoke(&sweep()).unwrap().is_err());
    assert_eq!(world.kept(), before);
}
