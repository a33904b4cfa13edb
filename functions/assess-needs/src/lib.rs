#![doc = include_str!("../README.md")]

mod declaration;
mod start;
mod submit;
#[cfg(test)]
mod tests;

use app::self_assessments::{self, FinishedSelfAssessment, SelfAssessmentState};
use domain::access::account::AccountReader;
use domain::application::ConfirmationQueue;
use domain::application::self_assessment::SelfAssessmentStore;
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::eligibility::Who;
use domain::forms::staff_case::TeamId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use journey::form::Form;
use web::answers::{AnswerStore, CitizenAnswers};
use web::declaration::{CONFIRM, Turned};
use web::journey::JourneySpec;
use web::who::{Citizen, PageState, WholeAccount};
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of needs self-assessments.
    pub trait AssessNeedsPorts {
        store: AccountReader + AnswerStore + ConfirmationQueue + DeliveryLog + SelfAssessmentStore;
        mailer: Mailer;
    }
}

const START: &str = "/assess-needs";
const DECLARATION: &str = "/assess-needs/declaration";
const SUBMIT: &str = "/assess-needs/submit";

/// Returns the routes of needs self-assessments. The caller adds
/// [`web::finish`], as for every function. Where the council offers nobody a
/// self-assessment, there is one page, which says so.
pub fn router<P: AssessNeedsPorts>(site: SiteContext, ports: P) -> RouteTable {
    let Some(form) = offered(&site) else {
        return RouteTable::new()
            .get(START, start::not_offered)
            .get("/assess-needs/{page}", start::to_start)
            .with_state(site);
    };
    let refused = RefusedPages::new(&site, ports.store());
    let answers = CitizenAnswers::new(site.clone(), ports.store().clone());
    let questions = web::journey::router(spec(form), answers.for_accounts_only());
    RouteTable::new()
        .get(START, start::show)
        .get(DECLARATION, declaration::show)
        .get(SUBMIT, submit::show_again)
        .post_fields(SUBMIT, &["form", "seen", CONFIRM], submit::submit)
        .with_state(AppState { site, ports, form })
        .merge(questions)
        .keeping(refused)
}

/// Returns the form for the audiences that the council offers it to, none if
/// there are none. It is made once, when the function starts.
fn offered(site: &SiteContext) -> Option<&'static Form> {
    let whole = journey::forms::needs_self_assessment();
    let is_offered = |who| self_assessments::team(site.council(), who).is_some();
    if Who::ALL.into_iter().all(is_offered) {
        return Some(whole);
    }
    let form = journey::needs_self_assessment::for_audiences(whole, is_offered)?;
    Some(Box::leak(Box::new(form)))
}

const fn spec(form: &'static Form) -> JourneySpec {
    JourneySpec {
        prefix: START,
        form,
        result_path: DECLARATION,
        result_words: "Continue",
        checks_answers: true,
    }
}

/// Returns the address of the page which says that an application was sent. It
/// is another function's.
fn sent_page(reference: &Reference) -> String {
    format!("/apply/sent/{}", reference.plain())
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
    /// The form, with the choices of the audiences that are offered it.
    form: &'static Form,
}

/// A self-assessment of somebody who is signed in, which can be sent.
struct Opened {
    citizen: Citizen<WholeAccount>,
    finished: FinishedSelfAssessment,
    /// The team that gets it.
    team: TeamId,
}

impl<P: AssessNeedsPorts> AppState<P> {
    /// Opens the self-assessment that is open in the session, once every question
    /// is answered.
    async fn open(&self, citizen: Citizen<WholeAccount>) -> Result<Opened, Turned> {
        let id = citizen.signed_in().open(&self.form.id).cloned();
        let id = id.ok_or_else(|| Turned::To(START.to_owned()))?;
        self.open_saved(citizen, &id).await
    }

    /// Opens a saved self-assessment that can be sent: it is there, was not sent,
    /// every question is answered, and its audience is still offered one.
    async fn open_saved(
        &self,
        citizen: Citizen<WholeAccount>,
        id: &SavedId,
    ) -> Result<Opened, Turned> {
        let (store, council) = (self.ports.store(), self.site.council());
        let (account, now) = (citizen.account(), self.site.now());
        let state = self_assessments::read(store, account, id, council, now).await?;
        let start = || Turned::To(START.to_owned());
        match state {
            SelfAssessmentState::Finished(finished) => {
                let team = self_assessments::team(council, finished.about.who);
                Ok(Opened {
                    citizen,
                    team: team.ok_or_else(start)?,
                    finished: *finished,
                })
            }
            SelfAssessmentState::Unfinished { next } => Err(Turned::To(format!("{START}/{next}"))),
            SelfAssessmentState::Sent(reference) => Err(Turned::To(sent_page(&reference))),
            SelfAssessmentState::NotFound => Err(start()),
        }
    }
}

impl<P: AssessNeedsPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
