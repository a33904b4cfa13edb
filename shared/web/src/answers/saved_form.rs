//! The saved form that an account has open.

use axum::http::StatusCode;
use domain::access::session::Session;
use domain::forms::draft::{Answer, Answers, DraftKey};
use domain::forms::saved_form::{FormStart, NewSavedForm};
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use journey::form::Form;

use super::port::{AnswerStore, keep_answers};
use super::target_form::TargetForm;
use crate::http::digest;
use crate::http::failure::Failure;
use crate::page::site_context::SiteContext;
use crate::session::citizen::SignedIn;

/// The saved form of a kind that an account has open. If none is open, the next
/// answer begins one.
#[derive(Clone, Debug)]
pub(super) struct AccountForm {
    pub(super) signed_in: SignedIn,
    /// The id for a form that is to begin, if its page names one. Posting that
    /// page twice begins one form.
    pub(super) starts_as: Option<SavedId>,
}

/// The saved form that a page was drawn for.
#[derive(Clone, Debug)]
pub(super) enum FoundTarget {
    /// The form belongs to the account and can be changed.
    Live(SavedId),
    /// The form was deleted or sent, or never was. The answer begins a new
    /// form, under this id if the page names one.
    Gone(Option<SavedId>),
}

impl FoundTarget {
    /// Looks up the form that a page was drawn for among the forms of an
    /// account; if that form is gone, the form that began in its place.
    pub(super) async fn look_up(
        store: &impl AnswerStore,
        session: &Session,
        form: &Form,
        target: &TargetForm,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let mut starts_as = None;
        for id in wanted(session, form, target) {
            match store.read_saved_form(&session.account, &id, now).await? {
                Some(saved) if saved.form == form.id && saved.submitted_in.is_none() => {
                    return Ok(Self::Live(saved.id));
                }
                Some(_) => starts_as = None,
                // The page names an id for a form that is to begin, and no form
                // has that id yet.
                None if *target == TargetForm::New(id.clone()) => {
                    return Ok(Self::Gone(Some(id)));
                }
                None => starts_as = Some(id),
            }
        }
        Ok(Self::Gone(starts_as))
    }
}

/// Lists the ids to look up: the form that a page was drawn for, then the form
/// that begins in its place.
fn wanted(session: &Session, form: &Form, target: &TargetForm) -> Vec<SavedId> {
    let id = match target {
        TargetForm::Unsaid | TargetForm::Case(_) => None,
        TargetForm::Saved(id) | TargetForm::New(id) => Some(id),
        TargetForm::Visit(mark) => session.joined.get(&Session::joins_as(mark, &form.id)),
    };
    id.map(|id| vec![id.clone(), in_place_of(id)])
        .unwrap_or_default()
}

/// Makes the id of the form that begins in the place of one that is gone. The
/// id is made from the old one, so posting the old page twice begins one form.
fn in_place_of(gone: &SavedId) -> SavedId {
    let time = gone.0.get(..11).unwrap_or_default();
    SavedId(format!("{time:0>11}{}", digest::short(gone.0.as_bytes())))
}

impl AccountForm {
    /// Finds where the answers of the open form are kept; `None` if no form is
    /// open.
    pub(super) fn draft(&self, form: &Form) -> Option<DraftKey> {
        self.signed_in.open(&form.id).map(|id| self.saved(id))
    }

    fn saved(&self, id: &SavedId) -> DraftKey {
        DraftKey::Saved {
            account: self.signed_in.account().clone(),
            id: id.clone(),
        }
    }

    /// Names the open form, or the form that is to begin, for the hidden field
    /// of its pages.
    pub(super) fn target(&self, site: &SiteContext, form: &Form) -> TargetForm {
        match (&self.starts_as, self.signed_in.open(&form.id)) {
            (Some(id), _) => TargetForm::New(id.clone()),
            (None, Some(id)) => TargetForm::Saved(id.clone()),
            (None, None) => TargetForm::new(site),
        }
    }

    /// Keeps answers in the open form. If none is open, or the open one was
    /// deleted or sent from another tab, the answers begin a new form.
    pub(super) async fn keep(
        &self,
        store: &impl AnswerStore,
        site: &SiteContext,
        form: &Form,
        answers: Vec<(String, Answer)>,
    ) -> Result<Answers, Failure> {
        let now = site.now();
        if let Some(draft) = self.draft(form) {
            let kept = keep_answers(store, &draft, form, answers.clone(), now);
            let kept = kept.await?;
            if !kept.is_empty() {
                return Ok(kept);
            }
        }
        let draft = self.start(store, site, form).await?;
        let kept = keep_answers(store, &draft, form, answers, now);
        Ok(kept.await?)
    }

    /// Starts a saved form. The session names the form before it is stored: if
    /// this stops half way and the answer is posted again, the second post
    /// finds that form instead of starting another.
    async fn start(
        &self,
        store: &impl AnswerStore,
        site: &SiteContext,
        form: &Form,
    ) -> Result<DraftKey, Failure> {
        let mut new = new_saved_form(site, form);
        if let Some(id) = &self.starts_as {
            new.id = id.clone();
        }
        let now = site.now();
        let (key, account) = (self.signed_in.key(), self.signed_in.account());
        store.open_form(key, &form.id, Some(&new.id)).await?;
        match store.start_saved_form(account, &new, now).await? {
            FormStart::Saved => Ok(self.saved(&new.id)),
            FormStart::TooMany => {
                store.open_form(key, &form.id, None).await?;
                Err(Failure::new(StatusCode::CONFLICT).saying(TOO_MANY, DELETE_ONE))
            }
        }
    }

    /// Deletes the open form.
    pub(super) async fn clear(&self, store: &impl AnswerStore, form: &Form) -> Result<(), Failure> {
        if let Some(id) = self.signed_in.open(&form.id) {
            let (key, account) = (self.signed_in.key(), self.signed_in.account());
            store.delete_saved_form(account, id).await?;
            store.open_form(key, &form.id, None).await?;
        }
        Ok(())
    }
}

/// The title of the page of somebody who has as many forms as they may.
const TOO_MANY: &str = "You have too many saved forms to start another";

/// The sentences of that page.
const DELETE_ONE: &[&str] = &[
    "This answer is not saved. Everything that you saved before is kept.",
    "Go to ‘Your saved forms’, delete one that you no longer need, and start again. A form that you do not change is deleted by itself: the list says when.",
];

/// Describes a new saved form. Its name is the title of the form until its
/// owner chooses another.
#[must_use]
pub fn new_saved_form(site: &SiteContext, form: &Form) -> NewSavedForm {
    NewSavedForm {
        id: SavedId::new(site.now(), &site.new_id()),
        form: form.id.clone(),
        name: form.title.clone(),
        reference: Reference::of_id(&site.new_id()),
    }
}
