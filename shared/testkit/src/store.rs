//! The ports of the domain, kept in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::draft::{
    ANONYMOUS_DRAFT_HOURS, Answer, Answers, DraftKey, KeepDrafts, ReadDrafts, StoreFault,
};
use domain::feedback::{Feedback, KeepFeedback};
use jiff::{SignedDuration, Timestamp};

/// Drafts and feedback in memory. Clones share what they hold.
#[derive(Clone, Debug, Default)]
pub struct InMemoryDrafts(Arc<Inside>);

#[derive(Debug, Default)]
struct Inside {
    drafts: Mutex<BTreeMap<(DraftKey, String), Draft>>,
    feedback: Mutex<Vec<Feedback>>,
    fails: AtomicBool,
}

#[derive(Clone, Debug)]
struct Draft {
    answers: Answers,
    changed_at: Timestamp,
}

impl Draft {
    fn is_fresh(&self, now: Timestamp) -> bool {
        now.duration_since(self.changed_at) < SignedDuration::from_hours(ANONYMOUS_DRAFT_HOURS)
    }
}

/// A test that panicked while it held the lock has failed already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl InMemoryDrafts {
    /// From now on every operation fails, or none does.
    pub fn fail(&self, fails: bool) {
        self.0.fails.store(fails, Ordering::SeqCst);
    }

    /// How many drafts are kept, old ones included.
    #[must_use]
    pub fn drafts(&self) -> usize {
        lock(&self.0.drafts).len()
    }

    /// The answers of the only draft of that form; none if there is no draft
    /// of it, or more than one.
    #[must_use]
    pub fn only_draft(&self, form: &str) -> Option<Answers> {
        let drafts = lock(&self.0.drafts);
        let mut of_form = drafts.iter().filter(|((_, id), _)| id == form);
        match (of_form.next(), of_form.next()) {
            (Some((_, draft)), None) => Some(draft.answers.clone()),
            _ => None,
        }
    }

    /// The keys of the drafts kept.
    #[must_use]
    pub fn keys(&self) -> Vec<DraftKey> {
        lock(&self.0.drafts)
            .keys()
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// The feedback kept, oldest first.
    #[must_use]
    pub fn feedback(&self) -> Vec<Feedback> {
        lock(&self.0.feedback).clone()
    }

    fn working(&self, operation: &'static str) -> Result<(), StoreFault> {
        if self.0.fails.load(Ordering::SeqCst) {
            return Err(StoreFault {
                operation,
                source: "it was told to fail".into(),
            });
        }
        Ok(())
    }
}

fn place(key: &DraftKey, form: &str) -> (DraftKey, String) {
    (key.clone(), form.to_owned())
}

impl ReadDrafts for InMemoryDrafts {
    async fn read_draft(
        &self,
        key: &DraftKey,
        form: &str,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        self.working("read a draft")?;
        Ok(lock(&self.0.drafts)
            .get(&place(key, form))
            .filter(|draft| draft.is_fresh(now))
            .map(|draft| draft.answers.clone())
            .unwrap_or_default())
    }
}

impl KeepDrafts for InMemoryDrafts {
    async fn keep_answer(
        &self,
        key: &DraftKey,
        form: &str,
        question: &str,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        self.working("keep an answer")?;
        let mut drafts = lock(&self.0.drafts);
        let draft = drafts.entry(place(key, form)).or_insert_with(|| Draft {
            answers: Answers::default(),
            changed_at: now,
        });
        if !draft.is_fresh(now) {
            draft.answers = Answers::default();
        }
        draft.answers.set(question, answer);
        draft.changed_at = now;
        Ok(draft.answers.clone())
    }

    async fn remove_answer(
        &self,
        key: &DraftKey,
        form: &str,
        question: &str,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        self.working("remove an answer")?;
        let mut drafts = lock(&self.0.drafts);
        match drafts.get_mut(&place(key, form)) {
            Some(draft) if draft.is_fresh(now) => {
                draft.answers.remove(question);
                draft.changed_at = now;
                Ok(draft.answers.clone())
            }
            _ => Ok(Answers::default()),
        }
    }

    async fn clear_draft(&self, key: &DraftKey, form: &str) -> Result<(), StoreFault> {
        self.working("clear a draft")?;
        lock(&self.0.drafts).remove(&place(key, form));
        Ok(())
    }
}

impl KeepFeedback for InMemoryDrafts {
    async fn keep_feedback(&self, feedback: Feedback) -> Result<(), StoreFault> {
        self.working("keep feedback")?;
        let mut kept = lock(&self.0.feedback);
        if !kept.iter().any(|one| one.id == feedback.id) {
            kept.push(feedback);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_795_305_600 + hour * 3600).unwrap()
    }

    fn key(of: &str) -> DraftKey {
        DraftKey::Visit(of.to_owned())
    }

    #[tokio::test]
    async fn a_draft_is_forgotten_24_hours_after_its_last_change() {
        let store = InMemoryDrafts::default();
        let text = |text: &str| Answer::Text(text.to_owned());
        store
            .keep_answer(&key("a"), "form", "one", text("1"), at(0))
            .await
            .unwrap();
        store
            .keep_answer(&key("a"), "form", "two", text("2"), at(20))
            .await
            .unwrap();
        let read = store.read_draft(&key("a"), "form", at(43)).await.unwrap();
        assert_eq!(read.text("one"), Some("1"));
        assert!(
            store
                .read_draft(&key("a"), "form", at(44))
                .await
                .unwrap()
                .is_empty()
        );
        let fresh = store
            .keep_answer(&key("a"), "form", "three", text("3"), at(44))
            .await
            .unwrap();
        assert_eq!(fresh.iter().count(), 1);
        assert!(
            store
                .read_draft(&key("b"), "form", at(44))
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[tokio::test]
    async fn feedback_sent_twice_is_kept_once() {
        let store = InMemoryDrafts::default();
        let feedback = Feedback {
            id: "1".to_owned(),
            sent_at: at(0),
            ease: "easy".to_owned(),
            comment: String::new(),
        };
        store.keep_feedback(feedback.clone()).await.unwrap();
        store.keep_feedback(feedback).await.unwrap();
        assert_eq!(store.feedback().len(), 1);
    }

    #[tokio::test]
    async fn a_store_told_to_fail_fails_until_told_otherwise() {
        let store = InMemoryDrafts::default();
        store.fail(true);
        assert!(store.read_draft(&key("a"), "form", at(0)).await.is_err());
        store.fail(false);
        assert!(store.read_draft(&key("a"), "form", at(0)).await.is_ok());
    }
}
