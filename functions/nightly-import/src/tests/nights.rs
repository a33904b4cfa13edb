use app::{missing_people, provider_requests};
use attendance::provider_request::{
    ProviderRequest, ProviderRequestQueue as _, ProviderRequestReader as _, RequestId, RequestMade,
    RequestSettler, RequestSubject,
};
use attendance::provision_import::ImportReader as _;
use attendance::provision_plan::{PlanKeeper as _, SupplierReader as _};
use attendance::restricted::RestrictedLines;
use domain::values::account_id::AccountId;
use serde_json::Value;
use testkit::{Process, TestApp};

use super::given::{
    TERMS, arrived, commissioned, import, invoke, invoke_by, night, row, rows, snapshot,
    snapshot_with, stored, supplier, sweep,
};

#[tokio::test]
async fn a_snapshot_that_arrives_is_in_the_table_with_its_suppliers_terms_and_report() {
    let app = TestApp::default();
    let all = [rows(0..30, "S1"), rows(30..40, "S2")].concat();
    let reply = import(&app, 0, &all).await;
    assert_eq!((reply.imported, reply.writes), (1, 40));
    assert_eq!(commissioned(&app, "S1").await.len(), 30);
    assert_eq!(commissioned(&app, "S2").await[0], "00030");
    let table = app.table();
    let found = table.supplier(&supplier("S2")).await.unwrap().unwrap();
    assert_eq!(found.supplier.name, "Supplier S2");
    assert_eq!(found.supplier.joined.to_string(), "2026-04-06");
    let last = table.last_import().await.unwrap().unwrap();
    assert_eq!(
        (last.version, last.is_older_than_a_day(night(0))),
        (1, false)
    );
    let report = table.import_report(1).await.unwrap().unwrap();
    assert_eq!((report.read, report.new, report.writes), (40, 40, 40));
    let terms = stored(&app)
        .await
        .into_iter()
        .filter(|item| item["PK"]["S"] == "CONTRACT#T1");
    assert_eq!(terms.count(), 1);
}

#[tokio::test]
async fn what_is_written_is_what_changed_and_nothing_else() {
    let app = TestApp::default();
    let mut all = rows(0..200, "S1");
    import(&app, 0, &all).await;
    let before = stored(&app).await;
    all[3] = all[3].clone().planned(&["fri"]);
    all[4] = all[4].clone().with("surname", "Another");
    all.remove(10);
    all.push(row("00500", "S1"));
    all.push(row("00501", "S2"));
    let reply = import(&app, 1, &all).await;
    assert_eq!(reply.writes, 5);
    let after = stored(&app).await;
    let is_line = |item: &&Value| item["SK"]["S"].as_str().unwrap().starts_with("LINE#");
    let lines = after.iter().filter(is_line);
    let written = lines.filter(|item| !before.contains(item)).count();
    let is_there = |was: &Value| {
        let mut items = after.iter();
        items.any(|is| is["SK"] == was["SK"] && is["PK"] == was["PK"])
    };
    let gone = before.iter().filter(|was| !is_there(was)).count();
    assert_eq!((written, gone), (4, 1));
    let difference = app
        .table()
        .night_difference(&supplier("S1"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (difference.new, difference.changed, difference.ended),
        (1, 2, 1)
    );
}

#[tokio::test]
async fn a_night_on_which_nothing_changed_writes_no_row_however_many_there_are() {
    let mut calls = Vec::new();
    for count in [10, 400] {
        let app = TestApp::default();
        let all = rows(0..count, "S1");
        import(&app, 0, &all).await;
        let before = stored(&app).await;
        let name = snapshot(&app, 1, &all);
        let process = Process::default();
        let reply = invoke_by(&process, &app, night(1), &arrived(&name)).await;
        assert_eq!(reply.unwrap().unwrap().writes, 0);
        let after = stored(&app).await;
        let changed: Vec<_> = after.iter().filter(|item| !before.contains(item)).collect();
        let keys: Vec<_> = changed
            .iter()
            .map(|item| item["SK"]["S"].as_str().unwrap())
            .collect();
        assert_eq!(keys, ["LAST", "REPORT#0000000002"]);
        calls.push(process.calls());
    }
    assert_eq!(calls[0], calls[1]);
    assert!(calls[0] <= 12, "{calls:?}");
}

#[tokio::test]
async fn the_first_day_of_a_line_stays_and_what_a_row_has_no_more_is_gone() {
    let app = TestApp::default();
    let ends = row("00001", "S1")
        .with("ends", "2027-01-31")
        .with("restricted", "yes");
    import(&app, 0, &[ends]).await;
    import(&app, 2, &[row("00001", "S1")]).await;
    let kept = app
        .table()
        .provisions(&supplier("S1"))
        .await
        .unwrap()
        .remove(0);
    assert_eq!(kept.first_seen.to_string(), "2026-11-23");
    assert_eq!((kept.line.ends, kept.line.person.restricted), (None, false));
}

#[tokio::test]
async fn a_row_that_is_another_suppliers_now_leaves_the_first_one() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..5, "S1")).await;
    let mut all = rows(1..5, "S1");
    all.push(row("00000", "S2"));
    let reply = import(&app, 1, &all).await;
    assert_eq!(reply.writes, 2);
    assert_eq!(commissioned(&app, "S1").await.len(), 4);
    assert_eq!(commissioned(&app, "S2").await, ["00000"]);
    // A supplier of whom nothing is left has left, and comes back with a row.
    import(&app, 2, &rows(0..5, "S1")).await;
    let of = async |id| {
        app.table()
            .supplier(&supplier(id))
            .await
            .unwrap()
            .unwrap()
            .supplier
    };
    assert_eq!(of("S2").await.left.unwrap().to_string(), "2026-11-24");
    import(&app, 3, &all).await;
    assert_eq!(of("S2").await.left, None);
}

#[tokio::test]
async fn a_wrong_row_is_refused_with_its_line_and_ends_nothing() {
    let app = TestApp::default();
    let mut all = rows(0..10, "S1");
    import(&app, 0, &all).await;
    all[4] = all[4]
        .clone()
        .with("starts", "06/04/2026")
        .with("mon_one_to_one", "90");
    import(&app, 1, &all).await;
    assert_eq!(commissioned(&app, "S1").await.len(), 10);
    let report = app.table().import_report(2).await.unwrap().unwrap();
    assert_eq!((report.refused, report.ended, report.writes), (1, 0, 0));
    let refused = &report.refused_rows[0];
    assert_eq!((refused.file.as_str(), refused.line), ("provisions.csv", 6));
    assert_eq!(refused.reasons.len(), 2);
}

#[tokio::test]
async fn terms_that_changed_are_written_and_others_are_not() {
    let app = TestApp::default();
    let all = rows(0..3, "S1");
    let more = format!(
        "{TERMS}{}",
        TERMS.lines().nth(1).unwrap().replace("T1", "T2") + "\r\n"
    );
    let name = snapshot_with(&app, 0, &all, &more);
    invoke(&app, night(0), &arrived(&name)).await;
    let before = stored(&app).await;
    let changed = more.replacen("31.20", "32.00", 1);
    let name = snapshot_with(&app, 1, &all, &changed);
    invoke(&app, night(1), &arrived(&name)).await;
    let after = stored(&app).await;
    let contracts = after.iter().filter(|item| {
        item["PK"]["S"].as_str().unwrap().starts_with("CONTRACT#") && !before.contains(item)
    });
    assert_eq!(contracts.count(), 1);
}

#[tokio::test]
async fn ds_29_three_nights_that_come_at_once_are_taken_in_order() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..30, "S1")).await;
    for day in [1, 2, 3] {
        snapshot(&app, day, &rows(0..30 + day.unsigned_abs(), "S1"));
    }
    let last = app.table().last_import().await.unwrap().unwrap();
    assert!(last.is_older_than_a_day(night(3)));
    let reply = invoke(&app, night(3), &sweep()).await;
    assert_eq!((reply.imported, reply.writes), (3, 3));
    assert_eq!(commissioned(&app, "S1").await.len(), 33);
    let reports = app.table().import_reports(10).await.unwrap();
    let versions: Vec<_> = reports.iter().map(|report| report.version).collect();
    assert_eq!(versions, [4, 3, 2, 1]);
    assert_eq!(invoke(&app, night(3), &sweep()).await.imported, 0);
}

#[tokio::test]
async fn ds_48_no_count_of_a_night_tells_of_a_restricted_person() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..10, "S1")).await;
    let mut all = rows(0..10, "S1");
    all[2] = all[2].clone().with("restricted", "yes");
    all.push(row("00099", "S1").with("restricted", "yes"));
    import(&app, 1, &all).await;
    let of_night = async || {
        app.table()
            .night_difference(&supplier("S1"))
            .await
            .unwrap()
            .unwrap()
    };
    let first = of_night().await;
    assert_eq!((first.new, first.changed, first.ended), (0, 0, 0));
    all.remove(2);
    import(&app, 2, &all).await;
    let second = of_night().await;
    assert_eq!((second.taken_at > first.taken_at, second.ended), (true, 0));
}

#[tokio::test]
async fn ds_48_who_is_restricted_is_kept_for_lines_that_end_until_a_line_says_otherwise() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..10, "S1")).await;
    let restricted = async || {
        let kept = app.table().supplier(&supplier("S1")).await.unwrap();
        kept.unwrap().restricted.people().len()
    };
    assert_eq!(restricted().await, 0);
    let mut all = rows(0..10, "S1");
    all[9] = all[9].clone().with("restricted", "yes");
    import(&app, 1, &all).await;
    assert_eq!(restricted().await, 1);
    // What was imported before anybody noted who is restricted is found.
    let kept = app.table().supplier(&supplier("S1")).await.unwrap();
    let mut forgot = kept.unwrap();
    forgot.restricted = RestrictedLines::default();
    app.table().keep_supplier(&forgot).await.unwrap();
    import(&app, 2, &all).await;
    assert_eq!(restricted().await, 1);
    let gone = all.remove(9);
    import(&app, 3, &all).await;
    assert_eq!(restricted().await, 1, "the line has ended");
    all.push(gone.with("restricted", "no"));
    import(&app, 4, &all).await;
    assert_eq!(restricted().await, 0);
}

#[tokio::test]
async fn somebody_who_was_missing_closes_the_request_by_coming_with_the_import_and_nobody_else_does()
 {
    let app = TestApp::default();
    import(&app, 0, &rows(0..2, "S1")).await;
    let ask = async |id: &str, supplier_id: &str, who: &str| {
        let request = ProviderRequest {
            id: RequestId::parse(id).unwrap(),
            supplier: supplier(supplier_id),
            by: AccountId("owen".to_owned()),
            at: night(1),
            about: RequestSubject::PersonMissing {
                who: who.to_owned(),
                details: String::new(),
            },
            settled: None,
        };
        let made = provider_requests::make(&app.table(), &request).await;
        assert_eq!(made.unwrap(), RequestMade::Kept);
    };
    ask("here-on-wednesday", "S1", "surname 00100, ana").await;
    ask("never-here", "S1", "Jo Nobody").await;
    ask("of-another-supplier", "S2", "Ana Surname 00100").await;
    ask("restricted", "S1", "Ana Surname 00101").await;
    let mut all = rows(0..2, "S1");
    all.push(row("00100", "S1"));
    all.push(row("00101", "S1").with("restricted", "yes"));
    import(&app, 2, &all).await;
    let mut settled = Vec::new();
    for id in ["S1", "S2"] {
        let of = app
            .table()
            .requests_of(&supplier(id), night(2))
            .await
            .unwrap();
        settled.extend(of.into_iter().filter_map(|request| {
            let settled = request.settled?;
            Some((request.id.to_string(), settled.by, settled.answer))
        }));
    }
    let answer = missing_people::BROUGHT_BY_IMPORT.to_owned();
    let closed = (
        "here-on-wednesday".to_owned(),
        RequestSettler::Import,
        answer,
    );
    assert_eq!(settled, [closed]);
    let open = app.table().open_requests(None, 9).await.unwrap();
    assert_eq!(open.items.len(), 3, "finance still has the others");
}
