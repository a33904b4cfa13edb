//! Saved forms, which an account keeps, and the pointers to them by reference.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::fault::StoreFault;
use domain::forms::draft::{Answers, DraftKey};
use domain::forms::saved_form::{FormStart, NewSavedForm, SavedForm, SavedFormStore};
use domain::records::retention::saved_form_warned_on;
use domain::records::retention_schedule::BELONGINGS_KEPT_LONGER;
use domain::values::account_id::AccountId;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use futures_util::future::{try_join, try_join_all};
use jiff::Timestamp;

use crate::attributes::{
    ACCOUNT, BELONGINGS_UNTIL, CHANGED_AT, CHANGES, CREATED_AT, DUE_ON, FILES, FORM, NAME,
    REFERENCE, SAVED, SUBMITTED_IN, WARNING_UNTIL,
};
use crate::draft::{answers, answers_stored, next_change};
use crate::evidence;
use crate::read::{
    Attributes as _, Item, List, Order, SortKeys, Unreadable, opened, unless_unreadable,
};
use crate::write::{Contended, Write, Written};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

/// The most attempts to adopt a draft. Somebody who answers in one tab while
/// signing in in another changes the items once or twice; a fourth attempt
/// means that something else is wrong.
const ROUNDS: usize = 4;

/// The error of a new reference that another form has. Of each reference that
/// is taken, 300 thousand million are free.
#[derive(Debug, thiserror::Error)]
#[error("the reference is taken")]
pub(crate) struct ReferenceTaken;

impl SavedFormStore for Table {
    async fn saved_forms_page(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> Result<ListPage<SavedForm>, StoreFault> {
        const OPERATION: &str = "list saved forms";
        let list = List {
            partition: keys::of_account(account),
            keys: SortKeys::Starting(keys::SAVED.to_owned()),
            order: Order::Descending,
        };
        let mut page = self.page(OPERATION, &list, after, most).await?;
        page.items.retain(|item| item.is_current(now));
        Ok(page.read(OPERATION, saved_form))
    }

    async fn saved_form_ids(&self, account: &AccountId) -> Result<Vec<SavedId>, StoreFault> {
        const OPERATION: &str = "list the ids of saved forms";
        let keys = self.sort_keys(OPERATION, keys::of_account(account), keys::SAVED);
        let ids = keys.await?.into_iter().map(|item| {
            let id = item.sort_after(keys::SAVED)?;
            Ok(SavedId(id.to_owned()))
        });
        let ids: Result<_, Unreadable> = ids.collect();
        ids.map_err(|source| fault(OPERATION, source))
    }

    async fn read_saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
        now: Timestamp,
    ) -> Result<Option<SavedForm>, StoreFault> {
        const OPERATION: &str = "read a saved form";
        let found = self.read(OPERATION, keys::saved(account, id)).await?;
        found
            .filter(|item| item.is_current(now))
            .map(|item| opened(OPERATION, &item, saved_form(&item)))
            .transpose()
    }

    /// Saves the form, counts, and deletes it again if it is one too many: of
    /// many that are started at the same time none is left above the limit. A
    /// count that comes first would let all of them through.
    async fn start_saved_form(
        &self,
        account: &AccountId,
        form: &NewSavedForm,
        now: Timestamp,
    ) -> Result<FormStart, StoreFault> {
        const OPERATION: &str = "start a saved form";
        let item = self.new_item(account, form, now);
        let finds = finds(account, form, &item);
        let writes = vec![Write::put(item).if_not_there(), finds];
        match self.write_all(OPERATION, writes).await?.refusals() {
            None => {}
            // The form was saved before.
            Some([Some(_), _]) => return Ok(FormStart::Saved),
            Some(_) => return Err(fault(OPERATION, ReferenceTaken)),
        }
        let Some(most) = self.most_saved_forms else {
            return Ok(FormStart::Saved);
        };
        if self.saved_form_ids(account).await?.len() <= most {
            return Ok(FormStart::Saved);
        }
        self.delete_saved_form(account, &form.id).await?;
        Ok(FormStart::TooMany)
    }

    /// Moves everything in one transaction, on the condition that both sides
    /// are as they were read. A fault before the transaction has changed
    /// nothing, and a fault after it leaves nothing to do.
    async fn adopt_draft(
        &self,
        visit: &DraftKey,
        account: &AccountId,
        into: &NewSavedForm,
        now: Timestamp,
    ) -> Result<bool, StoreFault> {
        const OPERATION: &str = "adopt a draft";
        let DraftKey::Visit(visit) = visit else {
            return Ok(false);
        };
        for _ in 0..ROUNDS {
            let draft = self.read(OPERATION, keys::draft(visit, &into.form));
            let there = self.read(OPERATION, keys::saved(account, &into.id));
            let (draft, there) = try_join(draft, there).await?;
            let draft = draft.filter(|draft| draft.is_current(now) && !answers(draft).is_empty());
            let Some(draft) = draft else {
                return Ok(false);
            };
            let was = there.unwrap_or_default();
            let mut item = match was.is_current(now) {
                // The saved form takes no more answers; the draft keeps them.
                true if was.contains_key(SUBMITTED_IN)
                    || was.text_of(FORM) != Some(into.form.as_str()) =>
                {
                    return Ok(false);
                }
                true => self.changed_item(was.clone(), now),
                false => self.new_item(account, into, now),
            };
            item.extend(answers_stored(draft.clone()));
            item.insert(CHANGES.to_owned(), next_change(&was));
            let leave = Write::delete(keys::draft(visit, &into.form))
                .if_is(EXPIRES_AT, number(draft.number_of(EXPIRES_AT).unwrap_or(0)))
                .if_still(CHANGES, &draft);
            let put = Write::put(item.clone());
            let put = if was.is_empty() {
                put.if_not_there()
            } else {
                put.if_there().if_still(CHANGES, &was)
            };
            let known = NewSavedForm {
                reference: reference(&item).map_err(|source| fault(OPERATION, source))?,
                ..into.clone()
            };
            let writes = vec![put, leave, finds(account, &known, &item)];
            match self.write_all(OPERATION, writes).await?.refusals() {
                None => {
                    self.extend_related_expiry(OPERATION, account, &into.id, &item)
                        .await?;
                    return Ok(true);
                }
                Some([None, None, _]) => return Err(fault(OPERATION, ReferenceTaken)),
                // Another answer was given meanwhile, or another tab has just
                // adopted the draft.
                Some(_) => {}
            }
        }
        Err(fault(OPERATION, Contended))
    }

    async fn name_saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
        name: &str,
    ) -> Result<(), StoreFault> {
        let write = Write::update(keys::saved(account, id))
            .set(NAME, text(name))
            .add(CHANGES, 1)
            .if_there();
        // The write is refused if the form was deleted; the form stays deleted.
        self.write("name a saved form", write).await.map(drop)
    }

    async fn delete_saved_form(&self, account: &AccountId, id: &SavedId) -> Result<(), StoreFault> {
        const OPERATION: &str = "delete a saved form";
        let files = self.list_evidence(OPERATION, account, id);
        let item = self.read(OPERATION, keys::saved(account, id));
        let (item, files) = try_join(item, files).await?;
        let Some(item) = item else {
            return Ok(());
        };
        let mut writes = vec![Write::delete(keys::saved(account, id))];
        // What finds a form whose reference cannot be read is left to expire.
        let found_by = unless_unreadable(OPERATION, &item, reference(&item));
        writes.extend(found_by.map(|found_by| Write::delete(keys::reference(&found_by))));
        writes.extend(evidence::unsent(account, id, &files));
        match self.write_all(OPERATION, writes).await?.refusals() {
            None => Ok(()),
            Some(_) => Err(fault(OPERATION, evidence::PartOfAnApplication)),
        }
    }

    async fn find_saved_form(
        &self,
        reference: &Reference,
    ) -> Result<Option<(AccountId, SavedId)>, StoreFault> {
        const OPERATION: &str = "find a saved form";
        let found = self.read(OPERATION, keys::reference(reference)).await?;
        found
            .map(|item| {
                Ok((
                    AccountId(item.text(ACCOUNT)?.to_owned()),
                    SavedId(item.text(SAVED)?.to_owned()),
                ))
            })
            .transpose()
            .map_err(|source: Unreadable| fault(OPERATION, source))
    }
}

impl Table {
    /// Changes a saved form if it is of this form, is there and is not
    /// submitted. Returns all answers after the change, or none if the form may
    /// not be changed.
    pub(crate) async fn change_saved_form(
        &self,
        operation: &'static str,
        account: &AccountId,
        id: &SavedId,
        form: &str,
        write: Write,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        let write = self.changed(write, now).if_is(FORM, text(form));
        match self.write(operation, write).await? {
            Written::Done(item) => {
                self.extend_related_expiry(operation, account, id, &item)
                    .await?;
                Ok(answers(&item))
            }
            Written::Refused(_) => Ok(Answers::default()),
        }
    }

    /// Returns a write with what every change of a saved form adds: the new
    /// dates, one more change, and the conditions that the form is not
    /// submitted and not expired.
    pub(crate) fn changed(&self, write: Write, now: Timestamp) -> Write {
        let mut write = write
            .add(CHANGES, 1)
            .remove(WARNING_UNTIL)
            .if_without(SUBMITTED_IN)
            .if_above(EXPIRES_AT, now.as_second());
        for (name, value) in self.dates(now) {
            write = write.set(name, value);
        }
        write
    }

    /// Returns a saved form's item with what every change sets.
    fn changed_item(&self, mut item: Item, now: Timestamp) -> Item {
        item.remove(WARNING_UNTIL);
        for (name, value) in self.dates(now) {
            item.insert(name.to_owned(), value);
        }
        item
    }

    /// Returns the dates that a change at this instant sets.
    fn dates(&self, now: Timestamp) -> [(&'static str, AttributeValue); 3] {
        let kept = self.retention.saved_form;
        [
            (CHANGED_AT, text(now.to_string())),
            (EXPIRES_AT, number(kept.after(now).as_second())),
            (DUE_ON, text(saved_form_warned_on(kept, now).to_string())),
        ]
    }

    fn new_item(&self, account: &AccountId, form: &NewSavedForm, now: Timestamp) -> Item {
        let NewSavedForm {
            id,
            form,
            name,
            reference,
        } = form;
        let mut item = keys::saved(account, id);
        item.extend([
            (FORM.to_owned(), text(form)),
            (NAME.to_owned(), text(name)),
            (REFERENCE.to_owned(), text(reference.plain())),
            (CREATED_AT.to_owned(), text(now.to_string())),
            (CHANGES.to_owned(), number(1)),
            (FILES.to_owned(), number(0)),
            (
                BELONGINGS_UNTIL.to_owned(),
                number(self.belongings_end(now)),
            ),
        ]);
        self.changed_item(item, now)
    }

    /// Returns the instant until which the belongings of a form changed at an
    /// instant are kept, in seconds since 1970.
    pub(crate) fn belongings_end(&self, changed_at: Timestamp) -> i64 {
        let ends = self.retention.saved_form.after(changed_at);
        BELONGINGS_KEPT_LONGER.after(ends).as_second()
    }

    /// Extends the expiry of a form's files and of the pointer by its
    /// reference, so that none of them expires before the form. The note of the
    /// new expiry comes last: if a fault stops this half way, the next change
    /// extends them again.
    pub(crate) async fn extend_related_expiry(
        &self,
        operation: &'static str,
        account: &AccountId,
        id: &SavedId,
        item: &Item,
    ) -> Result<(), StoreFault> {
        let ends = item.number_of(EXPIRES_AT).unwrap_or_default();
        if item.number_of(BELONGINGS_UNTIL).unwrap_or_default() >= ends {
            return Ok(());
        }
        let until = ends + BELONGINGS_KEPT_LONGER.length().as_secs();
        let found_by = reference(item).map_err(|source| fault(operation, source))?;
        let finds = Write::update(keys::reference(&found_by))
            .set(EXPIRES_AT, number(until))
            .if_there();
        let files = self.list_evidence(operation, account, id);
        let (_, files) = try_join(self.write(operation, finds), files).await?;
        let mut kept = Vec::with_capacity(files.len());
        for file in &files {
            let file = file.sort_after("").map_err(|s| fault(operation, s))?;
            let key = evidence::id_in(file).unwrap_or_default();
            let longer = Write::update(keys::evidence(account, id, key))
                .set(EXPIRES_AT, number(until))
                .if_has(EXPIRES_AT);
            kept.push(self.write(operation, longer));
        }
        try_join_all(kept).await?;
        let noted = Write::update(keys::saved(account, id))
            .set(BELONGINGS_UNTIL, number(until))
            .if_there();
        self.write(operation, noted).await.map(drop)
    }
}

/// Makes the write of the pointer from a reference to its form, which is
/// refused if another form has the reference.
fn finds(account: &AccountId, form: &NewSavedForm, item: &Item) -> Write {
    let until = item.number_of(BELONGINGS_UNTIL).unwrap_or_default();
    let mut finds = keys::reference(&form.reference);
    finds.extend([
        (ACCOUNT.to_owned(), text(&account.0)),
        (SAVED.to_owned(), text(&form.id.0)),
        (EXPIRES_AT.to_owned(), number(until)),
    ]);
    Write::put(finds)
        .if_not_there()
        .or()
        .if_is(ACCOUNT, text(&account.0))
        .if_is(SAVED, text(&form.id.0))
}

fn reference(item: &Item) -> Result<Reference, Unreadable> {
    item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))
}

fn saved_form(item: &Item) -> Result<SavedForm, Unreadable> {
    Ok(SavedForm {
        id: SavedId(item.sort_after(keys::SAVED)?.to_owned()),
        form: item.text(FORM)?.to_owned(),
        name: item.text(NAME)?.to_owned(),
        reference: reference(item)?,
        answers: answers(item),
        created_at: item.instant(CREATED_AT)?,
        changed_at: item.instant(CHANGED_AT)?,
        expires_at: Timestamp::from_second(item.number(EXPIRES_AT)?)
            .map_err(|_| Unreadable(EXPIRES_AT))?,
        submitted_in: item.reference_of(SUBMITTED_IN)?,
    })
}
