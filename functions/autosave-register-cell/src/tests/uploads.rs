//! A register that was edited elsewhere: as a file on the page, and from a
//! provider's own system.

use attendance::absence::AbsenceReason;
use attendance::cell::Mark;
use exchange::register_sheet::writing::write;
use testkit::Reply;

use super::*;

#[tokio::test]
async fn a_file_changes_nothing_until_it_is_confirmed_and_then_each_row_has_its_result() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let monday = key.week.monday();
    let file = format!(
        "Purchase order,Line,Date,Session or service,Received,Reason\n\
         4512,1,{monday},AM,0,Non-payment\n\
         0004513,1,{monday},1:1,1:15,\n\
         0004514,1,{monday},AM,yes,\n\
         0099999,1,{monday},AM,0,\n\
         0004514,1,{monday},PM,1,\n"
    );
    let check = owen
        .post_parts(&upload(&key), &[("file", file.as_bytes())])
        .await;
    assert_eq!(check.status, 200, "{}", check.body);
    assert_eq!(check.words_of("main h2"), ["Nothing is saved yet"]);
    assert!(check.words().contains(
        "The file has 5 rows. 2 different from the register, 1 the same, and 2 cannot be taken."
    ));
    let row = check.table_row("Line 2").unwrap();
    assert!(
        row[0].contains("Ana Doe") && row[0].contains("read as 0004512/1"),
        "{row:?}"
    );
    assert_eq!(row[1], "From “as planned” to “non-payment”");
    assert_eq!(
        check.table_row("Line 4").unwrap()[1],
        "Received must be a whole number, like 0 or 1"
    );
    assert!(untouched(&app, &key).await);

    let taken = confirm(&mut owen, &key, &check).await;
    assert_eq!(taken.words_of("main h2"), ["2 changes saved"]);
    assert_eq!(
        taken.table_row("Line 3").unwrap()[1],
        "Saved: received 1.25"
    );
    assert_eq!(
        taken.table_row("Line 5").unwrap()[1],
        "There is no such purchase order and line on this register"
    );
    let kept = app.table().register(&key).await.unwrap().unwrap();
    let record = &kept.lines[&line_key(0)].line.records[&(monday, Symbol::Morning)];
    assert_eq!(record.mark, Mark::absent(Some(AbsenceReason::NonPayment)));
    assert_eq!(record.recorded.via, RecordedVia::Upload);

    let again = confirm(&mut owen, &key, &check).await;
    assert_eq!(
        again.words(),
        taken.words(),
        "pressed twice it is answered twice"
    );
    let unchanged = owen
        .post_parts(&upload(&key), &[("file", file.as_bytes())])
        .await;
    assert!(
        unchanged
            .words()
            .contains("0 different from the register, 3 the same")
    );
    assert_eq!(unchanged.button("Save these changes"), None);
    let kept = app.table().register(&key).await.unwrap().unwrap();
    assert_eq!(
        kept.lines[&line_key(0)].versions.values().flatten().count(),
        1
    );
}

#[tokio::test]
async fn the_register_that_was_downloaded_changes_nothing_and_can_be_edited() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let kept = app.table().register(&key).await.unwrap().unwrap();
    let book = app.table().contract_book(&kept.terms()).await.unwrap();
    let file = write(&kept.register(), &book, false);
    let check = owen.post_parts(&upload(&key), &[("file", &file)]).await;
    assert!(
        check.words().contains("0 different from the register"),
        "{}",
        check.words()
    );
    let edited = String::from_utf8(file)
        .unwrap()
        .replacen("AM,1,1", "AM,1,0", 1);
    let check = owen
        .post_parts(&upload(&key), &[("file", edited.as_bytes())])
        .await;
    assert!(
        check.words().contains("1 different from the register"),
        "{}",
        check.words()
    );
}

#[tokio::test]
async fn what_somebody_changes_between_check_and_confirmation_stays_and_is_told_with_both_values() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let mut pat = provider(&app, "Pat").await;
    let monday = key.week.monday();
    let file = format!(
        "Purchase order,Line,Date,Session or service,Received,Reason\n\
         0004512,1,{monday},AM,0,Non-payment\n0004512,1,{monday},PM,0,\n"
    );
    let check = owen
        .post_parts(&upload(&key), &[("file", file.as_bytes())])
        .await;
    send(&mut pat, &key, command(&key, "a", 0, 0)).await;
    let taken = confirm(&mut owen, &key, &check).await;
    assert_eq!(taken.words_of("main h2"), ["1 change saved"]);
    assert_eq!(
        taken.table_row("Line 2").unwrap()[1],
        "Somebody else recorded “absent”, and you have “non-payment”"
    );
    let kept = app.table().register(&key).await.unwrap().unwrap();
    let records = &kept.lines[&line_key(0)].line.records;
    assert_eq!(records[&(monday, Symbol::Morning)].mark, Mark::absent(None));
}

#[tokio::test]
async fn what_is_no_table_is_said_at_the_file_and_a_forged_confirmation_is_refused() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    for (file, words) in [
        (&b""[..], "The selected file is empty"),
        (b"PK\x03\x04", "The selected file must be a CSV"),
        (b"a,b\n1,2\n", "The selected file must have the column"),
    ] {
        let refused = owen.post_parts(&upload(&key), &[("file", file)]).await;
        assert_eq!(refused.status, 422);
        let error = &refused.words_of("#file-error")[0];
        assert!(error.contains(words), "{error}");
        assert!(
            refused.has_link_to("#file"),
            "the summary leads to the field"
        );
    }
    let forged = owen.post_parts(&upload(&key), &[("changes", b"[]")]).await;
    assert_eq!(forged.status, 400);
    assert!(untouched(&app, &key).await);
}

#[tokio::test]
async fn ds_50_a_providers_own_system_gets_a_result_for_each_row_and_the_same_file_again_changes_nothing()
 {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    send(&mut owen, &key, command(&key, "a", 0, 0)).await;
    send(&mut owen, &key, command(&key, "b", 1, 1)).await;
    let monday = key.week.monday();
    // The morning of the first line was changed after the file was made; the
    // others are the same cell twice, another supplier's line, and one to take.
    let table = format!(
        "Purchase order,Line,Date,Session or service,Received,Version\n\
         0004512,1,{monday},AM,0,1\n\
         0004513,1,{monday},AM,0,0\n\
         0004513,1,{monday},AM,1,0\n\
         0099999,1,{monday},AM,0,0\n\
         0004514,1,{monday},PM,0,0\n"
    );
    let dry = rows(&mut owen, &key, "?dry-run=yes", &table).await;
    assert_eq!(dry["dry_run"], true);
    let outcomes = ["conflict", "refused", "refused", "refused", "taken"];
    assert_eq!(outcomes_of(&dry), outcomes);
    assert!(
        versions(&app, &key, 2).await == 0,
        "a dry run writes nothing"
    );

    let taken = rows(&mut owen, &key, "", &table).await;
    assert_eq!(outcomes_of(&taken), outcomes);
    assert_eq!(
        (&taken["rows"][4]["row"], &taken["rows"][4]["version"]),
        (&json!(6), &json!(1))
    );
    assert_eq!(
        taken["rows"][1]["reasons"],
        json!(["Line 4 is about the same session or service: keep one of the two"])
    );
    let again = rows(&mut owen, &key, "", &table).await;
    assert_eq!(outcomes_of(&again)[4], "unchanged");
    assert_eq!(versions(&app, &key, 2).await, 1);
}

#[tokio::test]
async fn a_document_of_commands_has_a_dry_run_too_and_two_at_once_apply_it_once() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let mut evening = command(&key, "b", 0, 1);
    evening["symbol"] = json!("evening");
    let document = json!({"commands": [command(&key, "a", 0, 0), evening]}).to_string();
    let address = format!("{}/rows", register(&key));
    let dry = owen
        .post_json(&format!("{address}?dry-run=yes"), document.clone())
        .await;
    assert_eq!(outcomes_of(&dry.json()), ["taken", "refused"]);
    assert!(untouched(&app, &key).await);
    let mut other = owen.clone();
    let (one, two) = tokio::join!(
        owen.post_json(&address, document.clone()),
        other.post_json(&address, document)
    );
    for reply in [one, two] {
        let outcomes = outcomes_of(&reply.json());
        assert!(
            ["taken", "unchanged"].contains(&&*outcomes[0]),
            "{outcomes:?}"
        );
    }
    assert_eq!(versions(&app, &key, 0).await, 1);
    for (address, status) in [("?dry-run=maybe", 400), ("?sure=yes", 400)] {
        let reply = owen
            .post_json(&format!("{}/rows{address}", register(&key)), "{}")
            .await;
        assert_eq!(reply.status, status, "{address}");
    }
    let unreadable = owen
        .post_csv(&format!("{}/rows", register(&key)), "a,b")
        .await;
    assert_eq!(unreadable.status, 422);
    assert!(
        unreadable.body.contains("must have the column"),
        "{}",
        unreadable.body
    );
}

#[tokio::test]
async fn ds_50_a_submitted_register_takes_no_row_and_says_so_of_each() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    stand(&app, &key, |by| KeptStatus::Locked { by }).await;
    let monday = key.week.monday();
    let table = format!(
        "Purchase order,Line,Date,Session or service,Received\n\
         0004512,1,{monday},AM,0\n0004512,1,{monday},PM,1\n"
    );
    let results = rows(&mut owen, &key, "", &table).await;
    assert_eq!(outcomes_of(&results), ["locked", "unchanged"]);
    assert!(untouched(&app, &key).await);
}

#[tokio::test]
async fn nobody_uploads_for_a_supplier_that_is_not_theirs_nor_for_a_person_they_may_not_see() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let other = StaffUserBuilder::new("Quinn", Role::Provider).build();
    app.keep_staff_user(&other).await;
    let mut quinn = app.at_work(&other, browser(&app)).await;
    let table = "Purchase order,Line,Date,Session or service,Received\n";
    for reply in [
        quinn.get(&upload(&key)).await,
        quinn
            .post_parts(&upload(&key), &[("file", table.as_bytes())])
            .await,
        quinn
            .post_csv(&format!("{}/rows", register(&key)), table)
            .await,
    ] {
        assert_eq!(reply.status, 404);
    }
    let kept = app.table().register(&key).await.unwrap().unwrap();
    let before = kept.lines[&line_key(0)].clone();
    let mut after = before.clone();
    after.line.provision.person.restricted = true;
    let now = app.site().now();
    app.table()
        .keep_line(&key, &before, &after, now)
        .await
        .unwrap();
    let monday = key.week.monday();
    let table = format!("{table}0004512,1,{monday},AM,0\n0099999,1,{monday},AM,0\n");
    let results = rows(&mut owen, &key, "", &table).await;
    assert_eq!(results["rows"][0]["reasons"], results["rows"][1]["reasons"]);
    let mut command = command(&key, "a", 0, 0);
    command["comment"] = json!("=1");
    let document = json!({"commands": [command]}).to_string();
    let sent = owen
        .post_json(&format!("{}/rows", register(&key)), document)
        .await;
    assert_eq!(outcomes_of(&sent.json()), ["refused"]);
    assert!(untouched(&app, &key).await);
}

#[tokio::test]
async fn ds_06_without_javascript_what_came_too_late_goes_to_finance_in_one_request() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    for line in 0..3 {
        app.table()
            .freeze_line(&key, &line_key(line), 1)
            .await
            .unwrap();
    }
    let monday = key.week.monday();
    let fields = [
        ("seen.0004512/1", "1am.0.1 1pm.0.1"),
        ("action", "absent-all-week/0004513/1"),
        ("whole", "1"),
    ];
    stand(&app, &key, |by| KeptStatus::Locked { by }).await;
    let late = owen.post(&save(&key), &fields).await;
    assert_eq!(late.status, 422);
    let to = "/day-services/S12/requests/adjustment";
    assert_eq!(late.button("Send to finance").as_deref(), Some(to));
    let edits = late.attributes("input[name=edits]", "value");
    let day = domain::values::calendar::in_words(monday);
    assert_eq!(
        edits,
        [
            format!("0004512/1, {day}, morning: from “as planned” to “absent”"),
            format!("0004512/1, {day}, afternoon: from “as planned” to “absent”"),
            "0004513/1: absent all week".to_owned(),
        ]
    );
    assert_eq!(
        late.attributes("input[name=week]", "value"),
        [key.week.ending().to_string()]
    );
    let file =
        format!("Purchase order,Line,Date,Session or service,Received\n0004512,1,{monday},AM,0\n");
    let check = owen
        .post_parts(&upload(&key), &[("file", file.as_bytes())])
        .await;
    assert_eq!(check.attributes("input[name=edits]", "value"), edits[..1]);
}

#[tokio::test]
async fn what_somebody_entered_is_not_taken_from_another_who_signed_in_in_the_same_browser() {
    let app = TestApp::default();
    let (owen, key) = owen(&app).await;
    let document = json!({"commands": [command(&key, "a", 0, 0)]}).to_string();
    let mut of_pat = owen
        .clone()
        .with_header("register-account", "somebody-else");
    let reply = of_pat.post_json(&cells(&key), document.clone()).await;
    assert_ne!(reply.status, 200);
    let fields = [
        ("account", "somebody-else"),
        ("seen.0004512/1", "1am.0.1"),
        ("whole", "1"),
    ];
    let form = owen.clone().post(&save(&key), &fields).await;
    assert_eq!(form.status, 422);
    assert!(form.words().contains("Somebody else has signed in"));
    assert!(untouched(&app, &key).await);
    let me = app.staff_user("owen@exampleshire.example").await;
    let mut owen = owen.with_header("register-account", &me.id.0);
    let reply = owen.post_json(&cells(&key), document).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(!untouched(&app, &key).await);
}

async fn rows(browser: &mut Visitor, key: &RegisterKey, how: &str, table: &str) -> Value {
    let address = format!("{}/rows{how}", register(key));
    let reply = browser.post_csv(&address, table).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

fn outcomes_of(results: &Value) -> Vec<String> {
    let rows = results["rows"].as_array().unwrap().iter();
    rows.map(|row| row["outcome"].as_str().unwrap().to_owned())
        .collect()
}

async fn confirm(browser: &mut Visitor, key: &RegisterKey, check: &Reply) -> Reply {
    assert_eq!(
        check.button("Save these changes").as_deref(),
        Some(&*upload(key))
    );
    let changes = &check.attributes("input[name=changes]", "value")[0];
    let taken = browser
        .post_parts(&upload(key), &[("changes", changes.as_bytes())])
        .await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    taken
}

async fn untouched(app: &TestApp, key: &RegisterKey) -> bool {
    let kept = app.table().register(key).await.unwrap().unwrap();
    kept.lines.values().all(|line| line.versions.is_empty())
}

async fn versions(app: &TestApp, key: &RegisterKey, line: usize) -> usize {
    let kept = app.table().register(key).await.unwrap().unwrap();
    kept.lines[&line_key(line)]
        .versions
        .values()
        .flatten()
        .count()
}

fn upload(key: &RegisterKey) -> String {
    format!("{}/upload", register(key))
}
