//! Applications, as their applicants see them.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::mem;

use domain::application::{
    Application, ApplicationKind, ApplicationReader, ApplicationStore, Progress, Submitted,
};
use domain::fault::StoreFault;
use domain::records::assessment_desk::AssessmentStanding;
use domain::values::account_id::AccountId;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::attributes::{
    ACCOUNT, BODY, CHANGES, DUE_ON, KIND, RECEIVED_AT, REFERENCE, SUBMITTED_AT, SUBMITTED_IN,
    WARNING_UNTIL,
};
use crate::keys::{PK, SK};
use crate::read::{Attributes as _, Item, ItemPage, List, Order, SortKeys, Unreadable, opened};
use crate::saved_form::ReferenceTaken;
use crate::write::Write;
use crate::{
    EXPIRES_AT, Table, assessment_desk, confirmation, evidence, fault, keys, stored, text,
};

impl ApplicationReader for Table {
    async fn read_application(
        &self,
        account: &AccountId,
        reference: &Reference,
    ) -> Result<Option<(Application, Progress)>, StoreFault> {
        const OPERATION: &str = "read an application";
        let found = self.stored_application(OPERATION, reference).await?;
        found
            .filter(|stored| stored.application.text_of(ACCOUNT) == Some(account.0.as_str()))
            .map(|stored| opened(OPERATION, &stored.application, stored.read()))
            .transpose()
    }

    /// An application that does not say whose it is cannot be read: it counts,
    /// because it may be theirs.
    async fn applications_page(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<(Application, Progress)>, StoreFault> {
        const OPERATION: &str = "list applications";
        let list = List {
            partition: keys::of_account(account),
            keys: SortKeys::Starting(keys::APPLICATION.to_owned()),
            order: Order::Ascending,
        };
        let pointers = self.page(OPERATION, &list, after, most).await?;
        let mut pointers = pointers.read(OPERATION, |pointer| {
            let reference = pointer.reference_after(keys::APPLICATION)?;
            Ok([keys::application(&reference), keys::progress(&reference)])
        });
        let keys = mem::take(&mut pointers.items).into_iter().flatten();
        let items = self.read_batches(OPERATION, keys.collect()).await?;
        let (progress, mut items): (Vec<Item>, Vec<Item>) = items
            .into_iter()
            .partition(|item| item.text_of(SK) == Some(keys::PROGRESS));
        let progress: HashMap<_, _> = progress
            .iter()
            .map(|item| (item.text_of(PK), item))
            .collect();
        items.retain(|item| item.text_of(ACCOUNT).is_none_or(|whose| whose == account.0));
        let found = ItemPage {
            items,
            next: pointers.next,
        };
        let mut page = found.read(OPERATION, |item| {
            item.text(ACCOUNT)?;
            application_and_progress(item, progress.get(&item.text_of(PK)).copied())
        });
        page.unreadable += pointers.unreadable;
        page.items.sort_by_key(|(one, _)| Reverse(one.submitted_at));
        Ok(page)
    }
}

impl ApplicationStore for Table {
    /// Writes everything in one transaction: the mark on the saved form, which
    /// keeps a form from becoming two applications; the application; the item of
    /// what becomes of it; the pointer in the account; the entries of the lists
    /// of exports, of acknowledgements, of e-mails to send and of financial
    /// assessments; and for each file that the file is part of the application,
    /// so that the file does not expire with the saved form.
    ///
    /// The transaction is refused unless each file is in the state that the
    /// application says. So a verdict is either in the application or comes
    /// after it, and a later verdict is exported by itself.
    async fn submit(&self, application: &Application) -> Result<Submitted, StoreFault> {
        const OPERATION: &str = "submit an application";
        let writes = submitting(OPERATION, application)?;
        let written = self.write_all(OPERATION, writes).await?;
        let Some(refused) = written.refusals() else {
            return Ok(Submitted::Now);
        };
        let submitted = refused_submission(OPERATION, refused)?;
        Ok(submitted.unwrap_or(Submitted::FilesChanged))
    }
}

/// Returns the writes that submit an application, the mark on the saved form
/// first and the application second.
pub(crate) fn submitting(
    operation: &'static str,
    application: &Application,
) -> Result<Vec<Write>, StoreFault> {
    let (account, reference) = (&application.account, &application.reference);
    let submitted_at = text(application.submitted_at.to_string());
    let body = stored::write_application(application);
    let body = body.map_err(|source| fault(operation, source))?;
    let mut item = keys::application(reference);
    item.extend([
        (ACCOUNT.to_owned(), text(&account.0)),
        (KIND.to_owned(), text(application.kind.name())),
        (SUBMITTED_AT.to_owned(), submitted_at.clone()),
        (BODY.to_owned(), body),
    ]);
    let mut progress = keys::progress(reference);
    progress.insert(SUBMITTED_AT.to_owned(), submitted_at);
    let mut outbox = keys::outbox(application.submitted_at, reference);
    let mut unacknowledged = keys::unacknowledged(application.submitted_at, reference);
    for list in [&mut outbox, &mut unacknowledged] {
        list.insert(REFERENCE.to_owned(), text(reference.plain()));
    }
    let mut writes = vec![
        Write::update(keys::saved(account, &application.saved))
            .set(SUBMITTED_IN, text(reference.plain()))
            .remove(DUE_ON)
            .remove(WARNING_UNTIL)
            .add(CHANGES, 1)
            .if_without(SUBMITTED_IN)
            .if_above(EXPIRES_AT, application.submitted_at.as_second()),
        Write::put(item).if_not_there(),
        Write::put(progress),
        Write::put(keys::application_of(account, reference)),
        Write::put(outbox),
        Write::put(unacknowledged),
    ];
    writes.extend(
        application
            .confirmations()
            .iter()
            .map(confirmation::waiting),
    );
    writes.extend(application.evidence.iter().map(|file| {
        let part = Write::update(keys::evidence(account, &application.saved, &file.id))
            .set(SUBMITTED_IN, text(reference.plain()))
            .remove(EXPIRES_AT);
        evidence::is_as_sent(part, file)
    }));
    if application.kind == ApplicationKind::FinancialAssessment {
        let standing = AssessmentStanding::UNBEGUN;
        let entry = assessment_desk::entry(application.submitted_at, reference, &standing);
        writes.push(Write::put(entry));
    }
    let late = application.deferred_evidence_files();
    writes.extend(late.map(|file| evidence::awaited(application, &file)));
    Ok(writes)
}

/// Reads from the refusals of [`submitting`] what became of the saved form; none
/// if another write than that of the form or of the application was refused.
pub(crate) fn refused_submission(
    operation: &'static str,
    refused: &[Option<Item>],
) -> Result<Option<Submitted>, StoreFault> {
    match refused {
        [Some(form), ..] => match form.reference_of(SUBMITTED_IN) {
            Ok(Some(before)) => Ok(Some(Submitted::Before(before))),
            Ok(None) => Ok(Some(Submitted::Gone)),
            Err(source) => Err(fault(operation, source)),
        },
        [None, Some(_), ..] => Err(fault(operation, ReferenceTaken)),
        _ => Ok(None),
    }
}

/// An application and what became of it, as they are stored. What became of an
/// application of before is in the item of the application itself.
#[derive(Debug)]
pub(crate) struct StoredApplication {
    pub(crate) application: Item,
    progress: Option<Item>,
}

impl StoredApplication {
    pub(crate) fn read(&self) -> Result<(Application, Progress), Unreadable> {
        application_and_progress(&self.application, self.progress.as_ref())
    }

    /// Returns the instant that was noted of an application under this name, if
    /// one was.
    pub(crate) fn noted_at(&self, name: &'static str) -> Result<Option<Timestamp>, Unreadable> {
        noted_at(&self.application, self.progress.as_ref(), name)
    }
}

impl Table {
    /// Reads an application and what became of it, side by side.
    pub(crate) async fn stored_application(
        &self,
        operation: &'static str,
        reference: &Reference,
    ) -> Result<Option<StoredApplication>, StoreFault> {
        let keys = vec![keys::application(reference), keys::progress(reference)];
        let items = self.read_each(operation, keys).await?;
        let (mut application, mut progress) = (None, None);
        for item in items {
            match item.text_of(SK) {
                Some(keys::PROGRESS) => progress = Some(item),
                _ => application = Some(item),
            }
        }
        Ok(application.map(|application| StoredApplication {
            application,
            progress,
        }))
    }
}

fn application_and_progress(
    item: &Item,
    progress: Option<&Item>,
) -> Result<(Application, Progress), Unreadable> {
    let progress = match noted_at(item, progress, RECEIVED_AT)? {
        Some(at) => Progress::Received { at },
        None => Progress::Sent,
    };
    Ok((application(item)?, progress))
}

fn noted_at(
    application: &Item,
    progress: Option<&Item>,
    name: &'static str,
) -> Result<Option<Timestamp>, Unreadable> {
    let noted = progress.map(|progress| progress.instant_of(name));
    match noted.transpose()?.flatten() {
        Some(at) => Ok(Some(at)),
        None => application.instant_of(name),
    }
}

pub(crate) fn application(item: &Item) -> Result<Application, Unreadable> {
    let body = item.get(BODY).ok_or(Unreadable(BODY))?;
    stored::read_body(body).map_err(|_| Unreadable(BODY))
}
