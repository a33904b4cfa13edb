//! The golden form of every kind of item.

use domain::access::account::AccountStore as _;
use domain::access::audit::AuditLog as _;
use domain::access::budget::{Budget, BudgetStore as _};
use domain::access::session::{Session, SessionStore as _};
use domain::access::sign_in::SignInStore as _;
use domain::access::staff_user::StaffUserStore as _;
use domain::application::evidence::EvidenceStore as _;
use domain::application::{ApplicationStore as _, ExportQueue as _};
use domain::correspondence::complaint::ComplaintStore as _;
use domain::correspondence::email::{DeliveryLog as _, DeliveryStatus};
use domain::correspondence::feedback::FeedbackStore as _;
use domain::forms::draft::{Answer, DraftKey, DraftStore as _};
use domain::forms::refused_page::{RefusedPageStore as _, SealedPage};
use domain::forms::saved_form::{DueForm, ExpiryWarningQueue as _, SavedFormStore as _};
use domain::forms::staff_case::{CaseFormStore as _, CaseMark, CaseTeamStore as _};
use domain::records::county_report::CountyReportKeeper as _;
use domain::records::staff_queues::StaffUserAdmin as _;
use serde_json::{Map, Value};
use store::Table;
use testkit::Database;

use crate::evidence::{clean, file, refused};
use crate::people::session;
use crate::sign_ins::sign_in;
use crate::{
    ada, application, assessment_desk, budgets, case_records, caseload, fields, holder_access,
    imports, information_requests, jo, jos_email, monday, new_form, people, provider_desk, records,
    registers, sam, self_assessments, sign_ins, staff_cases, staff_users, submitted, team_inboxes,
    text, unregistered,
};

#[tokio::test]
async fn every_kind_of_item_has_the_form_that_was_agreed() {
    let agreed: Map<String, Value> = serde_json::from_str(include_str!("../items.json")).unwrap();
    let database = Database::new().await;
    keep_everything(&database.table()).await;
    let mut unknown = Vec::new();
    let mut missing: Vec<_> = agreed.iter().collect();
    for item in database.stored_bytes().await {
        match missing.iter().position(|(_, known)| **known == item) {
            Some(place) => drop(missing.remove(place)),
            None => unknown.push(item),
        }
    }
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "not stored: {:?}\nnot agreed: {}",
        missing.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        serde_json::to_string_pretty(&unknown).unwrap()
    );
}

/// Stores one item of every kind.
pub(crate) async fn keep_everything(table: &Table) {
    for (question, answer) in [
        ("where", text("at-home")),
        (
            "benefits",
            Answer::Choices(vec![
                "pension-credit".to_owned(),
                "attendance-allowance".to_owned(),
            ]),
        ),
        ("about-you", fields(&[("given", "Ada"), ("family", "")])),
        (
            "incomes/01",
            fields(&[("amount", "97.50"), ("every", "week")]),
        ),
    ] {
        table
            .keep_answer(&ada(), "estimate-costs", question, answer, monday())
            .await
            .unwrap();
    }
    let _kept = table
        .keep_feedback(crate::drafts::clear_and_quick(), &[])
        .await
        .unwrap();
    let _kept = table
        .keep_opinion(crate::drafts::not_helpful(), &[])
        .await
        .unwrap();
    let page = SealedPage(b"sealed".to_vec());
    table
        .keep_refused_page(&crate::drafts::refused_page(), page, monday())
        .await
        .unwrap();
    table.keep_account(&people::account()).await.unwrap();
    table.delete_account(&sam(), monday()).await.unwrap();
    for number in [1, 2] {
        let form = new_form(number);
        table
            .start_saved_form(&jo(), &form, monday())
            .await
            .unwrap();
        let key = DraftKey::Saved {
            account: jo(),
            id: form.id.clone(),
        };
        table
            .keep_answer(&key, &form.form, "where", text("at-home"), monday())
            .await
            .unwrap();
        table
            .announce_evidence(&jo(), &form.id, &file(number))
            .await
            .unwrap();
    }
    let opened = Session {
        only: Some(new_form(1).id),
        open: [("estimate-costs".to_owned(), new_form(1).id)].into(),
        joined: [(
            Session::joins_as("9f86d081884c7d65", "estimate-costs"),
            new_form(1).id,
        )]
        .into(),
        ..session()
    };
    table.start_session(&people::key(1), &opened).await.unwrap();
    table
        .start_sign_in(&sign_ins::key(1), &sign_in())
        .await
        .unwrap();
    table
        .set_code(
            &sign_ins::key(1),
            &jos_email(),
            "hash of a code",
            &[Budget::of_sign_in_codes(&jos_email())],
            monday(),
        )
        .await
        .unwrap();
    table
        .spend(&[budgets::of_everybody(9)], monday())
        .await
        .unwrap();
    let (form, id) = (new_form(1), new_form(1).id);
    table.record_verdict(&jo(), &id, &clean(1)).await.unwrap();
    for number in [3, 4] {
        table
            .announce_evidence(&jo(), &id, &file(number))
            .await
            .unwrap();
    }
    let mut sent = application(&form, 1);
    sent.evidence = vec![clean(1), file(3), file(4)];
    table.submit(&sent).await.unwrap();
    table.record_verdict(&jo(), &id, &refused(4)).await.unwrap();
    table.received(&sent.reference, monday()).await.unwrap();
    let unacknowledged = new_form(3);
    table
        .start_saved_form(&jo(), &unacknowledged, monday())
        .await
        .unwrap();
    submitted(table, &unacknowledged, 2).await;
    let attempt = records::attempt();
    table.keep_email(&jos_email(), &attempt).await.unwrap();
    table
        .note_delivery(&attempt.message, DeliveryStatus::Bounced, monday())
        .await
        .unwrap();
    let entry = staff_users::entry(table).await;
    table
        .keep_staff_user(&entry, &staff_users::staff_user())
        .await
        .unwrap();
    table
        .set_phone(&jo(), Some(&staff_users::phone()))
        .await
        .unwrap();
    table
        .add_app(&jo(), &staff_users::secret(), 0)
        .await
        .unwrap();
    table
        .start_staff_session(&staff_users::session_key(1), &staff_users::session())
        .await
        .unwrap();
    table
        .start_sign_in(&sign_ins::key(2), &staff_users::invited())
        .await
        .unwrap();
    table
        .set_sign_in_phone(&sign_ins::key(2), &staff_users::phone(), monday())
        .await
        .unwrap();
    table
        .try_app_code(
            &sign_ins::key(2),
            &jo(),
            ("code", Some(7)),
            "hash",
            monday(),
        )
        .await
        .unwrap();
    sign_ins::claim_one(table, 3).await;
    sign_ins::end_one(table, 4).await;
    keep_a_case(table).await;
    for access in [records::access(), records::access_of_before()] {
        table.note_access(&access).await.unwrap();
    }
    assessment_desk::keep_assessments(table).await;
    information_requests::keep_some(table).await;
    table
        .keep_complaint(&records::complaint(), &records::of_address(&jos_email()))
        .await
        .unwrap();
    records::acknowledge_one(table, 79).await;
    team_inboxes::keep_inboxes(table).await;
    registers::keep_day_services(table).await;
    self_assessments::keep_one(table).await;
    imports::keep_imports(table).await;
    case_records::keep_one(table).await;
    provider_desk::keep_provider_desk(table).await;
    unregistered::keep_unregistered_days(table).await;
    let told = DueForm {
        account: jo(),
        id: new_form(2).id,
        day: "2026-04-27".parse().unwrap(),
    };
    let ends = crate::at("2027-04-06T00:00:00Z");
    assert!(
        table
            .claim_for_new_rates(&told, monday(), ends)
            .await
            .unwrap()
    );
    table.told_of_new_rates(&told, ends).await.unwrap();
    let report = records::county_report();
    table.keep_county_report(&report).await.unwrap();
}

/// Stores a form of a case that was cleared, answered again and signed off.
async fn keep_a_case(table: &Table) {
    let (case, team) = (staff_cases::case(), staff_cases::team());
    table.assign_case(&case.person, &team).await.unwrap();
    table.join_team(&team, &jo()).await.unwrap();
    caseload::keep_one(table).await;
    holder_access::keep_two(table).await;
    let by = staff_cases::said_by(&jo(), "2026-04-06T09:00:00Z");
    let mark = |changes| CaseMark {
        version: 1,
        changes,
    };
    let answers = [("difficult".to_owned(), text("Stairs"))];
    for seen in [0, 2] {
        let kept = table.keep_case_answers(&case, mark(seen), &answers, &by);
        kept.await.unwrap();
        if seen == 0 {
            table.clear_case_form(&case, mark(1), &by).await.unwrap();
        }
    }
    table.sign_off_case_form(&case, mark(3), &by).await.unwrap();
    table.begin_next_version(&case, 1).await.unwrap();
}
