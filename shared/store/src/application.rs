//! Applications, as their applicants see them.

use std::cmp::Reverse;
use std::mem;

use domain::application::{Application, ApplicationReader, ApplicationStore, Progress, Submitted};
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;

use crate::attributes::{
    ACCOUNT, BODY, CHANGES, DUE_ON, KIND, RECEIVED_AT, REFERENCE, SUBMITTED_AT, SUBMITTED_IN,
    WARNING_UNTIL,
};
use crate::read::{Attributes as _, Item, ItemPage, List, Order, SortKeys, Unreadable};
use crate::saved_form::ReferenceTaken;
use crate::write::Write;
use crate::{EXPIRES_AT, Table, confirmation, evidence, fault, keys, stored, text};

impl ApplicationReader for Table {
    async fn read_application(
        &self,
        account: &AccountId,
        reference: &Reference,
    ) -> Result<Option<(Application, Progress)>, StoreFault> {
        const OPERATION: &str = "read an application";
        let found = self.read(OPERATION, keys::application(reference)).await?;
        found
            .filter(|item| item.text_of(ACCOUNT) == Some(account.0.as_str()))
            .map(|item| application_and_progress(&item))
            .transpose()
            .map_err(|source| fault(OPERATION, source))
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
            Ok(keys::application(&reference))
        });
        let mut items = self
            .read_each(OPERATION, mem::take(&mut pointers.items))
            .await?;
        items.retain(|item| item.text_of(ACCOUNT).is_none_or(|whose| whose == account.0));
        let found = ItemPage {
            items,
            next: pointers.next,
        };
        let mut page = found.read(OPERATION, |item| {
            item.text(ACCOUNT)?;
            application_and_progress(item)
        });
        page.unreadable += pointers.unreadable;
        page.items.sort_by_key(|(one, _)| Reverse(one.submitted_at));
        Ok(page)
    }
}

impl ApplicationStore for Table {
    /// Writes everything in one transaction: the mark on the saved form, which
    /// keeps a form from becoming two applications; the application; the
    /// pointer in the account; the entries of the lists of exports, of
    /// acknowledgements and of e-mails to send; and for each file that the file
    /// is part of the application, so that the file does not expire with the
    /// saved form.
    ///
    /// The transaction is refused unless each file is in the state that the
    /// application says. So a verdict is either in the application or comes
    /// after it, and a later verdict is exported by itself.
    async fn submit(&self, application: &Application) -> Result<Submitted, StoreFault> {
        const OPERATION: &str = "submit an application";
        let (account, reference) = (&application.account, &application.reference);
        let mut item = keys::application(reference);
        let body = stored::write_application(application);
        let body = body.map_err(|source| fault(OPERATION, source))?;
        item.extend([
            (ACCOUNT.to_owned(), text(&account.0)),
            (KIND.to_owned(), text(application.kind.name())),
            (
                SUBMITTED_AT.to_owned(),
                text(application.submitted_at.to_string()),
            ),
            (BODY.to_owned(), body),
        ]);
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
        let late = application.deferred_evidence_files();
        writes.extend(late.map(|file| evidence::awaited(application, &file)));
        match self.write_all(OPERATION, writes).await?.refusals() {
            None => Ok(Submitted::Now),
            Some([Some(form), ..]) => match form.reference_of(SUBMITTED_IN) {
                Ok(Some(before)) => Ok(Submitted::Before(before)),
                Ok(None) => Ok(Submitted::Gone),
                Err(source) => Err(fault(OPERATION, source)),
            },
            Some([None, Some(_), ..]) => Err(fault(OPERATION, ReferenceTaken)),
            Some(_) => Ok(Submitted::FilesChanged),
        }
    }
}

fn application_and_progress(item: &Item) -> Result<(Application, Progress), Unreadable> {
    Ok((application(item)?, progress(item)?))
}

pub(crate) fn application(item: &Item) -> Result<Application, Unreadable> {
    let body = item.get(BODY).ok_or(Unreadable(BODY))?;
    stored::read_body(body).map_err(|_| Unreadable(BODY))
}

pub(crate) fn progress(item: &Item) -> Result<Progress, Unreadable> {
    Ok(match item.instant_of(RECEIVED_AT)? {
        Some(at) => Progress::Received { at },
        None => Progress::Sent,
    })
}
