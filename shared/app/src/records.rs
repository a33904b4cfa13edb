//! What staff do with somebody's record. Each writes an entry of the audit first
//! and answers none where there is no such record.

use domain::application::Application;
use domain::audit::{Access, Actor};
use domain::complaint::Complaint;
use domain::draft::StoreFault;
use domain::member::Member;
use domain::oversight::{Oversee, RecordKind, Undelivered};
use domain::reference::Reference;
use jiff::Timestamp;

/// Reads an application, to find whom to contact and how.
///
/// # Errors
/// When the store does not answer.
pub async fn read_whom_to_contact<S: Oversee>(
    store: &S,
    staff: &Member,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<Application>, StoreFault> {
    let Some((subject, RecordKind::Application)) = store.whose(reference, now).await? else {
        return Ok(None);
    };
    let what = format!("read whom to contact for application {}", reference.plain());
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    let found = store.look_up(&entry, reference).await?;
    Ok(found.map(|(application, _)| application))
}

/// Notes that somebody has told the person in another way what an e-mail that
/// came back had told them. An application that is no longer kept has no record
/// to note it in.
///
/// # Errors
/// When the store does not answer.
pub async fn settle_undelivered<S: Oversee>(
    store: &S,
    staff: &Member,
    undelivered: &Undelivered,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let reference = &undelivered.reference;
    if let Some((subject, RecordKind::Application)) = store.whose(reference, now).await? {
        let what = format!("settled the email of application {}", reference.plain());
        let _entry = store.audit(subject, Actor::from(staff), what, now).await?;
    }
    store.settle_undelivered(undelivered).await
}

/// Reads a complaint.
///
/// # Errors
/// When the store does not answer.
pub async fn read_complaint<S: Oversee>(
    store: &S,
    staff: &Member,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<Complaint>, StoreFault> {
    let Some((subject, RecordKind::Complaint)) = store.whose(reference, now).await? else {
        return Ok(None);
    };
    let what = format!("read complaint {}", reference.plain());
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    store.look_up_complaint(&entry, reference, now).await
}

/// Notes that somebody acknowledged a complaint. The first time counts.
///
/// # Errors
/// When the store does not answer.
pub async fn acknowledge_complaint<S: Oversee>(
    store: &S,
    staff: &Member,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<()>, StoreFault> {
    let Some((subject, RecordKind::Complaint)) = store.whose(reference, now).await? else {
        return Ok(None);
    };
    let what = format!("acknowledged complaint {}", reference.plain());
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    let acknowledged = store.acknowledge_complaint(&entry, reference, now);
    acknowledged.await.map(Some)
}

/// Reads who has looked at anything of the person with this application or
/// complaint, newest first. The first entry is the one of this very look.
///
/// # Errors
/// When the store does not answer.
pub async fn read_accesses<S: Oversee>(
    store: &S,
    staff: &Member,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<Vec<Access>>, StoreFault> {
    let Some((subject, kind)) = store.whose(reference, now).await? else {
        return Ok(None);
    };
    let what = format!("read who looked at {} {}", kind.name(), reference.plain());
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    store.look_up_accesses(&entry).await.map(Some)
}
