//! The use cases of finance staff with the financial assessments that people
//! sent. Each use case writes an entry of the audit before it reads or changes an
//! assessment, and returns `None` where there is no such assessment.

use domain::access::audit::{Actor, Audited};
use domain::access::staff_user::StaffUser;
use domain::application::{Application, ApplicationKind, Progress};
use domain::fault::StoreFault;
use domain::records::assessment_desk::{AssessmentDesk, AssessmentStanding, AssessmentStep};
use domain::records::staff_queues::RecordKind;
use domain::values::reference::Reference;
use jiff::Timestamp;

/// A financial assessment as the desk shows it.
#[derive(Debug)]
pub struct AssessmentAtDesk {
    /// The application, with what the citizen was told and the evidence.
    pub application: Application,
    /// Whether the case system has the application.
    pub progress: Progress,
    /// Where the work stands and who has the assessment.
    pub standing: AssessmentStanding,
    /// The entry of the audit by which the assessment was read.
    entry: Audited,
}

/// The outcome of a step with a financial assessment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AssessmentStepTaken {
    /// The step is taken, now or by the same button before.
    Done,
    /// Nothing is changed: somebody else has changed the assessment since the
    /// page was drawn, or has it.
    Overtaken,
}

/// Reads a financial assessment.
///
/// # Errors
/// When the store does not answer.
pub async fn read(
    store: &impl AssessmentDesk,
    staff: &StaffUser,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<AssessmentAtDesk>, StoreFault> {
    let Some((subject, RecordKind::Application)) = store.whose(reference, now).await? else {
        return Ok(None);
    };
    let what = format!("read financial assessment {}", reference.plain());
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    let Some((application, progress)) = store.look_up(&entry, reference).await? else {
        return Ok(None);
    };
    if application.kind != ApplicationKind::FinancialAssessment {
        return Ok(None);
    }
    let standing = store.assessment_standing(&entry, &application).await?;
    Ok(standing.map(|standing| AssessmentAtDesk {
        application,
        progress,
        standing,
        entry,
    }))
}

/// Takes a step with a financial assessment that was just read, if the
/// assessment is as the page showed it. `seen` is the number of changes that the
/// page showed.
///
/// # Errors
/// When the store does not answer.
pub async fn take_step(
    store: &impl AssessmentDesk,
    staff: &StaffUser,
    found: &AssessmentAtDesk,
    (step, seen): (AssessmentStep, u64),
    now: Timestamp,
) -> Result<AssessmentStepTaken, StoreFault> {
    let before = &found.standing;
    let Some(after) = before.after(step, staff) else {
        return Ok(AssessmentStepTaken::Overtaken);
    };
    if after == *before {
        return Ok(AssessmentStepTaken::Done);
    }
    if before.changes != seen {
        return Ok(AssessmentStepTaken::Overtaken);
    }
    let application = &found.application;
    let what = in_the_audit(step, &application.reference);
    let (subject, actor) = (found.entry.subject().clone(), Actor::from(staff));
    let entry = store.audit(subject, actor, what, now).await?;
    let changed = store.change_assessment(&entry, application, before, &after);
    Ok(match changed.await? {
        true => AssessmentStepTaken::Done,
        false => AssessmentStepTaken::Overtaken,
    })
}

/// Says in the audit what was done, and to what it was set.
fn in_the_audit(step: AssessmentStep, reference: &Reference) -> String {
    let plain = reference.plain();
    match step {
        AssessmentStep::Take => format!("took financial assessment {plain}"),
        AssessmentStep::GiveBack => format!("gave back financial assessment {plain}"),
        AssessmentStep::Set(status) => {
            format!("set financial assessment {plain} to “{}”", status.title())
        }
    }
}
