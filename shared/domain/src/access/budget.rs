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

crate::named_enum! {
    /// What a budget is for. Budgets of two purposes are never one: spending
    /// one leaves the other as it is. The name is stored.
    pub enum BudgetPurpose {
        /// Codes by e-mail to a citizen who has given the right password.
        SignInCode = "CODES",
        /// Complaints about personal data.
        Complaint = "COMPLAINTS",
        /// Codes by e-mail for a citizen's new password.
        NewPasswordCode = "NEW-PASSWORD-CODES",
    }
}

/// Who spends a budget.
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
    /// What is counted.
    pub purpose: BudgetPurpose,
    /// Whose it is.
    pub holder: BudgetHolder,
    /// The most times within an hour.
    pub most: u32,
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

    /// Whether a budget is spent for its hour. Takes nothing.
    fn is_spent(
        &self,
        budget: &Budget,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}
