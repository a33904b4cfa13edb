//! Who said something, and when.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::account::AccountId;

/// Names who gave an answer or signed a form off, and when: where several people
/// work on one form, each answer has its own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribution {
    /// Who.
    pub by: AccountId,
    /// What they were called then: `Farah Iqbal`. Said also once their account is
    /// gone.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// Who gave each answer of a form, by the answer's key. An answer that was given
/// by whoever owns the form has none.
pub type Attributions = BTreeMap<String, Attribution>;
