//! Reminders of registers that are late.

use app::registers::make;
use attendance::kept_register::{
    KeptStatus, RegisterHead, RegisterKeeper as _, RegisterReader as _,
};
use attendance::provider_access::{GrantKeeper as _, ProviderRole};
use attendance::week::Week;
use domain::access::audit::{Actor, AuditLog as _, StaffUserId};
use domain::access::staff_user::{Role, StaffUser};
use domain::values::email_address::EmailAddress;
use testkit::day_services::{self, willow_grove};
use testkit::{FaultDuration, StaffUserBuilder};

use super::*;

#[tokio::test]
async fn whoever_may_submit_a_register_that_is_late_is_reminded_once_on_the_third_day() {
    let app = late_register().await;
    provider(&app, "Owen").await;
    provider(&app, "Mia").await;
    for (day, sent) in [("2026-03-31", 0), ("2026-04-01", 2), ("2026-04-02", 0)] {
        let done = run(&app, morning(day)).await.unwrap();
        assert_eq!(done.providers_reminded, sent, "{day}");
    }
    let told: Vec<_> = reminders(&app);
    let week_ending = day_services::week().ending();
    let mail = Email::RegisterLate { week_ending };
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(_, said)| *said == mail));
    // The next week is another register.
    make_register(&app, day_services::week().next(), "2026-04-05T10:00:00Z").await;
    let done = run(&app, morning("2026-04-08")).await.unwrap();
    assert_eq!(done.providers_reminded, 2);
    // A new colleague hears of both, in their order.
    provider(&app, "Sam").await;
    assert_eq!(
        run(&app, morning("2026-04-09"))
            .await
            .unwrap()
            .providers_reminded,
        2
    );
}

#[tokio::test]
async fn nobody_is_reminded_who_has_no_access_any_more_or_of_what_is_submitted_or_not_paid() {
    let app = late_register().await;
    let owen = provider(&app, "Owen").await;
    let mia = provider(&app, "Mia").await;
    let table = app.table();
    let (supplier, key) = (willow_grove().supplier, day_services::register_key());
    table.take_grant(&owen.id, &supplier.id).await.unwrap();
    let on = morning("2026-04-01");
    let subject = StaffUserId(mia.id.clone());
    let actor = Actor::Job("test".to_owned());
    let entry = table
        .audit(subject, actor, "closed".to_owned(), on)
        .await
        .unwrap();
    table.close_access_of(&entry, on).await.unwrap();
    assert_eq!(run(&app, on).await.unwrap().providers_reminded, 0);

    app.keep_staff_user(&mia).await;
    let kept = table.register(&key).await.unwrap().unwrap();
    let submitted = RegisterHead {
        version: 1,
        status: KeptStatus::Locked {
            by: attendance::cell::RecordedBy {
                user: mia.id.0.clone(),
                at: on,
                via: attendance::cell::RecordedVia::Page,
            },
        },
        ..kept.head
    };
    table.keep_head(&key, &submitted).await.unwrap();
    assert_eq!(run(&app, on).await.unwrap().providers_reminded, 0);
    assert_eq!(reminders(&app), []);
}

#[tokio::test]
async fn two_runs_at_once_and_runs_that_fail_half_way_remind_each_person_once() {
    for seed in 0..5 {
        let app = late_register().await;
        for name in ["Owen", "Mia", "Sam"] {
            provider(&app, name).await;
        }
        let on = morning("2026-04-01");
        let (table, _) = app
            .database()
            .table_with_faults(seed, FaultDuration::OneRequest);
        let mut faulty = housekeeping(&app);
        faulty.ports.store = with_rights_of("housekeeping", &table);
        let daily = || json!({"housekeeping": DAILY});
        let ours = housekeeping(&app);
        let runs = (
            keep_house(&faulty, on, daily()),
            keep_house(&ours, on, daily()),
        );
        let _came_to = tokio::join!(runs.0, runs.1);
        // What a failed run had in hand is free again the next morning.
        run(&app, morning("2026-04-02")).await.unwrap();
        run(&app, morning("2026-04-03")).await.unwrap();
        let told = reminders(&app).into_iter();
        let mut told: Vec<_> = told.map(|(to, _)| to.as_str().to_owned()).collect();
        let all = told.len();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), 3, "seed {seed}: everybody");
        // Only an e-mail whose note was lost can come again.
        assert!(all <= 4, "seed {seed}: {all}");
    }
}

/// Makes the register of a supplier for a week that ends on 29 March 2026.
async fn late_register() -> TestApp {
    let app = TestApp::default();
    day_services::keep_supplier(&app.table(), 2, morning("2026-03-24")).await;
    make_register(&app, day_services::week(), "2026-03-24T10:00:00Z").await;
    app
}

async fn make_register(app: &TestApp, week: Week, now: &str) {
    let supplier = willow_grove().supplier;
    let made = make(&app.table(), &supplier, week, now.parse().unwrap()).await;
    assert_eq!(made.unwrap().head.version, 0);
}

async fn provider(app: &TestApp, name: &str) -> StaffUser {
    let staff = StaffUserBuilder::new(name, Role::Provider).build();
    app.keep_staff_user(&staff).await;
    app.grant(&staff, &willow_grove().supplier.id, ProviderRole::Staff)
        .await;
    staff
}

fn reminders(app: &TestApp) -> Vec<(EmailAddress, Email)> {
    let sent = app.mailer().sent().into_iter();
    sent.filter(|(_, mail)| matches!(mail, Email::RegisterLate { .. }))
        .collect()
}

fn morning(day: &str) -> Timestamp {
    format!("{day}T05:00:00Z").parse().unwrap()
}
