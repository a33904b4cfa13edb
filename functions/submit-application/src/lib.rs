#![doc = include_str!("../README.md")]

mod area;
mod attach;
mod declaration;
mod sent;
mod start;
mod submit;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use app::requests::{self, FinishedRequest, RequestState};
use charging::policy::Policy;
use domain::access::account::AccountReader;
use domain::access::session::SessionStore as _;
use domain::application::evidence::EvidenceStore;
use domain::application::{ApplicationStore, ConfirmationQueue};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::directory::Directory;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use journey::report::Sources;
use journey::request_help::ATTACHED;
use web::answers::{AnswerStore, CitizenAnswers, TARGET_FORM, TargetForm};
use web::declaration::{CONFIRM, Turned};
use web::http::form::PostedForm;
use web::journey::JourneySpec;
use web::who::{Citizen, PageState, WholeAccount};
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of asking for help.
    pub trait SubmitApplicationPorts {
        store: AccountReader
            + AnswerStore
            + ApplicationStore
            + ConfirmationQueue
            + EvidenceStore
            + DeliveryLog;
        mailer: Mailer;
    }
}

const START: &str = "/apply";
const ATTACH: &str = "/apply/attach";
/// The address at which documents are added, which is another function's.
const EVIDENCE: &str = "/apply/evidence";
const DECLARATION: &str = "/apply/declaration";
const SUBMIT: &str = "/apply/submit";

/// Returns the routes of asking for help. The caller adds [`web::finish`], as
/// for every function.
pub fn router<P: SubmitApplicationPorts>(
    site: SiteContext,
    ports: P,
    directory: Directory,
    policy: Policy,
) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    let answers = CitizenAnswers::new(site.clone(), ports.store().clone());
    let questions = web::journey::router(spec(), answers.for_accounts_only());
    RouteTable::new()
        .get(START, start::show)
        .get(ATTACH, attach::ask)
        .post_fields(ATTACH, &[TARGET_FORM, ATTACHED], attach::keep)
        .get(DECLARATION, declaration::show)
        .get(SUBMIT, submit::show_again)
        .post_fields(SUBMIT, &["form", "seen", CONFIRM], submit::submit)
        .get("/apply/sent/{reference}", sent::show)
        .get("/apply/sent/{reference}/you-were-told.json", sent::record)
        .with_state(AppState {
            site,
            ports,
            directory,
            policy: Arc::new(policy),
        })
        .merge(questions)
        .keeping(refused)
}

fn spec() -> JourneySpec {
    JourneySpec {
        prefix: START,
        form: journey::forms::request_help(),
        result_path: ATTACH,
        result_words: "Continue",
        checks_answers: true,
    }
}

/// Returns the address of the page which says that an application was sent.
fn sent_page(reference: &Reference) -> String {
    format!("{START}/sent/{}", reference.plain())
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
    directory: Directory,
    policy: Arc<Policy>,
}

/// The request that is open in the session of somebody who is signed in.
struct Opened {
    citizen: Citizen<WholeAccount>,
    request: FinishedRequest,
}

impl<P: SubmitApplicationPorts> AppState<P> {
    /// Opens the citizen's open request, once every question is answered.
    async fn open(&self, citizen: Citizen<WholeAccount>) -> Result<Opened, Turned> {
        let id = citizen.signed_in().open(&spec().form.id).cloned();
        let id = id.ok_or_else(|| Turned::To(START.to_owned()))?;
        self.open_saved(citizen, &id).await
    }

    /// Opens the request that a page was drawn for, once every question is
    /// answered. That request is the open one from then on.
    async fn open_meant(
        &self,
        citizen: Citizen<WholeAccount>,
        posted: &PostedForm,
    ) -> Result<Opened, Turned> {
        let TargetForm::Saved(id) = TargetForm::of(posted) else {
            return self.open(citizen).await;
        };
        let opened = self.open_saved(citizen, &id).await?;
        let (signed_in, form) = (opened.citizen.signed_in(), &spec().form.id);
        if signed_in.open(form) != Some(&id) {
            let store = self.ports.store();
            store.open_form(signed_in.key(), form, Some(&id)).await?;
        }
        Ok(opened)
    }

    /// Opens a saved request that can be sent: it is there, was not sent, and
    /// every question is answered.
    async fn open_saved(
        &self,
        citizen: Citizen<WholeAccount>,
        id: &SavedId,
    ) -> Result<Opened, Turned> {
        let (store, now) = (self.ports.store(), self.site.now());
        match requests::read(store, citizen.account(), id, now).await? {
            RequestState::Finished(request) => Ok(Opened {
                citizen,
                request: *request,
            }),
            RequestState::Unfinished { next } => Err(Turned::To(format!("{START}/{next}"))),
            RequestState::Sent(reference) => Err(Turned::To(sent_page(&reference))),
            RequestState::NotFound => Err(Turned::To(START.to_owned())),
        }
    }

    /// Returns what reports are made from.
    fn sources(&self) -> Sources<'_> {
        Sources {
            council: self.site.council(),
            directory: self.directory,
            policy: &self.policy,
            today: self.site.today(),
        }
    }
}

impl<P: SubmitApplicationPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
