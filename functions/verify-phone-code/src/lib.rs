#![doc = include_str!("../README.md")]

mod account;
mod app;
mod by_app;
mod code;
mod phone;

// The crate `app`: the module `app` of this crate is the authenticator app.
use ::app::email;
use domain::account::AccountId;
use domain::member::{KeepMembers, Member, MemberSession, ReadMembers as _};
use domain::notice::{KeepAttempts, Notice, SendNotices};
use domain::sign_in::{CodeSet, KeepSignIns, ProveIdentity, Purpose, SignIn, SignedIn};
use domain::telephone::{By, PhoneNumber, SendPhoneCodes};
use web::member::{
    ACCOUNT_PAGE, APP_PAGE, CODE_PAGE, Colleague, MemberCookie, PHONE_PAGE, SIGN_IN, STAY,
};
use web::sign_in::{OnTheWay, SignInCookie};
use web::who::PageState;
use web::{Failure, Portal, RouteTable, see_other};

domain::ports! {
    /// Lists the ports of the second factor of staff.
    pub trait PhoneCodePorts {
        store: KeepSignIns + KeepAttempts + KeepMembers;
        identity: ProveIdentity;
        mailer: SendNotices;
        phones: SendPhoneCodes;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    portal: Portal,
    ports: P,
}

/// A sign-in that waits for its second factor.
struct Waiting {
    cookie: SignInCookie,
    sign_in: SignIn,
    member: Member,
}

/// Returns the routes of the second factor, and of what somebody signs in with.
/// The caller adds [`web::finish`], as for every function.
pub fn router<P: PhoneCodePorts>(portal: Portal, ports: P) -> RouteTable {
    RouteTable::new()
        .get(PHONE_PAGE, phone::ask)
        .post_fields(PHONE_PAGE, &["phone"], phone::register)
        .get(CODE_PAGE, code::ask)
        .post_fields(CODE_PAGE, &["code"], code::check)
        .post_fields("/professionals/sign-in/code/resend", &["by"], code::resend)
        .get(APP_PAGE, by_app::ask)
        .post_fields(APP_PAGE, &["code"], by_app::check)
        .post(STAY, account::stay)
        .get(ACCOUNT_PAGE, account::show)
        .post(
            "/professionals/account/sign-out-everywhere",
            account::sign_out_everywhere,
        )
        .get("/professionals/account/app", app::ask)
        .post_fields("/professionals/account/app", &["secret", "code"], app::add)
        .post("/professionals/account/app/remove", app::remove)
        .get("/professionals/account/phone", phone::ask_other)
        .post_fields(
            "/professionals/account/phone",
            &["phone", "code"],
            phone::replace,
        )
        .with_state(AppState { portal, ports })
}

impl<P: PhoneCodePorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn portal(&self) -> &Portal {
        &self.portal
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Finds the sign-in that this request belongs to, if it waits for the
    /// second factor of somebody who may sign in.
    async fn waiting(&self, on_the_way: OnTheWay) -> Result<Option<Waiting>, Failure> {
        let found = on_the_way.find(self.ports.store(), &self.portal).await?;
        let Some((cookie, sign_in)) = found else {
            return Ok(None);
        };
        let (Purpose::Invited { member, .. } | Purpose::NewPhone { member }) = &sign_in.purpose
        else {
            return Ok(None);
        };
        let member = self.ports.store().read_member(member).await?;
        Ok(member.filter(Member::is_open).map(|member| Waiting {
            cookie,
            sign_in,
            member,
        }))
    }

    /// Sends a code.
    async fn send_code(
        &self,
        waiting: &Waiting,
        to: &PhoneNumber,
        by: By,
    ) -> Result<CodeSet, Failure> {
        let (portal, store, phones) = (&self.portal, self.ports.store(), self.ports.phones());
        let (cookie, sign_in) = (&waiting.cookie, &waiting.sign_in);
        web::sign_in::send_phone_code(portal, store, phones, cookie, sign_in, (to, by)).await
    }

    /// Signs somebody in whose second factor is proven, and registers the
    /// telephone that they typed if they have none yet.
    async fn finish(
        &self,
        waiting: &Waiting,
        proof: &str,
        colleague: &Colleague,
    ) -> Result<axum::response::Response, Failure> {
        let Waiting {
            cookie,
            sign_in,
            member,
        } = waiting;
        let Purpose::Invited { continuation, .. } = &sign_in.purpose else {
            return Err(Failure::MEMBER_SIGNED_OUT);
        };
        let identity = self.ports.identity();
        let finished = identity
            .finish(&sign_in.email, continuation, cookie.key(), proof)
            .await?;
        match finished {
            SignedIn::Yes { account } if account == member.id => {}
            // The identity provider waits no longer than 15 minutes for the
            // second factor.
            SignedIn::Yes { .. } | SignedIn::No => return Ok(see_other(SIGN_IN)),
        }
        if let (Some(phone), None) = (&sign_in.phone, &member.phone) {
            self.register(&member.id, phone).await?;
            self.tell(member, &Notice::PhoneRegistered).await?;
        }
        let now = self.portal.now();
        let session = MemberSession {
            member: member.id.clone(),
            signed_in_at: now,
            seen_at: now,
        };
        let new = MemberCookie::new(&self.portal);
        self.ports
            .store()
            .start_member_session(new.key(), &session)
            .await?;
        // Every sign-in starts a new session, and the one before ends.
        if let Some(before) = colleague.session() {
            self.ports.store().end_member_session(before).await?;
        }
        self.ports.store().end_sign_in(cookie.key()).await?;
        let response = new.remembered_in(see_other(&sign_in.next));
        Ok(web::sign_in::forgotten_in(response))
    }

    async fn register(&self, member: &AccountId, phone: &PhoneNumber) -> Result<(), Failure> {
        Ok(self.ports.store().set_phone(member, Some(phone)).await?)
    }

    /// Tells somebody by e-mail that what they sign in with has changed.
    async fn tell(&self, member: &Member, notice: &Notice) -> Result<(), Failure> {
        let (store, mail, now) = (self.ports.store(), self.ports.mailer(), self.portal.now());
        Ok(email::send(store, mail, &member.email, notice, now).await?)
    }
}
