//! Tests of the pages as somebody who applies uses them.

use charging::policy::Policy;
use domain::application::evidence::content::Refusal;
use domain::application::evidence::{Evidence, FileState, FileType, MOST_FILES};
use domain::forms::draft::Answer;
use domain::ports::Ports;
use domain::values::account_id::AccountId;
use testkit::{Given, Reply, TestApp, Visitor, council, with_rights_of};
use web::RouteTable;

use crate::states;

/// The list of documents.
const LIST: &str = "/apply/evidence";

/// The saved forms, with their ids.
const REQUEST: (&str, &str) = ("request-help", "form-1");
const ESTIMATE: (&str, &str) = ("estimate-costs", "estimate-1");

#[tokio::test]
async fn the_list_says_what_is_needed_and_why_and_nothing_else() {
    let app = TestApp::default();
    let page = deputy(&app).await.get(LIST).await;
    let words = page.words();
    assert!(words.contains("You have sent 0 of 1 document."), "{words}");
    let order = page.section("The order of the Court of Protection");
    assert!(order.link("Mental Capacity Act 2005, section 16").is_some());
    assert!(
        words.contains("You do not need to send anything else."),
        "{words}"
    );
    assert!(!words.contains("savings"), "{words}");
}

#[tokio::test]
async fn whoever_has_no_document_to_send_is_led_on() {
    let app = TestApp::default();
    let mut jo = deputy(&app).await;
    let (form, id) = REQUEST;
    let myself = [("who", Answer::Text("myself".to_owned()))];
    let now = app.site().now();
    app.answer_form(form, "jo", id, &myself, now).await;
    let reply = jo.get(LIST).await;
    assert_eq!(reply.location(), Some("/apply/declaration"));
}

#[tokio::test]
async fn a_council_that_collects_council_tax_sees_it_in_its_own_records() {
    for collects_council_tax in [false, true] {
        let mut council = council();
        council.collects_council_tax = collects_council_tax;
        let app = TestApp::of(council, "test");
        let jo = deputy(&app).await;
        save_estimate_with_council_tax(&app).await;
        let mut jo = app.sign_in("jo", jo, &[REQUEST, ESTIMATE]).await;
        let page = jo.get(LIST).await;
        let seen = page.words_of("li");
        let sees = seen.contains(&"Council Tax: it is in our own records.".to_owned());
        let asks = page.words_of("h2");
        let asks = asks.contains(&"This year’s Council Tax bill".to_owned());
        assert_eq!(
            (sees, asks),
            (collects_council_tax, !collects_council_tax),
            "{}",
            page.words()
        );
    }
}

#[tokio::test]
async fn a_file_is_announced_once_and_its_form_posts_to_where_files_are_kept() {
    let app = TestApp::default();
    let mut jo = deputy(&app).await;
    let id = add(&mut jo).await;
    // Pressed twice, or after a step back, the button leads to the same file.
    assert_eq!(add(&mut jo).await, id);
    assert_eq!(files(&app).await.len(), 1);
    let page = jo.get(&format!("/apply/evidence/files/{id}")).await;
    assert_eq!(page.status, 200);
    let form = "form[method='post'][enctype='multipart/form-data'][data-check-file]";
    let to = page.attributes(form, "action");
    assert_eq!(to, ["https://evidence.example/"]);
    assert_eq!(page.attributes(form, "data-largest"), ["10485760"]);
    let back = format!("https://portal.example/apply/evidence/files/{id}/sent");
    assert_eq!(page.hidden("back"), back);
    let policy = page.header("content-security-policy").to_owned();
    assert!(
        policy.contains("form-action 'self' https://evidence.example;"),
        "{policy}"
    );
    let list = jo.get(LIST).await;
    let policy = list.header("content-security-policy");
    assert!(!policy.contains("evidence.example"), "{policy}");
    let fields = page.attributes(&format!("{form} input"), "type");
    assert_eq!(fields.last().unwrap(), "file", "{fields:?}");
    assert_eq!(fields.iter().filter(|kind| *kind == "file").count(), 1);
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
    let app = TestApp::default();
    let jo = deputy(&app).await;
    app.pass_hours(8 * 24);
    // After signing in again, the reference of the form has to be kept for
    // longer.
    let mut jo = app.sign_in("jo", jo, &[REQUEST]).await;
    let reply = jo.post("/apply/evidence/deputy-order/add", &[]).await;
    assert_eq!(reply.status, 303, "{}", reply.words());
    assert_eq!(files(&app).await.len(), 1);
}

#[tokio::test]
async fn each_state_is_shown_with_what_to_do() {
    let app = TestApp::default();
    let mut jo = deputy(&app).await;
    let id = add(&mut jo).await;
    let said = jo.get(LIST).await.summary_row("A file").unwrap();
    assert!(said.starts_with("Not sent yet"), "{said}");
    let back = format!("/apply/evidence/files/{id}/sent?bucket=b&key=k&etag=e");
    let reply = jo.get(&back).await;
    assert_eq!(reply.location(), Some(LIST));
    let page = jo.get(LIST).await;
    let said = page.summary_row("file").unwrap();
    assert!(said.starts_with("Being checked"), "{said}");
    assert_eq!(page.link("Check again").as_deref(), Some(LIST));
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
        (FileState::Clean, "Ready", "PDF, 333KB"),
    ] {
        let id = add(&mut jo).await;
        judge(&app, &id, state, None).await;
        let said = jo.get(LIST).await.summary_row("order.pdf").unwrap();
        assert!(said.starts_with(tag) && said.contains(what_to_do), "{said}");
        if state != FileState::Clean {
            remove(&mut jo, &id).await;
        }
    }
    let words = jo.get(LIST).await.words();
    assert!(words.contains("You have sent 1 of 1 document."), "{words}");
    // There is no upload form any more for a file that was judged.
    judge(&app, &id, FileState::Clean, None).await;
    let reply = jo.get(&format!("/apply/evidence/files/{id}")).await;
    assert_eq!(reply.location(), Some(LIST));
}

#[tokio::test]
async fn a_file_that_cannot_be_used_says_why_and_what_to_do() {
    let app = TestApp::default();
    let mut jo = deputy(&app).await;
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
        let id = add(&mut jo).await;
        judge(&app, &id, FileState::Refused, Some(refusal)).await;
        let said = jo.get(LIST).await.summary_row("order.pdf").unwrap();
        assert!(said.starts_with("Cannot be used"), "{refusal:?}: {said}");
        assert!(said.contains(why) && said.contains(what_to_do), "{said}");
        assert!(said.contains("We deleted it"), "{said}");
        remove(&mut jo, &id).await;
    }
}

#[tokio::test]
async fn pb_56_the_page_says_what_is_taken_out_of_a_photograph() {
    let app = TestApp::default();
    let mut jo = deputy(&app).await;
    let id = add(&mut jo).await;
    let page = jo.get(&format!("/apply/evidence/files/{id}")).await;
    for words in [
        "A photograph can have in it where and when it was taken, and with which phone or camera.",
        "We take that out before anyone sees the photograph.",
        "We cannot take it out of photographs inside a Word document or a PDF.",
    ] {
        assert!(page.words().contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_file_is_removed_after_asking_and_removing_it_twice_is_fine() {
    let app = TestApp::default();
    let mut jo = deputy(&app).await;
    let id = add(&mut jo).await;
    judge(&app, &id, FileState::Clean, None).await;
    let path = format!("/apply/evidence/files/{id}/remove");
    let page = jo.get(&path).await;
    assert_eq!(page.heading(), "Are you sure you want to remove this file?");
    for _ in 0..2 {
        let reply = remove(&mut jo, &id).await;
        assert_eq!(reply.location(), Some(LIST));
    }
    assert_eq!(files(&app).await, []);
    // Before its record is removed, and after it: a copy that the judge keeps in
    // between goes too.
    let removed = (AccountId("jo".to_owned()), id);
    assert_eq!(app.buckets().removed(), [removed.clone(), removed]);
}

#[tokio::test]
async fn nothing_is_taken_for_a_document_that_is_not_needed() {
    let app = TestApp::default();
    let mut jo = deputy(&app).await;
    for document in ["savings", "other", "x"] {
        let path = format!("/apply/evidence/{document}/add");
        assert_eq!(jo.post(&path, &[]).await.status, 404, "{document}");
    }
    assert_eq!(files(&app).await, []);
}

#[tokio::test]
async fn twenty_files_are_taken_and_no_more() {
    let app = TestApp::default();
    let mut jo = deputy(&app).await;
    for _ in 0..MOST_FILES {
        let id = add(&mut jo).await;
        judge(&app, &id, FileState::Clean, None).await;
    }
    let reply = jo.post("/apply/evidence/deputy-order/add", &[]).await;
    assert_eq!(reply.location(), Some(LIST));
    assert_eq!(files(&app).await.len(), MOST_FILES);
    let page = jo.get(LIST).await;
    assert!(page.words().contains("which is the most we can take here"));
    assert_eq!(page.button("Add a file"), None);
}

#[tokio::test]
async fn nobody_sees_or_changes_another_persons_files() {
    let app = TestApp::default();
    let mut jo = deputy(&app).await;
    let id = add(&mut jo).await;
    judge(&app, &id, FileState::Clean, None).await;
    let mut nobody = app.browser(routes(&app));
    // The stranger's own session even has the id of the form.
    let stranger = nobody.clone();
    let mut stranger = app.sign_in("stranger", stranger, &[REQUEST]).await;
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
        let reply = nobody.post(&path, &[]).await;
        assert!(reply.location().unwrap().starts_with("/sign-in"), "{path}");
    }
    assert_eq!(files(&app).await.len(), 1);
    assert!(app.buckets().removed().is_empty());
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

/// Returns the routes as they are over the app's table and buckets.
fn routes(app: &TestApp) -> RouteTable {
    let store = with_rights_of("upload-evidence", &app.table());
    let ports = Ports::of(store).with_files(app.buckets());
    crate::router(app.site(), ports, Policy::default())
}

/// Signs Jo in, with a request for help open that they make as a deputy.
async fn deputy(app: &TestApp) -> Visitor {
    let (form, id) = REQUEST;
    let now = app.site().now();
    app.save_form(form, "jo", id, now).await;
    let answers = [
        ("what", "help"),
        ("who", "somebody"),
        ("urgent", "can_wait"),
        ("relationship", "relative"),
        ("authority", "deputy"),
    ];
    let answers = answers.map(|(question, said)| (question, Answer::Text(said.to_owned())));
    app.answer_form(form, "jo", id, &answers, now).await;
    app.sign_in("jo", app.browser(routes(app)), &[REQUEST])
        .await
}

/// Saves a complete estimate whose charge is lower because of the Council Tax
/// that Jo pays.
async fn save_estimate_with_council_tax(app: &TestApp) {
    const GIVEN: &[Given<'_>] = &[
        ("age", "85"),
        ("cost", "week"),
        ("weekly-cost", "100"),
        ("pensions", "occupational_pension"),
        ("amount-occupational-pension-amount", "300"),
        ("amount-occupational-pension-every", "week"),
        ("housing-costs", "council_tax"),
        ("cost-council-tax-amount", "20"),
        ("cost-council-tax-every", "week"),
        ("council-tax-help-amount", "0"),
        ("council-tax-help-every", "week"),
    ];
    let (form, id) = ESTIMATE;
    let (today, now) = (app.site().today(), app.site().now());
    let answers = testkit::answers(journey::forms::estimate_costs(), GIVEN, today);
    let (answers, _) = answers.unwrap();
    let answers: Vec<(&str, Answer)> = answers
        .iter()
        .map(|(question, answer)| (question, answer.clone()))
        .collect();
    app.save_form(form, "jo", id, now).await;
    app.answer_form(form, "jo", id, &answers, now).await;
}

/// Lists the files of the request.
async fn files(app: &TestApp) -> Vec<Evidence> {
    app.evidence("jo", REQUEST.1).await
}

/// Announces a file for the deputy's order, and returns its id.
async fn add(jo: &mut Visitor) -> String {
    let reply = jo.post("/apply/evidence/deputy-order/add", &[]).await;
    let path = reply.location().unwrap();
    let id = path.strip_prefix("/apply/evidence/files/");
    id.unwrap().to_owned()
}

/// Judges a file, which is then called `order.pdf`.
async fn judge(app: &TestApp, id: &str, state: FileState, refusal: Option<Refusal>) {
    let known = files(app).await.into_iter().find(|file| file.id == id);
    let judged = Evidence {
        name: "order.pdf".to_owned(),
        file_type: Some(FileType::Pdf),
        size: 340_000,
        fingerprint: Some("0".repeat(64)),
        state,
        refusal,
        ..known.unwrap()
    };
    app.record_verdict("jo", REQUEST.1, &judged).await;
}

/// Removes a file.
async fn remove(jo: &mut Visitor, id: &str) -> Reply {
    jo.post(&format!("/apply/evidence/files/{id}/remove"), &[])
        .await
}
