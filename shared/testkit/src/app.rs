//! The parts that a test assembles a function from.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::access::session::Session;
use domain::access::sign_in::SignInStore;
use domain::council::Council;
use domain::values::account_id::AccountId;
use jiff::Timestamp;
use store::Table;
use web::SiteContext;

use crate::buckets::InMemoryBuckets;
use crate::builders::{BEGINNING, council};
use crate::database::Database;
use crate::emails::SentEmails;
use crate::fault_injection::Process;
use crate::identity::{Accounts, InMemoryIdentity, InMemoryPools};
use crate::phones::SentCodes;

/// One council, one clock, one database, one identity provider, one mail
/// service and one telephone service, shared by every function of a test.
#[derive(Clone, Debug)]
pub struct TestApp {
    seconds: Arc<AtomicI64>,
    site: SiteContext,
    database: Database,
    buckets: InMemoryBuckets,
    accounts: Accounts,
    invited: Accounts,
    mailer: SentEmails,
    phones: SentCodes,
}

impl Default for TestApp {
    fn default() -> Self {
        Self::of(council(), "test")
    }
}

impl TestApp {
    /// Begins with another council, at a stage: `test` or `live`.
    #[must_use]
    pub fn of(council: Council, stage: &str) -> Self {
        let seconds = Arc::new(AtomicI64::new(BEGINNING));
        let clock = Arc::clone(&seconds);
        let made = AtomicU64::new(0);
        let site = SiteContext::new(
            council,
            stage,
            move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap_or_default(),
            move || {
                // No two ids are equal, nor are their first halves, of which
                // some keys are made.
                let number = made.fetch_add(1, Ordering::SeqCst);
                format!("{number:016x}{number:016x}")
            },
        )
        // Long enough for fifty requests at once, without that a test waits long.
        .pausing_by(|time| Box::pin(tokio::time::sleep(time / 4)));
        Self {
            seconds,
            site,
            database: Database::default(),
            buckets: InMemoryBuckets::default(),
            accounts: Accounts::default(),
            invited: Accounts::default(),
            mailer: SentEmails::default(),
            phones: SentCodes::default(),
        }
    }

    /// Returns the site, as every page knows it.
    #[must_use]
    pub fn site(&self) -> SiteContext {
        self.site.clone()
    }

    /// Changes the site, for a test that adds a form that is not shipped.
    #[must_use]
    pub fn with_site(self, change: impl FnOnce(SiteContext) -> SiteContext) -> Self {
        Self {
            site: change(self.site),
            ..self
        }
    }

    /// Returns the database. All copies share what they hold.
    #[must_use]
    pub fn database(&self) -> Database {
        self.database.clone()
    }

    /// Returns the table of the database.
    #[must_use]
    pub fn table(&self) -> Table {
        self.database.table()
    }

    /// Returns the buckets. All copies share what they hold.
    #[must_use]
    pub fn buckets(&self) -> InMemoryBuckets {
        self.buckets.clone()
    }

    /// Returns the identity provider of citizens, which checks proofs through
    /// these sign-ins. All copies share the accounts.
    pub fn identity<S: SignInStore>(&self, sign_ins: S) -> InMemoryIdentity<S> {
        InMemoryIdentity::new(self.accounts.clone(), self.site(), sign_ins)
    }

    /// Returns the identity provider of invited people, which has other
    /// accounts.
    pub fn invited<S: SignInStore>(&self, sign_ins: S) -> InMemoryIdentity<S> {
        InMemoryIdentity::new(self.invited.clone(), self.site(), sign_ins)
    }

    /// Returns both identity providers, as one process calls them.
    #[must_use]
    pub fn pools(&self, process: &Process) -> InMemoryPools<Table> {
        InMemoryPools {
            citizens: self.identity(self.table()).of(process),
            invited: self.invited(self.table()).of(process),
        }
    }

    /// Returns the telephone service. All copies share what was sent.
    #[must_use]
    pub fn phones(&self) -> SentCodes {
        self.phones.clone()
    }

    /// Returns the mail service. All copies share what was sent.
    #[must_use]
    pub fn mailer(&self) -> SentEmails {
        self.mailer.clone()
    }

    /// Makes another app that holds what this one holds now. Both have one
    /// clock and one source of ids.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self {
            database: self.database.copy(),
            buckets: self.buckets.copy(),
            accounts: self.accounts.copy(),
            invited: self.invited.copy(),
            mailer: self.mailer.copy(),
            ..self.clone()
        }
    }

    /// Makes a session of an account that begins now, in which no form is open.
    #[must_use]
    pub fn session(&self, account: &AccountId) -> Session {
        let now = self.site.now();
        Session {
            account: account.clone(),
            first_name: "Jo".to_owned(),
            signed_in_at: now,
            seen_at: now,
            only: None,
            open: BTreeMap::new(),
            joined: BTreeMap::new(),
        }
    }

    /// Moves the clock on by hours.
    pub fn pass_hours(&self, hours: i64) {
        self.pass_minutes(hours * 60);
    }

    /// Moves the clock on by minutes.
    pub fn pass_minutes(&self, minutes: i64) {
        self.seconds.fetch_add(minutes * 60, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use domain::access::budget::Budget;
    use domain::access::sign_in::{
        CodeAttempt, IdentityProvider as _, PasswordProven, Purpose, SignInKey, SignInOutcome,
        SignedUp,
    };
    use domain::records::retention::UnprovenIdentityEraser as _;
    use domain::values::email_address::EmailAddress;

    use super::*;

    #[test]
    fn tests_begin_on_22_november_2026_and_the_clock_can_be_moved() {
        let app = TestApp::default();
        assert_eq!(app.site().today().to_string(), "2026-11-22");
        app.pass_hours(15);
        assert_eq!(app.site().today().to_string(), "2026-11-23");
    }

    #[test]
    fn no_id_is_made_twice() {
        let site = TestApp::default().site();
        let (one, other) = (site.new_id(), site.new_id());
        assert_ne!(one[..16], other[..16]);
        assert_eq!(one.len(), 32);
    }

    #[tokio::test]
    async fn somebody_signs_in_with_a_password_and_a_code_once() {
        let app = TestApp::default();
        let table = Database::new().await.table();
        let identity = app.identity(table.clone());
        let (jo, now) = (
            EmailAddress::parse("jo@example.org").unwrap(),
            app.site().now(),
        );
        assert_eq!(
            identity.sign_up(&jo, "right").await.unwrap(),
            SignedUp::Created
        );
        assert_eq!(
            identity.sign_up(&jo, "other").await.unwrap(),
            SignedUp::HasAccount
        );
        let wrong = identity.prove_password(&jo, "wrong").await.unwrap();
        assert_eq!(wrong, PasswordProven::Wrong);
        let right = identity.prove_password(&jo, "right").await.unwrap();
        let PasswordProven::Right { continuation, .. } = right else {
            panic!("{right:?}");
        };
        let key = SignInKey("key".to_owned());
        let purpose = Purpose::SignIn {
            continuation: continuation.clone(),
        };
        let sign_in = web::who::sign_in::new_sign_in(&app.site(), jo.clone(), purpose, "/account");
        table.start_sign_in(&key, &sign_in).await.unwrap();
        table
            .set_code(&key, &jo, "hash", &[Budget::of_sign_in_codes(&jo)], now)
            .await
            .unwrap();
        let proof = web::who::sign_in::proof_hash("proof");
        let tried = table.try_code(&key, "hash", &proof, now).await.unwrap();
        assert_eq!(tried, CodeAttempt::Right);
        let account = identity.find_account(&jo).await.unwrap().unwrap();
        let finish = async || {
            identity
                .finish(&jo, &continuation, &key, "proof")
                .await
                .unwrap()
        };
        let unproven = async || {
            let page = identity.unproven(Timestamp::MAX, None).await;
            page.unwrap().identities
        };
        assert_eq!(unproven().await, std::slice::from_ref(&account));
        assert_eq!(finish().await, SignInOutcome::Yes { account });
        assert_eq!(finish().await, SignInOutcome::No);
        assert!(unproven().await.is_empty());
    }
}
