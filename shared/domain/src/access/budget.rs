//! Budgets: how often something may be done within an hour, by one address, one
//! account, one source of requests, or everybody together.
//!
//! What anybody can ask for without a password has budgets of its own, so that
//! a stranger who asks for codes in somebody's name never uses up what that
//! person needs to sign in.

use jiff::Timestamp;

use crate::access::source_address::SourceAddress;
use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::email_address::EmailAddress;

/// The most codes of one purpose that are sent for one address or one account
/// within an hour.
pub const CODES_AN_HOUR: u32 = 5;

crate::named_enum! {
    /// The purpose of a budget. Each purpose has budgets of its own: spending
    /// one leaves those of other purposes as they are. The name is stored.
    pub enum BudgetPurpose {
        /// Codes by e-mail to a citizen who has given the right password.
        SignInCode = "CODES",
        /// Codes by e-mail for the new address of somebody who is signed in
        /// and has given the right password.
        NewEmailCode = "NEW-EMAIL-CODES",
        /// Codes by e-mail for a citizen's new password.
        NewPasswordCode = "NEW-PASSWORD-CODES",
        /// Codes by e-mail with which a saved form is opened by its reference.
        RecoverCode = "RECOVER-CODES",
        /// Codes by e-mail with which what staff asked is answered.
        QuestionsCode = "QUESTIONS-CODES",
        /// Codes by e-mail with which an account is made.
        CreateAccountCode = "CREATE-ACCOUNT-CODES",
        /// Codes to the telephone of staff who have given the right password.
        StaffSignInCode = "STAFF-SIGN-IN-CODES",
        /// Codes to another telephone of staff who are signed in.
        NewPhoneCode = "NEW-PHONE-CODES",
        /// Codes to the telephone of staff who are signed in and have given the
        /// right password, before they set up an authenticator app.
        ChangeAppCode = "CHANGE-APP-CODES",
        /// Codes to somebody who is signed in and has given the right password,
        /// before they do something for which a session alone is not enough.
        ReauthenticationCode = "REAUTHENTICATION-CODES",
        /// Codes by e-mail for the new password of staff.
        StaffPasswordCode = "STAFF-PASSWORD-CODES",
        /// Codes that anybody can ask for without a password, whatever for.
        CodeWithoutPassword = "CODES-WITHOUT-PASSWORD",
        /// E-mails which say that an address has no account.
        UnknownAddress = "UNKNOWN-ADDRESSES",
        /// Accounts that are begun, each of which leaves an identity until its
        /// address is proven; and codes that are sent again for one.
        NewAccount = "NEW-ACCOUNTS",
        /// Complaints about personal data by people who are not signed in.
        Complaint = "COMPLAINTS",
        /// Complaints about personal data by people who are signed in.
        AccountComplaint = "ACCOUNT-COMPLAINTS",
        /// E-mails which confirm a complaint to an address that nobody has
        /// proven.
        ComplaintConfirmation = "COMPLAINT-CONFIRMATIONS",
        /// E-mails which tell the council of the complaints that came in.
        ComplaintDigest = "COMPLAINT-DIGESTS",
        /// Concerns that an adult is at risk.
        Concern = "CONCERNS",
        /// Calls that people ask for.
        CallBack = "CALL-BACKS",
        /// Feedback about the portal.
        Feedback = "FEEDBACK",
        /// Opinions on whether an answer of the help pages was helpful.
        Opinion = "OPINIONS",
        /// Requests of providers to finance.
        ProviderRequest = "PROVIDER-REQUESTS",
        /// People whom the manager of a supplier invites.
        ProviderInvitation = "PROVIDER-INVITATIONS",
    }
}

/// The holder of a budget, who spends it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum BudgetHolder {
    /// Whoever uses an e-mail address. A budget that anybody can spend is given
    /// to [`EmailAddress::mailbox`], so that `jo+1@example.com` and
    /// `jo+2@example.com` have one together.
    Address(EmailAddress),
    /// An account of a citizen or of staff.
    Account(AccountId),
    /// Whoever sends requests from a source address.
    Source(SourceAddress),
    /// Everybody together.
    Everybody,
}

/// A number of times that something may be done within an hour. The hour begins
/// with the first.
///
/// ```
/// use domain::access::budget::{Budget, BudgetHolder, BudgetPurpose};
///
/// let in_all = Budget {
///     purpose: BudgetPurpose::Complaint,
///     holder: BudgetHolder::Everybody,
///     most: 200,
/// };
/// assert_eq!(in_all.purpose.name(), "COMPLAINTS");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Budget {
    /// The purpose, which says what is counted.
    pub purpose: BudgetPurpose,
    /// The holder.
    pub holder: BudgetHolder,
    /// The most times within an hour.
    pub most: u32,
}

impl Budget {
    /// Returns the budget of codes by e-mail to a citizen who has given the
    /// right password.
    #[must_use]
    pub fn of_sign_in_codes(email: &EmailAddress) -> Self {
        let holder = BudgetHolder::Address(email.clone());
        Self::of_codes(BudgetPurpose::SignInCode, holder)
    }

    /// Returns the budget of codes to the telephone of staff who have given the
    /// right password.
    #[must_use]
    pub const fn of_staff_sign_in_codes(staff_user: AccountId) -> Self {
        let holder = BudgetHolder::Account(staff_user);
        Self::of_codes(BudgetPurpose::StaffSignInCode, holder)
    }

    /// Returns the budget of codes of one purpose for one holder.
    #[must_use]
    pub const fn of_codes(purpose: BudgetPurpose, holder: BudgetHolder) -> Self {
        Self {
            purpose,
            holder,
            most: CODES_AN_HOUR,
        }
    }
}

/// Returns the budgets of what anybody can send: of the source of the request if
/// that is known, and of everybody.
#[must_use]
pub fn by_source_and_in_all(
    purpose: BudgetPurpose,
    source: Option<SourceAddress>,
    for_source: u32,
    in_all: u32,
) -> Vec<Budget> {
    let of_source = source.map(|source| (BudgetHolder::Source(source), for_source));
    let of_everybody = (BudgetHolder::Everybody, in_all);
    let budgets = of_source.into_iter().chain([of_everybody]);
    budgets
        .map(|(holder, most)| Budget {
            purpose,
            holder,
            most,
        })
        .collect()
}

/// The limits of what anybody can ask for without a password, as a deployment
/// sets them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RequestLimits {
    /// The most codes that are sent for one source within an hour.
    pub codes_for_source: u32,
    /// The most accounts that are begun from one source within an hour.
    pub accounts_for_source: u32,
    /// The most accounts that are begun within an hour in all.
    pub accounts: u32,
    /// The most e-mails of one kind that are sent within an hour to addresses
    /// that have no account.
    pub unknown_addresses: u32,
    /// The most complaints that are taken from one source within an hour.
    pub complaints_for_source: u32,
    /// The most complaints that are taken within an hour in all: so many of
    /// people who are not signed in, and so many of people who are.
    pub complaints: u32,
    /// The most messages to one team that are taken from one source within an
    /// hour.
    pub messages_for_source: u32,
    /// The most messages to one team that are taken within an hour in all.
    pub messages: u32,
    /// The most messages of feedback, and the most opinions, that are taken
    /// from one source within an hour.
    pub feedback_for_source: u32,
    /// The most messages of feedback, and the most opinions, that are taken
    /// within an hour in all.
    pub feedback: u32,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            codes_for_source: 20,
            accounts_for_source: 20,
            accounts: 200,
            unknown_addresses: 200,
            complaints_for_source: 10,
            complaints: 100,
            messages_for_source: 10,
            messages: 100,
            feedback_for_source: 20,
            feedback: 500,
        }
    }
}

/// The outcome of spending budgets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum BudgetSpending {
    /// One was taken from each budget.
    Taken,
    /// This budget is spent for its hour. Nothing was taken from any.
    Spent(Budget),
}

/// The port that counts what is spent.
pub trait BudgetStore: Clone + Send + Sync + 'static {
    /// Takes one from each of the budgets, or none from any. MUST count
    /// atomically, so that parallel requests together take no more than there
    /// is; MUST name a budget of one person rather than one of everybody if
    /// both are spent, and take from the latter last, so that nobody who is
    /// refused for themselves keeps it busy for others.
    fn spend(
        &self,
        budgets: &[Budget],
        now: Timestamp,
    ) -> impl Future<Output = Result<BudgetSpending, StoreFault>> + Send;

    /// Gives back what [`Self::spend`] took at `spent_at`, because what it was
    /// for was not done. MUST leave an hour alone that has begun since.
    fn give_back(
        &self,
        budgets: &[Budget],
        spent_at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Gives a whole budget back, because whoever has spent it can spend it no
    /// more: the password that it needs is another one now. MUST succeed if
    /// nothing was taken.
    fn refill(&self, budget: &Budget) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
