#![doc = include_str!("../README.md")]

mod addresses;
mod case;
mod open_case;
mod self_assessment;
mod start;
#[cfg(test)]
mod tests;
mod work;

use app::caseload;
use domain::access::audit::AuditLog;
use domain::access::staff_user::StaffSessionReader;
use domain::application::self_assessment::SelfAssessmentReader;
use domain::forms::caseload::{CaseOverview, CaseloadStore};
use domain::forms::staff_case::CaseFormStore;
use domain::values::person_id::PersonId;
use journey::form::Form;
use web::answers::StaffCaseAnswers;
use web::journey::JourneySpec;
use web::who::{PageState, Practitioner, Staff};
use web::{Failure, RouteTable, SiteContext};

domain::ports! {
    /// The store of the pages of practitioners.
    pub trait PracticeStore:
        AuditLog + CaseFormStore + CaseloadStore + SelfAssessmentReader + StaffSessionReader;
}

/// A form of practitioners, with the patterns of its addresses.
#[derive(Clone, Copy)]
struct PracticeForm {
    form: fn() -> &'static Form,
    /// The pattern of the start page, below which its pages are.
    prefix: &'static str,
    /// The pattern of the page that follows the check of its answers.
    sign_off: &'static str,
}

/// The forms of practitioners, in the order in which a case goes through them.
const FORMS: [PracticeForm; 4] = [
    PracticeForm {
        form: journey::forms::contact_record,
        prefix: "/practice/people/{person}/contact",
        sign_off: "/practice/people/{person}/contact/sign-off",
    },
    PracticeForm {
        form: journey::forms::needs_assessment,
        prefix: "/practice/people/{person}/assessment",
        sign_off: "/practice/people/{person}/assessment/sign-off",
    },
    PracticeForm {
        form: journey::forms::support_plan,
        prefix: "/practice/people/{person}/plan",
        sign_off: "/practice/people/{person}/plan/sign-off",
    },
    PracticeForm {
        form: journey::forms::strengths_review,
        prefix: "/practice/people/{person}/review",
        sign_off: "/practice/people/{person}/review/sign-off",
    },
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
    let mut own = RouteTable::new()
        .get(addresses::WORK, work::of_first_team)
        .get("/practice/teams/{team}", work::of_team)
        .get(addresses::NEW, open_case::ask)
        .post_fields(addresses::NEW, open_case::FIELDS, open_case::open)
        .get("/practice/people/{person}", case::show)
        .post_fields("/practice/people/{person}/next", case::FIELDS, case::change)
        .get(
            "/practice/people/{person}/self-assessments/{reference}",
            self_assessment::show,
        );
    for form in FORMS {
        own = own.get(form.prefix, move |state, person, request| {
            start::show(form, state, person, request)
        });
    }
    FORMS
        .into_iter()
        .fold(own.with_state(state), |routes, form| {
            let pages = web::journey::router_with_sign_off(form.spec(), answers.clone());
            routes.merge(pages)
        })
}

impl PracticeForm {
    /// Returns the pages of the form.
    fn spec(self) -> JourneySpec {
        JourneySpec {
            prefix: self.prefix,
            form: (self.form)(),
            result_path: self.sign_off,
            result_words: "Continue to sign off",
            checks_answers: true,
        }
    }
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
