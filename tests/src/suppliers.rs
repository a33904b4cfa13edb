//! Day services between finance staff and providers: who may act for which
//! supplier, messages, requests, non-payment weeks and contracts.

use app::registers::make;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::CellCommand;
use attendance::kept_register::{
    CellKeeper as _, CellKept, KeptStatus, LockedAmounts, RegisterHead, RegisterKeeper as _,
    RegisterKey, RegisterReader as _,
};
use attendance::payment_period::PaymentPeriod;
use attendance::provider_access::{GrantReader as _, ProviderRole};
use attendance::provider_request::ProviderRequestReader as _;
use attendance::provision::AttendingPerson;
use attendance::provision_plan::{EffectKeeper as _, SupplierReader as _};
use attendance::quantity::Quantity;
use attendance::register_export::{
    LockedVersionKey, RefusedLine, RegisterExportQueue as _, WaitingVersion,
};
use attendance::supplier::SupplierId;
use attendance::symbol::Symbol;
use attendance::week::Week;
use domain::access::audit::{AuditReader as _, Subject, SupplierSubject};
use domain::access::staff_user::{Role, StaffUser, StaffUserState};
use domain::council::{MovedRun, PaymentRule};
use domain::records::staff_queues::StaffUserAdmin as _;
use domain::values::money::in_words;
use futures_util::future::{join, join_all};
use jiff::civil::date;
use serde_json::json;
use testkit::{StaffUserBuilder, TestApp, Visitor, day_services};

use crate::visitors::visitor;

const WILLOW: &str = "/finance/suppliers/S12";
const INVITE: [(&str, &str); 5] = [
    ("first-name", "Owen"),
    ("last-name", "Hartley"),
    ("email", "owen@willow.example"),
    ("role", "manager"),
    ("restricted", "yes"),
];

#[tokio::test]
async fn section_2_1_finance_lets_somebody_act_for_a_supplier_in_one_step_and_every_act_is_on_the_record()
 {
    let app = willow_grove().await;
    let mut farah = finance(&app).await;
    let listed = farah.get("/finance/suppliers").await;
    assert_eq!(listed.link("Willow Grove").as_deref(), Some(WILLOW));
    for _ in 0..2 {
        let done = farah.post(&format!("{WILLOW}/invite"), &INVITE).await;
        assert_eq!(done.location(), Some(WILLOW));
    }
    let told = app.mailer().sent().into_iter();
    let told: Vec<_> = told.map(|(to, _)| to.as_str().to_owned()).collect();
    assert_eq!(
        told,
        ["owen@willow.example"],
        "who can sign in is not invited again"
    );
    let owen = app.staff_user("owen@willow.example").await;
    let grant = app.table().grant(&owen.id, &s12()).await.unwrap().unwrap();
    assert_eq!(
        (grant.role, grant.sees_restricted),
        (ProviderRole::Manager, true)
    );

    let person = format!("{WILLOW}/people/{}", owen.id.0);
    let changed = farah.post(&person, &[("role", "staff")]).await;
    assert_eq!(changed.location(), Some(WILLOW));
    let grant = app.table().grant(&owen.id, &s12()).await.unwrap().unwrap();
    assert_eq!(
        (grant.role, grant.sees_restricted),
        (ProviderRole::Staff, false)
    );
    let mut at_work = app.at_work(&owen, visitor(&app)).await;
    assert_eq!(at_work.get("/day-services/S12").await.status, 200);
    farah.post(&format!("{person}/take"), &[]).await;
    assert_eq!(at_work.get("/day-services/S12").await.status, 404);
    assert_eq!(app.table().grant(&owen.id, &s12()).await.unwrap(), None);
    let state = app.table().listed_staff_user(&owen.id).await.unwrap();
    assert_eq!(
        state.unwrap().state,
        StaffUserState::Invited,
        "the account stays"
    );

    let noted = on_record(&app).await;
    let id = &owen.id.0;
    for said in [
        format!("let {id} act as manager, restricted people included"),
        format!("let {id} act as staff"),
        format!("took the access of {id}"),
    ] {
        assert!(noted.contains(&said), "{said}: {noted:?}");
    }
}

#[tokio::test]
async fn an_invitation_says_every_mistake_at_once_and_changes_nobody_of_the_council() {
    let app = willow_grove().await;
    let mut farah = finance(&app).await;
    let address = format!("{WILLOW}/invite");
    let nothing = farah.post(&address, &[]).await;
    assert_eq!((nothing.status, nothing.errors().len()), (422, 3));
    let mut own = INVITE;
    own[2] = ("email", "farah@exampleshire.example");
    let refused = farah.post(&address, &own).await;
    assert_eq!(refused.status, 422);
    let farah = app.staff_user("farah@exampleshire.example").await;
    assert_eq!(
        (farah.role, farah.first_name.as_str()),
        (Role::Finance, "Farah")
    );
    assert!(app.table().granted(&s12()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_manager_invites_and_removes_their_own_staff_and_nobody_of_another_supplier() {
    let app = willow_grove().await;
    app.keep_supplier("S2", "Elm House").await;
    let (_, mut mia) = provider(&app, "Mia", ProviderRole::Manager).await;
    let invited = &INVITE[..3];
    let sent = mia.post("/day-services/S12/people/invite", invited).await;
    assert_eq!(sent.location(), Some("/day-services/S12/people"));
    let owen = app.staff_user("owen@willow.example").await;
    let grant = app.table().grant(&owen.id, &s12()).await.unwrap().unwrap();
    assert_eq!(
        (grant.role, grant.sees_restricted),
        (ProviderRole::Staff, false)
    );
    let elsewhere = mia.post("/day-services/S2/people/invite", invited).await;
    assert_eq!(elsewhere.status, 404);
    // Staff see nobody and invite nobody.
    let mut at_work = app.at_work(&owen, visitor(&app)).await;
    assert_eq!(at_work.get("/day-services/S12/people").await.status, 403);
    assert_eq!(
        at_work
            .post("/day-services/S12/people/invite", invited)
            .await
            .status,
        403
    );

    let remove = format!("/day-services/S12/people/{}/remove", owen.id.0);
    assert!(mia.get(&remove).await.heading().contains("Remove Owen"));
    for _ in 0..2 {
        let done = mia.post(&remove, &[]).await;
        assert_eq!(done.location(), Some("/day-services/S12/people"));
    }
    assert_eq!(at_work.get("/day-services/S12").await.status, 404);
    // Others may have granted them another supplier: the account stays open.
    assert_eq!(at_work.get("/day-services").await.status, 200);
    // A manager is finance's to remove, also oneself.
    let mia_too = app.staff_user("mia@exampleshire.example").await;
    let own = format!("/day-services/S12/people/{}/remove", mia_too.id.0);
    mia.post(&own, &[]).await;
    assert_eq!(mia.get("/day-services/S12/people").await.status, 200);
}

#[tokio::test]
async fn a_manager_opens_no_closed_account_and_invites_nobody_of_the_council() {
    let app = willow_grove().await;
    let mut farah = finance(&app).await;
    let (_, mut mia) = provider(&app, "Mia", ProviderRole::Manager).await;
    farah.post(&format!("{WILLOW}/invite"), &INVITE).await;
    let owen = app.staff_user("owen@willow.example").await;
    farah
        .post(&format!("/finance/people/{}/close", owen.id.0), &[])
        .await;
    let mut council = INVITE;
    council[2] = ("email", "farah@exampleshire.example");
    for invited in [&INVITE[..3], &council[..3]] {
        let refused = mia.post("/day-services/S12/people/invite", invited).await;
        assert_eq!(refused.status, 422);
        assert!(refused.errors().join(" ").contains("finance team"));
    }
    let state = app.table().listed_staff_user(&owen.id).await.unwrap();
    assert_eq!(state.unwrap().state, StaffUserState::Closed);
}

#[tokio::test]
async fn section_3_2_a_message_is_shown_to_every_provider_first_while_it_is_in_force() {
    let app = willow_grove().await;
    let mut farah = finance(&app).await;
    let (_, mut owen) = provider(&app, "Owen", ProviderRole::Staff).await;
    let nothing = [
        ("starts-day", "31"),
        ("starts-month", "2"),
        ("starts-year", "2026"),
    ];
    let refused = farah.post("/finance/messages/write", &nothing).await;
    assert_eq!((refused.status, refused.errors().len()), (422, 3));
    let later = [
        ("message", "0123456789abcdef"),
        ("kind", "warning"),
        ("words", "Submit <b>by</b> Tuesday"),
        ("starts-day", "23"),
        ("starts-month", "11"),
        ("starts-year", "2026"),
        ("ends-day", "24"),
        ("ends-month", "11"),
        ("ends-year", "2026"),
    ];
    for _ in 0..2 {
        let kept = farah.post("/finance/messages/write", &later).await;
        assert_eq!(kept.location(), Some("/finance/messages"));
    }
    let shown = |page: &testkit::Reply| page.body.matches("Submit &#60;b&#62;by").count();
    assert_eq!(shown(&owen.get("/day-services").await), 0);
    app.pass_hours(24);
    let (mut owen, mut farah) = again(&app, &["owen", "farah"]).await;
    let home = owen.get("/day-services").await;
    assert_eq!(shown(&home), 1);
    assert!(home.words().contains("Warning"));
    assert!(home.body.find("Submit &#60;b&#62;") < home.body.find("<h1"));
    for _ in 0..2 {
        let ended = farah
            .post("/finance/messages/0123456789abcdef/end", &[])
            .await;
        assert_eq!(ended.location(), Some("/finance/messages"));
    }
    assert_eq!(shown(&owen.get("/day-services").await), 0);
    assert_eq!(
        farah.post("/finance/messages/none/end", &[]).await.status,
        404
    );
    let noted = app.table().accesses(&Subject::EveryProvider).await.unwrap();
    assert_eq!(noted.len(), 2, "published once, ended once: {noted:?}");
}

#[tokio::test]
async fn what_a_provider_asks_is_answered_by_finance_and_seen_by_the_provider() {
    let app = willow_grove().await;
    let mut farah = finance(&app).await;
    let (_, mut owen) = provider(&app, "Owen", ProviderRole::Staff).await;
    let missing = [
        ("request", "0123456789abcdef"),
        ("who", "Jo Newcomer"),
        ("details", "Since Monday"),
    ];
    for _ in 0..2 {
        let sent = owen
            .post("/day-services/S12/requests/person_missing", &missing)
            .await;
        assert_eq!(sent.location(), Some("/day-services/S12/requests"));
    }
    let change = "/day-services/S12/requests/adjustment";
    let asked = owen
        .get(&format!("{change}?week=2026-11-15&edits=one"))
        .await;
    assert!(asked.words().contains("15 November 2026"));
    let edits = [("week", "2026-11-15"), ("edits", "one"), ("edits", "two")];
    assert_eq!(owen.post(change, &edits).await.status, 422);
    let sent = [
        &edits[..],
        &[("why", "Wrong day"), ("request", "fedcba9876543210")][..],
    ]
    .concat();
    assert_eq!(owen.post(change, &sent).await.status, 303);

    let listed = farah.get("/finance/requests").await;
    assert!(!listed.body.contains("Newcomer"), "the list names nobody");
    let to = listed
        .link("Somebody is missing from the register")
        .unwrap();
    let read = farah.get(&to).await;
    assert_eq!(
        read.summary_row("Who is missing").as_deref(),
        Some("Jo Newcomer")
    );
    assert_eq!(farah.post(&to, &[]).await.status, 422);
    for answer in ["They start on Monday", "Something else"] {
        assert_eq!(farah.post(&to, &[("answer", answer)]).await.status, 303);
    }
    let seen = owen.get("/day-services/S12/requests").await.words();
    assert!(seen.contains("They start on Monday") && !seen.contains("Something else"));
    assert!(seen.contains("one; two"));
    let noted = on_record(&app).await;
    assert!(
        noted.contains(&"read request 0123456789abcdef".to_owned()),
        "{noted:?}"
    );
    assert!(noted.contains(&"settled request 0123456789abcdef".to_owned()));
}

#[tokio::test]
async fn a_request_about_somebody_missing_closes_by_itself_when_an_import_brings_them() {
    let app = willow_grove().await;
    let (_, mut owen) = provider(&app, "Owen", ProviderRole::Staff).await;
    for (id, who) in [
        ("0123456789abcdef", "zoe lukasz"),
        ("fedcba9876543210", "Ng"),
    ] {
        let fields = [("request", id), ("who", who)];
        owen.post("/day-services/S12/requests/person_missing", &fields)
            .await;
    }
    let brought: Vec<AttendingPerson> = vec![day_services::provision(1).person];
    let (table, now) = (app.table(), app.site().now());
    for closed in [1, 0] {
        let done = app::missing_people::close_brought(&table, &s12(), &brought, now).await;
        assert_eq!(done.unwrap(), closed);
    }
    let seen = owen.get("/day-services/S12/requests").await.words();
    assert!(
        seen.contains("The person is on your register now."),
        "{seen}"
    );
}

#[tokio::test]
async fn a_request_about_a_cell_that_cannot_be_is_not_found() {
    let app = willow_grove().await;
    let (_, mut owen) = provider(&app, "Owen", ProviderRole::Staff).await;
    let more = "/day-services/S12/requests/more_care";
    let cell = "week=2026-11-22&order=0004512&line=1&day=2026-11-18&symbol=am";
    assert_eq!(owen.get(&format!("{more}?{cell}")).await.status, 200);
    for wrong in [
        "",
        "week=2026-11-22&order=0004512&line=1&day=2026-11-25&symbol=am",
        "week=2026-11-21&order=0004512&line=1&day=2026-11-18&symbol=am",
        "week=2026-11-22&order=a/b&line=1&day=2026-11-18&symbol=am",
        "week=2026-11-22&order=0004512&line=1&day=2026-11-18&symbol=noon",
    ] {
        assert_eq!(
            owen.get(&format!("{more}?{wrong}")).await.status,
            404,
            "{wrong}"
        );
    }
    assert_eq!(
        owen.get("/day-services/S12/requests/nothing").await.status,
        404
    );
    assert_eq!(owen.post(more, &[("why", "x")]).await.status, 400);
}

#[tokio::test]
async fn ds_32_finance_chooses_non_payment_weeks_on_behalf_with_a_reason() {
    let app = willow_grove().await;
    let mut farah = finance(&app).await;
    let address = format!("{WILLOW}/non-payment/2026");
    let chosen = [("week", "2026-10-25"), ("week", "2026-12-13")];
    let refused = farah.post(&address, &chosen).await;
    assert_eq!(refused.errors(), ["Enter the reason"]);
    let chosen = [&chosen[..], &[("because", "Asked by telephone")][..]].concat();
    assert_eq!(farah.post(&address, &chosen).await.location(), Some(WILLOW));
    let year = Week::of(date(2026, 11, 22)).financial_year();
    let supplier = day_services::willow_grove().supplier;
    let (weeks, _) = app.table().non_payment_year(&supplier, year).await.unwrap();
    let weeks: Vec<_> = weeks
        .in_force()
        .iter()
        .map(|week| week.ending().to_string())
        .collect();
    assert_eq!(weeks, ["2026-10-25", "2026-12-13"]);
    let noted = on_record(&app).await.join("\n");
    assert!(noted.contains("because: Asked by telephone"), "{noted}");
}

#[tokio::test]
async fn finance_sees_a_late_register_and_unlocks_a_submitted_one_with_a_reason() {
    let app = willow_grove().await;
    let week = Week::of(app.site().today());
    let supplier = day_services::willow_grove().supplier;
    let key = RegisterKey {
        supplier: s12(),
        week,
    };
    make(&app.table(), &supplier, week, app.site().now())
        .await
        .unwrap();
    app.pass_hours(8 * 24);
    let mut farah = finance(&app).await;
    let morning = farah.get("/finance/registers").await;
    let register = format!("{WILLOW}/registers/{}", week.ending());
    assert!(morning.has_link_to(&register), "{}", morning.words());
    assert!(
        !morning
            .words()
            .contains("At risk for the next payment run: £0. ")
    );

    let (_, mut mia) = provider(&app, "Mia", ProviderRole::Staff).await;
    let submit = format!("/day-services/S12/{}/submit", week.ending());
    assert_eq!(mia.post(&submit, &[("declared", "yes")]).await.status, 303);
    let morning = farah.get("/finance/registers").await;
    assert!(!morning.has_link_to(&register));
    assert!(
        morning
            .words()
            .contains("At risk for the next payment run: £0. ")
    );

    let unlock = format!("{register}/unlock");
    let nothing = farah.post(&unlock, &[]).await;
    assert_eq!((nothing.status, nothing.errors().len()), (422, 2));
    let fields = [("because", "A journey was missed"), ("days", "3")];
    for _ in 0..2 {
        let done = farah.post(&unlock, &fields).await;
        assert_eq!(done.location(), Some(&*register), "{}", done.words());
    }
    let page = farah.get(&register).await;
    assert!(page.words().contains("A journey was missed"));
    let kept = app.table().register(&key).await.unwrap().unwrap();
    assert!(matches!(kept.head.status, KeptStatus::Unlocked { .. }));
    let noted = on_record(&app).await;
    let said = format!("unlocked the register of the week ending {}", week.ending());
    assert!(noted.contains(&said), "{noted:?}");
}

#[tokio::test]
async fn ds_54_lines_that_the_case_system_refused_and_what_it_never_acknowledged_reach_the_desk() {
    let app = willow_grove().await;
    let key = submitted(&app).await;
    let version = LockedVersionKey {
        register: key.clone(),
        number: 1,
    };
    let kept = app.table().locked_version(&key, 1).await.unwrap().unwrap();
    let exported = WaitingVersion {
        locked_at: kept.by.at,
        version: version.clone(),
    };
    let at = app.site().now();
    app.table().register_exported(&exported, at).await.unwrap();
    let mut farah = finance(&app).await;
    let list = "/finance/registers";
    assert!(!farah.get(list).await.words().contains("Not acknowledged"));
    app.pass_hours(25);
    let mut farah = again_at_work(&app, "farah").await;
    let register = format!("{WILLOW}/registers/{}", key.week.ending());
    for page in [list, "/finance/registers/unacknowledged"] {
        let page = farah.get(page).await;
        assert!(
            page.words().contains("Not acknowledged"),
            "{}",
            page.words()
        );
        assert!(page.has_link_to(&register));
    }
    let refused = RefusedLine {
        purchase_order: "0004512".to_owned(),
        line: "1".to_owned(),
        reason: "The purchase order was closed".to_owned(),
    };
    let now = app.site().now();
    let noted = app
        .table()
        .register_received(&version, now, &[refused])
        .await;
    assert!(noted.unwrap());
    let morning = farah.get(list).await;
    assert!(!morning.words().contains("Not acknowledged"));
    assert!(morning.words().contains("The purchase order was closed"));
    let of_line = kept.amounts.iter().filter(|of| of.order == "0004512");
    let at_risk = in_words(of_line.map(|of| of.paid).sum());
    let said = format!("At risk for the next payment run: {at_risk}. ");
    assert!(morning.words().contains(&said), "{}", morning.words());
    assert_ne!(at_risk, "£0");
}

#[tokio::test]
async fn ds_34_a_period_says_what_was_paid_what_is_to_come_what_is_billed_and_what_is_missing() {
    let app = willow_grove().await;
    let key = submitted(&app).await;
    let next = key.week.next();
    let supplier = day_services::willow_grove().supplier;
    make(
        &app.table(),
        &supplier,
        next,
        key.week.opens_for_submission(),
    )
    .await
    .unwrap();
    let mut farah = finance(&app).await;
    let month = PaymentPeriod::month_of(key.week);
    let address = format!("/finance/payments/{month}");
    let head = app.table().locked_version(&key, 1).await.unwrap().unwrap();
    let amounts = LockedAmounts::total(&head.amounts);
    let row = farah.get(&address).await.table_row("Willow Grove").unwrap();
    let all = [in_words(amounts.paid), in_words(amounts.billed)];
    assert_eq!([&row[1], &row[3]], [&all[0], &all[1]], "{row:?}");
    assert_eq!(row[0], "£0", "it has not reached the bank");
    let period = PaymentPeriod::four_weeks_of(key.week);
    let page = farah.get(&format!("/finance/payments/{period}")).await;
    assert!(page.heading().contains(&period.words()));
    let before = format!("/finance/payments/{}", period.previous());
    assert!(page.has_link_to(&before));
    app.pass_hours(7 * 24);
    let mut farah = again_at_work(&app, "farah").await;
    let period = PaymentPeriod::four_weeks_of(next);
    let page = farah.get(&format!("/finance/payments/{period}")).await;
    let row = page.table_row("Willow Grove").unwrap();
    assert!(row[2].starts_with("1 register, £"), "{row:?}");
    let empty = farah.get("/finance/payments/2029-p13").await;
    assert!(empty.words().contains("53-week year"), "{}", empty.words());
    assert!(!page.words().contains("53-week"));
    assert_eq!(farah.get("/finance/payments/2026-p14").await.status, 404);
}

#[tokio::test]
async fn what_a_moved_run_has_not_brought_to_the_bank_yet_is_still_to_come() {
    let week = Week::of(TestApp::default().site().today());
    let deadline = week.next().ending();
    let rule = PaymentRule {
        first_deadline: deadline,
        every_weeks: 1,
        days_to_bank: 3,
        moved: vec![MovedRun {
            from: deadline,
            deadline: deadline.tomorrow().unwrap(),
            reaches_bank: week.next().next().next().ending(),
        }],
    };
    let mut council = testkit::council();
    council.day_service_payments = Some(rule);
    let app = TestApp::of(council, "test");
    day_services::keep_supplier(&app.table(), 2, app.site().now()).await;
    finance(&app).await;
    let key = submitted(&app).await;
    let version = app.table().locked_version(&key, 1).await.unwrap().unwrap();
    let paid = in_words(LockedAmounts::total(&version.amounts).paid);
    let address = format!("/finance/payments/{}", PaymentPeriod::month_of(week));
    // On the day of the rule, which the holiday moves, and on that of the moved run.
    for (days, wanted) in [(9, ["£0", &*paid]), (12, [&*paid, "£0"])] {
        app.pass_hours(days * 24);
        let mut farah = again_at_work(&app, "farah").await;
        let page = farah.get(&address).await;
        assert!(
            page.words().contains("moved for a holiday"),
            "{}",
            page.words()
        );
        let row = page.table_row("Willow Grove").unwrap();
        assert_eq!([&*row[0], &*row[1]], wanted, "{days}");
    }
}

#[tokio::test]
async fn who_did_what_about_a_supplier_is_shown_and_each_look_at_it_is_on_the_record() {
    let app = willow_grove().await;
    let mut farah = finance(&app).await;
    farah.post(&format!("{WILLOW}/invite"), &INVITE).await;
    let address = format!("{WILLOW}/accesses");
    assert!(farah.get(WILLOW).await.has_link_to(&address));
    let page = farah.get(&address).await;
    let words = page.words();
    assert!(
        words.contains("as manager, restricted people included"),
        "{words}"
    );
    assert!(words.contains("farah@exampleshire.example"), "{words}");
    let look = "read who did what about the supplier".to_owned();
    assert!(on_record(&app).await.contains(&look));
    assert_eq!(
        farah.get("/finance/suppliers/S99/accesses").await.status,
        404
    );
}

#[tokio::test]
async fn unlocking_finishes_first_what_a_provider_began_to_submit_and_left_half_way() {
    let app = willow_grove().await;
    let week = Week::of(app.site().today());
    let supplier = day_services::willow_grove().supplier;
    let key = RegisterKey {
        supplier: s12(),
        week,
    };
    let table = app.table();
    let made = make(&table, &supplier, week, app.site().now()).await;
    app.pass_hours(8 * 24);
    let began = app.site().now();
    let by = RecordedBy {
        user: "mia".to_owned(),
        at: began,
        via: RecordedVia::Page,
    };
    let head = RegisterHead {
        status: KeptStatus::Locking { by },
        ..made.unwrap().head
    };
    table.keep_head(&key, &head).await.unwrap();
    app.pass_minutes(1);

    let mut farah = finance(&app).await;
    let unlock = format!("{WILLOW}/registers/{}/unlock", week.ending());
    let fields = [("because", "A journey was missed"), ("days", "3")];
    let refused = farah.post(&unlock, &fields).await;
    assert_eq!((refused.status, refused.errors().len()), (422, 1));
    assert!(refused.body.contains("A journey was missed"));
    let submitted = table.locked_version(&key, 1).await.unwrap();
    assert!(submitted.is_some());
    let before = on_record(&app).await;
    assert!(!before.iter().any(|what| what.starts_with("unlocked")));
    assert_eq!(farah.post(&unlock, &fields).await.status, 303);
    let kept = table.register(&key).await.unwrap().unwrap();
    assert!(matches!(kept.head.status, KeptStatus::Unlocked { .. }));
    let to_export = app.database().stored_in("REGISTER-OUTBOX").await;
    assert_eq!(to_export.len(), 1);
}

#[tokio::test]
async fn ds_06_every_edit_is_in_the_locked_register_or_in_one_request_to_finance() {
    let app = willow_grove().await;
    let (key, supplier) = (this_week(&app), day_services::willow_grove().supplier);
    let now = app.site().now();
    make(&app.table(), &supplier, key.week, now).await.unwrap();
    app.pass_hours(8 * 24);
    let (_, mut owen) = provider(&app, "Owen", ProviderRole::Staff).await;
    let (_, mut mia) = provider(&app, "Mia", ProviderRole::Staff).await;
    let cells = format!("/day-services/S12/{}/cells", key.week.ending());
    let submit = format!("/day-services/S12/{}/submit", key.week.ending());
    let mut edits: Vec<_> = [0, 2]
        .into_iter()
        .flat_map(|day| ["am", "pm", "out", "back"].map(|symbol| (day, symbol)))
        .flat_map(|(day, symbol)| ["0004512/1", "0004513/1"].map(|line| (line, day, symbol)))
        .map(|(line, day, symbol)| {
            let day = key.week.days()[day];
            let id = format!("{}-{day}-{symbol}", line.replace('/', "-"));
            json!({"commands": [{"id": id, "line": line, "day": day.to_string(),
                "symbol": symbol, "seen": 0, "received": 0}]})
        })
        .collect();
    let (all, last) = (edits.len(), edits.split_off(12));
    let mut outcomes = Vec::new();
    let racing = edits.iter().map(|edit| {
        let (mut owen, cells) = (owen.clone(), cells.clone());
        async move { owen.post_json(&cells, edit.to_string()).await.json() }
    });
    let declared = [("declared", "yes")];
    let (submitted, raced) = join(mia.post(&submit, &declared), join_all(racing)).await;
    assert_eq!(submitted.status, 303);
    outcomes.extend(raced);
    for edit in last {
        outcomes.push(owen.post_json(&cells, edit.to_string()).await.json());
    }
    let mut outcomes: Vec<_> = outcomes.iter().map(|of| &of["cells"][0]).collect();
    outcomes.sort_by_key(|cell| cell["outcome"].to_string());
    let (late, kept): (Vec<_>, Vec<_>) = outcomes
        .into_iter()
        .partition(|cell| cell["outcome"] == "locked");
    assert!(kept.iter().all(|cell| cell["outcome"] == "saved"));
    assert!(late.len() >= 4, "the last came after the lock");

    // One press of one button: all that came too late, under one id.
    let edits: Vec<_> = late
        .iter()
        .map(|cell| cell["edit"].as_str().unwrap())
        .collect();
    let week = key.week.ending().to_string();
    let mut fields = vec![
        ("request", "00112233445566778899"),
        ("week", &*week),
        (
            "why",
            "These changes came after the register was submitted.",
        ),
    ];
    fields.extend(edits.iter().map(|edit| ("edits", *edit)));
    for _ in 0..2 {
        let sent = owen
            .post("/day-services/S12/requests/adjustment", &fields)
            .await;
        assert_eq!(
            sent.location(),
            Some("/day-services/S12/requests"),
            "{}",
            sent.words()
        );
    }
    let version = app.table().locked_version(&key, 1).await.unwrap().unwrap();
    let in_register: usize = version
        .lines
        .values()
        .map(|kept| kept.line.records.len())
        .sum();
    let mut farah = finance(&app).await;
    let listed = farah.get("/finance/requests").await;
    let asked = farah
        .get(&listed.link("Change a submitted register").unwrap())
        .await;
    let asked = asked.summary_row("Edits after the lock").unwrap();
    let asked: Vec<_> = asked.split("; ").collect();
    assert_eq!(asked, edits, "finance sees each");
    assert_eq!(in_register, kept.len());
    assert_eq!(in_register + asked.len(), all);
}

#[tokio::test]
async fn section_6_3_after_three_weeks_of_the_same_swap_the_new_pattern_is_asked_for_filled_in() {
    let app = willow_grove().await;
    let (this_week, supplier) = (this_week(&app), day_services::willow_grove().supplier);
    let weeks = [
        this_week.week.previous().previous(),
        this_week.week.previous(),
        this_week.week,
    ];
    app.pass_hours(8 * 24);
    let (staff, mut owen) = provider(&app, "Owen", ProviderRole::Staff).await;
    let pattern =
        "Monday: AM, PM, 1.5 hours of 1:1, Out, Back; Wednesday: PM, Out, Back; Thursday: AM";
    for (place, week) in weeks.into_iter().enumerate() {
        let key = RegisterKey {
            week,
            ..this_week.clone()
        };
        make(&app.table(), &supplier, week, app.site().now())
            .await
            .unwrap();
        // Ana comes on Thursday morning and not on Wednesday morning.
        for (day, received) in [(2, 0), (3, 1)] {
            mark(&app, &staff, &key, day, received).await;
        }
        let address = format!("/day-services/S12/{}/submit", week.ending());
        let page = owen.get(&address).await;
        let offers = page.attributes("a[href*='/recommission?']", "href");
        assert_eq!(offers.len(), usize::from(place == 2), "week {place}");
        if let [offer] = &offers[..] {
            assert!(page.words().contains("The same other days for 3 weeks"));
            let ask = owen.get(offer).await;
            let asked = "Which days and sessions should be commissioned?";
            assert_eq!(ask.field(asked).unwrap().value, pattern);
            let names = ask.attributes("form input[type=hidden]", "name");
            let values = ask.attributes("form input[type=hidden]", "value");
            let hidden = names
                .iter()
                .zip(&values)
                .map(|(name, value)| (&**name, &**value));
            let fields: Vec<_> = hidden.chain([("pattern", pattern)]).collect();
            let to = "/day-services/S12/requests/recommission";
            assert_eq!(owen.post(to, &fields).await.status, 303);
        }
        let sent = owen.post(&address, &[("declared", "yes")]).await;
        assert_eq!(sent.status, 303, "{}", sent.words());
    }
    let mut farah = finance(&app).await;
    let listed = farah.get("/finance/requests").await;
    let asked = farah
        .get(&listed.link("Commission a new pattern").unwrap())
        .await;
    assert_eq!(asked.summary_row("Pattern").as_deref(), Some(pattern));
    assert_eq!(
        asked.summary_row("Purchase order and line").as_deref(),
        Some("0004512/1")
    );
}

#[tokio::test]
async fn what_waits_of_one_account_is_not_submitted_by_another_in_the_same_browser() {
    let app = willow_grove().await;
    let (key, supplier) = (this_week(&app), day_services::willow_grove().supplier);
    make(&app.table(), &supplier, key.week, app.site().now())
        .await
        .unwrap();
    app.pass_hours(8 * 24);
    let (first, _) = provider(&app, "Owen", ProviderRole::Staff).await;
    let (_, mut mia) = provider(&app, "Mia", ProviderRole::Staff).await;
    let address = format!("/day-services/S12/{}/submit", key.week.ending());
    let waiting = json!({"commands": [{"id": "w", "line": "0004512/1",
        "day": key.week.monday().to_string(), "symbol": "am", "seen": 0, "received": 0}]});
    let waiting = waiting.to_string();
    let fields = [
        ("account", &*first.id.0),
        ("declared", "yes"),
        ("waiting", &*waiting),
    ];
    let refused = mia.post(&address, &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.errors()[0].contains("Somebody else has signed in"));
    let request = "/day-services/S12/requests/adjustment";
    let late = [
        ("account", &*first.id.0),
        ("week", "2026-11-22"),
        ("why", "Late"),
        ("edits", "one"),
    ];
    assert_ne!(
        mia.post(request, &late).await.location(),
        Some("/day-services/S12/requests")
    );
    let kept = app.table().register(&key).await.unwrap().unwrap();
    assert_eq!(kept.head.version, 0);
    assert!(kept.lines.values().all(|kept| kept.line.records.is_empty()));
    assert!(
        app.table()
            .requests_of(&s12(), app.site().now())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn section_5_2_what_an_absence_bills_is_to_be_confirmed_by_finance_until_somebody_confirms() {
    let app = willow_grove().await;
    let mut farah = finance(&app).await;
    let supplier = farah.get(WILLOW).await;
    let standing = supplier.table_row("DC-high").unwrap();
    assert_eq!(standing, ["To be confirmed by finance"]);
    let contract = supplier.link("DC-high").unwrap();
    let page = farah.get(&contract).await;
    assert!(page.words().contains("To be confirmed by finance"));
    let mut fields = vec![
        ("with_notice", "paid"),
        ("without_notice", "paid"),
        ("without_notice", "billed"),
    ];
    let refused = farah.post(&contract, &fields).await;
    assert_eq!(refused.status, 422, "from which day?");
    fields.extend([
        ("from-day", "1"),
        ("from-month", "4"),
        ("from-year", "2026"),
    ]);
    for _ in 0..2 {
        assert_eq!(
            farah.post(&contract, &fields).await.location(),
            Some(WILLOW)
        );
    }
    let standing = farah.get(WILLOW).await.table_row("DC-high").unwrap();
    assert_eq!(standing, ["Confirmed by finance"]);
    let effects = app
        .table()
        .effects(&day_services::terms().id)
        .await
        .unwrap();
    let held = effects.values();
    assert_eq!((held.len(), held[0].from), (1, date(2026, 4, 1)));
    assert!(held[0].value.without_notice.billed && !held[0].value.with_notice.billed);
}

/// Submits the register of S12 of the present week when it has ended.
async fn submitted(app: &TestApp) -> RegisterKey {
    let week = Week::of(app.site().today());
    let supplier = day_services::willow_grove().supplier;
    let made = make(&app.table(), &supplier, week, app.site().now()).await;
    app.pass_hours(8 * 24);
    let (_, mut mia) = provider(app, "Mia", ProviderRole::Staff).await;
    let submit = format!("/day-services/S12/{}/submit", week.ending());
    assert_eq!(mia.post(&submit, &[("declared", "yes")]).await.status, 303);
    made.unwrap().key
}

/// Signs somebody of finance in again, on another day.
async fn again_at_work(app: &TestApp, name: &str) -> Visitor {
    let staff = app
        .staff_user(&format!("{name}@exampleshire.example"))
        .await;
    app.at_work(&staff, visitor(app)).await
}

/// Makes an app with the supplier S12, its people and its contract.
async fn willow_grove() -> TestApp {
    let app = TestApp::default();
    day_services::keep_supplier(&app.table(), 2, app.site().now()).await;
    app
}

/// Returns the register of S12 of the present week.
fn this_week(app: &TestApp) -> RegisterKey {
    RegisterKey {
        supplier: s12(),
        week: Week::of(app.site().today()),
    }
}

/// Records a morning of Ana Doe.
async fn mark(app: &TestApp, staff: &StaffUser, key: &RegisterKey, day: usize, received: u32) {
    let cell = Cell {
        line: day_services::line_key(0),
        day: key.week.days()[day],
        symbol: Symbol::Morning,
    };
    let command = CellCommand::of_content(cell, Mark::received(Quantity(received)), 0);
    let by = RecordedBy {
        user: staff.id.0.clone(),
        at: app.site().now(),
        via: RecordedVia::Page,
    };
    let kept = app.table().keep_cell(key, &command, &by).await.unwrap();
    assert_eq!(kept, CellKept::Kept(1));
}

fn s12() -> SupplierId {
    day_services::willow_grove().supplier.id
}

async fn finance(app: &TestApp) -> Visitor {
    let farah = app
        .invite(StaffUserBuilder::new("Farah", Role::Finance))
        .await;
    app.at_work(&farah, visitor(app)).await
}

/// Invites a provider of S12 and signs them in.
async fn provider(app: &TestApp, name: &str, role: ProviderRole) -> (StaffUser, Visitor) {
    let staff = app
        .invite(StaffUserBuilder::new(name, Role::Provider))
        .await;
    app.grant(&staff, &s12(), role).await;
    let browser = app.at_work(&staff, visitor(app)).await;
    (staff, browser)
}

/// Signs two people in again, on another day.
async fn again(app: &TestApp, names: &[&str; 2]) -> (Visitor, Visitor) {
    let mut browsers = Vec::new();
    for name in names {
        let staff = app
            .staff_user(&format!("{name}@exampleshire.example"))
            .await;
        browsers.push(app.at_work(&staff, visitor(app)).await);
    }
    let second = browsers.remove(1);
    (browsers.remove(0), second)
}

/// Lists what is on the record of S12.
async fn on_record(app: &TestApp) -> Vec<String> {
    let subject = Subject::Supplier(SupplierSubject("S12".to_owned()));
    let noted = app.table().accesses(&subject).await.unwrap();
    noted.into_iter().map(|access| access.what).collect()
}
