//! Signs somebody in with a new session, and joins what they had entered to
//! their account, exactly as it was.

use app::accounts;
use axum::response::Response;
use domain::access::account::{Account, AccountReader as _};
use domain::access::session::{Session, SessionStore as _};
use domain::access::sign_in::{BegunBySignIn, SignIn, SignInEnd, SignInStore as _};
use domain::forms::saved_form::SavedForm;
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use futures_util::future::{join, join3, try_join};
use journey::form::Audience;
use journey::journey::Journey;
use web::answers::JoiningAnswers;
use web::session::citizen::SessionCookie;
use web::who::sign_in::{SignInCookie, forgotten_in};
use web::who::{CitizenRequest, visit_forgotten_in};
use web::{Failure, SiteContext, see_other};

use crate::{AppState, EmailCodePorts};

/// The page at which answers that could not join the account at once are joined
/// to it later.
const SAVED_FORMS: &str = "/saved-forms";

/// The new session of somebody whose code was right.
struct NewSession<'a> {
    /// The end of the sign-in, from which its cookie is made.
    end: SignInEnd,
    cookie: SessionCookie,
    /// The only form that they may see, if they came by its reference.
    only: Option<SavedId>,
    joining: JoiningAnswers,
    /// The sign-in that ends with it.
    sign_in: &'a SignInCookie,
}

impl<'a> NewSession<'a> {
    fn new(
        site: &SiteContext,
        sign_in: &'a SignInCookie,
        next: &str,
        joining: JoiningAnswers,
    ) -> Self {
        let end = SignInCookie::end(site, BegunBySignIn::Session, next);
        Self {
            cookie: sign_in.session(&end),
            end,
            only: None,
            joining,
            sign_in,
        }
    }
}

impl<P: EmailCodePorts> AppState<P> {
    /// Signs in to an account. What is made of the account and what is told of
    /// that do not wait for one another.
    pub(crate) async fn sign_in(
        &self,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        id: AccountId,
        visitor: &CitizenRequest,
    ) -> Result<Response, Failure> {
        let (store, mail, now) = (self.ports.store(), self.ports.mailer(), self.site.now());
        let joining = JoiningAnswers::find(store, &self.site, visitor, &id);
        let (known, joining) = try_join(store.read_account(&id), joining).await?;
        let session = NewSession::new(&self.site, cookie, &sign_in.next, joining);
        match (known, &sign_in.names) {
            (Some(account), _) => {
                let key = session.cookie.key().clone();
                let (email, before) = (&sign_in.email, account.clone());
                let noted = accounts::note_use(store, &account, now);
                let followed = accounts::follow_email(store, mail, before, email, Some(&key), now);
                let signed_in = self.start(&account, visitor, session);
                let (noted, followed, signed_in) = join3(noted, followed, signed_in).await;
                noted?;
                followed?;
                signed_in
            }
            (None, Some(names)) => {
                let account = self.new_account(sign_in, id, names.clone());
                let opened = accounts::open(store, mail, &account);
                let signed_in = self.start(&account, visitor, session);
                let (opened, signed_in) = join(opened, signed_in).await;
                opened?;
                signed_in
            }
            (None, None) => self.ask_for_name(cookie, sign_in, id).await,
        }
    }

    /// Signs in to one form alone, and joins the answers to that form that were
    /// given after a session had ended.
    pub(crate) async fn open_alone(
        &self,
        cookie: &SignInCookie,
        account: &Account,
        visitor: &CitizenRequest,
        saved: &SavedForm,
    ) -> Result<Response, Failure> {
        let forms = self.site.forms();
        let found = forms.find_for(Audience::Citizens, &saved.form);
        let (form, prefix) = found.ok_or(Failure::NOT_FOUND)?;
        let journey = Journey::new(form, &saved.answers);
        let next = format!("{prefix}/{}", journey.resume().path());
        let joining = JoiningAnswers::one(visitor, form, saved);
        let session = NewSession {
            only: Some(saved.id.clone()),
            ..NewSession::new(&self.site, cookie, &next, joining)
        };
        self.start(account, visitor, session).await
    }

    /// Starts a new session, as for every sign-in, and then does what follows
    /// from it side by side: the answers join the account, the sign-in ends, and
    /// the session that this browser had before ends, whoever it belonged to.
    ///
    /// Answers that could not join are left where they are, and the browser is
    /// led to the page that joins them later and says so.
    async fn start(
        &self,
        account: &Account,
        visitor: &CitizenRequest,
        session: NewSession<'_>,
    ) -> Result<Response, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let (cookie, joining, sign_in) = (session.cookie, session.joining, session.sign_in);
        let alone = session.only.is_some();
        let new = Session {
            account: account.id.clone(),
            first_name: account.first_name.clone(),
            signed_in_at: now,
            seen_at: now,
            only: session.only,
            open: joining.open.clone(),
            joined: joining.joined.clone(),
        };
        store.start_session(cookie.key(), &new).await?;
        let after = join3(
            joining.adopt(store, &account.id, now),
            store.finish_sign_in(sign_in.key(), &session.end, now),
            self.end_session_before(visitor),
        );
        let (joined, finished, before) = after.await;
        before?;
        match finished {
            Ok(true) => {}
            Ok(false) => {
                // Another press of the same button was first.
                if let Some(end) = store.read_sign_in_end(sign_in.key(), now).await? {
                    store.end_session(cookie.key()).await?;
                    return Ok(sign_in.answer_to(&end));
                }
            }
            // The session stands: a sign-in that is not ended now ends by itself.
            Err(fault) => Failure::from(fault).note(),
        }
        let (next, is_joined) = match joined {
            Ok(()) => (session.end.next.as_str(), true),
            Err(fault) => {
                Failure::from(fault).note();
                (SAVED_FORMS, false)
            }
        };
        let response = forgotten_in(cookie.remembered_in(see_other(next)));
        // Whoever came in to one form may have entered something in others.
        Ok(match is_joined && !alone {
            true => visit_forgotten_in(response),
            false => response,
        })
    }

    async fn end_session_before(&self, visitor: &CitizenRequest) -> Result<(), Failure> {
        if let Some(before) = visitor.session() {
            self.ports.store().end_session(before).await?;
        }
        Ok(())
    }

    /// Makes the account of a first sign-in.
    fn new_account(
        &self,
        sign_in: &SignIn,
        id: AccountId,
        (first_name, last_name): (String, String),
    ) -> Account {
        Account {
            id,
            first_name,
            last_name,
            email: sign_in.email.clone(),
            created_at: self.site.now(),
            used_at: self.site.now(),
        }
    }
}
