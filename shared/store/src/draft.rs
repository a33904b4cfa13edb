//! Answers: one item a form, one attribute an answer.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::fault::StoreFault;
use domain::forms::draft::{Answer, Answers, DraftKey, DraftReader, DraftStore};
use domain::records::retention_schedule::ANONYMOUS_DRAFT_KEPT;
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;

use crate::attributes::{CHANGES, FORM, SUBMITTED_IN};
use crate::read::{Attributes as _, Item};
use crate::write::{Contended, Write, Written};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

/// The prefix of the attribute of an answer, so that no question's id can be
/// taken for a key or for the expiry.
pub(crate) const ANSWER: &str = "a#";

/// The attempts at an item of a group beside those in which another item is
/// added: others change other answers of the form.
pub(crate) const ROUNDS_MORE: usize = 10;

/// The most attempts at a write. Two writers can disagree once about whether
/// the draft is too old; a third attempt means that something else is wrong.
const ROUNDS: usize = 3;

impl DraftReader for Table {
    async fn read_draft(
        &self,
        key: &DraftKey,
        form: &str,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        let (place, is_saved) = match key {
            DraftKey::Visit(visit) => (keys::draft(visit, form), false),
            DraftKey::Saved { account, id } => (keys::saved(account, id), true),
        };
        let found = self.read("read a draft", place).await?;
        Ok(found
            .filter(|item| item.is_current(now))
            .filter(|item| !is_saved || item.text_of(FORM) == Some(form))
            .map(|item| answers(&item))
            .unwrap_or_default())
    }
}

impl DraftStore for Table {
    async fn keep_answer(
        &self,
        key: &DraftKey,
        form: &str,
        question: &str,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        self.keep_answers(key, form, vec![(question.to_owned(), answer)], now)
            .await
    }

    async fn keep_answers(
        &self,
        key: &DraftKey,
        form: &str,
        answers: Vec<(String, Answer)>,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        let given = answers.into_iter();
        let given = given.map(|(question, answer)| (attribute(&question), value(answer)));
        match key {
            DraftKey::Visit(visit) => {
                self.keep_visitors_answers(visit, form, given.collect(), now)
                    .await
            }
            DraftKey::Saved { account, id } => {
                let write = Write::update(keys::saved(account, id));
                let write = given.fold(write, |write, (name, value)| write.set(&name, value));
                self.change_saved_form("keep answers", account, id, form, write, now)
                    .await
            }
        }
    }

    /// Each round that is refused is one in which somebody else has changed the
    /// form. As many can add an item as the group takes; after them the group is
    /// full, and nothing is written.
    async fn keep_item(
        &self,
        key: &DraftKey,
        form: &str,
        item: &str,
        answer: Answer,
        most: u32,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        const OPERATION: &str = "keep an item of a group";
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let (group, _) = item.split_once('/').unwrap_or((item, ""));
        let place = match key {
            DraftKey::Visit(visit) => keys::draft(visit, form),
            DraftKey::Saved { account, id } => keys::saved(account, id),
        };
        for _ in 0..most.saturating_add(ROUNDS_MORE) {
            let was = self.read(OPERATION, place.clone()).await?;
            let was = was.unwrap_or_default();
            let known = match was.is_current(now) {
                true => answers(&was),
                false => Answers::default(),
            };
            let is_kept = known.get(item) == Some(&answer);
            let is_full = known.get(item).is_none() && known.items(group).count() >= most;
            if is_kept || is_full {
                return Ok(known);
            }
            let set = (attribute(item), value(answer.clone()));
            let kept = match key {
                DraftKey::Visit(_) => {
                    self.keep_if_still(OPERATION, &was, &place, set, now)
                        .await?
                }
                DraftKey::Saved { account, id } => {
                    if was.text_of(FORM) != Some(form) || was.contains_key(SUBMITTED_IN) {
                        return Ok(Answers::default());
                    }
                    let write = Write::update(place.clone()).set(&set.0, set.1);
                    let write = write.if_still(CHANGES, &was);
                    let kept = self.change_saved_form(OPERATION, account, id, form, write, now);
                    Some(kept.await?).filter(|answers| !answers.is_empty())
                }
            };
            if let Some(answers) = kept {
                return Ok(answers);
            }
            if !was.is_current(now) && matches!(key, DraftKey::Saved { .. }) {
                return Ok(Answers::default());
            }
        }
        Err(fault(OPERATION, Contended))
    }

    async fn remove_answer(
        &self,
        key: &DraftKey,
        form: &str,
        question: &str,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        const OPERATION: &str = "remove an answer";
        match key {
            DraftKey::Visit(visit) => {
                let write = Write::update(keys::draft(visit, form))
                    .remove(&attribute(question))
                    .set(EXPIRES_AT, expiry(now))
                    .add(CHANGES, 1)
                    .if_above(EXPIRES_AT, now.as_second());
                Ok(match self.write(OPERATION, write).await? {
                    Written::Done(item) => answers(&item),
                    // There is no draft, or the draft is too old: there is
                    // nothing to take out.
                    Written::Refused(_) => Answers::default(),
                })
            }
            DraftKey::Saved { account, id } => {
                let write = Write::update(keys::saved(account, id)).remove(&attribute(question));
                self.change_saved_form(OPERATION, account, id, form, write, now)
                    .await
            }
        }
    }

    async fn clear_draft(&self, key: &DraftKey, form: &str) -> Result<(), StoreFault> {
        const OPERATION: &str = "clear a draft";
        match key {
            DraftKey::Visit(visit) => self
                .write(OPERATION, Write::delete(keys::draft(visit, form)))
                .await
                .map(drop),
            DraftKey::Saved { account, id } => self.clear_saved_form(account, id, form).await,
        }
    }
}

impl Table {
    async fn keep_visitors_answers(
        &self,
        visit: &str,
        form: &str,
        given: Vec<(String, AttributeValue)>,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        const OPERATION: &str = "keep answers";
        for _ in 0..ROUNDS {
            let update = Write::update(keys::draft(visit, form));
            let updated = given
                .iter()
                .fold(update, |write, (name, value)| {
                    write.set(name, value.clone())
                })
                .set(EXPIRES_AT, expiry(now))
                .add(CHANGES, 1)
                .if_not_there()
                .or()
                .if_above(EXPIRES_AT, now.as_second());
            if let Written::Done(item) = self.write(OPERATION, updated).await? {
                return Ok(answers(&item));
            }
            // A draft that is too old is still stored. Its answers must not
            // come back, so the whole item is replaced, unless somebody else
            // has just done so.
            let mut item = keys::draft(visit, form);
            item.extend([
                (EXPIRES_AT.to_owned(), expiry(now)),
                (CHANGES.to_owned(), number(1)),
            ]);
            item.extend(given.iter().cloned());
            let replaced = Write::put(item.clone())
                .if_not_there()
                .or()
                .if_at_most(EXPIRES_AT, now.as_second());
            if let Written::Done(_) = self.write(OPERATION, replaced).await? {
                return Ok(answers(&item));
            }
        }
        Err(fault(OPERATION, Contended))
    }

    /// Sets one answer of a visitor's draft if the draft is as it was read, or
    /// begins the draft again if it was not there or is too old. Returns all
    /// answers, or none if the draft was changed meanwhile.
    async fn keep_if_still(
        &self,
        operation: &'static str,
        was: &Item,
        place: &Item,
        (name, value): (String, AttributeValue),
        now: Timestamp,
    ) -> Result<Option<Answers>, StoreFault> {
        if was.is_current(now) {
            let updated = Write::update(place.clone())
                .set(&name, value)
                .set(EXPIRES_AT, expiry(now))
                .add(CHANGES, 1)
                .if_still(CHANGES, was)
                .if_above(EXPIRES_AT, now.as_second());
            return Ok(match self.write(operation, updated).await? {
                Written::Done(item) => Some(answers(&item)),
                Written::Refused(_) => None,
            });
        }
        let mut item = place.clone();
        item.extend([
            (EXPIRES_AT.to_owned(), expiry(now)),
            (CHANGES.to_owned(), number(1)),
            (name, value),
        ]);
        let begun = Write::put(item.clone())
            .if_not_there()
            .or()
            .if_at_most(EXPIRES_AT, now.as_second());
        Ok(match self.write(operation, begun).await? {
            Written::Done(_) => Some(answers(&item)),
            Written::Refused(_) => None,
        })
    }

    /// Removes every answer from a saved form that can still be changed.
    async fn clear_saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
        form: &str,
    ) -> Result<(), StoreFault> {
        const OPERATION: &str = "clear a draft";
        for _ in 0..ROUNDS {
            let Some(was) = self.read(OPERATION, keys::saved(account, id)).await? else {
                return Ok(());
            };
            if was.text_of(FORM) != Some(form)
                || was.contains_key(SUBMITTED_IN)
                || answers(&was).is_empty()
            {
                return Ok(());
            }
            let mut cleared = was.clone();
            cleared.retain(|name, _| !name.starts_with(ANSWER));
            cleared.insert(CHANGES.to_owned(), next_change(&was));
            let write = Write::put(cleared).if_there().if_still(CHANGES, &was);
            if let Written::Done(_) = self.write(OPERATION, write).await? {
                return Ok(());
            }
        }
        Err(fault(OPERATION, Contended))
    }
}

pub(crate) fn attribute(question: &str) -> String {
    format!("{ANSWER}{question}")
}

fn expiry(now: Timestamp) -> AttributeValue {
    number(ANONYMOUS_DRAFT_KEPT.after(now).as_second())
}

/// Returns the number of writes after one more.
pub(crate) fn next_change(was: &Item) -> AttributeValue {
    number(was.number_of(CHANGES).unwrap_or_default() + 1)
}

/// Returns the answers of an item as they are stored.
pub(crate) fn answers_stored(item: Item) -> impl Iterator<Item = (String, AttributeValue)> {
    item.into_iter()
        .filter(|(name, _)| name.starts_with(ANSWER))
}

pub(crate) fn value(answer: Answer) -> AttributeValue {
    match answer {
        Answer::Text(value) => text(value),
        Answer::Choices(choices) => AttributeValue::L(choices.into_iter().map(text).collect()),
        Answer::Fields(fields) => AttributeValue::M(
            fields
                .into_iter()
                .map(|(name, value)| (name, text(value)))
                .collect(),
        ),
    }
}

/// Reads the answers of an item. An attribute of a shape that is never written
/// is left out: the question is then simply unanswered.
pub(crate) fn answers(item: &Item) -> Answers {
    item.iter()
        .filter_map(|(name, value)| {
            let question = name.strip_prefix(ANSWER)?.to_owned();
            Some((question, answer(value)?))
        })
        .collect()
}

fn answer(value: &AttributeValue) -> Option<Answer> {
    match value {
        AttributeValue::S(value) => Some(Answer::Text(value.clone())),
        AttributeValue::L(values) => values
            .iter()
            .map(string)
            .collect::<Option<Vec<_>>>()
            .map(Answer::Choices),
        AttributeValue::M(fields) => fields
            .iter()
            .map(|(name, value)| Some((name.clone(), string(value)?)))
            .collect::<Option<BTreeMap<_, _>>>()
            .map(Answer::Fields),
        _ => None,
    }
}

fn string(value: &AttributeValue) -> Option<String> {
    value.as_s().ok().cloned()
}
