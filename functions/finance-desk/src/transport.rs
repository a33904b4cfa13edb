//! Transport that did not come, across suppliers: in a month or a four-week
//! period, by supplier and week.

use std::collections::BTreeMap;

use app::transport_watch::{PeriodOfTransport, WeekOfTransport, of_period};
use askama::Template;
use attendance::kept_register::RegisterKey;
use attendance::missed_transport::MissedTransport;
use attendance::payment_period::PaymentPeriod;
use attendance::week::Week;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use domain::values::money;
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page};

use crate::payments::others_to_view;
use crate::supplier_address::{of_register, of_supplier};
use crate::{AppState, FinanceDeskPorts};

/// The address of the month of the last week that has ended.
pub(crate) const LATEST: &str = "/finance/transport";

#[derive(Template)]
#[template(path = "transport.html")]
struct Transport {
    frame: PageFrame,
    not_submitted: Option<String>,
    weeks: StackedTable,
    suppliers: StackedTable,
    /// The periods before and after, and that of the other kind.
    others: Vec<(String, String)>,
}

pub(crate) async fn show_latest<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    // No register of a week that has not ended is submitted.
    let last = Week::of(state.site.today()).previous();
    let latest = PaymentPeriod::month_of(last);
    state.transport(&staff, latest).await
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(period): PathId<PaymentPeriod>,
) -> Result<Response, Failure> {
    state.transport(&staff, period).await
}

impl<P: FinanceDeskPorts> AppState<P> {
    async fn transport(
        &self,
        staff: &Staff<Finance>,
        period: PaymentPeriod,
    ) -> Result<Response, Failure> {
        let now = self.site.now();
        let found = of_period(self.ports.store(), period, now).await?;
        let title = format!("Transport that did not come, {}", period.words());
        let view = Transport {
            frame: staff.page(title).back("/finance"),
            not_submitted: not_submitted(&found),
            weeks: weeks_table(&found),
            suppliers: suppliers_table(&found),
            others: others_to_view(period, LATEST, now),
        };
        Ok(page(StatusCode::OK, &view))
    }
}

fn not_submitted(found: &PeriodOfTransport) -> Option<String> {
    match found.not_submitted {
        0 => None,
        1 => Some("1 register of this period is not submitted and not counted yet.".to_owned()),
        some => Some(format!(
            "{some} registers of this period are not submitted and not counted yet."
        )),
    }
}

/// Lists every week of every supplier, so that a day on which it failed for
/// several stands together.
fn weeks_table(found: &PeriodOfTransport) -> StackedTable {
    let rows = found.weeks.iter().map(|one| {
        let key = RegisterKey {
            supplier: one.supplier.supplier.id.clone(),
            week: one.week,
        };
        let mut row = vec![
            StackedCell::link(in_words(one.week.ending()), of_register(&key)),
            StackedCell::of(one.supplier.supplier.name.clone()),
        ];
        row.extend(cells(&one.missed));
        row
    });
    StackedTable {
        caption: "By week".into(),
        columns: columns(["Week ending", "Supplier"]).map(Into::into).into(),
        rows: rows.collect(),
    }
}

fn suppliers_table(found: &PeriodOfTransport) -> StackedTable {
    let mut of_each: BTreeMap<_, (&WeekOfTransport, usize, MissedTransport)> = BTreeMap::new();
    let mut all = MissedTransport::default();
    for one in &found.weeks {
        let supplier = &one.supplier.supplier;
        let (_, weeks, missed) = of_each.entry((&supplier.name, &supplier.id)).or_insert((
            one,
            0,
            MissedTransport::default(),
        ));
        *weeks += 1;
        missed.add(&one.missed);
        all.add(&one.missed);
    }
    let mut rows: Vec<_> = of_each
        .into_values()
        .map(|(one, weeks, missed)| {
            let supplier = &one.supplier.supplier;
            let mut row = vec![
                StackedCell::link(supplier.name.clone(), of_supplier(&supplier.id)),
                StackedCell::of(weeks.to_string()),
            ];
            row.extend(cells(&missed));
            row
        })
        .collect();
    if !rows.is_empty() {
        let mut total = vec![
            StackedCell::of("All suppliers"),
            StackedCell::of(found.weeks.len().to_string()),
        ];
        total.extend(cells(&all));
        rows.push(total);
    }
    StackedTable {
        caption: "By supplier".into(),
        columns: columns(["Supplier", "Weeks"]).map(Into::into).into(),
        rows,
    }
}

const fn columns([first, second]: [&'static str; 2]) -> [&'static str; 5] {
    [first, second, "Journeys", "With session", "Not paid"]
}

fn cells(missed: &MissedTransport) -> [StackedCell; 3] {
    [
        StackedCell::of(missed.journeys.to_string()),
        StackedCell::of(missed.with_session.to_string()),
        StackedCell::of(money::in_words(missed.not_paid)),
    ]
}
