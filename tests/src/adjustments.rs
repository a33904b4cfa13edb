//! Adjustments of locked registers: proposed by one member of finance staff,
//! approved by another, and sent to the case system as the difference.

use app::registers::make;
use attendance::adjustment::{AdjustmentType, differences};
use attendance::adjustment_proposal::AdjustmentKeeper as _;
use attendance::cell::RecordedVia;
use attendance::kept_register::{KeptStatus, KeptVersion, RegisterKey, RegisterReader as _};
use attendance::provider_access::ProviderRole;
use attendance::supplier::SupplierId;
use attendance::symbol::Symbol;
use attendance::week::Week;
use domain::access::audit::{AuditReader as _, Subject, SupplierSubject};
use domain::access::staff_user::Role;
use testkit::{Reply, StaffUserBuilder, TestApp, Visitor, day_services};

use crate::visitors::visitor;

const WHY: &str = "Ana was in hospital on Monday";

#[tokio::test]
async fn section_3_4_finance_adjusts_a_locked_register_with_two_people_and_nothing_is_overwritten()
{
    let desk = Desk::locked().await;
    let (mut farah, mut gita) = (desk.finance("Farah").await, desk.finance("Gita").await);
    let first = desk.version(1).await;
    let proposed = desk.propose(&mut farah, WHY).await;
    let address = proposed.location().expect("a page of its own").to_owned();
    assert_eq!(
        desk.latest().await,
        1,
        "nothing changes before the approval"
    );

    let own = farah.get(&address).await;
    assert_eq!(own.button("Approve this adjustment"), None);
    let alone = farah.post(&format!("{address}/approve"), &[]).await;
    assert_eq!((alone.status, alone.errors().len()), (422, 1));
    assert_eq!(desk.latest().await, 1);

    let list = gita.get("/finance/adjustments").await;
    assert!(list.has_link_to(&address), "{}", list.words());
    let page = gita.get(&address).await;
    let said = |name| page.summary_row(name).unwrap_or_default();
    assert_eq!(said("Reason"), WHY);
    assert!(said("Proposed by").starts_with("Farah"));
    assert_eq!(said("Payment to the supplier"), "£31.20 less");
    let row = page
        .table_row("Ana Doe, 0004512/1")
        .expect("a line of the effect");
    assert_eq!(row, ["sessions", "Payment is taken back", "£31.20"]);

    let done = gita.post(&format!("{address}/approve"), &[]).await;
    assert_eq!(done.location(), Some(&*address), "{}", done.words());
    let second = desk.version(2).await;
    assert_eq!(desk.version(1).await, first, "what was locked stays");
    let adjustment = second.adjustment.clone().expect("it says why");
    assert_eq!(adjustment.because, WHY);
    assert_ne!(adjustment.proposed_by.user, adjustment.approved_by.user);
    let lines = differences(&first.amounts, &second.amounts);
    assert!(lines.iter().any(|line| {
        (line.adjustment, line.amount.to_string())
            == (AdjustmentType::PayTakenBack, "£31.20".to_owned())
    }));

    let kept = desk.app.table().register(&desk.key).await.unwrap().unwrap();
    assert!(matches!(kept.head.status, KeptStatus::Locked { .. }));
    let of_ana = &kept.lines[&day_services::line_key(0)];
    let morning = (desk.key.week.monday(), Symbol::Morning);
    let versions = &of_ana.versions[&morning];
    assert_eq!(
        versions.last().unwrap().recorded.via,
        RecordedVia::Adjustment
    );
    for (line, of_version) in &second.lines {
        let texts = kept.lines[line].texts();
        assert_eq!(
            texts,
            of_version.texts(),
            "the register is its last version"
        );
    }
    let gone = gita.get("/finance/adjustments").await;
    assert!(!gone.has_link_to(&address));
    let register = gita.get(&desk.register()).await;
    assert!(register.words().contains("Approved: version 2"));
}

#[tokio::test]
async fn an_approved_adjustment_waits_in_the_outbox_like_every_locked_register() {
    let desk = Desk::locked().await;
    let (mut farah, mut gita) = (desk.finance("Farah").await, desk.finance("Gita").await);
    let proposed = desk.propose(&mut farah, WHY).await;
    let waiting = desk.app.database().stored_in("REGISTER-OUTBOX").await;
    assert_eq!(waiting.len(), 1);
    let approve = format!("{}/approve", proposed.location().unwrap());
    gita.post(&approve, &[]).await;
    let waiting = desk.app.database().stored_in("REGISTER-OUTBOX").await;
    assert_eq!(waiting.len(), 2);
    let (first, second) = (desk.version(1).await, desk.version(2).await);
    let package = exchange::register::package(&desk.key, Some(&first), &second);
    let file: serde_json::Value = serde_json::from_slice(&package.register.json).unwrap();
    assert_eq!(file["adjustment"]["because"], WHY);
    let types: Vec<_> = file["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["type"].clone(), line["amount"].clone()))
        .collect();
    let taken_back = (
        serde_json::json!("pay_taken_back"),
        serde_json::json!("31.20"),
    );
    assert!(types.contains(&taken_back), "{types:?}");
    assert_eq!(package.kept_otherwise, [], "the lines make the amounts");
}

#[tokio::test]
async fn an_adjustment_that_is_proposed_and_approved_twice_is_one_and_makes_one_version() {
    let desk = Desk::locked().await;
    let (mut farah, mut gita) = (desk.finance("Farah").await, desk.finance("Gita").await);
    let form = farah.get(&desk.form()).await;
    let fields = ana_absent(&desk, &form, WHY);
    let mut address = String::new();
    for _ in 0..2 {
        let proposed = post(&mut farah, &desk.form(), &fields).await;
        address = proposed.location().unwrap().to_owned();
    }
    let kept = desk.app.table().proposals_of(&desk.key).await.unwrap();
    assert_eq!(kept.len(), 1);
    for _ in 0..2 {
        let done = gita.post(&format!("{address}/approve"), &[]).await;
        assert_eq!(done.location(), Some(&*address));
    }
    assert_eq!(desk.latest().await, 2);
    let noted = desk.on_record().await;
    let approved = noted.iter().filter(|what| what.starts_with("approved"));
    assert_eq!(approved.count(), 1);
    let proposed = noted.iter().filter(|what| what.starts_with("proposed"));
    assert_eq!(proposed.count(), 1);
}

#[tokio::test]
async fn an_adjustment_that_is_turned_down_changes_nothing_and_cannot_be_approved_any_more() {
    let desk = Desk::locked().await;
    let (mut farah, mut gita) = (desk.finance("Farah").await, desk.finance("Gita").await);
    let proposed = desk.propose(&mut farah, WHY).await;
    let address = proposed.location().unwrap().to_owned();
    let turn_down = format!("{address}/turn-down");
    let nothing = gita.post(&turn_down, &[]).await;
    assert_eq!((nothing.status, nothing.errors().len()), (422, 1));
    let why = [("because", "The hospital says Tuesday")];
    for _ in 0..2 {
        let done = gita.post(&turn_down, &why).await;
        assert_eq!(done.location(), Some(&*address));
    }
    let mut hana = desk.finance("Hana").await;
    let late = hana.post(&format!("{address}/approve"), &[]).await;
    assert_eq!(late.status, 422);
    assert_eq!(desk.latest().await, 1);
    let page = hana.get(&address).await;
    let state = page.summary_row("State").unwrap();
    assert!(state.ends_with("The hospital says Tuesday"), "{state}");
    assert_eq!(page.button("Approve this adjustment"), None);
}

#[tokio::test]
async fn of_two_adjustments_of_one_version_the_second_is_to_be_proposed_again() {
    let desk = Desk::locked().await;
    let (mut farah, mut gita) = (desk.finance("Farah").await, desk.finance("Gita").await);
    let one = desk.propose(&mut farah, WHY).await;
    let other = desk.propose(&mut farah, "The same again").await;
    let approve = |reply: &Reply| format!("{}/approve", reply.location().unwrap());
    assert_eq!(gita.post(&approve(&one), &[]).await.status, 303);
    let late = gita.post(&approve(&other), &[]).await;
    assert_eq!(late.status, 422);
    assert!(late.words().contains("The register has changed since"));
    assert_eq!(desk.latest().await, 2);
}

#[tokio::test]
async fn an_adjustment_says_every_mistake_at_its_control_and_keeps_what_was_typed() {
    let desk = Desk::locked().await;
    let mut farah = desk.finance("Farah").await;
    let form = farah.get(&desk.form()).await;
    let nothing = unchanged(&desk, &form, "");
    let refused = post(&mut farah, &desk.form(), &nothing).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.errors(), ["Enter why the register is adjusted"]);
    let nothing = unchanged(&desk, &form, WHY);
    let refused = post(&mut farah, &desk.form(), &nothing).await;
    assert_eq!((refused.status, refused.errors().len()), (422, 1));
    // More than is commissioned: a session on Tuesday as well.
    let mut more = unchanged(&desk, &form, WHY);
    more.push((desk.cell("cell", 1, "am"), "1".to_owned()));
    let refused = post(&mut farah, &desk.form(), &more).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.words().contains("5 of 4 sessions"),
        "{}",
        refused.words()
    );
    assert_eq!(refused.field("Why do you adjust it?").unwrap().value, WHY);
    let proposals = desk.app.table().proposals_of(&desk.key).await.unwrap();
    assert_eq!(proposals, []);
}

#[tokio::test]
async fn a_register_that_is_not_locked_is_not_adjusted() {
    let desk = Desk::locked().await;
    let mut farah = desk.finance("Farah").await;
    let proposed = desk.propose(&mut farah, WHY).await;
    let unlock = format!("{}/unlock", desk.register());
    let fields = [("because", "A journey was missed"), ("days", "3")];
    assert_eq!(farah.post(&unlock, &fields).await.status, 303);
    assert_eq!(farah.get(&desk.form()).await.status, 404);
    let mut gita = desk.finance("Gita").await;
    let approve = format!("{}/approve", proposed.location().unwrap());
    let refused = gita.post(&approve, &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.words().contains("not locked"));
}

#[tokio::test]
async fn whoever_sees_the_people_of_a_register_or_decides_on_it_is_on_the_record_before() {
    let desk = Desk::locked().await;
    let mut farah = desk.finance("Farah").await;
    let people = farah.get(&format!("{}/adjust", desk.register())).await;
    assert_eq!(people.link("Ana Doe").as_deref(), Some(&*desk.form()));
    let proposed = desk.propose(&mut farah, WHY).await;
    let address = proposed.location().unwrap().to_owned();
    farah.get(&address).await;
    let id = address.rsplit('/').next().unwrap();
    let week = format!("the register of the week ending {}", desk.key.week.ending());
    let noted = desk.on_record().await;
    for said in [
        format!("looked at {week} to adjust it"),
        format!("proposed adjustment {id} of {week}"),
        format!("read adjustment {id} of {week}"),
    ] {
        assert!(noted.contains(&said), "{said}: {noted:?}");
    }
}

/// A register of S12 that its provider has submitted, and who works on it.
struct Desk {
    app: TestApp,
    key: RegisterKey,
}

impl Desk {
    async fn locked() -> Self {
        let app = TestApp::default();
        day_services::keep_supplier(&app.table(), 2, app.site().now()).await;
        let week = Week::of(app.site().today());
        let supplier = day_services::willow_grove().supplier;
        make(&app.table(), &supplier, week, app.site().now())
            .await
            .unwrap();
        app.pass_hours(8 * 24);
        let mia = app
            .invite(StaffUserBuilder::new("Mia", Role::Provider))
            .await;
        app.grant(&mia, &supplier.id, ProviderRole::Staff).await;
        let mut mia = app.at_work(&mia, visitor(&app)).await;
        let submit = format!("/day-services/S12/{}/submit", week.ending());
        let done = mia.post(&submit, &[("declared", "yes")]).await;
        assert_eq!(done.status, 303);
        let key = RegisterKey {
            supplier: SupplierId::parse("S12").unwrap(),
            week,
        };
        Self { app, key }
    }

    async fn finance(&self, name: &str) -> Visitor {
        let staff = StaffUserBuilder::new(name, Role::Finance);
        let staff = self.app.invite(staff).await;
        self.app.at_work(&staff, visitor(&self.app)).await
    }

    /// Returns the address of the register at the desk.
    fn register(&self) -> String {
        let ending = self.key.week.ending();
        format!("/finance/suppliers/S12/registers/{ending}")
    }

    /// Returns the address of the form that adjusts Ana's week.
    fn form(&self) -> String {
        format!("{}/adjust/0004512/1", self.register())
    }

    /// Returns the name of a field about a cell of Ana's.
    fn cell(&self, field: &str, day: usize, symbol: &str) -> String {
        let day = self.key.week.days()[day];
        format!("{field}.0004512/1.{day}.{symbol}")
    }

    /// Proposes that Ana was absent on Monday morning, not to be paid.
    async fn propose(&self, farah: &mut Visitor, because: &str) -> Reply {
        let form = farah.get(&self.form()).await;
        let fields = ana_absent(self, &form, because);
        post(farah, &self.form(), &fields).await
    }

    async fn version(&self, number: u32) -> KeptVersion {
        let found = self.app.table().locked_version(&self.key, number).await;
        found.unwrap().unwrap()
    }

    async fn latest(&self) -> u32 {
        let kept = self.app.table().register(&self.key).await.unwrap().unwrap();
        kept.head.version
    }

    async fn on_record(&self) -> Vec<String> {
        let subject = Subject::Supplier(SupplierSubject("S12".to_owned()));
        let noted = self.app.table().accesses(&subject).await.unwrap();
        noted.into_iter().map(|access| access.what).collect()
    }
}

/// Fills the form in as it was shown, with a reason.
fn unchanged(desk: &Desk, form: &Reply, because: &str) -> Vec<(String, String)> {
    let seen = "seen.0004512/1";
    let mut fields = vec![
        ("id".to_owned(), form.hidden("id")),
        (seen.to_owned(), form.hidden(seen)),
        ("because".to_owned(), because.to_owned()),
    ];
    for day in [0, 2] {
        for symbol in ["am", "pm", "out", "back"] {
            fields.push((desk.cell("cell", day, symbol), "1".to_owned()));
        }
    }
    fields.push((desk.cell("cell", 0, "one_to_one"), "1.5".to_owned()));
    fields.push(("whole".to_owned(), "1".to_owned()));
    fields
}

/// Fills the form in: Ana was absent on Monday morning, not to be paid.
fn ana_absent(desk: &Desk, form: &Reply, because: &str) -> Vec<(String, String)> {
    let mut fields = unchanged(desk, form, because);
    let morning = desk.cell("cell", 0, "am");
    fields.retain(|(name, _)| *name != morning);
    fields.push((desk.cell("reason", 0, "am"), "non_payment".to_owned()));
    fields
}

async fn post(browser: &mut Visitor, path: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(path, &fields).await
}
