//! Tests of the pages of providers, over the real table.

use attendance::provider_access::{GrantKeeper as _, ProviderRole};
use attendance::supplier::Supplier;
use attendance::week::Week;
use domain::access::staff_user::Role;
use domain::ports::Ports;
use jiff::ToSpan as _;
use jiff::civil::date;
use testkit::{StaffUserBuilder, TestApp, Visitor, day_services, with_rights_of};

#[tokio::test]
async fn section_3_3_section_4_1_a_provider_sees_the_suppliers_granted_to_them_and_no_others() {
    let app = TestApp::default();
    let (_, mut owen) = owen(&app).await;
    app.keep_supplier("S2", "Elm House").await;
    let home = owen.get("/day-services").await;
    assert_eq!(home.heading(), "My care suppliers");
    assert_eq!(home.link("Brookside").as_deref(), Some("/day-services/S1"));
    assert!(!home.body.contains("Elm House"));
    assert_eq!(owen.get("/day-services/S2").await.status, 404);
    assert_eq!(owen.get("/day-services/S3").await.status, 404);
}

#[tokio::test]
async fn ds_47_a_supplier_that_is_taken_is_gone_with_the_next_request() {
    let app = TestApp::default();
    let (supplier, mut owen) = owen(&app).await;
    assert_eq!(owen.get("/day-services/S1").await.status, 200);
    let staff = StaffUserBuilder::new("Owen", Role::Provider).build();
    let taken = app.table().take_grant(&staff.id, &supplier.id).await;
    taken.unwrap();
    for page in ["", "/requests", "/requests/person_missing", "/people"] {
        let gone = owen.get(&format!("/day-services/S1{page}")).await;
        assert_eq!(gone.status, 404, "{page}");
        assert!(!gone.body.contains("Brookside"), "{page}");
    }
    let home = owen.get("/day-services").await.words();
    assert!(home.contains("cannot act for any care supplier"), "{home}");
}

#[tokio::test]
async fn ds_49_each_page_about_a_supplier_has_its_name_in_title_and_heading() {
    let app = TestApp::default();
    let (_, mut owen) = owen(&app).await;
    for page in ["", "/requests", "/requests/person_missing"] {
        let page = owen.get(&format!("/day-services/S1{page}")).await;
        assert!(page.heading().contains("Brookside"), "{}", page.heading());
        let title = page.body.split("<title>").nth(1).unwrap_or_default();
        let title = title.split("</title>").next().unwrap_or_default();
        assert!(title.contains("Brookside"), "{title}");
    }
}

#[tokio::test]
async fn section_3_the_progress_of_the_year_is_said_in_words_and_numbers() {
    let app = TestApp::default();
    let (_, mut owen) = owen(&app).await;
    let home = owen.get("/day-services").await;
    let said = "0 submitted, 1 in progress, 16 to come, 2 not paid. Nobody has worked on 1";
    assert!(home.words().contains(said), "{}", home.words());
}

#[tokio::test]
async fn ds_46_an_old_register_stays_open_and_waits_first_the_oldest_before_the_others() {
    let app = TestApp::default();
    let (supplier, mut owen) = owen(&app).await;
    for sunday in [date(2026, 11, 15), date(2026, 10, 4)] {
        register_of(&app, &supplier, Week::of(sunday)).await;
    }
    let home = owen.get("/day-services").await;
    let late = ["4 October 2026", "15 November 2026"].map(|day| {
        let link = format!("Late: Brookside, week ending {day}");
        home.link(&link)
            .unwrap_or_else(|| panic!("{}", home.words()))
    });
    assert_eq!(
        late,
        ["/day-services/S1/2026-10-04", "/day-services/S1/2026-11-15"]
    );
    let words = home.words();
    assert!(words.find("4 October 2026") < words.find("15 November 2026"));
    let year = owen.get("/day-services/S1").await;
    assert_eq!(year.table_row("4 October 2026").unwrap()[0], "Not started");
}

#[tokio::test]
async fn section_4_2_this_year_and_the_last_can_be_looked_at_and_no_other() {
    let app = TestApp::default();
    let (_, mut owen) = owen(&app).await;
    let this = owen.get("/day-services/S1").await;
    assert_eq!(this.heading(), "Brookside");
    let last = this.link("Registers of 2025 to 2026").unwrap();
    let last = owen.get(&last).await;
    let week = last.table_row("29 March 2026");
    assert_eq!(week.unwrap()[0], "No register");
    for year in ["2024", "2027", "", "x"] {
        let other = owen.get(&format!("/day-services/S1?year={year}")).await;
        assert_eq!(other.status, 404, "{year}");
    }
}

#[tokio::test]
async fn section_4_4_non_payment_weeks_are_marked_and_a_manager_is_reminded_of_them() {
    let app = TestApp::default();
    let (supplier, mut owen) = owen(&app).await;
    let year = owen.get("/day-services/S1").await;
    let words = "Monday 21 December 2026 to Sunday 27 December 2026";
    assert!(year.words().contains(words), "{}", year.words());
    let row = year.table_row("27 December 2026").unwrap();
    assert_eq!(row[0], "Non-payment week: no register");
    let reminder = "Choose the non-payment weeks of Brookside";
    assert!(!owen.get("/day-services").await.words().contains(reminder));
    let staff = StaffUserBuilder::new("Owen", Role::Provider).build();
    app.grant(&staff, &supplier.id, ProviderRole::Manager).await;
    let home = owen.get("/day-services").await;
    assert!(home.words().contains(reminder), "{}", home.words());
    assert!(home.body.contains("/day-services/S1/non-payment/2026"));
}

#[tokio::test]
async fn ds_29_the_date_of_old_data_is_said_on_the_first_page() {
    for (hours, is_old) in [(20, false), (72, true)] {
        let app = TestApp::default();
        let taken_at = app.site().now() - hours.hours();
        day_services::keep_supplier(&app.table(), 0, taken_at).await;
        let (_, mut owen) = owen(&app).await;
        let home = owen.get("/day-services").await.words();
        assert_eq!(home.contains("is shown as of 19 November 2026"), is_old);
        assert_eq!(home.contains("is shown as of"), is_old, "{home}");
    }
}

#[tokio::test]
async fn ds_34_a_year_of_53_weeks_has_53_places_and_says_so() {
    let app = TestApp::default();
    // To August 2029.
    app.pass_hours(24 * 1_000);
    let (_, mut owen) = owen(&app).await;
    let year = owen.get("/day-services/S1").await;
    assert!(year.words().contains("This is a year of 53 weeks."));
    assert!(year.body.contains("viewBox=\"0 0 530 24\""));
    let other = year.link("Registers of 2028 to 2029").unwrap();
    let other = owen.get(&other).await;
    assert!(other.body.contains("viewBox=\"0 0 520 24\""));
}

#[tokio::test]
async fn section_3_4_the_links_are_those_of_the_councils_file_and_else_of_the_council() {
    let app = TestApp::default();
    let (_, mut owen) = owen(&app).await;
    let home = owen.get("/day-services").await;
    let to = home.link("Report errors in a register");
    assert_eq!(to.as_deref(), Some("mailto:care@exampleshire.example"));
    assert_eq!(home.link("Privacy").as_deref(), Some("/privacy"));
    assert_eq!(home.link("Guidance for providers (PDF)"), None);
}

#[tokio::test]
async fn section_3_1_support_is_an_email_and_signing_out_is_on_the_page() {
    let app = TestApp::default();
    let (_, mut owen) = owen(&app).await;
    for page in ["/day-services", "/day-services/S1"] {
        let out = owen.get(page).await.button("Sign out");
        assert_eq!(out.as_deref(), Some("/professionals/sign-out"), "{page}");
    }
    let home = owen.get("/day-services").await;
    let to = home.link("Support with this website").unwrap();
    assert!(to.starts_with("mailto:"), "{to}");
}

#[tokio::test]
async fn section_2_3_every_page_says_when_somebody_can_be_asked() {
    let app = TestApp::default();
    let (_, mut owen) = owen(&app).await;
    let hours = app.site().council().opening_hours.clone();
    assert!(!hours.is_empty());
    for page in [
        "/day-services",
        "/day-services/S1",
        "/day-services/S1/requests",
    ] {
        let page = owen.get(page).await;
        assert!(page.words_of("footer").join(" ").contains(&*hours));
    }
}

#[tokio::test]
async fn section_1_it_is_said_that_only_people_whose_place_the_council_pays_for_are_listed() {
    let app = TestApp::default();
    let (_, mut owen) = owen(&app).await;
    let page = owen.get("/day-services/S1/requests/person_missing").await;
    let said = "Only people whose place the council pays for are on the register.";
    assert!(page.words().contains(said), "{}", page.words());
}

#[tokio::test]
async fn section_6_3_for_more_or_less_care_the_social_worker_is_asked() {
    let app = TestApp::default();
    let (_, mut owen) = owen(&app).await;
    let page = "/day-services/S1/requests/recommission?order=0004512&line=1";
    let page = owen.get(page).await;
    let said = "For more or less care, contact the person’s social worker.";
    assert!(page.words().contains(said), "{}", page.words());
}

/// Makes the register of a week that is over, as an import of that week did.
async fn register_of(app: &TestApp, supplier: &Supplier, week: Week) {
    let then = week.opens_for_submission() - 24.hours();
    let table = app.table();
    let made = app::registers::make(&table, supplier, week, then);
    made.await.unwrap();
}

/// Signs Owen in, who is a member of the staff of Brookside.
async fn owen(app: &TestApp) -> (Supplier, Visitor) {
    let supplier = app.keep_supplier("S1", "Brookside").await;
    let (staff, browser) = owen_of(app).await;
    app.grant(&staff, &supplier.id, ProviderRole::Staff).await;
    (supplier, browser)
}

/// Signs Owen in, who was granted nothing.
async fn owen_of(app: &TestApp) -> (domain::access::staff_user::StaffUser, Visitor) {
    let staff = StaffUserBuilder::new("Owen", Role::Provider).build();
    app.keep_staff_user(&staff).await;
    let table = with_rights_of("day-services", &app.table());
    let ports = Ports::of(table)
        .with_identity(app.invited(app.table()))
        .with_mailer(app.mailer());
    let browser = app.browser(crate::router(app.site(), ports));
    let browser = app.at_work(&staff, browser).await;
    (staff, browser)
}
