//! Another e-mail address for an account. The identity provider has it first
//! and the profile last, so that whatever stops the change, the same page sent
//! again, or else the next sign-in with the new address, brings it to its end.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::{Account, AccountId, EmailAddress};
use domain::notice::{Notice, SendNotices};
use domain::sign_in::{EmailChanged, ProveIdentity, SignIn};
use web::sign_in::SignInCookie;
use web::visitor::{Visitor, to_sign_in};
use web::{Failure, PageFrame, page, see_other};

use crate::{Desk, Keep};

/// Somebody made an account with the address while its code was on its way.
#[derive(Template)]
#[template(path = "taken.html")]
struct Taken {
    frame: PageFrame,
}

impl<S: Keep, I: ProveIdentity, N: SendNotices> Desk<S, I, N> {
    /// Gives an account the address whose code was right, if whoever gave the
    /// code is still signed in to all of that account.
    pub(crate) async fn change_email(
        &self,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        id: &AccountId,
        visitor: &Visitor,
    ) -> Result<Response, Failure> {
        let known = visitor.known(&self.store, &self.portal).await?;
        let theirs = known.filter(|known| known.only().is_none() && known.account() == id);
        let account = match theirs {
            Some(_) => self.store.read_account(id).await?,
            None => None,
        };
        let answer = match account {
            Some(account) => match self.identity.change_email(id, &sign_in.email).await? {
                EmailChanged::Yes => {
                    self.with_email(account, &sign_in.email, visitor).await?;
                    see_other(&sign_in.next)
                }
                EmailChanged::Taken => self.taken(),
            },
            None => see_other(&to_sign_in(&sign_in.next)),
        };
        self.store.end_sign_in(cookie.key()).await?;
        Ok(web::sign_in::forgotten_in(answer))
    }

    /// The account with the address that the identity provider has for it, and
    /// what is still to be done if it is another than before. The profile goes
    /// last: as long as it has the address before, that is told of the change
    /// again rather than never.
    pub(crate) async fn with_email(
        &self,
        account: Account,
        email: &EmailAddress,
        visitor: &Visitor,
    ) -> Result<Account, Failure> {
        if account.email == *email {
            return Ok(account);
        }
        let (store, mail, changed) = (&self.store, &self.notices, Notice::EmailChanged);
        for to in [&account.email, email] {
            app::email::send(store, mail, to, &changed, self.portal.now()).await?;
        }
        match visitor.session() {
            Some(kept) => store.end_other_sessions(&account.id, kept).await?,
            None => store.end_sessions(&account.id).await?,
        }
        store.change_email(&account.id, email).await?;
        Ok(Account {
            email: email.clone(),
            ..account
        })
    }

    fn taken(&self) -> Response {
        let frame = self
            .portal
            .page("There is already an account with that email address")
            .back("/account");
        page(StatusCode::CONFLICT, &Taken { frame })
    }
}
