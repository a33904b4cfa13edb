use domain::application::Application;
use domain::application::files::LARGEST_ACKNOWLEDGEMENT;

use testkit::TestApp;

use super::records::{acknowledge, application, invoke, kept, submitted};
use super::stream::sweep;
use crate::ExportFault;

/// Makes the acknowledgement of an application: name and content.
pub(super) fn received(application: &Application) -> (String, String) {
    let reference = application.reference.plain();
    let text = format!(
        r#"{{"format": "acknowledgement", "version": 1, "reference": "{reference}",
            "outcome": "received", "received_at": "2026-11-22T09:59:00Z"}}"#
    );
    (format!("acknowledgements/{reference}.json"), text)
}

#[tokio::test]
async fn received_is_noted_with_when_and_put_away() {
    let (one, app) = exported().await;
    let (name, text) = received(&one);
    acknowledge(&app, &name, &text);
    invoke(&app, &sweep()).await.unwrap();
    let kept = kept(&app).await;
    assert_eq!(
        kept.received()[one.reference.plain()],
        "2026-11-22T09:59:00Z"
    );
    assert!(!kept.exchange.contains_key(&name));
    let read = name.replace("acknowledgements/", "acknowledgements-read/");
    assert_eq!(kept.exchange[&read], text.as_bytes());
}

#[tokio::test]
async fn said_again_it_changes_nothing() {
    let (one, app) = exported().await;
    let (name, text) = received(&one);
    for when in ["2026-11-22T09:59:00Z", "2026-11-22T09:59:30Z"] {
        acknowledge(&app, &name, &text.replace("2026-11-22T09:59:00Z", when));
        invoke(&app, &sweep()).await.unwrap();
    }
    assert_eq!(
        kept(&app).await.received()[one.reference.plain()],
        "2026-11-22T09:59:00Z"
    );
}

/// The stuck ones come first by name, and are more than a page.
#[tokio::test]
async fn a_hundred_that_are_stuck_hide_no_other_acknowledgement() {
    let applications: Vec<_> = (0..101).map(application).collect();
    let app = submitted(&applications).await;
    invoke(&app, &sweep()).await.unwrap();
    let (mut stuck, mut names) = (Vec::new(), Vec::new());
    for application in &applications {
        let (name, text) = received(application);
        acknowledge(&app, &name, &text);
        names.push((name, application.reference.plain().to_owned()));
    }
    names.sort();
    let (_, last) = names.pop().unwrap();
    for (_, reference) in names {
        for sort in ["APPLICATION", "PROGRESS"] {
            stuck.push(serde_json::json!({
                "PK": {"S": format!("APPLICATION#{reference}")},
                "SK": {"S": sort},
            }));
        }
    }
    app.database().store(stuck).await;
    let left = invoke(&app, &sweep()).await;
    assert!(matches!(left, Err(ExportFault::Left(100))), "{left:?}");
    let kept = kept(&app).await;
    assert!(kept.received().contains_key(&last));
}

#[tokio::test]
async fn what_cannot_be_used_is_put_aside_once_and_the_others_are_taken_up() {
    let (one, app) = exported().await;
    let (good, text) = received(&one);
    acknowledge(&app, &good, &text);
    let stranger = application(2);
    let (unknown, said) = received(&stranger);
    acknowledge(&app, &unknown, &said);
    acknowledge(&app, "acknowledgements/", "");
    acknowledge(&app, "acknowledgements/0.json", "{");
    acknowledge(&app, "acknowledgements/1.json", &text);
    let long = " ".repeat(usize::try_from(LARGEST_ACKNOWLEDGEMENT).unwrap() + 1);
    acknowledge(&app, "acknowledgements/2.json", &format!("{long}{text}"));

    let left = invoke(&app, &sweep()).await;
    assert!(matches!(left, Err(ExportFault::Left(5))), "{left:?}");
    let kept = kept(&app).await;
    assert_eq!(kept.received().len(), 1);
    let aside = kept
        .exchange
        .keys()
        .filter(|name| name.starts_with("acknowledgements-unusable/"))
        .count();
    assert_eq!(aside, 5);
    // The fault is reported once, and the next sweep is quiet.
    invoke(&app, &sweep()).await.unwrap();
}

#[tokio::test]
async fn a_refusal_is_for_a_person_and_leaves_the_application_as_it_is() {
    let (one, app) = exported().await;
    let (name, text) = received(&one);
    let refused = text
        .replace("received_at", "reason")
        .replace("2026-11-22T09:59:00Z", "file-changed")
        .replace("\"received\"", "\"refused\"");
    acknowledge(&app, &name, &refused);
    let before = kept(&app).await;
    let left = invoke(&app, &sweep()).await;
    assert!(matches!(left, Err(ExportFault::Left(1))), "{left:?}");
    let kept = kept(&app).await;
    assert!(kept.received().is_empty());
    assert_eq!(kept.exported(), before.exported());
    let aside = name.replace("acknowledgements/", "acknowledgements-unusable/");
    assert_eq!(kept.exchange[&aside], refused.as_bytes());
}

#[tokio::test]
async fn more_than_a_sweep_takes_are_taken_up_by_the_next() {
    let applications: Vec<_> = (0..150).map(application).collect();
    let app = submitted(&applications).await;
    for _ in 0..2 {
        invoke(&app, &sweep()).await.unwrap();
    }
    for application in &applications {
        let (name, text) = received(application);
        acknowledge(&app, &name, &text);
    }
    invoke(&app, &sweep()).await.unwrap();
    assert_eq!(kept(&app).await.received().len(), 100);
    invoke(&app, &sweep()).await.unwrap();
    assert_eq!(kept(&app).await.received().len(), 150);
}

async fn exported() -> (Application, TestApp) {
    let one = application(1);
    let app = submitted(std::slice::from_ref(&one)).await;
    invoke(&app, &sweep()).await.unwrap();
    (one, app)
}
