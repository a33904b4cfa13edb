//! A month or a four-week period at the desk: what each supplier was paid, what
//! was billed, and what is still to come.

use app::payment_periods::{SupplierPeriod, of_period};
use askama::Template;
use attendance::payment_calendar::PaymentCalendar;
use attendance::payment_period::PaymentPeriod;
use attendance::progress::first_week_to_view;
use attendance::week::Week;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::council::PaymentRule;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::money;
use jiff::Timestamp;
use rust_decimal::Decimal;
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page};

use crate::supplier_address::of_supplier;
use crate::{AppState, FinanceDeskPorts};

/// The address of the present month.
pub(crate) const PRESENT: &str = "/finance/payments";

#[derive(Template)]
#[template(path = "payments.html")]
struct Payments {
    frame: PageFrame,
    /// What is said of a year of 53 weeks.
    long_year: Option<String>,
    suppliers: StackedTable,
    /// When each week of the period is paid; none without a payment calendar.
    calendar: Option<StackedTable>,
    /// The periods before and after, and that of the other kind.
    others: Vec<(String, String)>,
}

pub(crate) async fn show_present<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let present = PaymentPeriod::month_of(Week::of(state.site.today()));
    state.payments(&staff, present).await
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(period): PathId<PaymentPeriod>,
) -> Result<Response, Failure> {
    state.payments(&staff, period).await
}

impl<P: FinanceDeskPorts> AppState<P> {
    async fn payments(
        &self,
        staff: &Staff<Finance>,
        period: PaymentPeriod,
    ) -> Result<Response, Failure> {
        let rule = self.site.council().day_service_payments.as_ref();
        let (store, now) = (self.ports.store(), self.site.now());
        let suppliers = of_period(store, period, rule, now).await?;
        let title = format!("Payments for {}", period.words());
        let view = Payments {
            frame: staff.page(title).back("/finance"),
            long_year: long_year(period),
            suppliers: suppliers_table(&suppliers),
            calendar: rule.map(|rule| calendar_table(rule, period)),
            others: others_to_view(period, PRESENT, now),
        };
        Ok(page(StatusCode::OK, &view))
    }
}

/// Links to the periods before and after, and to that of the other kind. Two
/// financial years can be viewed, as on the pages of providers.
pub(crate) fn others_to_view(
    period: PaymentPeriod,
    address: &str,
    now: Timestamp,
) -> Vec<(String, String)> {
    let (first, present) = (first_week_to_view(now), Week::of(date_in_london(now)));
    let can_be_viewed = |other: &PaymentPeriod| {
        let weeks = other.weeks();
        weeks.first().is_some_and(|week| *week <= present)
            && weeks.last().is_some_and(|week| *week >= first)
    };
    let others = [period.previous(), period.next(), period.of_other_kind()];
    let link = |period: PaymentPeriod| (period.words(), format!("{address}/{period}"));
    others.into_iter().filter(can_be_viewed).map(link).collect()
}

fn long_year(period: PaymentPeriod) -> Option<String> {
    let last = period.weeks().last()?.financial_year();
    let words = format!("{last} is a 53-week year: its thirteenth period has five weeks.");
    period.is_in_53_week_year().then_some(words)
}

fn suppliers_table(suppliers: &[SupplierPeriod]) -> StackedTable {
    let mut rows: Vec<_> = suppliers.iter().map(row).collect();
    let sum = |of: fn(&SupplierPeriod) -> Decimal| {
        StackedCell::of(money::in_words(suppliers.iter().map(of).sum()))
    };
    if !suppliers.is_empty() {
        rows.push(vec![
            StackedCell::of("All suppliers"),
            sum(|one| one.paid),
            sum(|one| one.to_come),
            StackedCell::of(not_submitted(suppliers)),
            sum(|one| one.billed),
        ]);
    }
    StackedTable {
        caption: "By supplier".into(),
        columns: [
            "Supplier",
            "Paid",
            "Submitted and still to be paid",
            "Not submitted",
            "Billed",
        ]
        .map(Into::into)
        .into(),
        rows,
    }
}

fn row(one: &SupplierPeriod) -> Vec<StackedCell> {
    let supplier = &one.supplier.supplier;
    vec![
        StackedCell::link(supplier.name.clone(), of_supplier(&supplier.id)),
        StackedCell::of(money::in_words(one.paid)),
        StackedCell::of(money::in_words(one.to_come)),
        StackedCell::of(not_submitted(std::slice::from_ref(one))),
        StackedCell::of(money::in_words(one.billed)),
    ]
}

/// Says how many registers were not submitted, and what they would pay.
fn not_submitted(suppliers: &[SupplierPeriod]) -> String {
    let registers = suppliers.iter().flat_map(|one| &one.not_submitted);
    let count = registers.clone().count();
    let pays: Decimal = registers.filter_map(|register| register.pays).sum();
    match count {
        0 => "none".to_owned(),
        1 => format!("1 register, {}", money::in_words(pays)),
        count => format!("{count} registers, {}", money::in_words(pays)),
    }
}

/// Says for each week of a period by when it is submitted to be paid on which
/// day, with the deadlines that holidays move.
fn calendar_table(rule: &PaymentRule, period: PaymentPeriod) -> StackedTable {
    let rows = period.weeks().into_iter().filter_map(|week| {
        let calendar = PaymentCalendar::by_rule(rule, week.ending());
        let run = calendar.run_for(week.opens_for_submission())?;
        let is_moved = rule
            .moved
            .iter()
            .any(|moved| moved.deadline == run.deadline);
        let deadline = in_words(run.deadline);
        Some(vec![
            StackedCell::of(in_words(week.ending())),
            StackedCell::of(match is_moved {
                true => format!("{deadline}, moved for a holiday"),
                false => deadline,
            }),
            StackedCell::of(in_words(run.reaches_bank)),
        ])
    });
    StackedTable {
        caption: "When each week is paid if it is submitted in time".into(),
        columns: ["Week ending", "Submit by", "Reaches the bank"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}
