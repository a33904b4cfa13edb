//! The id of an account.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::id_text::is_id_text;

/// The id of an account, which the identity provider gave (`sub`). The id is
/// never an e-mail address, because addresses change.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct AccountId(pub String);

/// The error of a text that no account can have as its id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id of an account")]
pub struct NotAnAccountId;

/// Reads an id that comes from outside, such as from an address: 1 to 64
/// letters, digits and hyphens. A longer text could be refused by the table as
/// a key, and `#` separates the parts of a key.
///
/// ```
/// use domain::values::account_id::{AccountId, NotAnAccountId};
///
/// let id: AccountId = "0e7c2a66-4c2f-4f0e-9d4c-3a1f0b6b2f11".parse()?;
/// assert_eq!(id.0, "0e7c2a66-4c2f-4f0e-9d4c-3a1f0b6b2f11");
/// assert_eq!("a#b".parse::<AccountId>(), Err(NotAnAccountId));
/// # Ok::<(), NotAnAccountId>(())
/// ```
impl FromStr for AccountId {
    type Err = NotAnAccountId;

    fn from_str(text: &str) -> Result<Self, NotAnAccountId> {
        match is_id_text(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotAnAccountId),
        }
    }
}
