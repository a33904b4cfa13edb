//! A citizen's new password.

use axum::extract::State;
use axum::response::Response;
use domain::access::budget::{Budget, BudgetStore as _};
use domain::access::session::SessionStore as _;
use domain::access::sign_in::{IdentityProvider as _, Purpose};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use web::Failure;
use web::http::form::PostedForm;
use web::who::new_password::Way;
use web::who::sign_in::{PendingSignIn, RequestSource};

use crate::{AppState, SignInPorts};

const WAY: Way = Way {
    path: "/sign-in/new-password",
    sign_in: "/sign-in",
    purpose: Purpose::NewPassword,
};

pub(crate) async fn ask<P: SignInPorts>(State(state): State<AppState<P>>) -> Response {
    WAY.ask(&state.site)
}

pub(crate) async fn send<P: SignInPorts>(
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

pub(crate) async fn choose<P: SignInPorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    WAY.choose(&state.site, state.ports.store(), on_the_way)
        .await
}

/// Sets the new password and signs out every device, even if the mail service
/// fails.
pub(crate) async fn set<P: SignInPorts>(
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
        store.end_sessions(account).await?;
    }
    if let Some(email) = changed.email() {
        // Whoever has used up the codes knows a password that is none any more.
        store.refill(&Budget::of_sign_in_codes(email)).await?;
    }
    Ok(changed.tell(site, store, state.ports.mailer()).await)
}

impl<P: SignInPorts> AppState<P> {
    /// Finds the account that may have a new password.
    async fn find_account(&self, email: EmailAddress) -> Result<Option<AccountId>, Failure> {
        Ok(self.ports.identity().find_account(&email).await?)
    }
}
