//! Joins what somebody entered without signing in to the account that they sign
//! in to.

use std::collections::BTreeMap;

use domain::access::session::{Session, SessionReader};
use domain::fault::StoreFault;
use domain::forms::draft::{DraftKey, DraftReader};
use domain::forms::saved_form::{NewSavedForm, SavedForm, SavedFormStore};
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use futures_util::future::{join_all, try_join_all, try_join3};
use jiff::Timestamp;
use journey::form::{Audience, Form};

use super::saved_form::new_saved_form;
use crate::page::site_context::SiteContext;
use crate::session::citizen::SignedIn;
use crate::who::CitizenRequest;

/// The answers of a visit that join an account, and the saved form that each of
/// them joins. The session names these forms before anything is moved, so
/// whatever stops the moving, trying again moves the rest to the same forms.
#[derive(Clone, Debug, Default)]
pub struct JoiningAnswers {
    /// The forms that are open in the session; see [`Session::open`].
    pub open: BTreeMap<String, SavedId>,
    /// See [`Session::joined`].
    pub joined: BTreeMap<String, SavedId>,
    drafts: Vec<(DraftKey, NewSavedForm)>,
}

impl JoiningAnswers {
    /// Finds what joins an account that somebody signs in to. The forms that
    /// were open in this browser's session before are open again, if that was
    /// of this account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn find(
        store: &(impl DraftReader + SavedFormStore + SessionReader),
        site: &SiteContext,
        request: &CitizenRequest,
        account: &AccountId,
    ) -> Result<Self, StoreFault> {
        let now = site.now();
        let before = async {
            match request.session() {
                Some(key) => store.read_session(key).await,
                None => Ok(None),
            }
        };
        let Some(visit) = request.key() else {
            return Ok(Self::of_before(before.await?, account));
        };
        let saved = store.saved_forms(account, now);
        let found = try_join3(before, saved, entered(store, site, visit));
        let (before, saved, entered) = found.await?;
        let mut joining = Self::of_before(before, account);
        joining.take_entered(site, visit, &saved, entered);
        joining.take_aside(store, request, saved, now).await?;
        Ok(joining)
    }

    /// Finds what joins one form, to which somebody signs in alone: the answers
    /// to it that were given after a session had ended.
    #[must_use]
    pub fn one(request: &CitizenRequest, form: &Form, saved: &SavedForm) -> Self {
        let aside = request.key_aside(&saved.id);
        Self {
            open: BTreeMap::from([(form.id.clone(), saved.id.clone())]),
            joined: BTreeMap::new(),
            drafts: aside
                .map(|aside| (aside, known(saved)))
                .into_iter()
                .collect(),
        }
    }

    /// Lists what was to join the account of somebody who is signed in, and may
    /// not have: nothing, once the browser has forgotten the visit.
    #[must_use]
    pub fn left(site: &SiteContext, request: &CitizenRequest, signed_in: &SignedIn) -> Self {
        let Some(visit) = request.key() else {
            return Self::default();
        };
        let mut drafts = Vec::new();
        for (form, _) in site.forms().for_audience(Audience::Citizens) {
            let into = |id: &SavedId| NewSavedForm {
                id: id.clone(),
                ..new_saved_form(site, form)
            };
            if let Some(id) = signed_in.joined(visit, &form.id) {
                drafts.push((visit.clone(), into(id)));
            }
            if let Some(id) = signed_in.open(&form.id) {
                drafts.extend(request.key_aside(id).map(|aside| (aside, into(id))));
            }
        }
        Self {
            drafts,
            ..Self::default()
        }
    }

    /// Whether there is nothing to move.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Moves the answers, each form by itself and all side by side. What was
    /// moved before is not there any more and is left out.
    ///
    /// # Errors
    /// When the store does not answer for one of them; the others are moved.
    pub async fn adopt(
        &self,
        store: &impl SavedFormStore,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let drafts = self.drafts.iter();
        let moved = drafts.map(|(draft, into)| store.adopt_draft(draft, account, into, now));
        let moved = join_all(moved).await;
        moved.into_iter().try_for_each(|moved| moved.map(drop))
    }

    fn of_before(before: Option<Session>, account: &AccountId) -> Self {
        let before = before.filter(|session| session.account == *account);
        before.map_or_else(Self::default, |Session { open, joined, .. }| Self {
            open,
            joined,
            drafts: Vec::new(),
        })
    }

    /// Decides into which saved form each of the entered ones goes: the open
    /// one, or a new one if none is open or that was sent.
    fn take_entered(
        &mut self,
        site: &SiteContext,
        visit: &DraftKey,
        saved: &[SavedForm],
        entered: Vec<&'static Form>,
    ) {
        let mut joined = BTreeMap::new();
        let was_sent = |id: &&SavedId| {
            let mut saved = saved.iter();
            saved.any(|saved| saved.id == **id && saved.submitted_in.is_some())
        };
        for form in entered {
            let new = new_saved_form(site, form);
            let open = self.open.get(&form.id).filter(|id| !was_sent(id));
            let id = open.cloned().unwrap_or_else(|| new.id.clone());
            let mark = visit.mark().unwrap_or_default();
            joined.insert(Session::joins_as(mark, &form.id), id.clone());
            self.open.insert(form.id.clone(), id.clone());
            self.drafts
                .push((visit.clone(), NewSavedForm { id, ..new }));
        }
        if !joined.is_empty() {
            self.joined = joined;
        }
    }

    /// Finds the answers to saved forms that were given after a session had
    /// ended. Each joins its own form, which is open then.
    async fn take_aside(
        &mut self,
        store: &impl DraftReader,
        request: &CitizenRequest,
        saved: Vec<SavedForm>,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let saved = saved
            .into_iter()
            .filter(|saved| saved.submitted_in.is_none());
        let asides = saved.filter_map(|saved| Some((request.key_aside(&saved.id)?, saved)));
        let asides: Vec<_> = asides.collect();
        let answers = asides.iter();
        let answers = answers.map(|(key, saved)| store.read_draft(key, &saved.form, now));
        let answers = try_join_all(answers).await?;
        for ((key, saved), answers) in asides.into_iter().zip(answers) {
            if !answers.is_empty() {
                self.open.insert(saved.form.clone(), saved.id.clone());
                self.drafts.push((key, known(&saved)));
            }
        }
        Ok(())
    }
}

/// Lists the forms into which something was entered in a visit.
async fn entered(
    store: &impl DraftReader,
    site: &SiteContext,
    visit: &DraftKey,
) -> Result<Vec<&'static Form>, StoreFault> {
    let forms = site.forms().for_audience(Audience::Citizens);
    let forms: Vec<_> = forms.map(|(form, _)| form).collect();
    let answers = forms.iter();
    let answers = answers.map(|form| store.read_draft(visit, &form.id, site.now()));
    let answers = try_join_all(answers).await?;
    let entered = forms.into_iter().zip(answers);
    let entered = entered.filter(|(_, answers)| !answers.is_empty());
    Ok(entered.map(|(form, _)| form).collect())
}

/// Describes a saved form that is there, as one to join.
fn known(saved: &SavedForm) -> NewSavedForm {
    NewSavedForm {
        id: saved.id.clone(),
        form: saved.form.clone(),
        name: saved.name.clone(),
        reference: saved.reference.clone(),
    }
}
