//! Tests of the pages of providers, over the real table.

use attendance::provider_access::{GrantKeeper as _, ProviderRole};
use domain::access::staff_user::Role;
use domain::ports::Ports;
use testkit::{StaffUserBuilder, TestApp, Visitor, with_rights_of};

#[tokio::test]
async fn a_provider_sees_the_suppliers_that_were_granted_to_them_and_no_others() {
    let app = TestApp::default();
    let mut owen = owen(&app).await;
    app.keep_supplier("S2", "Elm House").await;
    let home = owen.get("/day-services").await;
    assert_eq!(home.heading(), "My care suppliers");
    assert_eq!(home.link("Brookside").as_deref(), Some("/day-services/S1"));
    assert!(!home.body.contains("Elm House"));
    assert_eq!(owen.get("/day-services/S2").await.status, 404);
    assert_eq!(owen.get("/day-services/S3").await.status, 404);
}

#[tokio::test]
async fn a_grant_that_is_taken_is_gone_with_the_next_request() {
    let app = TestApp::default();
    let mut owen = owen(&app).await;
    assert_eq!(owen.get("/day-services/S1").await.status, 200);
    let (account, supplier) = (
        StaffUserBuilder::new("Owen", Role::Provider).build().id,
        "S1",
    );
    let supplier = supplier.parse().unwrap();
    app.table().take_grant(&account, &supplier).await.unwrap();
    let gone = owen.get("/day-services/S1").await;
    assert_eq!(gone.status, 404);
    assert!(!gone.body.contains("Brookside"));
    assert!(
        owen.get("/day-services")
            .await
            .words()
            .contains("cannot act for any care supplier")
    );
}

#[tokio::test]
async fn section_3_the_progress_of_the_year_is_said_in_words_and_numbers() {
    let app = TestApp::default();
    let mut owen = owen(&app).await;
    let home = owen.get("/day-services").await;
    let said = "0 submitted, 1 in progress, 16 to come, 2 not paid. Nobody has worked on 1";
    assert!(home.words().contains(said), "{}", home.words());
}

#[tokio::test]
async fn section_4_2_this_year_and_the_last_can_be_looked_at_and_no_other() {
    let app = TestApp::default();
    let mut owen = owen(&app).await;
    let this = owen.get("/day-services/S1").await;
    assert_eq!(this.heading(), "Brookside");
    let last = this.link("Registers of 2025 to 2026").unwrap();
    let last = owen.get(&last).await;
    let week = last.table_row("29 March 2026");
    assert_eq!(week, Some(vec!["No register".to_owned()]));
    for year in ["2024", "2027", "", "x"] {
        let other = owen.get(&format!("/day-services/S1?year={year}")).await;
        assert_eq!(other.status, 404, "{year}");
    }
}

/// Signs Owen in, who is a member of the staff of Brookside.
async fn owen(app: &TestApp) -> Visitor {
    let supplier = app.keep_supplier("S1", "Brookside").await;
    let staff = StaffUserBuilder::new("Owen", Role::Provider).build();
    app.keep_staff_user(&staff).await;
    app.grant(&staff, &supplier.id, ProviderRole::Staff).await;
    let ports = Ports::of(with_rights_of("day-services", &app.table()));
    let browser = app.browser(crate::router(app.site(), ports));
    app.at_work(&staff, browser).await
}
