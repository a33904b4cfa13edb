//! Records of the files that were sent as evidence.

use domain::application::evidence::content::Refusal;
use domain::application::evidence::{
    AwaitedVerdict, Evidence, EvidenceStore, FileState, FileType, MOST_FILES,
};
use domain::application::{Application, DeferredEvidence};
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::list_page::{EVERY_ITEM, ListCursor, ListPage};
use domain::values::saved_id::SavedId;
use jiff::Timestamp;

use crate::attributes::{
    ACCOUNT, ADDED_AT, BODY, CHANGES, DOCUMENT, FILE, FILE_TYPE, FILES, FINGERPRINT, NAME,
    REFERENCE, REFUSAL, SAVED, SIZE, STATE, SUBMITTED_IN,
};
use crate::keys::{Partition, SK};
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable};
use crate::write::{Write, Written};
use crate::{EXPIRES_AT, Table, fault, keys, number, stored, text};

/// The error of taking out a file that was sent with an application and is part
/// of it.
#[derive(Debug, thiserror::Error)]
#[error("the file was sent with an application")]
pub(crate) struct PartOfAnApplication;

impl EvidenceStore for Table {
    /// Writes the count and the file in one transaction, so that of twenty-one
    /// files sent at once twenty are kept.
    async fn announce_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
    ) -> Result<bool, StoreFault> {
        const OPERATION: &str = "announce a file";
        let Evidence {
            id,
            document,
            name,
            file_type,
            size: bytes,
            fingerprint,
            state,
            // `record_verdict` writes this later.
            refusal: _,
            added_at,
        } = evidence;
        let most = i64::try_from(MOST_FILES).unwrap_or(i64::MAX);
        let now = *added_at;
        let form = Write::update(keys::saved(account, saved)).add(FILES, 1);
        let form = self.changed(form, now).if_below(FILES, most);
        let mut item = keys::evidence(account, saved, id);
        item.extend([
            (DOCUMENT.to_owned(), text(document)),
            (NAME.to_owned(), text(name)),
            (ADDED_AT.to_owned(), text(now.to_string())),
            (EXPIRES_AT.to_owned(), number(self.belongings_end(now))),
            (SIZE.to_owned(), size(*bytes)),
            (STATE.to_owned(), text(state.name())),
        ]);
        if let Some(file_type) = file_type {
            item.insert(FILE_TYPE.to_owned(), text(file_type.name()));
        }
        if let Some(fingerprint) = fingerprint {
            item.insert(FINGERPRINT.to_owned(), text(fingerprint));
        }
        let writes = vec![form, Write::put(item).if_not_there()];
        match self.write_all(OPERATION, writes).await?.refusals() {
            None => {}
            // The file was announced before, and is kept once.
            Some([_, Some(_)]) => return Ok(true),
            Some(_) => return Ok(false),
        }
        let form = self.read(OPERATION, keys::saved(account, saved)).await?;
        if let Some(form) = form {
            self.extend_related_expiry(OPERATION, account, saved, &form)
                .await?;
        }
        Ok(true)
    }

    async fn evidence_page(
        &self,
        account: &AccountId,
        saved: &SavedId,
    ) -> Result<ListPage<Evidence>, StoreFault> {
        const OPERATION: &str = "list files";
        let list = List {
            partition: keys::of_account(account),
            keys: SortKeys::Starting(keys::evidence_of(saved)),
            order: Order::Ascending,
        };
        let page = self.page(OPERATION, &list, None, EVERY_ITEM).await?;
        let mut page = page.read(OPERATION, evidence);
        let files = &mut page.items;
        files.sort_by(|one, other| (one.added_at, &one.id).cmp(&(other.added_at, &other.id)));
        Ok(page)
    }

    async fn evidence_of_account(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<(SavedId, Evidence)>, StoreFault> {
        const OPERATION: &str = "list files of every form";
        let list = List {
            partition: keys::of_account(account),
            keys: SortKeys::Starting(keys::EVIDENCE.to_owned()),
            order: Order::Ascending,
        };
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, |item| {
            let sort = item.sort_after(keys::EVIDENCE)?;
            let (form, _) = sort.rsplit_once('#').ok_or(Unreadable(SK))?;
            Ok((SavedId(form.to_owned()), evidence(item)?))
        }))
    }

    async fn remove_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
    ) -> Result<(), StoreFault> {
        const OPERATION: &str = "take out a file";
        let file = Write::delete(keys::evidence(account, saved, id));
        let file = file.if_without(SUBMITTED_IN);
        let form = Write::update(keys::saved(account, saved))
            .add(FILES, -1)
            .add(CHANGES, 1)
            .if_above(FILES, 0);
        let writes = vec![file.clone().if_there(), form];
        match self.write_all(OPERATION, writes).await?.refusals() {
            Some([Some(there), _]) if there.contains_key(SUBMITTED_IN) => {
                Err(fault(OPERATION, PartOfAnApplication))
            }
            // The file is out now, or was not there.
            None | Some([Some(_), _]) => Ok(()),
            // The form of the file is gone.
            Some(_) => self.write(OPERATION, file).await.map(drop),
        }
    }

    /// Writes a verdict. If the application of the file is sent, one
    /// transaction writes the verdict and the entry of the outbox; before that,
    /// the file alone is written. The conditions of the writes decide which of
    /// the two it is, so that no read comes first.
    async fn record_verdict(
        &self,
        account: &AccountId,
        saved: &SavedId,
        evidence: &Evidence,
    ) -> Result<bool, StoreFault> {
        const OPERATION: &str = "judge a file";
        let judged = judgement(account, saved, evidence, |write| {
            write.if_without(SUBMITTED_IN)
        });
        let there = match self.write(OPERATION, judged).await? {
            Written::Done(_) => return Ok(true),
            Written::Refused(there) => there,
        };
        let sent = there.reference_of(SUBMITTED_IN);
        let Some(reference) = sent.map_err(|source| fault(OPERATION, source))? else {
            // A file that is there was judged before.
            return Ok(!there.is_empty());
        };
        let judged = judgement(account, saved, evidence, |write| write.if_has(SUBMITTED_IN));
        if !evidence.state.is_final() {
            return self.write(OPERATION, judged).await.map(|_| true);
        }
        let late = DeferredEvidence {
            added_at: evidence.added_at,
            reference,
            id: evidence.id.clone(),
        };
        let outbox = outbox(&late, evidence).map_err(|source| fault(OPERATION, source))?;
        let writes = vec![
            judged,
            Write::put(outbox),
            Write::delete(keys::awaited(&late)),
        ];
        // The write is refused if the file was judged before.
        self.write_all(OPERATION, writes).await.map(|_| true)
    }

    async fn awaited(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<AwaitedVerdict>, StoreFault> {
        const OPERATION: &str = "list awaited verdicts";
        let list = List::before(Partition::Awaited, before);
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, awaited_verdict))
    }

    async fn no_longer_awaited(&self, file: &DeferredEvidence) -> Result<(), StoreFault> {
        let done = Write::delete(keys::awaited(file));
        self.write("await a verdict no longer", done)
            .await
            .map(drop)
    }
}

/// Makes the write of a verdict on a file that is not judged yet, under one
/// more condition.
fn judgement(
    account: &AccountId,
    saved: &SavedId,
    evidence: &Evidence,
    only: impl Fn(Write) -> Write,
) -> Write {
    let Evidence {
        id,
        // `announce_evidence` has written this.
        document: _,
        name,
        file_type,
        size: bytes,
        fingerprint,
        state,
        refusal,
        // `announce_evidence` has written this.
        added_at: _,
    } = evidence;
    let mut judged = Write::update(keys::evidence(account, saved, id))
        .set(NAME, text(name))
        .set(STATE, text(state.name()))
        .set(SIZE, size(*bytes));
    if let Some(file_type) = file_type {
        judged = judged.set(FILE_TYPE, text(file_type.name()));
    }
    if let Some(fingerprint) = fingerprint {
        judged = judged.set(FINGERPRINT, text(fingerprint));
    }
    if let Some(refusal) = refusal {
        judged = judged.set(REFUSAL, text(refusal.name()));
    }
    let expected = text(FileState::Expected.name());
    judged = only(judged.if_is(STATE, expected));
    if *state != FileState::Expected {
        let scanning = text(FileState::Scanning.name());
        judged = only(judged.or().if_is(STATE, scanning));
    }
    judged
}

/// Makes the outbox's item of a file that was judged after its application was
/// sent.
fn outbox(late: &DeferredEvidence, evidence: &Evidence) -> Result<Item, serde_json::Error> {
    let mut item = keys::late_outbox(late);
    item.extend([
        (REFERENCE.to_owned(), text(late.reference.plain())),
        (FILE.to_owned(), text(&late.id)),
        (BODY.to_owned(), text(stored::write_file(evidence)?)),
    ]);
    Ok(item)
}

/// Makes the write that lists a file as awaiting its verdict, of an application
/// that is sent.
pub(crate) fn awaited(application: &Application, file: &DeferredEvidence) -> Write {
    let mut item = keys::awaited(file);
    item.extend([
        (REFERENCE.to_owned(), text(file.reference.plain())),
        (FILE.to_owned(), text(&file.id)),
        (ACCOUNT.to_owned(), text(&application.account.0)),
        (SAVED.to_owned(), text(&application.saved.0)),
    ]);
    Write::put(item)
}

/// Makes the writes that delete the files of a form that were not sent with an
/// application, on the condition that they still are not.
pub(crate) fn unsent(account: &AccountId, saved: &SavedId, files: &[Item]) -> Vec<Write> {
    let unsent = files.iter().filter(|file| !file.contains_key(SUBMITTED_IN));
    let ids = unsent.filter_map(|file| id_in(file.text_of(SK)?));
    let key = |id| keys::evidence(account, saved, id);
    ids.map(|id| Write::delete(key(id)).if_without(SUBMITTED_IN))
        .collect()
}

/// Makes a write conditional on the file being in the state that an application
/// says.
pub(crate) fn is_as_sent(write: Write, evidence: &Evidence) -> Write {
    write.if_is(STATE, text(evidence.state.name()))
}

/// Reads the file that an item of a list is about; `None` if the item is about
/// an application.
pub(crate) fn deferred_evidence(item: &Item) -> Result<Option<DeferredEvidence>, Unreadable> {
    let Some(id) = item.text_of(FILE) else {
        return Ok(None);
    };
    let (added_at, _) = item.text(SK)?.split_once('#').ok_or(Unreadable(SK))?;
    Ok(Some(DeferredEvidence {
        added_at: added_at.parse().map_err(|_| Unreadable(SK))?,
        reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
        id: id.to_owned(),
    }))
}

impl Table {
    pub(crate) async fn list_evidence(
        &self,
        operation: &'static str,
        account: &AccountId,
        saved: &SavedId,
    ) -> Result<Vec<Item>, StoreFault> {
        self.list(
            operation,
            keys::of_account(account),
            &keys::evidence_of(saved),
            Order::Ascending,
            usize::MAX,
        )
        .await
    }
}

fn awaited_verdict(item: &Item) -> Result<AwaitedVerdict, Unreadable> {
    Ok(AwaitedVerdict {
        account: AccountId(item.text(ACCOUNT)?.to_owned()),
        saved: SavedId(item.text(SAVED)?.to_owned()),
        file: deferred_evidence(item)?.ok_or(Unreadable(FILE))?,
    })
}

/// Returns the id of a file in its sort key.
pub(crate) fn id_in(sort: &str) -> Option<&str> {
    sort.rsplit_once('#').map(|(_, id)| id)
}

fn evidence(item: &Item) -> Result<Evidence, Unreadable> {
    let file_type = item.text_of(FILE_TYPE);
    Ok(Evidence {
        id: id_in(item.sort_after(keys::EVIDENCE)?)
            .ok_or(Unreadable(SK))?
            .to_owned(),
        document: item.text(DOCUMENT)?.to_owned(),
        name: item.text(NAME)?.to_owned(),
        file_type: file_type
            .map(|name| FileType::named(name).ok_or(Unreadable(FILE_TYPE)))
            .transpose()?,
        size: u64::try_from(item.number(SIZE)?).map_err(|_| Unreadable(SIZE))?,
        fingerprint: item.text_of(FINGERPRINT).map(str::to_owned),
        state: FileState::named(item.text(STATE)?).ok_or(Unreadable(STATE))?,
        refusal: item
            .text_of(REFUSAL)
            .map(|name| Refusal::named(name).ok_or(Unreadable(REFUSAL)))
            .transpose()?,
        added_at: item.instant(ADDED_AT)?,
    })
}

fn size(bytes: u64) -> aws_sdk_dynamodb::types::AttributeValue {
    number(i64::try_from(bytes).unwrap_or(i64::MAX))
}
