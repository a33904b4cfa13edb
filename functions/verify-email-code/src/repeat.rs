//! Answers the second press of a button with which a code was given: as the
//! first press was answered, without that anything is done twice.

use axum::response::Response;
use domain::access::sign_in::{CodeRepeated, Purpose, SignIn, SignInStore as _};
use futures_util::future::join;
use web::who::CitizenRequest;
use web::who::sign_in::{
    BEFORE_GOING_ON, NAME_PAGE, PAUSES, SignInCookie, repeat_code, to_sign_in,
};
use web::{Failure, see_other};

use crate::{AppState, EmailCodePorts, next_page};

impl<P: EmailCodePorts> AppState<P> {
    /// Leads on with the code that was right before; `None` if it is another
    /// one.
    pub(crate) async fn repeated(
        &self,
        cookie: Option<&SignInCookie>,
        code: Option<String>,
        visitor: &CitizenRequest,
    ) -> Result<Option<Response>, Failure> {
        let (Some(cookie), Some(code)) = (cookie, code) else {
            return Ok(None);
        };
        let (site, store) = (&self.site, self.ports.store());
        Ok(
            match repeat_code(site, store, cookie, &code, &PAUSES).await? {
                CodeRepeated::Ended(end) => Some(cookie.answer_to(&end)),
                CodeRepeated::Open(sign_in) if crate::goes_on_again(&sign_in.purpose) => {
                    let owner = self.owner_of_change(&sign_in, visitor).await?;
                    Some(self.go_on(cookie, sign_in, "", owner, visitor).await?)
                }
                CodeRepeated::Open(sign_in) => Some(match next_page(&sign_in) {
                    Some(next) => see_other(next),
                    // The identity provider takes no second code.
                    None => see_other(&to_sign_in(&sign_in.next)),
                }),
                CodeRepeated::No => {
                    let found = store.read_sign_in(cookie.key(), site.now()).await?;
                    let asks =
                        |found: &SignIn| matches!(found.purpose, Purpose::FirstSignIn { .. });
                    found.filter(asks).map(|_| see_other(NAME_PAGE))
                }
            },
        )
    }

    /// Completes a change whose code was right and which was cut off, unless
    /// another press of the button is completing it.
    pub(crate) async fn complete(
        &self,
        cookie: &SignInCookie,
        sign_in: SignIn,
        code: Option<String>,
        visitor: &CitizenRequest,
    ) -> Result<Response, Failure> {
        let ended = async {
            let Some(code) = code else {
                return Ok(CodeRepeated::No);
            };
            let store = self.ports.store();
            repeat_code(&self.site, store, cookie, &code, &[BEFORE_GOING_ON]).await
        };
        let (ended, owner) = join(ended, self.owner_of_change(&sign_in, visitor)).await;
        match ended? {
            CodeRepeated::Ended(end) => Ok(cookie.answer_to(&end)),
            _ => self.go_on(cookie, sign_in, "", owner?, visitor).await,
        }
    }
}
