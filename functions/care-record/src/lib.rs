#![doc = include_str!("../README.md")]

mod attendance_pages;
mod copy;
mod document;
mod list;
mod place;
mod question;
mod record;
mod stop;

use app::holder_access::{self, NotLetIn, OpenAccess};
use app::person_attendance::PersonAttendanceStore;
use domain::access::audit::AuditLog;
use domain::access::session::SessionStore;
use domain::forms::caseload::{CaseOverview, CaseOverviewReader};
use domain::forms::refused_page::RefusedPageStore;
use domain::forms::staff_case::{CaseFormReader, CaseTeamReader};
use domain::records::case_record::{DocumentLinks, DocumentOpener};
use domain::records::holder_access::{HolderAccessKeeper, HolderAccessReader};
use domain::values::person_id::PersonId;
use web::who::{Citizen, PageState, WholeAccount};
use web::{Failure, RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// The store of the pages of a care record.
    pub trait CareRecordStore: AuditLog + CaseFormReader + CaseOverviewReader + CaseTeamReader
        + DocumentOpener + HolderAccessKeeper + HolderAccessReader + PersonAttendanceStore
        + RefusedPageStore + SessionStore;
}

domain::ports! {
    /// Lists the ports of the pages of a care record.
    pub trait CareRecordPorts {
        store: CareRecordStore;
        files: DocumentLinks;
    }
}

/// The address of the list of records.
const LIST: &str = "/care-record";

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// A record that is open for whoever is signed in.
struct OpenRecord {
    open: OpenAccess,
    case: CaseOverview,
}

/// Returns the routes of care records. The caller adds [`web::finish`], as for
/// every function.
pub fn router<P: CareRecordPorts>(site: SiteContext, ports: P) -> RouteTable {
    const STOP: &str = "/care-record/{person}/holders/{access}/stop";
    const SESSION: &str =
        "/care-record/{person}/attendance/{supplier}/{week}/{order}/{line}/{session}";
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get(LIST, list::show)
        .get("/care-record/{person}", record::show)
        .get("/care-record/{person}/documents/{document}", document::open)
        .get("/care-record/{person}/forms/{form}/{version}", copy::show)
        .get("/care-record/{person}/attendance", attendance_pages::list)
        .get(
            "/care-record/{person}/attendance/{supplier}/{week}",
            attendance_pages::week,
        )
        .get(SESSION, question::ask)
        .post_fields(SESSION, question::FIELDS, question::send)
        .get("/care-record/{person}/holders", stop::list)
        .get(STOP, stop::ask)
        .post_fields(STOP, &["record"], stop::stop)
        .with_state(AppState { site, ports })
        .keeping(refused)
}

impl<P: CareRecordPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}

/// The page for somebody who could see a record and cannot any more. Why is not
/// said, and neither is whose record it was.
const STOPPED: Failure = Failure::new(axum::http::StatusCode::FORBIDDEN).saying(
    "You cannot see this care record",
    &[
        "Your access to it is not open at the moment.",
        "If you think that you should see it, call the person or team who invited you.",
    ],
);

impl<P: CareRecordPorts> AppState<P> {
    /// Lets whoever is signed in in to the record of a person. To an account that
    /// was never given it there is no such page.
    async fn let_in(
        &self,
        citizen: &Citizen<WholeAccount>,
        person: &PersonId,
        what: &str,
    ) -> Result<OpenAccess, Failure> {
        let (account, now) = (citizen.account(), self.site.now());
        let asked = holder_access::let_in(self.ports.store(), account, person, what, now);
        asked.await?.map_err(|why| not_let_in(&why))
    }

    /// Opens the record of a person for whoever is signed in.
    async fn record(
        &self,
        citizen: &Citizen<WholeAccount>,
        person: &PersonId,
        what: &str,
    ) -> Result<OpenRecord, Failure> {
        let open = self.let_in(citizen, person, what).await?;
        let case = self.ports.store().case_overview(&open.entry).await?;
        let case = case.ok_or(Failure::NOT_FOUND)?;
        Ok(OpenRecord { open, case })
    }
}

/// Returns the page for somebody who is not let in.
const fn not_let_in(why: &NotLetIn) -> Failure {
    match why {
        NotLetIn::Stopped(_) => STOPPED,
        NotLetIn::Unknown => Failure::NOT_FOUND,
    }
}

/// Returns the address of a record.
fn address(person: &PersonId) -> String {
    format!("{LIST}/{}", person.as_str())
}
