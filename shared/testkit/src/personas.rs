//! The people whom tests are about: citizens with an account and staff who were
//! invited, each with a browser of their own.

use attendance::provider_access::{GrantKeeper as _, ProviderRole, SupplierGrant};
use attendance::supplier::SupplierId;
use axum::response::Response;
use domain::access::account::{Account, AccountStore as _};
use domain::access::audit::{Actor, AuditLog as _, StaffUserId};
use domain::access::session::{Session, SessionKey};
use domain::access::sign_in::IdentityProvider as _;
use domain::access::staff_user::{
    Role, StaffInvitations as _, StaffSession, StaffUser, StaffUserStore as _,
};
use domain::forms::staff_case::{CaseTeamStore as _, TeamId};
use domain::records::staff_queues::StaffUserAdmin as _;
use domain::values::account_id::AccountId;
use web::session::citizen::SessionCookie;
use web::session::staff::StaffCookie;

use crate::builders::{StaffUserBuilder, email};
use crate::{TestApp, Visitor};

/// The password of everybody.
pub const PASSWORD: &str = "brindle kettle lantern";

/// Holds a citizen with an account and the browser in which they are signed in.
#[derive(Clone, Debug)]
pub struct SignedInCitizen {
    /// The account.
    pub account: Account,
    /// The session that the browser has the cookie of.
    pub session: SessionKey,
    /// The browser.
    pub browser: Visitor,
}

/// # Panics
/// All of these panic if the store or the identity provider does not do what it
/// is asked: a test that cannot begin has failed.
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
impl TestApp {
    /// Makes an account, with an identity that has the [`PASSWORD`].
    pub async fn open_account(&self, first_name: &str, address: &str) -> Account {
        let identity = self.identity(self.table());
        let email = email(address);
        identity.sign_up(&email, PASSWORD).await.unwrap();
        let id = identity.find_account(&email).await.unwrap().unwrap();
        identity.change_email(&id, &email).await.unwrap();
        let account = Account {
            id,
            first_name: first_name.to_owned(),
            last_name: "Example".to_owned(),
            email,
            created_at: self.site().now(),
            used_at: self.site().now(),
        };
        self.table().keep_account(&account).await.unwrap();
        account
    }

    /// Finds the account that signs in with an address.
    pub async fn account_with(&self, address: &str) -> Option<AccountId> {
        let identity = self.identity(self.table());
        identity.find_account(&email(address)).await.unwrap()
    }

    /// Signs a citizen in, with a session as [`TestApp::session`] makes one.
    pub async fn signed_in(
        &self,
        account: Account,
        session: &Session,
        browser: Visitor,
    ) -> SignedInCitizen {
        let cookie = SessionCookie::new(self.site().new_id());
        SignedInCitizen {
            account,
            session: cookie.key().clone(),
            browser: browser.signed_in(&self.table(), &cookie, session).await,
        }
    }

    /// Keeps somebody who was invited, with the entry in the audit that this
    /// needs. They get no password: [`TestApp::invite`] gives one.
    pub async fn keep_staff_user(&self, staff: &StaffUser) {
        let (actor, what) = (Actor::Job("invite".to_owned()), "invited".to_owned());
        let subject = StaffUserId(staff.id.clone());
        let table = self.table();
        let entry = table.audit(subject, actor, what, staff.invited_at);
        let entry = entry.await.unwrap();
        table.keep_staff_user(&entry, staff).await.unwrap();
    }

    /// Invites somebody, who chooses the [`PASSWORD`]. The identity provider
    /// gives them their id.
    pub async fn invite(&self, staff: StaffUserBuilder) -> StaffUser {
        let identity = self.invited(self.table());
        let mut staff = staff.with_invited_at(self.site().now()).build();
        staff.id = identity.invite(&staff.email).await.unwrap();
        let chosen = identity.set_password(&staff.email, PASSWORD).await;
        chosen.unwrap();
        self.keep_staff_user(&staff).await;
        staff
    }

    /// Reads somebody who was invited, by their address.
    pub async fn staff_user(&self, address: &str) -> StaffUser {
        let table = self.table();
        let mut listed = table.staff_users().await.unwrap().into_iter();
        let listed = listed.find(|staff| staff.email.as_str() == address);
        let kept = table.read_staff_user(&listed.unwrap().id).await;
        kept.unwrap().unwrap()
    }

    /// Signs somebody who was invited in, in their browser.
    pub async fn at_work(&self, staff: &StaffUser, mut browser: Visitor) -> Visitor {
        let (site, now) = (self.site(), self.site().now());
        let cookie = StaffCookie::new(site.new_id());
        let session = StaffSession {
            staff_user: staff.id.clone(),
            signed_in_at: now,
            seen_at: now,
        };
        let table = self.table();
        let started = table.start_staff_session(cookie.key(), &session);
        started.await.unwrap();
        browser.take_cookies(cookie.remembered_in(Response::default()).headers());
        browser
    }

    /// Lets somebody act for a supplier, who does not see restricted people.
    pub async fn grant(&self, staff: &StaffUser, supplier: &SupplierId, role: ProviderRole) {
        let grant = SupplierGrant {
            supplier: supplier.clone(),
            to: staff.id.clone(),
            role,
            sees_restricted: false,
            by: AccountId("finance".to_owned()),
            at: self.site().now(),
        };
        self.table().give_grant(&grant).await.unwrap();
    }

    /// Invites a practitioner of this first name, puts them in a team and signs
    /// them in, in their browser.
    pub async fn practitioner(&self, name: &str, team: &str, browser: Visitor) -> Visitor {
        let staff = StaffUserBuilder::new(name, Role::Practitioner).build();
        self.keep_staff_user(&staff).await;
        let team = TeamId(team.to_owned());
        self.table().join_team(&team, &staff.id).await.unwrap();
        self.at_work(&staff, browser).await
    }
}
