//! The golden form of every kind of item.

use domain::account::KeepAccounts as _;
use domain::application::{ExportApplications as _, KeepApplications as _};
use domain::audit::KeepAudit as _;
use domain::complaint::KeepComplaints as _;
use domain::draft::{Answer, DraftKey, KeepDrafts as _};
use domain::evidence::KeepEvidence as _;
use domain::feedback::KeepFeedback as _;
use domain::member::KeepMembers as _;
use domain::notice::{Delivery, KeepAttempts as _};
use domain::oversight::RunMembers as _;
use domain::saved::KeepSavedForms as _;
use domain::session::{KeepSessions as _, Session};
use domain::sign_in::KeepSignIns as _;
use domain::staff_case::{CaseFormStore as _, CaseMark, CaseTeamStore as _};
use serde_json::{Map, Value};
use store::Table;
use testkit::Database;

use crate::evidence::{clean, file, refused};
use crate::people::session;
use crate::sign_ins::sign_in;
use crate::{
    ada, application, fields, jo, jos_email, members, monday, new_form, people, records, sam,
    sign_ins, staff_cases, submitted, text,
};

#[tokio::test]
async fn every_kind_of_item_has_the_form_that_was_agreed() {
    let agreed: Map<String, Value> = serde_json::from_str(include_str!("../items.json")).unwrap();
    let database = Database::new().await;
    keep_everything(&database.table()).await;
    let mut unknown = Vec::new();
    let mut missing: Vec<_> = agreed.iter().collect();
    for item in database.stored().await {
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
    table
        .keep_feedback(crate::drafts::clear_and_quick())
        .await
        .unwrap();
    table
        .keep_opinion(crate::drafts::not_helpful())
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
        .set_code(&sign_ins::key(1), &jos_email(), "hash of a code", monday())
        .await
        .unwrap();
    let (form, id) = (new_form(1), new_form(1).id);
    table.judge_evidence(&jo(), &id, &clean(1)).await.unwrap();
    for number in [3, 4] {
        table
            .announce_evidence(&jo(), &id, &file(number))
            .await
            .unwrap();
    }
    let mut sent = application(&form, 1);
    sent.evidence = vec![clean(1), file(3), file(4)];
    table.submit(&sent).await.unwrap();
    table.judge_evidence(&jo(), &id, &refused(4)).await.unwrap();
    table.received(&sent.reference, monday()).await.unwrap();
    let unacknowledged = new_form(3);
    table
        .start_saved_form(&jo(), &unacknowledged, monday())
        .await
        .unwrap();
    submitted(table, &unacknowledged, 2).await;
    let attempt = records::attempt();
    table.keep_attempt(&attempt).await.unwrap();
    table
        .note_delivery(&attempt.message, Delivery::Bounced, monday())
        .await
        .unwrap();
    let entry = members::entry(table).await;
    table.keep_member(&entry, &members::member()).await.unwrap();
    table
        .set_phone(&jo(), Some(&members::phone()))
        .await
        .unwrap();
    table.add_app(&jo(), &members::secret(), 0).await.unwrap();
    table
        .start_member_session(&members::session_key(1), &members::session())
        .await
        .unwrap();
    table
        .start_sign_in(&sign_ins::key(2), &members::invited())
        .await
        .unwrap();
    table
        .set_sign_in_phone(&sign_ins::key(2), &members::phone(), monday())
        .await
        .unwrap();
    table
        .try_app_code(&sign_ins::key(2), &jo(), Some(7), "hash", monday())
        .await
        .unwrap();
    keep_a_case(table).await;
    for access in [records::access(), records::access_of_before()] {
        table.note_access(&access).await.unwrap();
    }
    table.keep_complaint(&records::complaint()).await.unwrap();
}

/// Stores a form of a case that was cleared, answered again and signed off.
async fn keep_a_case(table: &Table) {
    let (case, team) = (staff_cases::case(), staff_cases::team());
    table.assign_case(&case.person, &team).await.unwrap();
    table.join_team(&team, &jo()).await.unwrap();
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
