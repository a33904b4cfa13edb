//! Who may see a person's care record online: an item for each access, which is
//! found from the address that was invited and from the account that accepted.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::access::audit::Audited;
use domain::access::sign_in::CODE_LIVES;
use domain::fault::StoreFault;
use domain::records::holder_access::{
    AccessBasis, AccessEvent, AccessLevel, AccessStep, DETAIL_TRIES, DetailTried, HeldRecord,
    HeldRecordReader, HolderAccess, HolderAccessId, HolderAccessKeeper, HolderAccessReader,
    HolderInvitationStore, HolderInviter, HolderProof, HolderTerms, INVITATION_CODE_TRIES,
    INVITATION_CODES, InvitationCodeSet, InvitationCodeTried, RecordPart,
};
use domain::records::retention_schedule::HOLDER_ACCESS_KEPT;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::person_id::PersonId;
use domain::values::phone_number::PhoneNumber;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::attributes::{
    ACCESS, ACCOUNT, AT, BASIS, CODE_ENDS_AT, CODE_HASH, CODE_SENT_AT, CODE_TRIES, CODES_SENT,
    DECIDED_BY, DECIDED_ON, DETAIL_HASH, DETAIL_TRIED, EMAIL, ENDS, FIRST_NAME, HISTORY, LAST_NAME,
    LEVEL, PHONE, PROVEN, RELATION, UNTIL, WHAT, WITHHELD,
};
use crate::keys::{self, HOLDER, PK, Partition, RECORD, SK};
use crate::read::{Attributes as _, Item, Order, Unreadable, opened, readable, unless_unreadable};
use crate::staff_case::{attribution, attribution_value};
use crate::write::{AllWritten, Write, Written};
use crate::{EXPIRES_AT, Table, number, text};

/// The most records of one account, and the most accesses of one record.
const MOST: usize = 200;

impl HeldRecordReader for Table {
    async fn held_records(&self, account: &AccountId) -> Result<Vec<HeldRecord>, StoreFault> {
        const OPERATION: &str = "list the care records of an account";
        let partition = keys::of_account(account);
        let items = self.list(OPERATION, partition, RECORD, Order::Ascending, MOST);
        Ok(readable(OPERATION, &items.await?, held_record))
    }
}

impl HolderAccessReader for Table {
    async fn access_of(
        &self,
        account: &AccountId,
        person: &PersonId,
    ) -> Result<Option<HolderAccess>, StoreFault> {
        const OPERATION: &str = "read who may see a care record";
        let held = self.read(OPERATION, keys::held_record(account, person));
        let Some(held) = held.await? else {
            return Ok(None);
        };
        let held = opened(OPERATION, &held, held_record(&held))?;
        let key = keys::holder_access(person, &held.access);
        let found = self.read(OPERATION, key).await?;
        let found = found.map(|item| opened(OPERATION, &item, access(&item)));
        let found = found.transpose()?;
        Ok(found.filter(|access| access.account.as_ref() == Some(account)))
    }

    async fn accesses_held(&self, held: &[HeldRecord]) -> Result<Vec<HolderAccess>, StoreFault> {
        const OPERATION: &str = "read which care records somebody may see";
        let key = |held: &HeldRecord| keys::holder_access(&held.person, &held.access);
        let items = self.read_batches(OPERATION, held.iter().map(key).collect());
        Ok(readable(OPERATION, &items.await?, access))
    }
}

impl HolderAccessKeeper for Table {
    async fn holders_of(
        &self,
        audited: &Audited<PersonId>,
    ) -> Result<Vec<HolderAccess>, StoreFault> {
        const OPERATION: &str = "list who may see a care record";
        let partition = keys::of_care_record(audited.subject());
        let items = self.list(OPERATION, partition, HOLDER, Order::Ascending, MOST);
        let mut holders = readable(OPERATION, &items.await?, access);
        holders.sort_by_key(|holder| holder.history.first().map(|step| step.by.at));
        Ok(holders)
    }

    async fn holder(
        &self,
        audited: &Audited<PersonId>,
        id: &HolderAccessId,
    ) -> Result<Option<HolderAccess>, StoreFault> {
        const OPERATION: &str = "read an access to a care record";
        let key = keys::holder_access(audited.subject(), id);
        let found = self.read(OPERATION, key).await?;
        found
            .map(|item| opened(OPERATION, &item, access(&item)))
            .transpose()
    }

    async fn add_step(
        &self,
        _: &Audited<PersonId>,
        before: &HolderAccess,
        step: &AccessStep,
    ) -> Result<bool, StoreFault> {
        let write = kept_after(followed(before, step), step);
        let refused = self.write_once("change an access to a care record", write);
        Ok(refused.await?.is_none())
    }
}

impl HolderInviter for Table {
    async fn invite_holder(
        &self,
        _: &Audited<PersonId>,
        invitation: &HolderAccess,
        detail_hash: &str,
    ) -> Result<bool, StoreFault> {
        let ends = kept_until(invitation.invited_until);
        let mut item = item(invitation);
        let detail_hash = self.source_key.hash_of_invitation(detail_hash);
        item.insert(DETAIL_HASH.to_owned(), text(detail_hash));
        item.insert(EXPIRES_AT.to_owned(), ends.clone());
        let HolderAccess { id, person, .. } = invitation;
        let mut finds = keys::record_invitation(&invitation.terms.email, person, id);
        finds.insert(EXPIRES_AT.to_owned(), ends);
        let writes = vec![Write::put(item).if_not_there(), Write::put(finds)];
        let written = self.write_all("invite somebody to a care record", writes);
        Ok(matches!(written.await?, AllWritten::Done))
    }

    async fn renew_invitation(
        &self,
        _: &Audited<PersonId>,
        before: &HolderAccess,
        step: &AccessStep,
        until: Timestamp,
    ) -> Result<bool, StoreFault> {
        let ends = kept_until(until);
        let HolderAccess { id, person, .. } = before;
        let mut finds = keys::record_invitation(&before.terms.email, person, id);
        finds.insert(EXPIRES_AT.to_owned(), ends.clone());
        let renewed = followed(before, step)
            .set(UNTIL, text(until.to_string()))
            .set(EXPIRES_AT, ends)
            .remove(DETAIL_TRIED)
            .remove(PROVEN)
            .remove(CODES_SENT)
            .remove(CODE_HASH)
            .remove(CODE_ENDS_AT)
            .remove(CODE_SENT_AT)
            .remove(CODE_TRIES);
        let writes = vec![renewed, Write::put(finds)];
        let written = self.write_all("invite somebody to a care record again", writes);
        Ok(matches!(written.await?, AllWritten::Done))
    }
}

impl HolderInvitationStore for Table {
    async fn invitations_to(
        &self,
        email: &EmailAddress,
    ) -> Result<Vec<(HolderAccess, Option<HolderProof>)>, StoreFault> {
        const OPERATION: &str = "list the invitations to care records of an address";
        let partition = keys::of_address(email);
        let found = self.list(OPERATION, partition, RECORD, Order::Ascending, MOST);
        let key = |item: &Item| {
            let record = item.sort_after(RECORD)?;
            let (person, id) = record.split_once('#').ok_or(Unreadable(SK))?;
            let person = PersonId::parse(person).map_err(|_| Unreadable(SK))?;
            let id: HolderAccessId = id.parse().map_err(|_| Unreadable(SK))?;
            Ok(keys::holder_access(&person, &id))
        };
        let keys = readable(OPERATION, &found.await?, key);
        let items = self.read_batches(OPERATION, keys).await?;
        Ok(readable(OPERATION, &items, |item| {
            Ok((access(item)?, proof(item)?))
        }))
    }

    async fn try_detail(
        &self,
        invitation: &HolderAccess,
        detail_hash: &str,
        account: &AccountId,
        (code_hash, now): (&str, Timestamp),
    ) -> Result<DetailTried, StoreFault> {
        const OPERATION: &str = "try the detail of an invitation";
        let key = || keys::holder_access(&invitation.person, &invitation.id);
        let counted = Write::update(key())
            .add(DETAIL_TRIED, 1)
            .if_size(HISTORY, size(invitation))
            .if_without(DETAIL_TRIED)
            .or()
            .if_size(HISTORY, size(invitation))
            .if_below(DETAIL_TRIED, i64::from(DETAIL_TRIES));
        let Written::Done(item) = self.write(OPERATION, counted).await? else {
            return Ok(DetailTried::Wrong { left: 0 });
        };
        let keyed = self.source_key.hash_of_invitation(detail_hash);
        // An invitation from before details were kept under the key has the hash
        // itself.
        let known = item.text_of(DETAIL_HASH);
        if known != Some(&*keyed) && known != Some(detail_hash) {
            let left = left(&item, DETAIL_TRIED, DETAIL_TRIES);
            return Ok(DetailTried::Wrong { left });
        }
        let code_hash = self.source_key.hash_of_invitation(code_hash);
        let proven = with_code(Write::update(key()), &code_hash, now)
            .set(PROVEN, text(&account.0))
            .if_size(HISTORY, size(invitation))
            .if_without(PROVEN)
            .or()
            .if_size(HISTORY, size(invitation))
            .if_is_not(PROVEN, text(&account.0));
        match self.write_once(OPERATION, proven).await? {
            None => Ok(DetailTried::Right),
            Some(now) if now.text_of(PROVEN) == Some(&*account.0) => Ok(DetailTried::Before),
            Some(_) => Ok(DetailTried::Wrong { left: 0 }),
        }
    }

    async fn set_holder_code(
        &self,
        invitation: &HolderAccess,
        account: &AccountId,
        code_hash: &str,
        shown: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<InvitationCodeSet, StoreFault> {
        const OPERATION: &str = "keep the code of an invitation";
        let key = keys::holder_access(&invitation.person, &invitation.id);
        let code_hash = self.source_key.hash_of_invitation(code_hash);
        let write = with_code(Write::update(key), &code_hash, now)
            .if_is(PROVEN, text(&account.0))
            .if_size(HISTORY, size(invitation))
            .if_below(CODES_SENT, i64::from(INVITATION_CODES));
        let write = match shown {
            Some(shown) => write.if_is(CODE_SENT_AT, text(shown.to_string())),
            None => write.if_without(CODE_SENT_AT),
        };
        let Some(now) = self.write_once(OPERATION, write).await? else {
            return Ok(InvitationCodeSet::Yes);
        };
        let is_proven = now.text_of(PROVEN) == Some(&*account.0);
        let codes = now.number_of(CODES_SENT).unwrap_or_default();
        Ok(match is_proven && codes < i64::from(INVITATION_CODES) {
            true => InvitationCodeSet::Before,
            false => InvitationCodeSet::No,
        })
    }

    async fn take_holder_code_back(
        &self,
        invitation: &HolderAccess,
        account: &AccountId,
        code_hash: &str,
    ) -> Result<(), StoreFault> {
        let key = keys::holder_access(&invitation.person, &invitation.id);
        let code_hash = self.source_key.hash_of_invitation(code_hash);
        let write = Write::update(key)
            .add(CODES_SENT, -1)
            .remove(CODE_HASH)
            .remove(CODE_ENDS_AT)
            .remove(CODE_SENT_AT)
            .remove(CODE_TRIES)
            .if_is(PROVEN, text(&account.0))
            .if_is(CODE_HASH, text(code_hash));
        // The write is refused if another code is in its place.
        let taken = self.write_once("take back the code of an invitation", write);
        taken.await.map(drop)
    }

    async fn try_holder_code(
        &self,
        invitation: &HolderAccess,
        account: &AccountId,
        code_hash: &str,
        now: Timestamp,
    ) -> Result<InvitationCodeTried, StoreFault> {
        let code_hash = self.source_key.hash_of_invitation(code_hash);
        let key = keys::holder_access(&invitation.person, &invitation.id);
        let counted = Write::update(key)
            .add(CODE_TRIES, 1)
            .if_is(PROVEN, text(&account.0))
            .if_above(CODE_ENDS_AT, now.as_second())
            .if_without(CODE_TRIES)
            .or()
            .if_is(PROVEN, text(&account.0))
            .if_above(CODE_ENDS_AT, now.as_second())
            .if_below(CODE_TRIES, i64::from(INVITATION_CODE_TRIES));
        let written = self.write("try the code of an invitation", counted).await?;
        Ok(match written {
            Written::Done(item) if item.text_of(CODE_HASH) == Some(&*code_hash) => {
                InvitationCodeTried::Right
            }
            Written::Done(item) => InvitationCodeTried::Wrong {
                left: left(&item, CODE_TRIES, INVITATION_CODE_TRIES),
            },
            Written::Refused(_) => InvitationCodeTried::Wrong { left: 0 },
        })
    }

    async fn accept_invitation(
        &self,
        invitation: &HolderAccess,
        account: &AccountId,
        step: &AccessStep,
    ) -> Result<bool, StoreFault> {
        let HolderAccess { id, person, .. } = invitation;
        let accepted = followed(invitation, step)
            .set(ACCOUNT, text(&account.0))
            .remove(DETAIL_HASH)
            .remove(DETAIL_TRIED)
            .remove(PROVEN)
            .remove(CODES_SENT)
            .remove(CODE_HASH)
            .remove(CODE_ENDS_AT)
            .remove(CODE_SENT_AT)
            .remove(CODE_TRIES)
            .if_is(PROVEN, text(&account.0));
        let accepted = match invitation.terms.ends_on {
            Some(last) => accepted.set(EXPIRES_AT, kept_until(end_of(last))),
            None => accepted.remove(EXPIRES_AT),
        };
        let mut held = keys::held_record(account, person);
        held.insert(ACCESS.to_owned(), text(id.as_str()));
        held.insert(AT.to_owned(), text(step.by.at.to_string()));
        let finds = keys::record_invitation(&invitation.terms.email, person, id);
        let writes = vec![accepted, Write::put(held), Write::delete(finds)];
        let written = self.write_all("accept an invitation to a care record", writes);
        Ok(matches!(written.await?, AllWritten::Done))
    }
}

impl Table {
    /// Ends the access to which an account's list leads, because the account is
    /// erased. An access that has ended stays as it is, and so does one that cannot
    /// be read, which is logged: it keeps no account from being erased.
    pub(crate) async fn end_held_record(
        &self,
        operation: &'static str,
        item: &Item,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let Some(held) = unless_unreadable(operation, item, held_record(item)) else {
            return Ok(());
        };
        let key = keys::holder_access(&held.person, &held.access);
        let Some(found) = self.read(operation, key).await? else {
            return Ok(());
        };
        let Some(before) = unless_unreadable(operation, &found, access(&found)) else {
            return Ok(());
        };
        if !before.allows(AccessEvent::AccountDeleted, now) {
            return Ok(());
        }
        let Some(account) = before.account.clone() else {
            return Ok(());
        };
        let step = AccessStep {
            event: AccessEvent::AccountDeleted,
            by: domain::forms::attribution::Attribution {
                by: account,
                name: before.terms.name(),
                at: now,
            },
        };
        let write = kept_after(followed(&before, &step), &step);
        self.write(operation, write).await.map(drop)
    }
}

/// Returns the end of what is kept of something that ended at an instant.
fn kept_until(ended: Timestamp) -> AttributeValue {
    number(HOLDER_ACCESS_KEPT.after(ended).as_second())
}

/// Returns the end of a day, in UTC: an hour more or less is none of the years
/// after it.
fn end_of(day: Date) -> Timestamp {
    let next = day.tomorrow().unwrap_or(day).at(0, 0, 0, 0);
    Offset::UTC.to_timestamp(next).unwrap_or(Timestamp::MAX)
}

/// Sets how long an access is kept after a step that ended it.
fn kept_after(write: Write, step: &AccessStep) -> Write {
    match step.event {
        AccessEvent::Withdrawn
        | AccessEvent::Deactivated
        | AccessEvent::StoppedByPerson
        | AccessEvent::StoppedByHolder
        | AccessEvent::AccountDeleted => write.set(EXPIRES_AT, kept_until(step.by.at)),
        AccessEvent::Invited
        | AccessEvent::Opened
        | AccessEvent::Suspended
        | AccessEvent::GivenBack => write,
    }
}

/// Sets a new code in place of the one before.
fn with_code(write: Write, code_hash: &str, now: Timestamp) -> Write {
    write
        .set(CODE_HASH, text(code_hash))
        .set(CODE_SENT_AT, text(now.to_string()))
        .set(CODE_ENDS_AT, number((now + CODE_LIVES).as_second()))
        .remove(CODE_TRIES)
        .add(CODES_SENT, 1)
}

/// Adds a step to the history of an access, on the condition that it has no other
/// step since it was read.
fn followed(before: &HolderAccess, step: &AccessStep) -> Write {
    Write::update(keys::holder_access(&before.person, &before.id))
        .append(HISTORY, step_value(step))
        .if_size(HISTORY, size(before))
}

fn size(access: &HolderAccess) -> i64 {
    i64::try_from(access.history.len()).unwrap_or(i64::MAX)
}

fn left(item: &Item, tried: &str, most: u32) -> u32 {
    let tried = item.number_of(tried).unwrap_or_default();
    most.saturating_sub(u32::try_from(tried).unwrap_or(u32::MAX))
}

fn step_value(step: &AccessStep) -> AttributeValue {
    let mut fields = match attribution_value(&step.by) {
        AttributeValue::M(fields) => fields,
        _ => Item::new(),
    };
    fields.insert(WHAT.to_owned(), text(step.event.name()));
    AttributeValue::M(fields)
}

fn step(value: &AttributeValue) -> Result<AccessStep, Unreadable> {
    let fields = value.as_m().map_err(|_| Unreadable(HISTORY))?;
    let what = fields.text(WHAT)?;
    Ok(AccessStep {
        event: AccessEvent::named(what).ok_or(Unreadable(WHAT))?,
        by: attribution(value).ok_or(Unreadable(HISTORY))?,
    })
}

/// Makes the item of an invitation.
fn item(invitation: &HolderAccess) -> Item {
    let HolderAccess {
        id,
        person,
        terms,
        account: _,
        detail_tries: _,
        invited_until,
        history,
    } = invitation;
    let HolderTerms {
        first_name,
        last_name,
        email,
        phone,
        relation,
        basis,
        decided_by,
        decided_on,
        level,
        withheld,
        ends_on,
    } = terms;
    let withheld: Vec<&str> = withheld.iter().map(|part| part.name()).collect();
    let mut item = keys::holder_access(person, id);
    item.extend(
        [
            (FIRST_NAME, text(first_name)),
            (LAST_NAME, text(last_name)),
            (EMAIL, text(email.as_str())),
            (PHONE, text(phone.as_str())),
            (RELATION, text(relation)),
            (BASIS, text(basis.name())),
            (DECIDED_BY, text(decided_by)),
            (DECIDED_ON, text(decided_on.to_string())),
            (LEVEL, text(level.name())),
            (WITHHELD, text(withheld.join(" "))),
            (UNTIL, text(invited_until.to_string())),
            (
                HISTORY,
                AttributeValue::L(history.iter().map(step_value).collect()),
            ),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    if let Some(last) = ends_on {
        item.insert(ENDS.to_owned(), text(last.to_string()));
    }
    item
}

fn access(item: &Item) -> Result<HolderAccess, Unreadable> {
    let person = Partition::CareRecord.whose(item.text(PK)?);
    let person = person.and_then(|person| PersonId::parse(person).ok());
    let id = item.sort_after(HOLDER)?.parse();
    let date = |name: &'static str| -> Result<Option<Date>, Unreadable> {
        let day = item.text_of(name).map(str::parse).transpose();
        day.map_err(|_| Unreadable(name))
    };
    let withheld = item.text(WITHHELD)?.split_whitespace();
    let withheld = withheld.map(|part| RecordPart::named(part).ok_or(Unreadable(WITHHELD)));
    let history = item.get(HISTORY).and_then(|steps| steps.as_l().ok());
    let history = history.ok_or(Unreadable(HISTORY))?.iter().map(step);
    let tried = item.number_of(DETAIL_TRIED).unwrap_or_default();
    Ok(HolderAccess {
        id: id.map_err(|_| Unreadable(SK))?,
        person: person.ok_or(Unreadable(PK))?,
        terms: HolderTerms {
            first_name: item.text(FIRST_NAME)?.to_owned(),
            last_name: item.text(LAST_NAME)?.to_owned(),
            email: EmailAddress::parse(item.text(EMAIL)?).map_err(|_| Unreadable(EMAIL))?,
            phone: PhoneNumber::parse(item.text(PHONE)?).map_err(|_| Unreadable(PHONE))?,
            relation: item.text(RELATION)?.to_owned(),
            basis: AccessBasis::named(item.text(BASIS)?).ok_or(Unreadable(BASIS))?,
            decided_by: item.text(DECIDED_BY)?.to_owned(),
            decided_on: date(DECIDED_ON)?.ok_or(Unreadable(DECIDED_ON))?,
            level: AccessLevel::named(item.text(LEVEL)?).ok_or(Unreadable(LEVEL))?,
            withheld: withheld.collect::<Result<_, _>>()?,
            ends_on: date(ENDS)?,
        },
        account: item.text_of(ACCOUNT).map(|id| AccountId(id.to_owned())),
        detail_tries: u32::try_from(tried).map_err(|_| Unreadable(DETAIL_TRIED))?,
        invited_until: item.instant(UNTIL)?,
        history: history.collect::<Result<_, _>>()?,
    })
}

fn proof(item: &Item) -> Result<Option<HolderProof>, Unreadable> {
    let Some(account) = item.text_of(PROVEN) else {
        return Ok(None);
    };
    Ok(Some(HolderProof {
        account: AccountId(account.to_owned()),
        code_sent_at: item.instant_of(CODE_SENT_AT)?,
    }))
}

fn held_record(item: &Item) -> Result<HeldRecord, Unreadable> {
    let person = PersonId::parse(item.sort_after(RECORD)?);
    Ok(HeldRecord {
        person: person.map_err(|_| Unreadable(SK))?,
        access: item.text(ACCESS)?.parse().map_err(|_| Unreadable(ACCESS))?,
        since: item.instant(AT)?,
    })
}
