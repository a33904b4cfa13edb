#![doc = include_str!("../README.md")]

mod account;
mod addresses;
mod budget_needs;
mod case;
mod holder_words;
mod inbox;
mod indicative;
mod invite_holder;
mod open_case;
mod plan_costs;
mod self_assessment;
mod start;
#[cfg(test)]
mod tests;
mod work;

use app::caseload;
use app::holder_access::{self, TeamCase};
use domain::access::audit::{AuditLog, AuditReader};
use domain::access::staff_user::StaffSessionReader;
use domain::application::self_assessment::SelfAssessmentReader;
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::correspondence::team_inbox::{InboxDesk, TeamInbox};
use domain::forms::caseload::{CaseOverview, CaseloadStore};
use domain::forms::refused_page::RefusedPageStore;
use domain::forms::staff_case::CaseFormStore;
use domain::records::case_record::CaseRecordReader;
use domain::records::holder_access::HolderInviter;
use domain::values::person_id::PersonId;
use journey::form::Form;
use web::answers::StaffCaseAnswers;
use web::journey::JourneySpec;
use web::who::{PageState, Practitioner, Staff};
use web::{Failure, RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// The store of the pages of practitioners.
    pub trait PracticeStore: AuditLog + CaseFormStore + CaseloadStore + InboxDesk + RefusedPageStore + SelfAssessmentReader + StaffSessionReader;
}

domain::ports! {
    /// Lists the ports of who may see a care record online.
    pub trait AccountHolderPorts {
        store: AuditReader + CaseRecordReader + DeliveryLog + HolderInviter + PracticeStore;
        mailer: Mailer;
    }
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

/// The state that the handlers of accounts share.
#[derive(Clone, Debug)]
struct AccountState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes of practitioners. The caller adds [`web::finish`], as for
/// every function.
pub fn router<P: AccountHolderPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    let cases = routes_of_cases(site.clone(), ports.store().clone());
    cases
        .merge(routes_of_accounts(site, ports))
        .keeping(refused)
}

/// Returns the routes of who may see a care record online.
fn routes_of_accounts<P: AccountHolderPorts>(site: SiteContext, ports: P) -> RouteTable {
    const INVITE: &str = "/practice/people/{person}/account/invite";
    const HOLDER: &str = "/practice/people/{person}/account/{access}";
    const PREVIEW: &str = "/practice/people/{person}/account/{access}/preview";
    RouteTable::new()
        .get("/practice/people/{person}/account", account::show)
        .get(INVITE, invite_holder::ask)
        .post_fields(INVITE, invite_holder::FIELDS, invite_holder::invite)
        .get(HOLDER, account::show_holder)
        .post_fields(HOLDER, &["record", "seen", "do"], account::change)
        .get(PREVIEW, account::preview)
        .with_state(AccountState { site, ports })
}

/// Returns the routes of cases and of their forms.
fn routes_of_cases<S: PracticeStore>(site: SiteContext, store: S) -> RouteTable {
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
        )
        .get("/practice/people/{person}/budget", indicative::show)
        .get(
            "/practice/people/{person}/budget/{version}",
            indicative::show_version,
        );
    for inbox in TeamInbox::ALL {
        own = own.merge(inbox_routes(inbox));
    }
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

/// Lists the routes of the inbox of a team.
fn inbox_routes<S: PracticeStore>(inbox: TeamInbox) -> RouteTable<AppState<S>> {
    let home = addresses::inbox(inbox);
    RouteTable::new()
        .get(home, move |state, staff, query| {
            inbox::list(inbox, state, staff, query)
        })
        .get(format!("{home}/{{reference}}"), move |state, staff, id| {
            inbox::show(inbox, state, staff, id)
        })
        .post(
            format!("{home}/{{reference}}/done"),
            move |state, staff, id| inbox::finish(inbox, state, staff, id),
        )
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

impl<P: AccountHolderPorts> AccountState<P> {
    /// Opens a case of one of somebody's teams. Of a case of another team there is
    /// no such page.
    async fn case<'a>(
        &self,
        staff: &'a Staff<Practitioner>,
        person: &PersonId,
        what: &str,
    ) -> Result<TeamCase<'a>, Failure> {
        let (worker, now) = (staff.staff_user(), self.site.now());
        let found = holder_access::team_case(self.ports.store(), worker, person, what, now);
        found.await?.ok_or(Failure::NOT_FOUND)
    }
}

impl<P: AccountHolderPorts> PageState for AccountState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
