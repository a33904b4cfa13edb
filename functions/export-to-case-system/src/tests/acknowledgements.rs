use domain::application::Application;
use domain::files::LARGEST_ACKNOWLEDGEMENT;

use super::stream::sweep;
use super::world::{World, application};
use crate::Fault;

/// What the case system says when it has an application: name, content.
pub(super) fn received(application: &Application) -> (String, String) {
    let reference = application.reference.plain();
    let text = format!(
        r#"{{"format": "acknowledgement", "version": 1, "reference": "{reference}",
            "outcome": "received", "received_at": "2026-11-22T09:59:00Z"}}"#
    );
    (format!("acknowledgements/{reference}.json"), text)
}

fn exported() -> (Application, World) {
    let one = application(1);
    let world = World::with(std::slice::from_ref(&one));
    world.invoke(&sweep()).unwrap().unwrap();
    (one, world)
}

#[test]
fn received_is_noted_with_when_and_put_away() {
    let (one, world) = exported();
    let (name, text) = received(&one);
    world.acknowledge(&name, &text);
    world.invoke(&sweep()).unwrap().unwrap();
    let kept = world.kept();
    assert_eq!(
        kept.received[&one.reference].to_string(),
        "2026-11-22T09:59:00Z"
    );
    assert!(!kept.exchange.contains_key(&name));
    let read = name.replace("acknowledgements/", "acknowledgements-read/");
    assert_eq!(kept.exchange[&read], text.as_bytes());
}

#[test]
fn said_again_it_changes_nothing() {
    let (one, world) = exported();
    let (name, text) = received(&one);
    for when in ["2026-11-22T09:59:00Z", "2026-11-22T09:59:30Z"] {
        world.acknowledge(&name, &text.replace("2026-11-22T09:59:00Z", when));
        world.invoke(&sweep()).unwrap().unwrap();
    }
    assert_eq!(
        world.kept().received[&one.reference].to_string(),
        "2026-11-22T09:59:00Z"
    );
}

#[test]
fn what_cannot_be_used_is_put_aside_once_and_the_others_are_taken_up() {
    let (one, world) = exported();
    let (good, text) = received(&one);
    world.acknowledge(&good, &text);
    let stranger = application(2);
    let (unknown, said) = received(&stranger);
    world.acknowledge(&unknown, &said);
    world.acknowledge("acknowledgements/", "");
    world.acknowledge("acknowledgements/0.json", "{");
    world.acknowledge("acknowledgements/1.json", &text);
    let long = " ".repeat(usize::try_from(LARGEST_ACKNOWLEDGEMENT).unwrap() + 1);
    world.acknowledge("acknowledgements/2.json", &format!("{long}{text}"));

    let left = world.invoke(&sweep()).unwrap();
    assert!(matches!(left, Err(Fault::Left(5))), "{left:?}");
    let kept = world.kept();
    assert_eq!(kept.received.len(), 1);
    let aside = kept
        .exchange
        .keys()
        .filter(|name| name.starts_with("acknowledgements-unusable/"))
        .count();
    assert_eq!(aside, 5);
    // Once is enough: the next sweep is quiet.
    world.invoke(&sweep()).unwrap().unwrap();
}

#[test]
fn a_refusal_is_for_a_person_and_leaves_the_application_as_it_is() {
    let (one, world) = exported();
    let (name, text) = received(&one);
    let refused = text
        .replace("received_at", "reason")
        .replace("2026-11-22T09:59:00Z", "file-changed")
        .replace("\"received\"", "\"refused\"");
    world.acknowledge(&name, &refused);
    let before = world.kept();
    let left = world.invoke(&sweep()).unwrap();
    assert!(matches!(left, Err(Fault::Left(1))), "{left:?}");
    let kept = world.kept();
    assert!(kept.received.is_empty());
    assert_eq!(kept.exported, before.exported);
    let aside = name.replace("acknowledgements/", "acknowledgements-unusable/");
    assert_eq!(kept.exchange[&aside], refused.as_bytes());
}

#[test]
fn more_than_a_sweep_takes_are_taken_up_by_the_next() {
    let applications: Vec<_> = (0..150).map(application).collect();
    let world = World::with(&applications);
    for _ in 0..2 {
        world.invoke(&sweep()).unwrap().unwrap();
    }
    for application in &applications {
        let (name, text) = received(application);
        world.acknowledge(&name, &text);
    }
    world.invoke(&sweep()).unwrap().unwrap();
    assert_eq!(world.kept().received.len(), 100);
    world.invoke(&sweep()).unwrap().unwrap();
    assert_eq!(world.kept().received.len(), 150);
}
