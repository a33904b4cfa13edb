//! The application that evidence is sent with: its owner, its answers, and the
//! documents that these need.

use charging::circumstances::Circumstances;
use charging::documents::{self, Authority, DocumentFacts, DocumentPlan};
use domain::access::session::SessionStore as _;
use domain::application::evidence::{Evidence, EvidenceId, EvidenceStore as _};
use domain::council::Council;
use domain::forms::draft::Answers;
use domain::forms::saved_form::{SavedForm, SavedFormStore as _};
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use futures_util::future::{try_join, try_join_all};
use journey::estimate_costs;
use journey::journey::Journey;
use journey::request_help::ATTACHED;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use web::answers::TargetForm;
use web::http::form::PostedForm;
use web::session::citizen::SignedIn;
use web::who::{Citizen, OneForm};
use web::{Failure, SiteContext};

use crate::{AppState, UploadEvidencePorts};

/// An application that is being made.
#[derive(Debug)]
pub(crate) struct Application {
    /// The site, and who is signed in.
    pub(crate) site: SiteContext,
    pub(crate) account: AccountId,
    pub(crate) saved: SavedId,
    pub(crate) plan: DocumentPlan,
    pub(crate) files: Vec<Evidence>,
}

impl Application {
    /// Whether no document is needed, none was sent, and the council sees none in
    /// its own records.
    pub(crate) fn has_nothing_to_show(&self) -> bool {
        let DocumentPlan {
            needed,
            seen_already,
            ..
        } = &self.plan;
        needed.is_empty() && seen_already.is_empty() && self.files.is_empty()
    }

    pub(crate) fn file(&self, id: &EvidenceId) -> Result<&Evidence, Failure> {
        self.files
            .iter()
            .find(|file| file.id == id.as_str())
            .ok_or(Failure::NOT_FOUND)
    }
}

impl<P: UploadEvidencePorts> AppState<P> {
    /// Finds the open application of the visitor.
    ///
    /// [`Failure::SIGNED_OUT`] if nobody is signed in; [`Failure::NOT_FOUND`]
    /// if no application is open, or it was sent already.
    pub(crate) async fn application(
        &self,
        citizen: &Citizen<OneForm>,
    ) -> Result<Application, Failure> {
        let signed_in = of_their_form(citizen)?;
        let open = signed_in.open(request_help()).ok_or(Failure::NOT_FOUND)?;
        let form = self.request(signed_in, open).await?;
        let form = form.ok_or(Failure::NOT_FOUND)?;
        self.made_of(citizen, form).await
    }

    /// Finds the application that a page was drawn for, which is another than
    /// the open one if somebody makes two in two tabs. It is the open one from
    /// then on.
    pub(crate) async fn application_meant(
        &self,
        citizen: &Citizen<OneForm>,
        posted: &PostedForm,
    ) -> Result<Application, Failure> {
        let TargetForm::Saved(id) = TargetForm::of(posted) else {
            return self.application(citizen).await;
        };
        let signed_in = of_their_form(citizen)?;
        let form = self.request(signed_in, &id).await?;
        let form = form.ok_or(Failure::NOT_FOUND)?;
        self.open(signed_in, &form.id).await?;
        self.made_of(citizen, form).await
    }

    /// Finds the application that a file was added to, which is the open one
    /// from then on; `None` if there is no such file.
    pub(crate) async fn application_with(
        &self,
        citizen: &Citizen<OneForm>,
        file: &EvidenceId,
    ) -> Result<Option<Application>, Failure> {
        let signed_in = of_their_form(citizen)?;
        let now = self.site.now();
        let store = self.ports.store();
        let forms = store.saved_forms(signed_in.account(), now).await?;
        let requests = forms.iter();
        let requests =
            requests.filter(|form| is_open_request(form) && may_see(signed_in, &form.id));
        // The open application is looked at first.
        let (open, others): (Vec<_>, Vec<_>) =
            requests.partition(|form| signed_in.open(request_help()) == Some(&form.id));
        for together in [open, others] {
            let files = together.iter();
            let files = files.map(|form| store.evidence(signed_in.account(), &form.id));
            let files = try_join_all(files).await?;
            let mut found = together.into_iter().zip(files);
            let found =
                found.find(|(_, files)| files.iter().any(|known| known.id == file.as_str()));
            if let Some((form, files)) = found {
                self.open(signed_in, &form.id).await?;
                let wanted = estimates_of(signed_in, form);
                let estimates = forms.iter().filter(|form| wanted.contains(&form.id));
                return Ok(Some(self.made(citizen, form, estimates, files)));
            }
        }
        Ok(None)
    }

    /// Finds a request of theirs that is not sent; `None` for somebody else's.
    async fn request(
        &self,
        signed_in: &SignedIn,
        id: &SavedId,
    ) -> Result<Option<SavedForm>, Failure> {
        let form = self.saved_form(signed_in.account(), id).await?;
        Ok(form.filter(|form| is_open_request(form) && may_see(signed_in, &form.id)))
    }

    async fn open(&self, signed_in: &SignedIn, id: &SavedId) -> Result<(), Failure> {
        let form = request_help();
        if signed_in.open(form) != Some(id) {
            self.ports
                .store()
                .open_form(signed_in.key(), form, Some(id))
                .await?;
        }
        Ok(())
    }

    async fn made_of(
        &self,
        citizen: &Citizen<OneForm>,
        form: SavedForm,
    ) -> Result<Application, Failure> {
        let (store, account) = (self.ports.store(), citizen.account());
        let wanted = estimates_of(citizen.signed_in(), &form);
        let estimates = wanted.iter();
        let estimates = estimates.map(|estimate| self.saved_form(account, estimate));
        let files = async { Ok(store.evidence(account, &form.id).await?) };
        let (estimates, files) = try_join(try_join_all(estimates), files).await?;
        Ok(self.made(citizen, &form, estimates.iter().flatten(), files))
    }

    /// Makes the application of a form, of the estimates that go with it and of
    /// the files that were added to it.
    fn made<'a>(
        &self,
        citizen: &Citizen<OneForm>,
        form: &SavedForm,
        estimates: impl Iterator<Item = &'a SavedForm>,
        files: Vec<Evidence>,
    ) -> Application {
        let today = self.site.today();
        let facts = facts(&form.answers, self.site.council());
        let mut plan = documents::plan(today, &facts, None, &self.policy);
        for estimate in estimates {
            let circumstances = (estimate.form == journey::forms::estimate_costs().id)
                .then(|| self.circumstances(&estimate.answers))
                .flatten();
            plan.join(documents::plan(
                today,
                &facts,
                circumstances.as_ref(),
                &self.policy,
            ));
        }
        Application {
            plan,
            files,
            site: citizen.site().clone(),
            account: citizen.account().clone(),
            saved: form.id.clone(),
        }
    }

    async fn saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
    ) -> Result<Option<SavedForm>, Failure> {
        let now = self.site.now();
        Ok(self.ports.store().read_saved_form(account, id, now).await?)
    }

    /// Returns the circumstances of an estimate if it is complete. An estimate
    /// with an answer that is missing or has to be given again is not complete:
    /// it cannot be sent before that is done, and its documents are asked for
    /// then.
    fn circumstances(&self, answers: &Answers) -> Option<Circumstances> {
        let journey = Journey::new(journey::forms::estimate_costs(), answers);
        let rate = self.policy.home_care_hourly_rate;
        let inputs = estimate_costs::inputs(&journey, self.site.today(), rate);
        inputs.ok().flatten().map(|inputs| inputs.circumstances)
    }
}

/// Lists the estimates that are sent with a request. Until these are chosen,
/// that is the one that is open.
fn estimates_of(signed_in: &SignedIn, request: &SavedForm) -> Vec<SavedId> {
    let attached = request.answers.choices(ATTACHED);
    let mut estimates: Vec<SavedId> = attached.iter().filter_map(|id| id.parse().ok()).collect();
    if estimates.is_empty() && signed_in.only().is_none() {
        let open = signed_in.open(&journey::forms::estimate_costs().id);
        estimates.extend(open.cloned());
    }
    estimates
}

/// Returns the id of the form that applications are made from.
fn request_help() -> &'static str {
    &journey::forms::request_help().id
}

/// Whether a form is a request that can still be changed.
fn is_open_request(form: &SavedForm) -> bool {
    form.form == request_help() && form.submitted_in.is_none()
}

/// Refuses somebody who came in by the reference of a form other than the open
/// request.
fn of_their_form(citizen: &Citizen<OneForm>) -> Result<&SignedIn, Failure> {
    let signed_in = citizen.signed_in();
    match signed_in.open(request_help()) {
        Some(open) if !may_see(signed_in, open) => Err(Failure::SIGNED_OUT),
        _ => Ok(signed_in),
    }
}

/// Whether somebody may see this form: they may see all of theirs, or only the
/// one by whose reference they came in.
fn may_see(signed_in: &SignedIn, form: &SavedId) -> bool {
    signed_in.only().is_none_or(|only| only == form)
}

/// Returns what a request for help says about who asks and by what right, and
/// what the council can see by itself.
fn facts(answers: &Answers, council: &Council) -> DocumentFacts {
    let answers = &Journey::new(journey::forms::request_help(), answers).visible_answers();
    let authority = answers.text("authority").and_then(|name| {
        let name: serde::de::value::StrDeserializer<'_, Error> = name.into_deserializer();
        Authority::deserialize(name).ok()
    });
    DocumentFacts {
        authority,
        carer: answers.text("what") == Some("carer"),
        collects_council_tax: council.collects_council_tax,
    }
}
