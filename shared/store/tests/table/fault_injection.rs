//! Uses the table while its connection has faults: of a hundred requests 10 are
//! throttled, 5 fail on the server's side, and 3 are carried out although their
//! reply is lost. A caller who is told that something failed does it again, as
//! somebody at a page does. Nothing is lost and nothing happens twice.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::access::budget::Budget;
use domain::access::session::{SessionKey, SessionReader as _, SessionStore as _};
use domain::access::sign_in::{CodeAttempt, CodeSet, SignIn, SignInKey, SignInStore as _};
use domain::application::evidence::{Evidence, EvidenceStore as _, FileState, MOST_FILES};
use domain::application::{
    ApplicationReader as _, ApplicationStore as _, ExportQueue as _, Submitted, ToExport,
};
use domain::correspondence::complaint::{Complaint, ComplaintStore as _};
use domain::fault::StoreFault;
use domain::forms::draft::{DraftKey, DraftReader as _, DraftStore as _};
use domain::forms::saved_form::{DueForm, ExpiryWarningQueue as _, SavedFormStore as _};
use domain::values::email_address::EmailAddress;
use domain::values::saved_id::SavedId;
use jiff::SignedDuration;
use store::Table;
use testkit::{Database, FaultDuration, InjectedFaults};

use crate::evidence::{clean, file};
use crate::people::session;
use crate::records::of_address;
use crate::sign_ins::{key, sign_in};
use crate::{application, jo, monday, new_form, reference, text, together};

const FORM: &str = "estimate-costs";

/// The number of callers at the same time.
const AT_ONCE: usize = 20;

/// The number of times that a caller tries before they give up.
const PATIENCE: u32 = 20;

/// The client makes up for a fault of one request, but for 6 calls in a
/// thousand. A fault of a whole call reaches the caller.
const BOTH: [FaultDuration; 2] = [FaultDuration::OneRequest, FaultDuration::OneCall];

#[tokio::test]
async fn every_answer_is_kept_as_it_was_last_given() {
    const PEOPLE: u64 = 40;
    for duration in BOTH {
        let faulty = FaultyTable::new(1, duration).await;
        let table = faulty.table.clone();
        each(PEOPLE, move |number| {
            let table = table.clone();
            async move {
                let owner = &jo();
                let form = new_form(number);
                at_last(|| table.start_saved_form(owner, &form, monday())).await;
                for key in [visit(number), saved(number)] {
                    for given in ["first", "again"] {
                        for question in ["a", "b", "c", "d", "e", "f", "g", "h"] {
                            let answer = || text(&format!("{given} {question} {number}"));
                            let after = at_last(|| {
                                table.keep_answer(&key, FORM, question, answer(), monday())
                            })
                            .await;
                            assert_eq!(after.get(question), Some(&answer()));
                        }
                    }
                    let left = at_last(|| table.remove_answer(&key, FORM, "h", monday())).await;
                    assert_eq!(left.iter().count(), 7);
                }
            }
        })
        .await;
        let table = faulty.repaired();
        for number in 0..PEOPLE {
            for key in [visit(number), saved(number)] {
                let read = table.read_draft(&key, FORM, monday()).await.unwrap();
                assert_eq!(read.iter().count(), 7);
                for (question, answer) in read.iter() {
                    assert_eq!(*answer, text(&format!("again {question} {number}")));
                }
            }
        }
    }
}

#[tokio::test]
async fn a_thousand_saved_forms_are_started_once_each_and_few_people_notice() {
    const FORMS: u64 = 1_000;
    let faulty = FaultyTable::new(2, FaultDuration::OneRequest).await;
    let table = faulty.table.clone();
    let failed = each(FORMS, move |number| {
        let table = table.clone();
        async move {
            let (owner, form) = (&jo(), new_form(number));
            insist(|| table.start_saved_form(owner, &form, monday()))
                .await
                .1
        }
    })
    .await;
    // The client makes three attempts, each of which fails in 18 of 100 cases:
    // 6 calls in a thousand.
    let failed: u32 = failed.into_iter().sum();
    assert!(failed <= 20, "{failed}");
    let table = faulty.repaired();
    let forms = table.saved_forms(&jo(), monday()).await.unwrap();
    let started: Vec<SavedId> = forms.into_iter().map(|form| form.id).collect();
    let mut expected: Vec<SavedId> = (0..FORMS).map(|number| new_form(number).id).collect();
    expected.sort();
    assert_eq!(started, expected);
    // Each form and the pointer to it, and nothing else.
    assert_eq!(faulty.database.stored().await.len(), 2_000);
}

/// Answers given without an account join an account. Each sign-in names a new
/// form for them to join, as the page does.
#[tokio::test]
async fn answers_join_an_account_once_and_whole() {
    const PEOPLE: u64 = 60;
    for duration in BOTH {
        let faulty = FaultyTable::new(3, duration).await;
        let table = faulty.table.clone();
        each(PEOPLE, move |number| {
            let table = table.clone();
            async move {
                for question in ["a", "b", "c"] {
                    let answer = || text(&format!("{question} {number}"));
                    let key = visit(number);
                    at_last(|| table.keep_answer(&key, FORM, question, answer(), monday())).await;
                }
                let visit = visit(number);
                for again in 0..u64::from(PATIENCE) {
                    let into = new_form(number * 100 + again);
                    let joined = table.adopt_draft(&visit, &jo(), &into, monday()).await;
                    if joined.is_ok() {
                        return;
                    }
                }
                panic!("nothing is answered any more");
            }
        })
        .await;
        let table = faulty.repaired();
        let forms = table.saved_forms(&jo(), monday()).await.unwrap();
        let mut joined: Vec<String> = forms
            .iter()
            .flat_map(|form| form.answers.iter())
            .map(|(_, answer)| format!("{answer:?}"))
            .collect();
        joined.sort();
        let mut expected: Vec<String> = (0..PEOPLE)
            .flat_map(|number| {
                ["a", "b", "c"]
                    .map(|question| format!("{:?}", text(&format!("{question} {number}"))))
            })
            .collect();
        expected.sort();
        assert_eq!(joined, expected);
        for number in 0..PEOPLE {
            let left = table.read_draft(&visit(number), FORM, monday()).await;
            assert!(left.unwrap().is_empty());
        }
    }
}

fn address(number: u64) -> EmailAddress {
    EmailAddress::parse(&format!("person{number}@example.org")).unwrap()
}

/// Starts a sign-in of an address of its own, for which the code `right`
/// counts.
async fn with_code(table: &Table, number: u64) -> SignInKey {
    let (key, email) = (key(number), address(number));
    let sign_in = SignIn {
        email: email.clone(),
        ..sign_in()
    };
    at_last(|| table.start_sign_in(&key, &sign_in)).await;
    let budgets = [Budget::of_sign_in_codes(&email)];
    let set = at_last(|| table.set_code(&key, &email, "right", &budgets, monday())).await;
    assert_eq!(set, CodeSet::Set);
    key
}

/// Tries a code as the page does, with a new proof each time. Returns the
/// number of the proof that counted.
async fn with_new_proof(
    table: &Table,
    key: &SignInKey,
    code: &str,
) -> Result<(CodeAttempt, String), StoreFault> {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let proof = format!("proof {}", MADE.fetch_add(1, Ordering::SeqCst));
    let tried = table.try_code(key, code, &proof, monday()).await?;
    Ok((tried, proof))
}

/// Each person gives four wrong codes and then the right one. A try that was
/// answered counts once, whatever happened to its first replies. A try that was
/// said to have failed may count, because nobody knows whether it did.
#[tokio::test]
async fn a_try_counts_once_and_a_code_is_right_once() {
    const PEOPLE: u64 = 150;
    let faulty = FaultyTable::new(4, FaultDuration::OneRequest).await;
    let table = faulty.table.clone();
    let people = each(PEOPLE, move |number| {
        let table = table.clone();
        async move {
            let key = with_code(&table, number).await;
            let mut failed = 0;
            for (given, wrong) in (1..).zip(["w1", "w2", "w3", "w4"]) {
                let tried = insist(|| with_new_proof(&table, &key, wrong)).await;
                failed += tried.1;
                match tried.0.0 {
                    CodeAttempt::Wrong { left } => {
                        assert!(left <= 5 - given && left + failed >= 5 - given, "{number}");
                    }
                    CodeAttempt::NoCode => assert!(failed > 0, "{number}: try {given}"),
                    CodeAttempt::Right => panic!("{number}: a wrong code was right"),
                }
            }
            let tried = insist(|| with_new_proof(&table, &key, "right")).await;
            failed += tried.1;
            let (tried, proof) = tried.0;
            match tried {
                CodeAttempt::Right => {}
                _ => assert!(failed > 0, "{number}: the right code was {tried:?}"),
            }
            for _ in 0..3 {
                let (again, _) = at_last(|| with_new_proof(&table, &key, "right")).await;
                assert_eq!(again, CodeAttempt::NoCode, "{number}");
            }
            let (mut taken, mut not_told) = (Vec::new(), false);
            for _ in 0..3 {
                match table.take_proof(&key, &proof, monday()).await {
                    Ok(email) => taken.extend(email),
                    Err(_) => not_told = true,
                }
            }
            match tried {
                CodeAttempt::Right if !not_told => assert_eq!(taken, [address(number)], "{number}"),
                CodeAttempt::Right => assert!(taken.len() <= 1, "{number}"),
                _ => assert!(taken.is_empty(), "{number}"),
            }
            failed == 0 && !not_told
        }
    })
    .await;
    faulty.repaired();
    let undisturbed = people.iter().filter(|undisturbed| **undisturbed).count();
    assert!(
        undisturbed >= 120,
        "what this is about happened: {undisturbed}"
    );
}

#[tokio::test]
async fn five_codes_an_hour_are_five_whatever_becomes_of_their_replies() {
    const PEOPLE: u64 = 60;
    for duration in BOTH {
        let faulty = FaultyTable::new(5, duration).await;
        let table = faulty.table.clone();
        each(PEOPLE, move |number| {
            let table = table.clone();
            async move {
                let (key, email) = (key(number), address(number));
                let sign_in = SignIn {
                    email: email.clone(),
                    ..sign_in()
                };
                at_last(|| table.start_sign_in(&key, &sign_in)).await;
                let (mut set, mut failed) = (0, 0);
                for code in ["1", "2", "3", "4", "5", "6", "7"] {
                    match table
                        .set_code(
                            &key,
                            &email,
                            code,
                            &[Budget::of_sign_in_codes(&email)],
                            monday(),
                        )
                        .await
                    {
                        Ok(CodeSet::Set) => set += 1,
                        Ok(CodeSet::TooMany | CodeSet::TooManyFromSource) => {}
                        Ok(CodeSet::NoSignIn) => panic!("{number}: it is there"),
                        Err(_) => failed += 1,
                    }
                }
                assert!(set <= 5 && set + failed >= 5, "{number}: {set} {failed}");
            }
        })
        .await;
        faulty.repaired();
    }
}

#[tokio::test]
async fn files_are_counted_once_and_end_in_the_state_that_was_told_last() {
    const FORMS: u64 = 12;
    let most = u64::try_from(MOST_FILES).unwrap();
    for duration in BOTH {
        let faulty = FaultyTable::new(6, duration).await;
        let table = faulty.table.clone();
        each(FORMS, move |number| {
            let table = table.clone();
            async move {
                let owner = &jo();
                let form = new_form(number);
                let id = &form.id;
                at_last(|| table.start_saved_form(owner, &form, monday())).await;
                for number in 0..most {
                    let file = file(number);
                    assert!(at_last(|| table.announce_evidence(owner, id, &file)).await);
                }
                let one_more = file(most);
                assert!(!at_last(|| table.announce_evidence(owner, id, &one_more)).await);
                for number in 0..most / 2 {
                    let scanning = Evidence {
                        state: FileState::Scanning,
                        ..file(number)
                    };
                    for judged in [&scanning, &clean(number), &scanning] {
                        assert!(at_last(|| table.record_verdict(owner, id, judged)).await);
                    }
                }
                for number in most / 2..most - 5 {
                    let file = file(number);
                    at_last(|| table.remove_evidence(owner, id, &file.id)).await;
                }
            }
        })
        .await;
        let table = faulty.repaired();
        let stored = faulty.database.stored().await;
        for number in 0..FORMS {
            let id = new_form(number).id;
            let files = table.evidence(&jo(), &id).await.unwrap();
            let expected: Vec<Evidence> = (0..most / 2)
                .map(clean)
                .chain((most - 5..most).map(file))
                .collect();
            assert_eq!(files, expected, "{number}");
            let sort = format!("SAVED#{}", id.0);
            let form = stored.iter().find(|item| item["SK"]["S"] == sort.as_str());
            assert_eq!(form.unwrap()["files"]["N"], "15", "{number}");
        }
    }
}

/// Each form is submitted until there is an answer, with a new reference each
/// time, as the page does; then it is exported and acknowledged.
#[tokio::test]
async fn applications_are_sent_exported_and_acknowledged_once_each() {
    const FORMS: u64 = 200;
    for duration in BOTH {
        let faulty = FaultyTable::new(7, duration).await;
        let table = faulty.table.clone();
        let sent = each(FORMS, move |number| {
            let table = table.clone();
            async move {
                let owner = &jo();
                let form = new_form(number);
                at_last(|| table.start_saved_form(owner, &form, monday())).await;
                let mut again = 0;
                loop {
                    let application = application(&form, number * 100 + again);
                    match table.submit(&application).await {
                        Ok(Submitted::Now) => return application.reference,
                        Ok(Submitted::Before(reference)) if again > 0 => return reference,
                        Ok(other) => panic!("{number}: {other:?}"),
                        Err(_) => again += 1,
                    }
                }
            }
        })
        .await;
        let repaired = faulty.repaired();
        let waiting = repaired.to_export(None, usize::MAX).await.unwrap().items;
        let mut waiting: Vec<_> = waiting.iter().map(ToExport::reference).cloned().collect();
        let mut expected = sent.clone();
        waiting.sort();
        expected.sort();
        assert_eq!(waiting, expected);
        let made = repaired.applications(&jo()).await.unwrap();
        let mut forms: Vec<SavedId> = made.into_iter().map(|(one, _)| one.saved).collect();
        forms.sort();
        forms.dedup();
        assert_eq!(forms.len(), 200);
        let table = faulty.table.clone();
        each(FORMS, move |number| {
            let (table, sent) = (table.clone(), sent.clone());
            async move {
                let reference = &sent[usize::try_from(number).unwrap()];
                let application = ToExport::Application(reference.clone());
                at_last(|| table.exported(&application, monday())).await;
                assert!(at_last(|| table.received(reference, monday())).await);
            }
        })
        .await;
        assert!(repaired.to_export(None, 1).await.unwrap().items.is_empty());
        let stored = faulty.database.stored().await;
        let listed = stored.iter().filter(|item| item["PK"]["S"] == "RECEIVED");
        assert_eq!(listed.count(), 200);
    }
}

/// Two runs at the same time. One of them takes a form; the other is told that
/// the form was taken.
#[tokio::test]
async fn an_owner_is_warned_by_one_run_and_not_left_out() {
    const FORMS: u64 = 100;
    for duration in BOTH {
        let faulty = FaultyTable::new(8, duration).await;
        let repaired = faulty.database.table();
        for number in 0..FORMS {
            let form = new_form(number);
            repaired
                .start_saved_form(&jo(), &form, monday())
                .await
                .unwrap();
        }
        let day = "2026-04-27".parse().unwrap();
        let now = monday() + SignedDuration::from_hours(21 * 24);
        let table = faulty.table.clone();
        each(FORMS, move |number| {
            let table = table.clone();
            async move {
                let due = DueForm {
                    account: jo(),
                    id: new_form(number).id,
                    day,
                };
                let until = now + SignedDuration::from_mins(10);
                let runs = together([1, 2].map(|_| {
                    let (table, due) = (table.clone(), due.clone());
                    async move { table.claim_for_warning(&due, now, until).await }
                }))
                .await;
                let not_told = runs.iter().any(Result::is_err);
                let taken = runs.iter().filter(|run| matches!(run, Ok(true))).count();
                assert!(taken == 1 || (not_told && taken == 0), "{number}: {taken}");
                let (noted, failed) = insist(|| table.warned(&due)).await;
                assert!(noted || failed > 0, "{number}");
            }
        })
        .await;
        assert!(
            faulty
                .repaired()
                .forms_to_warn_of(day)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_session_that_was_ended_and_a_complaint_that_was_sent_stay_so() {
    const PEOPLE: u64 = 80;
    for duration in BOTH {
        let faulty = FaultyTable::new(9, duration).await;
        let table = faulty.table.clone();
        each(PEOPLE, move |number| {
            let table = table.clone();
            async move {
                let (key, session) = (SessionKey(format!("{number:064x}")), session());
                at_last(|| table.start_session(&key, &session)).await;
                let read = at_last(|| table.read_session(&key)).await;
                assert_eq!(read.as_ref(), Some(&session));
                at_last(|| table.touch_session(&key, monday())).await;
                let form = new_form(number).id;
                at_last(|| table.open_form(&key, FORM, Some(&form))).await;
                at_last(|| table.end_session(&key)).await;
                // A page that was still being answered.
                at_last(|| table.touch_session(&key, monday())).await;
                let complaint = Complaint {
                    reference: reference(number),
                    account: Some(jo()),
                    name: "Jo Bloggs".to_owned(),
                    email: address(number),
                    what_happened: format!("letter {number}"),
                    received_at: monday(),
                    acknowledged_at: None,
                };
                // A try that fails can be counted, so the limit is out of reach.
                let budgets = of_address(&complaint.email).map(|budget| Budget {
                    most: 1_000,
                    ..budget
                });
                at_last(|| table.keep_complaint(&complaint, &budgets)).await;
            }
        })
        .await;
        let table = faulty.repaired();
        for number in 0..PEOPLE {
            let key = SessionKey(format!("{number:064x}"));
            assert_eq!(table.read_session(&key).await.unwrap(), None);
        }
        let complaints = table.complaints(&jo(), monday()).await.unwrap();
        assert_eq!(complaints.len(), 80);
    }
}

pub(crate) struct FaultyTable {
    pub(crate) database: Database,
    /// The table behind the connection with faults.
    pub(crate) table: Table,
    faults: InjectedFaults,
}

impl FaultyTable {
    pub(crate) async fn new(seed: u64, duration: FaultDuration) -> Self {
        let database = Database::new().await;
        let (table, faults) = database.table_with_faults(seed, duration);
        Self {
            database,
            table,
            faults,
        }
    }

    /// Returns the table without faults, after checking that every kind of
    /// fault has happened.
    pub(crate) fn repaired(&self) -> Table {
        let counts = self.faults.counts();
        let least = counts.throttled.min(counts.failed).min(counts.lost);
        assert!(least >= 5, "{counts:?}");
        self.database.table()
    }
}

/// Tries until there is an answer. Returns the answer and the number of
/// failures before it.
async fn insist<T, F>(act: impl Fn() -> F) -> (T, u32)
where
    F: Future<Output = Result<T, StoreFault>>,
{
    for failed in 0..PATIENCE {
        if let Ok(answer) = act().await {
            return (answer, failed);
        }
    }
    panic!("nothing is answered any more");
}

/// Tries until there is an answer.
pub(crate) async fn at_last<T, F>(act: impl Fn() -> F) -> T
where
    F: Future<Output = Result<T, StoreFault>>,
{
    insist(act).await.0
}

/// Acts for each number, for several at the same time.
async fn each<T, F>(count: u64, act: impl Fn(u64) -> F + Clone + Send + 'static) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send,
{
    let hands = (0..AT_ONCE).map(|hand| {
        let act = act.clone();
        async move {
            let mut done = Vec::new();
            for number in (0..count).skip(hand).step_by(AT_ONCE) {
                done.push(act(number).await);
            }
            done
        }
    });
    together(hands).await.into_iter().flatten().collect()
}

fn visit(number: u64) -> DraftKey {
    DraftKey::Visit(format!("{number:064x}"))
}

fn saved(number: u64) -> DraftKey {
    DraftKey::Saved {
        account: jo(),
        id: new_form(number).id,
    }
}
