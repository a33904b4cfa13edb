//! Changes the e-mail address of an account, once the code to the new address
//! was right.

use app::accounts;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::AccountReader as _;
use domain::access::sign_in::{EmailChanged, SignIn, SignInStore as _};
use domain::values::account_id::AccountId;
use web::who::CitizenRequest;
use web::who::sign_in::{SignInCookie, to_sign_in};
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
        Ok(web::who::sign_in::forgotten_in(answer))
    }

    fn taken(&self) -> Response {
        let frame = self
            .site
            .page("There is already an account with that email address")
            .back("/account");
        page(StatusCode::CONFLICT, &Taken { frame })
    }
}
