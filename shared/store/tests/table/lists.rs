//! Every list of the store: the key under which it is, how much of it one
//! request returns, and that it does not take more requests the longer it is.

use std::collections::BTreeSet;
use std::path::Path;

use domain::access::audit::{Actor, AuditLog as _, AuditReader as _, Subject};
use domain::access::session::SessionList as _;
use domain::application::evidence::EvidenceStore as _;
use domain::application::information_request::{
    InformationDesk as _, InformationRequestReader as _, WaitingRequestQueue as _,
};
use domain::application::{ApplicationReader as _, ConfirmationQueue as _, ExportQueue as _};
use domain::correspondence::complaint::{ComplaintQueue as _, ComplaintStore as _};
use domain::correspondence::email::EmailHistory as _;
use domain::correspondence::team_inbox::{InboxDesk as _, InboxList, InboxQueue as _, TeamInbox};
use domain::fault::StoreFault;
use domain::forms::caseload::CaseloadReader as _;
use domain::forms::saved_form::{ExpiryWarningQueue as _, SavedFormStore as _};
use domain::forms::staff_case::{CaseTeamReader as _, TeamId};
use domain::records::assessment_desk::{AssessmentDesk as _, AssessmentList};
use domain::records::retention::ErasureQueue as _;
use domain::records::staff_queues::{ComplaintList, StaffQueues as _, StaffUserAdmin as _};
use domain::values::account_id::AccountId;
use domain::values::information_request::AskingDesk;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::person_id::PersonId;
use serde_json::{Value, json};
use store::Table;
use testkit::Database;

use PageSize::{All, Asked, Of};

use crate::{at, jo, jos_email, monday, new_form, reference};

/// Lists whose requests no test counts: their own tests say what each returns.
const NOT_MEASURED: [&str; 8] = [
    "accesses_held",
    "closed_staff_users",
    "held_records",
    "holders_of",
    "idle_accounts",
    "invitations_to",
    "staff_sessions",
    "undelivered_about",
];

/// Lists whose rows say everything by their keys, that of the index among them: one
/// without other attributes is whole.
const KEY_SAYS_ALL: [&str; 5] = [
    "accounts_to_erase",
    "forms_to_warn_of",
    "saved_form_ids",
    "teams_of",
    "unread_answers",
];

#[test]
fn every_function_that_returns_a_list_is_in_the_table() {
    let listed: BTreeSet<_> = LISTS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(listed.len(), LISTS.len(), "each once");
    let domain = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/src");
    assert_eq!(functions_that_return_lists(&domain), listed);
    for (name, _, size) in LISTS {
        if let Of(other) = size {
            assert!(listed.contains(*other), "{name}: {other}");
        }
    }
}

#[tokio::test]
async fn a_list_takes_as_many_requests_with_fifty_rows_as_with_one() {
    for (name, _, size) in LISTS {
        if matches!(size, Of(_)) || NOT_MEASURED.contains(name) {
            continue;
        }
        let mut requests = BTreeSet::new();
        for rows in [1, 10, 50] {
            let database = filled(name, rows).await;
            let (table, meter) = database.table().metered();
            let page = ask(&table, name, None, 100).await.unwrap();
            let found = (page.items.len(), page.unreadable);
            assert_eq!(found, (usize::from(rows), 0), "{name}");
            assert_eq!(page.next, None, "{name}");
            requests.insert(meter.take().requests);
        }
        assert_eq!(requests.len(), 1, "{name}: {requests:?}");
        assert!(requests.first() <= Some(&2), "{name}: {requests:?}");
    }
}

#[tokio::test]
async fn a_page_of_a_list_has_what_was_asked_for_and_leads_to_the_rest() {
    for (name, ..) in LISTS.iter().filter(|(.., size)| *size == Asked) {
        let table = filled(name, 50).await.table();
        let (mut after, mut places, mut all, mut pages) = (None, BTreeSet::new(), 0, 0);
        loop {
            let page = ask(&table, name, after.as_ref(), 20).await.unwrap();
            assert!(page.items.len() <= 20, "{name}");
            all += page.items.len();
            pages += 1;
            after = page.next;
            // The cursor goes by an address, and comes back as it was.
            if let Some(after) = &after {
                assert_eq!(ListCursor::parse(&after.to_string()).as_ref(), Ok(after));
                assert!(places.insert(after.to_string()), "{name}: {after}");
            } else {
                break;
            }
        }
        assert_eq!((all, pages), (50, 3), "{name}");
    }
}

/// One row of each list has nothing but its key and its end. A new list is tried
/// here as soon as it is in the table.
#[tokio::test]
async fn one_row_that_cannot_be_read_hides_no_other_of_any_list() {
    let (mut wrong, mut whole) = (Vec::new(), BTreeSet::new());
    for (name, _, size) in LISTS {
        if matches!(size, Of(_)) || NOT_MEASURED.contains(name) {
            continue;
        }
        for poisoned in [0, 2, 4] {
            let database = Database::new().await;
            let rows = (0..5).filter(|number| *number != poisoned);
            let rows = rows.flat_map(|number| row(name, number));
            database.store(rows.collect()).await;
            let table = database.table();
            let before = ask(&table, name, None, 100).await.unwrap().items;
            assert_eq!(before.len(), 4, "{name}");
            let mut poison = row(name, poisoned);
            let last = poison.last_mut().unwrap().as_object_mut().unwrap();
            last.retain(|name, _| ["PK", "SK", "expires_at", "due_on"].contains(&name.as_str()));
            database.store(poison).await;
            let mut after = ask(&table, name, None, 100).await.unwrap();
            if after.items.len() == 5 {
                whole.insert(*name);
                after.items.retain(|item| before.contains(item));
            } else if *size == Asked && after.unreadable != 1 {
                wrong.push(format!("{name} {poisoned} counts {}", after.unreadable));
            }
            if after.items != before {
                wrong.push(format!("{name} {poisoned}: {:?}", after.items));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(whole, BTreeSet::from(KEY_SAYS_ALL));
}

/// How much of a list one request returns.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum PageSize {
    /// As much as is asked for, from a place on.
    Asked,
    /// All of it, because something else keeps it short.
    All(&'static str),
    /// What another list does, of which this is all pages.
    Of(&'static str),
}

/// Every function of a port that returns several items of the table: its name,
/// the partition and the beginning of the sort keys, and how much it returns.
const LISTS: &[(&str, &str, PageSize)] = &[
    ("accesses", "AUDIT#*", Of("accesses_page")),
    ("accesses_page", "AUDIT#*", Asked),
    (
        "accesses_held",
        "CARE-RECORD#* HOLDER#",
        All("those of one account"),
    ),
    ("accounts_to_erase", "TO-ERASE", Asked),
    (
        "applications",
        "ACCOUNT#* APPLICATION#",
        Of("applications_page"),
    ),
    ("applications_page", "ACCOUNT#* APPLICATION#", Asked),
    ("assessments_page", "ASSESSMENTS", Asked),
    ("awaited", "AWAITED", Asked),
    (
        "case_names",
        "STAFF-CASE#* TEAM",
        All("those of one account"),
    ),
    (
        "closed_staff_users",
        "MEMBERS",
        All("a job looks at everybody"),
    ),
    ("complaints", "ACCOUNT#* COMPLAINT#", Of("complaints_page")),
    ("complaints_list", "COMPLAINTS", Asked),
    ("complaints_page", "ACCOUNT#* COMPLAINT#", Asked),
    ("complaints_to_tell", "TO-TELL", Asked),
    ("emails_to", "EMAIL#* SENT#", Asked),
    ("evidence", "ACCOUNT#* EVIDENCE#", Of("evidence_page")),
    ("evidence_of_account", "ACCOUNT#* EVIDENCE#", Asked),
    (
        "evidence_page",
        "ACCOUNT#* EVIDENCE#",
        All("a form has at most 20 files"),
    ),
    ("forms_to_warn_of", "index DueOn", All("those of one day")),
    (
        "held_records",
        "ACCOUNT#* RECORD#",
        All("an account sees few records"),
    ),
    (
        "holders_of",
        "CARE-RECORD#* HOLDER#",
        All("a record has few holders"),
    ),
    ("idle_accounts", "index DueOn", All("those of one day")),
    ("inbox_page", "CONCERNS", Asked),
    ("information_requests_to", "ACCOUNT#* QUESTIONS#", Asked),
    (
        "invitations_to",
        "EMAIL#* RECORD#",
        All("an address has few invitations"),
    ),
    ("look_up_accesses", "AUDIT#*", Of("accesses_page")),
    ("messages_to_tell", "CONCERNS-TO-TELL", Asked),
    ("received_before", "RECEIVED", Asked),
    (
        "requests_about",
        "APPLICATION#* QUESTIONS#",
        All("about an application is asked fifty times at most"),
    ),
    (
        "saved_form_ids",
        "ACCOUNT#* SAVED#",
        All("an account has a limit of forms"),
    ),
    ("saved_forms", "ACCOUNT#* SAVED#", Of("saved_forms_page")),
    ("saved_forms_page", "ACCOUNT#* SAVED#", Asked),
    ("sessions", "ACCOUNT#* SESSION#", Of("sessions_page")),
    ("sessions_page", "ACCOUNT#* SESSION#", Asked),
    (
        "staff_sessions",
        "MEMBER#* SESSION#",
        All("those of twelve hours"),
    ),
    ("staff_users", "MEMBERS", Of("staff_users_page")),
    (
        "staff_users_of",
        "MEMBERS",
        All("those of one page of accesses"),
    ),
    ("staff_users_page", "MEMBERS", Asked),
    (
        "teams_of",
        "MEMBER#* TEAM#",
        All("a staff user is in few teams"),
    ),
    ("to_confirm", "TO-CONFIRM", Asked),
    ("to_export", "OUTBOX", Asked),
    ("unacknowledged", "UNACKNOWLEDGED", Asked),
    ("undelivered", "UNDELIVERED", Asked),
    (
        "undelivered_about",
        "UNDELIVERED",
        All("one application has two e-mails"),
    ),
    ("unread_answers", "QUESTIONS-ANSWERED", Asked),
    ("waiting_requests", "QUESTIONS-WAITING", Asked),
    ("work_list", "TEAM#* WORK#", Asked),
];

/// Asks for a list, and returns its items as text.
async fn ask(
    table: &Table,
    name: &str,
    after: Option<&ListCursor>,
    most: usize,
) -> Result<ListPage<String>, StoreFault> {
    let (jo, now, later) = (&jo(), monday(), at("2027-01-01T00:00:00Z"));
    Ok(match name {
        "accesses_page" => {
            let subject = Subject::Account(jo.clone());
            said(table.accesses_page(&subject, after, most).await?)
        }
        "accounts_to_erase" => said(table.accounts_to_erase(after, most).await?),
        "applications_page" => said(table.applications_page(jo, after, most).await?),
        "assessments_page" => {
            let which = AssessmentList::Open;
            said(table.assessments_page(which, after, most).await?)
        }
        "awaited" => said(table.awaited(later, after, most).await?),
        "case_names" => {
            let people = (0..50).map(case_id).collect::<Vec<_>>();
            let names = table.case_names(&people).await?;
            said(whole(names.into_iter().collect()))
        }
        "complaints_list" => {
            let which = ComplaintList::Open;
            said(table.complaints_list(which, after, most, now).await?)
        }
        "complaints_page" => said(table.complaints_page(jo, after, most, now).await?),
        "complaints_to_tell" => said(table.complaints_to_tell(later, after, most).await?),
        "emails_to" => said(table.emails_to(&jos_email(), after, most, now).await?),
        "evidence_of_account" => said(table.evidence_of_account(jo, after, most).await?),
        "evidence_page" => said(table.evidence_page(jo, &new_form(1).id).await?),
        "forms_to_warn_of" => {
            let day = "2026-04-27".parse().unwrap();
            said(whole(table.forms_to_warn_of(day).await?))
        }
        "information_requests_to" => {
            said(table.information_requests_to(jo, after, most, now).await?)
        }
        "requests_about" => {
            let (subject, actor) = (Subject::Account(jo.clone()), Actor::Job("tests".to_owned()));
            let entry = table.audit(subject, actor, "asked".to_owned(), now).await?;
            said(table.requests_about(&entry, &reference(0), now).await?)
        }
        "unread_answers" => {
            let desk = AskingDesk::Practice;
            said(table.unread_answers(desk, after, most).await?)
        }
        "waiting_requests" => said(table.waiting_requests(after, most).await?),
        "inbox_page" => {
            let (inbox, which) = (TeamInbox::Concerns, InboxList::Open);
            said(table.inbox_page(inbox, which, after, most, now).await?)
        }
        "messages_to_tell" => said(
            table
                .messages_to_tell(TeamInbox::Concerns, later, after, most)
                .await?,
        ),
        "received_before" => said(table.received_before(later, after, most).await?),
        "saved_form_ids" => said(whole(table.saved_form_ids(jo).await?)),
        "saved_forms_page" => said(table.saved_forms_page(jo, after, most, now).await?),
        "sessions_page" => said(table.sessions_page(jo, after, most).await?),
        "staff_users_of" => {
            let ids: Vec<_> = (0..50).map(staff_id).collect();
            said(whole(table.staff_users_of(&ids).await?))
        }
        "staff_users_page" => said(table.staff_users_page(after, most).await?),
        "teams_of" => said(whole(table.teams_of(jo).await?)),
        "to_confirm" => said(table.to_confirm(later, after, most).await?),
        "to_export" => said(table.to_export(after, most).await?),
        "unacknowledged" => said(table.unacknowledged(later, after, most).await?),
        "undelivered" => said(table.undelivered(after, most, now).await?),
        "work_list" => {
            let team = TeamId("north".to_owned());
            said(table.work_list(&team, after, most).await?)
        }
        other => panic!("{other} is asked for by nothing"),
    })
}

fn said<T: std::fmt::Debug>(page: ListPage<T>) -> ListPage<String> {
    let items = page.items.iter().map(|item| format!("{item:?}"));
    ListPage {
        items: items.collect(),
        unreadable: page.unreadable,
        next: page.next,
    }
}

fn whole<T>(items: Vec<T>) -> ListPage<T> {
    ListPage {
        items,
        unreadable: 0,
        next: None,
    }
}

/// Makes a database with so many rows of a list.
async fn filled(name: &str, rows: u8) -> Database {
    let database = Database::new().await;
    let items = (0..rows).flat_map(|number| row(name, number));
    database.store(items.collect()).await;
    database
}

/// Makes the items of one row: like one that was stored before, with keys of its
/// own.
fn row(name: &str, number: u8) -> Vec<Value> {
    let n = u64::from(number);
    let plain = reference(n).plain().to_owned();
    let dated = format!("2026-04-06T09:{number:02}:00.000Z#{plain}");
    match name {
        "accesses_page" => vec![like("access", None, &dated)],
        "accounts_to_erase" => vec![like("to-erase", None, &dated)],
        "applications_page" => vec![
            like("finds-application", None, &format!("APPLICATION#{plain}")),
            like(
                "application",
                Some(format!("APPLICATION#{plain}")),
                "APPLICATION",
            ),
        ],
        "assessments_page" => vec![json!({
            "PK": {"S": "ASSESSMENTS"},
            "SK": {"S": dated},
            "reference": {"S": plain},
            "submitted_at": {"S": "2026-04-06T09:00:00Z"},
            "state": {"S": "new"},
        })],
        "awaited" => vec![like("awaited", None, &dated)],
        "case_names" => vec![json!({
            "PK": {"S": format!("STAFF-CASE#{}", case_id(n).as_str())},
            "SK": {"S": "TEAM"},
            "team": {"S": "north"},
            "name": {"S": "Ana Doe"},
        })],
        "complaints_list" => vec![like("finds-complaint-by-state", None, &dated)],
        "complaints_page" => vec![
            like("finds-complaint", None, &format!("COMPLAINT#{plain}")),
            like("complaint", Some(format!("COMPLAINT#{plain}")), "COMPLAINT"),
        ],
        "complaints_to_tell" => vec![like("to-tell", None, &dated)],
        "emails_to" => vec![like("attempt-of-address", None, &format!("SENT#{dated}"))],
        "information_requests_to" => {
            let sort = format!("QUESTIONS#{plain}#{n}");
            let pointer = json!({
                "PK": {"S": format!("ACCOUNT#{}", jo().0)},
                "SK": {"S": sort},
                "expires_at": {"N": "4000000000"},
            });
            vec![pointer, questions(&plain, &n.to_string())]
        }
        "requests_about" => vec![questions(reference(0).plain(), &format!("{n:03}"))],
        "unread_answers" => vec![json!({
            "PK": {"S": "QUESTIONS-ANSWERED"},
            "SK": {"S": format!("practice#{dated}#{n}")},
        })],
        "waiting_requests" => vec![json!({
            "PK": {"S": "QUESTIONS-WAITING"},
            "SK": {"S": format!("2026-04-20#{plain}#{n}")},
            "account": {"S": jo().0},
            "desk": {"S": "practice"},
        })],
        "evidence_of_account" | "evidence_page" => {
            let form = new_form(1).id.0;
            vec![like("evidence", None, &format!("EVIDENCE#{form}#{n:032}"))]
        }
        "forms_to_warn_of" | "saved_form_ids" | "saved_forms_page" => {
            let mut form = like("saved-form", None, &format!("SAVED#{}", new_form(n).id.0));
            form["due_on"] = json!({"S": "2026-04-27"});
            vec![form]
        }
        "inbox_page" => vec![json!({
            "PK": {"S": "CONCERNS"},
            "SK": {"S": dated},
            "reference": {"S": plain},
            "sent_at": {"S": "2026-04-06T09:00:00Z"},
            "expires_at": {"N": "1807002000"},
        })],
        "messages_to_tell" => vec![json!({
            "PK": {"S": "CONCERNS-TO-TELL"},
            "SK": {"S": dated},
            "reference": {"S": plain},
            "sent_at": {"S": "2026-04-06T09:00:00Z"},
            "expires_at": {"N": "1807002000"},
        })],
        "received_before" => vec![like("received", None, &dated)],
        "sessions_page" => vec![
            like("finds-session", None, &format!("SESSION#{n:064}")),
            like("session", Some(format!("SESSION#{n:064}")), "SESSION"),
        ],
        "staff_users_of" | "staff_users_page" => vec![like("member", None, &staff_id(n).0)],
        "to_confirm" => vec![like("to-confirm", None, &format!("{dated}#applicant"))],
        "to_export" => vec![like("outbox", None, &dated)],
        "unacknowledged" => vec![like("unacknowledged", None, &dated)],
        "teams_of" => vec![json!({
            "PK": {"S": format!("MEMBER#{}", jo().0)},
            "SK": {"S": format!("TEAM#team-{n}")},
        })],
        "undelivered" => vec![like("undelivered", None, &dated)],
        "work_list" => vec![json!({
            "PK": {"S": "TEAM#north"},
            "SK": {"S": format!("WORK#2026-12-01#p-{n:03}")},
            "name": {"S": "Ana Doe"},
            "case_due": {"S": "2026-12-01"},
            "case_step": {"S": "contact"},
        })],
        other => panic!("{other} has no rows"),
    }
}

/// Makes a request for information.
fn questions(reference: &str, id: &str) -> Value {
    json!({
        "PK": {"S": format!("APPLICATION#{reference}")},
        "SK": {"S": format!("QUESTIONS#{id}")},
        "account": {"S": jo().0},
        "desk": {"S": "practice"},
        "by": {"S": "priya"},
        "at": {"S": "2026-04-06T09:00:00Z"},
        "answer_by": {"S": "2026-04-20"},
        "body": {"S": "[]"},
        "expires_at": {"N": "4000000000"},
    })
}

fn case_id(number: u64) -> PersonId {
    PersonId::parse(&format!("p-{number:03}")).unwrap()
}

fn staff_id(number: u64) -> AccountId {
    AccountId(format!("00000000-0000-4000-8000-{number:012}"))
}

/// Makes an item like the first of a file of those that were stored before, in
/// another place. What it is about is what its key says.
fn like(file: &str, partition: Option<String>, sort: &str) -> Value {
    let file = format!("tests/stored/v1/{file}.json");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let items = std::fs::read_to_string(path).unwrap();
    let mut item = serde_json::from_str::<Value>(&items).unwrap()[0].take();
    if let Some(partition) = partition {
        item["PK"]["S"] = json!(partition);
    }
    item["SK"]["S"] = json!(sort);
    let plain = sort.split('#').nth(1).unwrap_or_default();
    if item.get("reference").is_some() && plain.len() == 10 {
        item["reference"]["S"] = json!(plain);
    }
    item
}

/// Finds the functions of the domain's ports whose answer is several items of
/// the table.
fn functions_that_return_lists(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(functions_that_return_lists(&path));
            continue;
        }
        let source = std::fs::read_to_string(path).unwrap();
        for function in source.split("\n    fn ").skip(1) {
            let signature = function.split([';', '{']).next().unwrap();
            let answers = signature.split("Output = Result<").nth(1).unwrap_or("");
            let several = ["Vec<", "ListPage<", "BTreeSet<", "BTreeMap<", "Option<Vec<"];
            let is_several = several.iter().any(|kind| answers.starts_with(kind));
            if is_several && answers.contains("StoreFault") {
                let name = function.split(['(', '<']).next().unwrap();
                found.insert(name.to_owned());
            }
        }
    }
    found
}
