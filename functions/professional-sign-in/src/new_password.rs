//! The first password of an invited person, and every later one.

use axum::extract::State;
use axum::response::Response;
use domain::access::budget::{Budget, BudgetStore as _};
use domain::access::sign_in::{IdentityProvider as _, Purpose};
use domain::access::staff_user::{StaffUser, StaffUserStore as _};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use futures_util::future::try_join3;
use web::Failure;
use web::http::form::PostedForm;
use web::who::new_password::Way;
use web::who::sign_in::{PendingSignIn, RequestSource};

use crate::{AppState, ProfessionalSignInPorts};

const WAY: Way = Way {
    path: "/professionals/new-password",
    sign_in: web::staff_pages::SIGN_IN,
    purpose: Purpose::InvitedPassword,
};

pub(crate) async fn ask<P: ProfessionalSignInPorts>(State(state): State<AppState<P>>) -> Response {
    WAY.ask(&state.site)
}

pub(crate) async fn send<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    source: RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let (site, store) = (&state.site, state.ports.store());
    WAY.send(
        site,
        store,
        state.ports.mailer(),
        (source, &posted),
        |email| state.find_account(email),
    )
    .await
}

pub(crate) async fn choose<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    WAY.choose(&state.site, state.ports.store(), on_the_way)
        .await
}

/// Sets the new password and signs out every device, even if the mail service
/// fails.
pub(crate) async fn set<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let (site, store) = (&state.site, state.ports.store());
    let with = (on_the_way, &posted);
    let identity = state.ports.identity();
    let changed = WAY
        .set(site, store, identity, with, |email| {
            state.find_account(email)
        })
        .await?;
    if let Some(account) = &changed.account {
        // Whoever has used up the codes knows a password that is none any more.
        let codes = Budget::of_staff_sign_in_codes(account.clone());
        try_join3(
            store.end_staff_sessions(account),
            store.refill(&codes),
            store.refill_app_tries(account),
        )
        .await?;
    }
    Ok(changed.tell(site, store, state.ports.mailer()).await)
}

impl<P: ProfessionalSignInPorts> AppState<P> {
    /// Finds the account that may have a new password: not that of somebody
    /// whose access is closed. The table is asked about every address, so that
    /// the time of the answer does not tell who was invited.
    async fn find_account(&self, email: EmailAddress) -> Result<Option<AccountId>, Failure> {
        let id = self.ports.identity().find_account(&email).await?;
        let Some(asked) = id.or_else(|| "nobody".parse().ok()) else {
            return Ok(None);
        };
        let found = self.ports.store().read_staff_user(&asked).await?;
        Ok(found.filter(StaffUser::is_open).map(|found| found.id))
    }
}
