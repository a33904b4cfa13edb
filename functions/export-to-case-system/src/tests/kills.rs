use domain::application::Application;

use super::acknowledgements::received;
use super::stream::{event, read_by_lambda, records, sweep};
use super::world::{Kept, Moment, Random, Weather, World, application};

const KILLS: u64 = 50;

fn submitted() -> Vec<Application> {
    (0..20).map(application).collect()
}

fn unkilled(applications: &[Application], acknowledged: &[Application]) -> (Kept, usize) {
    let world = World::with(applications);
    acknowledge(&world, acknowledged);
    world.invoke(&sweep()).unwrap().unwrap();
    (world.kept(), world.calls())
}

fn acknowledge(world: &World, applications: &[Application]) {
    for application in applications {
        let (name, text) = received(application);
        world.acknowledge(&name, &text);
    }
}

fn somewhere(calls: usize, random: &mut Random) -> Weather {
    let moment = match random.below(2) {
        0 => Moment::Before,
        _ => Moment::After,
    };
    Weather::Kill(1 + random.below(calls), moment)
}

#[test]
fn killed_at_50_points_and_swept_it_ends_as_if_it_had_not_been() {
    let applications = submitted();
    let (wanted, calls) = unkilled(&applications, &applications[..8]);
    let mut same = 0;
    for seed in 0..KILLS {
        let mut random = Random(seed);
        let world = World::with(&applications);
        acknowledge(&world, &applications[..8]);
        // Killed again and again, each time at another point.
        for _ in 0..1 + random.below(3) {
            world.set(somewhere(calls, &mut random));
            world.invoke(&sweep());
            world.assert_whole();
        }
        world.set(Weather::Fine);
        world.invoke(&sweep()).unwrap().unwrap();
        assert_eq!(world.kept(), wanted, "seed {seed}");
        same += 1;
    }
    assert_eq!(same, 50);
}

#[test]
fn killed_at_50_points_and_brought_twice_out_of_order_it_ends_the_same() {
    let applications = submitted();
    let (wanted, swept) = unkilled(&applications, &[]);
    // The sweep lists what waits and what was acknowledged; the stream does not.
    let calls = swept - 2;
    for seed in 0..KILLS {
        let mut random = Random(1_000 + seed);
        let world = World::with(&applications);
        world.set(somewhere(calls, &mut random));
        let killed = world.invoke(&event(&records(&applications)));
        assert!(killed.is_none(), "seed {seed}");
        world.assert_whole();
        world.set(Weather::Fine);
        let mut twice = [records(&applications), records(&applications)].concat();
        random.shuffle(&mut twice);
        assert!(read_by_lambda(&world, &twice).is_empty());
        assert_eq!(world.kept(), wanted, "seed {seed}");
    }
}

#[test]
fn killed_at_every_single_call_one_application_ends_the_same() {
    let applications = [application(1)];
    let (wanted, calls) = unkilled(&applications, &applications);
    for at in 1..=calls {
        for moment in [Moment::Before, Moment::After] {
            let world = World::with(&applications);
            acknowledge(&world, &applications);
            world.set(Weather::Kill(at, moment));
            assert!(world.invoke(&sweep()).is_none());
            world.assert_whole();
            world.set(Weather::Fine);
            world.invoke(&sweep()).unwrap().unwrap();
            assert_eq!(world.kept(), wanted, "{moment:?} call {at}");
        }
    }
}
