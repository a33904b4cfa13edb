//! The re-authentication of a citizen who is signed in: their password and a
//! code to the address that they sign in with now, before something for which a
//! session alone is not enough (ASVS 5.0, 7.5.1).

use axum::response::Response;
use domain::access::budget::BudgetStore;
use domain::access::sign_in::{
    IdentityProvider, Purpose, SensitiveAction, SensitiveActionKind, SignIn, SignInStore,
};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::values::email_address::EmailAddress;

use crate::http::failure::Failure;
use crate::page::mistake::FieldMistake;
use crate::page::site_context::SiteContext;
use crate::session::citizen::SignedIn;
use crate::who::present_password::{prove_password, typed_password};
use crate::who::sign_in::{self, PendingSignIn, RequestSource, SignInCookie, new_sign_in};

/// A re-authentication that is about to begin.
#[derive(Clone, Debug)]
pub struct NewReauthentication<'a> {
    /// The session of the person.
    pub signed_in: &'a SignedIn,
    /// What they want to do.
    pub action: SensitiveAction,
    /// The address at which they go on with that, once the code is right.
    pub next: &'a str,
    /// The id of the page that asks, by which a second press of its button is
    /// known.
    pub form: &'a str,
}

impl NewReauthentication<'_> {
    /// Proves the password and sends a code; the response leads to the page that
    /// asks for the code. Otherwise returns the mistake that the page shows.
    ///
    /// # Errors
    /// When the store, the identity provider or the mail service does not
    /// answer; [`Failure::SIGNED_OUT`] if the account is gone.
    pub async fn begin(
        self,
        site: &SiteContext,
        store: &(impl SignInStore + BudgetStore + DeliveryLog),
        identity: &impl IdentityProvider,
        mailer: &impl Mailer,
        password: &str,
    ) -> Result<Result<Response, FieldMistake>, Failure> {
        if let Err(mistake) = typed_password(password) {
            return Ok(Err(mistake));
        }
        let email = identity.email_of(self.signed_in.account()).await?;
        let email = email.ok_or(Failure::SIGNED_OUT)?;
        self.begin_at(email, site, store, identity, mailer, password)
            .await
    }

    /// Begins a re-authentication as [`Self::begin`] does, with the address that
    /// the account signs in with.
    ///
    /// # Errors
    /// When the store, the identity provider or the mail service does not
    /// answer.
    pub async fn begin_at(
        self,
        email: EmailAddress,
        site: &SiteContext,
        store: &(impl SignInStore + BudgetStore + DeliveryLog),
        identity: &impl IdentityProvider,
        mailer: &impl Mailer,
        password: &str,
    ) -> Result<Result<Response, FieldMistake>, Failure> {
        let password = match typed_password(password) {
            Ok(password) => password,
            Err(mistake) => return Ok(Err(mistake)),
        };
        let account = self.signed_in.account().clone();
        if let Some(mistake) = prove_password(identity, &email, password).await? {
            return Ok(Err(mistake));
        }
        let wanted = match &self.action {
            SensitiveAction::ChangeEmail { to } => to.as_str().to_owned(),
            action => action.kind().name().to_owned(),
        };
        let purpose = Purpose::Reauthentication {
            account,
            session: self.signed_in.key().clone(),
            action: self.action,
        };
        let cookie = SignInCookie::asked_for_once(site, self.form, &[password, &wanted]);
        let sign_in = new_sign_in(site, email, purpose, self.next);
        let source = RequestSource::default();
        let sent = sign_in::start(site, store, mailer, &cookie, &sign_in, source);
        Ok(Ok(sent.await?))
    }
}

/// Finds the re-authentication with which somebody may do something now: they
/// gave the code for it, in this session.
///
/// # Errors
/// When the store does not answer.
pub async fn find_proof(
    on_the_way: PendingSignIn,
    store: &impl SignInStore,
    site: &SiteContext,
    signed_in: &SignedIn,
    action: SensitiveActionKind,
) -> Result<Option<(SignInCookie, SignIn)>, Failure> {
    let found = on_the_way.find(store, site).await?;
    Ok(found.filter(|(_, sign_in)| sign_in.proven && is_of(&sign_in.purpose, signed_in, action)))
}

/// Whether a code of this purpose is for this action in this session.
fn is_of(purpose: &Purpose, signed_in: &SignedIn, wanted: SensitiveActionKind) -> bool {
    matches!(
        purpose,
        Purpose::Reauthentication { account, session, action }
            if account == signed_in.account()
                && session == signed_in.key()
                && action.kind() == wanted
    )
}
