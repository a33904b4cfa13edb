//! The list of financial assessments: those on which there is work to do, and
//! those that are finished. The entry of an assessment holds who has the
//! assessment and where it stands, and nothing of who sent it.

use domain::access::audit::{Audited, Subject};
use domain::application::Application;
use domain::fault::StoreFault;
use domain::records::assessment_desk::{
    AssessmentDesk, AssessmentList, AssessmentStanding, AssessmentStatus, ListedAssessment,
};
use domain::values::list_page::{BoundedCount, ListCursor, ListPage};
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::attributes::{CHANGES, REFERENCE, STATE, SUBMITTED_AT, WORKER, WORKER_NAME};
use crate::caseload::worker_in;
use crate::keys::Partition;
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable, opened};
use crate::write::{AllWritten, Write};
use crate::{Table, keys, number, text};

impl AssessmentDesk for Table {
    async fn assessments_page(
        &self,
        which: AssessmentList,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<ListedAssessment>, StoreFault> {
        const OPERATION: &str = "list financial assessments";
        let page = self.page(OPERATION, &list(which), after, most).await?;
        Ok(page.read(OPERATION, listed))
    }

    async fn count_assessments(
        &self,
        which: AssessmentList,
        most: usize,
    ) -> Result<BoundedCount, StoreFault> {
        const OPERATION: &str = "count financial assessments";
        self.count(OPERATION, &list(which), None, most).await
    }

    async fn assessment_standing(
        &self,
        access: &Audited,
        application: &Application,
    ) -> Result<Option<AssessmentStanding>, StoreFault> {
        const OPERATION: &str = "read where a financial assessment stands";
        if !is_about_sender(access, application) {
            return Ok(None);
        }
        let found = self.read_each(OPERATION, keys_of(application).into());
        let found = found.await?;
        let read = |item: &Item| opened(OPERATION, item, standing(item));
        let found = found.first().map(read).transpose()?;
        Ok(Some(found.unwrap_or(AssessmentStanding::UNBEGUN)))
    }

    /// Puts the entry of the new standing on the condition that the entry of the
    /// old one is as it was read; an assessment that is in no list may have got
    /// one meanwhile.
    async fn change_assessment(
        &self,
        access: &Audited,
        application: &Application,
        before: &AssessmentStanding,
        now: &AssessmentStanding,
    ) -> Result<bool, StoreFault> {
        const OPERATION: &str = "change where a financial assessment stands";
        if !is_about_sender(access, application) {
            return Ok(false);
        }
        let unchanged = |write: Write| match before.changes {
            0 => write.if_without(CHANGES),
            changes => write.if_is(CHANGES, number(changes.try_into().unwrap_or(i64::MAX))),
        };
        let put = Write::put(entry(application.submitted_at, &application.reference, now));
        let (from, to) = (before.status.list(), now.status.list());
        let writes = match (from == to, before.changes) {
            // Nobody has begun, so the assessment must not be in the other list.
            (true, 0) => vec![
                unchanged(put),
                Write::delete(key(AssessmentList::Finished, application)).if_not_there(),
            ],
            (true, _) => vec![unchanged(put)],
            (false, _) => vec![
                unchanged(Write::delete(key(from, application))),
                put.if_not_there(),
            ],
        };
        let written = self.write_all(OPERATION, writes).await?;
        Ok(matches!(written, AllWritten::Done))
    }
}

/// Makes the entry of an assessment in the list of its status.
pub(crate) fn entry(
    submitted_at: Timestamp,
    reference: &Reference,
    standing: &AssessmentStanding,
) -> Item {
    let mut item = keys::assessment(standing.status.list(), submitted_at, reference);
    item.extend([
        (REFERENCE.to_owned(), text(reference.plain())),
        (SUBMITTED_AT.to_owned(), text(submitted_at.to_string())),
        (STATE.to_owned(), text(standing.status.name())),
    ]);
    if let Some(worker) = &standing.worker {
        item.insert(WORKER.to_owned(), text(&worker.id.0));
        item.insert(WORKER_NAME.to_owned(), text(&worker.name));
    }
    if standing.changes > 0 {
        let changes = standing.changes.try_into().unwrap_or(i64::MAX);
        item.insert(CHANGES.to_owned(), number(changes));
    }
    item
}

/// Returns the keys under which an assessment may be listed.
pub(crate) fn keys_of(application: &Application) -> [Item; 2] {
    [AssessmentList::Open, AssessmentList::Finished].map(|list| key(list, application))
}

fn key(list: AssessmentList, application: &Application) -> Item {
    keys::assessment(list, application.submitted_at, &application.reference)
}

fn is_about_sender(access: &Audited, application: &Application) -> bool {
    matches!(access.subject(), Subject::Account(subject) if *subject == application.account)
}

fn list(which: AssessmentList) -> List {
    let (keys, order) = match which {
        AssessmentList::Open => (
            SortKeys::Between(keys::EARLIEST.to_owned(), keys::LATEST.to_owned()),
            Order::Ascending,
        ),
        AssessmentList::Finished => (
            SortKeys::Starting(keys::FINISHED.to_owned()),
            Order::Descending,
        ),
    };
    List {
        partition: Partition::Assessments.only(),
        keys,
        order,
    }
}

fn listed(item: &Item) -> Result<ListedAssessment, Unreadable> {
    Ok(ListedAssessment {
        reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
        submitted_at: item.instant(SUBMITTED_AT)?,
        standing: standing(item)?,
    })
}

fn standing(item: &Item) -> Result<AssessmentStanding, Unreadable> {
    let changes = match item.contains_key(CHANGES) {
        true => item.number(CHANGES)?,
        false => 0,
    };
    Ok(AssessmentStanding {
        status: AssessmentStatus::named(item.text(STATE)?).ok_or(Unreadable(STATE))?,
        worker: worker_in(item),
        changes: changes.try_into().map_err(|_| Unreadable(CHANGES))?,
    })
}
