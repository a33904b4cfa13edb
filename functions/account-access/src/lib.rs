#![doc = include_str!("../README.md")]

mod code;
mod detail;
mod list;

use domain::access::account::AccountReader;
use domain::access::audit::AuditLog;
use domain::access::phone_codes::PhoneCodeSender;
use domain::access::session::SessionStore;
use domain::correspondence::email::DeliveryLog;
use domain::forms::refused_page::RefusedPageStore;
use domain::records::holder_access::{
    AccessStanding, HeldRecordReader, HolderAccess, HolderAccessId, HolderInvitationStore,
    HolderProof,
};
use web::who::{Citizen, PageState, WholeAccount};
use web::{Failure, RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of accepting an invitation to a care record.
    pub trait AccountAccessPorts {
        store: AccountReader
            + AuditLog
            + DeliveryLog
            + HeldRecordReader
            + HolderInvitationStore
            + RefusedPageStore
            + SessionStore;
        phones: PhoneCodeSender;
    }
}

/// The address of the list of invitations.
const LIST: &str = "/account-access";

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// An invitation to the address of whoever is signed in.
struct Invitation {
    access: HolderAccess,
    /// How far it is proven by their account.
    proof: Option<HolderProof>,
}

/// Returns the routes of accepting invitations. The caller adds [`web::finish`],
/// as for every function.
pub fn router<P: AccountAccessPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get(LIST, list::show)
        .get("/account-access/{invitation}", detail::ask)
        .post_fields("/account-access/{invitation}", &["detail"], detail::check)
        .get("/account-access/{invitation}/code", code::ask)
        .post_fields("/account-access/{invitation}/code", &["code"], code::check)
        .post_fields(
            "/account-access/{invitation}/send",
            &["sent"],
            code::send_again,
        )
        .with_state(AppState { site, ports })
        .keeping(refused)
}

impl<P: AccountAccessPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}

impl<P: AccountAccessPorts> AppState<P> {
    /// Lists the invitations to the address that the account has now, which can
    /// be accepted.
    async fn invitations(
        &self,
        citizen: &Citizen<WholeAccount>,
    ) -> Result<Vec<Invitation>, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let account = store.read_account(citizen.account()).await?;
        let account = account.ok_or(Failure::SIGNED_OUT)?;
        let found = store.invitations_to(&account.email).await?;
        let open = found.into_iter().filter(|(access, _)| {
            let is_theirs = access.terms.email == account.email;
            is_theirs && access.standing(now) == AccessStanding::Invited
        });
        let invitations = open.map(|(access, proof)| Invitation {
            access,
            proof: proof.filter(|proof| proof.account == account.id),
        });
        Ok(invitations.collect())
    }

    /// Finds one of these invitations. To everybody else there is none.
    async fn invitation(
        &self,
        citizen: &Citizen<WholeAccount>,
        id: &HolderAccessId,
    ) -> Result<Option<Invitation>, Failure> {
        let mut invitations = self.invitations(citizen).await?.into_iter();
        Ok(invitations.find(|invitation| invitation.access.id == *id))
    }
}

/// Returns the address of an invitation.
fn address(id: &HolderAccessId) -> String {
    format!("{LIST}/{}", id.as_str())
}

/// Returns the address at which the code of an invitation is typed.
fn code_address(id: &HolderAccessId) -> String {
    format!("{}/code", address(id))
}
