#![doc = include_str!("../README.md")]

mod addresses;
mod case;
mod open_case;
mod start;
#[cfg(test)]
mod tests;
mod work;

use app::caseload;
use domain::access::audit::AuditLog;
use domain::access::staff_user::StaffSessionReader;
use domain::forms::caseload::{CaseOverview, CaseloadStore};
use domain::forms::staff_case::CaseFormStore;
use domain::values::person_id::PersonId;
use journey::form::{Audience, Form};
use web::answers::StaffCaseAnswers;
use web::journey::JourneySpec;
use web::who::{PageState, Practitioner, Staff};
use web::{Failure, RouteTable, SiteContext};

domain::ports! {
    /// The store of the pages of practitioners.
    pub trait PracticeStore: AuditLog + CaseFormStore + CaseloadStore + StaffSessionReader;
}

/// A form, and the pattern of the address that follows its check of answers.
type SignedForm = (fn() -> &'static Form, &'static str);

const FORMS: [SignedForm; 4] = [
    (
        journey::forms::contact_record,
        "/practice/people/{person}/contact/sign-off",
    ),
    (
        journey::forms::needs_assessment,
        "/practice/people/{person}/assessment/sign-off",
    ),
    (
        journey::forms::support_plan,
        "/practice/people/{person}/plan/sign-off",
    ),
    (
        journey::forms::strengths_review,
        "/practice/people/{person}/review/sign-off",
    ),
];

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<S> {
    site: SiteContext,
    store: S,
}

/// Returns the routes of practitioners. The caller adds [`web::finish`], as for
/// every function.
pub fn router<S: PracticeStore>(site: SiteContext, store: S) -> RouteTable {
    let answers = StaffCaseAnswers::new(site.clone(), store.clone());
    let state = AppState { site, store };
    let mut routes = RouteTable::new()
        .get(addresses::WORK, work::of_first_team)
        .get("/practice/teams/{team}", work::of_team)
        .get(addresses::NEW, open_case::ask)
        .post_fields(addresses::NEW, open_case::FIELDS, open_case::open)
        .get("/practice/people/{person}", case::show)
        .post_fields("/practice/people/{person}/next", case::FIELDS, case::change)
        .get("/practice/people/{person}/contact", start::contact)
        .get("/practice/people/{person}/assessment", start::assessment)
        .get("/practice/people/{person}/plan", start::plan)
        .get("/practice/people/{person}/review", start::review)
        .with_state(state);
    for spec in specs() {
        let pages = web::journey::router_with_sign_off(spec, answers.clone());
        routes = routes.merge(pages);
    }
    routes
}

/// Returns the pages of each form.
fn specs() -> impl Iterator<Item = JourneySpec> {
    let shipped = FORMS.into_iter().zip(listed());
    shipped.map(|((form, result_path), (_, prefix))| JourneySpec {
        prefix,
        form: form(),
        result_path,
        result_words: "Continue to sign off",
        checks_answers: true,
    })
}

/// Lists the forms of practitioners, each with the pattern of its address.
fn listed() -> impl Iterator<Item = journey::forms::ListedForm> {
    journey::forms::SHIPPED.for_audience(Audience::Practitioners)
}

impl<S: PracticeStore> AppState<S> {
    /// Reads a case of one of somebody's teams. Of a case of another team there
    /// is no such page.
    async fn overview(
        &self,
        staff: &Staff<Practitioner>,
        person: &PersonId,
    ) -> Result<CaseOverview, Failure> {
        let (worker, now) = (staff.staff_user(), self.site.now());
        let found = caseload::overview(&self.store, worker, person, now).await?;
        found.ok_or(Failure::NOT_FOUND)
    }
}

impl<S: PracticeStore> PageState for AppState<S> {
    type Store = S;

    fn store(&self) -> &S {
        &self.store
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
