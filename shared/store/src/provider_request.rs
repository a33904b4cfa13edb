//! What providers ask of finance: each request in its supplier's partition, and
//! an entry in the list of those that are open.

use attendance::provider_request::{
    ListedRequest, ProviderRequest, ProviderRequestQueue, ProviderRequestReader,
    ProviderRequestStore, RequestId, RequestKind, RequestMade, RequestSettled,
};
use attendance::supplier::SupplierId;
use domain::access::budget::{Budget, BudgetSpending, BudgetStore as _};
use domain::fault::StoreFault;
use domain::records::retention_schedule::REGISTER_KEPT;
use domain::values::account_id::AccountId;
use domain::values::list_page::{ListCursor, ListPage};
use jiff::Timestamp;

use crate::attributes::{AT, BODY, BY, KIND, SETTLED};
use crate::item::Item;
use crate::keys::{PK, Partition, REQUEST, SK};
use crate::read::{Attributes as _, List, Order, SortKeys, Unreadable};
use crate::write::{AllWritten, Write};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

/// The most requests of a supplier that are listed.
const MOST: usize = 2_000;

impl ProviderRequestReader for Table {
    async fn requests_of(
        &self,
        supplier: &SupplierId,
        now: Timestamp,
    ) -> Result<Vec<ProviderRequest>, StoreFault> {
        let operation = "list the requests of a supplier";
        let list = List {
            partition: keys::of_supplier(supplier),
            keys: SortKeys::Starting(REQUEST.to_owned()),
            order: Order::Ascending,
        };
        let mut page = self.page(operation, &list, None, MOST).await?;
        page.items.retain(|item| item.is_current(now));
        let mut requests = page.read(operation, request).items;
        requests.sort_by_key(|request| std::cmp::Reverse((request.at, request.id.clone())));
        Ok(requests)
    }
}

impl ProviderRequestStore for Table {
    /// Takes from the budgets first, so that who is refused writes nothing, and
    /// gives back what was taken for a request that was kept before.
    async fn keep_request(
        &self,
        request: &ProviderRequest,
        budgets: &[Budget],
    ) -> Result<RequestMade, StoreFault> {
        let operation = "keep a request to finance";
        let now = request.at;
        let key = keys::provider_request(&request.supplier, &request.id);
        if let BudgetSpending::Spent(budget) = self.spend(budgets, now).await? {
            return Ok(match self.read(operation, key).await? {
                Some(_) => RequestMade::Kept,
                None => RequestMade::TooMany(budget),
            });
        }
        let body = serde_json::to_string(&request.about);
        let body = body.map_err(|source| fault(operation, source))?;
        let expires = number(REGISTER_KEPT.after(now).as_second());
        let mut item = key;
        item.insert(BY.to_owned(), text(&request.by.0));
        item.insert(AT.to_owned(), text(now.to_string()));
        item.insert(BODY.to_owned(), text(body));
        item.insert(EXPIRES_AT.to_owned(), expires.clone());
        let mut listed = keys::open_request(request);
        let kind = request.about.kind().name();
        listed.insert(KIND.to_owned(), text(kind));
        listed.insert(EXPIRES_AT.to_owned(), expires);
        let writes = vec![Write::put(item).if_not_there(), Write::put(listed)];
        let written = self.write_all(operation, writes).await;
        if !matches!(written, Ok(AllWritten::Done)) {
            self.give_back(budgets, now).await?;
        }
        written.map(|_| RequestMade::Kept)
    }
}

impl ProviderRequestQueue for Table {
    async fn open_requests(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<ListedRequest>, StoreFault> {
        let operation = "list requests to finance";
        let list = List {
            partition: Partition::ToFinance.only(),
            keys: SortKeys::All,
            order: Order::Ascending,
        };
        let page = self.page(operation, &list, after, most).await?;
        Ok(page.read(operation, listed))
    }

    async fn request(
        &self,
        supplier: &SupplierId,
        id: &RequestId,
        now: Timestamp,
    ) -> Result<Option<ProviderRequest>, StoreFault> {
        let operation = "read a request to finance";
        let found = self.read(operation, keys::provider_request(supplier, id));
        let found = found.await?.filter(|item| item.is_current(now));
        let found = found.as_ref().map(request).transpose();
        found.map_err(|source| fault(operation, source))
    }

    async fn settle_request(
        &self,
        request: &ProviderRequest,
        settled: &RequestSettled,
    ) -> Result<bool, StoreFault> {
        let operation = "settle a request to finance";
        let body = serde_json::to_string(settled).map_err(|source| fault(operation, source))?;
        let update = Write::update(keys::provider_request(&request.supplier, &request.id))
            .set(SETTLED, text(body))
            .if_there()
            .if_without(SETTLED);
        let writes = vec![update, Write::delete(keys::open_request(request))];
        let written = self.write_all(operation, writes).await?;
        Ok(matches!(written, AllWritten::Done))
    }
}

pub(crate) fn request(item: &Item) -> Result<ProviderRequest, Unreadable> {
    let supplier = Partition::Supplier.whose(item.text(PK)?);
    let settled = item.text_of(SETTLED).map(serde_json::from_str);
    Ok(ProviderRequest {
        id: RequestId::parse(item.sort_after(REQUEST)?).map_err(|_| Unreadable(SK))?,
        supplier: SupplierId::parse(supplier.unwrap_or_default()).map_err(|_| Unreadable(PK))?,
        by: AccountId(item.text(BY)?.to_owned()),
        at: item.instant(AT)?,
        about: serde_json::from_str(item.text(BODY)?).map_err(|_| Unreadable(BODY))?,
        settled: settled.transpose().map_err(|_| Unreadable(SETTLED))?,
    })
}

fn listed(item: &Item) -> Result<ListedRequest, Unreadable> {
    let mut parts = item.text(SK)?.splitn(3, '#');
    let mut part = || parts.next().ok_or(Unreadable(SK));
    Ok(ListedRequest {
        at: part()?.parse().map_err(|_| Unreadable(SK))?,
        supplier: SupplierId::parse(part()?).map_err(|_| Unreadable(SK))?,
        id: RequestId::parse(part()?).map_err(|_| Unreadable(SK))?,
        kind: RequestKind::named(item.text(KIND)?).ok_or(Unreadable(KIND))?,
    })
}
