//! The id of an account.

use serde::{Deserialize, Serialize};

/// The id of an account, which the identity provider gave (`sub`). The id is
/// never an e-mail address, because addresses change.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct AccountId(pub String);
