//! Answers the second press of a button as the first was answered, without that
//! anything is done twice.

use axum::response::Response;
use domain::access::sign_in::CodeRepeated;
use web::http::form::PostedForm;
use web::who::sign_in::{PAUSES, SignInCookie, as_shown, repeat_code};
use web::{Failure, see_other};

use crate::code::next_page;
use crate::{AppState, PhoneCodePorts, Waiting};

impl Waiting {
    /// Returns the sign-in as the page knew it from which a code is asked for.
    pub(crate) fn known_by_page(self, posted: &PostedForm) -> Self {
        Self {
            sign_in: as_shown(self.sign_in, posted),
            ..self
        }
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Leads on with the code that was right before; `None` if it is another
    /// one.
    pub(crate) async fn repeated(
        &self,
        cookie: Option<&SignInCookie>,
        code: Option<&str>,
    ) -> Result<Option<Response>, Failure> {
        let (Some(cookie), Some(code)) = (cookie, code) else {
            return Ok(None);
        };
        let store = self.ports.store();
        Ok(
            match repeat_code(&self.site, store, cookie, code, &PAUSES).await? {
                CodeRepeated::Ended(end) => Some(cookie.answer_to(&end)),
                CodeRepeated::Open(sign_in) => Some(see_other(next_page(&sign_in.purpose))),
                CodeRepeated::No => None,
            },
        )
    }
}
