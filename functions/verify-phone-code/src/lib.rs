#![doc = include_str!("../README.md")]

mod account;
mod app;
mod by_app;
mod code;
mod password;
mod phone;
mod proof;
mod repeat;
mod sessions;
#[cfg(test)]
mod tests;

// The crate `app`: the module `app` of this crate is the authenticator app.
use ::app::email;
use domain::access::budget::BudgetStore;
use domain::access::phone_codes::PhoneCodeSender;
use domain::access::sign_in::{
    BegunBySignIn, CodeSet, IdentityProvider, Purpose, SignIn, SignInEnd, SignInOutcome,
    SignInStore,
};
use domain::access::staff_user::{StaffSession, StaffUser, StaffUserStore};
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::forms::refused_page::RefusedPageStore;
use domain::values::account_id::AccountId;
use domain::values::phone_number::{CodeChannel, PhoneNumber};
use futures_util::future::{join, try_join};
use web::http::form::PostedForm;
use web::session::staff::StaffRequest;
use web::staff_pages::{ACCOUNT_PAGE, APP_PAGE, CODE_PAGE, PHONE_PAGE, SIGN_IN, STAY};
use web::who::PageState;
use web::who::session_list::FIELDS;
use web::who::sign_in::{PendingSignIn, SignInCookie, new_sign_in};
use web::{Failure, RefusedPages, RouteTable, SiteContext, see_other};

/// The address at which an authenticator app is set up.
const ADD: &str = "/professionals/account/app";

/// The address at which somebody proves who they are before they set an app up.
const PROVE_FOR_APP: &str = "/professionals/account/app/prove";

/// The address at which an authenticator app is removed.
const REMOVE_APP: &str = "/professionals/account/app/remove";

/// The address at which somebody who is signed in changes their password.
const CHANGE_PASSWORD: &str = "/professionals/account/password";

/// The address at which somebody proves who they are before they change their
/// password.
const PROVE_FOR_PASSWORD: &str = "/professionals/account/password/prove";

domain::ports! {
    /// Lists the ports of the second factor of staff.
    pub trait PhoneCodePorts {
        store: BudgetStore + DeliveryLog + RefusedPageStore + SignInStore + StaffUserStore;
        identity: IdentityProvider;
        mailer: Mailer;
        phones: PhoneCodeSender;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// A sign-in that waits for its second factor.
struct Waiting {
    cookie: SignInCookie,
    sign_in: SignIn,
    staff_user: StaffUser,
}

/// Returns the routes of the second factor, and of what somebody signs in with.
/// The caller adds [`web::finish`], as for every function.
pub fn router<P: PhoneCodePorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get(PHONE_PAGE, phone::ask)
        .post_fields(PHONE_PAGE, &["phone", "sent"], phone::register)
        .get(CODE_PAGE, code::ask)
        .post_fields(CODE_PAGE, &["code"], code::check)
        .post_fields(
            "/professionals/sign-in/code/resend",
            &["by", "sent"],
            code::resend,
        )
        .get(APP_PAGE, by_app::ask)
        .post_fields(APP_PAGE, &["code"], by_app::check)
        .post(STAY, account::stay)
        .get(ACCOUNT_PAGE, account::show)
        .post(
            "/professionals/account/sign-out-everywhere",
            account::sign_out_everywhere,
        )
        .get(ADD, app::ask)
        .post_fields(ADD, &["code"], app::add)
        .post_fields(PROVE_FOR_APP, proof::FIELDS, app::prove)
        .get(REMOVE_APP, app::ask_to_remove)
        .post_fields(REMOVE_APP, proof::FIELDS, app::remove)
        .get(CHANGE_PASSWORD, password::ask)
        .post_fields(CHANGE_PASSWORD, &["new-password"], password::set)
        .post_fields(PROVE_FOR_PASSWORD, proof::FIELDS, password::prove)
        .get(sessions::SESSIONS, sessions::show)
        .post_fields(sessions::SESSIONS, FIELDS, sessions::end)
        .get("/professionals/account/phone", phone::ask_other)
        .post_fields(
            "/professionals/account/phone",
            &["phone", "password", "code", "id"],
            phone::replace,
        )
        .with_state(AppState { site, ports })
        .keeping(refused)
}

impl<P: PhoneCodePorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Finds the sign-in that this request belongs to, if it waits for the
    /// second factor of somebody who may sign in.
    async fn waiting(&self, on_the_way: PendingSignIn) -> Result<Option<Waiting>, Failure> {
        let found = on_the_way.find(self.ports.store(), &self.site).await?;
        let Some((cookie, sign_in)) = found else {
            return Ok(None);
        };
        let (Purpose::Invited { staff_user, .. }
        | Purpose::NewPhone { staff_user }
        | Purpose::ChangeApp { staff_user, .. }
        | Purpose::ChangeStaffPassword { staff_user, .. }) = &sign_in.purpose
        else {
            return Ok(None);
        };
        let staff_user = self.ports.store().read_staff_user(staff_user).await?;
        Ok(staff_user
            .filter(StaffUser::is_open)
            .map(|staff_user| Waiting {
                cookie,
                sign_in,
                staff_user,
            }))
    }

    /// Sends a code.
    async fn send_code(
        &self,
        waiting: &Waiting,
        to: &PhoneNumber,
        by: CodeChannel,
    ) -> Result<CodeSet, Failure> {
        let (site, store, phones) = (&self.site, self.ports.store(), self.ports.phones());
        let (cookie, sign_in) = (&waiting.cookie, &waiting.sign_in);
        web::who::sign_in::send_phone_code(site, store, phones, cookie, sign_in, (to, by)).await
    }

    /// Signs somebody in whose second factor is proven, and registers the
    /// telephone that they typed if they have none yet.
    async fn finish(
        &self,
        waiting: &Waiting,
        proof: &str,
        request: &StaffRequest,
    ) -> Result<axum::response::Response, Failure> {
        let Waiting {
            cookie,
            sign_in,
            staff_user,
        } = waiting;
        let Purpose::Invited { continuation, .. } = &sign_in.purpose else {
            return Err(Failure::STAFF_SIGNED_OUT);
        };
        let identity = self.ports.identity();
        let finished = identity
            .finish(&sign_in.email, continuation, cookie.key(), proof)
            .await?;
        match finished {
            SignInOutcome::Yes { account } if account == staff_user.id => {}
            // The identity provider waits no longer than 15 minutes for the
            // second factor.
            SignInOutcome::Yes { .. } | SignInOutcome::No => return Ok(see_other(SIGN_IN)),
        }
        let registered = match (&sign_in.phone, &staff_user.phone) {
            (Some(phone), None) => {
                self.register(&staff_user.id, phone).await?;
                true
            }
            _ => false,
        };
        let told = async {
            if registered {
                self.tell(staff_user, &Email::PhoneRegistered).await;
            }
        };
        let (end, ()) = join(self.start_session(waiting, request), told).await;
        Ok(cookie.answer_to(&end?))
    }

    /// Starts a new session, as for every sign-in. The one before ends, and so
    /// does the sign-in.
    async fn start_session(
        &self,
        waiting: &Waiting,
        request: &StaffRequest,
    ) -> Result<SignInEnd, Failure> {
        let (site, store, now) = (&self.site, self.ports.store(), self.site.now());
        let session = StaffSession {
            staff_user: waiting.staff_user.id.clone(),
            signed_in_at: now,
            seen_at: now,
        };
        let (cookie, next) = (&waiting.cookie, &waiting.sign_in.next);
        let end = SignInCookie::end(site, BegunBySignIn::StaffSession, next);
        let new = cookie.staff_session(&end);
        store.start_staff_session(new.key(), &session).await?;
        let before = async {
            match request.session() {
                Some(before) => store.end_staff_session(before).await,
                None => Ok(()),
            }
        };
        try_join(before, store.finish_sign_in(cookie.key(), &end, now)).await?;
        Ok(end)
    }

    /// Ends the sign-in of a change that is made. Returns its end, and whether
    /// this request has ended it and has to tell the person.
    async fn finish_change(&self, cookie: &SignInCookie) -> (SignInEnd, bool) {
        let end = SignInCookie::end(&self.site, BegunBySignIn::Nothing, ACCOUNT_PAGE);
        let (store, now) = (self.ports.store(), self.site.now());
        let finished = store.finish_sign_in(cookie.key(), &end, now).await;
        // The change is made: a sign-in that is not ended now ends by itself.
        let first = finished.unwrap_or_else(|fault| {
            Failure::from(fault).note();
            true
        });
        (end, first)
    }

    async fn register(&self, staff_user: &AccountId, phone: &PhoneNumber) -> Result<(), Failure> {
        Ok(self
            .ports
            .store()
            .set_phone(staff_user, Some(phone))
            .await?)
    }

    /// Describes a change of what somebody signs in with, which waits for its
    /// proof. The sign-in for it is new, unless the same page has asked for it
    /// before, and leads back to their account.
    fn change_of(&self, staff_user: StaffUser, purpose: Purpose, posted: &PostedForm) -> Waiting {
        let asked = posted.fields().iter().filter(|(name, _)| name != "id");
        let asked: Vec<&str> = asked.map(|(_, typed)| typed.as_str()).collect();
        Waiting {
            cookie: SignInCookie::asked_for_once(&self.site, posted.one("id"), &asked),
            sign_in: new_sign_in(&self.site, staff_user.email.clone(), purpose, ACCOUNT_PAGE),
            staff_user,
        }
    }

    /// Tells somebody by e-mail that what they sign in with has changed. A fault
    /// is logged, because the change is made.
    async fn tell(&self, staff_user: &StaffUser, mail: &Email) {
        let (store, mailer, now) = (self.ports.store(), self.ports.mailer(), self.site.now());
        let _ = email::send_about_done(store, mailer, &staff_user.email, mail, now).await;
    }
}
