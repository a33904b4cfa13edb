//! Goes through every operation against a running stack: its Cognito, the
//! function that answers its triggers, and its table. Without a stack the tests
//! are skipped and say why.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, says why it was skipped, and reads the stack's environment and the real clock"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use aws_sdk_cognitoidentityprovider::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, StalledStreamProtectionConfig,
};
use aws_types::SdkConfig;
use aws_types::sdk_config::{SharedTimeSource, TimeSource};
use domain::access::budget::Budget;
use domain::access::sign_in::{
    CodeAttempt, CodeSet, EmailChanged, IdentityProvider as _, PasswordProven, Purpose, SignIn,
    SignInKey, SignInOutcome, SignInStore as _, SignedUp,
};
use domain::records::retention::UnprovenIdentityEraser as _;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use identity::{People, Pool};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use store::Table;

const PASSWORD: &str = "purple-teapot-window";
const NEW_PASSWORD: &str = "gymnasts juggle pineapples ÄÖ🦊";

#[tokio::test]
async fn somebody_signs_up_signs_in_changes_their_password_and_leaves() {
    let Some(stack) = Stack::running() else {
        return;
    };
    let citizens = &stack.citizens;
    let jo = stack.address("jo");

    // Sign up; the second time the answer is that there is an account.
    assert_eq!(citizens.find_account(&jo).await.unwrap(), None);
    assert_eq!(
        citizens.sign_up(&jo, PASSWORD).await.unwrap(),
        SignedUp::Created
    );
    assert_eq!(
        citizens.sign_up(&jo, PASSWORD).await.unwrap(),
        SignedUp::HasAccount
    );
    let account = citizens.find_account(&jo).await.unwrap().unwrap();

    // A wrong password, then the right one.
    let wrong = citizens.prove_password(&jo, "purple-teapot-windows").await;
    assert_eq!(wrong.unwrap(), PasswordProven::Wrong);
    let continuation = stack.proven(&jo, PASSWORD).await;

    // A wrong proof ends the sign-in, so that the right one is refused too.
    let (key, proof) = stack.code_was_right(&jo, &continuation).await;
    let wrong = "0".repeat(32);
    assert_eq!(
        stack.finish(&jo, &continuation, &key, &wrong).await,
        SignInOutcome::No
    );
    assert_eq!(
        stack.finish(&jo, &continuation, &key, &proof).await,
        SignInOutcome::No
    );

    // In a new sign-in the right proof leads to the account, and only once.
    let continuation = stack.proven(&jo, PASSWORD).await;
    let (key, proof) = stack.code_was_right(&jo, &continuation).await;
    assert_eq!(
        stack.finish(&jo, &continuation, &key, &proof).await,
        SignInOutcome::Yes {
            account: account.clone()
        }
    );
    assert_eq!(
        stack.finish(&jo, &continuation, &key, &proof).await,
        SignInOutcome::No
    );
    let continuation = stack.proven(&jo, PASSWORD).await;
    assert_eq!(
        stack.finish(&jo, &continuation, &key, &proof).await,
        SignInOutcome::No,
        "a proof that was taken is nothing to another sign-in"
    );

    // A new password, pasted with spaces.
    citizens
        .set_password(&jo, &format!(" {NEW_PASSWORD}\n"))
        .await
        .unwrap();
    let old = citizens.prove_password(&jo, PASSWORD).await;
    assert_eq!(old.unwrap(), PasswordProven::Wrong);
    assert_eq!(stack.sign_in(&jo, NEW_PASSWORD).await, account);

    // Deleting twice is no failure.
    citizens.delete_identity(&account).await.unwrap();
    citizens.delete_identity(&account).await.unwrap();
    assert_eq!(citizens.find_account(&jo).await.unwrap(), None);
    let gone = citizens.prove_password(&jo, NEW_PASSWORD).await;
    assert_eq!(gone.unwrap(), PasswordProven::Wrong);
    assert!(citizens.set_password(&jo, PASSWORD).await.is_err());
}

#[tokio::test]
async fn an_account_goes_on_under_another_address() {
    let Some(stack) = Stack::running() else {
        return;
    };
    let citizens = &stack.citizens;
    let [old, new, eve] = ["jo4", "jo4.new", "eve4"].map(|name| stack.address(name));
    for email in [&old, &eve] {
        let made = citizens.sign_up(email, PASSWORD).await;
        assert_eq!(made.unwrap(), SignedUp::Created);
    }
    let account = citizens.find_account(&old).await.unwrap().unwrap();

    // Somebody else's address stays theirs.
    let taken = citizens.change_email(&account, &eve).await;
    assert_eq!(taken.unwrap(), EmailChanged::Taken);
    assert_eq!(stack.sign_in(&old, PASSWORD).await, account);
    assert_ne!(stack.sign_in(&eve, PASSWORD).await, account);

    // The address is changed, and then changed again to the same one. A sign-in
    // with the old address that is not finished fails.
    let continuation = stack.proven(&old, PASSWORD).await;
    let (key, proof) = stack.code_was_right(&old, &continuation).await;
    for _ in 0..2 {
        let changed = citizens.change_email(&account, &new).await;
        assert_eq!(changed.unwrap(), EmailChanged::Yes);
    }
    assert_eq!(
        stack.finish(&old, &continuation, &key, &proof).await,
        SignInOutcome::No
    );
    assert_eq!(citizens.find_account(&old).await.unwrap(), None);
    let before = citizens.prove_password(&old, PASSWORD).await;
    assert_eq!(before.unwrap(), PasswordProven::Wrong);
    assert_eq!(stack.sign_in(&new, PASSWORD).await, account);

    // The old address is free, and belongs to another account once somebody
    // takes it.
    let made = citizens.sign_up(&old, PASSWORD).await;
    assert_eq!(made.unwrap(), SignedUp::Created);
    assert_ne!(stack.sign_in(&old, PASSWORD).await, account);
    for email in [&old, &new, &eve] {
        stack.leaves(email).await;
    }
}

#[tokio::test]
async fn the_proof_of_ones_own_address_is_nothing_to_somebody_elses_account() {
    let Some(stack) = Stack::running() else {
        return;
    };
    let (jo, eve) = (stack.address("jo2"), stack.address("eve"));
    for email in [&jo, &eve] {
        let made = stack.citizens.sign_up(email, PASSWORD).await;
        assert_eq!(made.unwrap(), SignedUp::Created);
    }
    // Eve knows Jo's password, and has a code that was sent to Eve herself.
    let of_jo = stack.proven(&jo, PASSWORD).await;
    let of_eve = stack.proven(&eve, PASSWORD).await;
    let (key, proof) = stack.code_was_right(&eve, &of_eve).await;
    assert_eq!(
        stack.finish(&jo, &of_jo, &key, &proof).await,
        SignInOutcome::No
    );
    for email in [&jo, &eve] {
        stack.leaves(email).await;
    }
}

#[tokio::test]
async fn who_was_never_proven_is_found_when_old_enough_and_deleted_alone() {
    let Some(stack) = Stack::running() else {
        return;
    };
    let citizens = &stack.citizens;
    let jo = stack.address("jo5");
    citizens.sign_up(&jo, PASSWORD).await.unwrap();
    let account = citizens.find_account(&jo).await.unwrap().unwrap();
    let (now, hour) = (Timestamp::now(), SignedDuration::from_hours(1));
    assert!(!stack.unproven(now - hour).await.contains(&account));
    assert!(stack.unproven(now + hour).await.contains(&account));

    // Deleting twice is no failure.
    citizens.forget_identity(&account).await.unwrap();
    citizens.forget_identity(&account).await.unwrap();
    assert_eq!(citizens.find_account(&jo).await.unwrap(), None);
    assert!(!stack.unproven(now + hour).await.contains(&account));

    // Another account with the same address stays.
    let again = citizens.sign_up(&jo, PASSWORD).await;
    assert_eq!(again.unwrap(), SignedUp::Created);
    citizens.forget_identity(&account).await.unwrap();
    let another = citizens.find_account(&jo).await.unwrap().unwrap();
    assert_ne!(another, account);

    // The address is proved: Cognito marks it so when the address of an account
    // is changed.
    let new = stack.address("jo5.new");
    citizens.change_email(&another, &new).await.unwrap();
    assert!(!stack.unproven(now + hour).await.contains(&another));
    stack.leaves(&new).await;
}

#[tokio::test]
async fn a_hundred_made_up_proofs_sign_nobody_in() {
    let Some(stack) = Stack::running() else {
        return;
    };
    let jo = stack.address("jo3");
    stack.citizens.sign_up(&jo, PASSWORD).await.unwrap();
    let continuation = stack.proven(&jo, PASSWORD).await;
    let (user, session) = continuation.split_once(' ').unwrap();
    let (key, proof) = stack.code_was_right(&jo, &continuation).await;
    let mut accepted = 0;
    for n in 0..100 {
        let made_up = sha256(&format!("{n}"));
        let made_up = made_up.get(..32).unwrap();
        // The proof, the session and the key are wrong in turns. Each wrong one
        // ends the sign-in, so only the first reaches the table.
        let answered = match n % 3 {
            0 => {
                stack
                    .finish(&jo, &format!("{user} {session}x"), &key, &proof)
                    .await
            }
            1 => stack.finish(&jo, &continuation, &key, made_up).await,
            _ => {
                let another = SignInKey(sha256(made_up));
                stack.finish(&jo, &continuation, &another, &proof).await
            }
        };
        accepted += u32::from(answered != SignInOutcome::No);
    }
    assert_eq!(accepted, 0);
    stack.leaves(&jo).await;
}

/// Prints how long both take here. The emulator does not do its part of the
/// arithmetic for a user that does not exist, as AWS does, so the times are not
/// compared.
#[tokio::test]
async fn an_unknown_address_is_answered_like_a_wrong_password() {
    let Some(stack) = Stack::running() else {
        return;
    };
    let (known, unknown) = (stack.address("known"), stack.address("unknown"));
    stack.citizens.sign_up(&known, PASSWORD).await.unwrap();
    let mut took: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for _ in 0..5 {
        for (name, email) in [("known", &known), ("unknown", &unknown)] {
            let began = Instant::now();
            let proven = stack.citizens.prove_password(email, NEW_PASSWORD).await;
            assert_eq!(proven.unwrap(), PasswordProven::Wrong);
            took.entry(name).or_default().push(began.elapsed());
        }
    }
    for (name, mut times) in took {
        times.sort();
        println!("{name} address, wrong password: median {:?}", times[2]);
    }
    stack.leaves(&known).await;
}

#[derive(Debug)]
struct Clock;

impl TimeSource for Clock {
    fn now(&self) -> std::time::SystemTime {
        std::time::SystemTime::now()
    }
}

struct Stack {
    citizens: People,
    table: Table,
    /// A text that is different in every run.
    run: String,
}

impl Stack {
    /// Finds the stack that the environment names.
    fn running() -> Option<Self> {
        let mut missing = Vec::new();
        let mut variable = |name: &'static str| {
            std::env::var(name).unwrap_or_else(|_| {
                missing.push(name);
                String::new()
            })
        };
        let endpoint = variable("AWS_ENDPOINT_URL");
        let table = variable("TABLE_NAME");
        let pool = Pool {
            id: variable("CITIZENS_POOL_ID"),
            client_id: variable("CITIZENS_CLIENT_ID"),
            client_secret: variable("CITIZENS_CLIENT_SECRET"),
        };
        if !missing.is_empty() {
            println!(
                "skipped: there is no stack, {} not set; start one with infra/local/up and read target/local-stack/environment",
                missing.join(", ")
            );
            return None;
        }
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
                "test", "test", None, None, "test",
            )))
            .endpoint_url(endpoint)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .region(Region::from_static("eu-west-2"))
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .time_source(SharedTimeSource::new(Clock))
            .build();
        Some(Self {
            citizens: People::new(&config, pool),
            table: Table::new(&config, table),
            run: Timestamp::now().as_nanosecond().to_string(),
        })
    }

    fn address(&self, name: &str) -> EmailAddress {
        EmailAddress::parse(&format!("{name}-{}@testshire.example", self.run)).unwrap()
    }

    /// Proves the password.
    async fn proven(&self, email: &EmailAddress, password: &str) -> String {
        match self.citizens.prove_password(email, password).await.unwrap() {
            PasswordProven::Right { continuation, .. } => continuation,
            other => panic!("the password was right, but the answer is {other:?}"),
        }
    }

    /// Stores what the page stores when a code was right. Returns the key of
    /// the sign-in and the proof.
    async fn code_was_right(
        &self,
        email: &EmailAddress,
        continuation: &str,
    ) -> (SignInKey, String) {
        let now = Timestamp::now();
        let cookie = format!("cookie {} {continuation}", email.as_str());
        let key = SignInKey(sha256(&cookie));
        let code_hash = sha256(&format!("{cookie}:123456"));
        let proof = sha256(&format!("proof {continuation}"))
            .get(..32)
            .unwrap()
            .to_owned();
        let sign_in = SignIn {
            email: email.clone(),
            purpose: Purpose::SignIn {
                continuation: continuation.to_owned(),
            },
            names: None,
            phone: None,
            next: "/account".to_owned(),
            started_at: now,
            code_sent_at: None,
            proven: false,
        };
        self.table.start_sign_in(&key, &sign_in).await.unwrap();
        let set = self
            .table
            .set_code(
                &key,
                email,
                &code_hash,
                &[Budget::of_sign_in_codes(email)],
                now,
            )
            .await;
        assert_eq!(set.unwrap(), CodeSet::Set);
        let tried = self
            .table
            .try_code(&key, &code_hash, &sha256(&proof), now)
            .await;
        assert_eq!(tried.unwrap(), CodeAttempt::Right);
        (key, proof)
    }

    async fn finish(
        &self,
        email: &EmailAddress,
        continuation: &str,
        key: &SignInKey,
        proof: &str,
    ) -> SignInOutcome {
        self.citizens
            .finish(email, continuation, key, proof)
            .await
            .unwrap()
    }

    /// Lists the identities that were made before an instant and never proved.
    async fn unproven(&self, before: Timestamp) -> Vec<AccountId> {
        let (mut found, mut after) = (Vec::new(), None::<String>);
        loop {
            let page = self.citizens.unproven(before, after.as_deref()).await;
            let page = page.unwrap();
            found.extend(page.identities);
            match page.next {
                Some(next) => after = Some(next),
                None => return found,
            }
        }
    }

    /// Signs in with everything right.
    async fn sign_in(&self, email: &EmailAddress, password: &str) -> AccountId {
        let continuation = self.proven(email, password).await;
        let (key, proof) = self.code_was_right(email, &continuation).await;
        match self.finish(email, &continuation, &key, &proof).await {
            SignInOutcome::Yes { account } => account,
            SignInOutcome::No => panic!("everything was right"),
        }
    }

    /// Deletes the account with this address.
    async fn leaves(&self, email: &EmailAddress) {
        let account = self.citizens.find_account(email).await.unwrap();
        self.citizens
            .delete_identity(&account.unwrap())
            .await
            .unwrap();
    }
}

fn sha256(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
}
