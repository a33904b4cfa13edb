//! Who looked at a person's record.

use jiff::Timestamp;

use crate::account::AccountId;
use crate::draft::StoreFault;

/// What somebody did with a person's record.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Access {
    /// Whose record.
    pub record: AccountId,
    /// Who: an account of the invited pool, or the name of a job.
    pub who: String,
    /// What: `read application K7F3MMXT4D`. No answers.
    pub what: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps who looked at what.
pub trait KeepAudit: Clone + Send + Sync + 'static {
    /// Keeps an access. MUST be done before the record is shown.
    fn note_access(&self, access: &Access) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Every access to a record, newest first.
    fn accesses(
        &self,
        record: &AccountId,
    ) -> impl Future<Output = Result<Vec<Access>, StoreFault>> + Send;
}
