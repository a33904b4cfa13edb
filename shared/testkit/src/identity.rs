//! An identity provider in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use domain::access::password::Password;
use domain::access::sign_in::{
    EmailChanged, IdentityProvider, PasswordProven, SIGN_IN_LIVES, SignInKey, SignInOutcome,
    SignInStore, SignedUp,
};
use domain::access::staff_user::StaffInvitations;
use domain::fault::IdentityFault;
use domain::records::retention::{ClosedIdentityEraser, Unproven, UnprovenIdentityEraser};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use jiff::{SignedDuration, Timestamp};
use web::SiteContext;

use crate::call_chain::{self, CalledService};
use crate::fault_injection::{InjectedFault, Process};
use crate::lock;

/// The wrong passwords in a row after which somebody has to wait.
const MOST_WRONG: u32 = 5;

/// The number of identities in each list of the unproven.
const PAGE: usize = 2;

/// The time that somebody has to wait after too many wrong passwords.
const WAIT: SignedDuration = SignedDuration::from_mins(15);

const IDENTITY: CalledService = CalledService::Identity;
const CHALLENGE: CalledService = CalledService::IdentityChallenge;

/// The accounts of an identity provider, with their passwords. Clones share
/// what they hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accounts(Arc<Mutex<Inside>>);

impl Accounts {
    /// Makes other accounts that are what these are now.
    pub(crate) fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(lock(&self.0).clone())))
    }
}

#[derive(Clone, Debug, Default)]
struct Inside {
    accounts: BTreeMap<EmailAddress, Known>,
    /// The sign-ins with a right password, by continuation: the address and the
    /// time.
    waiting: BTreeMap<String, (EmailAddress, Timestamp)>,
    fails: bool,
    /// The account that refuses to be deleted.
    stays: Option<AccountId>,
}

#[derive(Clone, Debug)]
struct Known {
    id: AccountId,
    password: String,
    wrong: u32,
    tried_at: Timestamp,
    closed: bool,
    changed_at: Timestamp,
    proven: bool,
}

/// `IdentityProvider` in memory. Passwords are kept as they are. Proofs are
/// checked through the given sign-ins, as the triggers of the real identity
/// provider check them.
#[derive(Clone, Debug)]
pub struct InMemoryIdentity<S> {
    accounts: Accounts,
    site: SiteContext,
    sign_ins: S,
    process: Process,
}

impl<S> InMemoryIdentity<S> {
    pub(crate) fn new(accounts: Accounts, site: SiteContext, sign_ins: S) -> Self {
        Self {
            accounts,
            site,
            sign_ins,
            process: Process::default(),
        }
    }

    /// Returns the identity provider as one process calls it, which counts its
    /// calls.
    #[must_use]
    pub fn of(self, process: &Process) -> Self {
        Self {
            process: process.clone(),
            ..self
        }
    }

    /// Adds an identity that was last changed at that time, and whose first
    /// code was entered or not.
    ///
    /// # Panics
    /// If its id makes no e-mail address.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub fn add(&self, id: &AccountId, changed_at: Timestamp, proven: bool) {
        let email = EmailAddress::parse(&format!("{}@example.com", id.0));
        let known = Known {
            id: id.clone(),
            password: String::new(),
            wrong: 0,
            tried_at: changed_at,
            closed: false,
            changed_at,
            proven,
        };
        let mut inside = lock(&self.accounts.0);
        inside.accounts.insert(email.expect("an address"), known);
    }

    /// Lists every identity.
    #[must_use]
    pub fn accounts(&self) -> BTreeSet<AccountId> {
        let inside = lock(&self.accounts.0);
        let known = inside.accounts.values();
        known.map(|known| known.id.clone()).collect()
    }

    /// Makes this account refuse to be deleted from now on.
    pub fn refuse_to_delete(&self, id: &AccountId) {
        lock(&self.accounts.0).stays = Some(id.clone());
    }

    /// Lets every operation fail from now on, or none.
    pub fn fail(&self, fails: bool) {
        lock(&self.accounts.0).fails = fails;
    }

    fn inside(
        &self,
        operation: &'static str,
    ) -> Result<std::sync::MutexGuard<'_, Inside>, IdentityFault> {
        let inside = lock(&self.accounts.0);
        if inside.fails {
            return Err(fault(operation, "it was told to fail"));
        }
        Ok(inside)
    }
}

/// Asks Cognito, with as many calls one after another as the operation takes
/// there.
async fn asked(operation: &str, calls: &[CalledService]) {
    for service in calls {
        let call = call_chain::call(operation, *service, call_chain::on_the_way());
        call.await;
    }
}

fn fault(operation: &'static str, why: &'static str) -> IdentityFault {
    IdentityFault {
        operation,
        source: why.into(),
    }
}

fn injected(operation: &'static str, source: InjectedFault) -> IdentityFault {
    IdentityFault {
        operation,
        source: source.into(),
    }
}

impl Inside {
    fn unproven(&self, before: Timestamp, after: Option<&str>) -> Unproven {
        let mut known: Vec<&Known> = self.accounts.values().collect();
        known.sort_by_key(|known| &known.id);
        let page: Vec<&Known> = known
            .into_iter()
            .filter(|known| after.is_none_or(|after| known.id.0.as_str() > after))
            .take(PAGE)
            .collect();
        Unproven {
            next: page.get(PAGE - 1).map(|known| known.id.0.clone()),
            identities: page
                .into_iter()
                .filter(|known| known.changed_at < before && !known.proven)
                .map(|known| known.id.clone())
                .collect(),
        }
    }

    fn delete(&mut self, account: &AccountId) -> Result<(), IdentityFault> {
        if self.stays.as_ref() == Some(account) {
            return Err(fault("delete an account", "it was told to keep it"));
        }
        self.accounts.retain(|_, known| known.id != *account);
        Ok(())
    }
}

impl<S: SignInStore> IdentityProvider for InMemoryIdentity<S> {
    async fn sign_up(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> Result<SignedUp, IdentityFault> {
        asked("sign up", &[IDENTITY]).await;
        let mut inside = self.inside("sign up")?;
        if inside.accounts.contains_key(email) {
            return Ok(SignedUp::HasAccount);
        }
        let known = Known {
            id: AccountId(self.site.new_id()),
            password: Password::as_typed(password),
            wrong: 0,
            tried_at: self.site.now(),
            closed: false,
            changed_at: self.site.now(),
            proven: false,
        };
        inside.accounts.insert(email.clone(), known);
        Ok(SignedUp::Created)
    }

    async fn is_unproven(&self, email: &EmailAddress) -> Result<bool, IdentityFault> {
        asked("find an unproven identity", &[IDENTITY]).await;
        let inside = self.inside("find an unproven identity")?;
        Ok(inside
            .accounts
            .get(email)
            .is_some_and(|known| !known.proven))
    }

    async fn prove_password(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> Result<PasswordProven, IdentityFault> {
        asked("prove a password", &[IDENTITY, CHALLENGE]).await;
        let mut inside = self.inside("prove a password")?;
        let now = self.site.now();
        let Some(known) = inside.accounts.get_mut(email) else {
            return Ok(PasswordProven::Wrong);
        };
        if known.wrong >= MOST_WRONG && now < known.tried_at + WAIT {
            return Ok(PasswordProven::TooMany);
        }
        known.tried_at = now;
        if known.closed || known.password != Password::as_typed(password) {
            known.wrong += 1;
            return Ok(PasswordProven::Wrong);
        }
        known.wrong = 0;
        let account = known.id.clone();
        let continuation = self.site.new_id();
        inside
            .waiting
            .insert(continuation.clone(), (email.clone(), now));
        Ok(PasswordProven::Right {
            continuation,
            account,
        })
    }

    async fn finish(
        &self,
        email: &EmailAddress,
        continuation: &str,
        key: &SignInKey,
        proof: &str,
    ) -> Result<SignInOutcome, IdentityFault> {
        const OPERATION: &str = "finish a sign-in";
        let now = self.site.now();
        let waiting = self.inside(OPERATION)?.waiting.remove(continuation);
        let in_time =
            waiting.is_some_and(|(whose, since)| whose == *email && now < since + SIGN_IN_LIVES);
        if !in_time {
            return Ok(SignInOutcome::No);
        }
        let hash = web::who::sign_in::proof_hash(proof);
        let proven = self.sign_ins.take_proof(key, &hash, now);
        let proven = call_chain::of_another_function(proven);
        let proven = call_chain::call(OPERATION, CHALLENGE, proven);
        let proven = proven
            .await
            .map_err(|_| fault(OPERATION, "the proof could not be taken"))?;
        let first = self.inside(OPERATION)?.accounts.get(email).cloned();
        if first.is_some_and(|known| !known.proven) {
            asked("mark an address as verified", &[IDENTITY]).await;
        }
        let mut inside = self.inside(OPERATION)?;
        Ok(match inside.accounts.get_mut(email) {
            Some(known) if proven.as_ref() == Some(email) => {
                known.proven = true;
                SignInOutcome::Yes {
                    account: known.id.clone(),
                }
            }
            _ => SignInOutcome::No,
        })
    }

    async fn find_account(&self, email: &EmailAddress) -> Result<Option<AccountId>, IdentityFault> {
        asked("find an account", &[IDENTITY]).await;
        let inside = self.inside("find an account")?;
        Ok(inside.accounts.get(email).map(|known| known.id.clone()))
    }

    async fn email_of(&self, account: &AccountId) -> Result<Option<EmailAddress>, IdentityFault> {
        asked("find an address", &[IDENTITY]).await;
        let inside = self.inside("find an address")?;
        let mut accounts = inside.accounts.iter();
        let found = accounts.find(|(_, known)| known.id == *account);
        Ok(found.map(|(email, _)| email.clone()))
    }

    async fn set_password(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> Result<(), IdentityFault> {
        asked("set a password", &[IDENTITY]).await;
        const OPERATION: &str = "set a password";
        let mut inside = self.inside(OPERATION)?;
        let known = inside.accounts.get_mut(email);
        let known = known.ok_or_else(|| fault(OPERATION, "there is no such account"))?;
        known.password = Password::as_typed(password);
        known.wrong = 0;
        known.changed_at = self.site.now();
        Ok(())
    }

    async fn change_email(
        &self,
        account: &AccountId,
        email: &EmailAddress,
    ) -> Result<EmailChanged, IdentityFault> {
        asked("change an address", &[IDENTITY, IDENTITY]).await;
        const OPERATION: &str = "change an address";
        let mut inside = self.inside(OPERATION)?;
        let before = inside
            .accounts
            .iter()
            .find(|(_, known)| known.id == *account)
            .map(|(before, _)| before.clone())
            .ok_or_else(|| fault(OPERATION, "there is no such account"))?;
        if before == *email {
            if let Some(known) = inside.accounts.get_mut(email) {
                known.proven = true;
            }
            return Ok(EmailChanged::Yes);
        }
        if inside.accounts.contains_key(email) {
            return Ok(EmailChanged::Taken);
        }
        if let Some(mut known) = inside.accounts.remove(&before) {
            known.proven = true;
            inside.accounts.insert(email.clone(), known);
        }
        Ok(EmailChanged::Yes)
    }

    async fn delete_identity(&self, account: &AccountId) -> Result<(), IdentityFault> {
        asked("delete an account", &[IDENTITY]).await;
        self.inside("delete an account")?.delete(account)
    }
}

impl<S: SignInStore> UnprovenIdentityEraser for InMemoryIdentity<S> {
    async fn unproven(
        &self,
        before: Timestamp,
        after: Option<&str>,
    ) -> Result<Unproven, IdentityFault> {
        const OPERATION: &str = "list identities";
        let list = || Ok(self.inside(OPERATION)?.unproven(before, after));
        let listed = self.process.call(list).await;
        listed.unwrap_or_else(|source| Err(injected(OPERATION, source)))
    }

    async fn forget_identity(&self, id: &AccountId) -> Result<(), IdentityFault> {
        const OPERATION: &str = "delete an identity";
        let delete = || self.inside(OPERATION)?.delete(id);
        let deleted = self.process.call(delete).await;
        deleted.unwrap_or_else(|source| Err(injected(OPERATION, source)))
    }
}

/// Both pools in memory, for the job that deletes identities of either.
#[derive(Clone, Debug)]
pub struct InMemoryPools<S> {
    /// People who make their own account.
    pub citizens: InMemoryIdentity<S>,
    /// People who are invited.
    pub invited: InMemoryIdentity<S>,
}

impl<S: SignInStore> UnprovenIdentityEraser for InMemoryPools<S> {
    async fn unproven(
        &self,
        before: Timestamp,
        after: Option<&str>,
    ) -> Result<Unproven, IdentityFault> {
        self.citizens.unproven(before, after).await
    }

    async fn forget_identity(&self, id: &AccountId) -> Result<(), IdentityFault> {
        self.citizens.forget_identity(id).await
    }
}

impl<S: SignInStore> ClosedIdentityEraser for InMemoryPools<S> {
    async fn forget_staff_identity(&self, id: &AccountId) -> Result<(), IdentityFault> {
        self.invited.forget_identity(id).await
    }
}

impl<S: SignInStore> StaffInvitations for InMemoryIdentity<S> {
    async fn invite(&self, email: &EmailAddress) -> Result<AccountId, IdentityFault> {
        asked("invite somebody", &[IDENTITY, IDENTITY]).await;
        let mut inside = self.inside("invite somebody")?;
        let known = inside
            .accounts
            .entry(email.clone())
            .or_insert_with(|| Known {
                id: AccountId(self.site.new_id()),
                // A password that nobody knows.
                password: self.site.new_id(),
                wrong: 0,
                tried_at: self.site.now(),
                closed: false,
                changed_at: self.site.now(),
                proven: true,
            });
        known.closed = false;
        Ok(known.id.clone())
    }

    async fn close(&self, email: &EmailAddress) -> Result<(), IdentityFault> {
        asked("close an account", &[IDENTITY]).await;
        let mut inside = self.inside("close an account")?;
        if let Some(known) = inside.accounts.get_mut(email) {
            known.closed = true;
        }
        Ok(())
    }
}
