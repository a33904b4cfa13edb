//! Holds the answers of citizens: those of visitors without an account, and
//! those in saved forms.

use std::collections::BTreeMap;

use domain::access::session::{Session, SessionKey, SessionReader, Standing};
use domain::forms::attribution::Attributions;
use domain::forms::draft::{Answer, Answers, DraftKey, DraftReader};
use jiff::Timestamp;
use journey::form::{Audience, CarriedAnswer, Form, Page};
use journey::journey::Journey;

use super::expired::ExpiredForm;
use super::holder::{AnswerChange, AnswerHolder, KnownAnswers, OpenForm, SavedAnswer};
use super::port::{AnswerStore, keep_answers};
use super::saved_form::{AccountForm, FoundTarget};
use super::target_form::TargetForm;
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::site_context::SiteContext;
use crate::session::citizen::{SIGN_IN_AGAIN, SignedIn};
use crate::who::{CitizenRequest, Visit};

/// Holds the answers of citizens, in a store.
#[derive(Clone, Debug)]
pub struct CitizenAnswers<S> {
    site: SiteContext,
    store: S,
    needs_account: bool,
}

/// A form that is open for a citizen, as its holder knows it.
#[derive(Clone, Debug)]
pub struct CitizenHolding {
    request: CitizenRequest,
    owner: AnswerOwner,
}

/// A form that is open for a citizen.
pub type CitizenForm = OpenForm<CitizenHolding>;

/// The owner of the answers on a page.
#[derive(Clone, Debug)]
enum AnswerOwner {
    /// A visitor who is not signed in.
    Visitor,
    /// Somebody who is signed in.
    Account(AccountForm),
    /// Somebody who has to sign in before the form is shown.
    Expired(ExpiredForm),
}

impl<S> CitizenAnswers<S> {
    /// Holds the answers of everybody, with or without an account.
    #[must_use]
    pub const fn new(site: SiteContext, store: S) -> Self {
        Self {
            site,
            store,
            needs_account: false,
        }
    }

    /// Shows forms only to people who are signed in.
    #[must_use]
    pub fn for_accounts_only(self) -> Self {
        Self {
            needs_account: true,
            ..self
        }
    }
}

impl<S: AnswerStore> AnswerHolder for CitizenAnswers<S> {
    type Request = CitizenRequest;
    type Holding = CitizenHolding;

    async fn open(
        &self,
        form: &'static Form,
        request: CitizenRequest,
    ) -> Result<CitizenForm, Failure> {
        is_for_citizens(form)?;
        let found = request.find_session(&self.store).await?;
        let owner = AnswerOwner::of_session(found, &request, self.site.now(), form);
        self.opened(form, request, owner, self.needs_account).await
    }

    /// Opens the form that a page was drawn for. Somebody with two forms of one
    /// kind in two tabs may post from a form other than the one that is open in
    /// the session. If the page's form is theirs and can be changed, the answer
    /// goes there; if not, it begins a new form. It never goes into another
    /// form.
    async fn open_to_change(
        &self,
        form: &'static Form,
        request: CitizenRequest,
        posted: &PostedForm,
    ) -> Result<CitizenForm, Failure> {
        is_for_citizens(form)?;
        let (store, now) = (&self.store, self.site.now());
        let found = request.find_session(store).await?;
        let owner = match (found, TargetForm::of(posted)) {
            (Some((key, session)), target) if target != TargetForm::Unsaid => {
                let found = FoundTarget::look_up(store, &session, form, &target, now).await?;
                let owner = AnswerOwner::of_target(found, (&key, &session), now, form);
                self.go_on_in(&owner, &session, form).await?;
                owner
            }
            (found, _) => AnswerOwner::of_session(found, &request, now, form),
        };
        let needs_account = self.needs_account || signs_in_again(posted);
        self.opened(form, request, owner, needs_account).await
    }

    /// Finds what the person answered in other forms. Of an account without such
    /// a form open, the one that was changed last counts. Nothing is taken from a
    /// form that is about somebody else.
    async fn known_answers(
        &self,
        open: &CitizenForm,
        asked: &'static Page,
    ) -> Result<KnownAnswers, Failure> {
        let mut known = KnownAnswers::default();
        if open.withheld.is_some() {
            return Ok(known);
        }
        let is_open = |carried: &&CarriedAnswer| {
            asked.has(&carried.question) && open.answers.get(&carried.question).is_none()
        };
        let person = Journey::new(open.form, &open.answers).speaks_of();
        let mut read: BTreeMap<&str, Answers> = BTreeMap::new();
        for carried in open.form.carried.iter().filter(is_open) {
            let citizens = Audience::Citizens;
            let Some((other, _)) = self.site.forms().find_for(citizens, &carried.from) else {
                continue;
            };
            if !read.contains_key(&*other.id) {
                read.insert(&other.id, self.latest_answers(open, other).await?);
            }
            let Some(answers) = read.get(&*other.id) else {
                continue;
            };
            let there = Journey::new(other, answers);
            let is_of_them = !carried.is_about_a_person() || there.speaks_of() == person;
            if !is_of_them || !is_about_the_same(open, &carried.from, answers) {
                continue;
            }
            let answers = there.visible_answers();
            let here = answers.get(&carried.answer);
            if known.add(
                &carried.question,
                here.and_then(|answer| carried.here(answer)),
            ) {
                known.say(format!(
                    "We have filled in what you told us in ‘{}’. Change anything that is not right.",
                    other.title
                ));
            }
        }
        Ok(known)
    }

    fn target(&self, open: &CitizenForm) -> TargetForm {
        let CitizenHolding { request, owner } = &open.holding;
        match owner {
            AnswerOwner::Visitor => match request.key().and_then(DraftKey::mark) {
                Some(mark) => TargetForm::Visit(mark.to_owned()),
                None => TargetForm::new(&self.site),
            },
            AnswerOwner::Account(account) => account.target(&self.site, open.form),
            AnswerOwner::Expired(expired) => expired.target(),
        }
    }

    async fn keep(
        &self,
        open: &CitizenForm,
        answers: Vec<(String, Answer)>,
    ) -> Result<AnswerChange<CitizenHolding>, Failure> {
        Ok(AnswerChange::Made(self.keep_answers(open, answers).await?))
    }

    async fn remove(
        &self,
        open: &CitizenForm,
        key: &str,
    ) -> Result<AnswerChange<CitizenHolding>, Failure> {
        let CitizenHolding { request, owner } = &open.holding;
        if let AnswerOwner::Expired(_) = owner {
            return Err(Failure::SIGNED_OUT);
        }
        if let Some(draft) = owner.draft(request, open.form) {
            let (form, now) = (&open.form.id, self.site.now());
            self.store.remove_answer(&draft, form, key, now).await?;
        }
        Ok(AnswerChange::Made(SavedAnswer::default()))
    }

    async fn clear(&self, open: &CitizenForm) -> Result<AnswerChange<CitizenHolding>, Failure> {
        let CitizenHolding { request, owner } = &open.holding;
        match owner {
            AnswerOwner::Visitor => {
                if let Some(key) = request.key() {
                    self.store.clear_draft(key, &open.form.id).await?;
                }
            }
            AnswerOwner::Account(account) => account.clear(&self.store, open.form).await?,
            AnswerOwner::Expired(_) => return Err(Failure::SIGNED_OUT),
        }
        Ok(AnswerChange::Made(SavedAnswer::default()))
    }
}

impl<S: AnswerStore> CitizenAnswers<S> {
    /// Keeps answers. A visitor's answers are kept under the cookie of their
    /// visit; an account's in the open saved form, or in a new one if none is
    /// open. If the session has ended, they are kept under the cookie of the
    /// visit and join the saved form at the next sign-in.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn keep_answers(
        &self,
        open: &CitizenForm,
        answers: Vec<(String, Answer)>,
    ) -> Result<SavedAnswer, Failure> {
        let CitizenHolding { request, owner } = &open.holding;
        let (store, site, form) = (&self.store, &self.site, open.form);
        if let AnswerOwner::Account(account) = owner {
            return Ok(SavedAnswer {
                answers: account.keep(store, site, form, answers).await?,
                visit: None,
                sign_in: false,
            });
        }
        let visit = request.visit_or_new(site);
        let draft = self.draft_of_visit(owner, &visit, form).await?;
        let kept = keep_answers(store, &draft, form, answers, site.now());
        Ok(SavedAnswer {
            answers: kept.await?,
            visit: Some(visit),
            sign_in: !open.shows(),
        })
    }

    /// Reads the answers of this person to another form.
    async fn latest_answers(
        &self,
        open: &CitizenForm,
        other: &'static Form,
    ) -> Result<Answers, Failure> {
        let CitizenHolding { request, owner } = &open.holding;
        let (draft, now) = (owner.draft(request, other), self.site.now());
        if let (None, AnswerOwner::Account(account)) = (&draft, owner) {
            let account = account.signed_in.account();
            let saved = self.store.saved_forms(account, now).await?.into_iter();
            let latest = saved
                .filter(|saved| saved.form == other.id)
                .max_by_key(|saved| saved.changed_at);
            return Ok(latest.map(|saved| saved.answers).unwrap_or_default());
        }
        read_draft(&self.store, draft, other, now).await
    }

    async fn opened(
        &self,
        form: &'static Form,
        request: CitizenRequest,
        owner: AnswerOwner,
        needs_account: bool,
    ) -> Result<CitizenForm, Failure> {
        let (owner, site) = match owner {
            AnswerOwner::Account(account) => {
                let signed_in = account
                    .signed_in
                    .touch(&self.store, self.site.now())
                    .await?;
                let site = self.site.shown_to(signed_in.clone());
                let account = AccountForm {
                    signed_in,
                    ..account
                };
                (AnswerOwner::Account(account), site)
            }
            owner => (owner, self.site.clone()),
        };
        let shows = match owner {
            AnswerOwner::Visitor => !needs_account,
            AnswerOwner::Account(_) => true,
            AnswerOwner::Expired(_) => false,
        };
        let draft = owner.draft(&request, form);
        let answers = read_draft(&self.store, draft, form, site.now()).await?;
        Ok(OpenForm {
            answers,
            site,
            form,
            attributions: Attributions::new(),
            version: None,
            withheld: (!shows).then_some(Failure::SIGNED_OUT),
            holding: CitizenHolding { request, owner },
        })
    }

    /// Marks the form that a page was drawn for as the open form of the
    /// session, because the next page belongs to that form too.
    async fn go_on_in(
        &self,
        owner: &AnswerOwner,
        session: &Session,
        form: &Form,
    ) -> Result<(), Failure> {
        if let AnswerOwner::Account(account) = owner
            && let Some(id) = account.signed_in.open(&form.id)
            && session.open.get(&form.id) != Some(id)
        {
            let key = account.signed_in.key();
            self.store.open_form(key, &form.id, Some(id)).await?;
        }
        Ok(())
    }

    /// Finds the key under which the answer of somebody who is not signed in is
    /// kept: that of their visit, or the one at which an answer for a withheld
    /// form waits.
    async fn draft_of_visit(
        &self,
        owner: &AnswerOwner,
        visit: &Visit,
        form: &Form,
    ) -> Result<DraftKey, Failure> {
        let AnswerOwner::Expired(expired) = owner else {
            return Ok(visit.key().clone());
        };
        if let Some(session) = expired.closes() {
            self.store.open_form(session, &form.id, None).await?;
        }
        Ok(expired.waits_under(visit))
    }
}

impl AnswerOwner {
    /// Decides who owns the answers on a page that does not say for which form
    /// it was drawn: the form is the one that is open in the session.
    fn of_session(
        found: Option<(SessionKey, Session)>,
        request: &CitizenRequest,
        now: Timestamp,
        form: &Form,
    ) -> Self {
        let Some((key, session)) = found else {
            // The session is gone although the cookie is there: signed out on
            // another device.
            return match request.session() {
                Some(_) => Self::Expired(ExpiredForm::Gone(None)),
                None => Self::Visitor,
            };
        };
        let open = session.open.get(&form.id);
        match (session.standing(now), open) {
            // Somebody who came in by the reference of a form may see that form
            // alone.
            (Standing::Live { .. }, open)
                if session.only.is_some() && session.only.as_ref() != open =>
            {
                Self::Visitor
            }
            (Standing::Live { until }, _) => Self::Account(AccountForm {
                signed_in: SignedIn::new(key, session, until),
                starts_as: None,
            }),
            (Standing::Ended, Some(id)) => {
                Self::Expired(ExpiredForm::WasOpen(session.account.clone(), id.clone()))
            }
            (Standing::Ended, None) => Self::Visitor,
        }
    }

    /// Decides who owns the answers on a page that says for which form it was
    /// drawn, and whether they go into that form or begin a new one.
    fn of_target(
        found: FoundTarget,
        (key, session): (&SessionKey, &Session),
        now: Timestamp,
        form: &Form,
    ) -> Self {
        let aside = |id| Self::Expired(ExpiredForm::Target(session.account.clone(), id));
        let only = session.only.as_ref();
        match (session.standing(now), found) {
            // Somebody who came in by the reference of a form may change that
            // form alone.
            (Standing::Live { .. }, FoundTarget::Live(id))
                if only.is_some_and(|only| *only != id) =>
            {
                aside(id)
            }
            (Standing::Live { .. }, FoundTarget::Gone(_)) if only.is_some() => Self::Visitor,
            (Standing::Live { until }, found) => {
                let (open, starts_as) = match found {
                    FoundTarget::Live(id) => (Some(id), None),
                    FoundTarget::Gone(starts_as) => (None, starts_as),
                };
                let signed_in = SignedIn::new(key.clone(), session.clone(), until);
                Self::Account(AccountForm {
                    signed_in: signed_in.with_open(&form.id, open),
                    starts_as,
                })
            }
            (Standing::Ended, FoundTarget::Live(id)) => aside(id),
            (Standing::Ended, FoundTarget::Gone(_)) if session.open.contains_key(&form.id) => {
                Self::Expired(ExpiredForm::Gone(Some(key.clone())))
            }
            (Standing::Ended, FoundTarget::Gone(_)) => Self::Visitor,
        }
    }

    /// Finds where the answers of a form are kept; `None` if there are none
    /// yet.
    fn draft(&self, request: &CitizenRequest, form: &Form) -> Option<DraftKey> {
        match self {
            Self::Visitor => request.key().cloned(),
            Self::Account(account) => account.draft(form),
            Self::Expired(expired) => expired.draft(),
        }
    }
}

/// Whether the answers to another form are about the person whom this form is
/// about, as far as both say so.
fn is_about_the_same(open: &CitizenForm, from: &str, answers: &Answers) -> bool {
    let Some(person) = &open.form.person else {
        return true;
    };
    let carried = open.form.carried.iter();
    let mut carried = carried.filter(|carried| carried.from == from);
    let here = open.answers.text(&person.question);
    match (
        carried.find(|carried| carried.question == person.question),
        here,
    ) {
        (Some(carried), Some(here)) => answers
            .text(&carried.answer)
            .and_then(|value| carried.values.get(value))
            .is_some_and(|there| there == here),
        _ => true,
    }
}

/// Refuses a form for another audience than citizens, as if there were none.
fn is_for_citizens(form: &Form) -> Result<(), Failure> {
    match form.audience {
        Audience::Citizens => Ok(()),
        _ => Err(Failure::NOT_FOUND),
    }
}

/// Whether the session ended while the page was open and the person wants to
/// sign in again. A valid answer is kept aside until they have; nobody is asked
/// to correct an answer first.
pub(crate) fn signs_in_again(posted: &PostedForm) -> bool {
    !posted.one(SIGN_IN_AGAIN).is_empty()
}

async fn read_draft(
    store: &impl DraftReader,
    draft: Option<DraftKey>,
    form: &Form,
    now: Timestamp,
) -> Result<Answers, Failure> {
    match draft {
        Some(key) => Ok(store.read_draft(&key, &form.id, now).await?),
        None => Ok(Answers::default()),
    }
}

/// Reads all answers of a citizen to a form, for a report. Nothing is written,
/// not even when the session was last used.
///
/// # Errors
/// [`Failure::SIGNED_OUT`] if the form is shown only after signing in; when the
/// store does not answer.
pub async fn answers_to_read(
    request: &CitizenRequest,
    store: &(impl DraftReader + SessionReader),
    site: &SiteContext,
    form: &Form,
) -> Result<Answers, Failure> {
    let now = site.now();
    let found = request.find_session(store).await?;
    let owner = AnswerOwner::of_session(found, request, now, form);
    if let AnswerOwner::Expired(_) = owner {
        return Err(Failure::SIGNED_OUT);
    }
    read_draft(store, owner.draft(request, form), form, now).await
}
