#![doc = include_str!("../README.md")]

mod complaint;
mod delete;
mod delete_account;
mod list;
mod my_data;
mod name;
mod recover;
mod resume;
#[cfg(test)]
mod tests;
mod your_data;

use domain::access::account::AccountStore;
use domain::access::audit::AuditReader;
use domain::access::budget::BudgetStore;
use domain::access::session::{SessionList, SessionStore};
use domain::access::sign_in::{IdentityProvider, SignInStore};
use domain::application::ApplicationReader;
use domain::application::evidence::EvidenceStore;
use domain::application::information_request::InformationRequestReader;
use domain::correspondence::complaint::ComplaintStore;
use domain::correspondence::email::{DeliveryLog, EmailHistory, Mailer};
use domain::forms::refused_page::RefusedPageStore;
use domain::forms::saved_form::{SavedForm, SavedFormStore};
use domain::records::holder_access::HeldRecordReader;
use domain::records::retention_schedule::Retention;
use domain::values::saved_id::SavedId;
use web::session::citizen::SignedIn;
use web::who::PageState;
use web::who::sign_in::DELETE_ACCOUNT_PAGE;
use web::{Failure, RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of saved forms and of somebody's data.
    pub trait SavedFormsPorts {
        store: AccountStore + ApplicationReader + AuditReader + BudgetStore + ComplaintStore + DeliveryLog + EmailHistory + EvidenceStore + HeldRecordReader + InformationRequestReader + RefusedPageStore + SavedFormStore + SessionList + SessionStore + SignInStore;
        identity: IdentityProvider;
        mailer: Mailer;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
    retention: Retention,
}

/// Returns the routes of saved forms and of a person's data. The caller adds
/// [`web::finish`], as for every function.
pub fn router<P: SavedFormsPorts>(site: SiteContext, ports: P, retention: Retention) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get(LIST, list::show)
        .get("/saved-forms/start", resume::lead_back)
        .post_fields("/saved-forms/start", &["form"], resume::start)
        .get("/saved-forms/{id}/resume", resume::lead_back)
        .post("/saved-forms/{id}/resume", resume::resume)
        .get("/saved-forms/{id}/name", name::ask)
        .post_fields("/saved-forms/{id}/name", &["name"], name::set)
        .get("/saved-forms/{id}/delete", delete::ask)
        .post("/saved-forms/{id}/delete", delete::delete)
        .get(recover::RECOVER, recover::ask)
        .post_fields(
            recover::RECOVER,
            &["reference", "email", "id"],
            recover::start,
        )
        .get(your_data::YOUR_DATA, your_data::show)
        .get(your_data::DOWNLOAD, your_data::download)
        .get(DELETE_ACCOUNT_PAGE, delete_account::ask)
        .post_fields(
            DELETE_ACCOUNT_PAGE,
            &["password", "id"],
            delete_account::delete,
        )
        .get(delete_account::DONE, delete_account::done)
        .get(complaint::COMPLAINT, complaint::ask)
        .post_fields(complaint::COMPLAINT, complaint::FIELDS, complaint::send)
        .get(
            "/saved-forms/your-data/complaint/received/{reference}",
            complaint::received,
        )
        .with_state(AppState {
            site,
            ports,
            retention,
        })
        .keeping(refused)
}

const LIST: &str = "/saved-forms";

impl<P: SavedFormsPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}

impl<P: SavedFormsPorts> AppState<P> {
    /// Finds a form of theirs that they may see.
    ///
    /// [`Failure::NOT_FOUND`] both for a form that does not exist and for a
    /// form of somebody else.
    async fn form(&self, signed_in: &SignedIn, id: &SavedId) -> Result<SavedForm, Failure> {
        if signed_in.only().is_some_and(|only| only != id) {
            return Err(Failure::NOT_FOUND);
        }
        let store = self.ports.store();
        let found = store.read_saved_form(signed_in.account(), id, self.site.now());
        found.await?.ok_or(Failure::NOT_FOUND)
    }

    /// Finds a form of theirs that is not sent yet, because a form that was
    /// sent cannot be changed.
    async fn draft(&self, signed_in: &SignedIn, id: &SavedId) -> Result<SavedForm, Failure> {
        let form = self.form(signed_in, id).await?;
        match form.submitted_in {
            None => Ok(form),
            Some(_) => Err(Failure::NOT_FOUND),
        }
    }
}
