//! Who did what about a supplier and its registers.

use app::records::read_supplier_accesses;
use askama::Template;
use attendance::supplier::SupplierId;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::records::staff_queues::StaffUserAdmin as _;
use web::govuk::{Pagination, WarningText};
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, StackedTable, page};

use crate::access::{table, who};
use crate::supplier_address::of_supplier;
use crate::{AppState, FinanceDeskPorts, ON_A_PAGE};

#[derive(Template)]
#[template(path = "supplier-accesses.html")]
struct SupplierAccesses {
    frame: PageFrame,
    found: StackedTable,
    left_out: Option<WarningText>,
    pages: Option<Pagination>,
}

/// Shows a page of the audit of a supplier. Each page is a look of its own, which
/// is recorded.
pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(supplier): PathId<SupplierId>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let kept = state.supplier(&supplier).await?;
    let (store, now, by) = (state.ports.store(), state.site.now(), staff.staff_user());
    let part = (query.after.as_ref(), ON_A_PAGE);
    let found = read_supplier_accesses(store, by, supplier.as_str(), part, now).await?;
    let staff_users = store.staff_users_of(&who(&found.items)).await?;
    let back = of_supplier(&supplier);
    let title = format!("Who did what about {}", kept.supplier.name);
    let view = SupplierAccesses {
        pages: query.pagination(&format!("{back}/accesses"), &found),
        frame: staff.page(title).back(back),
        found: table(&found.items, &staff_users),
        left_out: left_out::told_to_staff(found.unreadable, ("entry", "entries")),
    };
    Ok(page(StatusCode::OK, &view))
}
