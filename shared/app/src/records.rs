//! The use cases of staff with somebody's record. Each use case writes an entry
//! of the audit before it reads or changes the record. Those that return an
//! `Option` return `None` if no such record is kept.

use domain::access::audit::{Access, Actor, Subject, SupplierSubject};
use domain::access::staff_user::StaffUser;
use domain::application::Application;
use domain::correspondence::complaint::Complaint;
use domain::fault::StoreFault;
use domain::records::staff_queues::{RecordKind, StaffQueues, Undelivered};
use domain::values::list_page::{BoundedCount, ListCursor, ListPage};
use domain::values::reference::Reference;
use futures_util::future::try_join;
use jiff::Timestamp;

/// Reads an application, so that staff can find whom to contact and how.
///
/// # Errors
/// When the store does not answer.
pub async fn read_whom_to_contact(
    store: &impl StaffQueues,
    staff: &StaffUser,
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

/// Settles an e-mail that came back, because staff have told the person in
/// another way what the e-mail said. If the application is no longer kept,
/// there is no record whose audit could have an entry, and none is written.
///
/// # Errors
/// When the store does not answer.
pub async fn settle_undelivered(
    store: &impl StaffQueues,
    staff: &StaffUser,
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
pub async fn read_complaint(
    store: &impl StaffQueues,
    staff: &StaffUser,
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

/// Notes that staff have acknowledged a complaint. The first acknowledgement
/// counts.
///
/// # Errors
/// When the store does not answer.
pub async fn acknowledge_complaint(
    store: &impl StaffQueues,
    staff: &StaffUser,
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

/// Reads a page of the audit of the person with this application or complaint,
/// newest entry first, and counts the entries up to `counted`. The first entry of
/// all is that of this reading.
///
/// # Errors
/// When the store does not answer.
pub async fn read_accesses(
    store: &impl StaffQueues,
    staff: &StaffUser,
    reference: &Reference,
    (after, most): (Option<&ListCursor>, usize),
    counted: usize,
    now: Timestamp,
) -> Result<Option<(ListPage<Access>, BoundedCount)>, StoreFault> {
    let Some((subject, kind)) = store.whose(reference, now).await? else {
        return Ok(None);
    };
    let what = format!("read who looked at {} {}", kind.name(), reference.plain());
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    let page = store.look_up_accesses(&entry, after, most);
    let count = store.count_accesses(&entry, counted);
    try_join(page, count).await.map(Some)
}

/// Reads a page of the audit of a supplier, newest entry first. The first entry
/// of all is that of this reading.
///
/// # Errors
/// When the store does not answer.
pub async fn read_supplier_accesses(
    store: &impl StaffQueues,
    staff: &StaffUser,
    supplier: &str,
    (after, most): (Option<&ListCursor>, usize),
    now: Timestamp,
) -> Result<ListPage<Access>, StoreFault> {
    let subject = Subject::Supplier(SupplierSubject(supplier.to_owned()));
    let what = "read who did what about the supplier".to_owned();
    let entry = store.audit(subject, Actor::from(staff), what, now).await?;
    store.look_up_accesses(&entry, after, most).await
}
