use std::task::Poll;

use attendance::kept_register::{RegisterKeeper as _, RegisterReader as _};
use attendance::provision_import::ImportReader as _;
use attendance::quantity::Quantity;
use attendance::register::DayClosed;
use attendance::symbol::Symbol;
use attendance::terms::ContractBook;
use attendance::week::{Week, plus_days};
use testkit::{RepeatableRandom, TestApp};

use super::given::{
    MONDAY, arrived, at, commissioned, import, invoke, line, mark, night, open, register_key,
    registered, row, rows, snapshot, stored, week,
};

#[tokio::test]
async fn section_4_3_the_register_of_the_week_follows_in_the_night_and_writes_one_line_a_row() {
    let app = TestApp::default();
    let mut all = rows(0..60, "S1");
    import(&app, 0, &all).await;
    open(&app, "S1", week(), night(0)).await;
    let before = stored(&app).await;
    all[5] = all[5].clone().planned(&["mon", "tue", "fri"]);
    all.push(row("00100", "S1").planned(&["thu"]));
    all.remove(9);
    import(&app, 2, &all).await;
    let changed = stored(&app)
        .await
        .into_iter()
        .filter(|item| !before.contains(item));
    let of_register =
        changed.filter(|item| item["PK"]["S"].as_str().unwrap().starts_with("REGISTER#"));
    assert_eq!(of_register.count(), 3);
    let follows = registered(&app, "S1", "00005").await.unwrap();
    assert_eq!(follows.plan.total(Symbol::Morning), Quantity(3));
    assert_eq!(follows.plan_changes[0].on, plus_days(MONDAY, 2));
    let new = registered(&app, "S1", "00100").await.unwrap();
    assert_eq!(new.appeared_on, plus_days(MONDAY, 2));
    let ended = registered(&app, "S1", "00009").await.unwrap();
    assert_eq!(ended.provision.ends, Some(plus_days(MONDAY, 1)));
}

#[tokio::test]
async fn ds_28_a_plan_that_is_cut_below_what_is_recorded_drops_no_edit_and_is_a_breach() {
    let app = TestApp::default();
    import(
        &app,
        0,
        &[row("00001", "S1").planned(&["mon", "tue", "wed"])],
    )
    .await;
    open(&app, "S1", week(), night(0)).await;
    for day in 0..3 {
        mark(&app, "S1", "00001", plus_days(MONDAY, day), 1).await;
    }
    let before = registered(&app, "S1", "00001").await.unwrap().records;
    import(&app, 3, &[row("00001", "S1").planned(&["mon"])]).await;
    let register = app
        .table()
        .register(&register_key("S1"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(register.lines[&line("00001")].line.records, before);
    assert_eq!(before.len(), 3);
    let breaches = register.register().breaches(&ContractBook::default());
    assert_eq!(breaches.len(), 1, "{breaches:?}");
    let message = breaches[0].message(&register.register());
    assert!(message.contains("The plan changed"), "{message}");
    // Finance sees it the same morning.
    let report = app.table().import_report(2).await.unwrap().unwrap();
    let in_breach = &report.breaches[0];
    let ending = in_breach.week_ending.to_string();
    assert_eq!((ending.as_str(), in_breach.lines), ("2026-11-29", 1));
}

#[tokio::test]
async fn ds_07_what_was_recorded_after_the_end_of_a_service_is_kept() {
    let app = TestApp::default();
    let all = row("00001", "S1").planned(&["mon", "tue", "wed"]);
    import(&app, 0, std::slice::from_ref(&all)).await;
    open(&app, "S1", week(), night(0)).await;
    mark(&app, "S1", "00001", plus_days(MONDAY, 3), 1).await;
    import(&app, 3, &[all.with("ends", "2026-11-25")]).await;
    let kept = registered(&app, "S1", "00001").await.unwrap();
    assert_eq!(kept.records.len(), 1);
    let after = kept.day_is_open(plus_days(MONDAY, 3));
    let ended = plus_days(MONDAY, 2);
    assert_eq!(after, Err(DayClosed::AfterTheEnd { ended }));
    assert_eq!(kept.day_is_open(ended), Ok(()));
}

#[tokio::test]
async fn ds_08_a_service_that_began_earlier_appears_today_and_one_of_next_year_does_not() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..1, "S1")).await;
    open(&app, "S1", week(), night(0)).await;
    let mut all = rows(0..1, "S1");
    all.push(
        row("00010", "S1")
            .with("starts", "2026-11-16")
            .planned(&["mon", "fri"]),
    );
    all.push(row("00011", "S1").with("starts", "2027-11-25"));
    import(&app, 3, &all).await;
    let began = registered(&app, "S1", "00010").await.unwrap();
    assert_eq!(began.appeared_on, plus_days(MONDAY, 3));
    assert!(began.day_is_open(MONDAY).is_err());
    assert!(registered(&app, "S1", "00011").await.is_none());
    assert_eq!(commissioned(&app, "S1").await.len(), 3);
}

#[tokio::test]
async fn ds_29_a_week_that_has_ended_keeps_the_plan_of_the_last_import_before_sunday_midnight() {
    for (now, follows) in [
        ("2026-11-29T23:59:59Z", true),
        ("2026-11-30T00:00:00Z", false),
    ] {
        let app = TestApp::default();
        import(&app, 0, &rows(0..2, "S1")).await;
        open(&app, "S1", week(), night(0)).await;
        let all = [row("00000", "S1").planned(&["sun"]), row("00001", "S1")];
        let name = snapshot(&app, 3, &all);
        invoke(&app, at(now), &arrived(&name)).await;
        let kept = registered(&app, "S1", "00000").await.unwrap();
        assert_eq!(kept.plan_changes.len(), usize::from(follows), "{now}");
        // What the ended week missed is for finance to know.
        let report = app.table().import_report(2).await.unwrap().unwrap();
        let missed: Vec<_> = report.missed.iter().map(|missed| missed.lines).collect();
        assert_eq!(missed, vec![1; usize::from(!follows)], "{now}");
        // The plan of the week to come is there for whoever opens it.
        open(&app, "S1", week().next(), at(now)).await;
    }
}

#[tokio::test]
async fn registers_of_weeks_to_come_follow_and_those_that_nobody_opened_are_not_made() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..2, "S1")).await;
    let ahead = week().next().next();
    open(&app, "S1", ahead, night(0)).await;
    let all = [
        row("00000", "S1").planned(&["fri"]),
        row("00001", "S1"),
        row("00002", "S1"),
    ];
    import(&app, 1, &all).await;
    let registers = async |week: Week| {
        let key = attendance::kept_register::RegisterKey {
            week,
            ..register_key("S1")
        };
        app.table().register(&key).await.unwrap()
    };
    let follows = registers(ahead).await.unwrap();
    let friday = &follows.lines[&line("00000")].line;
    assert_eq!(friday.plan.total(Symbol::Morning), Quantity(1));
    assert_eq!(
        follows.lines[&line("00002")].line.appeared_on,
        ahead.monday()
    );
    assert!(registers(week()).await.is_none());
    assert!(registers(week().next()).await.is_none());
}

#[tokio::test]
async fn a_locked_line_is_left_alone() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..2, "S1")).await;
    open(&app, "S1", week(), night(0)).await;
    let table = app.table();
    table
        .freeze_line(&register_key("S1"), &line("00000"), 1)
        .await
        .unwrap();
    let before = registered(&app, "S1", "00000").await;
    let all = [
        row("00000", "S1").planned(&["fri"]),
        row("00001", "S1").planned(&["fri"]),
    ];
    import(&app, 1, &all).await;
    assert_eq!(registered(&app, "S1", "00000").await, before);
    let other = registered(&app, "S1", "00001").await.unwrap();
    assert_eq!(other.plan.total(Symbol::Morning), Quantity(1));
}

#[tokio::test]
async fn ds_58_a_fortnightly_package_is_on_the_register_of_its_week_and_transport_alone_is_shown() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..1, "S1")).await;
    open(&app, "S1", week(), night(0)).await;
    let fortnightly = |order: &str, first: &str| {
        row(order, "S1")
            .planned(&["fri"])
            .with("every_weeks", "2")
            .with("first_week", first)
    };
    let all = [
        row("00000", "S1"),
        fortnightly("00001", "2026-11-23"),
        fortnightly("00002", "2026-11-16"),
        row("00003", "S1").planned(&[]).with("fri_out", "1"),
    ];
    import(&app, 1, &all).await;
    for (order, shown) in [("00001", true), ("00002", false), ("00003", true)] {
        assert_eq!(
            registered(&app, "S1", order).await.is_some(),
            shown,
            "{order}"
        );
    }
    // The next night changes nothing of them.
    let before = stored(&app).await;
    let again = all.map(|row| row.with("surname", "Another"));
    import(&app, 2, &again).await;
    let after = stored(&app).await;
    let lines = after.iter().filter(|item| !before.contains(item));
    let registers = lines.filter(|item| item["PK"]["S"].as_str().unwrap().starts_with("REGISTER#"));
    assert_eq!(registers.count(), 3);
}

#[tokio::test]
async fn ds_26_what_is_planned_after_somebody_was_marked_away_keeps_what_was_marked() {
    let app = TestApp::default();
    import(&app, 0, &[row("00001", "S1").planned(&["mon"])]).await;
    open(&app, "S1", week(), night(0)).await;
    mark(&app, "S1", "00001", MONDAY, 0).await;
    import(&app, 2, &[row("00001", "S1").planned(&["mon", "fri"])]).await;
    let kept = registered(&app, "S1", "00001").await.unwrap();
    assert_eq!(kept.records.len(), 1);
    assert_eq!(
        kept.planned(plus_days(MONDAY, 4), Symbol::Afternoon),
        Quantity(1)
    );
}

#[tokio::test]
async fn a_register_that_is_opened_while_an_import_runs_has_the_plan_of_the_import() {
    let before = TestApp::default();
    import(&before, 0, &rows(0..6, "S1")).await;
    let all = [
        row("00000", "S1").planned(&["fri"]),
        row("00001", "S1"),
        row("00010", "S1").planned(&["sat"]),
    ];
    let name = snapshot(&before, 1, &all);
    for seed in 0..100 {
        let app = before.copy();
        let mut random = RepeatableRandom::new(seed);
        let event = arrived(&name);
        let mut importing = Some(Box::pin(invoke(&app, night(1), &event)));
        let mut opening = Some(Box::pin(open(&app, "S1", week(), night(1))));
        // The import and the provider take turns at random.
        std::future::poll_fn(|context| {
            if random.below(2) == 0 {
                if importing
                    .as_mut()
                    .is_some_and(|it| it.as_mut().poll(context).is_ready())
                {
                    importing = None;
                }
            } else if opening
                .as_mut()
                .is_some_and(|it| it.as_mut().poll(context).is_ready())
            {
                opening = None;
            }
            match (&importing, &opening) {
                (None, None) => Poll::Ready(()),
                _ => {
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
            }
        })
        .await;
        let friday = registered(&app, "S1", "00000").await.unwrap();
        assert_eq!(
            friday.plan.total(Symbol::Morning),
            Quantity(1),
            "seed {seed}"
        );
        assert!(
            registered(&app, "S1", "00010").await.is_some(),
            "seed {seed}"
        );
        let gone = registered(&app, "S1", "00005").await;
        assert!(
            gone.is_none_or(|line| line.provision.ends.is_some()),
            "seed {seed}"
        );
    }
}
