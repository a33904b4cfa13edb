//! Signing in: a password, then a code that was sent; and the other things
//! that a code sent by e-mail proves.

use jiff::{SignedDuration, Timestamp};

use crate::account::{AccountId, EmailAddress};
use crate::draft::StoreFault;
use crate::reference::Reference;
use crate::telephone::PhoneNumber;

/// How long a code can be used: 10 minutes (NIST SP 800-63B, 3.1.3.2).
pub const CODE_LIVES: SignedDuration = SignedDuration::from_mins(10);

/// How often a code can be tried.
pub const CODE_TRIES: u32 = 5;

/// How many codes are sent to one address within an hour.
pub const CODES_AN_HOUR: u32 = 5;

/// How long a started sign-in is kept. The identity provider keeps its side
/// for 15 minutes.
pub const SIGN_IN_LIVES: SignedDuration = SignedDuration::from_mins(15);

/// Which sign-in: a one-way hash of its cookie's value.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SignInKey(pub String);

/// What the code is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// The password was right; the identity provider waits for the proof.
    SignIn {
        /// What the identity provider gave to go on with.
        continuation: String,
    },
    /// Somebody has proven who they are and is asked for their name: their
    /// account was made elsewhere, or in a browser that no longer knows it.
    FirstSignIn {
        /// Whose first sign-in this is.
        account: AccountId,
    },
    /// Somebody wanted to make an account with an address that has one. Only
    /// who reads its mail is told.
    HasAccount,
    /// A new password.
    NewPassword,
    /// Another address of somebody who is signed in and has given their
    /// password: the one that the code goes to.
    NewEmail {
        /// Whose.
        account: AccountId,
    },
    /// The same, but the address has an account already. Only who reads its
    /// mail is told; the pages are the same, no code is right.
    TakenEmail,
    /// One saved form, by its reference.
    Recover {
        /// The form's reference.
        reference: Reference,
    },
    /// The password of somebody who was invited was right; the identity
    /// provider waits for the proof of the other factor.
    Invited {
        /// What the identity provider gave to go on with.
        continuation: String,
        /// Who it is.
        member: AccountId,
    },
    /// A new password, or the first, of somebody who was invited.
    InvitedPassword,
    /// Another telephone of somebody who is signed in and has given a code of
    /// their authenticator app.
    NewPhone {
        /// Who it is.
        member: AccountId,
    },
    /// There is nothing that a code could open: an address without an account.
    /// The pages are the same, no code is right.
    Nothing,
}

crate::named_enum! {
    /// Which [`Purpose`] a code is for, without whose it is. A sign-in is stored
    /// with its name.
    pub enum PurposeKind {
        /// [`Purpose::SignIn`].
        SignIn = "sign-in",
        /// [`Purpose::FirstSignIn`].
        FirstSignIn = "first-sign-in",
        /// [`Purpose::HasAccount`].
        HasAccount = "has-account",
        /// [`Purpose::NewPassword`].
        NewPassword = "new-password",
        /// [`Purpose::NewEmail`].
        NewEmail = "new-email",
        /// [`Purpose::TakenEmail`].
        TakenEmail = "taken-email",
        /// [`Purpose::Recover`].
        Recover = "recover",
        /// [`Purpose::Invited`].
        Invited = "invited",
        /// [`Purpose::InvitedPassword`].
        InvitedPassword = "invited-password",
        /// [`Purpose::NewPhone`].
        NewPhone = "new-phone",
        /// [`Purpose::Nothing`].
        Nothing = "nothing",
    }
}

impl Purpose {
    /// Which of the purposes it is.
    #[must_use]
    pub const fn kind(&self) -> PurposeKind {
        match self {
            Self::SignIn { .. } => PurposeKind::SignIn,
            Self::FirstSignIn { .. } => PurposeKind::FirstSignIn,
            Self::HasAccount => PurposeKind::HasAccount,
            Self::NewPassword => PurposeKind::NewPassword,
            Self::NewEmail { .. } => PurposeKind::NewEmail,
            Self::TakenEmail => PurposeKind::TakenEmail,
            Self::Recover { .. } => PurposeKind::Recover,
            Self::Invited { .. } => PurposeKind::Invited,
            Self::InvitedPassword => PurposeKind::InvitedPassword,
            Self::NewPhone { .. } => PurposeKind::NewPhone,
            Self::Nothing => PurposeKind::Nothing,
        }
    }
}

impl PurposeKind {
    /// Whether a right code opens anything.
    #[must_use]
    pub const fn opens(self) -> bool {
        !matches!(self, Self::TakenEmail | Self::Nothing)
    }
}

/// A sign-in that has been started.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignIn {
    /// Whose mail the code goes to.
    pub email: EmailAddress,
    /// What the code is for.
    pub purpose: Purpose,
    /// First and last name typed with a new account, kept until it is proven.
    pub names: Option<(String, String)>,
    /// Where its codes go, if not to the address: a telephone that is to be
    /// registered when its code is right.
    pub phone: Option<PhoneNumber>,
    /// Where to go afterwards: a path of the portal.
    pub next: String,
    /// When it was started.
    pub started_at: Timestamp,
    /// When the code that counts was sent; none was yet if empty.
    pub code_sent_at: Option<Timestamp>,
    /// Whether the code was given.
    pub proven: bool,
}

/// What became of asking for a code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CodeSet {
    /// This code counts from now on, and none before it.
    Set,
    /// The address has had [`CODES_AN_HOUR`] within the hour. The code before
    /// still counts.
    TooMany,
    /// There is no such sign-in, or it is too old.
    NoSignIn,
}

/// What became of a code that was tried.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tried {
    /// It was right, and this was the one try that counts.
    Right,
    /// It was wrong; so often it can be tried again.
    Wrong {
        /// Tries left; 0 if this was the last.
        left: u32,
    },
    /// No code counts any more: too many tries, too late, used, or no such
    /// sign-in. Send a new one.
    NoCode,
}

/// Where sign-ins are kept until they are done. Codes and proofs are only ever
/// given as one-way hashes that depend on the sign-in's cookie, which the store
/// never sees.
pub trait KeepSignIns: Clone + Send + Sync + 'static {
    /// Keeps a new sign-in.
    fn start_sign_in(
        &self,
        key: &SignInKey,
        sign_in: &SignIn,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// The sign-in with this key. MUST answer none for one that is older than
    /// [`SIGN_IN_LIVES`].
    fn read_sign_in(
        &self,
        key: &SignInKey,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<SignIn>, StoreFault>> + Send;

    /// Makes a code count, and none before it. MUST count at most
    /// [`CODES_AN_HOUR`] for an address, atomically: an hour begins with the
    /// first code.
    fn set_code(
        &self,
        key: &SignInKey,
        email: &EmailAddress,
        code_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<CodeSet, StoreFault>> + Send;

    /// Tries a code. MUST count the try before it compares, so that parallel
    /// tries are at most [`CODE_TRIES`] together; MUST answer [`Tried::Right`]
    /// to exactly one try of a code, and then keep `proof_hash` for
    /// [`Self::take_proof`]. Every try has a proof of its own: with the same
    /// one it is the same try, told again.
    fn try_code(
        &self,
        key: &SignInKey,
        code_hash: &str,
        proof_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Tried, StoreFault>> + Send;

    /// Takes the proof that a code was right: answers with the address it
    /// proves, to exactly one taker.
    fn take_proof(
        &self,
        key: &SignInKey,
        proof_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<EmailAddress>, StoreFault>> + Send;

    /// Ends a sign-in. MUST succeed if there is none.
    fn end_sign_in(&self, key: &SignInKey) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// What became of asking for an account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignedUp {
    /// There is a new account.
    Created,
    /// The address has one already.
    HasAccount,
}

/// What became of a password.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PasswordProven {
    /// It was right.
    Right {
        /// What to give back with the proof.
        continuation: String,
    },
    /// The address has no account or the password is not its own.
    Wrong,
    /// Tried too often; wait.
    TooMany,
}

/// What became of the proof.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignedIn {
    /// Signed in.
    Yes {
        /// As whom.
        account: AccountId,
    },
    /// The proof was not taken, or it took too long: start again.
    No,
}

/// What became of another address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EmailChanged {
    /// It is the account's.
    Yes,
    /// It is another account's.
    Taken,
}

/// The identity provider did not answer as it should. Says nothing about the
/// person.
#[derive(Debug, thiserror::Error)]
#[error("the identity provider failed to {operation}")]
pub struct IdentityFault {
    /// What was asked of it: `prove a password`.
    pub operation: &'static str,
    /// What it said, for the log only.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// The identity provider, for people who make their own account.
pub trait ProveIdentity: Clone + Send + Sync + 'static {
    /// Makes an account that can sign in by password and code.
    fn sign_up(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> impl Future<Output = Result<SignedUp, IdentityFault>> + Send;

    /// Proves a password without sending it. MUST answer the same, after about
    /// the same time, for an address without an account as for a wrong password.
    fn prove_password(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> impl Future<Output = Result<PasswordProven, IdentityFault>> + Send;

    /// Finishes a sign-in with the key of the sign-in and the proof that its
    /// code was right.
    fn finish(
        &self,
        email: &EmailAddress,
        continuation: &str,
        key: &SignInKey,
        proof: &str,
    ) -> impl Future<Output = Result<SignedIn, IdentityFault>> + Send;

    /// Whether the address has an account.
    fn find_account(
        &self,
        email: &EmailAddress,
    ) -> impl Future<Output = Result<Option<AccountId>, IdentityFault>> + Send;

    /// Gives an account another password. The caller has proven the address.
    fn set_password(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> impl Future<Output = Result<(), IdentityFault>> + Send;

    /// Gives an account another address. The caller has proven it. MUST succeed
    /// if the account has it already.
    fn change_email(
        &self,
        account: &AccountId,
        email: &EmailAddress,
    ) -> impl Future<Output = Result<EmailChanged, IdentityFault>> + Send;

    /// Deletes an account, whatever its address is by now. MUST succeed if
    /// there is none.
    fn delete_identity(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<(), IdentityFault>> + Send;
}
