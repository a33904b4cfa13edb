//! Tests of the pages as somebody who applies uses them, over a real table.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use domain::account::AccountId;
use domain::charging::policy::Policy;
use domain::draft::{Answer, DraftKey, KeepDrafts as _};
use domain::evidence::content::Refusal;
use domain::evidence::{Evidence, FileState, FileType, KeepEvidence as _, MOST_FILES};
use domain::files::{FilesFault, UploadFiles, UploadForm};
use domain::ports::Ports;
use domain::reference::Reference;
use domain::saved::{KeepSavedForms as _, NewSavedForm, SavedId};
use domain::session::Session;
use jiff::Timestamp;
use testkit::{Database, Visitor, with_rights_of};
use web::session::SessionCookie;
use web::{Portal, RouteTable};

use crate::states;

/// The upload forms that were offered, and the files that were deleted.
#[derive(Clone, Default)]
struct Files(Arc<Mutex<Vec<String>>>);

impl UploadFiles for Files {
    fn origin(&self) -> String {
        "https://evidence.example".to_owned()
    }

    async fn offer_upload(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
        back: &str,
        _: Timestamp,
    ) -> Result<UploadForm, FilesFault> {
        Ok(UploadForm {
            address: "https://evidence.example/".to_owned(),
            fields: vec![
                ("key".to_owned(), format!("incoming/{id}")),
                ("owner".to_owned(), format!("{}/{}", account.0, saved.0)),
                ("back".to_owned(), back.to_owned()),
            ],
        })
    }

    async fn remove_upload(
        &self,
        account: &AccountId,
        _: &SavedId,
        id: &str,
    ) -> Result<(), FilesFault> {
        let mut deleted = self.0.lock().unwrap();
        deleted.push(format!("{}/{id}", account.0));
        Ok(())
    }
}

struct World {
    inside: testkit::TestApp,
    table: store::Table,
    files: Files,
    account: AccountId,
    saved: SavedId,
    visitor: Visitor,
}

impl World {
    /// Signs somebody in who has a request for help open, which they make as a
    /// deputy.
    async fn new() -> Self {
        let inside = testkit::TestApp::default();
        let table = Database::new().await.table();
        let (account, saved) = (AccountId("jo".to_owned()), SavedId("form-1".to_owned()));
        let portal = inside.portal();
        let now = portal.now();
        let new = NewSavedForm {
            id: saved.clone(),
            form: "request-help".to_owned(),
            name: "Request".to_owned(),
            reference: Reference::of_id(&portal.new_id()),
        };
        table.start_saved_form(&account, &new, now).await.unwrap();
        let key = DraftKey::Saved {
            account: account.clone(),
            id: saved.clone(),
        };
        for (question, answer) in [
            ("what", "help"),
            ("who", "somebody"),
            ("urgent", "can_wait"),
            ("relationship", "relative"),
            ("authority", "deputy"),
        ] {
            let answer = Answer::Text(answer.to_owned());
            table
                .keep_answer(&key, "request-help", question, answer, now)
                .await
                .unwrap();
        }
        let files = Files::default();
        let open = [("request-help", &saved)];
        let visitor = visitor(&portal, &table, &files, &account, &open).await;
        Self {
            inside,
            table,
            files,
            account,
            saved,
            visitor,
        }
    }

    async fn known(&self) -> Vec<Evidence> {
        self.table
            .evidence(&self.account, &self.saved)
            .await
            .unwrap()
    }

    /// Announces a file for the deputy's order, and returns its id.
    async fn add(&mut self) -> String {
        let reply = self
            .visitor
            .post("/apply/evidence/deputy-order/add", &[])
            .await;
        let path = reply.location().unwrap().to_owned();
        path.strip_prefix("/apply/evidence/files/")
            .unwrap()
            .to_owned()
    }

    async fn judge(&self, id: &str, state: FileState) {
        self.judge_with(id, state, None).await;
    }

    async fn judge_with(&self, id: &str, state: FileState, refusal: Option<Refusal>) {
        let known = self.known().await;
        let evidence = known.into_iter().find(|file| file.id == id).unwrap();
        let judged = Evidence {
            name: "order.pdf".to_owned(),
            file_type: Some(FileType::Pdf),
            size: 340_000,
            fingerprint: Some("0".repeat(64)),
            state,
            refusal,
            ..evidence
        };
        let kept = self
            .table
            .judge_evidence(&self.account, &self.saved, &judged)
            .await;
        assert!(kept.unwrap());
    }
}

/// Opens the browser of somebody who is signed in and may have a request for
/// help open.
fn routes(portal: &Portal, table: &store::Table, files: &Files) -> RouteTable {
    let store = with_rights_of("upload-evidence", table);
    let ports = Ports::of(store).with_files(files.clone());
    crate::router(portal.clone(), ports, Policy::default())
}

async fn visitor(
    portal: &Portal,
    table: &store::Table,
    files: &Files,
    account: &AccountId,
    open: &[(&str, &SavedId)],
) -> Visitor {
    let cookie = SessionCookie::new(portal);
    let session = Session {
        open: open
            .iter()
            .map(|(form, id)| ((*form).to_owned(), (*id).clone()))
            .collect(),
        account: account.clone(),
        first_name: "Jo".to_owned(),
        signed_in_at: portal.now(),
        seen_at: portal.now(),
        only: None,
        joined: BTreeMap::new(),
    };
    Visitor::new(web::finish(routes(portal, table, files), portal))
        .signed_in(table, &cookie, &session)
        .await
}

#[tokio::test]
async fn the_list_says_what_is_needed_and_why_and_nothing_else() {
    let mut world = World::new().await;
    let words = world.visitor.get("/apply/evidence").await.words();
    assert!(words.contains("You have sent 0 of 1 document."), "{words}");
    assert!(
        words.contains("The order of the Court of Protection"),
        "{words}"
    );
    assert!(
        words.contains("Mental Capacity Act 2005, section 16"),
        "{words}"
    );
    assert!(
        words.contains("You do not need to send anything else."),
        "{words}"
    );
    assert!(!words.contains("savings"), "{words}");
}

/// Saves a complete estimate whose charge is lower because of the Council Tax
/// that is paid.
async fn estimate_with_council_tax(world: &World) -> SavedId {
    let (id, now) = (
        SavedId("estimate-1".to_owned()),
        world.inside.portal().now(),
    );
    let new = NewSavedForm {
        id: id.clone(),
        form: "estimate-costs".to_owned(),
        name: "Estimate".to_owned(),
        reference: Reference::of_id(&world.inside.portal().new_id()),
    };
    let account = &world.account;
    world
        .table
        .start_saved_form(account, &new, now)
        .await
        .unwrap();
    let chosen = |value: &str| Answer::Choices(vec![value.to_owned()]);
    let a_week = |amount: &str| {
        let fields = [("amount", amount), ("every", "week")];
        Answer::Fields(
            fields
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
        )
    };
    let mut answers: Vec<(&str, Answer)> = [
        ("who-for", "me"),
        ("setting", "at_home"),
        ("age", "85"),
        ("when", "now"),
        ("free-care", "none"),
        ("taking-part", "full"),
        ("cost", "week"),
        ("weekly-cost", "100.00"),
        ("children", "0"),
        ("housing-shared", "1"),
    ]
    .map(|(question, value)| (question, Answer::Text(value.to_owned())))
    .into();
    let no = |question| (question, Answer::Text("no".to_owned()));
    answers.extend(
        [
            "night-care",
            "partner",
            "other-income",
            "unclaimed-income",
            "savings",
            "property",
            "given-away",
            "extra-costs",
            "agreed-allowances",
        ]
        .map(no),
    );
    answers.extend([
        ("pensions", chosen("occupational_pension")),
        ("amount-occupational-pension", a_week("300.00")),
        ("benefits", chosen("none")),
        ("housing-costs", chosen("council_tax")),
        ("cost-council-tax", a_week("20.00")),
        ("council-tax-help", a_week("0.00")),
    ]);
    let key = DraftKey::Saved {
        account: account.clone(),
        id: id.clone(),
    };
    for (question, answer) in answers {
        world
            .table
            .keep_answer(&key, "estimate-costs", question, answer, now)
            .await
            .unwrap();
    }
    id
}

#[tokio::test]
async fn a_council_that_collects_council_tax_sees_it_in_its_own_records() {
    let world = World::new().await;
    let estimate = estimate_with_council_tax(&world).await;
    let open = [
        ("request-help", &world.saved),
        ("estimate-costs", &estimate),
    ];
    for collects_council_tax in [false, true] {
        let (now, ids) = (world.inside.portal(), world.inside.portal());
        let council = domain::council::Council {
            collects_council_tax,
            ..testkit::council()
        };
        let portal = Portal::new(council, "test", move || now.now(), move || ids.new_id());
        let mut jo = visitor(&portal, &world.table, &world.files, &world.account, &open).await;
        let words = jo.get("/apply/evidence").await.words();
        let sees = words.contains("Council Tax: it is in our own records.");
        let asks = words.contains("This year’s Council Tax bill");
        assert_eq!(
            (sees, asks),
            (collects_council_tax, !collects_council_tax),
            "{words}"
        );
    }
}

#[tokio::test]
async fn a_file_is_announced_once_and_its_form_posts_to_where_files_are_kept() {
    let mut world = World::new().await;
    let id = world.add().await;
    // Pressed twice, or after a step back, the button leads to the same file.
    assert_eq!(world.add().await, id);
    assert_eq!(world.known().await.len(), 1);
    let page = world
        .visitor
        .get(&format!("/apply/evidence/files/{id}"))
        .await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<form method=\"post\" action=\"https://evidence.example/\" enctype=\"multipart/form-data\" data-check-file data-largest=\"10485760\">"));
    assert!(
        page.body.contains(&format!(
            "value=\"https://portal.example/apply/evidence/files/{id}/sent\""
        )),
        "{}",
        page.body
    );
    let policy = page.header("content-security-policy").to_owned();
    assert!(
        policy.contains("form-action 'self' https://evidence.example;"),
        "{policy}"
    );
    let list = world.visitor.get("/apply/evidence").await;
    assert!(
        !list
            .header("content-security-policy")
            .contains("evidence.example")
    );
    let file = page.body.find("type=\"file\"").unwrap();
    let last = page.body.rfind("type=\"hidden\"").unwrap();
    assert!(last < file, "the file is the last field");
    // The script's messages before a file is sent have the words of those
    // afterwards.
    for (problem, words) in [
        ("none", "Select a file"),
        ("empty", states::wrong(Refusal::Empty)),
        ("too-large", states::wrong(Refusal::TooLarge)),
        ("kind", states::wrong(Refusal::Kind)),
    ] {
        let template = format!("<template data-file-problem=\"{problem}\">");
        let said = page.body.split(&template).nth(1).unwrap();
        let said = said.split("</template>").next().unwrap();
        assert_eq!(
            said.matches(words).count(),
            2,
            "summary and message: {said}"
        );
        assert!(said.contains("href=\"#file\"") && said.contains("id=\"file-error\""));
    }
}

#[tokio::test]
async fn a_file_is_added_to_a_form_that_was_begun_more_than_a_week_ago() {
    let world = World::new().await;
    world.inside.pass_hours(8 * 24);
    // After signing in again, the reference of the form has to be kept for
    // longer.
    let open = [("request-help", &world.saved)];
    let (portal, account) = (world.inside.portal(), &world.account);
    let mut jo = visitor(&portal, &world.table, &world.files, account, &open).await;
    let reply = jo.post("/apply/evidence/deputy-order/add", &[]).await;
    assert_eq!(reply.status, 303, "{}", reply.words());
    assert_eq!(world.known().await.len(), 1);
}

#[tokio::test]
async fn each_state_is_shown_with_what_to_do() {
    let mut world = World::new().await;
    let id = world.add().await;
    let list = async |world: &mut World| world.visitor.get("/apply/evidence").await.words();
    assert!(list(&mut world).await.contains("Not sent yet"));
    let back = format!("/apply/evidence/files/{id}/sent?bucket=b&key=k&etag=e");
    let reply = world.visitor.get(&back).await;
    assert_eq!(reply.location(), Some("/apply/evidence"));
    let words = list(&mut world).await;
    assert!(
        words.contains("Being checked") && words.contains("Check again"),
        "{words}"
    );
    for (state, tag, what_to_do) in [
        (
            FileState::Infected,
            "Virus found",
            "Check your device for viruses",
        ),
        (
            FileState::Unscannable,
            "Could not be checked",
            "Send a copy without a password",
        ),
        (
            FileState::Refused,
            "Cannot be used",
            "Send a photograph of the document instead",
        ),
        (FileState::Clean, "order.pdf Ready", "PDF, 333KB"),
    ] {
        let id = world.add().await;
        world.judge(&id, state).await;
        let words = list(&mut world).await;
        assert!(words.contains(tag) && words.contains(what_to_do), "{words}");
    }
    assert!(
        list(&mut world)
            .await
            .contains("You have sent 1 of 1 document.")
    );
    // There is no upload form any more for a file that was judged.
    world.judge(&id, FileState::Clean).await;
    let reply = world
        .visitor
        .get(&format!("/apply/evidence/files/{id}"))
        .await;
    assert_eq!(reply.location(), Some("/apply/evidence"));
}

#[tokio::test]
async fn a_file_that_cannot_be_used_says_why_and_what_to_do() {
    let mut world = World::new().await;
    for (refusal, why, what_to_do) in [
        (Refusal::Empty, "is empty", "opens on your device"),
        (Refusal::TooLarge, "no larger than 10MB", "a smaller copy"),
        (
            Refusal::Kind,
            "a PDF, JPEG, PNG, HEIC or DOCX",
            "as one of these",
        ),
        (Refusal::Damaged, "not all of it arrived", "Send it again"),
        (
            Refusal::Polyglot,
            "another file hidden in it",
            "a photograph",
        ),
        (
            Refusal::Bomb,
            "far too large when it is opened",
            "a photograph",
        ),
        (Refusal::Locked, "has a password", "without a password"),
        (Refusal::Active, "programs or other files", "a photograph"),
    ] {
        let id = world.add().await;
        world
            .judge_with(&id, FileState::Refused, Some(refusal))
            .await;
        let words = world.visitor.get("/apply/evidence").await.words();
        let said = words.split("Cannot be used").nth(1).unwrap_or_default();
        assert!(
            said.contains(why) && said.contains(what_to_do),
            "{refusal:?}: {words}"
        );
        assert!(said.contains("We deleted it"), "{words}");
        world
            .visitor
            .post(&format!("/apply/evidence/files/{id}/remove"), &[])
            .await;
    }
}

#[tokio::test]
async fn a_file_is_removed_after_asking_and_removing_it_twice_is_fine() {
    let mut world = World::new().await;
    let id = world.add().await;
    world.judge(&id, FileState::Clean).await;
    let path = format!("/apply/evidence/files/{id}/remove");
    let words = world.visitor.get(&path).await.words();
    assert!(
        words.contains("Are you sure you want to remove this file?"),
        "{words}"
    );
    for _ in 0..2 {
        let reply = world.visitor.post(&path, &[]).await;
        assert_eq!(reply.location(), Some("/apply/evidence"));
    }
    assert_eq!(world.known().await, []);
    assert_eq!(*world.files.0.lock().unwrap(), [format!("jo/{id}")]);
}

#[tokio::test]
async fn nothing_is_taken_for_a_document_that_is_not_needed() {
    let mut world = World::new().await;
    for document in ["savings", "other", "x"] {
        let reply = world
            .visitor
            .post(&format!("/apply/evidence/{document}/add"), &[])
            .await;
        assert_eq!(reply.status, 404, "{document}");
    }
    assert_eq!(world.known().await, []);
}

#[tokio::test]
async fn twenty_files_are_taken_and_no_more() {
    let mut world = World::new().await;
    for _ in 0..MOST_FILES {
        let id = world.add().await;
        world.judge(&id, FileState::Clean).await;
    }
    let reply = world
        .visitor
        .post("/apply/evidence/deputy-order/add", &[])
        .await;
    assert_eq!(reply.location(), Some("/apply/evidence"));
    assert_eq!(world.known().await.len(), MOST_FILES);
    let page = world.visitor.get("/apply/evidence").await;
    assert!(page.words().contains("which is the most we can take here"));
    assert!(!page.body.contains("/add\""));
}

#[tokio::test]
async fn nobody_sees_or_changes_another_persons_files() {
    let mut world = World::new().await;
    let id = world.add().await;
    world.judge(&id, FileState::Clean).await;
    let stranger = AccountId("stranger".to_owned());
    // The stranger's own session even has the id of the form.
    let mut stranger = visitor(
        &world.inside.portal(),
        &world.table,
        &world.files,
        &stranger,
        &[("request-help", &world.saved)],
    )
    .await;
    let portal = world.inside.portal();
    let routes = routes(&portal, &world.table, &world.files);
    let mut nobody = Visitor::new(web::finish(routes, &portal));
    for path in [
        "",
        &format!("/files/{id}"),
        &format!("/files/{id}/sent"),
        &format!("/files/{id}/remove"),
    ] {
        let path = format!("/apply/evidence{path}");
        assert_eq!(stranger.get(&path).await.status, 404, "{path}");
        let reply = nobody.get(&path).await;
        assert!(
            reply.location().unwrap().starts_with("/sign-in?next="),
            "{path}"
        );
    }
    for path in ["deputy-order/add", &format!("files/{id}/remove")] {
        let path = format!("/apply/evidence/{path}");
        assert_eq!(stranger.post(&path, &[]).await.status, 404, "{path}");
        assert!(
            nobody
                .post(&path, &[])
                .await
                .location()
                .unwrap()
                .starts_with("/sign-in")
        );
    }
    assert_eq!(world.known().await.len(), 1);
    assert!(world.files.0.lock().unwrap().is_empty());
}

#[test]
fn sizes_are_said_as_govuk_says_them() {
    for (bytes, words) in [
        (0, "1KB"),
        (1, "1KB"),
        (348_160, "340KB"),
        (1_048_576, "1MB"),
        (2_500_000, "2.4MB"),
        (10_485_760, "10MB"),
    ] {
        assert_eq!(crate::list::size(bytes), words);
    }
}
