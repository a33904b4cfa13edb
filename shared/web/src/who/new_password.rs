//! The way to a new password: a code to the e-mail address, then the new
//! password, then the ordinary sign-in with its second factor. Nobody is signed
//! in by this way alone.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::budget::BudgetStore;
use domain::access::password::{ADVICE, Password};
use domain::access::sign_in::{
    BegunBySignIn, IdentityProvider, Purpose, SignIn, SignInEnd, SignInStore,
};
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;

use crate::govuk::{Button, Hint, Input, Label};
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::mistake::{FieldMistake, email_address, email_field, summary, wrong};
use crate::page::site_context::SiteContext;
use crate::page::{PageFrame, page, see_other};
use crate::who::sign_in::{
    self, NAME_PAGE, PendingSignIn, RequestSource, SignInCookie, new_sign_in,
};

/// The way to a new password for citizens, or for invited people.
#[derive(Clone, Debug)]
pub struct Way {
    /// The address that asks for the e-mail address. The address that asks for
    /// the password is `/choose` below it.
    pub path: &'static str,
    /// The address at which the person signs in afterwards.
    pub sign_in: &'static str,
    /// The purpose of the code.
    pub purpose: Purpose,
}

/// Returns the sign-in that asks somebody for their name, because an account of
/// theirs has none yet.
#[must_use]
pub fn first_sign_in(site: &SiteContext, proven: &SignIn, account: AccountId) -> SignIn {
    SignIn {
        purpose: Purpose::FirstSignIn { account },
        started_at: site.now(),
        proven: true,
        ..proven.clone()
    }
}

/// Returns the field for a new password. What was typed is not shown again.
#[must_use]
pub fn new_password_field(name: &'static str, mistakes: &[FieldMistake]) -> Input {
    Input {
        id: name.into(),
        name: name.into(),
        label: Label::of("New password"),
        hint: Some(Hint::of(ADVICE)),
        autocomplete: "new-password".into(),
        error_message: wrong(mistakes, name),
        ..Input::default()
    }
    .for_password()
}

/// The work that remains after a password was changed.
#[derive(Debug)]
pub struct Changed {
    /// The account whose sessions the caller has to end; `None` if nothing
    /// changed or the account is gone.
    pub account: Option<AccountId>,
    /// The sign-in to end, the end, and the address to tell; `None` if nothing
    /// changed.
    done: Option<(SignInCookie, SignInEnd, EmailAddress)>,
    answer: Response,
}

impl Changed {
    /// Returns the address whose account has another password; `None` if nothing
    /// changed.
    #[must_use]
    pub fn email(&self) -> Option<&EmailAddress> {
        self.done.as_ref().map(|(_, _, email)| email)
    }

    /// Tells the person by e-mail that the password was changed, and returns
    /// the response. The password is changed and the sessions are ended by now,
    /// so a fault is logged and the person goes on to sign in.
    pub async fn tell(
        self,
        site: &SiteContext,
        store: &(impl SignInStore + DeliveryLog),
        mailer: &impl Mailer,
    ) -> Response {
        if let Some((cookie, end, email)) = &self.done {
            let (mail, now) = (Email::PasswordChanged, site.now());
            let finished = store.finish_sign_in(cookie.key(), end, now).await;
            // The browser forgets the sign-in, which ends by itself in minutes.
            let first = finished.unwrap_or_else(|fault| {
                Failure::from(fault).note();
                true
            });
            if first {
                let _ = app::email::send_about_done(store, mailer, email, &mail, now).await;
            }
        }
        self.answer
    }
}

#[derive(Template)]
#[template(path = "page/new-password.html")]
struct Ask {
    frame: PageFrame,
    path: &'static str,
    /// The id by which a second press of the button is known.
    id: String,
    email: Input,
    button: Button,
}

#[derive(Template)]
#[template(path = "page/choose-password.html")]
struct Choose {
    frame: PageFrame,
    path: &'static str,
    /// Whether somebody began an account with the address before.
    begun_by_another: bool,
    username: String,
    password: Input,
    button: Button,
}

impl Way {
    /// Shows the page that asks for the e-mail address.
    pub fn ask(&self, site: &SiteContext) -> Response {
        page(StatusCode::OK, &self.asking(site, "", &[]))
    }

    /// Sends a code, or an e-mail which says that there is no account. The
    /// response is the same either way, so it does not tell whether the address
    /// has an account. `find` finds the account that may have a new password.
    ///
    /// # Errors
    /// When the store, the identity provider or the mail service does not
    /// answer.
    pub async fn send<F: Future<Output = Result<Option<AccountId>, Failure>> + Send>(
        &self,
        site: &SiteContext,
        store: &(impl SignInStore + BudgetStore + DeliveryLog),
        mailer: &impl Mailer,
        (source, posted): (RequestSource, &PostedForm),
        find: impl FnOnce(EmailAddress) -> F,
    ) -> Result<Response, Failure> {
        let typed = posted.one("email").trim();
        let email = match email_address(typed) {
            Ok(email) => email,
            Err(mistake) => {
                let view = self.asking(site, typed, &[mistake]);
                return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
            }
        };
        let purpose = match find(email.clone()).await? {
            Some(_) => self.purpose.clone(),
            None => Purpose::Nothing {
                asked_for: self.purpose.budget(&email).purpose,
            },
        };
        let cookie = SignInCookie::asked_for_once(site, posted.one("id"), &[email.as_str()]);
        let sign_in = new_sign_in(site, email, purpose, "/");
        sign_in::start(site, store, mailer, &cookie, &sign_in, source).await
    }

    /// Shows the page that asks for the password to somebody who has given the
    /// code.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn choose(
        &self,
        site: &SiteContext,
        store: &impl SignInStore,
        on_the_way: PendingSignIn,
    ) -> Result<Response, Failure> {
        Ok(match self.proven(site, store, on_the_way).await? {
            Some((_, sign_in)) => page(StatusCode::OK, &self.choosing(site, &sign_in, &[])),
            None => see_other(self.path),
        })
    }

    /// Sets the new password of the account that `find` finds for the address
    /// that the code has proven. Somebody whose account is gone or closed is
    /// asked for the address again. The caller MUST end the sessions of
    /// [`Changed::account`] and then call [`Changed::tell`].
    ///
    /// # Errors
    /// When the store or the identity provider does not answer.
    pub async fn set<F: Future<Output = Result<Option<AccountId>, Failure>> + Send>(
        &self,
        site: &SiteContext,
        store: &impl SignInStore,
        identity: &impl IdentityProvider,
        (on_the_way, posted): (PendingSignIn, &PostedForm),
        find: impl FnOnce(EmailAddress) -> F,
    ) -> Result<Changed, Failure> {
        let nothing = |answer| Changed {
            account: None,
            done: None,
            answer,
        };
        let Some((cookie, sign_in)) = self.proven(site, store, on_the_way.clone()).await? else {
            let before = self.answered_before(site, store, &on_the_way).await?;
            return Ok(nothing(before.unwrap_or_else(|| see_other(self.path))));
        };
        let email = &sign_in.email;
        let typed = posted.one("password");
        let password = match Password::choose(typed, &[email.as_str()], site.council()) {
            Ok(password) => password,
            Err(bad) => {
                let mistakes = [FieldMistake::new("password", bad.to_string())];
                let view = self.choosing(site, &sign_in, &mistakes);
                return Ok(nothing(page(StatusCode::UNPROCESSABLE_ENTITY, &view)));
            }
        };
        // The account may be gone, or closed, since the code was sent.
        let Some(account) = find(email.clone()).await? else {
            return Ok(nothing(sign_in::forgotten_in(see_other(self.path))));
        };
        identity.set_password(email, password.reveal()).await?;
        if matches!(sign_in.purpose, Purpose::NewAccount { .. }) {
            // The code has proven the address, so that no other code is needed.
            identity.change_email(&account, email).await?;
            let first = first_sign_in(site, &sign_in, account);
            store.start_sign_in(cookie.key(), &first).await?;
            return Ok(nothing(cookie.remembered_in(see_other(NAME_PAGE))));
        }
        let end = SignInCookie::end(site, BegunBySignIn::Nothing, self.sign_in);
        Ok(Changed {
            account: Some(account),
            answer: cookie.answer_to(&end),
            done: Some((cookie, end, sign_in.email)),
        })
    }

    /// Answers the second press of the button as the first was answered, which
    /// has set the password: with the page that asks for the name, or the sign-in.
    async fn answered_before(
        &self,
        site: &SiteContext,
        store: &impl SignInStore,
        on_the_way: &PendingSignIn,
    ) -> Result<Option<Response>, Failure> {
        let found = on_the_way.clone().find(store, site).await?;
        match found {
            Some((_, found)) if matches!(found.purpose, Purpose::FirstSignIn { .. }) => {
                Ok(Some(see_other(NAME_PAGE)))
            }
            Some(_) => Ok(None),
            None => on_the_way.answered_before(store, site).await,
        }
    }

    /// Finds the sign-in whose code for a new password was given.
    async fn proven(
        &self,
        site: &SiteContext,
        store: &impl SignInStore,
        on_the_way: PendingSignIn,
    ) -> Result<Option<(SignInCookie, SignIn)>, Failure> {
        let found = on_the_way.find(store, site).await?;
        Ok(found.filter(|(_, found)| {
            let begun_by_another = Purpose::NewAccount { continuation: None };
            let of_citizens = !self.purpose.is_of_staff();
            let theirs =
                found.purpose == self.purpose || (of_citizens && found.purpose == begun_by_another);
            found.proven && theirs
        }))
    }

    fn asking(&self, site: &SiteContext, typed: &str, mistakes: &[FieldMistake]) -> Ask {
        Ask {
            frame: site
                .page("Choose a new password")
                .back(self.sign_in)
                .errors(summary(mistakes)),
            path: self.path,
            id: site.new_id(),
            email: Input {
                hint: Some(Hint::of("The address you use for your account")),
                autocomplete: "username".into(),
                ..email_field(typed, mistakes)
            },
            button: Button::of("Send a code"),
        }
    }

    fn choosing(&self, site: &SiteContext, sign_in: &SignIn, mistakes: &[FieldMistake]) -> Choose {
        Choose {
            frame: site.page("Choose a new password").errors(summary(mistakes)),
            path: self.path,
            begun_by_another: matches!(sign_in.purpose, Purpose::NewAccount { .. }),
            username: sign_in.email.as_str().to_owned(),
            password: new_password_field("password", mistakes),
            button: Button::of("Save and sign in"),
        }
    }
}
