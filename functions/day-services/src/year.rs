//! The registers of a supplier in a financial year, week by week.

use app::providers::{self, GrantedSupplier, SupplierYear};
use askama::Template;
use attendance::kept_register::KeptStatus;
use attendance::progress::WEEKS_AHEAD;
use attendance::progress::WeekProgress;
use attendance::provider_access::ProviderRole;
use attendance::provider_request::RequestKind;
use attendance::supplier::SupplierId;
use attendance::week::{FinancialYear, Week, plus_days};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, PathId, StackedCell, StackedTable, page};

use crate::progress_bar::ProgressBar;
use crate::{AppState, DayServicesPorts, addresses};

#[derive(Template)]
#[template(path = "year.html")]
struct Year {
    frame: PageFrame,
    year: String,
    progress: ProgressBar,
    weeks: StackedTable,
    /// The year before or after: its words and address.
    other: (String, String),
    /// What else can be done for the supplier: words and address.
    links: Vec<(&'static str, String)>,
    /// The weeks that are not paid, in words.
    not_paid: Vec<String>,
    /// Whether the year has 53 weeks.
    is_long: bool,
}

pub(crate) async fn show<P: DayServicesPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathId(supplier): PathId<SupplierId>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &supplier).await?;
    let present = Week::of(state.site.today()).financial_year();
    let year = asked(query.as_deref(), present).ok_or(Failure::NOT_FOUND)?;
    let (store, now) = (state.ports.store(), state.site.now());
    let found = providers::supplier_year(store, granted.supplier(), year, now).await?;
    let view = Year::of(&staff, &granted, &found, present);
    Ok(page(StatusCode::OK, &view))
}

/// Returns the year that an address asks for: this one, or the last one. None
/// for one that cannot be looked at.
fn asked(query: Option<&str>, present: FinancialYear) -> Option<FinancialYear> {
    let mut parts = query.unwrap_or_default().split('&');
    let Some(year) = parts.find_map(|part| part.strip_prefix("year=")) else {
        return Some(present);
    };
    let mut open = [present, present.previous()].into_iter();
    open.find(|open| open.begins_in().to_string() == year)
}

impl Year {
    fn of(
        staff: &Staff<Provider>,
        granted: &GrantedSupplier,
        found: &SupplierYear,
        present: FinancialYear,
    ) -> Self {
        let supplier = granted.supplier();
        let year = found.weeks.year();
        let other = match year == present {
            true => present.previous(),
            false => present,
        };
        let places = found.progress.0.iter();
        let places = places.filter(|(_, place)| *place != WeekProgress::BeforeJoining);
        let this_week = Week::of(staff.site().today());
        let last = Week::of(plus_days(this_week.ending(), 7 * WEEKS_AHEAD));
        let rows = places.map(|place| row(&supplier.id, found, *place, last));
        Self {
            frame: staff.page(supplier.name.clone()).back(addresses::SUPPLIERS),
            year: year.to_string(),
            progress: ProgressBar::of(found),
            weeks: StackedTable {
                caption: format!("Registers of {year}").into(),
                columns: ["Week ending", "Register", "Ask finance"]
                    .map(Into::into)
                    .into(),
                rows: rows.collect(),
            },
            other: (
                format!("Registers of {other}"),
                format!(
                    "{}?year={}",
                    addresses::supplier(&supplier.id),
                    other.begins_in()
                ),
            ),
            links: links(granted, present),
            not_paid: found.weeks.in_force().into_iter().map(in_full).collect(),
            is_long: found.progress.0.len() == 53,
        }
    }
}

/// Makes the row of a week. A register can be opened some weeks ahead, for
/// absences of which the provider is told.
fn row(
    supplier: &SupplierId,
    found: &SupplierYear,
    (week, place): (Week, WeekProgress),
    last: Week,
) -> Vec<StackedCell> {
    let ending = in_words(week.ending());
    let first = match place {
        WeekProgress::NoRegister | WeekProgress::BeforeJoining => StackedCell::of(ending),
        WeekProgress::Future if week > last => StackedCell::of(ending),
        _ => StackedCell::link(ending, addresses::register(supplier, week)),
    };
    let last = match place {
        WeekProgress::Submitted => {
            let to = addresses::request(supplier, RequestKind::Adjustment);
            let to = format!("{to}?week={}", week.ending());
            let day = in_words(week.ending());
            StackedCell::link(format!("Ask for a change to {day}"), to)
        }
        _ => StackedCell::of(""),
    };
    vec![first, StackedCell::of(state(found, week, place)), last]
}

/// Says a week by its first and its last day.
fn in_full(week: Week) -> String {
    let (monday, sunday) = (in_words(week.monday()), in_words(week.ending()));
    format!("Monday {monday} to Sunday {sunday}")
}

/// Lists what else can be done for a supplier. Its manager has more.
fn links(granted: &GrantedSupplier, year: FinancialYear) -> Vec<(&'static str, String)> {
    let supplier = &granted.supplier().id;
    let mut links = vec![("Requests to finance", addresses::requests(supplier))];
    if granted.grant.role == ProviderRole::Manager {
        links.push((
            "Choose non-payment weeks",
            addresses::non_payment(supplier, year),
        ));
        links.push(("People with access", addresses::people(supplier)));
    }
    links
}

fn state(found: &SupplierYear, week: Week, place: WeekProgress) -> String {
    let status = found.heads.get(&week).map(|head| &head.status);
    match (place, status) {
        (_, Some(KeptStatus::Locking { .. })) => "Being submitted".to_owned(),
        (_, Some(KeptStatus::Unlocked { until, .. })) => {
            let until = in_words(date_in_london(*until));
            format!("Unlocked by finance until {until}")
        }
        (WeekProgress::Submitted, _) => "Submitted".to_owned(),
        (WeekProgress::InProgress, _) => "In progress".to_owned(),
        (WeekProgress::Untouched, _) => "Not started".to_owned(),
        (WeekProgress::Future, _) => "To come".to_owned(),
        (WeekProgress::NonPayment, _) => "Non-payment week: no register".to_owned(),
        (WeekProgress::NoRegister, _) => "No register".to_owned(),
        (WeekProgress::BeforeJoining, _) => "Before your contract started".to_owned(),
    }
}
