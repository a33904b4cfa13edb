//! Holds the answers of visitors alone, for forms that are part of no account.

use domain::access::session::SessionReader;
use domain::forms::attribution::Attributions;
use domain::forms::draft::{Answer, Answers, DraftKey, DraftStore};
use journey::form::{Audience, Form};

use super::holder::{AnswerChange, AnswerHolder, OpenForm, SavedAnswer};
use super::port::keep_answers;
use super::target_form::TargetForm;
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::site_context::SiteContext;
use crate::who::CitizenRequest;

domain::ports! {
    /// The store that keeps the answers of visitors.
    pub trait VisitorAnswerStore: DraftStore + SessionReader;
}

/// Holds the answers of visitors, in a store. Also while somebody is signed in
/// their answers are those of a visit: they go into no account, where others who
/// use it could find them.
#[derive(Clone, Debug)]
pub struct VisitorAnswers<S> {
    site: SiteContext,
    store: S,
}

/// A form that is open for a visitor.
pub type VisitorForm = OpenForm<CitizenRequest>;

impl<S> VisitorAnswers<S> {
    /// Holds the answers of everybody to forms for anybody.
    #[must_use]
    pub const fn new(site: SiteContext, store: S) -> Self {
        Self { site, store }
    }
}

impl<S: VisitorAnswerStore> AnswerHolder for VisitorAnswers<S> {
    type Request = CitizenRequest;
    type Holding = CitizenRequest;

    async fn open(
        &self,
        form: &'static Form,
        request: CitizenRequest,
    ) -> Result<VisitorForm, Failure> {
        if form.audience != Audience::Anybody {
            return Err(Failure::NOT_FOUND);
        }
        let answers = match request.key() {
            Some(key) => {
                let read = self.store.read_draft(key, &form.id, self.site.now());
                read.await?
            }
            None => Answers::default(),
        };
        let signed_in = request.signed_in_to_show(&self.store, &self.site).await?;
        Ok(OpenForm {
            answers,
            site: match signed_in {
                Some(signed_in) => self.site.shown_to(signed_in),
                None => self.site.clone(),
            },
            form,
            attributions: Attributions::new(),
            version: None,
            withheld: None,
            holding: request,
        })
    }

    /// Opens the one form that the visit has.
    async fn open_to_change(
        &self,
        form: &'static Form,
        request: CitizenRequest,
        _posted: &PostedForm,
    ) -> Result<VisitorForm, Failure> {
        self.open(form, request).await
    }

    fn target(&self, open: &VisitorForm) -> TargetForm {
        match open.holding.key().and_then(DraftKey::mark) {
            Some(mark) => TargetForm::Visit(mark.to_owned()),
            None => TargetForm::new(&self.site),
        }
    }

    async fn keep(
        &self,
        open: &VisitorForm,
        answers: Vec<(String, Answer)>,
    ) -> Result<AnswerChange<CitizenRequest>, Failure> {
        let visit = open.holding.visit_or_new(&self.site);
        let (store, now) = (&self.store, self.site.now());
        let kept = keep_answers(store, visit.key(), open.form, answers, now);
        Ok(AnswerChange::Made(SavedAnswer {
            answers: kept.await?,
            visit: Some(visit),
            sign_in: false,
        }))
    }

    async fn remove(
        &self,
        open: &VisitorForm,
        key: &str,
    ) -> Result<AnswerChange<CitizenRequest>, Failure> {
        if let Some(draft) = open.holding.key() {
            let (form, now) = (&open.form.id, self.site.now());
            self.store.remove_answer(draft, form, key, now).await?;
        }
        Ok(AnswerChange::Made(SavedAnswer::default()))
    }

    async fn clear(&self, open: &VisitorForm) -> Result<AnswerChange<CitizenRequest>, Failure> {
        if let Some(draft) = open.holding.key() {
            self.store.clear_draft(draft, &open.form.id).await?;
        }
        Ok(AnswerChange::Made(SavedAnswer::default()))
    }
}
