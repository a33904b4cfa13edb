//! Uses the pages while the connection to the table has faults: of a hundred of
//! its requests, or of its calls, 10 are throttled, 5 fail on the server's side
//! and 3 are carried out although their reply is lost. A person who reads that
//! it did not work posts the same page again. Nothing is lost and nothing
//! happens twice.

use axum::Router;
use domain::application::{
    Addressee, ApplicationReader as _, ConfirmationQueue as _, ExportQueue as _, ToExport,
};
use domain::correspondence::email::Email;
use domain::forms::saved_form::SavedFormStore as _;
use jiff::SignedDuration;
use testkit::{CrashPoint, FaultDuration, InjectedFaults, PASSWORD, Reply, Visitor};

use crate::people::{Person, PopulatedApp, borrowed, sends};

/// The number of people who act at the same time.
const AT_ONCE: usize = 12;

/// The number of times that somebody posts the same page before they give up.
const PATIENCE: usize = 20;

/// The page of somebody whose code was right, after which something failed.
const GO_ON: &str = "/sign-in/code/name";

#[tokio::test]
async fn a_thousand_applications_are_each_made_once_and_told_of() {
    apply(1_000, FaultDuration::OneRequest).await;
}

#[tokio::test]
async fn applications_are_each_made_once_also_where_every_fifth_call_fails() {
    apply(40, FaultDuration::OneCall).await;
}

/// Many people send an application each, and post it again until the page says
/// that it is sent.
async fn apply(count: usize, duration: FaultDuration) {
    let app = PopulatedApp::new().await;
    let already = app
        .table()
        .to_export(None, usize::MAX)
        .await
        .unwrap()
        .items
        .len();
    let (house, faults) = app.with_faults(11, duration);
    let mut people = Vec::new();
    for _ in 0..count {
        let person = app.add_person_with(&["account", "request", "file"]).await;
        let visitor = app.signed_in(&person, None, 0).await;
        people.push((person, visitor.moved_to(house.clone())));
    }
    let sent = each(people, |person, mut visitor| async move {
        let declaration = insist_on(&mut visitor, "/apply/declaration").await;
        let fields = sends(&declaration);
        let reply = insist(&mut visitor, "/apply/submit", &borrowed(&fields)).await;
        let to = reply.location().unwrap_or_default().to_owned();
        assert!(to.starts_with("/apply/sent/"), "{} {to}", reply.status);
        (person, to)
    })
    .await;
    had_every_fault(&faults);
    let (table, now) = (app.table(), app.now());
    let later = now + SignedDuration::from_hours(1);
    let waiting = table
        .to_confirm(later, None, usize::MAX)
        .await
        .unwrap()
        .items;
    for (person, to) in &sent {
        let made = table.applications(&person.account()).await.unwrap();
        assert_eq!(made.len(), 1, "{to}");
        let (application, _) = &made[0];
        assert_eq!(
            *to,
            format!("/apply/sent/{}", application.reference.plain())
        );
        assert_eq!(application.saved, person.saved("request"));
        assert_eq!(application.evidence.len(), 1);
        let saved = table.saved_forms(&person.account(), now).await.unwrap();
        assert_eq!(saved.len(), 1);
        assert_eq!(saved[0].submitted_in.as_ref(), Some(&application.reference));
        // The page sends an e-mail once; housekeeping sends one that the page
        // could not.
        let told = app.mailer().sent_to(&person.address());
        let told = told
            .iter()
            .filter(|mail| matches!(mail, Email::Applied { .. }))
            .count();
        let waits = waiting.iter().any(|letter| {
            letter.reference == application.reference && letter.to == Addressee::Applicant
        });
        assert!(told == 1 || (told == 0 && waits), "{to}: {told} {waits}");
    }
    assert_eq!(sent.len(), count);
    let waiting = table.to_export(None, usize::MAX).await.unwrap().items;
    assert_eq!(waiting.len(), already + count);
}

/// An application is cut off at each request to the table in turn, and posted
/// again.
#[tokio::test]
async fn an_application_that_was_cut_off_and_is_sent_again_is_made_once() {
    let app = PopulatedApp::new().await;
    let mut cut_off = 0;
    for requests in 0..12 {
        for crash_point in [
            CrashPoint::AfterReply(requests),
            CrashPoint::BeforeReply(requests),
        ] {
            let person = app.add_person_with(&["account", "request", "file"]).await;
            let mut visitor = app.signed_in(&person, None, 0).await;
            let fields = sends(&visitor.get("/apply/declaration").await);
            let mut on_crashing = visitor.clone().moved_to(app.crashing(crash_point));
            let reply = on_crashing.post("/apply/submit", &borrowed(&fields)).await;
            cut_off += usize::from(reply.status == 503);
            let reply = visitor.post("/apply/submit", &borrowed(&fields)).await;
            let made = app.table().applications(&person.account()).await.unwrap();
            assert_eq!(made.len(), 1, "{crash_point:?}");
            let sent = format!("/apply/sent/{}", made[0].0.reference.plain());
            assert_eq!(reply.location(), Some(&*sent), "{crash_point:?}");
            let waiting = app.table().to_export(None, usize::MAX).await.unwrap().items;
            let made = ToExport::Application(made[0].0.reference.clone());
            assert!(waiting.contains(&made), "{crash_point:?}");
        }
    }
    assert!(cut_off >= 8, "it was cut off: {cut_off}");
}

/// The first answer of a person is cut off at each request to the table in
/// turn, and posted again.
#[tokio::test]
async fn a_first_answer_that_was_cut_off_and_is_sent_again_starts_one_form() {
    let app = PopulatedApp::new().await;
    let mut cut_off = 0;
    for requests in 0..8 {
        for crash_point in [
            CrashPoint::AfterReply(requests),
            CrashPoint::BeforeReply(requests),
        ] {
            let person = app.add_person_with(&["account"]).await;
            let mut visitor = app.signed_in(&person, None, 0).await;
            let answer = [("who-for", "me")];
            let mut on_crashing = visitor.clone().moved_to(app.crashing(crash_point));
            let reply = on_crashing.post("/estimate-costs/who-for", &answer).await;
            cut_off += usize::from(reply.status == 503);
            let reply = visitor.post("/estimate-costs/who-for", &answer).await;
            assert_eq!(reply.status, 303, "{crash_point:?}");
            let (account, now) = (person.account(), app.now());
            let saved = app.table().saved_forms(&account, now).await.unwrap();
            assert_eq!(saved.len(), 1, "{crash_point:?}");
            assert_eq!(
                saved[0].answers.text("who-for"),
                Some("me"),
                "{crash_point:?}"
            );
        }
    }
    assert!(cut_off >= 8, "it was cut off: {cut_off}");
}

#[tokio::test]
async fn everybodys_first_answers_are_in_one_form_and_whole() {
    const PEOPLE: usize = 100;
    let app = PopulatedApp::new().await;
    let (house, faults) = app.with_faults(12, FaultDuration::OneCall);
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        let person = app.add_person_with(&["account"]).await;
        let visitor = app.signed_in(&person, None, 0).await;
        people.push((person, visitor.moved_to(house.clone())));
    }
    let answered = each(people, |person, mut visitor| async move {
        for (question, value) in [("who-for", "me"), ("setting", "at_home"), ("when", "now")] {
            let to = format!("/estimate-costs/{question}");
            let reply = insist(&mut visitor, &to, &[(question, value)]).await;
            assert_eq!(reply.status, 303, "{to}: {}", reply.words());
        }
        person
    })
    .await;
    had_every_fault(&faults);
    for person in answered {
        let (account, now) = (person.account(), app.now());
        let saved = app.table().saved_forms(&account, now).await.unwrap();
        assert_eq!(saved.len(), 1);
        for (question, value) in [("who-for", "me"), ("setting", "at_home"), ("when", "now")] {
            assert_eq!(saved[0].answers.text(question), Some(value));
        }
    }
}

/// Everybody signs in with the five codes that they may have within an hour,
/// and with the first unless a page told them that something did not work.
#[tokio::test]
async fn everybody_signs_in_within_their_five_codes() {
    const PEOPLE: usize = 150;
    let app = PopulatedApp::new().await;
    let (house, faults) = app.with_faults(13, FaultDuration::OneRequest);
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        let person = app.add_person_with(&["account"]).await;
        people.push((person, Visitor::new(house.clone())));
    }
    let mailer = app.mailer();
    let came = each(people, move |person, visitor| {
        let mailer = mailer.clone();
        async move {
            let address = person.address();
            let code = || mailer.last_code(&address).unwrap_or_default();
            let (mut visitor, failed) = comes_in(&person, visitor, code).await;
            assert_eq!(insist_on(&mut visitor, "/account").await.status, 200);
            (mailer.sent_to(&address).len(), failed)
        }
    })
    .await;
    had_every_fault(&faults);
    for (codes, failed) in &came {
        assert!((1..=5).contains(codes), "{codes}");
        assert!(*codes == 1 || *failed > 0, "{codes}");
    }
    let at_once = came.iter().filter(|(_, failed)| *failed == 0).count();
    assert!(at_once >= 100, "{at_once}");
}

impl PopulatedApp {
    /// Returns the portal over a table with faults, and the faults.
    fn with_faults(&self, seed: u64, duration: FaultDuration) -> (Router, InjectedFaults) {
        let (table, faults) = self.database().table_with_faults(seed, duration);
        let policy = tests::illustration();
        (tests::whole_house(self, &policy, &table), faults)
    }

    /// Returns the portal of a process that crashes.
    pub(crate) fn crashing(&self, crash_point: CrashPoint) -> Router {
        let table = self.database().table_crashing(crash_point);
        tests::whole_house(self, &tests::illustration(), &table)
    }
}

/// A sign-in is cut off at each request to the table in turn, once its code was
/// typed. Its person does what the pages say.
#[tokio::test]
async fn a_sign_in_that_was_cut_off_after_its_code_needs_at_most_one_more() {
    let app = PopulatedApp::new().await;
    let mut again = 0;
    for requests in 0..12 {
        for crash_point in [
            CrashPoint::AfterReply(requests),
            CrashPoint::BeforeReply(requests),
        ] {
            let person = app.add_person_with(&["account"]).await;
            let address = person.address();
            let mailer = app.mailer();
            let code = || mailer.last_code(&address).unwrap_or_default();
            let mut visitor = app.visitor();
            let password = [("email", &*address), ("password", PASSWORD)];
            visitor.post("/sign-in", &password).await;
            let mut on_crashing = visitor.clone().moved_to(app.crashing(crash_point));
            let typed = [("code", &*code())];
            on_crashing.post("/sign-in/code", &typed).await;
            again += usize::from(on_crashing.get("/saved-forms").await.status != 200);
            // What the browser has of the answer that failed is as before.
            goes_on(&person, &mut visitor, code).await;
            let codes = mailer.sent_to(&address);
            let codes = codes
                .iter()
                .filter(|mail| matches!(mail, Email::SignInCode { .. }));
            assert!(codes.count() <= 2, "{crash_point:?}");
        }
    }
    assert!(again >= 8, "it was cut off: {again}");
}

/// Somebody whose code was right and who could not be signed in presses a
/// button until they are.
#[tokio::test]
async fn who_could_not_be_signed_in_after_a_right_code_presses_a_button_and_is() {
    let app = PopulatedApp::new().await;
    let (house, faults) = app.with_faults(17, FaultDuration::OneCall);
    let mut pressed = 0;
    for _ in 0..60 {
        let person = app.add_person_with(&["account"]).await;
        let address = person.address();
        let mut visitor = app.visitor();
        let password = [("email", &*address), ("password", PASSWORD)];
        visitor.post("/sign-in", &password).await;
        let code = app.mailer().last_code(&address).unwrap();
        let mut visitor = visitor.moved_to(house.clone());
        let reply = insist(&mut visitor, "/sign-in/code", &[("code", &code)]).await;
        if reply.location() != Some(GO_ON) {
            continue;
        }
        pressed += 1;
        let page = insist_on(&mut visitor, GO_ON).await;
        assert!(page.words().contains("You do not need a new code"));
        let reply = insist(&mut visitor, GO_ON, &[]).await;
        assert_eq!(reply.location(), Some("/saved-forms"), "{}", reply.words());
        assert_eq!(insist_on(&mut visitor, "/saved-forms").await.status, 200);
    }
    had_every_fault(&faults);
    assert!(pressed >= 5, "{pressed}");
}

/// Does what the pages say from the page of the code, until somebody is in.
async fn goes_on(person: &Person, visitor: &mut Visitor, code: impl Fn() -> String) {
    let address = person.address();
    for _ in 0..PATIENCE {
        let reply = visitor.post("/sign-in/code", &[("code", &*code())]).await;
        match (reply.status, reply.location()) {
            (303, Some(GO_ON)) => {
                visitor.post(GO_ON, &[]).await;
            }
            (303, Some(to)) if to.starts_with("/sign-in") => {
                let password = [("email", &*address), ("password", PASSWORD)];
                visitor.post("/sign-in", &password).await;
            }
            (422, _) => {
                visitor.post("/sign-in/code/resend", &[]).await;
            }
            _ => {}
        }
        if visitor.get("/saved-forms").await.status == 200 {
            return;
        }
    }
    panic!("somebody does not come in");
}

/// Posts a page until the answer is not a failure (503). Returns the answer and
/// the number of failures.
async fn insist_and_count(
    visitor: &mut Visitor,
    to: &str,
    fields: &[(&str, &str)],
) -> (Reply, usize) {
    for failed in 0..PATIENCE {
        let reply = visitor.post(to, fields).await;
        if reply.status != 503 {
            return (reply, failed);
        }
    }
    panic!("{to} is not answered any more");
}

/// Posts a page until the answer is not a failure.
async fn insist(visitor: &mut Visitor, to: &str, fields: &[(&str, &str)]) -> Reply {
    insist_and_count(visitor, to, fields).await.0
}

/// Opens a page until the answer is not a failure.
async fn insist_on(visitor: &mut Visitor, page: &str) -> Reply {
    for _ in 0..PATIENCE {
        let reply = visitor.get(page).await;
        if reply.status != 503 {
            return reply;
        }
    }
    panic!("{page} is not answered any more");
}

/// Acts for each person, for several at the same time, and returns what came of
/// each.
async fn each<T, F>(
    people: Vec<(Person, Visitor)>,
    act: impl Fn(Person, Visitor) -> F + Clone + Send + 'static,
) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut hands: Vec<Vec<_>> = (0..AT_ONCE).map(|_| Vec::new()).collect();
    for (place, person) in people.into_iter().enumerate() {
        hands[place % AT_ONCE].push(person);
    }
    let working: Vec<_> = hands
        .into_iter()
        .map(|people| {
            let act = act.clone();
            tokio::spawn(async move {
                let mut done = Vec::new();
                for (person, visitor) in people {
                    done.push(act(person, visitor).await);
                }
                done
            })
        })
        .collect();
    let mut done = Vec::new();
    for hand in working {
        done.append(&mut hand.await.unwrap());
    }
    done
}

/// Checks that each kind of fault happened at least ten times.
fn had_every_fault(faults: &InjectedFaults) {
    let counts = faults.counts();
    let least = counts.throttled.min(counts.failed).min(counts.lost);
    assert!(least >= 10, "{counts:?}");
}

/// Signs in, doing what the pages say. Returns the browser and the number of
/// failures.
async fn comes_in(
    person: &Person,
    mut visitor: Visitor,
    code: impl Fn() -> String,
) -> (Visitor, usize) {
    let address = person.address();
    let password = [("email", &*address), ("password", PASSWORD)];
    let mut failed = 0;
    for _ in 0..PATIENCE {
        let (reply, more) = insist_and_count(&mut visitor, "/sign-in", &password).await;
        failed += more;
        assert_eq!(reply.location(), Some("/sign-in/code"), "{}", reply.words());
        for _ in 0..PATIENCE {
            let code = [("code", &*code())];
            let (reply, more) = insist_and_count(&mut visitor, "/sign-in/code", &code).await;
            failed += more;
            match (reply.status, reply.location()) {
                (303, Some(GO_ON)) => {
                    let (reply, more) = insist_and_count(&mut visitor, GO_ON, &[]).await;
                    assert!(!reply.location().unwrap().starts_with("/sign-in"));
                    return (visitor, failed + more + 1);
                }
                (303, Some(to)) if to.starts_with("/sign-in") => break,
                (303, _) => return (visitor, failed),
                (422, _) => {
                    let sent = insist(&mut visitor, "/sign-in/code/resend", &[]).await;
                    assert_eq!(sent.location(), Some("/sign-in/code"), "{}", sent.words());
                }
                (status, to) => panic!("{status} {to:?}"),
            }
        }
    }
    panic!("somebody does not come in");
}
