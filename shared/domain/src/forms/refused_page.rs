//! Pages that say what is wrong with a form that was posted. They are kept for
//! a while, so that the browser shows each at an address of its own and can
//! come back to it.

use jiff::Timestamp;

use crate::fault::StoreFault;

/// The place of a refused page: a hash that only the browser which posted the
/// form can make again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RefusedPageKey(pub String);

/// A refused page, encrypted with a key that the store does not have: the page
/// repeats what somebody typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SealedPage(pub Vec<u8>);

/// The port that keeps refused pages, for
/// [`crate::records::retention_schedule::REFUSED_PAGE_KEPT`].
pub trait RefusedPageStore: Clone + Send + Sync + 'static {
    /// Keeps a page, in place of what was kept under its key.
    fn keep_refused_page(
        &self,
        key: &RefusedPageKey,
        page: SealedPage,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Reads a page, unless its time is over.
    fn read_refused_page(
        &self,
        key: &RefusedPageKey,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<SealedPage>, StoreFault>> + Send;
}
