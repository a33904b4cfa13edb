//! Reads what was stored before. The files in `tests/stored/v1/` are items as
//! they were written when version 1 was the only one: every kind of item and
//! every named value. Those in `tests/stored/v2/` are the applications of
//! version 2, those in `tests/stored/v3/` have what became of them in items of
//! their own, those in `tests/stored/v5/` are sign-ins that are answered again,
//! and those in `tests/stored/v6/` are each of a kind that came with them. The
//! tests put them into a table and read them by the ports.

use std::collections::BTreeMap;
use std::path::PathBuf;

use attendance::person_attendance::PersonAttendanceReader as _;
use attendance::provider_request::{ProviderRequestQueue as _, RequestKind, RequestSubject};
use attendance::record_import::RecordImportKeeper as _;
use domain::access::account::{Account, AccountReader as _};
use domain::access::audit::{Access, Actor, AuditLog as _, AuditReader as _, Subject};
use domain::access::budget::{
    Budget, BudgetPurpose, BudgetSpending, BudgetStore as _, CODES_AN_HOUR,
};
use domain::access::session::{Session, SessionKey, SessionReader as _, SessionStore as _};
use domain::access::sign_in::{
    CodeAttempt, CodeRepeated, CodeSet, Purpose, PurposeKind, SensitiveAction, SensitiveActionKind,
    SignIn, SignInEnd, SignInStore as _,
};
use domain::access::staff_user::{
    APP_TRIES_AN_HOUR, AppSecret, Role, StaffSessionKey, StaffSessionReader as _, StaffUser,
    StaffUserStore as _,
};
use domain::application::evidence::content::Refusal;
use domain::application::evidence::{
    AwaitedVerdict, Evidence, EvidenceStore as _, FileState, FileType,
};
use domain::application::self_assessment::SelfAssessmentReader as _;
use domain::application::{
    Addressee, Applicant, Application, ApplicationKind, ApplicationReader as _, CompletedForm,
    Confirmation, ConfirmationQueue as _, DeferredEvidence, ExportQueue as _, Progress,
    ReportSnapshot, ToExport,
};
use domain::correspondence::complaint::{
    COMPLAINTS_AN_HOUR, Complaint, ComplaintQueue as _, ComplaintReceipt, ComplaintStore as _,
    UnannouncedComplaint,
};
use domain::correspondence::email::{
    DeliveryLog as _, DeliveryStatus, EmailHistory as _, ListedEmail,
};
use domain::correspondence::feedback::FeedbackStore as _;
use domain::correspondence::team_inbox::{
    InboxDesk as _, InboxDone, InboxList, InboxMessage, InboxQueue as _, InboxStore as _, TeamInbox,
};
use domain::document::{Block, Column, Document, DocumentSection, DocumentTable as Rows, Span};
use domain::forms::caseload::CaseOverviewReader as _;
use domain::forms::draft::{Answer, Answers, DraftReader as _};
use domain::forms::refused_page::{RefusedPageStore as _, SealedPage};
use domain::forms::saved_form::{
    DueForm, ExpiryWarningQueue as _, NewSavedForm, SavedForm, SavedFormStore as _,
};
use domain::forms::staff_case::{CaseTeamReader as _, CaseTeamStore as _, TeamId};
use domain::records::assessment_desk::AssessmentList;
use domain::records::case_record::{CaseRecordReader as _, OpenedDocuments};
use domain::records::county_report::CountyReportReader as _;
use domain::records::holder_access::{
    AccessBasis, AccessStanding, HeldRecordReader as _, HolderAccessKeeper as _,
    HolderAccessReader as _, HolderInvitationStore as _, RecordPart,
};
use domain::records::retention::{
    DeletedAccount, ErasureQueue as _, IdleAccount, IdleAccountQueue as _, IdleAccountStep,
};
use domain::records::staff_queues::{
    ComplaintList, ListedComplaint, ListedStaffUser, StaffQueues as _, StaffUserAdmin as _,
    Undelivered,
};
use domain::values::account_id::AccountId;
use domain::values::digits::hex;
use domain::values::email_address::EmailAddress;
use domain::values::list_page::BoundedCount;
use domain::values::person_id::PersonId;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::Table;
use testkit::{Database, day_services};

use crate::evidence::{clean, file, refused};
use crate::{
    ada, assessment_desk, at, case_records, drafts, fields, holder_access, jo, jos_email, monday,
    new_form, people, records, reference, sam, sign_ins, staff_users, team_inboxes, text,
};

/// The forms that became an application of this number, and one that did not.
const SENT: [u64; 3] = [1, 3, 6];
const DRAFT: u64 = 2;
/// Forms with a file of each state, of each type, and refused for each reason.
const STATES: u64 = 2;
const TYPES: u64 = 4;
const REFUSALS: u64 = 5;

/// The kinds that there were when the files of applications were written.
const KINDS_OF_BEFORE: [ApplicationKind; 2] = [
    ApplicationKind::RequestForHelp,
    ApplicationKind::FinancialAssessment,
];

/// The sign-in of an invited person that waits for a code of their app.
const WITH_APP: u64 = 99;

#[test]
fn no_file_of_what_was_stored_before_is_edited() {
    for (version, unchanged) in [
        (V1, UNCHANGED),
        (V2, UNCHANGED_IN_V2),
        (V3, UNCHANGED_IN_V3),
        (V4, UNCHANGED_IN_V4),
        (V5, UNCHANGED_IN_V5),
        (V6, UNCHANGED_IN_V6),
    ] {
        let files = files(version);
        let known: Vec<&str> = unchanged.iter().map(|(name, _)| *name).collect();
        assert_eq!(files.keys().collect::<Vec<_>>(), known);
        for (name, hash) in unchanged {
            let is = hex(&Sha256::digest(files[*name].as_bytes()));
            assert_eq!(is, *hash, "{name}.json was edited: make another file of it");
        }
    }
}

#[tokio::test]
async fn every_account_and_session_of_before_is_read() {
    let table = before().await;
    assert_eq!(
        table.read_account(&jo()).await.unwrap(),
        Some(Account {
            id: jo(),
            first_name: name("Jo"),
            last_name: name("Bloggs"),
            email: jos_email(),
            created_at: monday(),
            used_at: monday(),
        })
    );
    for (number, session) in (1..).zip(sessions()) {
        let read = table.read_session(&people::key(number)).await.unwrap();
        assert_eq!(read, Some(session));
    }
    table.end_sessions(&jo()).await.unwrap();
    for number in [1, 2] {
        let read = table.read_session(&people::key(number)).await.unwrap();
        assert_eq!(read, None, "what finds a session is read");
    }
    let erased = table.accounts_to_erase(None, 9).await.unwrap().items;
    let sam = DeletedAccount {
        deleted_at: monday(),
        id: sam(),
    };
    assert_eq!(erased, [sam]);
}

#[tokio::test]
async fn a_self_assessment_of_before_is_read_in_its_case() {
    let table = before_and(V6).await;
    let jo = PersonId::parse("jo-bloggs").unwrap();
    let actor = Actor::Job(name("test"));
    let entry = table
        .audit(jo, actor, name("read"), monday())
        .await
        .unwrap();
    let case = table.case_overview(&entry).await.unwrap().unwrap();
    let [sent] = case.self_assessments.try_into().unwrap();
    assert_eq!(
        (sent.reference.clone(), sent.at),
        (reference(1_000_070), monday())
    );
    let read = table.self_assessment_in_case(&entry, &sent.reference).await;
    let read = read.unwrap().unwrap();
    assert_eq!(read.kind, ApplicationKind::NeedsSelfAssessment);
    let [form] = read.forms.try_into().unwrap();
    assert_eq!(form.answers.text("about-matters"), Some("My garden"));
}

#[tokio::test]
async fn when_an_account_is_used_was_stored_with_some_before_and_is_read() {
    let table = before().await;
    let kim = AccountId(name("0f6b1d86-7a54-4a6e-8d0b-5a4e0c3a7f21"));
    let account = table.read_account(&kim).await.unwrap().unwrap();
    assert_eq!(account.used_at, minutes(30));
    let ends = IdleAccount {
        id: kim.clone(),
        day: "2028-04-05".parse().unwrap(),
    };
    let listed = table.idle_accounts(ends.day).await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&ends));
    let now = at("2028-04-05T09:00:00Z");
    let step = table.claim_idle_account(&ends, now, now).await.unwrap();
    assert_eq!(step, Some(IdleAccountStep::End(account)));
    assert!(table.end_idle_account(&ends, now).await.unwrap());
    assert_eq!(table.read_account(&kim).await.unwrap(), None);
}

#[tokio::test]
async fn every_sign_in_of_before_is_read() {
    let table = before().await;
    for (number, sign_in) in (1..).zip(sign_in_for_each_purpose()) {
        let read = table.read_sign_in(&sign_ins::key(number), monday()).await;
        assert_eq!(read.unwrap(), Some(sign_in));
    }
    // One wrong try of a code, and the number of codes in its hour.
    let key = sign_ins::key(1);
    let tried = table.try_code(&key, "wrong", "another proof", monday());
    assert_eq!(tried.await.unwrap(), CodeAttempt::Wrong { left: 3 });
    let tried = table.try_code(&key, "hash of a code", "proof", monday());
    assert_eq!(tried.await.unwrap(), CodeAttempt::Right);
    let proven = table.take_proof(&key, "proof", monday()).await.unwrap();
    assert_eq!(proven, Some(jos_email()));
    for _ in 1..CODES_AN_HOUR {
        let set = table
            .set_code(
                &key,
                &jos_email(),
                "hash",
                &[Budget::of_sign_in_codes(&jos_email())],
                monday(),
            )
            .await;
        assert_eq!(set.unwrap(), CodeSet::Set);
    }
    let set = table
        .set_code(
            &key,
            &jos_email(),
            "hash",
            &[Budget::of_sign_in_codes(&jos_email())],
            monday(),
        )
        .await;
    assert_eq!(set.unwrap(), CodeSet::TooMany);
}

#[tokio::test]
async fn every_sign_in_that_is_answered_again_is_read() {
    let table = before_and(V5).await;
    let north = TeamId(name("north"));
    assert!(table.is_in_team(&north, &jo()).await.unwrap());
    table.leave_team(&north, &jo()).await.unwrap();
    assert!(!table.is_in_team(&north, &jo()).await.unwrap());
    let invited = table.repeat_code(&sign_ins::key(2), "code", monday()).await;
    assert!(matches!(invited.unwrap(), CodeRepeated::Open(_)));
    let claimed = sign_ins::key(3);
    let action = SensitiveActionKind::DeleteAccount;
    assert!(!table.claim_sign_in(&claimed, action).await.unwrap());
    let read = table.read_sign_in(&claimed, monday()).await.unwrap();
    let purpose = read.map(|read| read.purpose);
    assert_eq!(purpose, Some(sign_ins::deletion()));
    let ended = sign_ins::key(4);
    assert_eq!(table.read_sign_in(&ended, monday()).await.unwrap(), None);
    let end = SignInEnd {
        id: name("00112233445566778899aabbccddeeff"),
        ..sign_ins::end(4)
    };
    let repeated = table.repeat_code(&ended, "right", monday()).await;
    assert_eq!(repeated.unwrap(), CodeRepeated::Ended(end));
}

#[tokio::test]
async fn what_is_kept_about_new_amounts_is_read() {
    let table = before_and(V6).await;
    let kept = table.county_report().await.unwrap();
    assert_eq!(kept, Some(records::county_report()));
    let told = DueForm {
        account: jo(),
        id: new_form(2).id,
        day: "2026-04-27".parse().unwrap(),
    };
    let (now, later) = (monday(), monday() + SignedDuration::from_mins(10));
    let again = table.claim_for_new_rates(&told, now, later).await;
    assert!(!again.unwrap(), "the owner was told");
    let read = table.read_saved_form(&jo(), &told.id, now).await.unwrap();
    assert_eq!(read.unwrap().form, "estimate-costs");
}

#[tokio::test]
async fn a_question_about_a_session_and_an_access_without_attendance_of_before_are_read() {
    let table = before_and(V6).await;
    let (supplier, person) = (
        day_services::willow_grove().supplier.id,
        day_services::provision(0).person,
    );
    let asked = table.questions_about(&supplier, &person.reference, monday());
    let asked = asked.await.unwrap();
    let [asked] = &asked[..] else {
        panic!("{asked:?}");
    };
    let RequestSubject::AttendanceQuery(query) = &asked.about else {
        panic!("{asked:?}");
    };
    assert_eq!(query.cell().unwrap().day, day_services::day(0));
    assert_eq!(query.on_behalf.as_deref(), Some("daughter"));
    let listed = table.open_requests(None, 9).await.unwrap().items;
    assert_eq!(listed[0].kind, RequestKind::AttendanceQuery);
    assert_eq!(listed[0].id, asked.id);
    let ben = PersonId::parse("ben-roe").unwrap();
    let (actor, what) = (Actor::Job("tests".to_owned()), "asked".to_owned());
    let entry = table.audit(ben, actor, what, monday()).await.unwrap();
    let holders = table.holders_of(&entry).await.unwrap();
    assert_eq!(holders[0].terms.withheld, [RecordPart::Attendance]);
}

#[tokio::test]
async fn every_access_to_a_care_record_of_before_is_read() {
    let table = before_and(V6).await;
    let ana = PersonId::parse("ana-doe").unwrap();
    let held = table.held_records(&jo()).await.unwrap();
    let [held] = &held[..] else {
        panic!("{held:?}");
    };
    assert_eq!((&held.person, held.access.as_str()), (&ana, "a1"));
    let open = table.access_of(&jo(), &ana).await.unwrap().unwrap();
    assert_eq!(open.terms.name(), "Bea Doe");
    assert_eq!(open.terms.basis, AccessBasis::Consent);
    assert_eq!(
        open.terms.withheld,
        [RecordPart::Details, RecordPart::Forms]
    );
    assert_eq!(
        open.standing(at("2026-12-24T09:00:00Z")),
        AccessStanding::Open
    );
    assert!(!open.could_see(at("2026-12-25T09:00:00Z")));
    let bea = EmailAddress::parse("bea@example.org").unwrap();
    let invited = table.invitations_to(&bea).await.unwrap();
    let [(invitation, Some(proof))] = &invited[..] else {
        panic!("{invited:?}");
    };
    assert_eq!((invitation.detail_tries, &proof.account), (2, &jo()));
    assert_eq!(proof.code_sent_at, Some(at("2026-04-06T09:00:00Z")));
    let entries = table.accesses(&Subject::Person(ana)).await.unwrap();
    assert_eq!(entries[0].actor, Actor::Holder(jo()));
}

#[tokio::test]
async fn what_the_case_system_says_of_a_record_of_before_is_read() {
    let table = before_and(V6).await;
    let entry = holder_access::entry(&table).await;
    let number = case_records::number();
    let record = table.case_record(&entry, &number).await.unwrap();
    assert_eq!(record, Some(case_records::record()));
    let opened = table.documents_opened(&entry, &jo()).await.unwrap();
    let wanted = OpenedDocuments::from([("D1".parse().unwrap(), monday())]);
    assert_eq!(opened, wanted);
    let imports = table.record_imports().await.unwrap();
    assert_eq!(imports, case_records::imports());
}

#[tokio::test]
async fn what_a_sign_in_counts_as_was_stored_with_some_before_and_is_read() {
    let table = before().await;
    for (number, purpose) in [
        (
            201,
            Purpose::Nothing {
                asked_for: BudgetPurpose::RecoverCode,
            },
        ),
        (
            202,
            Purpose::TakenEmail {
                account: Some(jo()),
            },
        ),
        (203, Purpose::NewAccount { continuation: None }),
        (204, reauthentication(SensitiveAction::ChangePassword)),
        (
            205,
            reauthentication(SensitiveAction::ChangeEmail {
                to: EmailAddress::parse("jo.new@example.org").unwrap(),
            }),
        ),
    ] {
        let read = table.read_sign_in(&sign_ins::key(number), monday()).await;
        assert_eq!(read.unwrap().unwrap().purpose, purpose);
    }
}

#[tokio::test]
async fn every_budget_of_before_is_read() {
    let table = before().await;
    // Four in this hour.
    let budget = crate::budgets::of_everybody(5);
    let spend = || table.spend(std::slice::from_ref(&budget), monday());
    assert_eq!(spend().await.unwrap(), BudgetSpending::Taken);
    assert_eq!(
        spend().await.unwrap(),
        BudgetSpending::Spent(budget.clone())
    );
}

#[tokio::test]
async fn everybody_who_was_invited_before_is_read() {
    let table = before().await;
    let all = staff_user_of_each_role();
    let listed: Vec<_> = all.iter().map(ListedStaffUser::from).collect();
    assert_eq!(table.staff_users().await.unwrap(), listed);
    for staff_user in &all {
        let read = table.read_staff_user(&staff_user.id).await.unwrap();
        assert_eq!(read.as_ref(), Some(staff_user));
    }
    let with_app = all[0].id.clone();
    let session = table.read_staff_session(&staff_users::session_key(1)).await;
    let expected = domain::access::staff_user::StaffSession {
        staff_user: with_app.clone(),
        ..staff_users::session()
    };
    assert_eq!(session.unwrap(), Some(expected));
    table.end_staff_sessions(&with_app).await.unwrap();
    let ended = table.read_staff_session(&staff_users::session_key(1)).await;
    assert_eq!(ended.unwrap(), None, "what finds a session is read");
    // One try of an app's code in this hour and in this sign-in; the last step
    // that counted is 7.
    let key = sign_ins::key(WITH_APP);
    let tried = table.try_app_code(&key, &with_app, ("code", Some(7)), "again", monday());
    assert_eq!(tried.await.unwrap(), CodeAttempt::Wrong { left: 3 });
    for number in 1..APP_TRIES_AN_HOUR - 1 {
        let key = sign_ins::key(1_000 + u64::from(number));
        table
            .start_sign_in(&key, &staff_users::invited())
            .await
            .unwrap();
        let tried = table.try_app_code(&key, &with_app, ("code", None), "hash", monday());
        assert!(matches!(tried.await.unwrap(), CodeAttempt::Wrong { .. }));
    }
    let key = sign_ins::key(2_000);
    table
        .start_sign_in(&key, &staff_users::invited())
        .await
        .unwrap();
    let tried = table.try_app_code(&key, &with_app, ("code", Some(8)), "hash", monday());
    assert_eq!(tried.await.unwrap(), CodeAttempt::NoCode);
}

#[tokio::test]
async fn every_answer_and_saved_form_of_before_is_read() {
    let table = before().await;
    let read = table.read_draft(&ada(), "estimate-costs", monday()).await;
    assert_eq!(read.unwrap(), answers());
    let forms = table.saved_forms(&jo(), monday()).await.unwrap();
    let numbers: Vec<u64> = (1..=6).collect();
    assert_eq!(forms.len(), numbers.len());
    for (number, form) in numbers.into_iter().zip(forms) {
        let place = SENT.iter().position(|sent| *sent == number);
        let new = later(number);
        assert_eq!(
            form,
            SavedForm {
                id: new.id.clone(),
                form: name("estimate-costs"),
                name: match number {
                    DRAFT => name("Mum, with the care home"),
                    _ => new.name,
                },
                reference: reference(number),
                answers: match number {
                    DRAFT => answers(),
                    _ => Answers::default(),
                },
                created_at: monday(),
                changed_at: form.changed_at,
                expires_at: form.changed_at + SignedDuration::from_hours(28 * 24),
                submitted_in: place.map(|place| sent(place).reference),
            }
        );
        let found = table.find_saved_form(&reference(number)).await.unwrap();
        assert_eq!(found, Some((jo(), new.id)));
    }
}

#[tokio::test]
async fn every_file_of_before_is_read() {
    let table = before().await;
    for (form, files) in [
        (STATES, of_each_state()),
        (TYPES, of_each_type()),
        (REFUSALS, refused_for_each_reason()),
        (SENT[0], vec![clean(1), file(3), late_verdict(), refused(5)]),
    ] {
        let read = table.evidence(&jo(), &later(form).id).await.unwrap();
        assert_eq!(read, files);
    }
    let awaited = AwaitedVerdict {
        account: jo(),
        saved: later(SENT[0]).id,
        file: late(3),
    };
    assert_eq!(
        table.awaited(minutes(60), None, 9).await.unwrap().items,
        [awaited]
    );
    let (form, sent) = (later(SENT[0]).id, file(1).id);
    let removed = table.remove_evidence(&jo(), &form, &sent).await;
    assert!(removed.is_err(), "it is part of an application");
}

#[tokio::test]
async fn every_application_of_before_is_read() {
    for version in [V1, V2, V3] {
        every_application_is_read(&before_and(version).await).await;
    }
}

async fn every_application_is_read(table: &Table) {
    let mut newest_first = all_sent();
    newest_first.reverse();
    assert_eq!(table.applications(&jo()).await.unwrap(), newest_first);
    let (actor, what) = (records::access().actor, name("read an application"));
    let entry = table.audit(Subject::Account(jo()), actor, what, monday());
    let entry = entry.await.unwrap();
    for (application, progress) in all_sent() {
        let reference = &application.reference;
        let read = table.look_up(&entry, reference).await.unwrap();
        assert_eq!(read, Some((application.clone(), progress)));
        let read = table.application_to_export(reference).await.unwrap();
        assert_eq!(read, Some(application));
    }
}

#[tokio::test]
async fn what_was_to_be_done_before_is_still_to_be_done() {
    for version in [V1, V2, V3] {
        everything_is_still_to_be_done(&before_and(version).await).await;
    }
}

#[tokio::test]
async fn an_application_of_before_is_exported_acknowledged_and_forgotten_as_any() {
    for version in [V1, V2, V3] {
        let table = before_and(version).await;
        let [received, sent, ..] = [0, 1].map(|number| sent(number).reference);
        let what = ToExport::Application(sent.clone());
        table.exported(&what, minutes(70)).await.unwrap();
        assert!(
            !table
                .to_export(None, 9)
                .await
                .unwrap()
                .items
                .contains(&what)
        );
        assert!(table.received(&sent, minutes(80)).await.unwrap());
        let read = table.read_application(&jo(), &sent).await.unwrap();
        let at = minutes(80);
        assert_eq!(read.unwrap().1, Progress::Received { at }, "{version}");
        assert!(table.forget_application(&sent).await.unwrap());
        assert!(
            !table.forget_application(&received).await.unwrap(),
            "a verdict is awaited"
        );
        assert_eq!(table.read_application(&jo(), &sent).await.unwrap(), None);
    }
}

async fn everything_is_still_to_be_done(table: &Table) {
    let references = [0, 1, 2].map(|number| sent(number).reference);
    assert_eq!(
        table.to_export(None, 9).await.unwrap().items,
        [
            ToExport::Application(references[0].clone()),
            ToExport::DeferredEvidence(late(4)),
            ToExport::Application(references[1].clone()),
        ]
    );
    let verdict = table.deferred_evidence_to_export(&late(4)).await.unwrap();
    assert_eq!(verdict, Some(late_verdict()));
    let unacknowledged = table
        .unacknowledged(minutes(60), None, 9)
        .await
        .unwrap()
        .items;
    assert_eq!(unacknowledged, references[1..]);
    let received = table
        .received_before(minutes(61), None, 9)
        .await
        .unwrap()
        .items;
    assert_eq!(received, references[..1]);
    let to_confirm = table.to_confirm(minutes(60), None, 9).await.unwrap().items;
    let expected = [
        (0, Addressee::Applicant),
        (0, Addressee::PersonAppliedFor),
        (1, Addressee::Applicant),
        (2, Addressee::Applicant),
    ];
    assert_eq!(
        to_confirm,
        expected.map(|(number, to)| Confirmation {
            reference: references[number].clone(),
            submitted_at: sent(number).submitted_at,
            to,
        })
    );
}

#[tokio::test]
async fn every_record_of_before_is_read() {
    let table = before().await;
    let access = Access {
        what: name("read an application"),
        at: monday(),
        ..records::access_of_before()
    };
    let accesses = table.accesses(&Subject::Account(jo())).await.unwrap();
    assert_eq!(accesses, [access]);
    let [of_jo, of_nobody] = complaints();
    let read = table.complaints(&jo(), monday()).await.unwrap();
    assert_eq!(read, std::slice::from_ref(&of_jo));
    // One of them is acknowledged, and moves when the others are listed.
    let mut all = complaints_of_everybody(&table, monday()).await;
    assert_eq!(all, complaints_of_everybody(&table, monday()).await);
    let open = table.count_open_complaints(9, monday()).await.unwrap();
    assert_eq!(open, BoundedCount::Exactly(2));
    let known = |one: &ListedComplaint| ![79, 80].map(reference).contains(&one.reference);
    let (of_before, of_their_state): (Vec<_>, Vec<_>) = all.into_iter().partition(known);
    let of_state = |number, acknowledged_at| ListedComplaint {
        reference: reference(number),
        received_at: minutes(30),
        acknowledged_at,
    };
    let expected = [of_state(80, None), of_state(79, Some(minutes(40)))];
    assert_eq!(of_their_state, expected);
    all = of_before;
    all.sort_by(|one, other| one.reference.plain().cmp(other.reference.plain()));
    let mut listed = [&of_jo, &of_nobody].map(ListedComplaint::from);
    listed.sort_by(|one, other| one.reference.plain().cmp(other.reference.plain()));
    assert_eq!(all, listed);
    let to_tell = table
        .complaints_to_tell(minutes(60), None, 9)
        .await
        .unwrap()
        .items;
    let untold = |reference: u64| UnannouncedComplaint {
        reference: crate::reference(reference),
        received_at: monday(),
    };
    let mut expected = [untold(77), untold(78)];
    expected.sort_by(|one, other| one.reference.plain().cmp(other.reference.plain()));
    assert_eq!(to_tell, expected);
    // Two complaints in this hour.
    let budgets = records::of_address(&jos_email());
    for number in 2..COMPLAINTS_AN_HOUR {
        let another = Complaint {
            reference: reference(100 + u64::from(number)),
            ..records::complaint()
        };
        let taken = table.keep_complaint(&another, &budgets).await.unwrap();
        assert_eq!(taken, ComplaintReceipt::Now);
    }
    let one_more = Complaint {
        reference: reference(200),
        ..records::complaint()
    };
    let taken = table.keep_complaint(&one_more, &budgets).await.unwrap();
    let [spent] = budgets;
    assert_eq!(taken, ComplaintReceipt::TooMany(spent));
}

#[tokio::test]
async fn every_attempt_to_send_of_before_is_read() {
    let table = before().await;
    let undelivered = |number: usize, is_copy| Undelivered {
        reference: sent(number).reference,
        bounced_at: minutes(5),
        is_copy,
    };
    let bounced = table.undelivered(None, 9, monday()).await.unwrap().items;
    assert_eq!(bounced, [undelivered(0, false), undelivered(0, true)]);
    // An e-mail whose delivery is not known yet, only what it was about.
    table
        .note_delivery("0102018f-3", DeliveryStatus::Bounced, minutes(5))
        .await
        .unwrap();
    let bounced = table.undelivered(None, 9, monday()).await.unwrap().items;
    assert!(bounced.contains(&undelivered(1, false)), "{bounced:?}");
}

#[tokio::test]
async fn every_list_of_what_was_sent_to_an_address_of_before_is_read() {
    let table = before().await;
    let email = |kind: &str, about, sent_at| ListedEmail {
        kind: name(kind),
        about,
        sent_at,
    };
    assert_eq!(
        table
            .emails_to(&jos_email(), None, 9, monday())
            .await
            .unwrap()
            .items,
        [
            email("sign-in-code", None, minutes(1)),
            email("applied", Some(sent(0).reference), monday()),
        ]
    );
}

#[tokio::test]
async fn a_refused_page_of_before_is_read() {
    let table = before_and(V5).await;
    let key = drafts::refused_page();
    let read = table.read_refused_page(&key, monday()).await.unwrap();
    assert_eq!(read, Some(SealedPage(b"sealed".to_vec())));
}

#[tokio::test]
async fn feedback_of_before_is_there_and_is_not_kept_again() {
    let database = database_of_before().await;
    let stored = database.stored().await;
    let table = database.table();
    let _kept = table
        .keep_feedback(drafts::clear_and_quick(), &[])
        .await
        .unwrap();
    let _kept = table
        .keep_opinion(drafts::not_helpful(), &[])
        .await
        .unwrap();
    assert_eq!(database.stored().await, stored);
    assert_eq!(at("2026-04-06T09:00:00Z"), monday());
}

#[tokio::test]
async fn every_financial_assessment_of_before_is_listed() {
    let table = before_and(V6).await;
    for (which, number, standing) in [
        (AssessmentList::Open, 90, assessment_desk::taken()),
        (AssessmentList::Finished, 91, assessment_desk::finished()),
    ] {
        let listed = assessment_desk::listed(&table, which).await;
        let sent = assessment_desk::assessment(number);
        let expected = assessment_desk::row((&sent, &standing));
        assert_eq!(listed, [expected], "{which:?}");
    }
}

#[tokio::test]
async fn every_message_to_a_team_of_before_is_read() {
    let table = before_and(V6).await;
    let waits = team_inboxes::concern(81);
    let dealt_with = InboxMessage {
        done: Some(InboxDone {
            by: jo(),
            at: minutes(5),
        }),
        ..team_inboxes::concern(82)
    };
    let inbox = TeamInbox::Concerns;
    for message in [&waits, &dealt_with] {
        let read = table.read_message(inbox, &message.reference, monday());
        assert_eq!(read.await.unwrap().as_ref(), Some(message));
    }
    for (which, message) in [(InboxList::Open, &waits), (InboxList::Done, &dealt_with)] {
        let page = table.inbox_page(inbox, which, None, 9, monday()).await;
        assert_eq!(page.unwrap().items, [message.listed()], "{which:?}");
    }
    let waiting = table.messages_to_tell(inbox, minutes(1), None, 9).await;
    assert_eq!(waiting.unwrap().items, [waits.untold()]);
    let (inbox, call_back) = (TeamInbox::CallBacks, team_inboxes::call_back());
    let read = table.read_message(inbox, &call_back.reference, monday());
    assert_eq!(read.await.unwrap().as_ref(), Some(&call_back));
    let page = table.inbox_page(inbox, InboxList::Open, None, 9, monday());
    assert_eq!(page.await.unwrap().items, [call_back.listed()]);
    let waiting = table.messages_to_tell(inbox, minutes(1), None, 9).await;
    assert_eq!(waiting.unwrap().items, [call_back.untold()]);
}

/// The SHA-256 of each file. A table holds such items for years, so a file is
/// never edited: an edited file would no longer show that they can be read. An
/// item in a new form, or under a new name, gets a file of its own and a line
/// here. No line is ever changed or removed.
const UNCHANGED: &[(&str, &str)] = &[
    (
        "access",
        "499986a89f448b8708b17d9e051a6f51edca7eb4051c8b49fb0a39e0bd5718b6",
    ),
    (
        "account",
        "a331a39aef325eb8b403d0403d7945063f37cfd5151d64d78ab2b5b680324acf",
    ),
    (
        "account-that-is-used",
        "add3cbf146f0ed9ae499dfd0fa0b23c1bde5d9fbe722905fa736289f77152dff",
    ),
    (
        "app-tries",
        "a7def459eaf657b8e760b70155fe3a14eef66df9ea45f3a2319ab6572585ebf4",
    ),
    (
        "application",
        "235fa493e1ec3b943b5d789f3c158c8bf03024fcb0ddfab9d0a5fee79e80392a",
    ),
    (
        "attempt",
        "6a65adacb636972fcd931b27040dc2d334b58775e8f3938d1675e83d459cac51",
    ),
    (
        "attempt-of-address",
        "74e5d5298f84af481ef0d3154236c145578aa3e927ddd18b73ae8513eb372ddb",
    ),
    (
        "awaited",
        "9ffd511632a57e273665f9c3d2322f190a69408318d2a11ded9e918a63983e46",
    ),
    (
        "budget",
        "b87d02fd655820bb3dacf70a1930bca3cd8f5e71b499704c10c462477ae35c11",
    ),
    (
        "codes-sent-to-address",
        "8d77b42379cbcadc96f34db1083618e32803ff3020957cf89f96d5541f196b65",
    ),
    (
        "complaint",
        "190fb95a417d6feb10f180490d98feb0e43c6ba0d620357ea57a1defb197c943",
    ),
    (
        "complaints-with-address",
        "acbc7475f292f098a985c760caef551e742b78274dfe84b36b71305e066d1ce4",
    ),
    (
        "draft",
        "7ec17d601e959049b55289347018c51c0f18ff830b2650fe951d3b0a06dca91f",
    ),
    (
        "evidence",
        "b1ec0efbbc1620cd899ef22832c883fe4eeb0c551114b04990e41972c94d8769",
    ),
    (
        "feedback",
        "d02822249fc8bd4f705375d5410d30a6e1d7ea53a985f00d6d551b72dadbc987",
    ),
    (
        "finds-application",
        "7a112f49691fe6400fb297a838786ae66c8164b49bf7a06fd117125f666448ec",
    ),
    (
        "finds-complaint",
        "a8f3fc9efd44417f30d381e22af91e80fb07052d13983d8e76f2db38a8655bf2",
    ),
    (
        "finds-complaint-among-all",
        "ebb5a54edd13010533feaf455acbe4b308d4f09f0b075cbb553ba69a70ae6096",
    ),
    (
        "finds-complaint-by-state",
        "e30c2619f56661e156c33ef1b976d864ac5908e3fd620ade94083546468c453b",
    ),
    (
        "finds-member-session",
        "c34737751719640bd11af53a891210feb099e2b8e23ef3ee93a6fbf84d2c556a",
    ),
    (
        "finds-saved-form",
        "5444c7b4dfc6cd20217aeb6ceb10369ca6a63e330c17a5c9c27f4fecb95d86e1",
    ),
    (
        "finds-session",
        "01e4f97e11e81d210250f8e8bf764ce9e308841105454df26619453c3714947d",
    ),
    (
        "member",
        "1f7b330275a71f9f4b8a9a1c95e9ec7e9f60a84e81a6d11cf6560d705297bdf5",
    ),
    (
        "member-session",
        "3071dfd7433bc34fdb0f684c19d4aabe06dc1b27de943fc7f9194fcd4b21b5ee",
    ),
    (
        "opinion",
        "95f0d2629824b7c94f5b5eab6a5dfed2db88d23c2743b9a78e82361b8eff3f40",
    ),
    (
        "outbox",
        "d6af88505b71d18af74d77dff2f834ec578151502c398458ef43502dc96ec1a3",
    ),
    (
        "reauthentication",
        "8c619083a6d19a7af080b26075b05abfc0b3957cec77a4eb05df7d161a3d8e72",
    ),
    (
        "received",
        "d2d8f05af1c9cae64fef3fac4e134acaeaabe5e56f725f3a62e40e6cb08e1086",
    ),
    (
        "saved-form",
        "55082dc294a72b6d05424a7fa80a322ed81c81b2c1ab03385056e9bb2fdc897a",
    ),
    (
        "session",
        "94c4c6a1a815af90ee4d2496263f0ffa3d3324dd5f9ce8f76a0225ff9257f396",
    ),
    (
        "sign-in",
        "52763c562d8285b9d94fd2dcee4d4de885c13952da2a4d54a8dc5160a3e7c151",
    ),
    (
        "sign-in-counted",
        "f8d7ba4bb79cb88265ae5e09da6f8cce080ac1e5b060d645f5ce39334fdf209a",
    ),
    (
        "sign-in-for-an-app",
        "9c5b0c168b91c17aaa83267f11419a56e3d0bd75ce41be72a3680cca9818e697",
    ),
    (
        "sign-in-for-questions",
        "3e8bd80dc17941c79db09f8c5726a9057992c5d166001f88c23dedc87f00418a",
    ),
    (
        "to-confirm",
        "07d111d3129e6b03d18884f11b90d98e23beeffcc42024704f74ab651dbac153",
    ),
    (
        "to-erase",
        "a10d3a8a5a94127ebe141acdba705b185ebb20c1d7e79087ffea7e0f7c5fcd11",
    ),
    (
        "to-tell",
        "a94ea3f54d2d7934496ea80339a53a3c1f4ebe5b3446d9c44f5404c5244fb506",
    ),
    (
        "unacknowledged",
        "a1ca3179cee49caba0f13d15844602f3e794e83996c1a12d388b0f8e4abc00cf",
    ),
    (
        "undelivered",
        "6eed3ed510549956e2f640863086db77dbbf5acb06b9b29738c2fcf4b8ba1531",
    ),
];

/// The files of version 2.
const UNCHANGED_IN_V2: &[(&str, &str)] = &[(
    "application",
    "c4fcd6829cc940f8ceac9440caa350e50242066cd45b9ba657deb5fb6181dfa3",
)];

/// The files of version 3.
const UNCHANGED_IN_V3: &[(&str, &str)] = &[
    (
        "application",
        "b3837b5044dbf229215e1bb052bf441da36a22410919e4aba312ae7e16244d9e",
    ),
    (
        "progress",
        "70decd868f1fc5989fa25222592f6e03c17d0dd9d3a70f5c5674c537f7e1263e",
    ),
];

/// The files of imports and registers, with the SHA-256 of each: the first that
/// were stored.
const UNCHANGED_IN_V4: &[(&str, &str)] = &[
    (
        "import-held",
        "330560b78113daf600ae2de550b2238ffd4e5ee734f8bda9eef02faa070534d0",
    ),
    (
        "import-lease",
        "481e17a6adad407cbeadee594ee192fc01c0ce198a9c85f3246e7f00569f9d96",
    ),
    (
        "import-report",
        "c30efe829a578ece56dd0ae9ff87965982aaeedc272138a2b85f18c31c4f7891",
    ),
    (
        "register-delivery",
        "13d274894e887cc449f9c03bdbc3b5cde19256927ea24485f5f317f4163f09df",
    ),
    (
        "register-head",
        "afe79b88ccc29f0f1be84816acd0f8f840fce028842a0ef989a49c4f0006782d",
    ),
    (
        "register-line",
        "174fee7e5890cfc6d0643309aff9f464c28ea276a27f452ca749f7b401ee2d33",
    ),
    (
        "register-to-be-exported",
        "c95d46079e5cf56b8bef49773057ad0fd65964cddcd768e9cc35d78fba164d7a",
    ),
    (
        "register-unacknowledged",
        "9546d354b598312f9a4fdbdbf2d583868bcbbd93b2bbf2f4fa1b7b6975301e4b",
    ),
    (
        "register-version",
        "830837610f6e259705dc896e51bc1ab4e9ee65f82186c5714ee90be52c484cb9",
    ),
];

/// The files of version 5: sign-ins that are answered again, teams, and pages
/// that refused a form.
const UNCHANGED_IN_V5: &[(&str, &str)] = &[
    (
        "refused-page",
        "cc161ec0e67ea23048d0cae6ce003525302398d82a5874fafa320ef38ed5212f",
    ),
    (
        "sign-in-claimed",
        "12170e342789becdc7b6030038c5a3477dd264c371a6a3832b740ca6f0d1cb03",
    ),
    (
        "sign-in-end",
        "4529b06792ca4d68055171c45f208f102022d6fc1bd093f98832e3347e01383e",
    ),
    (
        "sign-in-invited",
        "b2f24e5e306673236343031d167e05339d5744f938381d5b1ace3cb7d45c3ec0",
    ),
    (
        "team-of-staff-user",
        "86021db75bbefb9da823f9541062c642b7bd5fc340cd9616c44c3f18c107ef25",
    ),
];

/// The files of version 6, one of each kind of item that came with it.
const UNCHANGED_IN_V6: &[(&str, &str)] = &[
    (
        "access-by-holder",
        "e6e148e2c602cf547424975071abc471f4612ab1036f0c2cca02e1049cc4f73f",
    ),
    (
        "answer-session",
        "8bd7133d5db0df851c4c141e2ef6d97deb963f92c83232b8f685f2aa886c069b",
    ),
    (
        "assessment",
        "b17d4fda6d65cb97471d79394e1ec7033b8727043f612f2ee139f77176be36bf",
    ),
    (
        "assessment-finished",
        "27263cc27923246fe241fdca25086321e6c4375b1f10e8b3111fc9fa5420f859",
    ),
    (
        "attendance-question",
        "0afcc8ecae52b329502469846ff4f0dce27dc3610d3beb2f75a7c781a4c1e73c",
    ),
    (
        "call-back",
        "302979e64341d7732b2b897a42a0624ca3c4a93b5b55730b5f235522ed625a6f",
    ),
    (
        "call-backs-to-tell",
        "789deda575c8063993fa630a90f7a95a0fc84465049765c7fa47b92abafec410",
    ),
    (
        "case-record",
        "663930e8669e75ac377c276f7991baad600f30dbb4a7b64ee6a3d94d677b09d1",
    ),
    (
        "complaint",
        "e7bac8e66b4da1058b3b7c0b2227c60ea396ff859bec2d18131203765e0142a5",
    ),
    (
        "concern",
        "500393402cd2377def0c370dcf0562d2bbb9e08820c9affb8ff47de418a91a29",
    ),
    (
        "concern-done",
        "932a2df5ae7008c9a27c364f4088a42d32567a00a2ea195c09f9dd1fc454ead2",
    ),
    (
        "concerns-to-tell",
        "17f479f1b430902674f456bdcefcac9451c198e487f03d7859263e10b5fbeb7a",
    ),
    (
        "county-report",
        "4fdcb8cf44374fafadeffaf50921d7b38bde8ddb42666992bfde936ea9058833",
    ),
    (
        "documents-opened",
        "891a11baf93b6fdae5c82c66861a55f11fea24916db153d70862e974d0a1ed7d",
    ),
    (
        "finds-call-back",
        "7139ee397ed2a491704fb67bf4c8cada4f8377b73a195b487625c039778e0ca1",
    ),
    (
        "finds-concern",
        "dbe1e8f56f1274d18704ad7fb22120c226407d3d4de6642a8bae8b5faa81c5e8",
    ),
    (
        "finds-concern-done",
        "56bc34d08296e6e90b08d3034af096b45271561e283acc4b082814d95f063b72",
    ),
    (
        "held-record",
        "ff49e58d6f56119a59e2b91d51ba2eafba73966ac668798bbdacc6fe6aeda50a",
    ),
    (
        "holder-access-attendance",
        "01a81619014e2cb17e2c8a94d6012c4c03c31f35490d6a913b4ad255d7e3b7d0",
    ),
    (
        "holder-access-half-proven",
        "500fb66c02562b65c08de5919ac0f68d4ba0fd27e2bbb37fc6674afc4e21f231",
    ),
    (
        "import-lease",
        "3b011fea51a657f9c4896148e919ec6cc9e2d00902bbc620e451bb14bb16ce0e",
    ),
    (
        "information-request",
        "dc3428be5f5b5c7567f3c04bdb3b31e63fe8f80bf5c94f48e58256191ff72bae",
    ),
    (
        "record-imports",
        "afff0a87967e14da1cca23c6d5eb0bcbf9e16a63b1516dba5d9d0517f3a7d5ed",
    ),
    (
        "register-head",
        "c46be264fce53d5bf63c27057d9ded086683534e2aafe6a809c1618c49b36e02",
    ),
    (
        "register-line",
        "68e4e30f544412c8abba372fa6a22cfe8973243cf811d5e1e35e1bb0a70217d7",
    ),
    (
        "saved-form-told",
        "ddc4a32830ff682ec84c6cd96efa52dab0c8e7a5ae266683513b6f5e2d36eeb6",
    ),
    (
        "self-assessment",
        "b0587a9c270de3a1f430fd8bd6dc74975a096b43d9fca225e86074e1621b5a88",
    ),
    (
        "self-assessment-in-case",
        "89e1f2a7f31070fccf88a6b9fae3c2f4535dc247251a2fd886ec263faca1583a",
    ),
    (
        "unread-answers",
        "32bd5d444ba7c48b1566f04678d176f507c2c8c2df35aba9118a5a437cc3684c",
    ),
    (
        "unregistered",
        "5dd6077a6d458f41b627bb6fb97021634f3592e3cfad002c43fe7c0e775e8c80",
    ),
    (
        "waiting-request",
        "061f838881f38d06c0ea30ca0ee7434f65e87f1835b70b3986486078581129df",
    ),
];

/// The folders of the files.
const V1: &str = "v1";
const V2: &str = "v2";
const V3: &str = "v3";
const V4: &str = "v4";
const V5: &str = "v5";
const V6: &str = "v6";

/// Lists the files of a version by name, without `.json`.
fn files(version: &str) -> BTreeMap<String, String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stored");
    std::fs::read_dir(PathBuf::from(folder).join(version))
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// Makes a database with everything that the files hold.
pub(crate) async fn database_of_before() -> Database {
    let database = Database::new().await;
    store_files(&database, V1).await;
    database
}

/// Makes a table with everything that the files hold, where items that are of a
/// later version as well are of that.
async fn before_and(version: &str) -> Table {
    let database = database_of_before().await;
    store_files(&database, version).await;
    database.table()
}

async fn store_files(database: &Database, version: &str) {
    for (name, items) in files(version) {
        let items: Vec<Value> = serde_json::from_str(&items).unwrap_or_else(|_| panic!("{name}"));
        database.store(items).await;
    }
}

/// Lists every complaint, those to acknowledge first.
pub(crate) async fn complaints_of_everybody(table: &Table, now: Timestamp) -> Vec<ListedComplaint> {
    let mut all = Vec::new();
    for which in [ComplaintList::Open, ComplaintList::Acknowledged] {
        let page = table.complaints_list(which, None, 9, now).await.unwrap();
        all.extend(page.items);
    }
    all
}

/// Makes a table with the requests for information that the files hold.
pub(crate) async fn information_requests_of_before() -> Table {
    let database = Database::new().await;
    store_files(&database, V6).await;
    database.table()
}

/// Makes a table with the registers that the files hold.
pub(crate) async fn registers_of_before() -> Table {
    let database = Database::new().await;
    store_files(&database, V4).await;
    database.table()
}

/// Makes a table with the registers that the files hold, where items that are of
/// a later version as well are of that.
pub(crate) async fn registers_before_and_since() -> Table {
    let database = Database::new().await;
    for version in [V4, V6] {
        store_files(&database, version).await;
    }
    database.table()
}

async fn before() -> Table {
    database_of_before().await.table()
}

fn name(text: &str) -> String {
    text.to_owned()
}

fn minutes(after: i64) -> Timestamp {
    monday() + SignedDuration::from_mins(after)
}

fn later(form: u64) -> NewSavedForm {
    new_form(form)
}

fn answers() -> Answers {
    Answers::from_iter([
        (name("where"), text("at-home")),
        (
            name("benefits"),
            Answer::Choices(vec![name("pension-credit"), name("attendance-allowance")]),
        ),
        (
            name("about-you"),
            fields(&[("given", "Ada"), ("family", "")]),
        ),
        (
            name("incomes/01"),
            fields(&[("amount", "97.50"), ("every", "week")]),
        ),
    ])
}

/// Makes a report with every kind of block.
fn report() -> Document {
    Document {
        title: name("What care may cost"),
        answer: vec![name("You may pay about £120.00 a week.")],
        facts: vec![(name("Date"), name("6 April 2026"))],
        sections: vec![DocumentSection {
            heading: name("Your income"),
            blocks: vec![
                Block::Text(vec![
                    Span::words("See "),
                    Span::link(
                        "the Care Act",
                        "https://www.legislation.gov.uk/ukpga/2014/23",
                    ),
                ]),
                Block::Warning(name("This is an estimate.")),
                Block::List(vec![vec![Span::words("State Pension")]]),
                Block::Table(Rows {
                    caption: name("Income that counts"),
                    columns: vec![
                        Column {
                            header: name("Income"),
                            numeric: false,
                        },
                        Column {
                            header: name("A week"),
                            numeric: true,
                        },
                    ],
                    rows: vec![vec![name("State Pension"), name("£230.25")]],
                    total: true,
                }),
                Block::Heading(name("What you keep")),
            ],
        }],
    }
}

fn sent(number: usize) -> Application {
    let form = later(SENT[number]);
    let bare = Application {
        reference: reference(1_000_001 + u64::try_from(number).unwrap()),
        kind: KINDS_OF_BEFORE[number % KINDS_OF_BEFORE.len()],
        account: jo(),
        saved: form.id,
        submitted_at: minutes(i64::try_from(number).unwrap()),
        contact_by: "2026-04-16".parse().unwrap(),
        applicant: Applicant {
            first_name: name("Jo"),
            last_name: name("Bloggs"),
            email: jos_email(),
            copy_to: None,
        },
        forms: vec![CompletedForm {
            form: name("request-help"),
            version: 1,
            answers: answers(),
        }],
        told: Vec::new(),
        evidence: Vec::new(),
    };
    if number > 0 {
        return bare;
    }
    Application {
        applicant: Applicant {
            copy_to: Some(EmailAddress::parse("ann@example.org").unwrap()),
            ..bare.applicant
        },
        told: vec![ReportSnapshot {
            report: name("estimate-costs"),
            document: report(),
            rates_from: Some("2026-04-06".parse().unwrap()),
            fingerprint: "9f86d081884c7d65".repeat(4),
        }],
        evidence: vec![clean(1), file(3), file(4), refused(5)],
        ..bare
    }
}

/// Lists every application and its progress.
fn all_sent() -> Vec<(Application, Progress)> {
    let received = Progress::Received { at: minutes(60) };
    vec![
        (sent(0), received),
        (sent(1), Progress::Sent),
        (sent(2), Progress::Sent),
    ]
}

fn late(number: u64) -> DeferredEvidence {
    DeferredEvidence {
        added_at: file(number).added_at,
        reference: sent(0).reference,
        id: file(number).id,
    }
}

/// Makes a file whose verdict came after its application.
fn late_verdict() -> Evidence {
    refused(4)
}

/// Makes a file in each state.
fn of_each_state() -> Vec<Evidence> {
    (101..)
        .zip(FileState::ALL)
        .map(|(number, state)| match state {
            FileState::Clean => clean(number),
            // The file as it was refused before reasons were kept.
            _ => Evidence {
                state,
                ..file(number)
            },
        })
        .collect()
}

fn of_each_type() -> Vec<Evidence> {
    (201..)
        .zip(FileType::ALL)
        .map(|(number, file_type)| Evidence {
            file_type: Some(file_type),
            ..clean(number)
        })
        .collect()
}

fn refused_for_each_reason() -> Vec<Evidence> {
    (301..)
        .zip(Refusal::ALL)
        .map(|(number, refusal)| Evidence {
            refusal: Some(refusal),
            ..refused(number)
        })
        .collect()
}

fn reauthentication(action: SensitiveAction) -> Purpose {
    Purpose::Reauthentication {
        account: jo(),
        session: SessionKey(name("key of a session")),
        action,
    }
}

fn purpose(kind: PurposeKind) -> Purpose {
    match kind {
        PurposeKind::SignIn => Purpose::SignIn {
            continuation: name("continuation"),
        },
        PurposeKind::NewAccount => Purpose::NewAccount {
            continuation: Some(name("continuation")),
        },
        PurposeKind::FirstSignIn => Purpose::FirstSignIn { account: jo() },
        PurposeKind::HasAccount => Purpose::HasAccount,
        PurposeKind::NewPassword => Purpose::NewPassword,
        PurposeKind::NewEmail => Purpose::NewEmail { account: jo() },
        PurposeKind::TakenEmail => Purpose::TakenEmail { account: None },
        PurposeKind::Recover => Purpose::Recover {
            reference: reference(1),
        },
        PurposeKind::AnswerQuestions => Purpose::AnswerQuestions {
            request: crate::information_requests::key(1),
        },
        PurposeKind::Invited => Purpose::Invited {
            continuation: name("continuation"),
            staff_user: jo(),
        },
        PurposeKind::InvitedPassword => Purpose::InvitedPassword,
        PurposeKind::NewPhone => Purpose::NewPhone { staff_user: jo() },
        PurposeKind::ChangeApp => Purpose::ChangeApp {
            staff_user: jo(),
            session: StaffSessionKey(name("key of a session")),
            secret: AppSecret::parse("AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT").ok(),
        },
        PurposeKind::Reauthentication => reauthentication(SensitiveAction::DeleteAccount),
        PurposeKind::ChangeStaffPassword => Purpose::ChangeStaffPassword {
            staff_user: jo(),
            session: StaffSessionKey(name("key of a session")),
        },
        PurposeKind::Nothing => Purpose::Nothing {
            asked_for: BudgetPurpose::NewPasswordCode,
        },
    }
}

/// Makes a sign-in for each purpose, the first with every member that a sign-in
/// can have.
fn sign_in_for_each_purpose() -> Vec<SignIn> {
    let mut all: Vec<SignIn> = PurposeKind::ALL
        .into_iter()
        .map(|kind| SignIn {
            purpose: purpose(kind),
            names: None,
            ..sign_ins::sign_in()
        })
        .collect();
    all[0].names = Some((name("Jo"), name("Bloggs")));
    all[0].phone = Some(staff_users::phone());
    all[0].code_sent_at = Some(monday());
    all
}

/// Makes an invited person of each role, the first with every member that one
/// can have.
fn staff_user_of_each_role() -> Vec<StaffUser> {
    let mut all: Vec<StaffUser> = (1..)
        .zip(Role::ALL)
        .map(|(number, role)| StaffUser {
            id: AccountId(format!("00000000-0000-4000-8000-{number:012}")),
            role,
            ..staff_users::staff_user()
        })
        .collect();
    all[0].phone = Some(staff_users::phone());
    all[0].app = Some(staff_users::secret());
    all[1].closed_at = Some(minutes(60));
    all
}

fn sessions() -> [Session; 2] {
    let opened = Session {
        only: Some(later(1).id),
        open: [(name("estimate-costs"), later(1).id)].into(),
        joined: [(
            Session::joins_as("9f86d081884c7d65", "estimate-costs"),
            later(1).id,
        )]
        .into(),
        ..people::session()
    };
    [opened, people::session()]
}

/// Makes complaints of Jo's and of somebody without an account.
fn complaints() -> [Complaint; 2] {
    let of_nobody = Complaint {
        reference: reference(78),
        account: None,
        acknowledged_at: Some(minutes(60)),
        ..records::complaint()
    };
    [records::complaint(), of_nobody]
}
