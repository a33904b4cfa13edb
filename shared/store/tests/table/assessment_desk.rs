//! The list of financial assessments.

use domain::access::audit::{AuditLog as _, Audited, Subject};
use domain::access::staff_user::StaffUser;
use domain::application::{Application, ApplicationKind, ApplicationStore as _, ExportQueue as _};
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::assessment_desk::{
    AssessmentDesk as _, AssessmentList, AssessmentStanding, AssessmentStatus, AssessmentStep,
    ListedAssessment,
};
use domain::records::retention::ErasureQueue as _;
use domain::values::account_id::AccountId;
use domain::values::list_page::BoundedCount;
use store::Table;
use testkit::Database;

use crate::{application, jo, monday, new_form, records, sam, staff_users, submitted, together};

#[tokio::test]
async fn an_assessment_is_listed_when_it_is_sent_and_moves_with_its_status() {
    let table = Database::new().await.table();
    let sent = sent(&table, 1).await;
    // A request for help is for adult social care.
    let help = new_form(2);
    table
        .start_saved_form(&jo(), &help, monday())
        .await
        .unwrap();
    submitted(&table, &help, 2).await;
    let begun = AssessmentStanding::UNBEGUN;
    assert_eq!(
        listed(&table, AssessmentList::Open).await,
        [(&sent, &begun)].map(row)
    );
    let entry = entry(&table, jo()).await;
    let taken = begun.after(AssessmentStep::Take, &farah()).unwrap();
    assert!(
        table
            .change_assessment(&entry, &sent, &begun, &taken)
            .await
            .unwrap()
    );
    assert_eq!(
        table
            .assessment_standing(&entry, &sent)
            .await
            .unwrap()
            .as_ref(),
        Some(&taken)
    );
    assert_eq!(
        listed(&table, AssessmentList::Open).await,
        [(&sent, &taken)].map(row)
    );
    let finish = AssessmentStep::Set(AssessmentStatus::Finished);
    let finished = taken.after(finish, &farah()).unwrap();
    assert!(
        table
            .change_assessment(&entry, &sent, &taken, &finished)
            .await
            .unwrap()
    );
    assert_eq!(listed(&table, AssessmentList::Open).await, []);
    assert_eq!(
        listed(&table, AssessmentList::Finished).await,
        [(&sent, &finished)].map(row)
    );
    for (which, count) in [(AssessmentList::Open, 0), (AssessmentList::Finished, 1)] {
        let counted = table.count_assessments(which, 10).await.unwrap();
        assert_eq!(counted, BoundedCount::Exactly(count), "{which:?}");
    }
    // An old page changes nothing.
    assert!(
        !table
            .change_assessment(&entry, &sent, &begun, &taken)
            .await
            .unwrap()
    );
    assert!(
        !table
            .change_assessment(&entry, &sent, &taken, &finished)
            .await
            .unwrap()
    );
    // The list goes with the application.
    let reference = &sent.reference;
    assert!(table.received(reference, monday()).await.unwrap());
    assert!(table.forget_application(reference).await.unwrap());
    assert_eq!(listed(&table, AssessmentList::Finished).await, []);
}

#[tokio::test]
async fn of_two_who_take_an_assessment_at_once_one_has_it() {
    let table = Database::new().await.table();
    // One is in the list; one was sent before there was the list.
    let (sent, before) = (sent(&table, 1).await, assessment(2));
    for application in [sent, before] {
        let takes = [farah(), femi()].map(|who| {
            let (table, application) = (table.clone(), application.clone());
            async move {
                let begun = AssessmentStanding::UNBEGUN;
                let taken = begun.after(AssessmentStep::Take, &who).unwrap();
                let entry = entry(&table, jo()).await;
                let changed = table.change_assessment(&entry, &application, &begun, &taken);
                changed.await.unwrap()
            }
        });
        let mut took = together(takes).await;
        took.sort_unstable();
        assert_eq!(took, [false, true]);
    }
    assert_eq!(listed(&table, AssessmentList::Open).await.len(), 2);
}

#[tokio::test]
async fn an_entry_about_somebody_else_says_and_changes_nothing_of_an_assessment() {
    let table = Database::new().await.table();
    let sent = sent(&table, 1).await;
    let others = entry(&table, sam()).await;
    assert_eq!(
        table.assessment_standing(&others, &sent).await.unwrap(),
        None
    );
    let begun = AssessmentStanding::UNBEGUN;
    let taken = begun.after(AssessmentStep::Take, &farah()).unwrap();
    assert!(
        !table
            .change_assessment(&others, &sent, &begun, &taken)
            .await
            .unwrap()
    );
    assert_eq!(
        listed(&table, AssessmentList::Open).await,
        [(&sent, &begun)].map(row)
    );
}

/// Keeps an assessment that somebody has and one that is finished.
pub(crate) async fn keep_assessments(table: &Table) {
    let entry = entry(table, jo()).await;
    let (begun, taken) = (AssessmentStanding::UNBEGUN, taken());
    for number in [90, 91] {
        let sent = assessment(number);
        let changed = table.change_assessment(&entry, &sent, &begun, &taken);
        assert!(changed.await.unwrap());
    }
    let (sent, finished) = (assessment(91), finished());
    let changed = table.change_assessment(&entry, &sent, &taken, &finished);
    assert!(changed.await.unwrap());
}

/// Makes the standing of the finished assessment that is kept.
pub(crate) fn finished() -> AssessmentStanding {
    let finish = AssessmentStep::Set(AssessmentStatus::Finished);
    taken().after(finish, &farah()).unwrap()
}

/// Makes the standing of the assessment that is kept and that somebody has.
pub(crate) fn taken() -> AssessmentStanding {
    let begun = AssessmentStanding::UNBEGUN;
    begun.after(AssessmentStep::Take, &farah()).unwrap()
}

/// Makes a financial assessment of Jo's.
pub(crate) fn assessment(number: u64) -> Application {
    Application {
        kind: ApplicationKind::FinancialAssessment,
        ..application(&new_form(number), number)
    }
}

/// Makes the row of an assessment as a list shows it.
pub(crate) fn row(
    (application, standing): (&Application, &AssessmentStanding),
) -> ListedAssessment {
    ListedAssessment {
        reference: application.reference.clone(),
        submitted_at: application.submitted_at,
        standing: standing.clone(),
    }
}

/// Lists all assessments of a list.
pub(crate) async fn listed(table: &Table, which: AssessmentList) -> Vec<ListedAssessment> {
    let page = table.assessments_page(which, None, 100).await.unwrap();
    assert_eq!((page.unreadable, page.next), (0, None));
    page.items
}

async fn sent(table: &Table, number: u64) -> Application {
    let (form, sent) = (new_form(number), assessment(number));
    table
        .start_saved_form(&jo(), &form, monday())
        .await
        .unwrap();
    table.submit(&sent).await.unwrap();
    sent
}

async fn entry(table: &Table, whose: AccountId) -> Audited {
    let (actor, what) = (records::access().actor, records::access().what);
    let subject = Subject::Account(whose);
    table.audit(subject, actor, what, monday()).await.unwrap()
}

fn farah() -> StaffUser {
    staff_users::staff_user()
}

fn femi() -> StaffUser {
    StaffUser {
        id: sam(),
        ..staff_users::staff_user()
    }
}
