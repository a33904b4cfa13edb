//! Changes the e-mail address of an account: once the code to the present
//! address was right, sends one to the new address; once that was right, changes
//! it.

use app::accounts;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::{Account, AccountReader as _};
use domain::access::session::SessionKey;
use domain::access::sign_in::{
    BegunBySignIn, EmailChanged, IdentityProvider as _, Purpose, SignIn, SignInStore as _,
};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use futures_util::future::try_join;
use web::who::CitizenRequest;
use web::who::sign_in::{
    CODE_PAGE, NEW_EMAIL_PAGE, RequestSource, SignInCookie, forgotten_in, new_sign_in, start,
    to_sign_in,
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
        let holder = async { Ok(self.ports.identity().find_account(to).await?) };
        let (known, holder) = try_join(visitor.known(store, site), holder).await?;
        let theirs = known.is_some_and(|known| {
            known.only().is_none() && known.account() == account && known.key() == session
        });
        if !theirs {
            store.end_sign_in(cookie.key()).await?;
            return Ok(forgotten_in(see_other(&to_sign_in(NEW_EMAIL_PAGE))));
        }
        let account = account.clone();
        let purpose = match holder {
            Some(other) if other != account => Purpose::TakenEmail {
                account: Some(account),
            },
            _ => Purpose::NewEmail { account },
        };
        let sign_in = new_sign_in(site, to.clone(), purpose, "/account");
        let (mailer, source) = (self.ports.mailer(), RequestSource::default());
        let end = SignInCookie::end(site, BegunBySignIn::SignIn, CODE_PAGE);
        let new = cookie.next(&end);
        let sent = start(site, store, mailer, &new, &sign_in, source).await?;
        store.finish_sign_in(cookie.key(), &end, site.now()).await?;
        Ok(sent)
    }

    /// Finds the account whose address a sign-in changes, if that is what it is
    /// for and the person is still signed in to the whole of that account.
    pub(crate) async fn owner_of_change(
        &self,
        sign_in: &SignIn,
        visitor: &CitizenRequest,
    ) -> Result<Option<Account>, Failure> {
        let Purpose::NewEmail { account: id } = &sign_in.purpose else {
            return Ok(None);
        };
        let account = async { Ok(self.ports.store().read_account(id).await?) };
        let known = visitor.known(self.ports.store(), &self.site);
        let (known, account) = try_join(known, account).await?;
        let theirs = known.filter(|known| known.only().is_none() && known.account() == id);
        Ok(theirs.and(account))
    }

    /// Gives an account the address whose code was right, if its owner is there.
    pub(crate) async fn change_email(
        &self,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        account: Option<Account>,
        visitor: &CitizenRequest,
    ) -> Result<Response, Failure> {
        let (next, answer) = match account {
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
                    EmailChanged::Yes => (sign_in.next.clone(), None),
                    EmailChanged::Taken => (NEW_EMAIL_PAGE.to_owned(), Some(self.taken())),
                }
            }
            None => (to_sign_in(&sign_in.next), None),
        };
        let end = SignInCookie::end(&self.site, BegunBySignIn::Nothing, &next);
        let (store, now) = (self.ports.store(), self.site.now());
        store.finish_sign_in(cookie.key(), &end, now).await?;
        Ok(answer.map_or_else(|| cookie.answer_to(&end), forgotten_in))
    }

    fn taken(&self) -> Response {
        let frame = self
            .site
            .page("There is already an account with that email address")
            .back("/account");
        page(StatusCode::CONFLICT, &Taken { frame })
    }
}
