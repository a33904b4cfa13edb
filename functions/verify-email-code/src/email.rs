//! Changes the e-mail address of an account: once the code to the present
//! address was right, sends one to the new address; once that was right, changes
//! it.

use app::accounts;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::AccountReader as _;
use domain::access::session::SessionKey;
use domain::access::sign_in::{
    EmailChanged, IdentityProvider as _, Purpose, SignIn, SignInStore as _,
};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use web::who::CitizenRequest;
use web::who::sign_in::{
    NEW_EMAIL_PAGE, RequestSource, SignInCookie, forgotten_in, new_sign_in, to_sign_in,
};
use web::{Failure, PageFrame, page, see_other};

use crate::{AppState, EmailCodePorts};

/// The page which says that somebody made an account with the address in the
/// meantime.
#[derive(Template)]
#[template(path = "taken.html")]
struct Taken {
    frame: PageFrame,
}

impl<P: EmailCodePorts> AppState<P> {
    /// Sends a code to the address that somebody wants, who has given the code
    /// to the present one; or, if it has an account, an e-mail which says so.
    /// The response is the same either way, so it does not tell which.
    pub(crate) async fn ask_new_address(
        &self,
        cookie: &SignInCookie,
        (account, session, to): (&AccountId, &SessionKey, &EmailAddress),
        visitor: &CitizenRequest,
    ) -> Result<Response, Failure> {
        let (site, store) = (&self.site, self.ports.store());
        let known = visitor.known(store, site).await?;
        let theirs = known.is_some_and(|known| {
            known.only().is_none() && known.account() == account && known.key() == session
        });
        if !theirs {
            store.end_sign_in(cookie.key()).await?;
            return Ok(forgotten_in(see_other(&to_sign_in(NEW_EMAIL_PAGE))));
        }
        let account = account.clone();
        let purpose = match self.ports.identity().find_account(to).await? {
            Some(other) if other != account => Purpose::TakenEmail {
                account: Some(account),
            },
            _ => Purpose::NewEmail { account },
        };
        let sign_in = new_sign_in(site, to.clone(), purpose, "/account");
        let (mailer, source) = (self.ports.mailer(), RequestSource::default());
        let sent = web::who::sign_in::start(site, store, mailer, &sign_in, source).await?;
        store.end_sign_in(cookie.key()).await?;
        Ok(sent)
    }

    /// Gives an account the address whose code was right, if the person is
    /// still signed in to the whole of that account.
    pub(crate) async fn change_email(
        &self,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        id: &AccountId,
        visitor: &CitizenRequest,
    ) -> Result<Response, Failure> {
        let known = visitor.known(self.ports.store(), &self.site).await?;
        let theirs = known.filter(|known| known.only().is_none() && known.account() == id);
        let account = match theirs {
            Some(_) => self.ports.store().read_account(id).await?,
            None => None,
        };
        let answer = match account {
            Some(account) => {
                let (store, identity, mail) = (
                    self.ports.store(),
                    self.ports.identity(),
                    self.ports.mailer(),
                );
                let (email, kept, now) = (&sign_in.email, visitor.session(), self.site.now());
                match accounts::change_email(store, identity, mail, account, email, kept, now)
                    .await?
                {
                    EmailChanged::Yes => see_other(&sign_in.next),
                    EmailChanged::Taken => self.taken(),
                }
            }
            None => see_other(&to_sign_in(&sign_in.next)),
        };
        self.ports.store().end_sign_in(cookie.key()).await?;
        Ok(forgotten_in(answer))
    }

    fn taken(&self) -> Response {
        let frame = self
            .site
            .page("There is already an account with that email address")
            .back("/account");
        page(StatusCode::CONFLICT, &Taken { frame })
    }
}
