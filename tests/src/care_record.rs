//! The social care online account, from the invitation by a practitioner to the
//! end of an access, through every function that takes part.

use std::collections::BTreeSet;

use domain::access::audit::{Actor, AuditReader as _, Subject};
use domain::correspondence::email::Email;
use domain::forms::attribution::Attribution;
use domain::forms::caseload::{CasePerson, CaseStanding, CaseWorker, CaseloadStore as _};
use domain::forms::draft::Answer;
use domain::forms::staff_case::{CaseFormStore as _, CaseKey, CaseMark, TeamId};
use domain::records::case_record::{
    CaseRecord, CaseRecordKeeper as _, DocumentFileType, DocumentKind, RecordDocument,
    RecordProfessional, RecordTelephone,
};
use domain::values::account_id::AccountId;
use domain::values::person_id::PersonId;
use domain::values::phone_number::CodeChannel;
use futures_util::future::join;
use jiff::civil::{Date, date};
use testkit::{Reply, TestApp, Visitor};
use web::care_record::{detail_hash, invitation_code_hash};

use crate::people::key_of;
use crate::visitors::{citizen, visitor};

const ANA: &str = "/practice/people/ana-doe";
const RECORD: &str = "/care-record/ana-doe";
const BEA: &str = "bea@example.org";

/// The number of Ana Doe's case, under which the case system knows her.
const NUMBER: &str = "0098765";
const PLAN: &str = "/care-record/ana-doe/documents/D1";

#[tokio::test]
async fn a_holder_sees_what_the_case_system_says_and_opens_a_document_until_they_are_stopped() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    accept(&app, &mut bea, &access).await;
    assert_eq!(bea.get(PLAN).await.status, 404);
    case_system_says(&app, date(1948, 3, 27)).await;
    let shown = bea.get(RECORD).await;
    for words in [
        "1 High Street",
        "Home: 0115 496 0001",
        "Occupational therapist",
        "Not opened yet",
    ] {
        assert!(shown.words().contains(words), "{words}: {}", shown.words());
    }
    assert_eq!(shown.link("Care and support plan").as_deref(), Some(PLAN));
    // The file is still to come.
    assert_eq!(bea.get(PLAN).await.status, 404);
    let key = "documents/0098765/D1.pdf";
    app.buckets().put_in_exchange(key, b"%PDF-1.7");
    let opened = bea.get(PLAN).await;
    assert_eq!(opened.status, 303);
    let first = opened.location().unwrap().to_owned();
    assert!(first.contains(key), "{first}");
    assert!(bea.get(RECORD).await.words().contains("Opened on "));
    // The address stays, and its link is another each time.
    app.pass_minutes(1);
    let again = bea.get(PLAN).await;
    assert_ne!(again.location(), Some(first.as_str()));
    // Staff see beforehand what a holder sees, and afterwards what they opened.
    let preview = priya.get(&format!("{access}/preview")).await;
    assert!(preview.words().contains("Occupational therapist"));
    let page = priya.get(&access).await;
    assert!(page.words().contains("asked for the document D1"));
    let stopped = change(&mut priya, &access, &page, "suspended").await;
    assert_eq!(stopped.status, 303, "{}", stopped.words());
    let refused = bea.get(PLAN).await;
    assert_eq!((refused.status, refused.location()), (403, None));
    let mut carl = citizen(&app, "Carl", "carl@example.org").await;
    assert_eq!(carl.get(PLAN).await.status, 404);
}

#[tokio::test]
async fn a_case_number_that_was_typed_wrong_shows_nobody_elses_record() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    accept(&app, &mut bea, &access).await;
    case_system_says(&app, date(1950, 1, 2)).await;
    app.buckets()
        .put_in_exchange("documents/0098765/D1.pdf", b"%PDF-1.7");
    let shown = bea.get(RECORD).await;
    assert_eq!(shown.status, 200);
    assert!(!shown.body.contains("High Street"), "{}", shown.words());
    assert_eq!(bea.get(PLAN).await.status, 404);
}

#[tokio::test]
async fn whoever_is_kept_from_copies_of_forms_or_sees_messages_alone_opens_no_document() {
    for change in [("withheld", "forms"), ("level", "messages-only")] {
        let (app, mut priya) = case_of_ana().await;
        let mut fields: Vec<_> = ON_BEHALF.to_vec();
        fields.retain(|(name, _)| *name != change.0);
        fields.push(change);
        let access = invite(&mut priya, &fields).await;
        let mut bea = citizen(&app, "Bea", BEA).await;
        accept(&app, &mut bea, &access).await;
        case_system_says(&app, date(1948, 3, 27)).await;
        app.buckets()
            .put_in_exchange("documents/0098765/D1.pdf", b"%PDF-1.7");
        let shown = bea.get(RECORD).await;
        assert_eq!(shown.link("Care and support plan"), None, "{change:?}");
        assert!(shown.words().contains("Occupational therapist"));
        assert_eq!(bea.get(PLAN).await.status, 404, "{change:?}");
    }
}

#[tokio::test]
async fn somebody_who_is_invited_sees_the_record_is_stopped_and_sees_nothing() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    let none = bea.get(RECORD).await;
    assert_eq!(none.status, 404);
    let record = accept(&app, &mut bea, &access).await;
    assert_eq!(record, RECORD);
    let shown = bea.get(RECORD).await;
    assert_eq!(shown.heading(), "Care record of Ana Doe");
    for words in ["27 March 1948", "Priya", "North", "on their behalf"] {
        assert!(shown.words().contains(words), "{words}: {}", shown.words());
    }
    assert_eq!(
        bea.get("/care-record")
            .await
            .link("Care record of Ana Doe")
            .as_deref(),
        Some(RECORD)
    );
    let page = priya.get(&access).await;
    for words in ["Can see the record", "read the care record"] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    let stopped = change(&mut priya, &access, &page, "deactivated").await;
    assert_eq!(stopped.status, 303, "{}", stopped.words());
    // The session that is signed in sees nothing, and is not told why or whose.
    for address in [RECORD, "/care-record/ana-doe/holders"] {
        let refused = bea.get(address).await;
        assert_eq!(refused.status, 403, "{address}");
        assert!(!refused.body.contains("Doe"), "{}", refused.words());
    }
    assert!(!bea.get("/care-record").await.body.contains("Doe"));
    // Nothing that was done is gone.
    let page = priya.get(&access).await;
    for words in ["Ended", "Accepted", "daughter", "The person has consented"] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
}

/// Somebody sees two records, and the team of one of them cannot be read.
#[tokio::test]
async fn one_case_that_cannot_be_read_hides_no_other_record_of_an_account() {
    let (app, mut priya) = case_of_ana().await;
    open_case(&app, "ben-roe", "Ben").await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    let access = invite(&mut priya, ON_BEHALF).await;
    accept(&app, &mut bea, &access).await;
    let mut of_ben = ON_BEHALF.to_vec();
    of_ben[0] = ("record", "ben-roe");
    of_ben[1] = ("access", "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2");
    let invited = priya.post("/practice/people/ben-roe/account/invite", &of_ben);
    let access = invited.await.location().unwrap().to_owned();
    accept(&app, &mut bea, &access).await;
    let links = async |bea: &mut Visitor| {
        let page = bea.get("/care-record").await;
        assert_eq!(page.status, 200, "{}", page.words());
        ["Ana", "Ben"].map(|name| page.link(&format!("Care record of {name} Doe")).is_some())
    };
    assert_eq!(links(&mut bea).await, [true, true]);
    let team = serde_json::json!({"PK": {"S": "STAFF-CASE#ben-roe"}, "SK": {"S": "TEAM"}});
    app.database().store(vec![team]).await;
    assert_eq!(links(&mut bea).await, [true, false]);
}

#[tokio::test]
async fn the_email_says_nothing_of_whose_record_it_is_and_opens_nothing_for_another_address() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mails = app.mailer().sent_to(BEA);
    assert!(
        matches!(&mails[..], [Email::RecordInvitation { .. }]),
        "{mails:?}"
    );
    let said = format!("{mails:?}");
    for word in ["Ana", "Doe", "Bea", "ana-doe", id_of(&access)] {
        assert!(!said.contains(word), "{word}");
    }
    let mut carl = citizen(&app, "Carl", "carl@example.org").await;
    let invitation = format!("/account-access/{}", id_of(&access));
    assert!(
        carl.get("/account-access")
            .await
            .link(THE_INVITATION)
            .is_none()
    );
    for page in ["", "/code"] {
        assert_eq!(carl.get(&format!("{invitation}{page}")).await.status, 404);
    }
    let tried = carl.post(&invitation, &[("detail", "Mr Tibbs")]).await;
    assert_eq!(tried.status, 404);
    // Before the detail is proven its reader is not told whose record it is.
    let mut bea = citizen(&app, "Bea", BEA).await;
    for page in ["/account-access", invitation.as_str()] {
        let shown = bea.get(page).await;
        assert_eq!(shown.status, 200);
        assert!(
            !shown.body.contains("Ana") && !shown.body.contains("ana-doe"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn the_agreed_detail_can_be_tried_five_times_and_then_only_a_new_invitation_helps() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    let invitation = format!("/account-access/{}", id_of(&access));
    for left in [
        "4 more times",
        "3 more times",
        "2 more times",
        "one more time",
        "cannot try again",
    ] {
        let wrong = bea.post(&invitation, &[("detail", "Rover")]).await;
        assert_eq!(wrong.status, 422);
        assert!(
            wrong.errors()[0].contains(left),
            "{left}: {:?}",
            wrong.errors()
        );
    }
    let late = bea.post(&invitation, &[("detail", "Mr. Tibbs")]).await;
    assert_eq!(late.status, 404);
    assert!(app.phones().sent().is_empty());
    let page = priya.get(&access).await;
    assert!(page.words().contains("wrong too often"), "{}", page.words());
    let again = change(&mut priya, &access, &page, "invited").await;
    assert_eq!(again.status, 303, "{}", again.words());
    assert_eq!(
        app.mailer()
            .sent_to(BEA)
            .iter()
            .filter(|mail| is_invitation(mail))
            .count(),
        2
    );
    assert_eq!(accept(&app, &mut bea, &access).await, RECORD);
}

#[tokio::test]
async fn an_invitation_runs_out_is_withdrawn_and_is_accepted_once() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    app.pass_hours(24 * 14);
    let mut priya = at_work(&app).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    assert!(
        bea.get("/account-access")
            .await
            .link(THE_INVITATION)
            .is_none()
    );
    let page = priya.get(&access).await;
    assert!(page.words().contains("has run out"), "{}", page.words());
    change(&mut priya, &access, &page, "invited").await;
    assert_eq!(
        bea.get(&format!("/account-access/{}", id_of(&access)))
            .await
            .status,
        200
    );
    let page = priya.get(&access).await;
    change(&mut priya, &access, &page, "withdrawn").await;
    assert_eq!(
        bea.get(&format!("/account-access/{}", id_of(&access)))
            .await
            .status,
        404
    );
    // Invited anew, with another detail.
    let fields: Vec<_> = ON_BEHALF
        .iter()
        .map(|(name, value)| match *name {
            "access" => ("access", "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2"),
            _ => (*name, *value),
        })
        .collect();
    let access = invite(&mut priya, &fields).await;
    assert_eq!(accept(&app, &mut bea, &access).await, RECORD);
    let used = bea
        .get(&format!("/account-access/{}", id_of(&access)))
        .await;
    assert_eq!(used.status, 404);
}

#[tokio::test]
async fn an_invitation_whose_button_is_pressed_twice_is_one_with_one_email() {
    let (app, mut priya) = case_of_ana().await;
    let address = format!("{ANA}/account/invite");
    let (mut one, mut other) = (priya.clone(), priya.clone());
    let both = join(
        one.post(&address, ON_BEHALF),
        other.post(&address, ON_BEHALF),
    )
    .await;
    assert_eq!(both.0.location(), both.1.location());
    assert_eq!(
        (both.0.status, both.1.status),
        (303, 303),
        "{}",
        both.0.words()
    );
    assert_eq!(app.mailer().sent_to(BEA).len(), 1);
    let listed = priya.get(&format!("{ANA}/account")).await;
    assert_eq!(listed.body.matches("Bea Doe").count(), 1);
    // An address that is invited is not invited beside it.
    let mut again = ON_BEHALF.to_vec();
    again[1] = ("access", "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2");
    let refused = priya.post(&address, &again).await;
    assert_eq!(refused.status, 422);
    assert!(refused.errors()[0].contains("invited already"));
}

#[tokio::test]
async fn a_record_has_fifty_holders_at_a_time_and_one_more_is_refused_in_words() {
    let (_, mut priya) = case_of_ana().await;
    let address = format!("{ANA}/account/invite");
    let invite = async |priya: &mut Visitor, number: u32| {
        let (access, email) = (
            format!("{number:032x}"),
            format!("bea.{number}@example.org"),
        );
        let fields = ON_BEHALF.iter().map(|(name, value)| match *name {
            "access" => ("access", access.as_str()),
            "email" => ("email", email.as_str()),
            _ => (*name, *value),
        });
        priya.post(&address, &fields.collect::<Vec<_>>()).await
    };
    let mut last = String::new();
    for number in 1..=50 {
        let invited = invite(&mut priya, number).await;
        assert_eq!(invited.status, 303, "{number}: {}", invited.words());
        last = invited.location().unwrap().to_owned();
    }
    let refused = invite(&mut priya, 51).await;
    assert_eq!(refused.status, 422);
    let [why] = &refused.errors()[..] else {
        panic!("{:?}", refused.errors());
    };
    assert!(
        why.contains("50 people are invited or can see the record"),
        "{why}"
    );
    let page = priya.get(&last).await;
    change(&mut priya, &last, &page, "withdrawn").await;
    let invited = invite(&mut priya, 51).await;
    assert_eq!(invited.status, 303, "{}", invited.words());
}

#[tokio::test]
async fn each_step_of_accepting_is_done_once_however_often_it_is_pressed() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let bea = citizen(&app, "Bea", BEA).await;
    let invitation = format!("/account-access/{}", id_of(&access));
    let code_page = format!("{invitation}/code");
    let (mut one, mut other) = (bea.clone(), bea);
    let detail = [("detail", "mr tibbs")];
    let both = join(
        one.post(&invitation, &detail),
        other.post(&invitation, &detail),
    )
    .await;
    for reply in [&both.0, &both.1] {
        assert_eq!(reply.location(), Some(&*code_page), "{}", reply.words());
    }
    assert_eq!(app.phones().sent().len(), 1);
    app.pass_minutes(1);
    let shown = one.get(&code_page).await;
    let sent = shown.hidden("sent");
    let (sent, send) = ([("sent", sent.as_str())], format!("{invitation}/send"));
    let both = join(one.post(&send, &sent), other.post(&send, &sent)).await;
    assert_eq!(
        (both.0.status, both.1.status),
        (303, 303),
        "{}",
        both.0.words()
    );
    assert_eq!(app.phones().sent().len(), 2);
    let code = app.phones().last().unwrap();
    let code = [("code", code.as_str())];
    let both = join(one.post(&code_page, &code), other.post(&code_page, &code)).await;
    assert_eq!(both.0.location(), Some(RECORD), "{}", both.0.words());
    assert_eq!(both.1.location(), Some(RECORD), "{}", both.1.words());
    assert_eq!(one.post(&code_page, &code).await.location(), Some(RECORD));
    let page = priya.get(&access).await;
    assert_eq!(page.body.matches("Accepted: sees the record").count(), 1);
}

#[tokio::test]
async fn a_landline_gets_its_code_spoken_and_five_codes_are_sent_for_an_invitation() {
    let (app, mut priya) = case_of_ana().await;
    let fields: Vec<_> = ON_BEHALF
        .iter()
        .map(|(name, value)| match *name {
            "phone" => ("phone", "01632 960 001"),
            _ => (*name, *value),
        })
        .collect();
    let access = invite(&mut priya, &fields).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    let invitation = format!("/account-access/{}", id_of(&access));
    bea.post(&invitation, &[("detail", "Mr Tibbs")]).await;
    let [(to, by, _)] = &app.phones().sent()[..] else {
        panic!("{:?}", app.phones().sent().len());
    };
    assert_eq!((to.ending(), *by), ("001", CodeChannel::Call));
    let code_page = format!("{invitation}/code");
    let shown = bea.get(&code_page).await;
    assert!(
        shown.words().contains("we called the number ending 001"),
        "{}",
        shown.words()
    );
    for wrong in 1..=5 {
        let told = bea.post(&code_page, &[("code", "000000")]).await;
        assert_eq!(told.status, 422, "{wrong}");
    }
    let right = app.phones().last().unwrap();
    let spent = bea.post(&code_page, &[("code", right.as_str())]).await;
    assert!(spent.errors()[0].contains("cannot be used any more"));
    for turn in 2..=6 {
        app.pass_minutes(1);
        let sent = bea.get(&code_page).await.hidden("sent");
        let again = bea
            .post(&format!("{invitation}/send"), &[("sent", sent.as_str())])
            .await;
        assert_eq!(again.status, if turn < 6 { 303 } else { 429 }, "{turn}");
    }
    assert_eq!(app.phones().sent().len(), 5);
}

/// The telephone service takes none of nine codes. Afterwards as many are sent as
/// for any invitation.
#[tokio::test]
async fn codes_that_could_not_be_sent_take_nothing_from_those_that_can() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    let invitation = format!("/account-access/{}", id_of(&access));
    let code_page = format!("{invitation}/code");
    let send = format!("{invitation}/send");
    app.phones().fail(true);
    let mut failing = bea.post(&invitation, &[("detail", "Mr Tibbs")]).await;
    for turn in 1..=9 {
        let to = failing.location();
        assert_eq!(to, Some(&*code_page), "{turn}: {}", failing.words());
        let shown = bea.get(&code_page).await;
        assert_eq!(shown.heading(), "We could not send your code", "{turn}");
        assert_eq!(shown.hidden("sent"), "", "{turn}");
        app.pass_minutes(1);
        failing = bea.post(&send, &[("sent", "")]).await;
    }
    app.phones().fail(false);
    for turn in 1..=6 {
        let sent = bea.get(&code_page).await.hidden("sent");
        let again = bea.post(&send, &[("sent", sent.as_str())]).await;
        assert_eq!(again.status, if turn < 6 { 303 } else { 429 }, "{turn}");
        app.pass_minutes(1);
    }
    assert_eq!(app.phones().sent().len(), 5);
    let shown = bea.get(&code_page).await;
    assert_eq!(shown.heading(), "Check your telephone");
    let code = app.phones().last().unwrap();
    let accepted = bea.post(&code_page, &[("code", code.as_str())]).await;
    assert_eq!(accepted.location(), Some(RECORD), "{}", accepted.words());
}

/// Whoever has a copy of the table, and this source, makes the hash of each of the
/// million codes, and of the detail that they guess.
#[tokio::test]
async fn no_secret_of_an_invitation_is_found_by_trying_all_against_a_dump_of_the_table() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    let invitation = format!("/account-access/{}", id_of(&access));
    let proven = bea.post(&invitation, &[("detail", "Mr Tibbs")]).await;
    assert_eq!(proven.status, 303, "{}", proven.words());
    let code = app.phones().last().unwrap();
    let stored = app.database().stored().await;
    let stored: Vec<String> = stored.iter().map(ToString::to_string).collect();
    let mut values: BTreeSet<&str> = stored.iter().flat_map(|item| item.split('"')).collect();
    let id = id_of(&access).parse().unwrap();
    let made = |code: &str| {
        [
            code.to_owned(),
            key_of(code),
            invitation_code_hash(&id, code),
        ]
    };
    let is_found = |values: &BTreeSet<&str>, code: &str| {
        let mut made = made(code).into_iter();
        made.any(|hash| values.contains(&*hash))
    };
    for number in 0..1_000_000 {
        let code = format!("{number:06}");
        assert!(!is_found(&values, &code), "{code} stands in the table");
    }
    assert!(!values.contains(&*detail_hash(&id, "mrtibbs")));
    // The search finds a code that is kept as its hash, and the code is live.
    let planted = invitation_code_hash(&id, &code);
    values.insert(&planted);
    assert!(is_found(&values, &code));
    let code_page = format!("{invitation}/code");
    let accepted = bea.post(&code_page, &[("code", code.as_str())]).await;
    assert_eq!(accepted.location(), Some(RECORD), "{}", accepted.words());
}

#[tokio::test]
async fn a_change_of_an_access_is_made_once_and_the_second_of_two_is_told() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    accept(&app, &mut bea, &access).await;
    let mut omar = app.practitioner("Omar", "north", visitor(&app)).await;
    let (hers, his) = (priya.get(&access).await, omar.get(&access).await);
    for _ in 0..2 {
        let suspended = change(&mut priya, &access, &hers, "suspended").await;
        assert_eq!(
            suspended.location(),
            Some(&*access),
            "{}",
            suspended.words()
        );
    }
    assert_eq!(bea.get(RECORD).await.status, 403);
    let told = change(&mut omar, &access, &his, "deactivated").await;
    assert_eq!(told.status, 409);
    assert!(
        told.words().contains("has changed since you opened"),
        "{}",
        told.words()
    );
    let given = change(&mut omar, &access, &told, "given-back").await;
    assert_eq!(given.status, 303, "{}", given.words());
    assert_eq!(bea.get(RECORD).await.status, 200);
    // A form of another record is refused.
    let page = omar.get(&access).await;
    let seen = page.hidden("seen");
    let fields = [
        ("record", "ben-roe"),
        ("seen", seen.as_str()),
        ("do", "deactivated"),
    ];
    assert_eq!(omar.post(&access, &fields).await.status, 400);
    assert_eq!(bea.get(RECORD).await.status, 200);
}

#[tokio::test]
async fn the_person_stops_a_holder_and_a_holder_stops() {
    let (app, mut priya) = case_of_ana().await;
    let own = invite(&mut priya, OWN).await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut ana = citizen(&app, "Ana", "ana@example.org").await;
    accept(&app, &mut ana, &own).await;
    assert_eq!(ana.get(RECORD).await.heading(), "My care record");
    let mut bea = citizen(&app, "Bea", BEA).await;
    accept(&app, &mut bea, &access).await;
    // A holder sees themselves alone, and stops nobody else.
    let listed = bea.get(&format!("{RECORD}/holders")).await;
    assert!(
        listed.words().contains("Bea Doe (you)"),
        "{}",
        listed.words()
    );
    let stop = |id: &str| format!("{RECORD}/holders/{id}/stop");
    assert_eq!(bea.get(&stop(id_of(&own))).await.status, 404);
    let asked = ana.get(&stop(id_of(&access))).await;
    let words = "Stop Bea Doe seeing the record of Ana Doe";
    let mut buttons = asked.words_of("form button").into_iter();
    assert!(buttons.any(|each| each == words), "{}", asked.words());
    // A page of another record in another tab stops nothing.
    let other = ana
        .post(&stop(id_of(&access)), &[("record", "ben-roe")])
        .await;
    assert_eq!(other.status, 400);
    assert_eq!(bea.get(RECORD).await.status, 200);
    for _ in 0..2 {
        let stopped = ana
            .post(&stop(id_of(&access)), &[("record", "ana-doe")])
            .await;
        assert_eq!(stopped.location(), Some("/care-record/ana-doe/holders"));
    }
    assert_eq!(bea.get(RECORD).await.status, 403);
    for _ in 0..2 {
        let stopped = ana.post(&stop(id_of(&own)), &[("record", "ana-doe")]).await;
        assert_eq!(
            stopped.location(),
            Some("/care-record"),
            "{}",
            stopped.words()
        );
    }
    assert_eq!(ana.get(RECORD).await.status, 403);
}

#[tokio::test]
async fn an_access_ends_after_its_last_day_by_itself() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    accept(&app, &mut bea, &access).await;
    // The last day is 24 December.
    app.pass_hours(24 * 32);
    let mut bea = app_sign_in(&app).await;
    assert_eq!(bea.get(RECORD).await.status, 200);
    app.pass_hours(24);
    let mut bea = app_sign_in(&app).await;
    assert_eq!(bea.get(RECORD).await.status, 403);
}

#[tokio::test]
async fn a_holder_reads_copies_of_what_was_signed_off_and_nothing_that_is_kept_back() {
    let (app, mut priya) = case_of_ana().await;
    for (form, signs) in [
        ("needs-assessment", true),
        ("support-plan", false),
        ("contact-record", true),
    ] {
        answer(&app, form, signs).await;
    }
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    accept(&app, &mut bea, &access).await;
    let shown = bea.get(RECORD).await;
    let copy = format!("{RECORD}/forms/needs-assessment/1");
    assert_eq!(
        shown.link("Strengths and needs assessment").as_deref(),
        Some(&*copy),
        "{}",
        shown.words()
    );
    let read = bea.get(&copy).await;
    assert!(
        read.words().contains("She stays in bed."),
        "{}",
        read.words()
    );
    for form in [
        "support-plan/1",
        "contact-record/1",
        "needs-assessment/2",
        "nap/1",
    ] {
        let none = bea.get(&format!("{RECORD}/forms/{form}")).await;
        assert_eq!(none.status, 404, "{form}");
    }
    // Another holder, from whom the forms are kept back.
    let mut kept_back: Vec<_> = OWN.to_vec();
    kept_back.push(("withheld", "forms"));
    let own = invite(&mut priya, &kept_back).await;
    let preview = priya.get(&format!("{own}/preview")).await;
    assert!(preview.words().contains("27 March 1948"));
    assert!(
        !preview.words().contains("Strengths and needs assessment"),
        "{}",
        preview.words()
    );
    let mut ana = citizen(&app, "Ana", "ana@example.org").await;
    accept(&app, &mut ana, &own).await;
    assert!(
        !ana.get(RECORD)
            .await
            .words()
            .contains("Strengths and needs assessment")
    );
    assert_eq!(ana.get(&copy).await.status, 404);
}

#[tokio::test]
async fn every_reading_by_a_holder_and_every_refusal_is_on_the_record_of_the_person() {
    let (app, mut priya) = case_of_ana().await;
    let access = invite(&mut priya, ON_BEHALF).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    accept(&app, &mut bea, &access).await;
    bea.get(RECORD).await;
    let mut carl = citizen(&app, "Carl", "carl@example.org").await;
    carl.get(RECORD).await;
    carl.get("/care-record/nobody").await;
    let ana = Subject::Person(PersonId::parse("ana-doe").unwrap());
    let entries = app.table().accesses(&ana).await.unwrap();
    let holders = entries.iter().filter_map(|entry| match &entry.actor {
        Actor::Holder(_) => Some(entry.what.as_str()),
        _ => None,
    });
    let mut holders: Vec<_> = holders.collect();
    holders.sort_unstable();
    let refused = "was refused: read the care record";
    assert_eq!(
        holders,
        ["opened the online account", "read the care record", refused]
    );
    let nobody = Subject::Person(PersonId::parse("nobody").unwrap());
    assert_eq!(app.table().accesses(&nobody).await.unwrap(), []);
}

#[tokio::test]
async fn every_mistake_of_an_invitation_is_told_at_once_and_nothing_is_lost() {
    let (app, mut priya) = case_of_ana().await;
    let address = format!("{ANA}/account/invite");
    let wrong = [
        ("record", "ana-doe"),
        ("last-name", ""),
        ("decided-by", "Ana Doe"),
        ("decided-day", "31"),
        ("decided-month", "2"),
        ("decided-year", "2026"),
        ("ends-day", "1"),
        ("ends-month", "1"),
        ("ends-year", "2026"),
        ("email", "bea"),
        ("phone", "999"),
        ("detail", "Bo"),
    ];
    let told = priya.post(&address, &wrong).await;
    assert_eq!(told.status, 422);
    assert_eq!(told.errors().len(), 9, "{:?}", told.errors());
    assert_eq!(told.attributes("#decided-by", "value"), ["Ana Doe"]);
    assert_eq!(told.attributes("#detail", "value"), [""]);
    assert!(app.mailer().sent().is_empty());
}

const THE_INVITATION: &str = "Accept the invitation of Sunday 22 November 2026";

/// The fields that invite Ana's daughter with Ana's consent.
const ON_BEHALF: &[(&str, &str)] = &[
    ("record", "ana-doe"),
    ("access", "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"),
    ("first-name", "Bea"),
    ("last-name", "Doe"),
    ("basis", "consent"),
    ("relation", "daughter"),
    ("decided-by", "Ana Doe"),
    ("decided-day", "20"),
    ("decided-month", "11"),
    ("decided-year", "2026"),
    ("level", "everything"),
    ("ends-day", "24"),
    ("ends-month", "12"),
    ("ends-year", "2026"),
    ("email", BEA),
    ("phone", "07700 900982"),
    ("detail", "Mr. Tibbs"),
];

/// The fields that invite Ana to her own record.
const OWN: &[(&str, &str)] = &[
    ("record", "ana-doe"),
    ("access", "c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3"),
    ("first-name", "Ana"),
    ("last-name", "Doe"),
    ("basis", "own"),
    ("decided-by", "Ana Doe"),
    ("decided-day", "20"),
    ("decided-month", "11"),
    ("decided-year", "2026"),
    ("level", "everything"),
    ("email", "ana@example.org"),
    ("phone", "07700 900982"),
    ("detail", "Mr. Tibbs"),
];

/// Opens the case of Ana Doe, which Priya of the team north has taken on.
async fn case_of_ana() -> (TestApp, Visitor) {
    let app = TestApp::default();
    let priya = at_work(&app).await;
    open_case(&app, "ana-doe", "Ana").await;
    (app, priya)
}

async fn open_case(app: &TestApp, id: &str, first_name: &str) {
    let person = CasePerson {
        id: PersonId::parse(id).unwrap(),
        first_name: first_name.to_owned(),
        last_name: "Doe".to_owned(),
        born: Some(date(1948, 3, 27)),
        case_number: Some(NUMBER.to_owned()),
        opened_at: app.site().now(),
    };
    let standing = CaseStanding {
        team: TeamId("north".to_owned()),
        worker: Some(CaseWorker {
            id: AccountId("priya".to_owned()),
            name: "Priya".to_owned(),
        }),
        due: None,
        changes: 1,
    };
    app.table().open_case(&person, &standing).await.unwrap();
}

/// Keeps what the case system says of the record with the number of Ana Doe.
async fn case_system_says(app: &TestApp, born: Date) {
    let text = |words: &str| words.to_owned();
    let record = CaseRecord {
        born,
        address: vec![text("1 High Street"), text("Testham")],
        telephones: vec![RecordTelephone {
            kind: text("Home"),
            number: text("0115 496 0001"),
        }],
        professionals: vec![RecordProfessional {
            name: text("Dev Osei"),
            role: text("Occupational therapist"),
            team: text("Reablement"),
            telephone: String::new(),
        }],
        documents: vec![RecordDocument {
            id: "D1".parse().unwrap(),
            title: text("Care and support plan"),
            kind: DocumentKind::Plan,
            date: date(2026, 11, 3),
            file_type: DocumentFileType::Pdf,
            key: text("documents/0098765/D1.pdf"),
        }],
    };
    let (table, number) = (app.table(), NUMBER.parse().unwrap());
    let kept = table.keep_case_record(&number, &record, "d1", app.site().now());
    assert!(kept.await.unwrap());
}

async fn at_work(app: &TestApp) -> Visitor {
    app.practitioner("Priya", "north", visitor(app)).await
}

/// Invites somebody, and returns the address of their access.
async fn invite(priya: &mut Visitor, fields: &[(&str, &str)]) -> String {
    let invited = priya.post(&format!("{ANA}/account/invite"), fields).await;
    assert_eq!(invited.status, 303, "{}", invited.words());
    invited.location().unwrap().to_owned()
}

fn id_of(access: &str) -> &str {
    access.rsplit('/').next().unwrap()
}

fn is_invitation(mail: &Email) -> bool {
    matches!(mail, Email::RecordInvitation { .. })
}

/// Accepts an invitation, and returns the address that follows.
async fn accept(app: &TestApp, holder: &mut Visitor, access: &str) -> String {
    let invitation = format!("/account-access/{}", id_of(access));
    let proven = holder.post(&invitation, &[("detail", "MR TIBBS")]).await;
    assert_eq!(proven.status, 303, "{}", proven.words());
    let code = app.phones().last().unwrap();
    let code_page = format!("{invitation}/code");
    let accepted = holder.post(&code_page, &[("code", code.as_str())]).await;
    assert_eq!(accepted.status, 303, "{}", accepted.words());
    accepted.location().unwrap().to_owned()
}

/// Presses a button of the page of an access.
async fn change(staff: &mut Visitor, access: &str, page: &Reply, what: &str) -> Reply {
    let (record, seen) = (page.hidden("record"), page.hidden("seen"));
    let fields = [
        ("record", record.as_str()),
        ("seen", seen.as_str()),
        ("do", what),
    ];
    staff.post(access, &fields).await
}

/// Signs Bea in again.
async fn app_sign_in(app: &TestApp) -> Visitor {
    let mut bea = visitor(app);
    bea.sign_in(app, BEA, RECORD).await;
    bea
}

/// Answers a question of a form about Ana, and signs the form off.
async fn answer(app: &TestApp, form: &str, signs: bool) {
    let by = Attribution {
        by: AccountId("priya".to_owned()),
        name: "Priya".to_owned(),
        at: app.site().now(),
    };
    let case = CaseKey {
        person: PersonId::parse("ana-doe").unwrap(),
        form: form.to_owned(),
    };
    let mark = |changes| CaseMark {
        version: 1,
        changes,
    };
    let words = Answer::Text("She stays in bed.".to_owned());
    let answers = [("wellbeing-impact".to_owned(), words)];
    let table = app.table();
    let kept = table.keep_case_answers(&case, mark(0), &answers, &by);
    kept.await.unwrap();
    if signs {
        table.sign_off_case_form(&case, mark(1), &by).await.unwrap();
    }
}
