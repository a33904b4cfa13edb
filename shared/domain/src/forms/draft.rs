//! Answers that somebody has typed, and the ports that keep them until they are
//! used, cleared or too old.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::saved_id::SavedId;

/// An answer, exactly as typed (canonicalised only once it was valid). In JSON
/// an answer is a string, an array or an object of strings.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// The answer to a question of one field: one of, yes/no, text, number,
    /// money.
    Text(String),
    /// The answer to a question of many of: the values chosen, in the order of
    /// the question.
    Choices(Vec<String>),
    /// The answer to a question of several fields: date (`day`, `month`,
    /// `year`), money with frequency (`amount`, `every`), address, name, or an
    /// item of a group.
    Fields(BTreeMap<String, String>),
}

impl Answer {
    /// Makes the answer that takes another back: no choice at all, which is the
    /// answer to no question.
    #[must_use]
    pub const fn taken_back() -> Self {
        Self::Choices(Vec::new())
    }
}

/// All answers of one form. The key is the question's id; for an item of a
/// repeated group it is `question/item`, where the item's id sorts by the time
/// it was added.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Answer>);

impl Answers {
    /// Returns the answer to a question.
    #[must_use]
    pub fn get(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)
    }

    /// Returns the field of an answer that has one field.
    #[must_use]
    pub fn text(&self, question: &str) -> Option<&str> {
        match self.0.get(question) {
            Some(Answer::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Returns the values chosen; empty if there is no such answer.
    #[must_use]
    pub fn choices(&self, question: &str) -> &[String] {
        match self.0.get(question) {
            Some(Answer::Choices(choices)) => choices,
            _ => &[],
        }
    }

    /// Returns one field of an answer that has several.
    #[must_use]
    pub fn field(&self, question: &str, field: &str) -> Option<&str> {
        match self.0.get(question) {
            Some(Answer::Fields(fields)) => fields.get(field).map(String::as_str),
            _ => None,
        }
    }

    /// Returns the items of a repeated group in the order in which they were
    /// added: id, fields.
    pub fn items<'a>(
        &'a self,
        group: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a BTreeMap<String, String>)> + 'a {
        self.0.iter().filter_map(move |(key, answer)| {
            let item = key.strip_prefix(group)?.strip_prefix('/')?;
            match answer {
                Answer::Fields(fields) => Some((item, fields)),
                _ => None,
            }
        })
    }

    /// Sets an answer.
    pub fn set(&mut self, key: impl Into<String>, answer: Answer) {
        self.0.insert(key.into(), answer);
    }

    /// Removes an answer.
    pub fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// Returns every answer with its key, in key order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(key, answer)| (key.as_str(), answer))
    }

    /// Whether nothing has been answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Answer)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Answer)>>(answers: I) -> Self {
        Self(answers.into_iter().collect())
    }
}

/// The key of a draft.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum DraftKey {
    /// The draft of a visitor: a one-way hash of their cookie, so that a copy
    /// of the table opens nobody's answers. 64 lower-case hexadecimal digits.
    Visit(String),
    /// A form that an account keeps.
    Saved {
        /// The account.
        account: AccountId,
        /// The id of the form in the account.
        id: SavedId,
    },
}

impl DraftKey {
    /// Returns the mark by which a page finds a visit again among those that
    /// joined an account: a part of the hash, which leads to nothing. `None`
    /// for a form of an account, which is found by its id.
    #[must_use]
    pub fn mark(&self) -> Option<&str> {
        match self {
            Self::Visit(hash) => Some(hash.get(..16).unwrap_or(hash)),
            Self::Saved { .. } => None,
        }
    }
}

/// The port that reads drafts.
pub trait DraftReader: Clone + Send + Sync + 'static {
    /// Reads the answers of a form. MUST return no answers for a draft that
    /// does not exist or has expired, even if it is still stored.
    fn read_draft(
        &self,
        key: &DraftKey,
        form: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Answers, StoreFault>> + Send;
}

/// The port that keeps drafts.
pub trait DraftStore: DraftReader {
    /// Sets one answer and leaves every other as it is, in one conditional
    /// write, and returns all of them. MUST start a new draft, holding this
    /// answer alone, if a visitor has none or it has expired. A saved form MUST
    /// have been started, be of that form and not be submitted: otherwise
    /// nothing is kept and no answers come back.
    fn keep_answer(
        &self,
        key: &DraftKey,
        form: &str,
        question: &str,
        answer: Answer,
        now: Timestamp,
    ) -> impl Future<Output = Result<Answers, StoreFault>> + Send;

    /// Sets several answers and leaves every other as it is, in one write, as
    /// [`Self::keep_answer`] sets one: a page of several questions is kept as a
    /// whole or not at all.
    fn keep_answers(
        &self,
        key: &DraftKey,
        form: &str,
        answers: Vec<(String, Answer)>,
        now: Timestamp,
    ) -> impl Future<Output = Result<Answers, StoreFault>> + Send;

    /// Keeps an item of a group, `group/item`, as [`Self::keep_answer`] keeps an
    /// answer, unless the group has `most` items without it: then nothing is
    /// kept, and the answers come back as they are. MUST keep no more than
    /// `most`, however many are kept at the same time.
    fn keep_item(
        &self,
        key: &DraftKey,
        form: &str,
        item: &str,
        answer: Answer,
        most: u32,
        now: Timestamp,
    ) -> impl Future<Output = Result<Answers, StoreFault>> + Send;

    /// Removes one answer and returns the rest. MUST succeed if it was not
    /// there.
    fn remove_answer(
        &self,
        key: &DraftKey,
        form: &str,
        question: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Answers, StoreFault>> + Send;

    /// Deletes every answer of a form. MUST succeed if there are none.
    fn clear_draft(
        &self,
        key: &DraftKey,
        form: &str,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
