//! Ports of the domain, kept in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use domain::account::AccountId;
use domain::application::{Application, Progress, ReadApplications};
use domain::draft::{Answer, Answers, DraftKey, KeepDrafts, ReadDrafts};
use domain::fault::StoreFault;
use domain::feedback::{Feedback, KeepFeedback, Opinion};
use domain::reference::Reference;
use domain::retention_period::{ANONYMOUS_DRAFT_KEPT, Retention};
use domain::saved::{KeepSavedForms, NewSavedForm, SavedForm, SavedId};
use domain::session::{KeepSessions, ReadSessions, Session, SessionKey};
use jiff::Timestamp;

use crate::lock;

/// Drafts, saved forms, sessions and feedback in memory. Clones share what they
/// hold. For every other port there is [`crate::Database`].
#[derive(Clone, Debug, Default)]
pub struct InMemoryStore(Arc<Inside>);

#[derive(Debug, Default)]
struct Inside {
    drafts: Mutex<BTreeMap<(DraftKey, String), Draft>>,
    saved: Mutex<BTreeMap<(AccountId, SavedId), SavedForm>>,
    sessions: Mutex<BTreeMap<SessionKey, Session>>,
    feedback: Mutex<Vec<Feedback>>,
    opinions: Mutex<Vec<Opinion>>,
    fails: AtomicBool,
}

#[derive(Clone, Debug)]
struct Draft {
    answers: Answers,
    changed_at: Timestamp,
}

impl Draft {
    fn is_fresh(&self, now: Timestamp) -> bool {
        now.duration_since(self.changed_at) < ANONYMOUS_DRAFT_KEPT.length()
    }
}

impl InMemoryStore {
    /// Lets every operation fail from now on, or none.
    pub fn fail(&self, fails: bool) {
        self.0.fails.store(fails, Ordering::SeqCst);
    }

    /// Counts the drafts, old ones included.
    #[must_use]
    pub fn drafts(&self) -> usize {
        lock(&self.0.drafts).len()
    }

    /// Returns the answers of the only draft of a form; `None` if there is no
    /// draft of it, or more than one.
    #[must_use]
    pub fn only_draft(&self, form: &str) -> Option<Answers> {
        let drafts = lock(&self.0.drafts);
        let mut of_form = drafts.iter().filter(|((_, id), _)| id == form);
        match (of_form.next(), of_form.next()) {
            (Some((_, draft)), None) => Some(draft.answers.clone()),
            _ => None,
        }
    }

    /// Lists the keys of the drafts.
    #[must_use]
    pub fn keys(&self) -> Vec<DraftKey> {
        lock(&self.0.drafts)
            .keys()
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// Marks a form as submitted in an application.
    pub fn submitted(&self, account: &AccountId, id: &SavedId, reference: &Reference) {
        if let Some(form) = lock(&self.0.saved).get_mut(&(account.clone(), id.clone())) {
            form.submitted_in = Some(reference.clone());
        }
    }

    /// Returns the feedback, oldest first.
    #[must_use]
    pub fn feedback(&self) -> Vec<Feedback> {
        lock(&self.0.feedback).clone()
    }

    /// Returns the opinions about answers, oldest first.
    #[must_use]
    pub fn opinions(&self) -> Vec<Opinion> {
        lock(&self.0.opinions).clone()
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

impl ReadDrafts for InMemoryStore {
    async fn read_draft(
        &self,
        key: &DraftKey,
        form: &str,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        self.working("read a draft")?;
        if let DraftKey::Saved { account, id } = key {
            return Ok(lock(&self.0.saved)
                .get(&(account.clone(), id.clone()))
                .filter(|saved| saved.form == form && now < saved.expires_at)
                .map(|saved| saved.answers.clone())
                .unwrap_or_default());
        }
        Ok(lock(&self.0.drafts)
            .get(&place(key, form))
            .filter(|draft| draft.is_fresh(now))
            .map(|draft| draft.answers.clone())
            .unwrap_or_default())
    }
}

impl KeepDrafts for InMemoryStore {
    async fn keep_answer(
        &self,
        key: &DraftKey,
        form: &str,
        question: &str,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Answers, StoreFault> {
        self.working("keep an answer")?;
        if let DraftKey::Saved { account, id } = key {
            return Ok(self.change(account, id, form, now, |answers| {
                answers.set(question, answer);
            }));
        }
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
        if let DraftKey::Saved { account, id } = key {
            return Ok(self.change(account, id, form, now, |answers| {
                answers.remove(question);
            }));
        }
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
        if let DraftKey::Saved { account, id } = key {
            if let Some(saved) = lock(&self.0.saved).get_mut(&(account.clone(), id.clone()))
                && saved.form == form
                && saved.submitted_in.is_none()
            {
                saved.answers = Answers::default();
            }
            return Ok(());
        }
        lock(&self.0.drafts).remove(&place(key, form));
        Ok(())
    }
}

impl InMemoryStore {
    /// Changes a saved form that may be changed, and leaves any other as it is.
    fn change(
        &self,
        account: &AccountId,
        id: &SavedId,
        form: &str,
        now: Timestamp,
        change: impl FnOnce(&mut Answers),
    ) -> Answers {
        match lock(&self.0.saved).get_mut(&(account.clone(), id.clone())) {
            Some(saved)
                if saved.form == form && saved.submitted_in.is_none() && now < saved.expires_at =>
            {
                change(&mut saved.answers);
                saved.changed_at = now;
                saved.expires_at = Retention::default().saved_form.after(now);
                saved.answers.clone()
            }
            _ => Answers::default(),
        }
    }
}

impl KeepSavedForms for InMemoryStore {
    async fn saved_forms(
        &self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<SavedForm>, StoreFault> {
        self.working("list saved forms")?;
        Ok(lock(&self.0.saved)
            .iter()
            .filter(|((whose, _), form)| whose == account && now < form.expires_at)
            .map(|(_, form)| form.clone())
            .collect())
    }

    async fn read_saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
        now: Timestamp,
    ) -> Result<Option<SavedForm>, StoreFault> {
        self.working("read a saved form")?;
        let saved = lock(&self.0.saved);
        let form = saved.get(&(account.clone(), id.clone()));
        Ok(form.filter(|form| now < form.expires_at).cloned())
    }

    async fn start_saved_form(
        &self,
        account: &AccountId,
        form: &NewSavedForm,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        self.working("start a saved form")?;
        lock(&self.0.saved)
            .entry((account.clone(), form.id.clone()))
            .or_insert_with(|| SavedForm {
                id: form.id.clone(),
                form: form.form.clone(),
                name: form.name.clone(),
                reference: form.reference.clone(),
                answers: Answers::default(),
                created_at: now,
                changed_at: now,
                expires_at: Retention::default().saved_form.after(now),
                submitted_in: None,
            });
        Ok(())
    }

    async fn adopt_draft(
        &self,
        visit: &DraftKey,
        account: &AccountId,
        into: &NewSavedForm,
        now: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.working("adopt a draft")?;
        let adopted = self.read_draft(visit, &into.form, now).await?;
        if adopted.is_empty() {
            return Ok(false);
        }
        self.start_saved_form(account, into, now).await?;
        let after = self.change(account, &into.id, &into.form, now, |answers| {
            for (key, answer) in adopted.iter() {
                answers.set(key, answer.clone());
            }
        });
        if after.is_empty() {
            return Ok(false);
        }
        self.clear_draft(visit, &into.form).await?;
        Ok(true)
    }

    async fn name_saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
        name: &str,
    ) -> Result<(), StoreFault> {
        self.working("name a saved form")?;
        if let Some(form) = lock(&self.0.saved).get_mut(&(account.clone(), id.clone())) {
            name.clone_into(&mut form.name);
        }
        Ok(())
    }

    async fn delete_saved_form(&self, account: &AccountId, id: &SavedId) -> Result<(), StoreFault> {
        self.working("delete a saved form")?;
        lock(&self.0.saved).remove(&(account.clone(), id.clone()));
        Ok(())
    }

    async fn find_saved_form(
        &self,
        reference: &Reference,
    ) -> Result<Option<(AccountId, SavedId)>, StoreFault> {
        self.working("find a saved form")?;
        Ok(lock(&self.0.saved)
            .iter()
            .find(|(_, form)| form.reference == *reference)
            .map(|(place, _)| place.clone()))
    }
}

/// Has no applications, so that a page that lists them can be served beside
/// others.
impl ReadApplications for InMemoryStore {
    async fn read_application(
        &self,
        _: &AccountId,
        _: &Reference,
    ) -> Result<Option<(Application, Progress)>, StoreFault> {
        self.working("read an application")?;
        Ok(None)
    }

    async fn applications(
        &self,
        _: &AccountId,
    ) -> Result<Vec<(Application, Progress)>, StoreFault> {
        self.working("list applications")?;
        Ok(Vec::new())
    }
}

impl ReadSessions for InMemoryStore {
    async fn read_session(&self, key: &SessionKey) -> Result<Option<Session>, StoreFault> {
        self.working("read a session")?;
        Ok(lock(&self.0.sessions).get(key).cloned())
    }
}

impl KeepSessions for InMemoryStore {
    async fn start_session(&self, key: &SessionKey, session: &Session) -> Result<(), StoreFault> {
        self.working("start a session")?;
        lock(&self.0.sessions).insert(key.clone(), session.clone());
        Ok(())
    }

    async fn touch_session(&self, key: &SessionKey, now: Timestamp) -> Result<(), StoreFault> {
        self.working("touch a session")?;
        if let Some(session) = lock(&self.0.sessions).get_mut(key) {
            session.seen_at = now;
        }
        Ok(())
    }

    async fn open_form(
        &self,
        key: &SessionKey,
        form: &str,
        saved: Option<&SavedId>,
    ) -> Result<(), StoreFault> {
        self.working("open a form")?;
        if let Some(session) = lock(&self.0.sessions).get_mut(key) {
            match saved {
                Some(id) => session.open.insert(form.to_owned(), id.clone()),
                None => session.open.remove(form),
            };
        }
        Ok(())
    }

    async fn end_session(&self, key: &SessionKey) -> Result<(), StoreFault> {
        self.working("end a session")?;
        lock(&self.0.sessions).remove(key);
        Ok(())
    }

    async fn end_sessions(&self, account: &AccountId) -> Result<(), StoreFault> {
        self.working("end all sessions of an account")?;
        lock(&self.0.sessions).retain(|_, session| session.account != *account);
        Ok(())
    }

    async fn end_other_sessions(
        &self,
        account: &AccountId,
        kept: &SessionKey,
    ) -> Result<(), StoreFault> {
        self.working("end the other sessions of an account")?;
        lock(&self.0.sessions).retain(|key, session| session.account != *account || key == kept);
        Ok(())
    }
}

impl KeepFeedback for InMemoryStore {
    async fn keep_feedback(&self, feedback: Feedback) -> Result<(), StoreFault> {
        self.working("keep feedback")?;
        let mut kept = lock(&self.0.feedback);
        if !kept.iter().any(|one| one.id == feedback.id) {
            kept.push(feedback);
        }
        Ok(())
    }

    async fn keep_opinion(&self, opinion: Opinion) -> Result<(), StoreFault> {
        self.working("keep an opinion")?;
        let mut kept = lock(&self.0.opinions);
        let same = |one: &Opinion| (&one.question, &one.id) == (&opinion.question, &opinion.id);
        if !kept.iter().any(same) {
            kept.push(opinion);
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
        let store = InMemoryStore::default();
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
        let store = InMemoryStore::default();
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
        let store = InMemoryStore::default();
        store.fail(true);
        assert!(store.read_draft(&key("a"), "form", at(0)).await.is_err());
        store.fail(false);
        assert!(store.read_draft(&key("a"), "form", at(0)).await.is_ok());
    }
}
