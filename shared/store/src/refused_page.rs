//! Pages that say what is wrong with a form that was posted.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::fault::StoreFault;
use domain::forms::refused_page::{RefusedPageKey, RefusedPageStore, SealedPage};
use domain::records::retention_schedule::REFUSED_PAGE_KEPT;
use jiff::Timestamp;

use crate::attributes::SEALED;
use crate::read::{Attributes as _, Unreadable};
use crate::write::Write;
use crate::{EXPIRES_AT, Table, fault, keys, number};

impl RefusedPageStore for Table {
    async fn keep_refused_page(
        &self,
        key: &RefusedPageKey,
        page: SealedPage,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let mut item = keys::refused_page(key);
        let sealed = AttributeValue::B(Blob::new(page.0));
        item.insert(SEALED.to_owned(), sealed);
        let ends = REFUSED_PAGE_KEPT.after(now).as_second();
        item.insert(EXPIRES_AT.to_owned(), number(ends));
        self.write("keep a refused page", Write::put(item)).await?;
        Ok(())
    }

    async fn read_refused_page(
        &self,
        key: &RefusedPageKey,
        now: Timestamp,
    ) -> Result<Option<SealedPage>, StoreFault> {
        const OPERATION: &str = "read a refused page";
        let found = self.read(OPERATION, keys::refused_page(key)).await?;
        let Some(item) = found.filter(|item| item.is_current(now)) else {
            return Ok(None);
        };
        let sealed = item.get(SEALED).and_then(|sealed| sealed.as_b().ok());
        let sealed = sealed.ok_or_else(|| fault(OPERATION, Unreadable(SEALED)))?;
        Ok(Some(SealedPage(sealed.clone().into_inner())))
    }
}
