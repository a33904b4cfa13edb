//! What somebody does at the pages of making an account and signing in, with
//! the codes that they are sent.

use domain::access::account::AccountReader as _;
use domain::access::session::{SessionKey, SessionReader as _};
use domain::access::sign_in::{Purpose, SensitiveAction, SignIn, SignInKey, SignInStore as _};
use exchange::canonical::sha256;
use web::who::sign_in::new_sign_in;

use crate::personas::PASSWORD;
use crate::{Reply, TestApp, Visitor};

/// # Panics
/// Each method panics if no code was sent.
#[expect(clippy::expect_used, reason = "a test fails by panicking")]
impl TestApp {
    /// Returns the code that was last sent to an address.
    #[must_use]
    pub fn emailed_code(&self, address: &str) -> String {
        let code = self.mailer().last_code(address);
        code.expect("an e-mail has a code")
    }

    /// Lets somebody who is signed in do something for which a session alone is
    /// not enough, as if they had just given their password and the code.
    pub async fn reauthenticate(&self, browser: &mut Visitor, action: SensitiveAction) {
        let (site, table) = (self.site(), self.table());
        let session = &browser.cookies()["__Host-session"];
        let session = SessionKey(sha256(session.as_bytes()));
        let kept = table.read_session(&session).await;
        let account = kept.expect("the table answers").expect("a session").account;
        let kept = table.read_account(&account).await;
        let email = kept.expect("the table answers").expect("an account").email;
        let purpose = Purpose::Reauthentication {
            account,
            session,
            action,
        };
        let proven = SignIn {
            proven: true,
            ..new_sign_in(&site, email, purpose, "/account")
        };
        let cookie = site.new_id();
        let key = SignInKey(sha256(cookie.as_bytes()));
        let started = table.start_sign_in(&key, &proven).await;
        started.expect("the table answers");
        browser.take("__Host-sign-in", &cookie);
    }

    /// Returns the code that was last sent to a telephone, whichever it is.
    #[must_use]
    pub fn phone_code(&self) -> String {
        self.phones().last().expect("a telephone was sent a code")
    }
}

/// # Panics
/// Each method panics if a page on the way leads elsewhere.
impl Visitor {
    /// Fills in the page that makes an account, and opens the page that asks
    /// for its first code.
    pub async fn create_account(&mut self, first_name: &str, email: &str, next: &str) -> Reply {
        let fields = [
            ("first-name", first_name),
            ("last-name", "Example"),
            ("email", email),
            ("password", PASSWORD),
            ("next", next),
        ];
        let made = self.post("/account/create", &fields).await;
        self.is_led_to("/sign-in/code", made).await
    }

    /// Makes an account and signs in to it with its first code.
    pub async fn sign_up(&mut self, app: &TestApp, first_name: &str, email: &str) {
        self.create_account(first_name, email, "/saved-forms").await;
        let came_in = self.give_code(app, email).await;
        assert_eq!(came_in.location(), Some("/saved-forms"));
    }

    /// Fills in the page that asks for a password.
    pub async fn prove_password(&mut self, email: &str, next: &str) -> Reply {
        let fields = [("email", email), ("password", PASSWORD), ("next", next)];
        self.post("/sign-in", &fields).await
    }

    /// Types the code that was last sent to an address.
    pub async fn give_code(&mut self, app: &TestApp, email: &str) -> Reply {
        let code = app.emailed_code(email);
        self.post("/sign-in/code", &[("code", &code)]).await
    }

    /// Signs in to an account from start to end.
    pub async fn sign_in(&mut self, app: &TestApp, email: &str, next: &str) -> Reply {
        let proven = self.prove_password(email, next).await;
        assert_eq!(proven.location(), Some("/sign-in/code"), "{proven:?}");
        self.give_code(app, email).await
    }

    /// Fills in the page that asks staff for a password.
    pub async fn prove_staff_password(&mut self, email: &str) -> Reply {
        let fields = [("email", email), ("password", PASSWORD)];
        self.post("/professionals/sign-in", &fields).await
    }

    /// Types the code that was last sent to a telephone.
    pub async fn give_phone_code(&mut self, app: &TestApp) -> Reply {
        let code = app.phone_code();
        let fields = [("code", code.as_str())];
        self.post("/professionals/sign-in/code", &fields).await
    }

    /// Signs in as staff for the first time, with this telephone.
    pub async fn sign_in_with_new_phone(&mut self, app: &TestApp, email: &str, phone: &str) {
        let asked = self.prove_staff_password(email).await;
        assert_eq!(asked.location(), Some("/professionals/sign-in/phone"));
        let fields = [("phone", phone)];
        let sent = self.post("/professionals/sign-in/phone", &fields).await;
        assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
        let came_in = self.give_phone_code(app).await;
        assert_is_at_work(&came_in);
    }

    /// Signs in as staff once more, with a code to the telephone that is
    /// registered.
    pub async fn sign_in_as_staff(&mut self, app: &TestApp, email: &str) {
        let asked = self.prove_staff_password(email).await;
        assert_eq!(asked.location(), Some("/professionals/sign-in/code"));
        let came_in = self.give_phone_code(app).await;
        assert_is_at_work(&came_in);
    }

    async fn is_led_to(&mut self, page: &str, reply: Reply) -> Reply {
        assert_eq!(reply.location(), Some(page), "{}", reply.words());
        self.follow(reply).await
    }
}

/// Asserts that somebody of the staff is led to the first page of their work.
fn assert_is_at_work(came_in: &Reply) {
    let homes = ["/finance", "/day-services", "/practice"];
    let to = came_in.location().unwrap_or_default();
    assert!(homes.contains(&to), "{to}: {}", came_in.words());
}
