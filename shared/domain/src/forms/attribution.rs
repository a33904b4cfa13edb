//! Attributions: the person who gave an answer or signed a form off, and the
//! time.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::values::account_id::AccountId;

/// The person who gave an answer or signed a form off, and the time. Where
/// several people work on one form, each answer has an attribution of its own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribution {
    /// The account of the person.
    pub by: AccountId,
    /// The name of the person at that time: `Farah Iqbal`. It stays after the
    /// account is gone.
    pub name: String,
    /// The time.
    pub at: Timestamp,
}

/// The attribution of each answer of a form, by the answer's key. An answer
/// given by the owner of the form has none.
pub type Attributions = BTreeMap<String, Attribution>;
