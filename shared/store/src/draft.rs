//! Anonymous drafts: one item a form, one attribute an answer.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use domain::draft::{
    ANONYMOUS_DRAFT_HOURS, Answer, Answers, DraftKey, KeepDrafts, ReadDrafts, StoreFault,
};
use jiff::Timestamp;

use crate::{EXPIRES_AT, PK, SK, Table, condition_failed, fault, number, text};

/// What the attribute of an answer starts with, so that no question's id can
/// be taken for a key or for the expiry.
const ANSWER: &str = "a#";

/// Two writers can disagree once about whether the draft is too old; a third
/// round means that something else is wrong.
const ROUNDS: usize = 3;

type Item = HashMap<String, AttributeValue>;

impl ReadDrafts for Table {
    async fn read_draft(
        &self,
        key: &DraftKey,
        form: &str,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        let found = self
            .client
            .get_item()
            .table_name(&self.name)
            .key(PK, partition(key))
            .key(SK, sort(key, form))
            // The page after a redirect must show the answer just given.
            .consistent_read(true)
            .send()
            .await
            .map_err(|source| fault("read a draft", source))?;
        Ok(found
            .item
            .filter(|item| is_current(item, now))
            .map(answers)
            .unwrap_or_default())
    }
}

impl KeepDrafts for Table {
    async fn keep_answer(
        &self,
        key: &DraftKey,
        form: &str,
        question: &str,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        const OPERATION: &str = "keep an answer";
        let value = attribute(answer);
        for _ in 0..ROUNDS {
            let updated = self
                .client
                .update_item()
                .table_name(&self.name)
                .key(PK, partition(key))
                .key(SK, sort(key, form))
                .update_expression("SET #answer = :answer, #expires_at = :expires_at")
                .condition_expression("attribute_not_exists(PK) OR #expires_at > :now")
                .expression_attribute_names("#answer", format!("{ANSWER}{question}"))
                .expression_attribute_names("#expires_at", EXPIRES_AT)
                .expression_attribute_values(":answer", value.clone())
                .expression_attribute_values(":expires_at", expiry(now))
                .expression_attribute_values(":now", number(now.as_second()))
                .return_values(ReturnValue::AllNew)
                .send()
                .await;
            match updated {
                Ok(updated) => return Ok(answers(updated.attributes.unwrap_or_default())),
                Err(error) if condition_failed(&error) => {}
                Err(error) => return Err(fault(OPERATION, error)),
            }
            // A draft that is too old is still stored. Its answers must not
            // come back, so the whole item is replaced, unless somebody else
            // has just done so.
            let item: Item = [
                (PK.to_owned(), partition(key)),
                (SK.to_owned(), sort(key, form)),
                (EXPIRES_AT.to_owned(), expiry(now)),
                (format!("{ANSWER}{question}"), value.clone()),
            ]
            .into();
            let replaced = self
                .client
                .put_item()
                .table_name(&self.name)
                .set_item(Some(item.clone()))
                .condition_expression("attribute_not_exists(PK) OR #expires_at <= :now")
                .expression_attribute_names("#expires_at", EXPIRES_AT)
                .expression_attribute_values(":now", number(now.as_second()))
                .send()
                .await;
            match replaced {
                Ok(_) => return Ok(answers(item)),
                Err(error) if condition_failed(&error) => {}
                Err(error) => return Err(fault(OPERATION, error)),
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
        let updated = self
            .client
            .update_item()
            .table_name(&self.name)
            .key(PK, partition(key))
            .key(SK, sort(key, form))
            .update_expression("REMOVE #answer SET #expires_at = :expires_at")
            .condition_expression("#expires_at > :now")
            .expression_attribute_names("#answer", format!("{ANSWER}{question}"))
            .expression_attribute_names("#expires_at", EXPIRES_AT)
            .expression_attribute_values(":expires_at", expiry(now))
            .expression_attribute_values(":now", number(now.as_second()))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match updated {
            Ok(updated) => Ok(answers(updated.attributes.unwrap_or_default())),
            // There is no draft, or it is too old: nothing to take out.
            Err(error) if condition_failed(&error) => Ok(Answers::default()),
            Err(error) => Err(fault("remove an answer", error)),
        }
    }

    async fn clear_draft(&self, key: &DraftKey, form: &str) -> Result<(), StoreFault> {
        self.client
            .delete_item()
            .table_name(&self.name)
            .key(PK, partition(key))
            .key(SK, sort(key, form))
            .send()
            .await
            .map(drop)
            .map_err(|source| fault("clear a draft", source))
    }
}

/// A draft that changed under every attempt to write it.
#[derive(Debug, thiserror::Error)]
#[error("the draft was replaced by others {ROUNDS} times")]
struct Contended;

fn partition(key: &DraftKey) -> AttributeValue {
    match key {
        DraftKey::Visit(hash) => text(format!("DRAFT#{hash}")),
        DraftKey::Saved { account, .. } => text(format!("ACCOUNT#{}", account.0)),
    }
}

fn sort(key: &DraftKey, form: &str) -> AttributeValue {
    match key {
        DraftKey::Visit(_) => text(format!("FORM#{form}")),
        DraftKey::Saved { id, .. } => text(format!("SAVED#{}", id.0)),
    }
}

fn expiry(now: Timestamp) -> AttributeValue {
    number(now.as_second() + ANONYMOUS_DRAFT_HOURS * 60 * 60)
}

fn is_current(item: &Item, now: Timestamp) -> bool {
    item.get(EXPIRES_AT)
        .and_then(|value| value.as_n().ok())
        .and_then(|seconds| seconds.parse::<i64>().ok())
        .is_some_and(|expires_at| expires_at > now.as_second())
}

fn attribute(answer: Answer) -> AttributeValue {
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

/// The answers of an item. An attribute of a shape that is never written is
/// left out: the question is then simply unanswered.
fn answers(item: Item) -> Answers {
    item.into_iter()
        .filter_map(|(name, value)| {
            let question = name.strip_prefix(ANSWER)?.to_owned();
            Some((question, answer(value)?))
        })
        .collect()
}

fn answer(value: AttributeValue) -> Option<Answer> {
    match value {
        AttributeValue::S(value) => Some(Answer::Text(value)),
        AttributeValue::L(values) => values
            .into_iter()
            .map(string)
            .collect::<Option<Vec<_>>>()
            .map(Answer::Choices),
        AttributeValue::M(fields) => fields
            .into_iter()
            .map(|(name, value)| Some((name, string(value)?)))
            .collect::<Option<BTreeMap<_, _>>>()
            .map(Answer::Fields),
        _ => None,
    }
}

fn string(value: AttributeValue) -> Option<String> {
    match value {
        AttributeValue::S(value) => Some(value),
        _ => None,
    }
}
