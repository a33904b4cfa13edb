//! Holds the answers of a form that one team fills in about a person.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use domain::access::audit::{Actor, AuditLog, Audited};
use domain::access::staff_user::StaffSessionReader;
use domain::application::Application;
use domain::application::self_assessment::SelfAssessmentReader;
use domain::forms::attribution::Attribution;
use domain::forms::draft::Answer;
use domain::forms::staff_case::{CaseForm, CaseFormStore, CaseKey, CaseMark, CaseOutcome};
use domain::values::person_id::PersonId;
use futures_util::future::{try_join, try_join_all};
use journey::form::{Audience, Form, Page};
use journey::forms;

use super::holder::{
    AnswerChange, AnswerHolder, FormVersion, KnownAnswers, OpenForm, SavedAnswer, SignsOff,
};
use super::own_words;
use super::target_form::TargetForm;
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::site_context::SiteContext;
use crate::session::staff::{SignedInStaff, StaffRequest};

/// The part in braces of an address that names the person:
/// `/practice/people/{person}/assessment`.
const PERSON: &str = "person";

domain::ports! {
    /// The store that keeps the answers of staff.
    pub trait StaffCaseStore: AuditLog + CaseFormStore + SelfAssessmentReader + StaffSessionReader;
}

/// Holds the answers of forms about a person, for the team that works on that
/// person's case.
#[derive(Clone, Debug)]
pub struct StaffCaseAnswers<S> {
    site: SiteContext,
    store: S,
}

/// A request from a member of staff about a person.
#[derive(Clone, Debug)]
pub struct StaffCaseRequest {
    staff: StaffRequest,
    person: Option<PersonId>,
}

/// A form that is open for a member of staff, as its holder knows it.
#[derive(Clone, Debug)]
pub struct StaffCaseHolding {
    access: Arc<Audited<CaseKey>>,
    staff: SignedInStaff,
    /// The version and the changes that the posted page showed, or that a page
    /// drawn now shows.
    mark: CaseMark,
}

/// A form that is open for a member of staff.
pub type StaffCaseForm = OpenForm<StaffCaseHolding>;

impl StaffCaseHolding {
    /// Returns the form and its state as the page showed it, for a change.
    fn changed(&self) -> (&CaseKey, CaseMark) {
        (self.access.subject(), self.mark)
    }
}

impl<S> StaffCaseAnswers<S> {
    /// Holds the answers in a store.
    #[must_use]
    pub const fn new(site: SiteContext, store: S) -> Self {
        Self { site, store }
    }
}

impl<S: StaffCaseStore> AnswerHolder for StaffCaseAnswers<S> {
    type Request = StaffCaseRequest;
    type Holding = StaffCaseHolding;

    async fn open(
        &self,
        form: &'static Form,
        request: StaffCaseRequest,
    ) -> Result<StaffCaseForm, Failure> {
        let (access, staff, site) = self.let_in(form, &request).await?;
        let latest = self.latest(&access).await?;
        let number = latest.mark.version;
        Ok(opened(form, (access, staff, site), latest, number))
    }

    /// Opens the version that the page was drawn for. If a newer version has
    /// begun since then, the page's version was signed off and cannot be
    /// changed.
    async fn open_to_change(
        &self,
        form: &'static Form,
        request: StaffCaseRequest,
        posted: &PostedForm,
    ) -> Result<StaffCaseForm, Failure> {
        let (access, staff, site) = self.let_in(form, &request).await?;
        let latest = self.latest(&access).await?;
        let number = latest.mark.version;
        let TargetForm::Case(shown) = TargetForm::of(posted) else {
            return Ok(opened(form, (access, staff, site), latest, number));
        };
        let found = match shown.version == number {
            true => latest,
            false => {
                let found = self.store.case_form(&access, shown.version).await?;
                found.ok_or(Failure::NOT_FOUND)?
            }
        };
        let mut open = opened(form, (access, staff, site), found, number);
        let mark = &mut open.holding.mark;
        mark.changes = mark.changes.min(shown.changes);
        Ok(open)
    }

    /// Finds what is known for the questions of a page: what the person wrote in
    /// the self-assessment that was sent last, and what staff answered in the form
    /// before. All of it is shown beside whatever is answered here, and is filled
    /// in where nobody has answered yet, the person's own words first.
    async fn known_answers(
        &self,
        open: &StaffCaseForm,
        asked: &'static Page,
    ) -> Result<KnownAnswers, Failure> {
        let mut known = KnownAnswers::default();
        if open.signed_off().is_some() {
            return Ok(known);
        }
        let rows = open.form.carried.iter();
        let rows = rows.filter(|carried| asked.has(&carried.question));
        let from: BTreeSet<&str> = rows.clone().map(|carried| carried.from.as_str()).collect();
        let asks = |form: &&Form| from.contains(form.id.as_str());
        let own = Some(forms::needs_self_assessment()).filter(asks);
        let earlier = forms::for_practitioners().map(|(form, _)| form);
        let earlier = earlier.filter(asks).map(|form| self.earlier(open, form));
        let sent = async {
            match own {
                Some(_) => self.latest_self_assessment(open).await,
                None => Ok(None),
            }
        };
        let (sent, earlier) = try_join(sent, try_join_all(earlier)).await?;
        let rows: Vec<_> = rows.collect();
        if let Some(sent) = sent {
            own_words::of_the_person(&mut known, &sent, &rows);
        }
        for (form, kept) in earlier {
            own_words::of_staff(&mut known, form, &kept, &rows);
        }
        Ok(known)
    }

    fn target(&self, open: &StaffCaseForm) -> TargetForm {
        TargetForm::Case(open.holding.mark)
    }

    async fn keep(
        &self,
        open: &StaffCaseForm,
        answers: Vec<(String, Answer)>,
    ) -> Result<AnswerChange<StaffCaseHolding>, Failure> {
        let (case, mark) = open.holding.changed();
        let by = self.attribution(open);
        let item = match answers.as_slice() {
            [(key, answer)] => open.form.most_items(key).map(|most| (key, answer, most)),
            _ => None,
        };
        let outcome = match item {
            Some((key, answer, most)) => {
                let item = (key.as_str(), answer);
                let kept = self.store.keep_case_item(case, mark, item, most, &by);
                kept.await?
            }
            None => {
                let kept = self.store.keep_case_answers(case, mark, &answers, &by);
                kept.await?
            }
        };
        Self::changed(open, outcome, |key| {
            answers.iter().any(|(touched, _)| touched == key)
        })
    }

    async fn remove(
        &self,
        open: &StaffCaseForm,
        key: &str,
    ) -> Result<AnswerChange<StaffCaseHolding>, Failure> {
        let (case, mark) = open.holding.changed();
        let by = self.attribution(open);
        let removed = self.store.remove_case_answer(case, mark, key, &by);
        let outcome = removed.await?;
        Self::changed(open, outcome, |touched| touched == key)
    }

    async fn clear(&self, open: &StaffCaseForm) -> Result<AnswerChange<StaffCaseHolding>, Failure> {
        let (case, mark) = open.holding.changed();
        let by = self.attribution(open);
        let cleared = self.store.clear_case_form(case, mark, &by);
        let outcome = match cleared.await? {
            // Nothing was begun, so there is nothing to clear.
            CaseOutcome::Missing if mark.changes == 0 => CaseOutcome::Done(CaseForm::unbegun()),
            outcome => outcome,
        };
        Self::changed(open, outcome, |_| true)
    }
}

impl<S: StaffCaseStore> SignsOff for StaffCaseAnswers<S> {
    async fn sign_off(
        &self,
        open: &StaffCaseForm,
    ) -> Result<AnswerChange<StaffCaseHolding>, Failure> {
        let (case, mark) = open.holding.changed();
        let by = self.attribution(open);
        let outcome = self.store.sign_off_case_form(case, mark, &by).await?;
        Self::changed(open, outcome, |_| true)
    }

    async fn begin_version(&self, open: &StaffCaseForm) -> Result<(), Failure> {
        let (case, mark) = open.holding.changed();
        match self.store.begin_next_version(case, mark.version).await? {
            CaseOutcome::Missing => Err(Failure::NOT_FOUND),
            _ => Ok(()),
        }
    }

    async fn open_version(
        &self,
        form: &'static Form,
        request: StaffCaseRequest,
        number: u32,
    ) -> Result<StaffCaseForm, Failure> {
        let (access, staff, site) = self.let_in(form, &request).await?;
        let latest = self.store.latest_case_form(&access).await?;
        let latest = latest.ok_or(Failure::NOT_FOUND)?.mark.version;
        let found = self.store.case_form(&access, number).await?;
        let found = found.ok_or(Failure::NOT_FOUND)?;
        Ok(opened(form, (access, staff, site), found, latest))
    }
}

impl<S: StaffCaseStore> StaffCaseAnswers<S> {
    /// Admits a member of staff whose role the form is for and who is in the
    /// team that works on the person's case. To another team the case does not
    /// exist: [`Failure::NOT_FOUND`]. Writes the entry of the audit that says
    /// who opened the case.
    async fn let_in(
        &self,
        form: &Form,
        request: &StaffCaseRequest,
    ) -> Result<(Arc<Audited<CaseKey>>, SignedInStaff, SiteContext), Failure> {
        let staff = request
            .staff
            .staff_user(&self.store, self.site.now())
            .await?;
        if form.audience != Audience::of(staff.staff_user().role) {
            return Err(Failure::NO_ACCESS);
        }
        let person = request.person.clone().ok_or(Failure::NOT_FOUND)?;
        let team = self.store.team_of(&person).await?;
        let team = team.ok_or(Failure::NOT_FOUND)?;
        if !self.store.is_in_team(&team.id, staff.id()).await? {
            return Err(Failure::NOT_FOUND);
        }
        let case = CaseKey {
            person,
            form: form.id.clone(),
        };
        let (actor, what) = (
            Actor::from(staff.staff_user()),
            format!("opened {}", form.id),
        );
        let entry = self.store.audit(case, actor, what, self.site.now());
        let mut site = self.site.shown_to_staff(staff.clone());
        if let Some(name) = &team.person_name {
            site = site.about(name);
        }
        Ok((Arc::new(entry.await?), staff, site))
    }

    /// Reads the latest version of a form; an empty one if the form is not
    /// begun.
    async fn latest(&self, access: &Audited<CaseKey>) -> Result<CaseForm, Failure> {
        let latest = self.store.latest_case_form(access).await?;
        Ok(latest.unwrap_or_else(CaseForm::unbegun))
    }

    /// Reads another form of the case, which is on the record by itself.
    async fn earlier(
        &self,
        open: &StaffCaseForm,
        form: &'static Form,
    ) -> Result<(&'static Form, CaseForm), Failure> {
        let entry = self.audited(open, form).await?;
        Ok((form, self.latest(&entry).await?))
    }

    /// Reads another form of the case: its latest version, and the version that
    /// was signed off last, if one was. The reading is on the record by itself.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn latest_and_signed_off(
        &self,
        open: &StaffCaseForm,
        form: &'static Form,
    ) -> Result<(CaseForm, Option<CaseForm>), Failure> {
        let entry = self.audited(open, form).await?;
        let latest = self.latest(&entry).await?;
        let signed_off = match (&latest.signed_off, latest.mark.version) {
            (Some(_), _) => Some(latest.clone()),
            (None, 0 | 1) => None,
            // The version before a draft is signed off.
            (None, draft) => self.store.case_form(&entry, draft - 1).await?,
        };
        Ok((latest, signed_off))
    }

    /// Writes the entry of the audit that says who opened another form of the
    /// case.
    async fn audited(
        &self,
        open: &StaffCaseForm,
        form: &'static Form,
    ) -> Result<Audited<CaseKey>, Failure> {
        let StaffCaseHolding { access, staff, .. } = &open.holding;
        let case = CaseKey {
            person: access.subject().person.clone(),
            form: form.id.clone(),
        };
        let (actor, what) = (
            Actor::from(staff.staff_user()),
            format!("opened {}", form.id),
        );
        Ok(self.store.audit(case, actor, what, self.site.now()).await?)
    }

    /// Reads the self-assessment that was sent into the case last, if one was.
    /// Opening the form is on the record already.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn latest_self_assessment(
        &self,
        open: &StaffCaseForm,
    ) -> Result<Option<Application>, Failure> {
        let access = &open.holding.access;
        Ok(self.store.latest_self_assessment(access).await?)
    }

    /// Names the member of staff and the time, for a change that is made now.
    fn attribution(&self, open: &StaffCaseForm) -> Attribution {
        let staff = &open.holding.staff;
        Attribution {
            by: staff.id().clone(),
            name: staff.staff_user().name(),
            at: self.site.now(),
        }
    }

    /// Reports the outcome of a change that touches the answers under some
    /// keys.
    fn changed(
        open: &StaffCaseForm,
        outcome: CaseOutcome,
        touches: impl Fn(&str) -> bool,
    ) -> Result<AnswerChange<StaffCaseHolding>, Failure> {
        match outcome {
            CaseOutcome::Done(now) => Ok(AnswerChange::Made(SavedAnswer {
                answers: now.answers,
                ..SavedAnswer::default()
            })),
            CaseOutcome::Overtaken(now) | CaseOutcome::SignedOff(now) => {
                let StaffCaseHolding { access, staff, .. } = open.holding.clone();
                let by = last_change(&now, &staff, touches);
                let latest = now.mark.version;
                let site = open.site.clone();
                let now = opened(open.form, (access, staff, site), now, latest);
                Ok(AnswerChange::Refused {
                    now: Box::new(now),
                    by,
                })
            }
            CaseOutcome::Missing => Err(Failure::NOT_FOUND),
        }
    }
}

/// Finds who else last changed one of these answers or cleared the form.
fn last_change(
    form: &CaseForm,
    staff: &SignedInStaff,
    touches: impl Fn(&str) -> bool,
) -> Option<Attribution> {
    let answers = form.attributions.iter();
    let answers = answers.filter(|(key, _)| touches(key));
    answers
        .map(|(_, by)| by)
        .chain(&form.cleared)
        .filter(|change| change.by != *staff.id())
        .max_by_key(|change| change.at)
        .cloned()
}

/// Opens a version of a form for a member of staff.
fn opened(
    form: &'static Form,
    (access, staff, site): (Arc<Audited<CaseKey>>, SignedInStaff, SiteContext),
    kept: CaseForm,
    latest: u32,
) -> StaffCaseForm {
    OpenForm {
        site,
        form,
        answers: kept.answers,
        attributions: kept.attributions,
        version: Some(FormVersion {
            number: kept.mark.version,
            latest,
            signed_off: kept.signed_off,
        }),
        withheld: None,
        holding: StaffCaseHolding {
            access,
            staff,
            mark: kept.mark,
        },
    }
}

impl<S: Send + Sync> FromRequestParts<S> for StaffCaseRequest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let named = RawPathParams::from_request_parts(parts, state).await;
        let named = named.map_err(|_| Failure::NOT_FOUND.into_response())?;
        let person = named.iter().find(|(name, _)| *name == PERSON);
        let staff = StaffRequest::from_request_parts(parts, state).await;
        Ok(Self {
            staff: staff.map_err(|never| match never {})?,
            person: person.and_then(|(_, id)| PersonId::parse(id).ok()),
        })
    }
}
