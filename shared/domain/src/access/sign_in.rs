//! Sign-ins: a password, then a code that was sent; and the other acts that a
//! code sent by e-mail proves.

use jiff::{SignedDuration, Timestamp};

use crate::access::app_secret::AppSecret;
#[cfg(doc)]
use crate::access::budget::CODES_AN_HOUR;
use crate::access::budget::{Budget, BudgetHolder, BudgetPurpose};
use crate::access::session::{SessionKey, StaffSessionKey};
use crate::fault::{IdentityFault, StoreFault};
use crate::values::account_id::AccountId;
use crate::values::email_address::EmailAddress;
use crate::values::information_request::InformationRequestKey;
use crate::values::phone_number::PhoneNumber;
use crate::values::reference::Reference;

/// The time for which a code can be used: 10 minutes (NIST SP 800-63B,
/// 3.1.3.2).
pub const CODE_LIVES: SignedDuration = SignedDuration::from_mins(10);

/// The most times that a code can be tried.
pub const CODE_TRIES: u32 = 5;

/// The time for which a started sign-in is kept. The identity provider keeps
/// its side for 15 minutes.
pub const SIGN_IN_LIVES: SignedDuration = SignedDuration::from_mins(15);

/// The time for which the end of a sign-in is kept: long enough for the second
/// press of a button, also over a slow network.
pub const SIGN_IN_END_LIVES: SignedDuration = SignedDuration::from_mins(1);

/// The key of a sign-in: a one-way hash of its cookie's value.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SignInKey(pub String);

/// The purpose of a code.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// The password was right; the identity provider waits for the proof.
    SignIn {
        /// The identity provider's token with which the sign-in goes on.
        continuation: String,
    },
    /// Somebody makes an account: no code has proven yet that the address is
    /// theirs, so anybody may have chosen the password.
    NewAccount {
        /// The identity provider's token with which the sign-in goes on; `None`
        /// if somebody chose another password for the address before.
        continuation: Option<String>,
    },
    /// Somebody has proven who they are and is asked for their name: their
    /// account was made elsewhere, or in a browser that no longer knows it.
    FirstSignIn {
        /// The account whose first sign-in this is.
        account: AccountId,
    },
    /// Somebody wanted to make an account with an address that has one. Only
    /// the owner of the mailbox is told.
    HasAccount,
    /// Somebody wants a new password.
    NewPassword,
    /// Somebody who is signed in and has given their password wants another
    /// address, to which the code goes.
    NewEmail {
        /// The account that gets the new address.
        account: AccountId,
    },
    /// Somebody who is signed in wants an address that has an account already.
    /// Only the owner of the mailbox is told; the pages are those of
    /// [`Purpose::NewEmail`], and no code is right.
    TakenEmail {
        /// The account that wants the address. A sign-in from before it was
        /// kept has none.
        account: Option<AccountId>,
    },
    /// Somebody recovers one saved form by its reference.
    Recover {
        /// The form's reference.
        reference: Reference,
    },
    /// Somebody answers what staff asked them about an application, without
    /// signing in. The code goes to the address of the account that sent the
    /// application.
    AnswerQuestions {
        /// The request. The code opens nothing else.
        request: InformationRequestKey,
    },
    /// The password of a member was right; the identity provider waits for the
    /// proof of the other factor.
    Invited {
        /// The identity provider's token with which the sign-in goes on.
        continuation: String,
        /// The id of the staff user.
        staff_user: AccountId,
    },
    /// A member wants a new password, or their first.
    InvitedPassword,
    /// A member who is signed in and has given a code of their authenticator
    /// app wants another telephone.
    NewPhone {
        /// The id of the staff user.
        staff_user: AccountId,
    },
    /// A member who is signed in and has given their password wants an
    /// authenticator app, another one, or none. The change is made once a code
    /// of the factor that they have is given.
    ChangeApp {
        /// The id of the staff user.
        staff_user: AccountId,
        /// The session in which they asked. No other session makes the change.
        session: StaffSessionKey,
        /// The secret of the new app, which the portal made; `None` to stop
        /// using the app.
        secret: Option<AppSecret>,
    },
    /// Somebody who is signed in and has given their password wants to do
    /// something for which a session alone is not enough (ASVS 5.0, 7.5.1). The
    /// code goes to the address that they sign in with now.
    Reauthentication {
        /// The account that they are signed in to.
        account: AccountId,
        /// The session in which they asked. No other session goes on with the
        /// action.
        session: SessionKey,
        /// What they want to do.
        action: SensitiveAction,
    },
    /// A staff user who is signed in and has given their password wants another
    /// one. It is set once a code of the factor that they have is given.
    ChangeStaffPassword {
        /// The id of the staff user.
        staff_user: AccountId,
        /// The session in which they asked. No other session sets it.
        session: StaffSessionKey,
    },
    /// The address has no account, so no code opens anything. The pages are
    /// those of the other purposes, and no code is right.
    Nothing {
        /// The budget of the codes that were asked for.
        asked_for: BudgetPurpose,
    },
}

/// An action for which a session alone is not enough.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SensitiveAction {
    /// The account is deleted.
    DeleteAccount,
    /// The password is changed.
    ChangePassword,
    /// The e-mail address is changed, which a code to the new one proves as
    /// well.
    ChangeEmail {
        /// The new address.
        to: EmailAddress,
    },
}

crate::named_enum! {
    /// The kind of a [`SensitiveAction`]. A sign-in is stored with the name of
    /// the kind.
    pub enum SensitiveActionKind {
        /// [`SensitiveAction::DeleteAccount`].
        DeleteAccount = "delete-account",
        /// [`SensitiveAction::ChangePassword`].
        ChangePassword = "change-password",
        /// [`SensitiveAction::ChangeEmail`].
        ChangeEmail = "change-email",
    }
}

impl SensitiveAction {
    /// Returns the kind of the action.
    #[must_use]
    pub const fn kind(&self) -> SensitiveActionKind {
        match self {
            Self::DeleteAccount => SensitiveActionKind::DeleteAccount,
            Self::ChangePassword => SensitiveActionKind::ChangePassword,
            Self::ChangeEmail { .. } => SensitiveActionKind::ChangeEmail,
        }
    }
}

crate::named_enum! {
    /// The kind of a [`Purpose`], without its account or member. A sign-in is
    /// stored with the name of the kind.
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
        /// [`Purpose::NewAccount`].
        NewAccount = "new-account",
        /// [`Purpose::ChangeApp`].
        ChangeApp = "change-app",
        /// [`Purpose::Reauthentication`].
        Reauthentication = "reauthentication",
        /// [`Purpose::ChangeStaffPassword`].
        ChangeStaffPassword = "change-staff-password",
        /// [`Purpose::AnswerQuestions`].
        AnswerQuestions = "answer-questions",
    }
}

impl Purpose {
    /// Returns the kind of the purpose.
    #[must_use]
    pub const fn kind(&self) -> PurposeKind {
        match self {
            Self::SignIn { .. } => PurposeKind::SignIn,
            Self::NewAccount { .. } => PurposeKind::NewAccount,
            Self::FirstSignIn { .. } => PurposeKind::FirstSignIn,
            Self::HasAccount => PurposeKind::HasAccount,
            Self::NewPassword => PurposeKind::NewPassword,
            Self::NewEmail { .. } => PurposeKind::NewEmail,
            Self::TakenEmail { .. } => PurposeKind::TakenEmail,
            Self::Recover { .. } => PurposeKind::Recover,
            Self::AnswerQuestions { .. } => PurposeKind::AnswerQuestions,
            Self::Invited { .. } => PurposeKind::Invited,
            Self::InvitedPassword => PurposeKind::InvitedPassword,
            Self::NewPhone { .. } => PurposeKind::NewPhone,
            Self::ChangeApp { .. } => PurposeKind::ChangeApp,
            Self::Reauthentication { .. } => PurposeKind::Reauthentication,
            Self::ChangeStaffPassword { .. } => PurposeKind::ChangeStaffPassword,
            Self::Nothing { .. } => PurposeKind::Nothing,
        }
    }

    /// Returns how codes of this purpose are sent, which is also the page that
    /// takes them; `None` if the purpose has no code. No other page sends one,
    /// because that would void the code that was sent.
    #[must_use]
    pub const fn code_is_sent_by(&self) -> Option<CodeDelivery> {
        match self {
            Self::Invited { .. }
            | Self::NewPhone { .. }
            | Self::ChangeApp { .. }
            | Self::ChangeStaffPassword { .. } => Some(CodeDelivery::Telephone),
            // The address is proven already.
            Self::FirstSignIn { .. } => None,
            Self::SignIn { .. }
            | Self::NewAccount { .. }
            | Self::HasAccount
            | Self::NewPassword
            | Self::NewEmail { .. }
            | Self::TakenEmail { .. }
            | Self::Recover { .. }
            | Self::AnswerQuestions { .. }
            | Self::InvitedPassword
            | Self::Reauthentication { .. }
            | Self::Nothing { .. } => Some(CodeDelivery::Email),
        }
    }

    /// Returns the budget from which codes of this purpose to an address are
    /// taken. What needs no password has budgets of its own, so that nobody can
    /// use up the codes of somebody who has given theirs.
    #[must_use]
    pub fn budget(&self, email: &EmailAddress) -> Budget {
        let (purpose, holder) = match self {
            Self::SignIn { .. } | Self::FirstSignIn { .. } => (
                BudgetPurpose::SignInCode,
                BudgetHolder::Address(email.clone()),
            ),
            Self::NewEmail { account }
            | Self::TakenEmail {
                account: Some(account),
            } => (
                BudgetPurpose::NewEmailCode,
                BudgetHolder::Account(account.clone()),
            ),
            Self::TakenEmail { account: None } => (
                BudgetPurpose::NewEmailCode,
                BudgetHolder::Address(email.clone()),
            ),
            Self::Invited { staff_user, .. } => (
                BudgetPurpose::StaffSignInCode,
                BudgetHolder::Account(staff_user.clone()),
            ),
            Self::NewPhone { staff_user } => (
                BudgetPurpose::NewPhoneCode,
                BudgetHolder::Account(staff_user.clone()),
            ),
            Self::ChangeApp { staff_user, .. } => (
                BudgetPurpose::ChangeAppCode,
                BudgetHolder::Account(staff_user.clone()),
            ),
            Self::Reauthentication { account, .. } => (
                BudgetPurpose::ReauthenticationCode,
                BudgetHolder::Account(account.clone()),
            ),
            Self::ChangeStaffPassword { staff_user, .. } => (
                BudgetPurpose::ReauthenticationCode,
                BudgetHolder::Account(staff_user.clone()),
            ),
            Self::NewAccount { .. } | Self::HasAccount => {
                anybodys(BudgetPurpose::CreateAccountCode, email)
            }
            Self::NewPassword => anybodys(BudgetPurpose::NewPasswordCode, email),
            Self::InvitedPassword => anybodys(BudgetPurpose::StaffPasswordCode, email),
            Self::Recover { .. } => anybodys(BudgetPurpose::RecoverCode, email),
            Self::AnswerQuestions { .. } => anybodys(BudgetPurpose::QuestionsCode, email),
            Self::Nothing { asked_for } => anybodys(*asked_for, email),
        };
        Budget::of_codes(purpose, holder)
    }

    /// Returns the identity provider's token with which a citizen's sign-in goes
    /// on once the code is right. The provider takes one proof for it.
    #[must_use]
    pub fn continuation(&self) -> Option<&str> {
        match self {
            Self::SignIn { continuation } => Some(continuation),
            Self::NewAccount { continuation } => continuation.as_deref(),
            Self::FirstSignIn { .. }
            | Self::HasAccount
            | Self::NewPassword
            | Self::NewEmail { .. }
            | Self::TakenEmail { .. }
            | Self::Recover { .. }
            | Self::AnswerQuestions { .. }
            | Self::Invited { .. }
            | Self::InvitedPassword
            | Self::NewPhone { .. }
            | Self::ChangeApp { .. }
            | Self::Reauthentication { .. }
            | Self::ChangeStaffPassword { .. }
            | Self::Nothing { .. } => None,
        }
    }

    /// Whether the right code ends the sign-in by itself. The others go on with a
    /// page, which anybody who has the cookie of the proven sign-in can open.
    #[must_use]
    pub const fn ends_with_its_code(&self) -> bool {
        match self {
            Self::SignIn { .. }
            | Self::NewAccount {
                continuation: Some(_),
            }
            | Self::NewEmail { .. }
            | Self::Recover { .. }
            | Self::Invited { .. }
            | Self::NewPhone { .. }
            | Self::Reauthentication {
                action: SensitiveAction::ChangeEmail { .. },
                ..
            } => true,
            Self::NewAccount { continuation: None }
            | Self::FirstSignIn { .. }
            | Self::HasAccount
            | Self::NewPassword
            | Self::TakenEmail { .. }
            | Self::AnswerQuestions { .. }
            | Self::InvitedPassword
            | Self::ChangeApp { .. }
            | Self::Reauthentication { .. }
            | Self::ChangeStaffPassword { .. }
            | Self::Nothing { .. } => false,
        }
    }

    /// Whether it is a purpose of staff, who sign in at a page of their own.
    #[must_use]
    pub fn is_of_staff(&self) -> bool {
        match self {
            Self::Invited { .. }
            | Self::InvitedPassword
            | Self::NewPhone { .. }
            | Self::ChangeApp { .. }
            | Self::ChangeStaffPassword { .. } => true,
            Self::Nothing { asked_for } => *asked_for == BudgetPurpose::StaffPasswordCode,
            Self::SignIn { .. }
            | Self::NewAccount { .. }
            | Self::FirstSignIn { .. }
            | Self::HasAccount
            | Self::NewPassword
            | Self::NewEmail { .. }
            | Self::TakenEmail { .. }
            | Self::Reauthentication { .. }
            | Self::Recover { .. }
            | Self::AnswerQuestions { .. } => false,
        }
    }

    /// Whether anybody can ask for codes of this purpose without a password.
    /// Such codes are also counted by the source of the request.
    #[must_use]
    pub const fn needs_no_password(&self) -> bool {
        match self {
            Self::NewAccount { .. }
            | Self::HasAccount
            | Self::NewPassword
            | Self::InvitedPassword
            | Self::Recover { .. }
            | Self::AnswerQuestions { .. }
            | Self::Nothing { .. } => true,
            Self::SignIn { .. }
            | Self::FirstSignIn { .. }
            | Self::NewEmail { .. }
            | Self::TakenEmail { .. }
            | Self::Invited { .. }
            | Self::NewPhone { .. }
            | Self::ChangeApp { .. }
            | Self::Reauthentication { .. }
            | Self::ChangeStaffPassword { .. } => false,
        }
    }
}

/// Returns what a budget is for that anybody can spend, and its holder.
fn anybodys(purpose: BudgetPurpose, email: &EmailAddress) -> (BudgetPurpose, BudgetHolder) {
    (purpose, BudgetHolder::Address(email.mailbox()))
}

/// The way in which codes are sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CodeDelivery {
    /// By e-mail, to the address of the sign-in.
    Email,
    /// By text message or call.
    Telephone,
}

impl PurposeKind {
    /// Whether a code of this kind can be right and open anything.
    #[must_use]
    pub const fn opens(self) -> bool {
        !matches!(self, Self::TakenEmail | Self::Nothing)
    }
}

/// A sign-in that has been started.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignIn {
    /// The address that the code goes to.
    pub email: EmailAddress,
    /// The purpose of the code.
    pub purpose: Purpose,
    /// The first and last name typed with a new account, kept until its address
    /// is proven.
    pub names: Option<(String, String)>,
    /// The telephone that codes go to instead of the address, and that is
    /// registered when its code is right.
    pub phone: Option<PhoneNumber>,
    /// The path of the portal to go to after the sign-in.
    pub next: String,
    /// The instant at which the sign-in was started.
    pub started_at: Timestamp,
    /// The instant at which the current code was sent; `None` if none was sent
    /// yet.
    pub code_sent_at: Option<Timestamp>,
    /// Whether the right code was given.
    pub proven: bool,
}

impl SignIn {
    /// Whether the time of the current code has run out.
    #[must_use]
    pub fn code_has_run_out(&self, now: Timestamp) -> bool {
        self.code_sent_at
            .is_some_and(|sent| now.duration_since(sent) >= CODE_LIVES)
    }
}

/// The outcome of setting a code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CodeSet {
    /// The code counts from now on, and no code before it.
    Set,
    /// The address or the account has had [`CODES_AN_HOUR`] within the hour. The
    /// code before still counts.
    TooMany,
    /// The source of the request has asked for too many codes within the hour.
    /// The code before still counts.
    TooManyFromSource,
    /// There is no such sign-in, or it has expired.
    NoSignIn,
}

/// The outcome of trying a code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CodeAttempt {
    /// The code was right, and this was the one try that counts.
    Right,
    /// The code was wrong.
    Wrong {
        /// The number of tries left; 0 if this was the last.
        left: u32,
    },
    /// No code counts any more: there were too many tries, it is too late, the
    /// code was used, or there is no such sign-in. A new code has to be sent.
    NoCode,
}

/// The outcome of starting a sign-in that may be asked for twice.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignInStart {
    /// The sign-in is started and counted.
    Now,
    /// The sign-in was started before. Nothing is counted.
    Before,
    /// The sign-in is not started, because this budget is spent for its hour.
    TooMany(Budget),
}

/// The end of a sign-in, kept for a moment, so that the second press of the
/// button that ended it is answered as the first was.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignInEnd {
    /// An id that nobody can guess. The value of the cookie that began with the
    /// end is made of it and of the cookie of the sign-in, so that neither a copy
    /// of the table nor a planted cookie is enough to make it again.
    pub id: String,
    /// What began with the end.
    pub began: BegunBySignIn,
    /// The path of the portal that it leads to.
    pub next: String,
}

crate::named_enum! {
    /// What begins when a sign-in ends. The end is stored with the name.
    pub enum BegunBySignIn {
        /// Nothing: it leads to a page.
        Nothing = "nothing",
        /// A session of a citizen.
        Session = "session",
        /// A session of a staff user.
        StaffSession = "staff-session",
        /// Another sign-in, for which a code was sent.
        SignIn = "sign-in",
    }
}

impl BegunBySignIn {
    /// Whether somebody is signed in by it.
    #[must_use]
    pub const fn is_session(self) -> bool {
        matches!(self, Self::Session | Self::StaffSession)
    }
}

/// Where a sign-in stands whose right code comes again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CodeRepeated {
    /// Another code than the right one, or there is no such sign-in.
    No,
    /// The code was right, and the sign-in is not over.
    Open(SignIn),
    /// The sign-in has ended.
    Ended(SignInEnd),
}

/// The port that keeps sign-ins until they are done. Codes and proofs are only
/// ever given as one-way hashes that depend on the sign-in's cookie, which the
/// store never sees.
pub trait SignInStore: Clone + Send + Sync + 'static {
    /// Keeps a new sign-in.
    fn start_sign_in(
        &self,
        key: &SignInKey,
        sign_in: &SignIn,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps a new sign-in together with its first code, and takes one from each
    /// of the budgets, as [`Self::set_code`] does. If a budget is spent, MUST
    /// keep the sign-in without a code. MUST leave a sign-in with this key that
    /// has had a code, and return [`CodeSet::NoSignIn`]: of the requests of a
    /// button that is pressed twice, one sends a code.
    fn start_with_code(
        &self,
        key: &SignInKey,
        sign_in: &SignIn,
        code_hash: &str,
        budgets: &[Budget],
        now: Timestamp,
    ) -> impl Future<Output = Result<CodeSet, StoreFault>> + Send;

    /// Keeps a new sign-in and takes one from each of the budgets, unless a
    /// sign-in with this key is kept. MUST decide atomically: of the requests of
    /// a button that is pressed twice, one starts the sign-in and is counted.
    /// MUST keep and take nothing if a budget is spent.
    fn start_sign_in_once(
        &self,
        key: &SignInKey,
        sign_in: &SignIn,
        budgets: &[Budget],
        now: Timestamp,
    ) -> impl Future<Output = Result<SignInStart, StoreFault>> + Send;

    /// Reads the sign-in with this key. MUST return none if it is older than
    /// [`SIGN_IN_LIVES`].
    fn read_sign_in(
        &self,
        key: &SignInKey,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<SignIn>, StoreFault>> + Send;

    /// Sets the code that counts, in place of any before it, and takes one from
    /// each of the budgets. MUST do both atomically or neither, so that no code
    /// is set that is not counted; MUST leave the code before it if a budget is
    /// spent.
    fn set_code(
        &self,
        key: &SignInKey,
        email: &EmailAddress,
        code_hash: &str,
        budgets: &[Budget],
        now: Timestamp,
    ) -> impl Future<Output = Result<CodeSet, StoreFault>> + Send;

    /// Sets a code as [`Self::set_code`] does, in place of the one that was sent
    /// at this instant, or of none. MUST leave any other, which another press of
    /// the same button has sent, and return [`CodeSet::NoSignIn`].
    fn replace_code(
        &self,
        key: &SignInKey,
        email: &EmailAddress,
        sent_at: Option<Timestamp>,
        code_hash: &str,
        budgets: &[Budget],
        now: Timestamp,
    ) -> impl Future<Output = Result<CodeSet, StoreFault>> + Send;

    /// Undoes [`Self::set_code`] of a code that could not be handed over: no
    /// code counts, and what was taken from the budgets is given back. MUST
    /// leave a code alone that has been set since.
    fn take_code_back(
        &self,
        key: &SignInKey,
        code_hash: &str,
        budgets: &[Budget],
        set_at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Tries a code. MUST count the try before it compares, so that parallel
    /// tries are at most [`CODE_TRIES`] together; MUST return [`CodeAttempt::Right`]
    /// to exactly one try of a code, and then keep `proof_hash` for
    /// [`Self::take_proof`]. Every try has a proof of its own: a call with the
    /// same proof repeats the same try.
    fn try_code(
        &self,
        key: &SignInKey,
        code_hash: &str,
        proof_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<CodeAttempt, StoreFault>> + Send;

    /// Takes the proof that a code was right: returns the address that it
    /// proves, to exactly one taker.
    fn take_proof(
        &self,
        key: &SignInKey,
        proof_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<EmailAddress>, StoreFault>> + Send;

    /// Tells where a sign-in stands whose code was right, to who gives the same
    /// code again. No try is taken for that, so MUST refuse every code from now
    /// on if this is another one than was right.
    fn repeat_code(
        &self,
        key: &SignInKey,
        code_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<CodeRepeated, StoreFault>> + Send;

    /// Claims what a proven sign-in is for, which must be done once. Returns true
    /// to one call alone, and to none once the sign-in has ended, or if it is for
    /// something else.
    fn claim_sign_in(
        &self,
        key: &SignInKey,
        action: SensitiveActionKind,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Ends a sign-in and keeps its end for [`SIGN_IN_END_LIVES`], in place of
    /// all that the sign-in held. Returns whether this call has ended it: of the
    /// requests of a button that is pressed twice, one does, and tells people of
    /// what it did.
    fn finish_sign_in(
        &self,
        key: &SignInKey,
        end: &SignInEnd,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Reads the end of a sign-in; `None` if it has not ended, or longer than
    /// [`SIGN_IN_END_LIVES`] ago. MUST return none if a code began a session:
    /// [`Self::repeat_code`] tells that to who gives the code.
    fn read_sign_in_end(
        &self,
        key: &SignInKey,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<SignInEnd>, StoreFault>> + Send;

    /// Ends a sign-in of which nothing came. MUST succeed if there is none.
    fn end_sign_in(&self, key: &SignInKey) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// The outcome of signing up.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignedUp {
    /// An account was made.
    Created,
    /// The address has an account already.
    HasAccount,
}

/// The outcome of proving a password.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PasswordProven {
    /// The password was right.
    Right {
        /// The identity provider's token, to be given back with the proof.
        continuation: String,
        /// The account with that address.
        account: AccountId,
    },
    /// The address has no account, or the password is wrong.
    Wrong,
    /// The password was tried too often; the person has to wait.
    TooMany,
}

/// The outcome of finishing a sign-in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignInOutcome {
    /// The person is signed in.
    Yes {
        /// The account of the person.
        account: AccountId,
    },
    /// The proof was not accepted, or came too late: the person has to start
    /// again.
    No,
}

/// The outcome of changing an account's address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EmailChanged {
    /// The account has the address.
    Yes,
    /// Another account has the address.
    Taken,
}

/// The identity provider, for people who make their own account.
pub trait IdentityProvider: Clone + Send + Sync + 'static {
    /// Makes an account that can sign in by password and code.
    fn sign_up(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> impl Future<Output = Result<SignedUp, IdentityFault>> + Send;

    /// Whether the address has an identity that no code has proven yet. Anybody
    /// may have chosen its password.
    fn is_unproven(
        &self,
        email: &EmailAddress,
    ) -> impl Future<Output = Result<bool, IdentityFault>> + Send;

    /// Proves a password without sending it. MUST return the same, after about
    /// the same time, for an address without an account as for a wrong
    /// password.
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
    ) -> impl Future<Output = Result<SignInOutcome, IdentityFault>> + Send;

    /// Finds the account of an address.
    fn find_account(
        &self,
        email: &EmailAddress,
    ) -> impl Future<Output = Result<Option<AccountId>, IdentityFault>> + Send;

    /// Finds the address that an account signs in with; `None` if the identity
    /// is gone.
    fn email_of(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<Option<EmailAddress>, IdentityFault>> + Send;

    /// Gives an account another password. The caller has proven the address.
    fn set_password(
        &self,
        email: &EmailAddress,
        password: &str,
    ) -> impl Future<Output = Result<(), IdentityFault>> + Send;

    /// Gives an account another address, which the caller has proven. MUST
    /// succeed if the account has it already.
    fn change_email(
        &self,
        account: &AccountId,
        email: &EmailAddress,
    ) -> impl Future<Output = Result<EmailChanged, IdentityFault>> + Send;

    /// Deletes an account, even if its address has changed. MUST succeed if
    /// there is none.
    fn delete_identity(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<(), IdentityFault>> + Send;
}
